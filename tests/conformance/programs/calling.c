// SPDX-License-Identifier: LGPL-2.1-or-later
// The calling process and thread: handles and ids, last errors, heaps, clocks, interlocked variables, what goes to a
// debugger, the machine's names in wide characters, messages in wide characters.
#include "facts.h"

#include <stdarg.h>

#define LIMIT 60000

static DWORD WINAPI other_thread(void* parameter) {
    DWORD* seen = parameter;
    seen[0] = GetLastError();
    SetLastError(5);
    seen[1] = GetLastError();
    seen[2] = GetCurrentThreadId();
    seen[3] = GetThreadId(GetCurrentThread());
    seen[4] = GetCurrentProcessId();
    return 0;
}

static void identity(void) {
    DWORD seen[5] = {9, 9, 9, 9, 9}, id = 0;
    HANDLE process = NULL, thread;
    FACT_NUMBER("GetCurrentProcess", "the constant", (LONG_PTR)GetCurrentProcess());
    FACT_NUMBER("GetCurrentProcess", "its id", GetProcessId(GetCurrentProcess()) == GetCurrentProcessId());
    FACT_WAIT("GetCurrentProcess", "a wait for itself", WaitForSingleObject(GetCurrentProcess(), 0));
    FACT_HANDLE("OpenProcess", "itself", process, OpenProcess(SYNCHRONIZE, FALSE, GetCurrentProcessId()));
    FACT_BOOL("CompareObjectHandles", "the opened and the pseudo handle",
              CompareObjectHandles(process, GetCurrentProcess()));
    CloseHandle(process);
    FACT_NUMBER("GetCurrentThread", "the constant", (LONG_PTR)GetCurrentThread());
    FACT_NUMBER("GetCurrentThread", "its id", GetThreadId(GetCurrentThread()) == GetCurrentThreadId());
    FACT_NUMBER("GetCurrentThreadId", "the same each time", GetCurrentThreadId() == GetCurrentThreadId());
    FACT_NUMBER("GetCurrentProcessId", "the same each time", GetCurrentProcessId() == GetCurrentProcessId());
    SetLastError(77);
    thread = CreateThread(NULL, 0, other_thread, seen, 0, &id);
    SetLastError(77);
    WaitForSingleObject(thread, LIMIT);
    FACT_NUMBER("GetLastError", "of a thread that begins", seen[0]);
    FACT_NUMBER("GetLastError", "of another thread", seen[1]);
    FACT_NUMBER("GetLastError", "after another thread has set its own", GetLastError());
    FACT_NUMBER("GetCurrentThreadId", "as CreateThread tells it", seen[2] == id);
    FACT_NUMBER("GetCurrentThreadId", "another thread's is another", seen[2] != GetCurrentThreadId());
    FACT_NUMBER("GetCurrentThread", "in another thread", seen[3] == id);
    FACT_NUMBER("GetCurrentProcessId", "in another thread", seen[4] == GetCurrentProcessId());
    CloseHandle(thread);
}

static void last_errors(void) {
    SetLastError(0);
    FACT_NUMBER("GetLastError", "nothing", GetLastError());
    SetLastError(0xE0000001);
    FACT_HEX("GetLastError", "an application's own code", GetLastError());
    FACT_HEX("GetLastError", "asked again", GetLastError());
    CloseHandle(NULL);
    FACT_NUMBER("GetLastError", "after a call that fails", GetLastError());
    SetLastError(5);
    CloseHandle(CreateEventW(NULL, FALSE, FALSE, NULL));
    FACT_NUMBER("GetLastError", "CreateEventW sets zero where it makes a new object", GetLastError());
}

static void process_heap(void) {
    HANDLE heap = GetProcessHeap();
    char* block;
    FACT_NUMBER("GetProcessHeap", "a handle", heap != NULL);
    FACT_NUMBER("GetProcessHeap", "the same each time", heap == GetProcessHeap());
    block = HeapAlloc(heap, HEAP_ZERO_MEMORY, 10);
    FACT_NUMBER("HeapAlloc", "from the heap of the process", block && block[9] == 0);
    FACT_NUMBER("HeapSize", "in the heap of the process", HeapSize(heap, 0, block));
    FACT_BOOL("HeapFree", "in the heap of the process", HeapFree(heap, 0, block));
}

static ULONGLONG value_of(FILETIME time) { return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime; }

