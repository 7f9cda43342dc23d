// SPDX-License-Identifier: LGPL-2.1-or-later
// See authentication.hpp.
#include "rpcrt4/binding/authentication.hpp"

#include "rpcrt4/security/packages.hpp"
#include "rpcrt4/security/user_names.hpp"

#include <rpcdce.h>

namespace rpcrt4::binding {

using base::Status;
using security::Level;
using security::Service;

namespace {

// Without RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY, which is for Schannel alone (ns-rpcdce-rpc_security_qos).
constexpr uint32_t kKnownCapabilities =
    RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH | RPC_C_QOS_CAPABILITIES_MAKE_FULLSIC | RPC_C_QOS_CAPABILITIES_ANY_AUTHORITY |
    RPC_C_QOS_CAPABILITIES_IGNORE_DELEGATE_FAILURE | RPC_C_QOS_CAPABILITIES_LOCAL_MA_HINT;

bool valid(const AuthenticationWish& wish) noexcept {
    const SecurityQos& qos = wish.qos;
    const bool hint = (qos.capabilities & RPC_C_QOS_CAPABILITIES_LOCAL_MA_HINT) != 0;
    if (hint && !qos.mutual()) return false;
    if (qos.given_sid != nullptr && wish.has_principal) return false;
    return (qos.capabilities & ~kKnownCapabilities) == 0 && qos.identity_tracking <= RPC_C_QOS_IDENTITY_DYNAMIC &&
           qos.impersonation <= RPC_C_IMP_LEVEL_DELEGATE;
}

bool same_account(const std::optional<security::Account>& one, const std::optional<security::Account>& other) noexcept {
    if (!one || !other) return !one && !other;
    return one->user == other->user && one->domain == other->domain &&
           security::same(one->password.bytes(), other->password.bytes());
}

/// Mechanisms have no word for anonymous clients that are authenticated: the server learns who calls, and no more.
security::Impersonation impersonation_of(const SecurityQos& qos) noexcept {
    if (qos.impersonation == RPC_C_IMP_LEVEL_ANONYMOUS) return security::Impersonation::identify;
    return qos.impersonation == RPC_C_IMP_LEVEL_DEFAULT ? security::Impersonation::impersonate
                                                        : static_cast<security::Impersonation>(qos.impersonation);
}

}  // namespace

bool SecurityQos::mutual() const noexcept { return (capabilities & RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH) != 0; }

bool SecurityQos::must_delegate() const noexcept {
    return impersonation == RPC_C_IMP_LEVEL_DELEGATE &&
           (capabilities & RPC_C_QOS_CAPABILITIES_IGNORE_DELEGATE_FAILURE) == 0;
}

Service service_of(uint32_t service) noexcept {
    if (service == RPC_C_AUTHN_DEFAULT) return Service::ntlm;
    return service > 0xFF ? Service::none : static_cast<Service>(service);
}

Level level_of(uint32_t level) noexcept {
    if (level == RPC_C_AUTHN_LEVEL_DEFAULT) return Level::connect;
    if (level == RPC_C_AUTHN_LEVEL_CALL) return Level::packet;
    return static_cast<Level>(level);
}

base::Result<base::Ref<const Authentication>> Authentication::make(AuthenticationWish wish) {
    using Made = base::Ref<const Authentication>;
    if (wish.service == RPC_C_AUTHN_NONE) return Made();
    const Service service = service_of(wish.service);
    if (!security::known(service)) return Status::rpc_s_unknown_authn_service;
    if (wish.level > RPC_C_AUTHN_LEVEL_PKT_PRIVACY) return Status::rpc_s_unknown_authn_level;
    if (wish.level == RPC_C_AUTHN_LEVEL_NONE) return Made();
    if (!valid(wish)) return Status::rpc_s_invalid_arg;
    const Level level = level_of(wish.level);
    return Made::adopt(new Authentication(std::move(wish), service, level));
}

bool Authentication::same(const Authentication& other) const noexcept {
    return service_ == other.service_ && level_ == other.level_ && wish_.principal == other.wish_.principal &&
           wish_.qos.capabilities == other.wish_.qos.capabilities &&
           wish_.qos.impersonation == other.wish_.qos.impersonation && wish_.qos.server == other.wish_.qos.server &&
           !wish_.qos.server_list && !other.wish_.qos.server_list && wish_.allow_ntlm == other.wish_.allow_ntlm &&
           wish_.allow_kerberos == other.wish_.allow_kerberos && same_account(wish_.account, other.wish_.account);
}

transport::Logon Authentication::logon() const noexcept {
    return {.service = service_,
            .account = wish_.account ? &*wish_.account : nullptr,
            .impersonation = impersonation_of(wish_.qos)};
}

base::Ref<const security::Identity> Authentication::calls_as() const {
    if (wish_.account) return nullptr;
    return wish_.qos.identity_tracking == RPC_C_QOS_IDENTITY_DYNAMIC ? security::acting::as() : identity_;
}

bool Authentication::expects(const security::SystemUser& server) const {
    const SecurityQos& qos = wish_.qos;
    if (wish_.has_principal && !security::is_account_of(wish_.principal, server.uid)) return false;
    if (qos.server && !security::stands_for(*qos.server, server.uid)) return false;
    if (qos.server_list) {
        const security::Party party{.local = true, .authenticated = true, .user = server};
        if (!qos.server_list->admits(security::sids_of(party))) return false;
    }
    return wish_.has_principal || qos.server || qos.server_list;
}

/// "Client Impersonation": local servers get that much without being asked.
Status Authentication::satisfied_by(Reach reach, const security::Peer& server) const noexcept {
    const bool enough = reach == Reach::local_transport || server.impersonation == security::Impersonation::delegate;
    return enough || !wish_.qos.must_delegate() ? Status::ok : Status::rpc_s_sec_pkg_error;
}

base::Result<std::unique_ptr<security::Context>> Authentication::begin(Reach reach,
                                                                       const security::Identity* identity) const {
    if (identity != nullptr) return Status::rpc_s_access_denied;
    const security::ClientWish wish{.principal = wish_.principal,
                                    .account = wish_.account ? &*wish_.account : nullptr,
                                    .level = level_,
                                    .impersonation = impersonation_of(wish_.qos),
                                    .mutual = wish_.qos.mutual() && reach != Reach::local_transport,
                                    .allow_kerberos = wish_.allow_kerberos,
                                    .allow_ntlm = wish_.allow_ntlm};
    auto made = security::client_context(service_, wish, reach != Reach::network);
    if (!made) return security::rpc_status(made.status());
    return made;
}

bool same(const base::Ref<const Authentication>& one, const base::Ref<const Authentication>& other) noexcept {
    if (!one || !other) return !one && !other;
    return one.get() == other.get() || one->same(*other);
}

}  // namespace rpcrt4::binding
