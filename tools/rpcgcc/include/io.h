// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <io.h>: descriptors of files.
#ifndef RPCCRT_IO_H
#define RPCCRT_IO_H

#include <rpccrt.h>

RPCCRT_BEGIN
int _open(const char* name, int flags, ...) RPCCRT_IS(_open);
int _wopen(const wchar_t* name, int flags, ...) RPCCRT_IS(_wopen);
int _sopen(const char* name, int flags, int share, ...) RPCCRT_IS(_sopen);
errno_t _sopen_s(int* descriptor, const char* name, int flags, int share, int mode) RPCCRT_IS(_sopen_s);
int _creat(const char* name, int mode) RPCCRT_IS(_creat);
int _wsopen(const wchar_t* name, int flags, int share, ...) RPCCRT_IS(_wsopen);
errno_t _wsopen_s(int* descriptor, const wchar_t* name, int flags, int share, int mode) RPCCRT_IS(_wsopen_s);
int _wcreat(const wchar_t* name, int mode) RPCCRT_IS(_wcreat);
int _close(int descriptor) RPCCRT_IS(_close);
int _read(int descriptor, void* target, unsigned int size) RPCCRT_IS(_read);
int _write(int descriptor, const void* source, unsigned int size) RPCCRT_IS(_write);
int _lseek(int descriptor, int offset, int origin) RPCCRT_IS(_lseek);
__int64 _lseeki64(int descriptor, __int64 offset, int origin) RPCCRT_IS(_lseeki64);
int _tell(int descriptor) RPCCRT_IS(_tell);
__int64 _telli64(int descriptor) RPCCRT_IS(_telli64);
int _dup(int descriptor) RPCCRT_IS(_dup);
int _dup2(int descriptor, int next) RPCCRT_IS(_dup2);
int _isatty(int descriptor) RPCCRT_IS(_isatty);
int _commit(int descriptor) RPCCRT_IS(_commit);
int _setmode(int descriptor, int mode) RPCCRT_IS(_setmode);
int setmode(int descriptor, int mode) RPCCRT_IS(_setmode);
int _filelength(int descriptor) RPCCRT_IS(_filelength);
__int64 _filelengthi64(int descriptor) RPCCRT_IS(_filelengthi64);
int filelength(int descriptor) RPCCRT_IS(_filelength);
int _eof(int descriptor) RPCCRT_IS(_eof);
int eof(int descriptor) RPCCRT_IS(_eof);
int _chsize(int descriptor, int size) RPCCRT_IS(_chsize);
int chsize(int descriptor, int size) RPCCRT_IS(_chsize);
errno_t _chsize_s(int descriptor, __int64 size) RPCCRT_IS(_chsize_s);
int _pipe(int* both, unsigned int size, int mode) RPCCRT_IS(_pipe);
int _access(const char* name, int mode) RPCCRT_IS(_access);
errno_t _access_s(const char* name, int mode) RPCCRT_IS(_access_s);
int _waccess(const wchar_t* name, int mode) RPCCRT_IS(_waccess);
errno_t _waccess_s(const wchar_t* name, int mode) RPCCRT_IS(_waccess_s);
int _chmod(const char* name, int mode) RPCCRT_IS(_chmod);
int _wchmod(const wchar_t* name, int mode) RPCCRT_IS(_wchmod);
int _unlink(const char* name) RPCCRT_IS(_unlink);
int _wunlink(const wchar_t* name) RPCCRT_IS(_wunlink);
// The handle is the descriptor's and closed with it; -1 and EBADF for what is no descriptor, or no file's handle.
intptr_t _get_osfhandle(int descriptor) RPCCRT_IS(_get_osfhandle);
int _open_osfhandle(intptr_t handle, int flags) RPCCRT_IS(_open_osfhandle);
int _locking(int descriptor, int mode, int count) RPCCRT_IS(_locking);
int _umask(int mode) RPCCRT_IS(_umask);
errno_t _umask_s(int mode, int* before) RPCCRT_IS(_umask_s);
char* _mktemp(char* name) RPCCRT_IS(_mktemp);
wchar_t* _wmktemp(wchar_t* name) RPCCRT_IS(_wmktemp);
errno_t _mktemp_s(char* name, size_t size) RPCCRT_IS(_mktemp_s);
errno_t _wmktemp_s(wchar_t* name, size_t size) RPCCRT_IS(_wmktemp_s);

// The names without an underscore, as the system's headers have them; those of files mean Windows' names, too.
int access(const char* name, int mode) RPCCRT_IS(_access);
int close(int descriptor);
long read(int descriptor, void* target, size_t size);
long write(int descriptor, const void* source, size_t size);
int dup(int descriptor);
int dup2(int descriptor, int next);
int isatty(int descriptor);
int unlink(const char* name) RPCCRT_IS(_unlink);
int tell(int descriptor) RPCCRT_IS(_tell);
int locking(int descriptor, int mode, int count) RPCCRT_IS(_locking);
int sopen(const char* name, int flags, int share, ...) RPCCRT_IS(_sopen);
RPCCRT_END

