// SPDX-License-Identifier: LGPL-2.1-or-later
// Functions that have guarded blocks and objects with destructors, which Microsoft's compiler refuses (C2712): what is
// made is destroyed, once, however the block is left; and exceptions of C++ that meet guarded blocks.
#include <stdio.h>
#include <windows.h>
#include <stdexcept>

struct Noted {
    const char* name;
    Noted(const char* n) : name(n) { printf("+%s ", n); }
    ~Noted() { printf("-%s ", name); }
};

static int* volatile nowhere;
static void raise() { RaiseException(0xE0000001, 0, 0, NULL); }
static int filter(unsigned code, int answer) {
    printf("%x ", code);
    return answer;
}

static void raised() {
    Noted function("function");
    __try {
        Noted block("try");
        raise();
        printf("never ");
    } __except (filter(GetExceptionCode(), 1)) {
        Noted handler("handler");
        printf("caught ");
    }
    printf("after ");
}
static int returned() {
    Noted function("function");
    __try {
        Noted block("try");
        return 5;
    } __except (1) {
    }
    return 0;
}
static void left() {
    __try {
        Noted block("try");
        __leave;
    } __except (1) {
        printf("never ");
    }
    printf("left ");
}
static void looped() {
    for (int i = 0; i < 3; ++i) {
        Noted round("round");
        __try {
            Noted block("try");
            if (i == 0) continue;
            if (i == 2) goto out;
        } __except (1) {
        }
    }
out:
    printf("out ");
}
static void finished(bool raises) {
    Noted function("function");
    __try {
        Noted block("try");
        if (raises) raise();
    } __finally {
        Noted last("finally");
        printf("%d ", AbnormalTermination());
    }
    printf("end ");
}
static void around_finished() {
    __try {
        finished(true);
    } __except (filter(GetExceptionCode(), 1)) {
        printf("outside ");
    }
}
static void faulted() {
    Noted function("function");
    __try {
        Noted one("one");
        __try {
            Noted two("two");
            *nowhere = 1;
        } __finally {
            printf("finally ");
        }
    } __except (filter(GetExceptionCode(), 1)) {
        printf("caught ");
    }
}
static void below(int* at) {
    Noted callee("callee");
    *at = 1;
}
static void faulted_below() {
    __try {
        Noted block("try");
        below(nowhere);
    } __except (filter(GetExceptionCode(), 1)) {
        printf("caught ");
    }
}
struct Whole {
    Noted member{"member"};
    Whole() {
        __try {
            raise();
        } __except (1) {
            printf("constructor ");
        }
    }
    ~Whole() {
        __try {
            raise();
        } __except (1) {
            printf("destructor ");
        }
    }
};
static void taken(Noted parameter) {
    __try {
        Noted temporary = Noted("temporary");
        raise();
    } __except (1) {
        printf("%s ", parameter.name);
    }
}
static void thrown(int answer) {
    try {
        __try {
            Noted block("try");
            throw std::runtime_error("text");
        } __except (filter(GetExceptionCode(), answer)) {
            printf("caught ");
        }
    } catch (const std::runtime_error& error) {
        printf("still %s ", error.what());
    }
}
static void raised_within_handler() {
    __try {
        __try {
            raise();
        } __except (1) {
            Noted handler("handler");
            RaiseException(0xE0000002, 0, 0, NULL);
        }
    } __except (filter(GetExceptionCode(), 1)) {
        printf("second ");
    }
}
static void by_macros() {
    RpcTryExcept {
        Noted block("try");
        *nowhere = 1;
    }
    RpcExcept(filter(RpcExceptionCode(), 1)) { printf("macros "); }
    RpcEndExcept
}
static DWORD WINAPI ends(void*) {
    __try {
        Noted block("try");
        ExitThread(7);
    } __except (filter(GetExceptionCode(), 1)) {
        printf("never ");
    }
    return 0;
}
static void thread_ended() {
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, ends, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    printf("%lu ", code);
}

int main() {
    raised(), puts("");
    printf("%d\n", returned());
    left(), puts("");
    looped(), puts("");
    finished(false), puts("");
    around_finished(), puts("");
    faulted(), puts("");
    faulted_below(), puts("");
    { Whole whole; }
    puts("");
    taken("parameter");
    puts("");
    thrown(1), puts("");
    thrown(0), puts("");
    raised_within_handler(), puts("");
    by_macros(), puts("");
    thread_ended(), puts("");
    return 0;
}
