// SPDX-License-Identifier: LGPL-2.1-or-later
// Heaps, local and global memory, pages.
#include "facts.h"

#define FACT_COUNT(function, situation, call)                                                          \
    do {                                                                                               \
        SetLastError(0xdeadbeef);                                                                      \
        const long long fact_count = (long long)(call);                                                \
        printf("%s: %s: %lld, error %u\n", function, situation, fact_count, (unsigned)GetLastError()); \
    } while (0)
/// Whether a pointer came back, and the last error if not.
#define FACT_POINTER(function, situation, variable, call) FACT_BOOL(function, situation, ((variable) = (call)) != NULL)

static void heaps(void) {
    HANDLE heap = HeapCreate(0, 0, 0);
    char* block;
    ULONG value = 2;
    SIZE_T needed = 0;
    FACT_NUMBER("HeapCreate", "growable", heap != NULL);
    block = HeapAlloc(heap, HEAP_ZERO_MEMORY, 100);
    FACT_NUMBER("HeapAlloc", "zeroed", block[0] == 0 && block[99] == 0);
    FACT_NUMBER("HeapSize", "of 100 bytes", HeapSize(heap, 0, block));
    FACT_NUMBER("HeapValidate", "a block", HeapValidate(heap, 0, block));
    FACT_NUMBER("HeapValidate", "the heap", HeapValidate(heap, 0, NULL));
    FACT_NUMBER("HeapLock", "a private heap", HeapLock(heap));
    FACT_NUMBER("HeapUnlock", "a private heap", HeapUnlock(heap));
    block[0] = 'x';
    block = HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, 5000);
    FACT_NUMBER("HeapReAlloc", "keeps and zeroes", block && block[0] == 'x' && block[100] == 0 && block[4999] == 0);
    FACT_NUMBER("HeapSize", "after growth", HeapSize(heap, 0, block));
    FACT_NUMBER("HeapReAlloc", "null", HeapReAlloc(heap, 0, NULL, 10) == NULL);
    FACT_BOOL("HeapFree", "null", HeapFree(heap, 0, NULL));
    FACT_BOOL("HeapFree", "a block", HeapFree(heap, 0, block));
    FACT_NUMBER("HeapAlloc", "0 bytes is a block", HeapAlloc(heap, 0, 0) != NULL);
    FACT_BOOL("HeapSetInformation", "low fragmentation",
              HeapSetInformation(heap, HeapCompatibilityInformation, &value, sizeof value));
    FACT_BOOL("HeapSetInformation", "end at corruption",
              HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0));
    FACT_BOOL("HeapQueryInformation", "buffer too small",
              HeapQueryInformation(heap, HeapCompatibilityInformation, &value, 2, &needed));
    FACT_NUMBER("HeapQueryInformation", "size needed", needed);
    FACT_BOOL("HeapQueryInformation", "front end",
              HeapQueryInformation(heap, HeapCompatibilityInformation, &value, 4, &needed));
    FACT_BOOL("HeapDestroy", "a private heap", HeapDestroy(heap));
    FACT_BOOL("HeapDestroy", "the process heap", HeapDestroy(GetProcessHeap()));
    heap = HeapCreate(0, 0, 0x10000);
    FACT_NUMBER("HeapAlloc", "more than the maximum", HeapAlloc(heap, 0, 0x20000) != NULL);
    FACT_NUMBER("HeapAlloc", "within the maximum", HeapAlloc(heap, 0, 0x8000) != NULL);
    HeapDestroy(heap);
}

#ifndef _WIN32
static HANDLE no_heap(void) {
    HANDLE heap = HeapCreate(0, 0, 0);
    HeapDestroy(heap);
    return heap;
}
#endif

