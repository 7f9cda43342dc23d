// SPDX-License-Identifier: LGPL-2.1-or-later
// Both asynchronous drivers over the fake runtime. The stubs are written by hand: long Join([in] long a, [in, out,
// string] char *text) and void Ping(), as Microsoft's compiler describes [async] procedures (the state in slot 0).
#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

#include <rpcasync.h>

using base::Status;
using stub_test::Bytes;
using stub_test::fake;
using stub_test::live_blocks;

namespace {

const unsigned char kTypes[] = {0, 0, 0x22, 0x5c};
// clang-format off
const unsigned char kProcedures[] = {
    // 0: Join
    0x32, 0x48, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0xc7, 3, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x48, 0, 8, 0, 0x08, 0,
    0x1b, 0x01, 16, 0, 2, 0,
    0x70, 0, 24, 0, 0x08, 0,
    // 44: Ping
    0x32, 0x48, 0, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0xc0, 0, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};
// clang-format on
constexpr size_t kPing = 44;

handle_t binding_variable = reinterpret_cast<handle_t>(uintptr_t{0x10});

enum class Mode { keep, complete_inside, raise };
Mode mode = Mode::keep;
RPC_ASYNC_STATE* kept_state = nullptr;
char* kept_text = nullptr;

struct JoinArguments {
    RPC_ASYNC_STATE* state;
    alignas(8) LONG a;
    char* text;
};

void join(RPC_ASYNC_STATE* state, LONG a, char* text) {
    if (mode == Mode::raise) RpcRaiseException(4321);
    CHECK(a == 5);
    kept_state = state;
    kept_text = text;
    text[0] = 'J';
    LONG result = a * 2;
    if (mode == Mode::complete_inside) CHECK(RpcAsyncCompleteCall(state, &result) == RPC_S_OK);
}
void ping(RPC_ASYNC_STATE* state) { kept_state = state; }

void join_thunk(PMIDL_STUB_MESSAGE stub) {
    const auto* arguments = reinterpret_cast<const JoinArguments*>(stub->StackTop);
    join(arguments->state, arguments->a, arguments->text);
}
void ping_thunk(PMIDL_STUB_MESSAGE stub) { ping(*reinterpret_cast<RPC_ASYNC_STATE**>(stub->StackTop)); }

const MIDL_STUB_DESC& description() {
    static const MIDL_STUB_DESC made = [] {
        MIDL_STUB_DESC stub{};
        stub.pfnAllocate = MIDL_user_allocate;
        stub.pfnFree = MIDL_user_free;
        stub.IMPLICIT_HANDLE_INFO.pPrimitiveHandle = &binding_variable;
        stub.pFormatTypes = kTypes;
        return stub;
    }();
    return made;
}

const unsigned short kOffsets[] = {0, kPing};
const SERVER_ROUTINE kRoutines[] = {stub_test::as_routine(join), stub_test::as_routine(ping)};
const STUB_THUNK kThunks[] = {join_thunk, ping_thunk};
const MIDL_SERVER_INFO kForeign = {&description(), kRoutines, kProcedures, kOffsets, nullptr, nullptr, 0, nullptr};
const MIDL_SERVER_INFO kThunked = {&description(), kRoutines, kProcedures, kOffsets, kThunks, nullptr, 0, nullptr};
RPC_DISPATCH_FUNCTION dispatch_functions[] = {NdrAsyncServerCall, NdrAsyncServerCall};
RPC_DISPATCH_TABLE dispatch_table = {2, dispatch_functions, 0};

/// A call that was started, from the server that keeps its state.
struct Started {
    explicit Started(Mode how, const MIDL_SERVER_INFO& info = kThunked) {
        fake().reset();
        server_.DispatchTable = &dispatch_table;
        server_.InterpreterInfo = &info;
        fake().server = &server_;
        mode = how;
        kept_state = nullptr;
    }
    ~Started() {
        fake().reset();
        CHECK(fake().buffers == 0);
        CHECK(live_blocks().empty());
    }
    void join() { NdrAsyncClientCall(&description(), kProcedures, &state_, LONG{5}, text_); }
    void ping() { NdrAsyncClientCall(&description(), kProcedures + kPing, &state_); }
    RPC_STATUS complete(void* reply) { return RpcAsyncCompleteCall(&state_, reply); }
    std::string text() const { return text_; }

