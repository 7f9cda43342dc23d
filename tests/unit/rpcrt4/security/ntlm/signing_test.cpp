// SPDX-License-Identifier: LGPL-2.1-or-later
// Signatures and sealing, by the examples of [MS-NLMP] 4.2.3.4 and 4.2.4.4, and what happens to messages on their way.
#include "rpcrt4/security/ntlm/signing.hpp"

#include <doctest/doctest.h>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

constexpr uint32_t kStrong = flag::kExtendedSessionSecurity | flag::k128 | flag::kKeyExchange;
constexpr uint32_t kPlainChecksums = flag::kExtendedSessionSecurity | flag::k56;

const Bytes kPlaintext = hex("50006c00610069006e007400650078007400");
Key fives() { return key_of("55555555555555555555555555555555"); }

/// A message in three pieces, of which the middle one is secret.
struct Message {
    Bytes header = hex("0500000310000000");
    Bytes body = hex("00112233445566778899");
    Bytes trailer = hex("0a060000");
    Bytes signature = Bytes(kSignatureSize);

    std::array<Piece, 3> pieces() { return {Piece{header}, Piece{body, Piece::Handling::seal}, Piece{trailer}}; }
};

/// Both ends of one direction.
struct Ends {
    Stream sender{kStrong, fives(), Direction::to_server};
    Stream receiver{kStrong, fives(), Direction::to_server};

    Message sent(bool seal = true) {
        Message message;
        sender.protect(message.pieces(), seal, message.signature);
        return message;
    }
    Status received(Message message, bool seal = true) {
        const Status status = receiver.unprotect(message.pieces(), seal, message.signature);
        if (status == Status::ok) CHECK(message.body == Message().body);
        return status;
    }
};

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/signing") {
    TEST_CASE("sealing with exchanged keys (4.2.4.4)") {
        Stream stream(kStrong, fives(), Direction::to_server);
        Bytes data = kPlaintext;
        const Piece piece{data, Piece::Handling::seal};
        Bytes signature(kSignatureSize);
        stream.protect({&piece, 1}, true, signature);
        CHECK(to_hex(data) == "54e50165bf1936dc996020c1811b0f06fb5f");
        CHECK(to_hex(signature) == "010000007fb38ec5c55d497600000000");
    }

    TEST_CASE("sealing without key exchange leaves the checksum readable (4.2.3.4)") {
        Stream stream(kPlainChecksums, key_of("eb93429a8bd952f8b89c55b87f475edc"), Direction::to_server);
        Bytes data = kPlaintext;
        const Piece piece{data, Piece::Handling::seal};
        Bytes signature(kSignatureSize);
        stream.protect({&piece, 1}, true, signature);
        CHECK(to_hex(data) == "a02372f6530273f3aa1eb90190ce5200c99d");
        CHECK(to_hex(signature) == "01000000ff2aeb52f681793a00000000");
    }

    TEST_CASE("the signature covers all pieces as if they were one") {
        Stream whole(kStrong, fives(), Direction::to_client);
        Stream parts(kStrong, fives(), Direction::to_client);
        Bytes one = kPlaintext;
        Bytes other = kPlaintext;
        const std::span<std::byte> rest(other);
        const Piece single{one};
        const Piece three[] = {{rest.first(3)}, {rest.subspan(3, 10), Piece::Handling::seal}, {rest.subspan(13)}};
        Bytes first(kSignatureSize);
        Bytes second(kSignatureSize);
        whole.protect({&single, 1}, false, first);
        parts.protect(three, false, second);
        CHECK(first == second);
        CHECK(other == kPlaintext);
    }

    TEST_CASE("only what says so is encrypted, and all of it comes back") {
        Ends ends;
        for (int i = 0; i < 100; ++i) {
            Message message = ends.sent();
            CHECK(message.header == Message().header);
            CHECK(message.trailer == Message().trailer);
            CHECK(message.body != Message().body);
            REQUIRE(ends.received(message) == Status::ok);
        }
    }

    TEST_CASE("signed and sealed messages may follow one another") {
        Ends ends;
        for (int i = 0; i < 20; ++i) REQUIRE(ends.received(ends.sent(i % 3 == 0), i % 3 == 0) == Status::ok);
    }

    TEST_CASE("a bit changed anywhere is noticed") {
        for (bool seal : {false, true}) {
            for (auto part : {&Message::header, &Message::body, &Message::trailer}) {
                Ends ends;
                Message message = ends.sent(seal);
                (message.*part)[3] ^= std::byte{0x10};
                CHECK(ends.received(message, seal) == Status::sec_e_message_altered);
            }
        }
        for (size_t at = 0; at < kSignatureSize; ++at) {
            Ends ends;
            Message message = ends.sent();
            message.signature[at] ^= std::byte{1};
            const Status expected = at < 4    ? Status::sec_e_invalid_token
                                    : at < 12 ? Status::sec_e_message_altered
                                              : Status::sec_e_out_of_sequence;
            CHECK(ends.received(message) == expected);
        }
    }

    TEST_CASE("a replayed, a skipped and a reordered message are out of sequence") {
        Ends replayed;
        const Message message = replayed.sent();
        CHECK(replayed.received(message) == Status::ok);
        CHECK(replayed.received(message) == Status::sec_e_out_of_sequence);

        Ends reordered;
        const Message first = reordered.sent();
        const Message second = reordered.sent();
        CHECK(reordered.received(second) == Status::sec_e_out_of_sequence);
        CHECK(reordered.received(first) == Status::sec_e_context_expired);
    }

    TEST_CASE("a sequence number rewritten does not make a replay a new message") {
        Ends ends;
        Message message = ends.sent();
        CHECK(ends.received(message) == Status::ok);
        message.signature[12] = std::byte{1};
        CHECK(ends.received(message) == Status::sec_e_message_altered);
    }

    TEST_CASE("nothing is accepted after the first failure") {
        Ends ends;
        Message wrong = ends.sent();
        wrong.body[0] ^= std::byte{1};
        CHECK(ends.received(wrong) == Status::sec_e_message_altered);
        CHECK(ends.received(ends.sent()) == Status::sec_e_context_expired);
    }

    TEST_CASE("a signature of another length is none") {
        for (size_t size : {0u, 1u, 15u, 17u, 64u}) {
            Ends ends;
            Message message = ends.sent();
            message.signature.resize(size);
            CHECK(ends.received(message) == Status::sec_e_invalid_token);
        }
    }

    TEST_CASE("what one direction signs the other does not accept") {
        Stream to_server(kStrong, fives(), Direction::to_server);
        Stream to_client(kStrong, fives(), Direction::to_client);
        Message message;
        to_server.protect(message.pieces(), true, message.signature);
        CHECK(to_client.unprotect(message.pieces(), true, message.signature) == Status::sec_e_message_altered);
    }

    TEST_CASE("rewinding begins the key stream again, and not the sequence numbers") {
        Stream stream(kStrong, fives(), Direction::to_server);
        Stream fresh(kStrong, fives(), Direction::to_server);
        Message list;
        stream.protect(list.pieces(), false, list.signature);
        stream.rewind();
        Message message;
        Message other;
        stream.protect(message.pieces(), true, message.signature);
        fresh.protect(other.pieces(), true, other.signature);
        CHECK(message.body == other.body);
        CHECK(list.signature[12] == std::byte{0});
        CHECK(message.signature[12] == std::byte{1});
    }
}
