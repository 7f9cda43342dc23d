// SPDX-License-Identifier: LGPL-2.1-or-later
// The child of the process tests: process_child WHAT [ARGUMENT...]. Links the library as any program does.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

static unsigned number(const char* text) { return (unsigned)strtoul(text, NULL, 0); }

/// Writes to FILE what the child sees of its start.
static int report(const char* file, int argc, char** argv) {
    STARTUPINFOA info;
    char directory[1024];
    FILE* out = fopen(file, "w");
    int i;
    if (!out) return 90;
    GetStartupInfoA(&info);
    GetCurrentDirectoryA(sizeof directory, directory);
    fprintf(out, "line=%s\n", GetCommandLineA());
    for (i = 0; i < argc; ++i) fprintf(out, "arg=%s\n", argv[i]);
    fprintf(out, "cwd=%s\n", directory);
    fprintf(out, "title=%s\n", info.lpTitle);
    fprintf(out, "flags=%u show=%u x=%u\n", (unsigned)info.dwFlags, (unsigned)info.wShowWindow, (unsigned)info.dwX);
    fprintf(out, "variable=%s\n", getenv("RPCRT4_TEST") ? getenv("RPCRT4_TEST") : "(none)");
    fprintf(out, "startup=%s\n", getenv("RPCRT4_STARTUP") ? "left" : "(none)");
    fprintf(out, "group=%s\n", getpgrp() == getpid() ? "own" : "parent's");
    fprintf(out, "session=%s\n", getsid(0) == getpid() ? "own" : "parent's");
    fclose(out);
    return 0;
}

/// The exit code tells how the inherited handle to the parent is: 0 as it should be.
static int parent_handle(HANDLE handle) {
    HANDLE own = NULL;
    DWORD code = 0, flags = 0;
    if (GetProcessId(handle) != (DWORD)getppid()) return 1;
    if (!GetExitCodeProcess(handle, &code) || code != STILL_ACTIVE) return 2;
    if (WaitForSingleObject(handle, 0) != WAIT_TIMEOUT) return 3;
    if (!GetHandleInformation(handle, &flags) || flags != HANDLE_FLAG_INHERIT) return 4;
    own = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!own || own == handle) return 5;
    return CloseHandle(handle) ? 0 : 6;
}

/// Copies what it reads from its standard input to its standard output, through handles.
static int copy(void) {
    char buffer[256];
    DWORD size = 0, written = 0, total = 0;
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
    if (in != GetStdHandle(STD_INPUT_HANDLE) || in == out) return 201;
    while (ReadFile(in, buffer, sizeof buffer, &size, NULL) && size > 0) {
        if (!WriteFile(out, buffer, size, &written, NULL) || written != size) return 202;
        total += size;
    }
    return (int)total;
}

/// Writes to one inherited handle through two values of it.
static int write_twice(HANDLE first, HANDLE second) {
    DWORD written = 0, flags = 0;
    if (!CompareObjectHandles(first, second)) return 1;
    if (!GetHandleInformation(first, &flags) || flags != HANDLE_FLAG_INHERIT) return 2;
    if (!WriteFile(first, "one", 3, &written, NULL)) return 3;
    if (!CloseHandle(first)) return 4;
    if (!WriteFile(second, "two", 3, &written, NULL)) return 5;
    if (ReadFile(second, &flags, 1, &written, NULL) || GetLastError() != ERROR_ACCESS_DENIED) return 6;
    return 0;
}

/// Answers one message of up to 8 bytes with it in capitals, whole or, when it is longer, its beginning.
static int answer_message(HANDLE pipe, DWORD expected_mode) {
    char text[8];
    DWORD mode = 99, size = 0, i, instances = 0, flags = 0;
    BOOL read;
    if (!GetNamedPipeHandleStateA(pipe, &mode, &instances, NULL, NULL, NULL, 0) || mode != expected_mode) return 1;
    if (!GetHandleInformation(pipe, &flags) || flags != HANDLE_FLAG_INHERIT || instances != 1) return 2;
    read = ReadFile(pipe, text, sizeof text, &size, NULL);
    if (!read && GetLastError() != ERROR_MORE_DATA) return 3;
    for (i = 0; i < size; ++i) text[i] = (char)(text[i] - 'a' + 'A');
    if (!WriteFile(pipe, text, size, &size, NULL)) return 4;
    return read ? 0 : 77;
}

