// SPDX-License-Identifier: LGPL-2.1-or-later
// See enumeration.hpp.
#include "rpcrt4/eeinfo/enumeration.hpp"

namespace rpcrt4::eeinfo {

EnumerationTable& enumerations() noexcept {
    static EnumerationTable& table = *new EnumerationTable;
    return table;
}

}  // namespace rpcrt4::eeinfo
