// SPDX-License-Identifier: LGPL-2.1-or-later
// Completion ports with files and pipes: binding, packets, modes, cancelling, closing.
#include "facts.h"

#define NAME "\\\\.\\pipe\\conformance-ports"
#define FILE_NAME "conformance-ports.tmp"

static HANDLE server, client;
static OVERLAPPED overlapped[4];

static void open_pair(DWORD mode) {
    server = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, mode, 1, 4096, 4096, 0, NULL);
    client = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    memset(overlapped, 0, sizeof overlapped);
}
static void close_pair(void) {
    CloseHandle(client);
    CloseHandle(server);
}

static void fact_packet(const char* situation, HANDLE port, DWORD milliseconds) {
    DWORD bytes = 77;
    ULONG_PTR key = 88;
    LPOVERLAPPED found = NULL;
    char text[96];
    SetLastError(0xdeadbeef);
    const BOOL result = GetQueuedCompletionStatus(port, &bytes, &key, &found, milliseconds);
    const DWORD error = result ? 0 : GetLastError();
    if (!found) {
        snprintf(text, sizeof text, "no packet %u", (unsigned)error);
    } else {
        snprintf(text, sizeof text, "%s %u, %u bytes, key %u, overlapped %d", result ? "TRUE" : "FALSE",
                 (unsigned)error, (unsigned)bytes, (unsigned)key, (int)(found - overlapped));
    }
    FACT_TEXT("GetQueuedCompletionStatus", situation, text);
}

static void write_to(HANDLE pipe, const char* text) {
    DWORD written;
    WriteFile(pipe, text, (DWORD)strlen(text), &written, NULL);
}

// V1, V3
static void binding(void) {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0), other;
    HANDLE second = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    open_pair(0);
    FACT_HANDLE("CreateIoCompletionPort", "a pipe", other, CreateIoCompletionPort(server, port, 5, 0));
    FACT_NUMBER("CreateIoCompletionPort", "gives the port back", other == port);
    FACT_HANDLE("CreateIoCompletionPort", "a bound pipe, same port", other, CreateIoCompletionPort(server, port, 6, 0));
    FACT_HANDLE("CreateIoCompletionPort", "a bound pipe, another port", other,
                CreateIoCompletionPort(server, second, 6, 0));
    FACT_HANDLE("CreateIoCompletionPort", "a synchronous pipe", other, CreateIoCompletionPort(client, port, 6, 0));
    FACT_HANDLE("CreateIoCompletionPort", "an event", other, CreateIoCompletionPort(event, port, 6, 0));
    FACT_HANDLE("CreateIoCompletionPort", "no handle", other,
                CreateIoCompletionPort((HANDLE)(ULONG_PTR)0x7770, port, 6, 0));
    FACT_HANDLE("CreateIoCompletionPort", "no port", other, CreateIoCompletionPort(server, event, 6, 0));
    FACT_HANDLE("CreateIoCompletionPort", "INVALID_HANDLE_VALUE and a port", other,
                CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 6, 0));
    close_pair();
    open_pair(0);
    FACT_HANDLE("CreateIoCompletionPort", "a pipe and a new port", other, CreateIoCompletionPort(server, NULL, 7, 0));
    char a[4];
    ReadFile(server, a, 4, NULL, &overlapped[1]);
    write_to(client, "x");
    fact_packet("a new port", other, 1000);
    close_pair();
    CloseHandle(other);
    CloseHandle(port);
    CloseHandle(second);
    CloseHandle(event);
}

// V14, V16, V19
static void packets(void) {
    char a[8];
    open_pair(0);
    HANDLE port = CreateIoCompletionPort(server, NULL, 5, 0);
    fact_packet("nothing yet", port, 0);
    ReadFile(server, a, 4, NULL, &overlapped[0]);
    fact_packet("a pending read", port, 0);
    write_to(client, "abc");
    fact_packet("an ended read", port, 1000);
    FACT_HEX("OVERLAPPED", "Internal after the packet", overlapped[0].Internal);
    FACT_NUMBER("OVERLAPPED", "InternalHigh after the packet", overlapped[0].InternalHigh);
    write_to(client, "de");
    ReadFile(server, a, 4, NULL, &overlapped[1]);
    fact_packet("a read that ended at once", port, 1000);
    fact_packet("only one packet", port, 0);
    WriteFile(server, "xyz", 3, NULL, &overlapped[2]);
    fact_packet("a write", port, 1000);
    ReadFile(server, a, 4, NULL, &overlapped[0]);
    FACT_BOOL("CancelIoEx", "a bound pipe", CancelIoEx(server, &overlapped[0]));
    fact_packet("a cancelled read", port, 1000);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    overlapped[3].hEvent = (HANDLE)((ULONG_PTR)event | 1);
    ReadFile(server, a, 4, NULL, &overlapped[3]);
    write_to(client, "f");
    FACT_WAIT("WaitForSingleObject", "an event with its low bit set", WaitForSingleObject(event, 1000));
    fact_packet("an event with its low bit set", port, 0);
    overlapped[3].hEvent = event;
    ReadFile(server, a, 4, NULL, &overlapped[3]);
    write_to(client, "f");
    FACT_WAIT("WaitForSingleObject", "an event and a packet", WaitForSingleObject(event, 1000));
    fact_packet("an event and a packet", port, 1000);
    ReadFile(server, a, 4, NULL, &overlapped[0]);
    CloseHandle(client);
    fact_packet("the other end closed", port, 1000);
    FACT_BOOL("ReadFile", "the other end is closed", ReadFile(server, a, 4, NULL, &overlapped[0]));
    fact_packet("a read that failed at once", port, 0);
    CloseHandle(server);
    CloseHandle(port);
    CloseHandle(event);
}

