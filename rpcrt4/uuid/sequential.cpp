// SPDX-License-Identifier: LGPL-2.1-or-later
// Version 1 UUIDs: 100 ns time since 15 October 1582, a random clock sequence per process, and the hardware address of
// the first network interface that has one. RFC 4122 4.2. Any thread; one lock orders the time stamps.
// The clock sequence is drawn anew per process instead of being kept on disk: two processes share a node and would
// otherwise have to agree on the time stamps they use.
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/random.h>
#include <time.h>

#include <algorithm>
#include <cstring>

#include "handleapi/base/guarded.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::uuid {
namespace {

using Node = std::array<uint8_t, 6>;

constexpr uint64_t kGregorianToUnix = 0x01B21DD213814000;  // in 100 ns

uint64_t time_now() noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return kGregorianToUnix + static_cast<uint64_t>(now.tv_sec) * 10'000'000 + static_cast<uint64_t>(now.tv_nsec) / 100;
}

/// The address of the first interface that is not the loopback and has a universally administered or at least
/// unicast, non-zero Ethernet address.
std::optional<Node> hardware_address() noexcept {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return {};
    std::optional<Node> found;
    for (const ifaddrs* entry = list; entry && !found; entry = entry->ifa_next) {
        if (!entry->ifa_addr || entry->ifa_addr->sa_family != AF_PACKET || (entry->ifa_flags & IFF_LOOPBACK)) continue;
        sockaddr_ll link;
        std::memcpy(&link, entry->ifa_addr, sizeof link);
        Node node{};
        if (link.sll_halen != node.size()) continue;
        std::memcpy(node.data(), link.sll_addr, node.size());
        const bool zero = std::all_of(node.begin(), node.end(), [](uint8_t byte) { return byte == 0; });
        if (!zero && !(node[0] & 1)) found = node;
    }
    freeifaddrs(list);
    return found;
}

/// Everything a process keeps between two UUIDs.
struct Generator {
    bool ready = false;
    bool local_only = false;
    Node node{};
    uint16_t clock_sequence = 0;
    uint64_t last_time = 0;

    base::Status prepare() noexcept {
        if (ready) return base::Status::ok;
        std::array<uint8_t, 8> random{};
        if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
            return base::Status::rpc_s_uuid_no_address;
        }
        clock_sequence = static_cast<uint16_t>((random[6] << 8 | random[7]) & 0x3FFF);
        if (const auto address = hardware_address()) {
            node = *address;
        } else {
            std::copy_n(random.begin(), node.size(), node.begin());
            node[0] |= 1;  // the multicast bit: no real card has this address
            local_only = true;
        }
        ready = true;
        return base::Status::ok;
    }
    /// Strictly growing, also when the clock stands still or is set back.
    uint64_t next_time() noexcept {
        last_time = std::max(time_now(), last_time + 1);
        return last_time;
    }
};

base::Guarded<Generator>& generator() {
    static base::Guarded<Generator> instance;
    return instance;
}

}  // namespace

base::Status create_sequential(Uuid& out) noexcept {
    return generator().with([&](Generator& state) {
        const base::Status prepared = state.prepare();
        if (base::failed(prepared)) return prepared;
        const uint64_t time = state.next_time();
        out.time_low = static_cast<uint32_t>(time);
        out.time_mid = static_cast<uint16_t>(time >> 32);
        out.time_hi_and_version = static_cast<uint16_t>((time >> 48 & 0x0FFF) | 0x1000);
        out.clock_and_node[0] = static_cast<uint8_t>(state.clock_sequence >> 8 | 0x80);
        out.clock_and_node[1] = static_cast<uint8_t>(state.clock_sequence);
        std::copy(state.node.begin(), state.node.end(), out.clock_and_node.begin() + 2);
        return state.local_only ? base::Status::rpc_s_uuid_local_only : base::Status::ok;
    });
}

}  // namespace rpcrt4::uuid