static void clocks(void) {
    LARGE_INTEGER frequency = {{0, 0}}, again = {{0, 0}}, first = {{0, 0}}, second = {{0, 0}};
    FILETIME coarse, precise, later;
    DWORD before = GetTickCount();
    ULONGLONG before64 = GetTickCount64();
    FACT_BOOL("QueryPerformanceFrequency", "a place", QueryPerformanceFrequency(&frequency));
    QueryPerformanceFrequency(&again);
    FACT_NUMBER("QueryPerformanceFrequency", "not zero", frequency.QuadPart > 0);
    FACT_NUMBER("QueryPerformanceFrequency", "the same each time", frequency.QuadPart == again.QuadPart);
    FACT_BOOL("QueryPerformanceCounter", "a place", QueryPerformanceCounter(&first));
    Sleep(0);
    Sleep(20);
    QueryPerformanceCounter(&second);
    FACT_NUMBER("QueryPerformanceCounter", "goes on", second.QuadPart > first.QuadPart);
    FACT_NUMBER("Sleep", "20 milliseconds by the performance counter",
                (second.QuadPart - first.QuadPart) * 1000 / frequency.QuadPart >= 19);
    FACT_NUMBER("Sleep", "20 milliseconds by the tick count", GetTickCount() - before >= 4);
    FACT_NUMBER("GetTickCount", "goes on", (LONG)(GetTickCount() - before) > 0);
    FACT_NUMBER("GetTickCount", "low bits of GetTickCount64",
                (DWORD)before64 - before < 1000 && GetTickCount64() >= before64);
    GetSystemTimeAsFileTime(&coarse);
    GetSystemTimePreciseAsFileTime(&precise);
    GetSystemTimePreciseAsFileTime(&later);
    FACT_NUMBER("GetSystemTimeAsFileTime", "after the year 2020", value_of(coarse) > 132223104000000000ull);
    FACT_NUMBER("GetSystemTimePreciseAsFileTime", "within two seconds of the other clock",
                value_of(precise) + 20000000 > value_of(coarse) && value_of(coarse) + 20000000 > value_of(precise));
    FACT_NUMBER("GetSystemTimePreciseAsFileTime", "does not go back", value_of(later) >= value_of(precise));
}

static void interlocked(void) {
    volatile LONG value = 5;
    int one, two;
    void* volatile pointer = &one;
    FACT_NUMBER("InterlockedIncrement", "the result", InterlockedIncrement(&value));
    FACT_NUMBER("InterlockedIncrement", "what is stored", value);
    FACT_NUMBER("InterlockedDecrement", "the result", InterlockedDecrement(&value));
    FACT_NUMBER("InterlockedDecrement", "what is stored", value);
    FACT_NUMBER("InterlockedExchange", "what was there", InterlockedExchange(&value, 9));
    FACT_NUMBER("InterlockedExchange", "what is stored", value);
    FACT_NUMBER("InterlockedExchangeAdd", "what was there", InterlockedExchangeAdd(&value, -4));
    FACT_NUMBER("InterlockedExchangeAdd", "what is stored", value);
    FACT_NUMBER("InterlockedCompareExchange", "another value: what was there",
                InterlockedCompareExchange(&value, 1, 6));
    FACT_NUMBER("InterlockedCompareExchange", "another value: what is stored", value);
    FACT_NUMBER("InterlockedCompareExchange", "that value: what was there", InterlockedCompareExchange(&value, 1, 5));
    FACT_NUMBER("InterlockedCompareExchange", "that value: what is stored", value);
    value = 0x7fffffff;
    FACT_HEX("InterlockedIncrement", "beyond the largest", InterlockedIncrement(&value));
    FACT_NUMBER("InterlockedExchangePointer", "what was there", InterlockedExchangePointer(&pointer, &two) == &one);
    FACT_NUMBER("InterlockedExchangePointer", "what is stored", pointer == &two);
    FACT_NUMBER("InterlockedCompareExchangePointer", "another value: what was there",
                InterlockedCompareExchangePointer(&pointer, NULL, &one) == &two);
    FACT_NUMBER("InterlockedCompareExchangePointer", "another value: what is stored", pointer == &two);
    FACT_NUMBER("InterlockedCompareExchangePointer", "that value: what was there",
                InterlockedCompareExchangePointer(&pointer, &one, &two) == &two);
    FACT_NUMBER("InterlockedCompareExchangePointer", "that value: what is stored", pointer == &one);
}

/// Whoever has no debugger says nothing and goes on.
static void debugger(void) {
    const BOOL debugged = IsDebuggerPresent();
    OutputDebugStringA("a text");
    OutputDebugStringA("");
    OutputDebugStringA(NULL);
    FACT_NUMBER("OutputDebugStringA", "a text, an empty one, NULL: the program goes on", !debugged);
    OutputDebugStringW(L"a text");
    OutputDebugStringW(L"");
    OutputDebugStringW(NULL);
    FACT_NUMBER("OutputDebugStringW", "a text, an empty one, NULL: the program goes on", !debugged);
}

