// SPDX-License-Identifier: LGPL-2.1-or-later
// Overlapped I/O on named pipes and files: pending, ended, cancelled, closed; events, routines, results.
#include "facts.h"

#define NAME "\\\\.\\pipe\\conformance-overlapped"
#define FILE_NAME "conformance-overlapped.tmp"

static HANDLE server, client;

static void open_pair(DWORD mode) {
    server = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, mode, 1, 4096, 4096, 0, NULL);
    client = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
}
static void close_pair(void) {
    CloseHandle(client);
    CloseHandle(server);
}

static void begin(OVERLAPPED* overlapped, BOOL with_event) {
    memset(overlapped, 0, sizeof *overlapped);
    if (with_event) overlapped->hEvent = CreateEventA(NULL, TRUE, TRUE, NULL);
}
static void end(OVERLAPPED* overlapped) {
    if (overlapped->hEvent) CloseHandle(overlapped->hEvent);
}

static void fact_result(const char* situation, HANDLE file, OVERLAPPED* overlapped, BOOL wait) {
    DWORD bytes = 77;
    char text[64];
    SetLastError(0xdeadbeef);
    if (GetOverlappedResult(file, overlapped, &bytes, wait)) {
        snprintf(text, sizeof text, "%u bytes", (unsigned)bytes);
    } else {
        snprintf(text, sizeof text, "FALSE %u", (unsigned)GetLastError());
    }
    FACT_TEXT("GetOverlappedResult", situation, text);
}

static void write_now(HANDLE file, const char* text) {
    OVERLAPPED overlapped;
    DWORD bytes;
    begin(&overlapped, TRUE);
    WriteFile(file, text, (DWORD)strlen(text), NULL, &overlapped);
    GetOverlappedResult(file, &overlapped, &bytes, TRUE);
    end(&overlapped);
}

static void connecting(void) {
    OVERLAPPED overlapped;
    server = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 4096, 4096, 0, NULL);
    begin(&overlapped, TRUE);
    FACT_BOOL("ConnectNamedPipe", "no client", ConnectNamedPipe(server, &overlapped));
    FACT_WAIT("WaitForSingleObject", "the event of a pending connection", WaitForSingleObject(overlapped.hEvent, 0));
    FACT_HEX("OVERLAPPED", "Internal of a pending connection", overlapped.Internal);
    fact_result("a pending connection", server, &overlapped, FALSE);
    client = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    fact_result("a connection that has come", server, &overlapped, TRUE);
    FACT_WAIT("WaitForSingleObject", "the event of a connection that has come",
              WaitForSingleObject(overlapped.hEvent, 0));
    FACT_BOOL("ConnectNamedPipe", "a client that is there", ConnectNamedPipe(server, &overlapped));
    FACT_BOOL("DisconnectNamedPipe", "a client that is there", DisconnectNamedPipe(server));
    CloseHandle(client);
    FACT_BOOL("ConnectNamedPipe", "after a disconnection", ConnectNamedPipe(server, &overlapped));
    FACT_BOOL("CancelIo", "a pending connection", CancelIo(server));
    fact_result("a cancelled connection", server, &overlapped, TRUE);
    CloseHandle(server);
    end(&overlapped);
}

