// SPDX-License-Identifier: LGPL-2.1-or-later
// Pipes, anonymous and named: creation, states, messages, peeking, transactions.
#include <stdlib.h>

#include "facts.h"

#define NAME "\\\\.\\pipe\\conformance"

static void fact_read(const char* situation, HANDLE pipe, DWORD size) {
    char buffer[64], text[128];
    DWORD read = 77;
    SetLastError(0xdeadbeef);
    const BOOL result = ReadFile(pipe, buffer, size, &read, NULL);
    const DWORD error = GetLastError();
    if (result) {
        snprintf(text, sizeof text, "%u bytes %.*s", (unsigned)read, (int)read, buffer);
    } else {
        snprintf(text, sizeof text, "FALSE %u, %u bytes", (unsigned)error, (unsigned)read);
    }
    FACT_TEXT("ReadFile", situation, text);
}

static void fact_write(const char* situation, HANDLE pipe, const char* data) {
    char text[64];
    DWORD written = 77;
    SetLastError(0xdeadbeef);
    if (WriteFile(pipe, data, (DWORD)strlen(data), &written, NULL)) {
        snprintf(text, sizeof text, "%u bytes", (unsigned)written);
    } else {
        snprintf(text, sizeof text, "FALSE %u, %u bytes", (unsigned)GetLastError(), (unsigned)written);
    }
    FACT_TEXT("WriteFile", situation, text);
}

static void fact_peek(const char* situation, HANDLE pipe, DWORD size) {
    char buffer[64], text[160];
    DWORD read = 0, available = 0, left = 0;
    SetLastError(0xdeadbeef);
    if (PeekNamedPipe(pipe, size ? buffer : NULL, size, &read, &available, &left)) {
        snprintf(text, sizeof text, "%u read %.*s, %u available, %u left", (unsigned)read, (int)read, buffer,
                 (unsigned)available, (unsigned)left);
    } else {
        snprintf(text, sizeof text, "FALSE %u", (unsigned)GetLastError());
    }
    FACT_TEXT("PeekNamedPipe", situation, text);
}

static HANDLE serve(DWORD mode, DWORD most) {
    return CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, mode, most, 4096, 4096, 100, NULL);
}
static HANDLE join_with(DWORD access) { return CreateFileA(NAME, access, 0, NULL, OPEN_EXISTING, 0, NULL); }
static HANDLE join_pipe(void) { return join_with(GENERIC_READ | GENERIC_WRITE); }

static void anonymous(void) {
    HANDLE reader, writer;
    FACT_BOOL("CreatePipe", "a pipe", CreatePipe(&reader, &writer, NULL, 0));
    fact_write("an anonymous pipe", writer, "hello");
    fact_peek("an anonymous pipe", reader, 3);
    fact_peek("an anonymous pipe without a buffer", reader, 0);
    fact_read("an anonymous pipe, part", reader, 3);
    fact_read("an anonymous pipe, rest", reader, 60);
    fact_read("the writing end", writer, 1);
    fact_write("the reading end", reader, "x");
    fact_peek("the writing end", writer, 3);
    FACT_DWORD("GetFileType", "an anonymous pipe", FILE_TYPE_UNKNOWN, GetFileType(reader));
    fact_write("before the end", writer, "last");
    CloseHandle(writer);
    fact_read("what was written before the end", reader, 60);
    fact_read("after the end", reader, 60);
    fact_peek("after the end", reader, 3);
    CloseHandle(reader);
    CreatePipe(&reader, &writer, NULL, 0);
    CloseHandle(reader);
    fact_write("an anonymous pipe nobody reads", writer, "x");
    CloseHandle(writer);
}

/// What should have failed, and does here or there.
static void close_if_any(HANDLE handle) {
    if (handle != INVALID_HANDLE_VALUE) CloseHandle(handle);
}