/// Heaps apart from one another, options, information there is none of.
static void options(void) {
    HANDLE first = HeapCreate(HEAP_NO_SERIALIZE, 0x1000, 0), second = HeapCreate(0, 0, 0), made, fixed;
    ULONG value = 9, low = 2, neither = 1;
    char* block;
    FACT_HANDLE("HeapCreate", "not serialized, an initial size", made, HeapCreate(HEAP_NO_SERIALIZE, 0x1000, 0));
    FACT_BOOL("HeapDestroy", "with a block in it", HeapAlloc(made, 0, 10) && HeapDestroy(made));
    FACT_NUMBER("HeapCreate", "two are not the same", first != second);
    FACT_NUMBER("HeapCreate", "nor the heap of the process", first != GetProcessHeap());
    block = HeapAlloc(first, HEAP_ZERO_MEMORY, 16);
    memcpy(block, "0123456789abcde", 16);
    block = HeapReAlloc(first, 0, block, 5);
    FACT_NUMBER("HeapReAlloc", "smaller: keeps what fits", block && memcmp(block, "01234", 5) == 0);
    FACT_NUMBER("HeapSize", "after shrinking", HeapSize(first, 0, block));
    FACT_NUMBER("HeapReAlloc", "in place, to nearly as much",
                HeapReAlloc(first, HEAP_REALLOC_IN_PLACE_ONLY, block, 4) == block);
    FACT_NUMBER("HeapReAlloc", "more than there is", HeapReAlloc(first, 0, block, ~(SIZE_T)0 / 2) == NULL);
    FACT_NUMBER("HeapReAlloc", "more than there is: the block is as it was", memcmp(block, "0123", 4) == 0);
    FACT_BOOL("HeapFree", "after that", HeapFree(first, 0, block));
    FACT_BOOL("HeapSetInformation", "low fragmentation, not serialized",
              HeapSetInformation(first, HeapCompatibilityInformation, &low, sizeof low));
    fixed = HeapCreate(0, 0, 0x10000);
    FACT_BOOL("HeapSetInformation", "low fragmentation, a fixed size",
              HeapSetInformation(fixed, HeapCompatibilityInformation, &low, sizeof low));
    HeapDestroy(fixed);
    FACT_BOOL("HeapSetInformation", "a front end there is none of",
              HeapSetInformation(second, HeapCompatibilityInformation, &neither, sizeof neither));
    FACT_BOOL("HeapSetInformation", "too small", HeapSetInformation(second, HeapCompatibilityInformation, &low, 2));
    FACT_BOOL("HeapSetInformation", "a class there is none of",
              HeapSetInformation(second, (HEAP_INFORMATION_CLASS)77, &low, sizeof low));
    FACT_BOOL("HeapQueryInformation", "a class there is none of",
              HeapQueryInformation(second, (HEAP_INFORMATION_CLASS)77, &value, sizeof value, NULL));
    FACT_BOOL("HeapDestroy", "not serialized", HeapDestroy(first));
    HeapDestroy(second);
#ifndef _WIN32  // Windows and Wine look into what they are given as a heap
    FACT_BOOL("HeapDestroy", "a destroyed one", HeapDestroy(no_heap()));
    FACT_BOOL("HeapDestroy", "NULL", HeapDestroy(NULL));
    FACT_BOOL("HeapFree", "a destroyed heap", HeapFree(no_heap(), 0, &value));
    FACT_NUMBER("HeapAlloc", "a destroyed heap", HeapAlloc(no_heap(), 0, 1) != NULL);
    FACT_NUMBER("HeapSize", "a destroyed heap", HeapSize(no_heap(), 0, &value));
    FACT_BOOL("HeapValidate", "a destroyed heap", HeapValidate(no_heap(), 0, NULL));
    FACT_BOOL("HeapLock", "a destroyed heap", HeapLock(no_heap()));
    FACT_HANDLE("HeapCreate", "to run code in", made, HeapCreate(HEAP_CREATE_ENABLE_EXECUTE, 0, 0));
#endif
}

