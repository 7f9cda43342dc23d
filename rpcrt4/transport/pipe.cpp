// SPDX-License-Identifier: LGPL-2.1-or-later
// Local named pipes, and the way to those of others; see pipe.hpp.
#include "rpcrt4/transport/pipe.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "handleapi/base/runtime_directory.hpp"
#include "rpcrt4/transport/local_socket.hpp"
#include "rpcrt4/transport/smb/connect.hpp"
#include "rpcrt4/transport/this_machine.hpp"

namespace rpcrt4::transport::pipe {
namespace {

using base::Status;

constexpr std::string_view kPrefix = "\\pipe\\";

/// The caller has checked the form of the endpoint: a prefix of this length, whatever its capitals, and a name.
std::string file_name(std::string_view endpoint) {
    std::string name(endpoint.substr(kPrefix.size()));
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return local::file_name(name);
}

std::string_view without_backslashes(std::string_view host) noexcept {
    if (host.substr(0, 2) == "\\\\") host.remove_prefix(2);
    return host;
}

std::string dynamic_endpoint() {
    static std::atomic<uint32_t> count{0};
    return std::string(kPrefix) + "rpc-" + std::to_string(::getpid()) + "-" + std::to_string(count.fetch_add(1));
}

/// The folder, made when it is missing: a link or another user's folder in its place is not trusted.
base::Result<std::string> folder() {
    const auto runtime = base::runtime_directory();
    if (!runtime) return runtime.status();
    std::string path = *runtime + "/np";
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return Status::rpc_s_cant_create_endpoint;
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return Status::rpc_s_cant_create_endpoint;
    if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid()) return Status::rpc_s_access_denied;
    return path;
}

}  // namespace

base::Result<Socket> connect(std::string_view host, std::string_view endpoint, const ConnectLimits& limits) {
    if (!is_here(host)) return smb::connect(without_backslashes(host), endpoint.substr(kPrefix.size()), limits);
    const auto directory = folder();
    if (!directory) return Status::rpc_s_server_unavailable;
    return local::connect(*directory, file_name(endpoint), limits);
}

base::Result<Listening> listen(std::string_view endpoint, uint32_t backlog) {
    std::string name = endpoint.empty() ? dynamic_endpoint() : std::string(endpoint);
    const auto directory = folder();
    if (!directory) return directory.status();
    return local::listen(*directory, file_name(name), name, backlog);
}

std::string peer(int) {
    const std::string name = own_name();
    return name.empty() ? name : "\\\\" + name;
}

bool is_here(std::string_view host) noexcept {
    host = without_backslashes(host);
    return host == "." || names_this_machine(host);
}

}  // namespace rpcrt4::transport::pipe
