// SPDX-License-Identifier: LGPL-2.1-or-later
// Raises between C and C++ frames, and the boundary functions that keep them out of our own code.
#include "handleapi/seh.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "handleapi/boundary.hpp"
#include "handleapi/call_site_table.hpp"
#include "handleapi/last_error.hpp"
#include "tests/unit/handleapi/seh_mixed.h"

#include <windows.h>

using base::Status;

namespace {

/// Notes its destruction.
struct Witness {
    explicit Witness(std::vector<std::string>& log, std::string name) : log_(log), name_(std::move(name)) {}
    ~Witness() { log_.push_back("~" + name_); }
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

 private:
    std::vector<std::string>& log_;
    std::string name_;
};

struct Plan {
    std::vector<std::string> log;
    unsigned code = 0;
};

void cpp_frame_that_raises(void* argument) {
    auto& plan = *static_cast<Plan*>(argument);
    Witness witness(plan.log, "inner");
    if (plan.code != 0) RaiseException(plan.code, 0, 0, nullptr);
    plan.log.push_back("returned");
}

void raise_when_asked(void* argument) {
    if (argument) RaiseException(*static_cast<unsigned*>(argument), 0, 0, nullptr);
}

unsigned caught_code(void (*function)(void*), void* argument) {
    volatile unsigned code = 0;
    RpcTryExcept { function(argument); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

int* volatile nowhere = reinterpret_cast<int*>(8);

__attribute__((no_sanitize("undefined"))) void write_nowhere() { *static_cast<volatile int*>(nowhere) = 1; }

/// The call goes through a pointer: the compiler must think that it may throw.
void (*volatile fault)() = write_nowhere;
__attribute__((noinline)) void fault_below(std::vector<std::string>& log) {
    Witness witness(log, "above");
    fault();
}

}  // namespace

TEST_SUITE("handleapi/seh") {
    TEST_CASE("a raise in C++ reaches the C block around it and destroys what lies between") {
        Plan plan{{}, 5};
        CHECK(c_block_around(cpp_frame_that_raises, &plan, 5) == 12);
        CHECK(plan.log == std::vector<std::string>{"~inner"});
        plan.code = 0;
        CHECK(c_block_around(cpp_frame_that_raises, &plan, 5) == 3);
        CHECK(RpcExceptionTop == nullptr);
    }

    TEST_CASE("an exception a C filter refuses goes on to the C++ block outside, and destroys C++ frames on its way") {
        Plan plan{{}, 6};
        auto through_c = [](void* argument) {
            Witness witness(static_cast<Plan*>(argument)->log, "outer");
            c_block_around(cpp_frame_that_raises, argument, 5);
        };
        CHECK(caught_code(through_c, &plan) == 6);
        CHECK(plan.log == std::vector<std::string>{"~inner", "~outer"});
        CHECK(RpcExceptionTop == nullptr);
    }

    TEST_CASE("a raise passes C functions without blocks") {
        Plan plan{{}, 7};
        auto through_c = [](void* argument) { c_plain(cpp_frame_that_raises, argument); };
        CHECK(caught_code(through_c, &plan) == 7);
        CHECK(plan.log == std::vector<std::string>{"~inner"});
    }

    TEST_CASE("a C finally block runs once per call, raised or not") {
        unsigned code = 9;
        CHECK(c_finally_runs_after(raise_when_asked, &code) == 2);
    }

    TEST_CASE("a catch-all that swallows an unwinding leaves the C block armed") {
        static Plan swallowed{{}, 5};
        auto swallow = [](void*) {
            try {
                cpp_frame_that_raises(&swallowed);
            } catch (...) {
                swallowed.log.push_back("swallowed");
            }
            RaiseException(11, 0, 0, nullptr);
        };
        CHECK(c_block_around(swallow, nullptr, 11) == 12);
        CHECK(swallowed.log == std::vector<std::string>{"~inner", "swallowed"});
        CHECK(RpcExceptionTop == nullptr);
    }

    TEST_CASE("RpcTryFinally in C++ destroys, runs the block, then goes to the handler") {
        std::vector<std::string> log;
        RpcTryExcept{RpcTryFinally{Witness witness(log, "local");
        RaiseException(3, 0, 0, nullptr);
    }
    RpcFinally { log.push_back(RpcAbnormalTermination() ? "finally abnormal" : "finally"); }
    RpcEndFinally
}
RpcExcept(1) { log.push_back("handler"); }
RpcEndExcept CHECK(log == std::vector<std::string>{"~local", "finally abnormal", "handler"});
}

TEST_CASE("RpcTryFinally in C++ runs its block for C++ exceptions too") {
    int runs = 0;
    try {
        RpcTryFinally { throw std::runtime_error("x"); }
        RpcFinally { ++runs; }
        RpcEndFinally
    } catch (const std::runtime_error&) {
        ++runs;
    }
    CHECK(runs == 2);
    CHECK(RpcExceptionTop == nullptr);
}

TEST_CASE("RpcTryExcept in C++ catches C++ exceptions under their code, and lets on what its filter refuses") {
    unsigned code = 0;
    bool refused = false;
    RpcTryExcept { throw std::runtime_error("x"); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept;
    try {
        RpcTryExcept { throw std::runtime_error("y"); }
        RpcExcept(0) { code = 0; }
        RpcEndExcept
    } catch (const std::runtime_error& error) {
        refused = error.what() == std::string("y");
    }
    CHECK(code == 0xE06D7363u);
    CHECK(refused);
    CHECK(RpcExceptionTop == nullptr);
}
}

TEST_SUITE("handleapi/boundary") {
    TEST_CASE("call_user answers ok, or the code that was raised") {
        CHECK(handleapi::call_user([] {}) == Status::ok);
        CHECK(handleapi::call_user([] { RaiseException(1722, 0, 0, nullptr); }) == Status::rpc_s_server_unavailable);
        CHECK(RpcExceptionTop == nullptr);
    }

    TEST_CASE("call_user never answers ok for a raise, whatever its code") {
        CHECK(handleapi::call_user([] { RaiseException(0, 0, 0, nullptr); }) == Status::rpc_s_internal_error);
    }

    TEST_CASE("call_user turns a C++ exception of the user into the code Windows has for it") {
        const Status status = handleapi::call_user([] { throw std::runtime_error("user"); });
        CHECK(static_cast<uint32_t>(status) == handleapi::kForeignCppException);
    }

    TEST_CASE("call_user turns a fault of user code into its status") {
        const Status status = handleapi::call_user([] { write_nowhere(); });
        CHECK(static_cast<uint32_t>(status) == STATUS_ACCESS_VIOLATION);
        CHECK(RpcExceptionTop == nullptr);
    }

    TEST_CASE("a fault in a function that C++ frames called destroys those frames") {
        std::vector<std::string> log;
        const Status status = handleapi::call_user([&] { fault_below(log); });
        CHECK(static_cast<uint32_t>(status) == STATUS_ACCESS_VIOLATION);
        CHECK(log == std::vector<std::string>{"~above"});
    }

    TEST_CASE("call_user leaves a raise that user code handles alone") {
        unsigned code = 4;
        int answer = 0;
        CHECK(handleapi::call_user([&] { answer = c_block_around(raise_when_asked, &code, 4); }) == Status::ok);
        CHECK(answer == 12);
    }

    TEST_CASE("call_user_or_throw throws what was raised") {
        Status seen = Status::ok;
        try {
            handleapi::call_user_or_throw([] { RaiseException(87, 0, 0, nullptr); });
        } catch (const handleapi::RpcError& error) {
            seen = error.code;
        }
        CHECK(seen == Status::error_invalid_parameter);
    }

    TEST_CASE("raising destroys our objects before the code arrives at the user") {
        std::vector<std::string> log;
        auto call_export = [](void* argument) {
            handleapi::raising([&]() -> int {
                Witness witness(*static_cast<std::vector<std::string>*>(argument), "ours");
                throw handleapi::RpcError{Status::rpc_x_bad_stub_data};
            });
        };
        CHECK(c_block_around(call_export, &log, 1783) == 12);
        CHECK(log == std::vector<std::string>{"~ours"});
    }

    TEST_CASE("raising hands results through and reports exhausted memory") {
        CHECK(handleapi::raising([] { return 42; }) == 42);
        auto exhausted = [](void*) { handleapi::raising([] { throw std::bad_alloc(); }); };
        CHECK(caught_code(exhausted, nullptr) == 14);
    }

    TEST_CASE("returning_status answers the status, the thrown one, or 0 for a body without result") {
        CHECK(handleapi::returning_status([] { return Status::rpc_s_no_bindings; }) == 1718);
        CHECK(handleapi::returning_status([] {}) == 0);
        CHECK(handleapi::returning_status([]() -> Status { throw std::bad_alloc(); }) == 14);
        CHECK(handleapi::returning_status([]() -> Status { throw handleapi::RpcError{Status::error_busy}; }) == 170);
    }

    TEST_CASE("returning_bool sets the last error only when it fails") {
        handleapi::set_last_error(77u);
        CHECK(handleapi::returning_bool([] { return Status::ok; }) == 1);
        CHECK(handleapi::last_error() == 77);
        CHECK(handleapi::returning_bool([] { return Status::error_invalid_handle; }) == 0);
        CHECK(handleapi::last_error() == 6);
    }
}

TEST_SUITE("handleapi/call_site_table") {
    TEST_CASE("an offset is covered by an entry or not, in both encodings") {
        const uint8_t table[] = {0xff, 0xff, 0x01, 9, /**/ 0x10, 0x08, 0x00, 0x00, /**/ 0x80, 0x01, 0x20, 0x40, 0x01};
        const uint8_t fixed[] = {0xff, 0x00, 0x20, 0x03, 13, 4, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0};
        CHECK_FALSE(handleapi::call_site_covered(table, 0x0f));
        CHECK(handleapi::call_site_covered(table, 0x17));
        CHECK(handleapi::call_site_covered(table, 0x80));
        CHECK_FALSE(handleapi::call_site_covered(table, 0xa0));
        CHECK(handleapi::call_site_covered(fixed, 5));
        CHECK_FALSE(handleapi::call_site_covered(fixed, 6));
        CHECK(handleapi::call_site_lands(table, 0x80));
        CHECK_FALSE(handleapi::call_site_lands(table, 0x17));
        CHECK_FALSE(handleapi::call_site_lands(table, 0xa0));
    }
}
