// SPDX-License-Identifier: LGPL-2.1-or-later
// Thread and fiber local storage. There are no fibers, so no thread is one.
#include "handleapi/api/outcome.hpp"
#include "handleapi/local/fls.hpp"
#include "handleapi/local/tls.hpp"

#include <fibersapi.h>
#include <processthreadsapi.h>
#include <winnt.h>

using base::Result;
using base::Status;
using namespace handleapi;

static_assert(kFlsSlots == FLS_MAXIMUM_AVAILABLE);

namespace {

/// Also on success the last error is set: a stored null could not be told from failure otherwise.
LPVOID answer(const Result<void*>& value) {
    set_last_error(value.status());
    return value ? *value : nullptr;
}

}  // namespace

extern "C" DWORD WINAPI TlsAlloc(void) { return value_or(tls_allocate(), DWORD{TLS_OUT_OF_INDEXES}); }
extern "C" BOOL WINAPI TlsFree(DWORD slot) { return bool_from(tls_free(slot)); }
extern "C" BOOL WINAPI TlsSetValue(DWORD slot, LPVOID value) { return bool_from(tls_set(slot, value)); }
extern "C" LPVOID WINAPI TlsGetValue(DWORD slot) { return answer(tls_get(slot)); }

extern "C" DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback) {
    return value_or(fls_allocate(callback), DWORD{FLS_OUT_OF_INDEXES});
}
extern "C" BOOL WINAPI FlsFree(DWORD slot) {
    return or_no_memory(FALSE, [&] { return bool_from(fls_free(slot)); });
}
extern "C" PVOID WINAPI FlsGetValue(DWORD slot) { return answer(fls_get(slot)); }
extern "C" BOOL WINAPI FlsSetValue(DWORD slot, PVOID value) { return bool_from(fls_set(slot, value)); }
extern "C" BOOL WINAPI IsThreadAFiber(void) { return FALSE; }
