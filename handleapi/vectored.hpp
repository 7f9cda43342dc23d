// SPDX-License-Identifier: LGPL-2.1-or-later
// Handlers of a whole process: vectored exception handlers, which see every exception before the guarded blocks do;
// continue handlers, which see that one was dealt with; and the filter for what nobody handled. They run in the thread
// that raised, on its stack; for a fault of the processor within the signal handler, so that the instruction can be
// tried again. At most 64 handlers of a kind; none is called with a lock held.
#pragma once

#include <cstdint>

#include <errhandlingapi.h>

namespace handleapi::vectored {

enum class Kind : uint8_t { exception, continued };
enum class Position : bool { last, first };

/// A value to remove the handler by; null when there are too many.
void* add(Kind kind, Position position, PVECTORED_EXCEPTION_HANDLER handler) noexcept;
bool remove(Kind kind, void* registration) noexcept;

/// Whether anything here would be called: asked before anything is prepared.
bool any_handler() noexcept;
/// Calls the exception handlers. True: one of them says the thread goes on where it was, and the continue handlers have
/// been called.
bool dispatch(EXCEPTION_POINTERS& exception);

/// Returns the filter before.
PTOP_LEVEL_EXCEPTION_FILTER set_unhandled_filter(PTOP_LEVEL_EXCEPTION_FILTER filter) noexcept;
bool has_unhandled_filter() noexcept;
/// EXCEPTION_CONTINUE_SEARCH without a filter.
LONG filter_unhandled(EXCEPTION_POINTERS& exception);
/// Nobody handled the exception. True: the filter says the thread goes on. Ends the process, with the exception's code
/// as exit code as far as it fits, when the filter says it has dealt with it; false when the default is to happen.
bool unhandled(EXCEPTION_POINTERS& exception);

/// An exception that software raises: calls the handlers, and the filter when no guarded block encloses the caller.
/// True: go on after the raise.
bool resolve_raise(uint32_t code, uint32_t flags, uint32_t count, const uintptr_t* arguments, void* address);

}  // namespace handleapi::vectored
