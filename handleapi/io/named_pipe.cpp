// SPDX-License-Identifier: LGPL-2.1-or-later
// See named_pipe.hpp. Reference: unix(7); socket(7), SO_PEEK_OFF; learn.microsoft.com, ConnectNamedPipe,
// DisconnectNamedPipe, Synchronous and Overlapped Input and Output.
#include "handleapi/io/named_pipe.hpp"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <new>

#include "handleapi/base/per_process.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/pipe_flush.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr int kSend = MSG_DONTWAIT | MSG_NOSIGNAL;

bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS; }

ssize_t receive(int socket, iovec* pieces, size_t count, int flags) noexcept {
    msghdr message{};
    message.msg_iov = pieces;
    message.msg_iovlen = count;
    ssize_t got;
    do {
        got = ::recvmsg(socket, &message, flags | MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    return got;
}

ssize_t send(int socket, iovec* pieces, size_t count) noexcept {
    msghdr message{};
    message.msg_iov = pieces;
    message.msg_iovlen = count;
    ssize_t sent;
    do {
        sent = ::sendmsg(socket, &message, kSend);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

/// Of a read: the other end is closed. Of a write: it is being closed.
Status read_error(int error) noexcept {
    if (would_block(error)) return Status::error_io_pending;
    return error == ECONNRESET ? Status::error_broken_pipe : status_from(error);
}
Status write_error(int error) noexcept {
    if (would_block(error)) return Status::error_io_pending;
    return error == EPIPE || error == ECONNRESET || error == ENOTCONN ? Status::error_no_data : status_from(error);
}

uint32_t client_access(uint32_t pipe_access) noexcept {
    uint32_t access = SYNCHRONIZE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES;
    if (pipe_access & PIPE_ACCESS_INBOUND) access |= FILE_GENERIC_READ;
    if (pipe_access & PIPE_ACCESS_OUTBOUND) access |= FILE_GENERIC_WRITE;
    return access;
}

}  // namespace

NamedPipe::NamedPipe(PipeEnd side, std::string name, Ref<PipeMapping> mapping, uint32_t slot, uint32_t access,
                     uint32_t flags)
    : Stream(access, flags),
      mapping_(std::move(mapping)),
      slot_(slot),
      messages_(mapping_->control().facts.message_type != 0),
      side_(side),
      process_(base::process_generation()),
      name_(std::move(name)) {}

void NamedPipe::have_listener(OwnedDescriptor listener) {
    listener_ = base::make_ref<Descriptor>(listener.get(), as_listener());
    static_cast<void>(listener.detach());
}

void NamedPipe::have_connection(OwnedDescriptor socket) {
    set_descriptor(base::make_ref<Descriptor>(socket.get(), as_listener()));
    static_cast<void>(socket.detach());
}

void NamedPipe::reserve_buffer(int socket) const noexcept {
    const uint32_t promised = side_ == PipeEnd::server ? facts().out_size : facts().in_size;
    int now = 0;
    socklen_t size = sizeof now;
    // The kernel counts its own structures, too, and doubles what it is asked for in view of that.
    if (::getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &now, &size) != 0 || promised <= static_cast<uint32_t>(now) / 2) {
        return;
    }
    const int wanted = static_cast<int>(std::min<uint32_t>(promised, INT32_MAX / 2));
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted);
}

Ref<NamedPipe> NamedPipe::serve(PipeInstance instance, uint32_t flags, uint32_t mode) {
    const uint32_t access = client_access(instance.mapping->control().facts.access);
    auto pipe = Ref<NamedPipe>::adopt(
        new NamedPipe(PipeEnd::server, std::move(instance.name), instance.mapping, instance.slot, access, flags));
    pipe->hold_ = std::move(instance.hold);
    pipe->have_listener(std::move(instance.listener));
    pipe->message_mode_ = (mode & PIPE_READMODE_MESSAGE) != 0;
    pipe->no_wait_ = (mode & PIPE_NOWAIT) != 0;
    begin_listening(*instance.mapping, instance.slot);
    return pipe;
}

Ref<NamedPipe> NamedPipe::connect(PipeConnection connection, uint32_t access, uint32_t flags) {
    auto pipe = Ref<NamedPipe>::adopt(
        new NamedPipe(PipeEnd::client, std::move(connection.name), connection.mapping, connection.slot, access, flags));
    pipe->generation_ = connection.generation;
    pipe->reserve_buffer(connection.socket.get());
    pipe->have_connection(std::move(connection.socket));
    return pipe;
}

NamedPipe::~NamedPipe() = default;

bool NamedPipe::of_this_process() const noexcept { return process_ == base::process_generation(); }

SlotState NamedPipe::slot_state() const noexcept {
    return SlotState::unpack(mapping_->slot(slot_).state.load(std::memory_order_acquire));
}

bool NamedPipe::disconnected() const noexcept {
    return side() == PipeEnd::client && mapping_->slot(slot_).disconnected.load() >= generation_;
}

Result<uint32_t> NamedPipe::mode() const noexcept {
    std::lock_guard lock(lock_);
    return uint32_t{message_mode_ ? PIPE_READMODE_MESSAGE : 0u} | (no_wait_ ? PIPE_NOWAIT : 0u);
}

Status NamedPipe::set_mode(uint32_t mode) noexcept {
    if (mode & ~uint32_t{PIPE_READMODE_MESSAGE | PIPE_NOWAIT}) return Status::error_invalid_parameter;
    if ((mode & PIPE_READMODE_MESSAGE) && !messages_) return Status::error_invalid_parameter;
    std::lock_guard lock(lock_);
    message_mode_ = (mode & PIPE_READMODE_MESSAGE) != 0;
    no_wait_ = (mode & PIPE_NOWAIT) != 0;
    return Status::ok;
}

bool NamedPipe::peer_gone(int socket) const noexcept {
    pollfd polled{socket, POLLRDHUP, 0};
    return ::poll(&polled, 1, 0) > 0 && (polled.revents & (POLLHUP | POLLRDHUP | POLLERR)) != 0;
}

/// Takes the client's connection when it has come.
bool NamedPipe::accept_client() noexcept {
    for (;;) {
        OwnedDescriptor socket(::accept4(listener_->number(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            return false;
        }
        ucred peer{};
        socklen_t size = sizeof peer;
        ::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
        // Whoever connects has claimed the slot before. Others died after their claim, which was taken back.
        const SlotState state = slot_state();
        const bool claimed = state.phase == SlotPhase::connected || state.phase == SlotPhase::claimed;
        if (!claimed || static_cast<uint32_t>(peer.pid) != state.client) continue;
        auto* descriptor = new (std::nothrow) Descriptor(socket.get(), as_listener());
        if (!descriptor) return false;
        static_cast<void>(socket.detach());
        reserve_buffer(descriptor->number());
        set_descriptor(Ref<Descriptor>::adopt(descriptor));
        generation_ = state.generation;
        return true;
    }
}

Status NamedPipe::no_connection() const noexcept {
    if (side() == PipeEnd::client) return Status::error_pipe_not_connected;
    return slot_state().phase == SlotPhase::idle ? Status::error_pipe_not_connected : Status::error_pipe_listening;
}

Result<int> NamedPipe::connection() noexcept {
    if (!of_this_process()) return Status::error_invalid_handle;
    if (disconnected()) return Status::error_pipe_not_connected;
    if (!retire_connection()) return Status::error_pipe_not_connected;
    int socket = descriptor();
    if (socket < 0 && side() == PipeEnd::server && accept_client()) socket = descriptor();
    if (socket < 0) return no_connection();
    return socket;
}

Status NamedPipe::begin_connect(bool& was_disconnected) noexcept {
    drop_retired();
    std::lock_guard lock(lock_);
    was_disconnected = false;
    if (!of_this_process()) return Status::error_invalid_handle;
    const auto socket = connection();
    if (socket) return peer_gone(*socket) ? Status::error_no_data : Status::error_pipe_connected;
    if (slot_state().phase == SlotPhase::idle) {
        begin_listening(*mapping_, slot_);
        was_disconnected = true;
    }
    return no_wait_ ? Status::error_pipe_listening : Status::ok;
}

Outcome NamedPipe::attempt_connect(Request& request) noexcept {
    if (descriptor() >= 0 || accept_client()) {
        // A client that came before the call could wait is reported as an error, though a good one.
        return {request.waited ? Status::ok : Status::error_pipe_connected};
    }
    return {Status::error_io_pending};
}

void NamedPipe::forget_connection() noexcept {
    in_message_ = false;
    message_left_ = 0;
    spill_.clear();
    spill_at_ = 0;
    unsent_.clear();
    unsent_at_ = 0;
}

/// Another process that has the server's end, too, may have disconnected the client, and got another one. False when
/// that must wait: nobody has let go of the one before yet.
bool NamedPipe::retire_connection() noexcept {
    if (side() == PipeEnd::client || descriptor() < 0 || slot_state().generation == generation_) return true;
    if (retired_) return false;
    forget_connection();
    retired_ = drop_descriptor();
    return true;
}

void NamedPipe::drop_retired() noexcept {
    Ref<Descriptor> retired;
    {
        std::lock_guard lock(lock_);
        retired = std::move(retired_);
        retired_ = nullptr;
    }
    if (retired) retired->stop_listening();
}

Status NamedPipe::disconnect() noexcept {
    Ref<Descriptor> old;
    {
        Ended ended;
        std::lock_guard lock(lock_);
        static_cast<void>(connection());  // a client may have come and not been looked at
        PipeSlot& slot = mapping_->slot(slot_);
        for (;;) {
            const SlotState state = slot_state();
            if (state.phase == SlotPhase::idle) return Status::error_pipe_not_connected;
            slot.disconnected.store(state.generation);
            uint64_t expected = state.pack();
            const SlotState idle{SlotPhase::idle, state.generation + 1};
            if (slot.state.compare_exchange_strong(expected, idle.pack())) break;
        }
        for (const Direction direction : kDirections) {
            end_all(direction, Status::error_pipe_not_connected, ended);
        }
        forget_connection();
        old = drop_descriptor();
        if (old) ::shutdown(old->number(), SHUT_RDWR);
    }
    tell_flushing(mapping_->slot(slot_));
    if (old) old->stop_listening();
    return Status::ok;
}

Outcome NamedPipe::attempt(Request& request, Direction direction) noexcept {
    if (direction == kConnects) return attempt_connect(request);
    return direction == kReads ? attempt_read(request) : attempt_write(request);
}

Stream::Need NamedPipe::need(Direction direction) noexcept {
    if (direction == kConnects) return {listener_, POLLIN};
    return {shared_descriptor(), static_cast<short>(direction == kReads ? POLLIN : POLLOUT)};
}

Outcome NamedPipe::attempt_read(Request& request) noexcept {
    const auto socket = connection();
    if (!socket && !in_message_) return {socket.status()};
    const Outcome outcome = messages_ ? read_messages(request, socket ? *socket : -1) : read_bytes(request, *socket);
    if (outcome.status == Status::error_io_pending && no_wait_) return {Status::error_no_data};
    return outcome;
}

Outcome NamedPipe::read_bytes(Request& request, int socket) noexcept {
    std::byte probe;
    // A read of nothing waits until there is something.
    iovec piece{request.size ? request.buffer : &probe, request.size ? request.size : 1};
    const ssize_t got = receive(socket, &piece, 1, request.size ? 0 : MSG_PEEK);
    if (got < 0) return {read_error(errno)};
    if (got == 0) return {Status::error_broken_pipe};
    tell_flushing(mapping_->slot(slot_));
    request.moved = request.size ? static_cast<uint32_t>(got) : 0;
    return {Status::ok, request.moved};
}

void NamedPipe::take_spilled(Request& request) noexcept {
    const size_t some = std::min<size_t>(spill_.size() - spill_at_, request.size - request.moved);
    std::memcpy(request.buffer + request.moved, spill_.data() + spill_at_, some);
    spill_at_ += some;
    request.moved += static_cast<uint32_t>(some);
    message_left_ -= static_cast<uint32_t>(some);
}

Status NamedPipe::receive_packet(Request& request, int socket) noexcept {
    if (spill_.size() < kPacket) {
        try {
            spill_.resize(kPacket);
        } catch (const std::bad_alloc&) {
            return Status::error_not_enough_memory;
        }
    }
    if (socket < 0) return Status::error_pipe_not_connected;  // the message's end was not sent in time
    uint32_t left = 0;
    const size_t room = request.size - request.moved;
    iovec pieces[] = {{&left, sizeof left}, {request.buffer + request.moved, room}, {spill_.data(), kPacket}};
    const ssize_t got = receive(socket, pieces, 3, 0);
    spill_at_ = spill_.size();
    if (got < 0) return read_error(errno);
    if (got == 0) return Status::error_broken_pipe;
    tell_flushing(mapping_->slot(slot_));
    const size_t payload = static_cast<size_t>(got) - sizeof left;
    if (static_cast<size_t>(got) < sizeof left || payload > left || payload > kPacket) return Status::error_bad_pipe;
    const size_t direct = std::min(payload, room);
    request.moved += static_cast<uint32_t>(direct);
    in_message_ = true;
    message_left_ = left - static_cast<uint32_t>(direct);
    // The rest stands at the front of the spill; move it to where take_spilled looks.
    const size_t rest = payload - direct;
    std::memmove(spill_.data() + spill_.size() - rest, spill_.data(), rest);
    spill_at_ = spill_.size() - rest;
    return Status::ok;
}

Outcome NamedPipe::read_messages(Request& request, int socket) noexcept {
    for (;;) {
        if (spill_at_ < spill_.size()) take_spilled(request);
        if (in_message_ && message_left_ == 0) {
            in_message_ = false;
            if (message_mode_) return {Status::ok, request.moved};
            if (request.moved == 0) continue;  // an empty message has no bytes
        }
        if (request.moved == request.size && (in_message_ || !message_mode_) && request.size != 0) {
            return {message_mode_ ? Status::error_more_data : Status::ok, request.moved};
        }
        if (request.size == 0 && in_message_) return {message_mode_ ? Status::error_more_data : Status::ok};
        const Status status = receive_packet(request, socket);
        if (succeeded(status)) continue;
        if (!message_mode_ && request.moved != 0) return {Status::ok, request.moved};
        return {status, request.moved};
    }
}

Status NamedPipe::send_data(Request& request, int socket, const std::byte* data, uint32_t size) noexcept {
    while (request.moved < size || (messages_ && !request.framed)) {
        uint32_t left = size - request.moved;
        const size_t some = messages_ ? std::min<size_t>(left, kPacket) : left;
        iovec pieces[] = {{&left, sizeof left}, {const_cast<std::byte*>(data) + request.moved, some}};
        const ssize_t sent = messages_ ? send(socket, pieces, 2) : send(socket, pieces + 1, 1);
        if (sent < 0) return write_error(errno);
        request.moved += static_cast<uint32_t>(messages_ ? some : static_cast<size_t>(sent));
        request.framed = true;
    }
    return Status::ok;
}

Outcome NamedPipe::attempt_write(Request& request) noexcept {
    const auto socket = connection();
    if (!socket) return {socket.status(), request.moved};
    const bool transaction = request.kind == RequestKind::transact;
    const std::byte* const data = transaction ? request.out : request.buffer;
    const uint32_t size = transaction ? request.out_size : request.size;
    // What an abandoned call left goes first.
    Status status = unsent() ? Status::error_io_pending : send_data(request, *socket, data, size);
    if (status == Status::error_io_pending && no_wait_ && !transaction) {
        // Not waiting: bytes that fit are written, a message is written whole or not at all.
        if (!messages_ || !request.framed) return {Status::ok, request.moved};
        static_cast<void>(abandon(request));
        return {Status::ok, size};
    }
    if (status == Status::error_no_data && disconnected()) status = Status::error_pipe_not_connected;
    if (failed(status) || !transaction) return {status, request.moved};
    request.out = nullptr;
    request.moved = 0;
    return {Status::error_io_pending};
}

/// What is left of a message that was begun goes out later, so that the reader is not left with half of it.
bool NamedPipe::abandon(Request& request) noexcept {
    const bool transaction = request.kind == RequestKind::transact;
    const std::byte* const data = transaction ? request.out : request.buffer;
    const uint32_t size = transaction ? request.out_size : request.size;
    if (!messages_ || request.kind == RequestKind::read || !data || !request.framed || request.moved == size) {
        return true;
    }
    if (descriptor() < 0) return true;
    try {
        unsent_.assign(data + request.moved, data + size);
    } catch (const std::bad_alloc&) {
        return true;
    }
    unsent_at_ = 0;
    request.moved = size;
    arm();
    return transaction;
}

bool NamedPipe::unsent() noexcept {
    if (unsent_at_ == unsent_.size()) return false;
    const int socket = descriptor();
    Request rest{.kind = RequestKind::write, .moved = static_cast<uint32_t>(unsent_at_), .framed = true};
    const Status status = socket < 0 ? Status::error_no_data
                                     : send_data(rest, socket, unsent_.data(), static_cast<uint32_t>(unsent_.size()));
    unsent_at_ = rest.moved;
    if (status == Status::error_io_pending) return true;
    unsent_.clear();
    unsent_at_ = 0;
    return false;
}

/// The other end was closed with something unread.
static bool lost_data(int socket) noexcept {
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == ECONNRESET;
}

/// Whether the other end has taken everything; error_io_pending when not.
Status NamedPipe::drained() noexcept {
    if (closed()) return Status::error_operation_aborted;
    const auto socket = connection();
    if (!socket) return socket.status();
    int queued = 0;
    if (::ioctl(*socket, SIOCOUTQ, &queued) != 0) return status_from(errno);
    if (lost_data(*socket)) return Status::error_broken_pipe;
    return queued == 0 && !unsent() ? Status::ok : Status::error_io_pending;
}

Status NamedPipe::flush() {
    {
        std::lock_guard lock(lock_);
        if (const Status status = drained(); status != Status::error_io_pending) return status;
    }
    PipeFlush wait(mapping_->slot(slot_));
    for (;;) {
        Ref<Descriptor> connection;
        {
            std::lock_guard lock(lock_);
            wait.begin_look();
            if (const Status status = drained(); status != Status::error_io_pending) return status;
            connection = shared_descriptor();
        }
        if (!wait.sleep(connection->number())) return Status::error_operation_aborted;
    }
}

Result<PeekResult> NamedPipe::peek(std::byte* buffer, uint32_t size) noexcept {
    std::lock_guard lock(lock_);
    const auto socket = connection();
    if (!socket) {  // not documented; conformance/pipes.c asks Wine
        const bool server_waits = side() == PipeEnd::server && of_this_process();
        return server_waits ? Status::error_bad_pipe : socket.status();
    }
    int held = 0;
    if (::ioctl(*socket, FIONREAD, &held) != 0) return status_from(errno);
    if (held == 0 && spill_at_ == spill_.size() && peer_gone(*socket)) return Status::error_broken_pipe;
    if (messages_) return peek_packets(*socket, buffer, size);
    PeekResult result{.available = static_cast<uint32_t>(held)};
    if (buffer && held > 0) {
        iovec piece{buffer, size};
        const ssize_t copied = receive(*socket, &piece, 1, MSG_PEEK);
        if (copied > 0) result.read = static_cast<uint32_t>(copied);
    }
    return result;
}

/// Walks the packets that are queued. In message mode bytes of the first message are copied, else of all.
Result<PeekResult> NamedPipe::peek_packets(int socket, std::byte* buffer, uint32_t size) noexcept {
    PeekResult result;
    bool first = true;  // still in the first message
    const auto take = [&](const std::byte* data, size_t count) {
        const size_t some = first || !message_mode_ ? std::min<size_t>(count, buffer ? size - result.read : 0) : 0;
        if (some != 0) std::memcpy(buffer + result.read, data, some);
        result.read += static_cast<uint32_t>(some);
        result.available += static_cast<uint32_t>(count);
    };
    uint32_t first_length = in_message_ ? message_left_ : 0;
    take(spill_.data() + spill_at_, spill_.size() - spill_at_);
    if (in_message_ && message_left_ == spill_.size() - spill_at_) first = false;
    bool known = in_message_;
    for (int offset = 0;;) {
        ::setsockopt(socket, SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof offset);
        uint32_t left = 0;
        const size_t room = buffer && (first || !message_mode_) ? size - result.read : 0;
        iovec pieces[] = {{&left, sizeof left}, {buffer ? buffer + result.read : nullptr, room}};
        const ssize_t length = receive(socket, pieces, 2, MSG_PEEK | MSG_TRUNC);
        if (length < static_cast<ssize_t>(sizeof left)) break;
        const auto payload = static_cast<uint32_t>(length) - static_cast<uint32_t>(sizeof left);
        if (!known) first_length = left;
        known = true;
        result.read += std::min(payload, static_cast<uint32_t>(room));
        result.available += payload;
        if (left == payload) first = false;
        offset += static_cast<int>(length);
    }
    const int off = -1;
    ::setsockopt(socket, SOL_SOCKET, SO_PEEK_OFF, &off, sizeof off);
    if (message_mode_ && known) result.left_in_message = first_length - std::min(first_length, result.read);
    return result;
}

Status NamedPipe::check_transaction() noexcept {
    std::lock_guard lock(lock_);
    if (!message_mode_) return Status::error_bad_pipe;
    const auto socket = connection();
    if (!socket) return socket.status();
    int held = 0;
    ::ioctl(*socket, FIONREAD, &held);
    return held != 0 || in_message_ ? Status::error_pipe_busy : Status::ok;
}

Result<uint32_t> NamedPipe::client_process() noexcept {
    std::lock_guard lock(lock_);
    const auto socket = connection();
    if (!socket) return socket.status();
    if (side() == PipeEnd::client) return static_cast<uint32_t>(::getpid());
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(*socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return status_from(errno);
    return static_cast<uint32_t>(peer.pid);
}

uint32_t NamedPipe::instances() const noexcept { return count_instances(*mapping_); }

uint32_t NamedPipe::server_process() const noexcept { return mapping_->slot(slot_).server.load(); }

void NamedPipe::close_stream() noexcept {
    const Ref<Descriptor> connection = drop_descriptor();
    if (connection) connection->stop_listening();
    if (listener_) listener_->stop_listening();
    drop_retired();
    if (!of_this_process()) return;
    tell_flushing(mapping_->slot(slot_));
    if (side() == PipeEnd::client) {
        leave_pipe(*mapping_, slot_, generation_);
        hold_.release();
    } else {
        remove_instance(name_, *mapping_, slot_, hold_);
    }
}

}  // namespace handleapi::io
