// SPDX-License-Identifier: LGPL-2.1-or-later
// Who reads what arrives: the thread that waits for it, or the loop; and that such a thread is woken by everything else
// that can end its wait.
#include "rpcrt4/transport/shared_poll.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <future>
#include <thread>
#include <vector>

#include <windows.h>

using namespace rpcrt4::transport;

namespace {

constexpr DWORD kPatience = 20'000;

/// One end of a socket pair; every byte that arrives sets the event.
class Arrivals final : public ReplySource {
 public:
    static base::Ref<Arrivals> make() {
        auto made = base::make_ref<Arrivals>();
        made->id_ = SharedPoll::instance().add(base::Ref<ReplySource>(made), made->ends_[0]);
        REQUIRE(made->id_ != 0);
        return made;
    }
    Arrivals() : event(CreateEventA(nullptr, FALSE, FALSE, nullptr)) {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) == 0);
    }
    ~Arrivals() override {
        ::close(ends_[0]);
        ::close(ends_[1]);
        CloseHandle(event);
    }
    void remove() { SharedPoll::instance().remove(id_, ends_[0]); }
    bool send_one() { return ::send(ends_[1], "x", 1, 0) == 1; }
    void arrive() { REQUIRE(send_one()); }

    /// Spins, so as not to be a guest.
    bool awaits(int64_t bytes) const {
        const auto end = Clock::now() + std::chrono::milliseconds(kPatience);
        while (read < bytes && Clock::now() < end) std::this_thread::yield();
        return read == bytes;
    }

    void readable(Reader who) noexcept override {
        std::array<char, 64> bytes;
        const ssize_t got = ::recv(ends_[0], bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got <= 0) return;
        reader = who;
        by = std::this_thread::get_id();
        read += got;
        SetEvent(event);
    }

    const HANDLE event;
    std::atomic<Reader> reader{};
    std::atomic<std::thread::id> by{};
    std::atomic<int64_t> read{0};

 private:
    std::array<int, 2> ends_{};
    SharedPoll::Id id_ = 0;
};

/// So many calls are in flight.
class Calls {
 public:
    explicit Calls(uint32_t count) : count_(count) {
        for (uint32_t i = 0; i < count_; ++i) SharedPoll::instance().count_call(false);
    }
    ~Calls() {
        for (uint32_t i = 0; i < count_; ++i) SharedPoll::instance().uncount_call();
    }

 private:
    const uint32_t count_;
};

/// Runs the wait in a thread of its own, which sleeps by the time this returns, in this system call.
class Waiter {
 public:
    template <typename F>
    Waiter(long system_call, F wait) {
        std::promise<pid_t> id;
        thread_ = std::thread([&, wait] {
            id.set_value(::gettid());
            result_ = wait();
        });
        const pid_t thread = id.get_future().get();
        const std::string path = "/proc/self/task/" + std::to_string(thread) + "/syscall";
        for (long now = -1; now != system_call; std::this_thread::yield()) {
            std::FILE* file = std::fopen(path.c_str(), "r");
            REQUIRE(file);
            if (std::fscanf(file, "%ld", &now) != 1) now = -1;  // it runs
            std::fclose(file);
        }
    }
    std::thread::id id() const { return thread_.get_id(); }
    DWORD result() {
        thread_.join();
        return result_;
    }

 private:
    DWORD result_ = WAIT_FAILED;
    std::thread thread_;
};

}  // namespace

