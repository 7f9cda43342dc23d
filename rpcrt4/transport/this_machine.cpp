// SPDX-License-Identifier: LGPL-2.1-or-later
// See this_machine.hpp.
#include "rpcrt4/transport/this_machine.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>

#include "handleapi/base/host_name.hpp"

namespace rpcrt4::transport {
namespace {

struct Address {
    int family = AF_UNSPEC;
    in6_addr bytes{};  // of an IPv4 one, the first four

    size_t size() const noexcept { return family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr); }
    bool is_loopback() const noexcept {
        if (family == AF_INET) return bytes.s6_addr[0] == 127;
        return IN6_IS_ADDR_LOOPBACK(&bytes);
    }
};

/// AF_UNSPEC for what is no numeric address.
Address parse(std::string_view host) noexcept {
    Address address;
    char text[INET6_ADDRSTRLEN];
    if (host.size() >= sizeof text) return address;
    std::memcpy(text, host.data(), host.size());
    text[host.size()] = '\0';
    for (const int family : {AF_INET, AF_INET6}) {
        if (::inet_pton(family, text, &address.bytes) == 1) {
            address.family = family;
            break;
        }
    }
    return address;
}

bool is_of_an_interface(const Address& address) noexcept {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return false;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, [](ifaddrs* all) {
        if (all) ::freeifaddrs(all);
    });
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || entry->ifa_addr->sa_family != address.family) continue;
        const void* theirs = &reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr;
        if (address.family == AF_INET6) theirs = &reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_addr;
        if (std::memcmp(theirs, &address.bytes, address.size()) == 0) return true;
    }
    return false;
}

}  // namespace

bool names_this_machine(std::string_view host) noexcept {
    if (host.empty() || host == "localhost") return true;
    const Address address = parse(host);
    if (address.family != AF_UNSPEC) return address.is_loopback() || is_of_an_interface(address);
    return base::HostName().is(host);
}

std::string own_name() { return std::string(base::HostName().view()); }

}  // namespace rpcrt4::transport
