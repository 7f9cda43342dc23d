// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/unit/rpcrt4/security/negotiate/fake_context.hpp"

#include <algorithm>

namespace fake {

using base::Result;
using base::Status;
using namespace rpcrt4::security;

Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

namespace {

class Fake final : public Context {
 public:
    Fake(Service service, Side side, int legs) : service_(service), side_(side), legs_(legs) {
        peer_.user = side == Side::client ? "the server" : "the client";
    }

    Result<Step> step(std::span<const std::byte> token) override {
        const bool opening = side_ == Side::client && next_ == 0;
        if (complete_ || (opening ? !token.empty() : text_of(token) != name(next_++)))
            return Status::sec_e_invalid_token;
        Step step;
        if (next_ < legs_) step.token = bytes_of(name(next_++));
        step.complete = complete_ = next_ >= legs_;
        return step;
    }
    size_t signature_size(Level level) const noexcept override { return level == Level::privacy ? 60 : 28; }
    Status protect(Level, std::span<const Piece>, std::span<std::byte> signature) override {
        std::ranges::fill(signature, std::byte{0x5A});
        return Status::ok;
    }
    Status unprotect(Level, std::span<const Piece>, std::span<const std::byte> signature) override {
        return std::ranges::all_of(signature, [](std::byte b) { return b == std::byte{0x5A}; })
                   ? Status::ok
                   : Status::sec_e_message_altered;
    }
    Result<Bytes> make_mic(std::span<const std::byte> bytes) override {
        if (!complete_) return Status::sec_e_internal_error;
        return mic_of(side_, bytes);
    }
    Status check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) override {
        const Side other = side_ == Side::client ? Side::server : Side::client;
        if (!complete_) return Status::sec_e_internal_error;
        return same(mic_of(other, bytes), mic) ? Status::ok : Status::sec_e_message_altered;
    }
    const Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return service_ == Service::kerberos; }
    std::span<const std::byte> session_key() const noexcept override { return key_; }
    Service mechanism() const noexcept override { return service_; }

 private:
    std::string name(int number) const {
        return std::to_string(static_cast<int>(service_)) + " token " + std::to_string(number);
    }
    Bytes mic_of(Side side, std::span<const std::byte> bytes) const {
        Bytes mic = bytes_of((side == Side::client ? "client's " : "server's ") + name(-1));
        mic.insert(mic.end(), bytes.begin(), bytes.end());
        return mic;
    }

    Service service_;
    Side side_;
    int legs_;
    int next_ = 0;  // the token that travels next
    Peer peer_;
    Bytes key_ = bytes_of("session key");
};

}  // namespace

std::unique_ptr<Context> context(Service service, Side side, int legs) {
    return std::make_unique<Fake>(service, side, legs);
}

negotiate::Candidate candidate(Service service, Side side, int legs) {
    return {service, [=]() -> Result<std::unique_ptr<Context>> { return context(service, side, legs); }};
}

negotiate::Candidate unavailable(Service service, Status reason) {
    return {service, [=]() -> Result<std::unique_ptr<Context>> { return reason; }};
}

Outcome converse(Context& client, Context& server, const Tamper& tamper) {
    Outcome outcome;
    Bytes token;
    for (bool clients_turn = true; !(client.complete() && server.complete()); clients_turn = !clients_turn) {
        Context& speaker = clients_turn ? client : server;
        Status& status = clients_turn ? outcome.client : outcome.server;
        auto step = speaker.complete() ? Result<Context::Step>(Status::sec_e_invalid_token) : speaker.step(token);
        if (!step) {
            status = step.status();
            return outcome;
        }
        token = step->token;
        if (token.empty()) continue;
        outcome.tokens.push_back(token);
        if (tamper) token = tamper(outcome.tokens.size() - 1, token);
    }
    return outcome;
}

}  // namespace fake
