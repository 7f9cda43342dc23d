// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about starting COM on a thread, and what a machine without the class says.
#include "facts.h"

#include <objbase.h>

static const GUID no_such_class = {0x6f1b2d3c, 0x3a0e, 0x4e55, {0x91, 0x4c, 0x5d, 0x2e, 0x17, 0x8f, 0x60, 0xaa}};
static const GUID unknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};

static void create(const char* situation) {
    void* object = &object;
    FACT_HEX("CoCreateInstance", situation,
             CoCreateInstance(&no_such_class, NULL, CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER, &unknown, &object));
    if (object) FACT_TEXT("CoCreateInstance", situation, "the pointer was left as it was");
}

static void one_thread(void) {
    int variable = 0;
    HRESULT result = CoInitializeEx(&variable, COINIT_MULTITHREADED);
    FACT_HEX("CoInitializeEx", "a reserved argument", result);
    if (SUCCEEDED(result)) CoUninitialize();
    result = CoInitialize(&variable);
    FACT_HEX("CoInitialize", "a reserved argument", result);
    if (SUCCEEDED(result)) CoUninitialize();
    result = CoInitializeEx(NULL, 0x10);
    FACT_HEX("CoInitializeEx", "an unknown option", result);
    if (SUCCEEDED(result)) CoUninitialize();
    FACT_HEX("CoInitialize", "first", CoInitialize(NULL));
    FACT_HEX("CoInitialize", "again", CoInitialize(NULL));
    FACT_HEX("CoInitializeEx", "the same model", CoInitializeEx(NULL, COINIT_APARTMENTTHREADED));
    FACT_HEX("CoInitializeEx", "the same model, other options",
             CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE | COINIT_SPEED_OVER_MEMORY));
    FACT_HEX("CoInitializeEx", "the other model", CoInitializeEx(NULL, COINIT_MULTITHREADED));
    for (int i = 0; i < 3; ++i) CoUninitialize();  // four calls succeeded
    FACT_HEX("CoInitializeEx", "the other model, ended but once", CoInitializeEx(NULL, COINIT_MULTITHREADED));
    CoUninitialize();
    FACT_HEX("CoInitializeEx", "the other model, after the end", CoInitializeEx(NULL, COINIT_MULTITHREADED));
    FACT_HEX("CoInitialize", "of a thread of the other model", CoInitialize(NULL));
    create("no such class");
    FACT_HEX("CoCreateInstance", "no place for the pointer",
             CoCreateInstance(&no_such_class, NULL, CLSCTX_ALL, &unknown, NULL));
    CoUninitialize();
}

static DWORD WINAPI other_thread(void* argument) {
    (void)argument;
    FACT_HEX("CoInitializeEx", "another thread, another model", CoInitializeEx(NULL, COINIT_MULTITHREADED));
    FACT_HEX("CoInitializeEx", "another thread, again", CoInitializeEx(NULL, COINIT_MULTITHREADED));
    CoUninitialize();
    CoUninitialize();
    return 0;
}

int main(void) {
    create("before the start");
    one_thread();
    create("after the end");
    CoInitialize(NULL);
    HANDLE thread = CreateThread(NULL, 0, other_thread, NULL, 0, NULL);
    WaitForSingleObject(thread, 10000);
    CloseHandle(thread);
    CoUninitialize();
    CoUninitialize();
    FACT_HEX("CoInitializeEx", "after one end too many", CoInitializeEx(NULL, COINIT_APARTMENTTHREADED));
    CoUninitialize();
    return 0;
}