/// Serves one client of an inherited instance that has none yet, and disconnects it.
static int serve_client(HANDLE pipe) {
    int code;
    if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) return 11;
    code = answer_message(pipe, PIPE_READMODE_MESSAGE);
    if (!FlushFileBuffers(pipe)) return 12;
    return DisconnectNamedPipe(pipe) ? code : 13;
}

/// The same through a completion port.
static int answer_overlapped(HANDLE pipe) {
    char text[8];
    DWORD size = 0, i;
    ULONG_PTR key = 0;
    OVERLAPPED read, write, *done = NULL;
    HANDLE port = CreateIoCompletionPort(pipe, NULL, 5, 0);
    if (!port) return 21;
    memset(&read, 0, sizeof read);
    memset(&write, 0, sizeof write);
    if (!ReadFile(pipe, text, sizeof text, NULL, &read) && GetLastError() != ERROR_IO_PENDING) return 22;
    if (!GetQueuedCompletionStatus(port, &size, &key, &done, 20000) || done != &read || key != 5) return 23;
    for (i = 0; i < size; ++i) text[i] = (char)(text[i] - 'a' + 'A');
    if (!WriteFile(pipe, text, size, NULL, &write) && GetLastError() != ERROR_IO_PENDING) return 24;
    if (!GetQueuedCompletionStatus(port, &size, &key, &done, 20000) || done != &write) return 25;
    return 0;
}

static HANDLE open_existing(const char* path, DWORD access, DWORD share) {
    return CreateFileA(path, access, share, NULL, OPEN_EXISTING, 0, NULL);
}

/// Has a file open until it is killed, and says so by an event.
static int hold_file(const char* path, DWORD access, DWORD share, HANDLE opened) {
    if (open_existing(path, access, share) == INVALID_HANDLE_VALUE) return (int)GetLastError();
    SetEvent(opened);
    for (;;) pause();
}

/// Adds one to the number in a file.
static int count_once(HANDLE file) {
    DWORD count = 0, size = 0;
    LARGE_INTEGER start = {{0, 0}};
    if (!SetFilePointerEx(file, start, NULL, FILE_BEGIN)) return 201;
    if (!ReadFile(file, &count, sizeof count, &size, NULL) || (size != 0 && size != sizeof count)) return 202;
    ++count;
    if (!SetFilePointerEx(file, start, NULL, FILE_BEGIN)) return 203;
    return WriteFile(file, &count, sizeof count, &size, NULL) ? 0 : 204;
}

/// Does so many times, each with the file to itself.
static int count_in_file(const char* path, unsigned times) {
    while (times > 0) {
        int failure;
        HANDLE file = open_existing(path, GENERIC_READ | GENERIC_WRITE, 0);
        if (file == INVALID_HANDLE_VALUE) {
            if (GetLastError() != ERROR_SHARING_VIOLATION) return (int)GetLastError();
            continue;
        }
        failure = count_once(file);
        if (failure || !CloseHandle(file)) return failure ? failure : 205;
        --times;
    }
    return 0;
}

/// The same with some bytes behind the number locked; the wait for them is LockFileEx's, or an overlapped one.
static int count_under_lock(const char* path, unsigned times, DWORD flags) {
    HANDLE file = open_existing(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE);
    HANDLE locker = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                OPEN_EXISTING, flags, NULL);
    if (file == INVALID_HANDLE_VALUE || locker == INVALID_HANDLE_VALUE) return 206;
    while (times-- > 0) {
        DWORD none = 0;
        int failure;
        OVERLAPPED range;
        memset(&range, 0, sizeof range);
        range.Offset = 100;
        if (!LockFileEx(locker, LOCKFILE_EXCLUSIVE_LOCK, 0, 8, 0, &range) &&
            (GetLastError() != ERROR_IO_PENDING || !GetOverlappedResult(locker, &range, &none, TRUE))) {
            return 207;
        }
        failure = count_once(file);
        if (failure || !UnlockFileEx(locker, 0, 8, 0, &range)) return failure ? failure : 208;
    }
    return 0;
}

