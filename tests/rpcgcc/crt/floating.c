// SPDX-License-Identifier: LGPL-2.1-or-later
// Floating numbers: into digits, their kinds, the control word. Memory that is aligned.
#include <float.h>
#include <malloc.h>
#include <math.h>

#include "facts.h"

static void digits(void) {
    static const double values[] = {0, 1, -1, 1.2, 123.456, 99.995, 0.000123456, -0.05, 1e10, 1.5e-7, 0.5};
    static const int counts[] = {0, 1, 3, 7, 15};
    int i, j, point, sign;
    char b[_CVTBUFSIZE];
    for (i = 0; i < 11; ++i) {
        for (j = 0; j < 5; ++j) {
            const char* made = _ecvt(values[i], counts[j], &point, &sign);
            printf("_ecvt: %g %d: %s %d %d\n", values[i], counts[j], made, point, sign != 0);
            made = _fcvt(values[i], counts[j], &point, &sign);
            printf("_fcvt: %g %d: %s %d %d\n", values[i], counts[j], made, point, sign != 0);
            if (counts[j]) printf("_gcvt: %g %d: %s\n", values[i], counts[j], _gcvt(values[i], counts[j], b));
        }
    }
    CALL("_ecvt_s", "", _ecvt_s(b, sizeof b, 123.456, 5, &point, &sign)); TEXT_IS("_ecvt_s", "text", b);
    CALL("_fcvt_s", "", _fcvt_s(b, sizeof b, 1.2, 5, &point, &sign)); TEXT_IS("_fcvt_s", "text", b);
    CALL("_gcvt_s", "", _gcvt_s(b, sizeof b, 1.2, 5)); TEXT_IS("_gcvt_s", "text", b);
    WRONG("_ecvt_s", "no target", _ecvt_s(NULL, 10, 1, 5, &point, &sign), EINVAL, "EINVAL");
    WRONG("_ecvt_s", "no room", _ecvt_s(b, 0, 1, 5, &point, &sign), EINVAL, "EINVAL");
    WRONG("_ecvt_s", "no point", _ecvt_s(b, 10, 1, 5, NULL, &sign), EINVAL, "EINVAL");
    WRONG("_fcvt_s", "no target", _fcvt_s(NULL, 10, 1, 5, &point, &sign), EINVAL, "EINVAL");
    WRONG("_fcvt_s", "no sign", _fcvt_s(b, 10, 1, 5, &point, NULL), EINVAL, "EINVAL");
    WRONG("_gcvt_s", "no target", _gcvt_s(NULL, 10, 1, 5), EINVAL, "EINVAL");
    CALL("_gcvt_s", "too many digits", _gcvt_s(b, 5, 1.25, 5));
}

static void kinds(void) {
    volatile double zero = 0, tiny = 4e-320, huge = 1e300;
    _CRT_DOUBLE number;
    _CRT_FLOAT small;
    NUMBER("_fpclass", "zero", _fpclass(zero)); NUMBER("_fpclass", "minus zero", _fpclass(-zero));
    NUMBER("_fpclass", "one", _fpclass(1)); NUMBER("_fpclass", "minus one", _fpclass(-1));
    NUMBER("_fpclass", "denormal", _fpclass(tiny)); NUMBER("_fpclass", "minus denormal", _fpclass(-tiny));
    NUMBER("_fpclass", "infinity", _fpclass(huge * huge)); NUMBER("_fpclass", "minus infinity", _fpclass(-huge * huge));
    NUMBER("_fpclass", "nan", _fpclass(huge * huge - huge * huge)); NUMBER("_finite", "", _finite(huge * huge));
    NUMBER("_isnan", "", _isnan(huge)); NUMBER("_scalb", "", _scalb(3, 4)); NUMBER("_logb", "", _logb(1025));
    NUMBER("_copysign", "", _copysign(3, -1)); NUMBER("_chgsign", "", _chgsign(7)); NUMBER("_hypot", "", _hypot(3, 4));
    printf("_j0: : %.12f\n_jn: : %.12f\n_y1: : %.12f\n", _j0(1.5), _jn(2, 2.5), _y1(3.5));
    printf("_nextafter: : %.17g\n", _nextafter(1, 2));
    NUMBER("_atodbl", "", _atodbl(&number, (char*)"12.5")); NUMBER("_atodbl", "value", number.x * 2);
    NUMBER("_atoflt", "", _atoflt(&small, "-0.5")); NUMBER("_atoflt", "value", small.f * 2);
    HERE("_atodbl", "too large", _atodbl(&number, (char*)"1e999"), _OVERFLOW);
    HERE("_atodbl", "too small", _atodbl(&number, (char*)"1e-999"), _UNDERFLOW);
}

