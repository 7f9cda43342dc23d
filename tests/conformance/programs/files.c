// SPDX-License-Identifier: LGPL-2.1-or-later
// Files: opening, sharing, positions, sizes, information, locks, searches. Works in the current directory.
#include "facts.h"

#define NAME "conformance-files.tmp"
#define OTHER "conformance-files-other.tmp"
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE open_with(DWORD access, DWORD share, DWORD disposition, DWORD flags) {
    return CreateFileA(NAME, access, share, NULL, disposition, flags, NULL);
}

static void fact_read(const char* situation, HANDLE file, DWORD size, OVERLAPPED* overlapped) {
    char buffer[64];
    DWORD read = 77;
    char text[128];
    SetLastError(0xdeadbeef);
    if (ReadFile(file, buffer, size, &read, overlapped)) {
        snprintf(text, sizeof text, "%u bytes %.*s", (unsigned)read, (int)read, buffer);
    } else {
        snprintf(text, sizeof text, "FALSE %u, %u bytes", (unsigned)GetLastError(), (unsigned)read);
    }
    FACT_TEXT("ReadFile", situation, text);
}

static void fact_write(const char* situation, HANDLE file, const char* data, OVERLAPPED* overlapped) {
    DWORD written = 77;
    char text[64];
    SetLastError(0xdeadbeef);
    if (WriteFile(file, data, (DWORD)strlen(data), &written, overlapped)) {
        snprintf(text, sizeof text, "%u bytes", (unsigned)written);
    } else {
        snprintf(text, sizeof text, "FALSE %u, %u bytes", (unsigned)GetLastError(), (unsigned)written);
    }
    FACT_TEXT("WriteFile", situation, text);
}

