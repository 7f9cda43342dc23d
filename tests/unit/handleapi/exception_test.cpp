// SPDX-License-Identifier: LGPL-2.1-or-later
// Handlers of the whole process: vectored, continue, unhandled; and output for debuggers. What ends the process runs in
// a child.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "handleapi/boundary.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

int calls, continued;
DWORD last_code;
volatile char* page;

LONG CALLBACK note(EXCEPTION_POINTERS* exception) {
    ++calls;
    last_code = exception->ExceptionRecord->ExceptionCode;
    return EXCEPTION_CONTINUE_SEARCH;
}
LONG CALLBACK go_on(EXCEPTION_POINTERS*) {
    ++calls;
    return EXCEPTION_CONTINUE_EXECUTION;
}
LONG CALLBACK note_continued(EXCEPTION_POINTERS*) {
    ++continued;
    return EXCEPTION_CONTINUE_SEARCH;
}
LONG CALLBACK skip_instruction(EXCEPTION_POINTERS* exception) {
    exception->ContextRecord->Rip += 3;
    exception->ContextRecord->Rax = 77;
    return EXCEPTION_CONTINUE_EXECUTION;
}
LONG CALLBACK deal_with_it(EXCEPTION_POINTERS*) { return EXCEPTION_EXECUTE_HANDLER; }

uint32_t code_raised_by(const std::function<void()>& body) {
    return static_cast<uint32_t>(handleapi::call_user([&] { body(); }));
}

/// The wait status of a child that runs `body` without any guarded block of ours around it.
int status_of_child(void (*body)()) {
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        RpcExceptionTop = nullptr;
        freopen("/dev/null", "w", stderr);
        body();
        _exit(200);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

class Registered {
 public:
    explicit Registered(PVECTORED_EXCEPTION_HANDLER handler, ULONG first = 1)
        : handle_(AddVectoredExceptionHandler(first, handler)) {
        REQUIRE(handle_ != nullptr);
        calls = 0;
    }
    ~Registered() { CHECK(RemoveVectoredExceptionHandler(handle_) != 0); }

 private:
    PVOID handle_;
};

}  // namespace

