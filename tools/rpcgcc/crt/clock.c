// SPDX-License-Identifier: LGPL-2.1-or-later
// <time.h>: time since the start in milliseconds, and the secure functions, whose arguments come in Windows' order.
#include <time.h>

#include "crt.h"

static struct timespec started;
__attribute__((constructor)) static void start(void) { clock_gettime(CLOCK_MONOTONIC, &started); }

// The time of the clock on the wall ([MSVC] "clock").
int64_t CRT(clock)(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - started.tv_sec) * 1000 + (now.tv_nsec - started.tv_nsec) / 1000000;
}

// Times before 1970 and after 3000 are none ([MSVC] "localtime_s").
static bool is_time(const int64_t* time) { return *time >= 0 && *time <= 32536850399; }

static errno_type broken_down(struct tm* target, const int64_t* time, struct tm* (*how)(const time_t*, struct tm*)) {
    if (target) memset(target, 0xFF, sizeof *target);
    if (!target || !time) return rpccrt_invalid(EINVAL);
    if (!is_time(time)) return errno = EINVAL;
    return how(time, target) ? 0 : errno;
}
errno_type CRT(localtime_s)(struct tm* target, const int64_t* time) { return broken_down(target, time, localtime_r); }
errno_type CRT(gmtime_s)(struct tm* target, const int64_t* time) { return broken_down(target, time, gmtime_r); }

