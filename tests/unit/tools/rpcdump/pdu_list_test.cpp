// SPDX-License-Identifier: LGPL-2.1-or-later
// From packets to lines: TCP put in order, PDUs found in it, everything else passed over.
#include "tools/rpcdump/pdu_list.hpp"

#include <doctest/doctest.h>

#include "packets.hpp"

using namespace rpcdump;
using namespace rpcdump_test;
using Lines = std::vector<std::string>;

namespace {

constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;
const std::string kThere = "10.0.0.1:4000 > 10.0.0.2:135 ";
const std::string kBack = "10.0.0.2:135 > 10.0.0.1:4000 ";
const std::string kMissing = kThere + "bytes are missing or are no PDU";

struct Listed {
    Lines lines;  // without their times
    Lines times;
    PduCount count;
};

Listed list(const Octets& file) {
    Listed all;
    all.count = list_pdus(bytes_of(file), [&](const std::string& line) {
        all.times.push_back(line.substr(0, 15));
        all.lines.push_back(line.substr(16));
    });
    return all;
}

Lines lines_of(const std::vector<Octets>& packets) { return list(pcap(packets)).lines; }

std::string request_line(uint32_t call) {
    return kThere + "request call=" + std::to_string(call) + " FL len=28 ctx=1 op=7";
}

}  // namespace

