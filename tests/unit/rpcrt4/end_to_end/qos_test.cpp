// SPDX-License-Identifier: LGPL-2.1-or-later
// RPC_SECURITY_QOS in its five versions, and the identities a client may name: what is honoured, what is refused, when,
// and with which code. rpcdce.h, sspi.h; "Quality of Service".
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/unit/rpcrt4/end_to_end/security_fixture.hpp"

#include <rpcasync.h>
#include <sspi.h>

using namespace end_to_end;

namespace {

RPC_STATUS call(handle_t binding) {
    return raised_by([&] { c_Echo(binding, 1); });
}

RPC_SECURITY_QOS_V5_A quality(ULONG version, ULONG capabilities = 0) {
    RPC_SECURITY_QOS_V5_A made{};
    made.Version = version;
    made.Capabilities = capabilities;
    made.ImpersonationType = RPC_C_IMP_LEVEL_IMPERSONATE;
    return made;
}

RPC_STATUS set(handle_t binding, RPC_SECURITY_QOS_V5_A& qos, ULONG service = RPC_C_AUTHN_WINNT, void* who = nullptr,
               const char* principal = nullptr) {
    return RpcBindingSetAuthInfoExA(binding, principal ? text(principal) : nullptr, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY,
                                    service, who, 0, reinterpret_cast<RPC_SECURITY_QOS*>(&qos));
}

/// S-1-22-1-USER.
struct UnixUser {
    explicit UnixUser(uint32_t user) { std::memcpy(bytes + 12, &user, sizeof user); }
    unsigned char bytes[16] = {1, 2, 0, 0, 0, 0, 0, 22, 1, 0, 0, 0};
};

/// A self-relative descriptor whose list admits that one.
struct Admitting {
    explicit Admitting(const UnixUser& user) { std::memcpy(bytes + 36, user.bytes, sizeof user.bytes); }
    unsigned char bytes[52] = {1, 0, 4,  0x80, 0, 0, 0, 0,   0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,  // the descriptor
                               2, 0, 32, 0,    1, 0, 0, 0,                                         // its list
                               0, 0, 24, 0,    0, 0, 0, 0x10};                                     // the entry
};

std::string own_user() {
    RPC_CSTR name = nullptr;
    REQUIRE(RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &name) == RPC_S_OK);
    const std::string copy = reinterpret_cast<char*>(name);
    RpcStringFreeA(&name);
    return copy;
}

std::u16string wide(const std::string& text) { return {text.begin(), text.end()}; }

SEC_WINNT_AUTH_IDENTITY_EXA extended(const char* packages) {
    SEC_WINNT_AUTH_IDENTITY_EXA made{};
    made.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    made.Length = sizeof made;
    made.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    made.PackageList = text(packages);
    made.PackageListLength = static_cast<ULONG>(std::strlen(packages));
    return made;
}

