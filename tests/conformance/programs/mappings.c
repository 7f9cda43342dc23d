// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about file mappings: what can be mapped and how, names, views, what outlives what.
#include "facts.h"

#define NAME "conformance-mappings.tmp"
#define EMPTY "conformance-mappings-empty.tmp"
#define GRANULE 0x10000

/// A new file of `size` bytes that begins with "content", opened with these rights.
static HANDLE file_of(DWORD size, DWORD access) {
    HANDLE file = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD done = 0;
    WriteFile(file, "content", 7, &done, NULL);
    SetFilePointer(file, (LONG)size, NULL, FILE_BEGIN);
    SetEndOfFile(file);
    CloseHandle(file);
    return CreateFileA(NAME, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
}

static HANDLE memory_of(DWORD size, DWORD protection, const char* name) {
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, protection, 0, size, name);
}

static void* map(HANDLE mapping, DWORD access) { return MapViewOfFile(mapping, access, 0, 0, 0); }

/// Whether there is a view, or NULL and why.
static void fact_view(const char* situation, void* view, DWORD error) {
    char text[32];
    snprintf(text, sizeof text, view ? "a view" : "NULL %u", (unsigned)error);
    FACT_TEXT("MapViewOfFile", situation, text);
    if (view) UnmapViewOfFile(view);
}
#define FACT_VIEW(situation, call)                     \
    do {                                               \
        SetLastError(0xdeadbeef);                      \
        void* const fact_result = (call);              \
        fact_view(situation, fact_result, GetLastError()); \
    } while (0)

static void fact_query(const char* situation, const void* address) {
    MEMORY_BASIC_INFORMATION info;
    char text[96];
    memset(&info, 0, sizeof info);
    VirtualQuery(address, &info, sizeof info);
    snprintf(text, sizeof text, "state 0x%x, protection 0x%x of 0x%x, type 0x%x, 0x%x bytes", (unsigned)info.State,
             (unsigned)info.Protect, (unsigned)info.AllocationProtect, (unsigned)info.Type, (unsigned)info.RegionSize);
    FACT_TEXT("VirtualQuery", situation, text);
}

static void arguments(void) {
    HANDLE mapping, other, file = file_of(100, GENERIC_READ | GENERIC_WRITE);
    FACT_HANDLE("CreateFileMappingA", "no size and no file", mapping, memory_of(0, PAGE_READWRITE, NULL));
    FACT_HANDLE("CreateFileMappingA", "NULL for a file", mapping,
                CreateFileMappingA(NULL, NULL, PAGE_READWRITE, 0, 100, NULL));
    other = CreateEventA(NULL, FALSE, FALSE, NULL);
    FACT_HANDLE("CreateFileMappingA", "an event for a file", mapping,
                CreateFileMappingA(other, NULL, PAGE_READWRITE, 0, 100, NULL));
    CloseHandle(other);
    FACT_HANDLE("CreateFileMappingA", "a closed handle", mapping,
                CreateFileMappingA(other, NULL, PAGE_READWRITE, 0, 100, NULL));
    FACT_HANDLE("CreateFileMappingA", "protection 0", mapping, memory_of(100, 0, NULL));
    FACT_HANDLE("CreateFileMappingA", "PAGE_NOACCESS", mapping, memory_of(100, PAGE_NOACCESS, NULL));
    FACT_HANDLE("CreateFileMappingA", "PAGE_EXECUTE", mapping, memory_of(100, PAGE_EXECUTE, NULL));
    FACT_HANDLE("CreateFileMappingA", "two protections", mapping, memory_of(100, PAGE_READWRITE | PAGE_READONLY, NULL));
    FACT_HANDLE("CreateFileMappingA", "SEC_COMMIT and SEC_RESERVE", mapping,
                memory_of(100, PAGE_READWRITE | SEC_COMMIT | SEC_RESERVE, NULL));
    FACT_HANDLE("CreateFileMappingA", "SEC_NOCACHE alone", mapping, memory_of(100, PAGE_READWRITE | SEC_NOCACHE, NULL));
    FACT_HANDLE("CreateFileMappingA", "SEC_IMAGE of a file of text", mapping,
                CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL));
    FACT_HANDLE("CreateFileMappingA", "a file as it is", mapping,
                CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL));
    CloseHandle(mapping);
    FACT_HANDLE("CreateFileMappingW", "SEC_RESERVE", mapping,
                CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, 100, NULL));
    CloseHandle(mapping);
    CloseHandle(file);
    file = CreateFileA(EMPTY, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    FACT_HANDLE("CreateFileMappingA", "an empty file", mapping,
                CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL));
    CloseHandle(file);
    file = CreateFileA(".", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS, NULL);
    FACT_HANDLE("CreateFileMappingA", "a directory", mapping, CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL));
    CloseHandle(file);
}

