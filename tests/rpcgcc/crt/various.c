// SPDX-License-Identifier: LGPL-2.1-or-later
// What errno means in words, linear searches, times of 32 bits, bits.
#include <direct.h>
#include <search.h>
#include <sys/timeb.h>
#include <time.h>

#include "facts.h"

static int not_empty(void) {
    int code;
    FILE* f;
    _mkdir("rpc_crt_full");
    f = fopen("rpc_crt_full/file", "w");
    fclose(f);
    errno = 0;
    _rmdir("rpc_crt_full");
    code = errno;
    remove("rpc_crt_full/file");
    _rmdir("rpc_crt_full");
    return code;
}
static int too_long(void) {
    char name[400];
    memset(name, 'n', 399);
    name[399] = 0;
    errno = 0;
    fopen(name, "r");
    return errno;
}

static void texts(void) {
    static const struct {
        int code;
        const char* name;
    } codes[] = {{0, "0"}, {EPERM, "EPERM"}, {ENOENT, "ENOENT"}, {EINTR, "EINTR"}, {EIO, "EIO"}, {E2BIG, "E2BIG"},
                 {ENOEXEC, "ENOEXEC"}, {EBADF, "EBADF"}, {ECHILD, "ECHILD"}, {EAGAIN, "EAGAIN"}, {ENOMEM, "ENOMEM"},
                 {EACCES, "EACCES"}, {EFAULT, "EFAULT"}, {EBUSY, "EBUSY"}, {EEXIST, "EEXIST"}, {EXDEV, "EXDEV"},
                 {ENODEV, "ENODEV"}, {ENOTDIR, "ENOTDIR"}, {EISDIR, "EISDIR"}, {EINVAL, "EINVAL"}, {ENFILE, "ENFILE"},
                 {EMFILE, "EMFILE"}, {ENOTTY, "ENOTTY"}, {EFBIG, "EFBIG"}, {ENOSPC, "ENOSPC"}, {ESPIPE, "ESPIPE"},
                 {EROFS, "EROFS"}, {EMLINK, "EMLINK"}, {EPIPE, "EPIPE"}, {EDOM, "EDOM"}, {ERANGE, "ERANGE"},
                 {EDEADLK, "EDEADLK"}, {ENAMETOOLONG, "ENAMETOOLONG"}, {ENOLCK, "ENOLCK"}, {ENOSYS, "ENOSYS"},
                 {ENOTEMPTY, "ENOTEMPTY"}, {EILSEQ, "EILSEQ"}};
    char b[80];
    wchar_t w[80];
    size_t i;
    unsigned long system_code = 7;
    for (i = 0; i < sizeof codes / sizeof codes[0]; ++i) {
        TEXT_IS("strerror", codes[i].name, strerror(codes[i].code));
        NUMBER("_sys_errlist", codes[i].name, strcmp(_sys_errlist[codes[i].code], strerror(codes[i].code)));
    }
    // Up to here Windows' numbers are the system's; beyond, names are the same and different from one another.
    NUMBER("ERANGE", "", ERANGE); NUMBER("EDOM", "", EDOM); NUMBER("EPIPE", "", EPIPE); NUMBER("EMLINK", "", EMLINK);
    NUMBER("EINVAL", "", EINVAL); NUMBER("EMFILE", "", EMFILE); NUMBER("STRUNCATE", "", STRUNCATE);
    for (i = 1; i < sizeof codes / sizeof codes[0]; ++i) {
        NUMBER("errno", codes[i].name, codes[i].code > codes[i - 1].code);
    }
    NUMBER("errno", "of a folder that is not empty", not_empty() == ENOTEMPTY);
    NUMBER("errno", "of a name that is too long", too_long() == ENAMETOOLONG || too_long() == ENOENT);
    NUMBER("EDEADLOCK", "is EDEADLK", EDEADLOCK == EDEADLK); NUMBER("_sys_nerr", "", _sys_nerr > EILSEQ);
    TEXT_IS("strerror", "unknown", strerror(9999)); TEXT_IS("strerror", "negative", strerror(-1));
    CALL("strerror_s", "", strerror_s(b, 80, ENOENT)); TEXT_IS("strerror_s", "text", b);
    CALL("strerror_s", "cut", strerror_s(b, 8, ENOENT)); TEXT_IS("strerror_s", "cut, text", b);
    WRONG("strerror_s", "no target", strerror_s(NULL, 8, ENOENT), EINVAL, "EINVAL");
    WRONG("strerror_s", "no room", strerror_s(b, 0, ENOENT), EINVAL, "EINVAL");
    errno = ENOENT; TEXT_IS("_strerror", "message", strtok(_strerror("mine"), "\n"));
    errno = EACCES; TEXT_IS("_strerror", "none", strtok(_strerror(NULL), "\n"));
    errno = ENOENT;
    HERE("_strerror_s", "", _strerror_s(b, 80, "mine") || strcmp(b, "mine: No such file or directory\n"), 0);
    WIDE_IS("_wcserror", "", _wcserror(EEXIST)); CALL("_wcserror_s", "", _wcserror_s(w, 80, EEXIST));
    WIDE_IS("_wcserror_s", "text", w); CALL("_wcserror_s", "cut", _wcserror_s(w, 5, EEXIST));
    WIDE_IS("_wcserror_s", "cut, text", w);
    errno = EEXIST;
    HERE("__wcserror_s", "", __wcserror_s(w, 80, L"wide") || wcsncmp(w, L"wide: File exists", 17), 0);
    CALL("_set_doserrno", "", _set_doserrno(5)); NUMBER("_doserrno", "", _doserrno);
    CALL("_get_doserrno", "", _get_doserrno(&system_code)); NUMBER("_get_doserrno", "value", system_code);
    errno = ENOENT; perror("rpc_crt"); _wperror(L"rpc_crt");
}

