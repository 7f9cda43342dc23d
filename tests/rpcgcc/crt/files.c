// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams, descriptors, folders, times; keys when there is no terminal.
#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <time.h>

#include "facts.h"

#define NAME "rpc_crt_file.tmp"
#define WNAME L"rpc_crt_file.tmp"

static void streams(void) {
    FILE* f = NULL;
    char b[40];
    wchar_t w[40];
    int one = 0;
    long two = 0;
    CALL("fopen_s", "new", fopen_s(&f, NAME, "wb")); NUMBER("fopen_s", "is open", f != NULL);
    fprintf(f, "%d %ld\nline two\n", 12, 34L);
    fputs("wide\n", f);
    NUMBER("ftell", "", ftell(f)); NUMBER("_ftelli64", "", _ftelli64(f)); fclose(f);
    CALL("fopen_s", "not there", fopen_s(&f, "rpc_crt_not_there", "r")); NUMBER("fopen_s", "none", f == NULL);
    CALL("fopen_s", "no name", fopen_s(&f, NULL, "r")); CALL("fopen_s", "no stream", fopen_s(NULL, NAME, "r"));
    f = _wfopen(WNAME, L"rb"); NUMBER("_wfopen", "", f != NULL);
    NUMBER("fscanf", "", fscanf(f, "%d %ld", &one, &two)); NUMBER("fscanf", "values", one * 100 + two);
    NUMBER("fseek", "", fseek(f, 6, SEEK_SET)); TEXT_IS("fgets", "", strtok(fgets(b, 40, f), "\n"));
    NUMBER("_fseeki64", "", _fseeki64(f, 0, SEEK_SET)); NUMBER("fgetwc", "binary", fgetwc(f));
    NUMBER("_fileno", "", _fileno(f) > 2); fclose(f);
    f = fopen(NAME, "wb"); NUMBER("fwprintf", "binary", fwprintf(f, L"%s:%d\n", L"wide", 7));
    NUMBER("fputws", "binary", fputws(L"more", f) >= 0); NUMBER("fputwc", "binary", fputwc(0xD83D, f)); fclose(f);
    f = fopen(NAME, "rb"); NUMBER("fread", "UTF-16", fread(b, 1, 40, f)); NUMBER("fread", "byte", b[1]);
    NUMBER("fseek", "start", fseek(f, 0, SEEK_SET)); NUMBER("fgetws", "binary", fgetws(w, 40, f) != NULL);
    NUMBER("fgetws", "length", wcslen(w)); fclose(f);
    f = fopen(NAME, "w"); fputs("first", f); fputws(L" and wide", f); fwprintf(f, L" %S", "third"); fclose(f);
    f = fopen(NAME, "r"); NUMBER("fgetwc", "first", fgetwc(f));
    NUMBER("ungetwc", "", ungetwc(L'q', f)); NUMBER("fgetwc", "pushed back", fgetwc(f));
    NUMBER("fgetws", "", fgetws(w, 40, f) != NULL); WIDE_IS("fgetws", "text", w);
    NUMBER("fgetwc", "end", fgetwc(f) == WEOF); NUMBER("feof", "", feof(f) != 0); fclose(f);
    f = fopen(NAME, "rt"); NUMBER("fopen", "rt", f != NULL); fclose(f);
    f = fopen(NAME, "rbS"); NUMBER("fopen", "rbS", f != NULL); fclose(f);
    f = fopen(NAME, "a+b"); NUMBER("fopen", "a+b", f != NULL); fclose(f);
    CALL("rename", "there", rename(NAME, NAME)); CALL("rename", "not there", rename("rpc_crt_not_there", "rpc_crt_x"));
    CALL("rename", "moves", rename(NAME, NAME "2")); CALL("_wrename", "back", _wrename(WNAME L"2", WNAME));
    CALL("_access", "there", _access(NAME, 0)); CALL("_access", "not there", _access("rpc_crt_not_there", 0));
    CALL("_access_s", "not there", _access_s("rpc_crt_not_there", 0)); CALL("_waccess", "there", _waccess(WNAME, 6));
    CALL("remove", "there", remove(NAME)); CALL("remove", "not there", remove(NAME));
    CALL("_unlink", "not there", _unlink(NAME)); CALL("_wremove", "not there", _wremove(WNAME));
}

