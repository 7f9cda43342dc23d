// SPDX-License-Identifier: LGPL-2.1-or-later
// See startup_block.hpp. Layout: magic, version, process id, total size; then the fields in the order of encode().
#include "handleapi/process/startup_block.hpp"

#include <algorithm>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"

namespace handleapi {
namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr uint64_t kMagic = 0x3154'5241'5453'5052;  // "RPSTART1"
constexpr uint32_t kVersion = 2;
constexpr size_t kSizeOffset = 16;
constexpr size_t kLeastHandle = 15;  // bytes
constexpr size_t kLeastObject = 18;
constexpr uint8_t kMostDescriptors = 8;
constexpr int kFirstFree = 3;

void put(ByteWriter& out, const std::string& text) {
    out.u32(static_cast<uint32_t>(text.size()));
    out.bytes(std::as_bytes(std::span(text)));
}

std::string take_text(ByteReader& in) {
    const auto bytes = in.take(in.u32());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void put(ByteWriter& out, const StartupInformation& information) {
    put(out, information.desktop);
    put(out, information.title);
    for (const uint32_t value : information.window) out.u32(value);
    out.u32(information.flags);
    out.u16(information.show_window);
    for (const uint64_t handle : information.standard) out.u64(handle);
}

StartupInformation take_information(ByteReader& in) {
    StartupInformation information;
    information.desktop = take_text(in);
    information.title = take_text(in);
    for (uint32_t& value : information.window) value = in.u32();
    information.flags = in.u32();
    information.show_window = in.u16();
    for (uint64_t& handle : information.standard) handle = in.u64();
    return information;
}

void put(ByteWriter& out, const InheritedTable& table) {
    out.u32(static_cast<uint32_t>(table.objects.size()));
    for (const auto& [type, description] : table.objects) {
        out.u8(static_cast<uint8_t>(type));
        out.u32(static_cast<uint32_t>(description.descriptor));
        out.u64(description.number);
        put(out, description.text);
        out.u8(static_cast<uint8_t>(description.more.size()));
        for (const int one : description.more) out.u32(static_cast<uint32_t>(one));
    }
    out.u32(static_cast<uint32_t>(table.handles.size()));
    for (const auto& [id, flags, tag, object] : table.handles) {
        out.u64(id);
        out.u8(flags);
        out.u16(tag);
        out.u32(object);
    }
}

/// False when an entry is impossible in itself; a short read is the reader's to remember.
bool take_table(ByteReader& in, InheritedTable& table) {
    const uint32_t objects = in.u32();
    if (objects > in.remaining() / kLeastObject) return false;
    table.objects.resize(objects);
    for (auto& [type, description] : table.objects) {
        type = static_cast<ObjectType>(in.u8());
        description.descriptor = static_cast<int>(in.u32());
        description.number = in.u64();
        description.text = take_text(in);
        if (description.descriptor < -1 || (description.descriptor >= 0 && description.descriptor < kFirstFree)) {
            return false;
        }
        const uint8_t more = in.u8();
        if (more > kMostDescriptors) return false;
        for (uint8_t i = 0; i < more; ++i) description.more.push_back(static_cast<int>(in.u32()));
        const auto standard = [](int one) { return one < kFirstFree; };
        if (std::any_of(description.more.begin(), description.more.end(), standard)) return false;
    }
    const uint32_t handles = in.u32();
    if (handles > in.remaining() / kLeastHandle) return false;
    table.handles.resize(handles);
    for (auto& [id, flags, tag, object] : table.handles) {
        id = in.u64();
        flags = in.u8();
        tag = in.u16();
        object = in.u32();
        if (object >= objects || (id & 3) != 0) return false;
    }
    return true;
}

}  // namespace

std::vector<std::byte> encode(const StartupBlock& block) {
    ByteWriter out;
    out.u64(kMagic);
    out.u32(kVersion);
    out.u32(block.process_id);
    out.u32(0);
    out.u32(static_cast<uint32_t>(block.exit_record));
    out.u32(static_cast<uint32_t>(block.delivery));
    out.u32(block.way);
    out.u32(block.parent_id);
    put(out, block.information);
    put(out, block.command_line);
    put(out, block.inherited);
    out.overwrite_u32(kSizeOffset, static_cast<uint32_t>(out.size()));
    return out.take();
}

std::optional<uint32_t> addressee_of(std::span<const std::byte> bytes) {
    ByteReader in(bytes);
    if (in.u64() != kMagic) return std::nullopt;
    in.skip(sizeof(uint32_t));
    const uint32_t id = in.u32();
    if (in.failed()) return std::nullopt;
    return id;
}

std::optional<StartupBlock> decode_startup_block(std::span<const std::byte> bytes) {
    ByteReader in(bytes);
    StartupBlock block;
    if (in.u64() != kMagic || in.u32() != kVersion) return std::nullopt;
    block.process_id = in.u32();
    if (in.u32() != bytes.size()) return std::nullopt;
    block.exit_record = static_cast<int>(in.u32());
    block.delivery = static_cast<int>(in.u32());
    block.way = in.u32();
    block.parent_id = in.u32();
    for (const int descriptor : {block.exit_record, block.delivery}) {
        if (descriptor < -1 || (descriptor >= 0 && descriptor < kFirstFree)) return std::nullopt;
    }
    block.information = take_information(in);
    block.command_line = take_text(in);
    if (!take_table(in, block.inherited) || in.failed() || in.remaining() != 0) return std::nullopt;
    return block;
}

}  // namespace handleapi