static int compare(const void* one, const void* other) { return *(const int*)one - *(const int*)other; }
static int compare_s(void* context, const void* one, const void* other) {
    ++*(int*)context;
    return *(const int*)one - *(const int*)other;
}

static void searches(void) {
    int items[10] = {5, 3, 9}, key = 9, called = 0;
    unsigned count = 3;
    int* found = (int*)_lfind(&key, items, &count, sizeof key, compare);
    NUMBER("_lfind", "there", found - items); key = 7;
    NUMBER("_lfind", "not there", _lfind(&key, items, &count, sizeof key, compare) != NULL);
    found = (int*)_lsearch(&key, items, &count, sizeof key, compare); NUMBER("_lsearch", "added", found - items);
    NUMBER("_lsearch", "count", count); _lsearch(&key, items, &count, sizeof key, compare);
    NUMBER("_lsearch", "again", count);
    found = (int*)_lfind_s(&key, items, &count, sizeof key, compare_s, &called); NUMBER("_lfind_s", "", found - items);
    NUMBER("_lfind_s", "called", called); key = 1;
    HERE("_lsearch_s", "", (int*)_lsearch_s(&key, items, &count, sizeof key, compare_s, &called) - items, 4);
    HERE("_lsearch_s", "count", count, 5);
    WRONG("_lfind_s", "no key", _lfind_s(NULL, items, &count, 4, compare_s, &called) != NULL, 0, "EINVAL");
    WRONG("_lfind_s", "no size", _lfind_s(&key, items, &count, 0, compare_s, &called) != NULL, 0, "EINVAL");
    WRONG("_lsearch_s", "no count", _lsearch_s(&key, items, NULL, 4, compare_s, &called) != NULL, 0, "EINVAL");
}

