// SPDX-License-Identifier: LGPL-2.1-or-later
// Where OutputDebugString goes: to standard error when the environment variable RPCRT4_DEBUG_OUTPUT is 1, to the end of
// the file it names when it holds a path, else nowhere. Read once, at first use. Any thread; each text is one write.
#pragma once

#include <string_view>

namespace handleapi {

void write_debug_output(std::string_view text) noexcept;
/// Whether a debugger traces process `id`. False also when the system does not tell.
bool is_traced(int id) noexcept;

}  // namespace handleapi
