// SPDX-License-Identifier: LGPL-2.1-or-later
// Named pipes between processes: either side may be killed at any moment.
#include "handleapi/io/pipe_directory.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "tests/unit/handleapi/io/pipe_support.hpp"

using namespace testing;

namespace {

/// A forked process that runs a body and tells when it has come to a point.
class Process {
 public:
    explicit Process(const std::function<int(const std::function<void()>& reached)>& body) {
        REQUIRE(pipe(report_) == 0);
        id_ = fork();
        REQUIRE(id_ >= 0);
        if (id_ == 0) {
            close(report_[0]);
            const int code = body([this] { static_cast<void>(!write(report_[1], "x", 1)); });
            _exit(code);
        }
        close(report_[1]);
    }
    ~Process() {
        kill();
        close(report_[0]);
    }
    /// Waits until the body says that it has come there; false when it ended before.
    bool reached() {
        char byte;
        if (read(report_[0], &byte, 1) == 1) return true;
        int status = 0;
        waitpid(id_, &status, WNOHANG);
        MESSAGE("the process ended: ", status);
        return false;
    }
    void kill() {
        if (id_ <= 0) return;
        ::kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
        id_ = 0;
    }
    int exit_code() {
        int status = 0;
        CHECK(waitpid(id_, &status, 0) == id_);
        id_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    ULONG id() const { return static_cast<ULONG>(id_); }

 private:
    pid_t id_ = 0;
    int report_[2];
};

/// Raw ends, as a child must not use the test framework's.
HANDLE raw_server(DWORD mode = 0) {
    return CreateNamedPipeA(kPipe, PIPE_ACCESS_DUPLEX, mode, PIPE_UNLIMITED_INSTANCES, 0, 0, 100, nullptr);
}
HANDLE raw_client() { return CreateFileA(kPipe, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr); }

}  // namespace

TEST_SUITE("handleapi/io/pipe_processes") {
    TEST_CASE("a client in another process sends a message and gets an answer") {
        PipeWorld world;
        Handle server = serve(kMessages);
        Process client([](const auto&) {
            char out[16];
            DWORD read = 0;
            const BOOL called = CallNamedPipeA(kPipe, const_cast<char*>("hello"), 5, out, 16, &read, kLimit);
            return called && std::string(out, read) == "answer" ? 7 : 1;
        });
        const DWORD error = connect_error(server);
        CHECK((error == 0 || error == ERROR_PIPE_CONNECTED));
        ULONG id = 0;
        CHECK(GetNamedPipeClientProcessId(server, &id));
        CHECK(id == client.id());
        CHECK(read_text(server) == "hello");
        CHECK(write_text(server, "answer"));
        CHECK(client.exit_code() == 7);
    }

    TEST_CASE("a client that is killed leaves the end of the pipe, and what it had written") {
        PipeWorld world;
        Handle server = serve();
        Process client([](const auto& reached) {
            const HANDLE end = raw_client();
            DWORD written = 0;
            WriteFile(end, "last words", 10, &written, nullptr);
            reached();
            pause();
            return 0;
        });
        REQUIRE(client.reached());
        CHECK(connect_error(server) == ERROR_PIPE_CONNECTED);
        CHECK(read_text(server) == "last words");
        Worker reader([&] { return DWORD{read_text(server) == "!109"}; });
        REQUIRE(reader.asleep());
        client.kill();
        CHECK(reader.result() == 1);
        CHECK(connect_error(server) == ERROR_NO_DATA);
    }

    TEST_CASE("a flush waits for a reader in another process, until it has read or is killed") {
        PipeWorld world;
        Handle server = serve(kMessages);
        int go[2];
        REQUIRE(pipe(go) == 0);
        Process client([&](const auto& reached) {
            const HANDLE end = raw_client();
            char byte, text[3];
            DWORD size = 0;
            reached();
            static_cast<void>(!read(go[0], &byte, 1));
            ReadFile(end, text, sizeof text, &size, nullptr);
            pause();
            return 0;
        });
        REQUIRE(client.reached());
        CHECK(connect_error(server) == ERROR_PIPE_CONNECTED);
        const auto flush = [&] { return DWORD{FlushFileBuffers(server) ? 0 : GetLastError()}; };
        CHECK(write_text(server, "one"));
        Worker first(flush);
        REQUIRE(first.asleep());
        CHECK(write(go[1], "x", 1) == 1);
        CHECK(first.result() == 0);
        CHECK(write_text(server, "two"));
        Worker second(flush);
        REQUIRE(second.asleep());
        client.kill();
        CHECK(second.result() == ERROR_BROKEN_PIPE);
        close(go[0]);
        close(go[1]);
    }

    TEST_CASE("a server that is killed leaves no pipe, and its files go with the next one") {
        PipeWorld world;
        Process listening([](const auto& reached) {
            raw_server();
            reached();
            pause();
            return 0;
        });
        REQUIRE(listening.reached());
        CHECK(WaitNamedPipeA(kPipe, kLimit));
        listening.kill();
        CHECK(error_of([&] { join(); }) == ERROR_FILE_NOT_FOUND);
        CHECK(error_of([&] { WaitNamedPipeA(kPipe, 10); }) == ERROR_FILE_NOT_FOUND);
        CHECK(world.files() == 2);  // the control file and the socket
        Handle server = serve(kMessages, FILE_FLAG_FIRST_PIPE_INSTANCE);
        REQUIRE(static_cast<HANDLE>(server) != nullptr);
        Handle client = join();
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        CHECK(write_text(server, "new"));
        CHECK(read_text(client) == "new");
        server = Handle();
        CHECK(world.files() == 0);
    }

    TEST_CASE("a server that is killed while connected ends its client's reads; other instances live on") {
        PipeWorld world;
        Process server([](const auto& reached) {
            const HANDLE pipe = raw_server();
            reached();
            ConnectNamedPipe(pipe, nullptr);
            DWORD written = 0;
            WriteFile(pipe, "x", 1, &written, nullptr);
            reached();
            pause();
            return 0;
        });
        REQUIRE(server.reached());
        Handle client = join();
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        REQUIRE(server.reached());
        ULONG id = 0;
        CHECK(GetNamedPipeServerProcessId(client, &id));
        CHECK(id == server.id());
        Handle second = serve();
        REQUIRE(static_cast<HANDLE>(second) != nullptr);
        CHECK(read_text(client) == "x");
        Worker reader([&] { return DWORD{read_text(client) == "!109"}; });
        REQUIRE(reader.asleep());
        server.kill();
        CHECK(reader.result() == 1);
        Handle other = join();
        REQUIRE(static_cast<HANDLE>(other) != nullptr);
        CHECK(write_text(other, "alive"));
        CHECK(read_text(second) == "alive");
    }

    TEST_CASE("a claim whose maker died before connecting is taken back") {
        PipeWorld world;
        Handle server = serve();
        Process claimer([](const auto& reached) {
            auto connection = handleapi::io::connect_pipe("test", true, true);
            auto& slot = connection->mapping->slot(connection->slot);
            auto state = handleapi::io::SlotState::unpack(slot.state.load());
            state.phase = handleapi::io::SlotPhase::claimed;  // as before it connects
            slot.state.store(state.pack());
            reached();
            pause();
            return 0;
        });
        REQUIRE(claimer.reached());
        CHECK(error_of([&] { join(); }) == ERROR_PIPE_BUSY);
        claimer.kill();
        Handle client = join();
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        CHECK(write_text(client, "mine"));
        CHECK(read_text(server) == "mine");  // not the dead one's connection, which came first
    }

    TEST_CASE("a forked child leaves the parent's pipes alone, and does not keep them alive") {
        PipeWorld world;
        Handle server = serve();
        const HANDLE raw = server;
        Process child([raw](const auto& reached) {
            DWORD read = 0;
            char byte;
            const bool refused = !ReadFile(raw, &byte, 1, &read, nullptr) && GetLastError() == ERROR_INVALID_HANDLE;
            CloseHandle(raw);
            reached();
            pause();
            return refused ? 0 : 1;
        });
        REQUIRE(child.reached());
        Handle client = join();
        CHECK(static_cast<HANDLE>(client) != nullptr);
        CHECK(write_text(server, "x"));
        CHECK(read_text(client) == "x");
        server = Handle();
        CHECK(error_of([&] { join(); }) == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("files in the directory that are no pipes are not taken for some") {
        PipeWorld world;
        { Handle server = serve(); }
        const std::string path = world.path() + "/pipe/test";
        FILE* file = fopen(path.c_str(), "w");
        REQUIRE(file != nullptr);
        fputs("nonsense", file);
        fclose(file);
        CHECK(error_of([&] { join(); }) == ERROR_FILE_NOT_FOUND);
        Handle server = serve();
        REQUIRE(static_cast<HANDLE>(server) != nullptr);
        CHECK(static_cast<HANDLE>(join()) != nullptr);
    }
}
