// SPDX-License-Identifier: LGPL-2.1-or-later
// Servers whose interfaces have security descriptors that were made by the functions for it: whom they let in.
#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "fixture.hpp"
#include "operations.h"

#include <aclapi.h>
#include <sddl.h>

using namespace end_to_end;

namespace {

/// What a client of an interface with that descriptor gets.
RPC_STATUS asked(const char* protseq, PSECURITY_DESCRIPTOR descriptor) {
    Server server(protseq);
    REQUIRE(RpcServerRegisterIf3(Operations_v1_0_s_ifspec, nullptr, nullptr, 0, RPC_C_LISTEN_MAX_CALLS_DEFAULT, ~0u,
                                 nullptr, descriptor) == RPC_S_OK);
    const Binding binding(server.string_binding());
    const auto outcome = raised_by([&] { c_Twice(binding, 2); });
    CHECK(RpcServerUnregisterIf(Operations_v1_0_s_ifspec, nullptr, TRUE) == RPC_S_OK);
    return static_cast<RPC_STATUS>(outcome);
}

RPC_STATUS asked(const char* protseq, const std::string& sddl) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorA(sddl.c_str(), SDDL_REVISION_1, &descriptor, nullptr));
    const RPC_STATUS outcome = asked(protseq, descriptor);
    LocalFree(descriptor);
    return outcome;
}

std::string own_sid() { return "S-1-22-1-" + std::to_string(::getuid()); }

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/descriptors") {
    TEST_CASE("a descriptor from text lets in whom it names, and nobody else") {
        const std::string own = "D:(A;;GA;;;" + own_sid() + ")", anonymous = "D:(A;;GA;;;AN)";
        CHECK(asked("ncalrpc", own) == RPC_S_OK);
        CHECK(asked("ncacn_ip_tcp", own) == RPC_S_ACCESS_DENIED);
        CHECK(asked("ncalrpc", anonymous) == RPC_S_ACCESS_DENIED);
        CHECK(asked("ncacn_ip_tcp", anonymous) == RPC_S_OK);
        CHECK(asked("ncacn_ip_tcp", std::string("D:NO_ACCESS_CONTROL")) == RPC_S_OK);
        CHECK(asked("ncalrpc", std::string("D:P")) == RPC_S_ACCESS_DENIED);
        CHECK(asked("ncalrpc", "D:(D;;GA;;;" + own_sid() + ")(A;;GA;;;WD)") == RPC_S_ACCESS_DENIED);
    }

    TEST_CASE("an absolute descriptor from entries does so, too") {
        char everyone[] = "Everyone";
        PSID own = nullptr;
        REQUIRE(ConvertStringSidToSidA(own_sid().c_str(), &own));
        EXPLICIT_ACCESS_A entries[2];
        BuildExplicitAccessWithNameA(&entries[0], everyone, GENERIC_ALL, SET_ACCESS, NO_INHERITANCE);
        BuildExplicitAccessWithNameA(&entries[1], nullptr, GENERIC_ALL, DENY_ACCESS, NO_INHERITANCE);
        BuildTrusteeWithSidA(&entries[1].Trustee, own);
        SECURITY_DESCRIPTOR descriptor;
        REQUIRE(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
        for (const ULONG count : {1u, 2u}) {
            PACL acl = nullptr;
            REQUIRE(SetEntriesInAclA(count, entries, nullptr, &acl) == ERROR_SUCCESS);
            REQUIRE(SetSecurityDescriptorDacl(&descriptor, TRUE, acl, FALSE));
            CHECK(asked("ncalrpc", &descriptor) == (count == 1 ? RPC_S_OK : RPC_S_ACCESS_DENIED));
            LocalFree(acl);
        }
        LocalFree(own);
    }
}
