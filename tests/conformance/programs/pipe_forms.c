// SPDX-License-Identifier: LGPL-2.1-or-later
// Named pipes: wide forms, names, flags nobody knows, one way only, anonymous ones where named ones are asked for,
// transactions, impersonation.
#include "facts.h"

#define NAME "\\\\.\\pipe\\conformance-Forms"
#define WIDE_NAME L"\\\\.\\pipe\\conformance-Forms"
#define OTHER_CASE "\\\\.\\PIPE\\CONFORMANCE-FORMS"

enum { kMessages = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE };

static HANDLE serve(DWORD access, DWORD mode) { return CreateNamedPipeA(NAME, access, mode, 1, 512, 512, 50, NULL); }
static HANDLE join_pipe(DWORD access) { return CreateFileA(NAME, access, 0, NULL, OPEN_EXISTING, 0, NULL); }
static void close_if_any(HANDLE handle) {
    if (handle && handle != INVALID_HANDLE_VALUE) CloseHandle(handle);
}

static void wide_forms(void) {
    HANDLE pipe, client;
    DWORD state = 9, instances = 9, flags = 9;
    FACT_BOOL("WaitNamedPipeW", "no pipe", WaitNamedPipeW(WIDE_NAME, 10));
    FACT_HANDLE("CreateNamedPipeW", "a pipe", pipe,
                CreateNamedPipeW(WIDE_NAME, PIPE_ACCESS_DUPLEX, kMessages, 1, 512, 512, 50, NULL));
    FACT_BOOL("WaitNamedPipeW", "a listening server", WaitNamedPipeW(WIDE_NAME, 10));
    FACT_BOOL("WaitNamedPipeW", "the default limit, a listening server", WaitNamedPipeW(WIDE_NAME, 0));
    FACT_HANDLE("CreateFileW", "a pipe", client,
                CreateFileW(WIDE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_BOOL("WaitNamedPipeW", "a busy pipe", WaitNamedPipeW(WIDE_NAME, 10));
    FACT_BOOL("WaitNamedPipeW", "the default limit, a busy pipe", WaitNamedPipeW(WIDE_NAME, 0));
    FACT_BOOL("GetNamedPipeHandleStateW", "a server's end",
              GetNamedPipeHandleStateW(pipe, &state, &instances, NULL, NULL, NULL, 0));
    FACT_NUMBER("GetNamedPipeHandleStateW", "state of a server's end", state);
    FACT_NUMBER("GetNamedPipeHandleStateW", "instances", instances);
    FACT_BOOL("GetNamedPipeHandleStateW", "nothing is wanted",
              GetNamedPipeHandleStateW(client, NULL, NULL, NULL, NULL, NULL, 0));
    FACT_BOOL("GetNamedPipeHandleStateW", "no handle",
              GetNamedPipeHandleStateW((HANDLE)(ULONG_PTR)0x7770, &state, NULL, NULL, NULL, NULL, 0));
    FACT_BOOL("GetNamedPipeHandleStateA", "no handle",
              GetNamedPipeHandleStateA((HANDLE)(ULONG_PTR)0x7770, &state, NULL, NULL, NULL, NULL, 0));
    FACT_BOOL("GetHandleInformation", "a pipe", GetHandleInformation(pipe, &flags));
    FACT_NUMBER("CreateNamedPipeW", "no attributes: not inherited", flags);
    CloseHandle(client);
    CloseHandle(pipe);
    FACT_HANDLE("CreateNamedPipeW", "an empty name", pipe,
                CreateNamedPipeW(L"\\\\.\\pipe\\", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL));
    FACT_HANDLE("CreateNamedPipeW", "no pipe's name", pipe,
                CreateNamedPipeW(L"file", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL));
}

static void names_and_flags(void) {
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    HANDLE pipe, second;
    DWORD flags = 9;
    pipe = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, 0, 2, 512, 512, 50, &inherit);
    GetHandleInformation(pipe, &flags);
    FACT_NUMBER("CreateNamedPipeA", "attributes that inherit", flags);
    FACT_BOOL("WaitNamedPipeA", "the name in other cases", WaitNamedPipeA(OTHER_CASE, 10));
    FACT_HANDLE("CreateNamedPipeA", "another case, an instance of it", second,
                CreateNamedPipeA(OTHER_CASE, PIPE_ACCESS_DUPLEX, 0, 2, 512, 512, 50, NULL));
    close_if_any(second);
    CloseHandle(pipe);
    FACT_HANDLE("CreateNamedPipeA", "a flag nobody knows", pipe, serve(PIPE_ACCESS_DUPLEX | 0x100, 0));
    close_if_any(pipe);
    FACT_HANDLE("CreateNamedPipeA", "a mode nobody knows", pipe, serve(PIPE_ACCESS_DUPLEX, 0x100));
    close_if_any(pipe);
    FACT_HANDLE("CreateNamedPipeA", "one instance, the first", pipe,
                serve(PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE, PIPE_REJECT_REMOTE_CLIENTS));
    close_if_any(pipe);
    FACT_HANDLE("CreateNamedPipeA", "without a limit", pipe,
                CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, 0, PIPE_UNLIMITED_INSTANCES, 0, 0, 0, NULL));
    DWORD most = 9;
    FACT_BOOL("GetNamedPipeInfo", "a server's end without a limit", GetNamedPipeInfo(pipe, NULL, NULL, NULL, &most));
    FACT_NUMBER("GetNamedPipeInfo", "most without a limit", most);
    FACT_BOOL("GetNamedPipeInfo", "nothing is wanted", GetNamedPipeInfo(pipe, NULL, NULL, NULL, NULL));
    close_if_any(pipe);
}

