// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages under AES keys: the MIC and Wrap tokens of RFC 4121 section 4.2.6, apart from what they sign, in the shape
// Windows gives them in RPC: sealed ones say EC = 16 and are rotated by EC + RRC, so that everything but the stub data
// stands before it ([MS-KILE] 3.4.5.4.1). Numbers must follow on each other in either direction; what fails changes
// neither the message nor the number expected.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/kerberos/message_key.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::kerberos {

/// What an exchange leaves behind.
struct MessageSecrets {
    KeyKind kind;
    Secret key;
    bool initiator = false;         ///< our side
    bool acceptors_subkey = false;  ///< the key is the one the acceptor chose
    uint64_t send_number = 0;
    uint64_t receive_number = 0;
};

class Messages {
 public:
    explicit Messages(const MessageSecrets& secrets);
    ~Messages();

    size_t sign_size() const noexcept { return kHeader + mac_; }
    size_t seal_size() const noexcept { return kHeader + kFiller + kHeader + mac_ + kBlock; }

    // `signature` has the size; reading, any other is SEC_E_MESSAGE_ALTERED.
    void sign(std::span<const Piece> pieces, std::span<std::byte> signature) noexcept;
    base::Status check(std::span<const Piece> pieces, Bytes signature) noexcept;
    base::Status seal(std::span<const Piece> pieces, std::span<std::byte> signature);
    base::Status open(std::span<const Piece> pieces, Bytes signature);

 private:
    static constexpr size_t kHeader = 16;
    static constexpr size_t kFiller = 16;  // EC
    using Header = std::array<std::byte, kHeader>;
    enum class Token : uint16_t { mic = 0x0404, wrap = 0x0504 };

    /// The keys of one direction.
    struct Direction {
        Direction(KeyKind kind, Bytes base, bool from_initiator);
        Mac signing;
        Mac sealing;
        Cipher cipher;
        uint64_t number = 0;
        uint8_t flags = 0;
    };
    static Header header_of(Token token, const Direction& direction) noexcept;
    /// Whether a header is the one expected, and whether its number is.
    static base::Status judge(const Header& expected, Bytes header) noexcept;
    std::span<std::byte> gather(std::span<const Piece> pieces, const Header& header);
    void mac_of_sealed(Mac& mac, std::span<const Piece> pieces, std::span<std::byte> result) noexcept;
    void scatter(std::span<const Piece> pieces) noexcept;
    void unrotate(Bytes signature) noexcept;

    bool encrypts_first_;
    size_t mac_;
    Direction outgoing_;
    Direction incoming_;
    std::vector<std::byte> text_;  // confounder, what is sealed, filler, header; kept for the next message
};

}  // namespace rpcrt4::security::kerberos