static void creation(void) {
    HANDLE pipe, second;
    FACT_HANDLE("CreateFileA", "no pipe", pipe, join_pipe());
    FACT_BOOL("WaitNamedPipeA", "no pipe", WaitNamedPipeA(NAME, 10));
    FACT_HANDLE("CreateNamedPipeA", "no pipe's name", pipe,
                CreateNamedPipeA("file", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL));
    FACT_HANDLE("CreateNamedPipeA", "no access", pipe, CreateNamedPipeA(NAME, 0, 0, 1, 0, 0, 0, NULL));
    FACT_HANDLE("CreateNamedPipeA", "no instances", pipe, serve(0, 0));
    close_if_any(pipe);
    FACT_HANDLE("CreateNamedPipeA", "256 instances", pipe, serve(0, 256));
    close_if_any(pipe);
    FACT_HANDLE("CreateNamedPipeA", "messages from bytes", pipe, serve(PIPE_READMODE_MESSAGE, 1));
    FACT_HANDLE("CreateNamedPipeA", "two instances", pipe, serve(0, 2));
    FACT_HANDLE("CreateNamedPipeA", "not the first", second,
                CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE, 0, 2, 0, 0, 0, NULL));
    close_if_any(second);
    FACT_HANDLE("CreateNamedPipeA", "another access", second,
                CreateNamedPipeA(NAME, PIPE_ACCESS_INBOUND, 0, 2, 0, 0, 0, NULL));
    close_if_any(second);
    FACT_HANDLE("CreateNamedPipeA", "another type", second, serve(PIPE_TYPE_MESSAGE, 2));
    close_if_any(second);
    FACT_HANDLE("CreateNamedPipeA", "another number of instances", second, serve(0, 3));
    close_if_any(second);
    FACT_HANDLE("CreateNamedPipeA", "another time-out", second,
                CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, 0, 2, 4096, 2048, 12345, NULL));
    close_if_any(second);
    FACT_HANDLE("CreateNamedPipeA", "the second", second, serve(0, 2));
    HANDLE third;
    FACT_HANDLE("CreateNamedPipeA", "the third of two", third, serve(0, 2));
    close_if_any(third);
    DWORD flags = 0, out = 0, in = 0, most = 0;
    FACT_BOOL("GetNamedPipeInfo", "a server's end", GetNamedPipeInfo(pipe, &flags, &out, &in, &most));
    FACT_NUMBER("GetNamedPipeInfo", "flags", flags);
    FACT_NUMBER("GetNamedPipeInfo", "out", out);
    FACT_NUMBER("GetNamedPipeInfo", "in", in);
    FACT_NUMBER("GetNamedPipeInfo", "most", most);
    DWORD state = 9, instances = 9;
    FACT_BOOL("GetNamedPipeHandleStateA", "a server's end",
              GetNamedPipeHandleStateA(pipe, &state, &instances, NULL, NULL, NULL, 0));
    FACT_NUMBER("GetNamedPipeHandleStateA", "state", state);
    FACT_NUMBER("GetNamedPipeHandleStateA", "instances", instances);
    CloseHandle(second);
    CloseHandle(pipe);
    FACT_HANDLE("CreateFileA", "a pipe whose servers are gone", pipe, join_pipe());
    close_if_any(pipe);
    pipe = CreateNamedPipeA(NAME, PIPE_ACCESS_INBOUND, 0, 1, 4096, 4096, 0, NULL);
    FACT_HANDLE("CreateFileA", "reading from an inbound pipe", second, join_with(GENERIC_READ));
    close_if_any(second);
    FACT_HANDLE("CreateFileA", "writing to an inbound pipe", second, join_with(GENERIC_WRITE));
    fact_write("the server of an inbound pipe", pipe, "x");
    fact_write("the client of an inbound pipe", second, "up");
    fact_read("the server of an inbound pipe", pipe, 60);
    CloseHandle(second);
    CloseHandle(pipe);
}

static void states(void) {
    HANDLE server = serve(0, 1), client;
    fact_read("a listening server", server, 1);
    fact_write("a listening server", server, "x");
    fact_peek("a listening server", server, 1);
    FACT_BOOL("WaitNamedPipeA", "a listening server", WaitNamedPipeA(NAME, 10));
    client = join_pipe();
    HANDLE other;
    FACT_HANDLE("CreateFileA", "a second client", other, join_pipe());
    FACT_BOOL("WaitNamedPipeA", "a busy pipe", WaitNamedPipeA(NAME, 10));
    FACT_BOOL("ConnectNamedPipe", "a client that is there", ConnectNamedPipe(server, NULL));
    FACT_BOOL("ConnectNamedPipe", "again", ConnectNamedPipe(server, NULL));
    fact_write("to the client", server, "down");
    fact_peek("a client", client, 2);
    fact_read("a client", client, 60);
    FACT_DWORD("GetFileType", "a named pipe", FILE_TYPE_UNKNOWN, GetFileType(client));
    ULONG id = 0;
    FACT_BOOL("GetNamedPipeClientProcessId", "the server's end", GetNamedPipeClientProcessId(server, &id));
    FACT_NUMBER("GetNamedPipeClientProcessId", "is this process", id == GetCurrentProcessId());
    FACT_BOOL("GetNamedPipeServerProcessId", "the client's end", GetNamedPipeServerProcessId(client, &id));
    FACT_NUMBER("GetNamedPipeServerProcessId", "is this process", id == GetCurrentProcessId());
    CloseHandle(client);
    FACT_BOOL("ConnectNamedPipe", "a client that went", ConnectNamedPipe(server, NULL));
    fact_read("a server whose client went", server, 60);
    fact_write("a server whose client went", server, "x");
    fact_peek("a server whose client went", server, 2);
    FACT_HANDLE("CreateFileA", "before it is disconnected", other, join_pipe());
    FACT_BOOL("DisconnectNamedPipe", "a client that went", DisconnectNamedPipe(server));
    FACT_BOOL("DisconnectNamedPipe", "again", DisconnectNamedPipe(server));
    fact_read("a disconnected server", server, 60);
    fact_write("a disconnected server", server, "x");
    fact_peek("a disconnected server", server, 2);
    FACT_HANDLE("CreateFileA", "before it is connected anew", other, join_pipe());
    CloseHandle(server);
    server = serve(0, 1);
    client = join_pipe();
    fact_write("before a disconnection", server, "lost");
    FACT_BOOL("DisconnectNamedPipe", "a client that is there", DisconnectNamedPipe(server));
    fact_read("a disconnected client", client, 60);
    fact_write("a disconnected client", client, "x");
    fact_peek("a disconnected client", client, 2);
    CloseHandle(client);
    CloseHandle(server);
    server = serve(0, 1);
    client = join_pipe();
    fact_write("before the server closes", server, "kept");
    CloseHandle(server);
    fact_read("a client whose server closed", client, 60);
    fact_read("a client whose server closed, again", client, 60);
    fact_write("a client whose server closed", client, "x");
    CloseHandle(client);
}

