// SPDX-License-Identifier: LGPL-2.1-or-later
// ncacn_ip_tcp over BSD sockets; see tcp.hpp. Latency first: Nagle is off on every connection.
#include "rpcrt4/transport/tcp.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "handleapi/base/utf16.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/transport/this_machine.hpp"

namespace rpcrt4::transport::tcp {
namespace {

/// Seconds after which a silent peer is probed, whatever else would be waited for; the program's environment says so.
constexpr const char* kIdleSetting = "RPCRT4_KEEPALIVE";
constexpr int kProbeInterval = 1;  // seconds between keep-alive probes, and how many may be lost: behaviour N3
constexpr int kProbeCount = 3;

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

void set_option(int descriptor, int level, int name, int value) noexcept {
    ::setsockopt(descriptor, level, name, &value, sizeof value);
}

bool parse_port(std::string_view text, uint16_t& port) noexcept {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size();
}

/// The number that Winsock has for it; WSAEFAULT and others for what cannot happen here.
uint32_t winsock_error(int error) noexcept {
    switch (error) {
        case EACCES:
        case EPERM:
            return 10013;
        case EMFILE:
        case ENFILE:
            return 10024;
        case EADDRNOTAVAIL:
            return 10049;
        case ENETUNREACH:
            return 10051;
        case ECONNRESET:
            return 10054;
        case ENOBUFS:
        case ENOMEM:
            return 10055;
        case ETIMEDOUT:
            return 10060;
        case ECONNREFUSED:
            return 10061;
        case EHOSTUNREACH:
            return 10065;
        default:
            return 10022;
    }
}

void report_unknown_name(const std::string& node, int error) noexcept {
    constexpr uint32_t kHostNotFound = 11001, kTryAgain = 11002, kNoRecovery = 11003;
    uint32_t status = kNoRecovery;
    if (error == EAI_NONAME) status = kHostNotFound;
    if (error == EAI_AGAIN) status = kTryAgain;
    try {
        eeinfo::report(eeinfo::Component::winsock, status, eeinfo::Location::name_unknown, {base::to_utf16(node)});
    } catch (const std::bad_alloc&) {
    }
    eeinfo::report(base::Status::rpc_s_server_unavailable, eeinfo::Location::name_failed);
}

/// The port, and the address in the last parameter or, of IPv6, in the last two.
void report_refused(const sockaddr& address, int error) noexcept {
    uint32_t port = 0;
    uint64_t high = 0, low = 0;
    if (address.sa_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(address);
        port = ntohs(four.sin_port);
        low = ntohl(four.sin_addr.s_addr);
    } else if (address.sa_family == AF_INET6) {
        const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
        port = ntohs(six.sin6_port);
        std::memcpy(&high, &six.sin6_addr, sizeof high);
        std::memcpy(&low, six.sin6_addr.s6_addr + sizeof high, sizeof low);
    }
    eeinfo::report(eeinfo::Component::winsock, winsock_error(error), eeinfo::Location::connect_refused,
                   {static_cast<int32_t>(port), high, low});
}

base::Result<AddressList> resolve(std::string_view host, std::string_view endpoint) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    const std::string node(host);
    const std::string service(endpoint);
    addrinfo* list = nullptr;
    const int error = ::getaddrinfo(node.empty() ? nullptr : node.c_str(), service.c_str(), &hints, &list);
    if (error == EAI_MEMORY) return base::Status::rpc_s_out_of_memory;
    if (error != 0) report_unknown_name(node, error);
    // An unknown name is an unreachable server, as on Windows.
    if (error != 0) return base::Status::rpc_s_server_unavailable;
    return AddressList(list, &::freeaddrinfo);
}

void send_at_once(int descriptor) noexcept { set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1); }

/// 0 when the setting is not there or is no number.
uint32_t idle_setting() noexcept {
    static const uint32_t seconds = [] {
        const char* const text = ::secure_getenv(kIdleSetting);
        const std::string_view digits = text ? text : "";
        uint32_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size() ? value : 0;
    }();
    return seconds;
}

void keep_alive(int descriptor, uint32_t idle_seconds) noexcept {
    if (const uint32_t setting = idle_setting()) idle_seconds = setting;
    if (idle_seconds == 0) return;
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(std::min(idle_seconds, 32767u)));
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, kProbeInterval);
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPCNT, kProbeCount);
    set_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
}

