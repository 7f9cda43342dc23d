/* SPDX-License-Identifier: LGPL-2.1-or-later
 * A program of WinPR: compiled with its headers, linked with libwinpr and nothing of ours. It prints one line per fact,
 * `what: situation: value`, the same on every run. Each group runs in a child, since WinPR does not survive all of them
 * by itself; winpr.py runs the program plain and with librpcrt4.so in front. Arguments: a folder to work in, the limit
 * of a wait. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <winpr/collections.h>
#include <winpr/error.h>
#include <winpr/file.h>
#include <winpr/handle.h>
#include <winpr/interlocked.h>
#include <winpr/io.h>
#include <winpr/pipe.h>
#include <winpr/pool.h>
#include <winpr/sspicli.h>
#include <winpr/synch.h>
#include <winpr/thread.h>
#include <winpr/winsock.h>
#include <winpr/wlog.h>

static DWORD limit = 20000; /* of a wait, in milliseconds; only one that fails takes that long */
static const char* group;

static void fact(const char* what, const char* format, ...) {
    va_list values;
    va_start(values, format);
    printf("%s: %s: ", group, what);
    vprintf(format, values);
    printf("\n");
    fflush(stdout); /* before what may end the process */
    va_end(values);
}

/* A wait's answer, with the last error where it failed. */
static void waited(const char* what, DWORD answer) {
    if (answer == WAIT_FAILED)
        fact(what, "failed, error %u", (unsigned)GetLastError());
    else
        fact(what, "%u", (unsigned)answer);
}

static void done(const char* what, BOOL answer) {
    if (answer)
        fact(what, "yes");
    else
        fact(what, "no, error %u", (unsigned)GetLastError());
}

static HANDLE event(BOOL manual, BOOL set) { return CreateEventA(NULL, manual, set, NULL); }

static void events(void) {
    HANDLE automatic = event(FALSE, TRUE), manual = event(TRUE, TRUE);
    waited("a set auto-reset event", WaitForSingleObject(automatic, 0));
    waited("the same once more", WaitForSingleObject(automatic, 0));
    done("SetEvent", SetEvent(automatic));
    done("SetEvent again", SetEvent(automatic));
    waited("two sets let one wait through", WaitForSingleObject(automatic, 0));
    waited("and not another", WaitForSingleObject(automatic, 0));
    waited("a set manual-reset event", WaitForSingleObject(manual, 0));
    waited("stays set", WaitForSingleObject(manual, 0));
    done("ResetEvent", ResetEvent(manual));
    waited("until reset", WaitForSingleObject(manual, 0));
    HANDLE both[2] = {manual, automatic};
    waited("any of two, none set", WaitForMultipleObjects(2, both, FALSE, 0));
    SetEvent(automatic);
    waited("all of two, one set", WaitForMultipleObjects(2, both, TRUE, 0));
    waited("which has left the one set", WaitForMultipleObjects(2, both, FALSE, 0));
    waited("and now taken", WaitForSingleObject(automatic, 0));
    SetEvent(automatic);
    SetEvent(manual);
    waited("all of two, both set", WaitForMultipleObjects(2, both, TRUE, 0));
    waited("which takes the auto-reset one", WaitForSingleObject(automatic, 0));
    waited("and leaves the other", WaitForSingleObject(manual, 0));
    waited("the lowest index wins", WaitForMultipleObjects(2, both, FALSE, 0));
    HANDLE copy = NULL;
    const HANDLE here = _GetCurrentProcess();
    done("a copy", DuplicateHandle(here, automatic, here, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    fact("the copy is another handle", "%d", copy != automatic);
    done("CloseHandle of the original", CloseHandle(automatic));
    done("SetEvent through the copy", SetEvent(copy));
    waited("and the wait", WaitForSingleObject(copy, 0));
    CloseHandle(copy);
    CloseHandle(manual);
}

static void names(void) {
    char name[64];
    snprintf(name, sizeof name, "winpr-peer-%d", (int)getpid());
    HANDLE first = CreateEventA(NULL, FALSE, FALSE, name);
    done("a named event", first != NULL);
    HANDLE second = CreateEventA(NULL, FALSE, FALSE, name);
    fact("the second of its name", "%s, error %u", second ? "opened" : "refused", (unsigned)GetLastError());
    HANDLE opened = OpenEventA(0x1F0003, FALSE, name);
    done("OpenEventA", opened != NULL);
    if (opened) {
        SetEvent(opened);
        waited("one object by all handles", WaitForSingleObject(first, 0));
    }
}

static void mutexes(void) {
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);
    waited("recursion", WaitForSingleObject(mutex, 0));
    done("release", ReleaseMutex(mutex));
    done("release once more", ReleaseMutex(mutex));
    done("release of what is not owned", ReleaseMutex(mutex));
    done("closing", CloseHandle(mutex));
}

static DWORD WINAPI takes(LPVOID mutex) { return WaitForSingleObject((HANDLE)mutex, limit); }

static void abandoned(void) {
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, takes, mutex, 0, NULL);
    waited("the owner ends", WaitForSingleObject(thread, limit));
    waited("the mutex is", WaitForSingleObject(mutex, 0));
}

