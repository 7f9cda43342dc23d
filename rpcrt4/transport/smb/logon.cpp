// SPDX-License-Identifier: LGPL-2.1-or-later
// See logon.hpp.
#include "rpcrt4/transport/smb/logon.hpp"

#include <poll.h>
#include <sys/random.h>

#include <cerrno>
#include <utility>

#include "rpcrt4/security/packages.hpp"
#include "rpcrt4/trace/trace.hpp"
#include "rpcrt4/transport/smb/status.hpp"

namespace rpcrt4::transport::smb {
namespace {

using base::Result;
using base::Status;

constexpr size_t kSaltSize = 32;
constexpr int kMostLegs = 8;
constexpr uint32_t kReadSize = 65536;

bool fill(std::span<std::byte> bytes) noexcept {
    return ::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
}

/// Frames over the socket.
class Line {
 public:
    Line(int descriptor, const Deadline& deadline) noexcept : descriptor_(descriptor), deadline_(deadline) {}

    Status send(Octets frame) const noexcept {
        iovec piece{frame.data(), frame.size()};
        return send_all(descriptor_, {&piece, 1}).error == 0 ? Status::ok : Status::rpc_s_server_unavailable;
    }

    /// The message of a frame.
    Result<Octets> receive() const {
        std::array<std::byte, kFrameHeaderSize> begin{};
        const Status got = fill_from_peer(begin);
        if (failed(got)) return got;
        const auto size = frame_size(begin);
        if (!size) return size.status();
        Octets message(*size - kFrameHeaderSize);
        const Status rest = fill_from_peer(message);
        if (failed(rest)) return rest;
        return message;
    }

 private:
    Status fill_from_peer(std::span<std::byte> bytes) const noexcept {
        while (!bytes.empty()) {
            pollfd entry{.fd = descriptor_, .events = POLLIN, .revents = 0};
            const int ready = ::poll(&entry, 1, poll_timeout(deadline_));
            if (ready < 0 && errno == EINTR) continue;
            if (ready <= 0) return Status::rpc_s_server_unavailable;
            const iovec piece{bytes.data(), bytes.size()};
            const Transfer got = receive_some(descriptor_, {&piece, 1}, Blocking::no);
            if (got.error == EAGAIN) continue;
            if (got.bytes == 0) return Status::rpc_s_server_unavailable;
            bytes = bytes.subspan(got.bytes);
        }
        return Status::ok;
    }

    const int descriptor_;
    const Deadline deadline_;
};

/// An answer that is not to be believed is one of somebody else.
Status told(Status status) noexcept {
    return status == Status::sec_e_message_altered ? Status::rpc_s_access_denied : status;
}

class Opening {
 public:
    Opening(int descriptor, const PipeName& name, const Logon& logon, const Deadline& deadline)
        : line_(descriptor, deadline), name_(name), logon_(logon), conversation_(std::make_unique<Conversation>()) {}

    Result<OpenPipe> run() {
        Status status = negotiate();
        if (succeeded(status)) status = log_on();
        if (succeeded(status)) status = connect_tree();
        if (succeeded(status)) status = confirm();
        if (succeeded(status)) status = create();
        if (failed(status)) return told(status);
        trace_success();
        return OpenPipe{std::move(conversation_), file_, std::min(agreed_.max_read, kReadSize), agreed_.max_write};
    }

 private:
    /// Sends a request and waits for its answer. What was said before there are keys is kept for them.
    Result<Reply> ask(Command command, Bytes body) {
        Octets frame = conversation_->request(command, body);
        if (!conversation_->protection()) spoken_.add(Bytes(frame).subspan(kFrameHeaderSize));
        const Status sent = line_.send(std::move(frame));
        if (failed(sent)) return sent;
        for (;;) {
            auto message = line_.receive();
            if (!message) return message.status();
            auto replies = conversation_->take(std::move(*message));
            if (!replies) return replies.status();
            for (Reply& reply : *replies) {
                if (!reply.pending) return std::move(reply);
            }
        }
    }
    /// The same, and anything but success is what a failed connection is told.
    Result<Reply> demand(Command command, Bytes body) {
        auto reply = ask(command, body);
        if (reply && reply->header.status != nt::kSuccess) return refused(command, reply->header.status);
        return reply;
    }
    Status refused(Command command, uint32_t status) const noexcept {
        if (trace::on(trace::Category::connect)) [[unlikely]] {
            trace::line(trace::Category::connect, "smb %s pipe %s: command %u is refused: 0x%08x", name_.host.c_str(),
                        name_.pipe.c_str(), static_cast<unsigned>(command), static_cast<unsigned>(status));
        }
        return connect_failure(status);
    }
    void trace_success() const noexcept {
        if (!trace::on(trace::Category::connect)) [[likely]]
            return;
        const char* const how = conversation_->encrypts()     ? "encrypted"
                                : conversation_->protection() ? "signed"
                                                              : "as nobody";
        trace::line(trace::Category::connect, "smb %s pipe %s: open, dialect 0x%04x, %s", name_.host.c_str(),
                    name_.pipe.c_str(), static_cast<unsigned>(agreed_.dialect), how);
    }

    Status negotiate() {
        std::array<std::byte, kSaltSize> salt;
        if (!fill(salt) || !fill(offer_.guid)) return Status::rpc_s_out_of_resources;
        offer_.capabilities = kCapabilityEncryption | kCapabilityLargeMtu;
        offer_.dialects.assign(dialect::kAll.begin(), dialect::kAll.end());
        const auto reply = demand(Command::negotiate, negotiate_body(offer_, salt));
        if (!reply) return reply.status();
        auto agreed = decode_negotiate(reply->message, offer_);
        if (!agreed) return agreed.status();
        agreed_ = std::move(*agreed);
        spoken_.add(reply->message);
        conversation_->large_mtu =
            agreed_.dialect >= dialect::k210 && (agreed_.capabilities & kCapabilityLargeMtu) != 0;
        return Status::ok;
    }

