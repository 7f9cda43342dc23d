// SPDX-License-Identifier: LGPL-2.1-or-later
// Dynamic endpoints: a server registers them, and calls on partially bound handles find them.
#include <doctest/doctest.h>

#include <string>

#include "fixture.hpp"

using namespace end_to_end;

namespace {

/// The server's endpoint of `protseq`, registered as a server does it, for the life of the object.
class Registered {
 public:
    explicit Registered(const Server& server, UUID_VECTOR* objects = nullptr) : objects_(objects) {
        std::string text = server.string_binding();
        REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &vector_.BindingH[0]) ==
                RPC_S_OK);
        REQUIRE(RpcEpRegisterA(Probe_v2_3_s_ifspec, &vector_, objects_, nullptr) == RPC_S_OK);
    }
    ~Registered() {
        CHECK(RpcEpUnregister(Probe_v2_3_s_ifspec, &vector_, objects_) == RPC_S_OK);
        RpcBindingFree(&vector_.BindingH[0]);
    }

 private:
    UUID_VECTOR* objects_;
    RPC_BINDING_VECTOR vector_{1, {nullptr}};
};

std::string text_of(handle_t handle) {
    RPC_CSTR text = nullptr;
    REQUIRE(RpcBindingToStringBindingA(handle, &text) == RPC_S_OK);
    std::string copy = reinterpret_cast<char*>(text);
    RpcStringFreeA(&text);
    return copy;
}

RPC_STATUS echo(handle_t handle) {
    LONG reply = 5;
    const RPC_STATUS status = raised_by([&] { reply = c_Echo(handle, 5); });
    CHECK(reply == 5);
    return status;
}

constexpr const char* kProtseqs[] = {"ncacn_ip_tcp", "ncalrpc", "ncacn_np"};

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/endpoint_map") {
    TEST_CASE("K6: the first call on a partially bound handle finds the registered endpoint") {
        for (const std::string protseq : kProtseqs) {
            CAPTURE(protseq);
            Server server(protseq.c_str());
            const Registered registered(server);
            Binding binding(protseq + ":");
            CHECK(echo(binding) == RPC_S_OK);
            CHECK(text_of(binding) == server.string_binding());
            CHECK(echo(binding) == RPC_S_OK);
        }
    }

    TEST_CASE("K6: so does an asynchronous call") {
        for (const std::string protseq : kProtseqs) {
            CAPTURE(protseq);
            Server server(protseq.c_str());
            const Registered registered(server);
            Binding binding(protseq + ":");
            Call call(RpcNotificationTypeNone);
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            CHECK(call.finish() == RPC_S_OK);
            check_reply(call);
        }
    }

    TEST_CASE("M7: nobody registered: the call is not made") {
        for (const std::string protseq : kProtseqs) {
            CAPTURE(protseq);
            Server server(protseq.c_str());
            Binding binding(protseq + ":");
            CHECK(echo(binding) == EPT_S_NOT_REGISTERED);
            const Registered registered(server);
            CHECK(echo(binding) == RPC_S_OK);
        }
    }

    TEST_CASE("K7: RpcBindingReset makes the next call look again") {
        for (const std::string protseq : kProtseqs) {
            CAPTURE(protseq);
            Server server(protseq.c_str());
            Binding binding(protseq + ":");
            {
                const Registered registered(server);
                REQUIRE(echo(binding) == RPC_S_OK);
            }
            CHECK(echo(binding) == RPC_S_OK);  // it knows where
            REQUIRE(RpcBindingReset(binding) == RPC_S_OK);
            CHECK(text_of(binding) == protseq + ":");
            CHECK(echo(binding) == EPT_S_NOT_REGISTERED);
            const Registered again(server);
            CHECK(echo(binding) == RPC_S_OK);
        }
    }

    TEST_CASE(
        "K8: an endpoint that is registered but not served is RPC_S_SERVER_UNAVAILABLE, and stays so until a reset") {
        Server server("ncalrpc");
        RPC_BINDING_VECTOR gone{1, {nullptr}};
        std::string text = "ncalrpc:[gone-away]";
        REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &gone.BindingH[0]) == RPC_S_OK);
        REQUIRE(RpcEpRegisterA(Probe_v2_3_s_ifspec, &gone, nullptr, nullptr) == RPC_S_OK);
        Binding binding("ncalrpc:");
        CHECK(echo(binding) == RPC_S_SERVER_UNAVAILABLE);
        CHECK(RpcEpUnregister(Probe_v2_3_s_ifspec, &gone, nullptr) == RPC_S_OK);
        const Registered registered(server);
        CHECK(echo(binding) == RPC_S_SERVER_UNAVAILABLE);
        REQUIRE(RpcBindingReset(binding) == RPC_S_OK);
        CHECK(echo(binding) == RPC_S_OK);
        RpcBindingFree(&gone.BindingH[0]);
    }

    TEST_CASE("the object of the handle decides between endpoints; one registered for no object serves any") {
        Server general("ncalrpc");
        UUID object{5, 0, 0, {}};
        UUID_VECTOR objects{1, {&object}};
        const Registered registered(general);
        RPC_BINDING_VECTOR special{1, {nullptr}};
        std::string text = "ncalrpc:[special]";
        REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &special.BindingH[0]) ==
                RPC_S_OK);
        REQUIRE(RpcEpRegisterA(Probe_v2_3_s_ifspec, &special, &objects, nullptr) == RPC_S_OK);
        Binding for_object("00000005-0000-0000-0000-000000000000@ncalrpc:");
        Binding for_another("00000006-0000-0000-0000-000000000000@ncalrpc:");
        CHECK(RpcEpResolveBinding(for_object, Probe_v2_3_c_ifspec) == RPC_S_OK);
        CHECK(text_of(for_object) == "00000005-0000-0000-0000-000000000000@ncalrpc:[special]");
        CHECK(RpcEpResolveBinding(for_another, Probe_v2_3_c_ifspec) == RPC_S_OK);
        CHECK(text_of(for_another) == "00000006-0000-0000-0000-000000000000@" + general.string_binding());
        CHECK(RpcEpUnregister(Probe_v2_3_s_ifspec, &special, &objects) == RPC_S_OK);
        RpcBindingFree(&special.BindingH[0]);
    }

    TEST_CASE("what RpcServerInqBindings gives can be registered as it is") {
        Server server("ncacn_ip_tcp");
        RPC_BINDING_VECTOR* all = nullptr;
        REQUIRE(RpcServerInqBindings(&all) == RPC_S_OK);
        CHECK(RpcEpRegisterA(Probe_v2_3_s_ifspec, all, nullptr, nullptr) == RPC_S_OK);
        Binding binding("ncacn_ip_tcp:");
        CHECK(echo(binding) == RPC_S_OK);
        CHECK(RpcEpUnregister(Probe_v2_3_s_ifspec, all, nullptr) == RPC_S_OK);
        RpcBindingVectorFree(&all);
    }
}
