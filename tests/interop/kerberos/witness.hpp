// SPDX-License-Identifier: LGPL-2.1-or-later
// MIT krb5's own SPNEGO and its own protection of messages, as one side of an exchange: our code is not in it.
#pragma once

#include "rpcrt4/security/kerberos/credential.hpp"
#include "tests/interop/kerberos/fixture.hpp"

namespace kerberos_test {

class Witness final : public Context {
 public:
    enum class Role : uint8_t { client, server };
    enum class Mechanism : uint8_t { kerberos, spnego };

    Witness(Role role, Mechanism mechanism, const std::string& server = kServer);
    ~Witness() override;

    base::Result<Step> step(std::span<const std::byte> token) override;
    size_t signature_size(Level level) const noexcept override;
    base::Status protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) override;
    base::Status unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) override;
    base::Result<Octets> make_mic(std::span<const std::byte> bytes) override;
    base::Status check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) override;
    const rpcrt4::security::Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return true; }
    std::span<const std::byte> session_key() const noexcept override { return {}; }
    rpcrt4::security::Service mechanism() const noexcept override { return rpcrt4::security::Service::none; }

 private:
    std::vector<gss_iov_buffer_desc> iov_of(Level level, std::span<const Piece> pieces,
                                            std::span<const std::byte> signature) const;

    Role role_;
    gss_OID mechanism_;
    rpcrt4::security::kerberos::Name name_;
    rpcrt4::security::kerberos::Credential credential_;
    gss_ctx_id_t context_ = nullptr;
    rpcrt4::security::Peer peer_;
};

}  // namespace kerberos_test
