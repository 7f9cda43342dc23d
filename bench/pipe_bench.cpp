// SPDX-License-Identifier: LGPL-2.1-or-later
// Named pipes against the bare local socket they stand on: 64 bytes there and back between two threads.
//   handle.pipe.echo        both ends synchronous, messages, as RPC over named pipes uses them
//   handle.pipe.overlapped  the server's end overlapped and bound to a completion port
//   handle.pipe.flush       a message is written and waited for until it has been read; the rival answers it
//   handle.pipe.at_once     one thread writes and reads its own message: the cost of the calls alone
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>
#include <vector>

#include "bench/by_hand.hpp"
#include "bench/rival.hpp"

#include <windows.h>

namespace {

using bench::must;

constexpr DWORD kSize = 64;
constexpr const char* kName = R"(\\.\pipe\bench)";

/// Pipes of the bench are nobody else's.
void use_own_directory() {
    static const bool done = [] {
        char pattern[] = "/tmp/bench-XXXXXX";
        if (mkdtemp(pattern)) setenv("RPCRT4_RUNTIME_DIR", pattern, 1);
        return true;
    }();
    static_cast<void>(done);
}

struct Ends {
    explicit Ends(DWORD flags) {
        use_own_directory();
        server = CreateNamedPipeA(kName, PIPE_ACCESS_DUPLEX | flags, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 0, 0,
                                  0, nullptr);
        client = CreateFileA(kName, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
        DWORD mode = PIPE_READMODE_MESSAGE;
        must(SetNamedPipeHandleState(client, &mode, nullptr, nullptr), "SetNamedPipeHandleState");
        OVERLAPPED overlapped{};
        must(!ConnectNamedPipe(server, flags ? &overlapped : nullptr) && GetLastError() == ERROR_PIPE_CONNECTED,
             "ConnectNamedPipe");
    }
    ~Ends() {
        CloseHandle(client);
        CloseHandle(server);
    }
    HANDLE server, client;
};

void write_message(HANDLE pipe) {
    const char buffer[kSize] = {};
    DWORD moved;
    must(WriteFile(pipe, buffer, kSize, &moved, nullptr) && moved == kSize, "WriteFile");
}

void read_message(HANDLE pipe) {
    char buffer[kSize];
    DWORD moved;
    must(ReadFile(pipe, buffer, kSize, &moved, nullptr) && moved == kSize, "ReadFile");
}

void ask(HANDLE pipe) {
    write_message(pipe);
    read_message(pipe);
}

double pipe_echo() {
    Ends ends(0);
    return bench::pingpong([&] { ask(ends.client); },
                           [&] {
                               read_message(ends.server);
                               write_message(ends.server);
                           });
}

double pipe_flush() {
    Ends ends(0);
    return bench::pingpong(
        [&] {
            write_message(ends.client);
            must(FlushFileBuffers(ends.client), "FlushFileBuffers");
        },
        [&] { read_message(ends.server); });
}

/// What an overlapped call that gave FALSE brings to the port.
void await(HANDLE port) {
    must(GetLastError() == ERROR_IO_PENDING, "starting an operation");
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;
    must(GetQueuedCompletionStatus(port, &bytes, &key, &done, INFINITE) && bytes == kSize, "GetQueuedCompletionStatus");
}

double overlapped_echo() {
    Ends ends(FILE_FLAG_OVERLAPPED);
    HANDLE port = CreateIoCompletionPort(ends.server, nullptr, 0, 0);
    must(SetFileCompletionNotificationModes(ends.server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS),
         "SetFileCompletionNotificationModes");
    const double figure = bench::pingpong([&] { ask(ends.client); },
                                          [&] {
                                              char buffer[kSize];
                                              OVERLAPPED read{}, write{};
                                              if (!ReadFile(ends.server, buffer, kSize, nullptr, &read)) await(port);
                                              if (!WriteFile(ends.server, buffer, kSize, nullptr, &write)) await(port);
                                          });
    CloseHandle(port);
    return figure;
}

double socket_echo() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) std::abort();
    char buffer[kSize] = {}, answer[kSize];
    const double figure = bench::pingpong(
        [&] {
            if (send(ends[0], buffer, kSize, 0) != kSize || recv(ends[0], buffer, kSize, 0) != kSize) std::abort();
        },
        [&] {
            if (recv(ends[1], answer, kSize, 0) != kSize || send(ends[1], answer, kSize, 0) != kSize) std::abort();
        });
    close(ends[0]);
    close(ends[1]);
    return figure;
}

double pipe_at_once() {
    Ends ends(0);
    return bench::per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            write_message(ends.client);
            read_message(ends.server);
        }
    });
}

double socket_at_once() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) std::abort();
    char buffer[kSize] = {};
    const double figure = bench::per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            if (send(ends[0], buffer, kSize, 0) != kSize || recv(ends[1], buffer, kSize, 0) != kSize) std::abort();
        }
    });
    close(ends[0]);
    close(ends[1]);
    return figure;
}

const bool added[] = {
    bench::add("handle.pipe.echo", "us", pipe_echo, socket_echo),
    bench::add("handle.pipe.overlapped", "us", overlapped_echo, socket_echo),
    bench::add("handle.pipe.flush", "us", pipe_flush, socket_echo),
    bench::add("handle.pipe.at_once", "ns", pipe_at_once, socket_at_once),
};

}  // namespace
