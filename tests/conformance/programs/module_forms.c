// SPDX-License-Identifier: LGPL-2.1-or-later
// What a process knows of itself: its modules by wide names, its command line, ids, the heap, the machine it runs on, a
// debugger or none; and the environments of thread pools, one beside another.
#include "pool_facts.h"

static void modules(void) {
    WCHAR path[400], again[400];
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll"), none;
    DWORD length;
    SetLastError(77);
    length = GetModuleFileNameW(NULL, path, 400);
    FACT_NUMBER("GetModuleFileNameW", "the program: the length without the null", length == (DWORD)lstrlenW(path));
    FACT_NUMBER("GetModuleFileNameW", "the program: by its handle",
                GetModuleFileNameW(GetModuleHandleW(NULL), again, 400) == length && lstrcmpW(path, again) == 0);
    FACT_NUMBER("GetModuleFileNameW", "one short: returns the size", GetModuleFileNameW(NULL, again, length) == length);
    FACT_NUMBER("GetModuleFileNameW", "one short: the error", GetLastError());
    FACT_NUMBER("GetModuleFileNameW", "one short: what fits", again[length - 1] == 0 && again[0] == path[0]);
    FACT_NUMBER("GetModuleFileNameW", "just fits", GetModuleFileNameW(NULL, again, length + 1) == length);
    FACT_NUMBER("GetModuleHandleW", "another case, no extension", GetModuleHandleW(L"KERNEL32") == kernel);
    FACT_NUMBER("GetModuleHandleW", "as the narrow form", GetModuleHandleA("kernel32.dll") == kernel);
    FACT_NUMBER("LoadLibraryW", "what is loaded", LoadLibraryW(L"kernel32.dll") == kernel);
    FACT_NUMBER("LoadLibraryW", "without its extension", LoadLibraryW(L"kernel32") == kernel);
    FACT_BOOL("FreeLibrary", "what was loaded twice, once", FreeLibrary(kernel));
    FACT_BOOL("FreeLibrary", "what was loaded twice, twice", FreeLibrary(kernel));
    FACT_NUMBER("FreeLibrary", "the process's own stays", GetModuleHandleW(L"kernel32.dll") == kernel);
    FACT_HANDLE("LoadLibraryW", "null", none, (HANDLE)LoadLibraryW(NULL));
    FACT_HANDLE("LoadLibraryW", "there is none", none, (HANDLE)LoadLibraryW(L"no_such_library.dll"));
    FACT_HANDLE("LoadLibraryW", "in a directory there is not", none, (HANDLE)LoadLibraryW(L"no_such\\library.dll"));
#ifndef _WIN32  // libraries here have no resources
    FACT_HANDLE("LoadLibraryExA", "as data", none,
                (HANDLE)LoadLibraryExA("libutil.so.1", NULL, LOAD_LIBRARY_AS_DATAFILE));
    FACT_HANDLE("LoadLibraryExW", "as data", none,
                (HANDLE)LoadLibraryExW(L"libutil.so.1", NULL, LOAD_LIBRARY_AS_DATAFILE));
#endif
}

static void itself(void) {
    SYSTEM_INFO native, info;
    LPSTR line = GetCommandLineA();
    LPWSTR wide = GetCommandLineW();
    DWORD ticks = GetTickCount(), exit = 0;
    ULONGLONG longer = GetTickCount64();
    FACT_NUMBER("GetCommandLineA", "not empty", line[0] != 0);
    FACT_NUMBER("GetCommandLineW", "begins as the narrow form", (char)wide[0] == line[0]);
    FACT_NUMBER("GetCommandLineA", "the last error", (SetLastError(5), GetCommandLineA(), GetLastError()));
    FACT_NUMBER("GetCommandLineW", "the last error", (SetLastError(5), GetCommandLineW(), GetLastError()));
    FACT_NUMBER("GetCommandLineA", "what is written there", (line[0] = 'x', GetCommandLineA()[0] == 'x'));
    FACT_NUMBER("GetTickCount", "does not go back", (LONG)(GetTickCount() - ticks) >= 0);
    FACT_NUMBER("GetTickCount", "not ahead of what GetTickCount64 tells later",
                (LONG)((DWORD)GetTickCount64() - ticks) >= 0);
    FACT_NUMBER("GetTickCount64", "not ahead of itself", GetTickCount64() >= longer);
    FACT_NUMBER("GetCurrentProcessId", "not zero", GetCurrentProcessId() != 0);
    FACT_NUMBER("GetProcessHeap", "no kernel object", CloseHandle(GetProcessHeap()));
    FACT_NUMBER("GetProcessHeap", "is valid", HeapValidate(GetProcessHeap(), 0, NULL));
    FACT_NUMBER("IsDebuggerPresent", "the last error", (SetLastError(5), IsDebuggerPresent(), GetLastError()));
    FACT_BOOL("CheckRemoteDebuggerPresent", "this process",
              CheckRemoteDebuggerPresent(GetCurrentProcess(), (PBOOL)&exit));
    FACT_NUMBER("IsDebuggerPresent", "as CheckRemoteDebuggerPresent has it", IsDebuggerPresent() == (BOOL)exit);
    FACT_NUMBER("OutputDebugStringA", "the last error", (SetLastError(5), OutputDebugStringA("text"), GetLastError()));
    FACT_NUMBER("OutputDebugStringW", "the last error", (SetLastError(5), OutputDebugStringW(L"text"), GetLastError()));
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native);
    FACT_NUMBER("GetNativeSystemInfo", "pages as GetSystemInfo has them", native.dwPageSize == info.dwPageSize);
    FACT_NUMBER("GetNativeSystemInfo", "processors as GetSystemInfo has them",
                native.dwNumberOfProcessors == info.dwNumberOfProcessors);
    FACT_NUMBER("GetNativeSystemInfo", "architecture", native.wProcessorArchitecture);
}

