// SPDX-License-Identifier: LGPL-2.1-or-later
// Searches, what is known of a file, locks, names for temporary files, drives.
#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <sys/locking.h>
#include <sys/stat.h>
#include <sys/utime.h>
#include <time.h>

#include "facts.h"

#define FOLDER "rpc_crt_search"

static void make(const char* name, int size) {
    FILE* f = fopen(name, "wb");
    while (size-- > 0) fputc('x', f);
    fclose(f);
}

static void searching(void) {
    struct _finddata_t found;
    struct __finddata64_t found64;
    struct _finddata32_t found32;
    struct _finddata32i64_t found32i64;
    struct _wfinddata_t wide;
    struct _wfinddatai64_t wide64;
    intptr_t search;
    int count = 0, sizes = 0;
    NUMBER("sizeof", "_finddata_t", sizeof found); NUMBER("sizeof", "__finddata64_t", sizeof found64);
    NUMBER("sizeof", "_finddata32_t", sizeof found32); NUMBER("sizeof", "_finddata32i64_t", sizeof found32i64);
    NUMBER("sizeof", "_wfinddata_t", sizeof wide); NUMBER("sizeof", "_wfinddatai64_t", sizeof wide64);
    make(FOLDER "\\one.txt", 1); make(FOLDER "\\two.txt", 20); make(FOLDER "/three.c", 300);
    _mkdir(FOLDER "\\sub.txt");
    search = _findfirst(FOLDER "\\*.txt", &found); NUMBER("_findfirst", "found", search != -1);
    do {
        ++count;
        if (strcmp(found.name, "one.txt") == 0) {
            NUMBER("_findfirst", "attributes", found.attrib); NUMBER("_findfirst", "size", found.size);
            NUMBER("_findfirst", "written now", found.time_write > 1600000000);
        }
        if (strcmp(found.name, "sub.txt") == 0) NUMBER("_findfirst", "folder", found.attrib);
    } while (_findnext(search, &found) == 0);
    NUMBER("_findnext", "count", count); NUMBER("_findnext", "end, errno", errno == ENOENT);
    CALL("_findnext", "after the end", _findnext(search, &found));
    CALL("_findclose", "", _findclose(search));
    search = _wfindfirst(L"" FOLDER "\\*", &wide);
    count = 0;
    do sizes += wide.attrib & _A_SUBDIR ? 0 : (int)wide.size, ++count;
    while (_wfindnext(search, &wide) == 0);
    NUMBER("_wfindfirst", "all", count); NUMBER("_wfindfirst", "sizes", sizes); _findclose(search);
    search = _findfirst64(FOLDER "\\th?ee.c", &found64); NUMBER("_findfirst64", "size", found64.size);
    TEXT_IS("_findfirst64", "name", found64.name); CALL("_findnext64", "", _findnext64(search, &found64));
    _findclose(search);
    search = _findfirst32(FOLDER "\\two*", &found32); TEXT_IS("_findfirst32", "name", found32.name); _findclose(search);
    HERE("_findfirst32i64", "found", (search = _findfirst32i64(FOLDER "/*.c", &found32i64)) != -1, 1);
    HERE("_findfirst32i64", "size", found32i64.size, 300);
    HERE("_findnext32i64", "end", _findnext32i64(search, &found32i64), -1);
    HERE("_findclose", "_findfirst32i64", _findclose(search), 0);
    search = _wfindfirst64(L"" FOLDER "\\*.c", &wide64); WIDE_IS("_wfindfirst64", "name", wide64.name);
    CALL("_wfindnext64", "", _wfindnext64(search, &wide64)); _findclose(search);
    CALL("_findfirst", "nothing", _findfirst(FOLDER "\\*.none", &found));
    CALL("_findfirst", "no folder", _findfirst("rpc_crt_not_there\\*", &found));
    WRONG("_findfirst", "no pattern", _findfirst(NULL, &found), -1, "EINVAL");
    WRONG("_findfirst", "no target", _findfirst("*", NULL), -1, "EINVAL");
    WRONG("_wfindfirst", "no pattern", _wfindfirst(NULL, &wide), -1, "EINVAL");
    CALL("_wfindfirst", "nothing", _wfindfirst(L"rpc_crt_no*", &wide));
    WRONG("_findclose", "none", _findclose(-1), -1, "EINVAL");
}

