// SPDX-License-Identifier: LGPL-2.1-or-later
// What smbd says when it passes a client on, and how messages go through it.
#include <doctest/doctest.h>

#include "npam_golden.hpp"
#include "rpcrt4/transport/smb/front_pipe.hpp"
#include "rpcrt4/transport/smb/front_request.hpp"

using namespace rpcrt4::transport::smb;
using base::Status;

namespace {

Octets copy(Bytes bytes) { return Octets(bytes.begin(), bytes.end()); }

Status verdict(Bytes request) {
    const auto client = decode_front_request(request);
    return client ? Status::ok : client.status();
}

Octets pdu(uint16_t size) {
    Octets bytes(size, std::byte{7});
    bytes[4] = std::byte{0x10};
    bytes[8] = std::byte(size);
    bytes[9] = std::byte(size >> 8);
    return bytes;
}

}  // namespace

TEST_SUITE("rpcrt4/transport/smb/front") {
    TEST_CASE("a user is called as smbd calls him") {
        const auto client = decode_front_request(npam_golden::user());
        REQUIRE(client);
        CHECK(client->peer.user == "root");
        CHECK(client->peer.domain == "SAMBATEST");
        CHECK(client->peer.principal == "SAMBATEST\\root");
        CHECK_FALSE(client->peer.anonymous);
        CHECK(client->host == "vm");
    }

    TEST_CASE("an anonymous client is nobody") {
        const auto client = decode_front_request(npam_golden::anonymous());
        REQUIRE(client);
        CHECK(client->peer.anonymous);
        CHECK(client->peer.principal == "NT AUTHORITY\\ANONYMOUS LOGON");
    }

    TEST_CASE("whom smbd did not authenticate is nobody, whatever he is called") {
        Octets request = copy(npam_golden::user());
        const size_t at = 0x1f4;
        REQUIRE(request[at] == std::byte{1});
        request[at] = std::byte{0};
        const auto client = decode_front_request(request);
        REQUIRE(client);
        CHECK(client->peer.anonymous);
    }

    TEST_CASE("a request that is cut short is malformed") {
        constexpr size_t kNamesOfTheSystem = 0x2b8;  // not read
        const Bytes whole = npam_golden::user();
        for (size_t size = 0; size < kNamesOfTheSystem - 3; ++size) {
            CAPTURE(size);
            CHECK(verdict(whole.first(size)) == Status::rpc_s_protocol_error);
        }
    }

    TEST_CASE("other magic, levels and impossible numbers are refused") {
        const auto changed = [](size_t at, uint8_t value) {
            Octets request = copy(npam_golden::user());
            request[at] = std::byte{value};
            return verdict(request);
        };
        CHECK(changed(4, 'X') == Status::rpc_s_protocol_error);
        CHECK(changed(8, 6) == Status::rpc_s_protocol_error);
        Octets other = copy(npam_golden::user());
        other[8] = other[12] = std::byte{8};
        CHECK(verdict(other) == Status::rpc_s_cannot_support);
        other = copy(npam_golden::user());
        other[0x2c] = other[0x2e] = std::byte{0};
        CHECK(verdict(other) == Status::rpc_s_protocol_error);       // no session
        CHECK(changed(0x38, 0xff) == Status::rpc_s_protocol_error);  // a name longer than its room
        CHECK(changed(0x3e, 'x') == Status::rpc_s_protocol_error);   // and one that does not end
        CHECK(changed(0xcb, 0xff) == Status::rpc_s_protocol_error);  // 4 thousand million SIDs
        CHECK(changed(0xd1, 0xff) == Status::rpc_s_protocol_error);  // a SID of 255 parts
    }

    TEST_CASE("the length says how much is read, within bounds") {
        const auto size_of = [](uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
            const std::array begin{std::byte{a}, std::byte{b}, std::byte{c}, std::byte{d}};
            const auto size = front_request_size(begin);
            return size ? *size : 0;
        };
        CHECK(size_of(0, 0, 2, 0xe1) == 0x2e1);
        CHECK(size_of(0, 0, 0, 11) == 0);
        CHECK(size_of(0, 0x10, 0, 0) == 1 << 20);
        CHECK(size_of(0, 0x10, 0, 1) == 0);
        CHECK(size_of(0xff, 0xff, 0xff, 0xff) == 0);
        CHECK(may_be_front_request(std::byte{0}));
        CHECK_FALSE(may_be_front_request(std::byte{5}));
    }

    TEST_CASE("the reply is the one Samba's own services give") {
        const Octets reply = front_reply(0);
        constexpr uint8_t kSeen[] = {0,    0, 0, 0x20, 'N', 'P', 'A', 'M',  7, 0, 0, 0, 7, 0, 0, 0, 2, 0,
                                     0xff, 5, 0, 0,    0,   0,   0,   0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        CHECK(copy(std::as_bytes(std::span(kSeen))) == reply);
    }

    TEST_CASE("messages come and go behind their lengths, however the bytes are cut") {
        const Octets one = pdu(300), other = pdu(16);
        Octets framed;
        for (const Octets* message : {&one, &other}) {
            framed.push_back(std::byte(message->size()));
            framed.push_back(std::byte(message->size() >> 8));
            framed.insert(framed.end(), message->begin(), message->end());
        }
        Octets plain = one;
        plain.insert(plain.end(), other.begin(), other.end());
        for (size_t step = 1; step < framed.size(); step += 13) {
            FrontPipe pipe({});
            for (size_t at = 0; at < framed.size(); at += step) {
                CHECK(pipe.from_far(Bytes(framed).subspan(at, std::min(step, framed.size() - at))) == Status::ok);
            }
            CHECK(copy(pipe.to_near.waiting()) == plain);
            for (size_t at = 0; at < plain.size(); at += step) {
                CHECK(pipe.from_near(Bytes(plain).subspan(at, std::min(step, plain.size() - at))) == Status::ok);
            }
            CHECK(copy(pipe.to_far.waiting()) == framed);
        }
    }
}
