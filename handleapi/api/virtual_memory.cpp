// SPDX-License-Identifier: LGPL-2.1-or-later
// VirtualAlloc and kin, and the probes of pointers, which tell of the moment only and skip to the next page.
#include "handleapi/memory/virtual_memory.hpp"

#include <algorithm>

#include "handleapi/api/outcome.hpp"
#include "handleapi/safe_read.hpp"

#include <memoryapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

/// Whether the byte `can` accepts is there in every page of the range.
template <typename Byte, typename Can>
bool every_page(Byte* address, UINT_PTR size, Can&& can) {
    const auto begin = reinterpret_cast<uintptr_t>(address);
    if (size == 0) return true;
    if (begin + (size - 1) < begin) return false;
    const uintptr_t last = begin + (size - 1);
    for (uintptr_t at = begin;; at = (at & ~(memory::kPage - 1)) + memory::kPage) {
        if (!can(reinterpret_cast<Byte*>(std::min(at, last)))) return false;
        if (last - at < memory::kPage - (at & (memory::kPage - 1))) return true;
    }
}

template <typename Char>
bool readable_text(const Char* text, UINT_PTR most) {
    for (; most > 0; ++text, --most) {
        if (!every_page(reinterpret_cast<const char*>(text), sizeof(Char), can_read)) return false;
        if (*text == 0) return true;
    }
    return true;
}

}  // namespace

extern "C" LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protection) {
    return or_no_memory(LPVOID{},
                        [&] { return value_or(memory::allocate(address, size, type, protection), LPVOID{}); });
}

extern "C" BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type) {
    return or_no_memory(FALSE, [&] {
        if (type == MEM_DECOMMIT) return bool_from(memory::decommit(address, size));
        if (type == MEM_RELEASE && size == 0) return bool_from(memory::release(address));
        return failing(Status::error_invalid_parameter, FALSE);
    });
}

extern "C" BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protection, PDWORD old) {
    return or_no_memory(FALSE, [&] {
        if (!old) return failing(Status::error_noaccess, FALSE);
        const auto before = memory::protect(address, size, protection);
        if (!before) return failing(before.status(), FALSE);
        *old = *before;
        return TRUE;
    });
}

extern "C" SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION information, SIZE_T size) {
    return or_no_memory(SIZE_T{0}, [&] {
        if (size < sizeof *information) return failing(Status::error_bad_length, SIZE_T{0});
        if (!information) return failing(Status::error_noaccess, SIZE_T{0});
        const Status status = memory::query(address, *information);
        return succeeded(status) ? sizeof *information : failing(status, SIZE_T{0});
    });
}

extern "C" BOOL WINAPI IsBadReadPtr(const VOID* address, UINT_PTR size) {
    return !every_page(static_cast<const char*>(address), size, can_read);
}
extern "C" BOOL WINAPI IsBadWritePtr(LPVOID address, UINT_PTR size) {
    return !every_page(static_cast<char*>(address), size, can_write);
}
extern "C" BOOL WINAPI IsBadCodePtr(FARPROC address) { return !can_read(reinterpret_cast<const void*>(address)); }
extern "C" BOOL WINAPI IsBadStringPtrA(LPCSTR text, UINT_PTR most) { return !readable_text(text, most); }
extern "C" BOOL WINAPI IsBadStringPtrW(LPCWSTR text, UINT_PTR most) { return !readable_text(text, most); }
