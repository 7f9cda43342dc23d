// SPDX-License-Identifier: LGPL-2.1-or-later
// Files bound to completion ports (V1-V3, V12, V14-V19), completion routines, results.
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "handleapi/io/open.hpp"
#include "handleapi/table.hpp"
#include "tests/unit/handleapi/io/sockets.hpp"
#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

struct Packet {
    BOOL result = FALSE;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    LPOVERLAPPED overlapped = nullptr;
    DWORD error = 0;
};

Packet get(HANDLE port, DWORD milliseconds = kLimit) {
    Packet packet;
    SetLastError(0);
    packet.result = GetQueuedCompletionStatus(port, &packet.bytes, &packet.key, &packet.overlapped, milliseconds);
    packet.error = packet.result ? 0 : GetLastError();
    return packet;
}
bool no_packet(HANDLE port) { return get(port, 0).error == WAIT_TIMEOUT; }

struct RoutineCalls {
    std::vector<std::pair<DWORD, DWORD>> ends;  // error, bytes
};
void CALLBACK note(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
    static_cast<RoutineCalls*>(overlapped->hEvent)->ends.emplace_back(error, bytes);
}

}  // namespace

TEST_SUITE("handleapi/io/overlapped") {
    TEST_CASE("V1, V3: a file is bound to an existing port or a new one, and to one only") {
        Sockets pair;
        Handle first = port(), second = port();
        CHECK(CreateIoCompletionPort(pair.end[0], first, 7, 0) == static_cast<HANDLE>(first));
        for (HANDLE target : {static_cast<HANDLE>(first), static_cast<HANDLE>(second), HANDLE{}}) {
            CHECK(error_of([&] { CreateIoCompletionPort(pair.end[0], target, 8, 0); }) == ERROR_INVALID_PARAMETER);
        }
        Handle made = CreateIoCompletionPort(pair.end[1], nullptr, 9, 0);
        REQUIRE(static_cast<HANDLE>(made) != nullptr);
        Overlapped overlapped;
        CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &overlapped));
        const Packet packet = get(made);
        CHECK(packet.key == 9);
        CHECK(packet.overlapped == &overlapped);
    }

    TEST_CASE("V1: a synchronous file, a bad port and what is no file are refused") {
        Directory directory;
        Handle file = open_file(directory / "file");
        Handle completion = port(), event = auto_event();
        Sockets pair;
        CHECK(error_of([&] { CreateIoCompletionPort(file, completion, 0, 0); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { CreateIoCompletionPort(pair.end[0], event, 0, 0); }) == ERROR_INVALID_HANDLE);
        CHECK(error_of([&] { CreateIoCompletionPort(event, completion, 0, 0); }) == ERROR_INVALID_HANDLE);
        CHECK(CreateIoCompletionPort(pair.end[0], completion, 0, 0) != nullptr);  // nothing of it stuck
    }

    TEST_CASE("V14: an operation that succeeds at once sends a packet too, one that fails at once does not") {
        Directory directory;
        Handle file = open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED);
        Handle completion = CreateIoCompletionPort(file, nullptr, 3, 0);
        Overlapped overlapped(false);
        CHECK(WriteFile(file, "text", 4, nullptr, &overlapped));
        Packet packet = get(completion);
        CHECK(packet.result);
        CHECK(packet.bytes == 4);
        CHECK(packet.key == 3);
        CHECK(packet.overlapped == &overlapped);
        CHECK(overlapped.InternalHigh == 4);
        char buffer[4];
        overlapped.at(100);
        CHECK(error_of([&] { ReadFile(file, buffer, 4, nullptr, &overlapped); }) == ERROR_HANDLE_EOF);
        CHECK(no_packet(completion));
        CHECK(overlapped.result(file) == -LONGLONG{ERROR_HANDLE_EOF});
    }

    TEST_CASE("V14: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS spares the packet of what succeeds at once, only") {
        Sockets pair;
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 0, 0);
        CHECK(SetFileCompletionNotificationModes(pair.end[0], FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
        CHECK(error_of([&] { SetFileCompletionNotificationModes(pair.end[0], 4); }) == ERROR_INVALID_PARAMETER);
        CHECK(SetFileCompletionNotificationModes(pair.end[0], 0));  // takes nothing back
        Overlapped at_once, later, written;
        CHECK(WriteFile(pair.end[0], "x", 1, nullptr, &at_once));
        CHECK(no_packet(completion));
        CHECK(WaitForSingleObject(at_once.event, 0) == WAIT_OBJECT_0);
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &later); }) == ERROR_IO_PENDING);
        CHECK(WriteFile(pair.end[1], "y", 1, nullptr, &written));
        CHECK(get(completion).overlapped == &later);
    }

    TEST_CASE("V15: FILE_SKIP_SET_EVENT_ON_HANDLE leaves the file alone, not the event") {
        Sockets pair;
        CHECK(SetFileCompletionNotificationModes(pair.end[0], FILE_SKIP_SET_EVENT_ON_HANDLE));
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 0, 0);
        Overlapped plain(false), with_event, written;
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &plain); }) == ERROR_IO_PENDING);
        CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &written));
        CHECK(get(completion).overlapped == &plain);
        CHECK(WaitForSingleObject(pair.end[0], 0) == WAIT_TIMEOUT);
        CHECK(WriteFile(pair.end[0], "x", 1, nullptr, &with_event));
        CHECK(WaitForSingleObject(with_event.event, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("V16: the low bit of hEvent suppresses the packet, the event is set all the same") {
        Sockets pair;
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 0, 0);
        Overlapped overlapped, written;
        overlapped.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<uintptr_t>(overlapped.hEvent) | 1);
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_IO_PENDING);
        CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &written));
        CHECK(WaitForSingleObject(overlapped.event, kLimit) == WAIT_OBJECT_0);
        CHECK(no_packet(completion));
        CHECK(overlapped.result(pair.end[0]) == 1);
    }

    TEST_CASE("V12: the port lives while a bound file is open; packets wait for nobody then") {
        Sockets pair;
        HANDLE completion = CreateIoCompletionPort(pair.end[0], nullptr, 0, 0);
        CHECK(CloseHandle(completion));
        Overlapped overlapped;
        CHECK(WriteFile(pair.end[0], "x", 1, nullptr, &overlapped));
        CHECK(overlapped.result(pair.end[0]) == 1);
    }

    TEST_CASE("V18: a copy of the file's handle reports to the port too") {
        Sockets pair;
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 5, 0);
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), pair.end[0], GetCurrentProcess(), &copy, 0, FALSE, 2));
        Overlapped overlapped;
        CHECK(WriteFile(copy, "x", 1, nullptr, &overlapped));
        CHECK(get(completion).key == 5);
        CloseHandle(copy);
    }

    TEST_CASE("V19: a cancelled operation sends its packet, with ERROR_OPERATION_ABORTED") {
        Sockets pair;
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 5, 0);
        Overlapped overlapped;
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_IO_PENDING);
        CHECK(CancelIoEx(pair.end[0], &overlapped));
        const Packet packet = get(completion);
        CHECK_FALSE(packet.result);
        CHECK(packet.error == ERROR_OPERATION_ABORTED);
        CHECK(packet.overlapped == &overlapped);
        CHECK(packet.key == 5);
        CHECK(error_of([&] { CancelIoEx(pair.end[0], &overlapped); }) == ERROR_NOT_FOUND);
    }

    TEST_CASE("closing a bound file sends the packets of what was pending") {
        Sockets pair;
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 5, 0);
        Overlapped overlapped;
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_IO_PENDING);
        pair.end[0] = Handle();
        const Packet packet = get(completion);
        CHECK(packet.error == ERROR_OPERATION_ABORTED);
        CHECK(packet.overlapped == &overlapped);
    }

    TEST_CASE("an entry of GetQueuedCompletionStatusEx has the status block's NTSTATUS") {
        Sockets pair;
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 5, 0);
        Overlapped overlapped;
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_IO_PENDING);
        CHECK(CancelIo(pair.end[0]));
        OVERLAPPED_ENTRY entry{};
        ULONG count = 0;
        CHECK(GetQueuedCompletionStatusEx(completion, &entry, 1, &count, kLimit, FALSE));
        CHECK(entry.Internal == 0xC0000120);
        CHECK(overlapped.Internal == 0xC0000120);
    }

    TEST_CASE("a completion routine runs in an alertable wait of the thread that began the call") {
        Sockets pair;
        RoutineCalls calls;
        OVERLAPPED read{}, write{};
        read.hEvent = write.hEvent = &calls;
        char buffer[8];
        CHECK(ReadFileEx(pair.end[0], buffer, 8, &read, &note));
        CHECK(SleepEx(0, TRUE) == 0);
        CHECK(WriteFileEx(pair.end[1], "hello", 5, &write, &note));
        CHECK(calls.ends.empty());
        while (calls.ends.size() < 2) REQUIRE(SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION);
        CHECK(calls.ends[0] == std::pair(DWORD{0}, DWORD{5}));
        CHECK(calls.ends[1] == std::pair(DWORD{0}, DWORD{5}));
        CHECK(ReadFileEx(pair.end[0], buffer, 8, &read, &note));
        CHECK(CancelIo(pair.end[0]));
        CHECK(SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION);
        CHECK(calls.ends[2] == std::pair(DWORD{ERROR_OPERATION_ABORTED}, DWORD{0}));
    }

    TEST_CASE("completion routines are refused for synchronous files, bound ones and without a routine") {
        Sockets pair;
        Directory directory;
        Handle file = open_file(directory / "file");
        OVERLAPPED overlapped{};
        char byte = 'x';
        CHECK(error_of([&] { ReadFileEx(file, &byte, 1, &overlapped, &note); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { ReadFileEx(pair.end[0], &byte, 1, nullptr, &note); }) == ERROR_INVALID_PARAMETER);
        Handle completion = CreateIoCompletionPort(pair.end[0], nullptr, 0, 0);
        CHECK(error_of([&] { WriteFileEx(pair.end[0], &byte, 1, &overlapped, &note); }) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a thread that ends leaves its routines uncalled, and nothing behind") {
        Sockets pair;
        RoutineCalls calls;
        OVERLAPPED read{};
        read.hEvent = &calls;
        char buffer[8];
        Worker([&] { return DWORD{ReadFileEx(pair.end[0], buffer, 8, &read, &note) != 0}; }).result();
        CHECK(eventually([&] { return !is_pending(read); }));
        CHECK(read.Internal == 0xC0000120);
        CHECK(calls.ends.empty());
    }

    TEST_CASE("V20: an overlapped call resets its event at its start and sets it at its end") {
        Sockets pair;
        Overlapped read, written;
        char byte;
        DWORD bytes = 7;
        for (int round = 0; round < 2; ++round) {
            CHECK(SetEvent(read.event));
            CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &read); }) == ERROR_IO_PENDING);
            CHECK(WaitForSingleObject(read.event, 0) == WAIT_TIMEOUT);
            CHECK(error_of([&] { GetOverlappedResult(pair.end[0], &read, &bytes, FALSE); }) == ERROR_IO_INCOMPLETE);
            CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &written));
            CHECK(WaitForSingleObject(read.event, kLimit) == WAIT_OBJECT_0);
            CHECK(WaitForSingleObject(read.event, 0) == WAIT_OBJECT_0);  // a manual-reset event stays set
            CHECK(GetOverlappedResult(pair.end[0], &read, &bytes, FALSE));
            CHECK(bytes == 1);
        }
        // One that ends at once has set it when it returns.
        CHECK(ResetEvent(written.event));
        CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &written));
        CHECK(WaitForSingleObject(written.event, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("V20: an auto-reset event is taken by the first who waits, and the result is there without it") {
        Sockets pair;
        Overlapped read(false), written;
        Handle event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
        read.hEvent = event;
        char byte;
        DWORD bytes = 0;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &read); }) == ERROR_IO_PENDING);
        CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &written));
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(GetOverlappedResult(pair.end[0], &read, &bytes, TRUE));
        CHECK(bytes == 1);
    }

    TEST_CASE("GetOverlappedResultEx: a limit, APCs, bad arguments") {
        Sockets pair;
        Overlapped overlapped;
        char byte;
        DWORD bytes = 0;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_IO_PENDING);
        CHECK(overlapped.result(pair.end[0], 1) == -LONGLONG{WAIT_TIMEOUT});
        CHECK(error_of([&] { GetOverlappedResult(pair.end[0], &overlapped, &bytes, FALSE); }) == ERROR_IO_INCOMPLETE);
        bool ran = false;
        CHECK(QueueUserAPC([](ULONG_PTR flag) { *reinterpret_cast<bool*>(flag) = true; }, GetCurrentThread(),
                           reinterpret_cast<ULONG_PTR>(&ran)));
        CHECK(error_of([&] { GetOverlappedResultEx(pair.end[0], &overlapped, &bytes, kLimit, TRUE); }) ==
              WAIT_IO_COMPLETION);
        CHECK(ran);
        CHECK(error_of([&] { GetOverlappedResult(pair.end[0], nullptr, &bytes, FALSE); }) == ERROR_INVALID_PARAMETER);
        CHECK(CancelIo(pair.end[0]));
    }

    TEST_CASE("pages are scattered and gathered on a file without buffering") {
        Directory directory;
        Handle file = open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS,
                                FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING);
        alignas(4096) static char pages[2][4096];
        memset(pages[0], 'a', 4096);
        memset(pages[1], 'b', 4096);
        FILE_SEGMENT_ELEMENT segments[3] = {};
        segments[0].Buffer = pages[1];
        segments[1].Buffer = pages[0];
        Overlapped overlapped;
        CHECK(WriteFileGather(file, segments, 8192, nullptr, &overlapped));
        CHECK(overlapped.result(file) == 8192);
        segments[0].Buffer = pages[0];
        segments[1].Buffer = pages[1];
        CHECK(ReadFileScatter(file, segments, 8192, nullptr, &overlapped));
        CHECK(pages[0][0] == 'b');
        CHECK(pages[1][4095] == 'a');
        overlapped.at(8192);
        CHECK(error_of([&] { ReadFileScatter(file, segments, 4096, nullptr, &overlapped); }) == ERROR_HANDLE_EOF);
        Handle plain = open_file(directory / "plain", GENERIC_READ, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED);
        CHECK(error_of([&] { ReadFileScatter(plain, segments, 4096, nullptr, &overlapped); }) ==
              ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("control codes are ERROR_INVALID_FUNCTION") {
        Sockets pair;
        DWORD returned = 9;
        CHECK(error_of([&] { DeviceIoControl(pair.end[0], 1, nullptr, 0, nullptr, 0, &returned, nullptr); }) ==
              ERROR_INVALID_FUNCTION);
        CHECK(returned == 0);
        Overlapped overlapped;
        CHECK(error_of([&] { DeviceIoControl(pair.end[0], 1, nullptr, 0, nullptr, 0, nullptr, &overlapped); }) ==
              ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { DeviceIoControl(pair.end[0], 1, nullptr, 0, nullptr, 0, nullptr, nullptr); }) ==
              ERROR_INVALID_PARAMETER);
        Handle event = manual_event();
        for (const HANDLE none : {static_cast<HANDLE>(event), HANDLE{}, reinterpret_cast<HANDLE>(0x7770)}) {
            CHECK(error_of([&] { DeviceIoControl(none, 1, nullptr, 0, nullptr, 0, &returned, nullptr); }) ==
                  ERROR_INVALID_HANDLE);
        }
    }

    TEST_CASE("64 threads on one port: every packet of every operation arrives once") {
        constexpr int kPairs = 16, kRounds = 50;
        Handle completion = port();
        std::vector<std::unique_ptr<Sockets>> pairs;
        for (int i = 0; i < kPairs; ++i) {
            pairs.push_back(std::make_unique<Sockets>());
            REQUIRE(CreateIoCompletionPort(pairs.back()->end[0], completion, static_cast<ULONG_PTR>(i), 0) != nullptr);
        }
        struct Read : OVERLAPPED {
            char byte = 0;
        };
        std::vector<Read> reads(kPairs * kRounds);
        for (auto& read : reads) static_cast<OVERLAPPED&>(read) = {};
        std::atomic<int> arrived = 0, wrong = 0;
        std::vector<std::unique_ptr<Worker>> threads;
        for (int i = 0; i < 48; ++i) {
            threads.push_back(std::make_unique<Worker>([&] {
                for (;;) {
                    const Packet packet = get(completion);
                    if (!packet.overlapped) return DWORD{packet.key == 99};
                    if (packet.bytes != 1 || packet.error || static_cast<Read*>(packet.overlapped)->byte != 'z')
                        ++wrong;
                    ++arrived;
                }
            }));
        }
        for (int i = 0; i < kPairs; ++i) {
            threads.push_back(std::make_unique<Worker>([&, i] {
                DWORD fine = 1;
                for (int round = 0; round < kRounds; ++round) {
                    Read& read = reads[static_cast<size_t>(i * kRounds + round)];
                    ReadFile(pairs[static_cast<size_t>(i)]->end[0], &read.byte, 1, nullptr, &read);
                    Overlapped written;
                    fine &= WriteFile(pairs[static_cast<size_t>(i)]->end[1], "z", 1, nullptr, &written) != 0;
                }
                return fine;
            }));
        }
        CHECK(eventually([&] { return arrived == kPairs * kRounds; }));
        for (int i = 0; i < 48; ++i) CHECK(PostQueuedCompletionStatus(completion, 0, 99, nullptr));
        for (auto& thread : threads) CHECK(thread->result() == 1);
        CHECK(wrong == 0);
    }
}
