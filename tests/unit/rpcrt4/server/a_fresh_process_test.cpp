// SPDX-License-Identifier: LGPL-2.1-or-later
// What a server says before it has any endpoint. The file's name makes these cases the first: the process has one set
// of endpoints and no way to close them.
#include <doctest/doctest.h>

#include "rpcrt4/server/server.hpp"

#include <rpc.h>

TEST_SUITE("rpcrt4/server/a fresh process") {
    TEST_CASE("I5, I6: without endpoints there are no bindings and nothing to listen on") {
        if (rpcrt4::server::Server::instance().has_endpoints()) return;  // run in another order
        RPC_BINDING_VECTOR* bindings = reinterpret_cast<RPC_BINDING_VECTOR*>(uintptr_t{1});
        CHECK(RpcServerInqBindings(&bindings) == RPC_S_NO_BINDINGS);
        CHECK(bindings == nullptr);
        CHECK(RpcServerListen(1, 10, TRUE) == RPC_S_NO_PROTSEQS_REGISTERED);
    }
}
