// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <direct.h>: folders.
#ifndef RPCCRT_DIRECT_H
#define RPCCRT_DIRECT_H

#include <rpccrt.h>

RPCCRT_BEGIN
int _mkdir(const char* name) RPCCRT_IS(_mkdir);
int _rmdir(const char* name) __asm__("rmdir");
int _chdir(const char* name) __asm__("chdir");
char* _getcwd(char* target, int size) RPCCRT_IS(_getcwd);
int _wmkdir(const wchar_t* name) RPCCRT_IS(_wmkdir);
int _wrmdir(const wchar_t* name) RPCCRT_IS(_wrmdir);
int _wchdir(const wchar_t* name) RPCCRT_IS(_wchdir);
wchar_t* _wgetcwd(wchar_t* target, int size) RPCCRT_IS(_wgetcwd);
int rmdir(const char* name);
int chdir(const char* name);
char* getcwd(char* target, size_t size);
RPCCRT_END

// The system's has a mode, too.
#define mkdir(name, ...) _mkdir(name)

#endif
