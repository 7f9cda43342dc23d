// SPDX-License-Identifier: LGPL-2.1-or-later
// DirectoryChanges: what ReadDirectoryChangesW reports of a directory that is open. Made by the first call, whose
// filter and subtree it keeps until the handle is closed, as on Windows; from then on changes are collected, also
// between calls. Changes come from inotify, one watch per directory: of a subtree, those that were there and those that
// appear, but what happens in a new one before it is watched is lost.
//
// It is a Stream for its queue of calls; who hears of their ends is the directory's file. When more has changed than a
// caller's buffer holds, or than the kernel kept, a call ends with no bytes (ERROR_NOTIFY_ENUM_DIR): look yourself.
// Reference: inotify(7); learn.microsoft.com, ReadDirectoryChangesW.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "handleapi/io/stream.hpp"

namespace handleapi::io {

class DirectoryChanges final : public Stream {
 public:
    /// `filter` is FILE_NOTIFY_CHANGE_*, `directory` outlives this.
    static base::Result<base::Ref<DirectoryChanges>> watch(File& directory, uint32_t filter, bool subtree);

    uint32_t file_type() const noexcept override { return FILE_TYPE_DISK; }
    base::Status flush() noexcept override { return base::Status::error_invalid_function; }
    /// The directory's last handle is closed.
    void close() noexcept { last_handle_closed(); }

 protected:
    Outcome attempt(Request& request, Direction direction) noexcept override;
    Need need(Direction direction) noexcept override;
    File& reported() noexcept override { return directory_; }
    void close_stream() noexcept override;

 private:
    struct Change {
        uint32_t action;  // FILE_ACTION_*
        std::u16string name;
    };
    DirectoryChanges(File& directory, OwnedDescriptor inotify, uint32_t filter, bool subtree);
    void add(const std::string& path, const std::string& relative);
    void collect(int inotify);
    void note(uint32_t mask, const std::string& name);
    Outcome report(Request& request) noexcept;

    File& directory_;
    const uint32_t filter_;
    const bool subtree_;
    std::unordered_map<int, std::string> directories_;  // watch -> path below the directory, ending in a slash
    std::string root_;
    std::vector<Change> changes_;
    bool lost_ = false;
};

}  // namespace handleapi::io
