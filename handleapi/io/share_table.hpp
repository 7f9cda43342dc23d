// SPDX-License-Identifier: LGPL-2.1-or-later
// Share modes: what handles to one file allow each other. A file is known by its device and inode number, so different
// names of it meet. The handles of this process are in a table; what they come to together is told to the other
// processes of the user, and asked of them, through share_locks.hpp. Programs that do not use this library neither
// hinder anybody nor are they hindered.
// Reference: learn.microsoft.com, Creating and Opening Files, "Sharing files".
#pragma once

#include <cstdint>
#include <utility>

#include "handleapi/base/status.hpp"
#include "handleapi/io/share_locks.hpp"

namespace handleapi::io {

/// One open's place in the table; given up when destroyed.
class ShareEntry {
 public:
    ShareEntry() noexcept = default;
    ShareEntry(ShareEntry&& other) noexcept { *this = std::move(other); }
    ShareEntry& operator=(ShareEntry&& other) noexcept {
        std::swap(number_, other.number_);
        std::swap(file_, other.file_);
        std::swap(bits_, other.bits_);
        std::swap(hold_, other.hold_);
        return *this;
    }
    ~ShareEntry() { release(); }
    void release() noexcept;

    /// error_sharing_violation when an open, of this process or another, and this one do not allow each other.
    static base::Result<ShareEntry> open(const FileIdentity& file, uint32_t access, uint32_t share);
    /// For a file that the process was started with: what is so is not asked. `hold` is what hold_for_child made.
    static ShareEntry adopt(const FileIdentity& file, uint32_t access, uint32_t share, OwnedDescriptor hold);
    /// Whether a file may be deleted, or replaced: nobody has it open without FILE_SHARE_DELETE.
    static bool deletable(const FileIdentity& file);

    /// FILE_SHARE_* as the file was opened.
    uint32_t share() const noexcept { return ~bits_.denies & 7; }
    /// A description that carries this entry to a child; none when there is nothing to carry.
    OwnedDescriptor hold_for_child() const noexcept;

 private:
    uint64_t number_ = 0;
    FileIdentity file_;
    ShareBits bits_;
    OwnedDescriptor hold_;
};

}  // namespace handleapi::io
