// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcTryExcept in a C program (and, compiled as C++, in a C++ one): what control flow and locals do around a raise.
#include <windows.h>

#include <rpc.h>

#include "seh_check.h"

static void raise_if(int wanted, int code) {
    if (wanted) RpcRaiseException(code);
}

static void locals_changed_in_the_block_are_seen_in_the_handler(void) {
    KEPT int number = 1;
    KEPT double real = 1.0;
    int handled = 0;
    RpcTryExcept {
        number = 2;
        real = 2.5;
        raise_if(1, 77);
        number = 3;
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER) {
        CHECK(number == 2);
        CHECK(real == 2.5);
        CHECK(RpcExceptionCode() == 77);
        CHECK(GetExceptionCode() == 77);
        handled = 1;
    }
    RpcEndExcept;
    CHECK(handled && number == 2);
}

static void a_block_without_a_raise_runs_to_its_end(void) {
    KEPT int steps = 0;
    RpcTryExcept { steps = 1; }
    RpcExcept(1) { steps = 100; }
    RpcEndExcept CHECK(steps == 1);
    CHECK(RpcExceptionTop == 0);
}

static void a_refusing_filter_passes_the_exception_to_the_outer_block(void) {
    KEPT int inner = 0, outer = 0;
    RpcTryExcept {
        RpcTryExcept { raise_if(1, 5); }
        RpcExcept(RpcExceptionCode() == 6) { inner = 1; }
        RpcEndExcept inner = 2;
    }
    RpcExcept(RpcExceptionCode() == 5) { outer = 1; }
    RpcEndExcept CHECK(inner == 0 && outer == 1);
}

static void a_handler_may_raise_again(void) {
    KEPT int seen = 0;
    RpcTryExcept{RpcTryExcept{raise_if(1, 5);
}
RpcExcept(1) {
    seen = (int)RpcExceptionCode();
    RpcRaiseException((RPC_STATUS)RpcExceptionCode() + 1);
}
RpcEndExcept
}
RpcExcept(1) { seen = seen * 10 + (int)RpcExceptionCode(); }
RpcEndExcept CHECK(seen == 56);
}

static void a_handler_may_hold_a_block_of_its_own(void) {
    KEPT int seen = 0;
    RpcTryExcept { raise_if(1, 8); }
    RpcExcept(1) {
        seen = (int)RpcExceptionCode();
        RpcTryExcept { raise_if(1, 9); }
        RpcExcept(1) { seen = seen * 10 + (int)RpcExceptionCode(); }
        RpcEndExcept seen = seen * 10 + (int)RpcExceptionCode();
    }
    RpcEndExcept CHECK(seen == 898);
}

static int leave_by(int way) {
    KEPT int rounds = 0;
    for (int i = 0; i < 5; ++i) {
        rounds = rounds + 1;
        RpcTryExcept {
            if (way == 1 && i == 2) break;
            if (way == 2 && i < 4) continue;
            if (way == 3 && i == 3) return 1000 + rounds;
            if (way == 4) goto out;
            raise_if(i == 4, 1);
        }
        RpcExcept(1) { rounds = rounds + 100; }
        RpcEndExcept
    }
out:
    return rounds;
}

static void break_continue_return_and_goto_leave_the_block(void) {
    CHECK(leave_by(0) == 105);
    CHECK(leave_by(1) == 3);
    CHECK(leave_by(2) == 105);
    CHECK(leave_by(3) == 1004);
    CHECK(leave_by(4) == 1);
    CHECK(RpcExceptionTop == 0);
}

static int leave_handler_by(int way) {
    KEPT int rounds = 0;
    for (int i = 0; i < 3; ++i) {
        RpcTryExcept { raise_if(1, i + 1); }
        RpcExcept(1) {
            rounds = rounds + 1;
            if (way == 1) break;
            if (way == 2) continue;
            if (way == 3) return 50;
        }
        RpcEndExcept rounds = rounds + 10;
    }
    return rounds;
}

static void break_continue_and_return_leave_the_handler(void) {
    CHECK(leave_handler_by(0) == 33);
    CHECK(leave_handler_by(1) == 1);
    CHECK(leave_handler_by(2) == 3);
    CHECK(leave_handler_by(3) == 50);
    CHECK(RpcExceptionTop == 0);
}

static int depth_reached;
static void dig(int depth) {
    RpcTryExcept {
        if (depth == 0) RpcRaiseException(42);
        dig(depth - 1);
    }
    RpcExcept(depth == 5) { depth_reached = depth; }
    RpcEndExcept
}

static void a_raise_climbs_through_recursion_to_the_willing_filter(void) {
    dig(20);
    CHECK(depth_reached == 5);
    CHECK(RpcExceptionTop == 0);
}

static int filter_with_effect(int code, KEPT int* copy) {
    *copy = code;
    return EXCEPTION_EXECUTE_HANDLER;
}

static void filters_may_have_effects_and_commas(void) {
    KEPT int first = 0, second = 0;
    RpcTryExcept { raise_if(1, 12); }
    RpcExcept(first = 3, filter_with_effect((int)RpcExceptionCode(), &second)) {}
    RpcEndExcept CHECK(first == 3 && second == 12);
}

static void continuing_execution_is_refused(void) {
    KEPT unsigned code = 0;
    RpcTryExcept{RpcTryExcept{raise_if(1, 12);
}
RpcExcept(EXCEPTION_CONTINUE_EXECUTION) { code = 1; }
RpcEndExcept
}
RpcExcept(1) { code = RpcExceptionCode(); }
RpcEndExcept CHECK(code == EXCEPTION_NONCONTINUABLE_EXCEPTION);
}

static void raise_exception_keeps_every_bit(void) {
    KEPT unsigned code = 0;
    RpcTryExcept { RaiseException(0xF1234567u, EXCEPTION_NONCONTINUABLE, 0, 0); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == 0xF1234567u);
}

int main(void) {
    locals_changed_in_the_block_are_seen_in_the_handler();
    a_block_without_a_raise_runs_to_its_end();
    a_refusing_filter_passes_the_exception_to_the_outer_block();
    a_handler_may_raise_again();
    a_handler_may_hold_a_block_of_its_own();
    break_continue_return_and_goto_leave_the_block();
    break_continue_and_return_leave_the_handler();
    a_raise_climbs_through_recursion_to_the_willing_filter();
    filters_may_have_effects_and_commas();
    continuing_execution_is_refused();
    raise_exception_keeps_every_bit();
    return failures != 0;
}
