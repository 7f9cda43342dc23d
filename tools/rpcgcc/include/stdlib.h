// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <stdlib.h> with a long of 32 bits and what else Windows' has (rpccrt.h).
#ifndef RPCCRT_STDLIB_H
#define RPCCRT_STDLIB_H

#define strtol rpccrt_no_strtol
#define strtoul rpccrt_no_strtoul
#define atol rpccrt_no_atol
#define mblen rpccrt_no_mblen
#define mbtowc rpccrt_no_mbtowc
#define wctomb rpccrt_no_wctomb
#define mbstowcs rpccrt_no_mbstowcs
#define wcstombs rpccrt_no_wcstombs
#define rand rpccrt_no_rand
#define srand rpccrt_no_srand
#define system rpccrt_no_system
#define ecvt rpccrt_no_ecvt
#define getenv rpccrt_no_getenv
#define fcvt rpccrt_no_fcvt
#define gcvt rpccrt_no_gcvt
#ifdef __cplusplus
// libstdc++'s in front of the system's, without what follows from it.
#define _GLIBCXX_INCLUDE_NEXT_C_HEADERS
#include_next <stdlib.h>
#undef _GLIBCXX_INCLUDE_NEXT_C_HEADERS
#else
// In C++ these stay as they are: libstdc++ is built on them, and their results are the same where they fit.
#define labs rpccrt_no_labs
#define ldiv rpccrt_no_ldiv
#define ldiv_t rpccrt_no_ldiv_t
#define strtold rpccrt_no_strtold
#include_next <stdlib.h>
#undef labs
#undef ldiv
#undef ldiv_t
#undef strtold
#endif
#undef strtol
#undef strtoul
#undef atol
#undef mblen
#undef mbtowc
#undef wctomb
#undef mbstowcs
#undef wcstombs
#undef rand
#undef srand
#undef system
#undef ecvt
#undef getenv
#undef fcvt
#undef gcvt

#include <rpccrt.h>
#include <rpccrt_locale.h>
#include <rpccrt_wnumber.h>

#undef RAND_MAX
#define RAND_MAX 0x7fff
#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256
#define _MAX_ENV 32767
#define _CVTBUFSIZE 349
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#ifndef __max
#define __max(one, other) (((one) > (other)) ? (one) : (other))
#define __min(one, other) (((one) < (other)) ? (one) : (other))
#endif
#define __argc rpccrt_argc
#define __argv rpccrt_argv
#define __wargv rpccrt_wide_arguments()
#define _pgmptr rpccrt_program
#define _wpgmptr rpccrt_wide_program()
#define _environ environ
#define _wenviron rpccrt_wide_environment()
#define _sys_errlist rpccrt_error_texts
#define _sys_nerr rpccrt_error_count
#define _doserrno (*__doserrno())
#ifndef __cplusplus
#ifndef max
#define max(one, other) (((one) > (other)) ? (one) : (other))
#endif
#ifndef min
#define min(one, other) (((one) < (other)) ? (one) : (other))
#endif
#endif

typedef int (*_onexit_t)(void);
typedef void (*_purecall_handler)(void);

