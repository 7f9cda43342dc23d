// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <winbase.h>: wait results, creation flags, information classes of files, interlocked arithmetic, and what kernel32
// has outside its API sets.
//
// The Interlocked functions are inline, as the x64 compilers of Windows make them; all are full barriers.
#ifndef RPCRT4_INCLUDE_WINBASE_H
#define RPCRT4_INCLUDE_WINBASE_H

#include <debugapi.h>
#include <errhandlingapi.h>
#include <fileapi.h>
#include <fibersapi.h>
#include <handleapi.h>
#include <heapapi.h>
#include <interlockedapi.h>
#include <ioapiset.h>
#include <libloaderapi.h>
#include <memoryapi.h>
#include <minwinbase.h>
#include <namedpipeapi.h>
#include <processenv.h>
#include <processthreadsapi.h>
#include <profileapi.h>
#include <realtimeapiset.h>
#include <stringapiset.h>
#include <securitybaseapi.h>
#include <synchapi.h>
#include <sysinfoapi.h>
#include <threadpoolapiset.h>
#include <threadpoollegacyapiset.h>
#include <timezoneapi.h>
#include <winerror.h>

#define WAIT_FAILED ((DWORD)0xFFFFFFFF)
#define WAIT_OBJECT_0 (STATUS_WAIT_0 + 0)
#define WAIT_ABANDONED (STATUS_ABANDONED_WAIT_0 + 0)
#define WAIT_ABANDONED_0 (STATUS_ABANDONED_WAIT_0 + 0)
#define WAIT_IO_COMPLETION STATUS_USER_APC

#define CREATE_SUSPENDED 0x00000004
#define CRITICAL_SECTION_NO_DEBUG_INFO 0x01000000
#define DEBUG_PROCESS 0x00000001
#define DEBUG_ONLY_THIS_PROCESS 0x00000002
#define DETACHED_PROCESS 0x00000008
#define CREATE_NEW_CONSOLE 0x00000010
#define NORMAL_PRIORITY_CLASS 0x00000020
#define IDLE_PRIORITY_CLASS 0x00000040
#define HIGH_PRIORITY_CLASS 0x00000080
#define REALTIME_PRIORITY_CLASS 0x00000100
#define CREATE_NEW_PROCESS_GROUP 0x00000200
#define CREATE_UNICODE_ENVIRONMENT 0x00000400
#define CREATE_SEPARATE_WOW_VDM 0x00000800
#define CREATE_SHARED_WOW_VDM 0x00001000
#define BELOW_NORMAL_PRIORITY_CLASS 0x00004000
#define ABOVE_NORMAL_PRIORITY_CLASS 0x00008000
#define INHERIT_PARENT_AFFINITY 0x00010000
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000
#define CREATE_PROTECTED_PROCESS 0x00040000
#define EXTENDED_STARTUPINFO_PRESENT 0x00080000
#define PROCESS_MODE_BACKGROUND_BEGIN 0x00100000
#define PROCESS_MODE_BACKGROUND_END 0x00200000
#define CREATE_BREAKAWAY_FROM_JOB 0x01000000
#define CREATE_PRESERVE_CODE_AUTHZ_LEVEL 0x02000000
#define CREATE_DEFAULT_ERROR_MODE 0x04000000
#define CREATE_NO_WINDOW 0x08000000

#define DRIVE_UNKNOWN 0
#define DRIVE_NO_ROOT_DIR 1
#define DRIVE_REMOVABLE 2
#define DRIVE_FIXED 3
#define DRIVE_REMOTE 4
#define DRIVE_CDROM 5
#define DRIVE_RAMDISK 6

#define MOVEFILE_REPLACE_EXISTING 0x00000001
#define MOVEFILE_COPY_ALLOWED 0x00000002
#define MOVEFILE_DELAY_UNTIL_REBOOT 0x00000004
#define MOVEFILE_WRITE_THROUGH 0x00000008
#define MOVEFILE_CREATE_HARDLINK 0x00000010
#define MOVEFILE_FAIL_IF_NOT_TRACKABLE 0x00000020

#define STARTF_USESHOWWINDOW 0x00000001
#define STARTF_USESIZE 0x00000002
#define STARTF_USEPOSITION 0x00000004
#define STARTF_USECOUNTCHARS 0x00000008
#define STARTF_USEFILLATTRIBUTE 0x00000010
#define STARTF_FORCEONFEEDBACK 0x00000040
#define STARTF_FORCEOFFFEEDBACK 0x00000080
#define STARTF_USESTDHANDLES 0x00000100
#define STARTF_USEHOTKEY 0x00000200