static void movable_memory(void) {
    HLOCAL memory;
    char *block, *again;
    FACT_POINTER("LocalAlloc", "movable", memory, LocalAlloc(LMEM_MOVEABLE, 20));
    FACT_POINTER("LocalLock", "movable", block, LocalLock(memory));
    FACT_NUMBER("LocalLock", "movable is not its handle", (void*)block != (void*)memory);
    FACT_COUNT("LocalFlags", "locked once", LocalFlags(memory));
    FACT_POINTER("LocalLock", "again", again, LocalLock(memory));
    FACT_NUMBER("LocalLock", "again at the same place", block == again);
    FACT_COUNT("LocalFlags", "locked twice", LocalFlags(memory));
    FACT_COUNT("LocalSize", "movable", LocalSize(memory));
    FACT_NUMBER("LocalHandle", "of a movable block", LocalHandle(block) == memory);
    FACT_BOOL("LocalUnlock", "one of two", LocalUnlock(memory));
    FACT_BOOL("LocalUnlock", "the last", LocalUnlock(memory));
    FACT_BOOL("LocalUnlock", "not locked", LocalUnlock(memory));
    FACT_COUNT("LocalFlags", "unlocked", LocalFlags(memory));
    FACT_NUMBER("LocalFree", "movable", LocalFree(memory) == NULL);
    FACT_POINTER("LocalAlloc", "movable, 0 bytes", memory, LocalAlloc(LMEM_MOVEABLE, 0));
    FACT_POINTER("LocalLock", "0 bytes", block, LocalLock(memory));
    FACT_COUNT("LocalFlags", "0 bytes", LocalFlags(memory));
    FACT_COUNT("LocalSize", "0 bytes", LocalSize(memory));
    FACT_NUMBER("LocalReAlloc", "from 0 bytes keeps the handle",
                LocalReAlloc(memory, 10, LMEM_MOVEABLE | LMEM_ZEROINIT) == memory);
    FACT_COUNT("LocalSize", "from 0 to 10 bytes", LocalSize(memory));
    FACT_COUNT("LocalFlags", "from 0 to 10 bytes", LocalFlags(memory));
    FACT_NUMBER("LocalReAlloc", "to 0 bytes keeps the handle", LocalReAlloc(memory, 0, LMEM_MOVEABLE) == memory);
    FACT_COUNT("LocalFlags", "discarded", LocalFlags(memory));
    FACT_NUMBER("LocalFree", "discarded", LocalFree(memory) == NULL);
    FACT_POINTER("GlobalAlloc", "movable", memory, GlobalAlloc(GHND, 20));
    block = GlobalLock(memory);
    FACT_NUMBER("GlobalAlloc", "zeroed", block[0] == 0 && block[19] == 0);
    FACT_COUNT("GlobalFlags", "locked once", GlobalFlags(memory));
    FACT_COUNT("GlobalSize", "movable", GlobalSize(memory));
    FACT_NUMBER("GlobalHandle", "of a movable block", GlobalHandle(block) == memory);
    FACT_BOOL("GlobalUnlock", "the last", GlobalUnlock(memory));
    FACT_BOOL("GlobalUnlock", "not locked", GlobalUnlock(memory));
    FACT_NUMBER("GlobalFree", "movable", GlobalFree(memory) == NULL);
}

static void fixed_memory(void) {
    HLOCAL memory, moved;
    FACT_POINTER("LocalAlloc", "fixed", memory, LocalAlloc(LPTR, 10));
    FACT_NUMBER("LocalLock", "fixed is its handle", LocalLock(memory) == memory);
    FACT_BOOL("LocalUnlock", "fixed", LocalUnlock(memory));
    FACT_COUNT("LocalFlags", "fixed", LocalFlags(memory));
    FACT_COUNT("LocalSize", "fixed", LocalSize(memory));
    FACT_NUMBER("LocalHandle", "fixed", LocalHandle(memory) == memory);
    FACT_POINTER("LocalReAlloc", "fixed, may move", moved, LocalReAlloc(memory, 2000, LMEM_MOVEABLE));
    FACT_COUNT("LocalSize", "after growth", LocalSize(moved));
    FACT_NUMBER("LocalFree", "fixed", LocalFree(moved) == NULL);
    memory = GlobalAlloc(GPTR, 10);
    FACT_BOOL("GlobalUnlock", "fixed", GlobalUnlock(memory));
    GlobalFree(memory);
    FACT_NUMBER("LocalAlloc", "fixed, 0 bytes is a block", LocalAlloc(LMEM_FIXED, 0) != NULL);
    FACT_POINTER("LocalAlloc", "fixed, more than there is", memory, LocalAlloc(LMEM_FIXED, ~(SIZE_T)0));
    FACT_POINTER("LocalAlloc", "movable, more than there is", memory, LocalAlloc(LMEM_MOVEABLE, ~(SIZE_T)0));
}

static void no_memory_object(void) {
    FACT_NUMBER("LocalFree", "null", LocalFree(NULL) == NULL);
    FACT_COUNT("LocalSize", "null", LocalSize(NULL));
    FACT_BOOL("LocalUnlock", "null", LocalUnlock(NULL));
    FACT_COUNT("LocalFlags", "null", LocalFlags(NULL));
    FACT_BOOL("LocalHandle", "null", LocalHandle(NULL) != NULL);
    FACT_BOOL("LocalReAlloc", "null", LocalReAlloc(NULL, 4, LMEM_MOVEABLE) != NULL);
    FACT_BOOL("LocalFree", "what is no object", LocalFree((HLOCAL)0x1234) == NULL);
    FACT_COUNT("LocalSize", "what is no object", LocalSize((HLOCAL)0x10));
}

