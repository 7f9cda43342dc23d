// SPDX-License-Identifier: LGPL-2.1-or-later
// The call-site table of a function's exception data (Itanium C++ ABI, exception handling tables, section "LSDA").
// The C++ personality routine ends the process when an exception passes an address that no entry covers; compilers
// leave out every instruction they think cannot throw, loads and stores among them. Pure function of its arguments.
#pragma once

#include <cstdint>

namespace handleapi {

/// Whether the table at `lsda` has an entry for `offset`, counted from the start of its function. False as well for
/// encodings no compiler of this platform emits.
bool call_site_covered(const uint8_t* lsda, uintptr_t offset) noexcept;

/// Whether that entry leads to clean-ups or handlers of the function.
bool call_site_lands(const uint8_t* lsda, uintptr_t offset) noexcept;

}  // namespace handleapi
