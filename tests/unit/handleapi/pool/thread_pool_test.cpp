// SPDX-License-Identifier: LGPL-2.1-or-later
// Pools and work: which calls are made, on how many threads, what waiting, cancelling and closing do.
#include "handleapi/pool/thread_pool.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "tests/unit/handleapi/pool/pool_support.hpp"

using namespace testing;
using handleapi::ThreadPool;

TEST_SUITE("handleapi/pool/work") {
    TEST_CASE("each submission is one call, with the context and the work object it was made for") {
        struct Seen {
            std::atomic<int> calls{0};
            std::atomic<PTP_WORK> work{nullptr};
        } seen;
        PTP_WORK work = CreateThreadpoolWork(
            [](PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK self) {
                auto& s = *static_cast<Seen*>(context);
                if (instance) ++s.calls;
                s.work = self;
            },
            &seen, nullptr);
        REQUIRE(work != nullptr);
        for (int i = 0; i < 100; ++i) SubmitThreadpoolWork(work);
        WaitForThreadpoolWorkCallbacks(work, FALSE);
        CHECK(seen.calls == 100);
        CHECK(seen.work == work);
        CloseThreadpoolWork(work);
    }

    TEST_CASE("waiting with cancel takes back what no thread has begun and waits for what runs") {
        OwnPool pool(1);
        std::atomic<int> calls{0};
        Gate gate;
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                ++calls;
                gate.pass();
            },
            pool.environment());
        work.submit(5);
        CHECK(gate.reached());
        std::atomic<bool> waited{false};
        Worker waiter([&] {
            work.wait(TRUE);
            waited = true;
            return DWORD{0};
        });
        CHECK(waiter.asleep());
        CHECK_FALSE(waited);
        gate.open();
        waiter.result();
        CHECK(calls == 1);
        work.submit();
        work.wait();
        CHECK(calls == 2);
    }

    TEST_CASE("a closed work object makes the calls that were submitted before") {
        OwnPool pool(1);
        Blockade blockade(pool.environment());
        std::atomic<int> calls{0};
        PTP_WORK work = CreateThreadpoolWork(
            [](PTP_CALLBACK_INSTANCE, void* context, PTP_WORK) { ++*static_cast<std::atomic<int>*>(context); }, &calls,
            pool.environment());
        for (int i = 0; i < 3; ++i) SubmitThreadpoolWork(work);
        CloseThreadpoolWork(work);
        blockade.open();
        CHECK(eventually([&] { return calls == 3; }));
    }

    TEST_CASE("a pool never runs more calls at a time than its maximum, and does run that many") {
        OwnPool pool(3);
        std::atomic<int> inside{0};
        std::atomic<int> most{0};
        Handle leave = manual_event();
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                const int now = ++inside;
                for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
                WaitForSingleObject(leave, kLimit);
                --inside;
            },
            pool.environment());
        work.submit(20);
        CHECK(eventually([&] { return inside == 3; }));
        SetEvent(leave);
        work.wait();
        CHECK(most == 3);
    }

    TEST_CASE("calls that wait for each other in waits of ours get their threads at once") {
        OwnPool pool(40);
        std::atomic<int> inside{0};
        Handle all_inside = manual_event();
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                if (++inside == 40) SetEvent(all_inside);
                CHECK(WaitForSingleObject(all_inside, kLimit) == WAIT_OBJECT_0);
            },
            pool.environment());
        work.submit(40);
        work.wait();
        CHECK(inside == 40);
    }

    TEST_CASE("calls that block where the library cannot see it get more threads after a while") {
        OwnPool pool(12);
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        std::atomic<int> inside{0};
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                if (++inside == 12) close(ends[1]);
                pollfd entry{.fd = ends[0], .events = POLLIN, .revents = 0};
                CHECK(poll(&entry, 1, kLimit) == 1);
            },
            pool.environment());
        work.submit(12);
        work.wait();
        CHECK(inside == 12);
        close(ends[0]);
    }

    TEST_CASE("a call that runs for ever on every processor does not starve the others") {
        OwnPool pool(8);
        std::atomic<bool> stop{false};
        std::atomic<int> spinning{0};
        TestWork spin(
            [&](PTP_CALLBACK_INSTANCE) {
                ++spinning;
                while (!stop) sched_yield();
            },
            pool.environment());
        TestWork other([&](PTP_CALLBACK_INSTANCE) { stop = true; }, pool.environment());
        const int processors = static_cast<int>(std::thread::hardware_concurrency());
        spin.submit(std::min(processors, 7));
        other.submit();
        other.wait();
        CHECK(stop);
    }

    TEST_CASE("CallbackMayRunLong makes room for another call and says whether there can be one") {
        OwnPool one(1);
        BOOL may = TRUE;
        TestWork alone([&](PTP_CALLBACK_INSTANCE instance) { may = CallbackMayRunLong(instance); }, one.environment());
        alone.submit();
        alone.wait();
        CHECK_FALSE(may);
        OwnPool many(4);
        TestWork with_others([&](PTP_CALLBACK_INSTANCE instance) { may = CallbackMayRunLong(instance); },
                             many.environment());
        with_others.submit();
        with_others.wait();
        CHECK(may);
    }

    TEST_CASE("a minimum of threads is there at once, and a maximum below lowers it") {
        OwnPool pool(1);
        const auto inner = handleapi::pool_object<ThreadPool>(pool.get());
        REQUIRE(inner);
        CHECK(SetThreadpoolThreadMinimum(pool.get(), 3));
        CHECK(inner->threads() == 3);
        SetThreadpoolThreadMaximum(pool.get(), 1);
        CHECK(eventually([&] { return inner->threads() == 1; }));
    }

    TEST_CASE("the threads of a closed pool end when its last object is gone") {
        base::Ref<ThreadPool> inner;
        std::unique_ptr<TestWork> work;
        {
            OwnPool pool(2);
            inner = handleapi::pool_object<ThreadPool>(pool.get());
            work = std::make_unique<TestWork>([](PTP_CALLBACK_INSTANCE) {}, pool.environment());
            work->submit();
            work->wait();
        }
        CHECK(inner->threads() > 0);
        work->submit();  // the pool is closed for new objects, not for those it has
        work->wait();
        work = nullptr;
        CHECK(eventually([&] { return inner->threads() == 0; }));
    }

    TEST_CASE("pending calls are made in the order of priority") {
        OwnPool pool(1);
        std::mutex mutex;
        std::vector<int> order;
        std::vector<std::unique_ptr<TestWork>> works;
        Blockade blockade(pool.environment());
        for (const int priority : {TP_CALLBACK_PRIORITY_LOW, TP_CALLBACK_PRIORITY_NORMAL, TP_CALLBACK_PRIORITY_HIGH}) {
            SetThreadpoolCallbackPriority(pool.environment(), static_cast<TP_CALLBACK_PRIORITY>(priority));
            works.push_back(std::make_unique<TestWork>(
                [&, priority](PTP_CALLBACK_INSTANCE) {
                    const std::lock_guard lock(mutex);
                    order.push_back(priority);
                },
                pool.environment()));
            works.back()->submit();
        }
        blockade.open();
        for (auto& work : works) work->wait();
        CHECK(order ==
              std::vector<int>{TP_CALLBACK_PRIORITY_HIGH, TP_CALLBACK_PRIORITY_NORMAL, TP_CALLBACK_PRIORITY_LOW});
    }

    TEST_CASE("a callback submitted without an object is called once") {
        std::atomic<int> calls{0};
        const auto callback = [](PTP_CALLBACK_INSTANCE, void* context) { ++*static_cast<std::atomic<int>*>(context); };
        CHECK(TrySubmitThreadpoolCallback(callback, &calls, nullptr));
        CHECK(eventually([&] { return calls == 1; }));
        CHECK_FALSE(TrySubmitThreadpoolCallback(nullptr, &calls, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("the event and the critical section are released after the callback has returned, the first of each") {
        CRITICAL_SECTION section;
        InitializeCriticalSection(&section);
        Handle first = manual_event();
        Handle second = manual_event();
        TestWork work([&](PTP_CALLBACK_INSTANCE instance) {
            EnterCriticalSection(&section);
            SetEventWhenCallbackReturns(instance, first);
            SetEventWhenCallbackReturns(instance, second);
            LeaveCriticalSectionWhenCallbackReturns(instance, &section);
            CHECK(WaitForSingleObject(first, 0) == WAIT_TIMEOUT);
        });
        work.submit();
        CHECK(WaitForSingleObject(first, kLimit) == WAIT_OBJECT_0);
        CHECK(TryEnterCriticalSection(&section));
        work.wait();
        CHECK(WaitForSingleObject(second, 0) == WAIT_TIMEOUT);
        LeaveCriticalSection(&section);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("a module is given back once, after the callback has returned") {
        const char* const name = "libutil.so.1";
        const HMODULE module = LoadLibraryA(name);
        REQUIRE(module != nullptr);
        REQUIRE(LoadLibraryA(name) == module);
        TestWork work([&](PTP_CALLBACK_INSTANCE instance) {
            FreeLibraryWhenCallbackReturns(instance, module);
            FreeLibraryWhenCallbackReturns(instance, module);
            CHECK(GetModuleHandleA(name) == module);
        });
        work.submit();
        work.wait();
        CHECK(GetModuleHandleA(name) == module);
        work.submit();
        work.wait();
        CHECK(GetModuleHandleA(name) == nullptr);
        CHECK(raised_by([] { FreeLibraryWhenCallbackReturns(nullptr, nullptr); }) == STATUS_INVALID_PARAMETER);
    }

    TEST_CASE("mutex and semaphore are released after the callback has returned") {
        Handle mutex = CreateMutexA(nullptr, FALSE, nullptr);
        Handle semaphore = CreateSemaphoreA(nullptr, 0, 10, nullptr);
        TestWork work([&](PTP_CALLBACK_INSTANCE instance) {
            CHECK(WaitForSingleObject(mutex, kLimit) == WAIT_OBJECT_0);
            ReleaseMutexWhenCallbackReturns(instance, mutex);
            ReleaseSemaphoreWhenCallbackReturns(instance, semaphore, 2);
            CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
        });
        work.submit();
        work.wait();
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(mutex));
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a disassociated callback is not waited for") {
        Gate gate;
        Handle gone = manual_event();
        std::atomic<bool> left{false};
        {
            TestWork work([&](PTP_CALLBACK_INSTANCE instance) {
                DisassociateCurrentThreadFromCallback(instance);
                gate.pass();
                left = true;
                SetEvent(gone);
            });
            work.submit();
            work.wait();
            CHECK_FALSE(left);
            gate.open();
            CHECK(WaitForSingleObject(gone, kLimit) == WAIT_OBJECT_0);
        }
    }

    TEST_CASE("a callback that ends its thread is over, and the pool goes on") {
        OwnPool pool(1);
        TestWork ends([](PTP_CALLBACK_INSTANCE) { ExitThread(7); }, pool.environment());
        std::atomic<int> calls{0};
        TestWork after([&](PTP_CALLBACK_INSTANCE) { ++calls; }, pool.environment());
        ends.submit(3);
        after.submit();
        ends.wait();
        after.wait();
        CHECK(calls == 1);
    }

    TEST_CASE("waiting for callbacks inside one of them raises, and works for another object's") {
        std::atomic<uint32_t> raised{0};
        TestWork inner([](PTP_CALLBACK_INSTANCE) {});
        TestWork* self = nullptr;
        TestWork outer([&](PTP_CALLBACK_INSTANCE) {
            raised = raised_by([&] { self->wait(); });
            inner.submit();
            inner.wait();
        });
        self = &outer;
        outer.submit();
        outer.wait();
        CHECK(raised == STATUS_POSSIBLE_DEADLOCK);
    }

    TEST_CASE("what is no such object, or is closed, raises STATUS_INVALID_PARAMETER") {
        PTP_WORK work = CreateThreadpoolWork([](PTP_CALLBACK_INSTANCE, void*, PTP_WORK) {}, nullptr, nullptr);
        CloseThreadpoolWork(work);
        CHECK(raised_by([&] { SubmitThreadpoolWork(work); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([&] { CloseThreadpoolWork(work); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([&] { WaitForThreadpoolWorkCallbacks(work, TRUE); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([] { SubmitThreadpoolWork(nullptr); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([&] { CloseThreadpoolTimer(reinterpret_cast<PTP_TIMER>(work)); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([] { CloseThreadpool(nullptr); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([] { CloseThreadpoolCleanupGroup(nullptr); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([] { SetEventWhenCallbackReturns(nullptr, nullptr); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([] { CallbackMayRunLong(nullptr); }) == STATUS_INVALID_PARAMETER);
        CHECK_FALSE(CloseHandle(work));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("an environment that cannot be is refused with ERROR_INVALID_PARAMETER") {
        const auto refused = [](auto change) {
            TP_CALLBACK_ENVIRON environment;
            InitializeThreadpoolEnvironment(&environment);
            change(environment);
            SetLastError(0);
            return !CreateThreadpoolWork([](PTP_CALLBACK_INSTANCE, void*, PTP_WORK) {}, nullptr, &environment) &&
                   GetLastError() == ERROR_INVALID_PARAMETER;
        };
        CHECK(refused([](auto& e) { e.Version = 2; }));
        CHECK(refused([](auto& e) { e.CallbackPriority = TP_CALLBACK_PRIORITY_INVALID; }));
        CHECK(refused([](auto& e) {
            PTP_POOL pool = CreateThreadpool(nullptr);
            SetThreadpoolCallbackPool(&e, pool);
            CloseThreadpool(pool);
        }));
        CHECK(refused([](auto& e) {
            PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
            SetThreadpoolCallbackCleanupGroup(&e, group, nullptr);
            CloseThreadpoolCleanupGroup(group);
        }));
    }

    TEST_CASE("the stack of a pool's threads is what was asked for") {
        OwnPool pool(1);
        TP_POOL_STACK_INFORMATION sizes{};
        CHECK(QueryThreadpoolStackInformation(pool.get(), &sizes));
        CHECK(sizes.StackReserve == 1024 * 1024);
        sizes = {.StackReserve = 16 * 1024 * 1024, .StackCommit = 8192};
        CHECK(SetThreadpoolStackInformation(pool.get(), &sizes));
        size_t size = 0;
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                pthread_attr_t attributes;
                pthread_getattr_np(pthread_self(), &attributes);
                pthread_attr_getstacksize(&attributes, &size);
                pthread_attr_destroy(&attributes);
            },
            pool.environment());
        work.submit();
        work.wait();
        CHECK(size >= sizes.StackReserve);
        CHECK_FALSE(SetThreadpoolStackInformation(pool.get(), nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("64 threads submitting, waiting and closing at once lose no call") {
        OwnPool pool(4);
        std::atomic<int> calls{0};
        TestWork shared([&](PTP_CALLBACK_INSTANCE) { ++calls; }, pool.environment());
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 64; ++t) {
                threads.emplace_back([&] {
                    for (int i = 0; i < 20; ++i) {
                        TestWork own([&](PTP_CALLBACK_INSTANCE) { ++calls; }, pool.environment());
                        own.submit(2);
                        shared.submit();
                    }
                });
            }
        }
        shared.wait();
        CHECK(calls == 64 * 20 * 3);
    }

    TEST_CASE("what a callback raises ends the process" * doctest::skip(UNDER_TSAN)) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            alarm(20);
            close(STDERR_FILENO);
            TestWork work([](PTP_CALLBACK_INSTANCE) { handleapi::raise(1234); });
            work.submit();
            work.wait();
            _exit(0);
        }
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGABRT);
    }

    TEST_CASE("a request that cannot be carried out when the callback returns ends the process" *
              doctest::skip(UNDER_TSAN)) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            alarm(20);
            close(STDERR_FILENO);
            Handle mutex = CreateMutexA(nullptr, FALSE, nullptr);
            TestWork work([&](PTP_CALLBACK_INSTANCE instance) { ReleaseMutexWhenCallbackReturns(instance, mutex); });
            work.submit();
            work.wait();
            _exit(0);
        }
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGABRT);
    }

    TEST_CASE("a child of fork has a pool of its own" * doctest::skip(UNDER_TSAN)) {
        TestWork parents([](PTP_CALLBACK_INSTANCE) {});
        parents.submit();
        parents.wait();
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            alarm(20);
            std::atomic<int> calls{0};
            PTP_WORK work = CreateThreadpoolWork(
                [](PTP_CALLBACK_INSTANCE, void* context, PTP_WORK) { ++*static_cast<std::atomic<int>*>(context); },
                &calls, nullptr);
            SubmitThreadpoolWork(work);
            WaitForThreadpoolWorkCallbacks(work, FALSE);
            _exit(calls == 1 ? 0 : 1);
        }
        int status = -1;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
}

TEST_SUITE("handleapi/pool/cleanup_group") {
    struct Cancelled {
        std::atomic<int> calls{0};
        std::atomic<void*> context{nullptr};
    };
    Cancelled cancelled;
    void CALLBACK count_cancelled(void*, void* cleanup_context) {
        ++cancelled.calls;
        cancelled.context = cleanup_context;
    }

    TEST_CASE("closing the members without cancelling makes all calls and closes the objects") {
        OwnPool pool(1);
        PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
        SetThreadpoolCallbackCleanupGroup(pool.environment(), group, count_cancelled);
        cancelled.calls = 0;
        std::atomic<int> calls{0};
        TestWork work([&](PTP_CALLBACK_INSTANCE) { ++calls; }, pool.environment());
        work.submit(10);
        CloseThreadpoolCleanupGroupMembers(group, FALSE, nullptr);
        CHECK(calls == 10);
        CHECK(cancelled.calls == 0);
        CHECK(raised_by([&, stale = work.detach()] { SubmitThreadpoolWork(stale); }) == STATUS_INVALID_PARAMETER);
        TestWork next([&](PTP_CALLBACK_INSTANCE) { ++calls; }, pool.environment());
        next.submit();
        CloseThreadpoolCleanupGroupMembers(group, FALSE, nullptr);
        next.detach();
        CHECK(calls == 11);
        CloseThreadpoolCleanupGroup(group);
    }

    TEST_CASE("closing with cancel waits for what runs, drops the rest and calls back for each member") {
        OwnPool pool(1);
        PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
        Gate gate;
        std::atomic<int> calls{0};
        SetThreadpoolCallbackCleanupGroup(pool.environment(), group, count_cancelled);
        cancelled.calls = 0;
        TestWork running(
            [&](PTP_CALLBACK_INSTANCE instance) {
                DisassociateCurrentThreadFromCallback(instance);  // the group waits for it all the same
                gate.pass();
                ++calls;
            },
            pool.environment());
        TestWork pending([&](PTP_CALLBACK_INSTANCE) { ++calls; }, pool.environment());
        running.submit();
        CHECK(gate.reached());
        pending.submit(5);
        int token = 0;
        Worker closer([&] {
            CloseThreadpoolCleanupGroupMembers(group, TRUE, &token);
            return DWORD{static_cast<DWORD>(calls.load())};
        });
        CHECK(closer.asleep());
        gate.open();
        CHECK(closer.result() == 1);
        CHECK(cancelled.calls == 2);
        CHECK(cancelled.context == &token);
        running.detach();
        pending.detach();
        CloseThreadpoolCleanupGroup(group);
    }

    TEST_CASE("a member that was closed before is still waited for") {
        OwnPool pool(1);
        PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
        SetThreadpoolCallbackCleanupGroup(pool.environment(), group, nullptr);
        Gate gate;
        std::atomic<bool> left{false};
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                gate.pass();
                left = true;
            },
            pool.environment());
        work.submit();
        CHECK(gate.reached());
        CloseThreadpoolWork(work.detach());
        Worker closer([&] {
            CloseThreadpoolCleanupGroupMembers(group, TRUE, nullptr);
            return DWORD{left};
        });
        CHECK(closer.asleep());
        gate.open();
        CHECK(closer.result() == 1);
        CloseThreadpoolCleanupGroup(group);
    }

    TEST_CASE("closing the members inside a member's callback raises and closes nothing") {
        OwnPool pool(1);
        PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
        SetThreadpoolCallbackCleanupGroup(pool.environment(), group, nullptr);
        std::atomic<uint32_t> raised{0};
        TestWork work(
            [&](PTP_CALLBACK_INSTANCE) {
                raised = raised_by([&] { CloseThreadpoolCleanupGroupMembers(group, TRUE, nullptr); });
            },
            pool.environment());
        work.submit();
        work.wait();
        CHECK(raised == STATUS_POSSIBLE_DEADLOCK);
        work.submit();
        work.wait();
        CloseThreadpoolCleanupGroup(group);
    }
}
