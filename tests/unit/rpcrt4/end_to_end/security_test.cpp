// SPDX-License-Identifier: LGPL-2.1-or-later
// Authenticated calls between processes of one user, and with accounts of a file: what the server is told of its
// client, what is refused, and that calls of every kind and size go through at every level.
// RpcBindingSetAuthInfo, RpcServerRegisterAuthInfo, RpcBindingInqAuthClient; interface flags J1 to J7, J11.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/unit/rpcrt4/end_to_end/security_fixture.hpp"

using namespace end_to_end;

namespace {

constexpr ULONG kLevels[] = {RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_LEVEL_CALL, RPC_C_AUTHN_LEVEL_PKT,
                             RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_LEVEL_PKT_PRIVACY};

/// What the manager routine of Raise was told of its client.
struct Seen {
    RPC_STATUS status = -1;
    std::string client;
    ULONG level = 99;
    ULONG service = 99;
    ULONG authorization = 99;
} seen;

void look(ULONG) {
    RPC_AUTHZ_HANDLE privileges = nullptr;
    RPC_CSTR server = nullptr;
    seen = {};
    seen.status =
        RpcBindingInqAuthClientA(nullptr, &privileges, &server, &seen.level, &seen.service, &seen.authorization);
    if (privileges != nullptr) seen.client = static_cast<const char*>(privileges);
    if (server != nullptr) RpcStringFreeA(&server);
}

/// Calls Raise, which looks at its client and then raises a code of its own.
RPC_STATUS ask_who(handle_t binding) {
    explain_raise = look;
    const RPC_STATUS raised = raised_by([&] { c_Raise(binding, 1234); });
    explain_raise = nullptr;
    return raised;
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/security") {
    TEST_CASE("processes of one user need no credentials, and the server knows who calls, at every level") {
        register_services();
        on_every_protseq([](Binding& binding) {
            for (const ULONG service : kServices) {
                for (const ULONG level : kLevels) {
                    CAPTURE(service);
                    CAPTURE(level);
                    REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, level, service, nullptr, 0) == RPC_S_OK);
                    CHECK(c_Echo(binding, 5) == 5);
                    CHECK(ask_who(binding) == 1234);
                    CHECK(seen.status == RPC_S_OK);
                    CHECK(seen.level == (level == RPC_C_AUTHN_LEVEL_CALL ? RPC_C_AUTHN_LEVEL_PKT : level));
                    CHECK(seen.service == service);
                    CHECK(seen.authorization == RPC_C_AUTHZ_NONE);
                    CHECK(seen.client.find('\\') != std::string::npos);
                    for (const ULONG size : {1u, 5000u, 70000u, 1u << 20}) {
                        std::vector<byte> data(size, 1);
                        CHECK(c_Blob(binding, size, data.data()) == static_cast<LONG>(size));
                        CHECK(std::all_of(data.begin(), data.end(), [](byte value) { return value == 0xFE; }));
                    }
                }
            }
        });
    }

    TEST_CASE("asynchronous calls are protected in the order they leave, replies as they are made") {
        register_services();
        on_every_protseq([](Binding& binding) {
            for (const ULONG level : {RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_LEVEL_PKT_PRIVACY}) {
                REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, static_cast<ULONG>(level), RPC_C_AUTHN_WINNT, nullptr,
                                               0) == RPC_S_OK);
                std::vector<std::unique_ptr<KeptCall>> calls;
                for (LONG i = 0; i < 20; ++i) {
                    calls.push_back(std::make_unique<KeptCall>(binding, RpcNotificationTypeNone, i));
                }
                // Answered the other way round.
                for (size_t i = calls.size(); i-- > 0;) CHECK(Backstage::reply(calls[i]->server) == RPC_S_OK);
                for (size_t i = 0; i < calls.size(); ++i) {
                    CHECK(calls[i]->client.finish() == RPC_S_OK);
                    CHECK(calls[i]->client.complete() == RPC_S_OK);
                    CHECK(calls[i]->client.reply == static_cast<LONG>(i) + 1);
                }
            }
        });
    }

    TEST_CASE("an account of the file comes in with its password, and with no other") {
        register_services();
        const Accounts accounts;
        Server server("ncacn_ip_tcp");
        for (const ULONG service : kServices) {
            CAPTURE(service);
            Binding binding(server.string_binding());
            auto right = identity("user", "password");
            REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, service, &right, 0) ==
                    RPC_S_OK);
            CHECK(ask_who(binding) == 1234);
            CHECK(seen.client == "SOMEWHERE\\user");
            auto wrong = identity("user", "passw0rd");
            REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, service, &wrong, 0) ==
                    RPC_S_OK);
            CHECK(raised_by([&] { c_Echo(binding, 1); }) == RPC_S_ACCESS_DENIED);
            auto nobody = identity("another", "password");
            REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, service, &nobody, 0) ==
                    RPC_S_OK);
            CHECK(raised_by([&] { c_Echo(binding, 1); }) == RPC_S_ACCESS_DENIED);
            REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, service, &right, 0) ==
                    RPC_S_OK);
            CHECK(c_Echo(binding, 2) == 2);
        }
    }

    TEST_CASE("what is secret stays out of traces") {
        char path[] = "/tmp/rpcrt4-trace-XXXXXX";
        REQUIRE(::close(::mkstemp(path)) == 0);
        // Tracing begins with a process: of one that makes the calls of the test above.
        const std::string self = std::filesystem::read_symlink("/proc/self/exe");
        const std::string command = "RPCRT4_TRACE=all:" + std::string(path) + " '" + self +
                                    "' -tc='an account of the file comes in*' >/dev/null";
        CHECK(std::system(command.c_str()) == 0);
        std::ifstream file(path);
        const std::string trace(std::istreambuf_iterator<char>(file), {});
        ::unlink(path);
        CHECK(trace.find("> request") != trace.npos);
        // As text, as hexadecimal digits in both encodings, as the hash of the account file.
        for (const char* secret : {"passw", "70617373", "70 61 73 73", "70006100", "70 00 61 00", "8846f7ea"}) {
            CAPTURE(secret);
            CHECK(trace.find(secret) == trace.npos);
        }
    }

    TEST_CASE("J11: who calls as nobody is told of as nobody; the system vouches for local clients") {
        register_services();
        on_every_protseq([](Binding& binding) {
            CHECK(ask_who(binding) == 1234);
            RPC_CSTR string = nullptr;
            REQUIRE(RpcBindingToStringBindingA(binding, &string) == RPC_S_OK);
            const bool local = std::string(reinterpret_cast<char*>(string)).find("ip_tcp") == std::string::npos;
            RpcStringFreeA(&string);
            if (local) {
                CHECK(seen.status == RPC_S_OK);
                CHECK(seen.service == RPC_C_AUTHN_WINNT);
                CHECK(seen.level == RPC_C_AUTHN_LEVEL_PKT_PRIVACY);
                CHECK(seen.client.find('\\') != std::string::npos);
            } else {
                CHECK(seen.status == RPC_S_BINDING_HAS_NO_AUTH);
            }
        });
    }

    TEST_CASE("a service the server has not registered is unknown to the client's call") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        // Kerberos is registered by no test of this program.
        auto account = identity("user", "password");
        REQUIRE(RpcBindingSetAuthInfoA(binding, text("host/nowhere"), RPC_C_AUTHN_LEVEL_CONNECT,
                                       RPC_C_AUTHN_GSS_KERBEROS, &account, 0) == RPC_S_OK);
        const RPC_STATUS status = raised_by([&] { c_Echo(binding, 1); });
        CHECK(
            (status == RPC_S_UNKNOWN_AUTHN_SERVICE || status == RPC_S_SEC_PKG_ERROR || status == RPC_S_ACCESS_DENIED));
    }

    TEST_CASE("J1, J2: a careful interface lets nobody in who is nobody, and its callback sees who asks") {
        register_services();
        Server server("ncacn_ip_tcp");
        struct Gatekeeper {
            static RPC_STATUS RPC_ENTRY ask(RPC_IF_HANDLE, void* context) {
                look(0);
                RPC_AUTHZ_HANDLE privileges = nullptr;
                // The same by the handle it is given.
                CHECK(RpcBindingInqAuthClientA(context, &privileges, nullptr, nullptr, nullptr, nullptr) == RPC_S_OK);
                CHECK(privileges != nullptr);
                return RPC_S_OK;
            }
        };
        RpcServerUnregisterIf(Probe_v2_3_s_ifspec, nullptr, TRUE);
        SUBCASE("RPC_IF_ALLOW_SECURE_ONLY") {
            REQUIRE(RpcServerRegisterIf2(Probe_v2_3_s_ifspec, nullptr, nullptr, RPC_IF_ALLOW_SECURE_ONLY, 10, ~0u,
                                         nullptr) == RPC_S_OK);
        }
        SUBCASE("a security callback") {
            REQUIRE(RpcServerRegisterIf2(Probe_v2_3_s_ifspec, nullptr, nullptr, 0, 10, ~0u, Gatekeeper::ask) ==
                    RPC_S_OK);
        }
        Binding binding(server.string_binding());
        CHECK(raised_by([&] { c_Echo(binding, 1); }) == RPC_S_ACCESS_DENIED);
        REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, nullptr, 0) ==
                RPC_S_OK);
        CHECK(c_Echo(binding, 1) == 1);
    }

    TEST_CASE("J7: having registered authentication makes it nobody's duty") {
        register_services();
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        CHECK(c_Echo(binding, 1) == 1);
    }

    TEST_CASE("what a binding was told it tells again, and a copy of it too") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        ULONG level = 0;
        CHECK(RpcBindingInqAuthInfoA(binding, nullptr, &level, nullptr, nullptr, nullptr) == RPC_S_BINDING_HAS_NO_AUTH);
        auto account = identity("user", "password");
        RPC_SECURITY_QOS qos{RPC_C_SECURITY_QOS_VERSION_1, RPC_C_QOS_CAPABILITIES_DEFAULT, RPC_C_QOS_IDENTITY_DYNAMIC,
                             RPC_C_IMP_LEVEL_IDENTIFY};
        REQUIRE(RpcBindingSetAuthInfoExA(binding, text("host/name"), RPC_C_AUTHN_LEVEL_CALL, RPC_C_AUTHN_DEFAULT,
                                         &account, RPC_C_AUTHZ_NAME, &qos) == RPC_S_OK);
        RPC_BINDING_HANDLE copy = nullptr;
        REQUIRE(RpcBindingCopy(binding, &copy) == RPC_S_OK);
        for (const RPC_BINDING_HANDLE asked : {static_cast<RPC_BINDING_HANDLE>(binding), copy}) {
            RPC_CSTR name = nullptr;
            ULONG service = 0;
            ULONG authorization = 0;
            RPC_AUTH_IDENTITY_HANDLE given = nullptr;
            RPC_SECURITY_QOS told{};
            REQUIRE(RpcBindingInqAuthInfoExA(asked, &name, &level, &service, &given, &authorization,
                                             RPC_C_SECURITY_QOS_VERSION, &told) == RPC_S_OK);
            CHECK(std::strcmp(reinterpret_cast<char*>(name), "host/name") == 0);
            RpcStringFreeA(&name);
            CHECK(level == RPC_C_AUTHN_LEVEL_PKT);
            CHECK(service == RPC_C_AUTHN_WINNT);
            CHECK(given == &account);
            CHECK(authorization == RPC_C_AUTHZ_NAME);
            CHECK(told.IdentityTracking == RPC_C_QOS_IDENTITY_DYNAMIC);
            CHECK(told.ImpersonationType == RPC_C_IMP_LEVEL_IDENTIFY);
        }
        RpcBindingFree(&copy);
        REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, 0, RPC_C_AUTHN_NONE, nullptr, 0) == RPC_S_OK);
        CHECK(RpcBindingInqAuthInfoA(binding, nullptr, &level, nullptr, nullptr, nullptr) == RPC_S_BINDING_HAS_NO_AUTH);
    }

    TEST_CASE("what makes no sense is refused when it is said") {
        Server server("ncacn_ip_tcp");
        Binding binding(server.string_binding());
        const auto set = [&](ULONG level, ULONG service, void* who = nullptr) {
            return RpcBindingSetAuthInfoA(binding, nullptr, level, service, who, 0);
        };
        CHECK(set(RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_DPA) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        CHECK(set(RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_GSS_SCHANNEL) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        CHECK(set(RPC_C_AUTHN_LEVEL_CONNECT, 0x100 + RPC_C_AUTHN_WINNT) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        CHECK(set(7, RPC_C_AUTHN_WINNT) == RPC_S_UNKNOWN_AUTHN_LEVEL);
        auto account = identity("user", "password");
        account.Flags = 0;
        CHECK(set(RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &account) == RPC_S_INVALID_ARG);
        CHECK(set(RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, RPC_C_NO_CREDENTIALS) == RPC_S_INVALID_ARG);
        RPC_SECURITY_QOS qos{6, 0, 0, 0};
        CHECK(RpcBindingSetAuthInfoExA(binding, nullptr, 2, RPC_C_AUTHN_WINNT, nullptr, 0, &qos) == RPC_S_INVALID_ARG);
        qos = {1, 0x8000, 0, 0};
        CHECK(RpcBindingSetAuthInfoExA(binding, nullptr, 2, RPC_C_AUTHN_WINNT, nullptr, 0, &qos) == RPC_S_INVALID_ARG);
        CHECK(RpcBindingSetAuthInfoA(nullptr, nullptr, 2, RPC_C_AUTHN_WINNT, nullptr, 0) == RPC_S_INVALID_BINDING);
        CHECK(RpcServerRegisterAuthInfoA(nullptr, RPC_C_AUTHN_DPA, nullptr, nullptr) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        RPC_CSTR name = nullptr;
        CHECK(RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_DPA, &name) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        REQUIRE(RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &name) == RPC_S_OK);
        CHECK(name[0] != 0);
        RpcStringFreeA(&name);
        RPC_AUTHZ_HANDLE privileges = nullptr;
        CHECK(RpcBindingInqAuthClientA(nullptr, &privileges, nullptr, nullptr, nullptr, nullptr) ==
              RPC_S_NO_CALL_ACTIVE);
        CHECK(RpcBindingInqAuthClientA(binding, &privileges, nullptr, nullptr, nullptr, nullptr) ==
              RPC_S_WRONG_KIND_OF_BINDING);
    }
}
