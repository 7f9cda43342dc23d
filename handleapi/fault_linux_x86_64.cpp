// SPDX-License-Identifier: LGPL-2.1-or-later
// See fault.hpp. The signal handler does not raise: it makes the interrupted thread continue in a thunk that looks, to
// the unwinder, like a call made by the faulting instruction. The raise then happens outside any handler, with the
// signal mask restored, and may run destructors. The handler itself reads thread-local data of the initial-exec model
// and writes 16 bytes below the red zone: both are async-signal-safe.
//
// Handlers of the whole process (vectored.hpp) are called before that, within the signal handler, so that what they
// change of the registers, or of the memory that faulted, is in force when the instruction is tried again.
//
// Not converted: signals sent by kill(), faults near the stack pointer (the stack is used up), faults in threads
// without a handler. Those go to the previous disposition.
#include <signal.h>
#include <ucontext.h>

#include <array>
#include <cstdint>

#include "handleapi/context.hpp"
#include "handleapi/fault.hpp"
#include "handleapi/safe_read.hpp"
#include "handleapi/seh.hpp"
#include "handleapi/vectored.hpp"

#include <winnt.h>

// The record at RSP holds the stack pointer and the address of the interrupted code; the unwind rules read them there.
asm(R"(
    .text
    .hidden handleapi_fault_thunk
    .globl handleapi_fault_thunk
    .type handleapi_fault_thunk, @function
handleapi_fault_thunk:
    .cfi_startproc
    .cfi_signal_frame
    .cfi_escape 0x0f, 0x03, 0x77, 0x00, 0x06
    .cfi_escape 0x10, 0x10, 0x02, 0x77, 0x08
    call handleapi_fault_arrived
    ud2
    .cfi_endproc
    .size handleapi_fault_thunk, . - handleapi_fault_thunk
)");

// The touches of safe_read.hpp: the first instruction of each may fault and then continues at the end.
asm(R"(
    .text
    .macro touch name
    .hidden \name
    .globl \name
    .type \name, @function
\name:
    .cfi_startproc
    .endm
    .macro touched name
    .cfi_endproc
    .size \name, . - \name
    .endm

    touch handleapi_read_pointer
    mov (%rdi), %rax
    ret
    touched handleapi_read_pointer
    touch handleapi_can_read
    movb (%rdi), %al
    mov $1, %eax
    ret
    touched handleapi_can_read
    touch handleapi_can_write
    lock orb $0, (%rdi)
    mov $1, %eax
    ret
    touched handleapi_can_write
    touch handleapi_touch_failed
    xor %eax, %eax
    ret
    touched handleapi_touch_failed
)");

extern "C" void handleapi_touch_failed();
extern "C" void handleapi_fault_thunk();
extern "C" __attribute__((visibility("hidden"), used)) void handleapi_fault_arrived(uint32_t code, uintptr_t address);

void handleapi_fault_arrived(uint32_t code, uintptr_t address) { handleapi::raise_at_fault(code, address); }

