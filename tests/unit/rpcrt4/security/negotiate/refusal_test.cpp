// SPDX-License-Identifier: LGPL-2.1-or-later
// Exchanges that must not end well: somebody in between chooses, strips, replaces; a peer contradicts itself; tokens
// are cut and altered at every byte.
#include <doctest/doctest.h>

#include <array>

#include "tests/unit/rpcrt4/security/negotiate/fake_context.hpp"

using base::Status;
using namespace rpcrt4::security;
namespace negotiate = rpcrt4::security::negotiate;
using fake::candidate;
using fake::Side;
using negotiate::Mechanism;
using negotiate::ResponseToken;
using negotiate::State;

namespace {

struct Pair {
    std::unique_ptr<Context> client;
    std::unique_ptr<Context> server;
};

/// Both know both; Kerberos is the favourite of both.
Pair pair(int kerberos_legs = 3) {
    return {negotiate::client(
                {candidate(Service::kerberos, Side::client, kerberos_legs), candidate(Service::ntlm, Side::client, 3)}),
            negotiate::server({candidate(Service::kerberos, Side::server, kerberos_legs),
                               candidate(Service::ntlm, Side::server, 3)})};
}

/// The server knows only what is not the client's favourite, so that MICs are required.
Pair odd_pair(int legs) {
    return {negotiate::client(
                {candidate(Service::ntlm, Side::client, 3), candidate(Service::kerberos, Side::client, legs)}),
            negotiate::server({candidate(Service::kerberos, Side::server, legs)})};
}

/// Alters the answer of that number.
fake::Tamper altering(size_t which, std::function<void(ResponseToken&)> change) {
    return [=](size_t number, fake::Bytes token) {
        if (number != which) return token;
        auto response = negotiate::decode_response(token);
        REQUIRE(response);
        change(*response);
        return negotiate::encode_response(*response);
    };
}

/// What a client of Kerberos and NTLM says to this first answer.
Status first_answer(const ResponseToken& response) {
    const auto client = pair().client;
    REQUIRE(client->step({}));
    return client->step(negotiate::encode_response(response)).status();
}

constexpr Status kInvalid = Status::sec_e_invalid_token;
constexpr Status kAltered = Status::sec_e_message_altered;

}  // namespace