RPCCRT_BEGIN
RPCCRT_LONG strtol(const char* text, char** end, int base) RPCCRT_IS(strtol);
unsigned RPCCRT_LONG strtoul(const char* text, char** end, int base) RPCCRT_IS(strtoul);
RPCCRT_LONG atol(const char* text) RPCCRT_IS(atol);
#ifndef __cplusplus
typedef struct {
    int quot, rem;
} ldiv_t;
int labs(int value) RPCCRT_IS(labs);
ldiv_t ldiv(int value, int by) RPCCRT_IS(ldiv);
double strtold(const char* text, char** end) __asm__("strtod");
#endif
__int64 _strtoi64(const char* text, char** end, int base) RPCCRT_IS(strtoll);
unsigned __int64 _strtoui64(const char* text, char** end, int base) RPCCRT_IS(strtoull);
__int64 _atoi64(const char* text) RPCCRT_IS(atoll);
__int64 _abs64(__int64 value) __asm__("llabs");
char* _itoa(int value, char* buffer, int base) RPCCRT_IS(_itoa);
char* itoa(int value, char* buffer, int base) RPCCRT_IS(_itoa);
char* _ltoa(int value, char* buffer, int base) RPCCRT_IS(_ltoa);
char* ltoa(int value, char* buffer, int base) RPCCRT_IS(_ltoa);
char* _ultoa(unsigned value, char* buffer, int base) RPCCRT_IS(_ultoa);
char* ultoa(unsigned value, char* buffer, int base) RPCCRT_IS(_ultoa);
char* _i64toa(__int64 value, char* buffer, int base) RPCCRT_IS(_i64toa);
char* _ui64toa(unsigned __int64 value, char* buffer, int base) RPCCRT_IS(_ui64toa);
errno_t _itoa_s(int value, char* buffer, size_t size, int base) RPCCRT_IS(_itoa_s);
errno_t _ltoa_s(int value, char* buffer, size_t size, int base) RPCCRT_IS(_ltoa_s);
errno_t _ultoa_s(unsigned value, char* buffer, size_t size, int base) RPCCRT_IS(_ultoa_s);
errno_t _i64toa_s(__int64 value, char* buffer, size_t size, int base) RPCCRT_IS(_i64toa_s);
errno_t _ui64toa_s(unsigned __int64 value, char* buffer, size_t size, int base) RPCCRT_IS(_ui64toa_s);

char* _ecvt(double value, int count, int* point, int* sign) RPCCRT_IS(_ecvt);
char* _fcvt(double value, int count, int* point, int* sign) RPCCRT_IS(_fcvt);
char* _gcvt(double value, int count, char* target) RPCCRT_IS(_gcvt);
char* ecvt(double value, int count, int* point, int* sign) RPCCRT_IS(_ecvt);
char* fcvt(double value, int count, int* point, int* sign) RPCCRT_IS(_fcvt);
char* gcvt(double value, int count, char* target) RPCCRT_IS(_gcvt);
errno_t _ecvt_s(char* target, size_t size, double value, int count, int* point, int* sign) RPCCRT_IS(_ecvt_s);
errno_t _fcvt_s(char* target, size_t size, double value, int count, int* point, int* sign) RPCCRT_IS(_fcvt_s);
errno_t _gcvt_s(char* target, size_t size, double value, int count) RPCCRT_IS(_gcvt_s);
typedef struct {
    float f;
} _CRT_FLOAT;
typedef struct {
    double x;
} _CRT_DOUBLE;
#define _OVERFLOW 3
#define _UNDERFLOW 4
int _atodbl(_CRT_DOUBLE* target, char* text) RPCCRT_IS(_atodbl);
int _atoflt(_CRT_FLOAT* target, const char* text) RPCCRT_IS(_atoflt);

int mblen(const char* source, size_t size) RPCCRT_IS(mblen);
int mbtowc(wchar_t* target, const char* source, size_t size) RPCCRT_IS(mbtowc);
int wctomb(char* target, wchar_t character) RPCCRT_IS(wctomb);
size_t mbstowcs(wchar_t* target, const char* source, size_t count) RPCCRT_IS(mbstowcs);
size_t wcstombs(char* target, const wchar_t* source, size_t count) RPCCRT_IS(wcstombs);
errno_t mbstowcs_s(size_t* stored, wchar_t* target, size_t size, const char* source, size_t count)
    RPCCRT_IS(mbstowcs_s);
errno_t wcstombs_s(size_t* stored, char* target, size_t size, const wchar_t* source, size_t count)
    RPCCRT_IS(wcstombs_s);
