// SPDX-License-Identifier: LGPL-2.1-or-later
// What a process has for itself: standard handles, a console or none, clocks, error modes, a last error; and what text
// and exception functions refuse.
#include "facts.h"

#define USER_LOCALE 0x400

static HANDLE closed(void) {
    HANDLE made = CreateEventA(NULL, FALSE, FALSE, NULL);
    CloseHandle(made);
    return made;
}

static void no_console(const char* situation, HANDLE handle) {
    DWORD mode, count = 0;
    char text[8] = "text";
    WCHAR wide[8] = L"text";
    CONSOLE_SCREEN_BUFFER_INFO information;
    FACT_BOOL("GetConsoleMode", situation, GetConsoleMode(handle, &mode));
    FACT_BOOL("SetConsoleMode", situation, SetConsoleMode(handle, 0));
    FACT_BOOL("ReadConsoleA", situation, ReadConsoleA(handle, text, 4, &count, NULL));
    FACT_BOOL("ReadConsoleW", situation, ReadConsoleW(handle, wide, 4, &count, NULL));
    FACT_BOOL("WriteConsoleA", situation, WriteConsoleA(handle, text, 4, &count, NULL));
    FACT_BOOL("WriteConsoleW", situation, WriteConsoleW(handle, wide, 4, &count, NULL));
    FACT_BOOL("SetConsoleTextAttribute", situation, SetConsoleTextAttribute(handle, 7));
    FACT_BOOL("GetConsoleScreenBufferInfo", situation, GetConsoleScreenBufferInfo(handle, &information));
}

static void standard(void) {
    HANDLE before = GetStdHandle(STD_INPUT_HANDLE), event = CreateEventA(NULL, FALSE, FALSE, NULL), none;
    FACT_BOOL("SetStdHandle", "another handle", SetStdHandle(STD_INPUT_HANDLE, event));
    FACT_NUMBER("GetStdHandle", "what was set", GetStdHandle(STD_INPUT_HANDLE) == event);
    FACT_BOOL("SetStdHandle", "NULL", SetStdHandle(STD_INPUT_HANDLE, NULL));
    FACT_NUMBER("GetStdHandle", "NULL was set", GetStdHandle(STD_INPUT_HANDLE) == NULL);
    FACT_BOOL("SetStdHandle", "the one before", SetStdHandle(STD_INPUT_HANDLE, before));
    FACT_HANDLE("GetStdHandle", "one there is not", none, GetStdHandle((DWORD)-13));
    FACT_HANDLE("GetStdHandle", "zero", none, GetStdHandle(0));
    FACT_BOOL("SetStdHandle", "one there is not", SetStdHandle((DWORD)-13, event));
    FACT_BOOL("SetStdHandle", "zero", SetStdHandle(0, event));
    CloseHandle(event);
}

static void texts(void) {
    const WCHAR wide[] = L"ab\xe9";
    char long_text[1000];
    memset(long_text, 'x', 999);
    long_text[999] = 0;
    FACT_NUMBER("lstrlenA", "empty", lstrlenA(""));
    FACT_NUMBER("lstrlenA", "999 characters", lstrlenA(long_text));
    FACT_NUMBER("lstrlenA", "up to the first null", lstrlenA("ab\0cd"));
    FACT_NUMBER("lstrlenW", "empty", lstrlenW(L""));
    FACT_NUMBER("lstrlenW", "three characters", lstrlenW(wide));
    FACT_NUMBER("lstrlenW", "null", lstrlenW(NULL));
    FACT_NUMBER("lstrlenW", "up to the first null", lstrlenW(L"ab\0cd"));
    FACT_BOOL("CompareStringA", "no first text", CompareStringA(USER_LOCALE, 0, NULL, 0, "b", 1));
    FACT_BOOL("CompareStringA", "no second text", CompareStringA(USER_LOCALE, 0, "a", 1, NULL, 0));
    FACT_BOOL("CompareStringA", "flags there are none of", CompareStringA(USER_LOCALE, 0x800, "a", 1, "b", 1));
    FACT_NUMBER("CompareStringA", "as much as is told", CompareStringA(USER_LOCALE, 0, "ab", 1, "ac", 1));
    FACT_BOOL("CompareStringW", "no first text", CompareStringW(USER_LOCALE, 0, NULL, 0, L"b", 1));
    FACT_BOOL("CompareStringW", "no second text", CompareStringW(USER_LOCALE, 0, L"a", 1, NULL, 0));
    FACT_BOOL("CompareStringW", "flags there are none of", CompareStringW(USER_LOCALE, 0x800, L"a", 1, L"b", 1));
    FACT_BOOL("CompareStringOrdinal", "no first text", CompareStringOrdinal(NULL, 0, L"b", 1, FALSE));
    FACT_BOOL("CompareStringOrdinal", "no second text", CompareStringOrdinal(L"a", 1, NULL, 0, FALSE));
}

