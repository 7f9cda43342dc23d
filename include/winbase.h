// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <winbase.h>: wait results, creation flags, interlocked arithmetic, and what kernel32 has outside its API sets.
//
// The Interlocked functions are inline, as the x64 compilers of Windows make them; all are full barriers.
#ifndef RPCRT4_INCLUDE_WINBASE_H
#define RPCRT4_INCLUDE_WINBASE_H

#include <errhandlingapi.h>
#include <handleapi.h>
#include <heapapi.h>
#include <interlockedapi.h>
#include <ioapiset.h>
#include <minwinbase.h>
#include <processthreadsapi.h>
#include <profileapi.h>
#include <stringapiset.h>
#include <synchapi.h>
#include <sysinfoapi.h>
#include <winerror.h>

#define WAIT_FAILED ((DWORD)0xFFFFFFFF)
#define WAIT_OBJECT_0 (STATUS_WAIT_0 + 0)
#define WAIT_ABANDONED (STATUS_ABANDONED_WAIT_0 + 0)
#define WAIT_ABANDONED_0 (STATUS_ABANDONED_WAIT_0 + 0)
#define WAIT_IO_COMPLETION STATUS_USER_APC

#define CREATE_SUSPENDED 0x00000004
#define CRITICAL_SECTION_NO_DEBUG_INFO 0x01000000
#define DETACHED_PROCESS 0x00000008
#define CREATE_NEW_CONSOLE 0x00000010
#define NORMAL_PRIORITY_CLASS 0x00000020
#define CREATE_NEW_PROCESS_GROUP 0x00000200
#define CREATE_UNICODE_ENVIRONMENT 0x00000400
#define CREATE_NO_WINDOW 0x08000000
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000
#define STARTF_USESHOWWINDOW 0x00000001
#define STARTF_USESTDHANDLES 0x00000100

#define THREAD_PRIORITY_IDLE -15
#define THREAD_PRIORITY_LOWEST -2
#define THREAD_PRIORITY_BELOW_NORMAL -1
#define THREAD_PRIORITY_NORMAL 0
#define THREAD_PRIORITY_ABOVE_NORMAL 1
#define THREAD_PRIORITY_HIGHEST 2
#define THREAD_PRIORITY_TIME_CRITICAL 15
#define THREAD_PRIORITY_ERROR_RETURN MAXLONG

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF

#define LMEM_FIXED 0x0000
#define LMEM_MOVEABLE 0x0002
#define LMEM_ZEROINIT 0x0040
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)
#define MAX_COMPUTERNAME_LENGTH 15

#define FILE_FLAG_OVERLAPPED 0x40000000
#define FILE_SHARE_READ 0x00000001
#define FILE_SHARE_WRITE 0x00000002
#define FILE_SHARE_DELETE 0x00000004
#define FILE_ATTRIBUTE_NORMAL 0x00000080
#define CREATE_NEW 1
#define CREATE_ALWAYS 2
#define OPEN_EXISTING 3
#define OPEN_ALWAYS 4
#define TRUNCATE_EXISTING 5

#define STD_INPUT_HANDLE ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE ((DWORD)-12)

#define HasOverlappedIoCompleted(overlapped) (((DWORD)(overlapped)->Internal) != STATUS_PENDING)
#define ZeroMemory(target, size) memset((target), 0, (size))
#define CopyMemory(target, source, size) memcpy((target), (source), (size))
#define MoveMemory(target, source, size) memmove((target), (source), (size))
#define FillMemory(target, size, value) memset((target), (value), (size))
#define RtlZeroMemory(target, size) ZeroMemory(target, size)
#define RtlCopyMemory(target, source, size) CopyMemory(target, source, size)
#define RtlMoveMemory(target, source, size) MoveMemory(target, source, size)
#define RtlFillMemory(target, size, value) FillMemory(target, size, value)
#define RtlEqualMemory(left, right, size) (!memcmp((left), (right), (size)))

RPCRT4_BEGIN_C

WINBASEAPI DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPSTR buffer,
                                       DWORD size, __builtin_va_list* arguments);
WINBASEAPI DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPWSTR buffer,
                                       DWORD size, __builtin_va_list* arguments);
