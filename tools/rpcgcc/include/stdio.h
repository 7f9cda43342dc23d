// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <stdio.h> with the formats, names and secure functions of Windows' (rpccrt.h).
#ifndef RPCCRT_STDIO_H
#define RPCCRT_STDIO_H

#define printf rpccrt_no_printf
#define fprintf rpccrt_no_fprintf
#define sprintf rpccrt_no_sprintf
#define snprintf rpccrt_no_snprintf
#define vprintf rpccrt_no_vprintf
#define vfprintf rpccrt_no_vfprintf
#define vsprintf rpccrt_no_vsprintf
#define vsnprintf rpccrt_no_vsnprintf
#define scanf rpccrt_no_scanf
#define fscanf rpccrt_no_fscanf
#define sscanf rpccrt_no_sscanf
#define vscanf rpccrt_no_vscanf
#define vfscanf rpccrt_no_vfscanf
#define vsscanf rpccrt_no_vsscanf
#define fopen rpccrt_no_fopen
#define fclose rpccrt_no_fclose
#define freopen rpccrt_no_freopen
#define fseek rpccrt_no_fseek
#define ftell rpccrt_no_ftell
#define rename rpccrt_no_rename
#define remove rpccrt_no_remove
#define perror rpccrt_no_perror
#define tmpfile rpccrt_no_tmpfile
#define fcloseall rpccrt_no_fcloseall
#define tmpnam rpccrt_no_tmpnam
#define tempnam rpccrt_no_tempnam
#include_next <stdio.h>
#undef printf
#undef fprintf
#undef sprintf
#undef snprintf
#undef vprintf
#undef vfprintf
#undef vsprintf
#undef vsnprintf
#undef scanf
#undef fscanf
#undef sscanf
#undef vscanf
#undef vfscanf
#undef vsscanf
#undef fopen
#undef fclose
#undef freopen
#undef fseek
#undef ftell
#undef rename
#undef remove
#undef perror
#undef tmpfile
#undef fcloseall
#undef tmpnam
#undef tempnam

#include <stdarg.h>
#include <rpccrt.h>

#undef L_tmpnam
#define L_tmpnam 260
#define L_tmpnam_s L_tmpnam
#define TMP_MAX_S TMP_MAX