// Searches ([MSVC] "Filename Search Functions"). -1 and ENOENT when there is nothing; _findclose ends one.
typedef int __time32_t;
typedef __int64 __time64_t;
typedef unsigned int _fsize_t;
#define _A_NORMAL 0x00
#define _A_RDONLY 0x01
#define _A_HIDDEN 0x02
#define _A_SYSTEM 0x04
#define _A_SUBDIR 0x10
#define _A_ARCH 0x20

#define RPCCRT_FINDDATA(tag, time, length, character) \
    struct tag {                                      \
        unsigned attrib;                              \
        time time_create, time_access, time_write;    \
        length size;                                  \
        character name[260];                          \
    }
RPCCRT_FINDDATA(_finddata32_t, __time32_t, _fsize_t, char);
RPCCRT_FINDDATA(_finddata32i64_t, __time32_t, __int64, char);
RPCCRT_FINDDATA(_finddata64i32_t, __time64_t, _fsize_t, char);
RPCCRT_FINDDATA(__finddata64_t, __time64_t, __int64, char);
RPCCRT_FINDDATA(_wfinddata32_t, __time32_t, _fsize_t, wchar_t);
RPCCRT_FINDDATA(_wfinddata32i64_t, __time32_t, __int64, wchar_t);
RPCCRT_FINDDATA(_wfinddata64i32_t, __time64_t, _fsize_t, wchar_t);
RPCCRT_FINDDATA(_wfinddata64_t, __time64_t, __int64, wchar_t);
#define _finddata64_t __finddata64_t
#define _finddata_t _finddata64i32_t
#define _finddatai64_t __finddata64_t
#define _wfinddata_t _wfinddata64i32_t
#define _wfinddatai64_t _wfinddata64_t
#define _findfirst _findfirst64i32
#define _findnext _findnext64i32
#define _findfirsti64 _findfirst64
#define _findnexti64 _findnext64
#define _wfindfirst _wfindfirst64i32
#define _wfindnext _wfindnext64i32
#define _wfindfirsti64 _wfindfirst64
#define _wfindnexti64 _wfindnext64

RPCCRT_BEGIN
intptr_t _findfirst32(const char* pattern, struct _finddata32_t* found) RPCCRT_IS(_findfirst32);
int _findnext32(intptr_t search, struct _finddata32_t* found) RPCCRT_IS(_findnext32);
intptr_t _wfindfirst32(const wchar_t* pattern, struct _wfinddata32_t* found) RPCCRT_IS(_wfindfirst32);
int _wfindnext32(intptr_t search, struct _wfinddata32_t* found) RPCCRT_IS(_wfindnext32);
intptr_t _findfirst32i64(const char* pattern, struct _finddata32i64_t* found) RPCCRT_IS(_findfirst32i64);
int _findnext32i64(intptr_t search, struct _finddata32i64_t* found) RPCCRT_IS(_findnext32i64);
intptr_t _wfindfirst32i64(const wchar_t* pattern, struct _wfinddata32i64_t* found) RPCCRT_IS(_wfindfirst32i64);
int _wfindnext32i64(intptr_t search, struct _wfinddata32i64_t* found) RPCCRT_IS(_wfindnext32i64);
intptr_t _findfirst64i32(const char* pattern, struct _finddata64i32_t* found) RPCCRT_IS(_findfirst64i32);
int _findnext64i32(intptr_t search, struct _finddata64i32_t* found) RPCCRT_IS(_findnext64i32);
intptr_t _wfindfirst64i32(const wchar_t* pattern, struct _wfinddata64i32_t* found) RPCCRT_IS(_wfindfirst64i32);
int _wfindnext64i32(intptr_t search, struct _wfinddata64i32_t* found) RPCCRT_IS(_wfindnext64i32);
intptr_t _findfirst64(const char* pattern, struct __finddata64_t* found) RPCCRT_IS(_findfirst64);
int _findnext64(intptr_t search, struct __finddata64_t* found) RPCCRT_IS(_findnext64);
intptr_t _wfindfirst64(const wchar_t* pattern, struct _wfinddata64_t* found) RPCCRT_IS(_wfindfirst64);
int _wfindnext64(intptr_t search, struct _wfinddata64_t* found) RPCCRT_IS(_wfindnext64);
int _findclose(intptr_t search) RPCCRT_IS(_findclose);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
errno_t _mktemp_s(char (&name)[Size]) {
    return ::_mktemp_s(name, Size);
}
template <size_t Size>
errno_t _wmktemp_s(wchar_t (&name)[Size]) {
    return ::_wmktemp_s(name, Size);
}
RPCCRT_END_CXX
#endif

#endif
