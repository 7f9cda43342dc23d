// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages under Kerberos' keys: every level and kind of key, both directions, and what somebody in between does.
#include <doctest/doctest.h>

#include "tests/interop/kerberos/fixture.hpp"

using base::Status;
using namespace kerberos_test;
using namespace rpcrt4::security;

namespace {

constexpr const char* kKinds[] = {"aes256", "aes128", "sha2", "rc4"};
/// It has a key of no other kind.
std::string server_of(const std::string& kind) { return "rpc/" + kind + ".rpc.test"; }

constexpr Level kLevels[] = {Level::call, Level::packet, Level::integrity, Level::privacy};

}  // namespace

TEST_SUITE("interop/kerberos/protect") {
    TEST_CASE("messages pass both ways at every level, under every kind of key") {
        for (const std::string kind : kKinds) {
            const OnlyKind keys(kind);
            for (const Level level : kLevels) {
                const Pair pair = connected(wish(level, server_of(kind)));
                CAPTURE(kind);
                CAPTURE(static_cast<int>(level));
                REQUIRE(pair.client->signature_size(level) > 0);
                CHECK(pair.client->signature_size(level) == pair.server->signature_size(level));
                for (const size_t size : {0, 16, 32, 4096, 5824}) {
                    for (Context* from : {pair.client.get(), pair.server.get()}) {
                        Context& to = from == pair.client.get() ? *pair.server : *pair.client;
                        const Message plain(size);
                        Message message = sent(*from, level, size);
                        CHECK(message.header == plain.header);
                        CHECK(message.trailer == plain.trailer);
                        CHECK((message.stub == plain.stub) == (level != Level::privacy || size == 0));
                        CHECK(receive(to, level, message) == Status::ok);
                        CHECK(message.stub == plain.stub);
                    }
                }
            }
        }
    }

    TEST_CASE("signatures have the sizes Windows' have") {
        const Pair pair = connected(wish(Level::privacy));
        CHECK(pair.client->signature_size(Level::integrity) == 28);
        CHECK(pair.client->signature_size(Level::packet) == 28);
        CHECK(pair.client->signature_size(Level::privacy) == 76);
        CHECK(pair.client->signature_size(Level::connect) == 0);
        CHECK(pair.client->signature_size(Level::none) == 0);
        const OnlyKind keys("rc4");
        const Pair rc4 = connected(wish(Level::privacy, server_of("rc4")));
        CHECK(rc4.client->signature_size(Level::integrity) == 37);
        CHECK(rc4.client->signature_size(Level::privacy) == 45);
    }

    TEST_CASE("no byte of a message changes unseen") {
        for (const std::string kind : kKinds) {
            const OnlyKind keys(kind);
            for (const Level level : {Level::integrity, Level::privacy}) {
                const Pair pair = connected(wish(level, server_of(kind)));
                const Message original = sent(*pair.client, level, 32);
                const auto refused = [&](Octets Message::*part) {
                    for (size_t i = 0; i < (original.*part).size(); ++i) {
                        Message altered = original;
                        (altered.*part)[i] ^= std::byte{0x10};
                        if (receive(*pair.server, level, altered) == Status::ok) return false;
                    }
                    return true;
                };
                CAPTURE(kind);
                CAPTURE(static_cast<int>(level));
                CHECK(refused(&Message::header));
                CHECK(refused(&Message::stub));
                CHECK(refused(&Message::trailer));
                CHECK(refused(&Message::signature));
                // RC4's signatures do not cover their own numbers (RFC 4757 section 7): an alteration there was a jump.
                Message untouched = original;
                if (kind != "rc4") CHECK(receive(*pair.server, level, untouched) == Status::ok);
            }
        }
    }

    TEST_CASE("an altered message and a signature of another size are called that") {
        for (const Level level : {Level::integrity, Level::privacy}) {
            const Pair pair = connected(wish(level));
            Message message = sent(*pair.client, level, 32);
            message.stub[5] ^= std::byte{1};
            CHECK(receive(*pair.server, level, message) == Status::sec_e_message_altered);
            message = sent(*pair.client, level, 32);
            message.signature.pop_back();
            CHECK(receive(*pair.server, level, message) == Status::sec_e_message_altered);
            message.signature.clear();
            CHECK(receive(*pair.server, level, message) == Status::sec_e_message_altered);
            message.signature.resize(pair.client->signature_size(level));
            CHECK(receive(*pair.server, level, message) == Status::sec_e_message_altered);
        }
    }

    TEST_CASE("a message repeated, or overtaken, is out of sequence") {
        for (const Level level : {Level::integrity, Level::privacy}) {
            const Pair pair = connected(wish(level));
            const Message first = sent(*pair.client, level, 32);
            Message copy = first;
            CHECK(receive(*pair.server, level, copy) == Status::ok);
            copy = first;
            CHECK(receive(*pair.server, level, copy) == Status::sec_e_out_of_sequence);
            Message second = sent(*pair.client, level, 32);
            Message third = sent(*pair.client, level, 32);
            CHECK(receive(*pair.server, level, third) == Status::sec_e_out_of_sequence);
            CHECK(receive(*pair.server, level, second) == Status::ok);
        }
    }

    TEST_CASE("a message does not pass for one of the other direction, or of another context") {
        for (const Level level : {Level::integrity, Level::privacy}) {
            const Pair pair = connected(wish(level));
            const Pair other = connected(wish(level));
            Message message = sent(*pair.client, level, 32);
            Message copy = message;
            CHECK_FALSE(receive(*pair.client, level, copy) == Status::ok);
            copy = message;
            CHECK_FALSE(receive(*other.server, level, copy) == Status::ok);
            CHECK(receive(*pair.server, level, message) == Status::ok);
        }
    }

    TEST_CASE("what was not agreed on is not done") {
        const Pair pair = connected(wish(Level::integrity));
        Message message(32);
        CHECK(pair.client->signature_size(Level::privacy) == 0);
        CHECK(pair.client->protect(Level::privacy, message.pieces(), {}) == Status::sec_e_unsupported_function);
        CHECK(pair.client->protect(Level::connect, message.pieces(), {}) == Status::sec_e_unsupported_function);
        CHECK(pair.client->protect(Level::integrity, message.pieces(), {}) == Status::sec_e_internal_error);
        CHECK(pair.server->unprotect(Level::privacy, message.pieces(), {}) == Status::sec_e_unsupported_function);
    }

    TEST_CASE("a context that can seal also signs") {
        const Pair pair = connected(wish(Level::privacy));
        Message message = sent(*pair.client, Level::integrity, 32);
        CHECK(receive(*pair.server, Level::integrity, message) == Status::ok);
        message = sent(*pair.client, Level::privacy, 32);
        CHECK(receive(*pair.server, Level::privacy, message) == Status::ok);
    }

    TEST_CASE("stub data in several pieces is sealed like one") {
        const Pair pair = connected(wish(Level::privacy));
        Message message(48);
        message.signature.resize(pair.client->signature_size(Level::privacy));
        const auto stub = std::span(message.stub);
        const Piece pieces[] = {{message.header, Piece::Handling::sign},
                                {stub.first(16), Piece::Handling::seal},
                                {stub.subspan(16), Piece::Handling::seal},
                                {message.trailer, Piece::Handling::sign}};
        REQUIRE(pair.client->protect(Level::privacy, pieces, message.signature) == Status::ok);
        CHECK(receive(*pair.server, Level::privacy, message) == Status::ok);
        CHECK(message.stub == Message(48).stub);
    }

    TEST_CASE("the stub alone is protected where header signing was not agreed on") {
        for (const Level level : {Level::integrity, Level::privacy}) {
            const Pair pair = connected(wish(level));
            Message message(32);
            message.signature.resize(pair.client->signature_size(level));
            const Piece only{message.stub, Piece::Handling::seal};
            REQUIRE(pair.client->protect(level, {&only, 1}, message.signature) == Status::ok);
            CHECK(pair.server->unprotect(level, {&only, 1}, message.signature) == Status::ok);
            CHECK(message.stub == Message(32).stub);
        }
    }

    TEST_CASE("a MIC of other bytes is one, and is checked") {
        const Pair pair = connected(wish(Level::connect));
        const Octets list = Message(40).stub;
        const auto mic = pair.client->make_mic(list);
        REQUIRE(mic);
        CHECK(pair.server->check_mic(std::span(list).first(39), *mic) == Status::sec_e_message_altered);
        CHECK(pair.server->check_mic(list, std::span(*mic).first(5)) == Status::sec_e_message_altered);
        CHECK(pair.server->check_mic(list, *mic) == Status::ok);
    }
}
