// SPDX-License-Identifier: LGPL-2.1-or-later
// Named objects: the namespace, and use by several processes.
#include "tests/unit/handleapi/shared/child.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "handleapi/base/runtime_directory.hpp"
#include "handleapi/shared/name.hpp"
#include "handleapi/shared/shared_file.hpp"
#include "handleapi/table.hpp"

using namespace testing;

namespace {

Handle event_named(const std::string& name, BOOL manual = FALSE) {
    return CreateEventA(nullptr, manual, FALSE, name.c_str());
}
Handle mutex_named(const std::string& name, BOOL owned = FALSE) { return CreateMutexA(nullptr, owned, name.c_str()); }

bool file_exists(const std::string& name) {
    const auto directory = base::runtime_directory();
    const auto file = handleapi::shared::file_name_of(name);
    REQUIRE(directory);
    REQUIRE(file);
    struct stat info {};
    return stat((*directory + "/objects/" + *file).c_str(), &info) == 0;
}

}  // namespace

TEST_SUITE("handleapi/named") {
    TEST_CASE("S11: a name is one object, created once and opened afterwards") {
        const std::string name = fresh_name("one");
        SetLastError(77);
        Handle first = event_named(name, TRUE);
        CHECK(GetLastError() == ERROR_SUCCESS);
        Handle second = event_named(name);
        CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
        Handle third = OpenEventA(EVENT_ALL_ACCESS, FALSE, name.c_str());
        CHECK(static_cast<HANDLE>(third) != nullptr);
        CHECK(SetEvent(second));
        CHECK(WaitForSingleObject(first, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(third, 0) == WAIT_OBJECT_0);  // manual: the first one to create it decided
        CHECK(CompareObjectHandles(first, third));
    }

    TEST_CASE("S11: another kind under the name is an invalid handle, also when opening") {
        const std::string name = fresh_name("kind");
        Handle event = event_named(name);
        CHECK(static_cast<HANDLE>(mutex_named(name)) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(CreateSemaphoreA(nullptr, 0, 1, name.c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name.c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("S11: names are case-sensitive; Local is the default, Global another namespace") {
        const std::string base = fresh_name("Case").substr(6);
        Handle a = event_named(base);
        CHECK(OpenEventA(SYNCHRONIZE, FALSE, ("Local\\" + base).c_str()) != nullptr);
        CHECK(OpenEventA(SYNCHRONIZE, FALSE, ("Global\\" + base).c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
        std::string lower = base;
        lower[0] = 'c';
        CHECK(OpenEventA(SYNCHRONIZE, FALSE, lower.c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("names that files cannot have are names all the same") {
        for (const std::string& tail :
             {std::string("a/b c%"), std::string(240, 'x'), std::string("\xC3\xA4\xE2\x82\xAC")}) {
            const std::string name = fresh_name("odd").substr(6) + tail;
            if (name.size() >= 260) continue;
            Handle made = event_named(name);
            REQUIRE(static_cast<HANDLE>(made) != nullptr);
            Handle opened = OpenEventA(SYNCHRONIZE, FALSE, name.c_str());
            CHECK(static_cast<HANDLE>(opened) != nullptr);
            CHECK(OpenEventA(SYNCHRONIZE, FALSE, (name + "y").c_str()) == nullptr);
        }
        CHECK(CreateEventA(nullptr, FALSE, FALSE, std::string(260, 'x').c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_FILENAME_EXCED_RANGE);
        CHECK(CreateEventA(nullptr, FALSE, FALSE, "Local\\a\\b") == nullptr);
        CHECK(GetLastError() == ERROR_PATH_NOT_FOUND);
    }

    TEST_CASE("wide and narrow names are the same") {
        const std::string name = fresh_name("wide");
        const std::u16string wide(name.begin(), name.end());
        Handle narrow = event_named(name);
        Handle opened = OpenEventW(SYNCHRONIZE, FALSE, reinterpret_cast<LPCWSTR>(wide.c_str()));
        CHECK(static_cast<HANDLE>(opened) != nullptr);
    }

    TEST_CASE("S2: an object and its name are gone with its last handle") {
        const std::string name = fresh_name("gone");
        {
            Handle first = event_named(name);
            Handle second = OpenEventA(EVENT_ALL_ACCESS, FALSE, name.c_str());
            CHECK(file_exists(name));
            const HANDLE both[] = {first, second};
            CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_TIMEOUT);
            CHECK(WaitForSingleObject(first, 0) == WAIT_TIMEOUT);
        }
        CHECK_FALSE(file_exists(name));
        CHECK(OpenEventA(SYNCHRONIZE, FALSE, name.c_str()) == nullptr);
        CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("a named object needs no descriptor") {
        const auto descriptors = [] {
            int count = 0;
            for (int fd = 0; fd < 1024; ++fd) count += fcntl(fd, F_GETFD) >= 0;
            return count;
        };
        Handle warm = event_named(fresh_name("warm"));
        const int before = descriptors();
        Handle event = event_named(fresh_name("none"));
        Handle mutex = mutex_named(fresh_name("none"), TRUE);
        CHECK(descriptors() == before);
        CHECK(ReleaseMutex(mutex));
    }

    TEST_CASE("rights asked for when opening are the rights there are") {
        const std::string name = fresh_name("rights");
        Handle owner = event_named(name);
        Handle waits = OpenEventA(SYNCHRONIZE, FALSE, name.c_str());
        CHECK_FALSE(SetEvent(waits));
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        Handle sets = OpenEventA(EVENT_MODIFY_STATE, FALSE, name.c_str());
        CHECK(SetEvent(sets));
        CHECK(WaitForSingleObject(sets, 0) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        CHECK(WaitForSingleObject(waits, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("a stranger's directory is not used") {
        const char* const before = getenv("RPCRT4_RUNTIME_DIR");
        const std::string kept = before ? before : "";
        char path[] = "/tmp/rpcrt4-test-XXXXXX";
        REQUIRE(mkdtemp(path));
        setenv("RPCRT4_RUNTIME_DIR", path, 1);
        REQUIRE(mkdir((std::string(path) + "/objects").c_str(), 0777) == 0);
        REQUIRE(chmod((std::string(path) + "/objects").c_str(), 0777) == 0);
        CHECK(CreateEventA(nullptr, FALSE, FALSE, "x") == nullptr);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        setenv("RPCRT4_RUNTIME_DIR", kept.c_str(), 1);
        if (!before) unsetenv("RPCRT4_RUNTIME_DIR");
        rmdir((std::string(path) + "/objects").c_str());
        rmdir(path);
    }
}

TEST_SUITE("handleapi/shared") {
    TEST_CASE("an event set in one process releases a wait in another") {
        const std::string name = fresh_name("set");
        Handle event = event_named(name);
        Handle ready = event_named(name + "r");
        Child child([&] {
            Handle mine = OpenEventA(EVENT_ALL_ACCESS, FALSE, name.c_str());
            SetEvent(Handle(OpenEventA(EVENT_MODIFY_STATE, FALSE, (name + "r").c_str())));
            return WaitForSingleObject(mine, kLimit);
        });
        CHECK(WaitForSingleObject(ready, kLimit) == WAIT_OBJECT_0);
        CHECK(SetEvent(event));
        CHECK(child.result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a semaphore counts over processes") {
        const std::string name = fresh_name("sem");
        Handle semaphore = CreateSemaphoreA(nullptr, 0, 100, name.c_str());
        const auto take_ten = [&] {
            Handle mine = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name.c_str());
            for (int i = 0; i < 10; ++i) {
                if (WaitForSingleObject(mine, kLimit) != WAIT_OBJECT_0) return 1;
            }
            return 0;
        };
        Child a(take_ten);
        Child b(take_ten);
        for (int i = 0; i < 7; ++i) CHECK(ReleaseSemaphore(semaphore, 3, nullptr));
        CHECK(a.result() == 0);
        CHECK(b.result() == 0);
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
        CHECK_FALSE(ReleaseSemaphore(semaphore, 101, nullptr));
        CHECK(GetLastError() == ERROR_TOO_MANY_POSTS);
    }

    TEST_CASE("a mutex keeps processes apart" * doctest::skip(UNDER_TSAN)) {
        const std::string name = fresh_name("apart");
        Handle mutex = mutex_named(name);
        Handle sum = CreateSemaphoreA(nullptr, 0, 100000, (name + "s").c_str());
        const auto work = [&] {
            Handle mine = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name.c_str());
            Handle count = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, (name + "s").c_str());
            for (int i = 0; i < 500; ++i) {
                if (WaitForSingleObject(mine, kLimit) != WAIT_OBJECT_0) return 1;
                // Not atomic by itself: take one, put two back.
                const bool had = WaitForSingleObject(count, 0) == WAIT_OBJECT_0;
                if (!ReleaseSemaphore(count, had ? 2 : 1, nullptr)) return 2;
                if (!ReleaseMutex(mine)) return 3;
            }
            return 0;
        };
        Child a(work);
        Child b(work);
        Child c(work);
        CHECK(a.result() == 0);
        CHECK(b.result() == 0);
        CHECK(c.result() == 0);
        LONG total = 0;
        CHECK(ReleaseSemaphore(sum, 1, &total));
        CHECK(total == 1500);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(mutex));
    }

    TEST_CASE("T8: a mutex whose process is killed goes to a sleeping waiter as abandoned" *
              doctest::skip(UNDER_TSAN)) {
        const std::string name = fresh_name("killed");
        Handle mutex = mutex_named(name);
        Handle taken = event_named(name + "t");
        Child child([&] {
            Handle mine = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name.c_str());
            WaitForSingleObject(mine, 0);
            SetEvent(taken);
            return WaitForSingleObject(auto_event(), INFINITE);
        });
        CHECK(WaitForSingleObject(taken, kLimit) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT);
        Worker waiter([&] {
            const DWORD outcome = WaitForSingleObject(mutex, kLimit);
            return ReleaseMutex(mutex) ? outcome : 77;
        });
        CHECK(waiter.asleep());
        child.kill_now();
        CHECK(waiter.result() == WAIT_ABANDONED);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(mutex));
    }

    TEST_CASE("T8: a shared mutex is recursive, and left by a thread that ends while its process lives on") {
        Handle mutex = mutex_named(fresh_name("recursive"), TRUE);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(mutex));
        Worker other([&] { return WaitForSingleObject(mutex, 0); });
        CHECK(other.result() == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(mutex));
        CHECK_FALSE(ReleaseMutex(mutex));
        CHECK(GetLastError() == ERROR_NOT_OWNER);
        Worker([&] { return WaitForSingleObject(mutex, 0); }).result();
        CHECK(WaitForSingleObject(mutex, kLimit) == WAIT_ABANDONED);
        CHECK(ReleaseMutex(mutex));
    }

    TEST_CASE("an object whose only process is killed is made anew") {
        const std::string name = fresh_name("anew");
        Handle ready = event_named(name + "r");
        Child child([&] {
            Handle mine = CreateEventA(nullptr, TRUE, TRUE, name.c_str());
            SetEvent(ready);
            return WaitForSingleObject(auto_event(), INFINITE);
        });
        CHECK(WaitForSingleObject(ready, kLimit) == WAIT_OBJECT_0);
        Handle there = OpenEventA(SYNCHRONIZE, FALSE, name.c_str());
        CHECK(WaitForSingleObject(there, 0) == WAIT_OBJECT_0);
        there = nullptr;
        child.kill_now();
        CHECK(OpenEventA(SYNCHRONIZE, FALSE, name.c_str()) == nullptr);
        Handle again = event_named(name);
        CHECK(GetLastError() == ERROR_SUCCESS);
        CHECK(WaitForSingleObject(again, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("what killed processes left in the directory is swept away") {
        const std::string name = fresh_name("swept");
        Child child([&] {
            CreateEventA(nullptr, TRUE, TRUE, name.c_str());
            return 0;
        });
        CHECK(child.result() == 0);
        CHECK(file_exists(name));
        handleapi::shared::SharedFile::sweep();
        CHECK_FALSE(file_exists(name));
    }

    TEST_CASE("a wait for any of shared and own objects ends with whichever comes, the lowest first") {
        Handle own = auto_event();
        Handle named = event_named(fresh_name("any"));
        const HANDLE both[] = {named, own};
        CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_TIMEOUT);
        SetEvent(own);
        CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_OBJECT_0 + 1);
        for (const HANDLE signal : both) {
            Worker waiter([&] { return WaitForMultipleObjects(2, both, FALSE, kLimit); });
            CHECK(waiter.asleep());
            SetEvent(signal);
            CHECK(waiter.result() == (signal == both[0] ? WAIT_OBJECT_0 : WAIT_OBJECT_0 + 1));
        }
        SetEvent(own);
        SetEvent(named);
        CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(own, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("T4: a wait for all of shared and own objects takes nothing until it takes all") {
        const std::string name = fresh_name("all");
        Handle own = auto_event();
        Handle event = event_named(name);
        Handle semaphore = CreateSemaphoreA(nullptr, 1, 5, (name + "s").c_str());
        Handle mutex = mutex_named(name + "m");
        const HANDLE all[] = {own, event, semaphore, mutex};
        Worker waiter([&] {
            const DWORD outcome = WaitForMultipleObjects(4, all, TRUE, kLimit);
            return ReleaseMutex(mutex) ? outcome : 77;
        });
        CHECK(waiter.asleep());
        SetEvent(own);
        CHECK(waiter.asleep());
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);  // still there to be taken
        SetEvent(event);
        CHECK(waiter.asleep());
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseSemaphore(semaphore, 1, nullptr));
        SetEvent(event);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(WaitForMultipleObjects(3, all, FALSE, 0) == WAIT_TIMEOUT);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(mutex));
    }

    TEST_CASE("an alertable wait for a shared object ends with an APC") {
        Handle event = event_named(fresh_name("apc"));
        static std::atomic<int> ran;
        ran = 0;
        Worker waiter([&] { return WaitForSingleObjectEx(event, kLimit, TRUE); });
        CHECK(waiter.asleep());
        CHECK(QueueUserAPC([](ULONG_PTR) { ++ran; }, waiter.handle(), 0));
        CHECK(waiter.result() == WAIT_IO_COMPLETION);
        CHECK(ran == 1);
    }

    TEST_CASE("a pulse releases those who sleep, and leaves the event reset") {
        Handle event = event_named(fresh_name("pulse"), TRUE);
        Worker waiter([&] { return WaitForSingleObject(event, kLimit); });
        CHECK(waiter.asleep());
        CHECK(PulseEvent(event));
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("an object of this process goes on as a shared one, with its state and its sleepers") {
        Handle event = auto_event();
        Handle mutex = CreateMutexA(nullptr, TRUE, nullptr);
        Handle semaphore = CreateSemaphoreA(nullptr, 2, 3, nullptr);
        Worker waiter([&] { return WaitForSingleObject(event, kLimit); });
        CHECK(waiter.asleep());
        for (const HANDLE handle : {HANDLE(event), HANDLE(mutex), HANDLE(semaphore)}) {
            CHECK(succeeded(handleapi::find_object(handle)->share()));
        }
        CHECK(SetEvent(event));
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        Worker other([&] { return WaitForSingleObject(mutex, 0); });
        CHECK(other.result() == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(mutex));
        CHECK(ReleaseMutex(mutex));
        CHECK_FALSE(ReleaseMutex(mutex));
        LONG previous = 0;
        CHECK(ReleaseSemaphore(semaphore, 1, &previous));
        CHECK(previous == 2);
        CHECK_FALSE(ReleaseSemaphore(semaphore, 1, nullptr));
    }
}