static void status(void) {
    struct _stat s;
    struct _stat64 s64;
    struct _stat32 s32;
    struct _stat32i64 s32i64;
    struct _utimbuf when = {1000000000, 1100000000};
    struct __utimbuf32 when32 = {1000000001, 1100000001};
    int f;
    NUMBER("sizeof", "_stat", sizeof s); NUMBER("sizeof", "_stat64", sizeof s64);
    NUMBER("sizeof", "_stat32", sizeof s32); NUMBER("sizeof", "_stat32i64", sizeof s32i64);
    NUMBER("offsetof", "_stat st_size", offsetof(struct _stat, st_size));
    NUMBER("offsetof", "_stat64 st_size", offsetof(struct _stat64, st_size));
    NUMBER("offsetof", "_stat st_mtime", offsetof(struct _stat, st_mtime));
    CALL("_stat", "file", _stat(FOLDER "\\two.txt", &s)); NUMBER("_stat", "size", s.st_size);
    NUMBER("_stat", "kind", s.st_mode & _S_IFMT); NUMBER("_stat", "links", s.st_nlink);
    NUMBER("_stat", "rights", s.st_mode & 0600); NUMBER("_stat", "owner", s.st_uid + s.st_gid + s.st_ino);
    CALL("_stat", "folder", _stat(FOLDER, &s)); NUMBER("_stat", "folder, kind", s.st_mode & _S_IFMT);
    CALL("_stat", "not there", _stat("rpc_crt_not_there", &s)); CALL("_stat", "pattern", _stat(FOLDER "\\*.txt", &s));
    WRONG("_stat", "no name", _stat(NULL, &s), -1, "EINVAL");
    WRONG("_stat", "no target", _stat(FOLDER, NULL), -1, "EINVAL");
    CALL("_stat", "below a file", _stat(FOLDER "\\two.txt\\x", &s));
    CALL("_wstat", "file", _wstat(L"" FOLDER "\\three.c", &s)); NUMBER("_wstat", "size", s.st_size);
    CALL("_wstat", "not there", _wstat(L"rpc_crt_not_there", &s));
    WRONG("_wstat", "no name", _wstat(NULL, &s), -1, "EINVAL");
    CALL("_stat64", "file", _stat64(FOLDER "\\three.c", &s64)); NUMBER("_stat64", "size", s64.st_size);
    CALL("_wstati64", "file", _wstati64(L"" FOLDER "\\three.c", &s64)); NUMBER("_wstati64", "size", s64.st_size);
    CALL("_stat32", "file", _stat32(FOLDER "\\three.c", &s32)); NUMBER("_stat32", "size", s32.st_size);
    CALL("_stat32i64", "file", _stat32i64(FOLDER "\\three.c", &s32i64)); NUMBER("_stat32i64", "size", s32i64.st_size);
    CALL("_utime", "", _utime(FOLDER "\\three.c", &when));
    _stat(FOLDER "\\three.c", &s); NUMBER("_utime", "modified", s.st_mtime); NUMBER("_utime", "accessed", s.st_atime);
    CALL("_utime32", "", _utime32(FOLDER "\\three.c", &when32));
    _stat32(FOLDER "\\three.c", &s32); NUMBER("_utime32", "modified", s32.st_mtime);
    CALL("_utime", "not there", _utime("rpc_crt_not_there", &when));
    WRONG("_utime", "no name", _utime(NULL, &when), -1, "EINVAL");
    CALL("_wutime", "now", _wutime(L"" FOLDER "\\three.c", NULL));
    _stat(FOLDER "\\three.c", &s); NUMBER("_wutime", "modified", s.st_mtime > 1600000000);
    f = _open(FOLDER "\\three.c", _O_RDWR);
    CALL("_fstat", "file", _fstat(f, &s)); NUMBER("_fstat", "size", s.st_size);
    CALL("_fstat64", "file", _fstat64(f, &s64)); NUMBER("_fstat64", "size", s64.st_size);
    CALL("_futime", "", _futime(f, &when)); _fstat(f, &s); NUMBER("_futime", "modified", s.st_mtime);
    CALL("_fstat", "none", _fstat(9999, &s)); WRONG("_fstat", "no target", _fstat(f, NULL), -1, "EINVAL");
    CALL("_close", "", _close(f));
    CALL("_chmod", "read only", _chmod(FOLDER "\\three.c", _S_IREAD)); _stat(FOLDER "\\three.c", &s);
    NUMBER("_chmod", "read only, rights", s.st_mode & 0600);
    CALL("_chmod", "back", _chmod(FOLDER "\\three.c", _S_IREAD | _S_IWRITE));
}

