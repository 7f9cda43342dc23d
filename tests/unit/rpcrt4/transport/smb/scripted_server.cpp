// SPDX-License-Identifier: LGPL-2.1-or-later
// See scripted_server.hpp. Replies are written as [MS-SMB2] 2.2 has them, not by the library.
#include "scripted_server.hpp"

#include <sys/socket.h>

#include <cstring>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/ntlm/server.hpp"
#include "rpcrt4/transport/smb/status.hpp"

namespace smb_test {
namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr uint64_t kSession = 0x1122334455667788, kAsync = 77;
constexpr uint32_t kTree = 5, kCancelled = 0xC0000120;

class OneUser final : public security::ntlm::AccountVerifier {
 public:
    base::Result<security::ntlm::Admission> verify(const security::ntlm::Claim& claim) const override {
        const auto hash = security::ntlm::nt_hash(std::as_bytes(std::span("p", 1)));
        const auto proof = security::ntlm::prove(claim, hash);
        if (claim.user != "u" || !proof.right) return base::Status::sec_e_logon_denied;
        return security::ntlm::Admission{proof.session_base_key, claim.user, claim.domain};
    }
};

std::unique_ptr<security::Context> make_context(const security::ntlm::AccountVerifier& accounts) {
    const auto ntlm = [&accounts]() -> base::Result<std::unique_ptr<security::Context>> {
        return std::unique_ptr<security::Context>(security::ntlm::make_server({.accounts = &accounts}));
    };
    return security::negotiate::server({{security::Service::ntlm, ntlm}});
}

Octets error_body() {
    ByteWriter out;
    out.u16(9);
    out.zeros(7);
    return out.take();
}

Bytes token_in(Bytes message) {
    ByteReader in(message.subspan(kHeaderSize + 12));
    const size_t at = in.u16();
    const size_t size = in.u16();
    return message.subspan(at, size);
}

}  // namespace

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)), accounts_(std::make_unique<OneUser>()) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
    client_end_ = transport::Socket(ends[0]);
    end_ = transport::Socket(ends[1]);
    transport::set_timeouts(ends[1], std::chrono::seconds(20));
    thread_ = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
    client_end_.close();
    if (thread_.joinable()) thread_.join();
}

const std::vector<Command>& ScriptedServer::asked() {
    client_end_.close();
    if (thread_.joinable()) thread_.join();
    return asked_;
}

void ScriptedServer::serve() {
    for (;;) {
        auto message = receive();
        if (!message) break;
        auto request = open(std::move(*message));
        if (!request) break;
        const Command command = request->header.command;
        asked_.push_back(command);
        if (script_.vanish_at == command) break;
        if (!answer(*request)) break;
        if (script_.twice.contains(command) && !reply(*request, nt::kSuccess, error_body())) break;
    }
    end_.close();
}

std::optional<Octets> ScriptedServer::receive() {
    const auto fill = [&](std::span<std::byte> bytes) {
        return ::recv(end_.descriptor(), bytes.data(), bytes.size(), MSG_WAITALL) == static_cast<ssize_t>(bytes.size());
    };
    std::array<std::byte, kFrameHeaderSize> begin;
    if (!fill(begin)) return std::nullopt;
    const auto size = frame_size(begin);
    if (!size) return std::nullopt;
    Octets message(*size - kFrameHeaderSize);
    if (!fill(message)) return std::nullopt;
    return message;
}

std::optional<ScriptedServer::Request> ScriptedServer::open(Octets message) {
    Request request;
    if (is_transform(message)) {
        if (!protection_) return std::nullopt;
        auto plain = protection_->decrypt(message);
        if (!plain) return std::nullopt;
        message = std::move(*plain);
        request.encrypted = true;
    }
    const auto header = decode_header(message);
    if (!header) return std::nullopt;
    request.header = *header;
    request.message = std::move(message);
    if (protection_) {
        const bool is_signed =
            (header->flags & header_flag::kSigned) != 0 && protection_->is_signed_well(request.message);
        all_signed_ = all_signed_ && (is_signed || request.encrypted);
        all_encrypted_ = all_encrypted_ && request.encrypted;
    }
    return request;
}

bool ScriptedServer::answer(const Request& request) {
    const Command command = request.header.command;
    if (const auto failure = script_.statuses.find(command); failure != script_.statuses.end()) {
        return refuse(request, failure->second);
    }
    ByteWriter out;
    switch (command) {
        case Command::negotiate:
            return negotiate(request);
        case Command::session_setup:
            return set_up_session(request);
        case Command::tree_connect:
            out.u16(16);
            out.u16(2);
            out.u32(script_.share_flags);
            out.zeros(8);
            return reply(request, nt::kSuccess, out.take());
        case Command::create:
            out.u16(89);
            out.zeros(62);
            for (int i = 0; i < 16; ++i) out.u8(static_cast<uint8_t>(i));
            out.zeros(8);
            return reply(request, nt::kSuccess, out.take());
        case Command::ioctl:
        case Command::read:
        case Command::write:
        case Command::cancel:
            return transfer(request);
        case Command::close:
            out.u16(60);
            out.zeros(58);
            return reply(request, nt::kSuccess, out.take());
        default:
            out.u16(4);
            out.u16(0);
            return reply(request, nt::kSuccess, out.take());
    }
}

