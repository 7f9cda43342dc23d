// SPDX-License-Identifier: LGPL-2.1-or-later
// What does not depend on a mechanism: secrets, comparisons, and what a caller of RPC is told of a provider's failure.
#include "rpcrt4/security/provider.hpp"

#include <doctest/doctest.h>

#include <array>

using base::Status;
using namespace rpcrt4::security;

namespace {

std::array<std::byte, 4> four(uint8_t last) { return {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{last}}; }

}  // namespace

TEST_SUITE("rpcrt4/security/provider") {
    TEST_CASE("authenticators are the same when all of their bytes are, and they are as many") {
        CHECK(same(four(4), four(4)));
        CHECK_FALSE(same(four(4), four(5)));
        const auto whole = four(4);
        CHECK_FALSE(same(whole, std::span(whole).first(3)));
        CHECK(same({}, {}));
    }

    TEST_CASE("a secret moves, leaves nothing behind, and is copied only where that is said") {
        Secret one(four(4));
        Secret other(std::move(one));
        CHECK(one.empty());
        CHECK(same(other.bytes(), four(4)));
        const Secret copy = other.copy();
        other = Secret();
        CHECK(other.empty());
        CHECK(same(copy.bytes(), four(4)));
    }

    TEST_CASE("a caller of RPC is told that access is denied, or that the package failed") {
        CHECK(rpc_status(Status::ok) == Status::ok);
        CHECK(rpc_status(Status::sec_e_logon_denied) == Status::rpc_s_access_denied);
        CHECK(rpc_status(Status::sec_e_message_altered) == Status::rpc_s_access_denied);
        CHECK(rpc_status(Status::sec_e_out_of_sequence) == Status::rpc_s_access_denied);
        CHECK(rpc_status(Status::sec_e_secpkg_not_found) == Status::rpc_s_unknown_authn_service);
        CHECK(rpc_status(Status::sec_e_target_unknown) == Status::rpc_s_sec_pkg_error);
        CHECK(rpc_status(Status::sec_e_time_skew) == Status::rpc_s_sec_pkg_error);
        CHECK(rpc_status(Status::sec_e_insufficient_memory) == Status::rpc_s_out_of_memory);
    }
}
