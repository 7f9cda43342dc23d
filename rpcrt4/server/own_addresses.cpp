// SPDX-License-Identifier: LGPL-2.1-or-later
// Addresses of the interfaces that are up; see own_addresses.hpp.
#include "rpcrt4/server/own_addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <memory>

namespace rpcrt4::server {
namespace {

std::string text_of(int family, const void* address) {
    char text[INET6_ADDRSTRLEN];
    return ::inet_ntop(family, address, text, sizeof text) ? text : std::string();
}

}  // namespace

std::vector<std::string> own_addresses() {
    std::vector<std::string> four;
    std::vector<std::string> six;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) list = nullptr;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, [](ifaddrs* all) {
        if (all) ::freeifaddrs(all);
    });
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || (entry->ifa_flags & IFF_UP) == 0 || (entry->ifa_flags & IFF_LOOPBACK) != 0) continue;
        if (entry->ifa_addr->sa_family == AF_INET) {
            four.push_back(text_of(AF_INET, &reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr));
        } else if (entry->ifa_addr->sa_family == AF_INET6) {
            const in6_addr& address = reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_addr;
            if (!IN6_IS_ADDR_LINKLOCAL(&address)) six.push_back(text_of(AF_INET6, &address));
        }
    }
    four.insert(four.end(), six.begin(), six.end());
    if (four.empty()) four.emplace_back("127.0.0.1");
    return four;
}

}  // namespace rpcrt4::server