static void messages(void) {
    HANDLE server = serve(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1), client = join_pipe();
    DWORD mode = PIPE_READMODE_MESSAGE, state = 9;
    FACT_BOOL("GetNamedPipeHandleStateA", "a new client",
              GetNamedPipeHandleStateA(client, &state, NULL, NULL, NULL, NULL, 0));
    FACT_NUMBER("GetNamedPipeHandleStateA", "state of a new client", state);
    FACT_BOOL("SetNamedPipeHandleState", "messages", SetNamedPipeHandleState(client, &mode, NULL, NULL));
    mode = 0x10;
    FACT_BOOL("SetNamedPipeHandleState", "unknown bits", SetNamedPipeHandleState(client, &mode, NULL, NULL));
    DWORD flags = 0;
    FACT_BOOL("GetNamedPipeInfo", "a client's end", GetNamedPipeInfo(client, &flags, NULL, NULL, NULL));
    FACT_NUMBER("GetNamedPipeInfo", "flags of a client's end", flags);
    fact_write("first message", client, "first");
    fact_write("empty message", client, "");
    fact_write("third message", client, "third message");
    fact_peek("messages, part", server, 3);
    fact_peek("messages, first", server, 60);
    fact_peek("messages, no buffer", server, 0);
    fact_read("first message", server, 60);
    fact_read("empty message", server, 60);
    fact_read("part of a message", server, 5);
    fact_peek("rest of a message", server, 60);
    fact_read("rest of a message", server, 60);
    fact_write("for bytes", client, "one");
    fact_write("for bytes, second", client, "two");
    mode = PIPE_READMODE_BYTE;
    SetNamedPipeHandleState(server, &mode, NULL, NULL);
    fact_read("messages as bytes", server, 60);
    char out[16];
    DWORD read = 0;
    FACT_BOOL("TransactNamedPipe", "byte mode", TransactNamedPipe(server, "x", 1, out, sizeof out, &read, NULL));
    mode = PIPE_READMODE_MESSAGE;
    SetNamedPipeHandleState(server, &mode, NULL, NULL);
    fact_write("in the way of a transaction", client, "in the way");
    FACT_BOOL("TransactNamedPipe", "something unread", TransactNamedPipe(server, "x", 1, out, sizeof out, &read, NULL));
    CloseHandle(client);
    CloseHandle(server);
    server = serve(0, 1);
    client = join_pipe();
    mode = PIPE_READMODE_MESSAGE;
    FACT_BOOL("SetNamedPipeHandleState", "messages from bytes", SetNamedPipeHandleState(client, &mode, NULL, NULL));
    CloseHandle(client);
    CloseHandle(server);
}

static void no_waiting(void) {
    HANDLE server = serve(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT, 1);
    FACT_BOOL("ConnectNamedPipe", "without waiting, no client", ConnectNamedPipe(server, NULL));
    HANDLE client = join_pipe();
    FACT_BOOL("ConnectNamedPipe", "without waiting, a client", ConnectNamedPipe(server, NULL));
    fact_read("without waiting, nothing there", server, 60);
    fact_write("without waiting", server, "x");
    CloseHandle(client);
    FACT_BOOL("ConnectNamedPipe", "without waiting, a client that went", ConnectNamedPipe(server, NULL));
    FACT_BOOL("DisconnectNamedPipe", "without waiting", DisconnectNamedPipe(server));
    FACT_BOOL("ConnectNamedPipe", "without waiting, first after a disconnection", ConnectNamedPipe(server, NULL));
    FACT_BOOL("ConnectNamedPipe", "without waiting, second after a disconnection", ConnectNamedPipe(server, NULL));
    CloseHandle(server);
}

