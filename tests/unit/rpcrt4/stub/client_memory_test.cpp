// SPDX-License-Identifier: LGPL-2.1-or-later
// Stub memory environments through their exports, and a stub that works in one, over the fake runtime: void Copy([in,
// string] char *text, [out, string] char **copy) of an [enable_allocate] interface, written by hand.
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <thread>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

using base::Status;
using handleapi::call_user;
using stub_test::fake;
using stub_test::live_blocks;

namespace {

// clang-format off
const unsigned char kTypes[] = {0, 0, 0x22, 0x5c, 0x11, 0x14, 2, 0, 0x12, 0x08, 0x22, 0x5c};
const unsigned char kCopy[] = {
    0x32, 0x4a, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0x43, 2, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x0b, 0x01, 0, 0, 2, 0,
    0x13, 0x20, 8, 0, 4, 0,
};
// clang-format on

handle_t binding_variable = reinterpret_cast<handle_t>(uintptr_t{0x10});
RPC_SS_THREAD_HANDLE seen_by_manager = nullptr;
bool manager_raises = false;

void copy(char* text, char** made) {
    seen_by_manager = RpcSsGetThreadHandle();
    *made = static_cast<char*>(RpcSsAllocate(std::strlen(text) + 1));
    std::strcpy(*made, text);
    if (manager_raises) RpcRaiseException(1234);
}

struct Server {
    Server() {
        fake().reset();
        live_blocks().clear();
        manager_raises = false;
        stub.pfnAllocate = MIDL_user_allocate;
        stub.pfnFree = MIDL_user_free;
        stub.pFormatTypes = kTypes;
        stub.IMPLICIT_HANDLE_INFO.pPrimitiveHandle = &binding_variable;
        info = {&stub, routines, kCopy, offsets, nullptr, nullptr, 0, nullptr};
        server.DispatchTable = &table;
        server.InterpreterInfo = &info;
        fake().server = &server;
    }
    ~Server() {
        CHECK(fake().buffers == 0);
        fake().reset();
    }
    char* call(const char* text) {
        char* made = nullptr;
        NdrClientCall2(&stub, kCopy, text, &made);
        return made;
    }

