// SPDX-License-Identifier: LGPL-2.1-or-later
// Exchanges that end well: all numbers of legs, favourites and others, MICs where RFC 4178 section 5 wants them and
// nowhere else.
#include <doctest/doctest.h>

#include <array>

#include "tests/unit/rpcrt4/security/negotiate/fake_context.hpp"

using base::Status;
using namespace rpcrt4::security;
namespace negotiate = rpcrt4::security::negotiate;
using fake::candidate;
using fake::Side;
using negotiate::State;

namespace {

std::unique_ptr<Context> client_of(std::vector<negotiate::Candidate> candidates) {
    return negotiate::client(std::move(candidates));
}
std::unique_ptr<Context> server_of(std::vector<negotiate::Candidate> candidates) {
    return negotiate::server(std::move(candidates));
}

negotiate::ResponseToken answer(const fake::Outcome& outcome, size_t number) {
    REQUIRE(outcome.tokens.size() > number);
    const auto response = negotiate::decode_response(outcome.tokens[number]);
    REQUIRE(response);
    return *response;
}

size_t mics(const fake::Outcome& outcome) {
    size_t count = 0;
    for (size_t i = 1; i < outcome.tokens.size(); ++i) count += answer(outcome, i).mic.has_value();
    return count;
}

void check_well(const fake::Outcome& outcome, const Context& client, const Context& server, Service mechanism) {
    CHECK(outcome.client == Status::ok);
    CHECK(outcome.server == Status::ok);
    CHECK(client.complete());
    CHECK(server.complete());
    CHECK(client.mechanism() == mechanism);
    CHECK(server.mechanism() == mechanism);
}

}  // namespace