static void semaphores(void) {
    HANDLE semaphore = CreateSemaphoreA(NULL, 1, 2, NULL);
    LONG previous = -1;
    done("release", ReleaseSemaphore(semaphore, 1, &previous));
    fact("the count before", "%d", (int)previous);
    done("release beyond the maximum", ReleaseSemaphore(semaphore, 1, NULL));
    waited("first", WaitForSingleObject(semaphore, 0));
    waited("second", WaitForSingleObject(semaphore, 0));
    waited("third", WaitForSingleObject(semaphore, 0));
    done("closing", CloseHandle(semaphore));
}

static DWORD WINAPI returns_seven(LPVOID unused) { return 7; }

static DWORD WINAPI sleeps_alertably(LPVOID ready) {
    SetEvent((HANDLE)ready);
    return SleepEx(limit, TRUE);
}

static int apcs;
static void count_apc(ULONG_PTR by) { apcs += (int)by; }

static void threads(void) {
    HANDLE thread = CreateThread(NULL, 0, returns_seven, NULL, CREATE_SUSPENDED, NULL);
    DWORD code = 0;
    waited("suspended", WaitForSingleObject(thread, 0));
    fact("ResumeThread", "%u", (unsigned)ResumeThread(thread));
    waited("its end", WaitForSingleObject(thread, limit));
    done("GetExitCodeThread", GetExitCodeThread(thread, &code));
    fact("its exit code", "%u", (unsigned)code);
    waited("its end stays", WaitForSingleObject(thread, 0));
    done("CloseHandle", CloseHandle(thread));
}

static void apc_calls(void) {
    HANDLE ready = event(FALSE, FALSE);
    HANDLE sleeper = CreateThread(NULL, 0, sleeps_alertably, ready, 0, NULL);
    WaitForSingleObject(ready, limit);
    fact("to another thread", "%u", (unsigned)QueueUserAPC(count_apc, sleeper, 1));
    waited("which ends", WaitForSingleObject(sleeper, limit));
    DWORD code = 0;
    GetExitCodeThread(sleeper, &code);
    fact("as SleepEx said", "%u", (unsigned)code);
    fact("to itself", "%u", (unsigned)QueueUserAPC(count_apc, _GetCurrentThread(), 10));
    fact("SleepEx", "%u", (unsigned)SleepEx(0, TRUE));
    fact("calls", "%d", apcs);
}

