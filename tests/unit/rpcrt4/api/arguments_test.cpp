// SPDX-License-Identifier: LGPL-2.1-or-later
// Absent and impossible arguments, through the exported functions: each has its code, none is followed. A misaligned
// address stands for a handle that was never one.
#include <doctest/doctest.h>
#include <sys/mman.h>

#include <cstdint>
#include <initializer_list>

#include <rpc.h>
#include <rpcasync.h>

namespace {

const uintptr_t kOdd = 0x7001;
const auto kForgedBinding = reinterpret_cast<RPC_BINDING_HANDLE>(kOdd);
unsigned char kText[] = "ncacn_ip_tcp:127.0.0.1[9]";

struct Bound {
    Bound() { REQUIRE(RpcBindingFromStringBindingA(kText, &handle) == RPC_S_OK); }
    ~Bound() { CHECK(RpcBindingFree(&handle) == RPC_S_OK); }
    RPC_BINDING_HANDLE handle = nullptr;
};

}  // namespace

TEST_SUITE("rpcrt4/api/arguments") {
    TEST_CASE("NULL and misaligned binding handles are RPC_S_INVALID_BINDING everywhere") {
        for (RPC_BINDING_HANDLE handle : {RPC_BINDING_HANDLE{nullptr}, kForgedBinding}) {
            RPC_BINDING_HANDLE copy = handle;
            RPC_CSTR text = nullptr;
            UUID object;
            ULONG_PTR option = 0;
            unsigned int timeout = 0;
            CHECK(RpcBindingFree(&copy) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingCopy(handle, &copy) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingReset(handle) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingToStringBindingA(handle, &text) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingInqObject(handle, &object) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingSetObject(handle, nullptr) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingSetOption(handle, RPC_C_OPT_BINDING_NONCAUSAL, TRUE) == RPC_S_INVALID_BINDING);
            CHECK(RpcBindingInqOption(handle, RPC_C_OPT_BINDING_NONCAUSAL, &option) == RPC_S_INVALID_BINDING);
            CHECK(RpcMgmtSetComTimeout(handle, 5) == RPC_S_INVALID_BINDING);
            CHECK(RpcMgmtInqComTimeout(handle, &timeout) == RPC_S_INVALID_BINDING);
        }
        CHECK(RpcMgmtStopServerListening(kForgedBinding) == RPC_S_INVALID_BINDING);
        CHECK(RpcMgmtIsServerListening(kForgedBinding) == RPC_S_INVALID_BINDING);
        CHECK(RpcServerTestCancel(kForgedBinding) == RPC_S_INVALID_BINDING);
        CHECK(RpcServerTestCancel(nullptr) == RPC_S_NO_CALL_ACTIVE);
    }

    TEST_CASE("a result without a place to put it is RPC_S_INVALID_ARG") {
        const Bound bound;
        CHECK(RpcBindingFromStringBindingA(kText, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcBindingToStringBindingA(bound.handle, nullptr) == RPC_S_OK);  // "a null value to prevent" the string
        CHECK(RpcBindingCopy(bound.handle, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcBindingInqObject(bound.handle, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcBindingFree(nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcBindingVectorFree(nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcServerInqBindings(nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcServerInqIf(nullptr, nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcIfInqId(nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcNetworkInqProtseqsA(nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtInqStats(nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtInqIfIds(nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(DceErrorInqTextA(RPC_S_ACCESS_DENIED, nullptr) == RPC_S_INVALID_ARG);
        CHECK(UuidCreate(nullptr) == RPC_S_INVALID_ARG);
        CHECK(UuidFromStringA(nullptr, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("text that is not there has the code of bad text") {
        RPC_BINDING_HANDLE handle = nullptr;
        CHECK(RpcBindingFromStringBindingA(nullptr, &handle) == RPC_S_INVALID_STRING_BINDING);
        CHECK(RpcBindingFromStringBindingW(nullptr, &handle) == RPC_S_INVALID_STRING_BINDING);
        CHECK(RpcStringBindingParseA(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) ==
              RPC_S_INVALID_STRING_BINDING);
        CHECK(RpcNetworkIsProtseqValidA(nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
        CHECK(RpcServerUseProtseqA(nullptr, 1, nullptr) == RPC_S_INVALID_RPC_PROTSEQ);
        unsigned char tcp[] = "ncacn_ip_tcp";
        CHECK(RpcServerUseProtseqEpA(tcp, 1, nullptr, nullptr) == RPC_S_INVALID_ENDPOINT_FORMAT);
    }

    TEST_CASE("an asynchronous state that is absent, misaligned or not memory is RPC_S_INVALID_ASYNC_HANDLE") {
        void* page = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        REQUIRE(page != MAP_FAILED);
        munmap(page, 4096);
        const auto unmapped = static_cast<PRPC_ASYNC_STATE>(page);
        alignas(RPC_ASYNC_STATE) unsigned char memory[2 * sizeof(RPC_ASYNC_STATE)] = {};
        const PRPC_ASYNC_STATE states[] = {nullptr, reinterpret_cast<PRPC_ASYNC_STATE>(memory + 1),
                                           reinterpret_cast<PRPC_ASYNC_STATE>(uintptr_t{16}), unmapped};
        for (PRPC_ASYNC_STATE state : states) {
            CHECK(RpcAsyncInitializeHandle(state, sizeof *state) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncGetCallStatus(state) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncCompleteCall(state, nullptr) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncCancelCall(state, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncAbortCall(state, 5) == RPC_S_INVALID_ASYNC_HANDLE);
        }
    }
}
