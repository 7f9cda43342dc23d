// SPDX-License-Identifier: LGPL-2.1-or-later
// MapCache: what the files of the endpoint map said when they were read last. A file is read again when it is another
// one, the folder is listed again when its time stamp says that it has changed. Stamps come from the kernel's clock,
// which ticks every few milliseconds: one that is not older than the tick in which it was taken proves nothing, since
// a later change in that tick would leave it as it is.
// Whether the process of a file lives is not asked here. Threads: one at a time (directory.cpp guards it).
#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rpcrt4/epmapper/element.hpp"

namespace rpcrt4::epmapper {

/// The names in a folder, sorted.
std::vector<std::string> files_in(const std::string& folder);
/// A name starting with a dot is of a file that is being written, or the lock.
inline bool is_registration(const std::string& name) noexcept { return name.front() != '.'; }

class MapCache {
 public:
    using Read = std::function<std::vector<Element>(const std::string& name)>;

    /// Makes this what the folder says now, but for the file of that name. `read` reads one file.
    void refresh(const std::string& folder, const std::string& but, const Read& read);
    /// The next refresh lists the folder again.
    void distrust() noexcept { settled_ = false; }

    struct Pick {
        std::optional<Element> element;
        std::string file;  ///< where it is from; empty: from `first`
        ino_t inode = 0;
    };
    /// Of those in `first`, which serve the client, and those here that do, one by its turn.
    Pick pick(const std::vector<Element>& first, const binding::Tower& wanted, const uuid::Uuid& object,
              uint32_t turn) const;

 private:
    struct Stamp {
        ino_t inode = 0;
        timespec changed{};  // ctime of a file, mtime of a folder
        bool operator==(const Stamp& other) const noexcept {
            return inode == other.inode && changed.tv_sec == other.changed.tv_sec &&
                   changed.tv_nsec == other.changed.tv_nsec;
        }
        /// No later change can leave the stamp as it is.
        bool is_before(const timespec& tick) const noexcept;
    };
    struct File {
        std::string name;
        Stamp stamp;
        bool settled = false;
        std::vector<Element> elements;
    };
    File take(const std::string& folder, const std::string& name, const Read& read);

    std::string folder_;
    std::string but_;
    Stamp stamp_;
    bool settled_ = false;
    std::vector<File> files_;  // by name
};

}  // namespace rpcrt4::epmapper
