// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/failure.hpp"

#include <errno.h>
#include <krb5/krb5.h>

#include "rpcrt4/trace/trace.hpp"

namespace rpcrt4::security::kerberos {

using base::Status;

namespace {

struct Row {
    long minor;
    Status preparing;
    Status exchanging;
};

constexpr Row same(long minor, Status status) { return {minor, status, status}; }

constexpr Row kRows[] = {
    // Nothing to show who one is.
    same(KRB5_FCC_NOFILE, Status::sec_e_no_credentials),
    same(KRB5_CC_NOTFOUND, Status::sec_e_no_credentials),
    same(KRB5_CC_END, Status::sec_e_no_credentials),
    same(KRB5_CC_FORMAT, Status::sec_e_no_credentials),
    same(KRB5_CC_UNKNOWN_TYPE, Status::sec_e_no_credentials),
    same(KRB5_CC_BADNAME, Status::sec_e_no_credentials),
    same(KRB5_KT_NOTFOUND, Status::sec_e_no_credentials),
    same(KRB5_KT_END, Status::sec_e_no_credentials),
    same(KRB5_KT_BADNAME, Status::sec_e_no_credentials),
    same(KRB5_KT_UNKNOWN_TYPE, Status::sec_e_no_credentials),
    same(KRB5_KT_FORMAT, Status::sec_e_no_credentials),
    same(KRB5_KT_IOERR, Status::sec_e_no_credentials),
    same(ENOENT, Status::sec_e_no_credentials),
    same(EACCES, Status::sec_e_no_credentials),
    // Nobody of that name.
    same(KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, Status::sec_e_target_unknown),
    same(KRB5KDC_ERR_SERVER_NOMATCH, Status::sec_e_target_unknown),
    same(KRB5KDC_ERR_MUST_USE_USER2USER, Status::sec_e_target_unknown),
    same(KRB5KDC_ERR_WRONG_REALM, Status::sec_e_unknown_credentials),
    same(KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, Status::sec_e_unknown_credentials),
    // A password that is wrong or no longer good, an account that is locked.
    same(KRB5KDC_ERR_PREAUTH_FAILED, Status::sec_e_logon_denied),
    same(KRB5_PREAUTH_FAILED, Status::sec_e_logon_denied),
    same(KRB5KDC_ERR_KEY_EXP, Status::sec_e_logon_denied),
    same(KRB5KDC_ERR_NAME_EXP, Status::sec_e_logon_denied),
    same(KRB5KDC_ERR_CLIENT_REVOKED, Status::sec_e_logon_denied),
    same(KRB5KDC_ERR_CLIENT_NOTYET, Status::sec_e_logon_denied),
    same(KRB5KDC_ERR_POLICY, Status::sec_e_logon_denied),
    // Decryption fails with the key of a wrong password, and when a token is not what was sent.
    {KRB5KRB_AP_ERR_BAD_INTEGRITY, Status::sec_e_logon_denied, Status::sec_e_message_altered},
    {KRB5KRB_AP_ERR_MODIFIED, Status::sec_e_wrong_principal, Status::sec_e_message_altered},
    same(KRB5KRB_AP_ERR_REPEAT, Status::sec_e_logon_denied),
    same(KRB5KRB_AP_ERR_MUT_FAIL, Status::sec_e_message_altered),
    same(KRB5KRB_AP_ERR_BADMATCH, Status::sec_e_message_altered),
    same(KRB5KRB_AP_ERR_INAPP_CKSUM, Status::sec_e_message_altered),
    // Time.
    same(KRB5KRB_AP_ERR_SKEW, Status::sec_e_time_skew),
    same(KRB5KRB_AP_ERR_TKT_NYV, Status::sec_e_time_skew),
    same(KRB5KDC_ERR_NEVER_VALID, Status::sec_e_time_skew),
    same(KRB5KRB_AP_ERR_TKT_EXPIRED, Status::sec_e_context_expired),
    same(KRB5KDC_ERR_SERVICE_EXP, Status::sec_e_context_expired),
    // Nobody to ask.
    same(KRB5_KDC_UNREACH, Status::sec_e_no_authenticating_authority),
    same(KRB5_REALM_UNKNOWN, Status::sec_e_no_authenticating_authority),
    same(KRB5_REALM_CANT_RESOLVE, Status::sec_e_no_authenticating_authority),
    same(KRB5_ERR_HOST_REALM_UNKNOWN, Status::sec_e_no_authenticating_authority),
    same(KRB5_CONFIG_NODEFREALM, Status::sec_e_no_authenticating_authority),
    same(KRB5_CONFIG_CANTOPEN, Status::sec_e_no_authenticating_authority),
    same(KRB5_CONFIG_BADFORMAT, Status::sec_e_no_authenticating_authority),
    same(KRB5KDC_ERR_SVC_UNAVAILABLE, Status::sec_e_no_authenticating_authority),
    // A ticket for somebody else than the server is.
    same(KRB5KRB_AP_WRONG_PRINC, Status::sec_e_wrong_principal),
    same(KRB5KRB_AP_ERR_NOT_US, Status::sec_e_wrong_principal),
    same(KRB5KRB_AP_ERR_NOKEY, Status::sec_e_wrong_principal),
    same(KRB5KRB_AP_ERR_BADKEYVER, Status::sec_e_wrong_principal),
    same(KRB5_KT_KVNONOTFOUND, Status::sec_e_wrong_principal),
    same(ENOMEM, Status::sec_e_insufficient_memory),
    same(KRB5_CC_NOMEM, Status::sec_e_insufficient_memory),
};

/// The routine error, RFC 2744 section 3.9.1.
Status of_major(OM_uint32 routine, Doing doing) noexcept {
    switch (routine) {
        case GSS_S_DEFECTIVE_TOKEN:
            return doing == Doing::protecting ? Status::sec_e_message_altered : Status::sec_e_invalid_token;
        case GSS_S_BAD_SIG:
            return Status::sec_e_message_altered;
        case GSS_S_NO_CRED:
        case GSS_S_DEFECTIVE_CREDENTIAL:
            return Status::sec_e_no_credentials;
        case GSS_S_CREDENTIALS_EXPIRED:
        case GSS_S_CONTEXT_EXPIRED:
            return Status::sec_e_context_expired;
        case GSS_S_BAD_NAME:
        case GSS_S_BAD_NAMETYPE:
            return Status::sec_e_target_unknown;
        case GSS_S_BAD_MECH:
            return Status::sec_e_secpkg_not_found;
        case GSS_S_UNAUTHORIZED:
            return Status::sec_e_logon_denied;
        default:  // GSS_S_FAILURE says nothing; an exchange fails on what it was given, until shown otherwise
            return doing == Doing::exchanging ? Status::sec_e_invalid_token : Status::sec_e_internal_error;
    }
}

}  // namespace

Status failure(OM_uint32 major, OM_uint32 minor, Doing doing) noexcept {
    constexpr OM_uint32 kOrder = GSS_S_DUPLICATE_TOKEN | GSS_S_OLD_TOKEN | GSS_S_UNSEQ_TOKEN | GSS_S_GAP_TOKEN;
    if (!GSS_ERROR(major)) return (major & kOrder) != 0 ? Status::sec_e_out_of_sequence : Status::ok;
    const OM_uint32 routine = GSS_ROUTINE_ERROR(major);
    if (doing != Doing::protecting && routine != GSS_S_CREDENTIALS_EXPIRED && routine != GSS_S_DEFECTIVE_TOKEN) {
        for (const Row& row : kRows)
            if (static_cast<OM_uint32>(row.minor) == minor)
                return doing == Doing::exchanging ? row.exchanging : row.preparing;
    }
    return of_major(routine, doing);
}

Status told(const char* what, OM_uint32 major, OM_uint32 minor, Doing doing) noexcept {
    const Status status = failure(major, minor, doing);
    if (base::succeeded(status) || !trace::on(trace::Category::connect)) [[likely]]
        return status;
    Buffer text;
    OM_uint32 ignored, more = 0;
    static_cast<void>(gss()->display_status(&ignored, minor, GSS_C_MECH_CODE, &oid::kKerberos, &more, text.out()));
    trace::line(trace::Category::connect, "kerberos %s: 0x%08x: major=0x%08x minor=%d %.*s", what,
                static_cast<unsigned>(base::code(status)), major, static_cast<int32_t>(minor),
                static_cast<int>(text.bytes().size()), reinterpret_cast<const char*>(text.bytes().data()));
    return status;
}

}  // namespace rpcrt4::security::kerberos
