// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the security of objects: what is asked and set wrongly, and that what was read can be set again. Whose
// something is and what the list says differs between systems.
#include "facts.h"

#include <aclapi.h>

#define NAME "conformance-security.tmp"
#define PARTS (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

static PSID owner, group;
static PACL dacl;
static PSECURITY_DESCRIPTOR descriptor;
static DWORD room[256];

/// Which of the parts came.
static void fact_parts(const char* function, const char* situation, DWORD result) {
    char text[96];
    if (result == ERROR_SUCCESS) {
        snprintf(text, sizeof text, "%s, %s, %s, %s", owner ? "an owner" : "no owner", group ? "a group" : "no group",
                 dacl ? "a list" : "no list", descriptor && IsValidSecurityDescriptor(descriptor) ? "valid" : "invalid");
        FACT_TEXT(function, situation, text);
    } else {
        FACT_NUMBER(function, situation, result);
    }
    owner = group = NULL;
    dacl = NULL;
    if (result == ERROR_SUCCESS) LocalFree(descriptor);
    descriptor = NULL;
}

static DWORD by_name(const char* name, SE_OBJECT_TYPE type, DWORD information) {
    return GetNamedSecurityInfoA(name, type, information, &owner, &group, &dacl, NULL, &descriptor);
}
static DWORD by_handle(HANDLE handle, SE_OBJECT_TYPE type, DWORD information) {
    return GetSecurityInfo(handle, type, information, &owner, &group, &dacl, NULL, &descriptor);
}

static void files(void) {
    WCHAR wide[] = L"conformance-security.tmp";
    HANDLE file = CreateFileA(NAME, GENERIC_READ | WRITE_DAC, 0, NULL, CREATE_ALWAYS, 0, NULL);
    fact_parts("GetNamedSecurityInfoA", "a file", by_name(NAME, SE_FILE_OBJECT, PARTS));
    fact_parts("GetNamedSecurityInfoA", "a directory", by_name(".", SE_FILE_OBJECT, PARTS));
    fact_parts("GetNamedSecurityInfoW", "the owner alone",
               GetNamedSecurityInfoW(wide, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL,
                                     &descriptor));
    fact_parts("GetNamedSecurityInfoA", "no such file", by_name("no-such-file", SE_FILE_OBJECT, PARTS));
    fact_parts("GetNamedSecurityInfoA", "no name", by_name(NULL, SE_FILE_OBJECT, PARTS));
    fact_parts("GetNamedSecurityInfoA", "no type", by_name(NAME, SE_UNKNOWN_OBJECT_TYPE, PARTS));
    fact_parts("GetNamedSecurityInfoA", "a type that is none", by_name(NAME, (SE_OBJECT_TYPE)99, PARTS));
    fact_parts("GetNamedSecurityInfoA", "no place for the descriptor",
               GetNamedSecurityInfoA(NAME, SE_FILE_OBJECT, PARTS, &owner, NULL, NULL, NULL, NULL));
    fact_parts("GetSecurityInfo", "a file", by_handle(file, SE_FILE_OBJECT, PARTS));
    fact_parts("GetSecurityInfo", "a file as a kernel object", by_handle(file, SE_KERNEL_OBJECT, PARTS));
    fact_parts("GetSecurityInfo", "NULL", by_handle(NULL, SE_FILE_OBJECT, PARTS));

    DWORD result = by_name(NAME, SE_FILE_OBJECT, PARTS);
    if (result == ERROR_SUCCESS) {
        FACT_NUMBER("SetNamedSecurityInfoA", "the list that was read",
                    SetNamedSecurityInfoA((LPSTR)NAME, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, dacl, NULL));
        FACT_NUMBER("SetNamedSecurityInfoW", "the list that was read",
                    SetNamedSecurityInfoW(wide, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, dacl, NULL));
        FACT_NUMBER("SetSecurityInfo", "the list that was read",
                    SetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, dacl, NULL));
        LocalFree(descriptor);
    }
    FACT_NUMBER("SetNamedSecurityInfoA", "no such file",
                SetNamedSecurityInfoA((LPSTR) "no-such-file", SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL,
                                      NULL, NULL));
    FACT_NUMBER("SetNamedSecurityInfoA", "no name",
                SetNamedSecurityInfoA(NULL, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL));
    FACT_NUMBER("SetSecurityInfo", "NULL",
                SetSecurityInfo(NULL, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL));
    CloseHandle(file);
    file = CreateFileA(NAME, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    FACT_NUMBER("SetSecurityInfo", "a file opened for reading",
                SetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL));
    CloseHandle(file);
    file = CreateFileA(NAME, FILE_READ_DATA, 0, NULL, OPEN_EXISTING, 0, NULL);
    fact_parts("GetSecurityInfo", "a file without READ_CONTROL", by_handle(file, SE_FILE_OBJECT, PARTS));
    CloseHandle(file);
}

static void old_functions(void) {
    DWORD needed = 0, second = 0;
    FACT_BOOL("GetFileSecurityA", "no room", GetFileSecurityA(NAME, PARTS, NULL, 0, &needed));
    FACT_BOOL("GetFileSecurityA", "one byte less",
              GetFileSecurityA(NAME, PARTS, (PSECURITY_DESCRIPTOR)room, needed - 1, &second));
    FACT_NUMBER("GetFileSecurityA", "the same need", needed == second && needed > 0);
    FACT_BOOL("GetFileSecurityA", "enough", GetFileSecurityA(NAME, PARTS, (PSECURITY_DESCRIPTOR)room, needed, &second));
    FACT_NUMBER("GetFileSecurityA", "valid", IsValidSecurityDescriptor((PSECURITY_DESCRIPTOR)room));
    FACT_BOOL("SetFileSecurityA", "what was read",
              SetFileSecurityA(NAME, DACL_SECURITY_INFORMATION, (PSECURITY_DESCRIPTOR)room));
    FACT_BOOL("SetFileSecurityW", "what was read",
              SetFileSecurityW(L"conformance-security.tmp", DACL_SECURITY_INFORMATION, (PSECURITY_DESCRIPTOR)room));
    FACT_BOOL("GetFileSecurityW", "no such file", GetFileSecurityW(L"no-such-file", PARTS, NULL, 0, &needed));
    FACT_BOOL("SetFileSecurityA", "no such file",
              SetFileSecurityA("no-such-file", DACL_SECURITY_INFORMATION, (PSECURITY_DESCRIPTOR)room));
}

static void objects(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, "conformance-security");
    HANDLE waiting = OpenEventA(SYNCHRONIZE, FALSE, "conformance-security");
    fact_parts("GetSecurityInfo", "an event", by_handle(event, SE_KERNEL_OBJECT, PARTS));
    fact_parts("GetSecurityInfo", "an event opened to wait", by_handle(waiting, SE_KERNEL_OBJECT, PARTS));
    fact_parts("GetSecurityInfo", "this process", by_handle(GetCurrentProcess(), SE_KERNEL_OBJECT, PARTS));
    fact_parts("GetNamedSecurityInfoA", "an event", by_name("conformance-security", SE_KERNEL_OBJECT, PARTS));
    fact_parts("GetNamedSecurityInfoA", "no such object",
               by_name("conformance-security-none", SE_KERNEL_OBJECT, PARTS));
    CloseHandle(waiting);
    CloseHandle(event);
}

int main(void) {
    files();
    old_functions();
    objects();
    DeleteFileA(NAME);
    return 0;
}
