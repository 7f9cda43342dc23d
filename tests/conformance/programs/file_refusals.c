// SPDX-License-Identifier: LGPL-2.1-or-later
// Files: what each function refuses (a closed handle, an object that is no file, a missing right or pointer, values
// there are none of) and what it does where it does not. Works in the current directory.
#include "facts.h"

#define NAME "conformance-refusals.tmp"
#define WIDE_NAME L"conformance-refusals.tmp"
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE event, reader, writer, both, attributes, directory, overlapped_file;

static HANDLE open_with(DWORD access, DWORD flags) {
    return CreateFileA(NAME, access, SHARE_ALL, NULL, OPEN_ALWAYS, flags, NULL);
}

/// A handle that was one until just now: the next that is opened may get its value.
static HANDLE closed(void) {
    HANDLE file = open_with(GENERIC_READ | GENERIC_WRITE, FILE_FLAG_OVERLAPPED);
    CloseHandle(file);
    return file;
}

static void open_all(void) {
    DeleteFileA(NAME);
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    both = open_with(GENERIC_READ | GENERIC_WRITE, 0);
    reader = open_with(GENERIC_READ, 0);
    writer = open_with(GENERIC_WRITE, 0);
    attributes = open_with(FILE_READ_ATTRIBUTES, 0);
    overlapped_file = open_with(GENERIC_READ | GENERIC_WRITE, FILE_FLAG_OVERLAPPED);
    directory = CreateFileA(".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
}

static void close_all(void) {
    CloseHandle(event);
    CloseHandle(both);
    CloseHandle(reader);
    CloseHandle(writer);
    CloseHandle(attributes);
    CloseHandle(overlapped_file);
    CloseHandle(directory);
    DeleteFileA(NAME);
}

static void sizes(void) {
    LARGE_INTEGER size, to, at;
    DWORD written;
    WriteFile(both, "0123456789", 10, &written, NULL);
    FACT_BOOL("GetFileSizeEx", "a right to attributes only", GetFileSizeEx(attributes, &size));
    FACT_NUMBER("GetFileSizeEx", "what was written", size.QuadPart);
    size.QuadPart = 77;
    FACT_BOOL("GetFileSizeEx", "a closed handle", GetFileSizeEx(closed(), &size));
    FACT_NUMBER("GetFileSizeEx", "a closed handle: the size is left", size.QuadPart);
    FACT_BOOL("GetFileSizeEx", "NULL", GetFileSizeEx(NULL, &size));
    FACT_BOOL("GetFileSizeEx", "an event", GetFileSizeEx(event, &size));
    to.QuadPart = 3;
    FACT_BOOL("SetFilePointerEx", "no place for the position", SetFilePointerEx(both, to, NULL, FILE_BEGIN));
    FACT_BOOL("SetFilePointerEx", "further by three", SetFilePointerEx(both, to, &at, FILE_CURRENT));
    FACT_NUMBER("SetFilePointerEx", "further by three: the position", at.QuadPart);
    to.QuadPart = -1;
    FACT_BOOL("SetFilePointerEx", "one before the end", SetFilePointerEx(both, to, &at, FILE_END));
    FACT_NUMBER("SetFilePointerEx", "one before the end: the position", at.QuadPart);
    to.QuadPart = 5000000000LL;
    FACT_BOOL("SetFilePointerEx", "beyond the end", SetFilePointerEx(both, to, &at, FILE_BEGIN));
    FACT_NUMBER("SetFilePointerEx", "beyond the end: the position", at.QuadPart == to.QuadPart);
    GetFileSizeEx(both, &size);
    FACT_NUMBER("SetFilePointerEx", "beyond the end: the size is as it was", size.QuadPart);
    at.QuadPart = 77;
    to.QuadPart = -1;
    FACT_BOOL("SetFilePointerEx", "before the beginning once more", SetFilePointerEx(both, to, &at, FILE_BEGIN));
    FACT_NUMBER("SetFilePointerEx", "before the beginning: the position is left", at.QuadPart);
    to.QuadPart = 0;
    FACT_BOOL("SetFilePointerEx", "a way of moving there is none of", SetFilePointerEx(both, to, &at, 3));
    FACT_BOOL("SetFilePointerEx", "a closed handle", SetFilePointerEx(closed(), to, &at, FILE_BEGIN));
    FACT_BOOL("SetFilePointerEx", "an event", SetFilePointerEx(event, to, &at, FILE_BEGIN));
    FACT_BOOL("SetFilePointerEx", "NULL", SetFilePointerEx(NULL, to, &at, FILE_BEGIN));
    to.QuadPart = 20;
    SetFilePointerEx(both, to, NULL, FILE_BEGIN);
    FACT_BOOL("SetEndOfFile", "further than the end", SetEndOfFile(both));
    GetFileSizeEx(both, &size);
    FACT_NUMBER("SetEndOfFile", "further than the end: the size", size.QuadPart);
    FACT_BOOL("SetEndOfFile", "a closed handle", SetEndOfFile(closed()));
    FACT_BOOL("SetEndOfFile", "an event", SetEndOfFile(event));
    FACT_BOOL("SetEndOfFile", "NULL", SetEndOfFile(NULL));
    FACT_BOOL("FlushFileBuffers", "a handle for writing", FlushFileBuffers(writer));
    FACT_BOOL("FlushFileBuffers", "a closed handle", FlushFileBuffers(closed()));
    FACT_BOOL("FlushFileBuffers", "an event", FlushFileBuffers(event));
    FACT_BOOL("FlushFileBuffers", "NULL", FlushFileBuffers(NULL));
    FACT_BOOL("FlushFileBuffers", "a right to attributes only", FlushFileBuffers(attributes));
}

static void locks(void) {
    OVERLAPPED at;
    HANDLE reading, writing;
    memset(&at, 0, sizeof at);
    FACT_BOOL("LockFileEx", "flags there are none of",
              LockFileEx(both, 0x100 | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at));
    UnlockFileEx(both, 0, 1, 0, &at);
    FACT_BOOL("LockFileEx", "a closed handle", LockFileEx(closed(), LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at));
    FACT_BOOL("LockFileEx", "an event", LockFileEx(event, LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at));
    FACT_BOOL("LockFileEx", "a directory", LockFileEx(directory, LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at));
    FACT_BOOL("LockFile", "a directory", LockFile(directory, 0, 0, 1, 0));
    FACT_BOOL("LockFileEx", "ten bytes",
              LockFileEx(both, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "a reserved value", UnlockFileEx(both, 1, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "part of a range", UnlockFileEx(both, 0, 5, 0, &at));
    FACT_BOOL("UnlockFileEx", "through another handle", UnlockFileEx(writer, 0, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "the range", UnlockFileEx(both, 0, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "the range again", UnlockFileEx(both, 0, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "the range: another may lock it",
              LockFileEx(writer, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &at));
    UnlockFileEx(writer, 0, 10, 0, &at);
    FACT_BOOL("UnlockFileEx", "a closed handle", UnlockFileEx(closed(), 0, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "an event", UnlockFileEx(event, 0, 10, 0, &at));
    FACT_BOOL("UnlockFileEx", "a directory", UnlockFileEx(directory, 0, 10, 0, &at));
    CreatePipe(&reading, &writing, NULL, 0);
    FACT_BOOL("LockFile", "a pipe", LockFile(writing, 0, 0, 1, 0));
    FACT_BOOL("LockFileEx", "a pipe", LockFileEx(writing, LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at));
    FACT_BOOL("UnlockFile", "a pipe", UnlockFile(writing, 0, 0, 1, 0));
    FACT_BOOL("UnlockFileEx", "a pipe", UnlockFileEx(writing, 0, 1, 0, &at));
    CloseHandle(reading);
    CloseHandle(writing);
#ifndef _WIN32  // Windows reads the offset from where it is told
    FACT_BOOL("LockFileEx", "no OVERLAPPED", LockFileEx(both, 0, 0, 1, 0, NULL));
    FACT_BOOL("UnlockFileEx", "no OVERLAPPED", UnlockFileEx(both, 0, 1, 0, NULL));
    FACT_BOOL("GetFileSizeEx", "no place", GetFileSizeEx(both, NULL));
#endif
}

static int called;
static VOID CALLBACK count(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
    (void)error, (void)bytes, (void)overlapped;
    ++called;
}

/// ReadFileEx and WriteFileEx, which end in a call.
static void with_routines(void) {
    char text[8] = "text";
    OVERLAPPED at;
    HANDLE port, bound = open_with(GENERIC_READ | GENERIC_WRITE, FILE_FLAG_OVERLAPPED);
    HANDLE only_read = open_with(GENERIC_READ, FILE_FLAG_OVERLAPPED);
    HANDLE only_write = open_with(GENERIC_WRITE, FILE_FLAG_OVERLAPPED);
    memset(&at, 0, sizeof at);
    FACT_BOOL("WriteFileEx", "four bytes", WriteFileEx(overlapped_file, text, 4, &at, count));
    FACT_NUMBER("WriteFileEx", "no call before an alertable wait", called);
    FACT_DWORD("WriteFileEx", "an alertable wait", 0xdead, SleepEx(20000, TRUE));
    FACT_NUMBER("WriteFileEx", "calls in an alertable wait", called);
    FACT_NUMBER("WriteFileEx", "bytes in the OVERLAPPED", at.InternalHigh);
    FACT_BOOL("WriteFileEx", "a closed handle", WriteFileEx(closed(), text, 4, &at, count));
    FACT_BOOL("WriteFileEx", "an event", WriteFileEx(event, text, 4, &at, count));
    FACT_BOOL("WriteFileEx", "a handle for reading", WriteFileEx(only_read, text, 4, &at, count));
    FACT_BOOL("ReadFileEx", "a closed handle", ReadFileEx(closed(), text, 4, &at, count));
    FACT_BOOL("ReadFileEx", "an event", ReadFileEx(event, text, 4, &at, count));
    FACT_BOOL("ReadFileEx", "a handle for writing", ReadFileEx(only_write, text, 4, &at, count));
    FACT_DWORD("WriteFileEx", "after refusals: nothing is queued", 0xdead, SleepEx(0, TRUE));
    FACT_BOOL("WriteFileEx", "a handle that is not overlapped", WriteFileEx(both, text, 4, &at, count));
    port = CreateIoCompletionPort(bound, NULL, 0, 0);
    FACT_BOOL("WriteFileEx", "a file that is bound to a port", WriteFileEx(bound, text, 4, &at, count));
    FACT_BOOL("ReadFileEx", "a file that is bound to a port", ReadFileEx(bound, text, 4, &at, count));
    CloseHandle(port);
    CloseHandle(bound);
    CloseHandle(only_read);
    CloseHandle(only_write);
    SleepEx(0, TRUE);  // for who does not refuse
#ifndef _WIN32         // Windows and Wine write to the OVERLAPPED they are told, and call what they are told
    FACT_BOOL("WriteFileEx", "no OVERLAPPED", WriteFileEx(overlapped_file, text, 4, NULL, count));
    FACT_BOOL("WriteFileEx", "no routine", WriteFileEx(overlapped_file, text, 4, &at, NULL));
    FACT_BOOL("ReadFileEx", "no OVERLAPPED", ReadFileEx(overlapped_file, text, 4, NULL, count));
    FACT_BOOL("ReadFileEx", "no routine", ReadFileEx(overlapped_file, text, 4, &at, NULL));
#endif
}

/// ReadFileScatter and WriteFileGather: of whole pages, past the cache.
static void in_pages(void) {
    FILE_SEGMENT_ELEMENT segments[3];
    OVERLAPPED at;
    DWORD bytes = 0;
    char* pages = VirtualAlloc(NULL, 0x2000, MEM_COMMIT, PAGE_READWRITE);
    HANDLE file = CreateFileA("conformance-pages.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    memset(&at, 0, sizeof at);
    memset(segments, 0, sizeof segments);
    segments[0].Buffer = PtrToPtr64(pages + 0x1000);
    segments[1].Buffer = PtrToPtr64(pages);
    FACT_BOOL("WriteFileGather", "a file that is not overlapped", WriteFileGather(both, segments, 0x1000, NULL, &at));
    FACT_BOOL("WriteFileGather", "a file with a cache", WriteFileGather(overlapped_file, segments, 0x1000, NULL, &at));
    FACT_BOOL("ReadFileScatter", "a file that is not overlapped", ReadFileScatter(both, segments, 0x1000, NULL, &at));
    FACT_BOOL("ReadFileScatter", "a file with a cache", ReadFileScatter(overlapped_file, segments, 0x1000, NULL, &at));
    FACT_BOOL("WriteFileGather", "a closed handle", WriteFileGather(closed(), segments, 0x1000, NULL, &at));
    FACT_BOOL("ReadFileScatter", "a closed handle", ReadFileScatter(closed(), segments, 0x1000, NULL, &at));
    pages[0] = 'b', pages[0x1000] = 'a';
    at.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!WriteFileGather(file, segments, 0x2000, NULL, &at) && GetLastError() != ERROR_IO_PENDING) bytes = 1;
    FACT_NUMBER("WriteFileGather", "two pages: begun", bytes == 0);
    FACT_BOOL("WriteFileGather", "two pages: the result", GetOverlappedResult(file, &at, &bytes, TRUE));
    FACT_NUMBER("WriteFileGather", "two pages: bytes", bytes);
    memset(pages, 0, 0x2000);
    bytes = 0;
    if (!ReadFileScatter(file, segments, 0x2000, NULL, &at) && GetLastError() != ERROR_IO_PENDING) bytes = 1;
    FACT_NUMBER("ReadFileScatter", "two pages: begun", bytes == 0);
    FACT_BOOL("ReadFileScatter", "two pages: the result", GetOverlappedResult(file, &at, &bytes, TRUE));
    FACT_NUMBER("ReadFileScatter", "two pages: bytes", bytes);
    FACT_NUMBER("ReadFileScatter", "two pages: each segment has its own", pages[0] == 'b' && pages[0x1000] == 'a');
#ifndef _WIN32  // Windows and Wine read and write where they are told
    FACT_BOOL("WriteFileGather", "no segments", WriteFileGather(file, NULL, 0x1000, NULL, &at));
    FACT_BOOL("WriteFileGather", "no OVERLAPPED", WriteFileGather(file, segments, 0x1000, NULL, NULL));
    FACT_BOOL("ReadFileScatter", "no segments", ReadFileScatter(file, NULL, 0x1000, NULL, &at));
    FACT_BOOL("ReadFileScatter", "no OVERLAPPED", ReadFileScatter(file, segments, 0x1000, NULL, NULL));
#endif
    CloseHandle(at.hEvent);
    CloseHandle(file);
    VirtualFree(pages, 0, MEM_RELEASE);
}

static void changes(void) {
    static DWORD buffer[256];
    static OVERLAPPED at;
    const DWORD names = FILE_NOTIFY_CHANGE_FILE_NAME;
    const char* f = "ReadDirectoryChangesW";
    HANDLE reading, writing,
        unlistable = CreateFileA(".", FILE_READ_ATTRIBUTES, SHARE_ALL, NULL, OPEN_EXISTING,
                                 FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
    FACT_BOOL(f, "no filter", ReadDirectoryChangesW(directory, buffer, sizeof buffer, FALSE, 0, NULL, &at, NULL));
    FACT_BOOL(f, "filters there are none of",
              ReadDirectoryChangesW(directory, buffer, sizeof buffer, FALSE, names | 0x80000000, NULL, &at, NULL));
    FACT_BOOL(f, "a file", ReadDirectoryChangesW(both, buffer, sizeof buffer, FALSE, names, NULL, &at, NULL));
    FACT_BOOL(f, "a closed handle",
              ReadDirectoryChangesW(closed(), buffer, sizeof buffer, FALSE, names, NULL, &at, NULL));
    FACT_BOOL(f, "an event", ReadDirectoryChangesW(event, buffer, sizeof buffer, FALSE, names, NULL, &at, NULL));
    CreatePipe(&reading, &writing, NULL, 0);
    FACT_BOOL(f, "a pipe", ReadDirectoryChangesW(reading, buffer, sizeof buffer, FALSE, names, NULL, &at, NULL));
    CloseHandle(reading);
    CloseHandle(writing);
    FACT_BOOL(f, "no right to list",
              ReadDirectoryChangesW(unlistable, buffer, sizeof buffer, FALSE, names, NULL, &at, NULL));
    FACT_BOOL(f, "a buffer that is not aligned",
              ReadDirectoryChangesW(directory, (char*)buffer + 1, 100, FALSE, names, NULL, &at, NULL));
#ifndef _WIN32  // the kernel of Windows would write there later, or wait for a change
    FACT_BOOL(f, "an overlapped directory, no OVERLAPPED",
              ReadDirectoryChangesW(directory, buffer, sizeof buffer, FALSE, names, NULL, NULL, NULL));
    FACT_BOOL(f, "no buffer", ReadDirectoryChangesW(directory, NULL, 100, FALSE, names, NULL, &at, NULL));
#endif
    CloseHandle(unlistable);
}

static DWORD WINAPI until_set(void* handle) { return WaitForSingleObject(handle, 20000); }

static void cancelling(void) {
    const char* f = "CancelSynchronousIo";
    HANDLE thread = CreateThread(NULL, 0, until_set, event, 0, NULL), limited = NULL;
    DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &limited, SYNCHRONIZE, FALSE, 0);
    FACT_BOOL(f, "a thread that does nothing with files", CancelSynchronousIo(thread));
    FACT_BOOL(f, "a thread without the right to end it", CancelSynchronousIo(limited));
    FACT_BOOL(f, "an event", CancelSynchronousIo(event));
    FACT_BOOL(f, "NULL", CancelSynchronousIo(NULL));
    FACT_BOOL(f, "a closed handle", CancelSynchronousIo(closed()));
    SetEvent(event);
    WaitForSingleObject(thread, 20000);
    FACT_BOOL(f, "a thread that has ended", CancelSynchronousIo(thread));
    ResetEvent(event);
    CloseHandle(limited);
    CloseHandle(thread);
}

static void opening(void) {
    CREATEFILE2_EXTENDED_PARAMETERS parameters;
    HANDLE file;
    char text[4] = "";
    DWORD read = 77;
    memset(&parameters, 0, sizeof parameters);
    FACT_HANDLE("CreateFile2", "parameters without a size", file,
                CreateFile2(WIDE_NAME, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, &parameters));
    parameters.dwSize = sizeof parameters - 1;
    FACT_HANDLE("CreateFile2", "parameters of a size too small", file,
                CreateFile2(WIDE_NAME, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, &parameters));
    parameters.dwSize = sizeof parameters;
    parameters.dwFileFlags = FILE_FLAG_OVERLAPPED;
    FACT_HANDLE("CreateFile2", "parameters that say overlapped", file,
                CreateFile2(WIDE_NAME, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, &parameters));
    FACT_BOOL("CreateFile2", "parameters that say overlapped: a read without OVERLAPPED",
              ReadFile(file, text, 4, &read, NULL));
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    FACT_HANDLE("CreateFile2", "an empty name", file, CreateFile2(L"", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, NULL));
    FACT_BOOL("SetCurrentDirectoryA", "a file", SetCurrentDirectoryA(NAME));
    FACT_BOOL("SetCurrentDirectoryW", "a file", SetCurrentDirectoryW(WIDE_NAME));
    FACT_BOOL("SetCurrentDirectoryA", "an empty name", SetCurrentDirectoryA(""));
    FACT_BOOL("SetCurrentDirectoryW", "there is none", SetCurrentDirectoryW(L"no_such_directory_here"));
    FACT_BOOL("SetCurrentDirectoryW", "a dot", SetCurrentDirectoryW(L"."));
#ifndef _WIN32  // Windows and Wine look at the text of a null pointer
    FACT_HANDLE("CreateFile2", "NULL", file, CreateFile2(NULL, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, NULL));
    FACT_BOOL("SetCurrentDirectoryA", "NULL", SetCurrentDirectoryA(NULL));
    FACT_BOOL("SetCurrentDirectoryW", "NULL", SetCurrentDirectoryW(NULL));
    FACT_DWORD("GetTempFileNameA", "no directory", 0, GetTempFileNameA(NULL, "pre", 1, text));
    FACT_DWORD("GetTempFileNameA", "no place", 0, GetTempFileNameA(".", "pre", 1, NULL));
    FACT_DWORD("GetTempFileNameW", "no directory", 0, GetTempFileNameW(NULL, L"pre", 1, (WCHAR*)text));
    FACT_DWORD("GetTempFileNameW", "no place", 0, GetTempFileNameW(L".", L"pre", 1, NULL));
#endif
}

int main(void) {
    open_all();
    sizes();
    locks();
    with_routines();
    in_pages();
    changes();
    cancelling();
    opening();
    close_all();
    return 0;
}
