// SPDX-License-Identifier: LGPL-2.1-or-later
// A security mechanism without cryptography, for tests of what is built on mechanisms: tokens that name their leg, a
// signature that depends on every byte, its place and the number of messages before it, and a cipher that only hides.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "rpcrt4/security/provider.hpp"

namespace fake {

using base::Status;
using namespace rpcrt4::security;

/// How tokens go: after how many of its own a side is complete.
struct Legs {
    int client;
    int server;
    bool server_ends;  ///< the last token is the server's
};
inline constexpr Legs kOneLeg{1, 1, true};     // ->, <-
inline constexpr Legs kTwoLegs{2, 1, false};   // ->, <-, ->          (NTLM; Kerberos in DCE style)
inline constexpr Legs kThreeLegs{2, 2, true};  // ->, <-, ->, <-      (SPNEGO)

class Mechanism final : public Context {
 public:
    static constexpr size_t kSignature = 16;

    /// What it can do beyond what all can.
    enum class Headers : uint8_t { signs, exposes };

    /// `service`: for which it passes; of NTLM more is expected (security_context.hpp).
    Mechanism(bool is_client, Legs legs, std::string secret = "open sesame", Service service = Service::kerberos,
              Headers headers = Headers::signs)
        : is_client_(is_client), legs_(legs), secret_(std::move(secret)), service_(service), headers_(headers) {
        peer_.user = "somebody";
    }

    base::Result<Step> step(std::span<const std::byte> token) override {
        const bool begins = is_client_ && sent_ == 0;
        if (begins != token.empty()) return Status::sec_e_invalid_token;
        if (!begins) {
            const std::string_view said(reinterpret_cast<const char*>(token.data()), token.size());
            ++received_;
            if (said != word(!is_client_, received_)) return Status::sec_e_logon_denied;
        }
        Step next;
        const int mine = is_client_ ? legs_.client : legs_.server;
        if (sent_ < mine) {
            const std::string say = word(is_client_, ++sent_);
            next.token.resize(say.size());
            std::memcpy(next.token.data(), say.data(), say.size());
        }
        const int theirs = is_client_ ? legs_.server : legs_.client;
        complete_ = sent_ == mine && received_ == theirs;
        next.complete = complete_;
        return next;
    }

    bool signs_headers() const noexcept override { return headers_ == Headers::signs; }
    size_t signature_size(Level level) const noexcept override {
        return level == Level::privacy && !can_seal_ ? 0 : kSignature;
    }
    void forgo_sealing() noexcept { can_seal_ = false; }
    Status protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) override {
        sign(pieces, out_, signature);
        hide(level, pieces, out_++);
        return Status::ok;
    }
    Status unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) override {
        hide(level, pieces, in_);
        std::byte expected[kSignature];
        sign(pieces, in_++, expected);
        return same(expected, signature) ? Status::ok : Status::sec_e_message_altered;
    }
    base::Result<std::vector<std::byte>> make_mic(std::span<const std::byte>) override {
        return Status::sec_e_unsupported_function;
    }
    Status check_mic(std::span<const std::byte>, std::span<const std::byte>) override {
        return Status::sec_e_unsupported_function;
    }
    const Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return true; }
    std::span<const std::byte> session_key() const noexcept override { return {}; }
    Service mechanism() const noexcept override { return service_; }

 private:
    std::string word(bool of_client, int leg) const {
        return secret_ + (of_client ? " from the client, " : " from the server, ") + std::to_string(leg);
    }
    static void sign(std::span<const Piece> pieces, uint32_t number, std::span<std::byte> signature) {
        uint64_t hash = 14695981039346656037u + number;
        for (const Piece& piece : pieces) {
            for (const std::byte byte : piece.bytes) hash = (hash ^ std::to_integer<uint64_t>(byte)) * 1099511628211u;
        }
        const uint64_t both[2] = {hash, ~hash};
        std::memcpy(signature.data(), both, sizeof both);
    }
    static void hide(Level level, std::span<const Piece> pieces, uint32_t number) {
        if (level != Level::privacy) return;
        for (const Piece& piece : pieces) {
            if (piece.handling != Piece::Handling::seal) continue;
            for (std::byte& byte : piece.bytes) byte ^= static_cast<std::byte>(0xA5 + number);
        }
    }

    const bool is_client_;
    const Legs legs_;
    const std::string secret_;
    const Service service_;
    const Headers headers_;
    bool can_seal_ = true;
    Peer peer_;
    int sent_ = 0;
    int received_ = 0;
    uint32_t out_ = 0;
    uint32_t in_ = 0;
};

}  // namespace fake