static void dispositions(void) {
    HANDLE file;
    DeleteFileA(NAME);
    FACT_HANDLE("CreateFileA", "OPEN_EXISTING of nothing", file, open_with(GENERIC_READ, 0, OPEN_EXISTING, 0));
    FACT_HANDLE("CreateFileA", "TRUNCATE_EXISTING of nothing", file, open_with(GENERIC_WRITE, 0, TRUNCATE_EXISTING, 0));
    FACT_HANDLE("CreateFileA", "in a directory that is not there", file,
                CreateFileA("no-such-directory\\file", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE("CreateFileA", "an empty name", file, CreateFileA("", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE("CreateFileA", "CREATE_NEW", file, open_with(GENERIC_WRITE, 0, CREATE_NEW, 0));
    CloseHandle(file);
    FACT_HANDLE("CreateFileA", "CREATE_NEW of what is there", file, open_with(GENERIC_WRITE, 0, CREATE_NEW, 0));
    FACT_HANDLE("CreateFileA", "OPEN_ALWAYS of what is there", file, open_with(GENERIC_WRITE, 0, OPEN_ALWAYS, 0));
    CloseHandle(file);
    FACT_HANDLE("CreateFileA", "CREATE_ALWAYS of what is there", file, open_with(GENERIC_WRITE, 0, CREATE_ALWAYS, 0));
    CloseHandle(file);
    FACT_HANDLE("CreateFileA", "OPEN_EXISTING of what is there", file, open_with(GENERIC_WRITE, 0, OPEN_EXISTING, 0));
    CloseHandle(file);
    FACT_HANDLE("CreateFileA", "disposition 0", file, open_with(GENERIC_WRITE, 0, 0, 0));
    FACT_HANDLE("CreateFileA", "disposition 6", file, open_with(GENERIC_WRITE, 0, 6, 0));
    FACT_HANDLE("CreateFileA", "a directory", file,
                CreateFileA(".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE("CreateFileA", "a directory with backup semantics", file,
                CreateFileA(".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL));
    fact_read("a directory", file, 4, NULL);
    FACT_DWORD("GetFileType", "a directory", FILE_TYPE_UNKNOWN, GetFileType(file));
    CloseHandle(file);
    DeleteFileA(NAME);
    FACT_HANDLE("CreateFileA", "OPEN_ALWAYS of nothing", file, open_with(GENERIC_WRITE, 0, OPEN_ALWAYS, 0));
    CloseHandle(file);
    DeleteFileA(NAME);
    FACT_HANDLE("CreateFileA", "CREATE_ALWAYS of nothing", file, open_with(GENERIC_WRITE, 0, CREATE_ALWAYS, 0));
    CloseHandle(file);
}

static void sharing(void) {
    HANDLE first = open_with(GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS, 0), second;
    FACT_HANDLE("CreateFileA", "nothing shared, for reading", second,
                open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0));
    FACT_HANDLE("CreateFileA", "nothing shared, for attributes", second, open_with(0, 0, OPEN_EXISTING, 0));
    CloseHandle(second);
    FACT_BOOL("DeleteFileA", "nothing shared", DeleteFileA(NAME));
    CloseHandle(first);
    first = open_with(GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, 0);
    FACT_HANDLE("CreateFileA", "reading shared, for reading", second,
                open_with(GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, 0));
    CloseHandle(second);
    FACT_HANDLE("CreateFileA", "reading shared, for reading alone", second,
                open_with(GENERIC_READ, 0, OPEN_EXISTING, 0));
    FACT_HANDLE("CreateFileA", "reading shared, for writing", second,
                open_with(GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0));
    FACT_HANDLE("CreateFileA", "reading shared, for deleting", second, open_with(DELETE, SHARE_ALL, OPEN_EXISTING, 0));
    CloseHandle(first);
    first = open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE);
    CloseHandle(first);
    FACT_HANDLE("CreateFileA", "after FILE_FLAG_DELETE_ON_CLOSE", second,
                open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0));
    FACT_BOOL("DeleteFileA", "nothing there", DeleteFileA(NAME));
    FACT_BOOL("DeleteFileA", "a directory", DeleteFileA("."));
    FACT_BOOL("DeleteFileA", "an empty name", DeleteFileA(""));
    first = open_with(GENERIC_WRITE, 0, CREATE_NEW, FILE_ATTRIBUTE_READONLY);
    fact_write("the maker of a read-only file", first, "x", NULL);
    CloseHandle(first);
    FACT_HANDLE("CreateFileA", "a read-only file for writing", second, open_with(GENERIC_WRITE, 0, OPEN_EXISTING, 0));
    if (second != INVALID_HANDLE_VALUE) CloseHandle(second);
    FACT_BOOL("DeleteFileA", "a read-only file", DeleteFileA(NAME));
    first = open_with(FILE_WRITE_ATTRIBUTES, 0, OPEN_EXISTING, 0);
    FILE_BASIC_INFO basic;
    memset(&basic, 0, sizeof basic);
    basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    FACT_BOOL("SetFileInformationByHandle", "FileBasicInfo",
              SetFileInformationByHandle(first, FileBasicInfo, &basic, sizeof basic));
    CloseHandle(first);
    FACT_BOOL("DeleteFileA", "no longer read-only", DeleteFileA(NAME));
}

static void positions(void) {
    HANDLE file = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, CREATE_ALWAYS, 0);
    OVERLAPPED overlapped;
    LARGE_INTEGER large, position;
    memset(&overlapped, 0, sizeof overlapped);
    fact_write("a new file", file, "hello, world", NULL);
    FACT_DWORD("SetFilePointer", "the beginning", INVALID_SET_FILE_POINTER, SetFilePointer(file, 0, NULL, FILE_BEGIN));
    fact_read("some", file, 5, NULL);
    fact_read("more than there is", file, 20, NULL);
    fact_read("at the end", file, 20, NULL);
    fact_read("nothing", file, 0, NULL);
    overlapped.Offset = 7;
    fact_read("at an offset", file, 5, &overlapped);
    FACT_NUMBER("ReadFile", "status block of a synchronous call, Internal", overlapped.Internal);
    FACT_NUMBER("ReadFile", "status block of a synchronous call, InternalHigh", overlapped.InternalHigh);
    FACT_DWORD("SetFilePointer", "where a call with an offset left it", INVALID_SET_FILE_POINTER,
               SetFilePointer(file, 0, NULL, FILE_CURRENT));
    overlapped.Offset = 12;
    fact_read("at an offset at the end", file, 5, &overlapped);
    FACT_HEX("ReadFile", "status block at the end, Internal", overlapped.Internal);
    overlapped.Offset = 100;
    fact_read("at an offset beyond the end", file, 5, &overlapped);
    overlapped.Offset = overlapped.OffsetHigh = 0xFFFFFFFF;
    fact_write("at the end by an offset of all ones", file, "!", &overlapped);
    FACT_DWORD("GetFileSize", "after that", INVALID_FILE_SIZE, GetFileSize(file, NULL));
    FACT_DWORD("SetFilePointer", "before the beginning", INVALID_SET_FILE_POINTER,
               SetFilePointer(file, -1, NULL, FILE_BEGIN));
    FACT_DWORD("SetFilePointer", "unknown method", INVALID_SET_FILE_POINTER, SetFilePointer(file, 0, NULL, 9));
    FACT_DWORD("SetFilePointer", "from the end", INVALID_SET_FILE_POINTER, SetFilePointer(file, -3, NULL, FILE_END));
    LONG high = 1;
    FACT_DWORD("SetFilePointer", "beyond 4 GiB, low", INVALID_SET_FILE_POINTER,
               SetFilePointer(file, 16, &high, FILE_BEGIN));
    FACT_NUMBER("SetFilePointer", "beyond 4 GiB, high", high);
    FACT_DWORD("SetFilePointer", "further without a high part", INVALID_SET_FILE_POINTER,
               SetFilePointer(file, 1, NULL, FILE_CURRENT));
    large.QuadPart = 5;
    FACT_BOOL("SetFilePointerEx", "the beginning and five", SetFilePointerEx(file, large, &position, FILE_BEGIN));
    FACT_NUMBER("SetFilePointerEx", "position", position.QuadPart);
    FACT_BOOL("SetEndOfFile", "cut", SetEndOfFile(file));
    FACT_BOOL("GetFileSizeEx", "after the cut", GetFileSizeEx(file, &large));
    FACT_NUMBER("GetFileSizeEx", "size", large.QuadPart);
    large.QuadPart = -1;
    FACT_BOOL("SetFilePointerEx", "before the beginning", SetFilePointerEx(file, large, &position, FILE_BEGIN));
    FACT_DWORD("GetFileType", "a file", FILE_TYPE_UNKNOWN, GetFileType(file));
    FACT_BOOL("FlushFileBuffers", "a file", FlushFileBuffers(file));
    FILE_END_OF_FILE_INFO end;
    end.EndOfFile.QuadPart = 33;
    FACT_BOOL("SetFileInformationByHandle", "FileEndOfFileInfo",
              SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end));
    FACT_BOOL("SetFileInformationByHandle", "too small", SetFileInformationByHandle(file, FileEndOfFileInfo, &end, 1));
    FACT_BOOL("SetFileInformationByHandle", "a class that cannot be set",
              SetFileInformationByHandle(file, FileNameInfo, &end, sizeof end));
    BY_HANDLE_FILE_INFORMATION information;
    FACT_BOOL("GetFileInformationByHandle", "a file", GetFileInformationByHandle(file, &information));
    FACT_NUMBER("GetFileInformationByHandle", "size", information.nFileSizeLow);
    FACT_NUMBER("GetFileInformationByHandle", "links", information.nNumberOfLinks);
    FACT_HEX("GetFileInformationByHandle", "attributes", information.dwFileAttributes);
    CloseHandle(file);
    FACT_BOOL("GetFileInformationByHandle", "a closed handle", GetFileInformationByHandle(file, &information));
}

static void rights(void) {
    HANDLE reader = open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE writer = open_with(GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE appender = open_with(FILE_APPEND_DATA, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE nothing = open_with(0, SHARE_ALL, OPEN_EXISTING, 0);
    fact_write("a handle for reading", reader, "x", NULL);
    FACT_BOOL("SetEndOfFile", "a handle for reading", SetEndOfFile(reader));
    FACT_BOOL("FlushFileBuffers", "a handle for reading", FlushFileBuffers(reader));
    fact_read("a handle for writing", writer, 4, NULL);
    fact_read("a handle for attributes", nothing, 4, NULL);
    FACT_DWORD("GetFileSize", "a handle for attributes", INVALID_FILE_SIZE, GetFileSize(nothing, NULL));
    fact_write("a handle for appending", appender, "x", NULL);
    FACT_DWORD("GetFileSize", "after appending", INVALID_FILE_SIZE, GetFileSize(nothing, NULL));
    FILE_DISPOSITION_INFO disposition = {TRUE};
    FACT_BOOL("SetFileInformationByHandle", "deleting without the right",
              SetFileInformationByHandle(reader, FileDispositionInfo, &disposition, sizeof disposition));
    CloseHandle(reader);
    CloseHandle(writer);
    CloseHandle(appender);
    CloseHandle(nothing);
}

static void locks(void) {
    HANDLE first = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE second = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    OVERLAPPED at;
    memset(&at, 0, sizeof at);
    FACT_BOOL("LockFile", "free", LockFile(first, 0, 0, 10, 0));
    FACT_BOOL("LockFile", "another handle's range", LockFile(second, 5, 0, 10, 0));
    FACT_BOOL("LockFile", "beside it", LockFile(second, 10, 0, 10, 0));
    FACT_BOOL("LockFile", "its own again", LockFile(first, 0, 0, 10, 0));
    FACT_BOOL("UnlockFile", "part of a range", UnlockFile(first, 0, 0, 5, 0));
    FACT_BOOL("UnlockFile", "another handle's", UnlockFile(second, 0, 0, 10, 0));
    FACT_BOOL("UnlockFile", "the range", UnlockFile(first, 0, 0, 10, 0));
    FACT_BOOL("UnlockFile", "the range again", UnlockFile(first, 0, 0, 10, 0));
    FACT_BOOL("LockFileEx", "shared", LockFileEx(first, LOCKFILE_FAIL_IMMEDIATELY, 0, 4, 0, &at));
    FACT_BOOL("LockFileEx", "shared by another", LockFileEx(second, LOCKFILE_FAIL_IMMEDIATELY, 0, 4, 0, &at));
    at.Offset = 2;
    FACT_BOOL("LockFileEx", "exclusive over shared",
              LockFileEx(second, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 4, 0, &at));
    FACT_BOOL("LockFileEx", "a reserved value", LockFileEx(second, 0, 1, 4, 0, &at));
    FACT_BOOL("UnlockFileEx", "not locked", UnlockFileEx(second, 0, 4, 0, &at));
    CloseHandle(first);
    CloseHandle(second);
}

static BOOL lock_now(HANDLE file, DWORD mode, DWORD offset, DWORD size) {
    OVERLAPPED at;
    memset(&at, 0, sizeof at);
    at.Offset = offset;
    return LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY | mode, 0, size, 0, &at);
}

static void overlapping_locks(void) {
    HANDLE own = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE other = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE reader = open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE writer = open_with(GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE neither = open_with(FILE_READ_ATTRIBUTES, SHARE_ALL, OPEN_EXISTING, 0);
    const DWORD exclusive = LOCKFILE_EXCLUSIVE_LOCK;
    FACT_BOOL("LockFileEx", "one handle, shared", lock_now(own, 0, 0, 10));
    FACT_BOOL("LockFileEx", "one handle, shared over shared", lock_now(own, 0, 5, 10));
    FACT_BOOL("LockFileEx", "one handle, exclusive over shared", lock_now(own, exclusive, 0, 5));
    FACT_BOOL("UnlockFile", "the first of two shared", UnlockFile(own, 0, 0, 10, 0));
    FACT_BOOL("LockFileEx", "what the first had alone", lock_now(other, exclusive, 0, 5));
    FACT_BOOL("LockFileEx", "what both had", lock_now(other, exclusive, 5, 1));
    FACT_BOOL("UnlockFile", "the second of two shared", UnlockFile(own, 5, 0, 10, 0));
    FACT_BOOL("UnlockFile", "the other's", UnlockFile(other, 0, 0, 5, 0));
    FACT_BOOL("LockFileEx", "one handle, exclusive", lock_now(own, exclusive, 0, 10));
    FACT_BOOL("LockFileEx", "one handle, shared over exclusive", lock_now(own, 0, 0, 10));
    FACT_BOOL("LockFileEx", "shared by another over both", lock_now(other, 0, 0, 1));
    FACT_BOOL("UnlockFile", "exclusive and shared, once", UnlockFile(own, 0, 0, 10, 0));
    FACT_BOOL("LockFileEx", "shared by another after one unlocking", lock_now(other, 0, 0, 1));
    FACT_BOOL("LockFileEx", "exclusive by another after one unlocking", lock_now(other, exclusive, 1, 1));
    FACT_BOOL("UnlockFile", "exclusive and shared, twice", UnlockFile(own, 0, 0, 10, 0));
    FACT_BOOL("LockFileEx", "exclusive by another after two unlockings", lock_now(other, exclusive, 1, 1));
    FACT_BOOL("LockFileEx", "exclusive on a handle for reading", lock_now(reader, exclusive, 20, 1));
    FACT_BOOL("LockFileEx", "shared on a handle for writing", lock_now(writer, 0, 30, 1));
    FACT_BOOL("LockFileEx", "a handle for attributes", lock_now(neither, 0, 40, 1));
    FACT_BOOL("LockFile", "a handle for attributes", LockFile(neither, 40, 0, 1, 0));
    FACT_BOOL("UnlockFile", "a handle for attributes", UnlockFile(neither, 40, 0, 1, 0));
    FACT_BOOL("LockFile", "far beyond the end", LockFile(own, 0xFFFFFFFF, 0x7FFFFFFF, 100, 0));
    FACT_BOOL("LockFile", "far beyond the end, by another", LockFile(other, 50, 0x80000000, 1, 0));
    FACT_BOOL("LockFile", "beyond everything", LockFile(own, 0xFFFFFFFF, 0xFFFFFFFF, 2, 0));
    CloseHandle(neither);
    CloseHandle(writer);
    CloseHandle(reader);
    CloseHandle(other);
    CloseHandle(own);
}

static void locked_ranges(void) {
    HANDLE own = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    HANDLE other = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
    DWORD written;
    WriteFile(own, "0123456789", 10, &written, NULL);
    lock_now(own, LOCKFILE_EXCLUSIVE_LOCK, 2, 3);
    fact_read("another's exclusive range, before it", other, 2, NULL);
    fact_read("another's exclusive range", other, 1, NULL);
    fact_write("another's exclusive range", other, "x", NULL);
    SetFilePointer(own, 2, NULL, FILE_BEGIN);
    fact_read("its own exclusive range", own, 3, NULL);
    UnlockFile(own, 2, 0, 3, 0);
    lock_now(own, 0, 2, 3);
    SetFilePointer(other, 2, NULL, FILE_BEGIN);
    fact_read("another's shared range", other, 1, NULL);
    fact_write("another's shared range", other, "x", NULL);
    SetFilePointer(own, 2, NULL, FILE_BEGIN);
    fact_write("its own shared range", own, "x", NULL);
    CloseHandle(own);
    fact_write("a range that was locked through a closed handle", other, "x", NULL);
    CloseHandle(other);
}

static void wrong_handles(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    LARGE_INTEGER large;
    fact_read("an event", event, 1, NULL);
    fact_write("an event", event, "x", NULL);
    FACT_DWORD("GetFileType", "an event", FILE_TYPE_UNKNOWN, GetFileType(event));
    FACT_DWORD("GetFileType", "no handle", FILE_TYPE_UNKNOWN, GetFileType((HANDLE)(ULONG_PTR)0x7770));
    fact_read("no handle", (HANDLE)(ULONG_PTR)0x7770, 1, NULL);
    fact_read("NULL", NULL, 1, NULL);
    FACT_DWORD("GetFileSize", "no handle", INVALID_FILE_SIZE, GetFileSize((HANDLE)(ULONG_PTR)0x7770, NULL));
    FACT_BOOL("GetFileSizeEx", "no handle", GetFileSizeEx((HANDLE)(ULONG_PTR)0x7770, &large));
    FACT_DWORD("SetFilePointer", "no handle", INVALID_SET_FILE_POINTER,
               SetFilePointer((HANDLE)(ULONG_PTR)0x7770, 0, NULL, 0));
    FACT_BOOL("FlushFileBuffers", "no handle", FlushFileBuffers((HANDLE)(ULONG_PTR)0x7770));
    FACT_BOOL("SetEndOfFile", "no handle", SetEndOfFile((HANDLE)(ULONG_PTR)0x7770));
    FACT_BOOL("LockFile", "no handle", LockFile((HANDLE)(ULONG_PTR)0x7770, 0, 0, 1, 0));
    CloseHandle(event);
}

static void searches(void) {
    WIN32_FIND_DATAA found;
    HANDLE search;
    CloseHandle(CreateFileA(OTHER, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
    FACT_HANDLE("FindFirstFileA", "nothing matches", search, FindFirstFileA("conformance-nothing*", &found));
    FACT_HANDLE("FindFirstFileA", "no directory", search, FindFirstFileA("no-such-directory\\*", &found));
    FACT_HANDLE("FindFirstFileA", "two match", search, FindFirstFileA("conformance-files*.tmp", &found));
    FACT_TEXT("FindFirstFileA", "first name", found.cFileName);
    FACT_BOOL("FindNextFileA", "second", FindNextFileA(search, &found));
    FACT_TEXT("FindNextFileA", "second name", found.cFileName);
    FACT_BOOL("FindNextFileA", "no third", FindNextFileA(search, &found));
    FACT_BOOL("FindClose", "a search", FindClose(search));
    FACT_BOOL("FindClose", "INVALID_HANDLE_VALUE", FindClose(INVALID_HANDLE_VALUE));
    FACT_HANDLE("FindFirstFileA", "without a star", search, FindFirstFileA(OTHER, &found));
    FACT_NUMBER("FindFirstFileA", "size", found.nFileSizeLow);
    FindClose(search);
    FACT_HANDLE("FindFirstFileA", "question marks", search, FindFirstFileA("conformance-files-othe?.t??", &found));
    FindClose(search);
    FACT_BOOL("DeleteFileA", "a file", DeleteFileA(OTHER));
}

int main(void) {
    dispositions();
    sharing();
    positions();
    rights();
    locks();
    overlapping_locks();
    locked_ranges();
    wrong_handles();
    searches();
    DeleteFileA(NAME);
    return 0;
}
