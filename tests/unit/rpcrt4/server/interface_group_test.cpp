// SPDX-License-Identifier: LGPL-2.1-or-later
// Interface groups: what they open and close together, who can reach their interfaces, when they are idle.
#include "rpcrt4/server/interface_group.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "fixture.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/binding/tower_binding.hpp"
#include "rpcrt4/epmapper/directory.hpp"
#include "rpcrt4/protocol/management.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

using namespace server_test;
using protocol::ContextResult;
using protocol::PduType;

namespace {

/// A group of one interface on a local endpoint and, with `tcp`, on a port; closed at the end.
class Group {
 public:
    explicit Group(TestInterface& target, ULONG idle_period = INFINITE,
                   RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* idle = nullptr, void* context = nullptr, bool tcp = false) {
        interface_.Version = 1;
        interface_.IfSpec = target.handle();
        interface_.MaxCalls = RPC_C_LISTEN_MAX_CALLS_DEFAULT;
        interface_.MaxRpcSize = ~0u;
        static int count = 0;
        name_ = "group-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
        endpoints_[0] = {1, text("ncalrpc"), text(name_.c_str()), nullptr, 10};
        endpoints_[1] = {1, text("ncacn_ip_tcp"), nullptr, nullptr, 10};
        REQUIRE(RpcServerInterfaceGroupCreateA(&interface_, 1, endpoints_, tcp ? 2 : 1, idle_period, idle, context,
                                               &handle_) == RPC_S_OK);
    }
    ~Group() { RpcServerInterfaceGroupClose(handle_); }

    RPC_STATUS activate() { return RpcServerInterfaceGroupActivate(handle_); }
    RPC_STATUS deactivate(bool force) { return RpcServerInterfaceGroupDeactivate(handle_, force); }
    RPC_INTERFACE_GROUP handle() const { return handle_; }
    Endpoint endpoint() const { return {"ncalrpc", name_}; }

 private:
    static RPC_CSTR text(const char* string) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(string)); }

    RPC_INTERFACE_TEMPLATEA interface_{};
    RPC_ENDPOINT_TEMPLATEA endpoints_[2]{};
    std::string name_;
    RPC_INTERFACE_GROUP handle_ = nullptr;
};

bool reachable(const Endpoint& endpoint) {
    transport::ConnectLimits limits;
    limits.deadline = transport::Clock::now() + kPatience;
    return static_cast<bool>(transport::find_mechanism(endpoint.protseq)->connect("", endpoint.name, limits));
}

std::vector<std::string> bindings_of(RPC_INTERFACE_GROUP group) {
    std::vector<std::string> all;
    RPC_BINDING_VECTOR* vector = nullptr;
    if (RpcServerInterfaceGroupInqBindings(group, &vector) != RPC_S_OK) return all;
    for (ULONG i = 0; i < vector->Count; ++i) {
        RPC_CSTR text = nullptr;
        REQUIRE(RpcBindingToStringBindingA(vector->BindingH[i], &text) == RPC_S_OK);
        all.emplace_back(reinterpret_cast<char*>(text));
        RpcStringFreeA(&text);
    }
    CHECK(RpcBindingVectorFree(&vector) == RPC_S_OK);
    return all;
}

Counter entered;
Counter released;
void block(PRPC_MESSAGE message) {
    entered.add();
    static_cast<void>(released.reaches(1));
    echo(message);
}

struct Notices {
    Counter idle;
    Counter active;
    RPC_INTERFACE_GROUP group = nullptr;
    RPC_STATUS deactivated = -1;
};
void note(RPC_INTERFACE_GROUP group, void* context, ULONG is_idle) {
    auto& notices = *static_cast<Notices*>(context);
    notices.group = group;
    (is_idle ? notices.idle : notices.active).add();
}
void deactivate_when_idle(RPC_INTERFACE_GROUP group, void* context, ULONG is_idle) {
    auto& notices = *static_cast<Notices*>(context);
    if (!is_idle) return;
    notices.deactivated = RpcServerInterfaceGroupDeactivate(group, FALSE);
    notices.idle.add();
}

}  // namespace