errno_type CRT(asctime_s)(char* target, size_t room, const struct tm* time) {
    if (!target || !room) return rpccrt_invalid(EINVAL);
    target[0] = 0;
    if (!time || room < 26) return rpccrt_invalid(EINVAL);
    const bool wrong = time->tm_mon < 0 || time->tm_mon > 11 || time->tm_wday < 0 || time->tm_wday > 6 ||
                       time->tm_mday < 1 || time->tm_mday > 31 || time->tm_hour < 0 || time->tm_hour > 23 ||
                       time->tm_min < 0 || time->tm_min > 59 || time->tm_sec < 0 || time->tm_sec > 60 ||
                       time->tm_year < 0 || time->tm_year > 8099;
    if (wrong) return rpccrt_invalid(EINVAL);
    static const char kDays[] = "SunMonTueWedThuFriSat", kMonths[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    // With a zero before a day of one digit, which the C library does not have.
    snprintf(target, room, "%.3s %.3s %02d %02d:%02d:%02d %d\n", kDays + 3 * time->tm_wday, kMonths + 3 * time->tm_mon,
             time->tm_mday, time->tm_hour, time->tm_min, time->tm_sec, 1900 + time->tm_year);
    return 0;
}
errno_type CRT(ctime_s)(char* target, size_t room, const int64_t* time) {
    if (!target || !room) return rpccrt_invalid(EINVAL);
    target[0] = 0;
    if (!time || room < 26) return rpccrt_invalid(EINVAL);
    struct tm local;
    const errno_type wrong = CRT(localtime_s)(&local, time);
    return wrong ? wrong : CRT(asctime_s)(target, room, &local);
}
char* CRT(asctime)(const struct tm* time) {
    static __thread char made[26];
    return CRT(asctime_s)(made, sizeof made, time) == 0 ? made : NULL;
}
char* CRT(ctime)(const int64_t* time) {
    static __thread char made[26];
    return CRT(ctime_s)(made, sizeof made, time) == 0 ? made : NULL;
}

static errno_type today(char* target, size_t room, const char* how) {
    if (!target || room < 9) return rpccrt_invalid(target ? ERANGE : EINVAL);
    const time_t now = time(NULL);
    struct tm local;
    if (!localtime_r(&now, &local)) return errno;
    strftime(target, room, how, &local);
    return 0;
}
errno_type CRT(_strdate_s)(char* target, size_t room) { return today(target, room, "%m/%d/%y"); }
errno_type CRT(_strtime_s)(char* target, size_t room) { return today(target, room, "%H:%M:%S"); }
char* CRT(_strdate)(char* target) { return CRT(_strdate_s)(target, 9) == 0 ? target : NULL; }
char* CRT(_strtime)(char* target) { return CRT(_strtime_s)(target, 9) == 0 ? target : NULL; }

size_t CRT(wcsftime)(wide* target, size_t room, const wide* format, const struct tm* time) {
    if (!target || !room || !format || !time) return rpccrt_invalid(EINVAL), 0;
    target[0] = 0;
    char* const narrow = rpccrt_to_8(format);
    char* const made = narrow ? malloc(room * 3 + 1) : NULL;
    const size_t size = made ? strftime(made, room * 3 + 1, narrow, time) : 0;
    wide* const result = size ? rpccrt_to_16(made) : NULL;
    const size_t units = result ? rpccrt_length_16(result) : 0;
    const bool fits = result && units < room;
    if (fits) memcpy(target, result, (units + 1) * sizeof(wide));
    free(narrow);
    free(made);
    free(result);
    return fits ? units : 0;
}

static errno_type widened(wide* target, size_t room, const char* text) {
    for (size_t i = 0; i < room; ++i) {
        target[i] = (unsigned char)text[i];
        if (!text[i]) break;
    }
    return 0;
}
#define WIDENED(call)                                               \
    do {                                                            \
        char made[26];                                              \
        if (!target || !room) return rpccrt_invalid(EINVAL);        \
        target[0] = 0;                                              \
        const errno_type wrong = call;                              \
        return wrong ? wrong : widened(target, room, made);         \
    } while (0)
#define MADE made, room < sizeof made ? room : sizeof made
errno_type CRT(_wasctime_s)(wide* target, size_t room, const struct tm* time) {
    WIDENED(CRT(asctime_s)(MADE, time));
}
errno_type CRT(_wctime_s)(wide* target, size_t room, const int64_t* time) { WIDENED(CRT(ctime_s)(MADE, time)); }
errno_type CRT(_wstrdate_s)(wide* target, size_t room) { WIDENED(CRT(_strdate_s)(MADE)); }
errno_type CRT(_wstrtime_s)(wide* target, size_t room) { WIDENED(CRT(_strtime_s)(MADE)); }
wide* CRT(_wasctime)(const struct tm* time) {
    static __thread wide made[26];
    return CRT(_wasctime_s)(made, 26, time) == 0 ? made : NULL;
}
wide* CRT(_wctime)(const int64_t* time) {
    static __thread wide made[26];
    return CRT(_wctime_s)(made, 26, time) == 0 ? made : NULL;
}
wide* CRT(_wstrdate)(wide* target) { return CRT(_wstrdate_s)(target, 9) == 0 ? target : NULL; }
wide* CRT(_wstrtime)(wide* target) { return CRT(_wstrtime_s)(target, 9) == 0 ? target : NULL; }

// A broken-down time in a place of the thread's; what is no time has none.
struct tm* CRT(localtime)(const int64_t* time) {
    static __thread struct tm made;
    return CRT(localtime_s)(&made, time) == 0 ? &made : NULL;
}
struct tm* CRT(gmtime)(const int64_t* time) {
    static __thread struct tm made;
    return CRT(gmtime_s)(&made, time) == 0 ? &made : NULL;
}

// What is before 1970, or what 32 bits do not hold, is no time: -1 and EINVAL ([MSVC] "mktime", "_mkgmtime").
static int64_t whole(struct tm* time, time_t (*how)(struct tm*), int64_t last) {
    if (!time) return rpccrt_invalid_1(EINVAL);
    struct tm copy = *time;
    const int64_t made = how(&copy);
    if (made < 0 || made > last) return errno = EINVAL, -1;
    *time = copy;
    return made;
}
static const int64_t kLast = 32536850399;
int64_t CRT(mktime)(struct tm* time) { return whole(time, mktime, kLast); }
int64_t CRT(_mkgmtime)(struct tm* time) { return whole(time, timegm, kLast); }
int32_t CRT(_mktime32)(struct tm* time) { return (int32_t)whole(time, mktime, INT32_MAX); }
int32_t CRT(_mkgmtime32)(struct tm* time) { return (int32_t)whole(time, timegm, INT32_MAX); }

// With 32 bits, which last until 2038.
#define WIDE_TIME(time) ((time) ? &(const int64_t){*(time)} : NULL)
int32_t CRT(_time32)(int32_t* target) {
    const int64_t now = time(NULL);
    const int32_t made = now > INT32_MAX ? -1 : (int32_t)now;
    if (target) *target = made;
    return made;
}
double CRT(_difftime32)(int32_t one, int32_t other) {
    return one < 0 || other < 0 ? (rpccrt_invalid(EINVAL), 0) : (double)one - other;
}
struct tm* CRT(_localtime32)(const int32_t* time) { return CRT(localtime)(WIDE_TIME(time)); }
struct tm* CRT(_gmtime32)(const int32_t* time) { return CRT(gmtime)(WIDE_TIME(time)); }
errno_type CRT(_localtime32_s)(struct tm* target, const int32_t* time) {
    return CRT(localtime_s)(target, WIDE_TIME(time));
}
errno_type CRT(_gmtime32_s)(struct tm* target, const int32_t* time) { return CRT(gmtime_s)(target, WIDE_TIME(time)); }
char* CRT(_ctime32)(const int32_t* time) { return CRT(ctime)(WIDE_TIME(time)); }
wide* CRT(_wctime32)(const int32_t* time) { return CRT(_wctime)(WIDE_TIME(time)); }
errno_type CRT(_ctime32_s)(char* target, size_t room, const int32_t* time) {
    return CRT(ctime_s)(target, room, WIDE_TIME(time));
}
errno_type CRT(_wctime32_s)(wide* target, size_t room, const int32_t* time) {
    return CRT(_wctime_s)(target, room, WIDE_TIME(time));
}

// <sys/timeb.h>.
typedef struct {
    int64_t time;
    uint16_t millitm;
    int16_t timezone, dstflag;
} time_with_milliseconds;
errno_type CRT(_ftime_s)(time_with_milliseconds* target) {
    if (!target) return rpccrt_invalid(EINVAL);
    struct timespec now;
    struct tm local;
    clock_gettime(CLOCK_REALTIME, &now);
    if (!localtime_r(&now.tv_sec, &local)) return errno;
    *target = (time_with_milliseconds){now.tv_sec, (uint16_t)(now.tv_nsec / 1000000), (int16_t)(timezone / 60),
                                       (int16_t)(local.tm_isdst > 0)};
    return 0;
}
void CRT(_ftime)(time_with_milliseconds* target) { CRT(_ftime_s)(target); }

typedef struct {
    int32_t time;
    uint16_t millitm;
    int16_t timezone, dstflag;
} time_with_milliseconds_32;
errno_type CRT(_ftime32_s)(time_with_milliseconds_32* target) {
    if (!target) return rpccrt_invalid(EINVAL);
    time_with_milliseconds now;
    const errno_type wrong = CRT(_ftime_s)(&now);
    *target = (time_with_milliseconds_32){(int32_t)now.time, now.millitm, now.timezone, now.dstflag};
    return wrong;
}
void CRT(_ftime32)(time_with_milliseconds_32* target) { CRT(_ftime32_s)(target); }

// The zone of the environment's TZ, or the system's.
int32_t* rpccrt_timezone(void) {
    static int32_t seconds;
    tzset();
    seconds = (int32_t)timezone;
    return &seconds;
}
int32_t* rpccrt_dstbias(void) {
    static int32_t seconds;
    tzset();
    seconds = daylight ? -3600 : 0;
    return &seconds;
}
errno_type CRT(_get_timezone)(int32_t* seconds) {
    if (!seconds) return rpccrt_invalid(EINVAL);
    *seconds = *rpccrt_timezone();
    return 0;
}
errno_type CRT(_get_dstbias)(int32_t* seconds) {
    if (!seconds) return rpccrt_invalid(EINVAL);
    *seconds = *rpccrt_dstbias();
    return 0;
}
errno_type CRT(_get_daylight)(int* hours) {
    if (!hours) return rpccrt_invalid(EINVAL);
    tzset();
    *hours = daylight != 0;
    return 0;
}
errno_type CRT(_get_tzname)(size_t* needed, char* target, size_t room, int index) {
    if (target && room) target[0] = 0;
    if (!needed || (target ? !room : room) || index < 0 || index > 1) return rpccrt_invalid(EINVAL);
    tzset();
    *needed = strlen(tzname[index]) + 1;
    if (!target) return 0;
    if (*needed > room) return errno = ERANGE;
    memcpy(target, tzname[index], *needed);
    return 0;
}