static void clocks(void) {
    LARGE_INTEGER count = {{0, 0}}, again = {{0, 0}}, frequency = {{0, 0}};
    SYSTEMTIME date;
    FILETIME from_date, first, second, precise;
    ULONGLONG ticks = GetTickCount64(), time;
    const LONGLONG second_of_time = 10000000;
    FACT_NUMBER("GetTickCount64", "does not go back", GetTickCount64() >= ticks);
    Sleep(20);
    FACT_NUMBER("GetTickCount64", "goes on", GetTickCount64() > ticks);
    FACT_BOOL("QueryPerformanceCounter", "a place", QueryPerformanceCounter(&count));
    QueryPerformanceCounter(&again);
    FACT_NUMBER("QueryPerformanceCounter", "does not go back", again.QuadPart >= count.QuadPart);
    QueryPerformanceFrequency(&frequency);
    FACT_NUMBER("QueryPerformanceFrequency", "a microsecond or finer", frequency.QuadPart >= 1000000);
    FACT_BOOL("QueryUnbiasedInterruptTime", "a place", QueryUnbiasedInterruptTime(&time));
    FACT_NUMBER("QueryUnbiasedInterruptTime", "not zero", time != 0);
    GetSystemTimeAsFileTime(&first);
    GetSystemTime(&date);
    GetSystemTimePreciseAsFileTime(&precise);
    Sleep(20);
    GetSystemTimeAsFileTime(&second);
    FACT_NUMBER("GetSystemTime", "a month, a day, an hour there are",
                date.wMonth >= 1 && date.wMonth <= 12 && date.wDay >= 1 && date.wDay <= 31 && date.wHour < 24);
    FACT_NUMBER("GetSystemTime", "a day of the week", date.wDayOfWeek < 7);
    FACT_BOOL("GetSystemTime", "as a file time", SystemTimeToFileTime(&date, &from_date));
    FACT_NUMBER("GetSystemTime", "within a second of the file time",
                *(LONGLONG*)&from_date + second_of_time > *(LONGLONG*)&first);
    FACT_NUMBER("GetSystemTimeAsFileTime", "goes on", CompareFileTime(&second, &first));
    FACT_NUMBER("GetSystemTimeAsFileTime", "to the same date", FileTimeToSystemTime(&first, &date) != 0);
    FACT_NUMBER("GetSystemTimeAsFileTime", "in this century", date.wYear >= 2020 && date.wYear < 2100);
    FACT_NUMBER("GetSystemTimePreciseAsFileTime", "before what comes later", CompareFileTime(&precise, &second));
    FACT_NUMBER("Sleep", "nothing: leaves the last error", (SetLastError(5), Sleep(0), GetLastError()));
}

static void modes(void) {
    const UINT before = SetErrorMode(SEM_NOGPFAULTERRORBOX);
    FACT_NUMBER("GetErrorMode", "what was set", GetErrorMode());
    FACT_NUMBER("SetErrorMode", "two more: returns the one before",
                SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX));
    FACT_HEX("GetErrorMode", "two that were set", GetErrorMode());
    FACT_HEX("SetErrorMode", "back: returns both", SetErrorMode(before));
    SetLastError(0xffffffff);
    FACT_HEX("SetLastError", "all bits", GetLastError());
    SetLastError(0);
    FACT_HEX("SetLastError", "none", GetLastError());
    SetLastError(7), SetLastError(8);
    FACT_HEX("SetLastError", "twice: the second", GetLastError());
}

