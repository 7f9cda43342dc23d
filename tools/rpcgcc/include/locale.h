// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <locale.h> by Windows' names of locales: "", "C", ".UTF-8", "de-DE". Text is UTF-8 in every one.
#ifndef RPCCRT_LOCALE_NAMES_H
#define RPCCRT_LOCALE_NAMES_H

#define setlocale rpccrt_no_setlocale
#include_next <locale.h>
#undef setlocale

#include <rpccrt_locale.h>

#define _ENABLE_PER_THREAD_LOCALE 1
#define _DISABLE_PER_THREAD_LOCALE 2

RPCCRT_BEGIN
char* setlocale(int category, const char* name) RPCCRT_IS(setlocale);
wchar_t* _wsetlocale(int category, const wchar_t* name) RPCCRT_IS(_wsetlocale);
int _configthreadlocale(int mode) RPCCRT_IS(_configthreadlocale);
// _free_locale frees what these give; NULL is a name that is not known.
_locale_t _create_locale(int category, const char* name) RPCCRT_IS(_create_locale);
_locale_t _wcreate_locale(int category, const wchar_t* name) RPCCRT_IS(_wcreate_locale);
_locale_t _get_current_locale(void) RPCCRT_IS(_get_current_locale);
void _free_locale(_locale_t locale) RPCCRT_IS(_free_locale);
RPCCRT_END

#endif