    bool is_somebody(const security::Context& context) const noexcept {
        const bool named = logon_.account && !(logon_.account->user.empty() && logon_.account->password.empty());
        return named || context.mechanism() == security::Service::kerberos;
    }

    Status log_on() {
        const security::ClientWish wish{.principal = "cifs/" + name_.host,
                                        .account = logon_.account,
                                        .level = security::Level::packet,
                                        .impersonation = logon_.impersonation};
        auto context = security::smb_context(logon_.service, wish);
        if (!context) return security::rpc_status(context.status());
        auto step = (*context)->step({});
        if (!step) return security::rpc_status(step.status());
        for (int leg = 0; leg < kMostLegs; ++leg) {
            auto reply =
                ask(Command::session_setup, session_setup_body(kSigningEnabled, offer_.capabilities, step->token));
            if (!reply) return reply.status();
            const uint32_t status = reply->header.status;
            if (status != nt::kSuccess && status != nt::kMoreProcessing) return refused(Command::session_setup, status);
            const auto session = decode_session_setup(reply->message);
            if (!session) return session.status();
            conversation_->session_id = reply->header.session_id;
            if (status == nt::kSuccess) return enter(**context, *session, *reply);
            spoken_.add(reply->message);
            step = (*context)->step(session->token);
            if (!step) return security::rpc_status(step.status());
            if (step->token.empty()) return Status::rpc_s_protocol_error;
        }
        return Status::rpc_s_protocol_error;
    }

    /// The server has let us in. Its last token may be the proof of who it is.
    Status enter(security::Context& context, const SessionReply& session, const Reply& reply) {
        const bool somebody = is_somebody(context);
        const bool made_guest = (session.flags & (session_flag::kGuest | session_flag::kNull)) != 0;
        const bool encrypts = (session.flags & session_flag::kEncrypt) != 0;
        const bool is_signed = (reply.header.flags & header_flag::kSigned) != 0;
        // Nobody has nothing to protect, and from Samba no proof either.
        if (!somebody && !is_signed && !encrypts) return Status::ok;
        if (!context.complete()) {
            const auto last = context.step(session.token);
            if (!last) return security::rpc_status(last.status());
            if (!last->complete || !last->token.empty()) return Status::rpc_s_protocol_error;
        }
        if (made_guest || context.session_key().empty()) return Status::rpc_s_access_denied;
        auto protection = std::make_unique<Protection>(agreed_.dialect, agreed_.cipher, context.session_key(), spoken_);
        if (is_signed ? !protection->is_signed_well(reply.message) : agreed_.dialect >= dialect::k300) {
            return Status::sec_e_message_altered;
        }
        conversation_->protect(std::move(protection));
        return encrypts ? encrypt() : Status::ok;
    }

    Status encrypt() noexcept {
        if (!conversation_->protection() || !conversation_->protection()->can_encrypt()) {
            return Status::rpc_s_access_denied;
        }
        conversation_->encrypt();
        return Status::ok;
    }

    Status connect_tree() {
        const auto reply = demand(Command::tree_connect, tree_connect_body("\\\\" + name_.host + "\\IPC$"));
        if (!reply) return reply.status();
        const auto tree = decode_tree_connect(reply->message);
        if (!tree) return tree.status();
        if (!tree->is_pipe_share) return Status::rpc_s_server_unavailable;
        conversation_->tree_id = reply->header.tree_id;
        return (tree->flags & kShareEncrypts) != 0 ? encrypt() : Status::ok;
    }

    /// 3.2.5.5: had somebody weakened the negotiation, this answer would differ, and nobody else can sign it. Servers
    /// that do not know the question say so, signed.
    Status confirm() {
        if (agreed_.dialect == dialect::k311 || !conversation_->protection()) return Status::ok;
        FileId none;
        none.fill(std::byte{0xFF});
        constexpr uint32_t kAnswerSize = 24;
        const auto reply =
            ask(Command::ioctl, ioctl_body(kValidateNegotiateInfo, none, validate_body(offer_), kAnswerSize));
        if (!reply)
            return reply.status() == Status::rpc_s_server_unavailable ? Status::rpc_s_access_denied : reply.status();
        const uint32_t status = reply->header.status;
        const bool knows_not =
            status == nt::kNotSupported || status == nt::kInvalidDeviceRequest || status == nt::kFileClosed;
        if (knows_not) return Status::ok;
        if (status != nt::kSuccess) return Status::rpc_s_access_denied;
        const auto answer = decode_ioctl(reply->message);
        if (!answer) return answer.status();
        return confirms(*answer, agreed_) ? Status::ok : Status::rpc_s_access_denied;
    }

    Status create() {
        const uint32_t impersonation = logon_.impersonation == security::Impersonation::by_default
                                           ? 2
                                           : static_cast<uint32_t>(logon_.impersonation) - 1;
        const auto reply = demand(Command::create, create_body(name_.pipe, impersonation));
        if (!reply) return reply.status();
        const auto file = decode_create(reply->message);
        if (!file) return file.status();
        file_ = *file;
        return Status::ok;
    }

    const Line line_;
    const PipeName& name_;
    const Logon& logon_;
    std::unique_ptr<Conversation> conversation_;
    Preauthentication spoken_;
    Offer offer_;
    Agreed agreed_;
    FileId file_{};
};

}  // namespace

Result<OpenPipe> open_pipe(int descriptor, const PipeName& name, const Logon& logon, const Deadline& deadline) {
    return Opening(descriptor, name, logon, deadline).run();
}

}  // namespace rpcrt4::transport::smb
