// SPDX-License-Identifier: LGPL-2.1-or-later
// How the functions of this folder report failure: the last error is set, and the function's failure value returned.
#pragma once

#include <new>
#include <utility>

#include "handleapi/base/status.hpp"
#include "handleapi/last_error.hpp"

#include <minwindef.h>

namespace handleapi {

/// Sets the last error and yields `failure`.
template <typename T>
T failing(base::Status status, T failure) noexcept {
    set_last_error(status);
    return failure;
}

/// TRUE, or FALSE with the last error set.
inline BOOL bool_from(base::Status status) noexcept { return succeeded(status) ? TRUE : failing(status, FALSE); }

/// The value, or `failure` with the last error set.
template <typename T, typename R>
R value_or(const base::Result<T>& result, R failure) noexcept {
    return result ? static_cast<R>(*result) : failing(result.status(), failure);
}

/// Runs `f`; when memory is out, sets the last error and yields `failure`. Lets ExitThread unwind through.
template <typename R, typename F>
R or_no_memory(R failure, F&& f) {
    try {
        return std::forward<F>(f)();
    } catch (const std::bad_alloc&) {
        return failing(base::Status::error_not_enough_memory, failure);
    }
}

}  // namespace handleapi
