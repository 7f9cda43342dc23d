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
