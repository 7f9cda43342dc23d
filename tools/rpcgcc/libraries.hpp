// SPDX-License-Identifier: LGPL-2.1-or-later
// Libraries that programs of Windows link: which of them are here.
#pragma once

#include <cstdint>
#include <string_view>

namespace rpcgcc {

enum class Library : uint8_t {
    here,     ///< librpcrt4, the runtime and the C library have what it has
    missing,  ///< one of Windows' that nothing here replaces
    unknown   ///< somebody's own
};

/// The name has any case, and no ending.
Library library_of(std::string_view name);

}  // namespace rpcgcc
