// SPDX-License-Identifier: LGPL-2.1-or-later
// Generic ([handle]), implicit and automatic handles through midl's stubs and the runtime.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "fixture.hpp"
#include "handles.h"

using namespace end_to_end;

namespace {

/// What the bind and unbind routines saw.
struct Binds {
    handle_t handle = nullptr;  ///< what binding gives
    int bound = 0;
    int unbound = 0;
    const void* place = nullptr;
    unsigned slot = 0;
    std::string text;
    float weight = 0;
    bool same = true;  ///< unbind got what bind got, and what it gave
} binds;

class HandleServer {
 public:
    explicit HandleServer(const char* protseq) : server_(protseq), binding_(server_.string_binding()) {
        for (RPC_IF_HANDLE one : interfaces()) REQUIRE(RpcServerRegisterIf(one, nullptr, nullptr) == RPC_S_OK);
        binds = {};
        binds.handle = binding_;
    }
    ~HandleServer() {
        for (RPC_IF_HANDLE one : interfaces()) CHECK(RpcServerUnregisterIf(one, nullptr, TRUE) == RPC_S_OK);
    }

 private:
    static std::array<RPC_IF_HANDLE, 4> interfaces() {
        return {Handles_v1_0_s_ifspec, ImplicitPlace_v1_0_s_ifspec, Automatic_v1_0_s_ifspec,
                ImplicitService_v1_0_s_ifspec};
    }
    Server server_;
    Binding binding_;
};

std::string text_of(const unsigned char* text) { return reinterpret_cast<const char*>(text); }

handle_t bind_text(const std::string& text) {
    ++binds.bound;
    binds.text = text;
    return binds.handle;
}
void unbind_text(const std::string& text, handle_t handle) {
    ++binds.unbound;
    binds.same = binds.same && binds.text == text && binds.handle == handle;
}

void check_binds(int count) {
    CHECK(binds.bound == count);
    CHECK(binds.unbound == count);
    CHECK(binds.same);
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/handles") {
    TEST_CASE("K15: a [handle] parameter is bound, transmitted as data, and unbound after the call") {
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            CAPTURE(protseq);
            HandleServer server(protseq);
            PLACE_DATA place = {7, 0};
            CHECK(c_ByPointer(&place, 5) == 12);
            CHECK(binds.place == &place);
            CHECK(c_ByNumber(65000, 5) == 65005);
            CHECK(binds.slot == 65000);
            SLOT slot = 300;
            CHECK(c_Through(&slot) == 300);
            CHECK(binds.slot == 300);
            CHECK(c_Later(5, &place) == 35);
            check_binds(4);
        }
    }

    TEST_CASE("a [handle] type may be a structure, a number or an array: its routines get the value") {
        HandleServer server("ncacn_ip_tcp");
        SERVICE service = {"machine", "pipe"};
        CHECK(c_ByStructure(service, 5) == 'p' + 5);
        CHECK(binds.text == "machine");
        service.machine[0] = 'M';
        CHECK(c_ThroughStructure(&service, 6) == 'p' + 6);
        CHECK(binds.text == "Machine");
        SHORT_NAME name = {"abc"};
        CHECK(c_ByShortName(name, 1) == 'a' + 1);
        CHECK(binds.text == "abc");
        name.text[1] = 0;
        CHECK(c_ThroughShortName(2, &name) == 'a' + 2);
        CHECK(binds.text == "a");
        CHECK(c_ByWeight(2.5f) == 5);
        CHECK(binds.weight == 2.5f);
        unsigned char text[8] = "seven..";
        CHECK(c_ByName(text) == 's');
        CHECK(binds.text == "seven..");
        implicit_service = service;
        CHECK(c_AskService(7) == 8);
        CHECK(binds.text == "Machine");
        check_binds(7);
        CHECK(raised_by([] { c_ThroughStructure(nullptr, 1); }) == RPC_X_NULL_REF_POINTER);
        check_binds(7);
    }

    TEST_CASE("K16: the unbind routine is called too when the call raises, but not when binding failed") {
        HandleServer server("ncacn_ip_tcp");
        PLACE_DATA place = {1, 0};
        CHECK(raised_by([&] { c_RaiseAt(&place, 91); }) == 91);
        check_binds(1);
        binds.handle = nullptr;
        CHECK(raised_by([&] { c_ByPointer(&place, 1); }) == RPC_S_INVALID_BINDING);
        CHECK(binds.bound == 2);
        CHECK(binds.unbound == 1);
    }

    TEST_CASE("an asynchronous call keeps its binding until it is completed") {
        HandleServer server("ncacn_ip_tcp");
        PLACE_DATA place = {3, 0};
        RPC_ASYNC_STATE state;
        REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
        state.NotificationType = RpcNotificationTypeNone;
        c_AnswerLater(&state, &place, 4);
        CHECK(binds.unbound == 0);
        LONG reply = 0;
        RPC_STATUS status = RPC_S_ASYNC_CALL_PENDING;
        for (DWORD i = 0; i < kLimit && status == RPC_S_ASYNC_CALL_PENDING; ++i) {
            status = RpcAsyncCompleteCall(&state, &reply);
            if (status == RPC_S_ASYNC_CALL_PENDING) Sleep(1);
        }
        CHECK(status == RPC_S_OK);
        CHECK(reply == 7);
        check_binds(1);
    }

    TEST_CASE("K15: an implicit handle may be of a [handle] type") {
        HandleServer server("ncacn_ip_tcp");
        PLACE_DATA place = {9, 0};
        implicit_place = &place;
        CHECK(c_Ask(20) == 21);
        CHECK(binds.place == &place);
        check_binds(1);
    }

