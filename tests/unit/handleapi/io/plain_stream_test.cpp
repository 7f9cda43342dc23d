// SPDX-License-Identifier: LGPL-2.1-or-later
// Anonymous pipes and other streams of bytes: blocking, ends, peeking, cancelling, closing meanwhile.
#include "handleapi/io/plain_stream.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "handleapi/io/open.hpp"
#include "handleapi/table.hpp"
#include "tests/unit/handleapi/io/sockets.hpp"
#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

struct Pipe {
    explicit Pipe(DWORD size = 0) {
        HANDLE r = nullptr, w = nullptr;
        REQUIRE(CreatePipe(&r, &w, nullptr, size));
        reader = r;
        writer = w;
    }
    Handle reader, writer;
};

struct Peeked {
    DWORD read = 99, available = 99, left = 99;
    std::string text;
};

Peeked peek(HANDLE pipe, DWORD size = 16) {
    Peeked peeked;
    peeked.text.resize(size);
    CHECK(PeekNamedPipe(pipe, peeked.text.data(), size, &peeked.read, &peeked.available, &peeked.left));
    peeked.text.resize(peeked.read <= size ? peeked.read : 0);
    return peeked;
}

std::string read_exactly(HANDLE file, size_t size) {
    std::string text;
    while (text.size() < size) {
        const std::string some = read_text(file, static_cast<DWORD>(size - text.size()));
        if (some.starts_with('!')) return some;
        text += some;
    }
    return text;
}

}  // namespace

