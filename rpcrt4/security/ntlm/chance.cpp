// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/chance.hpp"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

namespace rpcrt4::security::ntlm {
namespace {

constexpr uint64_t kTicksFrom1601 = 116'444'736'000'000'000;

bool fill(std::span<std::byte> bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(got));
    }
    return true;
}

uint64_t now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return kTicksFrom1601 + static_cast<uint64_t>(time.tv_sec) * 10'000'000 + static_cast<uint64_t>(time.tv_nsec) / 100;
}

}  // namespace

const Chance kSystemChance{.fill = fill, .now = now};

}  // namespace rpcrt4::security::ntlm