/// What the rights of the file allow.
static void file_rights(void) {
    static const DWORD protections[] = {PAGE_READONLY, PAGE_WRITECOPY, PAGE_READWRITE, PAGE_EXECUTE_READ};
    static const char* const names[] = {"PAGE_READONLY", "PAGE_WRITECOPY", "PAGE_READWRITE", "PAGE_EXECUTE_READ"};
    char situation[64];
    HANDLE mapping, file = file_of(100, GENERIC_READ);
    for (int i = 0; i < 4; ++i) {
        snprintf(situation, sizeof situation, "%s of a file opened for reading", names[i]);
        FACT_HANDLE("CreateFileMappingA", situation, mapping,
                    CreateFileMappingA(file, NULL, protections[i], 0, 0, NULL));
        if (mapping) CloseHandle(mapping);
    }
    FACT_HANDLE("CreateFileMappingA", "larger than a file opened for reading", mapping,
                CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 200, NULL));
    CloseHandle(file);
    file = file_of(100, GENERIC_WRITE);
    for (int i = 0; i < 4; ++i) {
        snprintf(situation, sizeof situation, "%s of a file opened for writing", names[i]);
        FACT_HANDLE("CreateFileMappingA", situation, mapping,
                    CreateFileMappingA(file, NULL, protections[i], 0, 0, NULL));
        if (mapping) CloseHandle(mapping);
    }
    CloseHandle(file);
    file = file_of(100, GENERIC_READ | GENERIC_WRITE);
    FACT_HANDLE("CreateFileMappingA", "larger than the file, to write", mapping,
                CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 5000, NULL));
    FACT_NUMBER("GetFileSize", "of a file that was mapped larger", GetFileSize(file, NULL));
    CloseHandle(mapping);
    FACT_HANDLE("CreateFileMappingA", "smaller than the file", mapping,
                CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 10, NULL));
    FACT_NUMBER("GetFileSize", "of a file that was mapped smaller", GetFileSize(file, NULL));
    FACT_VIEW("more than the mapping", MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 5000));
    CloseHandle(mapping);
    CloseHandle(file);
}

/// What the protection of the mapping allows.
static void view_rights(void) {
    static const DWORD protections[] = {PAGE_READONLY, PAGE_WRITECOPY, PAGE_READWRITE, PAGE_EXECUTE_READWRITE};
    static const char* const names[] = {"PAGE_READONLY", "PAGE_WRITECOPY", "PAGE_READWRITE", "PAGE_EXECUTE_READWRITE"};
    static const DWORD accesses[] = {FILE_MAP_READ, FILE_MAP_WRITE, FILE_MAP_COPY, FILE_MAP_ALL_ACCESS,
                                     FILE_MAP_READ | FILE_MAP_EXECUTE};
    static const char* const wanted[] = {"FILE_MAP_READ", "FILE_MAP_WRITE", "FILE_MAP_COPY", "FILE_MAP_ALL_ACCESS",
                                         "FILE_MAP_EXECUTE"};
    char situation[64];
    for (int i = 0; i < 4; ++i) {
        HANDLE mapping = memory_of(100, protections[i], NULL);
        for (int j = 0; j < 5; ++j) {
            snprintf(situation, sizeof situation, "%s of %s", wanted[j], names[i]);
            FACT_VIEW(situation, map(mapping, accesses[j]));
        }
        CloseHandle(mapping);
    }
}

