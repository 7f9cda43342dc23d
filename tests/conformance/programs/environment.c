// SPDX-License-Identifier: LGPL-2.1-or-later
// Environment variables, their expansion, environment blocks, the current directory, the startup information.
#include "facts.h"

static char text[256];
static WCHAR wide[256];

static void fill(void) {
    memset(text, '#', sizeof text);
    text[sizeof text - 1] = 0;
}

static void reading(void) {
    FACT_DWORD("GetEnvironmentVariableA", "no such variable", 0, GetEnvironmentVariableA("RPCRT4_NONE", text, 256));
    FACT_DWORD("GetEnvironmentVariableW", "no such variable", 0, GetEnvironmentVariableW(L"RPCRT4_NONE", wide, 256));
    FACT_DWORD("GetEnvironmentVariableA", "a null name", 0, GetEnvironmentVariableA(NULL, text, 256));
    FACT_DWORD("GetEnvironmentVariableW", "a null name", 0, GetEnvironmentVariableW(NULL, wide, 256));
    FACT_DWORD("GetEnvironmentVariableA", "an empty name", 0, GetEnvironmentVariableA("", text, 256));
    SetEnvironmentVariableA("RPCRT4_FACT", "bar");
    FACT_DWORD("GetEnvironmentVariableA", "the length without the null", 0,
               GetEnvironmentVariableA("RPCRT4_FACT", text, 256));
    FACT_TEXT("GetEnvironmentVariableA", "the value", text);
    FACT_DWORD("GetEnvironmentVariableA", "another case", 0, GetEnvironmentVariableA("rpcrt4_Fact", text, 256));
    fill();
    FACT_DWORD("GetEnvironmentVariableA", "a buffer one short", 0, GetEnvironmentVariableA("RPCRT4_FACT", text, 3));
    FACT_DWORD("GetEnvironmentVariableA", "a buffer that just fits", 0,
               GetEnvironmentVariableA("RPCRT4_FACT", text, 4));
    FACT_DWORD("GetEnvironmentVariableA", "no buffer", 0, GetEnvironmentVariableA("RPCRT4_FACT", NULL, 0));
    FACT_DWORD("GetEnvironmentVariableW", "a buffer one short", 0, GetEnvironmentVariableW(L"RPCRT4_FACT", wide, 3));
    FACT_DWORD("GetEnvironmentVariableW", "a buffer that just fits", 0,
               GetEnvironmentVariableW(L"RPCRT4_FACT", wide, 4));
    FACT_DWORD("GetEnvironmentVariableW", "no buffer", 0, GetEnvironmentVariableW(L"RPCRT4_FACT", NULL, 0));
    SetEnvironmentVariableA("RPCRT4_FACT", "");
    fill();
    FACT_NUMBER("GetEnvironmentVariableA", "an empty value", GetEnvironmentVariableA("RPCRT4_FACT", text, 256));
    FACT_TEXT("GetEnvironmentVariableA", "what an empty value leaves", text);
    FACT_DWORD("GetEnvironmentVariableA", "an empty value and no buffer", 0,
               GetEnvironmentVariableA("RPCRT4_FACT", NULL, 0));
}

static void writing(void) {
    FACT_BOOL("SetEnvironmentVariableA", "a new one", SetEnvironmentVariableA("RPCRT4_NEW", "1"));
    FACT_BOOL("SetEnvironmentVariableA", "again, in another case", SetEnvironmentVariableA("rpcrt4_new", "2"));
    GetEnvironmentVariableA("RPCRT4_NEW", text, 256);
    FACT_TEXT("SetEnvironmentVariableA", "the value under the first name", text);
    FACT_BOOL("SetEnvironmentVariableW", "a wide one", SetEnvironmentVariableW(L"RPCRT4_NEW", L"3"));
    GetEnvironmentVariableA("RPCRT4_NEW", text, 256);
    FACT_TEXT("SetEnvironmentVariableW", "the value as bytes", text);
    FACT_BOOL("SetEnvironmentVariableA", "a null value removes", SetEnvironmentVariableA("RPCRT4_NEW", NULL));
    FACT_DWORD("GetEnvironmentVariableA", "after removal", 0, GetEnvironmentVariableA("RPCRT4_NEW", text, 256));
    FACT_BOOL("SetEnvironmentVariableA", "an empty name", SetEnvironmentVariableA("", "x"));
    FACT_BOOL("SetEnvironmentVariableW", "an empty name", SetEnvironmentVariableW(L"", L"x"));
    FACT_BOOL("SetEnvironmentVariableA", "a null name", SetEnvironmentVariableA(NULL, "x"));
    FACT_BOOL("SetEnvironmentVariableW", "a null name", SetEnvironmentVariableW(NULL, L"x"));
    FACT_BOOL("SetEnvironmentVariableA", "a name with an equal sign", SetEnvironmentVariableA("a=b", "x"));
    FACT_BOOL("SetEnvironmentVariableW", "a name with an equal sign", SetEnvironmentVariableW(L"a=b", L"x"));
    FACT_BOOL("SetEnvironmentVariableA", "removing what is not there", SetEnvironmentVariableA("RPCRT4_NONE", NULL));
}

