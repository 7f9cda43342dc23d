// SPDX-License-Identifier: LGPL-2.1-or-later
// See share_table.hpp.
#include "handleapi/io/share_table.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"

#include <winnt.h>

namespace handleapi::io {

using base::Result;
using base::Status;

namespace {

constexpr uint32_t kAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

struct Open {
    uint64_t number;
    ShareBits bits;
};

/// The opens of one file.
struct Opens {
    dev_t device;
    std::vector<Open> opens;
    ShareBits held;    // told to the other processes
    uint32_t process;  // by which process: a forked child holds nothing of its parent's

    ShareBits together() const noexcept {
        ShareBits all;
        for (const Open& open : opens) {
            all.uses |= open.bits.uses;
            all.denies |= open.bits.denies;
        }
        return all;
    }
};

struct Table {
    std::unordered_multimap<ino_t, Opens> files;
    uint64_t last = 0;

    Opens* find(const FileIdentity& file) noexcept {
        const auto [begin, end] = files.equal_range(file.inode);
        const auto found = std::find_if(begin, end, [&](const auto& one) { return one.second.device == file.device; });
        if (found == end) return nullptr;
        Opens& opens = found->second;
        if (opens.process != base::process_generation()) {
            opens.held = {};
            opens.process = base::process_generation();
        }
        return &opens;
    }
    Opens& find_or_add(const FileIdentity& file) {
        if (Opens* const opens = find(file)) return *opens;
        return files.emplace(file.inode, Opens{file.device, {}, {}, base::process_generation()})->second;
    }
    void drop(const FileIdentity& file) noexcept {
        const auto [begin, end] = files.equal_range(file.inode);
        const auto found = std::find_if(begin, end, [&](const auto& one) { return one.second.device == file.device; });
        if (found != end && found->second.opens.empty()) files.erase(found);
    }
};

base::Guarded<Table>& table() {
    static auto* const only = new base::Guarded<Table>;  // never destroyed: files may be closed at exit
    return *only;
}

uint32_t uses_of(uint32_t access) noexcept {
    uint32_t uses = 0;
    if (access & (FILE_READ_DATA | FILE_EXECUTE)) uses |= FILE_SHARE_READ;
    if (access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) uses |= FILE_SHARE_WRITE;
    if (access & DELETE) uses |= FILE_SHARE_DELETE;
    return uses;
}

ShareBits merged(const ShareBits& a, const ShareBits& b) noexcept { return {a.uses | b.uses, a.denies | b.denies}; }

}  // namespace

Result<ShareEntry> ShareEntry::open(const FileIdentity& file, uint32_t access, uint32_t share) {
    ShareEntry entry;
    const ShareBits asking{uses_of(access), ~share & kAll};
    if (asking.uses == 0) return entry;  // attributes only: asks nobody, hinders nobody
    const bool allowed = table().with([&](Table& all) {
        Opens& opens = all.find_or_add(file);
        const ShareBits others = opens.together();
        opens.opens.reserve(opens.opens.size() + 1);
        const ShareBits wanted = merged(opens.held, asking);
        const bool free = !(asking.uses & others.denies) && !(others.uses & asking.denies) &&
                          ShareLocks::add(file, opens.held, wanted, asking);
        if (free) {
            opens.held = wanted;
            opens.opens.push_back({entry.number_ = ++all.last, asking});
        }
        all.drop(file);
        return free;
    });
    if (!allowed) return Status::error_sharing_violation;
    entry.file_ = file;
    entry.bits_ = asking;
    return entry;
}

ShareEntry ShareEntry::adopt(const FileIdentity& file, uint32_t access, uint32_t share, OwnedDescriptor hold) {
    ShareEntry entry;
    entry.file_ = file;
    entry.bits_ = {uses_of(access), ~share & kAll};
    entry.hold_ = std::move(hold);
    if (entry.bits_.uses == 0) return entry;
    table().with([&](Table& all) { all.find_or_add(file).opens.push_back({entry.number_ = ++all.last, entry.bits_}); });
    return entry;
}

bool ShareEntry::deletable(const FileIdentity& file) {
    return table().with([&](Table& all) {
        const Opens* const opens = all.find(file);
        return !(opens && (opens->together().denies & FILE_SHARE_DELETE)) &&
               !ShareLocks::denied(file, FILE_SHARE_DELETE);
    });
}

OwnedDescriptor ShareEntry::hold_for_child() const noexcept {
    return bits_.uses == 0 ? OwnedDescriptor() : ShareLocks::hold(file_, bits_);
}

void ShareEntry::release() noexcept {
    hold_ = OwnedDescriptor();
    const uint64_t number = std::exchange(number_, 0);
    if (number == 0) return;
    table().with([&](Table& all) {
        Opens& opens = *all.find(file_);
        std::erase_if(opens.opens, [&](const Open& open) { return open.number == number; });
        const ShareBits left = opens.together();
        const ShareBits wanted{opens.held.uses & left.uses, opens.held.denies & left.denies};
        ShareLocks::give_up(file_, opens.held, wanted);
        opens.held = wanted;
        all.drop(file_);
    });
}

}  // namespace handleapi::io