#ifndef _WIN32  // Windows and Wine read and write where they are told
static void no_place(void) {
    DWORD count;
    char text[8];
    FILETIME time;
    SYSTEMTIME date;
    HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
    FACT_BOOL("GetConsoleMode", "no place", GetConsoleMode(output, NULL));
    FACT_BOOL("GetConsoleScreenBufferInfo", "no place", GetConsoleScreenBufferInfo(output, NULL));
    FACT_BOOL("ReadConsoleA", "no buffer", ReadConsoleA(output, NULL, 4, &count, NULL));
    FACT_BOOL("ReadConsoleA", "no place for the count", ReadConsoleA(output, text, 4, NULL, NULL));
    FACT_BOOL("WriteConsoleA", "no text", WriteConsoleA(output, NULL, 4, &count, NULL));
    FACT_BOOL("WriteConsoleW", "no text", WriteConsoleW(output, NULL, 4, &count, NULL));
    FACT_BOOL("SetConsoleTitleA", "NULL", SetConsoleTitleA(NULL));
    FACT_BOOL("SetConsoleTitleW", "NULL", SetConsoleTitleW(NULL));
    FACT_DWORD("ExpandEnvironmentStringsA", "NULL", 0, ExpandEnvironmentStringsA(NULL, text, 8));
    FACT_DWORD("ExpandEnvironmentStringsW", "NULL", 0, ExpandEnvironmentStringsW(NULL, (WCHAR*)text, 4));
    FACT_BOOL("AddVectoredExceptionHandler", "NULL", AddVectoredExceptionHandler(1, NULL) != NULL);
    FACT_BOOL("AddVectoredContinueHandler", "NULL", AddVectoredContinueHandler(1, NULL) != NULL);
    FACT_BOOL("QueryPerformanceCounter", "no place", QueryPerformanceCounter(NULL));
    FACT_BOOL("QueryPerformanceFrequency", "no place", QueryPerformanceFrequency(NULL));
    FACT_BOOL("FileTimeToSystemTime", "no place", FileTimeToSystemTime(&time, NULL));
    FACT_BOOL("FileTimeToSystemTime", "no time", FileTimeToSystemTime(NULL, &date));
    FACT_BOOL("SystemTimeToFileTime", "no place", SystemTimeToFileTime(&date, NULL));
    FACT_BOOL("SystemTimeToFileTime", "no date", SystemTimeToFileTime(NULL, &time));
    FACT_BOOL("FileTimeToLocalFileTime", "no place", FileTimeToLocalFileTime(&time, NULL));
    FACT_BOOL("FileTimeToLocalFileTime", "no time", FileTimeToLocalFileTime(NULL, &time));
    FACT_BOOL("LocalFileTimeToFileTime", "no place", LocalFileTimeToFileTime(&time, NULL));
    FACT_DWORD("GetComputerNameA", "no place for the size", 0, GetComputerNameA(text, NULL));
    FACT_BOOL("CompareStringW", "null, of a length", CompareStringW(USER_LOCALE, 0, NULL, -1, NULL, -1));
    time.dwHighDateTime = 0x80000000, time.dwLowDateTime = 0;
    FACT_BOOL("FileTimeToLocalFileTime", "beyond all dates", FileTimeToLocalFileTime(&time, &time));
    FACT_DWORD("VirtualQuery", "no place", 0, VirtualQuery(text, NULL, sizeof(MEMORY_BASIC_INFORMATION)));
}
#endif

int main(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    no_console("an event", event);
    no_console("NULL", NULL);
    no_console("a closed handle", closed());
    no_console("INVALID_HANDLE_VALUE", INVALID_HANDLE_VALUE);
    standard();
    texts();
    clocks();
    modes();
#ifndef _WIN32
    no_place();
#endif
    CloseHandle(event);
    return 0;
}
