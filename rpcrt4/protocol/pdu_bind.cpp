// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_bind.hpp. Counts on the wire are one byte or two; a list is only reserved after its smallest possible size
// has been seen to fit the PDU.
#include "rpcrt4/protocol/pdu_bind.hpp"

#include <cstring>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::protocol {
namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr size_t kSyntaxSize = 20;
/// Says that an extended error follows, to the end of the PDU. [MS-RPCE] 2.2.1.1.2.
constexpr uuid::Uuid kExtendedErrorSignature{
    0x90740320, 0xfad0, 0x11d3, {0x82, 0xd7, 0x00, 0x90, 0x27, 0xb1, 0x30, 0xab}};
constexpr size_t kEmptyContextSize = 4 + kSyntaxSize;
constexpr size_t kAnswerSize = 4 + kSyntaxSize;

SyntaxId read_syntax(ByteReader& reader) {
    SyntaxId syntax;
    syntax.uuid = decode_uuid(reader);
    const uint32_t version = reader.u32();  // one integer on the wire: major in its low half
    syntax.major = static_cast<uint16_t>(version);
    syntax.minor = static_cast<uint16_t>(version >> 16);
    return syntax;
}

void write_syntax(ByteWriter& writer, const SyntaxId& syntax) {
    std::byte bytes[16];
    encode_uuid(bytes, syntax.uuid);
    writer.bytes(bytes);
    writer.u32(syntax.major | uint32_t{syntax.minor} << 16);
}

ByteReader body_of(const CommonHeader& header, std::span<const std::byte> pdu) {
    ByteReader reader(pdu, header.representation.order());
    reader.skip(kCommonHeaderSize);
    return reader;
}

void begin(ByteWriter& writer) { writer.zeros(kCommonHeaderSize); }

Buffer finish(const ByteWriter& writer, CommonHeader header) {
    Buffer pdu(writer.size());
    std::memcpy(pdu.data(), writer.bytes().data(), writer.size());
    header.fragment_length = static_cast<uint16_t>(writer.size());
    header.auth_length = 0;
    encode_common(pdu.data(), header);
    return pdu;
}

std::optional<ContextProposal> read_proposal(ByteReader& reader) {
    ContextProposal proposal;
    proposal.id = reader.u16();
    const uint8_t transfers = reader.u8();
    reader.skip(1);
    proposal.interface_id = read_syntax(reader);
    if (reader.remaining() < transfers * kSyntaxSize) return {};
    proposal.transfers.reserve(transfers);
    for (unsigned i = 0; i < transfers; ++i) proposal.transfers.push_back(read_syntax(reader));
    return proposal;
}

// The first 8 bytes of the pseudo syntax's UUID; the other 8 are the bitmask, as a little-endian number.
constexpr uint32_t kFeatureLow = 0x6cb71c2c;
constexpr uint16_t kFeatureMid = 0x9812;
constexpr uint16_t kFeatureHigh = 0x4540;

}  // namespace

SyntaxId feature_syntax(uint16_t features) noexcept {
    SyntaxId syntax{{kFeatureLow, kFeatureMid, kFeatureHigh, {}}, 1, 0};
    syntax.uuid.clock_and_node[0] = static_cast<uint8_t>(features);
    syntax.uuid.clock_and_node[1] = static_cast<uint8_t>(features >> 8);
    return syntax;
}

std::optional<uint16_t> offered_features(const SyntaxId& syntax) noexcept {
    const uuid::Uuid& id = syntax.uuid;
    if (id.time_low != kFeatureLow || id.time_mid != kFeatureMid || id.time_hi_and_version != kFeatureHigh) return {};
    if (syntax.major != 1 || syntax.minor != 0) return {};
    return static_cast<uint16_t>(id.clock_and_node[0] | id.clock_and_node[1] << 8);
}

std::optional<Bind> decode_bind(const CommonHeader& header, std::span<const std::byte> pdu) {
    ByteReader reader = body_of(header, pdu);
    Bind bind;
    bind.max_transmit = reader.u16();
    bind.max_receive = reader.u16();
    bind.association_group = reader.u32();
    const uint8_t count = reader.u8();
    reader.skip(3);
    if (reader.failed() || reader.remaining() < count * kEmptyContextSize) return {};
    bind.contexts.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        auto proposal = read_proposal(reader);
        if (!proposal || reader.failed()) return {};
        bind.contexts.push_back(std::move(*proposal));
    }
    return bind;
}

