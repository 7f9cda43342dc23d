// SPDX-License-Identifier: LGPL-2.1-or-later
// The compiler's <float.h>, with a long double that is a double.
#ifndef RPCCRT_FLOAT_H
#define RPCCRT_FLOAT_H

#include_next <float.h>

#undef LDBL_DIG
#undef LDBL_EPSILON
#undef LDBL_MANT_DIG
#undef LDBL_MAX
#undef LDBL_MAX_10_EXP
#undef LDBL_MAX_EXP
#undef LDBL_MIN
#undef LDBL_MIN_10_EXP
#undef LDBL_MIN_EXP
#define LDBL_DIG DBL_DIG
#define LDBL_EPSILON DBL_EPSILON
#define LDBL_MANT_DIG DBL_MANT_DIG
#define LDBL_MAX DBL_MAX
#define LDBL_MAX_10_EXP DBL_MAX_10_EXP
#define LDBL_MAX_EXP DBL_MAX_EXP
#define LDBL_MIN DBL_MIN
#define LDBL_MIN_10_EXP DBL_MIN_10_EXP
#define LDBL_MIN_EXP DBL_MIN_EXP

#include <rpccrt_floating.h>

#define _MCW_DN 0x03000000
#define _DN_SAVE 0x00000000
#define _DN_FLUSH 0x01000000
#define _DN_FLUSH_OPERANDS_SAVE_RESULTS 0x02000000
#define _DN_SAVE_OPERANDS_FLUSH_RESULTS 0x03000000
#define _MCW_EM 0x0008001F
#define _EM_INVALID 0x00000010
#define _EM_DENORMAL 0x00080000
#define _EM_ZERODIVIDE 0x00000008
#define _EM_OVERFLOW 0x00000004
#define _EM_UNDERFLOW 0x00000002
#define _EM_INEXACT 0x00000001
#define _MCW_IC 0x00040000
#define _IC_AFFINE 0x00040000
#define _IC_PROJECTIVE 0x00000000
#define _MCW_RC 0x00000300
#define _RC_CHOP 0x00000300
#define _RC_UP 0x00000200
#define _RC_DOWN 0x00000100
#define _RC_NEAR 0x00000000
#define _MCW_PC 0x00030000
#define _PC_24 0x00020000
#define _PC_53 0x00010000
#define _PC_64 0x00000000
#define _CW_DEFAULT (_RC_NEAR + _MCW_EM)
#define _SW_INEXACT 0x00000001
#define _SW_UNDERFLOW 0x00000002
#define _SW_OVERFLOW 0x00000004
#define _SW_ZERODIVIDE 0x00000008
#define _SW_INVALID 0x00000010
#define _SW_DENORMAL 0x00080000
#define _FPCLASS_SNAN 0x0001
#define _FPCLASS_QNAN 0x0002
#define _FPCLASS_NINF 0x0004
#define _FPCLASS_NN 0x0008
#define _FPCLASS_ND 0x0010
#define _FPCLASS_NZ 0x0020
#define _FPCLASS_PZ 0x0040
#define _FPCLASS_PD 0x0080
#define _FPCLASS_PN 0x0100
#define _FPCLASS_PINF 0x0200

RPCCRT_BEGIN
// The control word is SSE's; precision and infinity cannot be set (a wrong argument). Exceptions that are not masked
// are EXCEPTION_FLT_*.
unsigned int _controlfp(unsigned int next, unsigned int mask) RPCCRT_IS(_controlfp);
unsigned int _control87(unsigned int next, unsigned int mask) RPCCRT_IS(_control87);
errno_t _controlfp_s(unsigned int* current, unsigned int next, unsigned int mask) RPCCRT_IS(_controlfp_s);
unsigned int _statusfp(void) RPCCRT_IS(_statusfp);
unsigned int _status87(void) RPCCRT_IS(_statusfp);
unsigned int _clearfp(void) RPCCRT_IS(_clearfp);
unsigned int _clear87(void) RPCCRT_IS(_clearfp);
void _fpreset(void) RPCCRT_IS(_fpreset);
void fpreset(void) RPCCRT_IS(_fpreset);
int _fpclass(double value) RPCCRT_IS(_fpclass);
int _fpclassf(float value) RPCCRT_IS(_fpclassf);
RPCCRT_END

#endif
