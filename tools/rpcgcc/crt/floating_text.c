// SPDX-License-Identifier: LGPL-2.1-or-later
// Floating numbers into digits and out of text, and what kind they are ([MSVC] "_ecvt", "_fcvt", "_gcvt", "_fpclass").
#include <math.h>

#include "crt.h"

enum { kRoom = 349 };  // _CVTBUFSIZE
enum { kMostDigits = 400, kMadeRoom = 800 };

// The value's own digits, all of them, and where the point is before the first: 0.05 has it at -1.
typedef struct {
    char text[800];
    int point;
} decimal;
static void take_digits(double value, decimal* made) {
    char text[800];
    snprintf(text, sizeof text, "%.770e", fabs(value));
    made->text[0] = text[0];
    memcpy(made->text + 1, text + 2, 770);
    made->text[771] = 0;
    made->point = value == 0 ? 0 : atoi(strchr(text, 'e') + 1) + 1;
}

// Keeps `count` digits; half a one is rounded up. True when there is one more digit by that, a 1.
static bool round_digits(decimal* from, int count) {
    int at = count - 1;
    const bool up = from->text[count] >= '5';
    from->text[count] = 0;
    if (!up) return false;
    while (at >= 0 && from->text[at] == '9') from->text[at--] = '0';
    if (at >= 0) return ++from->text[at], false;
    memmove(from->text + 1, from->text, (size_t)count + 1);
    from->text[0] = '1';
    ++from->point;
    return true;
}

// `count` digits behind the point.
static void fixed_digits(double value, int count, char* target, int* point) {
    decimal all;
    take_digits(value, &all);
    const int wanted = all.point + (count > kMostDigits ? kMostDigits : count);
    const int kept = wanted < 0 ? 0 : wanted > 770 ? 770 : wanted;
    round_digits(&all, kept);
    *point = all.point;
    strcpy(target, wanted < 0 ? "" : all.text);
}

// `count` digits in all.
static void all_digits(double value, int count, char* target, int* point) {
    decimal all;
    take_digits(value, &all);
    if (count > kMostDigits) count = kMostDigits;
    if (count < 0) count = 0;
    round_digits(&all, count);
    all.text[count] = 0;
    *point = all.point;
    strcpy(target, all.text);
}

typedef void (*writer)(double value, int count, char* target, int* point);

static errno_type digits_s(writer write, char* target, size_t room, double value, int count, int* point, int* sign) {
    if (!target || !room) return rpccrt_invalid(EINVAL);
    target[0] = 0;
    if (!point || !sign) return rpccrt_invalid(EINVAL);
    char made[kMadeRoom] = "";
    *sign = signbit(value) != 0;
    *point = 0;
    if (isnan(value) || isinf(value)) strcpy(made, isnan(value) ? "nan" : "inf");
    else write(value, count, made, point);
    const size_t size = strlen(made);
    if (size >= room) return rpccrt_invalid(ERANGE);
    memcpy(target, made, size + 1);
    return 0;
}

errno_type CRT(_ecvt_s)(char* target, size_t room, double value, int count, int* point, int* sign) {
    return digits_s(all_digits, target, room, value, count, point, sign);
}
errno_type CRT(_fcvt_s)(char* target, size_t room, double value, int count, int* point, int* sign) {
    return digits_s(fixed_digits, target, room, value, count, point, sign);
}
// In one buffer of the thread's.
static char* digits(writer write, double value, int count, int* point, int* sign) {
    static __thread char made[kMadeRoom];
    if (!point || !sign) return rpccrt_invalid(EINVAL), NULL;
    return digits_s(write, made, sizeof made, value, count, point, sign) == 0 ? made : NULL;
}
char* CRT(_ecvt)(double value, int count, int* point, int* sign) {
    return digits(all_digits, value, count, point, sign);
}
char* CRT(_fcvt)(double value, int count, int* point, int* sign) {
    return digits(fixed_digits, value, count, point, sign);
}

// As %g has it; the exponent's form is for what is below 0.1, too.
static void shortest(double value, int count, char* text, size_t room) {
    if (count > kRoom) count = kRoom;
    const bool is_small = value != 0 && fabs(value) < 0.1;
    if (!is_small || isnan(value)) {
        snprintf(text, room, "%.*g", count, value);
        return;
    }
    snprintf(text, room, "%.*e", count > 0 ? count - 1 : 0, value);
    char* const exponent = strchr(text, 'e');
    char* end = exponent;
    while (strchr(text, '.') < end && end[-1] == '0' && strchr(text, '.')) --end;
    if (end[-1] == '.') --end;
    memmove(end, exponent, strlen(exponent) + 1);
}
errno_type CRT(_gcvt_s)(char* target, size_t room, double value, int count) {
    if (!target || !room) return rpccrt_invalid(EINVAL);
    target[0] = 0;
    if (count < 0 || (size_t)count >= room) return rpccrt_invalid(EINVAL);
    char made[kMadeRoom];
    shortest(value, count, made, sizeof made);
    if (strlen(made) >= room) return rpccrt_invalid(ERANGE);
    strcpy(target, made);
    return 0;
}
char* CRT(_gcvt)(double value, int count, char* target) {
    if (!target || count < 0) return rpccrt_invalid(EINVAL), NULL;
    char made[kMadeRoom];
    shortest(value, count, made, sizeof made);
    return strcpy(target, made);
}

// Text that is no number is 0; what is too large or too small says so by the result.
enum { kUnderflow = 4, kOverflow = 3 };  // _UNDERFLOW, _OVERFLOW
#define PARSED(type, function, limit)                                  \
    if (!target || !text) return rpccrt_invalid(EINVAL);               \
    const int before = errno;                                          \
    errno = 0;                                                         \
    *target = function(text, NULL);                                    \
    const bool outside = errno == ERANGE;                              \
    errno = before;                                                    \
    return !outside ? 0 : *target > 1 || *target < -1 ? kOverflow : kUnderflow
int CRT(_atodbl)(double* target, char* text) { PARSED(double, strtod, HUGE_VAL); }
int CRT(_atoflt)(float* target, const char* text) { PARSED(float, strtof, HUGE_VALF); }

// _FPCLASS_*.
int CRT(_fpclass)(double value) {
    const bool negative = signbit(value);
    switch (fpclassify(value)) {
        case FP_NAN: return issignaling(value) ? 1 : 2;
        case FP_INFINITE: return negative ? 4 : 0x200;
        case FP_NORMAL: return negative ? 8 : 0x100;
        case FP_SUBNORMAL: return negative ? 0x10 : 0x80;
        default: return negative ? 0x20 : 0x40;
    }
}
int CRT(_fpclassf)(float value) {
    if (fpclassify(value) == FP_SUBNORMAL) return signbit(value) ? 0x10 : 0x80;
    return CRT(_fpclass)(value);
}
