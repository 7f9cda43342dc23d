// SPDX-License-Identifier: LGPL-2.1-or-later
// What one process does to another: handles put into a child and by a child into its parent, threads opened by their
// ids; and what is told of heaps and processors. The program starts a copy of itself that does with handles what it is
// asked on a pipe.
#include "facts.h"

#include <stdlib.h>

#define LIMIT 60000

struct order {
    unsigned long long handle;
    unsigned what, argument;
};
struct answer {
    unsigned long long result;
    unsigned error;
};

static HANDLE self, to_child, from_child;
static PROCESS_INFORMATION information;

static HANDLE from_text(const char* text) { return (HANDLE)(ULONG_PTR)strtoul(text, NULL, 0); }

static ULONG_PTR give_to_parent(DWORD parent_id) {
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL), given = NULL;
    HANDLE parent = OpenProcess(PROCESS_DUP_HANDLE, FALSE, parent_id);
    DuplicateHandle(GetCurrentProcess(), event, parent, &given, 0, FALSE, DUPLICATE_SAME_ACCESS);
    CloseHandle(parent);
    CloseHandle(event);
    return (ULONG_PTR)given;
}

static int serve(HANDLE in, HANDLE out) {
    struct order order;
    DWORD size = 0, flags = 0;
    while (ReadFile(in, &order, sizeof order, &size, NULL) && size == sizeof order) {
        struct answer answer = {0, 0};
        HANDLE handle = (HANDLE)(ULONG_PTR)order.handle;
        SetLastError(0);
        switch (order.what) {
            case 's': answer.result = SetEvent(handle); break;
            case 'w': answer.result = WaitForSingleObject(handle, order.argument); break;
            case 'r': answer.result = ReleaseMutex(handle); break;
            case 'n': answer.result = ReleaseSemaphore(handle, (LONG)order.argument, NULL); break;
            case 'c': answer.result = CloseHandle(handle); break;
            case 'p': answer.result = GetProcessId(handle); break;
            case 'f': answer.result = WriteFile(handle, "given", 5, &size, NULL); break;
            case 'i': answer.result = GetHandleInformation(handle, &flags) ? flags : 99; break;
            case 'e': answer.result = give_to_parent(order.argument); break;
            default: return (int)order.argument;
        }
        answer.error = answer.result ? 0 : GetLastError();
        if (order.what == 'w') answer.error = answer.result == WAIT_FAILED ? GetLastError() : 0;
        if (!WriteFile(out, &answer, sizeof answer, &size, NULL)) return 3;
    }
    return 2;
}

static struct answer ask(HANDLE handle, char what, DWORD argument) {
    struct order order = {(ULONG_PTR)handle, (unsigned char)what, argument};
    struct answer answer = {~0ull, ~0u};
    DWORD size = 0;
    WriteFile(to_child, &order, sizeof order, &size, NULL);
    if (what != 'q') ReadFile(from_child, &answer, sizeof answer, &size, NULL);
    return answer;
}

#define ASK(what_is_asked, situation, handle, what, argument)                                               \
    do {                                                                                                    \
        const struct answer asked = ask(handle, what, argument);                                            \
        printf("%s: %s: %d %u\n", what_is_asked, situation, (int)asked.result, asked.error), fflush(stdout); \
    } while (0)

static HANDLE give(HANDLE handle, DWORD access, BOOL inherit, DWORD options) {
    HANDLE given = NULL;
    DuplicateHandle(self, handle, information.hProcess, &given, access, inherit, options);
    return given;
}
static HANDLE give_same(HANDLE handle) { return give(handle, 0, FALSE, DUPLICATE_SAME_ACCESS); }

static void start(const char* program) {
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
    STARTUPINFOA startup = {sizeof startup};
    HANDLE in, out;
    char line[1200];
    CreatePipe(&in, &to_child, &inheritable, 0);
    CreatePipe(&from_child, &out, &inheritable, 0);
    SetHandleInformation(to_child, HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation(from_child, HANDLE_FLAG_INHERIT, 0);
    snprintf(line, sizeof line, "\"%s\" child %u %u", program, (unsigned)(ULONG_PTR)in, (unsigned)(ULONG_PTR)out);
    FACT_BOOL("CreateProcessA", "a child that serves",
              CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information));
    CloseHandle(in);
    CloseHandle(out);
}

