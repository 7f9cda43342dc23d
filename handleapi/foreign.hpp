// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles of another library. Loaded with LD_PRELOAD before a library that has functions of the same names (WinPR), we
// get its calls and its handles, which are pointers. A call with such a handle is passed on to the next definition of
// the function, in the order of loading, where there is one; else it stays ERROR_INVALID_HANDLE. It happens only after
// our table has refused the handle, so calls with handles of ours pay nothing.
//
// The other library will read through the pointer: only what can be one goes there. Ours have 31 bits (table.hpp), so
// no value of ours, stale or not, is ever passed on; nor are pseudo handles and what is not readable memory. A pointer
// to something else that is readable cannot be told from a handle.
#pragma once

#include <cstdint>
#include <span>

#include "handleapi/last_error.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

/// Whether this may be a handle of another library: a pointer that programs can have, aligned as malloc and compilers
/// align objects with pointers in them, to readable memory.
bool is_foreign(NativeHandle handle) noexcept;
/// The same of every one; false for none.
bool all_foreign(std::span<const NativeHandle> handles) noexcept;
/// The function of that name in the libraries loaded after this one, or null.
void* next_definition(const char* name) noexcept;

/// The definition of `Function`, which is called `name`, after ours, or null. Looked for once.
template <auto* Function>
auto* next_of(const char* name) noexcept {
    static const auto found = reinterpret_cast<decltype(Function)>(next_definition(name));
    return found;
}

/// Calls the next definition and returns what it does, or `failure` without one. Our own attempt leaves no last error.
template <auto* Function, typename R, typename... Args>
R pass_on(const char* name, R failure, Args... args) {
    auto* const next = next_of<Function>(name);
    if (!next) return failure;
    set_last_error(base::Status::ok);
    return next(args...);
}

/// `outcome`, unless it is the failure with a foreign handle: then what the next definition makes of the same call.
template <auto* Function, typename R, typename... Args>
R or_next(const char* name, R outcome, R failure, NativeHandle handle, Args... args) {
    if (outcome != failure) [[likely]]
        return outcome;
    return is_foreign(handle) ? pass_on<Function>(name, failure, handle, args...) : failure;
}

/// The failure with this last error, or with a foreign handle what the next definition makes of the same call.
template <auto* Function, typename R, typename... Args>
R refused(const char* name, base::Status status, R failure, NativeHandle handle, Args... args) {
    set_last_error(status);
    return or_next<Function>(name, failure, failure, handle, args...);
}

}  // namespace handleapi
