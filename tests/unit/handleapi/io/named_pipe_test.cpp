// SPDX-License-Identifier: LGPL-2.1-or-later
// Named pipes in one process: states, types and modes, ends, faults.
#include "handleapi/io/named_pipe.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "handleapi/table.hpp"
#include "tests/unit/handleapi/io/pipe_support.hpp"

using namespace testing;

namespace {

std::string error_text(DWORD error) { return "!" + std::to_string(error); }

}  // namespace

TEST_SUITE("handleapi/io/named_pipe") {
    TEST_CASE("a pipe that is not there is ERROR_FILE_NOT_FOUND, one without a listener ERROR_PIPE_BUSY") {
        PipeWorld world;
        CHECK(error_of([&] { join(); }) == ERROR_FILE_NOT_FOUND);
        Handle server = serve();
        Handle client = join();
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        CHECK(error_of([&] { join(); }) == ERROR_PIPE_BUSY);
        server = Handle();
        CHECK(error_of([&] { join(); }) == ERROR_FILE_NOT_FOUND);
        CHECK(world.files() == 0);
    }

    TEST_CASE("names are not case-sensitive, may hold anything, and be long") {
        PipeWorld world;
        const std::string odd = std::string(R"(\\.\PIPE\a/b\..\C .)") + std::string(300, 'x');
        for (const std::string& name : {std::string(R"(\\.\pipe\TEST)"), std::string(R"(\\?\pipe\test)"),
                                        std::string("//./Pipe/tesT"), std::string(R"(\\localhost\pipe\Test)")}) {
            Handle server = serve();
            CHECK(static_cast<HANDLE>(join(0, GENERIC_READ, name.c_str())) != nullptr);
        }
        Handle server = serve(0, 0, 255, odd.c_str());
        REQUIRE(static_cast<HANDLE>(server) != nullptr);
        CHECK(static_cast<HANDLE>(join(0, GENERIC_READ, odd.c_str())) != nullptr);
        CHECK(error_of([&] { join(0, GENERIC_READ, R"(\\elsewhere\pipe\Test)"); }) == ERROR_BAD_NETPATH);
    }

    TEST_CASE("creation checks its arguments") {
        PipeWorld world;
        const auto error = [](const char* name, DWORD open_mode, DWORD mode, DWORD most) {
            return error_of([&] { CreateNamedPipeA(name, open_mode, mode, most, 0, 0, 0, nullptr); });
        };
        CHECK(error("file", PIPE_ACCESS_DUPLEX, 0, 1) == ERROR_INVALID_NAME);
        CHECK(error(R"(\\.\pipe\)", PIPE_ACCESS_DUPLEX, 0, 1) == ERROR_INVALID_NAME);
        CHECK(error(kPipe, 0, 0, 1) == ERROR_INVALID_PARAMETER);
        CHECK(error(kPipe, PIPE_ACCESS_DUPLEX | 0x100, 0, 1) == ERROR_INVALID_PARAMETER);
        CHECK(error(kPipe, PIPE_ACCESS_DUPLEX, PIPE_READMODE_MESSAGE, 1) == ERROR_INVALID_PARAMETER);
        CHECK(error(kPipe, PIPE_ACCESS_DUPLEX, 0x100, 1) == ERROR_INVALID_PARAMETER);
        CHECK(error(kPipe, PIPE_ACCESS_DUPLEX, 0, 0) == ERROR_INVALID_PARAMETER);
        CHECK(error(kPipe, PIPE_ACCESS_DUPLEX, 0, 256) == ERROR_INVALID_PARAMETER);
        CHECK(world.files() == 0);
    }

    TEST_CASE("instances: a limit, the first one, and what all must share") {
        PipeWorld world;
        Handle first = serve(0, FILE_FLAG_FIRST_PIPE_INSTANCE, 2);
        REQUIRE(static_cast<HANDLE>(first) != nullptr);
        CHECK(error_of([&] { serve(0, FILE_FLAG_FIRST_PIPE_INSTANCE, 2); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([&] { serve(PIPE_TYPE_MESSAGE, 0, 2); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([&] { serve(0, 0, 2, kPipe, PIPE_ACCESS_INBOUND); }) == ERROR_ACCESS_DENIED);
        Handle second = serve(0, 0, 2);
        REQUIRE(static_cast<HANDLE>(second) != nullptr);
        CHECK(error_of([&] { serve(0, 0, 2); }) == ERROR_PIPE_BUSY);
        Handle one = join(), two = join();
        CHECK(static_cast<HANDLE>(one) != nullptr);
        CHECK(static_cast<HANDLE>(two) != nullptr);
        CHECK(error_of([&] { join(); }) == ERROR_PIPE_BUSY);
        DWORD state = 9, instances = 9;
        CHECK(GetNamedPipeHandleStateA(one, &state, &instances, nullptr, nullptr, nullptr, 0));
        CHECK(state == 0);
        CHECK(instances == 2);
        DWORD flags = 9, out = 9, in = 9, most = 9;
        CHECK(GetNamedPipeInfo(first, &flags, &out, &in, &most));
        CHECK(flags == PIPE_SERVER_END);
        CHECK(out == 4096);
        CHECK(in == 2048);
        CHECK(most == 2);
        second = Handle();
        CHECK(static_cast<HANDLE>(serve(0, 0, 2)) != nullptr);
    }

    TEST_CASE("the states of an instance and what calls say in them") {
        PipeWorld world;
        Handle server = serve();
        CHECK(read_text(server) == error_text(ERROR_PIPE_LISTENING));
        CHECK(error_of([&] { write_text(server, "x"); }) == ERROR_PIPE_LISTENING);
        Handle client = join();
        CHECK(write_text(server, "before the call"));  // connected without it
        CHECK(connect_error(server) == ERROR_PIPE_CONNECTED);
        CHECK(connect_error(server) == ERROR_PIPE_CONNECTED);
        client = Handle();
        CHECK(connect_error(server) == ERROR_NO_DATA);
        CHECK(read_text(server) == error_text(ERROR_BROKEN_PIPE));
        CHECK(error_of([&] { write_text(server, "x"); }) == ERROR_NO_DATA);
        CHECK(error_of([&] { join(); }) == ERROR_PIPE_BUSY);  // not before it is disconnected and connected anew
        CHECK(DisconnectNamedPipe(server));
        CHECK(error_of([&] { DisconnectNamedPipe(server); }) == ERROR_PIPE_NOT_CONNECTED);
        CHECK(read_text(server) == error_text(ERROR_PIPE_NOT_CONNECTED));
        CHECK(error_of([&] { join(); }) == ERROR_PIPE_BUSY);
        Worker waiting([&] { return connect_error(server); });
        REQUIRE(waiting.asleep());
        client = join();
        CHECK(static_cast<HANDLE>(client) != nullptr);
        CHECK(waiting.result() == 0);
        CHECK(write_text(client, "again"));
        CHECK(read_text(server) == "again");
    }

    TEST_CASE("functions of the server's end and of pipes refuse what is none") {
        PipeWorld world;
        NamedPair pair;
        Directory directory;
        Handle file = open_file(directory / "file"), event = auto_event();
        CHECK(connect_error(pair.client) == ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { DisconnectNamedPipe(pair.client); }) == ERROR_INVALID_FUNCTION);
        CHECK(connect_error(file) == ERROR_INVALID_FUNCTION);
        CHECK(connect_error(event) == ERROR_INVALID_HANDLE);
        CHECK(error_of([&] { ImpersonateNamedPipeClient(pair.server); }) == ERROR_CANNOT_IMPERSONATE);
        CHECK(error_of([&] { GetNamedPipeInfo(file, nullptr, nullptr, nullptr, nullptr); }) == ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { SetNamedPipeHandleState(event, nullptr, nullptr, nullptr); }) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("the access of the pipe is the client's, seen from the other side") {
        PipeWorld world;
        Handle server = serve(0, 0, 1, kPipe, PIPE_ACCESS_INBOUND);
        CHECK(error_of([&] { join(0, GENERIC_READ); }) == ERROR_ACCESS_DENIED);
        Handle client = join(0, GENERIC_WRITE);
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        CHECK(write_text(client, "up"));
        CHECK(read_text(server) == "up");
        CHECK(error_of([&] { write_text(server, "down"); }) == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("a closed end is the end, after everything that was written; a disconnection loses it") {
        PipeWorld world;
        {
            NamedPair pair(kMessages);
            CHECK(write_text(pair.server, "last"));
            pair.server = Handle();
            CHECK(read_text(pair.client) == "last");
            CHECK(read_text(pair.client) == error_text(ERROR_BROKEN_PIPE));
            CHECK(error_of([&] { write_text(pair.client, "x"); }) == ERROR_NO_DATA);
        }
        NamedPair pair(kMessages);
        CHECK(write_text(pair.server, "lost"));
        CHECK(DisconnectNamedPipe(pair.server));
        CHECK(read_text(pair.client) == error_text(ERROR_PIPE_NOT_CONNECTED));
        CHECK(error_of([&] { write_text(pair.client, "x"); }) == ERROR_PIPE_NOT_CONNECTED);
        CHECK_FALSE(peek(pair.client).result);
        CHECK(GetLastError() == ERROR_PIPE_NOT_CONNECTED);
    }

    TEST_CASE("blocked reads end when the other end goes, disconnects, or the call is cancelled") {
        PipeWorld world;
        for (int how = 0; how < 4; ++how) {
            NamedPair pair;
            const HANDLE end = how == 3 ? static_cast<HANDLE>(pair.server) : static_cast<HANDLE>(pair.client);
            Worker reader([&] {
                const std::string text = read_text(end);
                return static_cast<DWORD>(std::stoul(text.substr(1)));
            });
            REQUIRE(reader.asleep());
            if (how == 0) pair.server = Handle();
            if (how == 1 || how == 3) CHECK(DisconnectNamedPipe(pair.server));
            if (how == 2) CHECK(eventually([&] { return CancelSynchronousIo(reader.handle()) != 0; }));
            const DWORD expected[] = {ERROR_BROKEN_PIPE, ERROR_PIPE_NOT_CONNECTED, ERROR_OPERATION_ABORTED,
                                      ERROR_PIPE_NOT_CONNECTED};
            CHECK(reader.result() == expected[how]);
        }
    }

    TEST_CASE("without waiting: nothing to read is ERROR_NO_DATA, connecting says where things stand") {
        PipeWorld world;
        Handle server = serve(kMessages | PIPE_NOWAIT);
        CHECK(connect_error(server) == ERROR_PIPE_LISTENING);
        Handle client = join();
        CHECK(connect_error(server) == ERROR_PIPE_CONNECTED);
        CHECK(read_text(server) == error_text(ERROR_NO_DATA));
        CHECK(write_text(client, "text"));
        CHECK(read_text(server) == "text");
        client = Handle();
        CHECK(connect_error(server) == ERROR_NO_DATA);
        CHECK(DisconnectNamedPipe(server));
        CHECK(connect_error(server) == 0);  // the first time after a disconnection
        CHECK(connect_error(server) == ERROR_PIPE_LISTENING);
    }

    TEST_CASE("overlapped connecting is pending until a client comes") {
        PipeWorld world;
        Handle server = serve(0, FILE_FLAG_OVERLAPPED);
        CHECK(connect_error(server) == ERROR_INVALID_PARAMETER);
        Overlapped overlapped;
        CHECK(connect_error(server, &overlapped) == ERROR_IO_PENDING);
        Handle client = join();
        CHECK(overlapped.result(server) == 0);
        Overlapped again;
        CHECK(connect_error(server, &again) == ERROR_PIPE_CONNECTED);
        CHECK(DisconnectNamedPipe(server));
        CHECK(connect_error(server, &overlapped) == ERROR_IO_PENDING);
        CHECK(CancelIo(server));
        CHECK(overlapped.result(server) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(connect_error(server, &overlapped) == ERROR_IO_PENDING);
        server = Handle();
        CHECK(overlapped.result(nullptr) == -LONGLONG{ERROR_OPERATION_ABORTED});
    }

    TEST_CASE("overlapped reads and writes on both ends, reported to a port") {
        PipeWorld world;
        NamedPair pair(kMessages, FILE_FLAG_OVERLAPPED, FILE_FLAG_OVERLAPPED);
        Handle completion = CreateIoCompletionPort(pair.server, nullptr, 1, 0);
        REQUIRE(CreateIoCompletionPort(pair.client, completion, 2, 0) != nullptr);
        char buffer[16];
        Overlapped read(false), write(false);
        CHECK(error_of([&] { ReadFile(pair.server, buffer, 16, nullptr, &read); }) == ERROR_IO_PENDING);
        CHECK(WriteFile(pair.client, "ping", 4, nullptr, &write));
        DWORD bytes = 0;
        ULONG_PTR sum = 0, key = 0;
        LPOVERLAPPED overlapped = nullptr;
        for (int i = 0; i < 2; ++i) {
            REQUIRE(GetQueuedCompletionStatus(completion, &bytes, &key, &overlapped, kLimit));
            CHECK(bytes == 4);
            sum += key;
        }
        CHECK(sum == 3);
        char small[2];
        CHECK(WriteFile(pair.client, "four", 4, nullptr, &write));
        REQUIRE(GetQueuedCompletionStatus(completion, &bytes, &key, &overlapped, kLimit));
        CHECK(error_of([&] { ReadFile(pair.server, small, 2, nullptr, &read); }) == ERROR_MORE_DATA);
        CHECK_FALSE(GetQueuedCompletionStatus(completion, &bytes, &key, &overlapped, kLimit));
        CHECK(GetLastError() == ERROR_MORE_DATA);
        CHECK(bytes == 2);
        CHECK(read.Internal == 0x80000005);
    }

    TEST_CASE("closing either end with reads pending ends them: ERROR_OPERATION_ABORTED here, the end there") {
        PipeWorld world;
        NamedPair pair(0, FILE_FLAG_OVERLAPPED, FILE_FLAG_OVERLAPPED);
        Overlapped here, there;
        char buffer[4];
        CHECK(error_of([&] { ReadFile(pair.server, buffer, 4, nullptr, &here); }) == ERROR_IO_PENDING);
        CHECK(error_of([&] { ReadFile(pair.client, buffer, 4, nullptr, &there); }) == ERROR_IO_PENDING);
        pair.server = Handle();
        CHECK(here.result(nullptr) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(there.result(pair.client) == -LONGLONG{ERROR_BROKEN_PIPE});
    }

    TEST_CASE("WaitNamedPipe: no pipe, a free one, a limit, and somebody who begins to listen") {
        PipeWorld world;
        CHECK(error_of([&] { WaitNamedPipeA(kPipe, 10); }) == ERROR_FILE_NOT_FOUND);
        Handle server = serve();
        CHECK(WaitNamedPipeA(kPipe, 10));
        Handle client = join();
        CHECK(error_of([&] { WaitNamedPipeA(kPipe, 10); }) == ERROR_SEM_TIMEOUT);
        CHECK(error_of([&] { WaitNamedPipeA(kPipe, NMPWAIT_USE_DEFAULT_WAIT); }) == ERROR_SEM_TIMEOUT);
        CHECK(error_of([&] { WaitNamedPipeA("file", 10); }) == ERROR_INVALID_NAME);
        Worker waiter([&] { return DWORD{WaitNamedPipeW(u"\\\\.\\pipe\\test", NMPWAIT_WAIT_FOREVER) != 0}; });
        REQUIRE(waiter.asleep());
        Handle second = serve();
        CHECK(waiter.result() == 1);
        Handle other = join();
        Worker last([&] { return WaitNamedPipeA(kPipe, NMPWAIT_WAIT_FOREVER) ? 0 : GetLastError(); });
        REQUIRE(last.asleep());
        server = Handle();
        second = Handle();
        CHECK(last.result() == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("FlushFileBuffers returns when the other end has read everything, or goes") {
        PipeWorld world;
        NamedPair pair(kMessages);
        CHECK(FlushFileBuffers(pair.server));
        CHECK(write_text(pair.server, "text"));
        Worker flusher([&] { return DWORD{FlushFileBuffers(pair.server) != 0}; });
        REQUIRE(flusher.asleep());
        CHECK(read_text(pair.client) == "text");
        CHECK(flusher.result() == 1);
        CHECK(write_text(pair.server, "text"));
        pair.client = Handle();
        CHECK(error_of([&] { FlushFileBuffers(pair.server); }) == ERROR_BROKEN_PIPE);
    }

    TEST_CASE("a flushing end is woken by each reading, and waits for the last byte; both kinds, both ends") {
        for (const DWORD mode : {DWORD{0}, kMessages}) {
            PipeWorld world;
            NamedPair pair(mode);
            for (const auto& [from, to] :
                 {std::pair<HANDLE, HANDLE>{pair.server, pair.client}, {pair.client, pair.server}}) {
                CHECK(write_text(from, "first"));
                CHECK(write_text(from, "second"));
                const HANDLE flushed = from;
                Worker flusher([flushed] { return DWORD{FlushFileBuffers(flushed) != 0}; });
                REQUIRE(flusher.asleep());
                CHECK(read_text(to, 5) == "first");
                REQUIRE(flusher.asleep());
                CHECK(WaitForSingleObject(flusher.handle(), 0) == WAIT_TIMEOUT);
                CHECK(read_text(to, 6) == "second");
                CHECK(flusher.result() == 1);
            }
        }
    }

    TEST_CASE("a flush ends when it is cancelled, when the reader goes, and when the pipe is disconnected") {
        PipeWorld world;
        NamedPair pair(kMessages);
        const HANDLE server = pair.server;
        CHECK(write_text(server, "text"));
        const auto flush = [&] { return error_of([&] { FlushFileBuffers(server); }); };
        Worker cancelled(flush);
        REQUIRE(cancelled.asleep());
        CHECK(eventually([&] { return CancelSynchronousIo(cancelled.handle()) != 0; }));
        CHECK(cancelled.result() == ERROR_OPERATION_ABORTED);
        Worker reader_goes(flush);
        REQUIRE(reader_goes.asleep());
        pair.client = Handle();
        CHECK(reader_goes.result() == ERROR_BROKEN_PIPE);
        NamedPair other(kMessages);
        const HANDLE disconnected = other.server;
        CHECK(write_text(disconnected, "text"));
        Worker is_disconnected([&] { return error_of([&] { FlushFileBuffers(disconnected); }); });
        REQUIRE(is_disconnected.asleep());
        CHECK(DisconnectNamedPipe(disconnected));
        CHECK(is_disconnected.result() == ERROR_PIPE_NOT_CONNECTED);
    }

    TEST_CASE("as much as a buffer was asked for is written without a reader, if the system lets a socket have it") {
        PipeWorld world;
        constexpr DWORD kOut = 1 << 20, kIn = 600'000;
        unsigned most = 0;
        FILE* file = fopen("/proc/sys/net/core/wmem_max", "r");
        REQUIRE(file != nullptr);
        CHECK(fscanf(file, "%u", &most) == 1);
        fclose(file);
        for (const DWORD mode : {DWORD{0}, kMessages}) {
            Handle server =
                CreateNamedPipeA(kPipe, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, mode, 1, kOut, kIn, 0, nullptr);
            Handle client = join(FILE_FLAG_OVERLAPPED);
            const std::string text(kOut, 'x');
            for (const auto& [end, size] : {std::pair<HANDLE, DWORD>{server, kOut}, {client, kIn}}) {
                Overlapped overlapped;
                DWORD written = 0;
                const BOOL done = WriteFile(end, text.data(), size, &written, &overlapped);
                if (most < kOut) {
                    CHECK((done || GetLastError() == ERROR_IO_PENDING));
                    CHECK(CancelIoEx(end, &overlapped) == !done);
                } else {
                    CHECK(done);
                    CHECK(written == size);
                }
            }
        }
    }

    TEST_CASE("instances of a pipe agree in access, type, number and time-out") {
        PipeWorld world;
        Handle first = serve(0, 0, 3);
        REQUIRE(static_cast<HANDLE>(first) != nullptr);
        CHECK(error_of([] { serve(kMessages, 0, 3); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([] { serve(0, 0, 2); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([] { serve(0, 0, 3, kPipe, PIPE_ACCESS_INBOUND); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([] { CreateNamedPipeA(kPipe, PIPE_ACCESS_DUPLEX, 0, 3, 1, 1, 99, nullptr); }) ==
              ERROR_ACCESS_DENIED);
        Handle second = CreateNamedPipeA(kPipe, PIPE_ACCESS_DUPLEX, 0, 3, 1, 1, 100, nullptr);
        CHECK(static_cast<HANDLE>(second) != INVALID_HANDLE_VALUE);
    }

    TEST_CASE("who is at the other end") {
        PipeWorld world;
        NamedPair pair;
        ULONG id = 0;
        CHECK(GetNamedPipeClientProcessId(pair.server, &id));
        CHECK(id == GetCurrentProcessId());
        CHECK(GetNamedPipeServerProcessId(pair.client, &id));
        CHECK(id == GetCurrentProcessId());
        CHECK(GetNamedPipeClientSessionId(pair.server, &id));
        CHECK(id == 0);
        WCHAR wide[64];
        char name[64];
        CHECK(error_of([&] { GetNamedPipeClientComputerNameW(pair.server, wide, 128); }) == ERROR_PIPE_LOCAL);
        CHECK(error_of([&] { GetNamedPipeClientComputerNameA(pair.server, name, 64); }) == ERROR_PIPE_LOCAL);
        CHECK(GetNamedPipeHandleStateA(pair.server, nullptr, nullptr, nullptr, nullptr, name, 64));
        CHECK(std::string(name) != "");
        DWORD count = 0;
        CHECK(error_of([&] { GetNamedPipeHandleStateW(pair.client, nullptr, nullptr, &count, nullptr, nullptr, 0); }) ==
              ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("many instances come and go, and leave nothing behind") {
        PipeWorld world;
        {
            std::vector<Handle> servers, clients;
            for (int i = 0; i < 300; ++i) {
                servers.push_back(serve());
                REQUIRE(static_cast<HANDLE>(servers.back()) != nullptr);
            }
            for (int i = 0; i < 300; ++i) {
                clients.push_back(join());
                REQUIRE(static_cast<HANDLE>(clients.back()) != nullptr);
            }
            CHECK(error_of([&] { join(); }) == ERROR_PIPE_BUSY);
            for (auto& server : servers) CHECK(write_text(server, "x"));
            for (auto& client : clients) CHECK(read_text(client) == "x");
        }
        CHECK(world.files() == 0);
        Handle server = serve();
        CHECK(static_cast<HANDLE>(join()) != nullptr);
    }

    TEST_CASE("64 threads read and write while ends are closed, disconnected and cancelled: every call ends") {
        PipeWorld world;
        for (int round = 0; round < 9; ++round) {
            NamedPair pair(kMessages, FILE_FLAG_OVERLAPPED, FILE_FLAG_OVERLAPPED);
            std::atomic<int> begun = 0;
            std::vector<std::unique_ptr<Worker>> threads;
            for (int i = 0; i < 64; ++i) {
                threads.push_back(std::make_unique<Worker>([&, i] {
                    const HANDLE end = i % 2 ? static_cast<HANDLE>(pair.server) : static_cast<HANDLE>(pair.client);
                    const auto buffer = std::make_unique<std::string>(i % 4 < 2 ? 50'000 : 64, 'b');
                    const auto overlapped = std::make_unique<Overlapped>();
                    const auto size = static_cast<DWORD>(buffer->size());
                    const BOOL done = i % 4 < 2 ? WriteFile(end, buffer->data(), size, nullptr, overlapped.get())
                                                : ReadFile(end, buffer->data(), size, nullptr, overlapped.get());
                    const bool waits = done || GetLastError() == ERROR_IO_PENDING;
                    ++begun;
                    return waits ? WaitForSingleObject(overlapped->event, kLimit) : DWORD{WAIT_OBJECT_0};
                }));
            }
            if (round % 2) REQUIRE(eventually([&] { return begun == 64; }));  // else right into the beginnings
            if (round % 3 == 0) CHECK(DisconnectNamedPipe(pair.server));
            if (round % 3 == 1) CancelIoEx(pair.client, nullptr);
            REQUIRE(eventually([&] { return begun == 64; }));
            CloseHandle(pair.server.detach());
            CloseHandle(pair.client.detach());
            for (auto& thread : threads) CHECK(thread->result() == WAIT_OBJECT_0);
        }
        CHECK(world.files() == 0);
    }

    TEST_CASE("when descriptors are exhausted pipes say ERROR_TOO_MANY_OPEN_FILES, and a blocked read goes on") {
        PipeWorld world;
        NamedPair pair;
        rlimit before{};
        REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
        const int next = dup(0);
        close(next);
        const rlimit tight{static_cast<rlim_t>(next), before.rlim_max};
        REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
        const DWORD create = error_of([] { CreateNamedPipeA(kPipe, 3, 0, 255, 0, 0, 0, nullptr); });
        const DWORD open = error_of([] { join(); });
        std::string got;
        {
            Worker reader([&] {  // it has no eventfd, and gets none
                got = read_text(pair.server);
                return DWORD{0};
            });
            const auto thread = handleapi::reference<handleapi::Thread>(reader.handle());
            CHECK(eventually([&] { return (*thread)->blocked_in.with([](auto*& call) { return call != nullptr; }); }));
            write_text(pair.client, "all the same");
            reader.result();
        }
        REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
        CHECK(create == ERROR_TOO_MANY_OPEN_FILES);
        CHECK(open == ERROR_TOO_MANY_OPEN_FILES);
        CHECK(got == "all the same");
    }

    TEST_CASE("64 threads: 16 servers take turns with 48 clients, and every answer is its question's") {
        PipeWorld world;
        constexpr int kServers = 16, kClients = 48, kCalls = 20;
        std::vector<std::unique_ptr<Worker>> servers, clients;
        std::atomic<bool> stop = false;
        std::vector<Handle> pipes;
        for (int i = 0; i < kServers; ++i) pipes.push_back(serve(kMessages));
        for (int i = 0; i < kServers; ++i) {
            servers.push_back(std::make_unique<Worker>([&, i] {
                const HANDLE pipe = pipes[static_cast<size_t>(i)];
                DWORD served = 0;
                for (;;) {
                    const DWORD error = connect_error(pipe);
                    if (stop) return served;
                    if (error == 0 || error == ERROR_PIPE_CONNECTED) {
                        const std::string request = read_text(pipe);
                        served += write_text(pipe, "re:" + request) && FlushFileBuffers(pipe);
                    }
                    DisconnectNamedPipe(pipe);
                }
            }));
        }
        for (int i = 0; i < kClients; ++i) {
            clients.push_back(std::make_unique<Worker>([i] {
                DWORD good = 0;
                for (int call = 0; call < kCalls; ++call) {
                    const std::string question = std::to_string(i) + "/" + std::to_string(call);
                    char out[64];
                    DWORD read = 0;
                    while (!CallNamedPipeA(kPipe, const_cast<char*>(question.data()),
                                           static_cast<DWORD>(question.size()), out, 64, &read, kLimit)) {
                        if (GetLastError() == ERROR_SEM_TIMEOUT || GetLastError() == ERROR_FILE_NOT_FOUND) return good;
                    }
                    good += std::string(out, read) == "re:" + question;
                }
                return good;
            }));
        }
        for (auto& client : clients) CHECK(client->result() == kCalls);
        stop = true;
        while (join()) {  // lets the servers that wait for a client see that it is over
        }
        for (auto& server : servers) {
            CHECK(eventually([&] {
                CancelSynchronousIo(server->handle());
                return WaitForSingleObject(server->handle(), 1) == WAIT_OBJECT_0;
            }));
        }
    }
}
