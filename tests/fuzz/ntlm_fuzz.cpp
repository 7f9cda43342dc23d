// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: the three messages of an NTLM exchange as they come from a peer. The first byte picks what the rest is:
// a negotiate message, a challenge, an authenticate message, or the blob of a response. What decodes encodes to
// something that decodes to the same; no challenge and no response, whatever it says, gets a side further than it
// should.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "rpcrt4/security/ntlm/client.hpp"
#include "rpcrt4/security/ntlm/server.hpp"

using namespace rpcrt4::security;
using namespace rpcrt4::security::ntlm;
using base::Status;
using Bytes = std::span<const std::byte>;

namespace {

void insist(bool condition) {
    if (!condition) __builtin_trap();
}

/// Lets in whoever is called "u"; so what follows the verdict is reached.
class Doorman final : public AccountVerifier {
 public:
    base::Result<Admission> verify(const Claim& claim) const override {
        insist(claim.nt_response.size() > 24);
        static_cast<void>(prove(claim, Key{}));
        if (claim.user != "u") return Status::sec_e_logon_denied;
        return Admission{Key{}, claim.user, claim.domain};
    }
};

std::unique_ptr<NtlmContext> server_waiting() {
    static const Doorman doorman;
    static const Octets hello = encode(Negotiate{.flags = 0xe2888235});
    auto server = make_server({.machine = {"S", "D", "s", "d"}, .accounts = &doorman});
    insist(static_cast<bool>(server->step(hello)));
    return server;
}

void negotiate(Bytes token) {
    const auto message = decode_negotiate(token);
    auto server = make_server({.machine = {"S", "D", "s", "d"}});
    const auto step = server->step(token);
    insist(!step || message);
    if (step) insist(!step->complete && decode_challenge(step->token));
}

void challenge(Bytes token) {
    if (const auto message = decode_challenge(token)) {
        if (const auto again = encode(*message)) {
            const auto twice = decode_challenge(*again);
            insist(twice && twice->target_info == message->target_info && twice->flags == message->flags);
        }
    }
    Account account;
    account.user = "u";
    ClientWish wish;
    wish.account = &account;
    wish.level = Level::privacy;
    auto client = make_client(wish, {.workstation = "W"});
    insist(static_cast<bool>(client->step({})));
    const auto step = client->step(token);
    insist(static_cast<bool>(step) == client->complete());
    if (step) insist((client->flags() & flag::k128) != 0 && decode_authenticate(step->token));
}

void authenticate(Bytes token) {
    if (const auto message = decode_authenticate(token)) {
        const auto again = encode(*message);
        if (again) insist(decode_authenticate(*again)->nt_response == message->nt_response);
    }
    auto server = server_waiting();
    const auto step = server->step(token);
    insist(static_cast<bool>(step) == server->complete());
    if (step) insist(server->peer().anonymous || server->peer().user == "u");
}

void blob(Bytes bytes) {
    if (const auto decoded = decode_blob(bytes)) {
        const auto again = decode_blob(encode(*decoded));
        insist(again && again->pairs == decoded->pairs && again->time == decoded->time);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const Bytes rest = std::as_bytes(std::span(data, size)).subspan(1);
    switch (data[0] & 3) {
        case 0:
            negotiate(rest);
            break;
        case 1:
            challenge(rest);
            break;
        case 2:
            authenticate(rest);
            break;
        default:
            blob(rest);
            break;
    }
    return 0;
}
