// SPDX-License-Identifier: LGPL-2.1-or-later
// LLP64: `long` has 32 bits, `long long` and __int64 have 64, `long double` is `double`, and the suffixes of literals
// follow ([MSVC] "Data Type Ranges", "Integer literals"). Since gcc has no 32-bit type beside int, long and int become
// one type.
#pragma once

#include <string>
#include <string_view>

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void narrow_integers(Unit& unit);

/// A preprocessing number of Windows as it is written here, of no greater length; the same when nothing changes.
std::string native_number(std::string_view number);

}  // namespace rpcgcc