struct OverTcp {
    OverTcp() : server("ncacn_ip_tcp"), binding(server.string_binding()), local(local_address()) {
        register_services();
    }
    Server server;
    Binding binding;
    Binding local;
};

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/qos") {
    TEST_CASE("each version is taken, and told again in each version") {
        OverTcp here;
        const UnixUser user(::getuid());
        const Admitting list(user);
        for (ULONG version = 1; version <= 5; ++version) {
            CAPTURE(version);
            auto qos = quality(version, RPC_C_QOS_CAPABILITIES_MAKE_FULLSIC | RPC_C_QOS_CAPABILITIES_ANY_AUTHORITY);
            qos.IdentityTracking = RPC_C_QOS_IDENTITY_DYNAMIC;
            qos.Sid = const_cast<unsigned char*>(user.bytes);
            qos.EffectiveOnly = TRUE;
            qos.ServerSecurityDescriptor = const_cast<unsigned char*>(list.bytes);
            REQUIRE(set(here.binding, qos) == RPC_S_OK);
            CHECK(call(here.binding) == RPC_S_OK);
            for (ULONG asked = 1; asked <= 5; ++asked) {
                CAPTURE(asked);
                RPC_SECURITY_QOS_V5_A told;
                std::memset(static_cast<void*>(&told), 0x5A, sizeof told);
                REQUIRE(RpcBindingInqAuthInfoExA(here.binding, nullptr, nullptr, nullptr, nullptr, nullptr, asked,
                                                 reinterpret_cast<RPC_SECURITY_QOS*>(&told)) == RPC_S_OK);
                CHECK(told.Version == asked);
                CHECK(told.Capabilities == qos.Capabilities);
                CHECK(told.IdentityTracking == RPC_C_QOS_IDENTITY_DYNAMIC);
                CHECK(told.ImpersonationType == RPC_C_IMP_LEVEL_IMPERSONATE);
                CHECK(told.AdditionalSecurityInfoType == (asked >= 2 ? 0 : 0x5A5A5A5A));
                if (asked >= 3) CHECK(told.Sid == (version >= 3 ? qos.Sid : nullptr));
                if (asked >= 4) CHECK(told.EffectiveOnly == (version >= 4 ? 1u : 0u));
                if (asked >= 5)
                    CHECK(told.ServerSecurityDescriptor == (version >= 5 ? qos.ServerSecurityDescriptor : nullptr));
            }
        }
        for (const ULONG unknown : {0u, 6u}) {
            auto qos = quality(unknown);
            CHECK(set(here.binding, qos) == RPC_S_INVALID_ARG);
            CHECK(RpcBindingInqAuthInfoExA(here.binding, nullptr, nullptr, nullptr, nullptr, nullptr, unknown,
                                           reinterpret_cast<RPC_SECURITY_QOS*>(&qos)) == RPC_S_INVALID_ARG);
        }
    }

    TEST_CASE("credentials for HTTP are for HTTP alone; what makes no sense is refused when it is said") {
        OverTcp here;
        RPC_HTTP_TRANSPORT_CREDENTIALS_A credentials{};
        auto http = quality(2);
        http.AdditionalSecurityInfoType = RPC_C_AUTHN_INFO_TYPE_HTTP;
        http.u.HttpCredentials = &credentials;
        CHECK(set(here.binding, http) == RPC_S_INVALID_ARG);
        http.AdditionalSecurityInfoType = 2;
        CHECK(set(here.binding, http) == RPC_S_INVALID_ARG);
        http.Version = 1;  // which has no such member
        CHECK(set(here.binding, http) == RPC_S_OK);

        UnixUser user(::getuid());
        auto with_sid = quality(3);
        with_sid.Sid = user.bytes;
        CHECK(set(here.binding, with_sid) == RPC_S_OK);
        CHECK(set(here.binding, with_sid, RPC_C_AUTHN_WINNT, nullptr, "host/name") == RPC_S_INVALID_ARG);
        user.bytes[0] = 2;
        CHECK(set(here.binding, with_sid) == RPC_S_INVALID_ARG);
        user.bytes[0] = 1;
        user.bytes[1] = 16;
        CHECK(set(here.binding, with_sid) == RPC_S_INVALID_ARG);

        Admitting list{UnixUser(0)};
        auto with_list = quality(5);
        with_list.ServerSecurityDescriptor = list.bytes;
        CHECK(set(here.binding, with_list) == RPC_S_OK);
        list.bytes[0] = 9;
        CHECK(set(here.binding, with_list) == RPC_S_INVALID_SECURITY_DESC);

        auto hint = quality(1, RPC_C_QOS_CAPABILITIES_LOCAL_MA_HINT);
        CHECK(set(here.binding, hint) == RPC_S_INVALID_ARG);
        hint.Capabilities |= RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH;
        CHECK(set(here.binding, hint) == RPC_S_OK);
        auto schannels = quality(1, RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY);
        CHECK(set(here.binding, schannels) == RPC_S_INVALID_ARG);
        auto tracking = quality(1);
        tracking.IdentityTracking = 2;
        CHECK(set(here.binding, tracking) == RPC_S_INVALID_ARG);
        auto level = quality(1);
        level.ImpersonationType = 5;
        CHECK(set(here.binding, level) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("a server that cannot prove who it is is not called where it must") {
        OverTcp here;
        auto mutual = quality(1, RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH);
        REQUIRE(set(here.binding, mutual, RPC_C_AUTHN_WINNT, nullptr, "host/nowhere") == RPC_S_OK);
        CHECK(call(here.binding) == RPC_S_SEC_PKG_ERROR);
        // Kerberos could, with a ticket: that there is none is the answer then.
        REQUIRE(set(here.binding, mutual, RPC_C_AUTHN_GSS_NEGOTIATE, nullptr, "host/nowhere") == RPC_S_OK);
        CHECK(call(here.binding) != RPC_S_OK);
    }

    TEST_CASE("over a local transport the kernel proves it: by the user's name, its SID, or a list it is on") {
        OverTcp here;
        const auto outcome = [&](RPC_SECURITY_QOS_V5_A qos, const char* principal) {
            REQUIRE(set(here.local, qos, RPC_C_AUTHN_WINNT, nullptr, principal) == RPC_S_OK);
            return call(here.local);
        };
        const std::string user = own_user();
        const auto mutual = [](ULONG version) { return quality(version, RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH); };
        CHECK(outcome(mutual(1), user.c_str()) == RPC_S_OK);
        CHECK(outcome(mutual(1), (".\\" + user).c_str()) == RPC_S_OK);
        CHECK(outcome(mutual(1), "somebody-else") == RPC_S_SEC_PKG_ERROR);
        CHECK(outcome(mutual(1), ("ANOTHERMACHINE\\" + user).c_str()) == RPC_S_SEC_PKG_ERROR);
        CHECK(outcome(mutual(1), "host/here") == RPC_S_SEC_PKG_ERROR);
        CHECK(outcome(mutual(1), nullptr) == RPC_S_SEC_PKG_ERROR);

        UnixUser right(::getuid()), wrong(::getuid() + 1);
        auto by_sid = mutual(3);
        by_sid.Sid = right.bytes;
        CHECK(outcome(by_sid, nullptr) == RPC_S_OK);
        by_sid.Sid = wrong.bytes;
        CHECK(outcome(by_sid, nullptr) == RPC_S_SEC_PKG_ERROR);

        Admitting right_list(right), wrong_list(wrong);
        auto by_list = mutual(5);
        by_list.ServerSecurityDescriptor = right_list.bytes;
        CHECK(outcome(by_list, nullptr) == RPC_S_OK);
        CHECK(outcome(by_list, "somebody-else") == RPC_S_SEC_PKG_ERROR);
        by_list.ServerSecurityDescriptor = wrong_list.bytes;
        CHECK(outcome(by_list, nullptr) == RPC_S_SEC_PKG_ERROR);
        CHECK(outcome(by_list, user.c_str()) == RPC_S_SEC_PKG_ERROR);
    }

    TEST_CASE("who asks for delegation and does not get it does not call, unless he does not mind") {
        OverTcp here;
        for (const ULONG service : kServices) {
            CAPTURE(service);
            auto qos = quality(1);
            qos.ImpersonationType = RPC_C_IMP_LEVEL_DELEGATE;
            REQUIRE(set(here.binding, qos, service) == RPC_S_OK);
            CHECK(call(here.binding) == RPC_S_SEC_PKG_ERROR);
            REQUIRE(set(here.local, qos, service) == RPC_S_OK);
            CHECK(call(here.local) == RPC_S_OK);  // local servers have it without being asked
            qos.Capabilities = RPC_C_QOS_CAPABILITIES_IGNORE_DELEGATE_FAILURE;
            REQUIRE(set(here.binding, qos, service) == RPC_S_OK);
            CHECK(call(here.binding) == RPC_S_OK);
            CHECK(in_a_call(here.binding, [] { CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK); }));
        }
    }

    TEST_CASE("an extended identity says which packages may be negotiated") {
        OverTcp here;
        const Accounts accounts;
        auto qos = quality(1);
        const auto outcome = [&](const char* packages, bool named) {
            auto who = extended(packages);
            if (named) {
                who.User = text("user");
                who.UserLength = 4;
                who.Password = text("password");
                who.PasswordLength = 8;
            }
            const RPC_STATUS status = set(here.binding, qos, RPC_C_AUTHN_GSS_NEGOTIATE, &who);
            return status == RPC_S_OK ? call(here.binding) : status;
        };
        for (const bool named : {false, true}) {
            CAPTURE(named);
            CHECK(outcome("", named) == RPC_S_OK);
            CHECK(outcome("ntlm", named) == RPC_S_OK);
            CHECK(outcome("Kerberos, NTLM", named) == RPC_S_OK);
            CHECK(outcome("!kerberos", named) == RPC_S_OK);
            // There is no realm here.
            CHECK(outcome("!ntlm", named) != RPC_S_OK);
            CHECK(outcome("kerberos", named) != RPC_S_OK);
            CHECK(outcome("!ntlm,!kerberos", named) == RPC_S_UNKNOWN_AUTHN_SERVICE);
            CHECK(outcome("schannel", named) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        }
    }

    TEST_CASE("both forms of both identities name the same account; forms that are none are refused") {
        OverTcp here;
        const Accounts accounts;
        auto qos = quality(1);
        std::u16string user = wide("user"), domain = wide("SOMEWHERE"), password = wide("password");
        SEC_WINNT_AUTH_IDENTITY_EXW who{};
        who.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
        who.Length = sizeof who;
        who.User = reinterpret_cast<unsigned short*>(user.data());
        who.UserLength = 4;
        who.Domain = reinterpret_cast<unsigned short*>(domain.data());
        who.DomainLength = 9;
        who.Password = reinterpret_cast<unsigned short*>(password.data());
        who.PasswordLength = 8;
        who.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_MARSHALLED;
        SEC_WINNT_AUTH_IDENTITY_W plain{.User = who.User,
                                        .UserLength = 4,
                                        .Domain = who.Domain,
                                        .DomainLength = 9,
                                        .Password = who.Password,
                                        .PasswordLength = 8,
                                        .Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE};
        auto narrow = identity("user", "password");
        for (void* one : std::initializer_list<void*>{&who, &plain, &narrow}) {
            REQUIRE(set(here.binding, qos, RPC_C_AUTHN_WINNT, one) == RPC_S_OK);
            std::string client;
            CHECK(in_a_call(here.binding, [&] {
                RPC_AUTHZ_HANDLE name = nullptr;
                CHECK(RpcBindingInqAuthClientA(nullptr, &name, nullptr, nullptr, nullptr, nullptr) == RPC_S_OK);
                client = static_cast<const char*>(name);
            }));
            CHECK(client == "SOMEWHERE\\user");
        }
        who.Flags = 0;
        CHECK(set(here.binding, qos, RPC_C_AUTHN_WINNT, &who) == RPC_S_INVALID_ARG);
        who.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
        who.Length = 8;
        CHECK(set(here.binding, qos, RPC_C_AUTHN_WINNT, &who) == RPC_S_INVALID_ARG);
        SEC_WINNT_AUTH_IDENTITY_EX2 packed{};
        packed.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
        packed.cbHeaderLength = sizeof packed;
        packed.cbStructureLength = sizeof packed;
        CHECK(set(here.binding, qos, RPC_C_AUTHN_WINNT, &packed) == RPC_S_INVALID_AUTH_IDENTITY);
    }

    TEST_CASE("an identity is a snapshot: the password may be wiped when the call has returned") {
        OverTcp here;
        const Accounts accounts;
        for (const ULONG tracking : {RPC_C_QOS_IDENTITY_STATIC, RPC_C_QOS_IDENTITY_DYNAMIC}) {
            auto qos = quality(1);
            qos.IdentityTracking = static_cast<ULONG>(tracking);
            char password[] = "password";
            auto who = identity("user", password);
            REQUIRE(set(here.binding, qos, RPC_C_AUTHN_GSS_NEGOTIATE, &who) == RPC_S_OK);
            std::memset(password, 'x', sizeof password - 1);
            who = {};
            CHECK(call(here.binding) == RPC_S_OK);
        }
    }

    TEST_CASE("a fast handle made with security calls with it") {
        OverTcp here;
        RPC_SECURITY_QOS qos{RPC_C_SECURITY_QOS_VERSION_1, RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH,
                             RPC_C_QOS_IDENTITY_STATIC, RPC_C_IMP_LEVEL_IMPERSONATE};
        std::string name = own_user();
        RPC_BINDING_HANDLE_SECURITY_V1_A security{.Version = 1,
                                                  .ServerPrincName = text(name.c_str()),
                                                  .AuthnLevel = RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                                                  .AuthnSvc = RPC_C_AUTHN_WINNT,
                                                  .AuthIdentity = nullptr,
                                                  .SecurityQos = &qos};
        RPC_BINDING_HANDLE_TEMPLATE_V1_A target{};
        target.Version = 1;
        target.ProtocolSequence = RPC_PROTSEQ_LRPC;
        target.StringEndpoint = text("security-tests");
        RPC_BINDING_HANDLE fast = nullptr;
        REQUIRE(RpcBindingCreateA(&target, &security, nullptr, &fast) == RPC_S_OK);
        REQUIRE(RpcBindingBind(nullptr, fast, Probe_v2_3_c_ifspec) == RPC_S_OK);
        ULONG level = 0;
        CHECK(in_a_call(fast, [&] {
            CHECK(RpcBindingInqAuthClientA(nullptr, nullptr, nullptr, &level, nullptr, nullptr) == RPC_S_OK);
        }));
        CHECK(level == RPC_C_AUTHN_LEVEL_PKT_PRIVACY);
        RpcBindingFree(&fast);
        name = "somebody-else";
        security.ServerPrincName = text(name.c_str());
        REQUIRE(RpcBindingCreateA(&target, &security, nullptr, &fast) == RPC_S_OK);
        CHECK(RpcBindingBind(nullptr, fast, Probe_v2_3_c_ifspec) == RPC_S_SEC_PKG_ERROR);
        RpcBindingFree(&fast);
    }

    TEST_CASE("an interface's descriptor admits whom a client over the network has proved to be") {
        OverTcp here;
        const Accounts accounts;
        RpcServerUnregisterIf(Probe_v2_3_s_ifspec, nullptr, TRUE);
        Admitting list{UnixUser(::getuid())};
        REQUIRE(RpcServerRegisterIf3(Probe_v2_3_s_ifspec, nullptr, nullptr, 0, 10, ~0u, nullptr, list.bytes) ==
                RPC_S_OK);
        CHECK(call(here.binding) == RPC_S_ACCESS_DENIED);
        CHECK(call(here.local) == RPC_S_OK);
        auto qos = quality(1);
        auto who = identity("user", "password");
        for (handle_t binding : {static_cast<handle_t>(here.binding), static_cast<handle_t>(here.local)}) {
            REQUIRE(set(binding, qos, RPC_C_AUTHN_WINNT) == RPC_S_OK);
            CHECK(call(binding) == RPC_S_OK);
            REQUIRE(set(binding, qos, RPC_C_AUTHN_WINNT, &who) == RPC_S_OK);
            CHECK(call(binding) == RPC_S_ACCESS_DENIED);
        }
    }
}