#define PROC_THREAD_ATTRIBUTE_NUMBER 0x0000FFFF
#define PROC_THREAD_ATTRIBUTE_THREAD 0x00010000
#define PROC_THREAD_ATTRIBUTE_INPUT 0x00020000
#define PROC_THREAD_ATTRIBUTE_ADDITIVE 0x00040000
#define PROC_THREAD_ATTRIBUTE_PARENT_PROCESS 0x00020000
#define PROC_THREAD_ATTRIBUTE_HANDLE_LIST 0x00020002

#define THREAD_PRIORITY_IDLE THREAD_BASE_PRIORITY_IDLE
#define THREAD_PRIORITY_LOWEST THREAD_BASE_PRIORITY_MIN
#define THREAD_PRIORITY_BELOW_NORMAL (THREAD_PRIORITY_LOWEST + 1)
#define THREAD_PRIORITY_NORMAL 0
#define THREAD_PRIORITY_HIGHEST THREAD_BASE_PRIORITY_MAX
#define THREAD_PRIORITY_ABOVE_NORMAL (THREAD_PRIORITY_HIGHEST - 1)
#define THREAD_PRIORITY_TIME_CRITICAL THREAD_BASE_PRIORITY_LOWRT
#define THREAD_PRIORITY_ERROR_RETURN MAXLONG
#define THREAD_MODE_BACKGROUND_BEGIN 0x00010000
#define THREAD_MODE_BACKGROUND_END 0x00020000

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF

#define LMEM_FIXED 0x0000
#define LMEM_MOVEABLE 0x0002
#define LMEM_NOCOMPACT 0x0010
#define LMEM_NODISCARD 0x0020
#define LMEM_ZEROINIT 0x0040
#define LMEM_MODIFY 0x0080
#define LMEM_DISCARDABLE 0x0F00
#define LMEM_VALID_FLAGS 0x0F72
#define LMEM_INVALID_HANDLE 0x8000
#define LMEM_DISCARDED 0x4000
#define LMEM_LOCKCOUNT 0x00FF
#define LHND (LMEM_MOVEABLE | LMEM_ZEROINIT)
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)
#define NONZEROLHND LMEM_MOVEABLE
#define NONZEROLPTR LMEM_FIXED
#define LocalDiscard(memory) LocalReAlloc((memory), 0, LMEM_MOVEABLE)
#define GMEM_FIXED 0x0000
#define GMEM_MOVEABLE 0x0002
#define GMEM_NOCOMPACT 0x0010
#define GMEM_NODISCARD 0x0020
#define GMEM_ZEROINIT 0x0040
#define GMEM_MODIFY 0x0080
#define GMEM_DISCARDABLE 0x0100
#define GMEM_SHARE 0x2000
#define GMEM_DDESHARE 0x2000
#define GMEM_VALID_FLAGS 0x7F72
#define GMEM_INVALID_HANDLE 0x8000
#define GMEM_DISCARDED 0x4000
#define GMEM_LOCKCOUNT 0x00FF
#define GHND (GMEM_MOVEABLE | GMEM_ZEROINIT)
#define GPTR (GMEM_FIXED | GMEM_ZEROINIT)
#define GlobalDiscard(memory) GlobalReAlloc((memory), 0, GMEM_MOVEABLE)
#define MAX_COMPUTERNAME_LENGTH 15

#define FILE_FLAG_WRITE_THROUGH 0x80000000
#define FILE_FLAG_OVERLAPPED 0x40000000
#define FILE_FLAG_NO_BUFFERING 0x20000000
#define FILE_FLAG_RANDOM_ACCESS 0x10000000
#define FILE_FLAG_SEQUENTIAL_SCAN 0x08000000
#define FILE_FLAG_DELETE_ON_CLOSE 0x04000000
#define FILE_FLAG_BACKUP_SEMANTICS 0x02000000
#define FILE_FLAG_POSIX_SEMANTICS 0x01000000
#define FILE_FLAG_SESSION_AWARE 0x00800000
#define FILE_FLAG_OPEN_REPARSE_POINT 0x00200000
#define FILE_FLAG_OPEN_NO_RECALL 0x00100000
#define FILE_FLAG_FIRST_PIPE_INSTANCE 0x00080000
#define SECURITY_ANONYMOUS (SecurityAnonymous << 16)
#define SECURITY_IDENTIFICATION (SecurityIdentification << 16)
#define SECURITY_IMPERSONATION (SecurityImpersonation << 16)
#define SECURITY_DELEGATION (SecurityDelegation << 16)
#define SECURITY_CONTEXT_TRACKING 0x00040000
#define SECURITY_EFFECTIVE_ONLY 0x00080000
#define SECURITY_SQOS_PRESENT 0x00100000