static void places(void) {
    HANDLE event, mapping = memory_of(3 * GRANULE + 100, PAGE_READWRITE, NULL);
    char *view, *second;
    FACT_VIEW("from the second granule to the end", MapViewOfFile(mapping, FILE_MAP_READ, 0, GRANULE, 0));
    FACT_VIEW("an offset of a page", MapViewOfFile(mapping, FILE_MAP_READ, 0, 4096, 0));
    FACT_VIEW("an offset of 1", MapViewOfFile(mapping, FILE_MAP_READ, 0, 1, 0));
    FACT_VIEW("beyond the end", MapViewOfFile(mapping, FILE_MAP_READ, 0, 4 * GRANULE, 0));
    FACT_VIEW("across the end", MapViewOfFile(mapping, FILE_MAP_READ, 0, 3 * GRANULE, GRANULE));
    FACT_VIEW("offset of 4 GB", MapViewOfFile(mapping, FILE_MAP_READ, 1, 0, 0));
    FACT_VIEW("NULL for a mapping", map(NULL, FILE_MAP_READ));
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    FACT_VIEW("an event for a mapping", map(event, FILE_MAP_READ));
    CloseHandle(event);
    view = map(mapping, FILE_MAP_WRITE);
    FACT_NUMBER("MapViewOfFile", "modulo the granularity", (ULONG_PTR)view % GRANULE);
    FACT_VIEW("at an address in use", MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, view));
    FACT_VIEW("at an address that is no multiple", MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, view + 4096));
    fact_query("a view to write", view);
    second = MapViewOfFile(mapping, FILE_MAP_READ, 0, GRANULE, 8);
    fact_query("8 bytes to read", second);
    view[GRANULE + 3] = 'x';
    FACT_NUMBER("MapViewOfFile", "two views are of the same memory", second[3]);
    UnmapViewOfFile(view);
    FACT_NUMBER("MapViewOfFileEx", "at the address just given back",
                MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, view) == view);
    UnmapViewOfFile(view);
    FACT_BOOL("CloseHandle", "of a mapping with a view", CloseHandle(mapping));
    FACT_NUMBER("MapViewOfFile", "a view outlives the handle", second[3]);
    FACT_BOOL("VirtualFree", "release of a view", VirtualFree(second, 0, MEM_RELEASE));
    FACT_BOOL("VirtualFree", "decommit of a view", VirtualFree(second, 4096, MEM_DECOMMIT));
    FACT_BOOL("UnmapViewOfFile", "a view", UnmapViewOfFile(second));
    FACT_BOOL("UnmapViewOfFile", "a view that is gone", UnmapViewOfFile(second));
    FACT_BOOL("UnmapViewOfFile", "NULL", UnmapViewOfFile(NULL));
    view = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    FACT_BOOL("UnmapViewOfFile", "memory of VirtualAlloc", UnmapViewOfFile(view));
    FACT_BOOL("FlushViewOfFile", "memory of VirtualAlloc", FlushViewOfFile(view, 0));
    VirtualFree(view, 0, MEM_RELEASE);
    FACT_BOOL("FlushViewOfFile", "NULL", FlushViewOfFile(NULL, 0));
}

static void protecting(void) {
    DWORD old = 0;
    HANDLE mapping = memory_of(2 * GRANULE, PAGE_READWRITE, NULL);
    char *written = map(mapping, FILE_MAP_WRITE), *copy = map(mapping, FILE_MAP_COPY), *read = map(mapping, FILE_MAP_READ);
    written[0] = 'a';
    fact_query("a copy", copy);
    FACT_NUMBER("MapViewOfFile", "a copy begins as the memory is", copy[0]);
    copy[0] = 'b';
    FACT_NUMBER("MapViewOfFile", "what is written to a copy stays there", written[0]);
    FACT_BOOL("VirtualProtect", "a view to write, PAGE_READONLY", VirtualProtect(written, 4096, PAGE_READONLY, &old));
    FACT_HEX("VirtualProtect", "a view to write before", old);
    fact_query("a view to write, protected", written);
    FACT_BOOL("VirtualProtect", "a view to write, back again", VirtualProtect(written, 4096, PAGE_READWRITE, &old));
    FACT_BOOL("VirtualProtect", "a view to read, PAGE_READWRITE", VirtualProtect(read, 4096, PAGE_READWRITE, &old));
    FACT_BOOL("VirtualProtect", "a view to read, PAGE_NOACCESS", VirtualProtect(read, 4096, PAGE_NOACCESS, &old));
    FACT_BOOL("VirtualProtect", "a view to read, PAGE_WRITECOPY", VirtualProtect(read, 4096, PAGE_WRITECOPY, &old));
    UnmapViewOfFile(written);
    UnmapViewOfFile(copy);
    UnmapViewOfFile(read);
    CloseHandle(mapping);
}

