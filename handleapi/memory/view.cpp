// SPDX-License-Identifier: LGPL-2.1-or-later
// See view.hpp.
#include "handleapi/memory/view.hpp"

#include <sys/mman.h>

#include <mutex>

#include "handleapi/memory/protection.hpp"
#include "handleapi/memory/regions.hpp"

#include <memoryapi.h>

namespace handleapi::memory {

using base::Ref;
using base::Result;
using base::Status;

namespace {

/// The protection of a view's pages. The right to write includes the one to read.
Result<uint32_t> view_protection(const FileMapping& mapping, AccessMask rights, uint32_t access) {
    const bool execute = (access & FILE_MAP_EXECUTE) != 0;
    if (execute && !(is_executable(mapping.protection()) && (rights & FILE_MAP_EXECUTE))) {
        return Status::error_access_denied;
    }
    if (access & FILE_MAP_WRITE) {
        const bool may = is_writable(mapping.protection()) && (rights & FILE_MAP_WRITE);
        if (!may) return Status::error_access_denied;
        return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    }
    if (!(access & (FILE_MAP_READ | FILE_MAP_COPY | FILE_MAP_EXECUTE))) return Status::error_invalid_parameter;
    if (!(rights & (FILE_MAP_READ | FILE_MAP_WRITE))) return Status::error_access_denied;
    if (access & FILE_MAP_COPY) return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
}

/// How much of the memory the view shows.
Result<size_t> view_size(const Backing& backing, const ViewRequest& request) {
    const bool aligned =
        request.offset % kGranularity == 0 && reinterpret_cast<uintptr_t>(request.address) % kGranularity == 0;
    if (!aligned) return Status::error_mapped_alignment;
    if (request.offset >= backing.size()) return Status::error_invalid_parameter;
    const uint64_t left = backing.size() - request.offset;
    if (request.size > left) return Status::error_access_denied;
    return request.size != 0 ? request.size : left;
}

/// What of the mapping's pages has been committed before is so in the new view.
Status open_committed(const Place& view) {
    const Range all = range_of(view);
    PageMap& committed = view->second.backing->committed();
    const uint64_t first = view->second.offset / kPage, last = first + all.size() / kPage;
    for (uint64_t page = first; page < last;) {
        const uint64_t end = std::min(last, committed.end_of_run(page));
        if (committed.at(page) != 0) {
            const Range range{all.begin + (page - first) * kPage, all.begin + (end - first) * kPage};
            const Status status = protect_view(view, range, view->second.protection);
            if (failed(status)) return status;
        }
        page = end;
    }
    return Status::ok;
}

Status show(const Place& view) {
    const Region& region = view->second;
    const Range all = range_of(view);
    const int flags =
        (is_copied(region.protection) ? MAP_PRIVATE : MAP_SHARED) | MAP_FIXED | (region.reserved ? MAP_NORESERVE : 0);
    const auto at = static_cast<off_t>(region.backing->start() + region.offset);
    if (mmap(all.address(), all.size(), PROT_NONE, flags, region.backing->descriptor(), at) == MAP_FAILED) {
        return Status::error_not_enough_memory;
    }
    return region.reserved ? open_committed(view) : protect_view(view, all, region.protection);
}

/// Not freed under the lock.
[[nodiscard]] Ref<Backing> remove(const Place& view) {
    munmap(range_of(view).address(), range_of(view).size());
    Ref<Backing> backing = std::move(view->second.backing);
    regions().all.erase(view);
    return backing;
}

}  // namespace

Result<void*> map_view(FileMapping& mapping, AccessMask rights, const ViewRequest& request) {
    const auto protection = view_protection(mapping, rights, request.access);
    if (!protection) return protection.status();
    const auto backing = mapping.backing();
    if (!backing) return backing.status();
    const auto size = view_size(**backing, request);
    if (!size) return size.status();
    const auto wanted = pages_of(request.address, *size);
    if (!wanted) return Status::error_invalid_address;
    std::lock_guard lock(regions().lock);
    const auto got = request.address ? reserve_at(*wanted) : reserve_anywhere(*size);
    if (!got) return got.status();
    Region made{*protection, PageMap(got->size() / kPage), *backing, request.offset, mapping.reserved()};
    const Place view = regions().all.emplace(got->begin, std::move(made)).first;
    const Status status = show(view);
    if (succeeded(status)) return got->address();
    static_cast<void>(remove(view));  // the mapping has the backing, too
    return status;
}

Status unmap_view(const void* address) {
    Ref<Backing> last;
    std::lock_guard lock(regions().lock);
    const auto view = find(regions(), reinterpret_cast<uintptr_t>(address));
    const bool begins = view && (*view)->second.backing && (*view)->first == reinterpret_cast<uintptr_t>(address);
    if (!begins) return Status::error_invalid_address;
    last = remove(*view);
    return Status::ok;
}

Status flush_view(const void* address, size_t size) {
    MEMORY_BASIC_INFORMATION memory{};
    const Status known = query(address, memory);
    if (failed(known) || memory.State == MEM_FREE) return Status::error_invalid_parameter;
    Range range{};
    {
        std::lock_guard lock(regions().lock);
        const auto view = find(regions(), reinterpret_cast<uintptr_t>(address));
        if (!view || !(*view)->second.backing) return Status::error_invalid_address;
        const auto asked = pages_of(address, size);
        if (!asked) return Status::error_invalid_parameter;
        range = size != 0 ? *asked : Range{asked->begin, range_of(*view).end};
        if (!within(*view, range)) return Status::error_invalid_parameter;
    }
    // Others may unmap it meanwhile, as on Windows; then there is nothing left to write here.
    static_cast<void>(msync(range.address(), range.size(), MS_SYNC));
    return Status::ok;
}

}  // namespace handleapi::memory