static DWORD WINAPI answer(LPVOID pipe) {
    char buffer[64];
    DWORD read = 0, written = 0;
    if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) return 1;
    if (!ReadFile(pipe, buffer, sizeof buffer, &read, NULL)) return 2;
    if (!WriteFile(pipe, "answer", 6, &written, NULL)) return 3;
    FlushFileBuffers(pipe);
    return 0;
}

static void calls(void) {
    HANDLE server = serve(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1);
    char out[16];
    DWORD read = 0, code = 9;
    FACT_BOOL("CallNamedPipeA", "no pipe",
              CallNamedPipeA("\\\\.\\pipe\\no-conformance", "x", 1, out, sizeof out, &read, 10));
    HANDLE thread = CreateThread(NULL, 0, answer, server, 0, NULL);
    FACT_BOOL("CallNamedPipeA", "a server", CallNamedPipeA(NAME, "question", 8, out, sizeof out, &read, 5000));
    FACT_NUMBER("CallNamedPipeA", "bytes", read);
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("CallNamedPipeA", "the server's end", code);
    CloseHandle(thread);
    FACT_BOOL("CallNamedPipeA", "busy, no waiting",
              CallNamedPipeA(NAME, "x", 1, out, sizeof out, &read, NMPWAIT_NOWAIT));
    CloseHandle(server);
}

static void wrong_handles(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    DWORD mode = 0;
    FACT_BOOL("ConnectNamedPipe", "an event", ConnectNamedPipe(event, NULL));
    FACT_BOOL("DisconnectNamedPipe", "an event", DisconnectNamedPipe(event));
    fact_peek("an event", event, 1);
    FACT_BOOL("SetNamedPipeHandleState", "an event", SetNamedPipeHandleState(event, &mode, NULL, NULL));
    FACT_BOOL("GetNamedPipeInfo", "an event", GetNamedPipeInfo(event, NULL, NULL, NULL, NULL));
    FACT_BOOL("ConnectNamedPipe", "no handle", ConnectNamedPipe((HANDLE)(ULONG_PTR)0x7770, NULL));
    FACT_BOOL("DisconnectNamedPipe", "no handle", DisconnectNamedPipe((HANDLE)(ULONG_PTR)0x7770));
    CloseHandle(event);
}

/// How much may be written before anybody reads, and what then is there.
static void sizes(void) {
    enum { kSize = 65536 };
    char* text = malloc(kSize);
    memset(text, 'x', kSize);
    DWORD written = 0, available = 0, left = 0, flags = 0, out = 0, in = 0, most = 0;
    HANDLE pipe = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, kSize,
                                   kSize / 2, 0, NULL);
    HANDLE client = join_pipe();
    FACT_BOOL("WriteFile", "as much as the out buffer", WriteFile(pipe, text, kSize, &written, NULL));
    FACT_NUMBER("WriteFile", "as much as the out buffer, bytes", written);
    FACT_BOOL("WriteFile", "as much as the in buffer", WriteFile(client, text, kSize / 2, &written, NULL));
    FACT_NUMBER("WriteFile", "as much as the in buffer, bytes", written);
    DWORD mode = PIPE_READMODE_MESSAGE;
    FACT_BOOL("SetNamedPipeHandleState", "a client reads messages", SetNamedPipeHandleState(client, &mode, NULL, NULL));
    FACT_BOOL("PeekNamedPipe", "a large message", PeekNamedPipe(client, NULL, 0, NULL, &available, &left));
    FACT_NUMBER("PeekNamedPipe", "a large message, available", available);
    FACT_NUMBER("PeekNamedPipe", "a large message, left", left);
    FACT_BOOL("GetNamedPipeInfo", "a client, sizes", GetNamedPipeInfo(client, &flags, &out, &in, &most));
    FACT_NUMBER("GetNamedPipeInfo", "a client, out", out);
    FACT_NUMBER("GetNamedPipeInfo", "a client, in", in);
    FACT_NUMBER("GetNamedPipeInfo", "a client, most", most);
    CloseHandle(client);
    CloseHandle(pipe);
    free(text);
}

int main(void) {
    anonymous();
    creation();
    states();
    messages();
    no_waiting();
    sizes();
    calls();
    wrong_handles();
    return 0;
}