TEST_SUITE("tools/rpcdump/pdu_list") {
    TEST_CASE("a line per PDU: time, from, to, and what a trace says of it") {
        const Listed all =
            list(pcap({segment(kClient, 99, "", kSyn), segment(kServer, 499, "", kSyn | kAck),
                       segment(kClient, 100, request(3, 7, "stub")), segment(kServer, 500, response(3, "answer"))}));
        CHECK(all.lines == Lines{request_line(3), kBack + "response call=3 FL len=30 ctx=1"});
        CHECK(all.times == Lines{"01:00:02.000042", "01:00:03.000042"});
        CHECK(all.count.pdus == 2);
        CHECK(all.count.connections == 1);
        CHECK(all.count.gaps == 0);
        CHECK(all.count.complaint == nullptr);
    }

    TEST_CASE("a PDU in pieces, down to single bytes, and several in one segment") {
        const Octets stream = request(1, 7, "stub") + request(2, 7, "stub");
        std::vector<Octets> packets;
        for (uint32_t i = 0; i < stream.size(); ++i) packets.push_back(segment(kClient, 100 + i, stream.substr(i, 1)));
        CHECK(lines_of(packets) == Lines{request_line(1), request_line(2)});
        CHECK(lines_of({segment(kClient, 100, stream)}) == Lines{request_line(1), request_line(2)});
    }

    TEST_CASE("segments out of order, repeated and overlapping are put in order") {
        const Octets stream = request(1, 7, "stub") + request(2, 7, "stub") + request(3, 7, "stub");
        const Lines expected{request_line(1), request_line(2), request_line(3)};
        const auto part = [&](uint32_t from, uint32_t size) {
            return segment(kClient, 100 + from, stream.substr(from, size));
        };
        const Octets syn = segment(kClient, 99, "", kSyn);
        CHECK(lines_of({syn, part(56, 28), part(28, 28), part(0, 28)}) == expected);
        CHECK(lines_of({syn, part(0, 40), part(0, 40), part(20, 64)}) == expected);
        CHECK(lines_of({syn, syn, part(40, 44), part(30, 20), part(0, 35), part(0, 84)}) == expected);
    }

    TEST_CASE("sequence numbers may begin again at zero") {
        const Octets stream = request(1, 7, "stub") + request(2, 7, "stub");
        CHECK(lines_of({segment(kClient, ~0u - 10, "", kSyn), segment(kClient, ~0u - 9 + 30, stream.substr(30)),
                        segment(kClient, ~0u - 9, stream.substr(0, 30))}) == Lines{request_line(1), request_line(2)});
    }

    TEST_CASE("bytes that were not captured are a line; the list goes on where a segment begins with a PDU") {
        CHECK(lines_of({segment(kClient, 100, request(1, 7, "stub")), segment(kClient, 150, "the end of a PDU"),
                        segment(kClient, 166, request(3, 7, "stub"))}) ==
              Lines{request_line(1), kMissing, request_line(3)});
        const Listed cut =
            list(pcap({segment(kClient, 100, request(1, 7, "stub") + request(2, 7, "stub").substr(0, 9))}));
        CHECK(cut.lines == Lines{request_line(1), kMissing});
        CHECK(cut.count.gaps == 1);
    }

    TEST_CASE("a capture that begins in the middle of a connection is followed from the next PDU on") {
        CHECK(lines_of({segment(kClient, 100, "the end of a PDU"), segment(kClient, 116, request(3, 7, "stub"))}) ==
              Lines{request_line(3)});
    }

    TEST_CASE("another connection over the same ports begins anew") {
        CHECK(lines_of({segment(kClient, 100, request(1, 7, "stub")), segment(kClient, 9'000'000, "", kSyn),
                        segment(kClient, 9'000'001, request(2, 7, "stub"))}) ==
              Lines{request_line(1), request_line(2)});
    }

    TEST_CASE("what carries no PDUs is passed over") {
        const Octets other = "GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n";
        Octets wrong_version = request(1, 7, "stub");
        wrong_version[0] = 4;
        Octets too_short = request(1, 7, "stub");
        too_short[8] = 15;
        Octets too_much_auth = request(1, 7, "stub");
        too_much_auth[10] = 100;
        for (const Octets& payload : {other, wrong_version, too_short, too_much_auth}) {
            const Listed all = list(pcap({segment(kClient, 100, payload), "not even IP", Octets()}));
            CHECK(all.lines.empty());
            CHECK(all.count.connections == 0);
        }
        Octets udp = segment(kClient, 100, request(1, 7, "stub"));
        udp[9] = 17;
        Octets fragment = segment(kClient, 100, request(1, 7, "stub"));
        fragment[6] = 0x20;
        CHECK(lines_of({udp, fragment}).empty());
    }

    TEST_CASE("Ethernet, VLANs, Linux' cooked captures and loopback carry the same packets") {
        const Octets packet = segment(kClient, 100, request(1, 7, "stub"));
        const Octets addresses(12, 'e');
        const struct {
            uint32_t link_type;
            Octets frame;
        } rows[] = {{0, little32(2) + packet},
                    {1, addresses + big16(0x0800) + packet + "padding"},
                    {1, addresses + big16(0x88A8) + big16(5) + big16(0x8100) + big16(6) + big16(0x0800) + packet},
                    {113, Octets(14, 'c') + big16(0x0800) + packet},
                    {228, packet},
                    {276, Octets(20, 'c') + packet}};
        for (const auto& row : rows) {
            CAPTURE(row.link_type);
            CHECK(list(pcap({row.frame}, row.link_type)).lines == Lines{request_line(1)});
        }
        CHECK(list(pcap({packet}, 9999)).lines.empty());
    }

    TEST_CASE("IPv6, with extension headers before TCP") {
        const Octets segment = tcp(kClient, 100, request(1, 7, "stub"));
        const Octets options = Octets{6, 0} + Octets(6, '\0');
        const Octets one = Octets(15, '\0') + '\1';
        const Octets packet = big32(0x60000000) + big16(static_cast<unsigned>(options.size() + segment.size())) +
                              big16(0x0040) + one + one + options + segment;
        const Lines lines = lines_of({packet});
        REQUIRE(lines.size() == 1);
        CHECK(lines[0] == "[::1]:4000 > [::1]:135 request call=1 FL len=28 ctx=1 op=7");
    }

    TEST_CASE("a damaged file gives the lines up to the damage and a complaint") {
        const Octets file = pcap({segment(kClient, 100, request(1, 7, "stub")), segment(kClient, 128, "x")});
        const Listed all = list(file.substr(0, file.size() - 2));
        CHECK(all.lines == Lines{request_line(1)});
        REQUIRE(all.count.complaint);
        CHECK(std::string(all.count.complaint) == "the file is cut off");
    }
}
