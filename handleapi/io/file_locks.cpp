// SPDX-License-Identifier: LGPL-2.1-or-later
// See file_locks.hpp. Reference: learn.microsoft.com, LockFileEx; fcntl(2), "Open file description locks".
#include "handleapi/io/file_locks.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "handleapi/base/per_process.hpp"
#include "handleapi/io/error_code.hpp"

namespace handleapi::io {

using base::Result;
using base::Status;

namespace {

constexpr uint64_t kFarthest = LLONG_MAX;  // the last byte the kernel can lock

uint64_t last_of(const FileRange& range) noexcept { return range.offset + (range.size - 1); }

bool overlap(const FileRange& a, const FileRange& b) noexcept {
    return a.size != 0 && b.size != 0 && a.offset <= last_of(b) && b.offset <= last_of(a);
}

Status set_lock(int descriptor, struct flock request) noexcept {
    if (::fcntl(descriptor, F_OFD_SETLK, &request) == 0) return Status::ok;
    return errno == EAGAIN || errno == EACCES ? Status::error_lock_violation : status_from(errno);
}

/// Whether another description has a lock there that forbids this kind of access.
bool is_locked(int descriptor, const FileRange& range, LockMode access) noexcept {
    struct flock request = lock_request(range, lock_type(access));
    return ::fcntl(descriptor, F_OFD_GETLK, &request) == 0 && request.l_type != F_UNLCK;
}

}  // namespace

struct flock lock_request(const FileRange& range, short type) noexcept {
    const uint64_t first = std::min(range.offset, kFarthest);
    const uint64_t last = std::min(last_of(range), kFarthest);
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(first);
    lock.l_len = last == kFarthest ? 0 : static_cast<off_t>(last - first + 1);  // 0: to the end of everything
    return lock;
}

Result<OwnedDescriptor> description_for_lock(int descriptor, LockMode mode) noexcept {
    char link[40];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    // The kernel wants a description that may write for an exclusive lock and one that may read for a shared one.
    constexpr int kFlags = O_CLOEXEC | O_NOCTTY;
    OwnedDescriptor own(::open(link, (mode == LockMode::exclusive ? O_RDWR : O_RDONLY) | kFlags));
    if (!own && mode == LockMode::exclusive) own = OwnedDescriptor(::open(link, O_WRONLY | kFlags));
    if (!own) return errno == EMFILE || errno == ENFILE ? status_from(errno) : Status::error_access_denied;
    return own;
}

/// Calls f(piece, shared, exclusive) for the pieces of `range` that are covered alike, with locks that cover them.
template <typename F>
Status FileLocks::for_each_piece(const std::vector<Held>& held, const FileRange& range, F&& f) {
    const uint64_t last = last_of(range);
    for (uint64_t position = range.offset;;) {
        uint64_t end = last;
        const Held *shared = nullptr, *exclusive = nullptr;
        for (const Held& other : held) {
            if (other.range.size == 0 || last_of(other.range) < position) continue;
            if (other.range.offset > position) {
                end = std::min(end, other.range.offset - 1);
            } else {
                end = std::min(end, last_of(other.range));
                (other.mode == LockMode::exclusive ? exclusive : shared) = &other;
            }
        }
        if (const Status status = f(FileRange{position, end - position + 1}, shared, exclusive); failed(status)) {
            return status;
        }
        if (end == last) return Status::ok;
        position = end + 1;
    }
}

/// Locks what the file has not locked yet, all or nothing.
Status FileLocks::lock_rest(int descriptor, const std::vector<Held>& held, const Held& lock) noexcept {
    const int owner = lock.own ? lock.own.get() : descriptor;
    const auto take = [&](const FileRange& piece, const Held*, const Held* exclusive) {
        return exclusive ? Status::ok : set_lock(owner, lock_request(piece, lock_type(lock.mode)));
    };
    const Status status = for_each_piece(held, lock.range, take);
    if (failed(status)) give_up(descriptor, held, lock);
    return status;
}

Status FileLocks::try_lock(int descriptor, const FileRange& range, LockMode mode) {
    if (range.size != 0 && last_of(range) < range.offset) return Status::error_invalid_lock_range;
    return state_.with([&](State& state) {
        if (state.closed) return Status::error_invalid_handle;
        state.held.reserve(state.held.size() + 1);
        const auto taken = [&](const Held& held) { return overlap(held.range, range); };
        if (mode == LockMode::exclusive && std::any_of(state.held.begin(), state.held.end(), taken)) {
            return Status::error_lock_violation;
        }
        if (state.held.empty()) count(1);
        Held lock{range, mode, OwnedDescriptor()};
        const Status status = range.size == 0 ? Status::ok : take(descriptor, state.held, lock);
        if (succeeded(status)) state.held.push_back(std::move(lock));
        if (state.held.empty()) count(-1);
        return status;
    });
}

/// With this description, or with one of the lock's own.
Status FileLocks::take(int descriptor, const std::vector<Held>& held, Held& lock) const noexcept {
    if (!apart_) {
        const Status status = lock_rest(descriptor, held, lock);
        if (status != Status::error_invalid_handle) return status;  // EBADF: not with this description's rights
    }
    auto own = description_for_lock(descriptor, lock.mode);
    if (!own) return own.status();
    lock.own = std::move(*own);
    return lock_rest(descriptor, held, lock);
}

/// Who has locks is counted once, while he has any; a forked child has none.
void FileLocks::count(int change) noexcept {
    if (process_ != base::process_generation()) return;
    holds_.store(change > 0, std::memory_order_release);
    if (hint_) hint_->fetch_add(static_cast<uint32_t>(change), std::memory_order_acq_rel);
}

Status FileLocks::adopt(const FileRange& range, LockMode mode, OwnedDescriptor own) {
    return state_.with([&](State& state) {
        if (state.closed) return Status::error_operation_aborted;
        if (state.held.empty()) count(1);
        state.held.push_back({range, mode, std::move(own)});
        return Status::ok;
    });
}

/// What others of the file's locks still cover stays locked, in their mode, without a gap.
void FileLocks::give_up(int descriptor, const std::vector<Held>& others, const Held& lock) noexcept {
    if (lock.range.size == 0) return;
    const auto set = [](int owner, const FileRange& range, short type) {
        return succeeded(set_lock(owner, lock_request(range, type)));
    };
    // Shared with whoever takes over; a description that cannot read has nothing to share.
    if (lock.own && !set(lock.own.get(), lock.range, F_RDLCK)) set(lock.own.get(), lock.range, F_UNLCK);
    const auto pass_on = [&](const FileRange& piece, const Held* shared, const Held* exclusive) {
        if (exclusive) return Status::ok;
        if (shared) {
            set(shared->own ? shared->own.get() : descriptor, piece, F_RDLCK);
        } else if (!lock.own) {
            set(descriptor, piece, F_UNLCK);
        }
        return Status::ok;
    };
    static_cast<void>(for_each_piece(others, lock.range, pass_on));
}

Status FileLocks::unlock(int descriptor, const FileRange& range) noexcept {
    return state_.with([&](State& state) {
        auto found = state.held.end();
        for (auto held = state.held.begin(); held != state.held.end(); ++held) {
            if (held->range.offset != range.offset || held->range.size != range.size) continue;
            if (found == state.held.end() || held->mode == LockMode::exclusive) found = held;
        }
        if (found == state.held.end()) return Status::error_not_locked;
        const Held lock = std::move(*found);
        state.held.erase(found);
        give_up(descriptor, state.held, lock);
        if (state.held.empty()) count(-1);
        return Status::ok;
    });
}

/// The description to ask the kernel through, whose own locks it does not tell.
int FileLocks::asking(State& state, int descriptor) const noexcept {
    if (!apart_) return descriptor;
    if (!state.asking) {
        auto own = description_for_lock(descriptor, LockMode::shared);
        if (!own) own = description_for_lock(descriptor, LockMode::exclusive);
        if (own) state.asking = std::move(*own);
    }
    return state.asking.get();
}

bool FileLocks::any(int descriptor) noexcept {
    if (holds_.load(std::memory_order_acquire)) return true;
    if (hint_ && hint_->load(std::memory_order_acquire) == 0) return false;
    if (!apart_) return is_locked(descriptor, {0, UINT64_MAX}, LockMode::exclusive);
    return state_.with([&](State& state) {
        return is_locked(asking(state, descriptor), {0, UINT64_MAX}, LockMode::exclusive);
    });
}

bool FileLocks::allows(int descriptor, const FileRange& range, LockMode access) noexcept {
    if (range.size == 0) return true;
    return state_.with([&](State& state) {
        const int number = asking(state, descriptor);
        const auto ask = [&](const FileRange& piece, const Held* shared, const Held* exclusive) {
            if (shared && access == LockMode::exclusive) return Status::error_lock_violation;
            if (shared || exclusive) return Status::ok;  // nobody else can have more
            return is_locked(number, piece, access) ? Status::error_lock_violation : Status::ok;
        };
        return succeeded(for_each_piece(state.held, range, ask));
    });
}

void FileLocks::close(int descriptor) noexcept {
    state_.with([&](State& state) {
        state.closed = true;
        if (state.held.empty()) return;
        // A call in flight may keep the descriptor for a while; its locks go now. A forked child's are the parent's.
        const bool ours = process_ == base::process_generation();
        if (ours && !apart_) static_cast<void>(set_lock(descriptor, lock_request({0, UINT64_MAX}, F_UNLCK)));
        state.held.clear();
        count(-1);
    });
}

}  // namespace handleapi::io
