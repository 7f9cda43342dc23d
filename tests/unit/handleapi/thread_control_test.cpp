// SPDX-License-Identifier: LGPL-2.1-or-later
// Suspending running threads, opening threads by id, and what can be asked and set about them.
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

DWORD error_of(BOOL result) {
    CHECK_FALSE(result);
    return GetLastError();
}

/// A thread that counts as fast as it can until told to stop.
class Counter {
 public:
    Counter()
        : worker_([this] {
              while (!stop_) ++count_;
              return DWORD{1};
          }) {
        REQUIRE(eventually([&] { return count_ > 1000; }));
    }
    ~Counter() { stop_ = true; }

    uint64_t count() const { return count_; }
    HANDLE handle() const { return worker_.handle(); }
    DWORD id() const { return worker_.id(); }
    /// Whether it has counted on after this call.
    bool advances() const {
        const uint64_t before = count_;
        return eventually([&] { return count_ != before; });
    }
    /// Whether it stands through a long stretch of this thread's work.
    bool stands() const {
        const uint64_t before = count_;
        for (int i = 0; i < 1000; ++i) sched_yield();
        return count_ == before;
    }
    void stop() { stop_ = true; }

 private:
    std::atomic<uint64_t> count_{0};
    std::atomic<bool> stop_{false};
    Worker worker_;
};

}  // namespace

