// SPDX-License-Identifier: LGPL-2.1-or-later
// The rows: every transport of the library; see registry.hpp.
#include "rpcrt4/transport/registry.hpp"

#include <unistd.h>

#include "rpcrt4/transport/lrpc.hpp"
#include "rpcrt4/transport/tcp.hpp"

namespace rpcrt4::transport {
namespace {

constexpr Mechanism kMechanisms[] = {
    {.protseq = "ncacn_ip_tcp",
     .local = false,
     .template_number = 1,
     .fast_bindings = false,
     .call_timeout = true,
     .connect = tcp::connect,
     .listen = tcp::listen,
     .prepare = tcp::prepare,
     .request_lost = tcp::request_lost,
     .peer = tcp::peer},
    {.protseq = "ncalrpc",
     .local = true,
     .template_number = 3,
     .fast_bindings = true,
     .call_timeout = false,
     .connect = lrpc::connect,
     .listen = lrpc::listen,
     .prepare = lrpc::prepare,
     .request_lost = lrpc::request_lost,
     .peer = lrpc::peer},
};

}  // namespace

Listening::Listening(Socket socket, std::string endpoint, std::string file)
    : socket_(std::move(socket)), endpoint_(std::move(endpoint)), file_(std::move(file)), owner_(::getpid()) {}

Listening::~Listening() { withdraw(); }

void Listening::withdraw() noexcept {
    if (!file_.empty() && owner_ == ::getpid()) ::unlink(file_.c_str());
    file_.clear();
}

std::span<const Mechanism> mechanisms() noexcept { return kMechanisms; }

const Mechanism* find_mechanism(std::string_view protseq) noexcept {
    for (const Mechanism& mechanism : kMechanisms) {
        if (mechanism.protseq == protseq) return &mechanism;
    }
    return nullptr;
}

}  // namespace rpcrt4::transport
