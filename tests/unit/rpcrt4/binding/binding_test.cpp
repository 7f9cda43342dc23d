// SPDX-License-Identifier: LGPL-2.1-or-later
// Binding handles through the exports: kinds, copies, options, misuse. String binding syntax has its own tests.
#include <string>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"

using namespace test;

namespace {

std::string text_of(RPC_BINDING_HANDLE handle) {
    RPC_CSTR text = nullptr;
    REQUIRE(RpcBindingToStringBindingA(handle, &text) == RPC_S_OK);
    std::string copy(reinterpret_cast<char*>(text));
    CHECK(RpcStringFreeA(&text) == RPC_S_OK);
    CHECK(text == nullptr);
    return copy;
}

RPC_STATUS from(const std::string& text) {
    std::string copy = text;
    RPC_BINDING_HANDLE handle = nullptr;
    const RPC_STATUS status = RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(copy.data()), &handle);
    if (status == RPC_S_OK) RpcBindingFree(&handle);
    return status;
}

}  // namespace

TEST_SUITE("rpcrt4/binding/binding") {
    TEST_CASE("K5: making a binding contacts nobody; what is wrong with it is a matter of syntax") {
        CHECK(from("ncacn_ip_tcp:no.such.host.invalid[1]") == RPC_S_OK);
        CHECK(from("ncacn_ip_tcp:") == RPC_S_OK);
        CHECK(from("ncalrpc:[some-endpoint]") == RPC_S_OK);
        for (const char* text :
             {"ncacn_np:[\\\\pipe\\\\x]", "ncacn_np:.[\\\\PIPE\\\\x]", "ncacn_np:host[\\\\pipe\\\\x]",
              "ncacn_np:\\\\\\\\host[\\\\pipe\\\\x,Security=identification dynamic true]"}) {
            CAPTURE(text);
            CHECK(from(text) == RPC_S_OK);
        }
        CHECK(from("ncacn_np:[x]") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(from("ncacn_np:a\\\\b[\\\\pipe\\\\x]") == RPC_S_INVALID_NET_ADDR);
        CHECK(from("ncacn_ip_tcp:host[port]") == RPC_S_INVALID_ENDPOINT_FORMAT);
        CHECK(from("ncacn_nonsense:host") == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(from("ncadg_ip_udp:host[1]") == RPC_S_PROTSEQ_NOT_SUPPORTED);
        CHECK(from("nothing") == RPC_S_INVALID_STRING_BINDING);
        CHECK(from("not-a-uuid@ncacn_ip_tcp:host") == RPC_S_INVALID_STRING_UUID);
        CHECK(RpcBindingFromStringBindingA(nullptr, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("K20: a binding's string holds what it was made of") {
        const std::string whole = "6ba7b810-9dad-11d1-80b4-00c04fd430c8@ncacn_ip_tcp:host[4711]";
        BindingHandle binding(whole);
        CHECK(text_of(binding) == whole);
        std::u16string wide = u"ncalrpc:[name]";
        RPC_BINDING_HANDLE handle = nullptr;
        REQUIRE(RpcBindingFromStringBindingW(wide.data(), &handle) == RPC_S_OK);
        RPC_WSTR text = nullptr;
        REQUIRE(RpcBindingToStringBindingW(handle, &text) == RPC_S_OK);
        CHECK(std::u16string(text) == wide);
        CHECK(RpcStringFreeW(&text) == RPC_S_OK);
        CHECK(RpcBindingFree(&handle) == RPC_S_OK);
    }

    TEST_CASE("K3: a copy is independent") {
        BindingHandle binding("ncacn_ip_tcp:host[1]");
        RPC_BINDING_HANDLE copy = nullptr;
        REQUIRE(RpcBindingCopy(binding, &copy) == RPC_S_OK);
        CHECK(copy != static_cast<RPC_BINDING_HANDLE>(binding));
        UUID object{1, 2, 3, {4}};
        REQUIRE(RpcBindingSetObject(copy, &object) == RPC_S_OK);
        REQUIRE(RpcMgmtSetComTimeout(copy, 7) == RPC_S_OK);
        UUID found{9, 9, 9, {9}};
        CHECK(RpcBindingInqObject(binding, &found) == RPC_S_OK);
        CHECK(found.Data1 == 0);
        unsigned timeout = 0;
        CHECK(RpcMgmtInqComTimeout(binding, &timeout) == RPC_S_OK);
        CHECK(timeout == RPC_C_BINDING_DEFAULT_TIMEOUT);
        CHECK(RpcBindingFree(binding.address()) == RPC_S_OK);
        CHECK(text_of(copy) == "00000001-0002-0003-0400-000000000000@ncacn_ip_tcp:host[1]");
        CHECK(RpcBindingFree(&copy) == RPC_S_OK);
    }

    TEST_CASE("K4: RpcBindingFree nulls the handle; twice, stale, forged and null ones are RPC_S_INVALID_BINDING") {
        RPC_BINDING_HANDLE handle = nullptr;
        char text[] = "ncalrpc:[x]";
        REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text), &handle) == RPC_S_OK);
        RPC_BINDING_HANDLE stale = handle;
        CHECK(RpcBindingFree(&handle) == RPC_S_OK);
        CHECK(handle == nullptr);
        CHECK(RpcBindingFree(&handle) == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingFree(&stale) == RPC_S_INVALID_BINDING);
        CHECK(stale != nullptr);
        handle = reinterpret_cast<RPC_BINDING_HANDLE>(text);
        CHECK(RpcBindingFree(&handle) == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingReset(handle) == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingFree(nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("K1: a call's handle is the wrong kind for what only bindings can do") {
        TestServer server([](Connection& connection) { connection.next(), connection.next(); });
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle(&call.state);
        CHECK(RpcBindingReset(handle) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(RpcBindingSetObject(handle, nullptr) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(RpcBindingFree(&handle) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(RpcMgmtSetComTimeout(handle, 1) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
        CHECK(call.complete() == RPC_S_CALL_CANCELLED);
    }

    TEST_CASE("K6: RpcBindingReset makes a handle partially bound and keeps host and object") {
        BindingHandle binding("6ba7b810-9dad-11d1-80b4-00c04fd430c8@ncacn_ip_tcp:host[4711]");
        CHECK(RpcBindingReset(binding) == RPC_S_OK);
        CHECK(text_of(binding) == "6ba7b810-9dad-11d1-80b4-00c04fd430c8@ncacn_ip_tcp:host");
    }

    TEST_CASE("N2: com timeouts run from 0 to 10") {
        BindingHandle binding("ncacn_ip_tcp:host[1]");
        for (unsigned value = 0; value <= 10; ++value) {
            CHECK(RpcMgmtSetComTimeout(binding, value) == RPC_S_OK);
            unsigned found = 99;
            CHECK(RpcMgmtInqComTimeout(binding, &found) == RPC_S_OK);
            CHECK(found == value);
        }
        CHECK(RpcMgmtSetComTimeout(binding, 11) == RPC_S_INVALID_TIMEOUT);
        CHECK(RpcMgmtInqComTimeout(binding, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("N4, N5: the call timeout is an option of network bindings only") {
        BindingHandle network("ncacn_ip_tcp:host[1]");
        BindingHandle local("ncalrpc:[x]");
        CHECK(RpcBindingSetOption(network, RPC_C_OPT_CALL_TIMEOUT, 1234) == RPC_S_OK);
        ULONG_PTR value = 0;
        CHECK(RpcBindingInqOption(network, RPC_C_OPT_CALL_TIMEOUT, &value) == RPC_S_OK);
        CHECK(value == 1234);
        CHECK(RpcBindingSetOption(network, RPC_C_OPT_CALL_TIMEOUT, INFINITE) == RPC_S_OK);
        CHECK(RpcBindingInqOption(network, RPC_C_OPT_CALL_TIMEOUT, &value) == RPC_S_OK);
        CHECK(value == 0);
        CHECK(RpcBindingSetOption(local, RPC_C_OPT_CALL_TIMEOUT, 1234) == RPC_S_CANNOT_SUPPORT);
        BindingHandle pipe("ncacn_np:[\\\\pipe\\\\x]");
        CHECK(RpcBindingSetOption(pipe, RPC_C_OPT_CALL_TIMEOUT, 1234) == RPC_S_CANNOT_SUPPORT);
        CHECK(RpcBindingSetOption(network, 99, 1) == RPC_S_CANNOT_SUPPORT);
    }

    TEST_CASE("K11: RPC_C_OPT_DONT_LINGER needs a binding that has made a call") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        CHECK(RpcBindingSetOption(binding, RPC_C_OPT_DONT_LINGER, TRUE) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(call(binding, "x").reply == "x");
        CHECK(RpcBindingSetOption(binding, RPC_C_OPT_DONT_LINGER, TRUE) == RPC_S_OK);
    }

    TEST_CASE("K10, K11: connections linger after the last binding unless they must not") {
        for (const bool linger : {true, false}) {
            CAPTURE(linger);
            Gate ended;
            TestServer server([&](Connection& connection) {
                echo_all(connection);
                ended.open();
            });
            {
                BindingHandle binding(server.binding());
                CHECK(call(binding, "x").reply == "x");
                if (!linger) REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_DONT_LINGER, TRUE) == RPC_S_OK);
            }
            if (!linger) CHECK(ended.wait());
            BindingHandle again(server.binding());
            CHECK(call(again, "x").reply == "x");
            CHECK(server.connections() == (linger ? 1 : 2));
        }
    }

    TEST_CASE("K12: RPC_C_OPT_UNIQUE_BINDING shares no connection") {
        TestServer server(echo_all);
        BindingHandle shared(server.binding());
        BindingHandle sharing(server.binding());
        BindingHandle alone(server.binding());
        REQUIRE(RpcBindingSetOption(alone, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
        CHECK(call(shared, "x").reply == "x");
        CHECK(call(sharing, "x").reply == "x");
        CHECK(server.connections() == 1);
        CHECK(call(alone, "x").reply == "x");
        CHECK(server.connections() == 2);
    }

    TEST_CASE("K2: threads may call on one handle while others use it") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 50; ++n) good += call(binding, "x").status == RPC_S_OK;
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(good == 150);
    }

    TEST_CASE("whether a binding's server is of this machine is a matter of its protocol sequence") {
        BindingHandle network("ncacn_ip_tcp:127.0.0.1[1]");
        BindingHandle local("ncalrpc:[x]");
        unsigned is_local = 7;
        CHECK(I_RpcBindingIsServerLocal(network, &is_local) == RPC_S_OK);
        CHECK(is_local == 0);
        CHECK(I_RpcBindingIsServerLocal(local, &is_local) == RPC_S_OK);
        CHECK(is_local == 1);
        BindingHandle pipe("ncacn_np:.[\\\\pipe\\\\x]");
        CHECK(I_RpcBindingIsServerLocal(pipe, &is_local) == RPC_S_OK);
        CHECK(is_local == 1);
        BindingHandle far_pipe("ncacn_np:\\\\\\\\no.such.host.invalid[\\\\pipe\\\\x]");
        CHECK(I_RpcBindingIsServerLocal(far_pipe, &is_local) == RPC_S_OK);
        CHECK(is_local == 0);
        CHECK(I_RpcBindingIsServerLocal(local, nullptr) == RPC_S_INVALID_ARG);
        CHECK(I_RpcBindingIsServerLocal(nullptr, &is_local) == RPC_S_INVALID_BINDING);
    }

    TEST_CASE("a binding of a string binding has no name-service entry: the name is empty") {
        BindingHandle binding("ncacn_ip_tcp:host[1]");
        RPC_CSTR name = nullptr;
        CHECK(RpcNsBindingInqEntryNameA(binding, 0, &name) == RPC_S_NO_ENTRY_NAME);
        REQUIRE(name != nullptr);
        CHECK(name[0] == 0);
        CHECK(RpcStringFreeA(&name) == RPC_S_OK);
        RPC_WSTR wide = nullptr;
        CHECK(RpcNsBindingInqEntryNameW(binding, 3, &wide) == RPC_S_NO_ENTRY_NAME);
        REQUIRE(wide != nullptr);
        CHECK(wide[0] == 0);
        CHECK(RpcStringFreeW(&wide) == RPC_S_OK);
        CHECK(RpcNsBindingInqEntryNameA(binding, 0, nullptr) == RPC_S_NO_ENTRY_NAME);
        CHECK(RpcNsBindingInqEntryNameA(binding, 7, &name) == RPC_S_UNSUPPORTED_NAME_SYNTAX);
        CHECK(name == nullptr);
        CHECK(RpcNsBindingInqEntryNameA(nullptr, 0, &name) == RPC_S_INVALID_BINDING);
    }
}
