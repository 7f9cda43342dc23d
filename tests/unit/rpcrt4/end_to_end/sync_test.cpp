// SPDX-License-Identifier: LGPL-2.1-or-later
// Synchronous calls through midl's stubs, the NDR engine and both ends of the runtime, on every protocol sequence.
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "fixture.hpp"

using namespace end_to_end;

TEST_SUITE("rpcrt4/end_to_end/sync") {
    TEST_CASE("values of every base type arrive unchanged, in order") {
        on_every_protseq([](Binding& binding) {
            hyper sum = 0;
            CHECK(c_Echo(binding, -5) == -5);
            CHECK(c_Scalars(binding, 1, -2, 10000000000, 3.5f, 4.25, PLAN_RAISE, &sum) == PLAN_RAISE);
            CHECK(sum == 10000000005);
            CHECK(c_Scalars(binding, 0, 0, 0, 0, 0, PLAN_REPLY, &sum) == -1);
        });
    }

    TEST_CASE("structures, strings, lists and varying arrays make the round trip") {
        on_every_protseq([](Binding& binding) {
            Pair pair{7, 9};
            c_Swap(binding, &pair);
            CHECK(pair.first == 9);
            CHECK(pair.second == 7);

            WCHAR* upper = nullptr;
            c_Upper(binding, u"Grüße, abc", &upper);
            REQUIRE(upper != nullptr);
            CHECK(std::u16string(upper) == u"GRüßE, ABC");
            midl_user_free(upper);

            Node last{3, nullptr}, middle{20, &last}, first{100, &middle};
            CHECK(c_SumList(binding, &first) == 123);
            CHECK(c_SumList(binding, nullptr) == 0);

            LONG items[6] = {1, 2, 3, -1, -1, -1};
            LONG count = 3;
            CHECK(c_Varying(binding, 6, &count, items) == 6);
            CHECK(count == 6);
            CHECK(items[2] == 3);
            CHECK(items[5] == 5);
        });
    }

    TEST_CASE("buffers of any size survive fragmentation in both directions") {
        on_every_protseq([](Binding& binding) {
            for (ULONG size : {0u, 1u, 4000u, 5000u, 65500u, 65536u, 3u << 20}) {
                CAPTURE(size);
                std::vector<byte> data(size);
                data.reserve(1);  // a ref pointer is never null, however little it points at
                LONG sum = 0;
                for (ULONG i = 0; i < size; ++i) {
                    data[i] = static_cast<byte>(i * 7);
                    sum += data[i];
                }
                CHECK(c_Blob(binding, size, data.data()) == sum);
                bool inverted = true;
                for (ULONG i = 0; i < size; ++i) inverted &= data[i] == static_cast<byte>(~(i * 7));
                CHECK(inverted);
            }
        });
    }

    TEST_CASE("P1, P3: what the manager raises is raised out of the client stub, and the next call works") {
        on_every_protseq([](Binding& binding) {
            for (ULONG code : {5u, 87u, 1783u, 0x20001234u}) {
                CAPTURE(code);
                CHECK(raised_by([&] { c_Raise(binding, code); }) == static_cast<RPC_STATUS>(code));
            }
            CHECK(c_Echo(binding, 1) == 1);
        });
    }

    TEST_CASE("memory that ran out at the server is RPC_S_SERVER_OUT_OF_MEMORY at the client") {
        on_every_protseq([](Binding& binding) {
            CHECK(raised_by([&] { c_Raise(binding, RPC_S_OUT_OF_MEMORY); }) == RPC_S_SERVER_OUT_OF_MEMORY);
        });
    }

    TEST_CASE("a NULL reference pointer is refused before anything is sent") {
        on_every_protseq(
            [](Binding& binding) { CHECK(raised_by([&] { c_Swap(binding, nullptr); }) == RPC_X_NULL_REF_POINTER); });
    }

    TEST_CASE("K: a freed or forged binding handle raises RPC_S_INVALID_BINDING") {
        CHECK(raised_by([] { c_Echo(nullptr, 1); }) == RPC_S_INVALID_BINDING);
        CHECK(raised_by([] { c_Echo(reinterpret_cast<handle_t>(0x123458), 1); }) == RPC_S_INVALID_BINDING);
    }

    TEST_CASE("I25: managers run concurrently, and a blocked one delays nobody") {
        on_every_protseq([](Binding& binding) {
            std::vector<std::thread> blocked;
            for (int i = 0; i < 4; ++i) {
                blocked.emplace_back([&] { CHECK(c_WaitAtGate(binding) == 7); });
            }
            CHECK(backstage().await_gate(4));
            for (int i = 0; i < 20; ++i) CHECK(c_Echo(binding, i) == i);
            backstage().open_gate();
            for (auto& thread : blocked) thread.join();
        });
    }

    TEST_CASE("K2: threads share one binding handle") {
        on_every_protseq([](Binding& binding) {
            std::vector<std::thread> threads;
            for (int t = 0; t < 8; ++t) {
                threads.emplace_back([&binding, t] {
                    for (int i = 0; i < 200; ++i) CHECK(c_Echo(binding, t * 1000 + i) == t * 1000 + i);
                });
            }
            for (auto& thread : threads) thread.join();
        });
    }

    TEST_CASE("I10, I13, I14: stopping rejects new calls, waits for running ones, and listening can start again") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        std::thread running([&] { CHECK(c_WaitAtGate(binding) == 7); });
        REQUIRE(backstage().await_gate(1));
        CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        CHECK(raised_by([&] { c_Echo(binding, 1); }) == RPC_S_SERVER_TOO_BUSY);
        std::thread waiter([] { CHECK(RpcMgmtWaitServerListen() == RPC_S_OK); });
        backstage().open_gate();
        running.join();
        waiter.join();
        CHECK(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK);
        CHECK(c_Echo(binding, 2) == 2);
    }

    TEST_CASE("an interface or version the server does not have is RPC_S_UNKNOWN_IF") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        CHECK(c_Echo(binding, 1) == 1);
        CHECK(RpcServerUnregisterIf(Probe_v2_3_s_ifspec, nullptr, TRUE) == RPC_S_OK);
        CHECK(raised_by([&] { c_Echo(binding, 1); }) == RPC_S_UNKNOWN_IF);
        CHECK(RpcServerRegisterIf(Probe_v2_3_s_ifspec, nullptr, nullptr) == RPC_S_OK);
    }

    TEST_CASE("K7: a reset binding without a mapped endpoint says so") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        CHECK(c_Echo(binding, 1) == 1);
        CHECK(RpcBindingReset(binding) == RPC_S_OK);
        const RPC_STATUS status = raised_by([&] { c_Echo(binding, 1); });
        CHECK((status == EPT_S_NOT_REGISTERED || status == RPC_S_SERVER_UNAVAILABLE));
    }
}
