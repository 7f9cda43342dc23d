// SPDX-License-Identifier: LGPL-2.1-or-later
// Intrinsics of Microsoft's compiler for x64 that gcc has as builtins or in its own headers ([MSVC] "x64 intrinsics
// list"). Those that are not here are warned of by rpcgcc. All Interlocked functions are full barriers. In this header,
// as in all of the system's, Windows' long is an int.
#ifndef RPCCRT_INTRIN_H
#define RPCCRT_INTRIN_H

#include <cpuid.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <x86intrin.h>
#undef __cpuid  // of other arguments
#undef _rotl    // <stdlib.h> has them as functions
#undef _rotr
#undef _lrotl
#undef _lrotr

#ifdef __cplusplus
extern "C"
#endif
void DebugBreak(void);

#define RPCCRT_INTRINSIC static inline __attribute__((__always_inline__, __unused__))

/// What the processor says of itself: eax, ebx, ecx, edx.
RPCCRT_INTRINSIC void __cpuid(int info[4], int function) { __cpuidex(info, function, 0); }

/// Where the function returns to. What the caller does after it is not run again.
#define _ReturnAddress() __builtin_return_address(0)
/// A breakpoint: the debugger's or, without one, an exception.
#define __debugbreak() DebugBreak()
/// Ends the process at once.
#define __fastfail(code) ((void)(code), __builtin_trap())

/// The compiler moves no access to memory across; the processor may.
#define _ReadWriteBarrier() __asm__ volatile("" ::: "memory")
#define _ReadBarrier() _ReadWriteBarrier()
#define _WriteBarrier() _ReadWriteBarrier()
#define __faststorefence() __atomic_thread_fence(__ATOMIC_SEQ_CST)

/// The lowest and the highest bit that is set; 0 when none is, and the index is not written.
RPCCRT_INTRINSIC unsigned char _BitScanForward(unsigned* index, unsigned mask) {
    if (mask != 0) *index = (unsigned)__builtin_ctz(mask);
    return mask != 0;
}
RPCCRT_INTRINSIC unsigned char _BitScanReverse(unsigned* index, unsigned mask) {
    if (mask != 0) *index = 31 - (unsigned)__builtin_clz(mask);
    return mask != 0;
}
RPCCRT_INTRINSIC unsigned char _BitScanForward64(unsigned* index, uint64_t mask) {
    if (mask != 0) *index = (unsigned)__builtin_ctzll(mask);
    return mask != 0;
}
RPCCRT_INTRINSIC unsigned char _BitScanReverse64(unsigned* index, uint64_t mask) {
    if (mask != 0) *index = 63 - (unsigned)__builtin_clzll(mask);
    return mask != 0;
}

/// The bit as it was. The place may lie outside of the first word.
RPCCRT_INTRINSIC unsigned char _bittest(const int* base, int bit) {
    return (unsigned char)(((unsigned)base[bit >> 5] >> (bit & 31)) & 1);
}
RPCCRT_INTRINSIC unsigned char _bittestandset(int* base, int bit) {
    const unsigned char before = _bittest(base, bit);
    base[bit >> 5] = (int)((unsigned)base[bit >> 5] | 1u << (bit & 31));
    return before;
}
RPCCRT_INTRINSIC unsigned char _bittestandreset(int* base, int bit) {
    const unsigned char before = _bittest(base, bit);
    base[bit >> 5] = (int)((unsigned)base[bit >> 5] & ~(1u << (bit & 31)));
    return before;
}
RPCCRT_INTRINSIC unsigned char _interlockedbittestandset(volatile int* base, int bit) {
    const unsigned mask = 1u << (bit & 31);
    return (__atomic_fetch_or((volatile unsigned*)base + (bit >> 5), mask, __ATOMIC_SEQ_CST) & mask) != 0;
}
RPCCRT_INTRINSIC unsigned char _interlockedbittestandreset(volatile int* base, int bit) {
    const unsigned mask = 1u << (bit & 31);
    return (__atomic_fetch_and((volatile unsigned*)base + (bit >> 5), ~mask, __ATOMIC_SEQ_CST) & mask) != 0;
}

RPCCRT_INTRINSIC unsigned short __popcnt16(unsigned short value) { return (unsigned short)__builtin_popcount(value); }
RPCCRT_INTRINSIC unsigned __popcnt(unsigned value) { return (unsigned)__builtin_popcount(value); }
RPCCRT_INTRINSIC uint64_t __popcnt64(uint64_t value) { return (uint64_t)__builtin_popcountll(value); }
// gcc's of these names are for processors that have the instruction.
#define __lzcnt16 rpccrt_lzcnt16
#define __lzcnt64 rpccrt_lzcnt64
RPCCRT_INTRINSIC unsigned short __lzcnt16(unsigned short value) {
    return (unsigned short)(value != 0 ? __builtin_clz(value) - 16 : 16);
}
RPCCRT_INTRINSIC unsigned __lzcnt(unsigned value) { return value != 0 ? (unsigned)__builtin_clz(value) : 32; }
RPCCRT_INTRINSIC uint64_t __lzcnt64(uint64_t value) { return value != 0 ? (uint64_t)__builtin_clzll(value) : 64; }

