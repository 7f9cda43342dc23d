// SPDX-License-Identifier: LGPL-2.1-or-later
// Modules, handlers of exceptions, debuggers.
#include "facts.h"

#define JUNK_MODULE ((HMODULE)0x1230000)

static int not_exported(void) { return 1; }

static void handles(void) {
    HMODULE module = (HMODULE)1, kernel = GetModuleHandleA("kernel32");
    const char *get = "GetModuleHandleA", *ex = "GetModuleHandleExA";
    FACT_BOOL(get, "unknown", GetModuleHandleA("nosuch.dll") != NULL);
    FACT_BOOL(get, "null", GetModuleHandleA(NULL) != NULL);
    FACT_BOOL(get, "kernel32", kernel != NULL);
    FACT_NUMBER(get, "kernel32 in capitals with its extension", GetModuleHandleA("KERNEL32.DLL") == kernel);
    FACT_NUMBER("GetModuleHandleW", "kernel32", GetModuleHandleW(L"kernel32.dll") == kernel);
    FACT_NUMBER(get, "the program is not kernel32", GetModuleHandleA(NULL) != kernel);
    FACT_BOOL(ex, "unknown", GetModuleHandleExA(0, "nosuch", &module));
    FACT_NUMBER(ex, "unknown clears the handle", module == NULL);
    FACT_BOOL(ex, "pinned and not counted", GetModuleHandleExA(3, "kernel32", &module));
    FACT_BOOL(ex, "unknown flag", GetModuleHandleExA(8, "kernel32", &module));
    FACT_BOOL(ex, "no place", GetModuleHandleExA(0, "kernel32", NULL));
    FACT_BOOL(ex, "an address of the program",
              GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const char*)not_exported, &module));
    FACT_NUMBER(ex, "an address of the program is the program", module == GetModuleHandleA(NULL));
    FACT_BOOL(ex, "an address of nobody",
              GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const char*)1, &module));
    FACT_NUMBER(ex, "an address of nobody clears the handle", module == NULL);
    FACT_BOOL(ex, "null", GetModuleHandleExA(0, NULL, &module));
    FACT_NUMBER(ex, "null is the program", module == GetModuleHandleA(NULL));
    FACT_BOOL(ex, "kernel32, not counted",
              GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, "kernel32", &module));
    FACT_NUMBER(ex, "kernel32 by both functions", module == kernel);
    FACT_BOOL(ex, "kernel32, pinned", GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN, "kernel32", &module));
}

static void wide_handles(void) {
    HMODULE module = (HMODULE)1, kernel = GetModuleHandleA("kernel32");
    const char *get = "GetModuleHandleW", *ex = "GetModuleHandleExW";
    FACT_BOOL(get, "unknown", GetModuleHandleW(L"nosuch.dll") != NULL);
    FACT_BOOL(get, "null", GetModuleHandleW(NULL) != NULL);
    FACT_BOOL(ex, "unknown", GetModuleHandleExW(0, L"nosuch", &module));
    FACT_NUMBER(ex, "unknown clears the handle", module == NULL);
    FACT_BOOL(ex, "pinned and not counted", GetModuleHandleExW(3, L"kernel32", &module));
    FACT_BOOL(ex, "unknown flag", GetModuleHandleExW(8, L"kernel32", &module));
    FACT_BOOL(ex, "no place", GetModuleHandleExW(0, L"kernel32", NULL));
    FACT_BOOL(ex, "an address of the program",
              GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR*)not_exported, &module));
    FACT_NUMBER(ex, "an address of the program is the program", module == GetModuleHandleA(NULL));
    FACT_BOOL(ex, "null", GetModuleHandleExW(0, NULL, &module));
    FACT_NUMBER(ex, "null is the program", module == GetModuleHandleA(NULL));
    FACT_BOOL(ex, "kernel32, not counted",
              GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, L"KERNEL32.dll", &module));
    FACT_NUMBER(ex, "kernel32 by both functions", module == kernel);
    FACT_BOOL(ex, "kernel32, counted", GetModuleHandleExW(0, L"kernel32", &module));
    FACT_BOOL("FreeLibrary", "what was counted", FreeLibrary(module));
    FACT_BOOL("LoadLibraryExW", "unknown", LoadLibraryExW(L"nosuch.dll", NULL, 0) != NULL);
    FACT_NUMBER("LoadLibraryExW", "what is loaded", LoadLibraryExW(L"kernel32.dll", NULL, 0) == kernel);
    FACT_BOOL("LoadLibraryExW", "null", LoadLibraryExW(NULL, NULL, 0) != NULL);
    FACT_BOOL("GetModuleFileNameW", "no module", GetModuleFileNameW(JUNK_MODULE, (WCHAR*)&module, 2));
    FACT_BOOL("GetProcAddress", "another case", GetProcAddress(kernel, "closehandle") != NULL);
}