TEST_SUITE("handleapi/vectored") {
    TEST_CASE("a vectored handler sees a raise before the guarded block gets it") {
        Registered registered(note);
        CHECK(code_raised_by([] { RaiseException(0xE0000001, 0, 0, nullptr); }) == 0xE0000001);
        CHECK(calls == 1);
        CHECK(last_code == 0xE0000001);
    }

    TEST_CASE("it sees the code as it was given, whichever bits are set") {
        const auto handler = AddVectoredExceptionHandler(1, note);
        CHECK(code_raised_by([] { RaiseException(0xf0000001, 0, 0, nullptr); }) == 0xf0000001);
        CHECK(last_code == 0xf0000001);
        RemoveVectoredExceptionHandler(handler);
    }

    TEST_CASE("it can let the thread go on, unless that is not possible, and the continue handlers hear of it") {
        PVOID after = AddVectoredContinueHandler(0, note_continued);
        continued = 0;
        {
            Registered registered(go_on);
            CHECK(code_raised_by([] { RaiseException(0xE0000001, 0, 0, nullptr); }) == 0);
            CHECK(continued == 1);
            CHECK(code_raised_by([] { RaiseException(0xE0000002, EXCEPTION_NONCONTINUABLE, 0, nullptr); }) ==
                  0xE0000002);
            CHECK(calls == 2);
        }
        CHECK(RemoveVectoredContinueHandler(after) != 0);
        CHECK(code_raised_by([] { RaiseException(0xE0000003, 0, 0, nullptr); }) == 0xE0000003);
        CHECK(calls == 2);
    }

    TEST_CASE("it sees a fault, which then goes to the guarded block") {
        page = static_cast<char*>(mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        Registered registered(note);
        CHECK(code_raised_by([] { page[0] = 1; }) == STATUS_ACCESS_VIOLATION);
        CHECK(calls == 1);
        CHECK(last_code == STATUS_ACCESS_VIOLATION);
        munmap(const_cast<char*>(page), 4096);
    }

    TEST_CASE("the registers it leaves are the thread's when it goes on") {
        Registered registered(skip_instruction);
        uint64_t result = 1;
        asm volatile("mov (%1), %0" : "=a"(result) : "c"(uint64_t{16}) : "memory");  // three bytes
        CHECK(result == 77);
    }

    TEST_CASE("first and last decide the order, and 64 handlers are the most") {
        Registered later(note, 0);
        {
            Registered earlier(go_on, 1);
            CHECK(code_raised_by([] { RaiseException(0xE0000001, 0, 0, nullptr); }) == 0);
            CHECK(calls == 1);
        }
        CHECK(AddVectoredExceptionHandler(1, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        std::vector<PVOID> many;
        while (PVOID one = AddVectoredExceptionHandler(0, note)) many.push_back(one);
        CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY);
        CHECK(many.size() == 63);
        for (PVOID one : many) CHECK(RemoveVectoredExceptionHandler(one) != 0);
    }
}

TEST_SUITE("handleapi/unhandled") {
    TEST_CASE("a filter that deals with an exception ends the process with its code, by raise and by fault") {
        const int raised = status_of_child([] {
            SetUnhandledExceptionFilter(deal_with_it);
            RaiseException(0xE0000042, 0, 0, nullptr);
        });
        CHECK(WIFEXITED(raised));
        CHECK(WEXITSTATUS(raised) == 0x42);
        const int faulted = status_of_child([] {
            SetUnhandledExceptionFilter(deal_with_it);
            *reinterpret_cast<volatile int*>(16) = 1;
        });
        CHECK(WIFEXITED(faulted));
        CHECK(WEXITSTATUS(faulted) == 5);
    }

    TEST_CASE("without a filter a fault is the signal it always was" * doctest::skip(UNDER_TSAN)) {
        const int status = status_of_child([] { *reinterpret_cast<volatile int*>(16) = 1; });
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGSEGV);
    }

    TEST_CASE("UnhandledExceptionFilter answers for the filter, and that it is dealt with where there is none") {
        EXCEPTION_RECORD record{};
        EXCEPTION_POINTERS exception = {&record, nullptr};
        CHECK(UnhandledExceptionFilter(&exception) == EXCEPTION_EXECUTE_HANDLER);
        const auto before = SetUnhandledExceptionFilter(go_on);
        CHECK(UnhandledExceptionFilter(&exception) == EXCEPTION_CONTINUE_EXECUTION);
        CHECK((SetUnhandledExceptionFilter(before) == go_on));
    }

    TEST_CASE("FatalAppExit and FatalExit end the process") {
        CHECK(WEXITSTATUS(status_of_child([] { FatalAppExitA(0, "the end"); })) == 1);
        CHECK(WEXITSTATUS(status_of_child([] { FatalExit(7); })) == 7);
    }
}

TEST_SUITE("handleapi/debug") {
    TEST_CASE("OutputDebugString appends to the file that RPCRT4_DEBUG_OUTPUT names") {
        char path[] = "/tmp/rpcrt4-debug-XXXXXX";
        close(mkstemp(path));
        setenv("RPCRT4_DEBUG_OUTPUT", path, 1);
        status_of_child([] {
            OutputDebugStringA("narrow ");
            OutputDebugStringW(u"w\u00EFde\n");
            OutputDebugStringA(nullptr);
        });
        unsetenv("RPCRT4_DEBUG_OUTPUT");
        std::stringstream text;
        text << std::ifstream(path).rdbuf();
        CHECK(text.str() ==
              "narrow w\xC3\xAF"
              "de\n");
        unlink(path);
    }

    TEST_CASE("DebugBreak without a debugger is an exception") {
        CHECK(code_raised_by([] { DebugBreak(); }) == STATUS_BREAKPOINT);
        Registered registered(go_on);
        DebugBreak();
        CHECK(calls == 1);
    }
}
