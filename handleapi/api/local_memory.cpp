// SPDX-License-Identifier: LGPL-2.1-or-later
// LocalAlloc, GlobalAlloc and kin. Both families are one, but for unlocking a fixed block.
#include "handleapi/api/outcome.hpp"
#include "handleapi/memory/heap.hpp"
#include "handleapi/memory/movable.hpp"

#include <winbase.h>

using base::Status;
using namespace handleapi;
using heap::Heap;

static_assert(LMEM_MOVEABLE == GMEM_MOVEABLE && LMEM_ZEROINIT == GMEM_ZEROINIT && LMEM_MODIFY == GMEM_MODIFY);
static_assert(LMEM_DISCARDED == movable::kDiscarded && LMEM_LOCKCOUNT == movable::kLockCount);

namespace {

heap::Fill fill_from(UINT flags) { return flags & LMEM_ZEROINIT ? heap::Fill::zero : heap::Fill::none; }

/// What LocalFlags and GlobalFlags report of the flags at allocation.
uint32_t kept(UINT flags) { return (flags & LMEM_DISCARDABLE ? GMEM_DISCARDABLE : 0) | (flags & GMEM_DDESHARE); }

bool is_fixed(const void* memory) { return Heap::process().size(memory) != SIZE_MAX; }

HLOCAL allocate(UINT flags, SIZE_T bytes) {
    if (flags & LMEM_MOVEABLE) return value_or(movable::allocate(bytes, fill_from(flags), kept(flags)), HLOCAL{});
    void* memory = heap::allocate(bytes, fill_from(flags));
    return memory ? memory : failing(Status::error_not_enough_memory, HLOCAL{});
}

HLOCAL release(HLOCAL memory) {
    if (!movable::is_handle(memory)) {
        return heap::free(memory) ? nullptr : failing(Status::error_invalid_handle, memory);
    }
    const Status status = movable::free(memory);
    return succeeded(status) ? nullptr : failing(status, memory);
}

HLOCAL modify(HLOCAL memory, UINT flags) {
    if (movable::is_handle(memory)) {
        const Status status = movable::set_flags(memory, kept(flags));
        return succeeded(status) ? memory : failing(status, HLOCAL{});
    }
    if (flags & LMEM_MOVEABLE) return value_or(movable::from_fixed(memory, kept(flags)), HLOCAL{});
    return is_fixed(memory) ? memory : failing(Status::error_invalid_handle, HLOCAL{});
}

HLOCAL reallocate(HLOCAL memory, SIZE_T bytes, UINT flags) {
    if (flags & LMEM_MODIFY) return modify(memory, flags);
    const bool may_move = flags & LMEM_MOVEABLE;
    if (movable::is_handle(memory)) {
        const Status status = movable::reallocate(memory, bytes, fill_from(flags), may_move);
        return succeeded(status) ? memory : failing(status, HLOCAL{});
    }
    if (!is_fixed(memory)) return failing(Status::error_invalid_handle, HLOCAL{});
    void* moved =
        Heap::process().reallocate(memory, bytes, fill_from(flags), may_move ? heap::Place::any : heap::Place::same);
    return moved ? moved : failing(Status::error_not_enough_memory, HLOCAL{});
}

LPVOID lock(HLOCAL memory) {
    if (movable::is_handle(memory)) return value_or(movable::lock(memory), LPVOID{});
    return is_fixed(memory) ? memory : failing(Status::error_invalid_handle, LPVOID{});
}

/// FALSE without an error is "no longer locked".
BOOL unlock_movable(HLOCAL memory) {
    const auto still = movable::unlock(memory);
    if (still && *still) return TRUE;
    return failing(still.status(), FALSE);
}

SIZE_T size(HLOCAL memory) {
    if (movable::is_handle(memory)) return value_or(movable::size(memory), SIZE_T{0});
    const SIZE_T found = Heap::process().size(memory);
    return found != SIZE_MAX ? found : failing(Status::error_invalid_handle, SIZE_T{0});
}

UINT flags_of(HLOCAL memory) {
    if (movable::is_handle(memory)) return value_or(movable::flags(memory), UINT{LMEM_INVALID_HANDLE});
    return is_fixed(memory) ? 0 : failing(Status::error_invalid_handle, UINT{LMEM_INVALID_HANDLE});
}

HLOCAL handle_of(LPCVOID pointer) {
    if (!pointer) return failing(Status::error_invalid_parameter, HLOCAL{});
    if (is_fixed(pointer)) return const_cast<LPVOID>(pointer);
    void* handle = movable::handle_of(pointer);
    return handle ? handle : failing(Status::error_invalid_handle, HLOCAL{});
}

}  // namespace

extern "C" HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T bytes) { return allocate(flags & ~UINT{GMEM_DDESHARE}, bytes); }
extern "C" HLOCAL WINAPI LocalFree(HLOCAL memory) { return release(memory); }
extern "C" HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T bytes, UINT flags) {
    return reallocate(memory, bytes, flags);
}
extern "C" LPVOID WINAPI LocalLock(HLOCAL memory) { return lock(memory); }
extern "C" BOOL WINAPI LocalUnlock(HLOCAL memory) {
    if (movable::is_handle(memory)) return unlock_movable(memory);
    return failing(is_fixed(memory) ? Status::error_not_locked : Status::error_invalid_handle, FALSE);
}
extern "C" SIZE_T WINAPI LocalSize(HLOCAL memory) { return size(memory); }
extern "C" UINT WINAPI LocalFlags(HLOCAL memory) { return flags_of(memory); }
extern "C" HLOCAL WINAPI LocalHandle(LPCVOID pointer) { return handle_of(pointer); }

extern "C" HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T bytes) { return allocate(flags, bytes); }
extern "C" HGLOBAL WINAPI GlobalFree(HGLOBAL memory) { return release(memory); }
extern "C" HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T bytes, UINT flags) {
    return reallocate(memory, bytes, flags);
}
extern "C" LPVOID WINAPI GlobalLock(HGLOBAL memory) { return lock(memory); }
extern "C" BOOL WINAPI GlobalUnlock(HGLOBAL memory) {
    if (movable::is_handle(memory)) return unlock_movable(memory);
    return is_fixed(memory) ? TRUE : failing(Status::error_invalid_handle, FALSE);
}
extern "C" SIZE_T WINAPI GlobalSize(HGLOBAL memory) { return size(memory); }
extern "C" UINT WINAPI GlobalFlags(HGLOBAL memory) { return flags_of(memory); }
extern "C" HGLOBAL WINAPI GlobalHandle(LPCVOID pointer) { return handle_of(pointer); }
