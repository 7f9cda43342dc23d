// SPDX-License-Identifier: LGPL-2.1-or-later
// <rpcdce.h>, <rpcasync.h>: raising, the default exception filter, message texts of status codes.
#include <algorithm>
#include <string_view>

#include "handleapi/seh.hpp"
#include "handleapi/text/error_text.hpp"
#include "handleapi/vectored.hpp"

#include <rpc.h>

namespace {

/// Exceptions that mean the process is broken, not that a call failed; a handler must not hide them.
bool is_fatal(ULONG code) noexcept {
    switch (code) {
        case STATUS_ACCESS_VIOLATION:
        case STATUS_POSSIBLE_DEADLOCK:
        case STATUS_INSTRUCTION_MISALIGNMENT:
        case STATUS_DATATYPE_MISALIGNMENT:
        case STATUS_PRIVILEGED_INSTRUCTION:
        case STATUS_ILLEGAL_INSTRUCTION:
        case STATUS_BREAKPOINT:
        case STATUS_STACK_OVERFLOW:
        case STATUS_HANDLE_NOT_CLOSABLE:
        case STATUS_IN_PAGE_ERROR:
        case STATUS_ASSERTION_FAILURE:
        case STATUS_STACK_BUFFER_OVERRUN:
        case STATUS_GUARD_PAGE_VIOLATION:
        case STATUS_REG_NAT_CONSUMPTION:
            return true;
        default:
            return false;
    }
}

/// Copies the text of `status` to a buffer of DCE_C_ERROR_STRING_LEN characters. An unknown code gets the text that
/// says so, and RPC_S_INVALID_ARG.
template <typename Char>
RPC_STATUS inquire_text(RPC_STATUS status, Char* text) noexcept {
    if (!text) return RPC_S_INVALID_ARG;
    std::string_view found = handleapi::error_text(static_cast<uint32_t>(status));
    const RPC_STATUS answer = found.empty() ? RPC_S_INVALID_ARG : RPC_S_OK;
    if (found.empty()) found = handleapi::error_text(RPC_S_NOT_RPC_ERROR);
    Char* end = std::transform(found.begin(), found.end(), text, [](char c) { return static_cast<Char>(c); });
    *end = 0;
    return answer;
}

}  // namespace

void RPC_ENTRY RpcRaiseException(RPC_STATUS exception) {
    const auto code = static_cast<uint32_t>(exception);
    handleapi::vectored::resolve_raise(code, EXCEPTION_NONCONTINUABLE, 0, nullptr, __builtin_return_address(0));
    handleapi::raise(code);
}

int RPC_ENTRY RpcExceptionFilter(ULONG code) {
    return is_fatal(code) ? EXCEPTION_CONTINUE_SEARCH : EXCEPTION_EXECUTE_HANDLER;
}

int RPC_ENTRY I_RpcExceptionFilter(ULONG code) { return RpcExceptionFilter(code); }

RPC_STATUS RPC_ENTRY DceErrorInqTextA(RPC_STATUS status, RPC_CSTR text) { return inquire_text(status, text); }

RPC_STATUS RPC_ENTRY DceErrorInqTextW(RPC_STATUS status, RPC_WSTR text) { return inquire_text(status, text); }
