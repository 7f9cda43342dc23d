/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Another library with functions of the names of ours and handles that are pointers. It notes which of its functions
 * was called, and answers with numbers that tell them apart. Handles that are not its own it does not survive, as those
 * it stands for: only a pointer made by PeerNew may come here. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Peer {
    uint64_t magic;
    unsigned sets;
} Peer;

enum { kMagic = 0x5045455248414e44 >> 32 };

uint32_t GetLastError(void);
void SetLastError(uint32_t);
uint32_t WaitForSingleObjectEx(void*, uint32_t, int);

const char* PeerCalled = "";

static void check(const void* handle) {
    if (((const Peer*)handle)->magic != kMagic) abort();
}

void* PeerNew(void) {
    Peer* peer = calloc(1, sizeof *peer);
    peer->magic = kMagic;
    return peer;
}

#define CALLED(name, handle) (check(handle), PeerCalled = #name)

int CloseHandle(void* handle) {
    CALLED(CloseHandle, handle);
    free(handle);
    return 1;
}
int SetEvent(void* handle) {
    CALLED(SetEvent, handle);
    ((Peer*)handle)->sets++;
    return 1;
}
int ResetEvent(void* handle) {
    CALLED(ResetEvent, handle);
    SetLastError(0x1234);
    return 0;
}
int ReleaseMutex(void* handle) { return CALLED(ReleaseMutex, handle), 1; }
int ReleaseSemaphore(void* handle, int count, int* previous) {
    CALLED(ReleaseSemaphore, handle);
    *previous = count + 1;
    return 1;
}
/* By its own name for the longer one, as libraries do: the call comes back through ours. */
uint32_t WaitForSingleObject(void* handle, uint32_t milliseconds) {
    CALLED(WaitForSingleObject, handle);
    return WaitForSingleObjectEx(handle, milliseconds, 0);
}
uint32_t WaitForSingleObjectEx(void* handle, uint32_t milliseconds, int alertable) {
    CALLED(WaitForSingleObjectEx, handle);
    return 0x102;
}
uint32_t WaitForMultipleObjects(uint32_t count, void* const* handles, int all, uint32_t milliseconds) {
    for (uint32_t i = 0; i < count; ++i) CALLED(WaitForMultipleObjects, handles[i]);
    return count - 1;
}
uint32_t WaitForMultipleObjectsEx(uint32_t count, void* const* handles, int all, uint32_t milliseconds, int alertable) {
    for (uint32_t i = 0; i < count; ++i) CALLED(WaitForMultipleObjectsEx, handles[i]);
    return count - 1;
}
int DuplicateHandle(void* from, void* handle, void* to, void** copy, uint32_t access, int inherit, uint32_t options) {
    CALLED(DuplicateHandle, handle);
    *copy = handle;
    return 1;
}
int GetExitCodeThread(void* handle, uint32_t* code) {
    CALLED(GetExitCodeThread, handle);
    *code = 77;
    return 1;
}
uint32_t ResumeThread(void* handle) { return CALLED(ResumeThread, handle), 5; }
uint32_t QueueUserAPC(void* function, void* handle, uintptr_t parameter) { return CALLED(QueueUserAPC, handle), 1; }
int GetHandleInformation(void* handle, uint32_t* flags) {
    CALLED(GetHandleInformation, handle);
    *flags = 3;
    return 1;
}
int SetHandleInformation(void* handle, uint32_t mask, uint32_t flags) {
    return CALLED(SetHandleInformation, handle), 1;
}
int ReadFile(void* handle, void* buffer, uint32_t size, uint32_t* read, void* overlapped) {
    CALLED(ReadFile, handle);
    memset(buffer, 'r', size);
    *read = size;
    return 1;
}
int WriteFile(void* handle, const void* buffer, uint32_t size, uint32_t* written, void* overlapped) {
    CALLED(WriteFile, handle);
    *written = size;
    return 1;
}
int FlushFileBuffers(void* handle) { return CALLED(FlushFileBuffers, handle), 1; }
uint32_t GetFileSize(void* handle, uint32_t* high) {
    CALLED(GetFileSize, handle);
    if (high) *high = 1;
    return 2;
}
uint32_t SetFilePointer(void* handle, int distance, int* high, uint32_t method) {
    return CALLED(SetFilePointer, handle), (uint32_t)distance;
}
int SetFilePointerEx(void* handle, int64_t distance, int64_t* position, uint32_t method) {
    CALLED(SetFilePointerEx, handle);
    *position = distance;
    return 1;
}
int SetEndOfFile(void* handle) { return CALLED(SetEndOfFile, handle), 1; }
int GetEventFileDescriptor(void* handle) { return CALLED(GetEventFileDescriptor, handle), 42; }
int SetEventFileDescriptor(void* handle, int descriptor, uint32_t mode) {
    return CALLED(SetEventFileDescriptor, handle), 0;
}
void* GetEventWaitObject(void* handle) { return CALLED(GetEventWaitObject, handle), handle; }
int GetNamePipeFileDescriptor(void* handle) { return CALLED(GetNamePipeFileDescriptor, handle), 43; }
