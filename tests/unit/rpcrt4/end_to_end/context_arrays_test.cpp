// SPDX-License-Identifier: LGPL-2.1-or-later
// H23: arrays of context handles as parameters, from midl's stubs through both ends of the runtime. What holds of one
// handle (H2 to H16, H25) holds of each element. The manager's items are counted.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "context_arrays.h"
#include "fixture.hpp"

using namespace end_to_end;

struct ITEM_STATE {
    LONG value;
};

namespace {

std::atomic<int> open_items{0};
std::atomic<int> rundowns{0};

ITEM new_item(LONG value) {
    ++open_items;
    return new ITEM_STATE{value};
}
void delete_item(ITEM item) {
    delete item;
    --open_items;
}

bool eventually(const std::function<bool()>& condition) {
    for (DWORD i = 0; i < kLimit; ++i) {
        if (condition()) return true;
        Sleep(1);
    }
    return false;
}

class ArrayServer {
 public:
    explicit ArrayServer(const char* protseq) : server_(protseq) {
        rundowns = 0;
        REQUIRE(RpcServerRegisterIf(ContextArrays_v1_0_s_ifspec, nullptr, nullptr) == RPC_S_OK);
    }
    ~ArrayServer() { CHECK(RpcServerUnregisterIf(ContextArrays_v1_0_s_ifspec, nullptr, TRUE) == RPC_S_OK); }
    const std::string& string_binding() const { return server_.string_binding(); }

