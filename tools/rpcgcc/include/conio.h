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
int _cprintf_s(const char* format, ...) RPCCRT_IS(_cprintf);
int _vcprintf_s(const char* format, va_list arguments) RPCCRT_IS(_vcprintf);
int _cwprintf(const wchar_t* format, ...) RPCCRT_IS(_cwprintf);
int _cwprintf_s(const wchar_t* format, ...) RPCCRT_IS(_cwprintf);
int _vcwprintf(const wchar_t* format, va_list arguments) RPCCRT_IS(_vcwprintf);
int _vcwprintf_s(const wchar_t* format, va_list arguments) RPCCRT_IS(_vcwprintf);
int _cscanf(const char* format, ...) RPCCRT_IS(_cscanf);
int _cscanf_s(const char* format, ...) RPCCRT_IS(_cscanf_s);
int _cwscanf(const wchar_t* format, ...) RPCCRT_IS(_cwscanf);
int _cwscanf_s(const wchar_t* format, ...) RPCCRT_IS(_cwscanf_s);
int cscanf(const char* format, ...) RPCCRT_IS(_cscanf);
// A line of the terminal. _cgets wants the room in the first byte, and puts the size into the second.
char* _cgets(char* buffer) RPCCRT_IS(_cgets);
char* cgets(char* buffer) RPCCRT_IS(_cgets);
errno_t _cgets_s(char* buffer, size_t size, size_t* read) RPCCRT_IS(_cgets_s);
errno_t _cgetws_s(wchar_t* buffer, size_t size, size_t* read) RPCCRT_IS(_cgetws_s);
// Wide keys; 0xFFFF is none.
unsigned int _getwch(void) RPCCRT_IS(_getwch);
unsigned int _getwche(void) RPCCRT_IS(_getwche);
unsigned int _ungetwch(unsigned int key) RPCCRT_IS(_ungetwch);
unsigned int _putwch(wchar_t key) RPCCRT_IS(_putwch);
RPCCRT_END

#endif
