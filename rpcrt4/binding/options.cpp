// SPDX-License-Identifier: LGPL-2.1-or-later
// See options.hpp.
#include "rpcrt4/binding/options.hpp"

#include <algorithm>
#include <array>

namespace rpcrt4::binding {
namespace {

// rpcdce.h: RPC_C_OPT_*; only what a connection-oriented client can honour is stored.
constexpr uint32_t kBindingNoncausal = 9;
constexpr uint32_t kUniqueBinding = 11;
constexpr uint32_t kCallTimeout = 12;
constexpr uint32_t kDontLinger = 13;

constexpr uint32_t kInfiniteTimeout = 10;
constexpr uint32_t kDefaultTimeout = 5;
constexpr uint32_t kInfinite = 0xFFFFFFFF;

}  // namespace

base::Status Options::set_com_timeout(uint32_t value) noexcept {
    if (value > kInfiniteTimeout) return base::Status::rpc_s_invalid_timeout;
    com_timeout = value;
    return base::Status::ok;
}

base::Status Options::set(uint32_t option, uintptr_t value, const transport::Mechanism& mechanism, bool used) noexcept {
    switch (option) {
        case kBindingNoncausal:
            noncausal = value != 0;
            return base::Status::ok;
        case kUniqueBinding:
            unique = value != 0;
            return base::Status::ok;
        case kCallTimeout:
            if (!mechanism.call_timeout) return base::Status::rpc_s_cannot_support;
            call_timeout = std::chrono::milliseconds(value >= kInfinite ? 0 : static_cast<int64_t>(value));
            return base::Status::ok;
        case kDontLinger:
            if (!used) return base::Status::rpc_s_wrong_kind_of_binding;
            dont_linger = value != 0;
            return base::Status::ok;
        default:
            return base::Status::rpc_s_cannot_support;
    }
}

base::Result<uintptr_t> Options::get(uint32_t option, const transport::Mechanism& mechanism) const noexcept {
    switch (option) {
        case kBindingNoncausal:
            return uintptr_t{noncausal};
        case kUniqueBinding:
            return uintptr_t{unique};
        case kCallTimeout:
            if (!mechanism.call_timeout) return base::Status::rpc_s_cannot_support;
            return static_cast<uintptr_t>(call_timeout.count());
        case kDontLinger:
            return uintptr_t{dont_linger};
        default:
            return base::Status::rpc_s_cannot_support;
    }
}

transport::ConnectLimits Options::connect_limits() const noexcept {
    // 21 seconds is what Windows' TCP tries by default; the smaller settings ask for less patience.
    constexpr std::array<int, 3> kShort = {2, 5, 10};
    transport::ConnectLimits limits;
    if (com_timeout == kInfiniteTimeout) return limits;
    const int seconds = com_timeout < kShort.size() ? kShort[com_timeout] : 21;
    limits.deadline = transport::Clock::now() + std::chrono::seconds(seconds);
    limits.keep_alive_seconds = 120 * (com_timeout + 1);
    return limits;
}

// RpcMgmtSetComTimeout: "during bind the RPC run time uses the shorter of a 15-minute call time-out, and the time-out
// set".
transport::Deadline Options::bind_deadline() const noexcept {
    constexpr std::array<int, kDefaultTimeout> kSeconds = {2, 5, 10, 20, 40};
    constexpr uint32_t kLongest = 15 * 60;
    if (com_timeout < kDefaultTimeout) return transport::Clock::now() + std::chrono::seconds(kSeconds[com_timeout]);
    const uint32_t seconds = com_timeout == kInfiniteTimeout ? kLongest : std::min(kLongest, 120 * (com_timeout + 1));
    return transport::Clock::now() + std::chrono::seconds(seconds);
}

}  // namespace rpcrt4::binding