static void reserving(void) {
    HANDLE mapping = memory_of(2 * GRANULE, PAGE_READWRITE | SEC_RESERVE, NULL);
    char *view = map(mapping, FILE_MAP_WRITE), *other = map(mapping, FILE_MAP_WRITE);
    fact_query("a view of SEC_RESERVE", view);
    FACT_NUMBER("VirtualAlloc", "commits pages of a view",
                VirtualAlloc(view + 4096, 4096, MEM_COMMIT, PAGE_READWRITE) == view + 4096);
    fact_query("a view of SEC_RESERVE, committed", view + 4096);
    fact_query("another view, committed", other + 4096);
    view[4096] = 'r';
    FACT_NUMBER("VirtualAlloc", "what was committed is in the other view", other[4096]);
    FACT_BOOL("VirtualFree", "decommit of what was committed", VirtualFree(view + 4096, 4096, MEM_DECOMMIT));
    UnmapViewOfFile(view);
    UnmapViewOfFile(other);
    CloseHandle(mapping);
}

static void contents(void) {
    char buffer[8] = "";
    DWORD done = 0;
    HANDLE file = file_of(100, GENERIC_READ | GENERIC_WRITE);
    HANDLE mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    char* view = map(mapping, FILE_MAP_WRITE);
    fact_query("a view of a file", view);
    FACT_TEXT("MapViewOfFile", "what is in the file", view);
    FACT_NUMBER("MapViewOfFile", "after the end of the file", view[200]);
    memcpy(view, "CONTENT", 7);
    FACT_BOOL("FlushViewOfFile", "a view of a file", FlushViewOfFile(view, 0));
    FACT_BOOL("FlushViewOfFile", "from the middle", FlushViewOfFile(view + 10, 20));
    FACT_BOOL("FlushViewOfFile", "more than the view", FlushViewOfFile(view, 1 << 20));
    ReadFile(file, buffer, 7, &done, NULL);
    FACT_TEXT("ReadFile", "what was written to a view", buffer);
    CloseHandle(file);
    CloseHandle(mapping);
    view[0] = 'x';
    FACT_BOOL("UnmapViewOfFile", "without file and mapping", UnmapViewOfFile(view));
    file = CreateFileA(NAME, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, buffer, 7, &done, NULL);
    FACT_TEXT("ReadFile", "what was written without handles", buffer);
    mapping = CreateFileMappingA(file, NULL, PAGE_WRITECOPY, 0, 0, NULL);
    view = map(mapping, FILE_MAP_COPY);
    view[0] = 'c';
    UnmapViewOfFile(view);
    view = map(mapping, FILE_MAP_READ);
    FACT_TEXT("MapViewOfFile", "a copy is lost when it is unmapped", view);
    UnmapViewOfFile(view);
    CloseHandle(mapping);
    CloseHandle(file);
}

