// SPDX-License-Identifier: LGPL-2.1-or-later
// See seh.hpp. The unwinding to a C block uses _Unwind_ForcedUnwind (Itanium C++ ABI, level I): it stops either in the
// clean-up of the block's own frame variable (RpcExceptionLeave, when the C file was compiled with -fexceptions) or,
// at the latest, in the first stack frame above the block. Objects outside the block but in the same function thus
// stay alive. The exception object lives in the block's frame, so a raise allocates nothing.
#include "handleapi/seh.hpp"

#include <cxxabi.h>
#include <unwind.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "handleapi/call_site_table.hpp"
#include "handleapi/fault.hpp"

#include <rpcexcept.h>

__thread RpcExceptionFrame* RpcExceptionTop;

namespace handleapi {

namespace {

static_assert(sizeof(_Unwind_Exception) <= sizeof(RpcExceptionFrame::unwind));
static_assert(alignof(_Unwind_Exception) <= 16 && offsetof(RpcExceptionFrame, unwind) % 16 == 0);

constexpr uint64_t kExceptionClass = 0x5250435254340000;  // "RPCRT4"

[[noreturn]] void die_unhandled(uint32_t code) noexcept {
    std::fprintf(stderr, "rpcrt4: exception 0x%08X was raised and no RpcTryExcept encloses the call\n", code);
    std::abort();
}

bool encloses_handler(const RpcExceptionFrame* frame) noexcept {
    while (frame && frame->finally_) frame = frame->previous;
    return frame != nullptr;
}

/// Takes `frame` off the chain with the exception in it.
void take(RpcExceptionFrame* frame, uint32_t code) noexcept {
    frame->code = code;
    frame->raised = 1;
    frame->state = RPC_FRAME_LEFT;
    RpcExceptionTop = frame->previous;
}

/// Somebody's catch (...) kept our unwinding from its target: the block is as it was before the raise.
void on_swallowed(_Unwind_Reason_Code, _Unwind_Exception* exception) {
    auto* bytes = reinterpret_cast<unsigned char*>(exception) - offsetof(RpcExceptionFrame, unwind);
    auto* frame = reinterpret_cast<RpcExceptionFrame*>(bytes);
    frame->raised = 0;
    frame->state = RPC_FRAME_ARMED;
    RpcExceptionTop = frame;
}

_Unwind_Reason_Code stop_at_block(int, _Unwind_Action actions, _Unwind_Exception_Class, _Unwind_Exception*,
                                  _Unwind_Context* context, void* target) {
    const bool passed = _Unwind_GetCFA(context) > reinterpret_cast<uintptr_t>(target);
    if (passed || (actions & _UA_END_OF_STACK) != 0) RpcExceptionLand(static_cast<RpcExceptionFrame*>(target));
    return _URC_NO_REASON;
}

[[noreturn]] void unwind_to(RpcExceptionFrame* frame, _Unwind_Stop_Fn stop) {
    frame->state = RPC_FRAME_TARGETED;
    auto* exception = new (static_cast<void*>(frame->unwind)) _Unwind_Exception{};
    exception->exception_class = kExceptionClass;
    exception->exception_cleanup = on_swallowed;
    _Unwind_ForcedUnwind(exception, stop, frame);  // our own stack frames die on the way
    RpcExceptionLand(frame);                       // the unwinder knows no way; the block is reached all the same
}

/// What guarded_call throws to itself.
struct Raised {
    uint32_t code;
};

void throw_raised(RpcExceptionFrame* frame) { throw Raised{frame->code}; }

class GuardFrame : public RpcExceptionFrame {
 public:
    GuardFrame() noexcept { RpcExceptionEnter(this, throw_raised, 0); }
    ~GuardFrame() { RpcExceptionUnlink(this); }
    GuardFrame(const GuardFrame&) = delete;
    GuardFrame& operator=(const GuardFrame&) = delete;
};

/// The exception code as a Status. Code 0 can be raised but must not look like success.
base::Status status_of(uint32_t code) noexcept {
    return code == 0 ? base::Status::rpc_s_internal_error : static_cast<base::Status>(code);
}

/// What is learnt on the way from the stack frame that faulted to the one that holds the block.
struct FaultPath {
    uintptr_t address;
    RpcExceptionFrame* block;
    uintptr_t holder = 0;  // stack pointer of the function that holds the block, as far as walked
    bool entered = false;
    bool complete = false;
    bool prepared = true;         // every function before the holder lets exceptions pass
    bool holder_prepared = true;  // it is only known to be the holder when the next function is seen
    bool holder_lands = false;    // an exception at the fault would run its clean-ups and reach its handlers
};

/// Compilers assume that only calls throw, and only some (without -fnon-call-exceptions): anywhere else the C++
/// personality ends the process.
void look_at_function(_Unwind_Context* context, FaultPath& path) {
    const auto* table = reinterpret_cast<const uint8_t*>(_Unwind_GetLanguageSpecificData(context));
    path.holder_prepared = !table;
    path.holder_lands = false;
    if (!table) return;
    int exact = 0;
    const uintptr_t address = _Unwind_GetIPInfo(context, &exact) - (exact ? 0 : 1);
    const uintptr_t offset = address - _Unwind_GetRegionStart(context);
    path.holder_prepared = call_site_covered(table, offset);
    path.holder_lands = call_site_lands(table, offset);
}

_Unwind_Reason_Code follow_path(_Unwind_Context* context, void* argument) {
    auto& path = *static_cast<FaultPath*>(argument);
    if (_Unwind_GetIP(context) == path.address) path.entered = true;
    if (!path.entered) return _URC_NO_REASON;
    path.complete = _Unwind_GetCFA(context) > reinterpret_cast<uintptr_t>(path.block);
    if (path.complete) return _URC_END_OF_STACK;
    path.prepared = path.prepared && path.holder_prepared;
    look_at_function(context, path);
    path.holder = _Unwind_GetCFA(context);
    return _URC_NO_REASON;
}

_Unwind_Reason_Code stop_at_holder(int, _Unwind_Action actions, _Unwind_Exception_Class, _Unwind_Exception*,
                                   _Unwind_Context* context, void* argument) {
    auto* frame = static_cast<RpcExceptionFrame*>(argument);
    const bool arrived = _Unwind_GetCFA(context) >= reinterpret_cast<uintptr_t>(frame->holder);
    if (arrived || (actions & _UA_END_OF_STACK) != 0) RpcExceptionLand(frame);
    return _URC_NO_REASON;
}

__attribute__((constructor)) void on_load() { install_fault_handlers(); }

}  // namespace

bool has_handler() noexcept { return encloses_handler(RpcExceptionTop); }

void raise(uint32_t code) {
    RpcExceptionFrame* frame = RpcExceptionTop;
    if (!encloses_handler(frame)) die_unhandled(code);
    for (; frame->finally_ && frame->land; frame = frame->previous) frame->state = RPC_FRAME_LEFT;  // unwinding runs it
    take(frame, code);
    if (!frame->land) unwind_to(frame, stop_at_block);
    frame->land(frame);
    std::abort();
}

void raise_at_fault(uint32_t code, uintptr_t address) {
    RpcExceptionFrame* frame = RpcExceptionTop;
    FaultPath path{address, frame};
    _Unwind_Backtrace(follow_path, &path);
    const bool passable = path.complete && path.prepared;
    const bool ready = frame->raised == RPC_FRAME_FAULTS_THROW && path.holder_lands;
    if (passable && (!frame->land || ready)) raise(code);
    take(frame, code);
    // Where the function of a C++ block is not prepared for a throw at the fault, everything below it is unwound, then
    // it is entered at its jump point and throws there; its own objects of the block stay.
    frame->holder = reinterpret_cast<void*>(path.holder);
    if (passable) unwind_to(frame, stop_at_holder);
    RpcExceptionLand(frame);
}

// A thread's exit has no exception object: gcc binds the reference below to null, which UBSan would report.
__attribute__((no_sanitize("null"))) base::Status guarded_call(void (*function)(void*), void* argument) {
    try {
        GuardFrame frame;
        RPC_FRAME_JUMP_STORAGE;
        if (RPC_FRAME_JUMP_SET(frame)) throw_raised(&frame);
        function(argument);
        return base::Status::ok;
    } catch (const Raised& raised) {
        return status_of(raised.code);
    } catch (const RpcError& error) {
        return error.code;
    } catch (const abi::__forced_unwind&) {
        throw;
    } catch (...) {
        return status_of(kForeignCppException);
    }
}

}  // namespace handleapi

// The private part of the ABI, used by the macros of rpcexcept.h.

__attribute__((noinline)) void RpcExceptionLand(RpcExceptionFrame* frame) {
    frame->state = RPC_FRAME_LEFT;
    if (frame->jump_with) frame->jump_with(frame);
    __builtin_longjmp(frame->jump, 1);
}

void RpcExceptionContinue(const RpcExceptionFrame* frame, int disposition) {
    handleapi::raise(disposition < 0 ? STATUS_NONCONTINUABLE_EXCEPTION : frame->code);
}

void RpcExceptionFinallySkipped() {
    std::fputs("rpcrt4: RpcTryFinally was left by return, break or goto, which clang cannot follow in C\n", stderr);
    std::abort();
}
