// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <conio.h>: the terminal's keys, and text for it.
#ifndef RPCCRT_CONIO_H
#define RPCCRT_CONIO_H

#include <stdarg.h>
#include <rpccrt.h>

RPCCRT_BEGIN
int _kbhit(void) RPCCRT_IS(_kbhit);
int _getch(void) RPCCRT_IS(_getch);
int _getche(void) RPCCRT_IS(_getche);
int _ungetch(int key) RPCCRT_IS(_ungetch);
int _putch(int key) RPCCRT_IS(_putch);
int _cputs(const char* text) RPCCRT_IS(_cputs);
int _cputws(const wchar_t* text) RPCCRT_IS(_cputws);
int _cprintf(const char* format, ...) RPCCRT_IS(_cprintf);
int _vcprintf(const char* format, va_list arguments) RPCCRT_IS(_vcprintf);
int kbhit(void) RPCCRT_IS(_kbhit);
int getch(void) RPCCRT_IS(_getch);
int getche(void) RPCCRT_IS(_getche);
int ungetch(int key) RPCCRT_IS(_ungetch);
int putch(int key) RPCCRT_IS(_putch);
int cputs(const char* text) RPCCRT_IS(_cputs);
int cprintf(const char* format, ...) RPCCRT_IS(_cprintf);
RPCCRT_END

#endif
