// SPDX-License-Identifier: LGPL-2.1-or-later
// DuplicateHandle into a child and into the parent: what works there, what is refused, and senders that are killed.
#include "handleapi/process/delivery.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "handleapi/base/byte_writer.hpp"
#include "handleapi/table.hpp"
#include "tests/unit/handleapi/process/processes.hpp"
#include "tests/unit/handleapi/shared/child.hpp"

using namespace testing;

namespace {

struct Answer {
    unsigned long long result = 0;
    unsigned error = 0;
};

/// A child that does with handles what it is asked.
class Server {
 public:
    Server() : child_("serve " + value_of(there_[0]) + " " + value_of(back_[1]), {.inherit = true}) {}

    Answer ask(HANDLE handle, char what, unsigned argument = 0) {
        const struct {
            unsigned long long handle;
            unsigned what, argument;
        } order{reinterpret_cast<uintptr_t>(handle), static_cast<unsigned>(what), argument};
        DWORD size = 0;
        Answer answer;
        REQUIRE(WriteFile(there_[1], &order, sizeof order, &size, nullptr));
        REQUIRE(ReadFile(back_[0], &answer, sizeof answer, &size, nullptr));
        REQUIRE(size == sizeof answer);
        return answer;
    }
    DWORD end(unsigned code) {
        const unsigned long long order[] = {0, 'q' | static_cast<unsigned long long>(code) << 32};
        DWORD size = 0;
        REQUIRE(WriteFile(there_[1], order, sizeof order, &size, nullptr));
        return child_.result();
    }
    /// A handle for the child; null with the last error.
    HANDLE give(HANDLE handle, DWORD access = 0, DWORD options = DUPLICATE_SAME_ACCESS, BOOL inherit = FALSE) {
        HANDLE given = nullptr;
        DuplicateHandle(GetCurrentProcess(), handle, child_.process, &given, access, inherit, options);
        return given;
    }
    HANDLE process() const { return child_.process; }
    DWORD id() const { return child_.id; }

 private:
    static std::string value_of(HANDLE handle) { return std::to_string(reinterpret_cast<uintptr_t>(handle)); }
    static std::array<Handle, 2> new_pipe() {
        SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
        HANDLE out = nullptr, in = nullptr;
        REQUIRE(CreatePipe(&out, &in, &inheritable, 0));
        return {Handle(out), Handle(in)};
    }

    std::array<Handle, 2> there_ = new_pipe();
    std::array<Handle, 2> back_ = new_pipe();
    ChildProcess child_;
};

DWORD error_of(BOOL result) {
    CHECK_FALSE(result);
    return GetLastError();
}

}  // namespace

