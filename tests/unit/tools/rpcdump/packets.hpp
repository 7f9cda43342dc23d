// SPDX-License-Identifier: LGPL-2.1-or-later
// Captures made by hand: TCP segments between 10.0.0.1:4000 and 10.0.0.2:135, and the files they are kept in.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace rpcdump_test {

using Octets = std::string;

inline Octets big16(unsigned value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }
inline Octets big32(uint32_t value) { return big16(value >> 16) + big16(value & 0xFFFF); }
inline Octets little16(unsigned value) { return {static_cast<char>(value), static_cast<char>(value >> 8)}; }
inline Octets little32(uint32_t value) { return little16(value & 0xFFFF) + little16(value >> 16); }

enum class Side { client, server };
constexpr unsigned kSyn = 2;
constexpr unsigned kAck = 16;

inline Octets tcp(Side side, uint32_t sequence, const Octets& payload, unsigned flags = kAck) {
    const unsigned from = side == Side::client ? 4000 : 135;
    const unsigned to = side == Side::client ? 135 : 4000;
    return big16(from) + big16(to) + big32(sequence) + big32(0) + big16(0x5000 | flags) + big16(1000) + big32(0) +
           payload;
}

inline Octets ipv4(Side side, const Octets& tcp) {
    const Octets client = big32(0x0A000001);
    const Octets server = big32(0x0A000002);
    return big16(0x4500) + big16(static_cast<unsigned>(20 + tcp.size())) + big32(0) + big16(0x4006) + big16(0) +
           (side == Side::client ? client + server : server + client) + tcp;
}

inline Octets segment(Side side, uint32_t sequence, const Octets& payload, unsigned flags = kAck) {
    return ipv4(side, tcp(side, sequence, payload, flags));
}

constexpr uint32_t kRawIp = 101;

/// Little-endian, microseconds; packet n is of second 3600 + n.
inline Octets pcap(const std::vector<Octets>& packets, uint32_t link_type = kRawIp) {
    Octets file = little32(0xA1B2C3D4) + little16(2) + little16(4) + little32(0) + little32(0) + little32(65535) +
                  little32(link_type);
    uint32_t second = 3600;
    for (const Octets& packet : packets) {
        const auto size = static_cast<uint32_t>(packet.size());
        file += little32(second++) + little32(42) + little32(size) + little32(size) + packet;
    }
    return file;
}

inline std::span<const std::byte> bytes_of(const Octets& octets) { return std::as_bytes(std::span(octets)); }

/// A PDU of this type and body, first and last fragment.
inline Octets pdu(unsigned type, uint32_t call, const Octets& body) {
    return Octets{5, 0, static_cast<char>(type), 3, 0x10, 0, 0, 0} + little16(static_cast<unsigned>(16 + body.size())) +
           little16(0) + little32(call) + body;
}
inline Octets request(uint32_t call, unsigned opnum, const Octets& stub) {
    return pdu(0, call, little32(static_cast<uint32_t>(stub.size())) + little16(1) + little16(opnum) + stub);
}
inline Octets response(uint32_t call, const Octets& stub) {
    return pdu(2, call, little32(static_cast<uint32_t>(stub.size())) + little16(1) + little16(0) + stub);
}

}  // namespace rpcdump_test
