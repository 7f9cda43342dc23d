// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about handles themselves: closing, copying, flags, comparing.
#include "facts.h"

// S1, S5, S6 of the behaviours: closing, the two low bits, the flags of a handle.
static void closing(void) {
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_BOOL("CloseHandle", "an event", CloseHandle(event));
    FACT_BOOL("CloseHandle", "the same again", CloseHandle(event));
    FACT_BOOL("CloseHandle", "NULL", CloseHandle(NULL));
    FACT_BOOL("CloseHandle", "garbage", CloseHandle((HANDLE)(LONG_PTR)0xdeadbee0));
    FACT_BOOL("CloseHandle", "the pseudo handle of the process", CloseHandle(GetCurrentProcess()));
    FACT_BOOL("CloseHandle", "the pseudo handle of the thread", CloseHandle(GetCurrentThread()));
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_BOOL("SetHandleInformation", "protect from close",
              SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE));
    FACT_BOOL("CloseHandle", "a protected handle", CloseHandle(event));
    FACT_BOOL("SetEvent", "a protected handle after closing it failed", SetEvent(event));
    FACT_BOOL("SetHandleInformation", "protect no longer",
              SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0));
    FACT_BOOL("CloseHandle", "a handle that was protected", CloseHandle(event));
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_BOOL("CloseHandle", "the low two bits are ignored", CloseHandle((HANDLE)((ULONG_PTR)event | 3)));
    FACT_BOOL("SetEvent", "a closed handle", SetEvent(event));
    FACT_BOOL("ResetEvent", "NULL", ResetEvent(NULL));
}

// S6: inheritance and protection are bits of the handle; the mask selects them.
static void information(void) {
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE heir = CreateEventA(&inherit, TRUE, FALSE, NULL);
    DWORD flags = 77;
    FACT_BOOL("GetHandleInformation", "a plain handle", GetHandleInformation(event, &flags));
    FACT_HEX("GetHandleInformation", "flags of a plain handle", flags);
    FACT_BOOL("GetHandleInformation", "an inheritable handle", GetHandleInformation(heir, &flags));
    FACT_HEX("GetHandleInformation", "flags of an inheritable handle", flags);
    FACT_BOOL("SetHandleInformation", "mask without a bit that is set",
              SetHandleInformation(event, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE));
    GetHandleInformation(event, &flags);
    FACT_HEX("SetHandleInformation", "only masked bits change", flags);
    FACT_BOOL("SetHandleInformation", "unknown bits", SetHandleInformation(event, 4, 4));
    FACT_BOOL("SetHandleInformation", "NULL", SetHandleInformation(NULL, HANDLE_FLAG_INHERIT, 0));
    FACT_BOOL("GetHandleInformation", "NULL", GetHandleInformation(NULL, &flags));
#ifndef _WIN32  // others may write through the pointer
    FACT_BOOL("GetHandleInformation", "no place for the flags", GetHandleInformation(heir, NULL));
#endif
    FACT_BOOL("GetHandleInformation", "garbage", GetHandleInformation((HANDLE)(LONG_PTR)0x7ffffff0, &flags));
    CloseHandle(event);
    FACT_BOOL("GetHandleInformation", "a closed handle", GetHandleInformation(event, &flags));
    FACT_BOOL("SetHandleInformation", "a closed handle", SetHandleInformation(event, HANDLE_FLAG_INHERIT, 0));
    CloseHandle(heir);
}