static void procedures(void) {
    HMODULE kernel = GetModuleHandleA("kernel32");
    const char* f = "GetProcAddress";
    DWORD(WINAPI * current)(void) = (DWORD(WINAPI*)(void))GetProcAddress(kernel, "GetCurrentProcessId");
    FACT_BOOL(f, "a function", GetProcAddress(kernel, "CloseHandle") != NULL);
    FACT_NUMBER(f, "the function works", current && current() == GetCurrentProcessId());
    FACT_BOOL(f, "unknown", GetProcAddress(kernel, "NoSuchFunction") != NULL);
    FACT_BOOL(f, "unknown ordinal", GetProcAddress(kernel, (const char*)(ULONG_PTR)60000) != NULL);
    FACT_BOOL(f, "null", GetProcAddress(kernel, NULL) != NULL);
    FACT_BOOL(f, "empty name", GetProcAddress(kernel, "") != NULL);
    FACT_BOOL(f, "what another module exports", GetProcAddress(kernel, "strtok") != NULL);
    FACT_BOOL(f, "no module", GetProcAddress(JUNK_MODULE, "CloseHandle") != NULL);
}

static void libraries(void) {
    HMODULE kernel = GetModuleHandleA("kernel32");
    char name[300];
    WCHAR wide[300];
    HANDLE file;
    DWORD size;
    const char *load = "LoadLibraryA", *path = "GetModuleFileNameA";
    FACT_BOOL(load, "unknown", LoadLibraryA("nosuch.dll") != NULL);
    FACT_BOOL("LoadLibraryW", "unknown", LoadLibraryW(L"nosuch") != NULL);
    FACT_BOOL("LoadLibraryExA", "unknown", LoadLibraryExA("nosuch.dll", NULL, 0) != NULL);
    FACT_BOOL(load, "null", LoadLibraryA(NULL) != NULL);
    FACT_BOOL(load, "empty name", LoadLibraryA("") != NULL);
    FACT_NUMBER(load, "what is loaded", LoadLibraryA("kernel32.dll") == kernel);
    FACT_BOOL("FreeLibrary", "what was loaded", FreeLibrary(kernel));
    FACT_BOOL("FreeLibrary", "null", FreeLibrary(NULL));
    FACT_BOOL("FreeLibrary", "no module", FreeLibrary(JUNK_MODULE));
    FACT_BOOL("FreeLibrary", "the program", FreeLibrary(GetModuleHandleA(NULL)));
    file = CreateFileA("no_module.dll", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, "MZ is not enough", 16, &size, NULL);
    CloseHandle(file);
    FACT_BOOL(load, "no module in the file", LoadLibraryA("./no_module.dll") != NULL);
    DeleteFileA("no_module.dll");
    FACT_BOOL(path, "the program", GetModuleFileNameA(NULL, name, sizeof name) > 0);
    FACT_NUMBER("GetModuleFileNameW", "as long as the narrow form",
                GetModuleFileNameW(NULL, wide, 300) == strlen(name));
    SetLastError(0xdeadbeef);
    size = GetModuleFileNameA(NULL, name, 4);
    FACT_NUMBER(path, "too small", size);
    FACT_NUMBER(path, "too small, error", GetLastError());
    FACT_BOOL(path, "no room", GetModuleFileNameA(NULL, name, 0));
    FACT_BOOL(path, "no module", GetModuleFileNameA(JUNK_MODULE, name, sizeof name));
    FACT_BOOL("DisableThreadLibraryCalls", "a module", DisableThreadLibraryCalls(kernel));
    FACT_BOOL("DisableThreadLibraryCalls", "no module", DisableThreadLibraryCalls(JUNK_MODULE));
    FACT_BOOL("DisableThreadLibraryCalls", "null", DisableThreadLibraryCalls(NULL));
}

static char* guarded_page;
static int first_calls, second_calls, continue_calls;
static EXCEPTION_RECORD seen;
static ULONG_PTR seen_stack;

