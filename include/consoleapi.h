// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <consoleapi.h>: control events, modes, reading and writing of consoles. A console is a terminal that a file handle
// stands for (GetStdHandle, CreateFile); for other handles the functions fail with ERROR_INVALID_HANDLE.
#ifndef RPCRT4_INCLUDE_CONSOLEAPI_H
#define RPCRT4_INCLUDE_CONSOLEAPI_H

#include <minwindef.h>

// Modes of a console's input. Of a terminal the first three can be switched; the others change nothing.
#define ENABLE_PROCESSED_INPUT 0x0001
#define ENABLE_LINE_INPUT 0x0002
#define ENABLE_ECHO_INPUT 0x0004
#define ENABLE_WINDOW_INPUT 0x0008
#define ENABLE_MOUSE_INPUT 0x0010
#define ENABLE_INSERT_MODE 0x0020
#define ENABLE_QUICK_EDIT_MODE 0x0040
#define ENABLE_EXTENDED_FLAGS 0x0080
#define ENABLE_AUTO_POSITION 0x0100
#define ENABLE_VIRTUAL_TERMINAL_INPUT 0x0200
// Modes of its output, which a terminal always has.
#define ENABLE_PROCESSED_OUTPUT 0x0001
#define ENABLE_WRAP_AT_EOL_OUTPUT 0x0002
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 0x0004
#define DISABLE_NEWLINE_AUTO_RETURN 0x0008
#define ENABLE_LVB_GRID_WORLDWIDE 0x0010

typedef BOOL(WINAPI* PHANDLER_ROUTINE)(DWORD event);

typedef struct _CONSOLE_READCONSOLE_CONTROL {
    ULONG nLength;
    ULONG nInitialChars;
    ULONG dwCtrlWakeupMask;
    ULONG dwControlKeyState;
} CONSOLE_READCONSOLE_CONTROL, *PCONSOLE_READCONSOLE_CONTROL;

RPCRT4_BEGIN_C

// Adds a handler of control events, or removes the one added last; handlers are called on a thread of their own. Events
// come from signals: SIGINT is CTRL_C_EVENT, SIGQUIT CTRL_BREAK_EVENT, SIGHUP CTRL_CLOSE_EVENT, SIGTERM
// CTRL_SHUTDOWN_EVENT; services have the last two for themselves. Without a handler (null), Ctrl+C is ignored, also by
// processes started later, or no longer. ERROR_INVALID_PARAMETER: it was not added.
WINBASEAPI BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add);

// What the terminal does with input: ENABLE_PROCESSED_INPUT, _LINE_INPUT, _ECHO_INPUT; of output, that it does
// ENABLE_PROCESSED_OUTPUT, _WRAP_AT_EOL_OUTPUT and _VIRTUAL_TERMINAL_PROCESSING. ERROR_INVALID_PARAMETER: a mode that
// does not exist, or echo without lines.
WINBASEAPI BOOL WINAPI GetConsoleMode(HANDLE console, LPDWORD mode);
WINBASEAPI BOOL WINAPI SetConsoleMode(HANDLE console, DWORD mode);

// Text from and to a terminal. Counts are characters of the function's kind; what is read has \r\n at the end of a
// line. ReadConsole blocks. ERROR_NOT_ENOUGH_MEMORY; ERROR_INVALID_PARAMETER: no buffer or no place for the count.
WINBASEAPI BOOL WINAPI ReadConsoleA(HANDLE console, LPVOID buffer, DWORD size, LPDWORD count,
                                    PCONSOLE_READCONSOLE_CONTROL control);
WINBASEAPI BOOL WINAPI ReadConsoleW(HANDLE console, LPVOID buffer, DWORD size, LPDWORD count,
                                    PCONSOLE_READCONSOLE_CONTROL control);
WINBASEAPI BOOL WINAPI WriteConsoleA(HANDLE console, const VOID* text, DWORD size, LPDWORD count, LPVOID reserved);
WINBASEAPI BOOL WINAPI WriteConsoleW(HANDLE console, const VOID* text, DWORD size, LPDWORD count, LPVOID reserved);

// Both are UTF-8, 65001, here.
WINBASEAPI UINT WINAPI GetConsoleCP(VOID);
WINBASEAPI UINT WINAPI GetConsoleOutputCP(VOID);

RPCRT4_END_C

#ifdef UNICODE
#define ReadConsole ReadConsoleW
#define WriteConsole WriteConsoleW
#else
#define ReadConsole ReadConsoleA
#define WriteConsole WriteConsoleA
#endif

#endif
