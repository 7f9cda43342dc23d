// SPDX-License-Identifier: LGPL-2.1-or-later
// Acting for a client: who may be impersonated, for how long, and as whom a thread that does it calls others.
// RpcImpersonateClient, RpcRevertToSelf, RpcRevertToSelfEx, "Client Impersonation", "Quality of Service". What becomes
// of files, and clients who are other users, is in other_users_test.cpp.
#include <thread>

#include "tests/unit/rpcrt4/end_to_end/security_fixture.hpp"

#include <windows.h>

#include <rpcasync.h>
#include <rpcssl.h>
#include <secext.h>

using namespace end_to_end;

namespace {

/// A client that is nobody this process is: an account of the file, over TCP.
struct Stranger {
    Stranger() : server("ncacn_ip_tcp"), binding(server.string_binding()) {
        register_services();
        prove(RPC_C_IMP_LEVEL_IMPERSONATE);
    }
    void prove(ULONG level) {
        RPC_SECURITY_QOS qos{RPC_C_SECURITY_QOS_VERSION_1, 0, RPC_C_QOS_IDENTITY_STATIC, level};
        REQUIRE(RpcBindingSetAuthInfoExA(binding, nullptr, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_WINNT, &who, 0,
                                         &qos) == RPC_S_OK);
    }
    const Accounts accounts;
    Server server;
    Binding binding;
    SEC_WINNT_AUTH_IDENTITY_A who = identity("user", "password");
};

void prove_as_oneself(handle_t binding, ULONG tracking) {
    RPC_SECURITY_QOS qos{RPC_C_SECURITY_QOS_VERSION_1, 0, tracking, RPC_C_IMP_LEVEL_IMPERSONATE};
    REQUIRE(RpcBindingSetAuthInfoExA(binding, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, nullptr, 0,
                                     &qos) == RPC_S_OK);
}

const char certificate_bytes[64] = {};

RPC_STATUS call(handle_t binding) {
    return raised_by([&] { c_Echo(binding, 1); });
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/impersonation") {
    TEST_CASE("a thread without a call has nobody to impersonate, and nobody to revert from") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        CHECK(RpcImpersonateClient(nullptr) == RPC_S_NO_CALL_ACTIVE);
        CHECK(RpcImpersonateClient(binding) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(RpcImpersonateClient(reinterpret_cast<RPC_BINDING_HANDLE>(0x12345670)) == RPC_S_INVALID_BINDING);
        CHECK(RpcRevertToSelf() == RPC_S_NO_CALL_ACTIVE);
        CHECK(RpcRevertToSelfEx(nullptr) == RPC_S_NO_CALL_ACTIVE);
        CHECK(RpcRevertToSelfEx(binding) == RPC_S_WRONG_KIND_OF_BINDING);
        CHECK(RpcRevertToSelfEx(reinterpret_cast<RPC_BINDING_HANDLE>(0x12345670)) == RPC_S_INVALID_BINDING);
        CHECK(RpcImpersonateClientContainer(nullptr) == RPC_S_NO_CALL_ACTIVE);
        CHECK(RpcRevertContainerImpersonation() == RPC_S_NO_CALL_ACTIVE);
    }

    TEST_CASE("who is nobody cannot be impersonated; a local client is somebody without saying so") {
        on_every_protseq([](Binding& binding) {
            RPC_CSTR string = nullptr;
            REQUIRE(RpcBindingToStringBindingA(binding, &string) == RPC_S_OK);
            const bool local = std::string(reinterpret_cast<char*>(string)).find("ip_tcp") == std::string::npos;
            RpcStringFreeA(&string);
            CHECK(in_a_call(binding, [&] {
                CHECK(RpcRevertToSelf() == RPC_S_OK);
                CHECK(RpcImpersonateClient(nullptr) == (local ? RPC_S_OK : RPC_S_NO_CONTEXT_AVAILABLE));
                CHECK(RpcRevertToSelf() == RPC_S_OK);
                CHECK(RpcImpersonateClientContainer(nullptr) == RPC_S_CANNOT_SUPPORT);
                CHECK(RpcRevertContainerImpersonation() == RPC_S_CANNOT_SUPPORT);
            }));
        });
    }

    TEST_CASE("a client decides how far a server may go with its identity") {
        Stranger stranger;
        const auto impersonated = [&](ULONG level) {
            RPC_STATUS status = -1;
            stranger.prove(level);
            CHECK(in_a_call(stranger.binding, [&] { status = RpcImpersonateClient(nullptr); }));
            return status;
        };
        CHECK(impersonated(RPC_C_IMP_LEVEL_DEFAULT) == RPC_S_OK);
        CHECK(impersonated(RPC_C_IMP_LEVEL_ANONYMOUS) == RPC_S_NO_CONTEXT_AVAILABLE);
        CHECK(impersonated(RPC_C_IMP_LEVEL_IDENTIFY) == RPC_S_NO_CONTEXT_AVAILABLE);
        CHECK(impersonated(RPC_C_IMP_LEVEL_IMPERSONATE) == RPC_S_OK);
    }

    TEST_CASE("J10: a thread acts for its client until it reverts, at the latest when the routine returns") {
        Stranger stranger;
        Binding as_oneself(stranger.server.string_binding());
        prove_as_oneself(as_oneself, RPC_C_QOS_IDENTITY_DYNAMIC);
        CHECK(in_a_call(stranger.binding, [&] {
            CHECK(call(as_oneself) == RPC_S_OK);
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK(call(as_oneself) == RPC_S_ACCESS_DENIED);
            CHECK(RpcRevertToSelf() == RPC_S_OK);
            CHECK(call(as_oneself) == RPC_S_OK);
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK(RpcRevertToSelfEx(nullptr) == RPC_S_OK);
            CHECK(call(as_oneself) == RPC_S_OK);
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
        }));
        // More calls than there are threads: one of them was that one.
        for (int i = 0; i < 40; ++i) {
            CHECK(in_a_call(stranger.binding, [&] { CHECK(call(as_oneself) == RPC_S_OK); }));
        }
    }

    TEST_CASE("GetUserName and GetUserNameEx tell a thread that impersonates its client's name") {
        Stranger stranger;
        const auto name = [] {
            char text[300] = {};
            ULONG size = sizeof text;
            CHECK(GetUserNameExA(NameSamCompatible, text, &size));
            return std::string(text);
        };
        const std::string own = name();
        CHECK(in_a_call(stranger.binding, [&] {
            CHECK(name() == own);
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK(name() == "SOMEWHERE\\user");
            char text[20];
            DWORD size = sizeof text;
            CHECK(GetUserNameA(text, &size));
            CHECK(std::string(text) == "user");
            CHECK(RpcRevertToSelf() == RPC_S_OK);
            CHECK(name() == own);
        }));
    }

    TEST_CASE("J12: with dynamic tracking a binding follows the thread, with static it stays what it was") {
        Stranger stranger;
        Binding dynamic(stranger.server.string_binding());
        Binding fixed(stranger.server.string_binding());
        Binding told_inside(stranger.server.string_binding());
        prove_as_oneself(dynamic, RPC_C_QOS_IDENTITY_DYNAMIC);
        prove_as_oneself(fixed, RPC_C_QOS_IDENTITY_STATIC);
        CHECK(in_a_call(stranger.binding, [&] {
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            prove_as_oneself(told_inside, RPC_C_QOS_IDENTITY_STATIC);
            CHECK(call(dynamic) == RPC_S_ACCESS_DENIED);
            CHECK(call(fixed) == RPC_S_OK);
            CHECK(call(told_inside) == RPC_S_ACCESS_DENIED);
        }));
        CHECK(call(dynamic) == RPC_S_OK);
        CHECK(call(fixed) == RPC_S_OK);
        CHECK(call(told_inside) == RPC_S_ACCESS_DENIED);
    }

    TEST_CASE("a thread that acts for another calls as nobody or as whom it names, never as the server") {
        Stranger stranger;
        Binding as_nobody(stranger.server.string_binding());
        Binding as_process(local_address());
        Binding as_named(stranger.server.string_binding());
        REQUIRE(RpcBindingSetAuthInfoA(as_named, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &stranger.who,
                                       0) == RPC_S_OK);
        CHECK(call(as_process) == RPC_S_OK);
        CHECK(in_a_call(stranger.binding, [&] {
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK(call(as_nobody) == RPC_S_OK);
            CHECK(call(as_named) == RPC_S_OK);
            // The kernel would vouch for the process.
            CHECK(call(as_process) == RPC_S_ACCESS_DENIED);
        }));
        CHECK(call(as_process) == RPC_S_OK);
    }

    TEST_CASE(
        "J12: a local binding follows the thread, unless its string says that it keeps its first call's identity") {
        Stranger stranger;
        const std::string address = "ncalrpc:[security-tests,Security=Impersonation ";
        REQUIRE_FALSE(local_address().empty());
        Binding follows(address + "Dynamic True]");
        Binding kept(address + "Static True]");
        Binding kept_inside(address + "Static True]");
        CHECK(call(follows) == RPC_S_OK);
        CHECK(call(kept) == RPC_S_OK);
        CHECK(in_a_call(stranger.binding, [&] {
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK(call(follows) == RPC_S_ACCESS_DENIED);
            CHECK(call(kept) == RPC_S_OK);
            CHECK(call(kept_inside) == RPC_S_ACCESS_DENIED);
        }));
        CHECK(call(follows) == RPC_S_OK);
        CHECK(call(kept) == RPC_S_OK);
        CHECK(call(kept_inside) == RPC_S_ACCESS_DENIED);
    }

    TEST_CASE("to act for the server's own user changes nothing") {
        register_services();
        Server server("ncacn_ip_tcp");
        for (const auto& address : {server.string_binding(), local_address()}) {
            Binding binding(address);
            prove_as_oneself(binding, RPC_C_QOS_IDENTITY_STATIC);
            Binding authenticated(server.string_binding());
            prove_as_oneself(authenticated, RPC_C_QOS_IDENTITY_DYNAMIC);
            Binding plain(local_address());
            CHECK(in_a_call(binding, [&] {
                CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
                CHECK(call(authenticated) == RPC_S_OK);
                CHECK(call(plain) == RPC_S_OK);
            }));
        }
    }

    TEST_CASE("another thread impersonates by the call's handle, and reverts by it") {
        Stranger stranger;
        Binding as_oneself(stranger.server.string_binding());
        prove_as_oneself(as_oneself, RPC_C_QOS_IDENTITY_DYNAMIC);
        KeptCall one(stranger.binding, RpcNotificationTypeNone);
        KeptCall other(stranger.binding, RpcNotificationTypeNone);
        std::thread([&] {
            CHECK(RpcImpersonateClient(one.server.handle) == RPC_S_OK);
            CHECK(call(as_oneself) == RPC_S_ACCESS_DENIED);
            std::thread([&] { CHECK(call(as_oneself) == RPC_S_OK); }).join();
            CHECK(RpcRevertToSelfEx(other.server.handle) == RPC_S_NO_CALL_ACTIVE);
            CHECK(call(as_oneself) == RPC_S_ACCESS_DENIED);
            CHECK(RpcRevertToSelfEx(one.server.handle) == RPC_S_OK);
            CHECK(call(as_oneself) == RPC_S_OK);
            // What was not ended in time.
            CHECK(RpcImpersonateClient(other.server.handle) == RPC_S_OK);
            CHECK(Backstage::reply(one.server) == RPC_S_OK);
            CHECK(Backstage::reply(other.server) == RPC_S_OK);
            CHECK(RpcImpersonateClient(other.server.handle) == RPC_S_INVALID_BINDING);
            CHECK(RpcRevertToSelfEx(other.server.handle) == RPC_S_INVALID_BINDING);
            CHECK(call(as_oneself) == RPC_S_ACCESS_DENIED);
            CHECK(RpcRevertToSelf() == RPC_S_OK);
            CHECK(call(as_oneself) == RPC_S_OK);
        }).join();
        for (KeptCall* kept : {&one, &other}) {
            CHECK(kept->client.finish() == RPC_S_OK);
            CHECK(kept->client.complete() == RPC_S_OK);
        }
    }

    TEST_CASE("J9: the security callback may impersonate who asks; that ends with it") {
        Stranger stranger;
        static RPC_STATUS impersonated, inside;
        static handle_t as_oneself;
        Binding binding(stranger.server.string_binding());
        as_oneself = binding;
        prove_as_oneself(as_oneself, RPC_C_QOS_IDENTITY_DYNAMIC);
        struct Gatekeeper {
            static RPC_STATUS RPC_ENTRY ask(RPC_IF_HANDLE, void* client) {
                RPC_AUTHZ_HANDLE name = nullptr;
                RpcBindingInqAuthClientA(client, &name, nullptr, nullptr, nullptr, nullptr);
                if (name == nullptr || std::strcmp(static_cast<char*>(name), "SOMEWHERE\\user") != 0) return RPC_S_OK;
                impersonated = RpcImpersonateClient(client);
                inside = call(as_oneself);
                return RPC_S_OK;
            }
        };
        RpcServerUnregisterIf(Probe_v2_3_s_ifspec, nullptr, TRUE);
        REQUIRE(RpcServerRegisterIf2(Probe_v2_3_s_ifspec, nullptr, nullptr, 0, 10, ~0u, Gatekeeper::ask) == RPC_S_OK);
        impersonated = inside = -1;
        CHECK(in_a_call(stranger.binding, [] { CHECK(call(as_oneself) == RPC_S_OK); }));
        CHECK(impersonated == RPC_S_OK);
        CHECK(inside == RPC_S_ACCESS_DENIED);
    }

    TEST_CASE("certificates have no principal names here") {
        const auto* certificate = reinterpret_cast<const _CERT_CONTEXT*>(&certificate_bytes);
        RPC_CSTR name = text("before");
        CHECK(RpcCertGeneratePrincipalNameA(certificate, 0, &name) == RPC_S_CANNOT_SUPPORT);
        CHECK(name == nullptr);
        RPC_WSTR wide = nullptr;
        CHECK(RpcCertGeneratePrincipalNameW(certificate, RPC_C_FULL_CERT_CHAIN, &wide) == RPC_S_CANNOT_SUPPORT);
        CHECK(RpcCertGeneratePrincipalNameA(nullptr, 0, &name) == RPC_S_INVALID_ARG);
        CHECK(RpcCertGeneratePrincipalNameA(certificate, 2, &name) == RPC_S_INVALID_ARG);
        CHECK(RpcCertGeneratePrincipalNameA(certificate, 0, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("there are no authorization contexts here, and the answer says whether there could be one") {
        PVOID context = nullptr;
        const LUID none{};
        const auto get = [&](PVOID one, LUID two, DWORD three, PVOID four) {
            return RpcGetAuthorizationContextForClient(nullptr, FALSE, one, nullptr, two, three, four, &context);
        };
        CHECK(get(nullptr, none, 0, nullptr) == RPC_S_NO_CALL_ACTIVE);
        CHECK(get(&context, none, 0, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(nullptr, {1, 0}, 0, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(nullptr, {0, 1}, 0, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(nullptr, none, 1, nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(get(nullptr, none, 0, &context) == ERROR_INVALID_PARAMETER);
        CHECK(RpcFreeAuthorizationContext(nullptr) == ERROR_INVALID_PARAMETER);
        CHECK(RpcFreeAuthorizationContext(&context) == ERROR_INVALID_PARAMETER);
        Stranger stranger;
        CHECK(in_a_call(stranger.binding, [&] { CHECK(get(nullptr, none, 0, nullptr) == RPC_S_CANNOT_SUPPORT); }));
        Binding as_nobody(stranger.server.string_binding());
        CHECK(in_a_call(as_nobody, [&] { CHECK(get(nullptr, none, 0, nullptr) == RPC_S_NO_CONTEXT_AVAILABLE); }));
    }
}