 private:
    Server server_;
};

/// A binding whose contexts are gone with it.
class Client {
 public:
    explicit Client(const ArrayServer& server) : binding_(server.string_binding()) {
        REQUIRE(RpcBindingSetOption(binding_, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
    }
    operator handle_t() const { return binding_; }

 private:
    Binding binding_;
};

template <typename F>
void on_every_server(F&& body) {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        CAPTURE(protseq);
        ArrayServer server(protseq);
        {
            Client client(server);
            body(client);
        }
        CHECK(eventually([] { return open_items == 0; }));
    }
}

using Items = std::array<ITEM, 3>;

Items opened(handle_t h) {
    Items items;
    items.fill(reinterpret_cast<ITEM>(uintptr_t{0x5a5a}));  // what an [out] array holds before is nothing
    c_OpenAll(h, 3, items.data());
    for (ITEM item : items) REQUIRE(item != nullptr);
    return items;
}
void close_all(handle_t h, Items& items) {
    c_CloseAll(h, 3, items.data());
    for (ITEM item : items) CHECK(item == nullptr);
}
void forget(Items& items) {
    for (ITEM& item : items) {
        if (item) RpcSsDestroyClientContext(reinterpret_cast<void**>(&item));
    }
}

/// Leaves a value that cannot be marshalled.
void spoil(Outcome* outcome) {
    const LONG beyond = 0x8000;
    std::memcpy(outcome, &beyond, sizeof beyond);
}

/// A request for SumAll that no stub wrote.
RPC_STATUS send_sum(handle_t h, const std::vector<uint8_t>& request) {
    RPC_MESSAGE message{};
    message.Handle = h;
    message.ProcNum = 1;
    message.RpcInterfaceInformation = ContextArrays_v1_0_c_ifspec;
    message.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    message.BufferLength = static_cast<unsigned>(request.size());
    RPC_STATUS status = I_RpcGetBuffer(&message);
    if (status != RPC_S_OK) return status;
    std::memcpy(message.Buffer, request.data(), request.size());
    status = I_RpcSendReceive(&message);
    I_RpcFreeBuffer(&message);
    return status;
}

std::vector<uint8_t> sum_request(uint32_t count, uint32_t maximum, size_t handles, uint8_t fill) {
    std::vector<uint8_t> request(8 + handles * 20, 0);
    std::memcpy(request.data(), &count, 4);
    std::memcpy(request.data() + 4, &maximum, 4);
    for (size_t i = 0; i < handles; ++i) std::fill_n(request.begin() + 8 + static_cast<long>(i) * 20 + 4, 16, fill);
    return request;
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/context_arrays") {
    TEST_CASE("H23: an array of contexts is opened, used and closed in one call each") {
        on_every_server([](Client& h) {
            Items items = opened(h);
            CHECK(open_items == 3);
            CHECK(c_SumAll(h, 3, items.data()) == 0 + 1 + 2);
            CHECK(c_SumAll(h, 0, items.data()) == 0);
            CHECK(c_SumSome(h, 3, 2, items.data()) == 1);
            CHECK(c_SumPair(h, items.data(), items[2]) == 3);
            const Items twice = {items[1], items[1], nullptr};
            CHECK(c_SumAll(h, 2, const_cast<ITEM*>(twice.data())) == 2);
            CHECK(open_items == 3);
            close_all(h, items);
            CHECK(open_items == 0);
        });
    }

    TEST_CASE("H1, H3: elements of an [in, out] array are opened and closed, null ones come as null") {
        on_every_server([](Client& h) {
            Items items = opened(h);
            ITEM first = items[0];
            items[0] = nullptr;
            c_Turn(h, 3, items.data());
            CHECK(items[0] != nullptr);
            CHECK(items[1] == nullptr);
            CHECK(items[2] == nullptr);
            CHECK(open_items == 2);
            items[1] = first;
            close_all(h, items);
            CHECK(open_items == 0);
            CHECK(rundowns == 0);
            c_CloseAll(h, 0, nullptr);
        });
    }

    TEST_CASE("H3: an element that is only [in] must not be null") {
        on_every_server([](Client& h) {
            Items items = opened(h);
            ITEM second = items[1];
            items[1] = nullptr;
            CHECK(raised_by([&] { c_SumAll(h, 3, items.data()); }) == RPC_X_SS_IN_NULL_CONTEXT);
            items[1] = second;
            CHECK(c_SumAll(h, 3, items.data()) == 3);
            close_all(h, items);
            CHECK(send_sum(h, sum_request(2, 2, 2, 0)) == RPC_X_SS_IN_NULL_CONTEXT);
        });
    }

    TEST_CASE("H7: every element is run down when its client is gone") {
        on_every_server([](Client& h) {
            Items items = opened(h);
            forget(items);
        });
        CHECK(rundowns == 3);
    }

    TEST_CASE("H12: what a manager closed before it raised is closed, what it opened is its own") {
        on_every_server([](Client& h) {
            Items items = opened(h);
            CHECK(raised_by([&] { c_TurnAndRaise(h, 3, items.data()); }) == 77);
            CHECK(open_items == 0);
            for (ITEM item : items) CHECK(item != nullptr);
            CHECK(raised_by([&] { c_SumAll(h, 3, items.data()); }) == RPC_X_SS_CONTEXT_MISMATCH);
            forget(items);
        });
    }

    TEST_CASE("H13, H14: what a manager opened is run down when the reply fails, what it closed stays closed") {
        on_every_server([](Client& h) {
            Outcome outcome = SENDABLE;
            Items items = opened(h);
            ITEM first = items[0];
            items[0] = nullptr;
            CHECK(raised_by([&] { c_TurnThenFail(h, 3, items.data(), &outcome); }) == RPC_X_ENUM_VALUE_OUT_OF_RANGE);
            CHECK(items[0] == nullptr);
            CHECK(eventually([] { return rundowns == 1; }));
            CHECK(open_items == 2);  // the first, which was not sent, and the last
            CHECK(c_SumAll(h, 1, &first) == 0);
            CHECK(raised_by([&] { c_SumAll(h, 1, &items[1]); }) == RPC_X_SS_CONTEXT_MISMATCH);
            forget(items);
            RpcSsDestroyClientContext(reinterpret_cast<void**>(&first));
            CHECK(raised_by([&] { c_FailThenOpenAll(h, &outcome, 3, items.data()); }) == RPC_X_ENUM_VALUE_OUT_OF_RANGE);
            CHECK(eventually([] { return rundowns >= 4; }));
        });
    }

    TEST_CASE("a context is its client's, as whomever it calls") {
        REQUIRE(RpcServerRegisterAuthInfoA(nullptr, RPC_C_AUTHN_WINNT, nullptr, nullptr) == RPC_S_OK);
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            CAPTURE(protseq);
            const ArrayServer server(protseq);
            Binding nobody(server.string_binding());
            Binding somebody(server.string_binding());
            REQUIRE(RpcBindingSetAuthInfoA(somebody, nullptr, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_WINNT, nullptr,
                                           0) == RPC_S_OK);
            Items items = opened(nobody), others = opened(somebody);
            std::swap(items[1], others[1]);
            CHECK(c_SumAll(somebody, 3, items.data()) == 3);
            CHECK(c_SumAll(nobody, 3, others.data()) == 3);
            close_all(nobody, items);
            close_all(somebody, others);
        }
    }