static void one_way(void) {
    HANDLE pipe = serve(PIPE_ACCESS_OUTBOUND, 0), client;
    char data[4];
    DWORD done = 77;
    FACT_HANDLE("CreateFileA", "writing to an outbound pipe", client, join_pipe(GENERIC_WRITE));
    close_if_any(client);
    client = join_pipe(GENERIC_READ);
    FACT_BOOL("ReadFile", "the server of an outbound pipe", ReadFile(pipe, data, 1, &done, NULL));
    FACT_NUMBER("ReadFile", "the number is 0 where it fails", done);
    done = 77;
    FACT_BOOL("WriteFile", "the client of an outbound pipe", WriteFile(client, "x", 1, &done, NULL));
    FACT_NUMBER("WriteFile", "the number is 0 where it fails", done);
    FACT_BOOL("ConnectNamedPipe", "the client's end", ConnectNamedPipe(client, NULL));
    FACT_BOOL("DisconnectNamedPipe", "the client's end", DisconnectNamedPipe(client));
    CloseHandle(client);
    CloseHandle(pipe);
}

static void anonymous(void) {
    HANDLE reader, writer;
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    DWORD flags = 9, state = 9, mode = PIPE_NOWAIT, read = 77;
    char data[4];
    CreatePipe(&reader, &writer, &inherit, 100);
    GetHandleInformation(reader, &flags);
    FACT_NUMBER("CreatePipe", "attributes that inherit, the reading end", flags);
    GetHandleInformation(writer, &flags);
    FACT_NUMBER("CreatePipe", "attributes that inherit, the writing end", flags);
    FACT_BOOL("GetNamedPipeInfo", "an anonymous pipe", GetNamedPipeInfo(reader, &flags, NULL, NULL, NULL));
    FACT_NUMBER("GetNamedPipeInfo", "type of an anonymous pipe", flags & PIPE_TYPE_MESSAGE);
    FACT_BOOL("GetNamedPipeHandleStateA", "an anonymous pipe",
              GetNamedPipeHandleStateA(reader, &state, NULL, NULL, NULL, NULL, 0));
    FACT_NUMBER("GetNamedPipeHandleStateA", "state of an anonymous pipe", state);
    FACT_BOOL("SetNamedPipeHandleState", "no mode", SetNamedPipeHandleState(writer, NULL, NULL, NULL));
    FACT_BOOL("SetNamedPipeHandleState", "an anonymous pipe does not wait",
              SetNamedPipeHandleState(reader, &mode, NULL, NULL));
    FACT_BOOL("ReadFile", "an anonymous pipe that does not wait", ReadFile(reader, data, 1, &read, NULL));
    CloseHandle(reader);
    CloseHandle(writer);
}

