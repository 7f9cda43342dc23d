// SPDX-License-Identifier: LGPL-2.1-or-later
// ncalrpc over AF_UNIX; see lrpc.hpp.
#include "rpcrt4/transport/lrpc.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "handleapi/base/runtime_directory.hpp"
#include "rpcrt4/transport/local_socket.hpp"
#include "rpcrt4/transport/this_machine.hpp"

namespace rpcrt4::transport::lrpc {
namespace {

/// An endpoint that is called like a folder of the runtime directory gets another file name.
std::string file_name(std::string_view endpoint) {
    constexpr std::string_view kFolders[] = {"endpoints", "np", "objects", "pipe", "process"};
    const bool taken = std::find(std::begin(kFolders), std::end(kFolders), endpoint) != std::end(kFolders);
    return taken ? "%" + std::string(endpoint) : local::file_name(endpoint);
}

std::string dynamic_name() {
    static std::atomic<uint32_t> count{0};
    return "LRPC-" + std::to_string(::getpid()) + "-" + std::to_string(count.fetch_add(1));
}

}  // namespace

base::Result<Socket> connect(std::string_view host, std::string_view endpoint, const ConnectLimits& limits) {
    if (!names_this_machine(host)) return base::Status::rpc_s_invalid_net_addr;
    const auto directory = base::runtime_directory();
    if (!directory) return base::Status::rpc_s_server_unavailable;
    return local::connect(*directory, file_name(endpoint), limits);
}

base::Result<Listening> listen(std::string_view endpoint, uint32_t backlog) {
    std::string name = endpoint.empty() ? dynamic_name() : std::string(endpoint);
    const auto directory = base::runtime_directory();
    if (!directory) return directory.status();
    return local::listen(*directory, file_name(name), name, backlog);
}

std::string peer(int) { return {}; }

bool is_here(std::string_view) noexcept { return true; }

}  // namespace rpcrt4::transport::lrpc
