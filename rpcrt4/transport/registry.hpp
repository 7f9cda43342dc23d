// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: one Mechanism row per protocol sequence holds every fact about it; nothing else may test a
// protocol sequence by name.
//   registry  the rows               socket  blocking stream operations        loop  the event loop thread
//   tcp       ncacn_ip_tcp           lrpc    ncalrpc                         pipe  ncacn_np
//   smb/      pipes of other machines                     bridge  peers that speak something else than plain PDUs
//   local_socket  AF_UNIX streams, for lrpc and pipe                           this_machine  which addresses are ours
// A protocol sequence is Microsoft's and DCE's spelling; its syntax and towers: binding/protseq_address.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/provider.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::transport {

/// As whom a transport logs on that has an authentication of its own (SMB's).
struct Logon {
    security::Service service = security::Service::negotiate;
    const security::Account* account = nullptr;  ///< null: the process's user, or nobody where he has no ticket
    security::Impersonation impersonation = security::Impersonation::by_default;
};

/// How long to try, as whom, and how soon a silent peer is suspected once connected.
struct ConnectLimits {
    Deadline deadline;
    uint32_t keep_alive_seconds =
        0;  ///< idle time before keep-alive probes (one per second, three lost = dead); 0 = none
    ConnectWatch* watch = nullptr;
    Logon logon{};
};

/// A listening socket. Closing it takes its name away again (a local socket's file), in the process that made it: a
/// forked child that ends must not cut its parent off.
class Listening {
 public:
    Listening(Socket socket, std::string endpoint, std::string file = {});
    Listening(Listening&& other) noexcept
        : socket_(std::move(other.socket_)),
          endpoint_(std::move(other.endpoint_)),
          file_(std::exchange(other.file_, {})),
          owner_(other.owner_) {}
    ~Listening();

    int descriptor() const noexcept { return socket_.descriptor(); }
    /// What clients name it by: the port number or the local endpoint name.
    const std::string& endpoint() const noexcept { return endpoint_; }
    /// Takes the name away; the socket stays.
    void withdraw() noexcept;

 private:
    Socket socket_;
    std::string endpoint_;
    std::string file_;
    int owner_;  // a process id
};

/// What stands for this machine in the bindings of a server.
enum class HostForm : uint8_t { none, name, addresses };

struct Mechanism {
    std::string_view protseq;
    bool local;  ///< peers of a socket are of this machine, and the system tells who they are
    bool fronted;  ///< smbd may connect for a client of the network, and says so (smb/front_request)
    HostForm host_form;
    bool size_limited;         ///< MaxRpcSize of an interface counts
    uint32_t transport_type;   ///< TRANSPORT_TYPE_*
    uint32_t template_number;  ///< RPC_PROTSEQ_*, what a binding handle template calls it
    bool fast_bindings;        ///< RpcBindingCreate can make handles
    bool call_timeout;         ///< RPC_C_OPT_CALL_TIMEOUT and other binding options are supported
    /// Blocks until connected or the deadline.
    base::Result<Socket> (*connect)(std::string_view host, std::string_view endpoint, const ConnectLimits& limits);
    /// An empty endpoint asks for a dynamic one.
    base::Result<Listening> (*listen)(std::string_view endpoint, uint32_t backlog);
    /// Prepares an accepted descriptor.
    void (*prepare)(int descriptor) noexcept;
    /// The stream ended (`error` 0) or failed before any byte of a reply came: true when the peer's application
    /// certainly did not read the last request to its end.
    bool (*request_lost)(int descriptor, int error) noexcept;
    /// The network address of the other side as a string binding writes it; empty when it has none.
    std::string (*peer)(int descriptor);
    /// The network address of a string binding means this machine.
    bool (*is_here)(std::string_view host) noexcept;
};

std::span<const Mechanism> mechanisms() noexcept;
/// nullptr when nothing here implements the protocol sequence.
const Mechanism* find_mechanism(std::string_view protseq) noexcept;

}  // namespace rpcrt4::transport