    MIDL_STUB_DESC stub{};
    SERVER_ROUTINE routines[1] = {stub_test::as_routine(copy)};
    unsigned short offsets[1] = {0};
    RPC_DISPATCH_FUNCTION functions[1] = {NdrServerCall2};
    RPC_DISPATCH_TABLE table{1, functions, 0};
    MIDL_SERVER_INFO info{};
    RPC_SERVER_INTERFACE server{};
};

std::set<void*> counted;
void* counting_allocate(size_t size) {
    void* memory = std::malloc(size);
    counted.insert(memory);
    return memory;
}
void counting_free(void* memory) {
    CHECK(counted.erase(memory) == 1);
    std::free(memory);
}

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/stub/client_memory");

TEST_CASE("O11: RpcSm functions return what RpcSs functions raise where no environment is enabled") {
    RPC_STATUS status = RPC_S_OK;
    CHECK(RpcSmAllocate(8, &status) == nullptr);
    CHECK(status == RPC_S_INVALID_ARG);
    CHECK(call_user([] { RpcSsAllocate(8); }) == Status::rpc_s_invalid_arg);
    CHECK(RpcSmDisableAllocate() == RPC_S_INVALID_ARG);
    CHECK(RpcSmFree(&status) == RPC_S_INVALID_ARG);
    CHECK(RpcSmGetThreadHandle(&status) == nullptr);
    CHECK(status == RPC_S_OK);
    RpcSsDisableAllocate();
    RpcSsFree(&status);
}

TEST_CASE("O11: freeing only marks a block; disabling frees all of them, when done as often as enabling") {
    CHECK(RpcSmEnableAllocate() == RPC_S_OK);
    RpcSsEnableAllocate();
    RPC_STATUS status = RPC_S_CALL_FAILED;
    auto* text = static_cast<char*>(RpcSmAllocate(100, &status));
    CHECK(status == RPC_S_OK);
    std::memset(text, 'x', 100);
    CHECK(RpcSmFree(text) == RPC_S_OK);
    CHECK(text[99] == 'x');  // a sanitizer would object to freed memory
    CHECK(RpcSmFree(text) == RPC_S_INVALID_ARG);
    CHECK(RpcSmDisableAllocate() == RPC_S_OK);
    CHECK(RpcSmAllocate(1, &status) != nullptr);
    RpcSsDisableAllocate();
    CHECK(RpcSmAllocate(1, &status) == nullptr);
    CHECK(RpcSmGetThreadHandle(nullptr) == nullptr);
}

TEST_CASE("threads that set one thread handle manage the same memory") {
    RpcSsEnableAllocate();
    const RPC_SS_THREAD_HANDLE handle = RpcSsGetThreadHandle();
    void* here = RpcSsAllocate(16);
    void* there = nullptr;
    std::thread([&] {
        CHECK(RpcSsGetThreadHandle() == nullptr);
        CHECK(RpcSmSetThreadHandle(handle) == RPC_S_OK);
        there = RpcSsAllocate(16);
        CHECK(RpcSmFree(here) == RPC_S_OK);
    }).join();
    CHECK(RpcSmFree(there) == RPC_S_OK);
    RpcSsSetThreadHandle(nullptr);  // saved and restored
    CHECK(RpcSsGetThreadHandle() == nullptr);
    RpcSsSetThreadHandle(handle);
    RpcSsDisableAllocate();
    CHECK(RpcSmSetThreadHandle(handle) == RPC_S_INVALID_ARG);
    CHECK(call_user([&] { RpcSsSetThreadHandle(handle); }) == Status::rpc_s_invalid_arg);
}

TEST_CASE("the routines a client sets are what client stubs allocate with, until they are swapped") {
    std::thread([] {
        RPC_CLIENT_ALLOC* allocate = nullptr;
        RPC_CLIENT_FREE* release = nullptr;
        CHECK(RpcSmSetClientAllocFree(nullptr, counting_free) == RPC_S_INVALID_ARG);
        CHECK(RpcSmSwapClientAllocFree(counting_allocate, counting_free, &allocate, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcSmSwapClientAllocFree(counting_allocate, counting_free, &allocate, &release) == RPC_S_OK);
        CHECK((allocate == std::malloc));
        CHECK((release == std::free));
        void* memory = NdrRpcSmClientAllocate(24);
        CHECK(counted.count(memory) == 1);
        CHECK(RpcSmClientFree(memory) == RPC_S_OK);
        RpcSsSwapClientAllocFree(std::malloc, std::free, &allocate, &release);
        CHECK((allocate == counting_allocate));
        NdrRpcSmClientFree(NdrRpcSmClientAllocate(24));
        CHECK(counted.empty());
    }).join();
}

TEST_CASE("a server stub of [enable_allocate] has its own environment, which ends with the call") {
    Server server;
    char* made = server.call("borrowed");
    CHECK(std::string(made) == "borrowed");
    CHECK(seen_by_manager != nullptr);
    CHECK(RpcSmSetThreadHandle(seen_by_manager) == RPC_S_INVALID_ARG);
    CHECK(RpcSsGetThreadHandle() == nullptr);
    // The client's copy: outside of an environment a sensitive stub uses the program's own allocator.
    CHECK(live_blocks().count(made) == 1);
    CHECK(RpcSmClientFree(made) == RPC_S_OK);
    CHECK(live_blocks().empty());
}

TEST_CASE("a client stub of [enable_allocate] takes its memory from the thread's environment") {
    Server server;
    RpcSsEnableAllocate();
    char* made = server.call("kept");
    CHECK(std::string(made) == "kept");
    CHECK(live_blocks().empty());
    CHECK(RpcSmClientFree(made) == RPC_S_OK);
    CHECK(RpcSmClientFree(made) == RPC_S_OK);  // of the environment still, not of the program's allocator
    RpcSsDisableAllocate();
}

TEST_CASE("a manager that raises leaves no environment behind") {
    Server server;
    manager_raises = true;
    CHECK(call_user([&] { server.call("lost"); }) == Status{1234});
    CHECK(RpcSmSetThreadHandle(seen_by_manager) == RPC_S_INVALID_ARG);
    CHECK(RpcSsGetThreadHandle() == nullptr);
    CHECK(live_blocks().empty());
}

TEST_CASE("inline stubs enable the environment on their message and give its allocators back") {
    Server server;
    RPC_MESSAGE message{};
    MIDL_STUB_MESSAGE stub{};
    stub.RpcMsg = &message;
    stub.StubDesc = &server.stub;
    NdrRpcSsEnableAllocate(&stub);
    CHECK(NdrAllocate(&stub, 10) != nullptr);
    CHECK((stub.pfnFree == RpcSsFree));
    NdrRpcSsDisableAllocate(&stub);
    CHECK((stub.pfnAllocate == MIDL_user_allocate));
    CHECK(RpcSsGetThreadHandle() == nullptr);
    NdrRpcSmSetClientToOsf(&stub);
    CHECK((stub.pfnAllocate == NdrRpcSmClientAllocate));
    NdrRpcSsDefaultFree(NdrRpcSsDefaultAllocate(0));
}

TEST_SUITE_END();