 private:
    RPC_SERVER_INTERFACE server_{};
    RPC_ASYNC_STATE state_{};
    char text_[8] = "xoin";
};

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/stub");

TEST_CASE("A11, A17: the reply is unmarshalled by RpcAsyncCompleteCall, which before it answers pending") {
    for (const MIDL_SERVER_INFO* info : {&kThunked, &kForeign}) {
        Started call(Mode::keep, *info);
        call.join();
        LONG result = 0;
        CHECK(call.complete(&result) == RPC_S_ASYNC_CALL_PENDING);
        REQUIRE(kept_state);
        LONG answer = 77;
        CHECK(RpcAsyncCompleteCall(kept_state, &answer) == RPC_S_OK);
        CHECK(call.text() == "xoin");
        CHECK(call.complete(&result) == RPC_S_OK);
        CHECK(result == 77);
        CHECK(call.text() == "Join");
    }
}

TEST_CASE("D3: the manager routine may complete the call before it returns") {
    for (const MIDL_SERVER_INFO* info : {&kThunked, &kForeign}) {
        Started call(Mode::complete_inside, *info);
        call.join();
        LONG result = 0;
        CHECK(call.complete(&result) == RPC_S_OK);
        CHECK(result == 10);
    }
}

TEST_CASE("A9: a start that fails raises, and nothing of the call remains") {
    Started call(Mode::keep);
    fake().refuse_send = Status::rpc_s_server_unavailable;
    CHECK(handleapi::call_user([&] { call.join(); }) == Status::rpc_s_server_unavailable);
    fake().client_stub.reset();
    CHECK(fake().buffers == 0);
}

TEST_CASE("A9: a bad argument raises before the runtime knows of the call") {
    Started call(Mode::keep);
    const auto without_state = [] { NdrAsyncClientCall(&description(), kProcedures, nullptr, LONG{5}, nullptr); };
    CHECK(handleapi::call_user(without_state) == Status::rpc_s_invalid_async_handle);
    RPC_ASYNC_STATE state{};
    const auto without_text = [&] { NdrAsyncClientCall(&description(), kProcedures, &state, LONG{5}, nullptr); };
    CHECK(handleapi::call_user(without_text) == Status::rpc_x_null_ref_pointer);
    CHECK(fake().client_state == nullptr);
}

TEST_CASE("D7: what the manager routine raises before it gave the state away ends the call") {
    Started call(Mode::raise);
    call.join();
    LONG result = 0;
    CHECK(call.complete(&result) == 4321);
}

TEST_CASE("C10: an aborted call ends with the code, and its parameters are freed") {
    Started call(Mode::keep);
    call.join();
    CHECK(RpcAsyncAbortCall(kept_state, 1818) == RPC_S_OK);
    LONG result = 0;
    CHECK(call.complete(&result) == 1818);
    CHECK(call.text() == "xoin");
}

TEST_CASE("A15, D2: a void call completes without a place for a reply, on both sides") {
    Started call(Mode::keep);
    call.ping();
    CHECK(RpcAsyncCompleteCall(kept_state, nullptr) == RPC_S_OK);
    CHECK(call.complete(nullptr) == RPC_S_OK);
}

TEST_CASE("D5: the parameters travel as they are at completion, and are gone after it") {
    for (const MIDL_SERVER_INFO* info : {&kThunked, &kForeign}) {
        Started call(Mode::keep, *info);
        call.join();
        REQUIRE(kept_text != nullptr);
        kept_text[1] = 'A';  // long after the manager routine returned
        LONG answer = 1;
        CHECK(RpcAsyncCompleteCall(kept_state, &answer) == RPC_S_OK);
        CHECK(fake().server_stub == nullptr);
        LONG result = 0;
        CHECK(call.complete(&result) == RPC_S_OK);
        CHECK(call.text() == "JAin");
    }
}

TEST_CASE("D6: completing without the return value fails and still ends the call") {
    Started call(Mode::keep);
    call.join();
    CHECK(RpcAsyncCompleteCall(kept_state, nullptr) == RPC_S_INVALID_ARG);
    CHECK(fake().server_stub == nullptr);
    LONG result = 0;
    CHECK(call.complete(&result) == RPC_S_INVALID_ARG);
}

TEST_CASE("A14: a reply that cannot be unmarshalled is a status of RpcAsyncCompleteCall, not a raise") {
    Started call(Mode::complete_inside);
    call.join();
    fake().spoil_reply = [](Bytes& bytes) { bytes.pop_back(); };
    LONG result = 0;
    CHECK(call.complete(&result) == RPC_X_BAD_STUB_DATA);
}

TEST_SUITE_END();
