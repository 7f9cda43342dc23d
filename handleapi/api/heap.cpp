// SPDX-License-Identifier: LGPL-2.1-or-later
// The process heap and the Local/Global functions, which are the same memory. Movable blocks are refused: there is no
// LocalLock. As documented, HeapAlloc and HeapReAlloc leave the last error alone when memory is out.
#include "handleapi/memory/heap.hpp"

#include "handleapi/api/outcome.hpp"
#include "handleapi/seh.hpp"

#include <heapapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

constexpr unsigned char kHeapAnchor = 0;  // its address is the process heap's handle

HANDLE process_heap() noexcept { return const_cast<unsigned char*>(&kHeapAnchor); }

heap::Fill fill_from(DWORD flags) { return flags & HEAP_ZERO_MEMORY ? heap::Fill::zero : heap::Fill::none; }

void* or_raise(void* memory, DWORD flags) {
    if (!memory && (flags & HEAP_GENERATE_EXCEPTIONS)) raise(STATUS_NO_MEMORY);
    return memory;
}

HLOCAL allocate(UINT flags, SIZE_T bytes) {
    if (flags & LMEM_MOVEABLE) return failing(Status::error_not_supported, HLOCAL{});
    void* memory = heap::allocate(bytes, flags & LMEM_ZEROINIT ? heap::Fill::zero : heap::Fill::none);
    return memory ? memory : failing(Status::error_not_enough_memory, HLOCAL{});
}

HLOCAL release(HLOCAL memory) { return heap::free(memory) ? nullptr : failing(Status::error_invalid_handle, memory); }

}  // namespace

extern "C" HANDLE WINAPI GetProcessHeap(void) { return process_heap(); }

extern "C" LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T bytes) {
    if (heap != process_heap()) return failing(Status::error_invalid_handle, LPVOID{});
    return or_raise(heap::allocate(bytes, fill_from(flags)), flags);
}

extern "C" BOOL WINAPI HeapFree(HANDLE heap, DWORD, LPVOID memory) {
    if (heap != process_heap()) return failing(Status::error_invalid_handle, FALSE);
    return heap::free(memory) ? TRUE : failing(Status::error_invalid_parameter, FALSE);
}

extern "C" LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T bytes) {
    if (heap != process_heap()) return failing(Status::error_invalid_handle, LPVOID{});
    if (flags & HEAP_REALLOC_IN_PLACE_ONLY) {
        // malloc cannot promise to stay in place unless nothing has to change.
        return or_raise(heap::size(memory) == bytes ? memory : nullptr, flags);
    }
    return or_raise(heap::reallocate(memory, bytes, fill_from(flags)), flags);
}

extern "C" SIZE_T WINAPI HeapSize(HANDLE heap, DWORD, LPCVOID memory) {
    return heap == process_heap() ? heap::size(memory) : SIZE_MAX;
}

extern "C" HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T bytes) { return allocate(flags, bytes); }
extern "C" HLOCAL WINAPI LocalFree(HLOCAL memory) { return release(memory); }
extern "C" HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T bytes) { return allocate(flags, bytes); }
extern "C" HGLOBAL WINAPI GlobalFree(HGLOBAL memory) { return release(memory); }