#define FILE_BEGIN 0
#define FILE_CURRENT 1
#define FILE_END 2
#define FILE_TYPE_UNKNOWN 0x0000
#define FILE_TYPE_DISK 0x0001
#define FILE_TYPE_CHAR 0x0002
#define FILE_TYPE_PIPE 0x0003
#define FILE_TYPE_REMOTE 0x8000
#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 0x1
#define FILE_SKIP_SET_EVENT_ON_HANDLE 0x2

#define PIPE_ACCESS_INBOUND 0x00000001
#define PIPE_ACCESS_OUTBOUND 0x00000002
#define PIPE_ACCESS_DUPLEX 0x00000003
#define PIPE_CLIENT_END 0x00000000
#define PIPE_SERVER_END 0x00000001
#define PIPE_WAIT 0x00000000
#define PIPE_NOWAIT 0x00000001
#define PIPE_READMODE_BYTE 0x00000000
#define PIPE_READMODE_MESSAGE 0x00000002
#define PIPE_TYPE_BYTE 0x00000000
#define PIPE_TYPE_MESSAGE 0x00000004
#define PIPE_ACCEPT_REMOTE_CLIENTS 0x00000000
#define PIPE_REJECT_REMOTE_CLIENTS 0x00000008
#define PIPE_UNLIMITED_INSTANCES 255
#define NMPWAIT_WAIT_FOREVER 0xffffffff
#define NMPWAIT_NOWAIT 0x00000001
#define NMPWAIT_USE_DEFAULT_WAIT 0x00000000

#define STD_INPUT_HANDLE ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE ((DWORD)-12)

typedef struct _FILE_BASIC_INFO {
    LARGE_INTEGER CreationTime;
    LARGE_INTEGER LastAccessTime;
    LARGE_INTEGER LastWriteTime;
    LARGE_INTEGER ChangeTime;
    DWORD FileAttributes;
} FILE_BASIC_INFO, *PFILE_BASIC_INFO;

typedef struct _FILE_RENAME_INFO {
    __extension__ union {
        BOOLEAN ReplaceIfExists;
        DWORD Flags;
    };
    HANDLE RootDirectory;
    DWORD FileNameLength;
    WCHAR FileName[1];
} FILE_RENAME_INFO, *PFILE_RENAME_INFO;

typedef struct _FILE_ALLOCATION_INFO {
    LARGE_INTEGER AllocationSize;
} FILE_ALLOCATION_INFO, *PFILE_ALLOCATION_INFO;

typedef struct _FILE_END_OF_FILE_INFO {
    LARGE_INTEGER EndOfFile;
} FILE_END_OF_FILE_INFO, *PFILE_END_OF_FILE_INFO;

typedef struct _FILE_DISPOSITION_INFO {
    BOOLEAN DeleteFile;
} FILE_DISPOSITION_INFO, *PFILE_DISPOSITION_INFO;

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

typedef struct _STARTUPINFOEXA {
    STARTUPINFOA StartupInfo;
    LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList;
} STARTUPINFOEXA, *LPSTARTUPINFOEXA;

typedef struct _STARTUPINFOEXW {
    STARTUPINFOW StartupInfo;
    LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList;
} STARTUPINFOEXW, *LPSTARTUPINFOEXW;

#ifdef UNICODE
#define LookupAccountSid LookupAccountSidW
#define LookupAccountName LookupAccountNameW
typedef STARTUPINFOEXW STARTUPINFOEX;
typedef LPSTARTUPINFOEXW LPSTARTUPINFOEX;
#else
#define LookupAccountSid LookupAccountSidA
#define LookupAccountName LookupAccountNameA
typedef STARTUPINFOEXA STARTUPINFOEX;
typedef LPSTARTUPINFOEXA LPSTARTUPINFOEX;
#endif

RPCRT4_BEGIN_C

WINBASEAPI DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPSTR buffer,
                                       DWORD size, __builtin_va_list* arguments);
WINBASEAPI DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPWSTR buffer,
                                       DWORD size, __builtin_va_list* arguments);