static void locks(void) {
    int one = _open(FOLDER "\\two.txt", _O_RDWR), other = _open(FOLDER "\\two.txt", _O_RDWR);
    CALL("_locking", "locks", _locking(one, _LK_NBLCK, 10)); _lseek(other, 5, SEEK_SET);
    CALL("_locking", "locked by another", _locking(other, _LK_NBLCK, 10));
    CALL("_locking", "locked by another, readers", _locking(other, _LK_NBRLCK, 1)); _lseek(other, 10, SEEK_SET);
    CALL("_locking", "beside", _locking(other, _LK_LOCK, 10));
    CALL("_locking", "unlocks", _locking(one, _LK_UNLCK, 10));
    CALL("_locking", "unlocks again", _locking(one, _LK_UNLCK, 10));
    CALL("_locking", "part", _locking(other, _LK_UNLCK, 5)); CALL("_locking", "all", _locking(other, _LK_UNLCK, 10));
    CALL("_locking", "mode", _locking(one, 9, 10)); CALL("_locking", "no file", _locking(9999, _LK_NBLCK, 10));
    CALL("_locking", "again", _locking(one, _LK_NBLCK, 30)); _close(one); _lseek(other, 0, SEEK_SET);
    CALL("_locking", "closed", _locking(other, _LK_NBLCK, 30)); _close(other);
}

static void opening(void) {
    int f = -7;
    CALL("_sopen_s", "there", _sopen_s(&f, FOLDER "\\two.txt", _O_RDONLY, _SH_DENYNO, 0));
    NUMBER("_sopen_s", "open", f > 2); CALL("_write", "for reading", _write(f, "x", 1)); _close(f);
    CALL("_sopen_s", "not there", _sopen_s(&f, "rpc_crt_not_there", _O_RDONLY, _SH_DENYNO, 0));
    NUMBER("_sopen_s", "not there, descriptor", f);
    WRONG("_sopen_s", "no target", _sopen_s(NULL, FOLDER "\\two.txt", _O_RDONLY, _SH_DENYNO, 0), EINVAL, "EINVAL");
    WRONG("_sopen_s", "no name", _sopen_s(&f, NULL, _O_RDONLY, _SH_DENYNO, 0), EINVAL, "EINVAL");
    CALL("_sopen_s", "share", _sopen_s(&f, FOLDER "\\two.txt", _O_RDONLY, 77, 0));
    CALL("_sopen_s", "rights", _sopen_s(&f, FOLDER "\\new.txt", _O_CREAT | _O_RDWR, _SH_DENYNO, 0x1234));
    CALL("_wsopen_s", "", _wsopen_s(&f, L"" FOLDER "\\two.txt", _O_RDWR, _SH_DENYNO, 0));
    CALL("_lseek", "origin", _lseek(f, 0, 7)); CALL("_lseek", "before the start", _lseek(f, -5, SEEK_SET));
    CALL("_chsize_s", "negative", _chsize_s(f, -1)); CALL("_chsize_s", "", _chsize_s(f, 7));
    NUMBER("_chsize_s", "length", _filelength(f)); CALL("_commit", "", _commit(f)); _close(f);
    CALL("_close", "twice", _close(9999)); CALL("_dup", "none", _dup(9999)); CALL("_dup2", "none", _dup2(9999, 20));
    CALL("_lseek", "none", _lseek(9999, 0, 0)); CALL("_filelength", "none", _filelength(9999));
    CALL("_eof", "none", _eof(9999)); CALL("_isatty", "none", _isatty(9999)); CALL("_commit", "none", _commit(9999));
    CALL("_setmode", "none", _setmode(9999, _O_BINARY)); CALL("_chsize_s", "none", _chsize_s(9999, 1));
    CALL("_read", "none", _read(9999, &f, 1)); CALL("_write", "none", _write(9999, &f, 1));
    CALL("_access", "mode", _access(FOLDER, 8)); WRONG("_access_s", "no name", _access_s(NULL, 0), EINVAL, "EINVAL");
    CALL("_waccess_s", "there", _waccess_s(L"" FOLDER, 0)); WRONG("_open", "no name", _open(NULL, 0), -1, "EINVAL");
    CALL("_open", "NUL", (f = _open("NUL", _O_WRONLY)) < 0); CALL("_write", "NUL", _write(f, "abc", 3)); _close(f);
    WRONG("_rmdir", "no name", _rmdir(NULL), -1, "EINVAL"); CALL("_rmdir", "file", _rmdir(FOLDER "\\two.txt"));
    CALL("_rmdir", "full", _rmdir(FOLDER) == -1); WRONG("_chdir", "no name", _chdir(NULL), -1, "EINVAL");
    CALL("_chdir", "file", _chdir(FOLDER "\\two.txt")); WRONG("_mkdir", "no name", _mkdir(NULL), -1, "EINVAL");
    CALL("_mkdir", "below nothing", _mkdir("rpc_crt_not_there\\x"));
    WRONG("_unlink", "no name", _unlink(NULL), -1, "EINVAL");
    CALL("_unlink", "folder", _unlink(FOLDER "\\sub.txt")); CALL("remove", "folder", remove(FOLDER "\\sub.txt"));
}

