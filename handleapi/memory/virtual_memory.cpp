// SPDX-License-Identifier: LGPL-2.1-or-later
// See virtual_memory.hpp.
#include "handleapi/memory/virtual_memory.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <mutex>
#include <optional>

#include "handleapi/memory/process_map.hpp"
#include "handleapi/memory/protection.hpp"
#include "handleapi/memory/regions.hpp"

namespace handleapi::memory {

using base::Result;
using base::Status;

namespace {

constexpr uintptr_t kEndOfUser = 0x7FFFFFFFF000;
constexpr uint32_t kTypes = MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_TOP_DOWN;
constexpr uint32_t kRefusedTypes = MEM_WRITE_WATCH | MEM_PHYSICAL | MEM_RESET_UNDO | MEM_LARGE_PAGES;

Status refuse_modifiers(uint32_t protection) {
    return protection & kPageModifiers ? Status::error_not_supported : Status::ok;
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

Result<void*> committed_in_view(const Place& view, const Range& range, uint32_t protection) {
    const Status status = commit_view(regions(), view, range, protection);
    return succeeded(status) ? Result<void*>(range.address()) : Result<void*>(status);
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
    information.Type = region->second.backing ? MEM_MAPPED : MEM_PRIVATE;
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
        if ((*region)->second.backing) return committed_in_view(*region, *range, protection);
    }
    const Range all = range_of(*region);
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
    if (!region || (*region)->second.backing) return Status::error_invalid_parameter;
    if (size == 0) {
        if (range->begin != (*region)->first) return Status::error_invalid_address;
        range->end = range_of(*region).end;
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
    if (!region || (*region)->second.backing) return Status::error_invalid_parameter;
    if (range->begin != (*region)->first) return Status::error_invalid_address;
    munmap(range->address(), range_of(*region).size());
    regions().all.erase(*region);
    return Status::ok;
}

Result<uint32_t> protect(void* address, size_t size, uint32_t protection) {
    if (!is_protection(protection & ~kPageModifiers)) return Status::error_invalid_parameter;
    if (const Status status = refuse_modifiers(protection); failed(status)) return status;
    std::lock_guard lock(regions().lock);
    const auto range = pages_of(address, size == 0 ? 1 : size);
    if (!range) return Status::error_invalid_parameter;
    if (const auto region = find(regions(), range->begin)) {
        if (!within(*region, *range) || !is_committed(*region, *range)) return Status::error_invalid_address;
        const uint32_t before = (*region)->second.pages.at((range->begin - (*region)->first) / kPage);
        const Status status =
            (*region)->second.backing ? protect_view(*region, *range, protection) : grant(*region, *range, protection);
        return succeeded(status) ? Result<uint32_t>(before) : Result<uint32_t>(status);
    }
    const auto access = access_of(protection);
    if (!access) return access.status();
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
