// SPDX-License-Identifier: LGPL-2.1-or-later
#include <doctest/doctest.h>
#include <rpc.h>

#include <array>
#include <set>

namespace {

unsigned char* text(const char* of) { return reinterpret_cast<unsigned char*>(const_cast<char*>(of)); }

unsigned char* const kEntry = text("/.:/entry");
int interface_spec;

}  // namespace

TEST_CASE("there is no name service to export to, to search or to manage") {
    RPC_NS_HANDLE context = &interface_spec;
    UUID_VECTOR objects{};
    CHECK(RpcNsBindingExportA(RPC_C_NS_SYNTAX_DCE, kEntry, nullptr, nullptr, &objects) ==
          RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsBindingUnexportA(0, kEntry, &interface_spec, nullptr) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsBindingImportBeginA(0, kEntry, &interface_spec, nullptr, &context) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsMgmtEntryCreateA(0, kEntry) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsGroupMbrAddA(0, kEntry, 0, kEntry) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsBindingImportNext(context, nullptr) == RPC_S_NAME_SERVICE_UNAVAILABLE);
}

TEST_CASE("a search may begin at the default entry, other functions need a name") {
    RPC_NS_HANDLE context = nullptr;
    CHECK(RpcNsBindingLookupBeginA(7, nullptr, nullptr, nullptr, 0, &context) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsBindingLookupBeginA(7, text(""), nullptr, nullptr, 0, &context) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsBindingExportA(0, nullptr, &interface_spec, nullptr, nullptr) == RPC_S_INCOMPLETE_NAME);
    CHECK(RpcNsMgmtEntryDeleteA(0, text("")) == RPC_S_INCOMPLETE_NAME);
    CHECK(RpcNsGroupMbrRemoveA(0, kEntry, 0, nullptr) == RPC_S_INCOMPLETE_NAME);
}

TEST_CASE("syntaxes of names other than DCE's are not supported") {
    RPC_NS_HANDLE context = nullptr;
    CHECK(RpcNsGroupDeleteA(1, kEntry) == RPC_S_UNSUPPORTED_NAME_SYNTAX);
    CHECK(RpcNsBindingImportBeginA(1, kEntry, nullptr, nullptr, &context) == RPC_S_UNSUPPORTED_NAME_SYNTAX);
    CHECK(RpcNsGroupMbrAddA(0, kEntry, 99, kEntry) == RPC_S_UNSUPPORTED_NAME_SYNTAX);
}

TEST_CASE("an interface without bindings and no objects are nothing to export") {
    RPC_BINDING_VECTOR bindings{};
    CHECK(RpcNsBindingExportA(0, kEntry, &interface_spec, nullptr, nullptr) == RPC_S_NOTHING_TO_EXPORT);
    CHECK(RpcNsBindingExportA(0, kEntry, nullptr, &bindings, nullptr) == RPC_S_NOTHING_TO_EXPORT);
    CHECK(RpcNsBindingExportA(0, kEntry, &interface_spec, &bindings, nullptr) == RPC_S_NAME_SERVICE_UNAVAILABLE);
    CHECK(RpcNsBindingExportPnPA(0, kEntry, nullptr, nullptr) == RPC_S_NOTHING_TO_EXPORT);
}

TEST_CASE("the end of a search leaves a null context") {
    RPC_NS_HANDLE context = &interface_spec;
    CHECK(RpcNsBindingImportDone(&context) == RPC_S_OK);
    CHECK(context == nullptr);
    CHECK(RpcNsBindingImportDone(nullptr) == RPC_S_INVALID_ARG);
}

TEST_CASE("selecting takes every binding of a vector once") {
    struct {
        ULONG count = 3;
        std::array<RPC_BINDING_HANDLE, 3> handles{};
    } vector;
    vector.handles = {&vector.handles[0], nullptr, &vector.handles[2]};
    const std::set<RPC_BINDING_HANDLE> all{vector.handles[0], vector.handles[2]};
    auto* bindings = reinterpret_cast<RPC_BINDING_VECTOR*>(&vector);
    std::set<RPC_BINDING_HANDLE> taken;
    RPC_BINDING_HANDLE binding = nullptr;
    while (RpcNsBindingSelect(bindings, &binding) == RPC_S_OK) taken.insert(binding);
    CHECK(taken == all);
    CHECK(binding == nullptr);
    CHECK(RpcNsBindingSelect(bindings, &binding) == RPC_S_NO_MORE_BINDINGS);
    CHECK(RpcNsBindingSelect(nullptr, &binding) == RPC_S_INVALID_ARG);
}

TEST_CASE("the expiration age is two hours until it is set") {
    ULONG seconds = 0;
    CHECK(RpcNsMgmtInqExpAge(&seconds) == RPC_S_OK);
    CHECK(seconds == 7200);
    CHECK(RpcNsMgmtSetExpAge(60) == RPC_S_OK);
    CHECK(RpcNsMgmtInqExpAge(&seconds) == RPC_S_OK);
    CHECK(seconds == 60);
    CHECK(RpcNsMgmtSetExpAge(static_cast<ULONG>(RPC_C_NS_DEFAULT_EXP_AGE)) == RPC_S_OK);
    CHECK(RpcNsMgmtInqExpAge(&seconds) == RPC_S_OK);
    CHECK(seconds == 7200);
    CHECK(RpcNsMgmtInqExpAge(nullptr) == RPC_S_INVALID_ARG);
}