static void names(void) {
    HANDLE first, second, event = CreateEventA(NULL, FALSE, FALSE, "conformance-mapping-event");
    char *view, *other;
    DWORD flags = 0;
    MEMORY_BASIC_INFORMATION info;
    FACT_HANDLE("OpenFileMappingA", "no such name", first,
                OpenFileMappingA(FILE_MAP_READ, FALSE, "conformance-mapping"));
    FACT_HANDLE("OpenFileMappingA", "NULL", first, OpenFileMappingA(FILE_MAP_READ, FALSE, NULL));
    FACT_HANDLE("CreateFileMappingA", "a new name", first, memory_of(100, PAGE_READWRITE, "conformance-mapping"));
    FACT_HANDLE("CreateFileMappingW", "an existing name", second,
                CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, GRANULE, L"conformance-mapping"));
    view = map(first, FILE_MAP_WRITE);
    other = map(second, FILE_MAP_WRITE);
    VirtualQuery(other, &info, sizeof info);
    FACT_HEX("CreateFileMappingW", "the size of the first stays", info.RegionSize);
    view[5] = 'n';
    FACT_NUMBER("CreateFileMappingW", "the memory of the first", other[5]);
    FACT_BOOL("CompareObjectHandles", "two mappings of one name", CompareObjectHandles(first, second));
    UnmapViewOfFile(other);
    CloseHandle(second);
    FACT_HANDLE("CreateFileMappingA", "an existing name, PAGE_READONLY", second,
                memory_of(100, PAGE_READONLY, "conformance-mapping"));
    FACT_VIEW("to write, asked for with PAGE_READONLY", map(second, FILE_MAP_WRITE));
    CloseHandle(second);
    FACT_HANDLE("OpenFileMappingW", "to read, inheritable", second,
                OpenFileMappingW(FILE_MAP_READ, TRUE, L"Local\\conformance-mapping"));
    GetHandleInformation(second, &flags);
    FACT_HEX("OpenFileMappingW", "inheritable", flags);
    FACT_VIEW("to read, opened to read", map(second, FILE_MAP_READ));
    FACT_VIEW("to write, opened to read", map(second, FILE_MAP_WRITE));
    FACT_VIEW("a copy, opened to read", map(second, FILE_MAP_COPY));
    CloseHandle(second);
    FACT_HANDLE("OpenFileMappingA", "a copy", second, OpenFileMappingA(FILE_MAP_COPY, FALSE, "conformance-mapping"));
    FACT_VIEW("a copy, opened for a copy", map(second, FILE_MAP_COPY));
    CloseHandle(second);
    FACT_HANDLE("OpenFileMappingA", "to write", second, OpenFileMappingA(FILE_MAP_WRITE, FALSE, "conformance-mapping"));
    FACT_VIEW("to write, opened to write", map(second, FILE_MAP_WRITE));
    FACT_VIEW("to read, opened to write", map(second, FILE_MAP_READ));
    CloseHandle(second);
    FACT_HANDLE("CreateFileMappingA", "the name of an event", second,
                memory_of(100, PAGE_READWRITE, "conformance-mapping-event"));
    FACT_HANDLE("OpenFileMappingA", "the name of an event", second,
                OpenFileMappingA(FILE_MAP_READ, FALSE, "conformance-mapping-event"));
    FACT_HANDLE("CreateEventA", "the name of a mapping", second, CreateEventA(NULL, FALSE, FALSE, "conformance-mapping"));
    FACT_HANDLE("CreateFileMappingA", "a backslash in the name", second, memory_of(100, PAGE_READWRITE, "a\\b"));
    FACT_HANDLE("CreateFileMappingA", "an empty name", second, memory_of(100, PAGE_READWRITE, ""));
    CloseHandle(second);
    CloseHandle(first);
    FACT_HANDLE("OpenFileMappingA", "a name of which there is only a view", second,
                OpenFileMappingA(FILE_MAP_READ, FALSE, "conformance-mapping"));
    if (second) CloseHandle(second);
    UnmapViewOfFile(view);
    FACT_HANDLE("OpenFileMappingA", "after the last handle and view", second,
                OpenFileMappingA(FILE_MAP_READ, FALSE, "conformance-mapping"));
    CloseHandle(event);
}

static void handles(void) {
    HANDLE copy = NULL, mapping = memory_of(100, PAGE_READWRITE, NULL);
    FACT_WAIT("WaitForSingleObject", "a mapping", WaitForSingleObject(mapping, 0));
    FACT_BOOL("DuplicateHandle", "a mapping, to read", DuplicateHandle(GetCurrentProcess(), mapping, GetCurrentProcess(),
                                                                       &copy, FILE_MAP_READ, FALSE, 0));
    FACT_BOOL("CompareObjectHandles", "a mapping and its duplicate", CompareObjectHandles(mapping, copy));
    FACT_VIEW("to read, through the duplicate", map(copy, FILE_MAP_READ));
    FACT_VIEW("to write, through the duplicate", map(copy, FILE_MAP_WRITE));
    CloseHandle(copy);
    CloseHandle(mapping);
    FACT_VIEW("a closed mapping", map(mapping, FILE_MAP_READ));
}

int main(void) {
    arguments();
    file_rights();
    view_rights();
    places();
    protecting();
    reserving();
    contents();
    names();
    handles();
    DeleteFileA(NAME);
    return 0;
}
