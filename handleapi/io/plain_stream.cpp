// SPDX-License-Identifier: LGPL-2.1-or-later
// See plain_stream.hpp. Reference: preadv2(2), pipe(7), recv(2).
#include "handleapi/io/plain_stream.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <new>

#include "handleapi/io/error_code.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

/// For what cannot be asked not to wait. Another process that shares the descriptor may be faster; then the call waits.
bool ready_now(int descriptor, short events) noexcept {
    pollfd polled{descriptor, events, 0};
    return ::poll(&polled, 1, 0) > 0;
}

/// Another description of the terminal that does not wait; none when the kernel refuses it.
OwnedDescriptor description_without_waiting(int terminal) noexcept {
    const int mode = ::fcntl(terminal, F_GETFL);
    if (mode < 0) return OwnedDescriptor();
    char link[40];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", terminal);
    return OwnedDescriptor(::open(link, (mode & O_ACCMODE) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

/// Keeps a write to a pipe nobody reads from raising SIGPIPE, where the kernel cannot be asked not to (before 6.18).
class NoPipeSignal {
 public:
    NoPipeSignal() noexcept {
        sigemptyset(&set_);
        sigaddset(&set_, SIGPIPE);
        sigset_t waiting;
        sigpending(&waiting);
        was_pending_ = sigismember(&waiting, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &set_, &before_);
    }
    ~NoPipeSignal() {
        const int error = errno;
        const timespec now{};
        if (!was_pending_) sigtimedwait(&set_, nullptr, &now);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        errno = error;
    }

 private:
    sigset_t set_, before_;
    bool was_pending_;
};

constexpr int kNoSignal = 0x100;  // RWF_NOSIGNAL

ssize_t write_now(int descriptor, const std::byte* buffer, size_t size) noexcept {
    const iovec piece{const_cast<std::byte*>(buffer), size};
    const ssize_t moved = ::pwritev2(descriptor, &piece, 1, -1, RWF_NOWAIT | kNoSignal);
    if (moved >= 0 || errno != EOPNOTSUPP) return moved;
    const NoPipeSignal quiet;
    return ::pwritev2(descriptor, &piece, 1, -1, RWF_NOWAIT);
}

/// The first bytes of what a FIFO holds: tee(2) copies them into a pipe of our own.
PeekResult peek_fifo(int descriptor, std::byte* buffer, uint32_t size, PeekResult result) noexcept {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return result;
    const OwnedDescriptor reader(ends[0]), writer(ends[1]);
    const ssize_t copied = ::tee(descriptor, writer.get(), std::min(size, result.available), SPLICE_F_NONBLOCK);
    const ssize_t taken = copied > 0 ? ::read(reader.get(), buffer, static_cast<size_t>(copied)) : 0;
    if (taken > 0) result.read = static_cast<uint32_t>(taken);
    return result;
}

}  // namespace

PlainStream::PlainStream(OwnedDescriptor descriptor, uint32_t access, uint32_t flags)
    : Stream(access, flags), kind_(Kind::terminal) {
    struct stat info {};
    if (::fstat(descriptor.get(), &info) == 0) {
        if (S_ISFIFO(info.st_mode)) kind_ = Kind::pipe;
        if (S_ISSOCK(info.st_mode)) kind_ = Kind::socket;
    }
    if (kind_ == Kind::terminal && ::isatty(descriptor.get()))
        without_waiting_ = description_without_waiting(descriptor.get());
    set_descriptor(base::make_ref<Descriptor>(descriptor.get(), as_listener()));
    static_cast<void>(descriptor.detach());
}

uint32_t PlainStream::file_type() const noexcept { return kind_ == Kind::terminal ? FILE_TYPE_CHAR : FILE_TYPE_PIPE; }

Status PlainStream::flush_terminal(int descriptor) noexcept {
    if (!::isatty(descriptor)) return Status::ok;  // NUL and its like
    int lines = 0;
    if (::ioctl(descriptor, TIOCMGET, &lines) != 0) return Status::error_invalid_handle;
    return ::tcdrain(descriptor) == 0 ? Status::ok : status_from(errno);  // a communications device
}

Status PlainStream::flush() {
    if (kind_ == Kind::pipe && may(FILE_WRITE_DATA)) {
        Request request{.kind = RequestKind::flush};
        const Status status = run(request, false).status;
        std::lock_guard lock(lock_);
        if (empty(kFlushes)) readings_ = nullptr;
        return status;
    }
    const Ref<Descriptor> descriptor = shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    return kind_ == Kind::terminal ? flush_terminal(descriptor->number()) : Status::ok;
}

void PlainStream::watch_readers(int descriptor) noexcept {
    OwnedDescriptor inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    char link[40];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    if (!inotify || ::inotify_add_watch(inotify.get(), link, IN_ACCESS | IN_CLOSE) < 0) return;
    auto* const readings = new (std::nothrow) Descriptor(inotify.get());
    if (!readings) return;
    static_cast<void>(inotify.detach());
    readings_ = Ref<Descriptor>::adopt(readings);
}

/// Until the reader has taken everything, or is gone.
Outcome PlainStream::attempt_flush(int descriptor) noexcept {
    for (;;) {
        int held = 0;
        if (::ioctl(descriptor, FIONREAD, &held) != 0 || held == 0) return {};
        pollfd polled{descriptor, 0, 0};
        if (::poll(&polled, 1, 0) > 0 && (polled.revents & POLLERR)) return {Status::error_broken_pipe};
        if (readings_) {
            // What is told here was before this; the look that follows sees it.
            std::byte events[1024];
            if (::read(readings_->number(), events, sizeof events) <= 0) return {Status::error_io_pending};
        } else {
            watch_readers(descriptor);
            if (!readings_) return {Status::error_io_pending};
        }
    }
}

ssize_t PlainStream::read_some(int descriptor, std::byte* buffer, size_t size) noexcept {
    if (kind_ == Kind::socket) return ::recv(descriptor, buffer, size, MSG_DONTWAIT);
    if (without_waiting_) return ::read(descriptor, buffer, size);
    const iovec piece{buffer, size};
    const ssize_t moved = ::preadv2(descriptor, &piece, 1, -1, RWF_NOWAIT);
    if (moved >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != ESPIPE)) return moved;
    if (!ready_now(descriptor, POLLIN)) {
        errno = EAGAIN;
        return -1;
    }
    return ::read(descriptor, buffer, size);
}

ssize_t PlainStream::write_some(int descriptor, const std::byte* buffer, size_t size) noexcept {
    if (kind_ == Kind::socket) return ::send(descriptor, buffer, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (without_waiting_) return ::write(descriptor, buffer, size);
    const ssize_t moved = write_now(descriptor, buffer, size);
    if (moved >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != ESPIPE)) return moved;
    if (!ready_now(descriptor, POLLOUT)) {
        errno = EAGAIN;
        return -1;
    }
    const NoPipeSignal quiet;
    return ::write(descriptor, buffer, std::min<size_t>(size, PIPE_BUF));  // what a ready pipe takes whole
}

Outcome PlainStream::attempt_read(Request& request, int descriptor) noexcept {
    if (request.size == 0) return {};
    for (;;) {
        const ssize_t moved = read_some(descriptor, request.buffer, request.size);
        if (moved > 0) {
            request.moved = static_cast<uint32_t>(moved);
            return {Status::ok, request.moved};
        }
        if (moved == 0) return {kind_ == Kind::terminal ? Status::ok : Status::error_broken_pipe};
        if (errno == EINTR) continue;
        return {would_block(errno) ? Status::error_io_pending : status_from(errno)};
    }
}

Outcome PlainStream::attempt_write(Request& request, int descriptor) noexcept {
    while (request.moved < request.size) {
        const ssize_t moved = write_some(descriptor, request.buffer + request.moved, request.size - request.moved);
        if (moved >= 0) {
            request.moved += static_cast<uint32_t>(moved);
            continue;
        }
        if (errno == EINTR) continue;
        if (would_block(errno)) return {Status::error_io_pending, request.moved};
        return {status_from(errno), request.moved};
    }
    return {Status::ok, request.moved};
}

Outcome PlainStream::attempt(Request& request, Direction direction) noexcept {
    const Ref<Descriptor> descriptor = shared_descriptor();
    if (!descriptor) return {Status::error_operation_aborted};
    if (direction == kFlushes) return attempt_flush(descriptor->number());
    if (direction == kConnects || request.kind == RequestKind::transact) return {Status::error_invalid_function};
    const int number = number_for_calls(*descriptor);
    const Outcome outcome = direction == kReads ? attempt_read(request, number) : attempt_write(request, number);
    if (outcome.status != Status::error_io_pending || !no_wait_) return outcome;
    // Not waiting: nothing to read is an error, and what there was room for is written.
    return direction == kReads ? Outcome{Status::error_no_data} : Outcome{Status::ok, request.moved};
}

Result<uint32_t> PlainStream::mode() const noexcept {
    if (kind_ == Kind::terminal) return Status::error_invalid_function;
    std::lock_guard lock(lock_);
    return no_wait_ ? uint32_t{PIPE_NOWAIT} : 0u;
}

Status PlainStream::set_mode(uint32_t mode) noexcept {
    if (kind_ == Kind::terminal) return Status::error_invalid_function;
    if (mode & ~uint32_t{PIPE_NOWAIT}) return Status::error_invalid_parameter;
    std::lock_guard lock(lock_);
    no_wait_ = mode != 0;
    return Status::ok;
}

Stream::Need PlainStream::need(Direction direction) noexcept {
    constexpr int kLookAgain = 10;  // milliseconds, when there is no inotify to be had
    if (direction == kFlushes) return readings_ ? Need{readings_, POLLIN} : Need{nullptr, 0, kLookAgain};
    return {shared_descriptor(), static_cast<short>(direction == kReads ? POLLIN : POLLOUT)};
}

void PlainStream::close_stream() noexcept {
    if (const Ref<Descriptor> descriptor = drop_descriptor()) descriptor->stop_listening();
    std::lock_guard lock(lock_);
    without_waiting_ = OwnedDescriptor();
}

Result<PeekResult> PlainStream::peek(std::byte* buffer, uint32_t size) noexcept {
    if (kind_ == Kind::terminal) return Status::error_invalid_function;
    std::lock_guard lock(lock_);
    const Ref<Descriptor> descriptor = shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    int held = 0;
    if (::ioctl(descriptor->number(), FIONREAD, &held) != 0) return status_from(errno);
    PeekResult result{.available = static_cast<uint32_t>(held)};
    if (held == 0) {
        pollfd polled{descriptor->number(), POLLIN, 0};
        if (::poll(&polled, 1, 0) > 0 && (polled.revents & POLLHUP)) return Status::error_broken_pipe;
        return result;
    }
    if (!buffer || size == 0) return result;
    if (kind_ == Kind::socket) {
        const ssize_t copied = ::recv(descriptor->number(), buffer, size, MSG_PEEK | MSG_DONTWAIT);
        if (copied >= 0) result.read = static_cast<uint32_t>(copied);
        return result;
    }
    return peek_fifo(descriptor->number(), buffer, size, result);
}

Result<PipeEnds> create_pipe(uint32_t size) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return status_from(errno);
    OwnedDescriptor reader(ends[0]), writer(ends[1]);
    // Never smaller than the kernel's own: a pipe's worth of bytes is what programs count on not to block.
    if (size > 65536) ::fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(std::min(size, 1u << 20)));
    return PipeEnds{
        base::make_ref<PlainStream>(std::move(reader), uint32_t{FILE_GENERIC_READ | FILE_WRITE_ATTRIBUTES}, 0),
        base::make_ref<PlainStream>(std::move(writer), uint32_t{FILE_GENERIC_WRITE}, 0)};
}

}  // namespace handleapi::io