namespace handleapi {

namespace {

constexpr std::array<int, 4> kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr uintptr_t kRedZone = 128;
constexpr uintptr_t kStackSlack = 64 * 1024;

std::array<struct sigaction, 4> previous_actions;

struct ThunkRecord {
    uintptr_t stack_pointer;
    uintptr_t address;
};

uint32_t code_of_float_fault(int si_code) noexcept {
    switch (si_code) {
        case FPE_INTDIV:
            return STATUS_INTEGER_DIVIDE_BY_ZERO;
        case FPE_INTOVF:
            return STATUS_INTEGER_OVERFLOW;
        case FPE_FLTDIV:
            return STATUS_FLOAT_DIVIDE_BY_ZERO;
        case FPE_FLTOVF:
            return STATUS_FLOAT_OVERFLOW;
        case FPE_FLTUND:
            return STATUS_FLOAT_UNDERFLOW;
        case FPE_FLTRES:
            return STATUS_FLOAT_INEXACT_RESULT;
        case FPE_FLTSUB:
            return STATUS_ARRAY_BOUNDS_EXCEEDED;
        default:
            return STATUS_FLOAT_INVALID_OPERATION;
    }
}

uint32_t code_of_fault(int signal, int si_code) noexcept {
    switch (signal) {
        case SIGFPE:
            return code_of_float_fault(si_code);
        case SIGILL:
            return si_code == ILL_PRVOPC ? STATUS_PRIVILEGED_INSTRUCTION : STATUS_ILLEGAL_INSTRUCTION;
        case SIGBUS:
            return si_code == BUS_ADRALN ? STATUS_DATATYPE_MISALIGNMENT : STATUS_IN_PAGE_ERROR;
        default:
            return STATUS_ACCESS_VIOLATION;
    }
}

/// A fault of this thread's own instruction, with stack left to deal with it.
bool can_be_dealt_with(int signal, const siginfo_t& info, uintptr_t stack_pointer) noexcept {
    if (info.si_code <= 0) return false;
    if (signal != SIGSEGV) return true;
    const auto address = reinterpret_cast<uintptr_t>(info.si_addr);
    return address < stack_pointer - kStackSlack || address > stack_pointer + kStackSlack;
}

void continue_in_thunk(uint32_t code, const siginfo_t& info, greg_t* registers) noexcept {
    ThunkRecord from = {static_cast<uintptr_t>(registers[REG_RSP]), static_cast<uintptr_t>(registers[REG_RIP])};
    uintptr_t top = from.stack_pointer;
    const bool by_access = info.si_signo == SIGSEGV || info.si_signo == SIGBUS;  // else si_addr is the instruction
    if (by_access && reinterpret_cast<uintptr_t>(info.si_addr) == from.address) {
        // A call to a bad address: the culprit is the caller, found at its call instruction.
        from.address = *reinterpret_cast<const uintptr_t*>(from.stack_pointer) - 1;
        from.stack_pointer += sizeof(uintptr_t);
    }
    top = (top - kRedZone - sizeof(ThunkRecord)) & ~uintptr_t{15};
    *reinterpret_cast<ThunkRecord*>(top) = from;
    registers[REG_RSP] = static_cast<greg_t>(top);
    registers[REG_RIP] = reinterpret_cast<greg_t>(&handleapi_fault_thunk);
    registers[REG_RDI] = code;
    registers[REG_RSI] = static_cast<greg_t>(from.address);
}

/// Hands the signal to whoever had it before us. The default action is restored and happens when the instruction is
/// tried again, or at once for a signal that was sent.
void pass_on(int signal, siginfo_t* info, void* context, const struct sigaction& previous) {
    if ((previous.sa_flags & SA_SIGINFO) != 0) {
        previous.sa_sigaction(signal, info, context);
        return;
    }
    if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
        previous.sa_handler(signal);
        return;
    }
    if (previous.sa_handler == SIG_IGN && info->si_code <= 0) return;
    struct sigaction plain = {};
    plain.sa_handler = SIG_DFL;
    sigaction(signal, &plain, nullptr);
    if (info->si_code <= 0) ::raise(signal);
}

/// A touch of safe_read.hpp that failed continues with its answer.
bool resume_touch(greg_t* registers) noexcept {
    const auto at = static_cast<uintptr_t>(registers[REG_RIP]);
    if (at != reinterpret_cast<uintptr_t>(&handleapi_read_pointer) &&
        at != reinterpret_cast<uintptr_t>(&handleapi_can_read) &&
        at != reinterpret_cast<uintptr_t>(&handleapi_can_write)) {
        return false;
    }
    registers[REG_RIP] = reinterpret_cast<greg_t>(&handleapi_touch_failed);
    return true;
}

EXCEPTION_RECORD describe(int signal, const siginfo_t& info, const greg_t* registers) noexcept {
    constexpr greg_t kWrite = 2, kExecute = 16;  // of the processor's error code
    EXCEPTION_RECORD record{};
    record.ExceptionCode = code_of_fault(signal, info.si_code);
    record.ExceptionAddress = reinterpret_cast<void*>(registers[REG_RIP]);
    if (signal == SIGSEGV || signal == SIGBUS) {
        const greg_t error = registers[REG_ERR];
        record.NumberParameters = 2;
        record.ExceptionInformation[0] = error & kExecute ? 8 : error & kWrite ? 1 : 0;
        record.ExceptionInformation[1] = reinterpret_cast<uintptr_t>(info.si_addr);
    }
    return record;
}

/// Runs a handler of the process on the fault, with the signal let through again. True: the thread goes on with the
/// registers as the handler left them.
template <typename Handle>
bool resumed_by(Handle&& handle, int signal, const siginfo_t& info, void* context) {
    EXCEPTION_RECORD record = describe(signal, info, static_cast<ucontext_t*>(context)->uc_mcontext.gregs);
    CONTEXT registers;
    read_context(context, registers);
    EXCEPTION_POINTERS exception = {&record, &registers};
    sigset_t mask, before;
    sigemptyset(&mask);
    sigaddset(&mask, signal);
    pthread_sigmask(SIG_UNBLOCK, &mask, &before);
    const bool goes_on = handle(exception);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (goes_on) write_context(registers, context);
    return goes_on;
}

void on_fault(int signal, siginfo_t* info, void* context) {
    greg_t* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    if (resume_touch(registers)) return;
    if (can_be_dealt_with(signal, *info, static_cast<uintptr_t>(registers[REG_RSP]))) {
        if (vectored::any_handler() && resumed_by(vectored::dispatch, signal, *info, context)) return;
        if (has_handler()) {
            continue_in_thunk(code_of_fault(signal, info->si_code), *info, registers);
            return;
        }
        if (vectored::has_unhandled_filter() && resumed_by(vectored::unhandled, signal, *info, context)) return;
    }
    for (size_t i = 0; i < kSignals.size(); ++i)
        if (kSignals[i] == signal) pass_on(signal, info, context, previous_actions[i]);
}

}  // namespace

void install_fault_handlers() noexcept {
    for (size_t i = 0; i < kSignals.size(); ++i) {
        struct sigaction action = {};
        action.sa_sigaction = on_fault;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigaction(kSignals[i], &action, &previous_actions[i]);
    }
}

}  // namespace handleapi
