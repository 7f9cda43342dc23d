// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcTryFinally in C and C++: the finally block runs once on every way out of the block, inside and outside of
// RpcTryExcept.
#include <windows.h>

#include <rpc.h>

#include "seh_check.h"

static char trace[64];
static int traced;
static void mark(char c) {
    trace[traced++] = c;
    trace[traced] = 0;
}
static int is_trace(const char* expected) {
    const int same = strcmp(trace, expected) == 0;
    if (!same) printf("trace is %s\n", trace);
    traced = 0;
    trace[0] = 0;
    return same;
}

static void a_finally_block_runs_after_its_block(void) {
    KEPT int local = 1;
    RpcTryFinally {
        local = 2;
        mark('b');
    }
    RpcFinally {
        CHECK(local == 2);
        CHECK(!RpcAbnormalTermination());
        mark('f');
    }
    RpcEndFinally mark('e');
    CHECK(is_trace("bfe"));
}

static void a_raise_runs_the_finally_block_before_the_handler(void) {
    KEPT int local = 1;
    RpcTryExcept {
        RpcTryFinally {
            local = 2;
            mark('b');
            RpcRaiseException(31);
        }
        RpcFinally {
            CHECK(local == 2);
            CHECK(RpcAbnormalTermination());
            mark('f');
        }
        RpcEndFinally mark('!');
    }
    RpcExcept(RpcExceptionCode() == 31) { mark('h'); }
    RpcEndExcept CHECK(is_trace("bfh"));
    CHECK(RpcExceptionTop == 0);
}

static void an_exception_handled_inside_leaves_the_finally_block_for_later(void) {
    RpcTryFinally {
        RpcTryExcept { RpcRaiseException(1); }
        RpcExcept(1) { mark('h'); }
        RpcEndExcept mark('b');
    }
    RpcFinally { mark('f'); }
    RpcEndFinally CHECK(is_trace("hbf"));
}

static void finally_blocks_run_from_the_inside_out(void) {
    RpcTryExcept{RpcTryFinally{RpcTryFinally{RpcRaiseException(1);
}
RpcFinally { mark('1'); }
RpcEndFinally
}
RpcFinally { mark('2'); }
RpcEndFinally
}
RpcExcept(1) { mark('h'); }
RpcEndExcept CHECK(is_trace("12h"));
}

static void a_finally_block_may_catch_and_even_raise(void) {
    KEPT unsigned code = 0;
    RpcTryExcept{RpcTryFinally{mark('b');
}
RpcFinally {
    RpcTryExcept { RpcRaiseException(2); }
    RpcExcept(1) { mark('h'); }
    RpcEndExcept RpcRaiseException(3);
}
RpcEndFinally
}
RpcExcept(1) { code = RpcExceptionCode(); }
RpcEndExcept CHECK(code == 3);
CHECK(is_trace("bh"));
}

#if !defined(__clang__) || defined(__cplusplus)
static int leave_by(int way) {
    int rounds = 0;
    for (int i = 0; i < 3; ++i) {
        RpcTryFinally {
            rounds = rounds + 1;
            if (way == 1 && i == 1) break;
            if (way == 2) continue;
            if (way == 3 && i == 1) return 10 * rounds;
            if (way == 4) goto out;
        }
        RpcFinally {
            mark(RpcAbnormalTermination() ? 'a' : 'n');
            rounds = rounds + 100;
        }
        RpcEndFinally mark('e');
    }
out:
    return rounds;
}

static void break_continue_return_and_goto_run_the_finally_block(void) {
    CHECK(leave_by(0) == 303 && is_trace("nenene"));
    CHECK(leave_by(1) == 202 && is_trace("nea"));
    CHECK(leave_by(2) == 303 && is_trace("aaa"));
    CHECK(leave_by(3) == 1020 && is_trace("nea"));
    CHECK(leave_by(4) == 101 && is_trace("a"));
    CHECK(RpcExceptionTop == 0);
}
#endif

int main(void) {
    a_finally_block_runs_after_its_block();
    a_raise_runs_the_finally_block_before_the_handler();
    an_exception_handled_inside_leaves_the_finally_block_for_later();
    finally_blocks_run_from_the_inside_out();
    a_finally_block_may_catch_and_even_raise();
#if !defined(__clang__) || defined(__cplusplus)
    break_continue_return_and_goto_run_the_finally_block();
#endif
    return failures != 0;
}