WINBASEAPI HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T bytes);
WINBASEAPI HLOCAL WINAPI LocalFree(HLOCAL memory);
WINBASEAPI HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T bytes);
WINBASEAPI HGLOBAL WINAPI GlobalFree(HGLOBAL memory);
WINBASEAPI HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T bytes, UINT flags);
WINBASEAPI LPVOID WINAPI LocalLock(HLOCAL memory);
WINBASEAPI BOOL WINAPI LocalUnlock(HLOCAL memory);
WINBASEAPI SIZE_T WINAPI LocalSize(HLOCAL memory);
WINBASEAPI UINT WINAPI LocalFlags(HLOCAL memory);
WINBASEAPI HLOCAL WINAPI LocalHandle(LPCVOID pointer);
WINBASEAPI HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T bytes, UINT flags);
WINBASEAPI LPVOID WINAPI GlobalLock(HGLOBAL memory);
WINBASEAPI BOOL WINAPI GlobalUnlock(HGLOBAL memory);
WINBASEAPI SIZE_T WINAPI GlobalSize(HGLOBAL memory);
WINBASEAPI UINT WINAPI GlobalFlags(HGLOBAL memory);
WINBASEAPI HGLOBAL WINAPI GlobalHandle(LPCVOID pointer);
// See <securitybaseapi.h>.
WINADVAPI BOOL WINAPI GetFileSecurityA(LPCSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor,
                                       DWORD size, LPDWORD needed);
WINADVAPI BOOL WINAPI SetFileSecurityA(LPCSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor);
// See <memoryapi.h>.
WINBASEAPI HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES attributes, DWORD protection,
                                            DWORD size_high, DWORD size_low, LPCSTR name);
WINBASEAPI HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name);
WINBASEAPI BOOL WINAPI IsBadReadPtr(const VOID* address, UINT_PTR size);
WINBASEAPI BOOL WINAPI IsBadWritePtr(LPVOID address, UINT_PTR size);
WINBASEAPI BOOL WINAPI IsBadCodePtr(FARPROC address);
WINBASEAPI BOOL WINAPI IsBadStringPtrA(LPCSTR text, UINT_PTR most);
WINBASEAPI BOOL WINAPI IsBadStringPtrW(LPCWSTR text, UINT_PTR most);
WINBASEAPI DWORD WINAPI GetThreadErrorMode(void);
WINBASEAPI BOOL WINAPI SetThreadErrorMode(DWORD mode, LPDWORD old);
WINBASEAPI VOID WINAPI FatalAppExitA(UINT action, LPCSTR text);
WINBASEAPI VOID WINAPI FatalAppExitW(UINT action, LPCWSTR text);
WINBASEAPI VOID WINAPI FatalExit(int code);
WINBASEAPI HMODULE WINAPI LoadLibraryA(LPCSTR name);
WINBASEAPI HMODULE WINAPI LoadLibraryW(LPCWSTR name);
WINBASEAPI BOOL WINAPI GetComputerNameA(LPSTR buffer, LPDWORD size);
WINBASEAPI BOOL WINAPI GetComputerNameW(LPWSTR buffer, LPDWORD size);
// As whom the thread acts (RpcImpersonateClient), or the process.
WINBASEAPI BOOL WINAPI GetUserNameA(LPSTR buffer, LPDWORD size);
WINBASEAPI BOOL WINAPI GetUserNameW(LPWSTR buffer, LPDWORD size);
WINBASEAPI HANDLE WINAPI ReOpenFile(HANDLE original, DWORD access, DWORD share, DWORD flags);
WINBASEAPI BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR flags);
WINBASEAPI BOOL WINAPI ReadDirectoryChangesW(HANDLE directory, LPVOID buffer, DWORD size, BOOL subtree, DWORD filter,
                                             LPDWORD returned, LPOVERLAPPED overlapped,
                                             LPOVERLAPPED_COMPLETION_ROUTINE routine);
WINBASEAPI HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode, DWORD max_instances,
                                          DWORD out_size, DWORD in_size, DWORD default_timeout,
                                          LPSECURITY_ATTRIBUTES attributes);
WINBASEAPI BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD milliseconds);
WINBASEAPI BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                                      DWORD milliseconds);
WINBASEAPI BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                                      DWORD milliseconds);
WINBASEAPI BOOL WINAPI GetNamedPipeInfo(HANDLE pipe, LPDWORD flags, LPDWORD out_size, LPDWORD in_size,
                                        LPDWORD max_instances);
