// SPDX-License-Identifier: LGPL-2.1-or-later
// Client and server together: at every level, with accounts right, wrong and missing, with messages on the way changed,
// cut and weakened.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

const Passwords kPasswords({{"alice", "Sesam1"}, {"j\u00fcrgen", "\u00e4\u20ac\U0001F600"}, {"empty", ""}});

ClientOptions client_options() {
    ClientOptions options;
    options.workstation = "CLIENT";
    return options;
}

/// Chance without chance: bytes that say who asked, and the year 1601.
const Chance kFixed{.fill =
                        [](std::span<std::byte> bytes) noexcept {
                            std::fill(bytes.begin(), bytes.end(),
                                      bytes.size() == 8 ? std::byte{0xaa} : std::byte{0x55});
                            return true;
                        },
                    .now = []() noexcept -> uint64_t { return 0; }};
const Chance kExhausted{.fill = [](std::span<std::byte>) noexcept { return false; },
                        .now = []() noexcept -> uint64_t { return 0; }};

struct Pair {
    std::unique_ptr<NtlmContext> client;
    std::unique_ptr<NtlmContext> server;
    Bytes negotiate, challenge, authenticate;
};

Pair pair_of(const Account& account, Level level, Policy policy = {}, bool signs_list = false) {
    ClientWish wish = wish_of(&account, level);
    wish.signs_list = signs_list;
    ClientOptions client = client_options();
    client.policy = policy;
    Pair pair;
    pair.client = make_client(wish, client);
    pair.server = make_server({.machine = kMachine, .accounts = &kPasswords, .level = level, .policy = policy});
    return pair;
}

/// What somebody between the two does to a message: 1 negotiate, 2 challenge, 3 authenticate.
using Meddler = std::function<void(int message, Bytes& bytes)>;

/// The first failure of the exchange.
Status meet(Pair& pair, const Meddler& meddle = {}) {
    const auto pass = [&](int number, base::Result<Context::Step>& step, Bytes& kept) {
        kept = step->token;
        if (meddle) meddle(number, kept);
    };
    auto first = pair.client->step({});
    if (!first) return first.status();
    CHECK_FALSE(first->complete);
    pass(1, first, pair.negotiate);
    auto second = pair.server->step(pair.negotiate);
    if (!second) return second.status();
    CHECK_FALSE(second->complete);
    pass(2, second, pair.challenge);
    auto third = pair.client->step(pair.challenge);
    if (!third) return third.status();
    CHECK(third->complete);
    pass(3, third, pair.authenticate);
    auto last = pair.server->step(pair.authenticate);
    if (!last) return last.status();
    CHECK(last->complete);
    CHECK(last->token.empty());
    return Status::ok;
}

struct Message {
    Bytes header = hex("0500000310000000");
    Bytes body;
    Bytes trailer = hex("0a060000");
    Bytes signature = Bytes(kSignatureSize);
    std::array<Piece, 3> pieces() { return {Piece{header}, Piece{body, Piece::Handling::seal}, Piece{trailer}}; }
};

Status carry(Context& from, Context& to, Level level, const Bytes& body) {
    Message message;
    message.body = body;
    const Status made = from.protect(level, message.pieces(), message.signature);
    if (made != Status::ok) return made;
    // A byte may be encrypted to itself; eight are not.
    if (level != Level::privacy) CHECK(message.body == body);
    if (level == Level::privacy && body.size() >= 8) CHECK(message.body != body);
    const Status taken = to.unprotect(level, message.pieces(), message.signature);
    if (taken == Status::ok) CHECK(message.body == body);
    return taken;
}

