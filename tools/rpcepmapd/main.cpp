// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcepmapd: tells other hosts, and programs that know no shared directory, where the servers of this user are. Stays
// in the foreground; prints "ready" when it listens; SIGTERM and SIGINT end it.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

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
    must(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "listening");
}

}  // namespace

int main(int argc, char** argv) {
    std::string port = "135";
    std::string local = "epmapper";
    CLI::App app("Serves the endpoint map of this user over RPC.", "rpcepmapd");
    app.add_option("--port", port, "TCP port; an empty one: do not listen on TCP")->capture_default_str();
    app.add_option("--local", local, "ncalrpc endpoint; an empty one: do not listen locally")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    if (port.empty() && local.empty()) {
        std::fputs("rpcepmapd: neither --port nor --local: nothing to listen on\n", stderr);
        return 1;
    }
    // Before there are threads, so that none of them takes the signals.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    open_endpoint("ncacn_ip_tcp", port);
    open_endpoint("ncalrpc", local);
    serve();
    std::puts("ready");
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
    must(RpcMgmtStopServerListening(nullptr), "stopping");
    must(RpcMgmtWaitServerListen(), "waiting for the last calls");
    return 0;
}
