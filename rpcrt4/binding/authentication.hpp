// SPDX-License-Identifier: LGPL-2.1-or-later
// Authentication: what RpcBindingSetAuthInfo said of a binding, as a snapshot that does not change. Bindings that say
// the same share connections; any others do not, so a connection belongs to one identity.
// rpcdce.h; Microsoft "Authentication-Level Constants", RPC_SECURITY_QOS.
#pragma once

#include <optional>
#include <string>

#include "handleapi/base/ref.hpp"
#include "rpcrt4/security/identity.hpp"
#include "rpcrt4/security/provider.hpp"
#include "rpcrt4/security/security_descriptor.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::binding {

/// An RPC_C_AUTHN_* of the API, where RPC_C_AUTHN_DEFAULT is WINNT; `none` for what no provider can be.
security::Service service_of(uint32_t service) noexcept;

/// The level that stands for an RPC_C_AUTHN_LEVEL_*. What is asked for is never weakened: a connection has no level
/// "call".
security::Level level_of(uint32_t level) noexcept;

/// RPC_SECURITY_QOS, of whichever version.
struct SecurityQos {
    uint32_t capabilities = 0;
    uint32_t identity_tracking = 0;
    uint32_t impersonation = 0;
    uint32_t effective_only = 0;                          ///< there are no privileges: told when asked
    std::optional<security::Sid> server;                  ///< who the server must be
    base::Ref<security::SecurityDescriptor> server_list;  ///< whom it names
    const void* given_sid = nullptr;                      ///< what the caller pointed to, to be told when asked
    const void* given_descriptor = nullptr;

    bool mutual() const noexcept;
    /// Delegation is asked for, and a server that does not get it is not to be called.
    bool must_delegate() const noexcept;
};

/// As the API has it.
struct AuthenticationWish {
    std::string principal;
    bool has_principal = false;
    uint32_t level = 0;
    uint32_t service = 0;
    void* identity = nullptr;  ///< what the caller pointed to, to be told when asked
    std::optional<security::Account> account;
    bool allow_kerberos = true;  ///< in a negotiation
    bool allow_ntlm = true;
    uint32_t authorization = 0;
    SecurityQos qos;
};

/// How far away the server is. A local transport knows its other end by the kernel.
enum class Reach : uint8_t { local_transport, this_machine, network };

class Authentication final : public base::RefCounted {
 public:
    /// Null: none is wanted (RPC_C_AUTHN_NONE, RPC_C_AUTHN_LEVEL_NONE). rpc_s_unknown_authn_service,
    /// rpc_s_unknown_authn_level, rpc_s_invalid_arg.
    static base::Result<base::Ref<const Authentication>> make(AuthenticationWish wish);

    security::Service service() const noexcept { return service_; }
    security::Level level() const noexcept { return level_; }
    const std::string& principal() const noexcept { return wish_.principal; }
    bool has_principal() const noexcept { return wish_.has_principal; }
    void* identity() const noexcept { return wish_.identity; }
    uint32_t authorization() const noexcept { return wish_.authorization; }
    const SecurityQos& qos() const noexcept { return wish_.qos; }

    /// The same to a server.
    bool same(const Authentication& other) const noexcept;
    /// For a transport that asks who connects.
    transport::Logon logon() const noexcept;
    /// Null: an account that was named, or the process. Else whom the thread acts for, or (static identity tracking)
    /// acted for when the binding was told how to authenticate.
    base::Ref<const security::Identity> calls_as() const;
    /// The client's side of an exchange, as `identity` or, without one, as the account or the process; rpc_s_* as a
    /// call answers them.
    base::Result<std::unique_ptr<security::Context>> begin(Reach reach, const security::Identity* identity) const;
    /// Whether the server at the other end of a local connection, who is that user, is the one that is expected; asked
    /// where it must prove who it is. Of what names a server (principal, SID, descriptor) all must fit, and one be
    /// there.
    bool expects(const security::SystemUser& server) const;
    /// Whether the server got what it was to get: rpc_s_sec_pkg_error.
    base::Status satisfied_by(Reach reach, const security::Peer& server) const noexcept;

    explicit Authentication(AuthenticationWish wish, security::Service service, security::Level level) noexcept
        : wish_(std::move(wish)), service_(service), level_(level), identity_(security::acting::as()) {}

 private:
    const AuthenticationWish wish_;
    const security::Service service_;
    const security::Level level_;
    const base::Ref<const security::Identity> identity_;  // of static tracking
};

/// Null is the same as null.
bool same(const base::Ref<const Authentication>& one, const base::Ref<const Authentication>& other) noexcept;

}  // namespace rpcrt4::binding
