// SPDX-License-Identifier: LGPL-2.1-or-later
// See authentication_arguments.hpp. The A and the W form of each structure differ by what they point to alone.
#include "rpcrt4/binding/authentication_arguments.hpp"

#include <strings.h>

#include <cstring>

#include "handleapi/base/utf16.hpp"

#include <sspi.h>

namespace rpcrt4::binding {

using base::Status;

namespace {

constexpr uint32_t kExtended = SEC_WINNT_AUTH_IDENTITY_VERSION;
constexpr uint32_t kPacked = SEC_WINNT_AUTH_IDENTITY_VERSION_2;

/// The members all identities have, wherever they are.
struct Strings {
    const void* user;
    const void* domain;
    const void* password;
    uint32_t user_length, domain_length, password_length;
    uint32_t flags;

    template <typename Identity>
    explicit Strings(const Identity& from) noexcept
        : user(from.User),
          domain(from.Domain),
          password(from.Password),
          user_length(from.UserLength),
          domain_length(from.DomainLength),
          password_length(from.PasswordLength),
          flags(from.Flags) {}
};

/// A counted string, whose identity's flags say what it is made of.
std::string counted(const void* text, uint32_t length, bool wide) {
    if (text == nullptr) return {};
    if (!wide) return std::string(static_cast<const char*>(text), length);
    return base::to_utf8(std::u16string_view(static_cast<const char16_t*>(text), length));
}

base::Result<bool> is_wide(uint32_t flags) noexcept {
    const uint32_t form = flags & (SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_UNICODE);
    if (form == SEC_WINNT_AUTH_IDENTITY_ANSI) return false;
    if (form == SEC_WINNT_AUTH_IDENTITY_UNICODE) return true;
    return Status::rpc_s_invalid_arg;
}

security::Account account_of(const Strings& strings, bool wide) {
    std::string password = counted(strings.password, strings.password_length, wide);
    security::Account account{.user = counted(strings.user, strings.user_length, wide),
                              .domain = counted(strings.domain, strings.domain_length, wide),
                              .password = security::Secret(std::as_bytes(std::span(password)))};
    ::explicit_bzero(password.data(), password.size());
    return account;
}

/// "kerberos", "!ntlm": a list of what is allowed, or of what is not. Packages of no mechanism of ours do not matter.
void read_packages(std::string_view list, AuthenticationWish& wish) {
    bool only_named = false, kerberos_named = false, ntlm_named = false;
    while (!list.empty()) {
        const size_t comma = list.find(',');
        std::string_view name = list.substr(0, comma);
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
        while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
        const bool denied = !name.empty() && name.front() == '!';
        if (denied) name.remove_prefix(1);
        const auto is = [&](std::string_view known) {
            return name.size() == known.size() && ::strncasecmp(name.data(), known.data(), known.size()) == 0;
        };
        if (denied && is("kerberos")) wish.allow_kerberos = false;
        if (denied && is("ntlm")) wish.allow_ntlm = false;
        only_named |= !denied && !name.empty();
        kerberos_named |= !denied && is("kerberos");
        ntlm_named |= !denied && is("ntlm");
    }
    if (!only_named) return;
    wish.allow_kerberos = wish.allow_kerberos && kerberos_named;
    wish.allow_ntlm = wish.allow_ntlm && ntlm_named;
}

Status read_extended(const SEC_WINNT_AUTH_IDENTITY_EXW& identity, AuthenticationWish& wish) {
    if (identity.Length < sizeof identity) return Status::rpc_s_invalid_arg;
    const auto wide = is_wide(identity.Flags);
    if (!wide) return wide.status();
    const Strings strings(identity);
    if (strings.user || strings.domain || strings.password) wish.account = account_of(strings, *wide);
    read_packages(counted(identity.PackageList, identity.PackageListLength, *wide), wish);
    return Status::ok;
}

}  // namespace

/// What begins with a version and a length that fit is no pair of pointers.
Status read_identity(const void* identity, AuthenticationWish& wish) {
    if (identity == nullptr) return Status::ok;
    uint32_t version = 0;
    std::memcpy(&version, identity, sizeof version);
    if (version == kPacked) {
        uint16_t header = 0;
        std::memcpy(&header, static_cast<const std::byte*>(identity) + sizeof version, sizeof header);
        if (header == sizeof(SEC_WINNT_AUTH_IDENTITY_EX2)) return Status::rpc_s_invalid_auth_identity;
    }
    if (version == kExtended) return read_extended(*static_cast<const SEC_WINNT_AUTH_IDENTITY_EXW*>(identity), wish);
    const auto& plain = *static_cast<const SEC_WINNT_AUTH_IDENTITY_W*>(identity);
    const auto wide = is_wide(plain.Flags);
    if (!wide) return wide.status();
    wish.account = account_of(Strings(plain), *wide);
    return Status::ok;
}

/// Every version begins with the one before.
Status read_qos(const RPC_SECURITY_QOS* given, SecurityQos& qos) {
    if (given == nullptr) return Status::ok;
    const uint32_t version = given->Version;
    if (version < RPC_C_SECURITY_QOS_VERSION_1 || version > RPC_C_SECURITY_QOS_VERSION_5) {
        return Status::rpc_s_invalid_arg;
    }
    qos.capabilities = given->Capabilities;
    qos.identity_tracking = given->IdentityTracking;
    qos.impersonation = given->ImpersonationType;
    const auto& whole = *reinterpret_cast<const RPC_SECURITY_QOS_V5_W*>(given);
    if (version >= RPC_C_SECURITY_QOS_VERSION_2 && whole.AdditionalSecurityInfoType != 0) {
        return Status::rpc_s_invalid_arg;
    }
    if (version >= RPC_C_SECURITY_QOS_VERSION_3 && whole.Sid != nullptr) {
        auto sid = security::Sid::copy(whole.Sid);
        if (!sid) return sid.status();
        qos.server = std::move(*sid);
        qos.given_sid = whole.Sid;
    }
    if (version >= RPC_C_SECURITY_QOS_VERSION_4) qos.effective_only = whole.EffectiveOnly;
    if (version >= RPC_C_SECURITY_QOS_VERSION_5 && whole.ServerSecurityDescriptor != nullptr) {
        auto list = security::SecurityDescriptor::copy(whole.ServerSecurityDescriptor);
        if (!list) return list.status();
        qos.server_list = std::move(*list);
        qos.given_descriptor = whole.ServerSecurityDescriptor;
    }
    return Status::ok;
}

Status write_qos(const SecurityQos& qos, uint32_t version, void* out) {
    constexpr size_t kSizes[] = {sizeof(RPC_SECURITY_QOS), sizeof(RPC_SECURITY_QOS_V2_W), sizeof(RPC_SECURITY_QOS_V3_W),
                                 sizeof(RPC_SECURITY_QOS_V4_W), sizeof(RPC_SECURITY_QOS_V5_W)};
    if (version < RPC_C_SECURITY_QOS_VERSION_1 || version > std::size(kSizes)) return Status::rpc_s_invalid_arg;
    RPC_SECURITY_QOS_V5_W whole{};
    whole.Version = version;
    whole.Capabilities = qos.capabilities;
    whole.IdentityTracking = qos.identity_tracking;
    whole.ImpersonationType = qos.impersonation;
    whole.Sid = const_cast<void*>(qos.given_sid);
    whole.EffectiveOnly = qos.effective_only;
    whole.ServerSecurityDescriptor = const_cast<void*>(qos.given_descriptor);
    std::memcpy(out, &whole, kSizes[version - 1]);
    return Status::ok;
}

}  // namespace rpcrt4::binding