static void ports(void) {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    done("a completion port", port != NULL);
    if (!port) return;
    OVERLAPPED overlapped = {0}, *taken = NULL;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    for (int i = 0; i < 5; ++i) {
        if (!PostQueuedCompletionStatus(port, (DWORD)i, (ULONG_PTR)(100 + i), &overlapped)) fact("posting", "failed");
    }
    done("the first packet", GetQueuedCompletionStatus(port, &bytes, &key, &taken, 0));
    fact("its bytes, key and OVERLAPPED", "%u %u %d", (unsigned)bytes, (unsigned)key, taken == &overlapped);
    OVERLAPPED_ENTRY entries[3];
    ULONG removed = 0;
    done("three at once", GetQueuedCompletionStatusEx(port, entries, 3, &removed, 0, FALSE));
    fact("in order", "%u: %u %u %u", (unsigned)removed, (unsigned)entries[0].lpCompletionKey,
         (unsigned)entries[1].lpCompletionKey, (unsigned)entries[2].lpCompletionKey);
    done("the last", GetQueuedCompletionStatus(port, &bytes, &key, &taken, 0));
    done("an empty port", GetQueuedCompletionStatus(port, &bytes, &key, &taken, 0));
    done("closing", CloseHandle(port));
    done("a closed port", PostQueuedCompletionStatus(port, 0, 0, NULL));
}

struct served {
    HANDLE port, stopped;
    LONG packets;
};

static DWORD WINAPI serves(LPVOID argument) {
    struct served* const served = argument;
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED* overlapped;
    while (GetQueuedCompletionStatus(served->port, &bytes, &key, &overlapped, limit) && key != 0)
        InterlockedIncrement(&served->packets);
    return 3;
}

static void port_servers(void) {
    struct served served = {CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 2), NULL, 0};
    done("a port", served.port != NULL);
    if (!served.port) return;
    HANDLE workers[4];
    for (int i = 0; i < 4; ++i) workers[i] = CreateThread(NULL, 0, serves, &served, 0, NULL);
    for (int i = 0; i < 1000; ++i) PostQueuedCompletionStatus(served.port, 1, 1, NULL);
    for (int i = 0; i < 4; ++i) PostQueuedCompletionStatus(served.port, 0, 0, NULL);
    waited("four threads end", WaitForMultipleObjects(4, workers, TRUE, limit));
    fact("having served", "%d", (int)served.packets);
}

/* Overlapped reading of a pipe, told by a packet. */
static void pipe_at_a_port(void) {
    char name[64], buffer[8] = {0};
    snprintf(name, sizeof name, "\\\\.\\pipe\\winpr-peer-%d", (int)getpid());
    const DWORD mode = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED;
    HANDLE server = CreateNamedPipeA(name, mode, PIPE_TYPE_BYTE, 1, 512, 512, 0, NULL);
    done("a pipe", server != INVALID_HANDLE_VALUE);
    HANDLE port = CreateIoCompletionPort(server, NULL, 42, 0);
    done("bound to a port", port != NULL);
    if (!port) return;
    HANDLE client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    done("a client", client != INVALID_HANDLE_VALUE);
    OVERLAPPED overlapped = {0}, *taken = NULL;
    DWORD count = 0;
    ULONG_PTR key = 0;
    done("a read that has to wait", ReadFile(server, buffer, sizeof buffer, NULL, &overlapped));
    done("no packet yet", GetQueuedCompletionStatus(port, &count, &key, &taken, 0));
    done("the client writes", WriteFile(client, "packet", 6, &count, NULL));
    done("a packet", GetQueuedCompletionStatus(port, &count, &key, &taken, limit));
    fact("of the read", "%u %u %d %s", (unsigned)count, (unsigned)key, taken == &overlapped, buffer);
    done("GetOverlappedResult", GetOverlappedResult(server, &overlapped, &count, FALSE));
    done("a read without an end", ReadFile(server, buffer, sizeof buffer, NULL, &overlapped));
    done("CancelIo", CancelIo(server));
    done("its packet", GetQueuedCompletionStatus(port, &count, &key, &taken, limit));
    done("the client closes", CloseHandle(client));
    done("the server closes", CloseHandle(server));
}

static DWORD WINAPI wakes_address(LPVOID address) {
    *(volatile LONG*)address = 1;
    WakeByAddressAll(address);
    return 0;
}