static void times(void) {
    __time32_t when = 1000000000, none = -5;
    time_t wide_when = 1000000000;
    struct tm t, before = {0};
    struct _timeb now;
    struct __timeb32 now32;
    char b[40];
    wchar_t w[40];
    long seconds = 1;
    size_t size = 0;
    _putenv("TZ=EST5EDT"); _tzset();
    NUMBER("_timezone", "", _timezone); NUMBER("_daylight", "", _daylight); TEXT_IS("_tzname", "", _tzname[0]);
    TEXT_IS("_tzname", "summer", _tzname[1]); NUMBER("_dstbias", "", _dstbias);
    CALL("_get_timezone", "", _get_timezone(&seconds)); NUMBER("_get_timezone", "value", seconds);
    CALL("_get_tzname", "", _get_tzname(&size, b, 40, 0)); TEXT_IS("_get_tzname", "text", b);
    NUMBER("_get_tzname", "size", size); CALL("_get_tzname", "measuring", _get_tzname(&size, NULL, 0, 1));
    WRONG("_get_tzname", "index", _get_tzname(&size, b, 40, 2), EINVAL, "EINVAL");
    WRONG("_get_timezone", "none", _get_timezone(NULL), EINVAL, "EINVAL");
    CALL("_gmtime32_s", "", _gmtime32_s(&t, &when)); NUMBER("_gmtime32_s", "year", t.tm_year * 100 + t.tm_mon);
    NUMBER("_mkgmtime32", "", _mkgmtime32(&t)); CALL("_gmtime32_s", "before 1970", _gmtime32_s(&t, &none));
    CALL("_localtime32_s", "", _localtime32_s(&t, &when)); NUMBER("_localtime32_s", "hour", t.tm_hour);
    NUMBER("_mktime32", "", _mktime32(&t)); NUMBER("_difftime32", "", _difftime32(when, 5));
    NUMBER("_time32", "", _time32(NULL) > 1600000000); NUMBER("_gmtime32", "", _gmtime32(&when)->tm_min);
    before.tm_year = 60; before.tm_mday = 1; CALL("_mktime64", "before 1970", _mktime64(&before));
    before.tm_year = 60; before.tm_mday = 1; CALL("_mkgmtime64", "before 1970", _mkgmtime64(&before));
    WRONG("_mktime64", "none", _mktime64(NULL), -1, "EINVAL");
    CALL("_ctime32_s", "", _ctime32_s(b, 40, &when)); TEXT_IS("_ctime32_s", "text", strtok(b, "\n"));
    CALL("_wctime64_s", "", _wctime64_s(w, 40, &wide_when)); NUMBER("_wctime64_s", "length", wcslen(w));
    _gmtime32_s(&t, &when); WIDE_IS("_wasctime", "", wcstok_s(_wasctime(&t), L"\n", (wchar_t**)&size));
    CALL("_wasctime_s", "too small", _wasctime_s(w, 20, &t));
    CALL("_wstrdate_s", "", _wstrdate_s(w, 9)); NUMBER("_wstrdate_s", "length", wcslen(w));
    CALL("_wstrtime_s", "", _wstrtime_s(w, 40)); NUMBER("_wstrtime_s", "length", wcslen(w));
    _ftime(&now); _ftime32(&now32); NUMBER("_ftime", "", now.time - now32.time < 5);
    NUMBER("_ftime", "zone", now.timezone); NUMBER("_ftime32", "zone", now32.timezone);
    NUMBER("sizeof", "_timeb", sizeof now); NUMBER("sizeof", "__timeb32", sizeof now32);
}

static void bits(void) {
    printf("_rotl: : %x\n_rotr: : %x\n", _rotl(0x80000001u, 4), _rotr(0x80000001u, 4));
    printf("_rotl64: : %I64x\n_rotr64: : %I64x\n", _rotl64(0x8000000000000001ull, 8), _rotr64(0x81ull, 8));
    printf("_lrotl: : %lx\n_lrotr: : %lx\n", _lrotl(0x80000001ul, 1), _lrotr(0x80000001ul, 1));
    printf("_byteswap_ushort: : %x\n_byteswap_ulong: : %lx\n", _byteswap_ushort(0x1234), _byteswap_ulong(0x12345678));
    printf("_byteswap_uint64: : %I64x\n", _byteswap_uint64(0x123456789ABCDEF0ull));
    HERE("_rotl8", "", _rotl8(0x81, 1), 3); HERE("_rotr16", "", _rotr16(1, 1), 0x8000);
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    texts(); searches(); times(); bits();
    return 0;
}
