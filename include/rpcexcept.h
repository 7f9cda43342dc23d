// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcexcept.h>: RpcTryExcept, RpcTryFinally and their kin, for C and C++, gcc and clang.
//
// Every guarded block owns an RpcExceptionFrame on the stack of its function, linked into a chain per thread whose
// top is RpcExceptionTop. RpcRaiseException looks at the top: a C++ block is reached by a throw made in the block's
// own translation unit, a C block by unwinding (destructors in between run) and a jump. Leaving a block by break,
// return, continue or goto unlinks it.
//
// Compile C with -fexceptions. What each compiler gives:
//   gcc, C      locals changed in the block and read in the handler are right at every optimisation level;
//               RpcFinally is a nested function, so `return` inside the finally block only ends that block.
//   gcc/clang, C++  right as well; RpcFinally is a lambda.
//   clang, C    locals changed in the block and read in the handler must be volatile (or compile with -O0 or as
//               C++); leaving RpcTryFinally by return, break or goto ends the process with a message.
// After a fault of the processor, locals the block itself changed last may be missing from the handler unless they are
// volatile, and objects between the fault and the block may stay undestroyed (as with /EHsc on Windows), unless C++ is
// compiled with -fnon-call-exceptions -DRPCRT4_FAULTS_THROW=RPC_FRAME_FAULTS_THROW (then as with /EHa).
// In C++ blocks catch exceptions of C++ as well, as code 0xE06D7363, and catch (...) catches raises. In C exceptions of
// C++ pass blocks.
// A filter runs after the finally blocks inside it, and EXCEPTION_CONTINUE_EXECUTION raises
// EXCEPTION_NONCONTINUABLE_EXCEPTION instead.
#ifndef RPCRT4_INCLUDE_RPCEXCEPT_H
#define RPCRT4_INCLUDE_RPCEXCEPT_H

#ifdef __clang__
#include <setjmp.h>
#endif

#include <winnt.h>

enum {
    RPC_FRAME_LEFT = 0,     // not linked: never entered, left, or being handled
    RPC_FRAME_ARMED = 1,    // linked into the chain of its thread
    RPC_FRAME_TARGETED = 2  // unlinked by a raise that is on its way here
};

// In `raised` before anything is: the function of the block is ready for exceptions at any instruction.
#define RPC_FRAME_FAULTS_THROW 2
#ifndef RPCRT4_FAULTS_THROW
#define RPCRT4_FAULTS_THROW 0
#endif

typedef struct RpcExceptionFrame {
    struct RpcExceptionFrame* previous;
    unsigned int code;                                   // the exception, once raised
    unsigned char state;                                 // RPC_FRAME_*
    unsigned char finally_;                              // a finally block: it does not end the search for a handler
    unsigned char raised;                                // the block was left by an exception
    unsigned char completed;                             // the block ran to its end
    void (*land)(struct RpcExceptionFrame* frame);       // C++: throws in the block's translation unit; C: null
    void (*jump_with)(struct RpcExceptionFrame* frame);  // how to reach the block; null: by __builtin_longjmp
    void* jump[5];  // __builtin_setjmp buffer, or a pointer to what jump_with needs
    void* holder;   // after a fault: stack pointer of the function that holds the block
    __attribute__((__aligned__(16))) void* unwind[4];  // the exception object while unwinding to this frame
} RpcExceptionFrame;

RPCRT4_BEGIN_C

extern RPCRT4_IMPORT __thread RpcExceptionFrame* RpcExceptionTop __attribute__((__tls_model__("initial-exec")));

// Raises `code` to the innermost guarded block; without one the process ends. Same function as <rpcdce.h> declares.
RPCRT4_IMPORT void RpcRaiseException(LONG code) DECLSPEC_NORETURN;
// Continues the exception `frame` holds in the enclosing block. `disposition` is what the filter answered (<= 0).
RPCRT4_IMPORT void RpcExceptionContinue(const RpcExceptionFrame* frame, int disposition) DECLSPEC_NORETURN;
// Ends an unwinding that arrived at `frame`: control moves to its handler.
RPCRT4_IMPORT void RpcExceptionLand(RpcExceptionFrame* frame) DECLSPEC_NORETURN;
// Reports a finally block that could not be run and ends the process.
RPCRT4_IMPORT void RpcExceptionFinallySkipped(void) DECLSPEC_NORETURN;

RPCRT4_END_C

__forceinline void RpcExceptionEnter(RpcExceptionFrame* frame, void (*land)(RpcExceptionFrame*),
                                     unsigned char is_finally) {
    frame->previous = RpcExceptionTop;
    frame->code = 0;
    frame->state = RPC_FRAME_ARMED;
    frame->finally_ = is_finally;
    frame->raised = 0;
    frame->completed = 0;
    frame->land = land;
    frame->jump_with = 0;
    RpcExceptionTop = frame;
}