static void addresses(void) {
    volatile LONG value = 0;
    LONG old = 0;
    done("another value is there", WaitOnAddress(&value, &(LONG){5}, sizeof value, limit));
    done("nobody wakes", WaitOnAddress(&value, &old, sizeof value, 1));
    HANDLE thread = CreateThread(NULL, 0, wakes_address, (void*)&value, 0, NULL);
    while (value == 0) WaitOnAddress(&value, &old, sizeof value, limit);
    waited("woken by a thread", WaitForSingleObject(thread, limit));
    HANDLE first = event(FALSE, FALSE), second = event(FALSE, TRUE);
    waited("SignalObjectAndWait", SignalObjectAndWait(first, second, 0, FALSE));
    waited("which signals", WaitForSingleObject(first, 0));
    waited("and takes", WaitForSingleObject(second, 0));
}

static DWORD WINAPI waits_for_event(LPVOID argument) {
    struct served* const served = argument;
    if (WaitForSingleObject(served->port, limit) != WAIT_OBJECT_0) return 1;
    InterlockedIncrement(&served->packets);
    SetEvent(served->stopped);
    return 0;
}

/* As many sets as threads, each released before the next set. */
static void released_one_by_one(void) {
    struct served served = {event(FALSE, FALSE), event(FALSE, FALSE), 0};
    HANDLE workers[4];
    for (int i = 0; i < 4; ++i) workers[i] = CreateThread(NULL, 0, waits_for_event, &served, 0, NULL);
    for (int i = 1; i <= 4; ++i) {
        SetEvent(served.port);
        WaitForSingleObject(served.stopped, limit);
        fact("threads released so far", "%d", (int)served.packets);
    }
    waited("all end", WaitForMultipleObjects(4, workers, TRUE, limit));
}

