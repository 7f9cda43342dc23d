// SPDX-License-Identifier: LGPL-2.1-or-later
// Files by names in wide characters, CreateFile2, deletion that waits for the last handle. Works in the current
// directory.
#include "facts.h"

#define NAME L"conformance-wide-\x4e2d\x6587.tmp"
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE open_with(DWORD access, DWORD share, DWORD disposition, DWORD flags) {
    return CreateFileW(NAME, access, share, NULL, disposition, flags, NULL);
}

static void dispositions(void) {
    const char* f = "CreateFileW";
    HANDLE file;
    DeleteFileW(NAME);
    FACT_HANDLE(f, "OPEN_EXISTING of nothing", file, open_with(GENERIC_READ, 0, OPEN_EXISTING, 0));
    FACT_HANDLE(f, "TRUNCATE_EXISTING of nothing", file, open_with(GENERIC_WRITE, 0, TRUNCATE_EXISTING, 0));
    FACT_HANDLE(f, "in a directory that is not there", file,
                CreateFileW(L"no-such-directory\\file", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE(f, "an empty name", file, CreateFileW(L"", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE(f, "a null name", file, CreateFileW(NULL, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE("CreateFileA", "a null name", file, CreateFileA(NULL, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE(f, "CREATE_NEW", file, open_with(GENERIC_WRITE, 0, CREATE_NEW, 0));
    CloseHandle(file);
    FACT_HANDLE(f, "CREATE_NEW of what is there", file, open_with(GENERIC_WRITE, 0, CREATE_NEW, 0));
    FACT_HANDLE(f, "OPEN_ALWAYS of what is there", file, open_with(GENERIC_WRITE, 0, OPEN_ALWAYS, 0));
    CloseHandle(file);
    FACT_HANDLE(f, "CREATE_ALWAYS of what is there", file, open_with(GENERIC_WRITE, 0, CREATE_ALWAYS, 0));
    CloseHandle(file);
    FACT_HANDLE(f, "OPEN_EXISTING of what is there", file, open_with(GENERIC_WRITE, 0, OPEN_EXISTING, 0));
    CloseHandle(file);
    FACT_HANDLE(f, "disposition 0", file, open_with(GENERIC_WRITE, 0, 0, 0));
    FACT_HANDLE(f, "disposition 6", file, open_with(GENERIC_WRITE, 0, 6, 0));
    FACT_HANDLE(f, "a directory", file, CreateFileW(L".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL));
    FACT_HANDLE(f, "a directory with backup semantics", file,
                CreateFileW(L".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL));
    CloseHandle(file);
}

static void contents(void) {
    HANDLE file = open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL, CREATE_ALWAYS, 0);
    DWORD size = 77;
    LARGE_INTEGER length;
    FACT_BOOL("WriteFile", "a file with a wide name", WriteFile(file, "12345", 5, &size, NULL));
    FACT_NUMBER("WriteFile", "how much", size);
    FACT_BOOL("WriteFile", "no bytes", WriteFile(file, "", 0, &size, NULL));
    FACT_NUMBER("WriteFile", "no bytes: how much", size);
    GetFileSizeEx(file, &length);
    FACT_NUMBER("WriteFile", "no bytes leave the size", length.QuadPart);
    CloseHandle(file);
    FACT_HANDLE("CreateFileW", "TRUNCATE_EXISTING without GENERIC_WRITE", file,
                open_with(GENERIC_READ, SHARE_ALL, TRUNCATE_EXISTING, 0));
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    file = open_with(GENERIC_WRITE, SHARE_ALL, TRUNCATE_EXISTING, 0);
    GetFileSizeEx(file, &length);
    FACT_NUMBER("CreateFileW", "TRUNCATE_EXISTING empties the file", length.QuadPart);
    WriteFile(file, "12345", 5, &size, NULL);
    CloseHandle(file);
    file = open_with(GENERIC_WRITE, SHARE_ALL, CREATE_ALWAYS, 0);
    GetFileSizeEx(file, &length);
    FACT_NUMBER("CreateFileW", "CREATE_ALWAYS empties the file", length.QuadPart);
    CloseHandle(file);
}

static void inheritance(void) {
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
    HANDLE file = open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0);
    DWORD flags = 9;
    GetHandleInformation(file, &flags);
    FACT_NUMBER("CreateFileW", "no attributes: inheritable", flags);
    CloseHandle(file);
    file = CreateFileW(NAME, GENERIC_READ, SHARE_ALL, &inheritable, OPEN_EXISTING, 0, NULL);
    GetHandleInformation(file, &flags);
    FACT_NUMBER("CreateFileW", "bInheritHandle: inheritable", flags);
    CloseHandle(file);
}

static void sharing(void) {
    HANDLE first = open_with(GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, 0), second;
    FACT_HANDLE("CreateFileW", "reading shared, for reading", second,
                open_with(GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, 0));
    CloseHandle(second);
    FACT_HANDLE("CreateFileW", "reading shared, for writing", second,
                open_with(GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0));
    FACT_HANDLE("CreateFileW", "reading shared, for FILE_FLAG_DELETE_ON_CLOSE", second,
                open_with(GENERIC_READ | DELETE, SHARE_ALL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE));
    FACT_BOOL("DeleteFileW", "deletion not shared", DeleteFileW(NAME));
    CloseHandle(first);
}

static void deletion(void) {
    HANDLE first = open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0), second;
    FILE_BASIC_INFO basic;
    FACT_BOOL("DeleteFileW", "deletion shared", DeleteFileW(NAME));
    CloseHandle(first);
    FACT_HANDLE("CreateFileW", "once the last handle is closed", second,
                open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0));
    FACT_BOOL("DeleteFileW", "nothing there", DeleteFileW(NAME));
    FACT_BOOL("DeleteFileW", "a directory", DeleteFileW(L"."));
    FACT_BOOL("DeleteFileW", "an empty name", DeleteFileW(L""));
    FACT_BOOL("DeleteFileW", "in a directory that is not there", DeleteFileW(L"no-such-directory\\file"));
    FACT_BOOL("DeleteFileA", "in a directory that is not there", DeleteFileA("no-such-directory\\file"));
    first = open_with(GENERIC_WRITE, SHARE_ALL, CREATE_NEW, FILE_ATTRIBUTE_READONLY);
    CloseHandle(first);
    FACT_BOOL("DeleteFileW", "a read-only file", DeleteFileW(NAME));
    first = open_with(FILE_WRITE_ATTRIBUTES, SHARE_ALL, OPEN_EXISTING, 0);
    memset(&basic, 0, sizeof basic);
    basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    SetFileInformationByHandle(first, FileBasicInfo, &basic, sizeof basic);
    CloseHandle(first);
    FACT_BOOL("DeleteFileW", "no longer read-only", DeleteFileW(NAME));
    first = open_with(GENERIC_WRITE, SHARE_ALL, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
    FACT_HANDLE("CreateFileW", "beside FILE_FLAG_DELETE_ON_CLOSE, deletion not shared", second,
                open_with(GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, OPEN_EXISTING, 0));
    FACT_HANDLE("CreateFileW", "beside FILE_FLAG_DELETE_ON_CLOSE, deletion shared", second,
                open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0));
    if (second != INVALID_HANDLE_VALUE) CloseHandle(second);
    CloseHandle(first);
    FACT_HANDLE("CreateFileW", "after FILE_FLAG_DELETE_ON_CLOSE", second,
                open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0));
}

static void second_form(void) {
    const char* f = "CreateFile2";
    HANDLE first, second;
    FACT_HANDLE(f, "OPEN_EXISTING of nothing", first, CreateFile2(NAME, GENERIC_READ, 0, OPEN_EXISTING, NULL));
    FACT_HANDLE(f, "TRUNCATE_EXISTING of nothing", first, CreateFile2(NAME, GENERIC_WRITE, 0, TRUNCATE_EXISTING, NULL));
    FACT_HANDLE(f, "OPEN_ALWAYS of nothing", first, CreateFile2(NAME, GENERIC_WRITE, 0, OPEN_ALWAYS, NULL));
    CloseHandle(first);
    FACT_HANDLE(f, "CREATE_NEW of what is there", first, CreateFile2(NAME, GENERIC_WRITE, 0, CREATE_NEW, NULL));
    FACT_HANDLE(f, "CREATE_ALWAYS of what is there", first, CreateFile2(NAME, GENERIC_WRITE, 0, CREATE_ALWAYS, NULL));
    FACT_HANDLE("CreateFileW", "what CreateFile2 has not shared", second,
                open_with(GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0));
    FACT_HANDLE(f, "what is not shared", second, CreateFile2(NAME, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, NULL));
    CloseHandle(first);
    FACT_HANDLE(f, "disposition 0", second, CreateFile2(NAME, GENERIC_READ, SHARE_ALL, 0, NULL));
    FACT_HANDLE(f, "disposition 6", second, CreateFile2(NAME, GENERIC_READ, SHARE_ALL, 6, NULL));
}

static void second_form_parameters(void) {
    const char* f = "CreateFile2";
    CREATEFILE2_EXTENDED_PARAMETERS more;
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
    HANDLE file;
    DWORD flags = 9;
    memset(&more, 0, sizeof more);
    more.dwSize = sizeof more;
    more.dwFileAttributes = FILE_ATTRIBUTE_NORMAL;
    more.lpSecurityAttributes = &inheritable;
    FACT_HANDLE(f, "inheritable", file, CreateFile2(NAME, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, &more));
    GetHandleInformation(file, &flags);
    FACT_NUMBER(f, "inheritable: the flag", flags);
    CloseHandle(file);
    more.lpSecurityAttributes = NULL;
    more.dwFileFlags = FILE_FLAG_BACKUP_SEMANTICS;
    FACT_HANDLE(f, "a directory with backup semantics", file,
                CreateFile2(L".", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, &more));
    CloseHandle(file);
    FACT_HANDLE(f, "a directory", file, CreateFile2(L".", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, NULL));
    more.dwFileFlags = FILE_FLAG_DELETE_ON_CLOSE;
    file = CreateFile2(NAME, GENERIC_READ | DELETE, SHARE_ALL, OPEN_EXISTING, &more);
    CloseHandle(file);
    FACT_HANDLE(f, "after FILE_FLAG_DELETE_ON_CLOSE", file,
                CreateFile2(NAME, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, NULL));
}

int main(void) {
    dispositions();
    contents();
    inheritance();
    sharing();
    deletion();
    second_form();
    second_form_parameters();
    return 0;
}