// S8, S9: same object, another value; the source may be closed, even remotely and even where the call fails.
static void duplicating(void) {
    HANDLE self = GetCurrentProcess(), copy = (HANDLE)77, event = CreateEventA(NULL, TRUE, FALSE, NULL);
    DWORD flags = 0;
    FACT_BOOL("DuplicateHandle", "same access",
              DuplicateHandle(self, event, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_NUMBER("DuplicateHandle", "the copy has another value", copy != event);
    SetEvent(copy);
    FACT_WAIT("DuplicateHandle", "the copy is the same object", WaitForSingleObject(event, 0));
    FACT_BOOL("CompareObjectHandles", "a copy and its source", CompareObjectHandles(copy, event));
    CloseHandle(event);
    FACT_WAIT("DuplicateHandle", "the copy outlives its source", WaitForSingleObject(copy, 0));
    FACT_BOOL("DuplicateHandle", "inheritable",
              DuplicateHandle(self, copy, self, &event, 0, TRUE, DUPLICATE_SAME_ACCESS));
    GetHandleInformation(event, &flags);
    FACT_HEX("DuplicateHandle", "flags of an inheritable copy", flags);
    HANDLE moved = NULL;
    FACT_BOOL("DuplicateHandle", "close source",
              DuplicateHandle(self, event, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    FACT_WAIT("DuplicateHandle", "the copy after close source", WaitForSingleObject(moved, 0));
    FACT_BOOL("DuplicateHandle", "close source, no target",
              DuplicateHandle(self, moved, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
    FACT_WAIT("DuplicateHandle", "the source after that", WaitForSingleObject(moved, 0));
    moved = (HANDLE)77;
    FACT_BOOL("DuplicateHandle", "NULL source",
              DuplicateHandle(self, NULL, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "closed source",
              DuplicateHandle(self, event, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "NULL source process",
              DuplicateHandle(NULL, copy, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "NULL target process",
              DuplicateHandle(self, copy, NULL, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "an event for a process",
              DuplicateHandle(copy, copy, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS));
    moved = NULL;
    FACT_BOOL("DuplicateHandle", "an option there is none of",
              DuplicateHandle(self, copy, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS | 0x80));
    if (moved) CloseHandle(moved);
    HANDLE fresh = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_BOOL("DuplicateHandle", "failing with close source",
              DuplicateHandle(self, fresh, copy, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    FACT_WAIT("DuplicateHandle", "the source is closed even then", WaitForSingleObject(fresh, 0));
    HANDLE thread = NULL, process = NULL;
    FACT_BOOL("DuplicateHandle", "the pseudo handle of the thread",
              DuplicateHandle(self, GetCurrentThread(), self, &thread, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_NUMBER("DuplicateHandle", "gives a real handle of the thread", thread != GetCurrentThread());
    FACT_NUMBER("GetThreadId", "that handle", GetThreadId(thread) == GetCurrentThreadId());
    FACT_BOOL("DuplicateHandle", "the pseudo handle of the process",
              DuplicateHandle(self, self, self, &process, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("DuplicateHandle", "that real handle as source process",
              DuplicateHandle(process, thread, self, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("CompareObjectHandles", "two handles of the thread", CompareObjectHandles(moved, thread));
    FACT_BOOL("CompareObjectHandles", "a thread and its pseudo handle",
              CompareObjectHandles(thread, GetCurrentThread()));
    HANDLE another = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_BOOL("CompareObjectHandles", "two events", CompareObjectHandles(another, copy));
    CloseHandle(another);
    FACT_BOOL("CompareObjectHandles", "a thread and an event", CompareObjectHandles(thread, copy));
    FACT_BOOL("CompareObjectHandles", "NULL", CompareObjectHandles(thread, NULL));
    CloseHandle(copy);
    CloseHandle(moved);
    CloseHandle(thread);
    CloseHandle(process);
}

static void protected_source(void) {
    HANDLE self = GetCurrentProcess(), event = CreateEventA(NULL, TRUE, FALSE, NULL), copy = NULL;
    DWORD flags = 0;
    SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
    FACT_BOOL("DuplicateHandle", "a protected source",
              DuplicateHandle(self, event, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    GetHandleInformation(copy, &flags);
    FACT_HEX("DuplicateHandle", "the copy of a protected handle is not protected", flags);
    CloseHandle(copy);
    SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0);
    CloseHandle(event);
}

static HANDLE made_by_thread, go_on;

static DWORD WINAPI make_event(void* argument) {
    (void)argument;
    made_by_thread = CreateEventA(NULL, TRUE, TRUE, NULL);
    WaitForSingleObject(go_on, INFINITE);
    SetEvent(made_by_thread);
    return 5;
}

// S3, S4: threads outlive their handles, handles outlive their threads.
static void threads(void) {
    HANDLE self = GetCurrentProcess(), thread, copy = NULL;
    DWORD code = 0;
    go_on = CreateEventA(NULL, TRUE, FALSE, NULL);
    thread = CreateThread(NULL, 0, make_event, NULL, 0, NULL);
    DuplicateHandle(self, thread, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
    FACT_BOOL("CloseHandle", "a thread that runs", CloseHandle(thread));
    FACT_WAIT("CloseHandle", "the thread still runs", WaitForSingleObject(copy, 0));
    SetEvent(go_on);
    FACT_WAIT("CloseHandle", "the thread ends by itself", WaitForSingleObject(copy, 60000));
    FACT_BOOL("GetExitCodeThread", "by the other handle", GetExitCodeThread(copy, &code));
    FACT_NUMBER("GetExitCodeThread", "by the other handle: the code", code);
    FACT_BOOL("CloseHandle", "what an ended thread has made", CloseHandle(made_by_thread));
    FACT_BOOL("CloseHandle", "a thread that has ended", CloseHandle(copy));
    CloseHandle(go_on);
}

static DWORD WINAPI wait_for(void* event) { return WaitForSingleObject(event, 60000); }

// S2: what is waited for is there until the wait has ended.
static void closed_during_a_wait(void) {
    HANDLE self = GetCurrentProcess(), event = CreateEventA(NULL, TRUE, FALSE, NULL), copy = NULL, thread;
    DWORD code = 9;
    DuplicateHandle(self, event, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
    thread = CreateThread(NULL, 0, wait_for, event, 0, NULL);
    FACT_WAIT("CloseHandle", "an event, a thread waits for it", WaitForSingleObject(thread, 50));
    FACT_BOOL("CloseHandle", "an event that a thread waits for", CloseHandle(event));
    SetEvent(copy);
    WaitForSingleObject(thread, 60000);
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("CloseHandle", "an event that a thread waits for: set by a copy, the wait", code);
    CloseHandle(thread);
    CloseHandle(copy);
}

// S8: access; S10: completion ports.
static void access_of_copies(void) {
    const char *f = "DuplicateHandle", *name = "conformance-handles.tmp";
    HANDLE self = GetCurrentProcess(), event = CreateEventA(NULL, TRUE, FALSE, NULL), copy = NULL, thread, file, port;
    DWORD code = 9;
    FACT_BOOL(f, "access to set alone", DuplicateHandle(self, event, self, &copy, EVENT_MODIFY_STATE, FALSE, 0));
    FACT_WAIT(f, "a wait by what can only set", WaitForSingleObject(copy, 0));
    thread = CreateThread(NULL, 0, wait_for, event, 0, NULL);
    FACT_BOOL("SetEvent", "what can only set", SetEvent(copy));
    FACT_WAIT("SetEvent", "what can only set: the thread that waits ends", WaitForSingleObject(thread, 60000));
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("WaitForSingleObject", "another thread's wait", code);
    CloseHandle(thread);
    CloseHandle(copy);
    FACT_BOOL(f, "access to wait alone", DuplicateHandle(self, event, self, &copy, SYNCHRONIZE, FALSE, 0));
    FACT_WAIT(f, "a wait by what can only wait", WaitForSingleObject(copy, 0));
    FACT_BOOL("SetEvent", "what can only wait", SetEvent(copy));
    FACT_BOOL("ResetEvent", "what can only wait", ResetEvent(copy));
    CloseHandle(copy);
    CloseHandle(event);
    file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CloseHandle(file);
    file = CreateFileA(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    copy = NULL;
    FACT_BOOL(f, "a file for reading, for writing, too",
              DuplicateHandle(self, file, self, &copy, GENERIC_READ | GENERIC_WRITE, FALSE, 0));
    if (copy) CloseHandle(copy);
    copy = NULL;
    FACT_BOOL(f, "a file for reading, for attributes",
              DuplicateHandle(self, file, self, &copy, FILE_READ_ATTRIBUTES, FALSE, 0));
    FACT_BOOL("ReadFile", "by the copy for attributes", ReadFile(copy, &code, 1, &code, NULL));
    if (copy) CloseHandle(copy);
    CloseHandle(file);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    FACT_BOOL(f, "a completion port", DuplicateHandle(self, port, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    FACT_BOOL("CloseHandle", "the copy of a completion port", CloseHandle(copy));
    FACT_BOOL("CloseHandle", "a completion port", CloseHandle(port));
}

int main(void) {
    closing();
    information();
    duplicating();
    protected_source();
    threads();
    closed_during_a_wait();
    access_of_copies();
    return 0;
}