/// Waits for the first of two inherited events and sets the second.
static int answer(HANDLE question, HANDLE reply) {
    if (WaitForSingleObject(question, 20000) != WAIT_OBJECT_0) return 1;
    return SetEvent(reply) ? 0 : 2;
}

static int forking(unsigned code) {
    int status = 0;
    const pid_t other = fork();
    if (other == 0) exit(77);  // must not be taken for the code of its parent
    waitpid(other, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 77 ? (int)code : 91;
}

/// Whether a process that has used nothing but its thread's id before fork() has another one after it.
static int forked_id(void) {
    const DWORD id = GetCurrentThreadId();
    int status = 0;
    const pid_t other = fork();
    if (other == 0) _exit(GetCurrentThreadId() == (DWORD)getpid() && GetCurrentThreadId() != id ? 0 : 1);
    waitpid(other, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 91;
}

/// What "serve" is asked to do with a handle, and what it answers.
struct order {
    unsigned long long handle;
    unsigned what, argument;
};
struct answer {
    unsigned long long result;
    unsigned error;
};

/// A handle of its own for the parent; it ends without closing it.
static HANDLE give_to_parent(HANDLE handle) {
    HANDLE parent = OpenProcess(PROCESS_DUP_HANDLE, FALSE, (DWORD)getppid()), given = NULL;
    DuplicateHandle(GetCurrentProcess(), handle, parent, &given, 0, FALSE, DUPLICATE_SAME_ACCESS);
    return given;
}

/// The exit code of a child that inherits the handle and does "answer" with it twice over.
static DWORD let_child_answer(HANDLE handle) {
    char line[100];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    DWORD code = 99;
    snprintf(line, sizeof line, "process_child answer %llu %llu", (unsigned long long)(ULONG_PTR)handle,
             (unsigned long long)(ULONG_PTR)handle);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child)) return 98;
    WaitForSingleObject(child.hProcess, 20000);
    GetExitCodeProcess(child.hProcess, &code);
    return code;
}

/// Does with handles what it is asked on one pipe and answers on the other.
static int serve(HANDLE in, HANDLE out) {
    struct order order;
    DWORD size = 0, flags = 0;
    while (ReadFile(in, &order, sizeof order, &size, NULL) && size == sizeof order) {
        struct answer answer = {0, 0};
        HANDLE handle = (HANDLE)(ULONG_PTR)order.handle;
        SetLastError(0);
        switch (order.what) {
            case 's': answer.result = SetEvent(handle); break;
            case 'w': answer.result = WaitForSingleObject(handle, order.argument); break;
            case 'r': answer.result = ReleaseMutex(handle); break;
            case 'c': answer.result = CloseHandle(handle); break;
            case 'p': answer.result = GetProcessId(handle); break;
            case 'f': answer.result = WriteFile(handle, "given", 5, &size, NULL); break;
            case 'i': answer.result = GetHandleInformation(handle, &flags) ? flags : 99; break;
            case 'I': answer.result = SetHandleInformation(handle, order.argument, order.argument); break;
            case 'e': answer.result = (ULONG_PTR)give_to_parent(CreateEventA(NULL, TRUE, TRUE, NULL)); break;
            case 'a': answer.result = let_child_answer(handle); break;
            default: return (int)order.argument;
        }
        answer.error = GetLastError();
        if (!WriteFile(out, &answer, sizeof answer, &size, NULL)) return 3;
    }
    return 2;
}

/// The first byte of the mapping, which is then changed; or why there is no view to write.
static int look_into(HANDLE mapping) {
    char* view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    int found;
    if (!view) return (int)GetLastError();
    found = *view;
    *view = 'C';
    return UnmapViewOfFile(view) ? found : 1;
}

/// The first byte of what has this name.
static int look_into_name(const char* name) {
    HANDLE mapping = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    const char* view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    return view ? *view : (int)GetLastError();
}

