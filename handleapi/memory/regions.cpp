// SPDX-License-Identifier: LGPL-2.1-or-later
// See regions.hpp.
#include "handleapi/memory/regions.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <iterator>

#include "handleapi/memory/protection.hpp"

namespace handleapi::memory {

using base::Result;
using base::Status;

namespace {

constexpr uintptr_t kEndOfUser = 0x7FFFFFFFF000;

}  // namespace

Regions& regions() {
    static auto* made = new Regions;
    return *made;
}

std::optional<Range> pages_of(const void* address, size_t size, uintptr_t granularity) {
    const auto begin = reinterpret_cast<uintptr_t>(address);
    if (begin > kEndOfUser || size > kEndOfUser - begin) return std::nullopt;
    return Range{begin & ~(granularity - 1), (begin + size + kPage - 1) & ~(kPage - 1)};
}

std::optional<Place> find(Regions& in, uintptr_t address) {
    auto after = in.all.upper_bound(address);
    if (after == in.all.begin()) return std::nullopt;
    const Place found = std::prev(after);
    return address < range_of(found).end ? std::optional<Place>(found) : std::nullopt;
}

Range range_of(const Place& region) { return {region->first, region->first + region->second.pages.pages() * kPage}; }

bool within(const Place& region, const Range& range) {
    const Range all = range_of(region);
    return range.begin >= all.begin && range.end <= all.end;
}

void note(const Place& region, const Range& range, uint32_t protection) {
    region->second.pages.set((range.begin - region->first) / kPage, (range.end - region->first) / kPage, protection);
}

bool is_committed(const Place& region, const Range& range) {
    return region->second.pages.committed((range.begin - region->first) / kPage, (range.end - region->first) / kPage);
}

void* map_without_access(void* address, size_t size, int flags) {
    void* mapped = mmap(address, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
    return mapped == MAP_FAILED ? nullptr : mapped;
}

/// More is mapped than needed, and both ends given back.
Result<Range> reserve_anywhere(size_t size) {
    const size_t rounded = (size + kPage - 1) & ~(kPage - 1);
    auto* mapped = static_cast<char*>(map_without_access(nullptr, rounded + kGranularity, 0));
    if (!mapped) return Status::error_not_enough_memory;
    const auto start = reinterpret_cast<uintptr_t>(mapped);
    const uintptr_t begin = (start + kGranularity - 1) & ~(kGranularity - 1);
    if (begin > start) munmap(mapped, begin - start);
    const uintptr_t tail = begin + rounded;
    if (tail < start + rounded + kGranularity) munmap(reinterpret_cast<void*>(tail), start + kGranularity - begin);
    return Range{begin, tail};
}

Result<Range> reserve_at(const Range& range) {
    void* mapped = map_without_access(range.address(), range.size(), MAP_FIXED_NOREPLACE);
    if (mapped == range.address()) return range;
    if (mapped) munmap(mapped, range.size());  // a kernel that does not know MAP_FIXED_NOREPLACE
    return Status::error_invalid_address;
}

Result<int> access_of(uint32_t protection) {
    switch (protection & ~kPageModifiers) {
        case PAGE_NOACCESS:
            return PROT_NONE;
        case PAGE_READONLY:
            return PROT_READ;
        case PAGE_READWRITE:
            return PROT_READ | PROT_WRITE;
        case PAGE_EXECUTE:
            return PROT_EXEC;
        case PAGE_EXECUTE_READ:
            return PROT_READ | PROT_EXEC;
        case PAGE_EXECUTE_READWRITE:
            return PROT_READ | PROT_WRITE | PROT_EXEC;
        default:
            return Status::error_invalid_parameter;
    }
}

namespace {

/// PROT_* for what a view's pages are to be.
Result<int> view_access(const Region& view, uint32_t protection) {
    if (!is_protection(protection)) return Status::error_invalid_parameter;
    if (is_executable(protection) && !is_executable(view.protection)) return Status::error_invalid_parameter;
    if (is_writable(protection) && !is_writable(view.protection)) return Status::error_invalid_parameter;
    if (protection == PAGE_WRITECOPY) return PROT_READ | PROT_WRITE;
    if (protection == PAGE_EXECUTE_WRITECOPY) return PROT_READ | PROT_WRITE | PROT_EXEC;
    return access_of(protection);
}

}  // namespace

Status protect_view(const Place& view, const Range& range, uint32_t protection) {
    const Region& region = view->second;
    const auto access = view_access(region, protection);
    if (!access) return access.status();
    int result = 0;
    if (is_copied(protection) && !is_copied(region.protection)) {
        const auto at = static_cast<off_t>(region.backing->start() + region.offset + (range.begin - view->first));
        void* const copy =
            mmap(range.address(), range.size(), *access, MAP_PRIVATE | MAP_FIXED, region.backing->descriptor(), at);
        result = copy == MAP_FAILED ? -1 : 0;
    } else {
        result = mprotect(range.address(), range.size(), *access);
    }
    if (result != 0) return Status::error_not_enough_memory;
    note(view, range, protection);
    return Status::ok;
}

Status commit_view(Regions& in, const Place& view, const Range& range, uint32_t protection) {
    Region& region = view->second;
    if (const auto access = view_access(region, protection); !access) return access.status();
    if (!region.reserved) return Status::ok;
    const uint64_t first = (region.offset + (range.begin - view->first)) / kPage;
    const uint64_t last = first + range.size() / kPage;
    region.backing->committed().set(first, last, PAGE_READWRITE);
    for (Place other = in.all.begin(); other != in.all.end(); ++other) {
        if (other->second.backing != region.backing) continue;
        const uint64_t begins = other->second.offset / kPage, ends = begins + other->second.pages.pages();
        uint64_t page = std::max(first, begins);
        for (const uint64_t end = std::min(last, ends); page < end;) {
            const uint64_t run = std::min(end, begins + other->second.pages.end_of_run(page - begins));
            const uintptr_t at = other->first + (page - begins) * kPage;
            if (other == view || other->second.pages.at(page - begins) == 0) {
                const uint32_t theirs = other == view ? protection : other->second.protection;
                const Status status = protect_view(other, {at, at + (run - page) * kPage}, theirs);
                if (failed(status)) return status;
            }
            page = run;
        }
    }
    return Status::ok;
}

}  // namespace handleapi::memory