// V20
static void reading(void) {
    OVERLAPPED first, second;
    char a[8] = {0}, b[8] = {0};
    DWORD read = 77;
    open_pair(0);
    begin(&first, TRUE);
    begin(&second, TRUE);
    FACT_BOOL("ReadFile", "nothing there", ReadFile(server, a, 4, NULL, &first));
    FACT_WAIT("WaitForSingleObject", "the event of a pending read", WaitForSingleObject(first.hEvent, 0));
    FACT_HEX("OVERLAPPED", "Internal of a pending read", first.Internal);
    FACT_BOOL("ReadFile", "nothing there, a second", ReadFile(server, b, 4, NULL, &second));
    write_now(client, "12345");
    fact_result("the first of two reads", server, &first, TRUE);
    FACT_TEXT("ReadFile", "what the first got", a);
    FACT_HEX("OVERLAPPED", "Internal of an ended read", first.Internal);
    FACT_NUMBER("OVERLAPPED", "InternalHigh of an ended read", first.InternalHigh);
    fact_result("the second of two reads", server, &second, TRUE);
    write_now(client, "there");
    memset(a, 0, sizeof a);
    SetLastError(0xdeadbeef);
    const BOOL at_once = ReadFile(server, a, 7, &read, &first);
    FACT_NUMBER("ReadFile", "something there", at_once || GetLastError() == ERROR_IO_PENDING);
    fact_result("something there", server, &first, TRUE);
    FACT_WAIT("WaitForSingleObject", "the event of a read that ended at once", WaitForSingleObject(first.hEvent, 0));
    end(&first);
    begin(&first, FALSE);
    FACT_BOOL("ReadFile", "nothing there, no event", ReadFile(server, a, 4, NULL, &first));
    FACT_WAIT("WaitForSingleObject", "the file of a pending read", WaitForSingleObject(server, 0));
    write_now(client, "x");
    fact_result("without an event", server, &first, TRUE);
    FACT_WAIT("WaitForSingleObject", "the file of an ended read", WaitForSingleObject(server, 1000));
    first.hEvent = client;
    FACT_BOOL("ReadFile", "hEvent is no event", ReadFile(server, a, 4, NULL, &first));
    first.hEvent = (HANDLE)(ULONG_PTR)0x7770;
    FACT_BOOL("ReadFile", "hEvent is no handle", ReadFile(server, a, 4, NULL, &first));
    FACT_BOOL("ReadFileEx", "no routine's file", ReadFileEx((HANDLE)(ULONG_PTR)0x7770, a, 4, &second, NULL));
    end(&second);
    close_pair();
}

static void cancelling(void) {
    OVERLAPPED first, second;
    char a[8], b[8];
    open_pair(0);
    begin(&first, TRUE);
    begin(&second, TRUE);
    FACT_BOOL("CancelIo", "nothing pending", CancelIo(server));
    FACT_BOOL("CancelIoEx", "nothing pending", CancelIoEx(server, NULL));
    ReadFile(server, a, 4, NULL, &first);
    ReadFile(server, b, 4, NULL, &second);
    FACT_BOOL("CancelIoEx", "one of two", CancelIoEx(server, &second));
    fact_result("cancelled", server, &second, TRUE);
    FACT_HEX("OVERLAPPED", "Internal of a cancelled read", second.Internal);
    FACT_NUMBER("OVERLAPPED", "InternalHigh of a cancelled read", second.InternalHigh);
    FACT_WAIT("WaitForSingleObject", "the event of a cancelled read", WaitForSingleObject(second.hEvent, 0));
    FACT_BOOL("CancelIoEx", "what was cancelled", CancelIoEx(server, &second));
    FACT_NUMBER("OVERLAPPED", "the other one is pending", !HasOverlappedIoCompleted(&first));
    FACT_BOOL("CancelIoEx", "all", CancelIoEx(server, NULL));
    fact_result("cancelled with all", server, &first, TRUE);
    FACT_BOOL("CancelIo", "an event", CancelIo(first.hEvent));
    FACT_BOOL("CancelIo", "no handle", CancelIo((HANDLE)(ULONG_PTR)0x7770));
    FACT_BOOL("CancelIoEx", "no handle", CancelIoEx((HANDLE)(ULONG_PTR)0x7770, NULL));
    FACT_BOOL("CancelSynchronousIo", "no handle", CancelSynchronousIo((HANDLE)(ULONG_PTR)0x7770));
    ReadFile(server, a, 4, NULL, &first);
    CloseHandle(client);
    fact_result("the other end closed", server, &first, TRUE);
    FACT_BOOL("ReadFile", "the other end is closed", ReadFile(server, a, 4, NULL, &first));
    CloseHandle(server);
    open_pair(0);
    ReadFile(client, a, 4, NULL, &first);
    DisconnectNamedPipe(server);
    fact_result("the server disconnected", client, &first, TRUE);
    close_pair();
    end(&first);
    end(&second);
}

