// SPDX-License-Identifier: LGPL-2.1-or-later
// The protection of each page of a region, kept as runs: as many entries as there are changes, however large the
// region. Zero is a page that is reserved only.
#pragma once

#include <cstdint>
#include <map>

namespace handleapi::memory {

class PageMap {
 public:
    explicit PageMap(uint64_t pages) : pages_(pages) { runs_[0] = 0; }

    uint32_t at(uint64_t page) const { return std::prev(runs_.upper_bound(page))->second; }
    /// The first page after `page` that differs from it, or the end of the region.
    uint64_t end_of_run(uint64_t page) const {
        auto next = runs_.upper_bound(page);
        while (next != runs_.end() && next->second == at(page)) ++next;
        return next == runs_.end() ? pages_ : next->first;
    }
    /// Sets the pages from `first` up to, not including, `last`.
    void set(uint64_t first, uint64_t last, uint32_t protection) {
        const uint32_t behind = last < pages_ ? at(last) : 0;
        runs_.erase(runs_.lower_bound(first), runs_.lower_bound(last));
        runs_[first] = protection;
        if (last < pages_) runs_[last] = behind;
    }
    /// Whether every page in the range is committed.
    bool committed(uint64_t first, uint64_t last) const {
        for (; first < last; first = end_of_run(first)) {
            if (at(first) == 0) return false;
        }
        return true;
    }
    uint64_t pages() const { return pages_; }

 private:
    uint64_t pages_;
    std::map<uint64_t, uint32_t> runs_;  // from this page on; the last run reaches to the end
};

}  // namespace handleapi::memory
