// SPDX-License-Identifier: LGPL-2.1-or-later
// [callback] procedures through midl's stubs and both ends of the runtime, on every protocol sequence.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "callbacks.h"
#include "fixture.hpp"

using namespace end_to_end;

namespace {

thread_local handle_t calling = nullptr;  ///< the binding the thread's calls are made on
std::atomic<int> nothings{0};

class CallbackServer {
 public:
    explicit CallbackServer(const char* protseq) : server_(protseq), binding_(server_.string_binding()) {
        REQUIRE(RpcServerRegisterIf(Callbacks_v1_0_s_ifspec, nullptr, nullptr) == RPC_S_OK);
        calling = binding_;
    }
    ~CallbackServer() { CHECK(RpcServerUnregisterIf(Callbacks_v1_0_s_ifspec, nullptr, TRUE) == RPC_S_OK); }
    operator handle_t() const { return binding_; }
    const std::string& string_binding() const { return server_.string_binding(); }

 private:
    Server server_;
    Binding binding_;
};

template <typename F>
void on_every_server(F&& body) {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        CAPTURE(protseq);
        CallbackServer server(protseq);
        body(server);
    }
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/callbacks") {
    TEST_CASE("P7: a manager routine calls its client as often as it likes, on the thread that made the call") {
        on_every_server([](CallbackServer& server) {
            CHECK(c_SumUp(server, 0) == 0);
            CHECK(c_SumUp(server, 100) == 4950);
            CHECK(c_NameLength(server) == 7);
            CHECK(c_Plain(server, 3) == 3);
        });
    }

    TEST_CASE("P7: callbacks nest to any depth") {
        on_every_server([](CallbackServer& server) { CHECK(c_Depth(server, 20) == 20); });
    }

    TEST_CASE("callbacks carry messages of several fragments in both directions") {
        on_every_server([](CallbackServer& server) {
            for (const ULONG size : {1u, 6000u, 70000u, 1u << 20}) {
                CAPTURE(size);
                std::vector<byte> data(size);
                c_Fetch(server, size, data.data());
                bool right = true;
                for (ULONG i = 0; i < size; ++i) right &= data[i] == static_cast<byte>(i * 3);
                CHECK(right);
            }
        });
    }

    TEST_CASE("what a callback raises arrives in the manager routine, what that raises in the client") {
        on_every_server([](CallbackServer& server) {
            CHECK(raised_by([&] { c_AskAndRaise(server); }) == 78);
            CHECK(c_SumUp(server, 3) == 3);
        });
    }

    TEST_CASE("a callback without parameters or result") {
        on_every_server([](CallbackServer& server) {
            nothings = 0;
            CHECK(c_Plain(server, -1) == -1);
            CHECK(nothings == 1);
        });
    }

    TEST_CASE("a manager routine whose client has gone finds out in its callback") {
        CallbackServer server("ncacn_ip_tcp");
        Binding impatient(server.string_binding());
        CHECK(c_Plain(impatient, 1) == 1);  // the connection is there: what runs out is the wait for the reply
        REQUIRE(RpcBindingSetOption(impatient, RPC_C_OPT_CALL_TIMEOUT, 50) == RPC_S_OK);
        CHECK(raised_by([&] { c_AskAtGate(impatient); }) == RPC_S_CALL_CANCELLED);
        CHECK(backstage().await_gate(1));
        backstage().open_gate();
        const auto dispatched = [] { return !backstage().dispatched().empty(); };
        for (DWORD i = 0; i < kLimit && !dispatched(); ++i) Sleep(1);
        CHECK(backstage().dispatched() == std::vector<LONG>{RPC_S_CALL_FAILED});
        backstage().reset();
    }

    TEST_CASE("a callback outside of a call is no call") {
        CHECK(raised_by([] { s_Nothing(); }) == RPC_S_NO_CALL_ACTIVE);
    }
}

extern "C" {

// The server's managers call the client through the functions of the server stub.

LONG s_SumUp(handle_t, LONG count) {
    LONG sum = 0;
    for (LONG i = 0; i < count; ++i) sum += s_Next(i);
    return sum;
}

LONG s_Depth(handle_t, LONG depth) { return depth == 0 ? 0 : 1 + s_Deeper(depth - 1); }
void s_Fetch(handle_t, ULONG size, byte* data) { s_Provide(size, data); }

LONG s_NameLength(handle_t) {
    Item item{};
    s_Describe(&item);
    LONG length = 0;
    while (item.name[length]) ++length;
    midl_user_free(item.name);
    return item.number == 5 ? length : -1;
}

void s_AskAndRaise(handle_t) {
    const RPC_STATUS refused = raised_by([] { s_Refuse(77); });
    RpcRaiseException(refused + 1);
}

LONG s_Plain(handle_t, LONG value) {
    if (value < 0) s_Nothing();
    return value;
}

LONG s_AskAtGate(handle_t) {
    backstage().wait_at_gate();
    backstage().record_dispatch(raised_by([] { s_Nothing(); }));
    return 0;
}

// The client's side.

LONG c_Next(LONG index) { return index; }
LONG c_Deeper(LONG depth) { return depth == 0 ? 0 : c_Depth(calling, depth); }

void c_Provide(ULONG size, byte* data) {
    for (ULONG i = 0; i < size; ++i) data[i] = static_cast<byte>(i * 3);
}

void c_Describe(Item* item) {
    const char16_t name[] = u"seven!!";
    item->number = 5;
    item->name = static_cast<WCHAR*>(midl_user_allocate(sizeof name));
    std::copy(std::begin(name), std::end(name), item->name);
}

void c_Refuse(ULONG code) { RpcRaiseException(static_cast<RPC_STATUS>(code)); }
void c_Nothing() { ++nothings; }

TEST_CASE("K19: a server that calls back on a fast binding handle gets RPC_S_CANNOT_SUPPORT") {
    CallbackServer server("ncalrpc");
    std::string endpoint = server.string_binding();
    endpoint = endpoint.substr(endpoint.find('[') + 1);
    endpoint.pop_back();
    RPC_BINDING_HANDLE_TEMPLATE_V1_A target{};
    target.Version = 1;
    target.ProtocolSequence = RPC_PROTSEQ_LRPC;
    target.StringEndpoint = reinterpret_cast<unsigned char*>(endpoint.data());
    handle_t fast = nullptr;
    REQUIRE(RpcBindingCreateA(&target, nullptr, nullptr, &fast) == RPC_S_OK);
    REQUIRE(RpcBindingBind(nullptr, fast, Callbacks_v1_0_c_ifspec) == RPC_S_OK);
    CHECK(c_Plain(fast, 3) == 3);
    CHECK(raised_by([&] { c_SumUp(fast, 2); }) == RPC_S_CANNOT_SUPPORT);
    CHECK(c_Plain(fast, 4) == 4);
    CHECK(RpcBindingFree(&fast) == RPC_S_OK);
}
}