int socket_error(int descriptor) noexcept {
    int error = 0;
    socklen_t length = sizeof error;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

base::Result<Socket> listen_on(const sockaddr* address, socklen_t length, int family, uint32_t backlog) {
    Socket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return errno == EAFNOSUPPORT ? base::Status::rpc_s_protseq_not_supported : connect_status(errno);
    set_option(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (family == AF_INET6) set_option(socket.descriptor(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (::bind(socket.descriptor(), address, length) != 0) {
        if (errno == EADDRINUSE) return base::Status::rpc_s_duplicate_endpoint;
        if (errno == EADDRNOTAVAIL) return base::Status::rpc_s_protseq_not_supported;
        return base::Status::rpc_s_cant_create_endpoint;
    }
    if (::listen(socket.descriptor(), static_cast<int>(std::min(backlog, 4096u))) != 0) {
        return errno == EADDRINUSE ? base::Status::rpc_s_duplicate_endpoint : base::Status::rpc_s_cant_create_endpoint;
    }
    return socket;
}

uint16_t port_of(int descriptor) noexcept {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
    // The port sits at the same offset in both families.
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    uint16_t port;
    std::memcpy(&port, reinterpret_cast<char*>(&address) + offsetof(sockaddr_in, sin_port), sizeof port);
    return ntohs(port);
}

}  // namespace

base::Result<Socket> connect(std::string_view host, std::string_view endpoint, const ConnectLimits& limits) {
    auto addresses = resolve(host, endpoint);
    if (!addresses) return addresses.status();
    int error = EHOSTUNREACH;
    for (const addrinfo* entry = addresses->get(); entry != nullptr; entry = entry->ai_next) {
        Socket socket(::socket(entry->ai_family, entry->ai_socktype | SOCK_CLOEXEC, entry->ai_protocol));
        if (!socket) {
            error = errno;
            continue;
        }
        error = connect_until(socket.descriptor(), entry->ai_addr, entry->ai_addrlen, limits.deadline, limits.watch);
        if (error == 0) {
            send_at_once(socket.descriptor());
            keep_alive(socket.descriptor(), limits.keep_alive_seconds);
            return socket;
        }
        if (error == ECANCELED) break;
        report_refused(*entry->ai_addr, error);
    }
    // A packet filter that forbids the way says nothing of the server's will.
    if (error == EACCES || error == EPERM) return base::Status::rpc_s_server_unavailable;
    return connect_status(error);
}

base::Result<Listening> listen(std::string_view endpoint, uint32_t backlog) {
    uint16_t port = 0;
    if (!endpoint.empty() && !parse_port(endpoint, port)) return base::Status::rpc_s_invalid_endpoint_format;
    sockaddr_in6 both{};
    both.sin6_family = AF_INET6;
    both.sin6_port = htons(port);
    auto socket = listen_on(reinterpret_cast<sockaddr*>(&both), sizeof both, AF_INET6, backlog);
    if (!socket && socket.status() == base::Status::rpc_s_protseq_not_supported) {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        socket = listen_on(reinterpret_cast<sockaddr*>(&four), sizeof four, AF_INET, backlog);
    }
    if (!socket) return socket.status();
    std::string bound = std::to_string(port_of(socket->descriptor()));
    return Listening(std::move(*socket), std::move(bound));
}

// A client whose machine vanished would keep its calls and handles here for ever; when to ask is the system's setting,
// about two hours as on Windows (H24).
void prepare(int descriptor) noexcept {
    send_at_once(descriptor);
    set_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    keep_alive(descriptor, 0);
}

// A peer that had closed before our bytes reached it answers them with a reset. In CLOSE_WAIT Linux reports that reset
// as EPIPE, while a reset of a live connection is ECONNRESET: the kernel tells the two stories apart for us. The reset
// may still be on its way: as long as our last bytes are unacknowledged it is worth a short wait.
bool request_lost(int descriptor, int error) noexcept {
    if (error != 0) return error == EPIPE;
    constexpr int kResetWait = 250;  // milliseconds; a round trip, generously
    const int before = socket_error(descriptor);
    if (before != 0) return before == EPIPE;
    tcp_info info{};
    socklen_t length = sizeof info;
    if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 || info.tcpi_unacked == 0) return false;
    pollfd entry{.fd = descriptor, .events = 0, .revents = 0};
    return ::poll(&entry, 1, kResetWait) == 1 && socket_error(descriptor) == EPIPE;
}

bool is_here(std::string_view host) noexcept { return names_this_machine(host); }

std::string peer(int descriptor) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    char host[NI_MAXHOST];
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
    if (::getnameinfo(reinterpret_cast<sockaddr*>(&address), length, host, sizeof host, nullptr, 0, NI_NUMERICHOST) !=
        0) {
        return {};
    }
    // A dual stack listener sees IPv4 clients as ::ffff:a.b.c.d.
    constexpr std::string_view kMapped = "::ffff:";
    std::string_view text = host;
    if (text.starts_with(kMapped) && text.find('.') != text.npos) text.remove_prefix(kMapped.size());
    return std::string(text);
}

}  // namespace rpcrt4::transport::tcp
