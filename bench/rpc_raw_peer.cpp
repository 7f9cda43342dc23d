// SPDX-License-Identifier: LGPL-2.1-or-later
// The null rival of the RPC figures: a server that does the least a server can do. Every connection begins with two
// 32-bit numbers, the sizes of a request and of a reply; then, for every request's worth of bytes, a reply's worth is
// sent. One thread per connection, blocking calls. Prints a TCP port and a socket path, and ends with its standard
// input.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

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

void serve(int descriptor) {
    uint32_t sizes[2];
    if (!read_exactly(descriptor, reinterpret_cast<char*>(sizes), sizeof sizes)) return;
    const size_t most = 65536;
    std::vector<char> in(std::max<size_t>(most, sizes[0]));
    std::vector<char> out(std::max<size_t>(most / sizes[0] * sizes[1], sizes[1]));
    size_t have = 0;
    for (;;) {
        const ssize_t got = ::recv(descriptor, in.data() + have, in.size() - have, 0);
        if (got <= 0) break;
        have += static_cast<size_t>(got);
        const size_t whole = have / sizes[0];
        have %= sizes[0];
        if (whole > 0 && !send_exactly(descriptor, out.data(), whole * sizes[1])) break;
    }
    ::close(descriptor);
}

void accept_from(int listening) {
    for (;;) {
        const int descriptor = ::accept(listening, nullptr, nullptr);
        if (descriptor < 0) return;
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::thread(serve, descriptor).detach();
    }
}

}  // namespace

int main() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    socklen_t length = sizeof any;
    if (::bind(tcp, reinterpret_cast<sockaddr*>(&any), sizeof any) != 0 || ::listen(tcp, 64) != 0) return 1;
    ::getsockname(tcp, reinterpret_cast<sockaddr*>(&any), &length);

    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    char directory[] = "/tmp/rpc-raw-XXXXXX";
    const std::string path = std::string(::mkdtemp(directory)) + "/socket";
    std::memcpy(local.sun_path, path.c_str(), path.size() + 1);
    const int unix_socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::bind(unix_socket, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0 || ::listen(unix_socket, 64) != 0) {
        return 1;
    }
    std::thread(accept_from, tcp).detach();
    std::thread(accept_from, unix_socket).detach();
    std::printf("%d\n%s\n", ntohs(any.sin_port), path.c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    ::unlink(path.c_str());
    ::rmdir(directory);
    std::_Exit(0);
}
