// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <tchar.h> with everything the headers here have: one source for 8- and 16-bit characters.
#ifndef RPCCRT_TCHAR_H
#define RPCCRT_TCHAR_H

#include <conio.h>
#include <ctype.h>
#include <direct.h>
#include <io.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utime.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

#ifdef _UNICODE
typedef wchar_t _TCHAR, _TSCHAR, _TUCHAR, _TXCHAR;
typedef wint_t _TINT;
#define _TEOF WEOF
#define __T(quote) L##quote
#define _tprintf wprintf
#define _ftprintf fwprintf
#define _stprintf _swprintf
#define _sntprintf _snwprintf
#define _vtprintf vwprintf
#define _vftprintf vfwprintf
#define _vstprintf _vswprintf
#define _vsntprintf _vsnwprintf
#define _sctprintf _scwprintf
#define _vsctprintf _vscwprintf
#define _tprintf_s wprintf_s
#define _ftprintf_s fwprintf_s
#define _stprintf_s swprintf_s
#define _sntprintf_s _snwprintf_s
#define _vtprintf_s vwprintf_s
#define _vftprintf_s vfwprintf_s
#define _vstprintf_s vswprintf_s
#define _vsntprintf_s _vsnwprintf_s
#define _tscanf wscanf
#define _ftscanf fwscanf
#define _stscanf swscanf
#define _tscanf_s wscanf_s
#define _ftscanf_s fwscanf_s
#define _stscanf_s swscanf_s
#define _fgettc fgetwc
#define _gettc getwc
#define _gettchar getwchar
#define _ungettc ungetwc
#define _fputtc fputwc
#define _puttc putwc
#define _puttchar putwchar
#define _fgetts fgetws
#define _fputts fputws
#define _putts _putws
#define _getts_s _getws_s
#define _tfopen _wfopen
#define _tfopen_s _wfopen_s
#define _tfreopen _wfreopen
#define _tfreopen_s _wfreopen_s
#define _tfdopen _wfdopen
#define _tfsopen _wfsopen
#define _tpopen _wpopen
#define _tremove _wremove
#define _trename _wrename
#define _tunlink _wunlink
#define _topen _wopen
#define _taccess _waccess
#define _tchmod _wchmod
#define _tmkdir _wmkdir
#define _trmdir _wrmdir
#define _tchdir _wchdir
#define _tgetcwd _wgetcwd
#define _tcslen wcslen
#define _tcsnlen wcsnlen
#define _tcscpy wcscpy
#define _tcsncpy wcsncpy
#define _tcscat wcscat
#define _tcsncat wcsncat
#define _tcscpy_s wcscpy_s
#define _tcsncpy_s wcsncpy_s
#define _tcscat_s wcscat_s
#define _tcsncat_s wcsncat_s
#define _tcscmp wcscmp
#define _tcsncmp wcsncmp
#define _tcsccmp wcscmp
#define _tcsicmp _wcsicmp
#define _tcsnicmp _wcsnicmp
#define _tcsncicmp _wcsnicmp
#define _tcscoll wcscoll
#define _tcsicoll _wcsicoll
#define _tcsxfrm wcsxfrm
#define _tcschr wcschr
#define _tcsrchr wcsrchr
#define _tcsspn wcsspn
#define _tcscspn wcscspn
#define _tcspbrk wcspbrk
#define _tcsstr wcsstr
#define _tcstok wcstok
#define _tcstok_s wcstok_s
#define _tcsdup _wcsdup
#define _tcslwr _wcslwr
#define _tcsupr _wcsupr
#define _tcslwr_s _wcslwr_s
#define _tcsupr_s _wcsupr_s
#define _tcsrev _wcsrev
#define _tcsset _wcsset
#define _tcsnset _wcsnset
#define _tcserror _wcserror
#define _tcserror_s _wcserror_s
#define _tcstol wcstol
#define _tcstoul wcstoul
#define _tcstoll wcstoll
#define _tcstoull wcstoull
#define _tcstoi64 _wcstoi64
#define _tcstoui64 _wcstoui64
#define _tcstod wcstod
#define _ttoi _wtoi
#define _ttol _wtol
#define _ttoi64 _wtoi64
#define _tstoi _wtoi
#define _tstol _wtol
#define _tstoi64 _wtoi64
#define _tstof _wtof
#define _itot _itow
#define _ltot _ltow
#define _ultot _ultow
#define _i64tot _i64tow
#define _ui64tot _ui64tow
#define _itot_s _itow_s
#define _ltot_s _ltow_s
#define _ultot_s _ultow_s
#define _i64tot_s _i64tow_s
#define _ui64tot_s _ui64tow_s
#define _tgetenv _wgetenv
#define _tgetenv_s _wgetenv_s
#define _tdupenv_s _wdupenv_s
#define _tputenv _wputenv
#define _tputenv_s _wputenv_s
#define _tfullpath _wfullpath
#define _tsplitpath _wsplitpath
#define _tsplitpath_s _wsplitpath_s
#define _tmakepath _wmakepath
#define _tmakepath_s _wmakepath_s
#define _tcsftime wcsftime
#define _istalnum iswalnum
#define _istalpha iswalpha
#define _istcntrl iswcntrl
#define _istdigit iswdigit
#define _istgraph iswgraph
#define _istlower iswlower
#define _istprint iswprint
#define _istpunct iswpunct
#define _istspace iswspace
#define _istupper iswupper
#define _istxdigit iswxdigit
#define _totlower towlower
#define _totupper towupper
#define _tfindfirst _wfindfirst
#define _tfindnext _wfindnext
#define _tfindfirst32 _wfindfirst32
#define _tfindnext32 _wfindnext32
#define _tfindfirst64 _wfindfirst64
#define _tfindnext64 _wfindnext64
#define _tfindfirsti64 _wfindfirsti64
#define _tfindnexti64 _wfindnexti64
#define _tfinddata_t _wfinddata_t
#define _tfinddatai64_t _wfinddatai64_t
#define _tfinddata32_t _wfinddata32_t
#define _tfinddata64_t _wfinddata64_t
#define _tstat _wstat
#define _tstat32 _wstat32
#define _tstat64 _wstat64
#define _tstati64 _wstati64
#define _taccess_s _waccess_s
#define _tsopen _wsopen
#define _tsopen_s _wsopen_s
#define _tcreat _wcreat
#define _tmktemp _wmktemp
#define _tmktemp_s _wmktemp_s
#define _ttmpnam _wtmpnam
#define _ttmpnam_s _wtmpnam_s
#define _ttempnam _wtempnam
#define _tgetdcwd _wgetdcwd
#define _tsearchenv _wsearchenv
#define _tsearchenv_s _wsearchenv_s
#define _tsystem _wsystem
#define _texecl _wexecl
#define _texecle _wexecle
#define _texeclp _wexeclp
#define _texeclpe _wexeclpe
#define _texecv _wexecv
#define _texecve _wexecve
#define _texecvp _wexecvp
#define _texecvpe _wexecvpe
#define _tspawnl _wspawnl
#define _tspawnle _wspawnle
#define _tspawnlp _wspawnlp
#define _tspawnlpe _wspawnlpe
#define _tspawnv _wspawnv
#define _tspawnve _wspawnve
#define _tspawnvp _wspawnvp
#define _tspawnvpe _wspawnvpe
#define _tperror _wperror
#define __tcserror __wcserror
#define __tcserror_s __wcserror_s
#define _tasctime _wasctime
#define _tasctime_s _wasctime_s
#define _tctime _wctime
#define _tctime_s _wctime_s
#define _tctime64 _wctime64
#define _tctime64_s _wctime64_s
#define _tstrdate _wstrdate
#define _tstrdate_s _wstrdate_s
#define _tstrtime _wstrtime
#define _tstrtime_s _wstrtime_s
#define _tutime _wutime
#define _tsetlocale _wsetlocale
#define _tprintf_p _wprintf_p
#define _ftprintf_p _fwprintf_p
#define _stprintf_p _swprintf_p
#define _tprintf_l _wprintf_l
#define _ftprintf_l _fwprintf_l
#define _stprintf_s_l _swprintf_s_l
#define _sntprintf_l _snwprintf_l
#define _tcprintf _cwprintf
#define _vtcprintf _vcwprintf
#define _tcscanf _cwscanf
#define _cgetts_s _cgetws_s
#define _cputts _cputws
#define _gettch _getwch
#define _gettche _getwche
#define _ungettch _ungetwch
#define _puttch _putwch
#define _tpgmptr _wpgmptr
#define _tcsset_s _wcsset_s
#define _tcsnset_s _wcsnset_s
#define _tcsncoll _wcsncoll
#define _tcsnicoll _wcsnicoll
#define _tstof_l _wtof_l
#define _tcstod_l _wcstod_l
#define _tmain wmain
#define _tenviron _wenviron
#define _targv __wargv
#else
typedef char _TCHAR, _TXCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef int _TINT;
#define _TEOF EOF
#define __T(quote) quote
#define _tprintf printf
#define _ftprintf fprintf
#define _stprintf sprintf
#define _sntprintf _snprintf
#define _vtprintf vprintf
#define _vftprintf vfprintf
#define _vstprintf vsprintf
#define _vsntprintf _vsnprintf
#define _sctprintf _scprintf
#define _vsctprintf _vscprintf
#define _tprintf_s printf_s
#define _ftprintf_s fprintf_s
#define _stprintf_s sprintf_s
#define _sntprintf_s _snprintf_s
#define _vtprintf_s vprintf_s
#define _vftprintf_s vfprintf_s
#define _vstprintf_s vsprintf_s
#define _vsntprintf_s _vsnprintf_s
#define _tscanf scanf
#define _ftscanf fscanf
#define _stscanf sscanf
#define _tscanf_s scanf_s
#define _ftscanf_s fscanf_s
#define _stscanf_s sscanf_s
#define _fgettc fgetc
#define _gettc getc
#define _gettchar getchar
#define _ungettc ungetc
#define _fputtc fputc
#define _puttc putc
#define _puttchar putchar
#define _fgetts fgets
#define _fputts fputs
#define _putts puts
#define _getts_s gets_s
#define _tfopen fopen
#define _tfopen_s fopen_s
#define _tfreopen freopen
#define _tfreopen_s freopen_s
#define _tfdopen _fdopen
#define _tfsopen _fsopen
#define _tpopen _popen
#define _tremove remove
#define _trename rename
#define _tunlink _unlink
#define _topen _open
#define _taccess _access
#define _tchmod _chmod
#define _tmkdir _mkdir
#define _trmdir _rmdir
#define _tchdir _chdir
#define _tgetcwd _getcwd
#define _tcslen strlen
#define _tcsnlen strnlen
#define _tcscpy strcpy
#define _tcsncpy strncpy
#define _tcscat strcat
#define _tcsncat strncat
#define _tcscpy_s strcpy_s
#define _tcsncpy_s strncpy_s
#define _tcscat_s strcat_s
#define _tcsncat_s strncat_s
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcsccmp strcmp
#define _tcsicmp _stricmp
#define _tcsnicmp _strnicmp
#define _tcsncicmp _strnicmp
#define _tcscoll strcoll
#define _tcsicoll _stricoll
#define _tcsxfrm strxfrm
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsspn strspn
#define _tcscspn strcspn
#define _tcspbrk strpbrk
#define _tcsstr strstr
#define _tcstok strtok
#define _tcstok_s strtok_s
#define _tcsdup _strdup
#define _tcslwr _strlwr
#define _tcsupr _strupr
#define _tcslwr_s _strlwr_s
#define _tcsupr_s _strupr_s
#define _tcsrev _strrev
#define _tcsset _strset
#define _tcsnset _strnset
#define _tcserror strerror
#define _tcserror_s strerror_s
#define _tcstol strtol
#define _tcstoul strtoul
#define _tcstoll strtoll
#define _tcstoull strtoull
#define _tcstoi64 _strtoi64
#define _tcstoui64 _strtoui64
#define _tcstod strtod
#define _ttoi atoi
#define _ttol atol
#define _ttoi64 _atoi64
#define _tstoi atoi
#define _tstol atol
#define _tstoi64 _atoi64
#define _tstof atof
#define _itot _itoa
#define _ltot _ltoa
#define _ultot _ultoa
#define _i64tot _i64toa
#define _ui64tot _ui64toa
#define _itot_s _itoa_s
#define _ltot_s _ltoa_s
#define _ultot_s _ultoa_s
#define _i64tot_s _i64toa_s
#define _ui64tot_s _ui64toa_s
#define _tgetenv getenv
#define _tgetenv_s getenv_s
#define _tdupenv_s _dupenv_s
#define _tputenv _putenv
#define _tputenv_s _putenv_s
#define _tfullpath _fullpath
#define _tsplitpath _splitpath
#define _tsplitpath_s _splitpath_s
#define _tmakepath _makepath
#define _tmakepath_s _makepath_s
#define _tcsftime strftime
#define _istalnum isalnum
#define _istalpha isalpha
#define _istcntrl iscntrl
#define _istdigit isdigit
#define _istgraph isgraph
#define _istlower islower
#define _istprint isprint
#define _istpunct ispunct
#define _istspace isspace
#define _istupper isupper
#define _istxdigit isxdigit
#define _totlower tolower
#define _totupper toupper
#define _tfindfirst _findfirst
#define _tfindnext _findnext
#define _tfindfirst32 _findfirst32
#define _tfindnext32 _findnext32
#define _tfindfirst64 _findfirst64
#define _tfindnext64 _findnext64
#define _tfindfirsti64 _findfirsti64
#define _tfindnexti64 _findnexti64
#define _tfinddata_t _finddata_t
#define _tfinddatai64_t _finddatai64_t
#define _tfinddata32_t _finddata32_t
#define _tfinddata64_t _finddata64_t
#define _tstat _stat
#define _tstat32 _stat32
#define _tstat64 _stat64
#define _tstati64 _stati64
#define _taccess_s _access_s
#define _tsopen _sopen
#define _tsopen_s _sopen_s
#define _tcreat _creat
#define _tmktemp _mktemp
#define _tmktemp_s _mktemp_s
#define _ttmpnam tmpnam
#define _ttmpnam_s tmpnam_s
#define _ttempnam _tempnam
#define _tgetdcwd _getdcwd
#define _tsearchenv _searchenv
#define _tsearchenv_s _searchenv_s
#define _tsystem system
#define _texecl _execl
#define _texecle _execle
#define _texeclp _execlp
#define _texeclpe _execlpe
#define _texecv _execv
#define _texecve _execve
#define _texecvp _execvp
#define _texecvpe _execvpe
#define _tspawnl _spawnl
#define _tspawnle _spawnle
#define _tspawnlp _spawnlp
#define _tspawnlpe _spawnlpe
#define _tspawnv _spawnv
#define _tspawnve _spawnve
#define _tspawnvp _spawnvp
#define _tspawnvpe _spawnvpe
#define _tperror perror
#define __tcserror _strerror
#define __tcserror_s _strerror_s
#define _tasctime asctime
#define _tasctime_s asctime_s
#define _tctime ctime
#define _tctime_s ctime_s
#define _tctime64 _ctime64
#define _tctime64_s _ctime64_s
#define _tstrdate _strdate
#define _tstrdate_s _strdate_s
#define _tstrtime _strtime
#define _tstrtime_s _strtime_s
#define _tutime _utime
#define _tsetlocale setlocale
#define _tprintf_p _printf_p
#define _ftprintf_p _fprintf_p
#define _stprintf_p _sprintf_p
#define _tprintf_l _printf_l
#define _ftprintf_l _fprintf_l
#define _stprintf_s_l _sprintf_s_l
#define _sntprintf_l _snprintf_l
#define _tcprintf _cprintf
#define _vtcprintf _vcprintf
#define _tcscanf _cscanf
#define _cgetts_s _cgets_s
#define _cputts _cputs
#define _gettch _getch
#define _gettche _getche
#define _ungettch _ungetch
#define _puttch _putch
#define _tpgmptr _pgmptr
#define _tcsset_s _strset_s
#define _tcsnset_s _strnset_s
#define _tcsncoll _strncoll
#define _tcsnicoll _strnicoll
#define _tstof_l _atof_l
#define _tcstod_l _strtod_l
#define _tmain main
#define _tenviron _environ
#define _targv __argv
#endif
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
#ifdef UNICODE
typedef wchar_t TCHAR, *PTCHAR, TBYTE, *PTBYTE;
#else
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
#endif
#endif

