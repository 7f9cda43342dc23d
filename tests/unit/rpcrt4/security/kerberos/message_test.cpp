// SPDX-License-Identifier: LGPL-2.1-or-later
// Signing and sealing without a KDC: two sides of one key, and what somebody in between does. That MIT krb5 and Samba
// do the same: tests/interop/kerberos.
#include "rpcrt4/security/kerberos/message.hpp"

#include <doctest/doctest.h>

#include <functional>

using base::Status;
using namespace rpcrt4::security;
using namespace rpcrt4::security::kerberos;
using Octets = std::vector<std::byte>;

namespace {

constexpr KeyKind kKinds[] = {KeyKind::aes128_sha1, KeyKind::aes256_sha1, KeyKind::aes128_sha256,
                              KeyKind::aes256_sha384};

MessageSecrets secrets(KeyKind kind, bool initiator, bool acceptors_subkey = true, uint8_t fill = 0x4B) {
    const Octets key(key_size(kind), std::byte{fill});
    return {.kind = kind,
            .key = Secret(Bytes(key)),
            .initiator = initiator,
            .acceptors_subkey = acceptors_subkey,
            .send_number = initiator ? 0xFFFFFFFFu : 7u,
            .receive_number = initiator ? 7u : 0xFFFFFFFFu};
}

struct Two {
    explicit Two(KeyKind kind) : client(secrets(kind, true)), server(secrets(kind, false)) {}
    Messages client, server;
};

struct Message {
    Octets header = Octets(24, std::byte{0xE1});
    Octets stub;
    Octets trailer = Octets(8, std::byte{0xE3});
    Octets signature;

    explicit Message(size_t size = 32) {
        for (size_t i = 0; i < size; ++i) stub.push_back(static_cast<std::byte>(i * 5 + 3));
    }
    std::array<Piece, 3> pieces() {
        return {{{header, Piece::Handling::sign}, {stub, Piece::Handling::seal}, {trailer, Piece::Handling::sign}}};
    }
};

Message signed_by(Messages& from, size_t size = 32) {
    Message message(size);
    message.signature.resize(from.sign_size());
    from.sign(message.pieces(), message.signature);
    return message;
}

Message sealed_by(Messages& from, size_t size = 32) {
    Message message(size);
    message.signature.resize(from.seal_size());
    REQUIRE(from.seal(message.pieces(), message.signature) == Status::ok);
    return message;
}

Status checked(Messages& to, Message& message) { return to.check(message.pieces(), message.signature); }
Status opened(Messages& to, Message& message) { return to.open(message.pieces(), message.signature); }

/// Whether a change of any bit of any byte of a message is refused, and leaves it as it came.
bool guarded(const Message& original, const std::function<Status(Message&)>& receive) {
    for (Octets Message::*part : {&Message::header, &Message::stub, &Message::trailer, &Message::signature}) {
        for (size_t bit = 0; bit < 8 * (original.*part).size(); ++bit) {
            Message altered = original;
            (altered.*part)[bit / 8] ^= std::byte{1} << (bit % 8);
            const Octets stub = altered.stub;
            if (receive(altered) != Status::sec_e_message_altered || altered.stub != stub) return false;
        }
    }
    return true;
}

}  // namespace