WINBASEAPI BOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, LPDWORD state, LPDWORD instances, LPDWORD collection,
                                                LPDWORD timeout, LPSTR user, DWORD size);
WINBASEAPI BOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, LPDWORD state, LPDWORD instances, LPDWORD collection,
                                                LPDWORD timeout, LPWSTR user, DWORD size);
WINBASEAPI BOOL WINAPI GetNamedPipeClientComputerNameA(HANDLE pipe, LPSTR name, ULONG size);
WINBASEAPI BOOL WINAPI GetNamedPipeClientProcessId(HANDLE pipe, PULONG id);
WINBASEAPI BOOL WINAPI GetNamedPipeClientSessionId(HANDLE pipe, PULONG id);
WINBASEAPI BOOL WINAPI GetNamedPipeServerProcessId(HANDLE pipe, PULONG id);
WINBASEAPI BOOL WINAPI GetNamedPipeServerSessionId(HANDLE pipe, PULONG id);
WINBASEAPI VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA information);
WINBASEAPI BOOL WINAPI SetProcessAffinityMask(HANDLE process, DWORD_PTR mask);
WINBASEAPI BOOL WINAPI GetProcessAffinityMask(HANDLE process, PDWORD_PTR process_mask, PDWORD_PTR system_mask);
WINBASEAPI DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE thread, DWORD_PTR mask);
WINBASEAPI BOOL WINAPI RegisterWaitForSingleObject(PHANDLE wait, HANDLE object, WAITORTIMERCALLBACK callback,
                                                   PVOID context, ULONG milliseconds, ULONG flags);
WINBASEAPI BOOL WINAPI UnregisterWait(HANDLE wait);
WINBASEAPI BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE routine, ULONG flags);
WINBASEAPI HANDLE WINAPI SetTimerQueueTimer(HANDLE queue, WAITORTIMERCALLBACK callback, PVOID context, DWORD due,
                                            DWORD period, BOOL prefer_io);
WINBASEAPI BOOL WINAPI CancelTimerQueueTimer(HANDLE queue, HANDLE timer);
WINBASEAPI BOOL WINAPI DeleteTimerQueue(HANDLE queue);
// Moves or renames a file or directory. ERROR_ALREADY_EXISTS when the new name is taken; with MOVEFILE_REPLACE_EXISTING
// a file is replaced at once, ERROR_ACCESS_DENIED for a directory or a read-only one. To another file system a file is
// copied with MOVEFILE_COPY_ALLOWED (MoveFile has it), else ERROR_NOT_SAME_DEVICE. ERROR_SHARING_VIOLATION when
// somebody has it open without FILE_SHARE_DELETE. Nothing is delayed until the system starts: ERROR_ACCESS_DENIED.
WINBASEAPI BOOL WINAPI MoveFileA(LPCSTR existing, LPCSTR name);
WINBASEAPI BOOL WINAPI MoveFileW(LPCWSTR existing, LPCWSTR name);
WINBASEAPI BOOL WINAPI MoveFileExA(LPCSTR existing, LPCSTR name, DWORD flags);
WINBASEAPI BOOL WINAPI MoveFileExW(LPCWSTR existing, LPCWSTR name, DWORD flags);
// Copies a file with its time of writing and whether it is read-only, or a program. ERROR_FILE_EXISTS with
// `fail_if_exists`, ERROR_ACCESS_DENIED when the new one is read-only or one is a directory, ERROR_SHARING_VIOLATION.
WINBASEAPI BOOL WINAPI CopyFileA(LPCSTR existing, LPCSTR name, BOOL fail_if_exists);
WINBASEAPI BOOL WINAPI CopyFileW(LPCWSTR existing, LPCWSTR name, BOOL fail_if_exists);
WINBASEAPI DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size);
// number * numerator / denominator, rounded to the nearest; -1 when that is too large, or divides by 0.
WINBASEAPI int WINAPI MulDiv(int number, int numerator, int denominator);
WINBASEAPI int WINAPI lstrlenA(LPCSTR text);
WINBASEAPI int WINAPI lstrlenW(LPCWSTR text);
WINBASEAPI LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source);
WINBASEAPI LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source);
WINBASEAPI LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int room);
WINBASEAPI LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int room);
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