TEST_SUITE("rpcrt4/server/interface_group") {
    TEST_CASE(
        "an active group serves its interfaces, whether the server listens or not; an inactive one is not there") {
        TestInterface target{echo};
        Group group(target, INFINITE, nullptr, nullptr, true);
        CHECK_FALSE(reachable(group.endpoint()));
        CHECK(bindings_of(group.handle()).empty());
        for (int round = 0; round < 3; ++round) {
            REQUIRE(group.activate() == RPC_S_OK);
            CHECK(group.activate() == RPC_S_OK);
            CHECK(bound_peer(target, group.endpoint())->call(0, bytes_of("hello"))->type() == PduType::response);
            bool tcp = false;
            for (const std::string& text : bindings_of(group.handle())) {
                const auto parts = rpcrt4::binding::parse_string_binding(text);
                REQUIRE(parts);
                if (parts->protseq != "ncacn_ip_tcp") continue;
                tcp = true;
                CHECK(bound_peer(target, {"ncacn_ip_tcp", parts->endpoint})->call(0, {})->type() == PduType::response);
            }
            CHECK(tcp);
            CHECK(group.deactivate(true) == RPC_S_OK);
            CHECK(group.deactivate(false) == RPC_S_OK);
            CHECK_FALSE(reachable(group.endpoint()));
            CHECK(bindings_of(group.handle()).empty());
        }
    }

    TEST_CASE("a group's interfaces are reached over its endpoints only, and other interfaces not over them") {
        TestInterface inside{echo};
        TestInterface outside{echo};
        REQUIRE(RpcServerRegisterIfEx(outside.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        Group group(inside);
        REQUIRE(group.activate() == RPC_S_OK);
        const auto offers = [](const Endpoint& endpoint, const protocol::SyntaxId& id) {
            return RawPeer(endpoint.protseq, endpoint.name).bind(id) == ContextResult::acceptance;
        };
        CHECK(offers(group.endpoint(), inside.id()));
        CHECK_FALSE(offers(group.endpoint(), outside.id()));
        CHECK(offers(tcp_endpoint(), outside.id()));
        CHECK_FALSE(offers(tcp_endpoint(), inside.id()));
        CHECK(offers(group.endpoint(), protocol::management::kInterface));
    }

    TEST_CASE("without force a group with clients stays active; with force they are cut off") {
        TestInterface target{echo};
        Group group(target);
        REQUIRE(group.activate() == RPC_S_OK);
        auto peer = bound_peer(target, group.endpoint());
        CHECK(group.deactivate(false) == RPC_S_SERVER_TOO_BUSY);
        CHECK(peer->call(0, bytes_of("still"))->type() == PduType::response);
        CHECK(bound_peer(target, group.endpoint())->call(0, {})->type() == PduType::response);
        CHECK(group.deactivate(true) == RPC_S_OK);
        CHECK(peer->closed());
    }

    TEST_CASE("forced deactivation returns when the calls in the group's managers are over") {
        TestInterface target{block};
        Group group(target);
        REQUIRE(group.activate() == RPC_S_OK);
        entered.reset();
        released.reset();
        auto peer = bound_peer(target, group.endpoint());
        peer->request(2, 0, {});
        REQUIRE(entered.reaches(1));
        std::atomic<bool> returned = false;
        std::thread closer([&] {
            CHECK(group.deactivate(true) == RPC_S_OK);
            returned = true;
        });
        CHECK(peer->closed());
        CHECK_FALSE(returned);
        released.add();
        closer.join();
    }

    TEST_CASE("activation that fails half-way leaves nothing behind") {
        TestInterface target{echo};
        Group first(target);
        REQUIRE(first.activate() == RPC_S_OK);
        RPC_INTERFACE_TEMPLATEA one{};
        one.Version = 1;
        one.IfSpec = target.handle();
        one.MaxCalls = 10;
        one.MaxRpcSize = ~0u;
        std::string free_name = "group-free-" + std::to_string(::getpid());
        std::string taken_name = first.endpoint().name;
        char protseq[] = "ncalrpc";
        RPC_ENDPOINT_TEMPLATEA endpoints[2] = {
            {1, reinterpret_cast<RPC_CSTR>(protseq), reinterpret_cast<RPC_CSTR>(free_name.data()), nullptr, 10},
            {1, reinterpret_cast<RPC_CSTR>(protseq), reinterpret_cast<RPC_CSTR>(taken_name.data()), nullptr, 10}};
        RPC_INTERFACE_GROUP second = nullptr;
        REQUIRE(RpcServerInterfaceGroupCreateA(&one, 1, endpoints, 2, INFINITE, nullptr, nullptr, &second) == RPC_S_OK);
        CHECK(RpcServerInterfaceGroupActivate(second) == RPC_S_DUPLICATE_ENDPOINT);
        CHECK_FALSE(reachable({"ncalrpc", free_name}));
        CHECK(reachable(first.endpoint()));
        CHECK(first.deactivate(true) == RPC_S_OK);
        CHECK(RpcServerInterfaceGroupActivate(second) == RPC_S_OK);
        CHECK(reachable({"ncalrpc", free_name}));
        CHECK(RpcServerInterfaceGroupClose(second) == RPC_S_OK);
        CHECK_FALSE(reachable({"ncalrpc", free_name}));
        CHECK(RpcServerInterfaceGroupActivate(second) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("the group tells when nobody has been connected for a while, and when somebody is again") {
        TestInterface target{echo};
        Notices notices;
        Group group(target, 0, note, &notices);
        REQUIRE(group.activate() == RPC_S_OK);
        CHECK(notices.idle.reaches(1));
        CHECK(notices.group == group.handle());
        {
            auto peer = bound_peer(target, group.endpoint());
            CHECK(notices.active.reaches(1));
            CHECK(peer->call(0, {})->type() == PduType::response);
            CHECK(notices.idle.count() == 1);
        }
        CHECK(notices.idle.reaches(2));
        CHECK(group.deactivate(false) == RPC_S_OK);
    }

    TEST_CASE("a group may be deactivated by its own idle callback") {
        TestInterface target{echo};
        Notices notices;
        Group group(target, 0, deactivate_when_idle, &notices);
        REQUIRE(group.activate() == RPC_S_OK);
        REQUIRE(notices.idle.reaches(1));
        CHECK(notices.deactivated == RPC_S_OK);
        CHECK_FALSE(reachable(group.endpoint()));
    }

    TEST_CASE("templates are checked") {
        TestInterface target{echo};
        RPC_INTERFACE_TEMPLATEW one{};
        RPC_INTERFACE_GROUP group = nullptr;
        CHECK(RpcServerInterfaceGroupCreateW(&one, 1, nullptr, 0, INFINITE, nullptr, nullptr, &group) ==
              RPC_S_INVALID_ARG);
        one.Version = 1;
        CHECK(RpcServerInterfaceGroupCreateW(&one, 1, nullptr, 0, INFINITE, nullptr, nullptr, &group) ==
              RPC_S_INVALID_ARG);
        one.IfSpec = target.handle();
        CHECK(RpcServerInterfaceGroupCreateW(&one, 1, nullptr, 0, 10, nullptr, nullptr, &group) == RPC_S_INVALID_ARG);
        CHECK(RpcServerInterfaceGroupCreateW(&one, 1, nullptr, 0, INFINITE, nullptr, nullptr, nullptr) ==
              RPC_S_INVALID_ARG);
        REQUIRE(RpcServerInterfaceGroupCreateW(&one, 1, nullptr, 0, INFINITE, nullptr, nullptr, &group) == RPC_S_OK);
        RPC_BINDING_VECTOR* bindings = nullptr;
        CHECK(RpcServerInterfaceGroupInqBindings(group, &bindings) == RPC_S_NO_BINDINGS);
        CHECK(RpcServerInterfaceGroupClose(group) == RPC_S_OK);
        CHECK(RpcServerInterfaceGroupClose(group) == RPC_S_INVALID_ARG);
        CHECK(RpcServerInterfaceGroupInqBindings(group, &bindings) == RPC_S_INVALID_ARG);
    }

    TEST_CASE(
        "an active group is in the endpoint map: its interfaces, endpoints and objects; and nothing of it later") {
        TestInterface target{echo};
        UUID object = make_guid(0x77);
        UUID_VECTOR objects{1, {&object}};
        RPC_INTERFACE_TEMPLATEA interface_{};
        interface_.Version = 1;
        interface_.IfSpec = target.handle();
        interface_.MaxCalls = RPC_C_LISTEN_MAX_CALLS_DEFAULT;
        interface_.MaxRpcSize = ~0u;
        interface_.UuidVector = &objects;
        interface_.Annotation = reinterpret_cast<RPC_CSTR>(const_cast<char*>("a group"));
        const std::string name = "mapped-" + std::to_string(::getpid());
        const auto text = [](const char* string) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(string)); };
        RPC_ENDPOINT_TEMPLATEA endpoint{1, text("ncalrpc"), text(name.c_str()), nullptr, 10};
        RPC_INTERFACE_GROUP group = nullptr;
        REQUIRE(RpcServerInterfaceGroupCreateA(&interface_, 1, &endpoint, 1, INFINITE, nullptr, nullptr, &group) ==
                RPC_S_OK);
        const auto registered = [&] {
            std::vector<std::string> all;
            for (const auto& element : rpcrt4::epmapper::elements()) {
                if (element.tower.interface_id == target.id() && element.object == to_uuid(object)) {
                    all.push_back(rpcrt4::binding::binding_of(element.tower)->endpoint + " " + element.annotation);
                }
            }
            return all;
        };
        CHECK(registered().empty());
        for (int round = 0; round < 2; ++round) {
            REQUIRE(RpcServerInterfaceGroupActivate(group) == RPC_S_OK);
            CHECK(registered() == std::vector<std::string>{name + " a group"});
            REQUIRE(RpcServerInterfaceGroupDeactivate(group, TRUE) == RPC_S_OK);
            CHECK(registered().empty());
        }
        CHECK(RpcServerInterfaceGroupClose(group) == RPC_S_OK);
    }
}
