// SPDX-License-Identifier: LGPL-2.1-or-later
// run.exe RESULTS LIMIT PROGRAM...: runs each PROGRAM.exe of its own folder and appends what it prints to RESULTS,
// between a line "== begin PROGRAM" and a line "== end PROGRAM: " with its exit code, "timeout" after LIMIT seconds,
// or "not started". A program that does not end is ended with the children it started.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static void say(HANDLE results, const char* format, const char* name, DWORD number) {
    char line[512];
    DWORD written;
    const int size = snprintf(line, sizeof line, format, name, (unsigned)number);
    WriteFile(results, line, (DWORD)size, &written, NULL);
}

static void beside_this(char* path, size_t size, const char* name) {
    char* end;
    GetModuleFileNameA(NULL, path, (DWORD)size);
    end = strrchr(path, '\\');
    snprintf(end + 1, size - (size_t)(end + 1 - path), "%s.exe", name);
}

static void run(HANDLE results, const char* name, DWORD limit) {
    char path[MAX_PATH * 2];
    STARTUPINFOA start = {sizeof start};
    PROCESS_INFORMATION process;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {{{{0}}}};
    HANDLE job = CreateJobObjectA(NULL, NULL);
    DWORD code = 0;

    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    say(results, "\r\n== begin %s\r\n", name, 0);
    start.dwFlags = STARTF_USESTDHANDLES;
    start.hStdInput = INVALID_HANDLE_VALUE;
    start.hStdOutput = results;
    start.hStdError = INVALID_HANDLE_VALUE;
    beside_this(path, sizeof path, name);
    if (!CreateProcessA(path, NULL, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start, &process)) {
        say(results, "\r\n== end %s: not started, error %u\r\n", name, GetLastError());
        CloseHandle(job);
        return;
    }
    AssignProcessToJobObject(job, process.hProcess);
    ResumeThread(process.hThread);
    if (WaitForSingleObject(process.hProcess, limit * 1000) == WAIT_TIMEOUT) {
        TerminateProcess(process.hProcess, 1);
        WaitForSingleObject(process.hProcess, INFINITE);
        CloseHandle(job);
        say(results, "\r\n== end %s: timeout\r\n", name, 0);
    } else {
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(job);
        say(results, "\r\n== end %s: %u\r\n", name, code);
    }
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

int main(int argc, char** argv) {
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    HANDLE results;
    int i;
    if (argc < 4) {
        fprintf(stderr, "run.exe RESULTS LIMIT PROGRAM...\n");
        return 2;
    }
    results = CreateFileA(argv[1], FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_ALWAYS, 0, NULL);
    if (results == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "%s cannot be written: error %u\n", argv[1], (unsigned)GetLastError());
        return 1;
    }
    for (i = 3; i < argc; i++) {
        printf("%d of %d: %s\n", i - 2, argc - 3, argv[i]);
        run(results, argv[i], (DWORD)atoi(argv[2]));
    }
    CloseHandle(results);
    return 0;
}
