// SPDX-License-Identifier: LGPL-2.1-or-later
// See capture.hpp.
#include "tools/rpcdump/capture.hpp"

#include <algorithm>

namespace rpcdump {
namespace {

using base::ByteOrder;
using base::ByteReader;
using Bytes = std::span<const std::byte>;

constexpr uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr uint32_t kNanoseconds = 0xA1B23C4D;
constexpr uint32_t kSection = 0x0A0D0D0A;  // reads the same in both orders
constexpr uint32_t kOrder = 0x1A2B3C4D;
constexpr uint32_t kInterface = 1;
constexpr uint32_t kOldPacket = 2;
constexpr uint32_t kSimplePacket = 3;
constexpr uint32_t kEnhancedPacket = 6;
constexpr uint16_t kResolutionOption = 9;
constexpr size_t kBlockFrame = 12;  // type, length, and the length again

constexpr const char* kCutOff = "the file is cut off";
constexpr const char* kDamaged = "the file is damaged";
constexpr const char* kUnknown = "neither pcap nor pcapng";

/// Units per second of if_tsresol: a power of ten, or of two with the highest bit set. 0 for what is beyond 64 bits.
uint64_t units_of(uint8_t resolution) noexcept {
    const unsigned exponent = resolution & 0x7F;
    if ((resolution & 0x80) != 0) return exponent < 64 ? uint64_t{1} << exponent : 0;
    if (exponent > 19) return 0;
    uint64_t units = 1;
    for (unsigned i = 0; i < exponent; ++i) units *= 10;
    return units;
}

uint64_t to_microseconds(uint64_t stamp, uint64_t units) noexcept {
    if (units == 0) return 0;
    const auto rest = static_cast<unsigned __int128>(stamp % units) * 1'000'000 / units;
    return stamp / units * 1'000'000 + static_cast<uint64_t>(rest);
}

}  // namespace

Capture::Capture(Bytes file) : file_(file), reader_(file) {
    const uint32_t magic = reader_.u32();
    if (magic == kSection) {
        blocks_ = true;
        reader_ = ByteReader(file);
        return;
    }
    const uint32_t swapped = __builtin_bswap32(magic);
    const bool big = swapped == kMicroseconds || swapped == kNanoseconds;
    if (!big && magic != kMicroseconds && magic != kNanoseconds) {
        complaint_ = kUnknown;
        return;
    }
    if (big) reader_.set_order(ByteOrder::big);
    reader_.skip(16);  // versions, zone, accuracy, and the most that was kept of a packet
    const bool nano = magic == kNanoseconds || swapped == kNanoseconds;
    interfaces_.push_back({reader_.u32() & 0xFFFF, nano ? 1'000'000'000u : 1'000'000u});
    if (reader_.failed()) complaint_ = kCutOff;
}

std::optional<Packet> Capture::next() {
    if (complaint_) return {};
    return blocks_ ? next_block() : next_record();
}

std::optional<Packet> Capture::give_up(const char* complaint) {
    complaint_ = complaint;
    return {};
}

std::optional<Packet> Capture::next_record() {
    if (reader_.remaining() == 0) return {};
    const Interface& only = interfaces_.front();
    const uint64_t seconds = reader_.u32();
    const uint64_t fraction = reader_.u32();
    const uint32_t kept = reader_.u32();
    reader_.skip(4);
    const Bytes bytes = reader_.take(kept);
    if (reader_.failed()) return give_up(kCutOff);
    return Packet{seconds * 1'000'000 + to_microseconds(fraction, only.units_per_second), only.link_type, bytes};
}

void Capture::begin_section(Bytes start) {
    ByteReader reader(start);
    reader.skip(8);
    const uint32_t order = reader.u32();
    if (order != kOrder && order != __builtin_bswap32(kOrder)) {
        complaint_ = reader.failed() ? kCutOff : kDamaged;
        return;
    }
    reader_.set_order(order == kOrder ? ByteOrder::little : ByteOrder::big);
    interfaces_.clear();
}

std::optional<Packet> Capture::next_block() {
    while (reader_.remaining() != 0) {
        const Bytes start = file_.subspan(reader_.position());
        const uint32_t type = reader_.u32();
        if (type == kSection) begin_section(start);
        if (complaint_) return {};
        const uint32_t length = reader_.u32();
        if (!reader_.failed() && (length < kBlockFrame || length % 4 != 0)) return give_up(kDamaged);
        const Bytes body = reader_.take(length - kBlockFrame);
        const uint32_t again = reader_.u32();
        if (reader_.failed()) return give_up(kCutOff);
        if (again != length) return give_up(kDamaged);
        if (type == kInterface) {
            add_interface(body);
        } else if (type == kOldPacket || type == kSimplePacket || type == kEnhancedPacket) {
            const auto packet = packet_in(type, body);
            if (!packet) return give_up(kDamaged);
            return packet;
        }
    }
    return {};
}

void Capture::add_interface(Bytes body) {
    ByteReader reader(body, reader_.order());
    Interface added{.link_type = reader.u16()};
    reader.skip(6);
    while (reader.remaining() >= 4) {
        const uint16_t option = reader.u16();
        const uint16_t length = reader.u16();
        if (option == 0) break;
        const Bytes value = reader.take(length);
        reader.align(4);
        if (option == kResolutionOption && value.size() == 1) {
            added.units_per_second = units_of(std::to_integer<uint8_t>(value.front()));
        }
    }
    interfaces_.push_back(added);
}

std::optional<Packet> Capture::packet_in(uint32_t type, Bytes body) const {
    ByteReader reader(body, reader_.order());
    uint32_t interface_ = 0;
    uint64_t stamp = 0;
    uint32_t kept = 0;
    if (type != kSimplePacket) {
        interface_ = type == kOldPacket ? reader.u16() : reader.u32();
        if (type == kOldPacket) reader.skip(2);
        const uint64_t high = reader.u32();
        stamp = high << 32 | reader.u32();
        kept = reader.u32();
    }
    const uint32_t original = reader.u32();
    if (type == kSimplePacket) kept = static_cast<uint32_t>(std::min<size_t>(original, reader.remaining()));
    const Bytes bytes = reader.take(kept);
    if (reader.failed() || interface_ >= interfaces_.size()) return {};
    const Interface& from = interfaces_[interface_];
    return Packet{to_microseconds(stamp, from.units_per_second), from.link_type, bytes};
}

}  // namespace rpcdump
