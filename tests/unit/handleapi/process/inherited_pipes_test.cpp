// SPDX-License-Identifier: LGPL-2.1-or-later
// Ends of named pipes in children, under their value: connected or not, clients' and servers', of both types.

#include "tests/unit/handleapi/io/pipe_support.hpp"
#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

void make_inheritable(HANDLE handle) {
    REQUIRE(SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
}

std::string value_of(HANDLE handle) { return std::to_string(reinterpret_cast<uintptr_t>(handle)); }

std::string answer_message(HANDLE handle, DWORD mode) {
    return "answer-message " + value_of(handle) + " " + std::to_string(mode);
}

}  // namespace

TEST_SUITE("handleapi/inherited_pipes") {
    TEST_CASE("a child answers through a client's end of a message pipe, reading messages as its parent did") {
        PipeWorld world;
        NamedPair pair(kMessages);
        make_inheritable(pair.client);
        ChildProcess child(answer_message(pair.client, PIPE_READMODE_MESSAGE), {.inherit = true});
        pair.client = Handle();
        CHECK(write_text(pair.server, "hello"));
        CHECK(read_text(pair.server) == "HELLO");
        CHECK(child.result() == 0);
        CHECK(read_text(pair.server) == "!109");  // the last who had the end is gone
    }

    TEST_CASE("a message longer than the child's buffer is ERROR_MORE_DATA in it; in byte mode it is not") {
        PipeWorld world;
        NamedPair pair(kMessages);
        make_inheritable(pair.client);
        {
            ChildProcess child(answer_message(pair.client, PIPE_READMODE_MESSAGE), {.inherit = true});
            CHECK(write_text(pair.server, "abcdefghij"));
            CHECK(read_text(pair.server) == "ABCDEFGH");
            CHECK(child.result() == 77);
        }
        DWORD mode = PIPE_READMODE_BYTE;
        REQUIRE(SetNamedPipeHandleState(pair.client, &mode, nullptr, nullptr));
        ChildProcess child(answer_message(pair.client, PIPE_READMODE_BYTE), {.inherit = true});
        CHECK(write_text(pair.server, "abcdefghij"));
        CHECK(read_text(pair.server) == "ABCDEFGH");
        CHECK(child.result() == 0);
    }

    TEST_CASE("a child answers through a server's end that is connected; the instance lives as long as either") {
        PipeWorld world;
        NamedPair pair(kMessages);
        make_inheritable(pair.server);
        ChildProcess child(answer_message(pair.server, PIPE_READMODE_MESSAGE), {.inherit = true});
        pair.server = Handle();
        ULONG id = 0;
        CHECK(GetNamedPipeServerProcessId(pair.client, &id));
        CHECK(id == GetCurrentProcessId());
        CHECK(write_text(pair.client, "hello"));
        CHECK(read_text(pair.client) == "HELLO");
        CHECK(child.result() == 0);
        CHECK(read_text(pair.client) == "!109");
        CHECK(error_of([] { join(); }) == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("a child serves an instance that had no client yet, and its parent the next one") {
        PipeWorld world;
        Handle server = serve(kMessages);
        make_inheritable(server);
        ChildProcess child("serve-client " + value_of(server), {.inherit = true});
        Handle client = join();
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        CHECK(write_text(client, "hello"));
        CHECK(read_text(client) == "HELLO");
        CHECK(child.result() == 0);
        CHECK(read_text(client) == "!233");  // disconnected, in the other process
        CHECK(error_of([&] { WriteFile(server, "x", 1, nullptr, nullptr); }) == ERROR_PIPE_NOT_CONNECTED);
        Worker connecting([&] { return connect_error(server); });
        Handle next;
        CHECK(eventually([&] {
            next = join();
            return static_cast<HANDLE>(next) != nullptr;
        }));
        const DWORD connected = connecting.result();
        CHECK((connected == 0 || connected == ERROR_PIPE_CONNECTED));
        CHECK(write_text(next, "again"));
        CHECK(read_text(server) == "again");
        server = Handle();
        next = Handle();
        CHECK(world.files() == 0);
    }

    TEST_CASE("a client the parent had is disconnected by the child, and the parent notices") {
        PipeWorld world;
        NamedPair pair(kMessages);
        make_inheritable(pair.server);
        ChildProcess child("serve-client " + value_of(pair.server), {.inherit = true});
        CHECK(write_text(pair.client, "hello"));
        CHECK(read_text(pair.client) == "HELLO");
        CHECK(child.result() == 0);
        CHECK(error_of([&] { read_text(pair.server); }) == ERROR_PIPE_NOT_CONNECTED);
        CHECK(read_text(pair.client) == "!233");
    }

    TEST_CASE("an instance whose child is killed is the parent's alone again; killed without a parent it is gone") {
        PipeWorld world;
        Handle server = serve();
        make_inheritable(server);
        {
            ChildProcess child("hang", {.inherit = true});
            TerminateProcess(child.process, 1);
            CHECK(child.result() == 1);
        }
        CHECK(WaitNamedPipeA(kPipe, kLimit));
        ChildProcess child("hang", {.inherit = true});
        server = Handle();
        CHECK(WaitNamedPipeA(kPipe, kLimit));  // the child's
        TerminateProcess(child.process, 1);
        CHECK(child.result() == 1);
        CHECK(error_of([] { WaitNamedPipeA(kPipe, 10); }) == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("an overlapped end is overlapped in the child") {
        PipeWorld world;
        NamedPair pair(kMessages, 0, FILE_FLAG_OVERLAPPED);
        make_inheritable(pair.client);
        ChildProcess child("answer-overlapped " + value_of(pair.client), {.inherit = true});
        CHECK(write_text(pair.server, "hello"));
        CHECK(read_text(pair.server) == "HELLO");
        CHECK(child.result() == 0);
    }

    TEST_CASE("a byte pipe is the standard input and output of a program that knows nothing of handles") {
        PipeWorld world;
        NamedPair pair;
        make_inheritable(pair.client);
        STARTUPINFOA startup{};
        startup.cb = sizeof startup;
        startup.dwFlags = STARTF_USESTDHANDLES;
        startup.hStdInput = startup.hStdOutput = pair.client;
        std::string line = "head -c 5";
        PROCESS_INFORMATION information{};
        REQUIRE(
            CreateProcessA(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &information));
        Handle process(information.hProcess), thread(information.hThread);
        pair.client = Handle();
        CHECK(write_text(pair.server, "hello"));
        CHECK(FlushFileBuffers(pair.server));
        CHECK(read_text(pair.server) == "hello");
        CHECK(read_text(pair.server) == "!109");
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("a message pipe is a standard handle of a child that knows handles") {
        PipeWorld world;
        NamedPair pair(kMessages);
        make_inheritable(pair.client);
        STARTUPINFOA startup{};
        startup.cb = sizeof startup;
        startup.dwFlags = STARTF_USESTDHANDLES;
        startup.hStdInput = startup.hStdOutput = pair.client;
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), pair.client, GetCurrentProcess(), &copy, 0, TRUE,
                                DUPLICATE_SAME_ACCESS));
        startup.hStdOutput = copy;
        ChildProcess child("copy", {.inherit = true}, startup);
        pair.client = Handle();
        CloseHandle(copy);
        CHECK(write_text(pair.server, "hello"));
        CHECK(read_text(pair.server) == "hello");
        pair.server = Handle();
        CHECK(child.result() == 5);
    }

    TEST_CASE("a slot is not given to another instance while a child has its client's end") {
        PipeWorld world;
        NamedPair pair(kMessages);
        make_inheritable(pair.client);
        CHECK(write_text(pair.server, "abcdefghij"));
        CHECK(write_text(pair.server, "rest"));
        ChildProcess child("hang", {.inherit = true});
        pair.client = Handle();
        pair.server = Handle();
        Handle first = serve(kMessages);
        CHECK(static_cast<HANDLE>(first) != nullptr);
        Handle client = join();
        CHECK(write_text(client, "new"));
        CHECK(read_text(first) == "new");
    }
}