TEST_SUITE("handleapi/thread_control") {
    TEST_CASE("a running thread stands when SuspendThread returns and goes on when its count is zero again") {
        Counter counter;
        for (int round = 0; round < 20; ++round) {
            CHECK(SuspendThread(counter.handle()) == 0);
            REQUIRE(counter.stands());
            CHECK(SuspendThread(counter.handle()) == 1);
            CHECK(ResumeThread(counter.handle()) == 2);
            REQUIRE(counter.stands());
            CHECK(ResumeThread(counter.handle()) == 1);
            REQUIRE(counter.advances());
        }
        CHECK(ResumeThread(counter.handle()) == 0);
    }

    TEST_CASE("the suspend count goes to 127 and no further") {
        Counter counter;
        for (DWORD depth = 0; depth < MAXIMUM_SUSPEND_COUNT; ++depth) REQUIRE(SuspendThread(counter.handle()) == depth);
        CHECK(SuspendThread(counter.handle()) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_SIGNAL_REFUSED);
        for (DWORD depth = MAXIMUM_SUSPEND_COUNT; depth > 0; --depth) REQUIRE(ResumeThread(counter.handle()) == depth);
        CHECK(counter.advances());
    }

    TEST_CASE("a thread that suspends itself goes on when another resumes it") {
        std::atomic<int> stage = 0;
        Worker worker([&] {
            stage = 1;
            const DWORD before = SuspendThread(GetCurrentThread());
            stage = 2;
            return before;
        });
        REQUIRE(eventually([&] { return stage == 1; }));
        REQUIRE(worker.asleep());
        CHECK(stage == 1);
        REQUIRE(eventually([&] { return ResumeThread(worker.handle()) == 1; }));
        CHECK(worker.result() == 0);
        CHECK(stage == 2);
    }

    TEST_CASE("a thread suspended in a wait finds the event that was set meanwhile") {
        Handle event = auto_event();
        std::atomic<bool> done = false;
        Worker worker([&] {
            const DWORD outcome = WaitForSingleObject(event, kLimit);
            done = true;
            return outcome;
        });
        REQUIRE(worker.asleep());
        CHECK(SuspendThread(worker.handle()) == 0);
        CHECK(SetEvent(event));
        for (int i = 0; i < 1000; ++i) sched_yield();
        CHECK_FALSE(done);
        CHECK(ResumeThread(worker.handle()) == 1);
        CHECK(worker.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("a thread is suspended in the middle of calls whose locks its suspender then takes") {
        Handle event = auto_event();
        Handle semaphore = CreateSemaphoreA(nullptr, 0, 1 << 30, nullptr);
        Handle completion_port = port();
        std::atomic<bool> stop = false;
        std::atomic<uint64_t> rounds = 0;
        const auto use_everything = [&] {
            const HANDLE both[] = {event, semaphore};
            HANDLE made = nullptr;  // nothing here allocates: the C library's locks are another matter
            DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &made, 0, FALSE, DUPLICATE_SAME_ACCESS);
            SetEvent(event);
            ReleaseSemaphore(semaphore, 1, nullptr);
            WaitForMultipleObjects(2, both, TRUE, 0);
            SignalObjectAndWait(made, event, 0, FALSE);
            CloseHandle(made);
            PostQueuedCompletionStatus(completion_port, 0, 0, nullptr);
            DWORD bytes = 0;
            ULONG_PTR key = 0;
            LPOVERLAPPED overlapped = nullptr;
            GetQueuedCompletionStatus(completion_port, &bytes, &key, &overlapped, 0);
        };
        use_everything();
        Worker busy([&] {
            while (!stop) {
                use_everything();
                ++rounds;
            }
            return DWORD{0};
        });
        for (int i = 0; i < 200; ++i) {
            const uint64_t seen = rounds;
            REQUIRE(eventually([&] { return rounds > seen + i % 3; }));
            REQUIRE(SuspendThread(busy.handle()) == 0);
            const uint64_t before = rounds;
            for (int k = 0; k < 20; ++k) use_everything();
            CHECK(rounds == before);
            REQUIRE(ResumeThread(busy.handle()) == 1);
        }
        stop = true;
    }

    TEST_CASE("a thread created suspended takes more suspends before it starts") {
        Worker worker([] { return DWORD{4}; }, CREATE_SUSPENDED);
        CHECK(SuspendThread(worker.handle()) == 1);
        CHECK(ResumeThread(worker.handle()) == 2);
        CHECK(WaitForSingleObject(worker.handle(), 0) == WAIT_TIMEOUT);
        CHECK(ResumeThread(worker.handle()) == 1);
        CHECK(worker.result() == 4);
        CHECK(SuspendThread(worker.handle()) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("suspending and resuming from many threads at once ends with everybody running") {
        Counter counter;
        std::vector<std::unique_ptr<Worker>> workers;
        for (int i = 0; i < 4; ++i) {
            workers.push_back(std::make_unique<Worker>([&] {
                for (int k = 0; k < 200; ++k) {
                    if (SuspendThread(counter.handle()) == ~DWORD{0}) return DWORD{1};
                    if (ResumeThread(counter.handle()) == ~DWORD{0}) return DWORD{2};
                }
                return DWORD{0};
            }));
        }
        for (auto& worker : workers) CHECK(worker->result() == 0);
        CHECK(counter.advances());
        CHECK(ResumeThread(counter.handle()) == 0);
    }

    TEST_CASE("a thread that waits is terminated: no handler of its own runs, and its mutex is abandoned") {
        Handle mutex = CreateMutexA(nullptr, FALSE, nullptr);
        Handle never = manual_event();
        struct Flag {
            ~Flag() { destroyed = true; }
            std::atomic<bool>& destroyed;
        };
        static std::atomic<bool> destroyed;
        destroyed = false;
        Worker worker([&]() noexcept -> DWORD {
            const Flag flag{destroyed};
            WaitForSingleObject(mutex, INFINITE);
            WaitForSingleObject(never, INFINITE);
            return 1;
        });
        REQUIRE(eventually([&] { return WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT || !ReleaseMutex(mutex); }));
        REQUIRE(worker.asleep());
        CHECK(TerminateThread(worker.handle(), 0xDEAD1234));
        CHECK(worker.result() == 0xDEAD1234);
        CHECK_FALSE(destroyed);
        CHECK(WaitForSingleObject(mutex, kLimit) == WAIT_ABANDONED);
        CHECK(ReleaseMutex(mutex));
        CHECK(SetEvent(never));
        CHECK(error_of(TerminateThread(worker.handle(), 1)) == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("every kind of wait can be terminated in, suspended or not") {
        Handle never = manual_event(), named = CreateEventA(nullptr, TRUE, FALSE, "Local\\rpcrt4-test-terminate");
        Handle queue = port();
        const HANDLE both[] = {never, queue};
        const HANDLE shared[] = {never, named};
        const std::function<DWORD()> waits[] = {
            [&] { return WaitForSingleObject(never, INFINITE); },
            [&] { return WaitForMultipleObjects(1, both, TRUE, INFINITE); },
            [&] { return WaitForMultipleObjects(2, shared, FALSE, INFINITE); },
            [&] { return WaitForMultipleObjects(2, shared, TRUE, INFINITE); },
            [&] { return SleepEx(INFINITE, TRUE); },
            [&] {
                DWORD size = 0;
                ULONG_PTR key = 0;
                LPOVERLAPPED overlapped = nullptr;
                return static_cast<DWORD>(GetQueuedCompletionStatus(queue, &size, &key, &overlapped, INFINITE));
            },
        };
        for (const auto& wait : waits) {
            for (const bool suspended : {false, true}) {
                Worker worker(wait);
                REQUIRE(worker.asleep());
                if (suspended) CHECK(SuspendThread(worker.handle()) == 0);
                REQUIRE(eventually([&] { return TerminateThread(worker.handle(), 77) != FALSE; }));
                CHECK(worker.result() == 77);
            }
        }
    }

    TEST_CASE("a thread is terminated before it starts, and is not while it runs its own code") {
        Worker unstarted([] { return DWORD{1}; }, CREATE_SUSPENDED);
        CHECK(TerminateThread(unstarted.handle(), 5));
        CHECK(unstarted.result() == 5);
        Counter counter;
        CHECK(error_of(TerminateThread(counter.handle(), 5)) == ERROR_ACCESS_DENIED);
        CHECK(counter.advances());
        Worker itself([]() -> DWORD {
            TerminateThread(GetCurrentThread(), 6);
            return 1;
        });
        CHECK(itself.result() == 6);
    }

    TEST_CASE("terminating a thread while its event is set ends it, or finds it gone on") {
        for (int round = 0; round < 200; ++round) {
            Handle event = auto_event(), last = auto_event();
            Worker worker([&] {
                WaitForSingleObject(event, INFINITE);
                return WaitForSingleObject(last, kLimit);
            });
            Worker setter([&] { return static_cast<DWORD>(SetEvent(event)); });
            const bool terminated = TerminateThread(worker.handle(), 99) != FALSE;
            SetEvent(last);
            CHECK(worker.result() == (terminated ? 99 : WAIT_OBJECT_0));
        }
    }

    TEST_CASE("OpenThread finds a thread by its id and refuses what is none") {
        Handle go = manual_event();
        Worker worker([&] { return WaitForSingleObject(go, kLimit); });
        Handle opened(OpenThread(THREAD_ALL_ACCESS, FALSE, worker.id()));
        REQUIRE(static_cast<HANDLE>(opened) != nullptr);
        CHECK(CompareObjectHandles(opened, worker.handle()));
        Handle self(OpenThread(THREAD_ALL_ACCESS, FALSE, GetCurrentThreadId()));
        CHECK(CompareObjectHandles(self, GetCurrentThread()));
        for (const DWORD id : {0u, 0x7FFFFFF0u}) {
            CHECK(OpenThread(THREAD_ALL_ACCESS, FALSE, id) == nullptr);
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        }
        SetEvent(go);
        CHECK(worker.result() == WAIT_OBJECT_0);
        CHECK(OpenThread(THREAD_ALL_ACCESS, FALSE, worker.id()) == nullptr);
    }

    TEST_CASE("priorities are remembered and checked") {
        Worker worker([] { return DWORD{0}; }, CREATE_SUSPENDED);
        CHECK(GetThreadPriority(worker.handle()) == THREAD_PRIORITY_NORMAL);
        for (const int priority : {-15, -2, -1, 0, 1, 2, 15}) {
            CHECK(SetThreadPriority(worker.handle(), priority));
            CHECK(GetThreadPriority(worker.handle()) == priority);
        }
        for (const int priority : {3, -3, 16, -16, 0x7FFFFFFF}) {
            CHECK(error_of(SetThreadPriority(worker.handle(), priority)) == ERROR_INVALID_PARAMETER);
        }
        CHECK(error_of(SetThreadPriority(worker.handle(), THREAD_MODE_BACKGROUND_BEGIN)) == ERROR_INVALID_PARAMETER);
        CHECK(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN));
        CHECK(error_of(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN)) ==
              ERROR_THREAD_MODE_ALREADY_BACKGROUND);
        CHECK(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_END));
        CHECK(error_of(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_END)) ==
              ERROR_THREAD_MODE_NOT_BACKGROUND);
        BOOL disabled = TRUE;
        CHECK(GetThreadPriorityBoost(worker.handle(), &disabled));
        CHECK_FALSE(disabled);
        CHECK(SetThreadPriorityBoost(worker.handle(), TRUE));
        CHECK(GetThreadPriorityBoost(worker.handle(), &disabled));
        CHECK(disabled);
        ResumeThread(worker.handle());
    }

    TEST_CASE("a thread's times are known while it runs and kept when it has ended") {
        FILETIME created{}, ended{}, kernel{}, user{};
        Handle go = manual_event();
        Worker worker([&] { return WaitForSingleObject(go, kLimit); });
        CHECK(GetThreadTimes(worker.handle(), &created, &ended, &kernel, &user));
        CHECK(created.dwHighDateTime != 0);
        CHECK(ended.dwHighDateTime == 0);
        SetEvent(go);
        worker.result();
        CHECK(GetThreadTimes(worker.handle(), &created, &ended, &kernel, &user));
        CHECK(ended.dwHighDateTime >= created.dwHighDateTime);
        CHECK(ended.dwHighDateTime != 0);
    }

    TEST_CASE("affinity masks and ideal processors must name processors that are there") {
        DWORD_PTR own = 0, system = 0;
        REQUIRE(GetProcessAffinityMask(GetCurrentProcess(), &own, &system));
        const DWORD_PTR before = SetThreadAffinityMask(GetCurrentThread(), own);
        CHECK(before != 0);
        CHECK(SetThreadAffinityMask(GetCurrentThread(), before) == own);
        CHECK(error_of(SetThreadAffinityMask(GetCurrentThread(), 0) != 0) == ERROR_INVALID_PARAMETER);
        CHECK(SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS) == 0);
        CHECK(SetThreadIdealProcessor(GetCurrentThread(), 0) == 0);
        CHECK(SetThreadIdealProcessor(GetCurrentThread(), 65) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        PROCESSOR_NUMBER number{1, 1, 1};
        CHECK(GetThreadIdealProcessorEx(GetCurrentThread(), &number));
        CHECK(number.Group == 0);
        CHECK(number.Number == 0);
        number.Group = 3;
        CHECK(error_of(SetThreadIdealProcessorEx(GetCurrentThread(), &number, nullptr)) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("the stack's limits enclose a local variable, its guarantee is kept") {
        ULONG_PTR low = 0, high = 0;
        GetCurrentThreadStackLimits(&low, &high);
        const auto here = reinterpret_cast<ULONG_PTR>(&low);
        CHECK(low < here);
        CHECK(here < high);
        Worker worker([] {
            ULONG size = 0;
            if (!SetThreadStackGuarantee(&size) || size != 0) return DWORD{1};
            size = 5000;
            if (!SetThreadStackGuarantee(&size) || size != 0) return DWORD{2};
            size = 0;
            if (!SetThreadStackGuarantee(&size) || size != 8192) return DWORD{3};
            size = 0x7FFFFFFF;
            return SetThreadStackGuarantee(&size) ? DWORD{4} : GetLastError();
        });
        CHECK(worker.result() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a description is kept and handed out in memory of its own") {
        PWSTR text = nullptr;
        Worker worker([] { return DWORD{0}; }, CREATE_SUSPENDED);
        REQUIRE(GetThreadDescription(worker.handle(), &text) >= 0);
        CHECK(text[0] == 0);
        LocalFree(text);
        CHECK(SetThreadDescription(worker.handle(), reinterpret_cast<PCWSTR>(u"w\u00F6rker")) >= 0);
        REQUIRE(GetThreadDescription(worker.handle(), &text) >= 0);
        CHECK(std::u16string(text) == u"w\u00F6rker");
        LocalFree(text);
        CHECK(SetThreadDescription(nullptr, reinterpret_cast<PCWSTR>(u"x")) == static_cast<HRESULT>(0xD0000008));
        ResumeThread(worker.handle());
    }

    TEST_CASE("CreateRemoteThread works for this process, QueueUserAPC2 for plain APCs") {
        static std::atomic<ULONG_PTR> seen{0};
        HANDLE thread = CreateRemoteThread(
            GetCurrentProcess(), nullptr, 0, [](void*) -> DWORD { return 6; }, nullptr, CREATE_SUSPENDED, nullptr);
        REQUIRE(thread != nullptr);
        Handle owner(thread);
        const auto note = [](ULONG_PTR value) { seen = value; };
        CHECK(QueueUserAPC2(note, thread, 7, QUEUE_USER_APC_FLAGS_NONE));
        CHECK(ResumeThread(thread) == 1);
        CHECK(WaitForSingleObject(thread, kLimit) == WAIT_OBJECT_0);
        CHECK(seen == 7);
        CHECK(error_of(QueueUserAPC2(note, GetCurrentThread(), 7, QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC)) ==
              ERROR_NOT_SUPPORTED);
        CHECK(error_of(QueueUserAPC2(note, GetCurrentThread(), 7, static_cast<QUEUE_USER_APC_FLAGS>(2))) ==
              ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("there are no tokens, and the functions that would give one say so") {
        HANDLE token = nullptr;
        CHECK(error_of(OpenThreadToken(GetCurrentThread(), 8, TRUE, &token)) == ERROR_NO_TOKEN);
        CHECK(error_of(OpenProcessToken(GetCurrentProcess(), 8, &token)) == ERROR_ACCESS_DENIED);
        CHECK(error_of(OpenThreadToken(nullptr, 8, TRUE, &token)) == ERROR_INVALID_HANDLE);
        CHECK(error_of(OpenProcessToken(nullptr, 8, &token)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("the flush functions return, and check the process they are given") {
        FlushProcessWriteBuffers();
        CHECK(FlushInstructionCache(GetCurrentProcess(), nullptr, 0));
        CHECK(error_of(FlushInstructionCache(nullptr, nullptr, 0)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("after fork the one thread of the copy has its own id, and the parent's are another process's" *
              doctest::skip(UNDER_TSAN)) {
        Handle go = manual_event();
        Worker worker([&] { return WaitForSingleObject(go, kLimit); });
        GetThreadId(GetCurrentThread());
        const pid_t copy = fork();
        if (copy == 0) {
            const bool own = GetThreadId(GetCurrentThread()) == static_cast<DWORD>(getpid());
            const HANDLE parents = OpenThread(THREAD_ALL_ACCESS, FALSE, worker.id());
            const bool foreign = GetProcessIdOfThread(parents) == static_cast<DWORD>(getppid());
            _exit(own && foreign ? 0 : 1);
        }
        int status = 0;
        CHECK(waitpid(copy, &status, 0) == copy);
        CHECK(status == 0);
        SetEvent(go);
    }
}
