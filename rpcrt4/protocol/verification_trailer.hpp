// SPDX-License-Identifier: LGPL-2.1-or-later
// The verification trailer at the end of an authenticated request's body ([MS-RPCE] 2.2.2.13): what the client believes
// the PDU's header, the presentation context and the bind to have said, under the protection of the stub data. So that
// somebody in between who changes what nobody signs is found out.
//
// When it is sent, as [MS-RPCE] has it of Windows (product notes <38>, <41> to <43>), where messages are protected:
//   bitmask                with the first request of a connection
//   presentation context   with the first request on each
//   second header          with every request, where headers are not signed. Windows' own providers sign them and it
//                          sends none with those; so do ours, unless the server does not agree
// and never with calls that have [in] pipes. It stands in the last PDU of a request, aligned to 4. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"

namespace rpcrt4::protocol {

inline constexpr size_t kVerificationAlignment = 4;

struct VerificationTrailer {
    struct Bitmask {
        bool client_supports_header_signing = false;  ///< CLIENT_SUPPORT_HEADER_SIGNING
        friend bool operator==(const Bitmask&, const Bitmask&) = default;
    };
    struct PresentationContext {
        SyntaxId interface_id;
        SyntaxId transfer;
        friend bool operator==(const PresentationContext&, const PresentationContext&) = default;
    };
    /// Of the request PDU.
    struct Header {
        PduType type = PduType::request;
        DataRepresentation representation;
        uint32_t call_id = 0;
        uint16_t context_id = 0;
        uint16_t opnum = 0;
        friend bool operator==(const Header&, const Header&) = default;
    };

    std::optional<Bitmask> bitmask;
    std::optional<PresentationContext> context;
    std::optional<Header> header;
    bool demands_more = false;  ///< received: a command that is unknown here and must be processed

    bool empty() const noexcept { return !bitmask && !context && !header; }
};

/// The bytes of one, in place of an allocation.
class EncodedVerification {
 public:
    static constexpr size_t kMost = 8 + 8 + 44 + 20;
    /// Empty when the trailer is.
    explicit EncodedVerification(const VerificationTrailer& trailer) noexcept;
    EncodedVerification() noexcept = default;
    operator std::span<const std::byte>() const noexcept { return std::span(bytes_).first(size_); }

 private:
    std::array<std::byte, kMost> bytes_{};
    size_t size_ = 0;
};

struct FoundVerification {
    size_t start = 0;  ///< in the stub data: what is before it is the stub's own, perhaps padded
    VerificationTrailer trailer;
};

/// Looks for one at the end of the stub data of a whole request. Bytes that only look like one from their beginning are
/// none: its commands must be well formed and end where the stub data ends. Stub data may be anything, but a client
/// that protects its messages is asked to believe that it does not end like this by chance.
std::optional<FoundVerification> find_verification(std::span<const std::byte> stub) noexcept;

}  // namespace rpcrt4::protocol