WINBASEAPI HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T bytes);
WINBASEAPI HLOCAL WINAPI LocalFree(HLOCAL memory);
WINBASEAPI HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T bytes);
WINBASEAPI HGLOBAL WINAPI GlobalFree(HGLOBAL memory);
WINBASEAPI BOOL WINAPI GetComputerNameA(LPSTR buffer, LPDWORD size);
WINBASEAPI BOOL WINAPI GetComputerNameW(LPWSTR buffer, LPDWORD size);
WINBASEAPI HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                                     DWORD disposition, DWORD flags, HANDLE template_file);
WINBASEAPI HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                                     DWORD disposition, DWORD flags, HANDLE template_file);
WINBASEAPI BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD read, LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD written, LPOVERLAPPED overlapped);
WINBASEAPI HANDLE WINAPI GetStdHandle(DWORD which);
WINBASEAPI LPSTR WINAPI GetCommandLineA(void);
WINBASEAPI LPWSTR WINAPI GetCommandLineW(void);
WINBASEAPI DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR buffer, DWORD size);
WINBASEAPI DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size);
WINBASEAPI VOID WINAPI OutputDebugStringA(LPCSTR text);
WINBASEAPI VOID WINAPI OutputDebugStringW(LPCWSTR text);
WINBASEAPI BOOL WINAPI IsDebuggerPresent(void);
WINBASEAPI VOID WINAPI DebugBreak(void);
WINBASEAPI BOOL WINAPI FileTimeToSystemTime(const FILETIME* file_time, LPSYSTEMTIME system_time);
WINBASEAPI BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME* system_time, LPFILETIME file_time);
WINBASEAPI int WINAPI lstrlenA(LPCSTR text);
WINBASEAPI int WINAPI lstrlenW(LPCWSTR text);
WINBASEAPI LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source);
WINBASEAPI LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source);
WINBASEAPI LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source);
WINBASEAPI LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source);
WINBASEAPI int WINAPI lstrcmpA(LPCSTR left, LPCSTR right);
WINBASEAPI int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right);
WINBASEAPI int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right);
WINBASEAPI int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right);

__forceinline LONG InterlockedIncrement(volatile LONG* value) { return __atomic_add_fetch(value, 1, __ATOMIC_SEQ_CST); }
__forceinline LONG InterlockedDecrement(volatile LONG* value) { return __atomic_sub_fetch(value, 1, __ATOMIC_SEQ_CST); }
__forceinline LONG InterlockedExchange(volatile LONG* target, LONG value) {
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedExchangeAdd(volatile LONG* target, LONG value) {
    return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedCompareExchange(volatile LONG* target, LONG value, LONG comparand) {
    return __sync_val_compare_and_swap(target, comparand, value);
}
__forceinline LONG InterlockedAnd(volatile LONG* target, LONG value) {
    return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedOr(volatile LONG* target, LONG value) {
    return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedXor(volatile LONG* target, LONG value) {
    return __atomic_fetch_xor(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedIncrement64(volatile LONG64* value) {
    return __atomic_add_fetch(value, 1, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedDecrement64(volatile LONG64* value) {
    return __atomic_sub_fetch(value, 1, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedExchange64(volatile LONG64* target, LONG64 value) {
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedExchangeAdd64(volatile LONG64* target, LONG64 value) {
    return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedCompareExchange64(volatile LONG64* target, LONG64 value, LONG64 comparand) {
    return __sync_val_compare_and_swap(target, comparand, value);
}
__forceinline PVOID InterlockedExchangePointer(PVOID volatile* target, PVOID value) {
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
__forceinline PVOID InterlockedCompareExchangePointer(PVOID volatile* target, PVOID value, PVOID comparand) {
    return __sync_val_compare_and_swap(target, comparand, value);
}
__forceinline VOID MemoryBarrier(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
__forceinline VOID YieldProcessor(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

RPCRT4_END_C

#ifdef UNICODE
#define FormatMessage FormatMessageW
#define GetComputerName GetComputerNameW
#define CreateFile CreateFileW
#define GetCommandLine GetCommandLineW
#define GetEnvironmentVariable GetEnvironmentVariableW
#define OutputDebugString OutputDebugStringW
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcat lstrcatW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#else
#define FormatMessage FormatMessageA
#define GetComputerName GetComputerNameA
#define CreateFile CreateFileA
#define GetCommandLine GetCommandLineA
#define GetEnvironmentVariable GetEnvironmentVariableA
#define OutputDebugString OutputDebugStringA
#define lstrlen lstrlenA
#define lstrcpy lstrcpyA
#define lstrcat lstrcatA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#endif

#endif
