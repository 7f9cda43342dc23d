// SPDX-License-Identifier: LGPL-2.1-or-later
// The rows: every transport of the library; see registry.hpp.
#include "rpcrt4/transport/registry.hpp"

#include <unistd.h>

#include "rpcrt4/transport/local_socket.hpp"
#include "rpcrt4/transport/lrpc.hpp"
#include "rpcrt4/transport/pipe.hpp"
#include "rpcrt4/transport/tcp.hpp"

namespace rpcrt4::transport {
namespace {

// TRANSPORT_TYPE_CN and TRANSPORT_TYPE_LPC of <rpcdcep.h>.
constexpr uint32_t kConnectionOriented = 1;
constexpr uint32_t kLocalProcedureCall = 4;

constexpr Mechanism kMechanisms[] = {
    {.protseq = "ncacn_ip_tcp",
     .local = false,
     .fronted = false,
     .host_form = HostForm::addresses,
     .size_limited = true,
     .transport_type = kConnectionOriented,
     .template_number = 1,
     .fast_bindings = false,
     .call_timeout = true,
     .connect = tcp::connect,
     .listen = tcp::listen,
     .prepare = tcp::prepare,
     .request_lost = tcp::request_lost,
     .peer = tcp::peer,
     .is_here = tcp::is_here},
    {.protseq = "ncalrpc",
     .local = true,
     .fronted = false,
     .host_form = HostForm::none,
     .size_limited = false,
     .transport_type = kLocalProcedureCall,
     .template_number = 3,
     .fast_bindings = true,
     .call_timeout = false,
     .connect = lrpc::connect,
     .listen = lrpc::listen,
     .prepare = local::prepare,
     .request_lost = local::request_lost,
     .peer = lrpc::peer,
     .is_here = lrpc::is_here},
    {.protseq = "ncacn_np",
     .local = true,
     .fronted = true,
     .host_form = HostForm::name,
     .size_limited = true,
     .transport_type = kConnectionOriented,
     .template_number = 2,
     .fast_bindings = false,
     .call_timeout = false,
     .connect = pipe::connect,
     .listen = pipe::listen,
     .prepare = local::prepare,
     .request_lost = local::request_lost,
     .peer = pipe::peer,
     .is_here = pipe::is_here},
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
