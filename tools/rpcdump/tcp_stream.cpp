// SPDX-License-Identifier: LGPL-2.1-or-later
// See tcp_stream.hpp. RFC 791, 8200, 9293.
#include "tools/rpcdump/tcp_stream.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "handleapi/base/byte_reader.hpp"

namespace rpcdump {
namespace {

using base::ByteOrder;
using base::ByteReader;
using Bytes = std::span<const std::byte>;

enum LinkType : uint32_t {
    kNull = 0,
    kEthernet = 1,
    kRaw = 101,
    kLoop = 108,
    kCooked = 113,
    kRaw4 = 228,
    kRaw6 = 229,
    kCooked2 = 276
};
constexpr uint16_t kVlan = 0x8100;
constexpr uint16_t kServiceVlan = 0x88A8;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kSyn = 2;

/// What is left of the packet after the link's header. Which IP it is, its first byte says.
Bytes network_layer(uint32_t link_type, Bytes packet) {
    ByteReader reader(packet, ByteOrder::big);
    switch (link_type) {
        case kRaw:
        case kRaw4:
        case kRaw6:
            break;
        case kNull:
        case kLoop:
            reader.skip(4);
            break;
        case kCooked:
            reader.skip(16);
            break;
        case kCooked2:
            reader.skip(20);
            break;
        case kEthernet: {
            reader.skip(12);
            for (uint16_t type = reader.u16(); type == kVlan || type == kServiceVlan; type = reader.u16())
                reader.skip(2);
            break;
        }
        default:
            return {};
    }
    return reader.rest();
}

struct Transport {
    int family = 0;
    Bytes from;
    Bytes to;
    Bytes bytes;  // TCP's header and payload
};

std::optional<Transport> in_ipv4(Bytes packet) {
    ByteReader reader(packet, ByteOrder::big);
    const size_t header = (reader.u8() & 0x0Fu) * 4;
    reader.skip(1);
    const uint16_t total = reader.u16();
    reader.skip(2);
    const uint16_t fragment = reader.u16() & 0x3FFF;  // more to come, or an offset
    reader.skip(1);
    const uint8_t protocol = reader.u8();
    reader.skip(2);
    Transport found{AF_INET, reader.take(4), reader.take(4), {}};
    // Where the card cuts segments, the length is not known yet: 0.
    const size_t size = total == 0 ? packet.size() : std::min<size_t>(total, packet.size());
    if (reader.failed() || fragment != 0 || protocol != kTcp || header < 20 || header > size) return {};
    found.bytes = packet.subspan(header, size - header);
    return found;
}

std::optional<Transport> in_ipv6(Bytes packet) {
    ByteReader reader(packet, ByteOrder::big);
    reader.skip(4);
    const uint16_t length = reader.u16();
    uint8_t next = reader.u8();
    reader.skip(1);
    Transport found{AF_INET6, reader.take(16), reader.take(16), {}};
    if (reader.failed()) return {};
    Bytes rest = reader.rest();
    if (length != 0) rest = rest.first(std::min<size_t>(length, rest.size()));
    ByteReader inner(rest, ByteOrder::big);
    // Hop-by-hop options, routing, destination options.
    while (next == 0 || next == 43 || next == 60) {
        next = inner.u8();
        const size_t words = inner.u8();
        inner.skip(6 + words * 8);
        if (inner.failed()) return {};
    }
    if (next != kTcp) return {};
    found.bytes = inner.rest();
    return found;
}

std::string name_of(int family, Bytes address, uint16_t port) {
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(family, address.data(), text, sizeof text);
    const std::string host = family == AF_INET6 ? "[" + std::string(text) + "]" : text;
    return host + ":" + std::to_string(port);
}

}  // namespace

std::optional<Segment> tcp_segment(uint32_t link_type, Bytes packet) {
    const Bytes network = network_layer(link_type, packet);
    if (network.empty()) return {};
    const int version = std::to_integer<int>(network.front()) >> 4;
    if (version != 4 && version != 6) return {};
    const auto transport = version == 4 ? in_ipv4(network) : in_ipv6(network);
    if (!transport) return {};
    ByteReader reader(transport->bytes, ByteOrder::big);
    const uint16_t from = reader.u16();
    const uint16_t to = reader.u16();
    Segment segment;
    segment.sequence = reader.u32();
    reader.skip(4);
    const size_t header = (reader.u8() >> 4) * 4u;
    const uint8_t flags = reader.u8();
    if (reader.failed() || header < 20 || header > transport->bytes.size()) return {};
    segment.from = name_of(transport->family, transport->from, from);
    segment.to = name_of(transport->family, transport->to, to);
    segment.opens = (flags & kSyn) != 0;
    segment.payload = transport->bytes.subspan(header);
    return segment;
}

void TcpStream::take(const Segment& segment, Sink& sink) {
    if (segment.opens) {
        if (begun_ && next_ == segment.sequence + 1) return;  // sent twice
        finish(sink);
        if (begun_) sink.restarts();
        begun_ = true;
        next_ = segment.sequence + 1;
        return;
    }
    if (segment.payload.empty()) return;
    if (!begun_) {
        begun_ = true;
        next_ = segment.sequence;
    }
    const auto ahead = static_cast<int32_t>(segment.sequence - next_);
    Bytes payload = segment.payload;
    if (ahead < 0) {
        const size_t known = static_cast<uint32_t>(-static_cast<int64_t>(ahead));
        if (known >= payload.size()) return;
        payload = payload.subspan(known);
    }
    if (ahead > 0) {
        auto& kept = waiting_[position_ + static_cast<uint32_t>(ahead)];
        if (kept.size() < payload.size()) {
            waiting_bytes_ += payload.size() - kept.size();
            kept.assign(payload.begin(), payload.end());
        }
        if (waiting_bytes_ > kMostWaiting) finish(sink);
        return;
    }
    deliver(position_, payload, sink);
    deliver_waiting(sink);
}

/// What has been delivered of it already is left out.
void TcpStream::deliver(uint64_t position, Bytes payload, Sink& sink) {
    const uint64_t known = position_ - position;
    if (known >= payload.size()) return;
    payload = payload.subspan(known);
    position_ += payload.size();
    next_ += static_cast<uint32_t>(payload.size());
    sink.bytes(payload);
}

void TcpStream::deliver_waiting(Sink& sink) {
    while (!waiting_.empty() && waiting_.begin()->first <= position_) {
        const auto first = waiting_.extract(waiting_.begin());
        waiting_bytes_ -= first.mapped().size();
        deliver(first.key(), first.mapped(), sink);
    }
}

void TcpStream::finish(Sink& sink) {
    while (!waiting_.empty()) {
        const uint64_t missing = waiting_.begin()->first - position_;
        position_ += missing;
        next_ += static_cast<uint32_t>(missing);
        sink.gap();
        deliver_waiting(sink);
    }
}

}  // namespace rpcdump
