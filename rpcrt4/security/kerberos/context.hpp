// SPDX-License-Identifier: LGPL-2.1-or-later
// The library's security context as one of ours: what client and server share, and the two. Once complete, AES keys
// are taken out of it and messages are our own affair; for other keys it stays and does the work.
#pragma once

#include <memory>
#include <vector>

#include "rpcrt4/security/kerberos/credential.hpp"
#include "rpcrt4/security/kerberos/kerberos.hpp"
#include "rpcrt4/security/kerberos/message.hpp"

namespace rpcrt4::security::kerberos {

class GssContext : public Context {
 public:
    ~GssContext() override;

    base::Result<Step> step(std::span<const std::byte> token) final;

    size_t signature_size(Level level) const noexcept override;
    base::Status protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) override;
    base::Status unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) override;
    base::Result<std::vector<std::byte>> make_mic(std::span<const std::byte> bytes) override;
    base::Status check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) override;
    const Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return complete_ && (flags_ & GSS_C_MUTUAL_FLAG) != 0; }
    std::span<const std::byte> session_key() const noexcept override { return session_key_.bytes(); }
    Service mechanism() const noexcept override { return Service::kerberos; }

 protected:
    explicit GssContext(Credential credential) noexcept : credential_(std::move(credential)) {}

    struct Outcome {
        OM_uint32 major;
        OM_uint32 minor;
    };
    /// One call of the library; sets flags_.
    virtual Outcome advance(gss_buffer_t token, gss_buffer_t reply) = 0;
    /// The other side's name, of the two of the finished context.
    virtual const Name& other(const Name& initiator, const Name& acceptor) const noexcept = 0;

    gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
    Credential credential_;
    OM_uint32 flags_ = 0;

 private:
    /// How this level protects; none for those that do not, and where it was not agreed on.
    enum class Way : uint8_t { none, sign, seal };
    Way way(Level level) const noexcept;
    base::Status finish();
    base::Status learn_peer();
    void learn_session_key();
    void learn_sizes();
    base::Status take_over();
    std::span<gss_iov_buffer_desc> iov(Way way, std::span<const Piece> pieces, std::span<const std::byte> signature);

    Peer peer_;
    Secret session_key_;
    size_t sign_size_ = 0;
    size_t seal_size_ = 0;
    uint32_t key_number_ = 0;             // of the kind of key
    std::unique_ptr<Messages> messages_;  // with AES keys, and then there is no context_ any more
    bool broken_ = false;
    std::vector<gss_iov_buffer_desc> iov_;  // kept, so that a message costs no allocation
};

}  // namespace rpcrt4::security::kerberos
