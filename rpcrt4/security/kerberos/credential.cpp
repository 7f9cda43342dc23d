// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/credential.hpp"

#include "rpcrt4/security/kerberos/failure.hpp"
#include "rpcrt4/security/kerberos/principal.hpp"

namespace rpcrt4::security::kerberos {

using base::Result;
using base::Status;

Result<Name> import_principal(const std::string& principal) {
    Name name;
    OM_uint32 minor = 0;
    gss_buffer_desc text = buffer_of(principal);
    const OM_uint32 major = gss()->import_name(&minor, &text, &oid::kPrincipalName, name.out());
    if (GSS_ERROR(major)) return told("name", major, minor, Doing::preparing);
    return name;
}

namespace {

Result<Credential> from_password(const Account& account) {
    // The library does not take an empty password; somebody else may.
    if (account.password.empty()) return Status::sec_e_unknown_credentials;
    auto name = import_principal(account_principal(account));
    if (!name) return Status::sec_e_unknown_credentials;
    Credential credential;
    OM_uint32 minor = 0;
    gss_buffer_desc password = buffer_of(account.password.bytes());
    const OM_uint32 major =
        gss()->acquire_cred_with_password(&minor, name->get(), &password, GSS_C_INDEFINITE, &oid::kOnlyKerberos,
                                          GSS_C_INITIATE, credential.out(), nullptr, nullptr);
    if (GSS_ERROR(major)) return told("credential", major, minor, Doing::preparing);
    return credential;
}

Result<Credential> from_ticket_cache() {
    Credential credential;
    OM_uint32 minor = 0;
    const OM_uint32 major = gss()->acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &oid::kOnlyKerberos,
                                                GSS_C_INITIATE, credential.out(), nullptr, nullptr);
    if (GSS_ERROR(major)) return told("credential", major, minor, Doing::preparing);
    return credential;
}

}  // namespace

Result<Credential> client_credential(const ClientWish& wish) {
    auto credential = wish.account != nullptr ? from_password(*wish.account) : from_ticket_cache();
    if (!credential || wish.level == Level::privacy) return credential;
    OM_uint32 minor = 0;
    gss_buffer_desc nothing{0, nullptr};
    const OM_uint32 major = gss()->set_cred_option(&minor, credential->out(), &oid::kNoCiFlags, &nothing);
    if (GSS_ERROR(major)) return told("credential", major, minor, Doing::preparing);
    return credential;
}

Result<Credential> server_credential(const std::string& keytab, const std::string& principal) {
    Name name;
    if (!principal.empty()) {
        auto imported = import_principal(server_principal(principal));
        if (!imported) return imported.status();
        name = std::move(*imported);
    }
    Credential credential;
    OM_uint32 minor = 0;
    gss_key_value_element_desc place{"keytab", keytab.c_str()};
    const gss_key_value_set_desc store{1, &place};
    const OM_uint32 major =
        gss()->acquire_cred_from(&minor, name.get(), GSS_C_INDEFINITE, &oid::kOnlyKerberos, GSS_C_ACCEPT,
                                 keytab.empty() ? GSS_C_NO_CRED_STORE : &store, credential.out(), nullptr, nullptr);
    if (GSS_ERROR(major)) return told("credential", major, minor, Doing::preparing);
    return credential;
}

}  // namespace rpcrt4::security::kerberos
