// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: SPNEGO. The first byte picks: DER alone, either codec (what decodes must encode to something that
// decodes to the same), or a client or server of two mechanisms, fed with tokens that stand behind their lengths in two
// bytes. A side may only be done with its second choice when it has seen a right MIC. Corpus: tests/fuzz/corpus/spnego.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/negotiate/token.hpp"

using namespace rpcrt4::security;
using namespace rpcrt4::security::negotiate;
using base::Result;
using base::Status;

namespace {

void insist(bool condition) {
    if (!condition) __builtin_trap();
}

/// Takes whatever comes, and is complete after two tokens of the peer's.
class Easy final : public Context {
 public:
    Easy(Service service, bool& mic_seen) : service_(service), mic_seen_(mic_seen) {}
    Result<Step> step(Bytes token) override {
        if (complete_ || (!token.empty() && token[0] == std::byte{0xFF})) return Status::sec_e_invalid_token;
        complete_ = ++steps_ == 2;
        return Step{{std::byte{1}, static_cast<std::byte>(steps_)}, complete_};
    }
    size_t signature_size(Level) const noexcept override { return 16; }
    Status protect(Level, std::span<const Piece>, std::span<std::byte>) override { return Status::ok; }
    Status unprotect(Level, std::span<const Piece>, Bytes) override { return Status::ok; }
    Result<std::vector<std::byte>> make_mic(Bytes) override { return std::vector(3, std::byte{'M'}); }
    Status check_mic(Bytes, Bytes mic) override {
        insist(complete_);
        const bool right = mic.size() == 3 && mic[0] == std::byte{'M'};
        mic_seen_ |= right;
        return right ? Status::ok : Status::sec_e_message_altered;
    }
    const Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return false; }
    Bytes session_key() const noexcept override { return {}; }
    Service mechanism() const noexcept override { return service_; }

 private:
    Service service_;
    bool& mic_seen_;
    int steps_ = 0;
    Peer peer_;
};

std::vector<Candidate> candidates(bool& mic_seen) {
    std::vector<Candidate> both;
    for (const Service service : {Service::kerberos, Service::ntlm})
        both.push_back({service, [service, &mic_seen]() -> Result<std::unique_ptr<Context>> {
                            return std::unique_ptr<Context>(std::make_unique<Easy>(service, mic_seen));
                        }});
    return both;
}

void drive(Context& side, bool opens, Bytes input) {
    base::ByteReader reader(input);
    if (opens) insist(static_cast<bool>(side.step({})));
    for (int legs = 0; legs < 8; ++legs) {
        const Bytes token = reader.take(reader.u16());
        if (reader.failed()) return;
        const auto step = side.step(token);
        insist(side.complete() == (step && step->complete));
        if (!step || step->complete) {
            insist(!side.step(token));
            return;
        }
        insist(static_cast<bool>(decode_response(step->token)) || !opens);  // bare answers are for bare tokens
    }
}

void client_side(Bytes input) {
    bool mic_seen = false;
    const auto side = client(candidates(mic_seen));
    drive(*side, true, input);
    if (side->complete() && side->mechanism() == Service::ntlm) insist(mic_seen);
}

void server_side(Bytes input) {
    bool mic_seen = false;
    const auto side = server(candidates(mic_seen));
    drive(*side, false, input);
    base::ByteReader reader(input);
    const auto init = decode_init(reader.take(reader.u16()));
    if (!side->complete() || !init) return;
    if (side->mechanism() != service_of(init->mechanisms.front())) insist(mic_seen);
}

void init_codec(Bytes input) {
    const auto init = decode_init(input);
    static_cast<void>(bare_mechanism(input));
    if (!init) return;
    const auto encoded = encode_init(init->mechanism_list, init->token.value_or(Bytes{}));
    const auto again = decode_init(encoded);
    insist(again && again->mechanisms == init->mechanisms);
    insist(std::ranges::equal(*again->token, init->token.value_or(Bytes{})));
}

bool same_field(const std::optional<Bytes>& one, const std::optional<Bytes>& other) {
    return one.has_value() == other.has_value() && (!one || std::ranges::equal(*one, *other));
}

void response_codec(Bytes input) {
    const auto response = decode_response(input);
    if (!response || response->mechanism == Mechanism::unknown) return;
    const auto encoded = encode_response(*response);
    const auto again = decode_response(encoded);
    insist(again && again->state == response->state && again->mechanism == response->mechanism);
    insist(same_field(again->token, response->token) && same_field(again->mic, response->mic));
}

/// Down the first element of each, as deep as it goes.
void der(Bytes input) {
    DerReader reader(input);
    for (unsigned depth = 0; !reader.at_end(); ++depth) {
        insist(depth <= DerReader::kMaxDepth);
        DerReader siblings = reader;
        while (!siblings.at_end()) siblings.skip();
        reader = reader.enter(std::to_integer<uint8_t>(input[0]));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const Bytes input = std::as_bytes(std::span(data, size)).subspan(1);
    switch (data[0] % 5) {
        case 0:
            return der(input), 0;
        case 1:
            return init_codec(input), 0;
        case 2:
            return response_codec(input), 0;
        case 3:
            return client_side(input), 0;
        default:
            return server_side(input), 0;
    }
}