errno_t wctomb_s(int* stored, char* target, rsize_t size, wchar_t character) RPCCRT_IS(wctomb_s);

void _exit(int code) __attribute__((__noreturn__));
int rand(void) RPCCRT_IS(rand);
void srand(unsigned seed) RPCCRT_IS(srand);
errno_t rand_s(unsigned* value) RPCCRT_IS(rand_s);
int system(const char* command) RPCCRT_IS(system);
void qsort_s(void* items, rsize_t count, rsize_t size, int (*compare)(void*, const void*, const void*), void* context)
    RPCCRT_IS(qsort_s);
void* bsearch_s(const void* key, const void* items, rsize_t count, rsize_t size,
                int (*compare)(void*, const void*, const void*), void* context) RPCCRT_IS(bsearch_s);
// Integers and text in UTF-8 are the same in every locale, which comes last and is not looked at.
int _atoi_l(const char* text, _locale_t locale) __asm__("atoi");
__int64 _atoi64_l(const char* text, _locale_t locale) RPCCRT_IS(atoll);
int _atol_l(const char* text, _locale_t locale) RPCCRT_IS(atol);
int _strtol_l(const char* text, char** end, int base, _locale_t locale) RPCCRT_IS(strtol);
unsigned int _strtoul_l(const char* text, char** end, int base, _locale_t locale) RPCCRT_IS(strtoul);
__int64 _strtoi64_l(const char* text, char** end, int base, _locale_t locale) RPCCRT_IS(strtoll);
unsigned __int64 _strtoui64_l(const char* text, char** end, int base, _locale_t locale) RPCCRT_IS(strtoull);
size_t _mbstowcs_l(wchar_t* target, const char* source, size_t count, _locale_t locale) RPCCRT_IS(mbstowcs);
size_t _wcstombs_l(char* target, const wchar_t* source, size_t count, _locale_t locale) RPCCRT_IS(wcstombs);
errno_t _mbstowcs_s_l(size_t* stored, wchar_t* target, size_t size, const char* source, size_t count, _locale_t locale)
    RPCCRT_IS(mbstowcs_s);
errno_t _wcstombs_s_l(size_t* stored, char* target, size_t size, const wchar_t* source, size_t count, _locale_t locale)
    RPCCRT_IS(wcstombs_s);
