// SPDX-License-Identifier: LGPL-2.1-or-later
// The two directions across the C ABI. Outwards: an export wraps its body in returning_status, returning_bool,
// returning_code or raising, so that no C++ exception of ours leaves the library. Inwards: every call into user code
// goes through call_user, so that no raise of theirs flies through our frames. All of it runs on the calling thread.
#pragma once

#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "handleapi/base/status.hpp"
#include "handleapi/last_error.hpp"
#include "handleapi/seh.hpp"

namespace handleapi {

/// Runs `body`, which calls user code. Returns ok or the exception code the user raised.
template <typename Body>
base::Status call_user(Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    return guarded_call([](void* argument) { (*static_cast<Plain*>(argument))(); },
                        const_cast<void*>(static_cast<const volatile void*>(&body)));
}

/// The same, for places that fail by throwing: what the user raises becomes RpcError.
template <typename Body>
void call_user_or_throw(Body&& body) {
    const base::Status status = call_user(std::forward<Body>(body));
    if (base::failed(status)) throw RpcError{status};
}

/// Body of an export whose failures are exceptions. Runs `body`; an RpcError or exhausted memory is caught, the handler
/// is left, so that everything of ours is destroyed, and only then the code is raised.
template <typename Body>
auto raising(Body&& body) -> decltype(body()) {
    static_assert(std::is_void_v<decltype(body())> || std::is_trivially_destructible_v<decltype(body())>,
                  "a raise cannot destroy the result");
    base::Status code = base::Status::rpc_s_internal_error;
    try {
        return body();
    } catch (const RpcError& error) {
        code = error.code;
    } catch (const std::bad_alloc&) {
        code = base::Status::rpc_s_out_of_memory;
    }
    raise(static_cast<uint32_t>(code));
}

/// Body of an export that returns RPC_STATUS: `body` returns a base::Status or nothing.
template <typename Body>
int32_t returning_status(Body&& body) noexcept {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return base::code(base::Status::ok);
        } else {
            return base::code(body());
        }
    } catch (const RpcError& error) {
        return base::code(error.code);
    } catch (const std::bad_alloc&) {
        return base::code(base::Status::rpc_s_out_of_memory);
    }
}

/// Body of an export that returns BOOL: TRUE when `body` returns ok, else FALSE with the last error set.
template <typename Body>
int32_t returning_bool(Body&& body) noexcept {
    base::Status status = base::Status::error_not_enough_memory;
    try {
        status = body();
    } catch (const RpcError& error) {
        status = error.code;
    } catch (const std::bad_alloc&) {
    }
    if (base::succeeded(status)) return 1;
    set_last_error(static_cast<uint32_t>(status));
    return 0;
}

/// Body of an export that returns a system error code: `body` returns one, or a base::Status.
template <typename Body>
uint32_t returning_code(Body&& body) noexcept {
    try {
        return static_cast<uint32_t>(body());
    } catch (const std::bad_alloc&) {
        return static_cast<uint32_t>(base::Status::error_not_enough_memory);
    }
}

}  // namespace handleapi