static DWORD WINAPI answer_longer(LPVOID pipe) {
    char data[16];
    DWORD read = 0, written = 0;
    if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) return 1;
    if (!ReadFile(pipe, data, sizeof data, &read, NULL)) return 2;
    return WriteFile(pipe, "an answer", 9, &written, NULL) ? 0 : 3;
}

static void transactions(void) {
    HANDLE pipe = serve(PIPE_ACCESS_DUPLEX, kMessages), client = join_pipe(GENERIC_READ | GENERIC_WRITE);
    HANDLE thread = CreateThread(NULL, 0, answer_longer, pipe, 0, NULL);
    DWORD mode = PIPE_READMODE_MESSAGE, read = 77;
    char out[16] = "";
    SetNamedPipeHandleState(client, &mode, NULL, NULL);
    FACT_BOOL("TransactNamedPipe", "an answer longer than its room",
              TransactNamedPipe(client, "ask", 3, out, 4, &read, NULL));
    FACT_NUMBER("TransactNamedPipe", "bytes of it", read);
    FACT_BOOL("ReadFile", "the rest of an answer", ReadFile(client, out, sizeof out, &read, NULL));
    FACT_NUMBER("ReadFile", "bytes of the rest", read);
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    CloseHandle(client);
    CloseHandle(pipe);
    pipe = serve(PIPE_ACCESS_DUPLEX, kMessages);
    thread = CreateThread(NULL, 0, answer_longer, pipe, 0, NULL);
    FACT_BOOL("CallNamedPipeW", "an answer longer than its room",
              CallNamedPipeW((LPWSTR)WIDE_NAME, "ask", 3, out, 4, &read, 5000));
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    CloseHandle(pipe);
    pipe = serve(PIPE_ACCESS_DUPLEX, 0);
    FACT_BOOL("CallNamedPipeA", "a pipe of bytes", CallNamedPipeA(NAME, "ask", 3, out, 4, &read, 50));
    CloseHandle(pipe);
    FACT_BOOL("CallNamedPipeW", "no pipe", CallNamedPipeW((LPWSTR)WIDE_NAME, "ask", 3, out, 4, &read, 10));
}

static void impersonation(void) {
    const char* f = "ImpersonateNamedPipeClient";
    HANDLE pipe = serve(PIPE_ACCESS_DUPLEX, 0), event = CreateEventW(NULL, FALSE, FALSE, NULL);
    char data[4];
    DWORD done = 0;
    FACT_BOOL(f, "no client", ImpersonateNamedPipeClient(pipe));
    HANDLE client = join_pipe(GENERIC_READ | GENERIC_WRITE);
    WriteFile(client, "x", 1, &done, NULL);
    ReadFile(pipe, data, 1, &done, NULL);
    FACT_BOOL(f, "a client that wrote", ImpersonateNamedPipeClient(pipe));
    FACT_BOOL(f, "the client's end", ImpersonateNamedPipeClient(client));
    FACT_BOOL(f, "an event", ImpersonateNamedPipeClient(event));
    FACT_BOOL(f, "no handle", ImpersonateNamedPipeClient((HANDLE)(ULONG_PTR)0x7770));
    FACT_BOOL(f, "NULL", ImpersonateNamedPipeClient(NULL));
    CloseHandle(client);
    CloseHandle(pipe);
    CloseHandle(event);
}

int main(void) {
    wide_forms();
    names_and_flags();
    one_way();
    anonymous();
    transactions();
    impersonation();
    return 0;
}
