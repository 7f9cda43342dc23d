// SPDX-License-Identifier: LGPL-2.1-or-later
// What the cases about authentication share: services to register, accounts of a file, a manager routine that looks
// around.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <functional>
#include <string>

#include "tests/unit/rpcrt4/end_to_end/fixture.hpp"

namespace end_to_end {

inline constexpr ULONG kServices[] = {RPC_C_AUTHN_WINNT, RPC_C_AUTHN_GSS_NEGOTIATE};

inline RPC_CSTR text(const char* literal) { return reinterpret_cast<RPC_CSTR>(const_cast<char*>(literal)); }

inline void register_services() {
    for (const ULONG service : kServices) {
        REQUIRE(RpcServerRegisterAuthInfoA(text("server@test"), service, nullptr, nullptr) == RPC_S_OK);
    }
}

/// An account file for the life of the object: "user" with the password "password", of any domain.
class Accounts {
 public:
    Accounts() {
        static char pattern[] = "/tmp/rpcrt4-accounts-XXXXXX";
        std::memcpy(path_.data(), pattern, sizeof pattern);
        const int descriptor = ::mkstemp(path_.data());
        REQUIRE(descriptor >= 0);
        constexpr char kLine[] = "user::8846f7eaee8fb117ad06bdd830b7586c\n";
        REQUIRE(::write(descriptor, kLine, sizeof kLine - 1) == static_cast<ssize_t>(sizeof kLine - 1));
        ::close(descriptor);
        ::setenv("RPCRT4_ACCOUNTS", path_.data(), 1);
    }
    ~Accounts() {
        ::unsetenv("RPCRT4_ACCOUNTS");
        ::unlink(path_.data());
    }

 private:
    std::array<char, 64> path_{};
};

inline SEC_WINNT_AUTH_IDENTITY_A identity(const char* user, const char* password) {
    return {.User = text(user),
            .UserLength = static_cast<unsigned>(std::strlen(user)),
            .Domain = text("SOMEWHERE"),
            .DomainLength = 9,
            .Password = text(password),
            .PasswordLength = static_cast<unsigned>(std::strlen(password)),
            .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI};
}

/// Of a local endpoint of the server that runs, whatever else it has.
inline std::string local_address() {
    const RPC_STATUS opened = RpcServerUseProtseqEpA(text("ncalrpc"), 10, text("security-tests"), nullptr);
    CHECK((opened == RPC_S_OK || opened == RPC_S_DUPLICATE_ENDPOINT));
    return "ncalrpc:[security-tests]";
}

/// Calls Raise, whose manager routine runs `inside` and then raises a code of its own: true when that is what came.
inline bool in_a_call(handle_t binding, std::function<void()> inside) {
    static std::function<void()> body;
    body = std::move(inside);
    explain_raise = [](ULONG) { body(); };
    const RPC_STATUS raised = raised_by([&] { c_Raise(binding, 1234); });
    explain_raise = nullptr;
    body = {};
    return raised == 1234;
}

}  // namespace end_to_end