static void connections(void) {
    memset(overlapped, 0, sizeof overlapped);
    server = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 4096, 4096, 0, NULL);
    HANDLE port = CreateIoCompletionPort(server, NULL, 9, 0);
    FACT_BOOL("ConnectNamedPipe", "bound, no client", ConnectNamedPipe(server, &overlapped[1]));
    client = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    fact_packet("a connection", port, 1000);
    FACT_BOOL("ConnectNamedPipe", "bound, a client that is there", ConnectNamedPipe(server, &overlapped[1]));
    fact_packet("a connection that was there", port, 0);
    close_pair();
    CloseHandle(port);
}

static void modes(void) {
    char a[8];
    open_pair(0);
    HANDLE port = CreateIoCompletionPort(server, NULL, 5, 0);
    FACT_BOOL("SetFileCompletionNotificationModes", "skip on success",
              SetFileCompletionNotificationModes(server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    FACT_BOOL("SetFileCompletionNotificationModes", "skip the event",
              SetFileCompletionNotificationModes(server, FILE_SKIP_SET_EVENT_ON_HANDLE));
    FACT_BOOL("SetFileCompletionNotificationModes", "no handle",
              SetFileCompletionNotificationModes((HANDLE)(ULONG_PTR)0x7770, 1));
    ReadFile(server, a, 4, NULL, &overlapped[0]);
    write_to(client, "x");
    fact_packet("skip on success, a read that was pending", port, 1000);
    close_pair();
    CloseHandle(port);
}

// V15: the file is left alone, an event is not; what was set stays.
static void skipped_events(void) {
    char a[8];
    open_pair(0);
    HANDLE port = CreateIoCompletionPort(server, NULL, 5, 0), event = CreateEventA(NULL, TRUE, FALSE, NULL);
    SetFileCompletionNotificationModes(server, FILE_SKIP_SET_EVENT_ON_HANDLE);
    SetFileCompletionNotificationModes(server, 0);
    ReadFile(server, a, 4, NULL, &overlapped[0]);
    write_to(client, "x");
    fact_packet("skip the event, a read", port, 1000);
    FACT_WAIT("SetFileCompletionNotificationModes", "skip the event: the file", WaitForSingleObject(server, 0));
    overlapped[1].hEvent = event;
    ReadFile(server, a, 4, NULL, &overlapped[1]);
    write_to(client, "x");
    fact_packet("skip the event, a read with an event", port, 1000);
    FACT_WAIT("SetFileCompletionNotificationModes", "skip the event: an OVERLAPPED's", WaitForSingleObject(event, 0));
    close_pair();
    CloseHandle(port);
    CloseHandle(event);
}

// V18
static void copies(void) {
    char a[8];
    HANDLE self = GetCurrentProcess(), copy = NULL;
    open_pair(0);
    HANDLE port = CreateIoCompletionPort(server, NULL, 5, 0);
    DuplicateHandle(self, server, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
    ReadFile(copy, a, 4, NULL, &overlapped[1]);
    write_to(client, "x");
    fact_packet("a read by a copy of the handle", port, 1000);
    CloseHandle(copy);
    close_pair();
    CloseHandle(port);
}

static void messages(void) {
    char a[8];
    open_pair(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE);
    HANDLE port = CreateIoCompletionPort(server, NULL, 5, 0);
    ReadFile(server, a, 3, NULL, &overlapped[0]);
    write_to(client, "message");
    fact_packet("part of a message", port, 1000);
    ReadFile(server, a, 8, NULL, &overlapped[0]);
    fact_packet("the rest of a message", port, 1000);
    OVERLAPPED_ENTRY entry;
    ULONG count = 0;
    memset(&entry, 0, sizeof entry);
    ReadFile(server, a, 8, NULL, &overlapped[2]);
    CancelIo(server);
    FACT_BOOL("GetQueuedCompletionStatusEx", "a cancelled read",
              GetQueuedCompletionStatusEx(port, &entry, 1, &count, 1000, FALSE));
    FACT_NUMBER("GetQueuedCompletionStatusEx", "entries", count);
    FACT_NUMBER("GetQueuedCompletionStatusEx", "overlapped", entry.lpOverlapped - overlapped);
    FACT_HEX("OVERLAPPED", "Internal of a cancelled read", overlapped[2].Internal);
    close_pair();
    CloseHandle(port);
}

static void files(void) {
    memset(overlapped, 0, sizeof overlapped);
    HANDLE file =
               CreateFileA(FILE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL),
           other;
    FACT_HANDLE("CreateIoCompletionPort", "a file", other, CreateIoCompletionPort(file, NULL, 11, 0));
    char a[8];
    WriteFile(file, "0123", 4, NULL, &overlapped[0]);
    fact_packet("a write to a file", other, 1000);
    ReadFile(file, a, 8, NULL, &overlapped[1]);
    fact_packet("a read of a file", other, 1000);
    overlapped[2].Offset = 100;
    FACT_BOOL("ReadFile", "a file beyond its end", ReadFile(file, a, 8, NULL, &overlapped[2]));
    fact_packet("a read of a file beyond its end", other, 0);
    CloseHandle(file);
    fact_packet("a closed file", other, 0);
    CloseHandle(other);
    fact_packet("a closed port", other, 0);
    file = CreateFileA(FILE_NAME, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    FACT_HANDLE("CreateIoCompletionPort", "a synchronous file", other, CreateIoCompletionPort(file, NULL, 11, 0));
    CloseHandle(file);
    DeleteFileA(FILE_NAME);
}

int main(void) {
    binding();
    packets();
    connections();
    modes();
    skipped_events();
    copies();
    messages();
    files();
    return 0;
}
