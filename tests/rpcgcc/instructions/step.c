/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* step ROUNDS: a child runs the loop of windows.c, another that of ported.c, one instruction at a time. Prints for each
   the instructions executed in the code of that file, all of them with those of libraries, and the result. Exits with
   3 where processes may not be traced. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

uint64_t windows_work(uint32_t rounds);
uint64_t ported_work(uint32_t rounds);
/* The linker's, of the sections that the code of the files was put in. */
extern const char __start_text_windows[], __stop_text_windows[], __start_text_ported[], __stop_text_ported[];

static void run(uint64_t (*work)(uint32_t), uint32_t rounds)
{
    work(rounds); /* what is found, bound and allocated once */
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(3);
    raise(SIGSTOP);
    uint64_t result = work(rounds);
    raise(SIGSTOP);
    printf(" %016llx\n", (unsigned long long)result);
    fflush(stdout);
    _exit(0);
}

static int count(const char *name, uint64_t (*work)(uint32_t), uint32_t rounds, const char *first, const char *end)
{
    unsigned long long inside = 0, all = 0;
    struct user_regs_struct registers;
    int status;
    pid_t child = fork();

    if (child == 0) run(work, rounds);
    if (child < 0 || waitpid(child, &status, 0) != child) return 2;
    if (!WIFSTOPPED(status)) return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
    for (;;) {
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) != 0) return 2;
        if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 2;
        if (WSTOPSIG(status) == SIGSTOP) break;
        if (WSTOPSIG(status) != SIGTRAP || ptrace(PTRACE_GETREGS, child, NULL, &registers) != 0) return 2;
        inside += registers.rip >= (uintptr_t)first && registers.rip < (uintptr_t)end;
        all++;
    }
    printf("%s %llu %llu", name, inside, all);
    fflush(stdout);
    ptrace(PTRACE_DETACH, child, NULL, NULL);
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

int main(int argc, char **argv)
{
    uint32_t rounds = argc > 1 ? (uint32_t)atoi(argv[1]) : 1;
    int failed = count("windows", windows_work, rounds, __start_text_windows, __stop_text_windows);
    return failed ? failed : count("ported", ported_work, rounds, __start_text_ported, __stop_text_ported);
}