void set_flags(Bytes& message, size_t at, uint32_t clear, uint32_t set = 0) {
    uint32_t flags = 0;
    for (size_t i = 0; i < 4; ++i) flags |= static_cast<uint32_t>(message[at + i]) << (8 * i);
    flags = (flags & ~clear) | set;
    for (size_t i = 0; i < 4; ++i) message[at + i] = static_cast<std::byte>(flags >> (8 * i));
}
constexpr size_t kFlagsAt[] = {0, 12, 20, 60};

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/exchange") {
    TEST_CASE("an account with its password comes in at every level, and messages pass both ways") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (Level level : {Level::connect, Level::call, Level::packet, Level::integrity, Level::privacy}) {
            Pair pair = pair_of(alice, level);
            REQUIRE(meet(pair) == Status::ok);
            CHECK(pair.client->complete());
            CHECK(pair.server->complete());
            CHECK(same(pair.client->session_key(), pair.server->session_key()));
            CHECK(pair.client->mechanism() == Service::ntlm);
            CHECK_FALSE(pair.client->mutual());
            CHECK(pair.server->peer().user == "alice");
            CHECK(pair.server->peer().domain == "DOMAIN");
            CHECK(pair.server->peer().principal == "DOMAIN\\alice");
            CHECK_FALSE(pair.server->peer().anonymous);
            CHECK(pair.client->peer().principal == "host/server");
            if (level == Level::connect) continue;
            for (size_t i = 0; i < 200; ++i) {
                const Bytes body(i * 7 % 300 + 1, std::byte{static_cast<uint8_t>(i)});
                REQUIRE(carry(*pair.client, *pair.server, level, body) == Status::ok);
                if (i % 3 == 0) REQUIRE(carry(*pair.server, *pair.client, level, body) == Status::ok);
            }
        }
    }

    TEST_CASE("signatures have 16 bytes where there are any") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::privacy);
        REQUIRE(meet(pair) == Status::ok);
        CHECK(pair.client->signature_size(Level::connect) == 0);
        for (Level level : {Level::packet, Level::integrity, Level::privacy}) {
            CHECK(pair.client->signature_size(level) == 16);
        }
        Message message;
        message.signature.resize(15);
        CHECK(pair.client->protect(Level::packet, message.pieces(), message.signature) == Status::sec_e_invalid_token);
    }

    TEST_CASE("the messages are those of the specification's example, and what is new since then") {
        const Account user = account("User", "Domain", "Password");
        ClientWish wish = wish_of(&user, Level::privacy);
        wish.principal = "cifs/server";
        ClientOptions options;
        options.workstation = "COMPUTER";
        options.chance = &kFixed;
        auto client = make_client(wish, options);
        const auto first = client->step({});
        CHECK(first->token ==
              hex("4e544c4d53535000 01000000 358288e2 0000000028000000 0000000028000000 0a0063450000000f"));
        const auto last = client->step(hex(kChallengeOfSpecification));
        REQUIRE(last);
        const auto message = decode_authenticate(last->token);
        REQUIRE(message);
        CHECK(message->user == "User");
        CHECK(message->workstation == "COMPUTER");
        CHECK(message->mic);
        // No time from the server: an LMv2 response as in 4.2.4.2.1.
        CHECK(to_hex(message->lm_response) == "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
        const auto blob = decode_blob(std::span(message->nt_response).subspan(16));
        REQUIRE(blob);
        CHECK(flags_of(blob->pairs) == kAvMicPresent);
        CHECK(*find(blob->pairs, AvId::target_name) == av_text(AvId::target_name, "cifs/server"));
        CHECK(find(blob->pairs, AvId::channel_bindings)->value == Octets(16));
        CHECK(*find(blob->pairs, AvId::netbios_domain) == av_text(AvId::netbios_domain, "Domain"));
        CHECK(to_hex(client->session_key()) == std::string(32, '5'));
    }

    TEST_CASE("with a time from the server that time is used, and there is no LM response") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::packet);
        REQUIRE(meet(pair) == Status::ok);
        const auto challenge = decode_challenge(pair.challenge);
        const auto message = decode_authenticate(pair.authenticate);
        const auto blob = decode_blob(std::span(message->nt_response).subspan(16));
        CHECK(blob->time == timestamp_of(challenge->target_info));
        CHECK(message->lm_response == Octets(24));
    }

    TEST_CASE("names and passwords outside ASCII work, the user's in any case, and empty passwords do") {
        for (const Account& who :
             {account("J\u00dcRGEN", "", "\u00e4\u20ac\U0001F600"), account("empty", "DOMAIN", "")}) {
            Pair pair = pair_of(who, Level::privacy);
            const Passwords in_capitals({{"J\u00dcRGEN", "\u00e4\u20ac\U0001F600"}, {"empty", ""}});
            pair.server = make_server({.machine = kMachine, .accounts = &in_capitals, .level = Level::privacy});
            CHECK(meet(pair) == Status::ok);
            CHECK(pair.server->peer().domain == "DOMAIN");  // of an account without one: the server's
        }
    }

    TEST_CASE("a wrong password, an unknown user and a changed domain are denied alike") {
        const std::vector<Account> wrong = [] {
            std::vector<Account> accounts;
            accounts.push_back(account("alice", "DOMAIN", "sesam1"));
            accounts.push_back(account("alice", "DOMAIN", ""));
            accounts.push_back(account("mallory", "DOMAIN", "Sesam1"));
            accounts.push_back(account("", "DOMAIN", "Sesam1"));
            return accounts;
        }();
        for (const Account& who : wrong) {
            Pair pair = pair_of(who, Level::packet);
            CHECK(meet(pair) == Status::sec_e_logon_denied);
            CHECK_FALSE(pair.server->complete());
            CHECK(pair.server->step(pair.authenticate).status() == Status::sec_e_invalid_token);
        }
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::packet);
        CHECK(meet(pair, [](int number, Bytes& bytes) {
                  if (number == 3) bytes[88] ^= std::byte{1};  // the domain's first letter
              }) == Status::sec_e_logon_denied);
    }

    TEST_CASE("a server without accounts has nobody to ask") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::packet);
        pair.server = make_server({.machine = kMachine});
        CHECK(meet(pair) == Status::sec_e_no_authenticating_authority);
    }

    TEST_CASE("a client without an account has none, and none proves who the server is") {
        ClientWish wish = wish_of(nullptr, Level::connect);
        CHECK(make_client(wish)->step({}).status() == Status::sec_e_no_credentials);
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        wish.account = &alice;
        wish.mutual = true;
        CHECK(make_client(wish)->step({}).status() == Status::sec_e_unsupported_function);
        const Account absurd = account(std::string(5000, 'x'), "DOMAIN", "Sesam1");
        CHECK(make_client(wish_of(&absurd, Level::connect))->step({}).status() == Status::sec_e_unknown_credentials);
    }

    TEST_CASE("no user and no password is the anonymous client, at every level") {
        const Account nobody;
        for (Level level : {Level::connect, Level::packet, Level::privacy}) {
            Pair pair = pair_of(nobody, level);
            const int asked = kPasswords.asked;
            REQUIRE(meet(pair) == Status::ok);
            CHECK(kPasswords.asked == asked);
            CHECK(pair.server->peer().anonymous);
            CHECK(pair.server->peer().user.empty());
            CHECK(pair.server->peer().principal.empty());
            CHECK(pair.server->peer().impersonation == Impersonation::anonymous);
            if (level > Level::connect) CHECK(carry(*pair.client, *pair.server, level, hex("0102")) == Status::ok);
        }
    }

    TEST_CASE("what the client lets the server do with its identity arrives") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (Impersonation impersonation : {Impersonation::identify, Impersonation::impersonate}) {
            Pair pair = pair_of(alice, Level::packet);
            ClientWish wish = wish_of(&alice, Level::packet);
            wish.impersonation = impersonation;
            pair.client = make_client(wish);
            REQUIRE(meet(pair) == Status::ok);
            CHECK(pair.server->peer().impersonation == impersonation);
        }
    }

    TEST_CASE("a level that was not agreed on cannot be used") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::integrity);
        REQUIRE(meet(pair) == Status::ok);
        for (Level level : {Level::none, Level::connect, Level::privacy}) {
            CHECK(carry(*pair.client, *pair.server, level, hex("0102")) == Status::sec_e_unsupported_function);
            Message message;
            CHECK(pair.server->unprotect(level, message.pieces(), message.signature) ==
                  Status::sec_e_unsupported_function);
        }
        Pair fresh = pair_of(alice, Level::integrity);
        CHECK(carry(*fresh.client, *fresh.server, Level::integrity, hex("01")) == Status::sec_e_unsupported_function);
        CHECK(fresh.client->make_mic({}).status() == Status::sec_e_unsupported_function);
        CHECK(fresh.client->check_mic({}, {}) == Status::sec_e_unsupported_function);
    }

    TEST_CASE("keys of 56 and 40 bits, and keys not exchanged, work where the policy of both lets them") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (uint32_t withheld : {flag::k128, flag::k128 | flag::k56, flag::k128 | flag::kKeyExchange}) {
            Pair pair = pair_of(alice, Level::privacy, {.require_128 = false, .withheld = withheld});
            REQUIRE(meet(pair) == Status::ok);
            CHECK((pair.client->flags() & withheld) == 0);
            for (int i = 0; i < 10; ++i) {
                CHECK(carry(*pair.client, *pair.server, Level::privacy, hex("010203")) == Status::ok);
                CHECK(carry(*pair.server, *pair.client, Level::privacy, hex("04")) == Status::ok);
            }
        }
        Pair strict = pair_of(alice, Level::privacy, {.withheld = flag::k128});
        CHECK(meet(strict) == Status::sec_e_unsupported_function);
        Pair no_exchange = pair_of(alice, Level::privacy, {.withheld = flag::kKeyExchange});
        CHECK(meet(no_exchange) == Status::ok);
        CHECK(decode_authenticate(no_exchange.authenticate)->session_key.empty());
    }

    TEST_CASE("somebody between the two cannot weaken the keys unseen") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (uint32_t dropped : {flag::k128, flag::k56, flag::kKeyExchange}) {
            Pair pair = pair_of(alice, Level::privacy, {.require_128 = false});
            CHECK(meet(pair, [dropped](int number, Bytes& bytes) {
                      if (number == 1) set_flags(bytes, kFlagsAt[1], dropped);
                  }) == Status::sec_e_message_altered);
        }
    }

    TEST_CASE("a client refuses a server that leaves out what its level needs") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        const auto without = [&](Level level, uint32_t dropped) {
            Pair pair = pair_of(alice, level);
            return meet(pair, [dropped](int number, Bytes& bytes) {
                if (number == 2) set_flags(bytes, kFlagsAt[2], dropped);
            });
        };
        for (uint32_t dropped : {flag::kUnicode, flag::kNtlm, flag::kExtendedSessionSecurity, flag::kTargetInfo}) {
            CHECK(without(Level::connect, dropped) == Status::sec_e_unsupported_function);
        }
        CHECK(without(Level::packet, flag::kSign) == Status::sec_e_unsupported_function);
        CHECK(without(Level::packet, flag::k128) == Status::sec_e_unsupported_function);
        CHECK(without(Level::privacy, flag::kSeal) == Status::sec_e_unsupported_function);
        // What the level does not need may go, but the server sees that it never said so.
        CHECK(without(Level::connect, flag::k56) == Status::sec_e_message_altered);
    }

    TEST_CASE("a server refuses a client that asks for less than the level needs, and one that then agrees to less") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (int number : {1, 3}) {
            for (uint32_t dropped :
                 {flag::kUnicode, flag::kNtlm, flag::kExtendedSessionSecurity, flag::kSign, flag::kSeal, flag::k128}) {
                Pair pair = pair_of(alice, Level::privacy);
                CHECK(meet(pair, [&](int which, Bytes& bytes) {
                          if (which == number) set_flags(bytes, kFlagsAt[number], dropped);
                      }) == Status::sec_e_unsupported_function);
            }
        }
    }

    TEST_CASE("who never asked to sign is known at levels below privacy, but none of his messages passes") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (Level level : {Level::packet, Level::integrity}) {
            Pair pair = pair_of(alice, level);
            ClientOptions options = client_options();
            options.policy.withheld = flag::kSign | flag::kSeal | flag::kKeyExchange;
            pair.client = make_client(wish_of(&alice, Level::connect), options);
            REQUIRE(meet(pair) == Status::ok);
            CHECK(pair.server->peer().user == "alice");
            Message message;
            CHECK(pair.server->protect(level, message.pieces(), message.signature) ==
                  Status::sec_e_unsupported_function);
            CHECK(pair.server->unprotect(level, message.pieces(), message.signature) ==
                  Status::sec_e_unsupported_function);
        }
    }

    TEST_CASE("a client that claims more than was offered gets what was offered") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::packet);
        CHECK(meet(pair, [](int number, Bytes& bytes) {
                  if (number == 3) set_flags(bytes, kFlagsAt[3], 0, flag::kSeal);
              }) == Status::sec_e_message_altered);
        CHECK_FALSE(pair.server->complete());
    }

    TEST_CASE("the MIC covers each of the three messages") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair negotiate = pair_of(alice, Level::packet);
        CHECK(meet(negotiate, [](int number, Bytes& bytes) {
                  if (number == 1) bytes[33] ^= std::byte{1};  // the version
              }) == Status::sec_e_message_altered);
        Pair challenge = pair_of(alice, Level::packet);
        CHECK(meet(challenge, [](int number, Bytes& bytes) {
                  if (number == 2) bytes[33] ^= std::byte{1};  // reserved
              }) == Status::sec_e_message_altered);
        Pair authenticate = pair_of(alice, Level::packet);
        CHECK(meet(authenticate, [](int number, Bytes& bytes) {
                  if (number == 3) bytes[65] ^= std::byte{1};  // the version
              }) == Status::sec_e_message_altered);
        Pair mic = pair_of(alice, Level::packet);
        CHECK(meet(mic, [](int number, Bytes& bytes) {
                  if (number == 3) bytes[kMicOffset] ^= std::byte{1};
              }) == Status::sec_e_message_altered);
    }

    TEST_CASE("a MIC that was announced cannot be left out, and the announcement cannot") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair left_out = pair_of(alice, Level::packet);
        CHECK(meet(left_out, [](int number, Bytes& bytes) {
                  if (number != 3) return;
                  auto message = decode_authenticate(bytes);
                  message->mic.reset();
                  bytes = *encode(*message);
              }) == Status::sec_e_invalid_token);
        Pair unannounced = pair_of(alice, Level::packet);
        CHECK(meet(unannounced, [](int number, Bytes& bytes) {
                  if (number != 3) return;
                  auto message = decode_authenticate(bytes);
                  auto blob = decode_blob(std::span(message->nt_response).subspan(16));
                  std::erase_if(blob->pairs, [](const AvPair& pair) { return pair.id == AvId::flags; });
                  const Octets tail = encode(*blob);
                  message->nt_response.resize(16);
                  message->nt_response.insert(message->nt_response.end(), tail.begin(), tail.end());
                  message->mic.reset();
                  bytes = *encode(*message);
              }) == Status::sec_e_logon_denied);
    }

    TEST_CASE("LM and NTLMv1 responses are refused, and nobody is asked about them") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (size_t size : {0u, 1u, 16u, 24u}) {
            Pair pair = pair_of(alice, Level::connect);
            const int asked = kPasswords.asked;
            CHECK(meet(pair, [size](int number, Bytes& bytes) {
                      if (number != 3) return;
                      auto message = decode_authenticate(bytes);
                      message->nt_response.resize(size);
                      message->lm_response.assign(24, std::byte{1});
                      message->mic.reset();
                      bytes = *encode(*message);
                  }) == Status::sec_e_logon_denied);
            CHECK(kPasswords.asked == asked);
        }
    }

    TEST_CASE("an encrypted session key of another size is refused") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (size_t size : {0u, 8u, 17u}) {
            Pair pair = pair_of(alice, Level::packet);
            CHECK(meet(pair, [size](int number, Bytes& bytes) {
                      if (number != 3) return;
                      auto message = decode_authenticate(bytes);
                      message->session_key.resize(size);
                      bytes = *encode(*message);
                  }) == Status::sec_e_invalid_token);
        }
    }

    TEST_CASE("an answer to another challenge is no answer to this one") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair earlier = pair_of(alice, Level::packet);
        REQUIRE(meet(earlier) == Status::ok);
        Pair pair = pair_of(alice, Level::packet);
        CHECK(meet(pair, [&](int number, Bytes& bytes) {
                  if (number == 3) bytes = earlier.authenticate;
              }) == Status::sec_e_logon_denied);
    }

    TEST_CASE("tokens cut at any length end the exchange") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair whole = pair_of(alice, Level::packet);
        REQUIRE(meet(whole) == Status::ok);
        const std::vector<size_t> sizes = {whole.negotiate.size(), whole.challenge.size(), whole.authenticate.size()};
        for (int number : {1, 2, 3}) {
            for (size_t size = 0; size < sizes[static_cast<size_t>(number) - 1]; ++size) {
                Pair pair = pair_of(alice, Level::packet);
                const Status status = meet(pair, [&](int which, Bytes& bytes) {
                    if (which == number) bytes.resize(size);
                });
                // A negotiate message that ends after its flags is whole, and not what the client signed.
                const bool whole_enough = number == 1 && size >= 16;
                CHECK(status == (whole_enough ? Status::sec_e_message_altered : Status::sec_e_invalid_token));
                CHECK_FALSE(pair.server->complete());
            }
        }
    }

    TEST_CASE("tokens of absurd size end the exchange") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (int number : {1, 2, 3}) {
            Pair pair = pair_of(alice, Level::packet);
            CHECK(meet(pair, [number](int which, Bytes& bytes) {
                      if (which == number) bytes.assign(16 << 20, std::byte{'N'});
                  }) == Status::sec_e_invalid_token);
        }
        // Target information that leaves no room for what the client adds.
        Pair pair = pair_of(alice, Level::packet);
        CHECK(meet(pair, [](int which, Bytes& bytes) {
                  if (which != 2) return;
                  auto challenge = decode_challenge(bytes);
                  challenge->target_info.push_back({AvId::dns_tree, Octets(65400)});
                  bytes = *encode(*challenge);
              }) == Status::sec_e_invalid_token);
    }

    TEST_CASE("target information without the server's names is refused") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (AvId missing : {AvId::netbios_computer, AvId::netbios_domain}) {
            Pair pair = pair_of(alice, Level::packet);
            CHECK(meet(pair, [missing](int which, Bytes& bytes) {
                      if (which != 2) return;
                      auto challenge = decode_challenge(bytes);
                      std::erase_if(challenge->target_info, [&](const AvPair& p) { return p.id == missing; });
                      bytes = *encode(*challenge);
                  }) == Status::sec_e_logon_denied);
        }
    }

    TEST_CASE("a step too many, or a token where none belongs, is an error") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::packet);
        REQUIRE(meet(pair) == Status::ok);
        CHECK(pair.client->step({}).status() == Status::sec_e_invalid_token);
        CHECK(pair.server->step(pair.negotiate).status() == Status::sec_e_invalid_token);
        CHECK(pair.client->complete());
        Pair early = pair_of(alice, Level::packet);
        CHECK(early.client->step(pair.challenge).status() == Status::sec_e_invalid_token);
        CHECK(early.client->step({}).status() == Status::sec_e_invalid_token);
        CHECK(early.server->step({}).status() == Status::sec_e_invalid_token);
    }

    TEST_CASE("without randomness there is no exchange") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::packet);
        ClientOptions options = client_options();
        options.chance = &kExhausted;
        pair.client = make_client(wish_of(&alice, Level::packet), options);
        CHECK(meet(pair) == Status::sec_e_internal_error);
        Pair other = pair_of(alice, Level::packet);
        other.server = make_server({.machine = kMachine, .accounts = &kPasswords, .chance = &kExhausted});
        CHECK(meet(other) == Status::sec_e_internal_error);
    }

    TEST_CASE("every exchange has a session key of its own") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair one = pair_of(alice, Level::packet);
        Pair other = pair_of(alice, Level::packet);
        REQUIRE(meet(one) == Status::ok);
        REQUIRE(meet(other) == Status::ok);
        CHECK_FALSE(same(one.client->session_key(), other.client->session_key()));
        CHECK(to_hex(one.client->session_key()) != std::string(32, '0'));
    }

    TEST_CASE("a list is signed with the first number of each direction, and messages go on with the second") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (Level level : {Level::connect, Level::privacy}) {
            Pair pair = pair_of(alice, level, {}, true);
            REQUIRE(meet(pair) == Status::ok);
            const auto list = hex("300c060a2b06010401823702020a");
            const auto from_client = pair.client->make_mic(list);
            REQUIRE(from_client);
            CHECK(to_hex(std::span(*from_client).last(4)) == "00000000");
            CHECK(pair.server->check_mic(list, *from_client) == Status::ok);
            const auto from_server = pair.server->make_mic(list);
            CHECK(pair.client->check_mic(list, *from_server) == Status::ok);
            CHECK(*from_client != *from_server);
            if (level == Level::connect) continue;
            Message message;
            message.body = hex("01020304");
            REQUIRE(pair.client->protect(level, message.pieces(), message.signature) == Status::ok);
            CHECK(to_hex(std::span(message.signature).last(4)) == "01000000");
            CHECK(pair.server->unprotect(level, message.pieces(), message.signature) == Status::ok);
            CHECK(carry(*pair.server, *pair.client, level, hex("0506")) == Status::ok);
        }
        Pair pair = pair_of(alice, Level::packet);
        REQUIRE(meet(pair) == Status::ok);
        auto mic = pair.client->make_mic(hex("0102"));
        CHECK(pair.server->check_mic(hex("0103"), *mic) == Status::sec_e_message_altered);
    }

    TEST_CASE("a client that protects nothing can sign no list either, unless that was its wish") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        Pair pair = pair_of(alice, Level::connect);
        REQUIRE(meet(pair) == Status::ok);
        CHECK((pair.client->flags() & (flag::kSign | flag::kSeal)) == 0);
        CHECK(pair.client->make_mic(hex("0102")).status() == Status::sec_e_unsupported_function);
        CHECK(pair.server->check_mic(hex("0102"), Bytes(16)) == Status::sec_e_unsupported_function);
    }
}
