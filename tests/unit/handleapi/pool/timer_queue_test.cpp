// SPDX-License-Identifier: LGPL-2.1-or-later
// The old API: work items, timer queues, registered waits; behaviour T12.
#include <memory>
#include <vector>

#include "tests/unit/handleapi/pool/pool_support.hpp"

using namespace testing;

namespace {

/// A callback of timers and waits that counts, and blocks until it is opened when it was made so.
class OldCallback {
 public:
    explicit OldCallback(bool open = true) : open_(manual_event(open)) {}
    static void CALLBACK run(void* context, BOOLEAN fired) {
        auto& self = *static_cast<OldCallback*>(context);
        ++self.entered;
        CHECK(WaitForSingleObject(self.open_, kLimit) == WAIT_OBJECT_0);
        ++(fired ? self.fired : self.signaled);
    }
    void open() { SetEvent(open_); }
    bool entered_times(int times) {
        return eventually([&] { return entered >= times; });
    }
    bool left_times(int times) {
        return eventually([&] { return fired + signaled >= times; });
    }
    std::atomic<int> entered{0};
    std::atomic<int> fired{0};
    std::atomic<int> signaled{0};

 private:
    Handle open_;
};

class Queue {
 public:
    Queue() : handle_(CreateTimerQueue()) { REQUIRE(handle_ != nullptr); }
    ~Queue() {
        if (handle_) CHECK(DeleteTimerQueueEx(handle_, INVALID_HANDLE_VALUE));
    }
    HANDLE timer(OldCallback& callback, DWORD due, DWORD period = 0, ULONG flags = 0) {
        HANDLE made = nullptr;
        CHECK(CreateTimerQueueTimer(&made, handle_, &OldCallback::run, &callback, due, period, flags));
        return made;
    }
    operator HANDLE() const { return handle_; }
    HANDLE detach() { return std::exchange(handle_, nullptr); }

 private:
    HANDLE handle_;
};

constexpr DWORD kHour = 3'600'000;

bool failed_with(BOOL result, DWORD error) { return !result && GetLastError() == error; }

}  // namespace

TEST_SUITE("handleapi/pool/work_item") {
    TEST_CASE("a work item is run once, whatever its flags") {
        std::atomic<int> calls{0};
        const auto function = [](void* context) -> DWORD { return ++*static_cast<std::atomic<int>*>(context), 5; };
        for (const ULONG flags : {WT_EXECUTEDEFAULT, WT_EXECUTEINIOTHREAD, WT_EXECUTEINPERSISTENTTHREAD,
                                  WT_EXECUTELONGFUNCTION, WT_TRANSFER_IMPERSONATION}) {
            CHECK(QueueUserWorkItem(function, &calls, flags));
        }
        CHECK(eventually([&] { return calls == 5; }));
        CHECK(failed_with(QueueUserWorkItem(nullptr, nullptr, 0), ERROR_INVALID_PARAMETER));
    }
}