static void timers(void) {
    HANDLE timer = CreateWaitableTimerA(NULL, FALSE, NULL);
    LARGE_INTEGER due;
    due.QuadPart = -10000; /* one millisecond */
    done("SetWaitableTimer", SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
    waited("it fires", WaitForSingleObject(timer, limit));
    waited("once", WaitForSingleObject(timer, 0));
    done("CancelWaitableTimer", CancelWaitableTimer(timer));
    done("CloseHandle", CloseHandle(timer));
}

static VOID sets_event(PVOID argument, BOOLEAN fired) { SetEvent((HANDLE)argument); }

static void timer_queues(void) {
    HANDLE queue = CreateTimerQueue(), timer = NULL, fired = event(FALSE, FALSE);
    done("a timer", CreateTimerQueueTimer(&timer, queue, sets_event, fired, 1, 0, WT_EXECUTEDEFAULT));
    waited("its callback sets an event", WaitForSingleObject(fired, limit));
    done("the timer ends", DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    done("the queue ends", DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
}

static void locks(void) {
    CRITICAL_SECTION section;
    done("InitializeCriticalSectionEx", InitializeCriticalSectionEx(&section, 0, 0));
    EnterCriticalSection(&section);
    fact("recursion", "%d", TryEnterCriticalSection(&section));
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    DWORD index = TlsAlloc();
    done("TlsSetValue", TlsSetValue(index, &section));
    fact("TlsGetValue", "%d", TlsGetValue(index) == &section);
    done("TlsFree", TlsFree(index));
}

static void pipes(void) {
    HANDLE reader = NULL, writer = NULL;
    char buffer[8] = {0};
    DWORD count = 0;
    done("CreatePipe", CreatePipe(&reader, &writer, NULL, 0));
    done("WriteFile", WriteFile(writer, "peer", 4, &count, NULL));
    fact("bytes written", "%u", (unsigned)count);
    done("ReadFile", ReadFile(reader, buffer, sizeof buffer, &count, NULL));
    fact("bytes read", "%u %.4s", (unsigned)count, buffer);
    done("the writer closes", CloseHandle(writer));
    done("the reader closes", CloseHandle(reader));
}

static void files(const char* folder) {
    char path[512];
    char buffer[16] = {0};
    DWORD count = 0;
    snprintf(path, sizeof path, "%s/winpr_peer.tmp", folder);
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    done("CreateFileA", file != INVALID_HANDLE_VALUE);
    done("WriteFile", WriteFile(file, "0123456789", 10, &count, NULL));
    fact("GetFileSize", "%u", (unsigned)GetFileSize(file, NULL));
    fact("SetFilePointer", "%u", (unsigned)SetFilePointer(file, 4, NULL, FILE_BEGIN));
    done("ReadFile", ReadFile(file, buffer, 3, &count, NULL));
    fact("what is there", "%u %s", (unsigned)count, buffer);
    done("CloseHandle", CloseHandle(file));
    done("DeleteFileA", DeleteFileA(path));
}

static VOID CALLBACK work_done(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work) {
    InterlockedIncrement((LONG*)context);
}

/* Parts of WinPR that stand on events, threads and locks. */
static void parts_of_winpr(void) {
    wMessageQueue* queue = MessageQueue_New(NULL);
    waited("an empty message queue", WaitForSingleObject(MessageQueue_Event(queue), 0));
    done("a message", MessageQueue_Post(queue, NULL, 5, NULL, NULL));
    waited("its event", WaitForSingleObject(MessageQueue_Event(queue), 0));
    wMessage message = {0};
    fact("taken", "%d", MessageQueue_Peek(queue, &message, TRUE));
    fact("its id", "%u", (unsigned)message.id);
    waited("empty again", WaitForSingleObject(MessageQueue_Event(queue), 0));
    MessageQueue_Free(queue);
    wCountdownEvent* countdown = CountdownEvent_New(2);
    CountdownEvent_Signal(countdown, 1);
    waited("one of two counted down", WaitForSingleObject(CountdownEvent_WaitHandle(countdown), 0));
    CountdownEvent_Signal(countdown, 1);
    waited("both", WaitForSingleObject(CountdownEvent_WaitHandle(countdown), 0));
    CountdownEvent_Free(countdown);
    LONG ran = 0;
    PTP_WORK work = CreateThreadpoolWork(work_done, &ran, NULL);
    done("work for the pool", work != NULL);
    for (int i = 0; i < 8; ++i) SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    fact("ran", "%d", (int)ran);
    CloseThreadpoolWork(work);
}

/* Handles that only WinPR can make, in the functions both have. */
static void foreign(void) {
    int ends[2], others[2];
    if (pipe(ends) != 0 || pipe(others) != 0) return;
    HANDLE readable = CreateFileDescriptorEventA(NULL, FALSE, FALSE, ends[0], WINPR_FD_READ);
    HANDLE other = CreateFileDescriptorEventA(NULL, FALSE, FALSE, others[0], WINPR_FD_READ);
    done("an event of a descriptor", readable != NULL);
    fact("its descriptor", "%d", GetEventFileDescriptor(readable) == ends[0]);
    waited("nothing to read", WaitForSingleObject(readable, 0));
    if (write(ends[1], "x", 1) != 1) return;
    waited("something to read", WaitForSingleObject(readable, limit));
    waited("the same by WaitForSingleObjectEx", WaitForSingleObjectEx(readable, limit, FALSE));
    HANDLE both[2] = {other, readable};
    waited("any of two descriptors", WaitForMultipleObjects(2, both, FALSE, limit));
    waited("the same by WaitForMultipleObjectsEx", WaitForMultipleObjectsEx(2, both, FALSE, limit, FALSE));
    waited("all of two descriptors", WaitForMultipleObjects(2, both, TRUE, 0));
    done("CloseHandle", CloseHandle(readable));
    done("CloseHandle of the other", CloseHandle(other));
    HANDLE file = GetFileHandleForFileDescriptor(others[1]);
    done("a file of a descriptor", file != NULL && file != INVALID_HANDLE_VALUE);
    DWORD count = 0;
    done("WriteFile to it", WriteFile(file, "abc", 3, &count, NULL));
    fact("bytes written", "%u", (unsigned)count);
    static const char line[] = "handles of WinPR: WriteFile to the standard output: this line\n";
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, sizeof line - 1, &count, NULL);
    HANDLE token = NULL;
    done("a token", LogonUserA("user", "domain", "", 0, 0, &token));
    done("CloseHandle of the token", CloseHandle(token));
}

static void mixed(void) {
    int ends[2];
    if (pipe(ends) != 0) return;
    HANDLE both[2] = {event(TRUE, FALSE), CreateFileDescriptorEventA(NULL, FALSE, FALSE, ends[0], WINPR_FD_READ)};
    if (write(ends[1], "x", 1) != 1) return;
    waited("an event and a descriptor", WaitForMultipleObjects(2, both, FALSE, limit));
    done("the event lives", SetEvent(both[0]));
    waited("the descriptor lives", WaitForSingleObject(both[1], 0));
}

static void insides(void) {
    HANDLE own = event(TRUE, FALSE);
    fact("a descriptor of an event", "%s", GetEventFileDescriptor(own) >= 0 ? "yes" : "no");
    fact("a wait object of an event", "%s", GetEventWaitObject(own) ? "yes" : "no");
    fact("another descriptor for an event", "%s", SetEventFileDescriptor(own, 0, WINPR_FD_READ) == 0 ? "yes" : "no");
    done("the event lives", SetEvent(own));
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
    fact("an event for a socket", "%s", WSAEventSelect((SOCKET)ends[0], own, FD_READ) == 0 ? "yes" : "no");
    done("the event still lives", ResetEvent(own));
}

static void junk(void) {
    done("SetEvent of a small number", SetEvent((HANDLE)0x7FFC));
    done("CloseHandle of a pointer to nothing", CloseHandle((HANDLE)0x7EADBEEF0000));
}

static void stale(void) {
    HANDLE closed = event(TRUE, FALSE);
    done("CloseHandle", CloseHandle(closed));
    done("CloseHandle again", CloseHandle(closed));
    done("SetEvent", SetEvent(closed));
}

static void run(const char* name, void (*body)(void)) {
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        alarm(60);
        group = name;
        body();
        _exit(0);
    }
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) printf("%s: ends: %s\n", name, strsignal(WTERMSIG(status)));
}

