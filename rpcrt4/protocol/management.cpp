// SPDX-License-Identifier: LGPL-2.1-or-later
// Codec of the management interface. The vector of interface ids is a full pointer to a conformant structure of full
// pointers; the principal name is a conformant and varying string (C706 14.3).
#include "rpcrt4/protocol/management.hpp"

#include <array>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::protocol::management {

using base::ByteReader;
using base::ByteWriter;

namespace {

constexpr uint32_t kFirstReferent = 0x20000;
constexpr size_t kIdSize = 20;

template <typename T>
std::optional<T> checked(const ByteReader& reader, T value) {
    if (reader.failed()) return std::nullopt;
    return value;
}

}  // namespace

Bytes encode_interface_ids(const InterfaceIds& reply) {
    ByteWriter out;
    const auto count = static_cast<uint32_t>(reply.ids.size());
    out.u32(kFirstReferent);
    out.u32(count);  // the conformance
    out.u32(count);
    for (uint32_t i = 1; i <= count; ++i) out.u32(kFirstReferent + 4 * i);
    for (const SyntaxId& id : reply.ids) {
        std::array<std::byte, 16> uuid;
        encode_uuid(uuid.data(), id.uuid);
        out.bytes(uuid);
        out.u16(id.major);
        out.u16(id.minor);
    }
    out.u32(reply.status);
    return out.take();
}

std::optional<InterfaceIds> decode_interface_ids(ByteReader reader) {
    InterfaceIds reply;
    if (reader.u32() != 0) {
        const uint32_t conformance = reader.u32();
        if (reader.u32() != conformance || conformance > reader.remaining() / sizeof(uint32_t)) return std::nullopt;
        size_t present = 0;
        for (uint32_t i = 0; i < conformance; ++i) present += reader.u32() != 0 ? 1 : 0;
        if (present > reader.remaining() / kIdSize) return std::nullopt;
        for (size_t i = 0; i < present; ++i) {
            SyntaxId id;
            id.uuid = decode_uuid(reader);
            id.major = reader.u16();
            id.minor = reader.u16();
            reply.ids.push_back(id);
        }
    }
    reply.status = reader.u32();
    return checked(reader, std::move(reply));
}

Bytes encode_statistics_request(uint32_t count) { return encode_status(count); }
std::optional<uint32_t> decode_statistics_request(ByteReader reader) { return decode_status(reader); }

Bytes encode_statistics(const Statistics& reply) {
    ByteWriter out;
    const auto count = static_cast<uint32_t>(reply.values.size());
    out.u32(count);
    out.u32(count);  // the conformance
    for (const uint32_t value : reply.values) out.u32(value);
    out.u32(reply.status);
    return out.take();
}

std::optional<Statistics> decode_statistics(ByteReader reader) {
    Statistics reply;
    const uint32_t count = reader.u32();
    if (reader.u32() != count || count > reader.remaining() / sizeof(uint32_t)) return std::nullopt;
    for (uint32_t i = 0; i < count; ++i) reply.values.push_back(reader.u32());
    reply.status = reader.u32();
    return checked(reader, std::move(reply));
}

Bytes encode_listening(const Listening& reply) {
    ByteWriter out;
    out.u32(reply.status);
    out.u32(reply.listening ? 1 : 0);
    return out.take();
}

std::optional<Listening> decode_listening(ByteReader reader) {
    Listening reply;
    reply.status = reader.u32();
    reply.listening = reader.u32() != 0;
    return checked(reader, reply);
}

Bytes encode_status(uint32_t status) {
    ByteWriter out;
    out.u32(status);
    return out.take();
}

std::optional<uint32_t> decode_status(ByteReader reader) {
    const uint32_t status = reader.u32();
    return checked(reader, status);
}

Bytes encode_principal_name_request(const PrincipalNameRequest& request) {
    ByteWriter out;
    out.u32(request.authentication_service);
    out.u32(request.size);
    return out.take();
}

std::optional<PrincipalNameRequest> decode_principal_name_request(ByteReader reader) {
    PrincipalNameRequest request;
    request.authentication_service = reader.u32();
    request.size = reader.u32();
    return checked(reader, request);
}

Bytes encode_principal_name(const PrincipalName& reply, uint32_t size) {
    ByteWriter out;
    // Without room for even the terminating zero nothing is sent of the string.
    const auto length = static_cast<uint32_t>(size == 0 ? 0 : reply.name.size() + 1);
    out.u32(size);
    out.u32(0);  // where the transmitted part begins
    out.u32(length);
    if (length != 0) {
        out.bytes(std::as_bytes(std::span(reply.name)));
        out.u8(0);
    }
    out.align(4);
    out.u32(reply.status);
    return out.take();
}

std::optional<PrincipalName> decode_principal_name(ByteReader reader) {
    PrincipalName reply;
    const uint32_t size = reader.u32();
    const uint32_t offset = reader.u32();
    const uint32_t length = reader.u32();
    if (offset != 0 || length > size) return std::nullopt;
    const auto text = reader.take(length);
    reader.align(4);
    reply.status = reader.u32();
    if (reader.failed() || (length != 0 && text.back() != std::byte{0})) return std::nullopt;
    if (length != 0) reply.name.assign(reinterpret_cast<const char*>(text.data()), length - 1);
    return reply;
}

}  // namespace rpcrt4::protocol::management
