// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcepmapd: tells other hosts, and programs that know no shared directory, where the servers of this user are, or of
// all users. Stays in the foreground; prints "ready" when it listens; SIGTERM and SIGINT end it.
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "tools/rpcepmapd/map.hpp"

#include "epm.h"

namespace {

/// Ends the program with a reason when `status` is not RPC_S_OK.
void must(RPC_STATUS status, const std::string& what) {
    if (status == RPC_S_OK) return;
    unsigned char text[DCE_C_ERROR_STRING_LEN] = {};
    static_cast<void>(DceErrorInqTextA(status, text));
    std::fprintf(stderr, "rpcepmapd: %s: %d %s\n", what.c_str(), static_cast<int>(status),
                 reinterpret_cast<char*>(text));
    std::exit(1);
}

RPC_CSTR text(const std::string& string) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(string.c_str())); }

void open_endpoint(const char* protseq, const std::string& endpoint) {
    if (endpoint.empty()) return;
    must(RpcServerUseProtseqEpA(text(protseq), RPC_C_LISTEN_MAX_CALLS_DEFAULT, text(endpoint), nullptr),
         std::string(protseq) + "[" + endpoint + "]");
}

void serve() {
    // Larger requests than any the interface has use for are not worth the memory.
    constexpr unsigned kLargestRequest = 64 * 1024;
    must(RpcServerRegisterIf2(ept_v3_0_s_ifspec, nullptr, nullptr, RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH,
                              RPC_C_LISTEN_MAX_CALLS_DEFAULT, kLargestRequest, nullptr),
         "registering the interface");
    RPC_BINDING_VECTOR* bindings = nullptr;
    must(RpcServerInqBindings(&bindings), "the bindings");
    must(RpcEpRegisterA(ept_v3_0_s_ifspec, bindings, nullptr, text("Endpoint mapper")), "registering the endpoints");
    RpcBindingVectorFree(&bindings);
    // Clients may authenticate, and some are told to; nobody has to.
    for (const ULONG service : {RPC_C_AUTHN_WINNT, RPC_C_AUTHN_GSS_KERBEROS, RPC_C_AUTHN_GSS_NEGOTIATE}) {
        must(RpcServerRegisterAuthInfoA(nullptr, service, nullptr, nullptr), "authentication");
    }
    must(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "listening");
}

}  // namespace

int main(int argc, char** argv) {
    std::string port = "135";
    std::string local = "epmapper";
    std::string pipe = "\\pipe\\epmapper";
    bool all_users = false;
    CLI::App app("Serves the endpoint map of this user over RPC.", "rpcepmapd");
    app.add_option("--port", port, "TCP port; an empty one: do not listen on TCP")->capture_default_str();
    app.add_option("--local", local, "ncalrpc endpoint; an empty one: do not listen locally")->capture_default_str();
    app.add_option("--pipe", pipe, "ncacn_np endpoint; an empty one: do not listen on a pipe")->capture_default_str();
    app.add_flag("--all-users", all_users, "serve the maps of all users (root)");
    CLI11_PARSE(app, argc, argv);
    if (port.empty() && local.empty() && pipe.empty()) {
        std::fputs("rpcepmapd: neither --port nor --local nor --pipe: nothing to listen on\n", stderr);
        return 1;
    }
    if (all_users && ::geteuid() != 0) {
        std::fputs("rpcepmapd: --all-users: only root may look into the directories of all users\n", stderr);
        return 1;
    }
    rpcepmapd::serve_map_of(all_users ? rpcepmapd::Users::all : rpcepmapd::Users::own);
    // Before there are threads, so that none of them takes the signals.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    open_endpoint("ncacn_ip_tcp", port);
    open_endpoint("ncalrpc", local);
    open_endpoint("ncacn_np", pipe);
    serve();
    std::puts("ready");
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
    must(RpcMgmtStopServerListening(nullptr), "stopping");
    must(RpcMgmtWaitServerListen(), "waiting for the last calls");
    return 0;
}
