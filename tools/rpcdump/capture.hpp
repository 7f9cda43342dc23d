// SPDX-License-Identifier: LGPL-2.1-or-later
// Files of captured packets: pcap in both byte orders, with microseconds or nanoseconds, and pcapng. Hostile files are
// safe: nothing is believed that does not fit, and nothing is allocated for what is only announced.
// draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "handleapi/base/byte_reader.hpp"

namespace rpcdump {

struct Packet {
    uint64_t microseconds = 0;  ///< since 1970; 0 when the file does not say
    uint32_t link_type = 0;     ///< LINKTYPE_*
    std::span<const std::byte> bytes;
};

class Capture {
 public:
    /// `file` outlives the reader and its packets.
    explicit Capture(std::span<const std::byte> file);
    /// Nothing at the end, or where the file is damaged: complaint() tells.
    std::optional<Packet> next();
    /// What is wrong with the file; nullptr when nothing is, as far as it has been read.
    const char* complaint() const noexcept { return complaint_; }

 private:
    struct Interface {
        uint32_t link_type = 0;
        uint64_t units_per_second = 1'000'000;
    };
    std::optional<Packet> next_record();
    std::optional<Packet> next_block();
    void begin_section(std::span<const std::byte> start);
    void add_interface(std::span<const std::byte> body);
    std::optional<Packet> packet_in(uint32_t type, std::span<const std::byte> body) const;
    std::optional<Packet> give_up(const char* complaint);

    std::span<const std::byte> file_;
    base::ByteReader reader_;
    bool blocks_ = false;                // pcapng
    std::vector<Interface> interfaces_;  // of the section; pcap has one
    const char* complaint_ = nullptr;
};

}  // namespace rpcdump
