// SPDX-License-Identifier: LGPL-2.1-or-later
// _spawn, _exec and _cwait: this program starts itself.
#include "facts.h"

#include <process.h>
#include <windows.h>

static const char* self;
static const wchar_t* wide_self;
static const char variable[] = "CRT_PROCESSES=here";
static const wchar_t wide_variable[] = L"CRT_PROCESSES=wide";

// What the started process saw: it ends with how many arguments it has, and a bit for each that is as it should be.
static int child(int count, char** arguments) {
    const char* value = getenv("CRT_PROCESSES");
    int code = count;
    if (!strcmp(arguments[1], "echo") || !strcmp(arguments[1], "show")) {
        int i;
        for (i = 2; i < count; ++i) printf("child: argument %d of %d: \"%s\"\n", i, count, arguments[i]);
        fflush(stdout);
        return *arguments[1] == 'e' ? count : 0;
    }
    if (!strcmp(arguments[1], "code")) return atoi(arguments[2]);
    if (value && !strcmp(value, "here")) code |= 32;
    if (value && !strcmp(value, "wide")) code |= 64;
    if (count > 2 && !strcmp(arguments[2], "two words")) code |= 16;
    return code;
}

static void environments(void) {
    const char* environment[64];
    const wchar_t* wide_environment[64];
    const char* arguments[] = {self, "look", "\"two words\"", NULL};
    const wchar_t* wide_arguments[] = {wide_self, L"look", L"\"two words\"", NULL};
    // Wine's programs need more of it than they are told.
    int count = 0, wide_count = 0;
    static const char* const kept[] = {"SystemRoot", "PATH", "WINEPREFIX", "HOME", "RPCRT4_RUNTIME_DIR"};
    static char texts[8][4096];
    static wchar_t wide_texts[8][4096];
    size_t i;
    environment[count++] = variable;
    wide_environment[wide_count++] = wide_variable;
    for (i = 0; i < sizeof kept / sizeof *kept; ++i) {
        const char* value = getenv(kept[i]);
        if (!value || strlen(value) > 3000) continue;
        sprintf(texts[i], "%s=%s", kept[i], value);
        mbstowcs(wide_texts[i], texts[i], 4096);
        environment[count++] = texts[i];
        wide_environment[wide_count++] = wide_texts[i];
    }
    environment[count] = NULL;
    wide_environment[wide_count] = NULL;
    NUMBER("_spawnve", "an environment", _spawnve(_P_WAIT, self, arguments, environment));
    NUMBER("_spawnle", "an environment", _spawnle(_P_WAIT, self, self, "look", NULL, environment));
    NUMBER("_spawnvpe", "an environment", _spawnvpe(_P_WAIT, self, arguments, environment));
    NUMBER("_spawnlpe", "an environment", _spawnlpe(_P_WAIT, self, self, "look", "x", NULL, environment));
    NUMBER("_spawnve", "no environment", _spawnve(_P_WAIT, self, arguments, NULL));
    NUMBER("_wspawnve", "an environment", _wspawnve(_P_WAIT, wide_self, wide_arguments, wide_environment));
    NUMBER("_wspawnle", "an environment", _wspawnle(_P_WAIT, wide_self, wide_self, L"look", NULL, wide_environment));
    NUMBER("_wspawnv", "wide", _wspawnv(_P_WAIT, wide_self, wide_arguments));
}

static void arguments(void) {
    fflush(stdout);
    NUMBER("_spawnl", "blanks", _spawnl(_P_WAIT, self, self, "echo", "hi there", "\"hi there\"", "", "end", NULL));
    NUMBER("_spawnl", "quotation marks", _spawnl(_P_WAIT, self, self, "echo", "a\"b c\"d", "\\\\\"q\\\\\"", "\\\"", NULL));
    NUMBER("_spawnlp", "alone", _spawnlp(_P_WAIT, self, self, "look", NULL));
    NUMBER("_wspawnl", "wide", _wspawnl(_P_WAIT, wide_self, wide_self, L"look", L"\"two words\"", NULL));
}

static void ends(void) {
    int status = 99;
    const char* code[] = {self, "code", "7", NULL};
    const char* negative[] = {self, "code", "-3", NULL};
    intptr_t process;
    DWORD seen = 0;
    NUMBER("_spawnv", "an exit code", _spawnv(_P_WAIT, self, code));
    NUMBER("_spawnv", "a negative exit code", _spawnv(_P_WAIT, self, negative));
    process = _spawnv(_P_NOWAIT, self, code);
    NUMBER("_spawnv", "_P_NOWAIT", process > 0);
    NUMBER("_cwait", "the process", _cwait(&status, process, _WAIT_CHILD) == process);
    NUMBER("_cwait", "its status", status);
    NUMBER("_cwait", "without a status", _cwait(NULL, _spawnv(_P_NOWAITO, self, code), 0) > 0);
    process = _spawnv(_P_NOWAIT, self, negative);
    NUMBER("_spawnv", "a handle to wait for", WaitForSingleObject((HANDLE)process, 20000));
    NUMBER("_spawnv", "a handle with an exit code", GetExitCodeProcess((HANDLE)process, &seen) ? seen : 0);
    CloseHandle((HANDLE)process);
    NUMBER("_spawnv", "_P_DETACH", _spawnv(_P_DETACH, self, code));
}

static void wrong(void) {
    const char* some[] = {self, "code", "1", NULL};
    CALL("_spawnv", "an empty name", _spawnv(_P_WAIT, "", some));
    CALL("_spawnv", "no such file", _spawnv(_P_WAIT, "no_such_file", some));
    CALL("_spawnvp", "no such file", _spawnvp(_P_WAIT, "no_such_file", some));
    CALL("_spawnv", "no such folder", _spawnv(_P_NOWAIT, "no_such_folder/program", some));
    CALL("_spawnv", "no such mode", _spawnv(17, self, some));
    CALL("_execv", "no such file", _execv("no_such_file", some));
    CALL("_execl", "no such file", _execl("no_such_file", "x", NULL));
}

int main(int count, char** arguments_given) {
    static wchar_t wide[MAX_PATH];
    static char quiet[MAX_PATH];
    if (count > 1) return child(count, arguments_given);
    GetModuleFileNameA(NULL, quiet, sizeof quiet);
    self = quiet;
    mbstowcs(wide, quiet, MAX_PATH);
    wide_self = wide;
    setvbuf(stdout, NULL, _IONBF, 0);
    _set_invalid_parameter_handler(count_handled);
    arguments();
    environments();
    ends();
    wrong();
    _execl(self, self, "show", "the last", "\"the last\"", NULL);
    return 1;
}
