// SPDX-License-Identifier: LGPL-2.1-or-later
// See wire.hpp. A twr_t is a conformant structure behind a full pointer: the count, then the structure, whose first
// member says the count again. The octets of a tower have a byte order of their own.
#include "rpcrt4/epmapper/wire.hpp"

#include <algorithm>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::epmapper::wire {

using base::ByteReader;
using base::ByteWriter;
using base::Status;

namespace {

constexpr size_t kEntrySize = 16 + 4 + 4 + 4;  // object, pointer, offset and length of the annotation

void write_uuid(ByteWriter& out, const uuid::Uuid& value) {
    std::byte bytes[16];
    protocol::encode_uuid(bytes, value);
    out.bytes(bytes);
}

/// Full pointers count up; equal numbers would mean one object.
class Pointers {
 public:
    uint32_t next() noexcept { return ++last_; }

 private:
    uint32_t last_ = 0;
};

void write_optional_uuid(ByteWriter& out, Pointers& pointers, const uuid::Uuid& value) {
    out.u32(value.is_nil() ? 0 : pointers.next());
    if (!value.is_nil()) write_uuid(out, value);
}

void write_tower(ByteWriter& out, const binding::Tower& tower) {
    const auto octets = binding::encode_tower(tower);
    const auto length = static_cast<uint32_t>(octets.size());
    out.u32(length);
    out.u32(length);
    out.bytes(octets);
    out.align(4);
}

LookupHandle read_handle(ByteReader& reader) noexcept {
    LookupHandle handle{};
    const auto bytes = reader.take(handle.size());
    std::copy(bytes.begin(), bytes.end(), handle.begin());
    return handle;
}

/// The octets of a twr_t; empty and the reader failed when they are not there.
std::span<const std::byte> read_tower(ByteReader& reader) noexcept {
    reader.align(4);
    const uint32_t count = reader.u32();
    const uint32_t length = reader.u32();
    if (count != length) reader.skip(reader.remaining() + 1);
    return reader.take(length);
}

/// The header of an array of which the first `count` elements are sent; false when it cannot be right.
bool read_array_header(ByteReader& reader, uint32_t count, uint32_t most, size_t element_size) noexcept {
    const uint32_t room = reader.u32();
    const uint32_t offset = reader.u32();
    const uint32_t sent = reader.u32();
    return !reader.failed() && offset == 0 && sent == count && sent <= room && sent <= most &&
           sent <= reader.remaining() / element_size;
}

/// A full pointer that was seen before stands for what it meant then, and nothing is sent for it.
class Seen {
 public:
    bool add(uint32_t pointer) {
        if (pointer == 0 || std::find(seen_.begin(), seen_.end(), pointer) != seen_.end()) return false;
        seen_.push_back(pointer);
        return true;
    }

 private:
    std::vector<uint32_t> seen_;
};

struct Entry {
    uuid::Uuid object;
    bool has_tower = false;
    std::string annotation;
};

std::optional<Entry> read_entry(ByteReader& reader, Seen& seen) {
    Entry entry;
    reader.align(4);
    entry.object = protocol::decode_uuid(reader);
    entry.has_tower = seen.add(reader.u32());
    const uint32_t offset = reader.u32();
    const uint32_t length = reader.u32();
    if (offset != 0 || length > kAnnotationRoom) return {};
    const auto text = reader.take(length);
    const auto end = std::find(text.begin(), text.end(), std::byte{0});
    entry.annotation.assign(reinterpret_cast<const char*>(text.data()), static_cast<size_t>(end - text.begin()));
    if (reader.failed()) return {};
    return entry;
}

template <typename T>
std::optional<T> checked(const ByteReader& reader, T value) {
    if (reader.failed()) return std::nullopt;
    return value;
}

}  // namespace

Status from_mapper(uint32_t status) noexcept {
    // C706 appendix E, ept_s_*; 0x1C... are the runtime's (nca_s_*).
    switch (status) {
        case 0:
            return Status::ok;
        case 0x16C9A0D6:
        case 1753:
            return Status::ept_s_not_registered;
        case 0x16C9A0D3:
        case 1751:
            return Status::ept_s_invalid_entry;
        case 0x16C9A0CE:
        case 14:
            return Status::rpc_s_server_out_of_memory;
        case 5:
            return Status::rpc_s_access_denied;
        default:
            return Status::ept_s_cant_perform_op;
    }
}

Bytes encode_map(const MapRequest& request) {
    ByteWriter out;
    Pointers pointers;
    write_optional_uuid(out, pointers, request.object);
    out.u32(pointers.next());
    write_tower(out, request.tower);
    out.bytes(request.handle);
    out.u32(request.most);
    return out.take();
}

std::optional<MapReply> decode_map_reply(ByteReader reader, uint32_t most) {
    MapReply reply;
    reply.handle = read_handle(reader);
    const uint32_t count = reader.u32();
    if (!read_array_header(reader, count, most, sizeof(uint32_t))) return {};
    Seen seen;
    size_t present = 0;
    for (uint32_t i = 0; i < count; ++i) present += seen.add(reader.u32());
    for (size_t i = 0; i < present && !reader.failed(); ++i) {
        if (auto tower = binding::decode_tower(read_tower(reader))) reply.towers.push_back(std::move(*tower));
    }
    reader.align(4);
    reply.status = reader.u32();
    return checked(reader, std::move(reply));
}

Bytes encode_lookup(const LookupRequest& request) {
    const Inquiry& inquiry = request.inquiry;
    ByteWriter out;
    Pointers pointers;
    out.u32(static_cast<uint32_t>(inquiry.type));
    write_optional_uuid(out, pointers, inquiry.object);
    const bool by_interface = inquiry.type == InquiryType::by_interface || inquiry.type == InquiryType::by_both;
    out.u32(by_interface ? pointers.next() : 0);
    if (by_interface) {
        write_uuid(out, inquiry.interface_id.uuid);
        out.u16(inquiry.interface_id.major);
        out.u16(inquiry.interface_id.minor);
    }
    out.u32(static_cast<uint32_t>(inquiry.versions));
    out.bytes(request.handle);
    out.u32(request.most);
    return out.take();
}

std::optional<LookupReply> decode_lookup_reply(ByteReader reader, uint32_t most) {
    LookupReply reply;
    reply.handle = read_handle(reader);
    reply.count = reader.u32();
    if (!read_array_header(reader, reply.count, most, kEntrySize)) return {};
    std::vector<Entry> entries;
    Seen seen;
    for (uint32_t i = 0; i < reply.count; ++i) {
        auto entry = read_entry(reader, seen);
        if (!entry) return {};
        entries.push_back(std::move(*entry));
    }
    for (Entry& entry : entries) {
        if (!entry.has_tower) continue;
        auto tower = binding::decode_tower(read_tower(reader));
        if (tower) reply.elements.push_back({entry.object, std::move(*tower), std::move(entry.annotation)});
    }
    reader.align(4);
    reply.status = reader.u32();
    return checked(reader, std::move(reply));
}

Bytes encode_free(const LookupHandle& handle) { return {handle.begin(), handle.end()}; }

std::optional<FreeReply> decode_free_reply(ByteReader reader) {
    FreeReply reply;
    reply.handle = read_handle(reader);
    reply.status = reader.u32();
    return checked(reader, reply);
}

}  // namespace rpcrt4::epmapper::wire