static void events(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), theirs = NULL;
    FACT_BOOL("DuplicateHandle", "an event into a child",
              DuplicateHandle(self, event, information.hProcess, &theirs, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_NUMBER("DuplicateHandle", "the value is told", theirs != NULL);
    FACT_NUMBER("DuplicateHandle", "the low bits of the value", (ULONG_PTR)theirs & 3);
    FACT_NUMBER("DuplicateHandle", "the value has 32 bits",
                (ULONG_PTR)theirs >> 32 == 0 || (LONG_PTR)theirs == (LONG)(LONG_PTR)theirs);
    ASK("SetEvent", "by the child", theirs, 's', 0);
    FACT_WAIT("WaitForSingleObject", "for what the child set", WaitForSingleObject(event, LIMIT));
    SetEvent(event);
    ASK("WaitForSingleObject", "by the child, set here", theirs, 'w', LIMIT);
    ASK("WaitForSingleObject", "by the child, taken", theirs, 'w', 0);
    ASK("GetHandleInformation", "by the child", theirs, 'i', 0);
    CloseHandle(event);
    ASK("SetEvent", "by the child, closed here", theirs, 's', 0);
    ASK("WaitForSingleObject", "by the child, closed here", theirs, 'w', 0);
    ASK("CloseHandle", "by the child", theirs, 'c', 0);
    ASK("CloseHandle", "by the child, again", theirs, 'c', 0);
    ASK("SetEvent", "by the child, closed there", theirs, 's', 0);
}

static void rights(void) {
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), theirs, opened, given = NULL;
    theirs = give(event, SYNCHRONIZE, TRUE, 0);
    ASK("GetHandleInformation", "an inheritable one", theirs, 'i', 0);
    ASK("SetEvent", "with SYNCHRONIZE only", theirs, 's', 0);
    ASK("WaitForSingleObject", "with SYNCHRONIZE only", theirs, 'w', 0);
    theirs = give(event, EVENT_MODIFY_STATE, FALSE, 0);
    ASK("SetEvent", "with EVENT_MODIFY_STATE only", theirs, 's', 0);
    ASK("WaitForSingleObject", "with EVENT_MODIFY_STATE only", theirs, 'w', 0);
    theirs = give(event, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    FACT_BOOL("CloseHandle", "the source that was closed", CloseHandle(event));
    ASK("WaitForSingleObject", "by the child, source closed", theirs, 'w', 0);
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    opened = OpenProcess(SYNCHRONIZE, FALSE, information.dwProcessId);
    FACT_BOOL("DuplicateHandle", "without PROCESS_DUP_HANDLE",
              DuplicateHandle(self, event, opened, &given, 0, FALSE, DUPLICATE_SAME_ACCESS));
    CloseHandle(opened);
    opened = OpenProcess(PROCESS_DUP_HANDLE, FALSE, information.dwProcessId);
    FACT_BOOL("DuplicateHandle", "with PROCESS_DUP_HANDLE",
              DuplicateHandle(self, event, opened, &given, 0, FALSE, DUPLICATE_SAME_ACCESS));
    ASK("SetEvent", "through another handle to the child", given, 's', 0);
    CloseHandle(opened);
    FACT_BOOL("DuplicateHandle", "a thread as the target",
              DuplicateHandle(self, event, information.hThread, &given, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "an event as the target",
              DuplicateHandle(self, event, event, &given, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "no place for the value",
              DuplicateHandle(self, event, information.hProcess, NULL, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "a stale source",
              DuplicateHandle(self, (HANDLE)(ULONG_PTR)0x7ff4, information.hProcess, &given, 0, FALSE, 2));
    CloseHandle(event);
}

static void others(void) {
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL), semaphore = CreateSemaphoreA(NULL, 0, 3, NULL);
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL), theirs, out, in;
    LARGE_INTEGER due;
    char text[8] = "";
    DWORD size = 0;
    LONG before = 0;
    theirs = give_same(mutex);
    ASK("WaitForSingleObject", "by the child, for a mutex owned here", theirs, 'w', 0);
    ASK("ReleaseMutex", "by the child, owned here", theirs, 'r', 0);
    ReleaseMutex(mutex);
    ASK("WaitForSingleObject", "by the child, for a free mutex", theirs, 'w', 0);
    FACT_WAIT("WaitForSingleObject", "for a mutex that the child owns", WaitForSingleObject(mutex, 0));
    FACT_BOOL("ReleaseMutex", "that the child owns", ReleaseMutex(mutex));
    ASK("ReleaseMutex", "by the child", theirs, 'r', 0);
    FACT_WAIT("WaitForSingleObject", "for a mutex that the child released", WaitForSingleObject(mutex, 0));
    theirs = give_same(semaphore);
    ASK("ReleaseSemaphore", "by the child, too many", theirs, 'n', 4);
    ASK("ReleaseSemaphore", "by the child", theirs, 'n', 2);
    FACT_BOOL("ReleaseSemaphore", "after the child", ReleaseSemaphore(semaphore, 1, &before));
    FACT_NUMBER("ReleaseSemaphore", "the count before", before);
    ASK("WaitForSingleObject", "by the child, for a semaphore", theirs, 'w', 0);
    due.QuadPart = 0;
    SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE);
    ASK("WaitForSingleObject", "by the child, for a timer", give_same(timer), 'w', LIMIT);
    CreatePipe(&out, &in, NULL, 0);
    ASK("WriteFile", "by the child", give_same(in), 'f', 0);
    FACT_BOOL("ReadFile", "what the child wrote", ReadFile(out, text, sizeof text - 1, &size, NULL));
    FACT_TEXT("ReadFile", "what the child wrote, as text", text);
    FACT_NUMBER("GetProcessId", "of this process, by the child",
                ask(give_same(self), 'p', 0).result == GetCurrentProcessId());
    FACT_NUMBER("GetProcessId", "of the child, by itself",
                ask(give_same(information.hProcess), 'p', 0).result == information.dwProcessId);
}

static void threads(void) {
    HANDLE thread;
    DWORD code = 0;
    BOOL present = TRUE;
    FACT_HANDLE("OpenThread", "of another process", thread,
                OpenThread(THREAD_ALL_ACCESS, FALSE, information.dwThreadId));
    FACT_NUMBER("GetThreadId", "of another process", GetThreadId(thread) == information.dwThreadId);
    FACT_NUMBER("GetProcessIdOfThread", "of another process", GetProcessIdOfThread(thread) == information.dwProcessId);
    FACT_WAIT("WaitForSingleObject", "a thread of another process", WaitForSingleObject(thread, 0));
    FACT_BOOL("GetExitCodeThread", "of another process", GetExitCodeThread(thread, &code));
    FACT_NUMBER("GetExitCodeThread", "the code", code);
    FACT_NUMBER("SetThreadAffinityMask", "of another process", SetThreadAffinityMask(thread, 1) != 0);
    CloseHandle(thread);
    thread = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, information.dwThreadId);
    FACT_WAIT("WaitForSingleObject", "a thread without SYNCHRONIZE", WaitForSingleObject(thread, 0));
    CloseHandle(thread);
    FACT_BOOL("CheckRemoteDebuggerPresent", "another process",
              CheckRemoteDebuggerPresent(information.hProcess, &present));
    FACT_NUMBER("CheckRemoteDebuggerPresent", "another process has none", present);
}