    TEST_CASE("K17: the leftmost handle is the binding, and the others are data") {
        HandleServer server("ncacn_ip_tcp");
        PLACE_DATA one = {1, 0}, two = {2, 0};
        CHECK(c_TwoPlaces(&one, &two) == 12);
        CHECK(binds.place == &one);
        CHECK(c_TwoPlaces(&two, &one) == 21);
        CHECK(binds.place == &two);
        check_binds(2);
        CHECK(c_SlotThenPlace(3, 40, &one) == 341);
        CHECK(binds.slot == 40);
        CHECK(binds.place == &two);
        check_binds(3);
        CHECK(c_HandleThenPlace(binds.handle, &one) == 1);
        LONG number = 0;
        CHECK(c_PlaceOut(&number, &one) == 5);
        CHECK(number == 1);
        CHECK(binds.place == &one);
        check_binds(4);
    }

    TEST_CASE("K17: an explicit handle is used instead of the implicit one") {
        HandleServer server("ncacn_ip_tcp");
        implicit_place = nullptr;  // binding it would be seen
        CHECK(c_AskThere(20, binds.handle) == 22);
        check_binds(0);
        CHECK(c_AskSlot(7, 3) == 10);
        CHECK(binds.slot == 3);
        CHECK(binds.place == nullptr);
        check_binds(1);
    }

    TEST_CASE("K15: an automatic handle asks for a name service, which is not there") {
        HandleServer server("ncacn_ip_tcp");
        CHECK(raised_by([&] { c_AskAnybody(20); }) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    }
}

extern "C" {

handle_t __RPC_USER PLACE_bind(PLACE place) {
    ++binds.bound;
    binds.place = place;
    return binds.handle;
}

void __RPC_USER PLACE_unbind(PLACE place, handle_t handle) {
    ++binds.unbound;
    binds.same = binds.same && binds.place == place && binds.handle == handle;
}

handle_t __RPC_USER SLOT_bind(SLOT slot) {
    ++binds.bound;
    binds.slot = slot;
    return binds.handle;
}

void __RPC_USER SLOT_unbind(SLOT slot, handle_t handle) {
    ++binds.unbound;
    binds.same = binds.same && binds.slot == slot && binds.handle == handle;
}

handle_t __RPC_USER ASKED_SLOT_bind(ASKED_SLOT slot) { return SLOT_bind(slot); }
void __RPC_USER ASKED_SLOT_unbind(ASKED_SLOT slot, handle_t handle) { SLOT_unbind(slot, handle); }
handle_t __RPC_USER SERVICE_bind(SERVICE service) { return bind_text(text_of(service.machine)); }
void __RPC_USER SERVICE_unbind(SERVICE service, handle_t handle) { unbind_text(text_of(service.machine), handle); }
handle_t __RPC_USER SHORT_NAME_bind(SHORT_NAME name) { return bind_text(text_of(name.text)); }
void __RPC_USER SHORT_NAME_unbind(SHORT_NAME name, handle_t handle) { unbind_text(text_of(name.text), handle); }
handle_t __RPC_USER NAME_bind(NAME name) { return bind_text(text_of(name)); }
void __RPC_USER NAME_unbind(NAME name, handle_t handle) { unbind_text(text_of(name), handle); }
handle_t __RPC_USER WEIGHT_bind(WEIGHT weight) {
    binds.weight = weight;
    return bind_text("weight");
}
void __RPC_USER WEIGHT_unbind(WEIGHT weight, handle_t handle) {
    binds.same = binds.same && binds.weight == weight;
    unbind_text("weight", handle);
}

LONG s_ByStructure(SERVICE service, LONG value) { return service.pipe[0] + value; }
LONG s_ThroughStructure(SERVICE* service, LONG value) { return service->pipe[0] + value; }
LONG s_ByShortName(SHORT_NAME name, LONG value) { return name.text[0] + value; }
LONG s_ThroughShortName(LONG value, SHORT_NAME* name) { return name->text[0] + value; }
LONG s_ByWeight(WEIGHT weight) { return static_cast<LONG>(weight * 2); }
LONG s_ByName(NAME name) { return name[0]; }
LONG s_AskService(LONG value) { return value + 1; }
LONG s_ByPointer(PLACE place, LONG value) { return place->number + value; }
LONG s_ByNumber(SLOT slot, LONG value) { return slot + value; }
LONG s_Through(SLOT* slot) { return *slot; }
LONG s_Later(LONG value, PLACE place) { return value * place->number; }
void s_RaiseAt(PLACE, ULONG code) { RpcRaiseException(static_cast<RPC_STATUS>(code)); }

void s_AnswerLater(PRPC_ASYNC_STATE async, PLACE place, LONG value) {
    LONG result = place->number + value;
    RpcAsyncCompleteCall(async, &result);
}

LONG s_TwoPlaces(PLACE first, PLACE second) { return first->number * 10 + second->number; }
LONG s_SlotThenPlace(LONG value, SLOT slot, PLACE place) { return value * 100 + slot + place->number; }
LONG s_HandleThenPlace(handle_t, PLACE place) { return place->number; }
LONG s_PlaceOut(LONG* number, PLACE place) {
    *number = place->number;
    return 5;
}

LONG s_AskThere(LONG value, handle_t) { return value + 2; }
LONG s_AskSlot(USHORT number, ASKED_SLOT slot) { return number + slot; }
LONG s_Ask(LONG value) { return value + 1; }
LONG s_AskAnybody(LONG value) { return value; }
}
