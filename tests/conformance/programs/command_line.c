// SPDX-License-Identifier: LGPL-2.1-or-later
// Command lines: the program starts itself with lines of every kind; the copy says in its exit code whether it saw the
// line to the letter, and how its arguments, as the C runtime split them, begin.
#include "facts.h"

#include <stdlib.h>

static char own[1024];

/// Starts this program with the line `NAME child REST`; -1 when it does not start.
static int run(const char* application, const char* rest) {
    char line[4096];
    STARTUPINFOA startup;
    PROCESS_INFORMATION information;
    DWORD code = 0;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    snprintf(line, sizeof line, "\"%s\" child %s", own, rest);
    SetEnvironmentVariableA("RPCRT4_FACT_LINE", line);
    if (!CreateProcessA(application, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information)) return -1;
    WaitForSingleObject(information.hProcess, 60000);
    GetExitCodeProcess(information.hProcess, &code);
    CloseHandle(information.hThread);
    CloseHandle(information.hProcess);
    return (int)code;
}

/// A number that depends on every argument after "child" and on nothing else.
static unsigned digest(int argc, char** argv) {
    unsigned sum = (unsigned)argc;
    int i;
    for (i = 2; i < argc; ++i) {
        const char* at = argv[i];
        do sum = sum * 31 + (unsigned char)*at;
        while (*at++);
    }
    return sum & 0x7fffffff;
}

static int child(int argc, char** argv) {
    char expected[4096] = "";
    GetEnvironmentVariableA("RPCRT4_FACT_LINE", expected, sizeof expected);
    if (strcmp(expected, GetCommandLineA())) return 1;
    if (lstrlenW(GetCommandLineW()) != (int)strlen(expected)) return 2;
    return (int)digest(argc, argv);
}

static const char* const rests[] = {
    "",
    "a",
    "a b c",
    "  a \t b  ",
    "\"a b\" c",
    "\"\"",
    "\"\" a \"\"",
    "a\\b",
    "a\\\\b",
    "a\\",
    "\"a\\\\\" b",
    "a\\\"b",
    "a\\\\\"b c\"",
    "a\\\\\\\"b c",
    "\"ab\\\"c\" \"\\\\\" d",
    "a\\\\\\b d\"e f\"g h",
    "a\\\\\\\\\"b c\" d e",
    "\"call me ishmael\"",
    "\"CallMe\\\"Ishmael\"",
    "\"Call Me Ishmael\\\\\"",
    "\"CallMe\\\\\\\"Ishmael\"",
    "\"open end",
    "a\"b\"c",
    "a\" \"b",
    "'a b'",
    "a=b c;d e,f",
    "-x=\"1 2\" /y:\"3 4\"",
    "%PATH% $HOME `x` |&<>",
    "\\\\server\\share\\ \"\\\\server\\s h\\\\\"",
};

int main(int argc, char** argv) {
    size_t i;
    char situation[300];
    if (argc > 1 && !strcmp(argv[1], "child")) return child(argc, argv);
    // argv[0] under Wine is a Windows path, natively the path it was called by.
    snprintf(own, sizeof own, "%s", argv[0]);
    FACT_NUMBER("GetCommandLineA", "the same pointer each time", GetCommandLineA() == GetCommandLineA());
    FACT_NUMBER("GetCommandLineW", "the same pointer each time", GetCommandLineW() == GetCommandLineW());
    FACT_NUMBER("GetCommandLineW", "as long as the other", lstrlenW(GetCommandLineW()) == lstrlenA(GetCommandLineA()));
    for (i = 0; i < sizeof rests / sizeof *rests; ++i) {
        snprintf(situation, sizeof situation, "arguments [%s]", rests[i]);
        FACT_NUMBER("CreateProcessA", situation, run(NULL, rests[i]));
        snprintf(situation, sizeof situation, "with an application name, arguments [%s]", rests[i]);
        FACT_NUMBER("CreateProcessA", situation, run(own, rests[i]));
    }
    return 0;
}