#define _T(quote) __T(quote)
#define _TEXT(quote) __T(quote)
// A character is a unit: where _UNICODE is not defined, as on Windows without _MBCS.
#define _tclen(text) 1
#define _tcsinc(text) ((text) + 1)
#define _tcsdec(start, text) ((text) > (start) ? (text)-1 : NULL)
#define _tcsnextc(text) (*(text))
#define _tcsninc(text, count) ((text) + (count))
#define _strinc(text) _tcsinc(text)
#define _strdec(start, text) _tcsdec(start, text)
#define _strnextc(text) ((unsigned int)*(const unsigned char*)(text))
#define _strninc(text, count) _tcsninc(text, count)
#define _strncnt(text, count) strnlen(text, count)
#define _strspnp(text, set) ((text)[strspn(text, set)] ? (text) + strspn(text, set) : NULL)
#define _wcsinc(text) _tcsinc(text)
#define _wcsdec(start, text) _tcsdec(start, text)
#define _wcsnextc(text) ((unsigned int)*(text))
#define _wcsninc(text, count) _tcsninc(text, count)
#define _wcsncnt(text, count) wcsnlen(text, count)
#define _wcsspnp(text, set) ((text)[wcsspn(text, set)] ? (text) + wcsspn(text, set) : NULL)
#ifdef _UNICODE
#define _tcsnccnt(text, count) _wcsncnt(text, count)
#define _tcsspnp(text, set) _wcsspnp(text, set)
#else
#define _tcsnccnt(text, count) _strncnt(text, count)
#define _tcsspnp(text, set) _strspnp(text, set)
#endif

#endif
