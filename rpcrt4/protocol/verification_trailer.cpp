// SPDX-License-Identifier: LGPL-2.1-or-later
// See verification_trailer.hpp. All of it is little-endian, whatever the PDU is.
#include "rpcrt4/protocol/verification_trailer.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::protocol {
namespace {

constexpr std::array kSignature{std::byte{0x8a}, std::byte{0xe3}, std::byte{0x13}, std::byte{0x71},
                                std::byte{0x02}, std::byte{0xf4}, std::byte{0x36}, std::byte{0x71}};

/// SEC_VT_COMMAND_*.
enum Command : uint16_t { kBitmask = 1, kPresentationContext = 2, kHeader2 = 3 };
constexpr uint16_t kTypeMask = 0x3FFF;
constexpr uint16_t kEnd = 0x4000;          // SEC_VT_COMMAND_END
constexpr uint16_t kMustProcess = 0x8000;  // SEC_VT_MUST_PROCESS_COMMAND

constexpr uint16_t kBitmaskSize = 4;
constexpr uint16_t kPresentationContextSize = 40;
constexpr uint16_t kHeader2Size = 16;
constexpr uint32_t kClientSupportsHeaderSigning = 1;

/// As far as a trailer may begin before the end: our commands and as much again of others'.
constexpr size_t kSearched = 2 * EncodedVerification::kMost;

class Writer {
 public:
    explicit Writer(std::byte* out) noexcept : out_(out) {}

    std::byte* place() const noexcept { return out_; }
    void bytes(std::span<const std::byte> all) noexcept { out_ = std::copy(all.begin(), all.end(), out_); }
    template <typename T>
    void integer(T value) noexcept {
        std::memcpy(out_, &value, sizeof value);
        out_ += sizeof value;
    }
    void syntax(const SyntaxId& syntax) noexcept {
        encode_uuid(out_, syntax.uuid);
        out_ += sizeof syntax.uuid;
        integer(syntax.major);
        integer(syntax.minor);
    }
    void command(Command type, uint16_t length) noexcept {
        last_ = out_;
        integer(static_cast<uint16_t>(type));
        integer(length);
    }
    /// The last command was the last.
    void end() noexcept { last_[1] |= std::byte{kEnd >> 8}; }

 private:
    std::byte* out_;
    std::byte* last_ = nullptr;
};

SyntaxId read_syntax(base::ByteReader& reader) noexcept {
    SyntaxId syntax;
    syntax.uuid = decode_uuid(reader);
    syntax.major = reader.u16();
    syntax.minor = reader.u16();
    return syntax;
}

VerificationTrailer::Header read_header(base::ByteReader& reader) noexcept {
    VerificationTrailer::Header header;
    header.type = static_cast<PduType>(reader.u8());
    reader.skip(3);
    header.representation.value = reader.u32();
    header.call_id = reader.u32();
    header.context_id = reader.u16();
    header.opnum = reader.u16();
    return header;
}

/// False: it is not what it says. Each may be there once.
bool read_command(uint16_t command, std::span<const std::byte> body, VerificationTrailer& trailer) noexcept {
    base::ByteReader reader(body);
    switch (command & kTypeMask) {
        case kBitmask:
            if (body.size() != kBitmaskSize || trailer.bitmask) return false;
            trailer.bitmask = {(reader.u32() & kClientSupportsHeaderSigning) != 0};
            return true;
        case kPresentationContext: {
            if (body.size() != kPresentationContextSize || trailer.context) return false;
            const SyntaxId interface_id = read_syntax(reader);
            trailer.context = {interface_id, read_syntax(reader)};
            return true;
        }
        case kHeader2:
            if (body.size() != kHeader2Size || trailer.header) return false;
            trailer.header = read_header(reader);
            return true;
        default:
            if ((command & kMustProcess) != 0) trailer.demands_more = true;
            return true;
    }
}

/// The commands, up to the end of the bytes and no farther.
std::optional<VerificationTrailer> read_commands(std::span<const std::byte> bytes) noexcept {
    base::ByteReader reader(bytes);
    VerificationTrailer trailer;
    for (bool last = false; !last;) {
        const uint16_t command = reader.u16();
        const uint16_t length = reader.u16();
        const auto body = reader.take(length);
        if (reader.failed() || length % kVerificationAlignment != 0) return {};
        if (!read_command(command, body, trailer)) return {};
        last = (command & kEnd) != 0;
    }
    if (reader.remaining() != 0) return {};
    return trailer;
}

}  // namespace

EncodedVerification::EncodedVerification(const VerificationTrailer& trailer) noexcept {
    if (trailer.empty()) return;
    Writer writer(bytes_.data());
    writer.bytes(kSignature);
    if (trailer.bitmask) {
        writer.command(kBitmask, kBitmaskSize);
        writer.integer(trailer.bitmask->client_supports_header_signing ? kClientSupportsHeaderSigning : 0u);
    }
    if (trailer.header) {
        writer.command(kHeader2, kHeader2Size);
        writer.integer(uint32_t{static_cast<uint8_t>(trailer.header->type)});
        writer.integer(trailer.header->representation.value);
        writer.integer(trailer.header->call_id);
        writer.integer(trailer.header->context_id);
        writer.integer(trailer.header->opnum);
    }
    if (trailer.context) {
        writer.command(kPresentationContext, kPresentationContextSize);
        writer.syntax(trailer.context->interface_id);
        writer.syntax(trailer.context->transfer);
    }
    writer.end();
    size_ = static_cast<size_t>(writer.place() - bytes_.data());
}

std::optional<FoundVerification> find_verification(std::span<const std::byte> stub) noexcept {
    constexpr size_t kLeast = kSignature.size() + 2 * sizeof(uint16_t);
    size_t start = stub.size() - std::min(stub.size(), kSearched);
    start = (start + kVerificationAlignment - 1) & ~(kVerificationAlignment - 1);
    for (; start + kLeast <= stub.size(); start += kVerificationAlignment) {
        if (std::memcmp(stub.data() + start, kSignature.data(), kSignature.size()) != 0) continue;
        const auto trailer = read_commands(stub.subspan(start + kSignature.size()));
        if (trailer) return FoundVerification{start, *trailer};
    }
    return {};
}

}  // namespace rpcrt4::protocol