static void names(void) {
    char b[300], again[300], *made;
    wchar_t w[300];
    strcpy(b, FOLDER "\\tmXXXXXX"); CALL("_mktemp_s", "", _mktemp_s(b, sizeof b));
    NUMBER("_mktemp_s", "length", strlen(b)); NUMBER("_mktemp_s", "letter", b[strlen(FOLDER) + 3]);
    make(b, 1); strcpy(again, FOLDER "\\tmXXXXXX"); _mktemp_s(again, sizeof again);
    NUMBER("_mktemp_s", "next letter", again[strlen(FOLDER) + 3]); NUMBER("_mktemp_s", "differ", strcmp(b, again) != 0);
    remove(b);
    strcpy(b, "tmXXXX"); CALL("_mktemp_s", "no template", _mktemp_s(b, sizeof b)); NUMBER("_mktemp_s", "cleared", b[0]);
    strcpy(b, "tmXXXXXX"); CALL("_mktemp_s", "room", _mktemp_s(b, 6));
    WRONG("_mktemp_s", "none", _mktemp_s(NULL, 6), EINVAL, "EINVAL");
    strcpy(b, "tmXXXXXX"); NUMBER("_mktemp", "", _mktemp(b) == b); NUMBER("_mktemp", "letter", b[2]);
    wcscpy(w, L"tmXXXXXX"); CALL("_wmktemp_s", "", _wmktemp_s(w, 300)); NUMBER("_wmktemp_s", "letter", w[2]);
    CALL("tmpnam_s", "", tmpnam_s(b, sizeof b)); NUMBER("tmpnam_s", "is free", _access(b, 0));
    CALL("tmpnam_s", "room", tmpnam_s(b, 2)); WRONG("tmpnam_s", "none", tmpnam_s(NULL, 20), EINVAL, "EINVAL");
    made = tmpnam(NULL); NUMBER("tmpnam", "", made != NULL && _access(made, 0) != 0);
    CALL("_wtmpnam_s", "", _wtmpnam_s(w, 300)); CALL("_wtmpnam_s", "room", _wtmpnam_s(w, 2));
    _putenv("TMP=" FOLDER); made = _tempnam(NULL, "stq");
    NUMBER("_tempnam", "in TMP", strncmp(made, FOLDER, strlen(FOLDER)) == 0);
    NUMBER("_tempnam", "prefix", strstr(made, "stq") != NULL); NUMBER("_tempnam", "is free", _access(made, 0));
    free(made);
}

static void drives(void) {
    struct _diskfree_t space;
    char b[300];
    NUMBER("_getdrive", "there", _getdrive() >= 1); CALL("_chdrive", "wrong", _chdrive(99));
    CALL("_chdrive", "own", _chdrive(_getdrive())); NUMBER("_getdrives", "own", _getdrives() >> (_getdrive() - 1) & 1);
    CALL("_getdiskfree", "", _getdiskfree(0, &space)); NUMBER("_getdiskfree", "total", space.total_clusters > 0);
    CALL("_getdiskfree", "wrong", _getdiskfree(27, &space)); NUMBER("sizeof", "_diskfree_t", sizeof space);
    NUMBER("_getdcwd", "", _getdcwd(0, b, 300) == b);
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    _mkdir(FOLDER);
    searching(); status(); locks(); opening(); names(); drives();
    remove(FOLDER "\\one.txt"); remove(FOLDER "\\two.txt"); remove(FOLDER "\\three.c"); remove(FOLDER "\\new.txt");
    _rmdir(FOLDER "\\sub.txt"); CALL("_rmdir", "end", _rmdir(FOLDER));
    return 0;
}