static DWORD routine_error, routine_bytes, routine_calls;
static VOID CALLBACK routine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
    (void)overlapped;
    routine_error = error;
    routine_bytes = bytes;
    ++routine_calls;
}

static void routines(void) {
    OVERLAPPED read, write;
    char a[8];
    open_pair(0);
    begin(&read, FALSE);
    begin(&write, FALSE);
    FACT_BOOL("ReadFileEx", "nothing there", ReadFileEx(server, a, 8, &read, routine));
    FACT_DWORD("SleepEx", "a pending read", 77, SleepEx(0, TRUE));
    write_now(client, "hello");
    FACT_DWORD("SleepEx", "an ended read", 77, SleepEx(1000, TRUE));
    FACT_NUMBER("ReadFileEx", "error", routine_error);
    FACT_NUMBER("ReadFileEx", "bytes", routine_bytes);
    FACT_NUMBER("ReadFileEx", "calls", routine_calls);
    FACT_BOOL("WriteFileEx", "room", WriteFileEx(server, "abc", 3, &write, routine));
    FACT_DWORD("SleepEx", "an ended write", 77, SleepEx(1000, TRUE));
    FACT_NUMBER("WriteFileEx", "bytes", routine_bytes);
    FACT_NUMBER("WriteFileEx", "calls", routine_calls);
    FACT_BOOL("ReadFileEx", "to be cancelled", ReadFileEx(server, a, 8, &read, routine));
    FACT_BOOL("CancelIo", "a read with a routine", CancelIo(server));
    FACT_DWORD("SleepEx", "a cancelled read", 77, SleepEx(1000, TRUE));
    FACT_NUMBER("ReadFileEx", "error of a cancelled read", routine_error);
    close_pair();
}

static void more_data(void) {
    OVERLAPPED overlapped;
    char a[8];
    DWORD mode = PIPE_READMODE_MESSAGE;
    open_pair(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE);
    SetNamedPipeHandleState(client, &mode, NULL, NULL);
    begin(&overlapped, TRUE);
    ReadFile(server, a, 3, NULL, &overlapped);
    write_now(client, "message");
    fact_result("part of a message", server, &overlapped, TRUE);
    FACT_HEX("OVERLAPPED", "Internal of part of a message", overlapped.Internal);
    FACT_NUMBER("OVERLAPPED", "InternalHigh of part of a message", overlapped.InternalHigh);
    ReadFile(server, a, 8, NULL, &overlapped);
    fact_result("the rest of a message", server, &overlapped, TRUE);
    char out[16];
    FACT_BOOL("TransactNamedPipe", "pending", TransactNamedPipe(client, "ask", 3, out, 16, NULL, &overlapped));
    OVERLAPPED asked;
    begin(&asked, TRUE);
    ReadFile(server, a, 8, NULL, &asked);
    fact_result("the question", server, &asked, TRUE);
    write_now(server, "answer");
    fact_result("the answer", client, &overlapped, TRUE);
    end(&asked);
    end(&overlapped);
    close_pair();
}