int main(int argc, char** argv) {
    const char* what = argc > 1 ? argv[1] : "";
    const char* argument = argc > 2 ? argv[2] : "0";
    int i;
    if (!strcmp(what, "exit")) ExitProcess(number(argument));
    if (!strcmp(what, "return")) return (int)number(argument);
    if (!strcmp(what, "at-once")) _exit((int)number(argument));
    if (!strcmp(what, "terminate")) TerminateProcess(GetCurrentProcess(), number(argument));
    if (!strcmp(what, "signal")) {
        signal((int)number(argument), SIG_DFL);
        raise((int)number(argument));
    }
    if (!strcmp(what, "hang")) {
        for (;;) pause();
    }
    if (!strcmp(what, "report")) return report(argument, argc, argv);
    if (!strcmp(what, "parent-handle")) return parent_handle((HANDLE)(ULONG_PTR)number(argument));
    if (!strcmp(what, "no-handle")) {
        return CloseHandle((HANDLE)(ULONG_PTR)number(argument)) || GetLastError() != ERROR_INVALID_HANDLE;
    }
    if (!strcmp(what, "map")) return look_into((HANDLE)(ULONG_PTR)number(argument));
    if (!strcmp(what, "map-name")) return look_into_name(argument);
    if (!strcmp(what, "close-all")) {
        for (i = 0; i < 1024; ++i) close(i);
        return (int)number(argument);
    }
    if (!strcmp(what, "copy")) return copy();
    if (!strcmp(what, "write-twice") && argc > 3) {
        return write_twice((HANDLE)(ULONG_PTR)number(argument), (HANDLE)(ULONG_PTR)number(argv[3]));
    }
    if (!strcmp(what, "hold-file") && argc > 5) {
        return hold_file(argument, number(argv[3]), number(argv[4]), (HANDLE)(ULONG_PTR)number(argv[5]));
    }
    if (!strcmp(what, "try-file") && argc > 4) {
        SetLastError(0);
        open_existing(argument, number(argv[3]), number(argv[4]));
        return (int)GetLastError();
    }
    if (!strcmp(what, "count-in-file") && argc > 3) return count_in_file(argument, number(argv[3]));
    if (!strcmp(what, "lock-and-hang")) {
        HANDLE file = open_existing(argument, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE);
        if (!LockFile(file, 0, 0, 5, 0)) return 1;
        for (;;) pause();
    }
    if (!strcmp(what, "lock-inherited")) {  // its own locks, not its parent's
        HANDLE file = (HANDLE)(ULONG_PTR)number(argument);
        if (LockFile(file, 5, 0, 1, 0) || GetLastError() != ERROR_LOCK_VIOLATION) return 1;
        if (UnlockFile(file, 0, 0, 10, 0) || GetLastError() != ERROR_NOT_LOCKED) return 2;
        return LockFile(file, 10, 0, 10, 0) && CloseHandle(file) ? 0 : 3;
    }
    if (!strcmp(what, "count-under-lock") && argc > 4) {
        return count_under_lock(argument, number(argv[3]), number(argv[4]));
    }
    if (!strcmp(what, "answer-message") && argc > 3) {
        return answer_message((HANDLE)(ULONG_PTR)number(argument), number(argv[3]));
    }
    if (!strcmp(what, "answer-overlapped")) return answer_overlapped((HANDLE)(ULONG_PTR)number(argument));
    if (!strcmp(what, "serve-client")) return serve_client((HANDLE)(ULONG_PTR)number(argument));
    if (!strcmp(what, "answer") && argc > 3) {
        return answer((HANDLE)(ULONG_PTR)number(argument), (HANDLE)(ULONG_PTR)number(argv[3]));
    }
    if (!strcmp(what, "serve") && argc > 3) {
        return serve((HANDLE)(ULONG_PTR)number(argument), (HANDLE)(ULONG_PTR)number(argv[3]));
    }
    if (!strcmp(what, "take")) return (int)WaitForSingleObject((HANDLE)(ULONG_PTR)number(argument), 20000);
    if (!strcmp(what, "take-and-die")) {
        WaitForSingleObject((HANDLE)(ULONG_PTR)number(argument), 20000);
        kill(getpid(), SIGKILL);
    }
    if (!strcmp(what, "forked-id")) return forked_id();
    if (!strcmp(what, "fork")) return forking(number(argument));
    return 92;
}