TEST_SUITE("handleapi/io/plain_stream") {
    TEST_CASE("bytes go through an anonymous pipe; its ends have their own rights") {
        Pipe pipe;
        CHECK(write_text(pipe.writer, "hello"));
        CHECK(read_text(pipe.reader, 3) == "hel");
        CHECK(read_text(pipe.reader) == "lo");
        CHECK(read_text(pipe.writer) == "!" + std::to_string(ERROR_ACCESS_DENIED));
        CHECK(error_of([&] { write_text(pipe.reader, "x"); }) == ERROR_ACCESS_DENIED);
        CHECK(GetFileType(pipe.reader) == FILE_TYPE_PIPE);
        CHECK(error_of([&] { GetFileSize(pipe.reader, nullptr); }) == ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { CreatePipe(nullptr, nullptr, nullptr, 0); }) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("the end of the writer is ERROR_BROKEN_PIPE, after what it wrote") {
        Pipe pipe;
        CHECK(write_text(pipe.writer, "last"));
        pipe.writer = Handle();
        CHECK(read_text(pipe.reader) == "last");
        CHECK(read_text(pipe.reader) == "!" + std::to_string(ERROR_BROKEN_PIPE));
        CHECK(error_of([&] { PeekNamedPipe(pipe.reader, nullptr, 0, nullptr, nullptr, nullptr); }) ==
              ERROR_BROKEN_PIPE);
    }

    TEST_CASE("writing without a reader is ERROR_BROKEN_PIPE, and no signal") {
        Pipe pipe;
        pipe.reader = Handle();
        CHECK(error_of([&] { write_text(pipe.writer, "x"); }) == ERROR_BROKEN_PIPE);
    }

    TEST_CASE("a reader waits for bytes, and for the end") {
        Pipe pipe;
        Worker reader([&] { return DWORD{read_text(pipe.reader) == "now"}; });
        REQUIRE(reader.asleep());
        CHECK(write_text(pipe.writer, "now"));
        CHECK(reader.result() == 1);
        Worker last([&] { return DWORD{read_text(pipe.reader) == "!109"}; });
        REQUIRE(last.asleep());
        pipe.writer = Handle();
        CHECK(last.result() == 1);
    }

    TEST_CASE("a writer waits until everything has gone, however much") {
        Pipe pipe;
        const std::string text(1 << 20, 'x');
        Worker writer([&] { return DWORD{write_text(pipe.writer, text)}; });
        REQUIRE(writer.asleep());
        CHECK(read_exactly(pipe.reader, text.size()) == text);
        CHECK(writer.result() == 1);
    }

    TEST_CASE("peeking counts and copies, and takes nothing") {
        Pipe pipe;
        CHECK(peek(pipe.reader).available == 0);
        CHECK(write_text(pipe.writer, "hello"));
        const Peeked some = peek(pipe.reader, 3);
        CHECK(some.text == "hel");
        CHECK(some.available == 5);
        CHECK(some.left == 0);
        CHECK(peek(pipe.reader).text == "hello");
        CHECK(read_text(pipe.reader) == "hello");
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(error_of([&] { PeekNamedPipe(file, nullptr, 0, nullptr, nullptr, nullptr); }) == ERROR_INVALID_FUNCTION);
    }

    TEST_CASE("an anonymous pipe has a state, and may be told not to wait") {
        Pipe pipe;
        DWORD state = 9, instances = 9, flags = 9, most = 9, mode = PIPE_NOWAIT;
        CHECK(GetNamedPipeHandleStateA(pipe.reader, &state, &instances, nullptr, nullptr, nullptr, 0));
        CHECK(state == 0);
        CHECK(instances == 1);
        CHECK(GetNamedPipeInfo(pipe.reader, &flags, nullptr, nullptr, &most));
        CHECK(flags == PIPE_SERVER_END);
        CHECK(most == 1);
        CHECK(GetNamedPipeInfo(pipe.writer, &flags, nullptr, nullptr, nullptr));
        CHECK(flags == PIPE_CLIENT_END);
        CHECK(SetNamedPipeHandleState(pipe.reader, &mode, nullptr, nullptr));
        CHECK(SetNamedPipeHandleState(pipe.writer, &mode, nullptr, nullptr));
        CHECK(read_text(pipe.reader) == "!" + std::to_string(ERROR_NO_DATA));
        const std::string text(1 << 20, 'x');
        DWORD written = 0;
        CHECK(WriteFile(pipe.writer, text.data(), 1 << 20, &written, nullptr));
        CHECK(written > 0);
        CHECK(written < 1 << 20);
        CHECK(WriteFile(pipe.writer, text.data(), 4096, &written, nullptr));
        CHECK(written == 0);
        mode = PIPE_READMODE_MESSAGE;
        CHECK(error_of([&] { SetNamedPipeHandleState(pipe.reader, &mode, nullptr, nullptr); }) ==
              ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("FlushFileBuffers returns when the reader has taken everything, or is gone") {
        Pipe pipe;
        CHECK(write_text(pipe.writer, "text"));
        Worker flusher([&] { return DWORD{FlushFileBuffers(pipe.writer) != 0}; });
        REQUIRE(flusher.asleep());
        CHECK(read_text(pipe.reader) == "text");
        CHECK(flusher.result() == 1);
        CHECK(write_text(pipe.writer, "text"));
        pipe.reader = Handle();
        CHECK(error_of([&] { FlushFileBuffers(pipe.writer); }) == ERROR_BROKEN_PIPE);
    }

    TEST_CASE("a flush is woken by readings of programs that know nothing of handles, until the last byte is taken") {
        Pipe pipe;
        const auto file = handleapi::reference<handleapi::io::File>(pipe.reader);
        REQUIRE(file);
        const int reader = (*file)->descriptor();
        CHECK(write_text(pipe.writer, "first"));
        CHECK(write_text(pipe.writer, "second"));
        Worker flusher([&] { return DWORD{FlushFileBuffers(pipe.writer) != 0}; });
        REQUIRE(flusher.asleep());
        char text[8];
        CHECK(read(reader, text, 5) == 5);
        REQUIRE(flusher.asleep());
        CHECK(WaitForSingleObject(flusher.handle(), 0) == WAIT_TIMEOUT);
        CHECK(read(reader, text, 6) == 6);
        CHECK(flusher.result() == 1);
    }

    TEST_CASE("a flush ends when its reader goes meanwhile, when it is cancelled, and when its handle is closed") {
        Pipe pipe;
        const HANDLE writer = pipe.writer;
        const auto flush = [&] { return error_of([&] { FlushFileBuffers(writer); }); };
        CHECK(write_text(writer, "text"));
        Worker cancelled(flush);
        REQUIRE(cancelled.asleep());
        CHECK(eventually([&] { return CancelSynchronousIo(cancelled.handle()) != 0; }));
        CHECK(cancelled.result() == ERROR_OPERATION_ABORTED);
        Worker reader_goes(flush);
        REQUIRE(reader_goes.asleep());
        pipe.reader = Handle();
        CHECK(reader_goes.result() == ERROR_BROKEN_PIPE);
        Pipe other;
        const HANDLE closed = other.writer;
        CHECK(write_text(closed, "text"));
        Worker handle_goes([&] { return error_of([&] { FlushFileBuffers(closed); }); });
        REQUIRE(handle_goes.asleep());
        other.writer = Handle();
        CHECK(handle_goes.result() == ERROR_OPERATION_ABORTED);
    }

    TEST_CASE("CancelSynchronousIo ends a blocked read; with nothing to end it is ERROR_NOT_FOUND") {
        Pipe pipe;
        Worker reader([&] { return DWORD{read_text(pipe.reader) == "!995"}; });
        REQUIRE(reader.asleep());
        CHECK(eventually([&] { return CancelSynchronousIo(reader.handle()) != 0; }));
        CHECK(reader.result() == 1);
        CHECK(error_of([&] { CancelSynchronousIo(GetCurrentThread()); }) == ERROR_NOT_FOUND);
        Handle event = auto_event();
        CHECK(error_of([&] { CancelSynchronousIo(event); }) == ERROR_INVALID_HANDLE);
        CHECK(write_text(pipe.writer, "still fine"));
        CHECK(read_text(pipe.reader) == "still fine");
    }

    TEST_CASE("closing the handle in the middle of a blocked read ends the read") {
        Pipe pipe;
        const HANDLE reader_end = pipe.reader.detach();
        Worker reader([&] { return DWORD{read_text(reader_end) == "!995"}; });
        REQUIRE(reader.asleep());
        CHECK(CloseHandle(reader_end));
        CHECK(reader.result() == 1);
        CHECK(error_of([&] { write_text(pipe.writer, "x"); }) == ERROR_BROKEN_PIPE);
    }

    TEST_CASE("a copy of the handle keeps the pipe open") {
        Pipe pipe;
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), pipe.writer, GetCurrentProcess(), &copy, 0, FALSE, 2));
        pipe.writer = Handle();
        CHECK(write_text(copy, "x"));
        CHECK(read_text(pipe.reader) == "x");
        CHECK(CloseHandle(copy));
        CHECK(read_text(pipe.reader) == "!109");
    }

    TEST_CASE("many readers of one pipe share its bytes, each one gets some") {
        Pipe pipe;
        std::vector<std::unique_ptr<Worker>> readers;
        for (int i = 0; i < 16; ++i) {
            readers.push_back(std::make_unique<Worker>([&] { return DWORD{read_text(pipe.reader, 1) == "x"}; }));
        }
        for (int i = 0; i < 16; ++i) CHECK(write_text(pipe.writer, "x"));
        for (auto& reader : readers) CHECK(reader->result() == 1);
    }

    TEST_CASE("overlapped reads are pending, end in order, and say so through their events") {
        Sockets pair;
        Overlapped first, second;
        char buffers[2][4] = {};
        CHECK(error_of([&] { ReadFile(pair.end[0], buffers[0], 4, nullptr, &first); }) == ERROR_IO_PENDING);
        CHECK(error_of([&] { ReadFile(pair.end[0], buffers[1], 4, nullptr, &second); }) == ERROR_IO_PENDING);
        CHECK(is_pending(first));
        CHECK(is_pending(second));
        CHECK(first.result(pair.end[0], 0) == -LONGLONG{ERROR_IO_INCOMPLETE});
        CHECK(WaitForSingleObject(first.event, 0) == WAIT_TIMEOUT);
        Overlapped written;
        CHECK(WriteFile(pair.end[1], "abcdefg", 7, nullptr, &written));
        CHECK(written.result(pair.end[1]) == 7);
        CHECK(first.result(pair.end[0]) == 4);
        CHECK(second.result(pair.end[0]) == 3);
        CHECK(std::string(buffers[0], 4) == "abcd");
        CHECK(std::string(buffers[1], 3) == "efg");
        CHECK(WaitForSingleObject(first.event, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("an overlapped file wants an OVERLAPPED, and an event that is one") {
        Sockets pair;
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, nullptr); }) == ERROR_INVALID_PARAMETER);
        Overlapped overlapped(false);
        overlapped.hEvent = pair.end[1];
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_INVALID_HANDLE);
        CHECK(overlapped.Internal == 0);
    }

    TEST_CASE("without an event the file itself is signaled when the operation ends") {
        Sockets pair;
        Overlapped overlapped(false);
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &overlapped); }) == ERROR_IO_PENDING);
        CHECK(WaitForSingleObject(pair.end[0], 0) == WAIT_TIMEOUT);
        Overlapped written;
        CHECK(WriteFile(pair.end[1], "x", 1, nullptr, &written));
        CHECK(overlapped.result(pair.end[0]) == 1);
        CHECK(WaitForSingleObject(pair.end[0], kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("CancelIoEx ends one pending operation or all, CancelIo those of the thread") {
        Sockets pair;
        Overlapped first, second, third;
        char byte;
        for (Overlapped* one : {&first, &second}) {
            CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, one); }) == ERROR_IO_PENDING);
        }
        Handle began = manual_event(), leave = manual_event();
        Worker other([&] {
            CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, &third); }) == ERROR_IO_PENDING);
            SetEvent(began);
            return WaitForSingleObject(leave, kLimit);
        });
        REQUIRE(WaitForSingleObject(began, kLimit) == WAIT_OBJECT_0);
        CHECK(CancelIoEx(pair.end[0], &second));
        CHECK(second.result(pair.end[0]) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(second.Internal == 0xC0000120);
        CHECK(error_of([&] { CancelIoEx(pair.end[0], &second); }) == ERROR_NOT_FOUND);
        CHECK(CancelIo(pair.end[0]));
        CHECK(first.result(pair.end[0]) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(is_pending(third));
        CHECK(CancelIoEx(pair.end[0], nullptr));
        CHECK(third.result(pair.end[0]) == -LONGLONG{ERROR_OPERATION_ABORTED});
        SetEvent(leave);
        CHECK(CancelIo(pair.end[0]));
        CHECK(error_of([&] { CancelIoEx(pair.end[0], nullptr); }) == ERROR_NOT_FOUND);
    }

    TEST_CASE("a thread that ends takes its pending operations with it, except those of a port") {
        Sockets plain, bound;
        Handle completion = CreateIoCompletionPort(bound.end[0], nullptr, 0, 0);
        Overlapped cancelled, kept, written;
        char bytes[2];
        Worker([&] {
            ReadFile(plain.end[0], &bytes[0], 1, nullptr, &cancelled);
            ReadFile(bound.end[0], &bytes[1], 1, nullptr, &kept);
            return DWORD{0};
        }).result();
        CHECK(cancelled.result(plain.end[0]) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(is_pending(kept));
        CHECK(WriteFile(bound.end[1], "x", 1, nullptr, &written));
        CHECK(kept.result(bound.end[0]) == 1);
    }

    TEST_CASE("closing the last handle ends what is pending with ERROR_OPERATION_ABORTED") {
        Sockets pair;
        auto overlapped = std::make_unique<Overlapped>();
        char byte;
        CHECK(error_of([&] { ReadFile(pair.end[0], &byte, 1, nullptr, overlapped.get()); }) == ERROR_IO_PENDING);
        pair.end[0] = Handle();
        CHECK(overlapped->result(nullptr) == -LONGLONG{ERROR_OPERATION_ABORTED});
        overlapped.reset();  // nobody touches it any more
        Overlapped read;
        CHECK(error_of([&] { ReadFile(pair.end[1], &byte, 1, nullptr, &read); }) == ERROR_BROKEN_PIPE);
        CHECK(read.result(nullptr) == -LONGLONG{ERROR_BROKEN_PIPE});
    }

    TEST_CASE("a large overlapped write goes as the reader makes room") {
        Sockets pair;
        const std::string text(1 << 21, 'y');
        Overlapped overlapped;
        CHECK(error_of([&] { WriteFile(pair.end[0], text.data(), 1 << 21, nullptr, &overlapped); }) ==
              ERROR_IO_PENDING);
        size_t total = 0;
        std::vector<char> buffer(100'000);
        while (total < text.size()) {
            Overlapped read;
            ReadFile(pair.end[1], buffer.data(), 100'000, nullptr, &read);
            const LONGLONG bytes = read.result(pair.end[1]);
            REQUIRE(bytes > 0);
            total += static_cast<size_t>(bytes);
        }
        CHECK(overlapped.result(pair.end[0]) == 1 << 21);
    }

    TEST_CASE("a descriptor in blocking mode stays in it") {
        int ends[2];
        REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
        auto file = handleapi::io::adopt_descriptor(handleapi::io::OwnedDescriptor(ends[0]), FILE_GENERIC_READ, 0);
        REQUIRE(file);
        const int descriptor = (*file)->descriptor();
        Handle reader = *handleapi::open_handle(std::move(*file));
        CHECK(write(ends[1], "x", 1) == 1);
        CHECK(read_text(reader) == "x");
        CHECK((fcntl(descriptor, F_GETFL) & O_NONBLOCK) == 0);
        CHECK((fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
        close(ends[1]);
    }
}