static void CALLBACK tell_thread(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)instance, (void)work;
    *(volatile DWORD*)context = GetCurrentThreadId();
    InterlockedIncrement(&calls);
}

static void CALLBACK may_run(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)work;
    CallbackMayRunLong(instance);
    DisassociateCurrentThreadFromCallback(instance);
    DisassociateCurrentThreadFromCallback(instance);
    *(volatile DWORD*)context = 7;
    InterlockedIncrement(&calls);
}

/// A pool, its environment and groups.
static void pools(void) {
    volatile DWORD in_own = 0, in_default = 0, after = 0;
    TP_CALLBACK_ENVIRON own, copy;
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    PTP_WORK work;
    InitializeThreadpoolEnvironment(&own);
    SetThreadpoolCallbackPool(&own, pool);
    SetThreadpoolCallbackCleanupGroup(&own, group, NULL);
    copy = own;
    calls = 0;
    work = CreateThreadpoolWork(tell_thread, (void*)&in_own, &copy);
    DestroyThreadpoolEnvironment(&copy);
    FACT_NUMBER("SetThreadpoolCallbackCleanupGroup", "no callback for cancelling: an object is made", work != NULL);
    SubmitThreadpoolWork(work);
    FACT_NUMBER("SetThreadpoolCallbackPool", "an own pool: called", happens(&calls, 1));
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    FACT_NUMBER("SetThreadpoolCallbackCleanupGroup", "members are closed with the group: called once", calls);
    work = CreateThreadpoolWork(tell_thread, (void*)&in_default, NULL);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
    FACT_NUMBER("SetThreadpoolCallbackPool", "an own pool: another thread than the process's",
                in_own && in_default && in_own != in_default);
    FACT_NUMBER("CreateThreadpool", "its callbacks run in other threads", in_own != GetCurrentThreadId());
    DestroyThreadpoolEnvironment(&own);
    FACT_NUMBER("DestroyThreadpoolEnvironment", "the group takes members again",
                (InitializeThreadpoolEnvironment(&own), SetThreadpoolCallbackCleanupGroup(&own, group, NULL),
                 CreateThreadpoolWork(tell_thread, (void*)&in_own, &own) != NULL));
    DestroyThreadpoolEnvironment(&own);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
    CloseThreadpoolCleanupGroup(group);
    InitializeThreadpoolEnvironment(&own);
    FACT_NUMBER("DestroyThreadpoolEnvironment", "can be initialized again",
                own.Pool == NULL && own.CleanupGroup == NULL);
    calls = 0;
    work = CreateThreadpoolWork(may_run, (void*)&after, &own);
    SubmitThreadpoolWork(work);
    FACT_NUMBER("DisassociateCurrentThreadFromCallback", "twice: the callback goes on", happens(&calls, 1));
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("CallbackMayRunLong", "asked first: the callback goes on", after);
    CloseThreadpoolWork(work);
}

static void lists(void) {
    static SLIST_HEADER head;
    static SLIST_ENTRY entries[3];
    InitializeSListHead(&head);
    FACT_NUMBER("InterlockedPushEntrySList", "onto an empty list",
                InterlockedPushEntrySList(&head, &entries[0]) == NULL);
    InterlockedPushEntrySList(&head, &entries[1]);
    FACT_NUMBER("InterlockedPushEntrySList", "the third returns the second",
                InterlockedPushEntrySList(&head, &entries[2]) == &entries[1]);
    FACT_NUMBER("InterlockedPushEntrySList", "the last comes first", InterlockedPopEntrySList(&head) == &entries[2]);
}

int main(void) {
    make_pool_of_one();
    modules();
    itself();
    pools();
    lists();
    CloseThreadpool(pool);
    return 0;
}
