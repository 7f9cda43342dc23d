// SPDX-License-Identifier: LGPL-2.1-or-later
// Events, mutexes, semaphores and timers that children inherit without a name: one object in both processes.
#include <signal.h>

#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};

std::string value_of(HANDLE handle) { return std::to_string(reinterpret_cast<uintptr_t>(handle)); }

}  // namespace

TEST_SUITE("handleapi/inherited_objects") {
    TEST_CASE("parent and child wake each other through inherited events") {
        Handle question = CreateEventA(&inheritable, FALSE, FALSE, nullptr);
        Handle reply = CreateEventA(&inheritable, TRUE, FALSE, nullptr);
        ChildProcess child("answer " + value_of(question) + " " + value_of(reply), {.inherit = true});
        CHECK(SetEvent(question));
        CHECK(WaitForSingleObject(reply, kLimit) == WAIT_OBJECT_0);
        CHECK(child.result() == 0);
        CHECK(WaitForSingleObject(question, 0) == WAIT_TIMEOUT);
        CHECK(WaitForSingleObject(reply, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("a thread that waited before the child was started is woken by the child") {
        Handle question = CreateEventA(&inheritable, TRUE, TRUE, nullptr);
        Handle reply = CreateEventA(&inheritable, FALSE, FALSE, nullptr);
        Worker waiter([&] { return WaitForSingleObject(reply, kLimit); });
        REQUIRE(waiter.asleep());
        ChildProcess child("answer " + value_of(question) + " " + value_of(reply), {.inherit = true});
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(child.result() == 0);
    }

    TEST_CASE("one wait for a child and an event that it inherited ends by whichever comes first") {
        Handle never = CreateEventA(&inheritable, FALSE, FALSE, nullptr);
        ChildProcess child("exit 5", {.inherit = true});
        const HANDLE both[] = {never, child.process};
        CHECK(WaitForMultipleObjects(2, both, FALSE, kLimit) == WAIT_OBJECT_0 + 1);
        ChildProcess hanging("hang", {.inherit = true});
        const HANDLE again[] = {hanging.process, never};
        CHECK(SetEvent(never));
        CHECK(WaitForMultipleObjects(2, again, FALSE, kLimit) == WAIT_OBJECT_0 + 1);
    }

    TEST_CASE("a semaphore's count is one for all") {
        Handle semaphore = CreateSemaphoreA(&inheritable, 1, 3, nullptr);
        CHECK(ChildProcess("take " + value_of(semaphore), {.inherit = true}).result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
        ChildProcess child("take " + value_of(semaphore), {.inherit = true});
        LONG before = -1;
        CHECK(ReleaseSemaphore(semaphore, 1, &before));
        CHECK(before == 0);
        CHECK(child.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("a mutex held here keeps the child out, and a child killed with it leaves it abandoned") {
        Handle mutex = CreateMutexA(&inheritable, TRUE, nullptr);
        ChildProcess child("take-and-die " + value_of(mutex), {.inherit = true});
        CHECK(WaitForSingleObject(child.process, 0) == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(mutex));
        CHECK(child.result() == 128 + SIGKILL);
        CHECK(WaitForSingleObject(mutex, kLimit) == WAIT_ABANDONED);
        CHECK(ReleaseMutex(mutex));
    }

    TEST_CASE("a waitable timer that is set here goes off in the child") {
        Handle timer = CreateWaitableTimerA(&inheritable, TRUE, nullptr);
        ChildProcess child("take " + value_of(timer), {.inherit = true});
        LARGE_INTEGER due;
        due.QuadPart = -10'000;
        CHECK(SetWaitableTimer(timer, &due, 0, nullptr, nullptr, FALSE));
        CHECK(child.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("threads are not inherited") {
        Worker worker([] { return DWORD{0}; }, CREATE_SUSPENDED);
        CHECK(SetHandleInformation(worker.handle(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
        CHECK(ChildProcess("no-handle " + value_of(worker.handle()), {.inherit = true}).result() == 0);
        ResumeThread(worker.handle());
    }
}