int _mblen_l(const char* source, size_t size, _locale_t locale) RPCCRT_IS(mblen);
int _mbtowc_l(wchar_t* target, const char* source, size_t size, _locale_t locale) RPCCRT_IS(mbtowc);
int _wctomb_l(char* target, wchar_t character, _locale_t locale) RPCCRT_IS(wctomb);
errno_t _wctomb_s_l(int* stored, char* target, size_t size, wchar_t character, _locale_t locale) RPCCRT_IS(wctomb_s);
size_t _mbstrlen_l(const char* text, _locale_t locale) RPCCRT_IS(_mbstrlen);
int _wtol_l(const wchar_t* text, _locale_t locale) RPCCRT_IS(_wtol);
__int64 _wtoi64_l(const wchar_t* text, _locale_t locale) RPCCRT_IS(_wtoll);
__int64 _wcstoi64_l(const wchar_t* text, wchar_t** end, int base, _locale_t locale) RPCCRT_IS(wcstoll);
unsigned __int64 _wcstoui64_l(const wchar_t* text, wchar_t** end, int base, _locale_t locale) RPCCRT_IS(wcstoull);
int _atodbl_l(_CRT_DOUBLE* target, char* text, _locale_t locale) RPCCRT_IS(_atodbl);
int _atoflt_l(_CRT_FLOAT* target, const char* text, _locale_t locale) RPCCRT_IS(_atoflt);
int _wtoi_l(const wchar_t* text, _locale_t locale) RPCCRT_IS(_wtoi);
int _wcstol_l(const wchar_t* text, wchar_t** end, int base, _locale_t locale) RPCCRT_IS(wcstol);
unsigned int _wcstoul_l(const wchar_t* text, wchar_t** end, int base, _locale_t locale) RPCCRT_IS(wcstoul);
double _atof_l(const char* text, _locale_t locale) RPCCRT_IS(_atof_l);
double _strtod_l(const char* text, char** end, _locale_t locale) RPCCRT_IS(_strtod_l);
double _wtof_l(const wchar_t* text, _locale_t locale) RPCCRT_IS(_wtof_l);
double _wcstod_l(const wchar_t* text, wchar_t** end, _locale_t locale) RPCCRT_IS(_wcstod_l);
size_t _mbstrlen(const char* text) RPCCRT_IS(_mbstrlen);
errno_t _get_pgmptr(char** program) RPCCRT_IS(_get_pgmptr);
errno_t _get_wpgmptr(wchar_t** program) RPCCRT_IS(_get_wpgmptr);
wchar_t* rpccrt_wide_program(void);
int* __p__fmode(void) RPCCRT_IS(__p__fmode);
#define _fmode (*__p__fmode())
errno_t _set_fmode(int mode) RPCCRT_IS(_set_fmode);
errno_t _get_fmode(int* mode) RPCCRT_IS(_get_fmode);
int _wsystem(const wchar_t* command) RPCCRT_IS(_wsystem);
void _wsearchenv(const wchar_t* file, const wchar_t* variable, wchar_t* path) RPCCRT_IS(_wsearchenv);
errno_t _searchenv_s(const char* file, const char* variable, char* path, size_t size) RPCCRT_IS(_searchenv_s);
errno_t _wsearchenv_s(const wchar_t* file, const wchar_t* variable, wchar_t* path, size_t size)
    RPCCRT_IS(_wsearchenv_s);
extern int rpccrt_argc;
extern char** rpccrt_argv;
extern char* rpccrt_program;
wchar_t** rpccrt_wide_arguments(void);
wchar_t** rpccrt_wide_environment(void);
extern char** environ;
extern char* rpccrt_error_texts[134];
extern int rpccrt_error_count;
unsigned int* __doserrno(void) RPCCRT_IS(__doserrno);
errno_t _get_doserrno(unsigned int* code) RPCCRT_IS(_get_doserrno);
errno_t _set_doserrno(unsigned int code) RPCCRT_IS(_set_doserrno);
void perror(const char* message) RPCCRT_IS(perror);
void _wperror(const wchar_t* message) RPCCRT_IS(_wperror);
_onexit_t _onexit(_onexit_t function) RPCCRT_IS(_onexit);
_onexit_t onexit(_onexit_t function) RPCCRT_IS(_onexit);

_invalid_parameter_handler _set_invalid_parameter_handler(_invalid_parameter_handler handler)
    RPCCRT_IS(_set_invalid_parameter_handler);
_invalid_parameter_handler _get_invalid_parameter_handler(void) RPCCRT_IS(_get_invalid_parameter_handler);
_invalid_parameter_handler _set_thread_local_invalid_parameter_handler(_invalid_parameter_handler handler)
    RPCCRT_IS(_set_thread_local_invalid_parameter_handler);
_invalid_parameter_handler _get_thread_local_invalid_parameter_handler(void)
    RPCCRT_IS(_get_thread_local_invalid_parameter_handler);