static LONG WINAPI count_and_search(EXCEPTION_POINTERS* exception) {
    ++first_calls;
    seen = *exception->ExceptionRecord;
    seen_stack = (ULONG_PTR)exception->ContextRecord->Rsp;
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI open_page(EXCEPTION_POINTERS* exception) {
    DWORD old;
    ++second_calls;
    if (exception->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_EXECUTION;
    VirtualProtect(guarded_page, 4096, PAGE_READWRITE, &old);
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG WINAPI count_continued(EXCEPTION_POINTERS* exception) {
    (void)exception;
    ++continue_calls;
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI last_filter(EXCEPTION_POINTERS* exception) {
    DWORD old;
    if (exception->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION) {
        VirtualProtect(guarded_page, 4096, PAGE_READWRITE, &old);
    }
    ++second_calls;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void vectored_handlers(void) {
    ULONG_PTR arguments[2] = {11, 22};
    char here;
    PVOID last = AddVectoredExceptionHandler(0, open_page), first = AddVectoredExceptionHandler(1, count_and_search);
    PVOID after = AddVectoredContinueHandler(1, count_continued);
    const char* f = "AddVectoredExceptionHandler";
    FACT_NUMBER(f, "returns a handle", last != NULL && first != NULL && last != first);
    RaiseException(0xE0001234, 0, 2, arguments);
    FACT_NUMBER(f, "both handlers are called", first_calls == 1 && second_calls == 1);
    FACT_HEX(f, "code", seen.ExceptionCode);
    FACT_NUMBER(f, "flags", seen.ExceptionFlags);
    FACT_NUMBER(f, "number of arguments", seen.NumberParameters);
    FACT_NUMBER(f, "second argument", seen.ExceptionInformation[1]);
    FACT_NUMBER(f, "the stack of the thread", seen_stack - (ULONG_PTR)&here + 65536 < 2 * 65536);
    FACT_NUMBER("AddVectoredContinueHandler", "returns a handle", after != NULL);
    guarded_page = VirtualAlloc(NULL, 4096, MEM_COMMIT | MEM_RESERVE, PAGE_READONLY);
    guarded_page[5] = 'x';
    FACT_NUMBER(f, "a fault is tried again", guarded_page[5] == 'x' && first_calls == 2 && second_calls == 2);
    FACT_HEX(f, "code of a fault", seen.ExceptionCode);
    FACT_NUMBER(f, "a fault has two arguments", seen.NumberParameters);
    FACT_NUMBER(f, "a fault by writing", seen.ExceptionInformation[0]);
    FACT_NUMBER(f, "where the fault was", seen.ExceptionInformation[1] == (ULONG_PTR)&guarded_page[5]);
    FACT_NUMBER("RemoveVectoredExceptionHandler", "a handle", RemoveVectoredExceptionHandler(first) != 0);
    FACT_NUMBER("RemoveVectoredExceptionHandler", "twice", RemoveVectoredExceptionHandler(first));
    FACT_NUMBER("RemoveVectoredExceptionHandler", "no handle", RemoveVectoredExceptionHandler((PVOID)0x1230));
    RaiseException(0xE0001234, 0, 0, NULL);
    FACT_NUMBER("RemoveVectoredExceptionHandler", "is not called any more", first_calls == 2 && second_calls == 3);
    FACT_NUMBER("RemoveVectoredExceptionHandler", "the other", RemoveVectoredExceptionHandler(last) != 0);
    FACT_NUMBER("RemoveVectoredContinueHandler", "a handle", RemoveVectoredContinueHandler(after) != 0);
    FACT_NUMBER("RemoveVectoredContinueHandler", "null", RemoveVectoredContinueHandler(NULL));
}

static void unhandled_filter(void) {
    DWORD old;
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(last_filter);
    const char* f = "SetUnhandledExceptionFilter";
    FACT_NUMBER(f, "returns the one set before", SetUnhandledExceptionFilter(last_filter) == last_filter);
    second_calls = 0;
    RaiseException(0xE0001234, 0, 0, NULL);
    FACT_NUMBER(f, "is called when nobody handles a raise", second_calls);
    VirtualProtect(guarded_page, 4096, PAGE_NOACCESS, &old);
    FACT_NUMBER(f, "a fault is tried again", guarded_page[5] == 'x' && second_calls == 2);
    SetUnhandledExceptionFilter(before);
}

static void debuggers(void) {
    BOOL present = 9;
    FACT_NUMBER("IsDebuggerPresent", "without one", IsDebuggerPresent());
    FACT_BOOL("CheckRemoteDebuggerPresent", "null handle", CheckRemoteDebuggerPresent(NULL, &present));
    FACT_BOOL("CheckRemoteDebuggerPresent", "no place", CheckRemoteDebuggerPresent(GetCurrentProcess(), NULL));
    FACT_BOOL("CheckRemoteDebuggerPresent", "this process", CheckRemoteDebuggerPresent(GetCurrentProcess(), &present));
    FACT_NUMBER("CheckRemoteDebuggerPresent", "this process has none", present);
    OutputDebugStringA("to nobody\n");
    OutputDebugStringW(L"to nobody\n");
    OutputDebugStringA(NULL);
}

int main(void) {
    handles();
    wide_handles();
    procedures();
    libraries();
    vectored_handlers();
    unhandled_filter();
    debuggers();
    return 0;
}
