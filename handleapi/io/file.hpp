// SPDX-License-Identifier: LGPL-2.1-or-later
// File: what ReadFile and WriteFile work on. The map of this folder:
//   file         the object behind the handle: access, signal state, the sink it is bound to
//   disk_file    regular files and directories: positions, sizes, locks        open   CreateFile: names -> files
//   stream       what can block: queues of calls, served by whoever has time   find   FindFirstFile
//   plain_stream terminals, FIFOs, sockets, anonymous pipes                    operation   one call, its outcome
//   file_locks, lock_waiter, lock_hint  LockFileEx   share_table, share_locks  who may open what besides
//   attributes, directory, move, copy, volume   what is done by name, see api/file_names.cpp
//   directory_changes  what ReadDirectoryChangesW reports   error_code  errno, NTSTATUS, codes
//   named_pipe, pipe_flush, pipe_inheritance   both ends of \\.\pipe\NAME; pipe_directory: where they meet
//   descriptor, reactor         shared descriptors, readiness                  synchronous  a thread that waits itself
//
// A File is signaled when no overlapped call without an event of its own has begun since the last one ended. It is
// born signaled. Calls on a file opened without FILE_FLAG_OVERLAPPED block the calling thread and do their work on it;
// on one opened with it they end at once or are pending. One thread may read while another writes, also without the
// flag (Windows lets the second wait for the first).
// The descriptor is closed with the last handle, whatever calls are still in flight; pending ones end with
// ERROR_OPERATION_ABORTED.
#pragma once

#include <atomic>
#include <cstdint>

#include "handleapi/base/lock.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/completion_sink.hpp"
#include "handleapi/io/descriptor.hpp"
#include "handleapi/io/operation.hpp"
#include "handleapi/object.hpp"

#include <winbase.h>

namespace handleapi::io {

/// Which calls CancelIo means: those of one thread (0: any) with one OVERLAPPED (null: any).
struct CancelFilter {
    uint32_t thread_id = 0;
    const OVERLAPPED* overlapped = nullptr;
    bool unbound_only = false;  // spare those of files that are bound to a sink

    bool selects(const Operation& operation) const noexcept;
};

/// What a pipe holds, see PeekNamedPipe.
struct PeekResult {
    uint32_t read = 0;
    uint32_t available = 0;
    uint32_t left_in_message = 0;
};

class File : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::file;

    /// FILE_* access rights this file was opened with, and its FILE_FLAG_* flags.
    uint32_t access() const noexcept { return access_; }
    uint32_t flags() const noexcept { return flags_; }
    bool overlapped() const noexcept { return (flags_ & FILE_FLAG_OVERLAPPED) != 0; }
    bool may(uint32_t any_of) const noexcept { return (access_ & any_of) != 0; }

    /// The descriptor, or null once the last handle is closed. For a child process: descriptor().
    base::Ref<Descriptor> shared_descriptor() const noexcept;
    int descriptor() const noexcept;
    /// FILE_TYPE_*.
    virtual uint32_t file_type() const noexcept = 0;

    /// Does the call on this thread, however long it takes. Ignores request.offset unless `at_offset`.
    virtual Outcome run(Request& request, bool at_offset) = 0;
    /// Begins the call: it ends at once (`completion` has been told, or refused), or is pending and owns `completion`.
    virtual Outcome start(Request& request, Completion completion) = 0;
    /// Ends pending calls with error_operation_aborted; the number of calls that were found.
    virtual size_t cancel(const CancelFilter&) noexcept { return 0; }
    /// What has been written is on the disk, or has been read by the other end.
    virtual base::Status flush() = 0;
    /// error_invalid_function for what is no pipe.
    virtual base::Result<PeekResult> peek(std::byte*, uint32_t) noexcept {
        return base::Status::error_invalid_function;
    }

    /// PIPE_READMODE_* | PIPE_NOWAIT of a pipe's end; error_invalid_function for what is none.
    virtual base::Result<uint32_t> mode() const noexcept { return base::Status::error_invalid_function; }
    /// error_invalid_parameter for a message mode of a byte pipe, and for unknown bits.
    virtual base::Status set_mode(uint32_t) noexcept { return base::Status::error_invalid_function; }

    /// Binds the file to `sink`, which `owner` keeps alive. error_invalid_parameter when it is bound already, or was
    /// not opened with FILE_FLAG_OVERLAPPED.
    base::Status bind(base::Ref<base::RefCounted> owner, CompletionSink& sink, uintptr_t key) noexcept;
    bool bound() const noexcept { return sink_.load(std::memory_order_acquire) != nullptr; }
    void report(OVERLAPPED* overlapped, const Outcome& outcome) noexcept;

    /// FILE_SKIP_* modes; once set they stay.
    void skip(uint8_t modes) noexcept { skips_.fetch_or(modes, std::memory_order_relaxed); }
    bool skips(uint8_t mode) const noexcept { return (skips_.load(std::memory_order_relaxed) & mode) != 0; }

    void set_signaled() noexcept { signal(1); }
    void set_unsignaled() noexcept { clear(); }

    /// A file that is nothing but its descriptor is made again around a copy of it, with the rights and flags that
    /// `number` carries.
    bool describe_for_child(ChildDescription& description) override;

    void handle_opened() noexcept override { handles_.fetch_add(1, std::memory_order_relaxed); }
    void handle_closed() noexcept override;

 protected:
    File(uint32_t access, uint32_t flags) noexcept
        : Object(kType, Consume::nothing, 1, true), access_(access), flags_(flags) {}

    /// For ChildDescription::number.
    uint64_t rights_for_child() const noexcept {
        return uint64_t{flags_ & ~uint32_t{FILE_FLAG_DELETE_ON_CLOSE}} << 32 | access_;
    }
    /// Whether a child can use the descriptor alone.
    virtual bool inheritable() const noexcept { return false; }
    /// The last handle is closed: end what is pending, let go of the descriptor.
    virtual void last_handle_closed() noexcept { drop_descriptor(); }
    void set_descriptor(base::Ref<Descriptor> descriptor) noexcept;
    /// The descriptor the file had; null from now on.
    base::Ref<Descriptor> drop_descriptor() noexcept;

 private:
    const uint32_t access_;
    const uint32_t flags_;
    std::atomic<uint32_t> handles_{0};
    std::atomic<uint8_t> skips_{0};
    mutable base::Lock descriptor_lock_;
    base::Ref<Descriptor> descriptor_;
    base::Lock binding_lock_;  // taken to bind; reading goes by sink_
    base::Ref<base::RefCounted> sink_owner_;
    uintptr_t sink_key_ = 0;
    std::atomic<CompletionSink*> sink_{nullptr};
};

/// What the calling thread begins and is pending when it ends is cancelled then. Throws std::bad_alloc.
void cancel_io_when_thread_ends();

/// How the text of a child's description begins; it is empty for what is nothing but its descriptor.
constexpr char kDiskFileText = 'd';
constexpr char kNamedPipeText = 'p';

/// The rights a file opened for `wanted` (GENERIC_* and FILE_*) has.
uint32_t file_access(uint32_t wanted) noexcept;

}  // namespace handleapi::io
