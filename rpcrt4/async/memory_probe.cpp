// SPDX-License-Identifier: LGPL-2.1-or-later
// See memory_probe.hpp. rt_sigprocmask reads its new mask before it looks at `how`, and writes the old mask wherever it
// is told to: eight bytes of memory touched by the kernel, and no effect.
#include "rpcrt4/async/memory_probe.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace rpcrt4::async {
namespace {

constexpr size_t kProbed = 8;  // the kernel's sigset_t
constexpr uintptr_t kPage = 4096;

/// Calls probe(address) so that every page is touched, with kProbed bytes inside the range.
template <typename F>
bool every_page(uintptr_t begin, size_t size, F&& probe) noexcept {
    if (size < kProbed || begin + size < begin) return false;
    const uintptr_t last = begin + size - kProbed;
    for (uintptr_t at = begin; at <= last; at = (at & ~(kPage - 1)) + kPage) {
        if (!probe(at)) return false;
    }
    // The last bytes may lie on a page that none of the starting points above was on.
    return (last + kProbed - 1) / kPage == begin / kPage || probe(last);
}

}  // namespace

bool readable(const void* address, size_t size) noexcept {
    return every_page(reinterpret_cast<uintptr_t>(address), size, [](uintptr_t at) {
        constexpr int kNoSuchHow = 4711;
        const int before = errno;
        ::syscall(SYS_rt_sigprocmask, kNoSuchHow, at, nullptr, kProbed);
        return std::exchange(errno, before) != EFAULT;
    });
}

bool writable(void* address, size_t size) noexcept {
    return every_page(reinterpret_cast<uintptr_t>(address), size, [](uintptr_t at) {
        const int before = errno;
        const bool done = ::syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, at, kProbed) == 0;
        errno = before;
        return done;
    });
}

}  // namespace rpcrt4::async
