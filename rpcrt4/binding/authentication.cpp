// SPDX-License-Identifier: LGPL-2.1-or-later
// See authentication.hpp.
#include "rpcrt4/binding/authentication.hpp"

#include "rpcrt4/security/packages.hpp"

#include <rpcdce.h>

namespace rpcrt4::binding {

using base::Status;
using security::Level;
using security::Service;

namespace {

constexpr uint32_t kKnownCapabilities =
    RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH | RPC_C_QOS_CAPABILITIES_MAKE_FULLSIC | RPC_C_QOS_CAPABILITIES_ANY_AUTHORITY |
    RPC_C_QOS_CAPABILITIES_IGNORE_DELEGATE_FAILURE | RPC_C_QOS_CAPABILITIES_LOCAL_MA_HINT |
    RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY;

bool valid(const SecurityQos& qos) noexcept {
    return (qos.capabilities & ~kKnownCapabilities) == 0 && qos.identity_tracking <= RPC_C_QOS_IDENTITY_DYNAMIC &&
           qos.impersonation <= RPC_C_IMP_LEVEL_DELEGATE;
}

/// What is asked for is never weakened: a connection has no level "call".
Level level_of(uint32_t level) noexcept {
    if (level == RPC_C_AUTHN_LEVEL_DEFAULT) return Level::connect;
    if (level == RPC_C_AUTHN_LEVEL_CALL) return Level::packet;
    return static_cast<Level>(level);
}

bool same_account(const std::optional<security::Account>& one, const std::optional<security::Account>& other) noexcept {
    if (!one || !other) return !one && !other;
    return one->user == other->user && one->domain == other->domain &&
           security::same(one->password.bytes(), other->password.bytes());
}

security::Impersonation impersonation_of(const SecurityQos& qos) noexcept {
    return qos.impersonation == RPC_C_IMP_LEVEL_DEFAULT ? security::Impersonation::impersonate
                                                        : static_cast<security::Impersonation>(qos.impersonation);
}

}  // namespace

Service service_of(uint32_t service) noexcept {
    if (service == RPC_C_AUTHN_DEFAULT) return Service::ntlm;
    return service > 0xFF ? Service::none : static_cast<Service>(service);
}

base::Result<base::Ref<const Authentication>> Authentication::make(AuthenticationWish wish) {
    using Made = base::Ref<const Authentication>;
    if (wish.service == RPC_C_AUTHN_NONE) return Made();
    const Service service = service_of(wish.service);
    if (!security::known(service)) return Status::rpc_s_unknown_authn_service;
    if (wish.level > RPC_C_AUTHN_LEVEL_PKT_PRIVACY) return Status::rpc_s_unknown_authn_level;
    if (wish.level == RPC_C_AUTHN_LEVEL_NONE) return Made();
    if (!valid(wish.qos)) return Status::rpc_s_invalid_arg;
    const Level level = level_of(wish.level);
    return Made::adopt(new Authentication(std::move(wish), service, level));
}

bool Authentication::same(const Authentication& other) const noexcept {
    return service_ == other.service_ && level_ == other.level_ && wish_.principal == other.wish_.principal &&
           wish_.qos.capabilities == other.wish_.qos.capabilities &&
           wish_.qos.impersonation == other.wish_.qos.impersonation && same_account(wish_.account, other.wish_.account);
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

base::Result<std::unique_ptr<security::Context>> Authentication::begin(bool this_machine,
                                                                       const security::Identity* identity) const {
    if (identity != nullptr) return Status::rpc_s_access_denied;
    const security::ClientWish wish{
        .principal = wish_.principal,
        .account = wish_.account ? &*wish_.account : nullptr,
        .level = level_,
        .impersonation = impersonation_of(wish_.qos),
        .mutual = (wish_.qos.capabilities & RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH) != 0};
    auto made = security::client_context(service_, wish, this_machine);
    if (!made) return security::rpc_status(made.status());
    return made;
}

bool same(const base::Ref<const Authentication>& one, const base::Ref<const Authentication>& other) noexcept {
    if (!one || !other) return !one && !other;
    return one.get() == other.get() || one->same(*other);
}

}  // namespace rpcrt4::binding