TEST_SUITE("rpcrt4/security/kerberos/message") {
    TEST_CASE("messages of every size pass both ways, signed and sealed, in one row of numbers") {
        for (const KeyKind kind : kKinds) {
            Two two(kind);
            for (size_t size = 0; size < 70; ++size) {
                for (auto [from, to] : {std::pair{&two.client, &two.server}, std::pair{&two.server, &two.client}}) {
                    Message message = signed_by(*from, size);
                    CHECK(checked(*to, message) == Status::ok);
                    message = sealed_by(*from, size);
                    if (size >= 16) CHECK(message.stub != Message(size).stub);
                    CHECK(opened(*to, message) == Status::ok);
                    CHECK(message.stub == Message(size).stub);
                }
            }
        }
    }

    TEST_CASE("signatures have the sizes of their kinds of key") {
        CHECK(Two(KeyKind::aes128_sha1).client.sign_size() == 28);
        CHECK(Two(KeyKind::aes256_sha1).client.seal_size() == 76);
        CHECK(Two(KeyKind::aes128_sha256).client.sign_size() == 32);
        CHECK(Two(KeyKind::aes128_sha256).client.seal_size() == 80);
        CHECK(Two(KeyKind::aes256_sha384).client.sign_size() == 40);
        CHECK(Two(KeyKind::aes256_sha384).client.seal_size() == 88);
    }

    TEST_CASE("headers are those of RFC 4121, rotated as Windows rotates") {
        const auto start = [](const Message& message) {
            return Octets(message.signature.begin(), message.signature.begin() + 16);
        };
        const auto octets = [](std::initializer_list<int> values) {
            Octets bytes;
            for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
            return bytes;
        };
        Two two(KeyKind::aes256_sha1);
        CHECK(start(signed_by(two.client)) ==
              octets({4, 4, 4, 255, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255}));
        CHECK(start(sealed_by(two.client)) == octets({5, 4, 6, 255, 0, 16, 0, 28, 0, 0, 0, 1, 0, 0, 0, 0}));
        CHECK(start(signed_by(two.server)) == octets({4, 4, 5, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 7}));
        CHECK(start(sealed_by(two.server)) == octets({5, 4, 7, 255, 0, 16, 0, 28, 0, 0, 0, 0, 0, 0, 0, 8}));
    }

    TEST_CASE("no bit of a message changes unseen, and what is refused stays as it came") {
        for (const KeyKind kind : kKinds) {
            Two two(kind);
            Message message = signed_by(two.client);
            CHECK(guarded(message, [&](Message& altered) { return checked(two.server, altered); }));
            CHECK(checked(two.server, message) == Status::ok);
            message = sealed_by(two.client);
            CHECK(guarded(message, [&](Message& altered) { return opened(two.server, altered); }));
            CHECK(opened(two.server, message) == Status::ok);
        }
    }

    TEST_CASE("a message repeated, overtaken or missing is out of sequence, and the next in turn is not") {
        Two two(KeyKind::aes256_sha1);
        const Message first = signed_by(two.client);
        const Message second = sealed_by(two.client);
        Message third = sealed_by(two.client);
        Message copy = second;
        CHECK(opened(two.server, copy) == Status::sec_e_out_of_sequence);
        CHECK(copy.stub == second.stub);
        copy = first;
        CHECK(checked(two.server, copy) == Status::ok);
        CHECK(checked(two.server, copy) == Status::sec_e_out_of_sequence);
        copy = second;
        CHECK(opened(two.server, copy) == Status::ok);
        CHECK(opened(two.server, third) == Status::ok);
    }

    TEST_CASE("signatures of other sizes, sides, kinds and keys are refused") {
        Two two(KeyKind::aes256_sha1);
        Message message = sealed_by(two.client);
        Message reflected = message;
        CHECK(opened(two.client, reflected) == Status::sec_e_message_altered);
        Messages other_key(secrets(KeyKind::aes256_sha1, false, true, 0x4C));
        Message copy = message;
        CHECK(opened(other_key, copy) == Status::sec_e_message_altered);
        Messages other_subkey(secrets(KeyKind::aes256_sha1, false, false));
        copy = message;
        CHECK(opened(other_subkey, copy) == Status::sec_e_message_altered);
        copy = message;
        CHECK(checked(two.server, copy) == Status::sec_e_message_altered);
        for (size_t size = 0; size < message.signature.size(); ++size) {
            copy = message;
            copy.signature.resize(size);
            CHECK(opened(two.server, copy) == Status::sec_e_message_altered);
        }
        CHECK(opened(two.server, message) == Status::ok);
    }

    TEST_CASE("the same message is never sealed the same") {
        Two two(KeyKind::aes256_sha1);
        CHECK(sealed_by(two.client).stub != sealed_by(two.client).stub);
    }
}