bool ScriptedServer::negotiate(const Request& request) {
    spoken_.add(request.message);
    ByteReader in(Bytes(request.message).subspan(kHeaderSize + 8));
    offered_.capabilities = in.u32();
    ByteWriter out;
    out.zeros(kHeaderSize);
    out.u16(65);
    out.u16(kSigningEnabled);
    out.u16(script_.dialect);
    const bool newest = script_.dialect == dialect::k311;
    out.u16(newest ? 2 : 0);
    out.zeros(16);
    out.u32(script_.cipher == Cipher::none ? 0 : kCapabilityEncryption);
    for (int i = 0; i < 3; ++i) out.u32(65536);
    out.zeros(16);
    out.u16(128);
    out.u16(0);
    out.u32(newest ? 128 : 0);
    if (newest) {
        out.u16(1);
        out.u16(38);
        out.u32(0);
        out.u16(1);
        out.u16(32);
        out.u16(1);
        out.zeros(32);
        out.align(8);
        out.u16(2);
        out.u16(4);
        out.u32(0);
        out.u16(1);
        out.u16(static_cast<uint16_t>(script_.cipher));
    }
    const Bytes body = out.bytes().subspan(kHeaderSize);
    return reply(request, nt::kSuccess, Octets(body.begin(), body.end()));
}

bool ScriptedServer::set_up_session(const Request& request) {
    spoken_.add(request.message);
    if (!context_) context_ = make_context(*accounts_);
    auto step = context_->step(token_in(request.message));
    if (!step) return refuse(request, 0xC000006D);
    if (step->complete) {
        protection_ = std::make_unique<Protection>(script_.dialect, script_.cipher, context_->session_key(), spoken_,
                                                   Side::server);
    }
    ByteWriter out;
    out.u16(9);
    out.u16(step->complete ? script_.session_flags : uint16_t{0});
    out.u16(kHeaderSize + 8);
    out.u16(static_cast<uint16_t>(step->token.size()));
    out.bytes(step->token);
    return reply(request, step->complete ? nt::kSuccess : nt::kMoreProcessing, out.take());
}

bool ScriptedServer::transfer(const Request& request) {
    const Bytes message = request.message;
    ByteWriter out;
    switch (request.header.command) {
        case Command::ioctl: {
            // The confirmation of the negotiation.
            ByteWriter answer;
            answer.u32(script_.cipher == Cipher::none ? 0 : kCapabilityEncryption);
            answer.zeros(16);
            answer.u16(kSigningEnabled);
            answer.u16(script_.lies_about_negotiation ? dialect::k311 : script_.dialect);
            out.u16(49);
            out.u16(0);
            out.u32(kValidateNegotiateInfo);
            out.zeros(24);
            out.u32(kHeaderSize + 48);
            out.u32(static_cast<uint32_t>(answer.size()));
            out.zeros(8);
            out.bytes(answer.bytes());
            return reply(request, nt::kSuccess, out.take());
        }
        case Command::write: {
            ByteReader in(message.subspan(kHeaderSize + 2));
            const size_t at = in.u16();
            const uint32_t size = in.u32();
            const Bytes data = message.subspan(at, size);
            pipe_.insert(pipe_.end(), data.begin(), data.end());
            out.u16(17);
            out.u16(0);
            out.u32(size);
            out.zeros(9);
            return reply(request, nt::kSuccess, out.take()) && feed_reader();
        }
        case Command::cancel: {
            if (!reader_) return true;
            const Request read = std::move(*reader_);
            reader_.reset();
            return reply(read, kCancelled, error_body(), kAsync);
        }
        default:
            reader_ = request;
            return pipe_.empty() ? reply(request, nt::kPending, error_body(), kAsync) : feed_reader();
    }
}

bool ScriptedServer::feed_reader() {
    if (!reader_ || pipe_.empty()) return true;
    const size_t size = std::min(pipe_.size(), script_.read_size);
    ByteWriter out;
    out.u16(17);
    out.u8(kHeaderSize + 16);
    out.u8(0);
    out.u32(static_cast<uint32_t>(size));
    out.zeros(8);
    out.bytes(std::span(pipe_).first(size));
    pipe_.erase(pipe_.begin(), pipe_.begin() + static_cast<ptrdiff_t>(size));
    const Request read = std::move(*reader_);
    reader_.reset();
    return reply(read, pipe_.empty() ? nt::kSuccess : nt::kBufferOverflow, out.take(), kAsync);
}

bool ScriptedServer::refuse(const Request& request, uint32_t status) { return reply(request, status, error_body()); }

bool ScriptedServer::reply(const Request& request, uint32_t status, Octets body, uint64_t async_id) {
    const Command command = request.header.command;
    const bool sealed = request.encrypted;
    const bool unprotected = !protection_ || !script_.signs || sealed || status == nt::kPending;
    Octets message = encode(Header{.status = status,
                                   .command = command,
                                   .credits = 4,
                                   .flags = header_flag::kReply | (async_id != 0 ? header_flag::kAsync : 0) |
                                            (unprotected ? 0 : header_flag::kSigned),
                                   .message_id = request.header.message_id,
                                   .tree_id = kTree,
                                   .async_id = async_id,
                                   .session_id = command == Command::negotiate ? 0 : kSession});
    message.insert(message.end(), body.begin(), body.end());
    const bool first_words = command == Command::negotiate || status == nt::kMoreProcessing;
    if (first_words) spoken_.add(message);
    if (!unprotected) protection_->sign(message);
    if (script_.mangle) script_.mangle(command, message);
    return send(sealed ? protection_->encrypt(kSession, message) : message);
}

bool ScriptedServer::send(const Octets& message) {
    const size_t size = message.size();
    Octets frame{std::byte{0}, std::byte(size >> 16), std::byte(size >> 8), std::byte(size)};
    frame.insert(frame.end(), message.begin(), message.end());
    iovec piece{frame.data(), frame.size()};
    return transport::send_all(end_.descriptor(), {&piece, 1}).error == 0;
}

}  // namespace smb_test