RPCCRT_BEGIN
int printf(const char* format, ...) RPCCRT_IS(printf);
int fprintf(FILE* stream, const char* format, ...) RPCCRT_IS(fprintf);
int sprintf(char* buffer, const char* format, ...) RPCCRT_IS(sprintf);
int snprintf(char* buffer, size_t count, const char* format, ...) RPCCRT_IS(snprintf);
int vprintf(const char* format, va_list arguments) RPCCRT_IS(vprintf);
int vfprintf(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(vfprintf);
int vsprintf(char* buffer, const char* format, va_list arguments) RPCCRT_IS(vsprintf);
int vsnprintf(char* buffer, size_t count, const char* format, va_list arguments) RPCCRT_IS(vsnprintf);
int _snprintf(char* buffer, size_t count, const char* format, ...) RPCCRT_IS(_snprintf);
int _vsnprintf(char* buffer, size_t count, const char* format, va_list arguments) RPCCRT_IS(_vsnprintf);
int _scprintf(const char* format, ...) RPCCRT_IS(_scprintf);
int _vscprintf(const char* format, va_list arguments) RPCCRT_IS(_vscprintf);
int printf_s(const char* format, ...) RPCCRT_IS(printf_s);
int fprintf_s(FILE* stream, const char* format, ...) RPCCRT_IS(fprintf_s);
int vprintf_s(const char* format, va_list arguments) RPCCRT_IS(vprintf_s);
int vfprintf_s(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(vfprintf_s);
int sprintf_s(char* buffer, size_t size, const char* format, ...) RPCCRT_IS(sprintf_s);
int vsprintf_s(char* buffer, size_t size, const char* format, va_list arguments) RPCCRT_IS(vsprintf_s);
int vsnprintf_s(char* buffer, size_t size, size_t count, const char* format, va_list arguments)
    RPCCRT_IS(_vsnprintf_s);
int _snprintf_s(char* buffer, size_t size, size_t count, const char* format, ...) RPCCRT_IS(_snprintf_s);
int _vsnprintf_s(char* buffer, size_t size, size_t count, const char* format, va_list arguments)
    RPCCRT_IS(_vsnprintf_s);

int scanf(const char* format, ...) RPCCRT_IS(scanf);
int fscanf(FILE* stream, const char* format, ...) RPCCRT_IS(fscanf);
int sscanf(const char* text, const char* format, ...) RPCCRT_IS(sscanf);
int vscanf(const char* format, va_list arguments) RPCCRT_IS(vscanf);
int vfscanf(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(vfscanf);
int vsscanf(const char* text, const char* format, va_list arguments) RPCCRT_IS(vsscanf);
int _snscanf(const char* text, size_t size, const char* format, ...) RPCCRT_IS(_snscanf);
int scanf_s(const char* format, ...) RPCCRT_IS(scanf_s);
int fscanf_s(FILE* stream, const char* format, ...) RPCCRT_IS(fscanf_s);
int sscanf_s(const char* text, const char* format, ...) RPCCRT_IS(sscanf_s);
int vscanf_s(const char* format, va_list arguments) RPCCRT_IS(vscanf_s);
int vfscanf_s(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(vfscanf_s);
int vsscanf_s(const char* text, const char* format, va_list arguments) RPCCRT_IS(vsscanf_s);
int _snscanf_s(const char* text, size_t size, const char* format, ...) RPCCRT_IS(_snscanf_s);

FILE* fopen(const char* name, const char* mode) RPCCRT_IS(fopen);
int fclose(FILE* stream) RPCCRT_IS(fclose);
FILE* freopen(const char* name, const char* mode, FILE* stream) RPCCRT_IS(freopen);
FILE* _fsopen(const char* name, const char* mode, int share) RPCCRT_IS(_fsopen);
FILE* _fdopen(int descriptor, const char* mode) RPCCRT_IS(_fdopen);
FILE* _popen(const char* command, const char* mode) RPCCRT_IS(_popen);
int _pclose(FILE* stream) RPCCRT_IS(_pclose);
errno_t fopen_s(FILE** stream, const char* name, const char* mode) RPCCRT_IS(fopen_s);
errno_t freopen_s(FILE** stream, const char* name, const char* mode, FILE* old) RPCCRT_IS(freopen_s);
errno_t tmpfile_s(FILE** stream) RPCCRT_IS(tmpfile_s);
errno_t clearerr_s(FILE* stream) RPCCRT_IS(clearerr_s);
char* gets_s(char* target, rsize_t size) RPCCRT_IS(gets_s);
FILE* tmpfile(void) RPCCRT_IS(tmpfile);
int _fileno(FILE* stream) RPCCRT_IS(_fileno);
int _fcloseall(void) RPCCRT_IS(_fcloseall);
int fcloseall(void) RPCCRT_IS(_fcloseall);
int _rmtmp(void) RPCCRT_IS(_rmtmp);
int rmtmp(void) RPCCRT_IS(_rmtmp);
int flushall(void) RPCCRT_IS(_flushall);
size_t fread_s(void* target, size_t room, size_t size, size_t count, FILE* stream) RPCCRT_IS(fread_s);
int _getw(FILE* stream) RPCCRT_IS(_getw);
int _putw(int value, FILE* stream) RPCCRT_IS(_putw);
int _getmaxstdio(void) RPCCRT_IS(_getmaxstdio);
int _setmaxstdio(int most) RPCCRT_IS(_setmaxstdio);
void _lock_file(FILE* stream) __asm__("flockfile");
void _unlock_file(FILE* stream) __asm__("funlockfile");
size_t _fread_nolock(void* target, size_t size, size_t count, FILE* stream) __asm__("fread_unlocked");
size_t _fwrite_nolock(const void* source, size_t size, size_t count, FILE* stream) __asm__("fwrite_unlocked");
int _getc_nolock(FILE* stream) __asm__("getc_unlocked");
int _fgetc_nolock(FILE* stream) __asm__("fgetc_unlocked");
int _putc_nolock(int character, FILE* stream) __asm__("putc_unlocked");
int _fputc_nolock(int character, FILE* stream) __asm__("fputc_unlocked");
int _fflush_nolock(FILE* stream) __asm__("fflush_unlocked");
int _flushall(void) RPCCRT_IS(_flushall);
int _fgetchar(void) __asm__("getchar");
int _fputchar(int character) __asm__("putchar");
#ifdef __cplusplus
int fseek(FILE* stream, long offset, int origin) __asm__("fseek");
long ftell(FILE* stream) RPCCRT_IS(ftell);
#else
int fseek(FILE* stream, int offset, int origin) RPCCRT_IS(fseek);
int ftell(FILE* stream) RPCCRT_IS(ftell);
#endif
int _fseek_nolock(FILE* stream, int offset, int origin) RPCCRT_IS(fseek);
int _ftell_nolock(FILE* stream) RPCCRT_IS(ftell);
int _fseeki64_nolock(FILE* stream, __int64 offset, int origin) RPCCRT_IS(_fseeki64);
__int64 _ftelli64_nolock(FILE* stream) RPCCRT_IS(_ftelli64);
int _fseeki64(FILE* stream, __int64 offset, int origin) RPCCRT_IS(_fseeki64);
__int64 _ftelli64(FILE* stream) RPCCRT_IS(_ftelli64);
int rename(const char* name, const char* next) RPCCRT_IS(rename);
int remove(const char* name) RPCCRT_IS(remove);
int _unlink(const char* name) RPCCRT_IS(_unlink);
void perror(const char* message) RPCCRT_IS(perror);
void _wperror(const wchar_t* message) RPCCRT_IS(_wperror);
char* tmpnam(char* name) RPCCRT_IS(tmpnam);
errno_t tmpnam_s(char* name, rsize_t size) RPCCRT_IS(tmpnam_s);
wchar_t* _wtmpnam(wchar_t* name) RPCCRT_IS(_wtmpnam);
errno_t _wtmpnam_s(wchar_t* name, rsize_t size) RPCCRT_IS(_wtmpnam_s);
char* tempnam(const char* folder, const char* prefix) RPCCRT_IS(_tempnam);
char* _tempnam(const char* folder, const char* prefix) RPCCRT_IS(_tempnam);
wchar_t* _wtempnam(const wchar_t* folder, const wchar_t* prefix) RPCCRT_IS(_wtempnam);
FILE* _wfopen(const wchar_t* name, const wchar_t* mode) RPCCRT_IS(_wfopen);
FILE* _wfreopen(const wchar_t* name, const wchar_t* mode, FILE* stream) RPCCRT_IS(_wfreopen);
FILE* _wfsopen(const wchar_t* name, const wchar_t* mode, int share) RPCCRT_IS(_wfsopen);
FILE* _wfdopen(int descriptor, const wchar_t* mode) RPCCRT_IS(_wfdopen);
FILE* _wpopen(const wchar_t* command, const wchar_t* mode) RPCCRT_IS(_wpopen);
errno_t _wfopen_s(FILE** stream, const wchar_t* name, const wchar_t* mode) RPCCRT_IS(_wfopen_s);
errno_t _wfreopen_s(FILE** stream, const wchar_t* name, const wchar_t* mode, FILE* old) RPCCRT_IS(_wfreopen_s);
int _wrename(const wchar_t* name, const wchar_t* next) RPCCRT_IS(_wrename);
int _wremove(const wchar_t* name) RPCCRT_IS(_wremove);

int _set_printf_count_output(int enable) RPCCRT_IS(_set_printf_count_output);
int _get_printf_count_output(void) RPCCRT_IS(_get_printf_count_output);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
int sprintf_s(char (&buffer)[Size], const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int made = ::vsprintf_s(buffer, Size, format, arguments);
    va_end(arguments);
    return made;
}
template <size_t Size>
int vsprintf_s(char (&buffer)[Size], const char* format, va_list arguments) {
    return ::vsprintf_s(buffer, Size, format, arguments);
}
template <size_t Size>
int _snprintf_s(char (&buffer)[Size], size_t count, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int made = ::_vsnprintf_s(buffer, Size, count, format, arguments);
    va_end(arguments);
    return made;
}
template <size_t Size>
int _vsnprintf_s(char (&buffer)[Size], size_t count, const char* format, va_list arguments) {
    return ::_vsnprintf_s(buffer, Size, count, format, arguments);
}
RPCCRT_END_CXX
#endif

#include <rpccrt_lprintf.h>
#include <rpccrt_pprintf.h>
#include <rpccrt_wprintf.h>

#include <rpccrt_long.h>

#endif