static void state_of(const char* situation, const void* page) {
    MEMORY_BASIC_INFORMATION information;
    char text[80];
    ZeroMemory(&information, sizeof information);
    VirtualQuery(page, &information, sizeof information);
    sprintf(text, "state 0x%x protection 0x%x first 0x%x type 0x%x size 0x%x", (unsigned)information.State,
            (unsigned)information.Protect, (unsigned)information.AllocationProtect, (unsigned)information.Type,
            information.State == MEM_FREE ? 0 : (unsigned)information.RegionSize);
    FACT_TEXT("VirtualQuery", situation, text);
}

static void pages(void) {
    MEMORY_BASIC_INFORMATION information;
    DWORD old = 0;
    char *p, *none;
    const char *allocate = "VirtualAlloc", *protect = "VirtualProtect", *release = "VirtualFree";
    FACT_POINTER(allocate, "size 0", none, VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE));
    FACT_POINTER(allocate, "no protection", none, VirtualAlloc(NULL, 4096, MEM_COMMIT, 0));
    FACT_POINTER(allocate, "no type", none, VirtualAlloc(NULL, 4096, 0, PAGE_READWRITE));
    FACT_POINTER(allocate, "unknown type", none, VirtualAlloc(NULL, 4096, 0x80000000, PAGE_READWRITE));
    FACT_POINTER(allocate, "copy on write", none, VirtualAlloc(NULL, 4096, MEM_COMMIT, PAGE_WRITECOPY));
    FACT_POINTER(allocate, "to reserve and decommit", none,
                 VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_DECOMMIT, PAGE_READWRITE));
    FACT_POINTER(allocate, "more than addresses", none, VirtualAlloc(NULL, ~(SIZE_T)0, MEM_RESERVE, PAGE_READWRITE));
    FACT_POINTER(allocate, "to reserve", p, VirtualAlloc(NULL, 0x30000, MEM_RESERVE, PAGE_READWRITE));
    FACT_NUMBER(allocate, "offset in 64 KiB", (ULONG_PTR)p & 0xffff);
    state_of("reserved", p);
    FACT_NUMBER(allocate, "to commit two pages",
                VirtualAlloc(p + 0x1000, 0x1234, MEM_COMMIT, PAGE_READONLY) == p + 0x1000);
    state_of("committed", p + 0x1800);
    state_of("reserved behind", p + 0x3000);
    FACT_BOOL(protect, "two pages", VirtualProtect(p + 0x1000, 0x2000, PAGE_READWRITE, &old));
    FACT_NUMBER(protect, "protection before", old);
    FACT_BOOL(protect, "also a page that is not committed", VirtualProtect(p + 0x1000, 0x3000, PAGE_READWRITE, &old));
    FACT_BOOL(protect, "no place for the old protection", VirtualProtect(p + 0x1000, 0x1000, PAGE_READWRITE, NULL));
    FACT_BOOL(protect, "no protection", VirtualProtect(p + 0x1000, 0x1000, 0, &old));
    FACT_BOOL(protect, "copy on write", VirtualProtect(p + 0x1000, 0x1000, PAGE_WRITECOPY, &old));
    FACT_BOOL(protect, "a page that is reserved", VirtualProtect(p, 0x1000, PAGE_READWRITE, &old));
    p[0x1000] = 1;
    FACT_NUMBER(allocate, "to commit again, more", VirtualAlloc(p, 0x3000, MEM_COMMIT, PAGE_READWRITE) == p);
    FACT_NUMBER(allocate, "committing again keeps the content", p[0x1000]);
    FACT_POINTER(allocate, "to commit beyond the region", none,
                 VirtualAlloc(p + 0x2f000, 0x2000, MEM_COMMIT, PAGE_READWRITE));
    FACT_POINTER(allocate, "to reserve what is reserved", none, VirtualAlloc(p, 0x1000, MEM_RESERVE, PAGE_READWRITE));
    FACT_BOOL(release, "decommit a page", VirtualFree(p + 0x1000, 0x1000, MEM_DECOMMIT));
    FACT_BOOL(release, "decommit it again", VirtualFree(p + 0x1000, 0x1000, MEM_DECOMMIT));
    state_of("decommitted", p + 0x1000);
    VirtualAlloc(p + 0x1000, 0x1000, MEM_COMMIT, PAGE_READWRITE);
    FACT_NUMBER(allocate, "committed after decommitting is zero", p[0x1000]);
    FACT_BOOL(release, "release inside", VirtualFree(p + 0x1000, 0, MEM_RELEASE));
    FACT_BOOL(release, "release with a size", VirtualFree(p, 0x1000, MEM_RELEASE));
    FACT_BOOL(release, "both at once", VirtualFree(p, 0, MEM_RELEASE | MEM_DECOMMIT));
    FACT_BOOL(release, "no type", VirtualFree(p, 0, 0));
    FACT_BOOL(release, "decommit all from inside", VirtualFree(p + 0x1000, 0, MEM_DECOMMIT));
    FACT_BOOL(release, "decommit beyond the region", VirtualFree(p, 0x40000, MEM_DECOMMIT));
    FACT_BOOL(release, "decommit all", VirtualFree(p, 0, MEM_DECOMMIT));
    state_of("all decommitted", p);
    FACT_BOOL(release, "release", VirtualFree(p, 0, MEM_RELEASE));
    state_of("released", p);
    FACT_BOOL(release, "release again", VirtualFree(p, 0, MEM_RELEASE));
    FACT_BOOL(release, "null", VirtualFree(NULL, 0, MEM_RELEASE));
    FACT_COUNT("VirtualQuery", "buffer too small", VirtualQuery(&old, &information, 3));
    FACT_COUNT("VirtualQuery", "above all addresses",
               VirtualQuery((void*)0xffff800000000000ull, &information, sizeof information));
    p = VirtualAlloc(NULL, 0x1001, MEM_COMMIT, PAGE_READWRITE);
    state_of("0x1001 bytes committed at once", p);
    FACT_NUMBER(allocate, "a byte inside a page", VirtualAlloc(p + 0x10, 1, MEM_COMMIT, PAGE_NOACCESS) == p);
    state_of("without access", p);
    FACT_NUMBER("IsBadReadPtr", "without access", IsBadReadPtr(p, 1));
    FACT_NUMBER("IsBadWritePtr", "without access", IsBadWritePtr(p, 1));
    FACT_NUMBER("IsBadReadPtr", "two pages, the first without access", IsBadReadPtr(p + 0xfff, 2));
    FACT_NUMBER("IsBadReadPtr", "the second page", IsBadReadPtr(p + 0x1000, 0x1000));
    FACT_NUMBER("IsBadWritePtr", "the second page", IsBadWritePtr(p + 0x1000, 0x1000));
    FACT_BOOL(release, "release by an address in the first page", VirtualFree(p + 0x123, 0, MEM_RELEASE));
}