// Faults are no calls: without this the compiler may move what can fault out of the block. Answers 0.
__forceinline int RpcExceptionFence(void) {
    __asm__ volatile("" ::: "memory");
    return 0;
}

__forceinline void RpcExceptionUnlink(RpcExceptionFrame* frame) {
    RpcExceptionFence();
    if (frame->state == RPC_FRAME_ARMED) {
        frame->state = RPC_FRAME_LEFT;
        RpcExceptionTop = frame->previous;
    }
}

// RPC_FRAME_JUMP_SET marks the place a jump to the block continues at: then it is true. gcc's builtin keeps locals
// right; clang 14 miscompiles the builtin (at -O3, in loops), so it gets the library's setjmp.
#ifdef __clang__
__forceinline void RpcExceptionLongJump(RpcExceptionFrame* frame) { longjmp(*(jmp_buf*)frame->jump[0], 1); }
__forceinline void RpcExceptionUseJump(RpcExceptionFrame* frame, jmp_buf* buffer) {
    frame->jump_with = RpcExceptionLongJump;
    frame->jump[0] = buffer;
}
#define RPC_FRAME_JUMP_STORAGE jmp_buf rpc_jump_
#define RPC_FRAME_JUMP_SET(frame) (RpcExceptionUseJump(&(frame), &rpc_jump_), _setjmp(rpc_jump_) || RpcExceptionFence())
#else
#define RPC_FRAME_JUMP_STORAGE ((void)0)
#define RPC_FRAME_JUMP_SET(frame) (__builtin_setjmp((frame).jump) || RpcExceptionFence())
#endif

// The code of the exception being filtered or handled; meaningful inside RpcExcept(...) and its handler only.
#define RpcExceptionCode() (rpc_frame_.code)
#define GetExceptionCode() (rpc_frame_.code)
#define RpcAbnormalTermination() (!rpc_frame_.completed)
#define AbnormalTermination() (!rpc_frame_.completed)

#ifdef __cplusplus
extern "C++" {

#include <cxxabi.h>
#include <new>
#include <type_traits>

// What travels from a raise to a C++ handler.
struct RPCRT4_IMPORT RpcRaisedException {
    unsigned int code;
};

struct RpcExceptionScope : RpcExceptionFrame {
    RpcExceptionScope(unsigned char is_finally, unsigned char faults_throw) {
        RpcExceptionEnter(this, &throw_raised, is_finally);
        raised = faults_throw;
    }
    ~RpcExceptionScope() { RpcExceptionUnlink(this); }
    RpcExceptionScope(const RpcExceptionScope&) = delete;
    RpcExceptionScope& operator=(const RpcExceptionScope&) = delete;
    static void throw_raised(RpcExceptionFrame* frame) { throw RpcRaisedException{frame->code}; }
};

// What a handler has caught: a raise, or an exception of C++, whose code is the one Windows has for it. It travels in a
// register: after a fault compilers do not always know where locals are.
struct RpcCaughtException {
    unsigned int code, raised;
};

__attribute__((__no_sanitize__("null"))) inline RpcCaughtException RpcExceptionCaught() {
    try {
        throw;
    } catch (const RpcRaisedException& raised) {
        return {raised.code, 1};
    } catch (const abi::__forced_unwind&) {
        throw;  // the end of a thread, or a raise on its way to a block of C
    } catch (...) {
        return {0xE06D7363, 0};
    }
}

// What the filter did not take goes on as what it was.
DECLSPEC_NORETURN inline void RpcExceptionPass(RpcCaughtException caught, int disposition) {
    if (!caught.raised && disposition == 0) throw;
    RpcExceptionFrame frame;
    frame.code = caught.code;
    RpcExceptionContinue(&frame, disposition);
}

// A fault of the processor in the middle of a function cannot always start a throw there; then it jumps to the entry of
// the block, which throws in its place. That is the only use of the jump buffer in C++.
#define RpcTryExcept                                              \
    {                                                             \
        try {                                                     \
            RpcExceptionScope rpc_scope_(0, RPCRT4_FAULTS_THROW); \
            RPC_FRAME_JUMP_STORAGE;                               \
            if (RPC_FRAME_JUMP_SET(rpc_scope_)) RpcExceptionScope::throw_raised(&rpc_scope_);
#define RpcExcept(...)                                                         \
    }                                                                          \
    catch (...) {                                                              \
        const RpcCaughtException rpc_frame_ = RpcExceptionCaught();            \
        if (const int rpc_disposition_ = (__VA_ARGS__); rpc_disposition_ <= 0) \
            RpcExceptionPass(rpc_frame_, rpc_disposition_);                    \
        {
#define RpcEndExcept \
    }                \
    }                \
    }

// Holds the finally block of a C++ RpcTryFinally and runs it when the block is left, however that happens.
class RpcFinallyScope : public RpcExceptionScope {
 public:
    explicit RpcFinallyScope(unsigned char faults_throw) : RpcExceptionScope(1, faults_throw) {}
    ~RpcFinallyScope() noexcept(false) {
        RpcExceptionUnlink(this);
        run_(storage_);
    }

    template <class Block>
    void assign(Block block) {
        static_assert(std::is_trivially_destructible<Block>::value, "a finally block captures by reference");
        static_assert(sizeof(Block) <= sizeof(storage_), "a finally block uses too many local variables");
        ::new (static_cast<void*>(storage_)) Block(block);
        run_ = [](void* stored) { (*static_cast<Block*>(stored))(); };
    }

 private:
    void (*run_)(void*) = nullptr;
    alignas(void*) unsigned char storage_[64 * sizeof(void*)];
};

// The finally text follows the block but must be known before it runs: control first visits the end to store the
// lambda, then comes back for the block.
#define RpcTryFinally                                    \
    {                                                    \
        __label__ rpc_block_, rpc_define_, rpc_end_;     \
        RpcFinallyScope rpc_frame_(RPCRT4_FAULTS_THROW); \
        goto rpc_define_;                                \
    rpc_block_ : {                                       \
        RPC_FRAME_JUMP_STORAGE;                          \
        if (RPC_FRAME_JUMP_SET(rpc_frame_)) RpcExceptionContinue(&rpc_frame_, 0);
#define RpcFinally            \
    }                         \
    rpc_frame_.completed = 1; \
    goto rpc_end_;            \
    rpc_define_:              \
    rpc_frame_.assign([&] {
#define RpcEndFinally \
    });               \
    goto rpc_block_;  \
    rpc_end_:;        \
    }

}  // extern "C++"

