// SPDX-License-Identifier: LGPL-2.1-or-later
// The regions of address space that this library made, by reserving (virtual_memory.hpp) or by mapping views of file
// mappings (view.hpp), and what their pages are. Everything here is under the one lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "handleapi/base/lock.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/memory/backing.hpp"
#include "handleapi/memory/page_map.hpp"
#include "handleapi/memory/virtual_memory.hpp"

namespace handleapi::memory {

struct Region {
    uint32_t protection;  // as first asked for
    PageMap pages;
    // Of a view:
    base::Ref<Backing> backing{};
    uint64_t offset = 0;    // in the backing's memory
    bool reserved = false;  // of a mapping of reserved pages
};

struct Regions {
    base::Lock lock;
    std::map<uintptr_t, Region> all;  // by address
};

/// Made at first use and never destroyed: memory outlives the end of main.
Regions& regions();

/// The pages that a range of bytes touches.
struct Range {
    uintptr_t begin;
    uintptr_t end;
    size_t size() const { return end - begin; }
    void* address() const { return reinterpret_cast<void*>(begin); }
};
std::optional<Range> pages_of(const void* address, size_t size, uintptr_t granularity = kPage);

using Place = std::map<uintptr_t, Region>::iterator;

/// The region that holds the address.
std::optional<Place> find(Regions& in, uintptr_t address);
Range range_of(const Place& region);
bool within(const Place& region, const Range& range);
/// Pages of the region have this protection from now on.
void note(const Place& region, const Range& range, uint32_t protection);
bool is_committed(const Place& region, const Range& range);

/// Address space without access: anywhere, aligned to the granularity, or there, error_invalid_address when that is in
/// use.
base::Result<Range> reserve_anywhere(size_t size);
base::Result<Range> reserve_at(const Range& range);
/// Maps anew, without access and content; null when it cannot.
void* map_without_access(void* address, size_t size, int flags);

/// PROT_* for PAGE_*, those of private memory; error_invalid_parameter for what is none.
base::Result<int> access_of(uint32_t protection);

/// A view's pages, which must be compatible with how it was mapped (error_invalid_parameter): gives them the
/// protection. Committed ones.
base::Status protect_view(const Place& view, const Range& range, uint32_t protection);
/// Commits pages of a view: in all views of the same memory.
base::Status commit_view(Regions& in, const Place& view, const Range& range, uint32_t protection);

}  // namespace handleapi::memory
