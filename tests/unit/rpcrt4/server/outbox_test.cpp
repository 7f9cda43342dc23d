// SPDX-License-Identifier: LGPL-2.1-or-later
// Outbox: replies leave in order and whole, from any thread, and no thread waits for a peer that does not read.
#include "rpcrt4/server/outbox.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "fixture.hpp"
#include "rpcrt4/transport/socket.hpp"

using namespace server_test;
using rpcrt4::server::Outbox;

namespace {

/// A stream with the outbox at one end.
struct Stream : Outbox::Owner {
    Stream() {
        std::array<int, 2> ends;
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        ours = transport::Socket(ends[0]);
        peer = transport::Socket(ends[1]);
        const int small = 4096;
        ::setsockopt(ours.descriptor(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        transport::set_timeouts(peer.descriptor(), kPatience);
    }
    virtual ~Stream() = default;
    void want_writable(bool wanted) noexcept override {
        wants = wanted;
        ++asked;
    }

    /// As many bytes as there should be; fewer at the end of the stream.
    std::string read(size_t size) {
        std::string text(size, '?');
        size_t done = 0;
        while (done < size) {
            const iovec piece{text.data() + done, size - done};
            const auto got = transport::receive_some(peer.descriptor(), {&piece, 1}, transport::Blocking::yes);
            if (got.bytes == 0) break;
            done += got.bytes;
        }
        text.resize(done);
        return text;
    }
    bool nothing_to_read() {
        char byte;
        return ::recv(peer.descriptor(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
    }

    transport::Socket ours;
    transport::Socket peer;
    std::atomic<bool> wants = false;
    std::atomic<int> asked = 0;
};

protocol::OutgoingMessage message(std::string_view text) {
    protocol::Buffer buffer(text.size());
    std::memcpy(buffer.data(), text.data(), text.size());
    return protocol::OutgoingMessage(std::move(buffer));
}

}  // namespace

TEST_SUITE("rpcrt4/server/outbox") {
    TEST_CASE("a message leaves at once, and the next after it") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        CHECK(outbox.post(message("first ")));
        CHECK(outbox.post(message("second")));
        CHECK(stream.read(12) == "first second");
        CHECK(outbox.backlog() == 0);
        CHECK(stream.asked == 0);
    }

    TEST_CASE("what the socket does not take waits until it is writable, and posting does not") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        std::string expected;
        for (char c = 'a'; c <= 'z'; ++c) {
            const std::string text(10'000, c);
            CHECK(outbox.post(message(text)));
            expected += text;
        }
        CHECK(outbox.backlog() > 200'000);
        CHECK(stream.wants);
        std::string got;
        std::thread reader([&] { got = stream.read(expected.size()); });
        // The watcher's part: the socket is reported writable until nobody wants to know.
        for (int i = 0; i < 1'000'000 && stream.wants; ++i) {
            outbox.writable();
            std::this_thread::yield();
        }
        reader.join();
        CHECK(got == expected);
        CHECK(outbox.backlog() == 0);
        CHECK_FALSE(stream.wants);
        CHECK(outbox.post(message("and on")));
        CHECK(stream.read(6) == "and on");
    }

    TEST_CASE("who waits for room goes on when there is, or when nothing is sent any more, and knows a stuck peer") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        const std::string text(100'000, 'x');
        const auto fill = [&] {
            for (int i = 0; i < 3; ++i) CHECK(outbox.post(message(text)));
        };
        fill();
        CHECK_FALSE(outbox.wait_below(1, std::chrono::milliseconds(20)));
        CHECK(outbox.wait_below(3 * text.size() + 1, std::chrono::milliseconds(0)));
        std::thread waits([&] { CHECK(outbox.wait_below(1, kPatience)); });
        std::thread writes([&] {
            for (int i = 0; i < 100'000'000 && outbox.backlog() != 0; ++i) outbox.writable();
        });
        CHECK(stream.read(3 * text.size()).size() == 3 * text.size());
        waits.join();
        writes.join();
        fill();
        std::thread hopes([&] { CHECK(outbox.wait_below(1)); });
        outbox.fail();
        outbox.writable();
        hopes.join();
    }

    TEST_CASE("deferred messages leave with the next flush or post, before it") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        CHECK_FALSE(outbox.defer(message("a")));
        CHECK_FALSE(outbox.defer(message("b")));
        CHECK(stream.nothing_to_read());
        CHECK(outbox.backlog() == 2);
        CHECK(outbox.flush());
        CHECK(stream.read(2) == "ab");
        CHECK_FALSE(outbox.defer(message("c")));
        CHECK(outbox.post(message("d")));
        CHECK(stream.read(2) == "cd");
        CHECK(outbox.backlog() == 0);
        CHECK(outbox.flush());
    }

    TEST_CASE("deferring says when so much has gathered that a flush is due") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        CHECK(outbox.defer(message(std::string(100'000, 'x'))));
        Outbox many(stream.ours.descriptor(), stream);
        bool due = false;
        int messages = 0;
        for (; messages < 1000 && !due; ++messages) due = many.defer(message("y"));
        CHECK(due);
        CHECK(messages < 1000);
    }

    TEST_CASE("after a failure nothing is taken any more and the backlog is gone") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        CHECK(outbox.post(message(std::string(100'000, 'x'))));
        CHECK(outbox.backlog() > 0);
        outbox.fail();
        CHECK(outbox.backlog() == 0);
        CHECK_FALSE(outbox.post(message("late")));
        CHECK_FALSE(outbox.defer(message("late")));
        CHECK_FALSE(outbox.flush());
        outbox.writable();
        CHECK_FALSE(outbox.post(message("later")));
    }

    TEST_CASE("a peer that is gone is noticed") {
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        stream.peer.close();
        CHECK_FALSE(outbox.post(message("anybody?")));
        CHECK_FALSE(outbox.post(message("no")));
    }

    TEST_CASE("messages of many threads arrive whole, those of one thread in its order") {
        constexpr int kThreads = 4;
        constexpr int kMessages = 300;
        constexpr size_t kSize = 700;
        Stream stream;
        Outbox outbox(stream.ours.descriptor(), stream);
        std::atomic<bool> done = false;
        std::thread watcher([&] {
            while (!done) {
                if (stream.wants) outbox.writable();
                std::this_thread::yield();
            }
        });
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < kMessages; ++i) {
                    std::string text = std::to_string(t) + ":" + std::to_string(i) + ";";
                    text.resize(kSize, '.');
                    static_cast<void>(outbox.post(message(text)));
                }
            });
        }
        std::array<int, kThreads> next{};
        for (int i = 0; i < kThreads * kMessages; ++i) {
            const std::string text = stream.read(kSize);
            REQUIRE(text.size() == kSize);
            const int thread = text[0] - '0';
            REQUIRE((thread >= 0 && thread < kThreads));
            const std::string start = std::to_string(thread) + ":" + std::to_string(next[thread]++) + ";";
            REQUIRE(text.substr(0, start.size()) == start);
            REQUIRE(text.find_first_not_of('.', start.size()) == std::string::npos);
        }
        for (std::thread& thread : threads) thread.join();
        done = true;
        watcher.join();
        CHECK(outbox.backlog() == 0);
    }
}