    TEST_CASE("H25: the elements of an array belong to one client of one server") {
        on_every_server([](Client& h) {
            handle_t copy = nullptr;
            REQUIRE(RpcBindingCopy(h, &copy) == RPC_S_OK);
            REQUIRE(RpcBindingSetOption(copy, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
            Items items = opened(h), elsewhere = opened(copy);
            std::swap(items[1], elsewhere[1]);
            CHECK(raised_by([&] { c_SumAll(h, 3, items.data()); }) == RPC_X_SS_HANDLES_MISMATCH);
            std::swap(items[1], elsewhere[1]);
            CHECK(c_SumAll(h, 3, items.data()) == 3);
            close_all(copy, elsewhere);
            close_all(h, items);
            CHECK(RpcBindingFree(&copy) == RPC_S_OK);
        });
    }

    TEST_CASE("arrays of contexts that lie about their size, or name nothing, are refused and open nothing") {
        on_every_server([](Client& h) {
            Items items = opened(h);
            CHECK(send_sum(h, sum_request(2, 2, 2, 0x77)) == RPC_X_SS_CONTEXT_MISMATCH);
            CHECK(send_sum(h, sum_request(3, 2, 2, 0x77)) == RPC_X_BAD_STUB_DATA);
            CHECK(send_sum(h, sum_request(2, 3, 2, 0x77)) == RPC_X_BAD_STUB_DATA);
            CHECK(send_sum(h, sum_request(0x7fffffff, 0x7fffffff, 2, 0x77)) == RPC_X_BAD_STUB_DATA);
            CHECK(send_sum(h, {1, 0, 0, 0}) == RPC_X_BAD_STUB_DATA);
            CHECK(c_SumAll(h, 3, items.data()) == 3);
            CHECK(open_items == 3);
            close_all(h, items);
        });
    }
}

extern "C" {

void __RPC_USER ITEM_rundown(ITEM item) {
    ++rundowns;
    delete_item(item);
}

void s_OpenAll(handle_t, LONG count, ITEM* items) {
    for (LONG i = 0; i < count; ++i) items[i] = new_item(i);
}
LONG s_SumAll(handle_t, LONG count, ITEM* items) {
    LONG sum = 0;
    for (LONG i = 0; i < count; ++i) sum += items[i]->value;
    return sum;
}
LONG s_SumSome(handle_t h, LONG, LONG used, ITEM* items) { return s_SumAll(h, used, items); }
LONG s_SumPair(handle_t h, ITEM* pair, ITEM third) { return s_SumAll(h, 2, pair) + third->value; }
void s_Turn(handle_t, LONG count, ITEM* items) {
    for (LONG i = 0; i < count; ++i) {
        if (items[i]) {
            delete_item(items[i]);
            items[i] = nullptr;
        } else {
            items[i] = new_item(i);
        }
    }
}
void s_TurnAndRaise(handle_t h, LONG count, ITEM* items) {
    s_Turn(h, count, items);
    RpcRaiseException(77);
}
void s_TurnThenFail(handle_t, LONG, ITEM* items, Outcome* after) {
    items[0] = new_item(9);
    delete_item(items[1]);
    items[1] = nullptr;
    spoil(after);
}
void s_FailThenOpenAll(handle_t h, Outcome* before, LONG count, ITEM* items) {
    spoil(before);
    s_OpenAll(h, count, items);
}
void s_CloseAll(handle_t, LONG count, ITEM* items) {
    for (LONG i = 0; items && i < count; ++i) {
        if (items[i]) delete_item(items[i]);
        items[i] = nullptr;
    }
}

}  // extern "C"
