// SPDX-License-Identifier: LGPL-2.1-or-later
// DllMain ([Win32] "DllMain entry point"): called as the library comes and as it goes, with its handle. Not for
// threads, and what it answers is not heard. The driver links this into every library; the source that has a DllMain has
// been given rpc_dll_main.
#include <windows.h>

__attribute__((weak, visibility("hidden"))) int rpc_dll_main(void* module, unsigned int reason, void* reserved);

const char rpccrt_dll_main __attribute__((visibility("hidden"))) = 0;  // what the driver asks for

static void call(unsigned int reason) {
    HMODULE module = NULL;
    if (rpc_dll_main == NULL) return;
    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (LPCSTR)&rpccrt_dll_main, &module);
    rpc_dll_main(module, reason, NULL);
}

__attribute__((constructor)) static void attach(void) { call(DLL_PROCESS_ATTACH); }
__attribute__((destructor)) static void detach(void) { call(DLL_PROCESS_DETACH); }