static void the_end(void) {
    HANDLE ours, later, given = NULL, event = CreateEventA(NULL, TRUE, FALSE, NULL), thread;
    thread = OpenThread(SYNCHRONIZE, FALSE, information.dwThreadId);
    ours = (HANDLE)(ULONG_PTR)ask(NULL, 'e', GetCurrentProcessId()).result;
    later = (HANDLE)(ULONG_PTR)ask(NULL, 'e', GetCurrentProcessId()).result;
    FACT_WAIT("WaitForSingleObject", "what the child put here", WaitForSingleObject(ours, 0));
    FACT_BOOL("ResetEvent", "what the child put here", ResetEvent(ours));
    FACT_BOOL("CloseHandle", "what the child put here", CloseHandle(ours));
    FACT_BOOL("CloseHandle", "what the child put here, again", CloseHandle(ours));
    ask(NULL, 'q', 7);
    FACT_WAIT("WaitForSingleObject", "the child", WaitForSingleObject(information.hProcess, LIMIT));
    FACT_WAIT("WaitForSingleObject", "the child's thread, opened", WaitForSingleObject(thread, LIMIT));
    FACT_WAIT("WaitForSingleObject", "what the child put here before it ended", WaitForSingleObject(later, 0));
    FACT_BOOL("DuplicateHandle", "into a process that has ended",
              DuplicateHandle(self, event, information.hProcess, &given, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "the same, closing the source",
              DuplicateHandle(self, event, information.hProcess, &given, 0, FALSE,
                              DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    FACT_BOOL("CloseHandle", "the source of what failed", CloseHandle(event));
}

static void heap(void) {
    HANDLE heap = HeapCreate(0, 0, 0);
    void* blocks[3] = {HeapAlloc(heap, 0, 10), HeapAlloc(heap, 0, 100), HeapAlloc(heap, 0, 1000)};
    PROCESS_HEAP_ENTRY entry = {0};
    int i, busy[3] = {0, 0, 0}, size[3] = {0, 0, 0};
    while (HeapWalk(heap, &entry)) {
        for (i = 0; i < 3; ++i) {
            if (entry.lpData != blocks[i]) continue;
            busy[i] += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0;
            size[i] = (int)entry.cbData;
        }
    }
    FACT_NUMBER("HeapWalk", "the last error at the end", GetLastError());
    FACT_NUMBER("HeapWalk", "each block once", busy[0] == 1 && busy[1] == 1 && busy[2] == 1);
    FACT_NUMBER("HeapWalk", "with its size", size[0] + size[1] + size[2]);
    FACT_BOOL("HeapWalk", "no entry", HeapWalk(heap, NULL));
    memset(&entry, 0, sizeof entry);
    FACT_BOOL("HeapWalk", "no heap", HeapWalk(NULL, &entry));
    HeapDestroy(heap);
}

static void processors(void) {
    static SYSTEM_LOGICAL_PROCESSOR_INFORMATION facts[4096];
    static union {
        SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX fact;
        char room[65536];
    } long_facts[1];
    DWORD length = 0, i;
    ULONG_PTR seen[4] = {0, 0, 0, 0};
    SYSTEM_INFO info;
    FACT_BOOL("GetLogicalProcessorInformation", "no length", GetLogicalProcessorInformation(NULL, NULL));
    FACT_BOOL("GetLogicalProcessorInformation", "no buffer", GetLogicalProcessorInformation(NULL, &length));
    FACT_NUMBER("GetLogicalProcessorInformation", "the length is of entries",
                length != 0 && length % sizeof *facts == 0);
    length = sizeof *facts - 1;
    FACT_BOOL("GetLogicalProcessorInformation", "too small", GetLogicalProcessorInformation(facts, &length));
    length = sizeof facts;
    FACT_BOOL("GetLogicalProcessorInformation", "large enough", GetLogicalProcessorInformation(facts, &length));
    for (i = 0; i < length / sizeof *facts; ++i) {
        if (facts[i].Relationship < 4) seen[facts[i].Relationship] |= facts[i].ProcessorMask;
    }
    for (i = RelationProcessorCore; i <= RelationGroup; ++i) {
        static const char* const names[] = {"cores", "nodes", "caches", "packages", "groups"};
        char situation[64];
        length = 0;
        snprintf(situation, sizeof situation, "%s, no buffer", names[i]);
        FACT_BOOL("GetLogicalProcessorInformationEx", situation, GetLogicalProcessorInformationEx(i, NULL, &length));
        length = sizeof long_facts;
        FACT_BOOL("GetLogicalProcessorInformationEx", names[i],
                  GetLogicalProcessorInformationEx(i, &long_facts->fact, &length));
        snprintf(situation, sizeof situation, "%s, all are that long", names[i]);
        FACT_NUMBER("GetLogicalProcessorInformationEx", situation,
                    length != 0 && length % long_facts->fact.Size == 0);
        snprintf(situation, sizeof situation, "%s, the length of one", names[i]);
        FACT_NUMBER("GetLogicalProcessorInformationEx", situation, long_facts->fact.Size);
    }
    FACT_NUMBER("GetLogicalProcessorInformationEx", "how many groups", long_facts->fact.Group.ActiveGroupCount);
    FACT_BOOL("GetLogicalProcessorInformationEx", "no length", GetLogicalProcessorInformationEx(0, NULL, NULL));
    GetSystemInfo(&info);
    FACT_NUMBER("GetLogicalProcessorInformation", "every processor is in a core",
                seen[RelationProcessorCore] == info.dwActiveProcessorMask);
    FACT_NUMBER("GetLogicalProcessorInformation", "every processor is in a package",
                seen[RelationProcessorPackage] == info.dwActiveProcessorMask);
    FACT_NUMBER("GetLogicalProcessorInformation", "every processor is in a node",
                seen[RelationNumaNode] == info.dwActiveProcessorMask);
}

int main(int argc, char** argv) {
    if (argc > 3 && !strcmp(argv[1], "child")) return serve(from_text(argv[2]), from_text(argv[3]));
    self = GetCurrentProcess();
    start(argv[0]);
    events();
    rights();
    others();
    threads();
    the_end();
    heap();
    processors();
    return 0;
}