TEST_SUITE("rpcrt4/transport/shared_poll") {
    TEST_CASE("a waiting thread reads what ends its wait; with nobody waiting the loop does") {
        const auto source = Arrivals::make();
        const Calls one(1);
        Waiter waiter(SYS_epoll_wait, [&] { return WaitForSingleObject(source->event, kPatience); });
        const auto id = waiter.id();
        source->arrive();
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(source->reader == Reader::guest);
        CHECK(source->by.load() == id);
        source->arrive();
        CHECK(source->awaits(2));
        CHECK(source->reader == Reader::loop);
        CHECK(WaitForSingleObject(source->event, kPatience) == WAIT_OBJECT_0);
        source->remove();
    }

    TEST_CASE("without calls in flight, and with many, the loop reads") {
        const auto source = Arrivals::make();
        for (const uint32_t count : {0u, SharedPoll::kMostCallsForGuest + 1}) {
            const Calls calls(count);
            Waiter waiter(SYS_futex, [&] { return WaitForSingleObject(source->event, kPatience); });
            source->arrive();
            CHECK(waiter.result() == WAIT_OBJECT_0);
            CHECK(source->reader == Reader::loop);
        }
        source->remove();
    }

    TEST_CASE("a guest is woken by events, packets, APCs and its time limit as any waiting thread is") {
        const auto source = Arrivals::make();
        const Calls one(1);
        const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
        {
            Waiter waiter(SYS_epoll_wait, [&] { return WaitForSingleObject(event, INFINITE); });
            SetEvent(event);
            CHECK(waiter.result() == WAIT_OBJECT_0);
        }
        {
            const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
            Waiter waiter(SYS_epoll_wait, [&] {
                DWORD bytes = 0;
                ULONG_PTR key = 0;
                LPOVERLAPPED overlapped = nullptr;
                return GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE) ? bytes : 0;
            });
            PostQueuedCompletionStatus(port, 17, 0, nullptr);
            CHECK(waiter.result() == 17);
            CloseHandle(port);
        }
        {
            std::promise<HANDLE> handle;
            Waiter waiter(SYS_epoll_wait, [&] {
                HANDLE self = nullptr;
                DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
                                DUPLICATE_SAME_ACCESS);
                handle.set_value(self);
                return SleepEx(INFINITE, TRUE);
            });
            const HANDLE thread = handle.get_future().get();
            QueueUserAPC([](ULONG_PTR) {}, thread, 0);
            CHECK(waiter.result() == WAIT_IO_COMPLETION);
            CloseHandle(thread);
        }
        const auto begin = Clock::now();
        CHECK(WaitForSingleObject(event, 30) == WAIT_TIMEOUT);
        CHECK(Clock::now() - begin >= std::chrono::milliseconds(30));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CloseHandle(event);
        source->remove();
    }

    TEST_CASE("what arrives while a guest waits for something else is read by it, and its wait goes on") {
        const auto source = Arrivals::make();
        const Calls one(1);
        const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
        Waiter waiter(SYS_epoll_wait, [&] { return WaitForSingleObject(event, kPatience); });
        const auto id = waiter.id();
        for (int64_t count = 1; count <= 3; ++count) {
            source->arrive();
            CHECK(WaitForSingleObject(source->event, kPatience) == WAIT_OBJECT_0);
            CHECK(source->read == count);
            // Later ones may come while it is on its way back to sleep, which is when another reads.
            if (count == 1) CHECK(source->by.load() == id);
        }
        SetEvent(event);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CloseHandle(event);
        source->remove();
    }

    TEST_CASE("the loop leaves one call at a time to guests that read, and is back when it is needed") {
        const auto source = Arrivals::make();
        const auto next_is_read = [&] {
            const int64_t before = source->read;
            source->arrive();
            const bool read = source->awaits(before + 1);
            while (WaitForSingleObject(source->event, 0) != WAIT_OBJECT_0) std::this_thread::yield();
            return read;
        };
        const auto leaves = [&] {
            const Calls one(1);
            for (int turn = 0; turn < 1000 && !SharedPoll::instance().loop_is_away(); ++turn) {
                Waiter waiter(SYS_epoll_wait, [&] { return WaitForSingleObject(source->event, kPatience); });
                source->arrive();
                CHECK(waiter.result() == WAIT_OBJECT_0);
                CHECK(next_is_read());  // by the loop
            }
            return SharedPoll::instance().loop_is_away();
        };
        SUBCASE("because nobody reads") {
            REQUIRE(leaves());
            CHECK(next_is_read());
            CHECK(source->reader == Reader::loop);
        }
        SUBCASE("because a second call starts") {
            REQUIRE(leaves());
            const Calls two(2);
            CHECK_FALSE(SharedPoll::instance().loop_is_away());
        }
        SUBCASE("because a call starts that is to run a routine") {
            REQUIRE(leaves());
            SharedPoll::instance().count_call(true);
            CHECK_FALSE(SharedPoll::instance().loop_is_away());
            SharedPoll::instance().uncount_call();
        }
        CHECK(next_is_read());
        source->remove();
    }

    TEST_CASE("nothing that arrives is left unread, whoever waits and however often the readers change") {
        constexpr int kThreads = 4;
        constexpr int kTurns = 2000;
        std::vector<base::Ref<Arrivals>> sources;
        for (int i = 0; i < kThreads; ++i) sources.push_back(Arrivals::make());
        std::vector<std::thread> threads;
        std::atomic<int> failures{0};
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([&, i] {
                Arrivals& mine = *sources[static_cast<size_t>(i)];
                Arrivals& next = *sources[static_cast<size_t>((i + 1) % kThreads)];
                for (int turn = 0; turn < kTurns; ++turn) {
                    const Calls one(static_cast<uint32_t>(turn % 3));
                    if (!next.send_one()) ++failures;
                    if (turn % 5 == 0) WaitForSingleObject(mine.event, 3);
                    DWORD ended = WAIT_OBJECT_0;
                    while (mine.read <= turn && ended == WAIT_OBJECT_0) {
                        ended = WaitForSingleObject(mine.event, kPatience);
                    }
                    if (ended != WAIT_OBJECT_0) ++failures;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(failures == 0);
        for (const auto& source : sources) source->remove();
    }
}
