// SPDX-License-Identifier: LGPL-2.1-or-later
// Share modes: what the handles of this process to one file allow each other. A file is known by its device and inode
// number, so different names of it meet. Other processes are not asked: the kernel has no such notion.
// Reference: learn.microsoft.com, Creating and Opening Files, "Sharing files".
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <utility>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};

/// One open's place in the table; given up when destroyed.
class ShareEntry {
 public:
    ShareEntry() noexcept = default;
    ShareEntry(ShareEntry&& other) noexcept : number_(std::exchange(other.number_, 0)) {}
    ShareEntry& operator=(ShareEntry&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~ShareEntry() { release(); }
    void release() noexcept;

    /// error_sharing_violation when an open of this process and this one do not allow each other.
    static base::Result<ShareEntry> open(const FileIdentity& file, uint32_t access, uint32_t share);
    /// Whether a file may be deleted, or replaced: nobody has it open without FILE_SHARE_DELETE.
    static bool deletable(const FileIdentity& file);

 private:
    uint64_t number_ = 0;
};

}  // namespace handleapi::io
