// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about handles themselves: closing, copying, flags, comparing.
#include "facts.h"

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
    FACT_BOOL("GetHandleInformation", "garbage", GetHandleInformation((HANDLE)(LONG_PTR)0x7ffffff0, &flags));
    CloseHandle(event);
    FACT_BOOL("GetHandleInformation", "a closed handle", GetHandleInformation(event, &flags));
    FACT_BOOL("SetHandleInformation", "a closed handle", SetHandleInformation(event, HANDLE_FLAG_INHERIT, 0));
    CloseHandle(heir);
}

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

int main(void) {
    closing();
    information();
    duplicating();
    protected_source();
    return 0;
}