TEST_SUITE("handleapi/pool/timer_queue") {
    TEST_CASE("timers fire once or periodically, in a queue or without one, saying that time is the reason") {
        Queue queue;
        OldCallback once;
        OldCallback often;
        OldCallback without;
        queue.timer(once, 1);
        HANDLE periodic = queue.timer(often, 0, 1);
        HANDLE timer = nullptr;
        CHECK(CreateTimerQueueTimer(&timer, nullptr, &OldCallback::run, &without, 1, 0, WT_EXECUTEINTIMERTHREAD));
        CHECK(once.left_times(1));
        CHECK(often.left_times(3));
        CHECK(without.left_times(1));
        CHECK(DeleteTimerQueueTimer(queue, periodic, INVALID_HANDLE_VALUE));
        CHECK(DeleteTimerQueueTimer(nullptr, timer, INVALID_HANDLE_VALUE));
        const int calls = often.fired;
        OldCallback later;
        queue.timer(later, 5);
        CHECK(later.left_times(1));
        CHECK(often.fired == calls);
        CHECK(once.fired == 1);
        CHECK(once.signaled + often.signaled + without.signaled == 0);
    }

    TEST_CASE("a timer for once fires once, whatever its period") {
        Queue queue;
        OldCallback callback;
        OldCallback later;
        queue.timer(callback, 0, 1, WT_EXECUTEONLYONCE);
        CHECK(callback.left_times(1));
        queue.timer(later, 5);
        CHECK(later.left_times(1));
        CHECK(callback.fired == 1);
    }

    TEST_CASE("changing moves a timer that is still to fire, and not one that has fired for the last time") {
        Queue queue;
        OldCallback callback;
        OldCallback later;
        HANDLE timer = queue.timer(callback, kHour);
        CHECK(ChangeTimerQueueTimer(queue, timer, 1, 0));
        CHECK(callback.left_times(1));
        CHECK(ChangeTimerQueueTimer(queue, timer, 0, 0));
        queue.timer(later, 5);
        CHECK(later.left_times(1));
        CHECK(callback.fired == 1);
    }

    TEST_CASE("deleting a timer without callbacks succeeds, with an event that is then set") {
        Queue queue;
        OldCallback callback;
        Handle event = manual_event();
        CHECK(DeleteTimerQueueTimer(queue, queue.timer(callback, kHour), nullptr));
        CHECK(DeleteTimerQueueTimer(queue, queue.timer(callback, kHour), event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(DeleteTimerQueueTimer(queue, queue.timer(callback, kHour), INVALID_HANDLE_VALUE));
        CHECK(CancelTimerQueueTimer(queue, queue.timer(callback, kHour)));
        CHECK(callback.entered == 0);
    }

    TEST_CASE("deleting a timer in its callback pends without an event, sets the event later, or blocks") {
        Queue queue;
        OldCallback first(false);
        OldCallback second(false);
        OldCallback third(false);
        Handle event = manual_event();
        HANDLE pending = queue.timer(first, 0, 0, WT_EXECUTELONGFUNCTION);
        HANDLE with_event = queue.timer(second, 0, 0, WT_EXECUTELONGFUNCTION);
        HANDLE blocking = queue.timer(third, 0, 0, WT_EXECUTELONGFUNCTION);
        CHECK(first.entered_times(1));
        CHECK(second.entered_times(1));
        CHECK(third.entered_times(1));
        CHECK(failed_with(DeleteTimerQueueTimer(queue, pending, nullptr), ERROR_IO_PENDING));
        CHECK(failed_with(DeleteTimerQueueTimer(queue, pending, nullptr), ERROR_INVALID_HANDLE));
        CHECK(failed_with(DeleteTimerQueueTimer(queue, with_event, event), ERROR_IO_PENDING));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        second.open();
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        CHECK(second.fired == 1);
        Worker deleter([&] { return DWORD{!!DeleteTimerQueueTimer(queue, blocking, INVALID_HANDLE_VALUE)}; });
        CHECK(deleter.asleep());
        third.open();
        CHECK(deleter.result() == 1);
        first.open();
        CHECK(first.left_times(1));
    }

    TEST_CASE("deleting a queue takes all its timers and reports what still runs") {
        OldCallback idle;
        OldCallback busy(false);
        Handle event = manual_event();
        CHECK(DeleteTimerQueue(Queue().detach()));
        Queue quiet;
        quiet.timer(idle, kHour);
        CHECK(DeleteTimerQueueEx(quiet.detach(), event));
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        ResetEvent(event);
        Queue queue;
        HANDLE timer = queue.timer(busy, 0);
        CHECK(busy.entered_times(1));
        CHECK(failed_with(DeleteTimerQueueEx(queue, event), ERROR_IO_PENDING));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(failed_with(ChangeTimerQueueTimer(nullptr, timer, 1, 1), ERROR_INVALID_HANDLE));
        CHECK(failed_with(DeleteTimerQueueEx(queue.detach(), nullptr), ERROR_INVALID_HANDLE));
        busy.open();
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        CHECK(busy.fired == 1);
        CHECK(idle.entered == 0);
    }

    TEST_CASE("a blocking deletion inside the timer's own callback fails and deletes nothing") {
        struct Self {
            HANDLE queue = CreateTimerQueue();
            Handle made = manual_event();
            HANDLE timer = nullptr;
            std::atomic<DWORD> timer_error{0};
            std::atomic<DWORD> queue_error{0};
            std::atomic<bool> done{false};
        } self;
        const auto callback = [](void* context, BOOLEAN) {
            auto& s = *static_cast<Self*>(context);
            WaitForSingleObject(s.made, kLimit);
            if (!DeleteTimerQueueTimer(s.queue, s.timer, INVALID_HANDLE_VALUE)) s.timer_error = GetLastError();
            if (!DeleteTimerQueueEx(s.queue, INVALID_HANDLE_VALUE)) s.queue_error = GetLastError();
            s.done = true;
        };
        CHECK(CreateTimerQueueTimer(&self.timer, self.queue, callback, &self, 0, 0, 0));
        SetEvent(self.made);
        CHECK(eventually([&] { return self.done.load(); }));
        CHECK(self.timer_error == ERROR_POSSIBLE_DEADLOCK);
        CHECK(self.queue_error == ERROR_POSSIBLE_DEADLOCK);
        CHECK(DeleteTimerQueueEx(self.queue, INVALID_HANDLE_VALUE));
    }

    TEST_CASE("bad arguments have their codes") {
        Queue queue;
        OldCallback callback;
        HANDLE timer = nullptr;
        CHECK(failed_with(CreateTimerQueueTimer(nullptr, queue, &OldCallback::run, nullptr, 1, 0, 0),
                          ERROR_INVALID_PARAMETER));
        CHECK(failed_with(CreateTimerQueueTimer(&timer, queue, nullptr, nullptr, 1, 0, 0), ERROR_INVALID_PARAMETER));
        const HANDLE junk = reinterpret_cast<HANDLE>(0x12340);
        CHECK(failed_with(CreateTimerQueueTimer(&timer, junk, &OldCallback::run, nullptr, 1, 0, 0),
                          ERROR_INVALID_HANDLE));
        CHECK(failed_with(DeleteTimerQueueTimer(queue, nullptr, nullptr), ERROR_INVALID_PARAMETER));
        CHECK(failed_with(DeleteTimerQueueTimer(queue, junk, nullptr), ERROR_INVALID_HANDLE));
        CHECK(failed_with(DeleteTimerQueueEx(nullptr, nullptr), ERROR_INVALID_HANDLE));
        CHECK(failed_with(DeleteTimerQueueEx(junk, nullptr), ERROR_INVALID_HANDLE));
        timer = queue.timer(callback, kHour);
        CHECK(failed_with(DeleteTimerQueueTimer(queue, timer, junk), ERROR_INVALID_HANDLE));
        CHECK(failed_with(DeleteTimerQueueTimer(junk, timer, nullptr), ERROR_INVALID_HANDLE));
        CHECK(failed_with(CloseHandle(timer), ERROR_INVALID_HANDLE));
        CHECK(failed_with(CloseHandle(queue), ERROR_INVALID_HANDLE));
        CHECK(WaitForSingleObject(timer, 0) == WAIT_FAILED);
        CHECK(failed_with(UnregisterWait(timer), ERROR_INVALID_HANDLE));
        CHECK(DeleteTimerQueueTimer(queue, timer, nullptr));
    }
}

TEST_SUITE("handleapi/pool/registered_wait") {
    HANDLE register_wait(HANDLE object, OldCallback & callback, DWORD milliseconds, ULONG flags) {
        HANDLE wait = nullptr;
        CHECK(RegisterWaitForSingleObject(&wait, object, &OldCallback::run, &callback, milliseconds, flags));
        return wait;
    }

    TEST_CASE("T12: a registered wait repeats until it is unregistered") {
        for (const ULONG flags : {WT_EXECUTEDEFAULT, WT_EXECUTEINWAITTHREAD}) {
            Handle event = auto_event();
            OldCallback callback;
            HANDLE wait = register_wait(event, callback, INFINITE, flags);
            for (int i = 1; i <= 3; ++i) {
                SetEvent(event);
                CHECK(callback.left_times(i));
            }
            CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
            SetEvent(event);
            CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
            CHECK(callback.signaled == 3);
        }
    }

    TEST_CASE("T12: a wait for once calls back once and must be unregistered all the same") {
        Handle event = manual_event(true);
        OldCallback callback;
        HANDLE wait = register_wait(event, callback, INFINITE, WT_EXECUTEONLYONCE);
        CHECK(callback.left_times(1));
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
        CHECK(callback.signaled == 1);
        CHECK(failed_with(UnregisterWait(wait), ERROR_INVALID_HANDLE));
    }

    TEST_CASE("each interval without a signal calls back, and says so") {
        Handle event = auto_event();
        OldCallback callback;
        HANDLE wait = register_wait(event, callback, 1, WT_EXECUTEDEFAULT);
        CHECK(callback.left_times(3));
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
        CHECK(callback.signaled == 0);
        OldCallback once;
        wait = register_wait(event, once, 0, WT_EXECUTEONLYONCE);
        CHECK(once.left_times(1));
        CHECK(once.fired == 1);
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    }

    TEST_CASE("the wait begins anew before the callback, so that a signal meanwhile calls it at the same time") {
        Handle event = auto_event();
        OldCallback callback(false);
        HANDLE wait = register_wait(event, callback, INFINITE, WT_EXECUTEDEFAULT);
        SetEvent(event);
        CHECK(callback.entered_times(1));
        SetEvent(event);
        CHECK(callback.entered_times(2));
        callback.open();
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
        CHECK(callback.signaled == 2);
    }

    TEST_CASE("in the wait thread a callback can reset what it was called for") {
        struct Resetting {
            Handle event = manual_event(true);
            std::atomic<int> calls{0};
        } resetting;
        HANDLE wait = nullptr;
        const auto callback = [](void* context, BOOLEAN) {
            auto& self = *static_cast<Resetting*>(context);
            ResetEvent(self.event);
            ++self.calls;
        };
        CHECK(RegisterWaitForSingleObject(&wait, resetting.event, callback, &resetting, INFINITE,
                                          WT_EXECUTEINWAITTHREAD));
        CHECK(eventually([&] { return resetting.calls == 1; }));
        SetEvent(resetting.event);
        CHECK(eventually([&] { return resetting.calls == 2; }));
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
        CHECK(resetting.calls == 2);
    }

    TEST_CASE("T12: unregistering during a callback pends, sets the event later, or blocks") {
        Handle object = manual_event(true);
        Handle event = manual_event();
        OldCallback first(false);
        OldCallback second(false);
        OldCallback third(false);
        HANDLE pending = register_wait(object, first, INFINITE, WT_EXECUTEONLYONCE);
        HANDLE with_event = register_wait(object, second, INFINITE, WT_EXECUTEONLYONCE);
        HANDLE blocking = register_wait(object, third, INFINITE, WT_EXECUTEONLYONCE);
        CHECK(first.entered_times(1));
        CHECK(second.entered_times(1));
        CHECK(third.entered_times(1));
        CHECK(failed_with(UnregisterWait(pending), ERROR_IO_PENDING));
        CHECK(failed_with(UnregisterWaitEx(with_event, event), ERROR_IO_PENDING));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        second.open();
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        Worker unregistering([&] { return DWORD{!!UnregisterWaitEx(blocking, INVALID_HANDLE_VALUE)}; });
        CHECK(unregistering.asleep());
        third.open();
        CHECK(unregistering.result() == 1);
        first.open();
        CHECK(first.left_times(1));
    }

    TEST_CASE("a wait without callbacks is unregistered at once, and its event set") {
        Handle object = auto_event();
        Handle event = manual_event();
        OldCallback callback;
        CHECK(UnregisterWait(register_wait(object, callback, INFINITE, WT_EXECUTEDEFAULT)));
        CHECK(UnregisterWaitEx(register_wait(object, callback, INFINITE, WT_EXECUTEDEFAULT), event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        SetEvent(object);
        CHECK(WaitForSingleObject(object, 0) == WAIT_OBJECT_0);
        CHECK(callback.entered == 0);
    }

    TEST_CASE("bad arguments have their codes, and the handles are no object handles") {
        Handle event = auto_event();
        OldCallback callback;
        HANDLE wait = nullptr;
        const HANDLE junk = reinterpret_cast<HANDLE>(0x12340);
        CHECK(failed_with(RegisterWaitForSingleObject(nullptr, event, &OldCallback::run, nullptr, 1, 0),
                          ERROR_INVALID_PARAMETER));
        CHECK(failed_with(RegisterWaitForSingleObject(&wait, event, nullptr, nullptr, 1, 0), ERROR_INVALID_PARAMETER));
        CHECK(failed_with(RegisterWaitForSingleObject(&wait, junk, &OldCallback::run, nullptr, 1, 0),
                          ERROR_INVALID_HANDLE));
        CHECK(failed_with(RegisterWaitForSingleObject(&wait, port(), &OldCallback::run, nullptr, 1, 0),
                          ERROR_INVALID_HANDLE));
        CHECK(failed_with(UnregisterWait(nullptr), ERROR_INVALID_HANDLE));
        CHECK(failed_with(UnregisterWaitEx(event, INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE));
        wait = register_wait(event, callback, INFINITE, WT_EXECUTEDEFAULT);
        CHECK(failed_with(CloseHandle(wait), ERROR_INVALID_HANDLE));
        CHECK(WaitForSingleObject(wait, 0) == WAIT_FAILED);
        CHECK(failed_with(UnregisterWaitEx(wait, junk), ERROR_INVALID_HANDLE));
        CHECK(UnregisterWait(wait));
    }
}
