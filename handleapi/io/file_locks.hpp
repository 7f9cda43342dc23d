// SPDX-License-Identifier: LGPL-2.1-or-later
// FileLocks: the ranges one File has locked (LockFileEx), as open-file-description locks of the kernel: between
// processes and between handles, given up when the last handle is closed or the process ends. To the kernel they are
// advisory; so that they stop readers and writers as on Windows, these ask first (allows), where there may be locks
// (lock_hint.hpp). Between the question and the transfer somebody may lock, and programs without this library do not
// ask.
//
// A lock that was free belongs to the File's own description; to the kernel that is one owner, so what the File's locks
// mean to each other is kept here: exclusive ones exclude, shared ones overlap everything of the File's own. A lock
// that had to be waited for (lock_waiter.hpp), or that the File's description has not the rights for, is held by a
// description of its own. It counts like the others; the kernel keeps it apart from them. So are all locks of a file
// that the process was started with: its description is also somebody else's, whose locks are not the process's.
#pragma once

#include <fcntl.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/io/descriptor.hpp"

namespace handleapi::io {

struct FileRange {
    uint64_t offset;
    uint64_t size;
};
enum class LockMode : bool { shared, exclusive };

/// The request to the kernel for a range. What lies beyond all files is one byte to it.
struct flock lock_request(const FileRange& range, short type) noexcept;
constexpr short lock_type(LockMode mode) noexcept { return mode == LockMode::exclusive ? F_WRLCK : F_RDLCK; }
/// Another description of the same file, that may be locked in that mode.
base::Result<OwnedDescriptor> description_for_lock(int descriptor, LockMode mode) noexcept;

class FileLocks {
 public:
    /// Before the first lock: the file's description is not the process's alone.
    void keep_apart() noexcept { apart_ = true; }
    /// Before the first lock: where the file's locks are counted; see lock_hint.hpp.
    void count_in(std::atomic<uint32_t>* hint) noexcept { hint_ = hint; }
    /// Locks the range, or error_lock_violation when somebody else has part of it.
    base::Status try_lock(int descriptor, const FileRange& range, LockMode mode);
    /// The range has been locked through `own`. error_operation_aborted when the file has been closed meanwhile.
    base::Status adopt(const FileRange& range, LockMode mode, OwnedDescriptor own);
    /// Gives up one lock of exactly this range, an exclusive one first; error_not_locked when there is none.
    base::Status unlock(int descriptor, const FileRange& range) noexcept;
    /// Whether somebody else's lock, or a shared one of the file's own, forbids to read or write the range.
    bool allows(int descriptor, const FileRange& range, LockMode access) noexcept;
    /// Whether anybody has locked anything of the file, this File included; then `allows` knows more.
    bool any(int descriptor) noexcept;
    /// Gives all up, for good.
    void close(int descriptor) noexcept;

 private:
    struct Held {
        FileRange range;
        LockMode mode;
        OwnedDescriptor own;  // or none: the file's
    };
    struct State {
        std::vector<Held> held;
        OwnedDescriptor asking;  // of a file that is kept apart: its own description is the owner of others' locks
        bool closed = false;
    };
    template <typename F>
    static base::Status for_each_piece(const std::vector<Held>& held, const FileRange& range, F&& f);
    base::Status take(int descriptor, const std::vector<Held>& held, Held& lock) const noexcept;
    static base::Status lock_rest(int descriptor, const std::vector<Held>& held, const Held& lock) noexcept;
    static void give_up(int descriptor, const std::vector<Held>& others, const Held& lock) noexcept;

    int asking(State& state, int descriptor) const noexcept;

    base::Guarded<State> state_;
    bool apart_ = false;
    void count(int change) noexcept;

    const uint32_t process_ = base::process_generation();

    std::atomic<uint32_t>* hint_ = nullptr;
    std::atomic<bool> holds_{false};
};

}  // namespace handleapi::io
