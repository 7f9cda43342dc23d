// SPDX-License-Identifier: LGPL-2.1-or-later
// See memory_probe.hpp. A fault in the guarded block arrives here as an exception code. What is read is nobody's in
// particular, so the sanitizers are not asked.
#include "rpcrt4/async/memory_probe.hpp"

#include <cstdint>
#include <cstring>

#include "handleapi/boundary.hpp"

namespace rpcrt4::async {
namespace {

constexpr uintptr_t kPage = 4096;

__attribute__((no_sanitize("address", "thread", "undefined"))) void touch(uintptr_t address) {
    static_cast<void>(*reinterpret_cast<const volatile char*>(address));
}

}  // namespace

bool readable(const void* address, size_t size) noexcept {
    const auto begin = reinterpret_cast<uintptr_t>(address);
    if (size == 0 || begin + size < begin) return false;
    const uintptr_t last = begin + size - 1;
    return succeeded(handleapi::call_user([=] {
        for (uintptr_t at = begin; at < last; at = (at & ~(kPage - 1)) + kPage) touch(at);
        touch(last);
    }));
}

bool clear(void* address, size_t size) noexcept {
    return succeeded(handleapi::call_user([=] { std::memset(address, 0, size); }));
}

}  // namespace rpcrt4::async
