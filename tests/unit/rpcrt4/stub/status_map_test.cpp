// SPDX-License-Identifier: LGPL-2.1-or-later
// [comm_status] and [fault_status] over the fake runtime. The stub is written by hand as Microsoft's compiler describes
// error_status_t Work([in] long a, [out, fault_status] error_status_t *fault), the return value [comm_status].
#include <doctest/doctest.h>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

using base::Status;
using handleapi::call_user;
using stub_test::fake;

namespace {

const unsigned char kTypes[] = {0, 0};
// clang-format off
const unsigned char kWork[] = {
    0x32, 0x68, 0, 0, 0, 0, 0, 0, 0x18, 0, 0, 0, 0, 0, 0x44, 3, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x48, 0, 0, 0, 0x08, 0,
    0x50, 0x21, 8, 0, 0x10, 0,
    0x70, 0, 16, 0, 0x10, 0,
};
// clang-format on

handle_t binding_variable = reinterpret_cast<handle_t>(uintptr_t{0x10});
ULONG manager_raises = 0;

ULONG work(LONG a, ULONG* fault) {
    if (manager_raises) RpcRaiseException(static_cast<RPC_STATUS>(manager_raises));
    *fault = 3;
    return static_cast<ULONG>(a);
}

struct Server {
    explicit Server(COMM_FAULT_OFFSETS places) : offsets_of{places} {
        fake().reset();
        manager_raises = 0;
        stub.pfnAllocate = MIDL_user_allocate;
        stub.pfnFree = MIDL_user_free;
        stub.pFormatTypes = kTypes;
        stub.CommFaultOffsets = offsets_of;
        stub.IMPLICIT_HANDLE_INFO.pPrimitiveHandle = &binding_variable;
        info = {&stub, routines, kWork, offsets, nullptr, nullptr, 0, nullptr};
        server.DispatchTable = &table;
        server.InterpreterInfo = &info;
        fake().server = &server;
    }
    ~Server() {
        CHECK(fake().buffers == 0);
        fake().reset();
    }
    ULONG call(ULONG* fault) { return static_cast<ULONG>(NdrClientCall2(&stub, kWork, LONG{11}, fault).Simple); }

    COMM_FAULT_OFFSETS offsets_of[1];
    MIDL_STUB_DESC stub{};
    SERVER_ROUTINE routines[1] = {stub_test::as_routine(work)};
    unsigned short offsets[1] = {0};
    RPC_DISPATCH_FUNCTION functions[1] = {NdrServerCall2};
    RPC_DISPATCH_TABLE table{1, functions, 0};
    MIDL_SERVER_INFO info{};
    RPC_SERVER_INTERFACE server{};
};

constexpr COMM_FAULT_OFFSETS kCommInResultFaultInParameter{-1, 8}, kOnlyComm{-1, -2}, kBothInParameter{8, 8};

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/stub/status_map");

TEST_CASE("P1: a call that succeeds leaves what the server said in parameters that keep statuses") {
    Server server(kCommInResultFaultInParameter);
    ULONG fault = 77;
    CHECK(server.call(&fault) == 11);
    CHECK(fault == 3);
}

TEST_CASE("P1: [comm_status] catches a failure of communication, [fault_status] what the server raised") {
    Server server(kCommInResultFaultInParameter);
    ULONG fault = 77;
    fake().refuse_send = Status::rpc_s_server_unavailable;
    CHECK(server.call(&fault) == RPC_S_SERVER_UNAVAILABLE);
    CHECK(fault == RPC_S_OK);
    fake().refuse_send = Status::ok;
    manager_raises = 4321;
    CHECK(server.call(&fault) == RPC_S_OK);
    CHECK(fault == 4321);
}

TEST_CASE("P1: one parameter with both attributes takes either code") {
    Server server(kBothInParameter);
    ULONG status = 77;
    fake().refuse_send = Status::rpc_s_server_too_busy;
    server.call(&status);
    CHECK(status == RPC_S_SERVER_TOO_BUSY);
    fake().refuse_send = Status::ok;
    manager_raises = RPC_S_CALL_FAILED;
    server.call(&status);
    CHECK(status == RPC_S_CALL_FAILED);
}

TEST_CASE("P1: what a procedure keeps nowhere is raised") {
    Server server(kOnlyComm);
    ULONG fault = 0;
    manager_raises = 4321;
    CHECK(call_user([&] { server.call(&fault); }) == Status{4321});
    fake().refuse_send = Status::rpc_s_comm_failure;
    manager_raises = 0;
    CHECK(server.call(&fault) == RPC_S_COMM_FAILURE);
}

TEST_CASE("NdrMapCommAndFaultStatus sorts codes as Wine's does and answers with those that found no place") {
    MIDL_STUB_MESSAGE stub{};
    for (const RPC_STATUS communication : {6, 1702, 1717, 1722, 1723, 1727, 1728, 1730, 1732, 1745, 1753, 1820}) {
        ULONG comm = 77, fault = 77;
        CHECK(NdrMapCommAndFaultStatus(&stub, &comm, &fault, communication) == RPC_S_OK);
        CHECK(comm == static_cast<ULONG>(communication));
        CHECK(fault == 0);
    }
    for (const RPC_STATUS failure : {5, 14, 1726, 1783, 1818, 0x12345678}) {
        ULONG comm = 77, fault = 77;
        CHECK(NdrMapCommAndFaultStatus(&stub, &comm, &fault, failure) == RPC_S_OK);
        CHECK(comm == 0);
        CHECK(fault == static_cast<ULONG>(failure));
    }
    ULONG comm = 77;
    CHECK(NdrMapCommAndFaultStatus(&stub, &comm, nullptr, RPC_S_CALL_FAILED) == RPC_S_CALL_FAILED);
    CHECK(comm == 0);
    CHECK(NdrMapCommAndFaultStatus(&stub, &comm, &comm, RPC_S_OK) == RPC_S_OK);
}

TEST_SUITE_END();