static void control(void) {
    volatile double one = 1, three = 3, zero = 0, tiny = 4e-320;
    volatile float third;
    unsigned now = 0;
    printf("_controlfp: default: %x\n", _controlfp(0, 0) & (_MCW_EM | _MCW_RC));
    printf("_controlfp: rounds up: %x\n", _controlfp(_RC_UP, _MCW_RC) & (_MCW_EM | _MCW_RC));
    third = (float)(one / three); printf("_controlfp: up: %.9g\n", third);
    _controlfp(_RC_CHOP, _MCW_RC); third = (float)(-one / three); printf("_controlfp: chop: %.9g\n", third);
    _controlfp(_RC_DOWN, _MCW_RC); third = (float)(-one / three); printf("_controlfp: down: %.9g\n", third);
    CALL("_controlfp_s", "", _controlfp_s(&now, _RC_NEAR, _MCW_RC)); printf("_controlfp_s: now: %x\n", now & _MCW_RC);
    CALL("_controlfp_s", "asking", _controlfp_s(&now, 0, 0)); printf("_controlfp_s: masks: %x\n", now & _MCW_EM);
    _clearfp(); printf("_statusfp: clear: %x\n", _statusfp());
    one = one / three; printf("_statusfp: inexact: %x\n", _statusfp());
    three = 3 / zero; printf("_clearfp: before: %x\n", _clearfp()); printf("_statusfp: cleared: %x\n", _statusfp());
    _controlfp(_DN_FLUSH, _MCW_DN); one = tiny * 1; HERE("_controlfp", "flushes", one == 0, 1);
    _controlfp(_DN_SAVE, _MCW_DN); one = tiny * 1; NUMBER("_controlfp", "saves", one == 0);
    WRONG("_controlfp_s", "nonsense", _controlfp_s(&now, 0x00F00000, 0x00F00000), EINVAL, "EINVAL");
    _fpreset(); printf("_fpreset: : %x\n", _controlfp(0, 0) & (_MCW_EM | _MCW_RC));
}

static void memory(void) {
    char *p = (char*)_aligned_malloc(100, 64), *q;
    int i, good = 1;
    NUMBER("_aligned_malloc", "aligned", (uintptr_t)p % 64); memset(p, 7, 100);
    p = (char*)_aligned_realloc(p, 5000, 64); NUMBER("_aligned_realloc", "aligned", (uintptr_t)p % 64);
    for (i = 0; i < 100; ++i) good &= p[i] == 7;
    NUMBER("_aligned_realloc", "kept", good); NUMBER("_aligned_msize", "", _aligned_msize(p, 64, 0));
    WRONG("_aligned_realloc", "another alignment", _aligned_realloc(p, 10, 128) != NULL, 0, "EINVAL"); _aligned_free(p);
    p = (char*)_aligned_offset_malloc(200, 32, 5); NUMBER("_aligned_offset_malloc", "", (uintptr_t)(p + 5) % 32);
    memset(p, 9, 200);
    HERE("_aligned_offset_recalloc", "", (p = _aligned_offset_recalloc(p, 10, 100, 32, 5)) != NULL, 1);
    HERE("_aligned_offset_recalloc", "aligned", (uintptr_t)(p + 5) % 32, 0);
    HERE("_aligned_offset_recalloc", "kept and cleared", p[199] == 9 && p[200] == 0 && p[999] == 0, 1);
    _aligned_free(p);
    p = NULL; HERE("_aligned_recalloc", "", (p = _aligned_recalloc(NULL, 10, 10, 16)) && p[99] == 0, 1);
    HERE("_aligned_realloc", "nothing", _aligned_realloc(p, 0, 16) == NULL, 1); _aligned_free(NULL);
    WRONG("_aligned_malloc", "alignment", _aligned_malloc(8, 3) != NULL, 0, "EINVAL");
    WRONG("_aligned_offset_malloc", "offset", _aligned_offset_malloc(8, 16, 8) != NULL, 0, "EINVAL");
    p = (char*)malloc(100); NUMBER("_msize", "", _msize(p) >= 100); NUMBER("_expand", "", _expand(p, 50) == p);
    NUMBER("_expand", "much", _expand(p, 1 << 28) == NULL);
    WRONG("_expand", "none", _expand(NULL, 5) != NULL, 0, "EINVAL");
    WRONG("_msize", "none", _msize(NULL) == (size_t)-1, 1, "EINVAL");
    p = (char*)_recalloc(p, 1, 3000); NUMBER("_recalloc", "cleared", p[2999]); free(p);
    NUMBER("_heapchk", "", _heapchk()); NUMBER("_heapmin", "", _heapmin());
    p = (char*)_malloca(10); q = (char*)_malloca(100000); memset(p, 1, 10); memset(q, 1, 100000);
    NUMBER("_malloca", "", p && q); _freea(q); _freea(p); _freea(NULL);
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    digits(); kinds(); control(); memory();
    return 0;
}
