// SPDX-License-Identifier: LGPL-2.1-or-later
// SecurityContext: one security context of a connection: the mechanism's state (security::Context), the number and the
// level it was agreed under, and how they are applied to PDUs. It is built by tokens in the trailers of bind,
// alter_context and auth3; then it cuts, signs and seals requests and responses, and opens those of the peer.
// [MS-RPCE] 2.2.2.11, 3.3.1.5.2. What is protected at a level, with (H) or without header signing:
//   connect                nothing; a trailer that comes nevertheless is taken off
//   packet, integrity      body and padding are signed
//   privacy                body and padding are signed and encrypted
//   H, and with NTLM in any case, as impacket, Wine and Samba have it: header and trailer header are signed, too
// Requests and responses are, that is; [MS-RPCE] says nothing of faults. Windows and Samba send them without a trailer,
// and so do we; one that comes with a trailer, as C706 12.6.4.7 lets it, is opened like a response.
//
// Threads: any. Messages must be sent in the order in which they were protected, and opened in the order in which they
// came: who calls sees to that.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>

#include "handleapi/base/ref.hpp"
#include "rpcrt4/protocol/auth_trailer.hpp"
#include "rpcrt4/protocol/fragment.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::protocol {

class SecurityContext final : public base::RefCounted {
 public:
    /// On the wire `call` is `packet`.
    SecurityContext(uint32_t id, security::Service service, security::Level level,
                    std::unique_ptr<security::Context> mechanism) noexcept;

    uint32_t id() const noexcept { return id_; }
    security::Service service() const noexcept { return service_; }
    security::Level level() const noexcept { return level_; }

    // Building it.

    /// Makes a client's first token, which may take as long as other machines like, before step() is called for it.
    void prepare();
    /// The next leg, or the server's last word; see security::Context. After an error the context is of no use.
    base::Result<security::Context::Step> step(std::span<const std::byte> token);
    /// The last leg, whose answer nobody can send: if there is one, or should be, the context is of no use.
    void finish(std::span<const std::byte> token);
    bool complete() const noexcept;
    /// Of no use, and never will be.
    bool failed() const noexcept;
    /// The mechanism is able to sign headers; whether it does is agreed on.
    bool can_sign_headers() const noexcept;
    /// From the next message on the headers are signed as well: both sides have said that they can.
    void sign_headers() noexcept;
    bool signs_headers() const noexcept;
    /// The trailer belongs to this context.
    bool owns(const AuthTrailer& trailer) const noexcept;
    /// A PDU that negotiates, with a token in its trailer; empty when it does not fit.
    std::optional<Buffer> carry(const Buffer& pdu, std::span<const std::byte> token) const;

    // Once it is complete.

    const security::Peer& peer() const noexcept;
    bool mutual() const noexcept;
    security::Service mechanism() const noexcept;
    /// Messages carry trailers.
    bool protects() const noexcept { return level_ >= security::Level::packet; }
    /// The whole message, cut and protected, or what the mechanism said (SEC_E_*). The stub stays in the message, as it
    /// was, and where it was on failure. `verification` follows the stub data, whole in the last PDU. Throws
    /// std::bad_alloc.
    base::Result<OutgoingMessage> protect(const RequestHeader& header, Buffer&& stub, uint16_t max_transmit,
                                          Part part = {}, std::span<const std::byte> verification = {});
    base::Result<OutgoingMessage> protect(const ResponseHeader& header, Buffer&& stub, uint16_t max_transmit,
                                          Part part = {});
    /// Checks and decrypts a PDU in place, of which `body_start` bytes come before the body: where the body ends.
    base::Result<size_t> open(const AuthTrailer& trailer, std::span<std::byte> pdu, size_t body_start);

 private:
    template <typename Header>
    base::Result<OutgoingMessage> cut(const Header& header, Buffer&& stub, uint16_t max_transmit, Part part,
                                      std::span<const std::byte> verification);
    base::Status protect_fragment(security::Context& mechanism, std::span<std::byte> pdu, size_t header_size,
                                  size_t signature_size) const;

    base::Result<security::Context::Step> last_word(std::span<const std::byte> token);
    bool shows_headers() const noexcept { return signs_headers_ || mechanism_->mechanism() == security::Service::ntlm; }

    const uint32_t id_;
    const security::Service service_;
    const security::Level level_;
    mutable std::mutex mutex_;  // of what follows; a step may ask other machines: not for base::Guarded
    bool signs_headers_ = false;
    std::unique_ptr<security::Context> mechanism_;
    std::optional<base::Result<security::Context::Step>> prepared_;
    bool failed_ = false;
};

}  // namespace rpcrt4::protocol