std::optional<BindAck> decode_bind_ack(const CommonHeader& header, std::span<const std::byte> pdu) {
    ByteReader reader = body_of(header, pdu);
    BindAck ack;
    ack.max_transmit = reader.u16();
    ack.max_receive = reader.u16();
    ack.association_group = reader.u32();
    const auto address = reader.take(reader.u16());
    ack.secondary_address.assign(reinterpret_cast<const char*>(address.data()), address.size());
    if (!ack.secondary_address.empty() && ack.secondary_address.back() == '\0') ack.secondary_address.pop_back();
    reader.align(4);
    const uint8_t count = reader.u8();
    reader.skip(3);
    if (reader.failed() || reader.remaining() < count * kAnswerSize) return {};
    ack.answers.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        ContextAnswer answer;
        answer.result = static_cast<ContextResult>(reader.u16());
        answer.reason = reader.u16();
        answer.transfer = read_syntax(reader);
        ack.answers.push_back(answer);
    }
    return ack;
}

std::optional<BindNak> decode_bind_nak(const CommonHeader& header, std::span<const std::byte> pdu) {
    ByteReader reader = body_of(header, pdu);
    BindNak nak;
    nak.reason = static_cast<NakReason>(reader.u16());
    if (reader.failed()) return {};
    // Some servers leave the list of versions out: then nothing follows the reason.
    const uint8_t count = reader.remaining() == 0 ? uint8_t{0} : reader.u8();
    if (reader.remaining() < count * size_t{2}) return {};
    for (unsigned i = 0; i < count; ++i) {
        const uint8_t major = reader.u8();
        nak.versions.push_back({major, reader.u8()});
    }
    reader.align(4);
    if (reader.remaining() > 16 && decode_uuid(reader) == kExtendedErrorSignature) {
        nak.extended_error = reader.rest();
    }
    return nak;
}

Buffer encode_bind(const CommonHeader& header, const Bind& bind) {
    ByteWriter writer;
    begin(writer);
    writer.u16(bind.max_transmit);
    writer.u16(bind.max_receive);
    writer.u32(bind.association_group);
    writer.u8(static_cast<uint8_t>(bind.contexts.size()));
    writer.zeros(3);
    for (const ContextProposal& proposal : bind.contexts) {
        writer.u16(proposal.id);
        writer.u8(static_cast<uint8_t>(proposal.transfers.size()));
        writer.zeros(1);
        write_syntax(writer, proposal.interface_id);
        for (const SyntaxId& transfer : proposal.transfers) write_syntax(writer, transfer);
    }
    return finish(writer, header);
}

Buffer encode_bind_ack(const CommonHeader& header, const BindAck& ack) {
    ByteWriter writer;
    begin(writer);
    writer.u16(ack.max_transmit);
    writer.u16(ack.max_receive);
    writer.u32(ack.association_group);
    if (ack.secondary_address.empty()) {
        writer.u16(0);
    } else {
        writer.u16(static_cast<uint16_t>(ack.secondary_address.size() + 1));
        writer.bytes(std::as_bytes(std::span(ack.secondary_address)));
        writer.zeros(1);
    }
    writer.align(4);
    writer.u8(static_cast<uint8_t>(ack.answers.size()));
    writer.zeros(3);
    for (const ContextAnswer& answer : ack.answers) {
        writer.u16(static_cast<uint16_t>(answer.result));
        writer.u16(answer.reason);
        write_syntax(writer, answer.transfer);
    }
    return finish(writer, header);
}

Buffer encode_bind_nak(uint32_t call_id, const BindNak& nak) {
    CommonHeader header;
    header.type = PduType::bind_nak;
    header.call_id = call_id;
    ByteWriter writer;
    begin(writer);
    writer.u16(static_cast<uint16_t>(nak.reason));
    writer.u8(static_cast<uint8_t>(nak.versions.size()));
    for (const BindNak::Version version : nak.versions) {
        writer.u8(version.major);
        writer.u8(version.minor);
    }
    writer.align(4);
    if (!nak.extended_error.empty()) {
        std::byte signature[16];
        encode_uuid(signature, kExtendedErrorSignature);
        writer.bytes(signature);
        writer.bytes(nak.extended_error);
    }
    return finish(writer, header);
}

Buffer encode_auth3(const CommonHeader& header) {
    ByteWriter writer;
    begin(writer);
    writer.u32(0);
    return finish(writer, header);
}

}  // namespace rpcrt4::protocol