static void probes(void) {
    char text[] = "text";
    FACT_NUMBER("IsBadReadPtr", "null, 0 bytes", IsBadReadPtr(NULL, 0));
    FACT_NUMBER("IsBadReadPtr", "null, 1 byte", IsBadReadPtr(NULL, 1));
    FACT_NUMBER("IsBadReadPtr", "a variable", IsBadReadPtr(text, sizeof text));
    FACT_NUMBER("IsBadReadPtr", "over the end of addresses", IsBadReadPtr((void*)~(ULONG_PTR)0, 2));
    FACT_NUMBER("IsBadWritePtr", "null, 0 bytes", IsBadWritePtr(NULL, 0));
    FACT_NUMBER("IsBadWritePtr", "null, 1 byte", IsBadWritePtr(NULL, 1));
    FACT_NUMBER("IsBadWritePtr", "a variable", IsBadWritePtr(text, sizeof text));
    FACT_NUMBER("IsBadWritePtr", "a function", IsBadWritePtr((void*)probes, 1));
    FACT_NUMBER("IsBadWritePtr", "writes nothing", strcmp(text, "text") == 0);
    FACT_NUMBER("IsBadCodePtr", "null", IsBadCodePtr(NULL));
    FACT_NUMBER("IsBadCodePtr", "a function", IsBadCodePtr((FARPROC)probes));
    FACT_NUMBER("IsBadStringPtrA", "null", IsBadStringPtrA(NULL, 5));
    FACT_NUMBER("IsBadStringPtrA", "a text", IsBadStringPtrA(text, 5));
}

int main(void) {
    heaps();
    options();
    movable_memory();
    fixed_memory();
    no_memory_object();
    pages();
    probes();
    return 0;
}