int _putenv(const char* assignment) RPCCRT_IS(_putenv);
errno_t _putenv_s(const char* name, const char* value) RPCCRT_IS(_putenv_s);
char* getenv(const char* name) RPCCRT_IS(getenv);
errno_t getenv_s(size_t* needed, char* buffer, rsize_t size, const char* name) RPCCRT_IS(getenv_s);
errno_t _dupenv_s(char** buffer, size_t* size, const char* name) RPCCRT_IS(_dupenv_s);
wchar_t* _wgetenv(const wchar_t* name) RPCCRT_IS(_wgetenv);
int _wputenv(const wchar_t* assignment) RPCCRT_IS(_wputenv);
errno_t _wputenv_s(const wchar_t* name, const wchar_t* value) RPCCRT_IS(_wputenv_s);
errno_t _wgetenv_s(size_t* needed, wchar_t* buffer, rsize_t size, const wchar_t* name) RPCCRT_IS(_wgetenv_s);
errno_t _wdupenv_s(wchar_t** buffer, size_t* size, const wchar_t* name) RPCCRT_IS(_wdupenv_s);
void _searchenv(const char* file, const char* variable, char* path) RPCCRT_IS(_searchenv);

char* _fullpath(char* target, const char* path, size_t size) RPCCRT_IS(_fullpath);
wchar_t* _wfullpath(wchar_t* target, const wchar_t* path, size_t size) RPCCRT_IS(_wfullpath);
void _splitpath(const char* path, char* drive, char* folder, char* name, char* extension) RPCCRT_IS(_splitpath);
void _makepath(char* path, const char* drive, const char* folder, const char* name, const char* extension)
    RPCCRT_IS(_makepath);
errno_t _splitpath_s(const char* path, char* drive, size_t drive_size, char* folder, size_t folder_size, char* name,
                     size_t name_size, char* extension, size_t extension_size) RPCCRT_IS(_splitpath_s);
errno_t _makepath_s(char* path, size_t size, const char* drive, const char* folder, const char* name,
                    const char* extension) RPCCRT_IS(_makepath_s);
void _wsplitpath(const wchar_t* path, wchar_t* drive, wchar_t* folder, wchar_t* name, wchar_t* extension)
    RPCCRT_IS(_wsplitpath);
void _wmakepath(wchar_t* path, const wchar_t* drive, const wchar_t* folder, const wchar_t* name,
                const wchar_t* extension) RPCCRT_IS(_wmakepath);
errno_t _wsplitpath_s(const wchar_t* path, wchar_t* drive, size_t drive_size, wchar_t* folder, size_t folder_size,
                      wchar_t* name, size_t name_size, wchar_t* extension, size_t extension_size)
    RPCCRT_IS(_wsplitpath_s);
errno_t _wmakepath_s(wchar_t* path, size_t size, const wchar_t* drive, const wchar_t* folder, const wchar_t* name,
                     const wchar_t* extension) RPCCRT_IS(_wmakepath_s);
RPCCRT_END

