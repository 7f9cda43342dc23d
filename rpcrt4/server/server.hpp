// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map, and the server of this process: what the RpcServer* functions act on.
//   server       endpoints, registration, listening        listen_state  start, stop, wait
//   environment  what all connections share                acceptor      a listening socket on the event loop
//   interface_registry, object_types, call_gate            who serves which call, and how many run
//   reactor      the worker threads                        connection, connection_queue, outbox  one client's stream
//   call_index   the calls of a connection by their ids
//   dispatch     from request to manager routine           server_call   one call until its reply
//   management   the interface every server has            call_attributes  what is known of a call
//   association_group, context_handle, context_lock        a client's connections, and what it has open
//   call_contexts    the context handles of one call       callback_call  a call back to the client
//   security_descriptor  whom an interface admits          interface_group, realm  what appears and vanishes together
// Server is built on first use and never torn down: workers may be in manager routines when the process exits.
// Threads: any.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "rpcrt4/server/acceptor.hpp"
#include "rpcrt4/server/environment.hpp"
#include "rpcrt4/server/listen_state.hpp"

namespace rpcrt4::server {

class Server {
 public:
    static Server& instance();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    Environment& environment() noexcept { return environment_; }
    ListenState& listen_state() noexcept { return listen_state_; }

    /// Opens an endpoint; an empty one is chosen by the system. `backlog` is a hint. In a realm it leads to the
    /// interfaces of that, else to the server's own.
    base::Status use(std::string_view protseq, std::string_view endpoint, uint32_t backlog,
                     base::Ref<Realm> realm = nullptr);
    /// Nobody can connect to the realm's endpoints when this returns, and they may be opened again.
    void close_endpoints(const Realm& realm) noexcept;
    /// A dynamic endpoint on every available protocol sequence; rpc_s_no_protseqs when none opened.
    base::Status use_all(uint32_t backlog);
    bool has_endpoints() const;
    /// A string binding for every address clients may use to reach the endpoints of a realm, or of none.
    std::vector<std::string> bindings(const Realm* realm = nullptr) const;

    base::Status listen(uint32_t minimum_threads, uint32_t maximum_calls, bool wait);
    /// `wait`: returns when no call runs in what was removed; auto-listen interfaces are always waited for.
    base::Status unregister(const RPC_SERVER_INTERFACE* spec, const GUID* type, bool wait);
    /// Until no call runs in these managers but the caller's own.
    static void wait_for_calls(const std::vector<base::Ref<Manager>>& managers);

 private:
    Server();
    void withdraw_endpoints() noexcept;

    Environment environment_;
    ListenState listen_state_;
    base::Guarded<std::vector<std::unique_ptr<Acceptor>>> acceptors_;
};

}  // namespace rpcrt4::server
