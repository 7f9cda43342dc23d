// SPDX-License-Identifier: LGPL-2.1-or-later
// The null rival of the RPC figures: a server that does the least a server can do. Every connection begins with two
// 32-bit numbers, the sizes of a request and of a reply; then, for every request's worth of bytes, a reply's worth is
// sent. One thread per connection, blocking calls. At a second pair of endpoints one thread serves whoever comes, with
// requests of an Echo's size, without the two numbers. Prints both pairs, TCP port and socket path, and ends with its
// input.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "bench/echo_size.hpp"

namespace {

bool read_exactly(int descriptor, char* bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t got = ::recv(descriptor, bytes + done, size - done, 0);
        if (got <= 0) return false;
        done += static_cast<size_t>(got);
    }
    return true;
}

bool send_exactly(int descriptor, const char* bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        const ssize_t sent = ::send(descriptor, bytes + done, size - done, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        done += static_cast<size_t>(sent);
    }
    return true;
}

void set_no_delay(int descriptor) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void serve(int descriptor) {
    uint32_t sizes[2];
    if (!read_exactly(descriptor, reinterpret_cast<char*>(sizes), sizeof sizes)) return;
    const size_t most = 65536;
    const size_t room = std::max<size_t>(most, sizes[0]);
    const auto in = std::make_unique_for_overwrite<char[]>(room);  // a small connection touches little of it
    const auto out = std::make_unique<char[]>(std::max<size_t>(most / sizes[0] * sizes[1], sizes[1]));
    size_t have = 0;
    for (;;) {
        const ssize_t got = ::recv(descriptor, in.get() + have, room - have, 0);
        if (got <= 0) break;
        have += static_cast<size_t>(got);
        const size_t whole = have / sizes[0];
        have %= sizes[0];
        if (whole > 0 && !send_exactly(descriptor, out.get(), whole * sizes[1])) break;
    }
    ::close(descriptor);
}

void accept_from(int listening) {
    for (;;) {
        const int descriptor = ::accept(listening, nullptr, nullptr);
        if (descriptor < 0) return;
        set_no_delay(descriptor);
        std::thread(serve, descriptor).detach();
    }
}

/// Serves everybody in one thread.
void serve_crowd(int tcp, int local) {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    const auto watch = [&](int descriptor) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        return ::epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) == 0;
    };
    watch(tcp);
    watch(local);
    char bytes[bench::kRequest] = {};
    epoll_event events[256];
    for (;;) {
        const int ready = ::epoll_wait(set, events, static_cast<int>(std::size(events)), -1);
        for (int i = 0; i < ready; ++i) {
            const int descriptor = events[i].data.fd;
            if (descriptor == tcp || descriptor == local) {
                const int accepted = ::accept(descriptor, nullptr, nullptr);
                if (descriptor == tcp) set_no_delay(accepted);
                if (!watch(accepted)) ::close(accepted);
            } else if (!read_exactly(descriptor, bytes, bench::kRequest) ||
                       !send_exactly(descriptor, bytes, bench::kReply)) {
                ::close(descriptor);
            }
        }
    }
}

struct Listener {
    int descriptor;
    std::string name;  // port or path
};

template <typename Address>
Listener listen_at(Address& address, std::string name) {
    const int descriptor = ::socket(reinterpret_cast<sockaddr&>(address).sa_family, SOCK_STREAM, 0);
    if (::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(descriptor, 4096) != 0) {
        std::perror("rpc_raw_peer");
        std::exit(1);
    }
    return {descriptor, std::move(name)};
}

Listener listen_tcp() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Listener made = listen_at(any, "");
    socklen_t length = sizeof any;
    ::getsockname(made.descriptor, reinterpret_cast<sockaddr*>(&any), &length);
    made.name = std::to_string(ntohs(any.sin_port));
    return made;
}

Listener listen_local(const std::string& path) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    std::memcpy(local.sun_path, path.c_str(), path.size() + 1);
    return listen_at(local, path);
}

}  // namespace

int main() {
    char pattern[] = "/tmp/rpc-raw-XXXXXX";
    const std::filesystem::path directory = ::mkdtemp(pattern);
    const Listener tcp = listen_tcp();
    const Listener local = listen_local(directory / "socket");
    const Listener crowd_tcp = listen_tcp();
    const Listener crowd_local = listen_local(directory / "crowd");
    std::thread(accept_from, tcp.descriptor).detach();
    std::thread(accept_from, local.descriptor).detach();
    std::thread(serve_crowd, crowd_tcp.descriptor, crowd_local.descriptor).detach();
    for (const Listener* listener : {&tcp, &local, &crowd_tcp, &crowd_local}) std::puts(listener->name.c_str());
    std::fclose(stdout);
    while (std::getchar() != EOF) {
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
    std::_Exit(0);
}