static void files(void) {
    HANDLE file =
        CreateFileA(FILE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);
    HANDLE plain =
        CreateFileA(FILE_NAME, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    OVERLAPPED overlapped;
    char a[16] = {0};
    FACT_HANDLE("CreateFileA", "an overlapped file", file, file);
    FACT_NUMBER("CreateFileA", "shared with nobody", plain == INVALID_HANDLE_VALUE);
    begin(&overlapped, TRUE);
    SetLastError(0xdeadbeef);
    BOOL done = WriteFile(file, "0123456789", 10, NULL, &overlapped);
    FACT_NUMBER("WriteFile", "a file", done || GetLastError() == ERROR_IO_PENDING);
    fact_result("a write to a file", file, &overlapped, TRUE);
    overlapped.Offset = 5;
    done = ReadFile(file, a, 10, NULL, &overlapped);
    FACT_NUMBER("ReadFile", "a file", done || GetLastError() == ERROR_IO_PENDING);
    fact_result("a read of a file", file, &overlapped, TRUE);
    FACT_TEXT("ReadFile", "what it got", a);
    FACT_WAIT("WaitForSingleObject", "the event of a read of a file", WaitForSingleObject(overlapped.hEvent, 0));
    FACT_WAIT("WaitForSingleObject", "a file", WaitForSingleObject(file, 0));
    overlapped.Offset = 100;
    FACT_BOOL("ReadFile", "beyond the end", ReadFile(file, a, 10, NULL, &overlapped));
    fact_result("beyond the end", file, &overlapped, FALSE);
    FACT_WAIT("WaitForSingleObject", "the event of a read beyond the end", WaitForSingleObject(overlapped.hEvent, 0));
    FACT_BOOL("ReadFile", "a file without an OVERLAPPED", ReadFile(file, a, 10, NULL, NULL));
    DWORD bytes = 0;
    FACT_BOOL("GetOverlappedResultEx", "ended, no waiting", GetOverlappedResultEx(file, &overlapped, &bytes, 0, FALSE));
    CloseHandle(file);
    FACT_HANDLE("CreateFileA", "a synchronous file", plain,
                CreateFileA(FILE_NAME, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL));
    FACT_BOOL("ReadFileEx", "a synchronous file", ReadFileEx(plain, a, 4, &overlapped, routine));
    CloseHandle(plain);
    end(&overlapped);
    DeleteFileA(FILE_NAME);
}

static void limits(void) {
    OVERLAPPED overlapped;
    DWORD bytes = 0;
    char a[8];
    open_pair(0);
    begin(&overlapped, TRUE);
    ReadFile(server, a, 4, NULL, &overlapped);
    FACT_BOOL("GetOverlappedResultEx", "pending, no waiting",
              GetOverlappedResultEx(server, &overlapped, &bytes, 0, FALSE));
    FACT_BOOL("GetOverlappedResultEx", "pending, a limit",
              GetOverlappedResultEx(server, &overlapped, &bytes, 10, FALSE));
    QueueUserAPC((PAPCFUNC)(void*)routine, GetCurrentThread(), 0);
    FACT_BOOL("GetOverlappedResultEx", "pending, an APC",
              GetOverlappedResultEx(server, &overlapped, &bytes, 1000, TRUE));
    FACT_BOOL("CancelIo", "at the end", CancelIo(server));
    close_pair();
    end(&overlapped);
}

static void fact_control(const char* situation, HANDLE handle, DWORD code) {
    DWORD returned = 77;
    FACT_BOOL("DeviceIoControl", situation, DeviceIoControl(handle, code, NULL, 0, NULL, 0, &returned, NULL));
}

static void control_codes(void) {
    HANDLE file = CreateFileA(FILE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE read_end, write_end;
    DWORD returned = 0;
    OVERLAPPED overlapped;
    CreatePipe(&read_end, &write_end, NULL, 0);
    fact_control("a file, code 0", file, 0);
    fact_control("a file, a code of nobody's", file, 0x12345678);
    fact_control("an anonymous pipe", read_end, 1);
    fact_control("an event", event, 1);
    fact_control("no handle", (HANDLE)(ULONG_PTR)0x7770, 1);
    fact_control("NULL", NULL, 1);
    open_pair(PIPE_TYPE_BYTE);
    begin(&overlapped, TRUE);
    FACT_BOOL("DeviceIoControl", "an overlapped pipe, a code of nobody's",
              DeviceIoControl(server, 0x12345678, NULL, 0, NULL, 0, &returned, &overlapped));
    FACT_BOOL("DeviceIoControl", "no handle, overlapped",
              DeviceIoControl((HANDLE)(ULONG_PTR)0x7770, 1, NULL, 0, NULL, 0, NULL, &overlapped));
    end(&overlapped);
    close_pair();
    CloseHandle(read_end);
    CloseHandle(write_end);
    CloseHandle(event);
    CloseHandle(file);
    DeleteFileA(FILE_NAME);
}

int main(void) {
    connecting();
    reading();
    cancelling();
    routines();
    more_data();
    files();
    limits();
    control_codes();
    return 0;
}
