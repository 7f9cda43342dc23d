// SPDX-License-Identifier: LGPL-2.1-or-later
// Heaps. As documented, HeapAlloc and HeapReAlloc leave the last error alone when memory is out.
#include "handleapi/memory/heap.hpp"

#include <algorithm>

#include "handleapi/api/outcome.hpp"
#include "handleapi/seh.hpp"

#include <heapapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;
using heap::Heap;

namespace {

constexpr ULONG kStandardHeap = 0;
constexpr ULONG kLowFragmentation = 2;

heap::Fill fill_from(DWORD flags) { return flags & HEAP_ZERO_MEMORY ? heap::Fill::zero : heap::Fill::none; }
heap::Place place_from(DWORD flags) {
    return flags & HEAP_REALLOC_IN_PLACE_ONLY ? heap::Place::same : heap::Place::any;
}

void* or_raise(void* memory, DWORD flags) {
    if (!memory && (flags & HEAP_GENERATE_EXCEPTIONS)) raise(STATUS_NO_MEMORY);
    return memory;
}

/// Runs `f` on the heap; an unknown one is ERROR_INVALID_HANDLE.
template <typename R, typename F>
R with_heap(HANDLE handle, R failure, F&& f) {
    Heap* heap = Heap::find(handle);
    return heap ? f(*heap) : failing(Status::error_invalid_handle, failure);
}

/// glibc's allocator is one for all sizes: there is nothing to switch on, and only what Windows would refuse is.
Status set_compatibility(Heap& heap, const void* information, SIZE_T size) {
    if (!information || size < sizeof(ULONG)) return Status::error_insufficient_buffer;
    const ULONG wanted = *static_cast<const ULONG*>(information);
    if (wanted != kStandardHeap && wanted != kLowFragmentation) return Status::error_invalid_parameter;
    const bool refuses = !heap.serialized() || heap.has_maximum();
    if (wanted == kLowFragmentation && refuses) return Status::error_gen_failure;
    heap.front_end = wanted;
    return Status::ok;
}

/// malloc ends the process when it finds itself corrupted, always.
Status set_termination(const void* information, SIZE_T size) {
    return information || size != 0 ? Status::error_invalid_parameter : Status::ok;
}

}  // namespace

extern "C" HANDLE WINAPI GetProcessHeap(void) { return &Heap::process(); }

extern "C" HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum) {
    if (options & HEAP_CREATE_ENABLE_EXECUTE) return failing(Status::error_not_supported, HANDLE{});
    const auto serialize = options & HEAP_NO_SERIALIZE ? heap::Serialize::no : heap::Serialize::yes;
    const SIZE_T limit = maximum == 0 ? 0 : (std::max(initial, maximum) + 4095) & ~SIZE_T{4095};
    Heap* made = Heap::create(limit, serialize, options & HEAP_GENERATE_EXCEPTIONS);
    return made ? made : failing(Status::error_not_enough_memory, HANDLE{});
}

extern "C" BOOL WINAPI HeapDestroy(HANDLE handle) {
    Heap* heap = Heap::find(handle);
    if (!heap || heap == &Heap::process()) return failing(Status::error_invalid_handle, FALSE);
    heap->destroy();
    return TRUE;
}

extern "C" LPVOID WINAPI HeapAlloc(HANDLE handle, DWORD flags, SIZE_T bytes) {
    return with_heap(handle, LPVOID{}, [&](Heap& heap) {
        return or_raise(heap.allocate(bytes, fill_from(flags)), flags | heap.options());
    });
}

extern "C" BOOL WINAPI HeapFree(HANDLE handle, DWORD, LPVOID memory) {
    return with_heap(handle, FALSE, [&](Heap& heap) {
        return heap.free(memory) ? TRUE : failing(Status::error_invalid_parameter, FALSE);
    });
}

extern "C" LPVOID WINAPI HeapReAlloc(HANDLE handle, DWORD flags, LPVOID memory, SIZE_T bytes) {
    return with_heap(handle, LPVOID{}, [&](Heap& heap) {
        return or_raise(heap.reallocate(memory, bytes, fill_from(flags), place_from(flags)), flags | heap.options());
    });
}

extern "C" SIZE_T WINAPI HeapSize(HANDLE handle, DWORD, LPCVOID memory) {
    Heap* heap = Heap::find(handle);
    return heap ? heap->size(memory) : SIZE_MAX;
}

extern "C" BOOL WINAPI HeapLock(HANDLE handle) {
    return with_heap(handle, FALSE,
                     [](Heap& heap) { return heap.lock() ? TRUE : failing(Status::error_invalid_parameter, FALSE); });
}

extern "C" BOOL WINAPI HeapUnlock(HANDLE handle) {
    return with_heap(handle, FALSE,
                     [](Heap& heap) { return heap.unlock() ? TRUE : failing(Status::error_not_owner, FALSE); });
}

/// The blocks in use, of heaps that HeapCreate made. Those of the process's heap are the C library's, and not listed.
extern "C" BOOL WINAPI HeapWalk(HANDLE handle, LPPROCESS_HEAP_ENTRY entry) {
    return with_heap(handle, FALSE, [&](Heap& heap) {
        if (!entry) return failing(Status::error_invalid_parameter, FALSE);
        const auto next = heap.next(entry->lpData);
        if (!next) return failing(next.status(), FALSE);
        if (!*next) return failing(Status::error_no_more_items, FALSE);
        *entry = {};
        entry->lpData = const_cast<void*>(*next);
        entry->cbData = static_cast<DWORD>(std::min<size_t>(heap.size(*next), MAXDWORD));
        entry->cbOverhead = Heap::kOverheadOfBlock;
        entry->wFlags = PROCESS_HEAP_ENTRY_BUSY;
        return TRUE;
    });
}

extern "C" BOOL WINAPI HeapValidate(HANDLE handle, DWORD, LPCVOID memory) {
    Heap* heap = Heap::find(handle);
    if (!heap) return FALSE;
    return memory ? heap->size(memory) != SIZE_MAX : heap->validate();
}

extern "C" BOOL WINAPI HeapSetInformation(HANDLE handle, HEAP_INFORMATION_CLASS what, PVOID information, SIZE_T size) {
    switch (what) {
        case HeapCompatibilityInformation:
            return with_heap(handle, FALSE,
                             [&](Heap& heap) { return bool_from(set_compatibility(heap, information, size)); });
        case HeapEnableTerminationOnCorruption:
            return bool_from(set_termination(information, size));
        default:
            return failing(Status::error_invalid_parameter, FALSE);
    }
}

extern "C" BOOL WINAPI HeapQueryInformation(HANDLE handle, HEAP_INFORMATION_CLASS what, PVOID information, SIZE_T size,
                                            PSIZE_T needed) {
    if (what != HeapCompatibilityInformation) return failing(Status::error_invalid_parameter, FALSE);
    return with_heap(handle, FALSE, [&](Heap& heap) {
        if (needed) *needed = sizeof(ULONG);
        if (!information || size < sizeof(ULONG)) return failing(Status::error_insufficient_buffer, FALSE);
        *static_cast<ULONG*>(information) = heap.front_end;
        return TRUE;
    });
}
