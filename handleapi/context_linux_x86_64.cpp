// SPDX-License-Identifier: LGPL-2.1-or-later
// See context.hpp.
#include <ucontext.h>

#include <cstring>

#include "handleapi/context.hpp"

namespace handleapi {
namespace {

static_assert(sizeof(CONTEXT) == 1232 && sizeof(XMM_SAVE_AREA32) == sizeof(struct _libc_fpstate));

struct Pair {
    UINT64 CONTEXT::*member;
    int index;
};
constexpr Pair kRegisters[] = {{&CONTEXT::Rax, REG_RAX}, {&CONTEXT::Rcx, REG_RCX}, {&CONTEXT::Rdx, REG_RDX},
                               {&CONTEXT::Rbx, REG_RBX}, {&CONTEXT::Rsp, REG_RSP}, {&CONTEXT::Rbp, REG_RBP},
                               {&CONTEXT::Rsi, REG_RSI}, {&CONTEXT::Rdi, REG_RDI}, {&CONTEXT::R8, REG_R8},
                               {&CONTEXT::R9, REG_R9},   {&CONTEXT::R10, REG_R10}, {&CONTEXT::R11, REG_R11},
                               {&CONTEXT::R12, REG_R12}, {&CONTEXT::R13, REG_R13}, {&CONTEXT::R14, REG_R14},
                               {&CONTEXT::R15, REG_R15}, {&CONTEXT::Rip, REG_RIP}};

}  // namespace

void read_context(const void* machine, CONTEXT& context) noexcept {
    const mcontext_t& from = static_cast<const ucontext_t*>(machine)->uc_mcontext;
    std::memset(&context, 0, sizeof context);
    context.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    for (const Pair& pair : kRegisters) context.*pair.member = static_cast<UINT64>(from.gregs[pair.index]);
    const auto segments = static_cast<UINT64>(from.gregs[REG_CSGSFS]);
    context.SegCs = static_cast<WORD>(segments);
    context.SegGs = static_cast<WORD>(segments >> 16);
    context.SegFs = static_cast<WORD>(segments >> 32);
    context.SegSs = static_cast<WORD>(segments >> 48);
    context.EFlags = static_cast<DWORD>(from.gregs[REG_EFL]);
    if (!from.fpregs) return;
    std::memcpy(&context.FltSave, from.fpregs, sizeof context.FltSave);
    context.MxCsr = context.FltSave.MxCsr;
}

void write_context(const CONTEXT& context, void* machine) noexcept {
    mcontext_t& to = static_cast<ucontext_t*>(machine)->uc_mcontext;
    for (const Pair& pair : kRegisters) to.gregs[pair.index] = static_cast<greg_t>(context.*pair.member);
    to.gregs[REG_EFL] = static_cast<greg_t>(context.EFlags);
    if (!to.fpregs) return;
    // The rest of the area is the kernel's, which describes its extended part there.
    std::memcpy(to.fpregs->_st, context.FltSave.FloatRegisters, sizeof to.fpregs->_st);
    std::memcpy(to.fpregs->_xmm, context.FltSave.XmmRegisters, sizeof to.fpregs->_xmm);
    to.fpregs->mxcsr = context.MxCsr;
}

void capture_context(CONTEXT& context) noexcept {
    ucontext_t here{};
    getcontext(&here);
    read_context(&here, context);
}

}  // namespace handleapi
