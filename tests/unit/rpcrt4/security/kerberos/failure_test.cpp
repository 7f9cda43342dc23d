// SPDX-License-Identifier: LGPL-2.1-or-later
// What the library's failures are called, and what there is without it asking anybody. With a KDC: tests/interop.
#include "rpcrt4/security/kerberos/failure.hpp"

#include <doctest/doctest.h>
#include <krb5/krb5.h>

#include "rpcrt4/security/kerberos/kerberos.hpp"

using base::Status;
using namespace rpcrt4::security;
using namespace rpcrt4::security::kerberos;

namespace {

Status of(long minor, Doing doing = Doing::preparing) {
    return failure(GSS_S_FAILURE, static_cast<OM_uint32>(minor), doing);
}

}  // namespace

TEST_SUITE("rpcrt4/security/kerberos/failure") {
    TEST_CASE("success and an exchange that goes on are no failures") {
        CHECK(failure(GSS_S_COMPLETE, 0, Doing::preparing) == Status::ok);
        CHECK(failure(GSS_S_CONTINUE_NEEDED, 0, Doing::exchanging) == Status::ok);
    }

    TEST_CASE("messages that repeat, lag, jump or leave gaps are out of sequence") {
        for (const OM_uint32 order : {GSS_S_DUPLICATE_TOKEN, GSS_S_OLD_TOKEN, GSS_S_UNSEQ_TOKEN, GSS_S_GAP_TOKEN})
            CHECK(failure(order, 0, Doing::protecting) == Status::sec_e_out_of_sequence);
    }

    TEST_CASE("the minor status tells more than the major one") {
        CHECK(of(KRB5_FCC_NOFILE) == Status::sec_e_no_credentials);
        CHECK(of(KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN) == Status::sec_e_target_unknown);
        CHECK(of(KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN) == Status::sec_e_unknown_credentials);
        CHECK(of(KRB5KRB_AP_ERR_SKEW) == Status::sec_e_time_skew);
        CHECK(of(KRB5KRB_AP_ERR_TKT_EXPIRED) == Status::sec_e_context_expired);
        CHECK(of(KRB5KDC_ERR_PREAUTH_FAILED) == Status::sec_e_logon_denied);
        CHECK(of(KRB5_KDC_UNREACH) == Status::sec_e_no_authenticating_authority);
        CHECK(of(ENOMEM) == Status::sec_e_insufficient_memory);
        CHECK(of(KRB5_KT_KVNONOTFOUND, Doing::exchanging) == Status::sec_e_wrong_principal);
    }

    TEST_CASE("what does not decrypt is a wrong password, or in an exchange an altered token") {
        CHECK(of(KRB5KRB_AP_ERR_BAD_INTEGRITY) == Status::sec_e_logon_denied);
        CHECK(of(KRB5KRB_AP_ERR_BAD_INTEGRITY, Doing::exchanging) == Status::sec_e_message_altered);
    }

    TEST_CASE("without a known minor status the major one counts") {
        CHECK(failure(GSS_S_DEFECTIVE_TOKEN, 1, Doing::exchanging) == Status::sec_e_invalid_token);
        CHECK(failure(GSS_S_DEFECTIVE_TOKEN, 1, Doing::protecting) == Status::sec_e_message_altered);
        CHECK(failure(GSS_S_BAD_SIG, 1, Doing::protecting) == Status::sec_e_message_altered);
        CHECK(failure(GSS_S_NO_CRED, 1, Doing::preparing) == Status::sec_e_no_credentials);
        CHECK(failure(GSS_S_CREDENTIALS_EXPIRED, 1, Doing::preparing) == Status::sec_e_context_expired);
        CHECK(failure(GSS_S_BAD_MECH, 1, Doing::preparing) == Status::sec_e_secpkg_not_found);
        CHECK(of(1) == Status::sec_e_internal_error);
        CHECK(of(1, Doing::exchanging) == Status::sec_e_invalid_token);
    }

    TEST_CASE("a client must say whom it wants, a server must have a key") {
        if (gss() == nullptr) {
            CHECK(client({}).status() == Status::sec_e_secpkg_not_found);
            CHECK(server().status() == Status::sec_e_secpkg_not_found);
            return;
        }
        CHECK(client({}).status() == Status::sec_e_target_unknown);
        CHECK(server("FILE:/nonexistent/keytab").status() == Status::sec_e_no_credentials);
        CHECK(server("NOSUCHTYPE:keys").status() == Status::sec_e_no_credentials);
    }
}
