// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <mbctype.h>: what a byte is in multibyte text, which is UTF-8 here (code page 65001) and nothing else.
#ifndef RPCCRT_MBCTYPE_H
#define RPCCRT_MBCTYPE_H

#include <rpccrt.h>

#define _MB_CP_SBCS 0
#define _MB_CP_OEM -2
#define _MB_CP_ANSI -3
#define _MB_CP_LOCALE -4
#define _MB_CP_UTF8 65001
#define _MBC_SINGLE 0
#define _MBC_LEAD 1
#define _MBC_TRAIL 2
#define _MBC_ILLEGAL (-1)

RPCCRT_BEGIN
int _ismbblead(unsigned int unit) RPCCRT_IS(_ismbblead);
int _ismbbtrail(unsigned int unit) RPCCRT_IS(_ismbbtrail);
int _mbbtype(unsigned char unit, int type) RPCCRT_IS(_mbbtype);
int _mbsbtype(const unsigned char* text, size_t at) RPCCRT_IS(_mbsbtype);
int _ismbslead(const unsigned char* text, const unsigned char* at) RPCCRT_IS(_ismbslead);
int _ismbstrail(const unsigned char* text, const unsigned char* at) RPCCRT_IS(_ismbstrail);
int _getmbcp(void) RPCCRT_IS(_getmbcp);
int _setmbcp(int page) RPCCRT_IS(_setmbcp);
RPCCRT_END

#endif
