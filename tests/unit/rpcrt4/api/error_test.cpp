// SPDX-License-Identifier: LGPL-2.1-or-later
// The default exception filter and the texts of status codes, through the exported functions.
#include <doctest/doctest.h>

#include <string>

#include <rpc.h>

TEST_SUITE("rpcrt4/api/error") {
    TEST_CASE("P4: RpcExceptionFilter lets exceptions that mean a broken process pass and handles the others") {
        for (const unsigned fatal :
             {STATUS_ACCESS_VIOLATION, STATUS_POSSIBLE_DEADLOCK, STATUS_INSTRUCTION_MISALIGNMENT,
              STATUS_DATATYPE_MISALIGNMENT, STATUS_PRIVILEGED_INSTRUCTION, STATUS_ILLEGAL_INSTRUCTION,
              STATUS_BREAKPOINT, STATUS_STACK_OVERFLOW, STATUS_HANDLE_NOT_CLOSABLE, STATUS_IN_PAGE_ERROR,
              STATUS_ASSERTION_FAILURE, STATUS_STACK_BUFFER_OVERRUN, STATUS_GUARD_PAGE_VIOLATION,
              STATUS_REG_NAT_CONSUMPTION}) {
            CAPTURE(fatal);
            CHECK(RpcExceptionFilter(fatal) == EXCEPTION_CONTINUE_SEARCH);
            CHECK(I_RpcExceptionFilter(fatal) == EXCEPTION_CONTINUE_SEARCH);
        }
        for (const unsigned harmless :
             {0u, 5u, 1722u, 1783u, STATUS_INTEGER_DIVIDE_BY_ZERO, STATUS_SINGLE_STEP, 0xE06D7363u}) {
            CAPTURE(harmless);
            CHECK(RpcExceptionFilter(harmless) == EXCEPTION_EXECUTE_HANDLER);
        }
    }

    TEST_CASE("RpcRaiseException reaches the block through the library") {
        unsigned code = 0;
        RpcTryExcept { RpcRaiseException(RPC_S_SERVER_TOO_BUSY); }
        RpcExcept(RpcExceptionFilter(RpcExceptionCode())) { code = RpcExceptionCode(); }
        RpcEndExcept CHECK(code == 1723);
    }

    TEST_CASE("DceErrorInqText knows RPC and system codes, in both character widths") {
        unsigned char narrow[DCE_C_ERROR_STRING_LEN];
        char16_t wide[DCE_C_ERROR_STRING_LEN];
        CHECK(DceErrorInqTextA(RPC_S_SERVER_UNAVAILABLE, narrow) == RPC_S_OK);
        const std::string text(reinterpret_cast<char*>(narrow));
        CHECK(text == "The server could not be reached.");
        CHECK(DceErrorInqTextW(RPC_S_SERVER_UNAVAILABLE, wide) == RPC_S_OK);
        CHECK(std::u16string(wide) == std::u16string(text.begin(), text.end()));
        CHECK(DceErrorInqTextA(ERROR_INVALID_HANDLE, narrow) == RPC_S_OK);
    }

    TEST_CASE("P6: DceErrorInqText says of an unknown code that it is none of RPC's") {
        unsigned char unknown[DCE_C_ERROR_STRING_LEN];
        unsigned char none[DCE_C_ERROR_STRING_LEN];
        CHECK(DceErrorInqTextA(0x12345678, unknown) == RPC_S_INVALID_ARG);
        CHECK(DceErrorInqTextA(RPC_S_NOT_RPC_ERROR, none) == RPC_S_OK);
        CHECK(std::string(reinterpret_cast<char*>(unknown)) == reinterpret_cast<char*>(none));
        CHECK(DceErrorInqTextA(RPC_S_OK, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("I_RpcMapWin32Status gives the NTSTATUS of each RPC status, and what has none back") {
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_S_INVALID_STRING_BINDING)) == 0xC0020001);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_S_SERVER_UNAVAILABLE)) == 0xC0020017);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_S_CALL_CANCELLED)) == 0xC0020050);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_X_BAD_STUB_DATA)) == 0xC003000C);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_X_SS_CONTEXT_MISMATCH)) == 0xC0030005);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_X_SS_IN_NULL_CONTEXT)) == 0xC0030004);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(EPT_S_NOT_REGISTERED)) == 0xC0020036);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_S_INVALID_ASYNC_CALL)) == 0xC0020063);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_X_PIPE_EMPTY)) == 0xC0030061);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_S_ACCESS_DENIED)) == 0xC0000022);
        CHECK(static_cast<ULONG>(I_RpcMapWin32Status(RPC_S_OUT_OF_MEMORY)) == 0xC0000017);
        CHECK(I_RpcMapWin32Status(RPC_S_OK) == 0);
        CHECK(I_RpcMapWin32Status(12345) == 12345);
    }
}
