// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/raw_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace bench {

const Peer& raw_peer() {
    static const Peer peer("rpc_raw_peer");
    return peer;
}

RawConnection::RawConnection(Over over, uint32_t request, uint32_t reply) : request_(request), reply_(reply) {
    descriptor_ = over == Over::tcp ? connect_tcp(raw_peer().tcp) : connect_local(raw_peer().local);
    const uint32_t sizes[2] = {request, reply};
    if (::send(descriptor_, sizes, sizeof sizes, 0) != sizeof sizes) give_up("send");
    buffer_.resize(std::max<size_t>({65536, request, reply}));
}

RawConnection::RawConnection(Over over) : request_(kRequest), reply_(kReply), buffer_(kRequest) {
    descriptor_ = over == Over::tcp ? connect_tcp(raw_peer().crowd_tcp) : connect_local(raw_peer().crowd_local);
}

RawConnection::~RawConnection() { ::close(descriptor_); }

void RawConnection::exchange() {
    ask();
    await();
}

void RawConnection::await() {
    for (size_t got = 0; got < reply_;) got += receive();
}

void RawConnection::exchange_in_parts(size_t parts) {
    for (size_t i = 0; i < parts; ++i) send(request_ / parts);
    await();
}

void RawConnection::pipeline(size_t in_flight, size_t count) {
    size_t sent = std::min(in_flight, count);
    for (size_t i = 0; i < sent; ++i) send(request_);
    size_t part = 0;
    for (size_t done = 0; done < count;) {
        part += receive();
        const size_t whole = part / reply_;
        part %= reply_;
        done += whole;
        const size_t more = std::min(whole, count - sent);
        for (size_t i = 0; i < more; ++i) send(request_);
        sent += more;
    }
}

int RawConnection::connect_tcp(const std::string& port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(port)));
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    const int on = 1;
    if (::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) give_up("setsockopt");
    return descriptor;
}

int RawConnection::connect_local(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    return descriptor;
}

void RawConnection::send(size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t sent = ::send(descriptor_, buffer_.data(), std::min(size - done, buffer_.size()), 0);
        if (sent <= 0) give_up("send");
        done += static_cast<size_t>(sent);
    }
}

size_t RawConnection::receive() {
    const ssize_t got = ::recv(descriptor_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) give_up("recv");
    return static_cast<size_t>(got);
}

}  // namespace bench
