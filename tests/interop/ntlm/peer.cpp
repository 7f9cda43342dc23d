// SPDX-License-Identifier: LGPL-2.1-or-later
// One side of an NTLM exchange, bare or in SPNEGO, by lines: words and hexadecimal bytes ("-" for none) in, one line
// out for each.
//   client LEVEL PRINCIPAL [USER DOMAIN PASSWORD]    server LEVEL [USER DOMAIN PASSWORD]    "-" is an empty word
//   winbind LEVEL CONFIGURATION                      a server that asks Samba's winbind
//   negotiate client|server ...                      the same, in SPNEGO
//   step TOKEN                                       -> TOKEN complete|more
//   protect LEVEL HEADER BODY TRAILER                -> BODY SIGNATURE
//   unprotect LEVEL HEADER BODY TRAILER SIGNATURE    -> BODY
//   mic BYTES -> MIC     checkmic BYTES MIC -> ok    key -> KEY    peer -> PRINCIPAL
// A failure answers "error" and the code. Levels are the numbers of RPC_C_AUTHN_LEVEL_*.
#include <iostream>
#include <sstream>

#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/ntlm/winbind.hpp"
#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;
using rpcrt4::security::negotiate::Candidate;

namespace {

std::string text(std::span<const std::byte> bytes) { return bytes.empty() ? "-" : to_hex(bytes); }

std::string complaint(Status status) {
    std::ostringstream line;
    line << "error " << std::hex << static_cast<uint32_t>(status);
    return line.str();
}

class Side {
 public:
    std::string answer(const std::string& line) {
        std::istringstream words(line);
        words_.clear();
        for (std::string word; words >> word;) words_.push_back(word == "-" ? "" : word);
        words_.resize(7);
        negotiated_ = words_[0] == "negotiate";
        if (negotiated_) words_.erase(words_.begin());
        const std::string& what = words_[0];
        if (what == "client" || what == "server") return begin(what == "client");
        if (what == "winbind") {
            return serve(std::make_unique<Winbind>(Winbind::Options{.configuration = words_[2], .patience = 20'000}));
        }
        if (!context_) return "no exchange";
        if (what == "step") return step();
        if (what == "protect") return protect();
        if (what == "unprotect") return unprotect();
        if (what == "mic") return mic();
        if (what == "checkmic") return verdict(context_->check_mic(hex(words_[1]), hex(words_[2])));
        if (what == "key") return text(context_->session_key());
        if (what == "peer") return context_->peer().anonymous ? "anonymous" : context_->peer().principal;
        return "what?";
    }

 private:
    Level level() const { return static_cast<Level>(std::stoi(words_[1])); }
    static std::string verdict(Status status) { return status == Status::ok ? "ok" : complaint(status); }

    std::string begin(bool client) {
        if (client) {
            const Account who = account(words_[3], words_[4], words_[5]);
            ClientWish wish = wish_of(&who, level());
            wish.principal = words_[2];
            put(make_client(wish), negotiate::client);
            return "ok";
        }
        return serve(std::make_unique<Passwords>(std::map<std::string, std::string>{{words_[2], words_[4]}}));
    }

    void put(std::unique_ptr<NtlmContext> ntlm, std::unique_ptr<Context> (*negotiate)(std::vector<Candidate>)) {
        context_ = std::move(ntlm);
        if (!negotiated_) return;
        mechanism_ = std::move(context_);
        const auto make = [this]() -> base::Result<std::unique_ptr<Context>> { return std::move(mechanism_); };
        context_ = negotiate({Candidate{Service::ntlm, make}});
    }

    std::string serve(std::unique_ptr<AccountVerifier> accounts) {
        accounts_ = std::move(accounts);
        put(make_server({.machine = kMachine, .accounts = accounts_.get(), .level = level()}), negotiate::server);
        return "ok";
    }

    std::string step() {
        const auto done = context_->step(hex(words_[1]));
        if (!done) return complaint(done.status());
        return text(done->token) + (done->complete ? " complete" : " more");
    }

    std::array<Piece, 3> pieces() {
        header_ = hex(words_[2]);
        body_ = hex(words_[3]);
        trailer_ = hex(words_[4]);
        return {Piece{header_}, Piece{body_, Piece::Handling::seal}, Piece{trailer_}};
    }

    std::string protect() {
        Bytes signature(context_->signature_size(level()));
        const Status status = context_->protect(level(), pieces(), signature);
        return status == Status::ok ? text(body_) + " " + text(signature) : complaint(status);
    }

    std::string unprotect() {
        const Status status = context_->unprotect(level(), pieces(), hex(words_[5]));
        return status == Status::ok ? text(body_) : complaint(status);
    }

    std::string mic() {
        const auto made = context_->make_mic(hex(words_[1]));
        return made ? text(*made) : complaint(made.status());
    }

    std::unique_ptr<AccountVerifier> accounts_;
    bool negotiated_ = false;
    std::unique_ptr<Context> mechanism_;
    std::unique_ptr<Context> context_;
    std::vector<std::string> words_;
    Bytes header_, body_, trailer_;
};

}  // namespace

int main() {
    Side peer;
    for (std::string line; std::getline(std::cin, line);) std::cout << peer.answer(line) << std::endl;
}
