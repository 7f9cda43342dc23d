// SPDX-License-Identifier: LGPL-2.1-or-later
// Faults of the processor inside RpcTryExcept, in C and in C++: in the block itself, in functions it calls, through a
// bad function pointer, on several threads. Outside of a block a fault ends the process the ordinary way.
#include <windows.h>

#include <rpc.h>

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seh_check.h"
#include "tests/sanitizers.h"

// The faults are meant; the sanitizers need not report them.
#define DELIBERATE __attribute__((no_sanitize("undefined")))

static int* volatile nowhere = (int*)8;
static volatile int zero;

DELIBERATE __attribute__((noinline)) static int read_from(const int* p) { return *(const volatile int*)p; }

DELIBERATE static void a_bad_read_in_a_called_function_is_an_access_violation(void) {
    for (int i = 0; i < 3; ++i) {
        volatile int number = i;
        RpcTryExcept {
            number = i + 10;
            number = read_from(nowhere);
        }
        RpcExcept(RpcExceptionCode() == STATUS_ACCESS_VIOLATION) {
            CHECK(number == i + 10);
            number = 1;
        }
        RpcEndExcept CHECK(number == 1);
    }
}

DELIBERATE static void a_bad_write_in_the_block_itself_is_an_access_violation(void) {
    KEPT unsigned code = 0;
    RpcTryExcept { *(volatile int*)nowhere = 1; }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == 0xC0000005u);
}

DELIBERATE static void a_division_by_zero_is_reported_as_such(void) {
    KEPT unsigned code = 0;
    volatile int result = 0;  // or the compiler moves the division out of the block
    RpcTryExcept { result = 7 / zero; }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == STATUS_INTEGER_DIVIDE_BY_ZERO && result == 0);
}

static void an_illegal_instruction_is_reported_as_such(void) {
    KEPT unsigned code = 0;
    RpcTryExcept { __asm__ volatile("ud2"); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == STATUS_ILLEGAL_INSTRUCTION);
}

DELIBERATE static void a_call_to_nowhere_is_an_access_violation(void) {
    void (*volatile function)(void) = 0;
    KEPT unsigned code = 0;
    RpcTryExcept { function(); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == STATUS_ACCESS_VIOLATION);
}

static void a_fault_runs_the_finally_block(void) {
    volatile int ran = 0;
    RpcTryExcept{RpcTryFinally{read_from(nowhere);
}
RpcFinally { ran = 1; }
RpcEndFinally
}
RpcExcept(1) { ran = ran + 10; }
RpcEndExcept CHECK(ran == 11);
}

static void* fault_often(void* result) {
    KEPT int count = 0;
    for (int i = 0; i < 200; ++i) {
        RpcTryExcept { read_from(nowhere); }
        RpcExcept(1) { count = count + 1; }
        RpcEndExcept
    }
    *(int*)result = count;
    return 0;
}

static void every_thread_has_faults_of_its_own(void) {
    pthread_t threads[4];
    int counts[4] = {0, 0, 0, 0};
    for (int i = 0; i < 4; ++i) pthread_create(&threads[i], 0, fault_often, &counts[i]);
    for (int i = 0; i < 4; ++i) pthread_join(threads[i], 0);
    for (int i = 0; i < 4; ++i) CHECK(counts[i] == 200);
}

static int child_signal(void (*body)(void)) {
    fflush(0);
    const pid_t child = fork();
    if (child == 0) {
        freopen("/dev/null", "w", stderr);
        body();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static void fault_outside(void) { read_from(nowhere); }
static void fault_under_finally_only(void) {
    RpcTryFinally { read_from(nowhere); }
    RpcFinally { _exit(7); }
    RpcEndFinally
}
static void raise_outside(void) { RpcRaiseException(RPC_S_CALL_FAILED); }
static void send_a_signal_inside(void) {
    RpcTryExcept { kill(getpid(), SIGSEGV); }
    RpcExcept(1) { _exit(7); }
    RpcEndExcept
}

static void without_a_block_the_process_ends(void) {
    CHECK(child_signal(raise_outside) == SIGABRT);
#if !UNDER_SANITIZER
    CHECK(child_signal(fault_outside) == SIGSEGV);
    CHECK(child_signal(fault_under_finally_only) == SIGSEGV);
    CHECK(child_signal(send_a_signal_inside) == SIGSEGV);
#else
    CHECK(child_signal(fault_outside) != 0);
    CHECK(child_signal(fault_under_finally_only) != -7);
    CHECK(child_signal(send_a_signal_inside) != -7);
#endif
}

int main(void) {
    a_bad_read_in_a_called_function_is_an_access_violation();
    a_bad_write_in_the_block_itself_is_an_access_violation();
    a_division_by_zero_is_reported_as_such();
    an_illegal_instruction_is_reported_as_such();
    a_call_to_nowhere_is_an_access_violation();
    a_fault_runs_the_finally_block();
    every_thread_has_faults_of_its_own();
    without_a_block_the_process_ends();
    return failures != 0;
}