TEST_SUITE("rpcrt4/security/negotiate/refusal") {
    TEST_CASE("a list changed on its way, so that the server takes the lesser mechanism, is found out") {
        const auto [client, server] = pair();
        const auto outcome = fake::converse(*client, *server, [](size_t number, fake::Bytes token) {
            if (number != 0) return token;
            const auto list = negotiate::encode_mechanism_list(std::array{Mechanism::ntlm});
            return negotiate::encode_init(list, fake::bytes_of("10 token 0"));
        });
        // The server was given a first token of NTLM and answers it; the client began another and sees the switch.
        CHECK(outcome.client == kInvalid);
        CHECK_FALSE(client->complete());
        CHECK_FALSE(server->complete());
    }

    TEST_CASE("the same without a token of the lesser mechanism ends with the first MIC") {
        const auto [client, server] = pair();
        const auto outcome = fake::converse(*client, *server, [](size_t number, fake::Bytes token) {
            if (number != 0) return token;
            const auto list = negotiate::encode_mechanism_list(std::array{Mechanism::unknown, Mechanism::ntlm});
            return negotiate::encode_init(list, {});
        });
        CHECK(outcome.server == kAltered);
        CHECK_FALSE(client->complete());
        CHECK_FALSE(server->complete());
    }

    TEST_CASE("a wrong MIC ends the exchange on either side, with any number of legs") {
        for (int legs = 1; legs <= 6; ++legs) {
            const size_t last = static_cast<size_t>(legs) + 2;  // the token with the second MIC
            for (const size_t which : {last - 1, last}) {
                CAPTURE(legs);
                CAPTURE(which);
                const auto [client, server] = odd_pair(legs);
                const auto outcome = fake::converse(*client, *server, altering(which, [](ResponseToken& response) {
                    REQUIRE(response.mic);
                    response.mic = response.mic->first(response.mic->size() - 1);
                }));
                const bool to_client = which % 2 == 1;
                CHECK((to_client ? outcome.client : outcome.server) == kAltered);
                CHECK_FALSE((to_client ? client : server)->complete());
            }
        }
    }

    TEST_CASE("a MIC that is required and missing ends the exchange on either side") {
        for (int legs = 1; legs <= 6; ++legs) {
            const size_t last = static_cast<size_t>(legs) + 2;
            for (const size_t which : {last - 1, last}) {
                CAPTURE(legs);
                CAPTURE(which);
                const auto [client, server] = odd_pair(legs);
                const auto strip = [](ResponseToken& response) { response.mic.reset(); };
                const auto outcome = fake::converse(*client, *server, altering(which, strip));
                const bool to_client = which % 2 == 1;
                CHECK_FALSE((to_client ? client : server)->complete());
                CHECK((outcome.client == kInvalid || outcome.server == kInvalid));
            }
        }
    }

    TEST_CASE("a server that says it is done does not talk the client out of a required MIC") {
        const auto [client, server] = odd_pair(2);
        const auto outcome = fake::converse(*client, *server, altering(3, [](ResponseToken& response) {
            response.mic.reset();
            response.state = State::completed;
        }));
        CHECK(outcome.client == kInvalid);
    }

    TEST_CASE("NTLM's server does not swallow the client's MIC") {
        const auto client = negotiate::client({candidate(Service::ntlm, Side::client, 3)});
        const auto server = negotiate::server({candidate(Service::ntlm, Side::server, 3)});
        const auto outcome =
            fake::converse(*client, *server, altering(3, [](ResponseToken& response) { response.mic.reset(); }));
        CHECK(outcome.client == kInvalid);
        CHECK_FALSE(client->complete());
    }

    TEST_CASE("a MIC that nobody needs must be right all the same") {
        const auto [client, server] = pair();
        const auto forged = fake::bytes_of("forged");
        const auto outcome =
            fake::converse(*client, *server, altering(2, [&](ResponseToken& response) { response.mic = forged; }));
        CHECK(outcome.server == kAltered);
    }

    TEST_CASE("a MIC before its mechanism is complete is out of place") {
        const auto mic = fake::bytes_of("early");
        for (const size_t which : {size_t{1}, size_t{2}}) {
            const auto [client, server] = pair(6);
            const auto outcome =
                fake::converse(*client, *server, altering(which, [&](ResponseToken& response) { response.mic = mic; }));
            CHECK((which == 1 ? outcome.client : outcome.server) == kInvalid);
        }
    }

    TEST_CASE("a server chooses from what it was offered") {
        CHECK(first_answer({State::incomplete, Mechanism::unknown, {}, {}}) == kInvalid);
        const auto client = negotiate::client({candidate(Service::kerberos, Side::client, 3)});
        REQUIRE(client->step({}));
        CHECK(client->step(negotiate::encode_response({State::request_mic, Mechanism::ntlm, {}, {}})).status() ==
              kInvalid);
    }

    TEST_CASE("an answer that does not fit what went before is invalid") {
        const auto token = fake::bytes_of("16 token 1");
        const auto ntlm = fake::bytes_of("10 token 1");
        CHECK(first_answer({State::incomplete, Mechanism::kerberos, token, {}}) == Status::ok);
        CHECK(first_answer({State::incomplete, {}, token, {}}) == Status::ok);
        // A token of a mechanism of which the server has seen none.
        CHECK(first_answer({State::request_mic, Mechanism::ntlm, ntlm, {}}) == kInvalid);
        CHECK(first_answer({State::incomplete, Mechanism::kerberos, {}, {}}) == kInvalid);
        CHECK(first_answer({State::completed, Mechanism::kerberos, {}, {}}) == kInvalid);
        CHECK(first_answer({State::completed, Mechanism::kerberos, token, {}}) == kInvalid);
        CHECK(first_answer({State::completed, Mechanism::ntlm, {}, {}}) == kInvalid);
        CHECK(first_answer({}) == kInvalid);
        CHECK(first_answer({State::reject, {}, {}, {}}) == Status::sec_e_logon_denied);
    }

    TEST_CASE("later answers neither change the mechanism nor ask for MICs") {
        for (const bool state : {true, false}) {
            const auto [client, server] = pair();
            const auto outcome = fake::converse(*client, *server, altering(3, [&](ResponseToken& response) {
                if (state)
                    response.state = State::request_mic;
                else
                    response.mechanism = Mechanism::ntlm;
            }));
            CHECK(outcome.client == kInvalid);
        }
        const auto [client, server] = pair();
        const auto outcome = fake::converse(
            *client, *server, altering(2, [](ResponseToken& response) { response.mechanism = Mechanism::ntlm; }));
        CHECK(outcome.server == kInvalid);
    }

    TEST_CASE("after an error, and after the end, no token is taken") {
        const auto [client, server] = pair();
        CHECK(server->step(fake::bytes_of("nonsense")).status() == kInvalid);
        const auto first = client->step({});
        REQUIRE(first);
        CHECK(server->step(first->token).status() == kInvalid);

        const auto [other_client, other_server] = pair();
        const auto outcome = fake::converse(*other_client, *other_server);
        REQUIRE(other_client->complete());
        CHECK(other_client->step(outcome.tokens.back()).status() == kInvalid);
        CHECK(other_server->step(outcome.tokens.back()).status() == kInvalid);
        CHECK(other_server->complete());
    }

    TEST_CASE("a server may say once that it is done after a client that was, and nothing else") {
        const auto word = [](State state, std::optional<negotiate::Bytes> token = {}) {
            return negotiate::encode_response({.state = state, .mechanism = {}, .token = token, .mic = {}});
        };
        const fake::Bytes more = fake::bytes_of("more");
        const std::vector<fake::Bytes> wrong = {
            word(State::incomplete), word(State::reject), word(State::completed, more), fake::bytes_of("nonsense"), {}};
        for (size_t i = 0; i <= wrong.size(); ++i) {
            CAPTURE(i);
            const auto [client, server] = odd_pair(2);
            CHECK(client->last_word(word(State::completed)) == kInvalid);
            REQUIRE(base::succeeded(fake::converse(*client, *server).client));
            REQUIRE(client->complete());
            CHECK(client->last_word(i < wrong.size() ? wrong[i] : word(State::completed)) ==
                  (i < wrong.size() ? kInvalid : Status::ok));
            CHECK(client->last_word(word(State::completed)) == kInvalid);
        }
        // The server had the last word already.
        const auto [client, server] = pair();
        REQUIRE(base::succeeded(fake::converse(*client, *server).client));
        CHECK(client->last_word(word(State::completed)) == kInvalid);
    }

    TEST_CASE("with nothing in common the server says what it lacks") {
        const auto client = negotiate::client({candidate(Service::kerberos, Side::client, 3)});
        const auto server = negotiate::server({fake::unavailable(Service::kerberos, Status::sec_e_no_credentials)});
        CHECK(fake::converse(*client, *server).server == Status::sec_e_no_credentials);
        const auto second = negotiate::client({candidate(Service::kerberos, Side::client, 3)});
        const auto stranger = negotiate::server({candidate(Service::ntlm, Side::server, 3)});
        CHECK(fake::converse(*second, *stranger).server == Status::sec_e_secpkg_not_found);
    }

    TEST_CASE("a client that can offer nothing tells the best reason it has") {
        const auto reason = [](std::vector<negotiate::Candidate> candidates) {
            return negotiate::client(std::move(candidates))->step({}).status();
        };
        CHECK(reason({}) == Status::sec_e_secpkg_not_found);
        CHECK(reason({fake::unavailable(Service::kerberos, Status::sec_e_secpkg_not_found),
                      fake::unavailable(Service::ntlm, Status::sec_e_no_credentials)}) == Status::sec_e_no_credentials);
        CHECK(reason({fake::unavailable(Service::kerberos, Status::sec_e_time_skew),
                      fake::unavailable(Service::ntlm, Status::sec_e_no_credentials)}) == Status::sec_e_time_skew);
    }

    TEST_CASE("a refused password is not tried with another mechanism") {
        const auto client = negotiate::client({fake::unavailable(Service::kerberos, Status::sec_e_logon_denied),
                                               candidate(Service::ntlm, Side::client, 3)});
        CHECK(client->step({}).status() == Status::sec_e_logon_denied);
    }

    TEST_CASE("bare tokens of a mechanism the server does not have are refused") {
        const auto server = negotiate::server({candidate(Service::kerberos, Side::server, 3)});
        CHECK(server->step(fake::bytes_of(std::string_view("NTLMSSP\0\1", 9))).status() ==
              Status::sec_e_secpkg_not_found);
    }

    TEST_CASE("a token cut at any byte completes nothing") {
        const auto whole = [] {
            const auto [client, server] = odd_pair(4);
            return fake::converse(*client, *server).tokens;
        }();
        for (size_t which = 0; which < whole.size(); ++which) {
            for (size_t size = 0; size < whole[which].size(); ++size) {
                const auto [client, server] = odd_pair(4);
                const auto cut = [&](size_t number, fake::Bytes token) {
                    if (number == which) token.resize(size);
                    return token;
                };
                static_cast<void>(fake::converse(*client, *server, cut));
                CHECK_FALSE((which % 2 == 0 ? server : client)->complete());
            }
        }
    }

    TEST_CASE("a token with any byte altered never ends in a mechanism that was not agreed") {
        const auto whole = [] {
            const auto [client, server] = odd_pair(4);
            return fake::converse(*client, *server).tokens;
        }();
        for (size_t which = 0; which < whole.size(); ++which) {
            for (size_t at = 0; at < whole[which].size(); ++at) {
                const auto [client, server] = odd_pair(4);
                const auto flip = [&](size_t number, fake::Bytes token) {
                    if (number == which) token[at] ^= std::byte{1};
                    return token;
                };
                static_cast<void>(fake::converse(*client, *server, flip));
                if (client->complete()) CHECK(client->mechanism() == Service::kerberos);
                if (server->complete()) CHECK(server->mechanism() == Service::kerberos);
            }
        }
    }
}