static void names(void) {
    WCHAR name[300];
    char narrow[300];
    DWORD size = 1, narrow_size = sizeof narrow;
    SYSTEM_INFO info, native;
    memset(&info, 0, sizeof info);
    memset(&native, 0, sizeof native);
    FACT_BOOL("GetComputerNameW", "too small", GetComputerNameW(name, &size));
    FACT_NUMBER("GetComputerNameW", "too small tells the size", size > 1);
    size = 300;
    FACT_BOOL("GetComputerNameW", "large enough", GetComputerNameW(name, &size));
    FACT_NUMBER("GetComputerNameW", "length", size == (DWORD)lstrlenW(name));
    GetComputerNameA(narrow, &narrow_size);
    FACT_NUMBER("GetComputerNameW", "as long as the narrow one", size == narrow_size);
    size = 300;
    FACT_BOOL("GetComputerNameExW", "unknown name", GetComputerNameExW((COMPUTER_NAME_FORMAT)99, name, &size));
    size = 1;
    FACT_BOOL("GetComputerNameExW", "too small", GetComputerNameExW(ComputerNameDnsHostname, name, &size));
    FACT_NUMBER("GetComputerNameExW", "too small tells the size", size > 1);
    size = 0;
    FACT_BOOL("GetComputerNameExW", "null", GetComputerNameExW(ComputerNameDnsHostname, NULL, &size));
    size = 300;
    FACT_BOOL("GetComputerNameExW", "host name", GetComputerNameExW(ComputerNameDnsHostname, name, &size));
    FACT_NUMBER("GetComputerNameExW", "length", size == (DWORD)lstrlenW(name));
    size = 300;
    FACT_BOOL("GetComputerNameExW", "host name with large enough a buffer",
              GetComputerNameExW(ComputerNamePhysicalDnsHostname, name, &size));
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native);
    FACT_NUMBER("GetNativeSystemInfo", "the same as GetSystemInfo", memcmp(&info, &native, sizeof info) == 0);
    FACT_NUMBER("GetNativeSystemInfo", "architecture", native.wProcessorArchitecture);
}

static WCHAR message[256];
static char shown[256];

static const char* text_of(const WCHAR* text) {
    int i = 0;
    for (; text[i] && i < 255; ++i) {
        shown[i] = text[i] == '\r' ? 'r' : text[i] == '\n' ? 'n' : text[i] == '\t' ? 't' : (char)text[i];
    }
    shown[i] = 0;
    return shown;
}

static DWORD format(DWORD flags, const WCHAR* text, ...) {
    va_list arguments;
    DWORD size;
    va_start(arguments, text);
    message[0] = 0;
    size = FormatMessageW(flags | FORMAT_MESSAGE_FROM_STRING, text, 0, 0, message, 256, &arguments);
    va_end(arguments);
    return size;
}

static void messages(void) {
    const char* f = "FormatMessageW";
    const DWORD_PTR array[] = {4, 2, (DWORD_PTR)L"Bill", (DWORD_PTR)L"Bob", 6, (DWORD_PTR)L"Bill"};
    WCHAR* made = NULL;
    FACT_NUMBER(f, "inserts, length", format(0, L"%1 %2 %1", L"Bill", L"Bob"));
    FACT_TEXT(f, "inserts", text_of(message));
    format(0, L"%1!u!, %2!x!", 10, 255);
    FACT_TEXT(f, "formats of numbers", text_of(message));
    format(0, L"a%%b% c%.d%!e%n%tf", 0);
    FACT_TEXT(f, "escapes", text_of(message));
    format(FORMAT_MESSAGE_IGNORE_INSERTS, L"%1 %%", 0);
    FACT_TEXT(f, "inserts ignored", text_of(message));
    format(0, L"line%0 and more", 0);
    FACT_TEXT(f, "ended by %0", text_of(message));
    FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, L"%1!*.*s! %4 %5!*s!", 0, 0, message,
                   256, (va_list*)array);
    FACT_TEXT(f, "width and precision from an array", text_of(message));
    FACT_BOOL(f, "buffer too small", FormatMessageW(FORMAT_MESSAGE_FROM_STRING, L"text", 0, 0, message, 4, NULL));
    FACT_NUMBER(f, "allocated, length",
                FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, L"abc", 0, 0, (WCHAR*)&made,
                               0, NULL));
    FACT_TEXT(f, "allocated", made ? text_of(made) : "");
    FACT_NUMBER("LocalFree", "what FormatMessageW has allocated", LocalFree(made) == NULL);
    FACT_NUMBER(f, "of the system", FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0, message, 256, NULL) > 2);
    FACT_BOOL(f, "of the system, unknown number",
              FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0xbadbad, 0, message, 256, NULL));
    FACT_BOOL(f, "of the system, unknown language",
              FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0x7f7f, message, 256, NULL));
    FACT_BOOL(f, "of a module without messages",
              FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, NULL, 5, 0, message, 256, NULL));
    FACT_BOOL(f, "no source", FormatMessageW(0, NULL, 5, 0, message, 256, NULL));
}

int main(void) {
    identity();
    last_errors();
    process_heap();
    clocks();
    interlocked();
    debugger();
    names();
    messages();
    return 0;
}
