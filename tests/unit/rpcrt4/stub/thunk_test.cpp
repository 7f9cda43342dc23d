// SPDX-License-Identifier: LGPL-2.1-or-later
// What a stub with a thunk table gets from the server driver: the slots as its parameter structure, and the manager's
// entry point vector. Also the bindings a client stub may name.
#include <doctest/doctest.h>

#include <cstring>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

using base::Status;
using stub_test::fake;

namespace {

struct Wide {
    int64_t x, y;
};

const unsigned char kTypes[] = {0, 0, 0x15, 7, 16, 0, 0x0b, 0x0b, 0x5c, 0x5b};
// clang-format off
// float Scale([in] handle_t binding, [in] float factor, [in] Wide by_value, [in] short add)
const unsigned char kScale[] = {
    0x00, 0x48, 0, 0, 0, 0, 0, 0, 0x28, 0, 0x32, 0, 0, 0, 0, 0, 0, 0, 0x44, 4, 0x0a, 0x80, 0, 0, 0, 0, 0, 0, 0, 0,
    0x48, 0, 8, 0, 0x0a, 0,
    0x0a, 0x01, 16, 0, 2, 0,
    0x48, 0, 24, 0, 0x06, 0,
    0x70, 0, 32, 0, 0x0a, 0,
};
// clang-format on

struct ScaleArguments {
    handle_t binding;
    alignas(8) float factor;
    Wide* by_value;
    alignas(8) short add;
    alignas(8) float result;
};
struct Manager {
    float (*scale)(handle_t binding, float factor, Wide by_value, short add);
};

float scale(handle_t binding, float factor, Wide by_value, short add) {
    CHECK(binding == reinterpret_cast<handle_t>(uintptr_t{0x770}));
    return factor * static_cast<float>(by_value.x + by_value.y) + static_cast<float>(add);
}
float doubled(handle_t binding, float factor, Wide by_value, short add) {
    return 2 * scale(binding, factor, by_value, add);
}
void scale_thunk(PMIDL_STUB_MESSAGE stub) {
    auto* arguments = reinterpret_cast<ScaleArguments*>(stub->StackTop);
    const auto* manager = reinterpret_cast<const Manager*>(stub->RpcMsg->ManagerEpv);
    arguments->result = manager->scale(arguments->binding, arguments->factor, *arguments->by_value, arguments->add);
}

struct Server {
    explicit Server(const STUB_THUNK* thunks) {
        fake().reset();
        stub.pfnAllocate = MIDL_user_allocate;
        stub.pfnFree = MIDL_user_free;
        stub.pFormatTypes = kTypes;
        info = {&stub, routines, kScale, offsets, thunks, nullptr, 0, nullptr};
        server.DispatchTable = &table;
        server.InterpreterInfo = &info;
        fake().server = &server;
    }
    ~Server() {
        CHECK(fake().buffers == 0);
        fake().reset();
    }
    float call(float factor, Wide by_value, short add) {
        const auto handle = reinterpret_cast<handle_t>(uintptr_t{0x10});
        const auto result = NdrClientCall2(&stub, kScale, handle, factor, by_value, add);
        float value;
        std::memcpy(&value, &result, sizeof value);
        return value;
    }

    MIDL_STUB_DESC stub{};
    SERVER_ROUTINE routines[1] = {stub_test::as_routine(scale)};
    unsigned short offsets[1] = {0};
    RPC_DISPATCH_FUNCTION functions[1] = {NdrServerCall2};
    RPC_DISPATCH_TABLE table{1, functions, 0};
    MIDL_SERVER_INFO info{};
    RPC_SERVER_INTERFACE server{};
};

const STUB_THUNK kThunks[] = {scale_thunk};

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/stub");

TEST_CASE("a thunk finds floats as floats, large structures behind a pointer, and the stub's own routines") {
    Server server(kThunks);
    CHECK(server.call(2.5f, {3, 5}, -1) == 19.0f);
    CHECK(fake().request ==
          stub_test::Bytes{0, 0, 0x20, 0x40, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff});
}

TEST_CASE("a registration's own entry point vector is the one the thunk calls") {
    Server server(kThunks);
    Manager manager{doubled};
    fake().manager = reinterpret_cast<RPC_MGR_EPV*>(&manager);
    CHECK(server.call(2.5f, {3, 5}, -1) == 38.0f);
}

TEST_CASE("without a thunk a call that passes a large structure by value is refused") {
    Server server(nullptr);
    CHECK(handleapi::call_user([&] { server.call(1, {1, 1}, 1); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("bindings that need a name service, and those without a routine to ask, are refused with their code") {
    Server server(kThunks);
    unsigned char automatic[sizeof kScale];
    std::memcpy(automatic, kScale, sizeof kScale);
    // Another handle type moves the fields behind it: build the short header of implicit handles.
    const unsigned char header[] = {0x33, 0x48, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0};
    std::memcpy(automatic, header, sizeof header);
    CHECK(handleapi::call_user([&] { NdrClientCall2(&server.stub, automatic); }) ==
          Status::rpc_s_name_service_unavailable);
    automatic[0] = 0x31;
    CHECK(handleapi::call_user([&] { NdrClientCall2(&server.stub, automatic); }) == Status::rpc_s_invalid_binding);
    CHECK(fake().request.empty());
}

TEST_SUITE_END();