#else  // C

__forceinline void RpcExceptionLeave(RpcExceptionFrame* frame) {
    if (frame->state == RPC_FRAME_TARGETED) RpcExceptionLand(frame);
    RpcExceptionUnlink(frame);
}

#define RpcTryExcept                                                                  \
    {                                                                                 \
        RpcExceptionFrame rpc_frame_ __attribute__((__cleanup__(RpcExceptionLeave))); \
        RpcExceptionEnter(&rpc_frame_, 0, 0);                                         \
        RPC_FRAME_JUMP_STORAGE;                                                       \
        if (!RPC_FRAME_JUMP_SET(rpc_frame_)) {
#define RpcExcept(...)                                                                  \
    }                                                                                   \
    else {                                                                              \
        const int rpc_disposition_ = (__VA_ARGS__);                                     \
        if (rpc_disposition_ <= 0) RpcExceptionContinue(&rpc_frame_, rpc_disposition_); \
        {
#define RpcEndExcept \
    }                \
    }                \
    }

#ifdef __clang__

__forceinline void RpcExceptionLeaveFinally(RpcExceptionFrame* frame) {
    if (frame->state == RPC_FRAME_TARGETED) RpcExceptionLand(frame);
    if (frame->state == RPC_FRAME_ARMED) RpcExceptionFinallySkipped();
}

#define RpcTryFinally                                                                        \
    {                                                                                        \
        RpcExceptionFrame rpc_frame_ __attribute__((__cleanup__(RpcExceptionLeaveFinally))); \
        RpcExceptionEnter(&rpc_frame_, 0, 1);                                                \
        RPC_FRAME_JUMP_STORAGE;                                                              \
        if (!RPC_FRAME_JUMP_SET(rpc_frame_)) {
#define RpcFinally                   \
    rpc_frame_.completed = 1;        \
    }                                \
    RpcExceptionUnlink(&rpc_frame_); \
    {
#define RpcEndFinally                                            \
    }                                                            \
    if (rpc_frame_.raised) RpcExceptionContinue(&rpc_frame_, 0); \
    }

#else  // gcc: the finally block is a nested function, run as the cleanup of a variable declared before the frame

#define RpcTryFinally                                                                 \
    {                                                                                 \
        __extension__ auto void rpc_finally_(char*);                                  \
        char rpc_guard_ __attribute__((__cleanup__(rpc_finally_), __unused__)) = 0;   \
        RpcExceptionFrame rpc_frame_ __attribute__((__cleanup__(RpcExceptionLeave))); \
        RpcExceptionEnter(&rpc_frame_, 0, 1);                                         \
        RPC_FRAME_JUMP_STORAGE;                                                       \
        if (!RPC_FRAME_JUMP_SET(rpc_frame_)) {
#define RpcFinally                                                                   \
    rpc_frame_.completed = 1;                                                        \
    }                                                                                \
    __extension__ void rpc_finally_(char* rpc_unused_ __attribute__((__unused__))) { \
        {
#define RpcEndFinally                                            \
    }                                                            \
    if (rpc_frame_.raised) RpcExceptionContinue(&rpc_frame_, 0); \
    }                                                            \
    }

#endif
#endif

#endif
