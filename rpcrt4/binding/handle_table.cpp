// SPDX-License-Identifier: LGPL-2.1-or-later
// See handle_table.hpp.
#include "rpcrt4/binding/handle_table.hpp"

namespace rpcrt4::binding {

HandleTable& handle_table() noexcept {
    static HandleTable& table = *new HandleTable;
    return table;
}

}  // namespace rpcrt4::binding
