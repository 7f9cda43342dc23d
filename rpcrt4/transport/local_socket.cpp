// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams between processes of one machine; see local_socket.hpp.
#include "rpcrt4/transport/local_socket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace rpcrt4::transport::local {
namespace {

// Room sun_path leaves for a file name below "/proc/self/fd/NNNNNNN/".
constexpr size_t kNameLimit = sizeof(sockaddr_un::sun_path) - 24;

/// The address of a socket file. A path longer than sun_path goes through an open descriptor of its directory, which
/// must stay open until the address has been used.
struct FileAddress {
    Socket directory;
    sockaddr_un address{};

    const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&address); }
    socklen_t length() const noexcept { return sizeof address; }
};

base::Result<FileAddress> address_of(const std::string& directory, const std::string& name) {
    if (name.size() >= kNameLimit) return base::Status::rpc_s_invalid_endpoint_format;
    FileAddress result;
    result.address.sun_family = AF_UNIX;
    std::string path = directory + "/" + name;
    if (path.size() >= sizeof result.address.sun_path) {
        result.directory = Socket(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!result.directory) return connect_status(errno);
        path = "/proc/self/fd/" + std::to_string(result.directory.descriptor()) + "/" + name;
    }
    std::memcpy(result.address.sun_path, path.c_str(), path.size() + 1);
    return result;
}

bool somebody_listens(const FileAddress& address) noexcept {
    const Socket probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!probe) return true;
    return ::connect(probe.descriptor(), address.get(), address.length()) == 0 || errno != ECONNREFUSED;
}

/// Held while a name is taken, so that two servers cannot both find a dead socket file and replace it.
class DirectoryLock {
 public:
    explicit DirectoryLock(const std::string& directory) noexcept
        : file_(::open((directory + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        while (file_ && ::flock(file_.descriptor(), LOCK_EX) != 0 && errno == EINTR) {
        }
    }

 private:
    Socket file_;
};

}  // namespace

std::string file_name(std::string_view endpoint) {
    std::string name;
    for (const char c : endpoint) {
        if (c == '/') {
            name += "%2F";
        } else if (c == '%') {
            name += "%25";
        } else if (c == '.' && name.empty()) {
            name += "%2E";
        } else {
            name += c;
        }
    }
    return name;
}

base::Result<Socket> connect(const std::string& directory, const std::string& name, const ConnectLimits& limits) {
    const auto address = address_of(directory, name);
    if (!address) return address.status();
    Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return connect_status(errno);
    const int error =
        connect_until(socket.descriptor(), address->get(), address->length(), limits.deadline, limits.watch);
    if (error != 0) return connect_status(error);
    return socket;
}

base::Result<Listening> listen(const std::string& directory, const std::string& name, std::string endpoint,
                               uint32_t backlog) {
    const DirectoryLock lock(directory);
    const auto address = address_of(directory, name);
    if (!address) return address.status();
    const std::string file = directory + "/" + name;
    if (::access(file.c_str(), F_OK) == 0) {
        if (somebody_listens(*address)) return base::Status::rpc_s_duplicate_endpoint;
        ::unlink(file.c_str());
    }
    Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return connect_status(errno);
    if (::bind(socket.descriptor(), address->get(), address->length()) != 0) {
        return errno == EADDRINUSE ? base::Status::rpc_s_duplicate_endpoint : base::Status::rpc_s_cant_create_endpoint;
    }
    Listening listening(std::move(socket), std::move(endpoint), file);
    if (::listen(listening.descriptor(), static_cast<int>(std::min(backlog, 4096u))) != 0) {
        return base::Status::rpc_s_cant_create_endpoint;
    }
    return listening;
}

void prepare(int) noexcept {}

// Linux resets the other end of a local stream exactly when it is closed with unread bytes in its queue; after the
// close nothing can be sent at all. So a reset means the request was not read to its end.
bool request_lost(int, int error) noexcept { return error == ECONNRESET || error == EPIPE; }

}  // namespace rpcrt4::transport::local