/// The upper halves of products; the lower ones of the last are the results.
RPCCRT_INTRINSIC int64_t __mulh(int64_t one, int64_t other) { return (int64_t)(((__int128)one * other) >> 64); }
RPCCRT_INTRINSIC uint64_t __umulh(uint64_t one, uint64_t other) {
    return (uint64_t)(((unsigned __int128)one * other) >> 64);
}
RPCCRT_INTRINSIC int64_t _mul128(int64_t one, int64_t other, int64_t* high) {
    *high = __mulh(one, other);
    return (int64_t)((uint64_t)one * (uint64_t)other);
}
RPCCRT_INTRINSIC uint64_t _umul128(uint64_t one, uint64_t other, uint64_t* high) {
    *high = __umulh(one, other);
    return one * other;
}
RPCCRT_INTRINSIC int64_t __emul(int one, int other) { return (int64_t)one * other; }
RPCCRT_INTRINSIC uint64_t __emulu(unsigned one, unsigned other) { return (uint64_t)one * other; }
RPCCRT_INTRINSIC uint64_t __shiftleft128(uint64_t low, uint64_t high, unsigned char shift) {
    return (shift & 63) != 0 ? high << (shift & 63) | low >> (64 - (shift & 63)) : high;
}
RPCCRT_INTRINSIC uint64_t __shiftright128(uint64_t low, uint64_t high, unsigned char shift) {
    return (shift & 63) != 0 ? low >> (shift & 63) | high << (64 - (shift & 63)) : low;
}

RPCCRT_INTRINSIC void __stosb(unsigned char* to, unsigned char value, size_t count) {
    __builtin_memset(to, value, count);
}
RPCCRT_INTRINSIC void __movsb(unsigned char* to, const unsigned char* from, size_t count) {
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count)::"memory");
}

#define RPCCRT_INTERLOCKED(suffix, type)                                                                             \
    RPCCRT_INTRINSIC type _InterlockedExchange##suffix(volatile type* to, type value) {                             \
        return __atomic_exchange_n(to, value, __ATOMIC_SEQ_CST);                                                    \
    }                                                                                                                \
    RPCCRT_INTRINSIC type _InterlockedExchangeAdd##suffix(volatile type* to, type value) {                          \
        return __atomic_fetch_add(to, value, __ATOMIC_SEQ_CST);                                                     \
    }                                                                                                                \
    RPCCRT_INTRINSIC type _InterlockedAnd##suffix(volatile type* to, type value) {                                  \
        return __atomic_fetch_and(to, value, __ATOMIC_SEQ_CST);                                                     \
    }                                                                                                                \
    RPCCRT_INTRINSIC type _InterlockedOr##suffix(volatile type* to, type value) {                                   \
        return __atomic_fetch_or(to, value, __ATOMIC_SEQ_CST);                                                      \
    }                                                                                                                \
    RPCCRT_INTRINSIC type _InterlockedXor##suffix(volatile type* to, type value) {                                  \
        return __atomic_fetch_xor(to, value, __ATOMIC_SEQ_CST);                                                     \
    }                                                                                                                \
    RPCCRT_INTRINSIC type _InterlockedCompareExchange##suffix(volatile type* to, type value, type comparand) {      \
        __atomic_compare_exchange_n(to, &comparand, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                  \
        return comparand;                                                                                            \
    }
#define RPCCRT_INTERLOCKED_COUNT(suffix, type)                                                                       \
    RPCCRT_INTRINSIC type _InterlockedIncrement##suffix(volatile type* to) {                                        \
        return (type)(__atomic_fetch_add(to, 1, __ATOMIC_SEQ_CST) + 1);                                             \
    }                                                                                                                \
    RPCCRT_INTRINSIC type _InterlockedDecrement##suffix(volatile type* to) {                                        \
        return (type)(__atomic_fetch_sub(to, 1, __ATOMIC_SEQ_CST) - 1);                                             \
    }

/// They answer what was there before; Increment and Decrement what is there now.
RPCCRT_INTERLOCKED(8, char)
RPCCRT_INTERLOCKED(16, short)
RPCCRT_INTERLOCKED(, int)
RPCCRT_INTERLOCKED(64, int64_t)
RPCCRT_INTERLOCKED_COUNT(16, short)
RPCCRT_INTERLOCKED_COUNT(, int)
RPCCRT_INTERLOCKED_COUNT(64, int64_t)
RPCCRT_INTRINSIC void* _InterlockedExchangePointer(void* volatile* to, void* value) {
    return __atomic_exchange_n(to, value, __ATOMIC_SEQ_CST);
}
RPCCRT_INTRINSIC void* _InterlockedCompareExchangePointer(void* volatile* to, void* value, void* comparand) {
    __atomic_compare_exchange_n(to, &comparand, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return comparand;
}

#undef RPCCRT_INTERLOCKED
#undef RPCCRT_INTERLOCKED_COUNT
#endif
