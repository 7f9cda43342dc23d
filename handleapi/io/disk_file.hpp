// SPDX-License-Identifier: LGPL-2.1-or-later
// DiskFile: a regular file, block device or directory. The kernel never makes a reader or writer of one wait for
// another process, so every call ends at once, on the calling thread, also on an overlapped handle (as on Windows when
// the data is in its cache). Without an OVERLAPPED a call uses the position that the kernel keeps with the descriptor,
// which children share that inherit it.
//
// Locks are in file_locks.hpp; calls that wait for one in lock_waiter.hpp. Reading and writing asks for them first.
// Share modes are in share_table.hpp; a child that inherits the file goes on denying what it denies.
#pragma once

#include <string>

#include "handleapi/base/guarded.hpp"
#include "handleapi/io/directory_changes.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/io/file_locks.hpp"
#include "handleapi/io/lock_hint.hpp"
#include "handleapi/io/share_table.hpp"

namespace handleapi::io {

class DiskFile final : public File {
 public:
    /// `path` is unlinked when the last handle is closed, unless empty.
    DiskFile(OwnedDescriptor descriptor, uint32_t access, uint32_t flags, bool directory, ShareEntry share,
             std::string path);

    uint32_t file_type() const noexcept override { return FILE_TYPE_DISK; }
    Outcome run(Request& request, bool at_offset) override;
    Outcome start(Request& request, Completion completion) override;
    base::Status flush() override;
    size_t cancel(const CancelFilter& filter) noexcept override;
    bool describe_for_child(ChildDescription& description) override;

    bool directory() const noexcept { return directory_; }
    /// Before anybody uses it: which file it is, and that the process was started with it.
    void is_file(const FileIdentity& file) noexcept { locks_.count_in(lock_hint(file)); }
    void was_open_before() noexcept { locks_.keep_apart(); }
    /// FILE_DISPOSITION_INFO: whether the file goes with its last handle.
    base::Status set_delete_on_close(bool yes);

    /// The changes of a directory from now on, or since the first call; what is asked for is that call's.
    base::Result<base::Ref<DirectoryChanges>> changes(uint32_t filter, bool subtree);

    /// Locks the range, or error_lock_violation when somebody else (another handle included) has part of it.
    base::Status try_lock(const FileRange& range, LockMode mode);
    /// Blocks until the range is free; synchronous handles.
    base::Status lock(const FileRange& range, LockMode mode);
    /// The same for an overlapped handle: pending until the range is free.
    Outcome start_lock(const FileRange& range, LockMode mode, Completion completion);
    /// The range has been locked through `own`, after a wait.
    base::Status adopt_lock(const FileRange& range, LockMode mode, OwnedDescriptor own) {
        return locks_.adopt(range, mode, std::move(own));
    }
    /// error_not_locked unless exactly this range was locked through this file.
    base::Status unlock(const FileRange& range);

 protected:
    bool inheritable() const noexcept override { return true; }
    void last_handle_closed() noexcept override;

 private:
    Outcome transfer(Request& request, bool at_offset) noexcept;
    bool locked_away(int descriptor, const Request& request, bool at_offset) noexcept;

    const bool directory_;
    FileLocks locks_;
    ShareEntry share_;
    base::Guarded<std::string> path_to_delete_;
    base::Guarded<base::Ref<DirectoryChanges>> changes_;
};

}  // namespace handleapi::io
