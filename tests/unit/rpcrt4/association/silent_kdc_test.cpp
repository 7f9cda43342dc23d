// SPDX-License-Identifier: LGPL-2.1-or-later
// A KDC that is asked and never answers: the call that waits for it keeps to its own time, and can be cancelled. MIT
// krb5 alone would wait for half a minute.
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "caller.hpp"
#include "rpcrt4/security/kerberos/gss.hpp"

using namespace test;

namespace {

/// Takes questions at a port, by UDP and TCP, as the KDC of RPC.TEST. When it goes, who waits is told that nobody is
/// there.
class SilentKdc {
 public:
    SilentKdc() : questions_(socket_at(SOCK_DGRAM)), connections_(socket_at(SOCK_STREAM)) {
        REQUIRE(::listen(connections_.descriptor(), 10) == 0);
        const int file = ::mkstemp(path_.data());
        REQUIRE(file >= 0);
        const std::string text =
            "[libdefaults]\ndefault_realm = RPC.TEST\ndns_lookup_kdc = false\n"
            "[realms]\nRPC.TEST = {\n  kdc = 127.0.0.1:" +
            std::to_string(ntohs(address_.sin_port)) + "\n}\n";
        REQUIRE(::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
        ::close(file);
        ::setenv("KRB5_CONFIG", path_.data(), 1);
    }
    ~SilentKdc() {
        ::unsetenv("KRB5_CONFIG");
        ::unlink(path_.data());
    }
    SilentKdc(const SilentKdc&) = delete;
    SilentKdc& operator=(const SilentKdc&) = delete;

    /// Somebody has asked.
    bool asked() {
        std::array<pollfd, 2> entries{{{questions_.descriptor(), POLLIN, 0}, {connections_.descriptor(), POLLIN, 0}}};
        return ::poll(entries.data(), entries.size(), 30000) > 0;
    }

 private:
    /// Both at the port that the first one finds.
    transport::Socket socket_at(int type) {
        transport::Socket made(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
        REQUIRE(::bind(made.descriptor(), reinterpret_cast<sockaddr*>(&address_), sizeof address_) == 0);
        socklen_t length = sizeof address_;
        REQUIRE(::getsockname(made.descriptor(), reinterpret_cast<sockaddr*>(&address_), &length) == 0);
        return made;
    }

    sockaddr_in address_{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    std::array<char, 32> path_{"/tmp/silent_kdc.XXXXXX"};
    transport::Socket questions_;
    transport::Socket connections_;
};

/// Threads that still ask.
int errands() {
    int count = 0;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name;
        std::getline(std::ifstream(thread.path() / "comm"), name);
        count += name == "rpc-errand";
    }
    return count;
}

/// They have noticed that their KDC is no more: none of them is in the library while the process ends.
bool all_done() {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (errands() > 0 && std::chrono::steady_clock::now() < end) ::poll(nullptr, 0, 10);
    return errands() == 0;
}

void authenticate(RPC_BINDING_HANDLE binding, ULONG service) {
    static char user[] = "bob", domain[] = "RPC.TEST", password[] = "secret", principal[] = "host/server";
    const auto text = [](char* bytes) { return reinterpret_cast<unsigned char*>(bytes); };
    SEC_WINNT_AUTH_IDENTITY_A account{};
    account.User = text(user);
    account.UserLength = sizeof user - 1;
    account.Domain = text(domain);
    account.DomainLength = sizeof domain - 1;
    account.Password = text(password);
    account.PasswordLength = sizeof password - 1;
    account.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    REQUIRE(RpcBindingSetAuthInfoA(binding, text(principal), RPC_C_AUTHN_LEVEL_PKT_PRIVACY, service, &account,
                                   RPC_C_AUTHZ_NONE) == RPC_S_OK);
}

}  // namespace

TEST_SUITE("rpcrt4/association/silent_kdc") {
    TEST_CASE("C11, N2, N4: a call that waits for a KDC can be cancelled, and ends with its time, or the binding's") {
        if (security::kerberos::gss() == nullptr) {
            MESSAGE("left out: MIT krb5 is not installed");
            return;
        }
        TestServer server(echo_all);
        for (const ULONG service : {RPC_C_AUTHN_GSS_KERBEROS, RPC_C_AUTHN_GSS_NEGOTIATE}) {
            CAPTURE(service);
            SilentKdc kdc;
            BindingHandle binding(server.binding());
            authenticate(binding, service);
            Caller caller([&] { return call(binding, "x").status; });
            REQUIRE(kdc.asked());
            CHECK(caller.cancel());
            CHECK(caller.finish() == RPC_S_CALL_CANCELLED);
            REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_CALL_TIMEOUT, 20) == RPC_S_OK);
            CHECK(call(binding, "x").status == RPC_S_CALL_CANCELLED);
            if (service != RPC_C_AUTHN_GSS_KERBEROS) continue;
            BindingHandle brief(server.binding());
            authenticate(brief, service);
            REQUIRE(RpcMgmtSetComTimeout(brief, RPC_C_BINDING_MIN_TIMEOUT) == RPC_S_OK);
            CHECK(call(brief, "x").status == RPC_S_SERVER_UNAVAILABLE);
        }
        CHECK(all_done());
    }
}