TEST_SUITE("handleapi/delivery") {
    TEST_CASE("S8: a handle put into a child works there, and is none here") {
        Server child;
        Handle event = auto_event();
        const HANDLE theirs = child.give(event);
        REQUIRE(theirs != nullptr);
        CHECK(error_of(SetEvent(theirs)) == ERROR_INVALID_HANDLE);
        Worker waiter([&] { return WaitForSingleObject(event, kLimit); });
        CHECK(waiter.asleep());
        CHECK(child.ask(theirs, 's').result == TRUE);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(SetEvent(event));
        CHECK(child.ask(theirs, 'w', kLimit).result == WAIT_OBJECT_0);
        CHECK(child.ask(theirs, 'w', 0).result == WAIT_TIMEOUT);
        // Handles have 32 significant bits, sign-extended or not.
        const auto extended = static_cast<intptr_t>(static_cast<int32_t>(reinterpret_cast<uintptr_t>(theirs)));
        CHECK(child.ask(reinterpret_cast<HANDLE>(extended), 's').result == TRUE);
        CHECK(child.ask(theirs, 'i').result == 0);
        CHECK(child.ask(theirs, 'I', HANDLE_FLAG_PROTECT_FROM_CLOSE).result == TRUE);
        CHECK(child.ask(theirs, 'c').result == FALSE);
        CHECK(child.end(5) == 5);
    }

    TEST_CASE("a handle that a child got is closed there, and then none") {
        Server child;
        const HANDLE first = child.give(Handle(auto_event()));
        const HANDLE second = child.give(Handle(auto_event()));
        CHECK(first != second);
        CHECK(child.ask(second, 'c').result == TRUE);
        const Answer again = child.ask(second, 'c');
        CHECK(again.result == FALSE);
        CHECK(again.error == ERROR_INVALID_HANDLE);
        CHECK(child.ask(first, 's').result == TRUE);
        CHECK(child.ask(reinterpret_cast<HANDLE>(uintptr_t{0x80000FFC}), 's').error == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("an object lives on its way, though the sender has closed it") {
        Server child;
        HANDLE event = CreateEventA(nullptr, TRUE, TRUE, nullptr);
        const HANDLE theirs = child.give(event, 0, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
        REQUIRE(theirs != nullptr);
        CHECK(error_of(CloseHandle(event)) == ERROR_INVALID_HANDLE);
        CHECK(child.ask(theirs, 'w', 0).result == WAIT_OBJECT_0);
    }

    TEST_CASE("rights are those asked for, and handles can be inheritable") {
        Server child;
        Handle event = manual_event();
        const HANDLE limited = child.give(event, SYNCHRONIZE, 0, TRUE);
        const Answer refused = child.ask(limited, 's');
        CHECK(refused.result == FALSE);
        CHECK(refused.error == ERROR_ACCESS_DENIED);
        CHECK(child.ask(limited, 'w', 0).result == WAIT_TIMEOUT);
        CHECK(child.ask(limited, 'i').result == HANDLE_FLAG_INHERIT);
    }

    TEST_CASE("mutexes with their owner, files and processes are put into a child, too") {
        Server child;
        Handle mutex = CreateMutexA(nullptr, TRUE, nullptr);
        const HANDLE their_mutex = child.give(mutex);
        CHECK(child.ask(their_mutex, 'w', 0).result == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(mutex));
        CHECK(child.ask(their_mutex, 'w', 0).result == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT);
        CHECK(child.ask(their_mutex, 'r').result == TRUE);
        HANDLE out = nullptr, in = nullptr;
        REQUIRE(CreatePipe(&out, &in, nullptr, 0));
        Handle reader(out), writer(in);
        CHECK(child.ask(child.give(writer), 'f').result == TRUE);
        char text[5] = {};
        DWORD size = 0;
        CHECK(ReadFile(reader, text, sizeof text, &size, nullptr));
        CHECK(std::string(text, size) == "given");
        CHECK(child.ask(child.give(GetCurrentProcess()), 'p').result == GetCurrentProcessId());
        CHECK(child.ask(child.give(child.process()), 'p').result == child.id());
    }

    TEST_CASE("a child puts a handle into its parent, which may look when the child has ended") {
        Handle ours;
        {
            Server child;
            ours = Handle(reinterpret_cast<HANDLE>(static_cast<uintptr_t>(child.ask(nullptr, 'e').result)));
            Handle second = Handle(reinterpret_cast<HANDLE>(static_cast<uintptr_t>(child.ask(nullptr, 'e').result)));
            REQUIRE(static_cast<HANDLE>(ours) != nullptr);
            CHECK(WaitForSingleObject(second, 0) == WAIT_OBJECT_0);
            CHECK(child.end(0) == 0);
        }
        CHECK(WaitForSingleObject(ours, 0) == WAIT_OBJECT_0);
        CHECK(ResetEvent(ours));
        CHECK(WaitForSingleObject(ours, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a child's child inherits such a handle under its value") {
        Server child;
        Handle event = manual_event(true);
        const HANDLE theirs = child.give(event, 0, DUPLICATE_SAME_ACCESS, TRUE);
        CHECK(child.ask(theirs, 'a').result == 0);
        // What comes later has other values.
        const HANDLE later = child.give(event);
        CHECK(later != theirs);
        CHECK(child.ask(later, 'w', 0).result == WAIT_OBJECT_0);
    }

    TEST_CASE("what cannot be put into another process is refused, and the source closed all the same") {
        Server child;
        Handle completion_port = port();
        CHECK(child.give(completion_port) == nullptr);
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
        CHECK(child.give(GetCurrentThread()) == nullptr);
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
        Handle event = auto_event();
        Handle blunt = OpenProcess(SYNCHRONIZE, FALSE, child.id());
        HANDLE given = nullptr;
        const HANDLE self = GetCurrentProcess();
        CHECK(error_of(DuplicateHandle(self, event, blunt, &given, 0, FALSE, 2)) == ERROR_ACCESS_DENIED);
        Child stranger([] {
            for (;;) pause();
            return 0;
        });
        Handle opened = OpenProcess(PROCESS_ALL_ACCESS, FALSE, stranger.id());
        CHECK(error_of(DuplicateHandle(self, event, opened, &given, 0, FALSE, 2)) == ERROR_ACCESS_DENIED);
        CHECK(error_of(DuplicateHandle(child.process(), event, self, &given, 0, FALSE, 2)) == ERROR_ACCESS_DENIED);
        Handle again = OpenProcess(PROCESS_DUP_HANDLE, FALSE, child.id());
        CHECK(DuplicateHandle(self, event, again, &given, 0, FALSE, 2));
        CHECK(DuplicateHandle(self, event, again, nullptr, 0, FALSE, 2));
        CHECK(child.end(0) == 0);
        HANDLE source = event.detach();
        CHECK(error_of(DuplicateHandle(self, source, child.process(), &given, 0, FALSE, 3)) == ERROR_ACCESS_DENIED);
        CHECK(error_of(CloseHandle(source)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("more than the way holds is refused until the child has looked") {
        Server child;
        Handle event = manual_event(true);
        std::vector<HANDLE> given;
        while (HANDLE one = child.give(event)) {
            given.push_back(one);
            REQUIRE(given.size() < 100'000);
        }
        CHECK(GetLastError() == ERROR_NO_SYSTEM_RESOURCES);
        CHECK(given.size() >= 50);
        CHECK(child.ask(given.back(), 'w', 0).result == WAIT_OBJECT_0);
        CHECK(child.ask(given.front(), 'w', 0).result == WAIT_OBJECT_0);
        CHECK(child.ask(child.give(event), 'w', 0).result == WAIT_OBJECT_0);
    }

    TEST_CASE("messages that are damaged, of another way, or given twice, put nothing into the table") {
        using namespace handleapi;
        int ends[2];
        REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
        delivery::adopt(ends[0], 999, 0x7FFFFFF1);  // as if a parent of that number had left it
        const size_t before = handle_table().size();
        const auto message = [](uint32_t magic, uint32_t value, ObjectType type, uint32_t text) {
            base::ByteWriter out;
            out.u32(magic);
            out.u32(value);
            out.u32(~0u);
            out.u8(0xFF);
            out.u8(static_cast<uint8_t>(type));
            out.u64(~uint64_t{0});
            out.u8(type == ObjectType::timer ? 1 : 0);
            out.u32(text);
            return out.take();
        };
        constexpr uint32_t kMagic = 0x31565044, kValue = 0x80180000;  // a count of this way that nobody else uses
        std::vector<std::vector<std::byte>> all = {
            message(1, kValue, ObjectType::event, 0),
            message(kMagic, kValue, ObjectType::event, 0),
            message(kMagic, kValue, ObjectType::event, 0xFFFFFFFF),
            message(kMagic, kValue, ObjectType::timer, 0),
            message(kMagic, kValue, ObjectType::file, 0),
            message(kMagic, kValue, ObjectType::process, 0),
            message(kMagic, kValue, static_cast<ObjectType>(200), 0),
            message(kMagic, kValue | 5 << 21, ObjectType::event, 0),
            message(kMagic, 4, ObjectType::event, 0),
            std::vector<std::byte>(8193),
        };
        all.push_back(all[1]);
        all.back().resize(9);
        for (const auto& bytes : all) REQUIRE(send(ends[1], bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0);
        delivery::take_all();
        CHECK(delivery::id_of(kValue) == 0);
        CHECK(handle_table().size() == before);
        delivery::close_way_to(0x7FFFFFF1);
        close(ends[1]);
    }
}

TEST_SUITE("handleapi/crash") {
    TEST_CASE("a sender killed at any instruction of DuplicateHandle has put the handle there, or has not" *
              doctest::skip(UNDER_TSAN)) {
        using namespace handleapi;
        Handle event = manual_event(true);
        REQUIRE(succeeded(find_object(event)->share()));
        const DWORD own = GetCurrentProcessId();
        Ended ended = Ended::killed;
        int arrived = 0;
        for (int step = 0; ended == Ended::killed; step += 401 * kCoarse) {
            const DWORD before = static_cast<DWORD>(handle_table().size());
            delivery::NewWay way;
            REQUIRE(way.descriptor() >= 0);
            HANDLE parent = nullptr;
            ended = kill_after(
                step,
                [&] {
                    delivery::adopt(way.descriptor(), way.number(), own);
                    parent = OpenProcess(PROCESS_DUP_HANDLE, FALSE, own);
                },
                [&] {
                    HANDLE given = nullptr;
                    DuplicateHandle(GetCurrentProcess(), event, parent, &given, 0, FALSE, DUPLICATE_SAME_ACCESS);
                });
            REQUIRE(ended != Ended::untraceable);
            delivery::take_all();
            const auto value = reinterpret_cast<HANDLE>(uintptr_t{0x8000'0000 | way.number() << 21});
            const bool there = WaitForSingleObject(value, 0) == WAIT_OBJECT_0;
            CHECK(handle_table().size() == before + there);
            arrived += there;
            if (there) CHECK(CloseHandle(value));
            CHECK(WaitForSingleObject(value, 0) == WAIT_FAILED);
        }
        CHECK(arrived > 0);
    }
}