static const char* work_folder;
static void files_here(void) { files(work_folder); }

int main(int argc, char** argv) {
    work_folder = argc > 1 ? argv[1] : "/tmp";
    if (argc > 2) limit = (DWORD)atoi(argv[2]);
    /* Before the first fork: the layout of what both libraries touch. */
    group = "layout";
    fact("BOOL DWORD LONG HANDLE WCHAR", "%d %d %d %d %d", (int)sizeof(BOOL), (int)sizeof(DWORD), (int)sizeof(LONG),
         (int)sizeof(HANDLE), (int)sizeof(WCHAR));
    fact("OVERLAPPED OVERLAPPED_ENTRY", "%d %d", (int)sizeof(OVERLAPPED), (int)sizeof(OVERLAPPED_ENTRY));
    fact("CRITICAL_SECTION SECURITY_ATTRIBUTES", "%d %d", (int)sizeof(CRITICAL_SECTION),
         (int)sizeof(SECURITY_ATTRIBUTES));
    fact("WIN32_FIND_DATAW FILETIME", "%d %d", (int)sizeof(WIN32_FIND_DATAW), (int)sizeof(FILETIME));
    run("events", events);
    run("names", names);
    run("mutexes", mutexes);
    run("abandoned mutexes", abandoned);
    run("semaphores", semaphores);
    run("threads", threads);
    run("APCs", apc_calls);
    run("completion ports", ports);
    run("threads at a port", port_servers);
    run("a pipe at a port", pipe_at_a_port);
    run("addresses", addresses);
    run("threads at an event", released_one_by_one);
    run("timers", timers);
    run("timer queues", timer_queues);
    run("locks", locks);
    run("pipes", pipes);
    run("files", files_here);
    run("parts of WinPR", parts_of_winpr);
    run("handles of WinPR", foreign);
    run("sets of both", mixed);
    run("insides", insides);
    run("junk", junk);
    run("closed handles", stale);
    return 0;
}
