// SPDX-License-Identifier: LGPL-2.1-or-later
// Attributes, directories, moving, copying, times and paths. Works in a directory of its own in the current one.
#include "facts.h"

#define TOP "conformance-names"
#define FILE_1 TOP "\\one"
#define FILE_2 TOP "\\two"
#define FILE_3 TOP "\\three"
#define INNER TOP "\\inner"
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE opened(const char* name, DWORD access, DWORD share) {
    return CreateFileA(name, access, share, NULL, OPEN_ALWAYS, 0, NULL);
}

static void write_file(const char* name, const char* text) {
    DWORD written;
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, text, (DWORD)strlen(text), &written, NULL);
    CloseHandle(file);
}

static const char* text_of(const char* name) {
    static char text[100];
    DWORD read = 0;
    HANDLE file = CreateFileA(name, GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return "(none)";
    ReadFile(file, text, sizeof text - 1, &read, NULL);
    text[read] = 0;
    CloseHandle(file);
    return text;
}

static void directories(void) {
    const char *c = "CreateDirectoryA", *r = "RemoveDirectoryA";
    HANDLE file;
    FACT_BOOL(c, "a new name", CreateDirectoryA(TOP, NULL));
    FACT_BOOL(c, "a name that is there", CreateDirectoryA(TOP, NULL));
    FACT_BOOL(c, "in a directory that is not there", CreateDirectoryA(TOP "\\none\\new", NULL));
    FACT_BOOL(c, "an empty name", CreateDirectoryA("", NULL));
    FACT_BOOL(c, "a null name", CreateDirectoryA(NULL, NULL));
    FACT_BOOL(c, "a separator at the end", CreateDirectoryA(INNER "\\", NULL));
    write_file(FILE_1, "one");
    FACT_BOOL(c, "the name of a file", CreateDirectoryA(FILE_1, NULL));
    FACT_BOOL("CreateDirectoryW", "a name that is there", CreateDirectoryW(L"conformance-names", NULL));
    FACT_BOOL(r, "of a file", RemoveDirectoryA(FILE_1));
    FACT_BOOL(r, "of nothing", RemoveDirectoryA(TOP "\\none"));
    FACT_BOOL(r, "in a directory that is not there", RemoveDirectoryA(TOP "\\none\\new"));
    FACT_BOOL(r, "that has entries", RemoveDirectoryA(TOP));
    file = CreateFileA(INNER, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    FACT_BOOL(r, "that is open", RemoveDirectoryA(INNER));
    CloseHandle(file);
    FACT_BOOL(r, "that is empty", RemoveDirectoryA(INNER));
    FACT_BOOL(r, "an empty name", RemoveDirectoryA(""));
    FACT_BOOL("RemoveDirectoryW", "of nothing", RemoveDirectoryW(L"conformance-none"));
}

static void attributes(void) {
    const char *g = "GetFileAttributesA", *s = "SetFileAttributesA", *x = "GetFileAttributesExA";
    WIN32_FILE_ATTRIBUTE_DATA data;
    FACT_HEX(g, "a directory", GetFileAttributesA(TOP));
    FACT_HEX(g, "a file", GetFileAttributesA(FILE_1));
    FACT_DWORD(g, "nothing", INVALID_FILE_ATTRIBUTES, GetFileAttributesA(FILE_2));
    FACT_DWORD(g, "in a directory that is not there", INVALID_FILE_ATTRIBUTES, GetFileAttributesA(TOP "\\none\\new"));
    FACT_DWORD(g, "an empty name", INVALID_FILE_ATTRIBUTES, GetFileAttributesA(""));
    FACT_DWORD(g, "a null name", INVALID_FILE_ATTRIBUTES, GetFileAttributesA(NULL));
    FACT_DWORD("GetFileAttributesW", "nothing", INVALID_FILE_ATTRIBUTES, GetFileAttributesW(L"conformance-none"));
    FACT_BOOL(x, "a file", GetFileAttributesExA(FILE_1, GetFileExInfoStandard, &data));
    FACT_HEX(x, "its attributes", data.dwFileAttributes);
    FACT_NUMBER(x, "its size", data.nFileSizeLow);
    FACT_NUMBER(x, "its time is known", data.ftLastWriteTime.dwHighDateTime != 0);
    FACT_BOOL(x, "nothing", GetFileAttributesExA(FILE_2, GetFileExInfoStandard, &data));
    FACT_BOOL(x, "an unknown level", GetFileAttributesExA(FILE_1, GetFileExMaxInfoLevel, &data));
    FACT_BOOL("GetFileAttributesExW", "nothing",
              GetFileAttributesExW(L"conformance-none", GetFileExInfoStandard, &data));
    FACT_BOOL(s, "read-only", SetFileAttributesA(FILE_1, FILE_ATTRIBUTE_READONLY));
    FACT_HEX("GetFileAttributesA", "read-only", GetFileAttributesA(FILE_1) & FILE_ATTRIBUTE_READONLY);
    FACT_BOOL("DeleteFileA", "a read-only file", DeleteFileA(FILE_1));
    FACT_BOOL(s, "normal", SetFileAttributesA(FILE_1, FILE_ATTRIBUTE_NORMAL));
    FACT_HEX("GetFileAttributesA", "no more read-only", GetFileAttributesA(FILE_1) & FILE_ATTRIBUTE_READONLY);
    FACT_BOOL(s, "nothing", SetFileAttributesA(FILE_2, FILE_ATTRIBUTE_NORMAL));
    FACT_BOOL(s, "in a directory that is not there", SetFileAttributesA(TOP "\\none\\new", FILE_ATTRIBUTE_NORMAL));
    FACT_BOOL("SetFileAttributesW", "nothing", SetFileAttributesW(L"conformance-none", FILE_ATTRIBUTE_NORMAL));
}

static void moving(void) {
    const char *m = "MoveFileA", *x = "MoveFileExA";
    HANDLE file;
    FACT_BOOL(m, "of nothing", MoveFileA(TOP "\\none", FILE_2));
    FACT_BOOL(m, "to a directory that is not there", MoveFileA(FILE_1, TOP "\\none\\new"));
    FACT_BOOL(m, "a file", MoveFileA(FILE_1, FILE_2));
    FACT_TEXT(m, "its contents", text_of(FILE_2));
    FACT_TEXT(m, "what is left", text_of(FILE_1));
    write_file(FILE_1, "new");
    FACT_BOOL(m, "to a name that is there", MoveFileA(FILE_1, FILE_2));
    FACT_BOOL(m, "to its own name", MoveFileA(FILE_1, FILE_1));
    FACT_BOOL("MoveFileW", "of nothing", MoveFileW(L"conformance-none", L"conformance-new"));
    FACT_BOOL(x, "no flags, to a name that is there", MoveFileExA(FILE_1, FILE_2, 0));
    SetFileAttributesA(FILE_2, FILE_ATTRIBUTE_READONLY);
    FACT_BOOL(x, "replacing a read-only file", MoveFileExA(FILE_1, FILE_2, MOVEFILE_REPLACE_EXISTING));
    SetFileAttributesA(FILE_2, FILE_ATTRIBUTE_NORMAL);
    write_file(FILE_1, "new");
    file = opened(FILE_2, GENERIC_READ, FILE_SHARE_READ);
    FACT_BOOL(x, "replacing a file that is open", MoveFileExA(FILE_1, FILE_2, MOVEFILE_REPLACE_EXISTING));
    FACT_BOOL(x, "of a file that is open", MoveFileExA(FILE_2, FILE_3, 0));
    CloseHandle(file);
    FACT_BOOL(x, "replacing a file", MoveFileExA(FILE_1, FILE_2, MOVEFILE_REPLACE_EXISTING));
    FACT_TEXT(x, "what is there then", text_of(FILE_2));
    CreateDirectoryA(INNER, NULL);
    FACT_BOOL(x, "replacing a directory", MoveFileExA(FILE_2, INNER, MOVEFILE_REPLACE_EXISTING));
    FACT_BOOL(x, "a directory", MoveFileExA(INNER, TOP "\\outer", 0));
    FACT_BOOL(x, "a directory into itself", MoveFileExA(TOP "\\outer", TOP "\\outer\\inner", 0));
    FACT_BOOL(x, "a directory over a file", MoveFileExA(TOP "\\outer", FILE_2, MOVEFILE_REPLACE_EXISTING));
    FACT_BOOL("MoveFileExW", "of nothing", MoveFileExW(L"conformance-none", L"conformance-new", 0));
    RemoveDirectoryA(TOP "\\outer");
    RemoveDirectoryA(FILE_2);
}

static void copying(void) {
    const char* c = "CopyFileA";
    WIN32_FILE_ATTRIBUTE_DATA before, after;
    HANDLE file;
    write_file(FILE_1, "text");
    FACT_BOOL(c, "of nothing", CopyFileA(TOP "\\none", FILE_3, FALSE));
    FACT_BOOL(c, "to a directory that is not there", CopyFileA(FILE_1, TOP "\\none\\new", FALSE));
    FACT_BOOL(c, "a file", CopyFileA(FILE_1, FILE_3, TRUE));
    FACT_TEXT(c, "the copy", text_of(FILE_3));
    FACT_TEXT(c, "the original", text_of(FILE_1));
    GetFileAttributesExA(FILE_1, GetFileExInfoStandard, &before);
    GetFileAttributesExA(FILE_3, GetFileExInfoStandard, &after);
    FACT_NUMBER(c, "the time of writing is kept", CompareFileTime(&before.ftLastWriteTime, &after.ftLastWriteTime));
    FACT_BOOL(c, "to a name that is there, to fail", CopyFileA(FILE_1, FILE_3, TRUE));
    write_file(FILE_1, "other");
    FACT_BOOL(c, "to a name that is there", CopyFileA(FILE_1, FILE_3, FALSE));
    FACT_TEXT(c, "what is there then", text_of(FILE_3));
    FACT_BOOL(c, "of a directory", CopyFileA(TOP, TOP "\\new", FALSE));
    FACT_BOOL(c, "to itself", CopyFileA(FILE_1, FILE_1, FALSE));
    file = opened(FILE_3, GENERIC_READ, FILE_SHARE_READ);
    FACT_BOOL(c, "to a file that is open", CopyFileA(FILE_1, FILE_3, FALSE));
    CloseHandle(file);
    file = opened(FILE_1, GENERIC_READ, 0);
    FACT_BOOL(c, "of a file that is open, not shared", CopyFileA(FILE_1, FILE_3, FALSE));
    CloseHandle(file);
    SetFileAttributesA(FILE_3, FILE_ATTRIBUTE_READONLY);
    FACT_BOOL(c, "to a read-only file", CopyFileA(FILE_1, FILE_3, FALSE));
    FACT_BOOL(c, "of a read-only file", CopyFileA(FILE_3, TOP "\\four", FALSE));
    FACT_HEX(c, "the copy is read-only", GetFileAttributesA(TOP "\\four") & FILE_ATTRIBUTE_READONLY);
    SetFileAttributesA(FILE_3, FILE_ATTRIBUTE_NORMAL);
    SetFileAttributesA(TOP "\\four", FILE_ATTRIBUTE_NORMAL);
    DeleteFileA(TOP "\\four");
    FACT_BOOL("CopyFileW", "of nothing", CopyFileW(L"conformance-none", L"conformance-new", FALSE));
}

static void times(void) {
    const FILETIME then = {0x80000000, 0x01c00000}, never = {0, 0}, keep = {0xffffffff, 0xffffffff};
    FILETIME write;
    HANDLE file = opened(FILE_1, GENERIC_READ | GENERIC_WRITE, SHARE_ALL), pipe, other;
    FACT_BOOL("SetFileTime", "the time of writing", SetFileTime(file, NULL, NULL, &then));
    FACT_BOOL("GetFileTime", "the time of writing", GetFileTime(file, NULL, NULL, &write));
    FACT_NUMBER("GetFileTime", "it is what was set", CompareFileTime(&write, &then));
    FACT_BOOL("SetFileTime", "a time of 0", SetFileTime(file, NULL, NULL, &never));
    GetFileTime(file, NULL, NULL, &write);
    FACT_NUMBER("SetFileTime", "a time of 0 changes nothing", CompareFileTime(&write, &then));
    FACT_BOOL("SetFileTime", "0xFFFFFFFF twice", SetFileTime(file, NULL, &keep, &keep));
    GetFileTime(file, NULL, NULL, &write);
    FACT_NUMBER("SetFileTime", "0xFFFFFFFF twice changes nothing", CompareFileTime(&write, &then));
    CloseHandle(file);
    FACT_BOOL("GetFileTime", "a closed handle", GetFileTime(file, NULL, NULL, &write));
    FACT_BOOL("SetFileTime", "a closed handle", SetFileTime(file, NULL, NULL, &then));
    file = opened(FILE_1, GENERIC_READ, SHARE_ALL);
    FACT_BOOL("SetFileTime", "opened for reading", SetFileTime(file, NULL, NULL, &then));
    CloseHandle(file);
    CreatePipe(&pipe, &other, NULL, 0);
    FACT_BOOL("SetFileTime", "a pipe", SetFileTime(other, NULL, NULL, &then));
    CloseHandle(pipe);
    CloseHandle(other);
}

/// What comes after the current directory, with slashes, or all of it.
static const char* relative(char* path) {
    static char current[MAX_PATH];
    char* at;
    const DWORD length = GetCurrentDirectoryA(sizeof current, current);
    for (at = path; *at; ++at) {
        if (*at == '\\') *at = '/';
    }
    for (at = current; *at; ++at) {
        if (*at == '\\') *at = '/';
    }
    return strncmp(path, current, length) == 0 ? path + length : path;
}

static void full_paths(void) {
    const char* f = "GetFullPathNameA";
    char path[MAX_PATH], small[2], *part = NULL;
    DWORD length = GetFullPathNameA("a\\.\\b\\..\\c", sizeof path, path, &part);
    FACT_NUMBER(f, "the length is that of the text", length == strlen(path));
    FACT_TEXT(f, "dots are resolved", relative(path));
    FACT_TEXT(f, "the last part", part ? part : "(null)");
    FACT_NUMBER(f, "a small buffer: the size with the null",
                GetFullPathNameA("a\\c", sizeof small, small, NULL) == length + 1);
    GetFullPathNameA("a\\\\b\\", sizeof path, path, &part);
    FACT_TEXT(f, "a separator at the end", relative(path));
    FACT_TEXT(f, "a separator at the end: the last part", part ? part : "(null)");
    FACT_DWORD(f, "an empty name", 0, GetFullPathNameA("", sizeof path, path, NULL));
    FACT_DWORD("GetFullPathNameW", "an empty name", 0, GetFullPathNameW(L"", 0, NULL, NULL));
    length = GetLongPathNameA(FILE_1, path, sizeof path);
    FACT_TEXT("GetLongPathNameA", "a file", relative(path));
    FACT_DWORD("GetLongPathNameA", "nothing", 0, GetLongPathNameA(TOP "\\none", path, sizeof path));
    FACT_DWORD("GetLongPathNameA", "a null name", 0, GetLongPathNameA(NULL, path, sizeof path));
    FACT_DWORD("GetShortPathNameA", "nothing", 0, GetShortPathNameA(TOP "\\none", path, sizeof path));
}

static void temporary_names(void) {
    const char* t = "GetTempFileNameA";
    char path[MAX_PATH], long_path[MAX_PATH];
    UINT number;
    DWORD length = GetTempPathA(sizeof path, path);
    FACT_NUMBER("GetTempPathA", "the length is that of the text", length == strlen(path));
    FACT_NUMBER("GetTempPathA", "a separator at its end", path[length - 1] == '\\' || path[length - 1] == '/');
    FACT_NUMBER("GetTempPathA", "no buffer: the size with the null", GetTempPathA(0, NULL) == length + 1);
    FACT_DWORD(t, "a number", 0, GetTempFileNameA(TOP, "prefix", 0x12ab, path));
    FACT_TEXT(t, "a number: the name", relative(path));
    FACT_TEXT(t, "a number: nothing is created", text_of(path));
    FACT_DWORD(t, "a number of more than 16 bits", 0, GetTempFileNameA(TOP, "p", 0x1000c, path));
    number = GetTempFileNameA(TOP, "p", 0, path);
    FACT_NUMBER(t, "no number: one is returned", number != 0);
    FACT_TEXT(t, "no number: an empty file is created", text_of(path));
    DeleteFileA(path);
    FACT_DWORD(t, "in a directory that is not there", 0, GetTempFileNameA(TOP "\\none", "p", 0, path));
    FACT_DWORD(t, "in a file", 0, GetTempFileNameA(FILE_1, "p", 0, path));
    memset(long_path, 'a', sizeof long_path);
    long_path[MAX_PATH - 13] = 0;
    FACT_DWORD(t, "a directory's name that is too long", 0, GetTempFileNameA(long_path, "p", 0, path));
}

static void volumes(void) {
    ULARGE_INTEGER available, total, unused;
    FACT_BOOL("GetDiskFreeSpaceExA", "of a directory", GetDiskFreeSpaceExA(TOP, &available, &total, &unused));
    FACT_NUMBER("GetDiskFreeSpaceExA", "what is free is part of all",
                available.QuadPart <= unused.QuadPart && unused.QuadPart <= total.QuadPart);
    FACT_BOOL("GetDiskFreeSpaceExA", "no results", GetDiskFreeSpaceExA(NULL, NULL, NULL, NULL));
    FACT_BOOL("GetDiskFreeSpaceExA", "of nothing", GetDiskFreeSpaceExA(TOP "\\none", NULL, NULL, NULL));
    FACT_NUMBER("GetDriveTypeA", "of nothing", GetDriveTypeA(TOP "\\none\\"));
}

static void searching(void) {
    const char* s = "SearchPathA";
    char path[MAX_PATH], *part = NULL;
    DWORD length;
    write_file(TOP "\\found.ext", "");
    length = SearchPathA(TOP, "found", ".ext", sizeof path, path, &part);
    FACT_NUMBER(s, "the length is that of the text", length == strlen(path));
    FACT_TEXT(s, "the last part", part ? part : "(null)");
    FACT_NUMBER(s, "no room: the size with the null", SearchPathA(TOP, "found", ".ext", 0, NULL, NULL) == length + 1);
    FACT_DWORD(s, "nothing", 0, SearchPathA(TOP, "none", NULL, sizeof path, path, NULL));
    FACT_DWORD(s, "a null name", 0, SearchPathA(TOP, NULL, NULL, sizeof path, path, NULL));
    DeleteFileA(TOP "\\found.ext");
}

static void arithmetic(void) {
    FACT_NUMBER("MulDiv", "7 * 10 / 4", MulDiv(7, 10, 4));
    FACT_NUMBER("MulDiv", "-7 * 10 / 4", MulDiv(-7, 10, 4));
    FACT_NUMBER("MulDiv", "a product of 64 bits", MulDiv(2000000000, 2000000000, 2000000000));
    FACT_NUMBER("MulDiv", "by 0", MulDiv(1, 1, 0));
    FACT_NUMBER("MulDiv", "too large", MulDiv(2000000000, 2, 1));
}

int main(void) {
    directories();
    attributes();
    moving();
    copying();
    times();
    full_paths();
    temporary_names();
    volumes();
    searching();
    arithmetic();
    DeleteFileA(FILE_1);
    DeleteFileA(FILE_2);
    DeleteFileA(FILE_3);
    FACT_BOOL("RemoveDirectoryA", "at the end", RemoveDirectoryA(TOP));
    return 0;
}
