// SPDX-License-Identifier: LGPL-2.1-or-later
// See foreign.hpp.
#include "handleapi/foreign.hpp"

#include <dlfcn.h>

#include <algorithm>

#include "handleapi/safe_read.hpp"

namespace handleapi {

bool is_foreign(NativeHandle handle) noexcept {
    const auto value = reinterpret_cast<uintptr_t>(handle);
    constexpr uintptr_t kAboveOurs = uintptr_t{1} << 32;
    constexpr uintptr_t kEndOfUserSpace = uintptr_t{1} << 47;
    return value >= kAboveOurs && value < kEndOfUserSpace && value % alignof(void*) == 0 && can_read(handle);
}

bool all_foreign(std::span<const NativeHandle> handles) noexcept {
    return !handles.empty() && std::ranges::all_of(handles, is_foreign);
}

void* next_definition(const char* name) noexcept { return dlsym(RTLD_NEXT, name); }

}  // namespace handleapi
