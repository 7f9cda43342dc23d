// SPDX-License-Identifier: LGPL-2.1-or-later
// See virtual_memory.hpp.
#include "handleapi/memory/virtual_memory.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <optional>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/memory/page_map.hpp"
#include "handleapi/memory/process_map.hpp"

namespace handleapi::memory {

using base::Result;
using base::Status;

namespace {

constexpr uintptr_t kEndOfUser = 0x7FFFFFFFF000;
constexpr uint32_t kTypes = MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_TOP_DOWN;
constexpr uint32_t kRefusedTypes = MEM_WRITE_WATCH | MEM_PHYSICAL | MEM_RESET_UNDO | MEM_LARGE_PAGES;
constexpr uint32_t kModifiers = PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE;

struct Region {
    uint32_t protection;  // as first asked for
    PageMap pages;
};

struct Regions {
    base::Lock lock;
    std::map<uintptr_t, Region> all;  // by address
};

/// Made at first use and never destroyed: memory outlives the end of main.
Regions& regions() {
    static auto* made = new Regions;
    return *made;
}

/// The pages that a range of bytes touches.
struct Range {
    uintptr_t begin;
    uintptr_t end;
    size_t size() const { return end - begin; }
    void* address() const { return reinterpret_cast<void*>(begin); }
};

std::optional<Range> pages_of(const void* address, size_t size, uintptr_t granularity = kPage) {
    const auto begin = reinterpret_cast<uintptr_t>(address);
    if (begin > kEndOfUser || size > kEndOfUser - begin) return std::nullopt;
    return Range{begin & ~(granularity - 1), (begin + size + kPage - 1) & ~(kPage - 1)};
}

Result<int> access_of(uint32_t protection) {
    switch (protection & ~kModifiers) {
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

Status refuse_modifiers(uint32_t protection) {
    return protection & kModifiers ? Status::error_not_supported : Status::ok;
}

using Place = std::map<uintptr_t, Region>::iterator;

/// The region that holds the address.
std::optional<Place> find(Regions& in, uintptr_t address) {
    auto after = in.all.upper_bound(address);
    if (after == in.all.begin()) return std::nullopt;
    const Place found = std::prev(after);
    const bool inside = address < found->first + found->second.pages.pages() * kPage;
    return inside ? std::optional<Place>(found) : std::nullopt;
}

bool within(const Place& region, const Range& range) {
    return range.begin >= region->first && range.end <= region->first + region->second.pages.pages() * kPage;
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

/// Address space anywhere, aligned to the granularity: more is mapped than needed, and both ends given back.
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

Result<Place> reserve(Regions& in, void* address, size_t size, uint32_t protection) {
    const auto wanted = pages_of(address, size, kGranularity);
    if (!wanted) return Status::error_invalid_parameter;
    const auto got = address ? reserve_at(*wanted) : reserve_anywhere(size);
    if (!got) return got.status();
    return in.all.emplace(got->begin, Region{protection, PageMap(got->size() / kPage)}).first;
}

Status grant(const Place& region, const Range& range, uint32_t protection) {
    const auto access = access_of(protection);
    if (!access) return access.status();
    if (mprotect(range.address(), range.size(), *access) != 0) return Status::error_not_enough_memory;
    note(region, range, protection);
    return Status::ok;
}

Status reset(void* address, size_t size) {
    std::lock_guard lock(regions().lock);
    const auto range = pages_of(address, size);
    const auto region = range ? find(regions(), range->begin) : std::nullopt;
    if (!region || !within(*region, *range) || !is_committed(*region, *range)) return Status::error_invalid_address;
    madvise(range->address(), range->size(), MADV_FREE);  // a hint, as MEM_RESET is
    return Status::ok;
}

Status check_type(size_t size, uint32_t type, uint32_t protection) {
    if (size == 0 || (type & ~(kTypes | kRefusedTypes)) || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET))) {
        return Status::error_invalid_parameter;
    }
    if (const auto access = access_of(protection); !access) return access.status();
    if ((type & MEM_RESET) && type != MEM_RESET) return Status::error_invalid_parameter;
    if (type & kRefusedTypes) return Status::error_not_supported;
    return refuse_modifiers(protection);
}

/// A page of ours.
void describe(const Place& region, uintptr_t page, MEMORY_BASIC_INFORMATION& information) {
    const uint64_t index = (page - region->first) / kPage;
    const uint32_t protection = region->second.pages.at(index);
    information.AllocationBase = reinterpret_cast<void*>(region->first);
    information.AllocationProtect = region->second.protection;
    information.RegionSize = (region->second.pages.end_of_run(index) - index) * kPage;
    information.State = protection ? MEM_COMMIT : MEM_RESERVE;
    information.Protect = protection;
    information.Type = MEM_PRIVATE;
}

/// A page that somebody else mapped, or nobody.
Status describe_foreign(uintptr_t page, MEMORY_BASIC_INFORMATION& information) {
    const auto found = mapping_at(page);
    if (!found) return Status::error_not_enough_memory;
    information.RegionSize = found->end - page;
    information.State = found->is_free ? MEM_FREE : MEM_COMMIT;
    information.Protect = found->is_free ? DWORD{PAGE_NOACCESS} : found->protection;
    if (found->is_free) return Status::ok;
    information.AllocationBase = reinterpret_cast<void*>(found->begin);
    information.AllocationProtect = found->protection;
    information.Type = found->type;
    return Status::ok;
}

}  // namespace

Result<void*> allocate(void* address, size_t size, uint32_t type, uint32_t protection) {
    if (const Status status = check_type(size, type, protection); failed(status)) return status;
    if (type & MEM_RESET) {
        const Status status = reset(address, size);
        return succeeded(status) ? Result<void*>(address) : Result<void*>(status);
    }
    if (!address) type |= MEM_RESERVE;
    const auto range = pages_of(address, size);
    if (!range) return Status::error_invalid_parameter;
    std::lock_guard lock(regions().lock);
    std::optional<Place> region;
    if (type & MEM_RESERVE) {
        const auto made = reserve(regions(), address, size, protection);
        if (!made) return made.status();
        region = *made;
    } else {
        region = find(regions(), range->begin);
        if (!region || !within(*region, *range)) return Status::error_invalid_address;
    }
    const uintptr_t base = (*region)->first;
    const Range all{base, base + (*region)->second.pages.pages() * kPage};
    const Range committed = type & MEM_RESERVE ? all : *range;
    if (!(type & MEM_COMMIT)) return all.address();
    const Status status = grant(*region, committed, protection);
    if (succeeded(status)) return committed.address();
    if (type & MEM_RESERVE) {
        munmap(all.address(), all.size());
        regions().all.erase(*region);
    }
    return status;
}

Status decommit(void* address, size_t size) {
    std::lock_guard lock(regions().lock);
    auto range = pages_of(address, size);
    const auto region = range ? find(regions(), range->begin) : std::nullopt;
    if (!region) return Status::error_invalid_parameter;
    if (size == 0) {
        if (range->begin != (*region)->first) return Status::error_invalid_address;
        range->end = range->begin + (*region)->second.pages.pages() * kPage;
    }
    if (!within(*region, *range)) return Status::error_invalid_parameter;
    if (!map_without_access(range->address(), range->size(), MAP_FIXED)) return Status::error_not_enough_memory;
    note(*region, *range, 0);
    return Status::ok;
}

Status release(void* address) {
    std::lock_guard lock(regions().lock);
    const auto range = pages_of(address, 0);
    const auto region = range ? find(regions(), range->begin) : std::nullopt;
    if (!region) return Status::error_invalid_parameter;
    if (range->begin != (*region)->first) return Status::error_invalid_address;
    munmap(range->address(), (*region)->second.pages.pages() * kPage);
    regions().all.erase(*region);
    return Status::ok;
}

Result<uint32_t> protect(void* address, size_t size, uint32_t protection) {
    const auto access = access_of(protection);
    if (!access) return access.status();
    if (const Status status = refuse_modifiers(protection); failed(status)) return status;
    std::lock_guard lock(regions().lock);
    const auto range = pages_of(address, size == 0 ? 1 : size);
    if (!range) return Status::error_invalid_parameter;
    if (const auto region = find(regions(), range->begin)) {
        if (!within(*region, *range) || !is_committed(*region, *range)) return Status::error_invalid_address;
        const uint32_t before = (*region)->second.pages.at((range->begin - (*region)->first) / kPage);
        const Status status = grant(*region, *range, protection);
        return succeeded(status) ? Result<uint32_t>(before) : Result<uint32_t>(status);
    }
    const auto foreign = mapping_at(range->begin);
    if (!foreign || foreign->is_free) return Status::error_invalid_parameter;
    if (mprotect(range->address(), range->size(), *access) == 0) return foreign->protection;
    return errno == ENOMEM ? Status::error_invalid_address : Status::error_access_denied;
}

Status query(const void* address, MEMORY_BASIC_INFORMATION& information) {
    const uintptr_t page = reinterpret_cast<uintptr_t>(address) & ~(kPage - 1);
    if (page >= kEndOfUser) return Status::error_invalid_parameter;
    information = {};
    information.BaseAddress = reinterpret_cast<void*>(page);
    std::lock_guard lock(regions().lock);
    if (const auto region = find(regions(), page)) {
        describe(*region, page, information);
        return Status::ok;
    }
    return describe_foreign(page, information);
}

}  // namespace handleapi::memory
