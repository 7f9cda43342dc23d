// SPDX-License-Identifier: LGPL-2.1-or-later
// Files of captured packets: both formats, both byte orders, and what is wrong with damaged ones.
#include "tools/rpcdump/capture.hpp"

#include <doctest/doctest.h>

#include "packets.hpp"

using namespace rpcdump;
using namespace rpcdump_test;

namespace {

struct Read {
    std::vector<uint64_t> times;
    std::vector<Octets> packets;
    uint32_t link_type = 0;
    Octets complaint;
};

Read read(const Octets& file) {
    Read all;
    Capture capture(bytes_of(file));
    while (const auto packet = capture.next()) {
        all.times.push_back(packet->microseconds);
        all.packets.emplace_back(reinterpret_cast<const char*>(packet->bytes.data()), packet->bytes.size());
        all.link_type = packet->link_type;
    }
    if (capture.complaint()) all.complaint = capture.complaint();
    return all;
}

Octets padded(Octets text) {
    text.resize((text.size() + 3) / 4 * 4);
    return text;
}

Octets block(uint32_t type, const Octets& body) {
    const auto length = static_cast<uint32_t>(12 + body.size());
    return little32(type) + little32(length) + body + little32(length);
}

Octets section() { return block(0x0A0D0D0A, little32(0x1A2B3C4D) + little32(1) + little32(~0u) + little32(~0u)); }
Octets interface_block(const Octets& options = {}) {
    return block(1, little16(1) + little16(0) + little32(0) + options);
}
Octets packet_block(uint32_t interface_, uint64_t stamp, const Octets& packet) {
    const auto size = static_cast<uint32_t>(packet.size());
    return block(6, little32(interface_) + little32(static_cast<uint32_t>(stamp >> 32)) +
                        little32(static_cast<uint32_t>(stamp)) + little32(size) + little32(size) + padded(packet));
}

}  // namespace

TEST_SUITE("tools/rpcdump/capture") {
    TEST_CASE("pcap: packets with their times, in the order of the file") {
        const Read all = read(pcap({"one", "", "three"}));
        CHECK(all.packets == std::vector<Octets>{"one", "", "three"});
        CHECK(all.times == std::vector<uint64_t>{3600'000'042, 3601'000'042, 3602'000'042});
        CHECK(all.link_type == kRawIp);
        CHECK(all.complaint.empty());
        CHECK(read(pcap({})).complaint.empty());
    }

    TEST_CASE("pcap: the other byte order, and nanoseconds") {
        const Octets big = big32(0xA1B23C4D) + big16(2) + big16(4) + big32(0) + big32(0) + big32(65535) + big32(1) +
                           big32(7) + big32(8'000) + big32(2) + big32(2) + "ab";
        const Read all = read(big);
        CHECK(all.packets == std::vector<Octets>{"ab"});
        CHECK(all.times == std::vector<uint64_t>{7'000'008});
        CHECK(all.link_type == 1);
    }

    TEST_CASE("pcapng: packets of several interfaces, simple ones, blocks of no interest") {
        const Octets nano = little16(9) + little16(1) + Octets("\x09\0\0\0", 4) + little32(0);
        const Octets file = section() + interface_block() + interface_block(nano) + block(0x55, "none of ours") +
                            packet_block(0, (uint64_t{1} << 32) + 5, "first") +
                            packet_block(1, 7'000'008'000, "second") + block(3, little32(5) + padded("third"));
        const Read all = read(file);
        CHECK(all.packets == std::vector<Octets>{"first", "second", "third"});
        CHECK(all.times == std::vector<uint64_t>{(uint64_t{1} << 32) + 5, 7'000'008, 0});
        CHECK(all.complaint.empty());
        CHECK(read(file + section() + interface_block() + packet_block(0, 1, "next section")).packets.size() == 4);
    }

    TEST_CASE("pcapng: a packet of an interface that was not described is damage") {
        CHECK(read(section() + packet_block(0, 1, "x")).complaint == "the file is damaged");
        CHECK(read(section() + interface_block() + section() + packet_block(0, 1, "x")).complaint ==
              "the file is damaged");
    }

    TEST_CASE("what is no capture is said to be none") {
        CHECK(read("").complaint == "neither pcap nor pcapng");
        CHECK(read("no capture at all").complaint == "neither pcap nor pcapng");
        CHECK(read(little32(0x0A0D0D0A) + little32(28) + "nonsense").complaint == "the file is damaged");
    }

    TEST_CASE("a file that ends too early gives what is whole, and is said to be cut off") {
        for (const Octets& file :
             {pcap({"first", "second"}),
              section() + interface_block() + packet_block(0, 1, "first") + packet_block(0, 2, "second")}) {
            const size_t whole = read(file).packets.size();
            REQUIRE(whole == 2);
            const Read all = read(file.substr(0, file.size() - 1));
            CHECK(all.packets == std::vector<Octets>{"first"});
            CHECK(all.complaint == "the file is cut off");
        }
    }

    TEST_CASE("a length no file has room for is not believed") {
        const Octets header = pcap({});
        CHECK(read(header + little32(1) + little32(1) + little32(~0u) + little32(~0u) + "x").complaint ==
              "the file is cut off");
        CHECK(read(section() + little32(6) + little32(0xFFFFFFFC) + "abcd").complaint == "the file is cut off");
        CHECK(read(section() + little32(6) + little32(8) + little32(8)).complaint == "the file is damaged");
    }
}
