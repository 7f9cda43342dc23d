// SPDX-License-Identifier: LGPL-2.1-or-later
// From captured packets to the bytes of TCP streams: the headers below TCP, and one direction of a connection put in
// order. What was sent twice is delivered once; what the capture has missed is a gap.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rpcdump {

struct Segment {
    std::string from;  ///< "1.2.3.4:135", "[::1]:135"
    std::string to;
    uint32_t sequence = 0;
    bool opens = false;  ///< SYN
    std::span<const std::byte> payload;
};

/// Nothing for what is no TCP over IPv4 or IPv6, is an IP fragment, or is damaged. Link types: Ethernet with or without
/// VLAN tags, raw IP, the loopback of BSD, Linux' cooked ones.
std::optional<Segment> tcp_segment(uint32_t link_type, std::span<const std::byte> packet);

/// One direction of one connection.
class TcpStream {
 public:
    class Sink {
     public:
        /// In order; each call begins where a segment did, unless its beginning was there already.
        virtual void bytes(std::span<const std::byte> bytes) = 0;
        /// The ports are used again: what comes next is of another connection.
        virtual void restarts() = 0;
        /// Bytes are missing before what comes next.
        virtual void gap() = 0;

     protected:
        ~Sink() = default;
    };

    /// A stream whose beginning was not captured begins with the first segment that was.
    void take(const Segment& segment, Sink& sink);
    /// The capture is over: what waits for missing segments is delivered, with gaps.
    void finish(Sink& sink);

 private:
    /// More than this waiting for a missing segment: it will not come.
    static constexpr size_t kMostWaiting = 1 << 20;

    void deliver(uint64_t position, std::span<const std::byte> payload, Sink& sink);
    void deliver_waiting(Sink& sink);

    bool begun_ = false;
    uint32_t next_ = 0;      // sequence number of the byte at position_
    uint64_t position_ = 0;  // bytes of the stream so far
    std::map<uint64_t, std::vector<std::byte>> waiting_;
    size_t waiting_bytes_ = 0;
};

}  // namespace rpcdump
