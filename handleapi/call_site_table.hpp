// SPDX-License-Identifier: LGPL-2.1-or-later
// The call-site table of a function's exception data (Itanium C++ ABI, exception handling tables, section "LSDA").
// The C++ personality routine ends the process when an exception passes an address that no entry covers; compilers
// leave out every instruction they think cannot throw, loads and stores among them. Pure function of its arguments.
#pragma once

#include <cstdint>

namespace handleapi {

enum class CallSite {
    unprepared,  // no entry: the process would end
    passes,      // nothing to do here
    lands,       // a handler or clean-up
};

/// What the table at `lsda` says about `offset`, counted from the start of its function. Also unprepared for encodings
/// no compiler of this platform emits.
CallSite call_site_at(const uint8_t* lsda, uintptr_t offset) noexcept;

}  // namespace handleapi
