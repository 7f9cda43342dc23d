// SPDX-License-Identifier: LGPL-2.1-or-later
// Pipes, the results of operations, completion ports, searches: handles of something else, the wrong end, no place for
// an answer, and what is told of an end that has nobody at the other.
#include "facts.h"

#define PIPE "\\\\.\\pipe\\conformance-refusals"
#define WIDE_PIPE L"\\\\.\\pipe\\conformance-refusals"
#define FILE_NAME "conformance-pipe-refusals.tmp"

static HANDLE event, file, reading, writing, server, client;

static HANDLE closed(void) {
    HANDLE made = CreateEventA(NULL, FALSE, FALSE, NULL);
    CloseHandle(made);
    return made;
}

static void open_all(void) {
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    file =
        CreateFileA(FILE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CreatePipe(&reading, &writing, NULL, 0);
    server =
        CreateNamedPipeA(PIPE, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 2, 100, 100, 0, NULL);
}

static void close_all(void) {
    CloseHandle(event);
    CloseHandle(file);
    CloseHandle(reading);
    CloseHandle(writing);
    CloseHandle(server);
}

/// The functions of named pipes with what is none.
static void no_pipe(const char* situation, HANDLE handle) {
    DWORD number = 0, mode = PIPE_READMODE_BYTE;
    ULONG id = 0;
    char text[8] = "text", name[64];
    WCHAR wide[64];
    (void)number;
    FACT_BOOL("ConnectNamedPipe", situation, ConnectNamedPipe(handle, NULL));
    FACT_BOOL("DisconnectNamedPipe", situation, DisconnectNamedPipe(handle));
    FACT_BOOL("TransactNamedPipe", situation, TransactNamedPipe(handle, text, 4, text, 4, &number, NULL));
    FACT_BOOL("SetNamedPipeHandleState", situation, SetNamedPipeHandleState(handle, &mode, NULL, NULL));
    FACT_BOOL("GetNamedPipeHandleStateA", situation,
              GetNamedPipeHandleStateA(handle, &number, NULL, NULL, NULL, name, sizeof name));
    FACT_BOOL("GetNamedPipeHandleStateW", situation,
              GetNamedPipeHandleStateW(handle, &number, NULL, NULL, NULL, wide, 64));
    FACT_BOOL("GetNamedPipeInfo", situation, GetNamedPipeInfo(handle, &number, NULL, NULL, NULL));
    FACT_BOOL("PeekNamedPipe", situation, PeekNamedPipe(handle, NULL, 0, NULL, &number, NULL));
    FACT_BOOL("GetNamedPipeClientProcessId", situation, GetNamedPipeClientProcessId(handle, &id));
    FACT_BOOL("GetNamedPipeServerProcessId", situation, GetNamedPipeServerProcessId(handle, &id));
    FACT_BOOL("GetNamedPipeClientSessionId", situation, GetNamedPipeClientSessionId(handle, &id));
    FACT_BOOL("GetNamedPipeServerSessionId", situation, GetNamedPipeServerSessionId(handle, &id));
}

static void ends(void) {
    ULONG id = 77, session = 77;
    DWORD instances = 0, mode = 0;
    char name[64] = "", text[8] = "text";
    FACT_BOOL("GetNamedPipeServerProcessId", "nobody at the other end", GetNamedPipeServerProcessId(server, &id));
    FACT_NUMBER("GetNamedPipeServerProcessId", "nobody at the other end: is this process", id == GetCurrentProcessId());
    client = CreateFileA(PIPE, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    FACT_BOOL("ConnectNamedPipe", "the client's end", ConnectNamedPipe(client, NULL));
    FACT_BOOL("DisconnectNamedPipe", "the client's end", DisconnectNamedPipe(client));
    id = 77;
    FACT_BOOL("GetNamedPipeClientProcessId", "asked at the client's end", GetNamedPipeClientProcessId(client, &id));
    FACT_NUMBER("GetNamedPipeClientProcessId", "asked at the client's end: is this process",
                id == GetCurrentProcessId());
    FACT_BOOL("GetNamedPipeClientSessionId", "the server's end", GetNamedPipeClientSessionId(server, &session));
    FACT_NUMBER("GetNamedPipeClientSessionId", "the same as of the process",
                ProcessIdToSessionId(GetCurrentProcessId(), &instances) && instances == session);
    session = 77;
    FACT_BOOL("GetNamedPipeServerSessionId", "the client's end", GetNamedPipeServerSessionId(client, &session));
    FACT_NUMBER("GetNamedPipeServerSessionId", "the same as of the process", instances == session);
    FACT_BOOL("GetNamedPipeHandleStateA", "no places at all",
              GetNamedPipeHandleStateA(server, NULL, NULL, NULL, NULL, NULL, 0));
    FACT_BOOL("GetNamedPipeHandleStateA", "mode and instances",
              GetNamedPipeHandleStateA(server, &mode, &instances, NULL, NULL, NULL, 0));
    FACT_HEX("GetNamedPipeHandleStateA", "the mode", mode);
    FACT_NUMBER("GetNamedPipeHandleStateA", "the instances", instances);
    FACT_BOOL("GetNamedPipeHandleStateW", "mode and instances",
              GetNamedPipeHandleStateW(client, &mode, &instances, NULL, NULL, NULL, 0));
    FACT_HEX("GetNamedPipeHandleStateW", "the mode of a new client", mode);
    FACT_BOOL("GetNamedPipeInfo", "no places at all", GetNamedPipeInfo(server, NULL, NULL, NULL, NULL));
    FACT_BOOL("TransactNamedPipe", "a client that reads bytes",
              TransactNamedPipe(client, text, 4, text, 4, &mode, NULL));
    FACT_BOOL("WaitNamedPipeA", "no pipe's name", WaitNamedPipeA(FILE_NAME, 10));
    FACT_BOOL("WaitNamedPipeW", "a pipe there is not", WaitNamedPipeW(L"\\\\.\\pipe\\conformance-none", 10));
    FACT_BOOL("WaitNamedPipeW", "no pipe's name", WaitNamedPipeW(L"conformance-pipe-refusals.tmp", 10));
    FACT_BOOL("CallNamedPipeA", "a pipe there is not",
              CallNamedPipeA("\\\\.\\pipe\\conformance-none", text, 4, text, 4, &mode, NMPWAIT_NOWAIT));
    FACT_BOOL("CallNamedPipeW", "a pipe there is not",
              CallNamedPipeW(L"\\\\.\\pipe\\conformance-none", text, 4, text, 4, &mode, NMPWAIT_NOWAIT));
    FACT_BOOL("GetNamedPipeHandleStateA", "the user's name at the client's end",
              GetNamedPipeHandleStateA(client, NULL, NULL, NULL, NULL, name, sizeof name));
#ifndef _WIN32  // Wine has no user's names, and no answers about collecting; Windows would write where it is told
    FACT_BOOL("GetNamedPipeHandleStateA", "the user's name, one character",
              GetNamedPipeHandleStateA(server, NULL, NULL, NULL, NULL, name, 1));
    FACT_BOOL("GetNamedPipeHandleStateA", "the time data are collected, a pipe of this machine",
              GetNamedPipeHandleStateA(client, NULL, NULL, NULL, &mode, NULL, 0));
    FACT_BOOL("SetNamedPipeHandleState", "the time data are collected, a pipe of this machine",
              SetNamedPipeHandleState(client, NULL, NULL, &mode));
    FACT_BOOL("GetNamedPipeClientProcessId", "no place", GetNamedPipeClientProcessId(server, NULL));
    FACT_BOOL("GetNamedPipeServerProcessId", "no place", GetNamedPipeServerProcessId(server, NULL));
    FACT_BOOL("GetNamedPipeClientSessionId", "no place", GetNamedPipeClientSessionId(server, NULL));
    FACT_BOOL("GetNamedPipeServerSessionId", "no place", GetNamedPipeServerSessionId(server, NULL));
    FACT_BOOL("CallNamedPipeA", "no pipe's name", CallNamedPipeA(FILE_NAME, text, 4, text, 4, &mode, NMPWAIT_NOWAIT));
#endif
    CloseHandle(client);
}

/// Overlapped pipes want an OVERLAPPED.
static void without_overlapped(void) {
    HANDLE pipe = CreateNamedPipeA("\\\\.\\pipe\\conformance-overlapped", PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 100, 100, 0, NULL);
    HANDLE other = CreateFileA("\\\\.\\pipe\\conformance-overlapped", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                               OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    (void)other;
#ifndef _WIN32  // the page has them report wrongly that the operation is complete
    DWORD read;
    char text[8] = "text";
    FACT_BOOL("ConnectNamedPipe", "an overlapped pipe, no OVERLAPPED", ConnectNamedPipe(pipe, NULL));
    FACT_BOOL("TransactNamedPipe", "an overlapped pipe, no OVERLAPPED",
              TransactNamedPipe(pipe, text, 4, text, 4, &read, NULL));
#endif
    FACT_BOOL("DisconnectNamedPipe", "the server's end", DisconnectNamedPipe(pipe));
    CloseHandle(other);
    CloseHandle(pipe);
}

static void anonymous(void) {
    SECURITY_ATTRIBUTES none = {sizeof none, NULL, FALSE};
    HANDLE from, to;
    DWORD done = 0, flags = 9;
    char text[8] = "";
    FACT_BOOL("CreatePipe", "attributes that do not inherit", CreatePipe(&from, &to, &none, 4096));
    GetHandleInformation(from, &flags);
    FACT_NUMBER("CreatePipe", "attributes that do not inherit, the reading end", flags);
    FACT_BOOL("CreatePipe", "what is written at one end", WriteFile(to, "text", 4, &done, NULL));
    FACT_BOOL("CreatePipe", "is read at the other", ReadFile(from, text, 8, &done, NULL));
    FACT_TEXT("CreatePipe", "what is read", text);
    FACT_BOOL("CreatePipe", "the reading end does not write", WriteFile(from, "text", 4, &done, NULL));
    FACT_BOOL("CreatePipe", "the writing end does not read", ReadFile(to, text, 8, &done, NULL));
    CloseHandle(to);
    FACT_BOOL("CreatePipe", "nobody writes any more", ReadFile(from, text, 8, &done, NULL));
    CloseHandle(from);
#ifndef _WIN32  // Windows writes where it is told
    FACT_BOOL("GetNamedPipeHandleStateA", "the user's name, an anonymous pipe",
              GetNamedPipeHandleStateA(writing, NULL, NULL, NULL, NULL, text, sizeof text));
    FACT_BOOL("CreatePipe", "no place for the reading end", CreatePipe(NULL, &to, NULL, 0));
    FACT_BOOL("CreatePipe", "no place for the writing end", CreatePipe(&from, NULL, NULL, 0));
#endif
}

static void results(void) {
    OVERLAPPED pending;
    DWORD bytes = 77;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    ULONG_PTR key = 0;
    LPOVERLAPPED overlapped = NULL;
    memset(&pending, 0, sizeof pending);
    pending.Internal = 0x103;  // STATUS_PENDING, as while an operation runs
    FACT_BOOL("GetOverlappedResult", "it runs", GetOverlappedResult(file, &pending, &bytes, FALSE));
    pending.Internal = 0xC0000011, pending.InternalHigh = 3;
    FACT_BOOL("GetOverlappedResult", "it came to the end of the file",
              GetOverlappedResult(file, &pending, &bytes, FALSE));
    pending.Internal = 0;
    FACT_BOOL("GetOverlappedResult", "it is done", GetOverlappedResult(file, &pending, &bytes, TRUE));
    FACT_NUMBER("GetOverlappedResult", "it is done: bytes", bytes);
    FACT_BOOL("GetQueuedCompletionStatus", "nothing queued",
              GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
    FACT_BOOL("GetQueuedCompletionStatus", "an event", GetQueuedCompletionStatus(event, &bytes, &key, &overlapped, 0));
    FACT_BOOL("GetQueuedCompletionStatus", "a closed handle",
              GetQueuedCompletionStatus(closed(), &bytes, &key, &overlapped, 0));
    FACT_BOOL("PostQueuedCompletionStatus", "an event", PostQueuedCompletionStatus(event, 1, 2, NULL));
    FACT_BOOL("DeviceIoControl", "a file, nothing it knows",
              DeviceIoControl(file, 0x222000, NULL, 0, NULL, 0, &bytes, NULL));
    FACT_BOOL("DeviceIoControl", "an event", DeviceIoControl(event, 0x222000, NULL, 0, NULL, 0, &bytes, NULL));
#ifndef _WIN32  // Windows writes where it is told
    pending.Internal = 0x103;
    pending.hEvent = closed();
    FACT_BOOL("GetOverlappedResult", "it runs, its event is closed", GetOverlappedResult(file, &pending, &bytes, TRUE));
    pending.hEvent = event;
    SetEvent(event);
    FACT_BOOL("GetOverlappedResult", "it runs, its event is set for another",
              GetOverlappedResult(file, &pending, &bytes, TRUE));
    ResetEvent(event);
    FACT_BOOL("GetOverlappedResult", "no OVERLAPPED", GetOverlappedResult(file, NULL, &bytes, FALSE));
    FACT_BOOL("GetQueuedCompletionStatus", "no place for bytes",
              GetQueuedCompletionStatus(port, NULL, &key, &overlapped, 0));
    FACT_BOOL("GetQueuedCompletionStatus", "no place for the key",
              GetQueuedCompletionStatus(port, &bytes, NULL, &overlapped, 0));
    FACT_BOOL("GetQueuedCompletionStatus", "no place for the OVERLAPPED",
              GetQueuedCompletionStatus(port, &bytes, &key, NULL, 0));
    FACT_BOOL("DeviceIoControl", "no place for the count",
              DeviceIoControl(file, 0x222000, NULL, 0, NULL, 0, NULL, NULL));
#endif
    CloseHandle(port);
}

static void searches(void) {
    WIN32_FIND_DATAA found;
    WIN32_FIND_DATAW wide;
    HANDLE search = FindFirstFileA(FILE_NAME, &found);
    FACT_BOOL("FindNextFileA", "nothing more", FindNextFileA(search, &found));
    FACT_BOOL("FindNextFileA", "nothing more, asked again", FindNextFileA(search, &found));
    FACT_BOOL("FindNextFileA", "INVALID_HANDLE_VALUE", FindNextFileA(INVALID_HANDLE_VALUE, &found));
    FACT_BOOL("FindNextFileW", "INVALID_HANDLE_VALUE", FindNextFileW(INVALID_HANDLE_VALUE, &wide));
    FACT_BOOL("FindNextFileW", "nothing more", FindNextFileW(search, &wide));
#ifndef _WIN32  // what is no search is looked into by Windows and Wine, which also write where they are told
    HANDLE none;
    FACT_BOOL("FindNextFileA", "an event", FindNextFileA(event, &found));
    FACT_BOOL("FindNextFileW", "NULL", FindNextFileW(NULL, &wide));
    FACT_BOOL("FindNextFileA", "no place", FindNextFileA(search, NULL));
    FACT_HANDLE("FindFirstFileA", "no place", none, FindFirstFileA(FILE_NAME, NULL));
    FACT_HANDLE("FindFirstFileW", "no place", none, FindFirstFileW(L"*", NULL));
    FACT_BOOL("FindClose", "an event", FindClose(event));
    FACT_BOOL("FindClose", "NULL", FindClose(NULL));
#endif
    FindClose(search);
}

int main(void) {
    open_all();
    no_pipe("a file", file);
    no_pipe("an event", event);
    no_pipe("NULL", NULL);
    no_pipe("a closed handle", closed());
    ends();
    without_overlapped();
    anonymous();
    results();
    searches();
    close_all();
    return 0;
}