static void expanding(void) {
    SetEnvironmentVariableA("RPCRT4_FACT", "bar");
    FACT_DWORD("ExpandEnvironmentStringsW", "the size with the null", 0,
               ExpandEnvironmentStringsW(L"a%RPCRT4_FACT%b", wide, 256));
    FACT_DWORD("ExpandEnvironmentStringsA", "the size", 0, ExpandEnvironmentStringsA("a%RPCRT4_FACT%b", text, 256));
    FACT_TEXT("ExpandEnvironmentStringsA", "one variable", text);
    ExpandEnvironmentStringsA("%rpcrt4_fact%%RPCRT4_FACT%", text, 256);
    FACT_TEXT("ExpandEnvironmentStringsA", "two side by side, any case", text);
    ExpandEnvironmentStringsA("a%RPCRT4_NONE%c", text, 256);
    FACT_TEXT("ExpandEnvironmentStringsA", "no such variable stays", text);
    ExpandEnvironmentStringsA("%RPCRT4_NONE%RPCRT4_FACT%", text, 256);
    FACT_TEXT("ExpandEnvironmentStringsA", "no such variable, and its closing sign opens none", text);
    ExpandEnvironmentStringsA("100%", text, 256);
    FACT_TEXT("ExpandEnvironmentStringsA", "a single sign", text);
    ExpandEnvironmentStringsA("%%", text, 256);
    FACT_TEXT("ExpandEnvironmentStringsA", "two signs", text);
    FACT_DWORD("ExpandEnvironmentStringsA", "an empty text", 0, ExpandEnvironmentStringsA("", text, 256));
    FACT_DWORD("ExpandEnvironmentStringsW", "a buffer too small", 0,
               ExpandEnvironmentStringsW(L"a%RPCRT4_FACT%b", wide, 3));
    FACT_NUMBER("ExpandEnvironmentStringsW", "the error of a buffer too small", GetLastError());
    FACT_DWORD("ExpandEnvironmentStringsW", "no buffer", 0, ExpandEnvironmentStringsW(L"a%RPCRT4_FACT%b", NULL, 0));
    FACT_DWORD("ExpandEnvironmentStringsW", "a buffer that just fits", 0,
               ExpandEnvironmentStringsW(L"a%RPCRT4_FACT%b", wide, 6));
}

/// How often the block has this entry.
static int found(const WCHAR* block, const WCHAR* entry) {
    int count = 0;
    while (*block) {
        const WCHAR* left = block;
        const WCHAR* right = entry;
        while (*left && *left == *right) ++left, ++right;
        count += !*left && !*right;
        while (*block) ++block;
        ++block;
    }
    return count;
}

static void blocks(void) {
    WCHAR* block = GetEnvironmentStringsW();
    FACT_NUMBER("GetEnvironmentStringsW", "a block", block != NULL);
    FACT_NUMBER("GetEnvironmentStringsW", "a variable is in it once", found(block, L"RPCRT4_FACT=bar"));
    FACT_NUMBER("GetEnvironmentStringsW", "a removed one is not", found(block, L"RPCRT4_NEW=3"));
    SetEnvironmentVariableA("RPCRT4_FACT", "other");
    FACT_NUMBER("GetEnvironmentStringsW", "the block is a copy", found(block, L"RPCRT4_FACT=bar"));
    FACT_BOOL("FreeEnvironmentStringsW", "a block", FreeEnvironmentStringsW(block));
    FACT_BOOL("FreeEnvironmentStringsW", "null", FreeEnvironmentStringsW(NULL));
    FACT_BOOL("FreeEnvironmentStringsA", "null", FreeEnvironmentStringsA(NULL));
}

static void directories(void) {
    char before[512], after[512];
    const DWORD length = GetCurrentDirectoryA(sizeof before, before);
    FACT_NUMBER("GetCurrentDirectoryA", "the length without the null", length == strlen(before));
    FACT_NUMBER("GetCurrentDirectoryA", "no buffer: the size with the null",
                GetCurrentDirectoryA(0, NULL) == length + 1);
    FACT_NUMBER("GetCurrentDirectoryA", "one short: the size with the null",
                GetCurrentDirectoryA(length, after) == length + 1);
    FACT_NUMBER("GetCurrentDirectoryW", "the same length", GetCurrentDirectoryW(256, wide) == length);
    FACT_BOOL("SetCurrentDirectoryA", "there is none", SetCurrentDirectoryA("no_such_directory_here"));
    FACT_BOOL("SetCurrentDirectoryA", "a dot", SetCurrentDirectoryA("."));
    GetCurrentDirectoryA(sizeof after, after);
    FACT_NUMBER("SetCurrentDirectoryA", "a dot changes nothing", strcmp(before, after));
}

static void startup(void) {
    STARTUPINFOA narrow;
    STARTUPINFOW info;
    memset(&narrow, 0xAA, sizeof narrow);
    memset(&info, 0xAA, sizeof info);
    GetStartupInfoA(&narrow);
    GetStartupInfoW(&info);
    FACT_NUMBER("GetStartupInfoA", "the size is filled in", narrow.cb == sizeof narrow);
    FACT_NUMBER("GetStartupInfoW", "the size is filled in", info.cb == sizeof info);
    FACT_NUMBER("GetStartupInfoW", "the reserved pointer", info.lpReserved2 == NULL && info.cbReserved2 == 0);
}

int main(void) {
    reading();
    writing();
    expanding();
    blocks();
    directories();
    startup();
    return 0;
}
