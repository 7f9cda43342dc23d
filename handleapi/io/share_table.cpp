// SPDX-License-Identifier: LGPL-2.1-or-later
// See share_table.hpp.
#include "handleapi/io/share_table.hpp"

#include <unordered_map>

#include "handleapi/base/guarded.hpp"

#include <winnt.h>

namespace handleapi::io {

using base::Result;
using base::Status;

namespace {

struct Open {
    FileIdentity file;
    uint32_t uses;    // FILE_SHARE_* bits of what this one does
    uint32_t allows;  // and of what it lets others do
};

struct Opens {
    std::unordered_map<uint64_t, Open> by_number;
    std::unordered_multimap<ino_t, uint64_t> by_inode;
    uint64_t last = 0;
};

base::Guarded<Opens>& table() {
    static auto* const opens = new base::Guarded<Opens>;  // never destroyed: files may be closed at exit
    return *opens;
}

uint32_t uses_of(uint32_t access) noexcept {
    uint32_t uses = 0;
    if (access & (FILE_READ_DATA | FILE_EXECUTE)) uses |= FILE_SHARE_READ;
    if (access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) uses |= FILE_SHARE_WRITE;
    if (access & DELETE) uses |= FILE_SHARE_DELETE;
    return uses;
}

template <typename Predicate>
bool any_open(const Opens& opens, const FileIdentity& file, Predicate predicate) {
    const auto [begin, end] = opens.by_inode.equal_range(file.inode);
    for (auto at = begin; at != end; ++at) {
        const Open& open = opens.by_number.at(at->second);
        if (open.file == file && predicate(open)) return true;
    }
    return false;
}

}  // namespace

Result<ShareEntry> ShareEntry::open(const FileIdentity& file, uint32_t access, uint32_t share) {
    ShareEntry entry;
    const uint32_t uses = uses_of(access);
    if (uses == 0) return entry;  // attributes only: asks nobody, hinders nobody
    const bool allowed = table().with([&](Opens& opens) {
        const auto conflicts = [&](const Open& open) { return (uses & ~open.allows) || (open.uses & ~share); };
        if (any_open(opens, file, conflicts)) return false;
        const uint64_t number = ++opens.last;
        opens.by_number.emplace(number, Open{file, uses, share});
        opens.by_inode.emplace(file.inode, number);
        entry.number_ = number;
        return true;
    });
    if (!allowed) return Status::error_sharing_violation;
    return entry;
}

bool ShareEntry::deletable(const FileIdentity& file) {
    return table().with([&](Opens& opens) {
        return !any_open(opens, file, [](const Open& open) { return !(open.allows & FILE_SHARE_DELETE); });
    });
}

void ShareEntry::release() noexcept {
    const uint64_t number = std::exchange(number_, 0);
    if (number == 0) return;
    table().with([&](Opens& opens) {
        const auto found = opens.by_number.find(number);
        const auto [begin, end] = opens.by_inode.equal_range(found->second.file.inode);
        for (auto at = begin; at != end; ++at) {
            if (at->second != number) continue;
            opens.by_inode.erase(at);
            break;
        }
        opens.by_number.erase(found);
    });
}

}  // namespace handleapi::io
