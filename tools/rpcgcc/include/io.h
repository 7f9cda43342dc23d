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
int _close(int descriptor) __asm__("close");
int _read(int descriptor, void* target, unsigned int size) RPCCRT_IS(_read);
int _write(int descriptor, const void* source, unsigned int size) RPCCRT_IS(_write);
int _lseek(int descriptor, int offset, int origin) RPCCRT_IS(_lseek);
__int64 _lseeki64(int descriptor, __int64 offset, int origin) RPCCRT_IS(_lseeki64);
int _tell(int descriptor) RPCCRT_IS(_tell);
__int64 _telli64(int descriptor) RPCCRT_IS(_telli64);
int _dup(int descriptor) __asm__("dup");
int _dup2(int descriptor, int next) RPCCRT_IS(_dup2);
int _isatty(int descriptor) __asm__("isatty");
int _commit(int descriptor) __asm__("fsync");
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
int _chmod(const char* name, int mode) RPCCRT_IS(_chmod);
int _wchmod(const wchar_t* name, int mode) RPCCRT_IS(_wchmod);
int _unlink(const char* name) __asm__("unlink");
int _wunlink(const wchar_t* name) RPCCRT_IS(_wunlink);

// The names without an underscore, as the system's headers have them.
int access(const char* name, int mode);
int close(int descriptor);
long read(int descriptor, void* target, size_t size);
long write(int descriptor, const void* source, size_t size);
int dup(int descriptor);
int dup2(int descriptor, int next);
int isatty(int descriptor);
int unlink(const char* name);
RPCCRT_END

#endif
