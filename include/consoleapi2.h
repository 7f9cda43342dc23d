// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <consoleapi2.h>: control events for other processes, titles, colours and sizes of consoles.
#ifndef RPCRT4_INCLUDE_CONSOLEAPI2_H
#define RPCRT4_INCLUDE_CONSOLEAPI2_H

#include <minwindef.h>

#define FOREGROUND_BLUE 0x0001
#define FOREGROUND_GREEN 0x0002
#define FOREGROUND_RED 0x0004
#define FOREGROUND_INTENSITY 0x0008
#define BACKGROUND_BLUE 0x0010
#define BACKGROUND_GREEN 0x0020
#define BACKGROUND_RED 0x0040
#define BACKGROUND_INTENSITY 0x0080

typedef struct _COORD {
    SHORT X;
    SHORT Y;
} COORD, *PCOORD;

typedef struct _SMALL_RECT {
    SHORT Left;
    SHORT Top;
    SHORT Right;
    SHORT Bottom;
} SMALL_RECT, *PSMALL_RECT;

typedef struct _CONSOLE_SCREEN_BUFFER_INFO {
    COORD dwSize;
    COORD dwCursorPosition;
    WORD wAttributes;
    SMALL_RECT srWindow;
    COORD dwMaximumWindowSize;
} CONSOLE_SCREEN_BUFFER_INFO, *PCONSOLE_SCREEN_BUFFER_INFO;

RPCRT4_BEGIN_C

// Sends CTRL_C_EVENT (SIGINT) or CTRL_BREAK_EVENT (SIGQUIT) to the caller's process group, 0, or CTRL_BREAK_EVENT to
// the group of a process that was started with CREATE_NEW_PROCESS_GROUP; CTRL_C_EVENT is not sent to those, without
// failure. ERROR_INVALID_PARAMETER: another event, or no such group; ERROR_ACCESS_DENIED: of another user.
WINBASEAPI BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD process_group);

// The title of the terminal's window, which cannot be asked for: GetConsoleTitle tells what this process has set. It
// returns the length, of a title that does not fit the size it needs.
WINBASEAPI DWORD WINAPI GetConsoleTitleA(LPSTR title, DWORD size);
WINBASEAPI DWORD WINAPI GetConsoleTitleW(LPWSTR title, DWORD size);
WINBASEAPI BOOL WINAPI SetConsoleTitleA(LPCSTR title);
WINBASEAPI BOOL WINAPI SetConsoleTitleW(LPCWSTR title);

// Colours of what is written next, FOREGROUND_* and BACKGROUND_*. ERROR_INVALID_HANDLE: no terminal.
WINBASEAPI BOOL WINAPI SetConsoleTextAttribute(HANDLE console, WORD attributes);

// The size of the terminal's window, and the colours this process has set; the position of the cursor is not known and
// said to be 0, 0. ERROR_INVALID_HANDLE: no terminal; ERROR_INVALID_PARAMETER: nothing to fill in.
WINBASEAPI BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFO information);

// ERROR_INVALID_PARAMETER for every code page but UTF-8.
WINBASEAPI BOOL WINAPI SetConsoleCP(UINT code_page);
WINBASEAPI BOOL WINAPI SetConsoleOutputCP(UINT code_page);

RPCRT4_END_C

#ifdef UNICODE
#define GetConsoleTitle GetConsoleTitleW
#define SetConsoleTitle SetConsoleTitleW
#else
#define GetConsoleTitle GetConsoleTitleA
#define SetConsoleTitle SetConsoleTitleA
#endif

#endif