TEST_SUITE("rpcrt4/security/negotiate/exchange") {
    TEST_CASE("the favourite needs no MIC, however many tokens it takes") {
        for (int legs = 1; legs <= 6; ++legs) {
            CAPTURE(legs);
            const auto client = client_of(
                {candidate(Service::kerberos, Side::client, legs), candidate(Service::ntlm, Side::client, 3)});
            const auto server = server_of(
                {candidate(Service::ntlm, Side::server, 3), candidate(Service::kerberos, Side::server, legs)});
            const auto outcome = fake::converse(*client, *server);
            check_well(outcome, *client, *server, Service::kerberos);
            CHECK(mics(outcome) == 0);
            // The server's last word follows the last token of an odd number.
            CHECK(outcome.tokens.size() == static_cast<size_t>(legs + legs % 2));
            CHECK(answer(outcome, outcome.tokens.size() - 1).state == State::completed);
        }
    }

    TEST_CASE("the first answer names the mechanism in the client's words, later ones do not") {
        const auto client = client_of({candidate(Service::kerberos, Side::client, 4)});
        const auto server = server_of({candidate(Service::kerberos, Side::server, 4)});
        const auto outcome = fake::converse(*client, *server);
        CHECK(answer(outcome, 1).mechanism == negotiate::Mechanism::kerberos_windows);
        CHECK(answer(outcome, 1).state == State::incomplete);
        CHECK_FALSE(answer(outcome, 3).mechanism);
    }

    TEST_CASE("another than the favourite costs a leg, and both prove the list") {
        for (int legs = 1; legs <= 6; ++legs) {
            CAPTURE(legs);
            const auto client = client_of(
                {candidate(Service::ntlm, Side::client, 3), candidate(Service::kerberos, Side::client, legs)});
            const auto server = server_of({candidate(Service::kerberos, Side::server, legs)});
            const auto outcome = fake::converse(*client, *server);
            check_well(outcome, *client, *server, Service::kerberos);
            CHECK(answer(outcome, 1).state == State::request_mic);
            CHECK_FALSE(answer(outcome, 1).token);
            CHECK(mics(outcome) == 2);
            // The client's MIC comes with its last token, or as a token of its own.
            CHECK(outcome.tokens.size() == static_cast<size_t>(legs + 3));
        }
    }

    TEST_CASE("NTLM's client begins with MICs though it is the favourite, and the server answers") {
        const auto client = client_of({candidate(Service::ntlm, Side::client, 3)});
        const auto server = server_of({candidate(Service::ntlm, Side::server, 3)});
        const auto outcome = fake::converse(*client, *server);
        check_well(outcome, *client, *server, Service::ntlm);
        REQUIRE(outcome.tokens.size() == 4);
        CHECK(answer(outcome, 2).mic);
        CHECK(answer(outcome, 3).mic);
    }

    TEST_CASE("a client without a ticket offers what is left as its favourite") {
        const auto client = client_of({fake::unavailable(Service::kerberos, Status::sec_e_no_credentials),
                                       candidate(Service::ntlm, Side::client, 3)});
        const auto server =
            server_of({candidate(Service::kerberos, Side::server, 3), candidate(Service::ntlm, Side::server, 3)});
        const auto outcome = fake::converse(*client, *server);
        check_well(outcome, *client, *server, Service::ntlm);
        const auto init = negotiate::decode_init(outcome.tokens[0]);
        REQUIRE(init);
        CHECK(init->mechanisms == std::vector{negotiate::Mechanism::ntlm});
        CHECK(init->token);
    }

    TEST_CASE("a server without a key passes over Kerberos") {
        const auto client =
            client_of({candidate(Service::kerberos, Side::client, 3), candidate(Service::ntlm, Side::client, 3)});
        const auto server = server_of({fake::unavailable(Service::kerberos, Status::sec_e_no_credentials),
                                       candidate(Service::ntlm, Side::server, 3)});
        const auto outcome = fake::converse(*client, *server);
        check_well(outcome, *client, *server, Service::ntlm);
        CHECK(mics(outcome) == 2);
    }

    TEST_CASE("a first token need not carry one of the mechanism") {
        const auto mechanisms = negotiate::encode_mechanism_list(std::array{negotiate::Mechanism::ntlm});
        const auto list = negotiate::der_element(negotiate::tag::context(0), {mechanisms});
        const auto sequence = negotiate::der_element(negotiate::tag::kSequence, {list});
        const auto empty = fake::bytes_of("\x06\x06\x2b\x06\x01\x05\x05\x02");
        const auto server = server_of({candidate(Service::ntlm, Side::server, 3)});
        const auto step = server->step(negotiate::der_element(
            negotiate::tag::kApplication0, {empty, negotiate::der_element(negotiate::tag::context(0), {sequence})}));
        REQUIRE(step);
        const auto response = negotiate::decode_response(step->token);
        REQUIRE(response);
        CHECK(response->state == State::incomplete);
        CHECK(response->mechanism == negotiate::Mechanism::ntlm);
        CHECK_FALSE(response->token);
    }

    TEST_CASE("a bare token of NTLM is taken as Windows takes it, and answered bare") {
        class Bare final : public Context {
         public:
            base::Result<Step> step(std::span<const std::byte> token) override {
                complete_ = fake::text_of(token) == "the rest";
                return Step{fake::bytes_of(complete_ ? "" : "challenge"), complete_};
            }
            size_t signature_size(Level) const noexcept override { return 16; }
            Status protect(Level, std::span<const Piece>, std::span<std::byte>) override { return Status::ok; }
            Status unprotect(Level, std::span<const Piece>, std::span<const std::byte>) override { return Status::ok; }
            base::Result<fake::Bytes> make_mic(std::span<const std::byte>) override { return fake::Bytes{}; }
            Status check_mic(std::span<const std::byte>, std::span<const std::byte>) override { return Status::ok; }
            const Peer& peer() const noexcept override { return peer_; }
            bool mutual() const noexcept override { return false; }
            std::span<const std::byte> session_key() const noexcept override { return {}; }
            Service mechanism() const noexcept override { return Service::ntlm; }

         private:
            Peer peer_;
        };
        const auto server = server_of(
            {{Service::ntlm, [] { return base::Result<std::unique_ptr<Context>>(std::make_unique<Bare>()); }}});
        const auto first = server->step(fake::bytes_of(std::string_view("NTLMSSP\0\1", 9)));
        REQUIRE(first);
        CHECK(fake::text_of(first->token) == "challenge");
        CHECK_FALSE(server->complete());
        const auto last = server->step(fake::bytes_of("the rest"));
        REQUIRE(last);
        CHECK(last->complete);
        CHECK(server->complete());
        CHECK(server->mechanism() == Service::ntlm);
    }

    TEST_CASE("before the end nothing can be protected, afterwards the mechanism does it") {
        const auto client = client_of({candidate(Service::kerberos, Side::client, 3)});
        const auto server = server_of({candidate(Service::kerberos, Side::server, 3)});
        std::array<std::byte, 60> signature{};
        CHECK(client->protect(Level::privacy, {}, signature) == Status::sec_e_unsupported_function);
        CHECK(client->unprotect(Level::privacy, {}, signature) == Status::sec_e_unsupported_function);
        CHECK(client->make_mic({}).status() == Status::sec_e_unsupported_function);
        CHECK(client->check_mic({}, {}) == Status::sec_e_unsupported_function);
        CHECK(client->signature_size(Level::privacy) == 0);
        CHECK(client->mechanism() == Service::negotiate);
        CHECK(client->peer().user.empty());
        CHECK_FALSE(client->mutual());
        CHECK(client->session_key().empty());

        static_cast<void>(fake::converse(*client, *server));
        REQUIRE(client->complete());
        CHECK(client->signature_size(Level::privacy) == 60);
        CHECK(client->signature_size(Level::integrity) == 28);
        CHECK(client->protect(Level::privacy, {}, signature) == Status::ok);
        CHECK(server->unprotect(Level::privacy, {}, signature) == Status::ok);
        signature[0] = std::byte{0};
        CHECK(server->unprotect(Level::privacy, {}, signature) == Status::sec_e_message_altered);
        const auto mic = client->make_mic(fake::bytes_of("list"));
        REQUIRE(mic);
        CHECK(server->check_mic(fake::bytes_of("list"), *mic) == Status::ok);
        CHECK(client->peer().user == "the server");
        CHECK(server->peer().user == "the client");
        CHECK(client->mutual());
        CHECK(fake::text_of(client->session_key()) == "session key");
    }
}
