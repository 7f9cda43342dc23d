// SPDX-License-Identifier: LGPL-2.1-or-later
// <malloc.h>: memory that is aligned, whose size is known, that stays where it is ([MSVC] "_aligned_malloc",
// "_expand").
#include <malloc.h>

#include "crt.h"

static bool is_alignment(size_t alignment) { return alignment && (alignment & (alignment - 1)) == 0; }

// `offset` bytes behind the start it is aligned. What it is stands before it.
typedef struct {
    void* start;
    size_t size, alignment, offset;
} owner;
static owner* owner_of(void* memory) { return (owner*)((uintptr_t)memory & ~(uintptr_t)7) - 1; }

void* CRT(_aligned_offset_malloc)(size_t size, size_t alignment, size_t offset) {
    if (!is_alignment(alignment) || (offset && offset >= size)) return rpccrt_invalid(EINVAL), NULL;
    if (alignment < sizeof(void*)) alignment = sizeof(void*);
    size_t all;
    if (__builtin_add_overflow(size, alignment + sizeof(owner) + 8, &all)) return errno = ENOMEM, NULL;
    char* const start = malloc(all);
    if (!start) return NULL;
    const uintptr_t least = (uintptr_t)start + sizeof(owner) + 8 + offset;
    char* const made = (char*)((least + alignment - 1) & ~(alignment - 1)) - offset;
    *owner_of(made) = (owner){start, size, alignment, offset};
    return made;
}

void CRT(_aligned_free)(void* memory) {
    if (memory) free(owner_of(memory)->start);
}
void* CRT(_aligned_malloc)(size_t size, size_t alignment) { return CRT(_aligned_offset_malloc)(size, alignment, 0); }

void* CRT(_aligned_offset_realloc)(void* memory, size_t size, size_t alignment, size_t offset) {
    if (memory && !size) return CRT(_aligned_free)(memory), NULL;
    // The alignment of a block cannot be changed.
    const size_t real = alignment < sizeof(void*) ? sizeof(void*) : alignment;
    if (memory && (owner_of(memory)->alignment != real || owner_of(memory)->offset != offset)) {
        return rpccrt_invalid(EINVAL), NULL;
    }
    void* const made = CRT(_aligned_offset_malloc)(size, alignment, offset);
    if (!made || !memory) return made;
    const size_t before = owner_of(memory)->size;
    memcpy(made, memory, before < size ? before : size);
    CRT(_aligned_free)(memory);
    return made;
}
void* CRT(_aligned_realloc)(void* memory, size_t size, size_t alignment) {
    return CRT(_aligned_offset_realloc)(memory, size, alignment, 0);
}
void* CRT(_aligned_offset_recalloc)(void* memory, size_t count, size_t size, size_t alignment, size_t offset) {
    size_t all;
    if (__builtin_mul_overflow(count, size, &all)) return rpccrt_invalid(ENOMEM), NULL;
    const size_t before = memory ? owner_of(memory)->size : 0;
    char* const made = CRT(_aligned_offset_realloc)(memory, all, alignment, offset);
    if (made && all > before) memset(made + before, 0, all - before);
    return made;
}
void* CRT(_aligned_recalloc)(void* memory, size_t count, size_t size, size_t alignment) {
    return CRT(_aligned_offset_recalloc)(memory, count, size, alignment, 0);
}
size_t CRT(_aligned_msize)(void* memory, size_t alignment, size_t offset) {
    (void)alignment;
    (void)offset;
    if (!memory) return rpccrt_invalid(EINVAL), SIZE_MAX;
    return owner_of(memory)->size;
}

size_t CRT(_msize)(void* memory) {
    if (!memory) return rpccrt_invalid(EINVAL), SIZE_MAX;
    return malloc_usable_size(memory);
}

// What is new is zero.
void* CRT(_recalloc)(void* memory, size_t count, size_t size) {
    size_t all;
    if (__builtin_mul_overflow(count, size, &all)) return rpccrt_invalid(ENOMEM), NULL;
    const size_t before = memory ? malloc_usable_size(memory) : 0;
    char* const made = realloc(memory, all ? all : 1);
    if (made && all > before) memset(made + before, 0, all - before);
    return made;
}

// Where it is, or not at all. What it has room for can be used.
void* CRT(_expand)(void* memory, size_t size) {
    if (!memory) return rpccrt_invalid(EINVAL), NULL;
    if (size > PTRDIFF_MAX) return errno = ENOMEM, NULL;
    return size <= malloc_usable_size(memory) ? memory : (errno = ENOMEM, NULL);
}

enum { kHeapOk = -2 };  // _HEAPOK
// The C library checks what it frees by itself, and ends the process where something is wrong.
int CRT(_heapchk)(void) { return kHeapOk; }
int CRT(_heapmin)(void) {
    malloc_trim(0);
    return 0;
}

// Called when C++'s new finds no memory; 0 is that there is none, else it tries again ([MSVC] "_set_new_handler").
typedef int (*new_handler)(size_t size);
static new_handler handler;
__attribute__((weak)) void (*standard_set_new_handler(void (*next)(void)))(void) __asm__("_ZSt15set_new_handlerPFvvE");
__attribute__((weak, noreturn)) void throw_bad_alloc(void) __asm__("_ZSt17__throw_bad_allocv");

static void call_handler(void) {
    const new_handler called = __atomic_load_n(&handler, __ATOMIC_ACQUIRE);
    // How much was asked for is not told.
    if (!called || !called(0)) throw_bad_alloc();
}
new_handler CRT(_set_new_handler)(new_handler next) {
    const new_handler before = __atomic_exchange_n(&handler, next, __ATOMIC_ACQ_REL);
    if (standard_set_new_handler) standard_set_new_handler(next ? call_handler : NULL);
    return before;
}
new_handler CRT(_query_new_handler)(void) { return __atomic_load_n(&handler, __ATOMIC_ACQUIRE); }
