// SPDX-License-Identifier: LGPL-2.1-or-later
// The loop's promises: order of tasks of both kinds, timers, watches of a descriptor, signals left to the program.
#include "rpcrt4/transport/loop.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

using namespace rpcrt4::transport;

namespace {

/// What happened on the loop, in order; waits are bounded.
class Record {
 public:
    void add(int value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(value);
        changed_.notify_all();
    }
    std::vector<int> first(size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return values_.size() >= count; });
        return values_;
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<int> values_;
};

class Note final : public Loop::Task {
 public:
    Note(Record& record, int value) : record_(record), value_(value) {}
    void run() noexcept override { record_.add(value_); }

 private:
    Record& record_;
    const int value_;
};

/// Runs f on the loop and waits for it.
template <typename F>
void on_loop(F&& f) {
    Record done;
    Loop::instance().post([&] {
        f();
        done.add(0);
    });
    REQUIRE(done.first(1).size() == 1);
}

/// A socket pair, one end watched; what is told goes to the record: 1 readable, 2 writable, 3 both.
class Watched final : public Watcher {
 public:
    Watched() {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        on_loop([&] { watch = Watch::open(ends[0], *this); });
        REQUIRE(watch);
    }
    ~Watched() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void ready(bool readable, bool writable) noexcept override {
        told.add((readable ? 1 : 0) + (writable ? 2 : 0));
        watch->want(false, false);
    }
    void want(bool readable, bool writable) {
        on_loop([&] { watch->want(readable, writable); });
    }
    void close() {
        Record closed;
        on_loop([&] { watch->close([&] { closed.add(1); }); });
        CHECK(closed.first(1).size() == 1);
    }

    std::array<int, 2> ends{};
    Watch* watch = nullptr;
    Record told;
};

}  // namespace

TEST_SUITE("rpcrt4/transport/loop") {
    TEST_CASE("tasks run on the loop's thread in the order they were posted, whichever kind they are") {
        Record record;
        Note second(record, 2);
        Note fourth(record, 4);
        Loop& loop = Loop::instance();
        CHECK_FALSE(loop.on_loop_thread());
        bool there = false;
        loop.post([&] {
            there = loop.on_loop_thread();
            record.add(1);
        });
        loop.post(second);
        loop.post([&] { record.add(3); });
        loop.post(fourth);
        CHECK(record.first(4) == std::vector{1, 2, 3, 4});
        CHECK(there);
    }

    TEST_CASE("a task may be posted again once it runs, also by itself") {
        struct Thrice final : Loop::Task {
            explicit Thrice(Record& where) : record(where) {}
            void run() noexcept override {
                const int now = ++turn;
                if (now < 3) Loop::instance().post(*this);
                record.add(now);
            }
            Record& record;
            int turn = 0;
        };
        Record record;
        Thrice task(record);
        Loop::instance().post(task);
        CHECK(record.first(3) == std::vector{1, 2, 3});
    }

    TEST_CASE("many threads may post at once and each keeps its order") {
        Record record;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < 500; ++i) Loop::instance().post([&, thread, i] { record.add(thread * 1000 + i); });
            });
        }
        for (auto& thread : threads) thread.join();
        const auto all = record.first(2000);
        REQUIRE(all.size() == 2000);
        std::array<int, 4> next{};
        for (const int value : all) CHECK(value % 1000 == next[static_cast<size_t>(value / 1000)]++);
    }

    TEST_CASE("a timer is due after its time and not before") {
        Record record;
        const auto begin = std::chrono::steady_clock::now();
        std::chrono::steady_clock::time_point due;
        Loop::instance().after(std::chrono::milliseconds(20), [&] {
            due = std::chrono::steady_clock::now();
            record.add(1);
        });
        REQUIRE(record.first(1).size() == 1);
        CHECK(due - begin >= std::chrono::milliseconds(20));
    }

    TEST_CASE("a watch tells what it was asked for, until it is closed") {
        Watched watched;
        watched.want(false, true);
        CHECK(watched.told.first(1) == std::vector{2});
        watched.want(true, false);
        REQUIRE(::send(watched.ends[1], "x", 1, 0) == 1);
        CHECK(watched.told.first(2) == std::vector{2, 1});
        // Level-triggered: the byte is still there.
        watched.want(true, false);
        CHECK(watched.told.first(3) == std::vector{2, 1, 1});
        watched.close();
        REQUIRE(::send(watched.ends[1], "x", 1, 0) == 1);
        on_loop([] {});
        CHECK(watched.told.first(3).size() == 3);
    }

    TEST_CASE("the end of a stream shows as readable") {
        Watched watched;
        ::shutdown(watched.ends[1], SHUT_RDWR);
        watched.want(true, false);
        const auto told = watched.told.first(1);
        REQUIRE(told.size() == 1);
        CHECK((told.front() & 1) == 1);
        watched.close();
    }

    TEST_CASE("a stream that was reset is told of until what had come before and the error are read") {
        struct Slow final : Watcher {
            void ready(bool, bool) noexcept override {
                char byte;
                const ssize_t got = ::recv(end, &byte, 1, MSG_DONTWAIT);
                read.add(got > 0 ? byte : got == 0 ? -1 : -2);
                watch->want(got > 0, false);
            }
            int end = -1;
            Watch* watch = nullptr;
            Record read;
        };
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        REQUIRE(::send(ends[1], "abc", 3, 0) == 3);
        REQUIRE(::send(ends[0], "unread", 6, 0) == 6);
        ::close(ends[1]);
        Slow slow;
        slow.end = ends[0];
        on_loop([&] {
            slow.watch = Watch::open(ends[0], slow);
            slow.watch->want(true, false);
        });
        CHECK(slow.read.first(4).size() >= 4);
        Record closed;
        on_loop([&] { slow.watch->close([&] { closed.add(1); }); });
        REQUIRE(closed.first(1).size() == 1);
        ::close(ends[0]);
    }

    TEST_CASE("the loop's threads leave signals to the program, except the processor's faults") {
        for (Loop* loop : {&Loop::instance(), &Loop::accepting()}) {
            sigset_t blocked;
            Record done;
            loop->post([&] {
                pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
                done.add(1);
            });
            REQUIRE(done.first(1).size() == 1);
            for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGALRM, SIGUSR1}) {
                CHECK(sigismember(&blocked, signal) == 1);
            }
            for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) CHECK(sigismember(&blocked, signal) == 0);
        }
    }
}

TEST_CASE("a watched descriptor stays in blocking mode: synchronous calls may have it next") {
    Watched watched;
    CHECK((::fcntl(watched.ends[0], F_GETFL) & O_NONBLOCK) == 0);
    watched.close();
    CHECK((::fcntl(watched.ends[0], F_GETFL) & O_NONBLOCK) == 0);
}