__forceinline VOID InitializeThreadpoolEnvironment(PTP_CALLBACK_ENVIRON environment) {
    TpInitializeCallbackEnviron(environment);
}
__forceinline VOID SetThreadpoolCallbackPool(PTP_CALLBACK_ENVIRON environment, PTP_POOL pool) {
    TpSetCallbackThreadpool(environment, pool);
}
__forceinline VOID SetThreadpoolCallbackCleanupGroup(PTP_CALLBACK_ENVIRON environment, PTP_CLEANUP_GROUP group,
                                                     PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled) {
    TpSetCallbackCleanupGroup(environment, group, cancelled);
}
__forceinline VOID SetThreadpoolCallbackRunsLong(PTP_CALLBACK_ENVIRON environment) {
    TpSetCallbackLongFunction(environment);
}
__forceinline VOID SetThreadpoolCallbackLibrary(PTP_CALLBACK_ENVIRON environment, PVOID module) {
    TpSetCallbackRaceWithDll(environment, module);
}
__forceinline VOID SetThreadpoolCallbackPriority(PTP_CALLBACK_ENVIRON environment, TP_CALLBACK_PRIORITY priority) {
    TpSetCallbackPriority(environment, priority);
}
__forceinline VOID SetThreadpoolCallbackPersistent(PTP_CALLBACK_ENVIRON environment) {
    TpSetCallbackPersistent(environment);
}
__forceinline VOID DestroyThreadpoolEnvironment(PTP_CALLBACK_ENVIRON environment) {
    TpDestroyCallbackEnviron(environment);
}

// Accounts and their SIDs: those everybody knows, users and groups of this computer (S-1-22-1-UID, S-1-22-2-GID).
// `system` is this computer or NULL; RPC_S_SERVER_UNAVAILABLE for another. ERROR_NONE_MAPPED for who is not known,
// ERROR_INSUFFICIENT_BUFFER with the room that is needed.
WINADVAPI BOOL WINAPI LookupAccountSidA(LPCSTR system, PSID sid, LPSTR name, LPDWORD name_room, LPSTR domain,
                                        LPDWORD domain_room, PSID_NAME_USE use);
WINADVAPI BOOL WINAPI LookupAccountSidW(LPCWSTR system, PSID sid, LPWSTR name, LPDWORD name_room, LPWSTR domain,
                                        LPDWORD domain_room, PSID_NAME_USE use);
WINADVAPI BOOL WINAPI LookupAccountNameA(LPCSTR system, LPCSTR name, PSID sid, LPDWORD sid_room, LPSTR domain,
                                         LPDWORD domain_room, PSID_NAME_USE use);
WINADVAPI BOOL WINAPI LookupAccountNameW(LPCWSTR system, LPCWSTR name, PSID sid, LPDWORD sid_room, LPWSTR domain,
                                         LPDWORD domain_room, PSID_NAME_USE use);

RPCRT4_END_C

#ifdef UNICODE
#define FormatMessage FormatMessageW
#define GetComputerName GetComputerNameW
#define GetUserName GetUserNameW
#define CallNamedPipe CallNamedPipeW
#define GetNamedPipeHandleState GetNamedPipeHandleStateW
#define IsBadStringPtr IsBadStringPtrW
#define FatalAppExit FatalAppExitW
#define LoadLibrary LoadLibraryW
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcpyn lstrcpynW
#define lstrcat lstrcatW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#define MoveFile MoveFileW
#define MoveFileEx MoveFileExW
#define CopyFile CopyFileW
#else
#define GetFileSecurity GetFileSecurityA
#define SetFileSecurity SetFileSecurityA
#define CreateFileMapping CreateFileMappingA
#define OpenFileMapping OpenFileMappingA
#define FormatMessage FormatMessageA
#define GetComputerName GetComputerNameA
#define GetUserName GetUserNameA
#define CallNamedPipe CallNamedPipeA
#define CreateNamedPipe CreateNamedPipeA
#define GetNamedPipeClientComputerName GetNamedPipeClientComputerNameA
#define GetNamedPipeHandleState GetNamedPipeHandleStateA
#define WaitNamedPipe WaitNamedPipeA
#define IsBadStringPtr IsBadStringPtrA
#define FatalAppExit FatalAppExitA
#define LoadLibrary LoadLibraryA
#define lstrlen lstrlenA
#define lstrcpy lstrcpyA
#define lstrcpyn lstrcpynA
#define lstrcat lstrcatA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#define MoveFile MoveFileA
#define MoveFileEx MoveFileExA
#define CopyFile CopyFileA
#define GetShortPathName GetShortPathNameA
#endif

#endif