#undef _rotl  // gcc's <immintrin.h> has macros of these names
#undef _rotr
#undef _lrotl
#undef _lrotr
static inline unsigned int _rotl(unsigned int value, int shift) {
    return value << (shift & 31) | value >> (-shift & 31);
}
static inline unsigned int _rotr(unsigned int value, int shift) {
    return value >> (shift & 31) | value << (-shift & 31);
}
static inline unsigned char _rotl8(unsigned char value, unsigned char shift) {
    return (unsigned char)(value << (shift & 7) | value >> (-shift & 7));
}
static inline unsigned char _rotr8(unsigned char value, unsigned char shift) {
    return (unsigned char)(value >> (shift & 7) | value << (-shift & 7));
}
static inline unsigned short _rotl16(unsigned short value, unsigned char shift) {
    return (unsigned short)(value << (shift & 15) | value >> (-shift & 15));
}
static inline unsigned short _rotr16(unsigned short value, unsigned char shift) {
    return (unsigned short)(value >> (shift & 15) | value << (-shift & 15));
}
static inline unsigned int _lrotl(unsigned int value, int shift) { return _rotl(value, shift); }
static inline unsigned int _lrotr(unsigned int value, int shift) { return _rotr(value, shift); }
static inline unsigned __int64 _rotl64(unsigned __int64 value, int shift) {
    return value << (shift & 63) | value >> (-shift & 63);
}
static inline unsigned __int64 _rotr64(unsigned __int64 value, int shift) {
    return value >> (shift & 63) | value << (-shift & 63);
}
// Pairs of bytes turned around; of an odd count the last is left out.
static inline void _swab(char* source, char* target, int count) {
    int i = 0;
    for (; i + 1 < count; i += 2) {
        const char first = source[i];
        target[i] = source[i + 1];
        target[i + 1] = first;
    }
}
static inline unsigned short _byteswap_ushort(unsigned short value) { return __builtin_bswap16(value); }
static inline unsigned int _byteswap_ulong(unsigned int value) { return __builtin_bswap32(value); }
static inline unsigned __int64 _byteswap_uint64(unsigned __int64 value) { return __builtin_bswap64(value); }

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
errno_t _itoa_s(int value, char (&buffer)[Size], int base) {
    return ::_itoa_s(value, buffer, Size, base);
}
template <size_t Size>
errno_t _ultoa_s(unsigned value, char (&buffer)[Size], int base) {
    return ::_ultoa_s(value, buffer, Size, base);
}
template <size_t Size>
errno_t mbstowcs_s(size_t* stored, wchar_t (&target)[Size], const char* source, size_t count) {
    return ::mbstowcs_s(stored, target, Size, source, count);
}
template <size_t Size>
errno_t wcstombs_s(size_t* stored, char (&target)[Size], const wchar_t* source, size_t count) {
    return ::wcstombs_s(stored, target, Size, source, count);
}
template <size_t Size>
errno_t getenv_s(size_t* needed, char (&buffer)[Size], const char* name) {
    return ::getenv_s(needed, buffer, Size, name);
}
template <size_t Size>
errno_t _wgetenv_s(size_t* needed, wchar_t (&buffer)[Size], const wchar_t* name) {
    return ::_wgetenv_s(needed, buffer, Size, name);
}
template <size_t Size>
errno_t _makepath_s(char (&path)[Size], const char* drive, const char* folder, const char* name,
                    const char* extension) {
    return ::_makepath_s(path, Size, drive, folder, name, extension);
}
template <size_t Size>
errno_t _wmakepath_s(wchar_t (&path)[Size], const wchar_t* drive, const wchar_t* folder, const wchar_t* name,
                     const wchar_t* extension) {
    return ::_wmakepath_s(path, Size, drive, folder, name, extension);
}
template <size_t Size, size_t Folder, size_t Name, size_t Extension>
errno_t _splitpath_s(const char* path, char (&drive)[Size], char (&folder)[Folder], char (&name)[Name],
                     char (&extension)[Extension]) {
    return ::_splitpath_s(path, drive, Size, folder, Folder, name, Name, extension, Extension);
}
template <size_t Size, size_t Folder, size_t Name, size_t Extension>
errno_t _wsplitpath_s(const wchar_t* path, wchar_t (&drive)[Size], wchar_t (&folder)[Folder], wchar_t (&name)[Name],
                      wchar_t (&extension)[Extension]) {
    return ::_wsplitpath_s(path, drive, Size, folder, Folder, name, Name, extension, Extension);
}
template <size_t Size>
errno_t _searchenv_s(const char* file, const char* variable, char (&path)[Size]) {
    return ::_searchenv_s(file, variable, path, Size);
}
template <size_t Size>
errno_t _i64toa_s(__int64 value, char (&buffer)[Size], int base) {
    return ::_i64toa_s(value, buffer, Size, base);
}
template <size_t Size>
errno_t _ltoa_s(int value, char (&buffer)[Size], int base) {
    return ::_ltoa_s(value, buffer, Size, base);
}
template <size_t Size>
errno_t _gcvt_s(char (&buffer)[Size], double value, int count) {
    return ::_gcvt_s(buffer, Size, value, count);
}
RPCCRT_END_CXX
// And what libstdc++ makes of it.
#include_next <stdlib.h>
#endif

#include <rpccrt_long.h>

#endif
