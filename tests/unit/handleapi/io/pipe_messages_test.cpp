// SPDX-License-Identifier: LGPL-2.1-or-later
// What named pipes carry: bytes and messages, peeking, transactions.
#include <memory>
#include <vector>

#include "tests/unit/handleapi/io/pipe_support.hpp"

using namespace testing;

TEST_SUITE("handleapi/io/pipe_messages") {
    TEST_CASE("bytes have no boundaries") {
        PipeWorld world;
        NamedPair pair;
        CHECK(write_text(pair.client, "one"));
        CHECK(write_text(pair.client, "two"));
        CHECK(read_text(pair.server) == "onetwo");
        CHECK(GetFileType(pair.client) == FILE_TYPE_PIPE);
    }

    TEST_CASE("messages are read one by one; a buffer too small is ERROR_MORE_DATA, and the rest comes next") {
        PipeWorld world;
        NamedPair pair(kMessages);
        CHECK(write_text(pair.client, "first"));
        CHECK(write_text(pair.client, ""));
        CHECK(write_text(pair.client, "third message"));
        CHECK(read_text(pair.server) == "first");
        CHECK(read_text(pair.server) == "");
        char buffer[5];
        DWORD read = 0;
        CHECK(error_of([&] { ReadFile(pair.server, buffer, 5, &read, nullptr); }) == ERROR_MORE_DATA);
        CHECK(std::string(buffer, read) == "third");
        CHECK(peek(pair.server, 0).left == 8);
        CHECK(read_text(pair.server) == " message");
    }

    TEST_CASE("a message of any size arrives whole") {
        PipeWorld world;
        NamedPair pair(kMessages);
        std::string text(3'000'001, 'm');
        for (size_t i = 0; i < text.size(); i += 1000) text[i] = static_cast<char>('a' + i / 1000 % 26);
        Worker writer([&] { return DWORD{write_text(pair.client, text) && write_text(pair.client, "next")}; });
        std::string got(text.size() + 10, '\0');
        DWORD read = 0;
        CHECK(ReadFile(pair.server, got.data(), static_cast<DWORD>(got.size()), &read, nullptr));
        got.resize(read);
        CHECK(got == text);
        CHECK(read_text(pair.server) == "next");
        CHECK(writer.result() == 1);
    }

    TEST_CASE("messages may be read as bytes, and the mode is changed on the way") {
        PipeWorld world;
        Handle server = serve(PIPE_TYPE_MESSAGE), client = join();
        CHECK(write_text(client, "one"));
        CHECK(write_text(client, ""));
        CHECK(write_text(client, "two"));
        CHECK(read_text(server, 2) == "on");
        CHECK(read_text(server) == "etwo");
        CHECK(read_messages(server));
        DWORD state = 0;
        CHECK(GetNamedPipeHandleStateA(server, &state, nullptr, nullptr, nullptr, nullptr, 0));
        CHECK(state == PIPE_READMODE_MESSAGE);
        CHECK(write_text(client, "three"));
        CHECK(write_text(client, "four"));
        CHECK(read_text(server) == "three");
        DWORD bad = 0x80;
        CHECK(error_of([&] { SetNamedPipeHandleState(server, &bad, nullptr, nullptr); }) == ERROR_INVALID_PARAMETER);
        NamedPair bytes_of_type_byte = [] {
            setenv("RPCRT4_RUNTIME_DIR", (std::string(getenv("RPCRT4_RUNTIME_DIR")) + "/other").c_str(), 1);
            return NamedPair();
        }();
        CHECK_FALSE(read_messages(bytes_of_type_byte.client));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("peeking at messages copies the first, counts all") {
        PipeWorld world;
        NamedPair pair(kMessages);
        CHECK(peek(pair.server).available == 0);
        CHECK(write_text(pair.client, "hello"));
        CHECK(write_text(pair.client, "world!"));
        Peeked peeked = peek(pair.server, 3);
        CHECK(peeked.text == "hel");
        CHECK(peeked.available == 11);
        CHECK(peeked.left == 2);
        peeked = peek(pair.server);
        CHECK(peeked.text == "hello");
        CHECK(peeked.left == 0);
        CHECK(read_text(pair.server) == "hello");
        CHECK(read_text(pair.server) == "world!");
        pair.client = Handle();
        CHECK_FALSE(peek(pair.server).result);
        CHECK(GetLastError() == ERROR_BROKEN_PIPE);
    }

    TEST_CASE("without waiting: a full pipe takes what fits, a message whole or not at all") {
        PipeWorld world;
        NamedPair pair(kMessages | PIPE_NOWAIT);
        const std::string text(100'000, 'n');
        size_t messages = 0;
        DWORD written = 0;
        for (;;) {
            REQUIRE(WriteFile(pair.server, text.data(), 100'000, &written, nullptr));
            if (written == 0) break;
            REQUIRE(written == 100'000);
            ++messages;
        }
        CHECK(messages > 0);
        for (; messages > 0; --messages) REQUIRE(read_text(pair.client, 200'000) == text);
        CHECK(peek(pair.client).available == 0);
    }

    TEST_CASE("a cancelled write of a message that was begun is finished, so the reader gets whole ones") {
        PipeWorld world;
        NamedPair pair(kMessages, FILE_FLAG_OVERLAPPED);
        const std::string text(1'000'000, 'c');
        Overlapped overlapped, next;
        CHECK(error_of([&] { WriteFile(pair.server, text.data(), 1'000'000, nullptr, &overlapped); }) ==
              ERROR_IO_PENDING);
        CHECK(error_of([&] { WriteFile(pair.server, "next", 4, nullptr, &next); }) == ERROR_IO_PENDING);
        CHECK(CancelIoEx(pair.server, &overlapped));
        CHECK(overlapped.result(pair.server) == 1'000'000);
        std::string got(1'000'100, '\0');
        DWORD read = 0;
        CHECK(ReadFile(pair.client, got.data(), 1'000'100, &read, nullptr));
        got.resize(read);
        CHECK(got == text);
        CHECK(next.result(pair.server) == 4);
        CHECK(read_text(pair.client) == "next");
    }

    TEST_CASE("a transaction writes one message and reads one") {
        PipeWorld world;
        NamedPair pair(kMessages);
        Worker server([&] {
            for (int i = 0; i < 3; ++i) {
                const std::string request = read_text(pair.server);
                if (!write_text(pair.server, "re:" + request)) return DWORD{0};
            }
            return DWORD{1};
        });
        char out[32];
        DWORD read = 0;
        CHECK(TransactNamedPipe(pair.client, const_cast<char*>("hello"), 5, out, 32, &read, nullptr));
        CHECK(std::string(out, read) == "re:hello");
        CHECK(error_of([&] { TransactNamedPipe(pair.client, const_cast<char*>("more"), 4, out, 4, &read, nullptr); }) ==
              ERROR_MORE_DATA);
        CHECK(std::string(out, read) == "re:m");
        CHECK(error_of([&] { TransactNamedPipe(pair.client, const_cast<char*>("x"), 1, out, 4, &read, nullptr); }) ==
              ERROR_PIPE_BUSY);
        CHECK(read_text(pair.client) == "ore");
        CHECK(TransactNamedPipe(pair.client, nullptr, 0, out, 32, &read, nullptr));
        CHECK(std::string(out, read) == "re:");
        CHECK(server.result() == 1);
        DWORD byte_mode = PIPE_READMODE_BYTE;
        CHECK(SetNamedPipeHandleState(pair.client, &byte_mode, nullptr, nullptr));
        CHECK(error_of([&] { TransactNamedPipe(pair.client, nullptr, 0, out, 32, &read, nullptr); }) == ERROR_BAD_PIPE);
    }

    TEST_CASE("an overlapped transaction is pending until the answer comes") {
        PipeWorld world;
        NamedPair pair(kMessages, 0, FILE_FLAG_OVERLAPPED);
        char out[32] = {};
        Overlapped overlapped;
        CHECK(error_of([&] {
                  TransactNamedPipe(pair.client, const_cast<char*>("hello"), 5, out, 32, nullptr, &overlapped);
              }) == ERROR_IO_PENDING);
        CHECK(read_text(pair.server) == "hello");
        CHECK(write_text(pair.server, "answer"));
        CHECK(overlapped.result(pair.client) == 6);
        CHECK(std::string(out) == "answer");
    }

    TEST_CASE("CallNamedPipe opens, exchanges and closes, and waits for a free instance") {
        PipeWorld world;
        Handle server = serve(kMessages);
        Handle busy = join();
        Worker worker(
            [&] {
                CHECK(DisconnectNamedPipe(server));
                if (const DWORD error = connect_error(server); error != 0 && error != ERROR_PIPE_CONNECTED)
                    return DWORD{0};
                const std::string request = read_text(server);
                return DWORD{write_text(server, "re:" + request) && FlushFileBuffers(server)};
            },
            CREATE_SUSPENDED);
        char out[32];
        DWORD read = 0;
        const auto call = [&](DWORD milliseconds) {
            return CallNamedPipeA(kPipe, const_cast<char*>("hello"), 5, out, 32, &read, milliseconds);
        };
        CHECK(error_of([&] { call(NMPWAIT_NOWAIT); }) == ERROR_PIPE_BUSY);
        CHECK(error_of([&] { call(20); }) == ERROR_SEM_TIMEOUT);
        ResumeThread(worker.handle());
        CHECK(call(kLimit));
        CHECK(std::string(out, read) == "re:hello");
        CHECK(worker.result() == 1);
    }
}