static void descriptors(void) {
    char b[20] = "";
    int f = _open(NAME, _O_CREAT | _O_RDWR | _O_BINARY | _O_TRUNC, _S_IREAD | _S_IWRITE);
    NUMBER("_open", "new", f > 2); NUMBER("_write", "", _write(f, "0123456789", 10)); NUMBER("_tell", "", _tell(f));
    NUMBER("_lseek", "", _lseek(f, 4, SEEK_SET)); NUMBER("_read", "", _read(f, b, 3)); TEXT_IS("_read", "text", b);
    NUMBER("_filelength", "", _filelength(f)); NUMBER("_eof", "", _eof(f)); NUMBER("_chsize", "", _chsize(f, 5));
    NUMBER("_lseeki64", "", _lseeki64(f, 0, SEEK_END)); NUMBER("_eof", "end", _eof(f));
    NUMBER("_setmode", "binary", _setmode(f, _O_BINARY) >= 0); NUMBER("_isatty", "", _isatty(f));
    NUMBER("_dup2", "", _dup2(f, 9)); NUMBER("_close", "copy", _close(9)); NUMBER("_commit", "", _commit(f));
    NUMBER("_close", "", _close(f));
    CALL("_open", "exclusive", _open(NAME, _O_CREAT | _O_EXCL | _O_RDWR, _S_IREAD | _S_IWRITE));
    CALL("_open", "not there", _open("rpc_crt_not_there", _O_RDONLY));
    CALL("_wopen", "not there", _wopen(L"rpc_no", 0));
    CALL("_chmod", "read only", _chmod(NAME, _S_IREAD)); CALL("_chmod", "back", _chmod(NAME, _S_IREAD | _S_IWRITE));
    CALL("_unlink", "there", _unlink(NAME));
}

static void folders(void) {
    char b[300];
    CALL("_mkdir", "new", _mkdir("rpc_crt_folder")); CALL("_mkdir", "there", _mkdir("rpc_crt_folder"));
    CALL("_chdir", "", _chdir("rpc_crt_folder")); NUMBER("_getcwd", "", _getcwd(b, 300) != NULL);
    TEXT_IS("_getcwd", "end", b + strlen(b) - 14); CALL("_getcwd", "too small", _getcwd(b, 3) != NULL);
    CALL("_chdir", "back", _chdir("..")); CALL("_rmdir", "", _rmdir("rpc_crt_folder"));
    CALL("_rmdir", "not there", _rmdir("rpc_crt_folder")); CALL("_wmkdir", "new", _wmkdir(L"rpc_crt_folder"));
    CALL("_wrmdir", "", _wrmdir(L"rpc_crt_folder")); CALL("_chdir", "not there", _chdir("rpc_crt_folder"));
}

static void times(void) {
    struct tm t;
    char b[30];
    wchar_t w[30];
    __time64_t when = 86400 * 3 + 3661, before = -5;
    CALL("_gmtime64_s", "", _gmtime64_s(&t, &when)); NUMBER("_gmtime64_s", "hour", t.tm_hour * 100 + t.tm_min);
    CALL("asctime_s", "", asctime_s(b, 30, &t)); TEXT_IS("asctime_s", "text", strtok(b, "\n"));
    CALL("asctime_s", "too small", asctime_s(b, 20, &t)); CALL("asctime_s", "no time", asctime_s(b, 30, NULL));
    CALL("_gmtime64_s", "before 1970", _gmtime64_s(&t, &before)); NUMBER("_gmtime64_s", "before 1970, year", t.tm_year);
    CALL("_gmtime64_s", "no target", _gmtime64_s(NULL, &when));
    CALL("_localtime64_s", "no time", _localtime64_s(&t, NULL));
    when = 1700000000; _gmtime64_s(&t, &when); NUMBER("_mkgmtime", "", _mkgmtime(&t));
    NUMBER("wcsftime", "", wcsftime(w, 30, L"%Y-%m-%d %H:%M", &t)); WIDE_IS("wcsftime", "text", w);
    NUMBER("CLOCKS_PER_SEC", "", CLOCKS_PER_SEC); NUMBER("sizeof", "time_t", sizeof(time_t));
    NUMBER("_strdate", "", strlen(_strdate(b))); NUMBER("_strtime", "", strlen(_strtime(b)));
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    remove(NAME); remove(NAME "2"); _rmdir("rpc_crt_folder");
    streams(); descriptors(); folders(); times();
    NUMBER("system", "exit code", system("exit 3"));
    return 0;
}
