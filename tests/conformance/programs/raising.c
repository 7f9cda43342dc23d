// SPDX-License-Identifier: LGPL-2.1-or-later
// Raising exceptions, breakpoints, the last filter called as a function. The handlers are vectored: no compiler of C
// outside Windows has frames for others.
#include "facts.h"

static EXCEPTION_RECORD seen;
static int calls, filter_calls;
static LONG filter_answer;

/// Goes on behind the instruction of a breakpoint where the context stands at it.
static LONG WINAPI note_and_go_on(EXCEPTION_POINTERS* exception) {
    CONTEXT* context = exception->ContextRecord;
    ++calls;
    seen = *exception->ExceptionRecord;
    if (seen.ExceptionCode == EXCEPTION_BREAKPOINT && *(const BYTE*)context->Rip == 0xCC) ++context->Rip;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG WINAPI last_filter(EXCEPTION_POINTERS* exception) {
    (void)exception;
    ++filter_calls;
    return filter_answer;
}

static void raising(void) {
    const char* f = "RaiseException";
    ULONG_PTR arguments[20];
    for (int i = 0; i < 20; ++i) arguments[i] = 100 + i;
    PVOID handler = AddVectoredExceptionHandler(1, note_and_go_on);
    RaiseException(0xE0000001, 0, 3, arguments);
    FACT_NUMBER(f, "a handler is called", calls);
    FACT_HEX(f, "the code", seen.ExceptionCode);
    FACT_HEX(f, "the flags of one that can be continued", seen.ExceptionFlags);
    FACT_NUMBER(f, "the number of arguments", seen.NumberParameters);
    FACT_NUMBER(f, "the first argument", seen.ExceptionInformation[0]);
    FACT_NUMBER(f, "the last argument", seen.ExceptionInformation[2]);
    FACT_NUMBER(f, "no record before it", seen.ExceptionRecord == NULL);
    FACT_NUMBER(f, "an address", seen.ExceptionAddress != NULL);
    RaiseException(0xE0000001, 0, 3, NULL);
    FACT_NUMBER(f, "NULL arguments, their number", seen.NumberParameters);
    RaiseException(0xE0000001, 0, 0, arguments);
    FACT_NUMBER(f, "no arguments, their number", seen.NumberParameters);
    RaiseException(0xE0000001, 0, EXCEPTION_MAXIMUM_PARAMETERS, arguments);
    FACT_NUMBER(f, "15 arguments, their number", seen.NumberParameters);
    FACT_NUMBER(f, "15 arguments, the last", seen.ExceptionInformation[14]);
    RaiseException(0xE0000001, 0, 20, arguments);
    FACT_NUMBER(f, "20 arguments, their number", seen.NumberParameters);
    RaiseException(0xF0000001, 0, 0, NULL);
    FACT_HEX(f, "bit 28 of the code", seen.ExceptionCode);
    RaiseException(0, 0, 0, NULL);
    FACT_HEX(f, "the code 0", seen.ExceptionCode);
    RaiseException(0x40000001, 0, 0, NULL);
    FACT_HEX(f, "a code of information", seen.ExceptionCode);
    SetLastError(42);
    RaiseException(0xE0000001, 0, 0, NULL);
    FACT_NUMBER(f, "the last error is left alone", GetLastError());
    FACT_NUMBER(f, "each was handled once and returned", calls);
    RemoveVectoredExceptionHandler(handler);
}

static void breakpoints(void) {
    const char* f = "DebugBreak";
    calls = 0;
    memset(&seen, 0, sizeof seen);
    PVOID handler = AddVectoredExceptionHandler(1, note_and_go_on);
    DebugBreak();
    FACT_NUMBER(f, "a handler is called", calls);
    FACT_HEX(f, "the code", seen.ExceptionCode);
    FACT_HEX(f, "the flags", seen.ExceptionFlags);
    RemoveVectoredExceptionHandler(handler);
}

static int filtered(LONG answer) {
    EXCEPTION_RECORD record = {0};
    CONTEXT context;
    EXCEPTION_POINTERS pointers = {&record, &context};
    memset(&context, 0, sizeof context);
    record.ExceptionCode = 0xE0000001;
    filter_answer = answer;
    return (int)UnhandledExceptionFilter(&pointers);
}

static void filters(void) {
    const char *f = "UnhandledExceptionFilter", *set = "SetUnhandledExceptionFilter";
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(NULL);
    SetErrorMode(SEM_NOGPFAULTERRORBOX | SEM_FAILCRITICALERRORS);
    FACT_NUMBER(set, "none was set", SetUnhandledExceptionFilter(last_filter) == NULL);
    FACT_NUMBER(f, "the filter has it handled", filtered(EXCEPTION_EXECUTE_HANDLER));
    FACT_NUMBER(f, "the filter continues", filtered(EXCEPTION_CONTINUE_EXECUTION));
    FACT_NUMBER(f, "the filter was called each time", filter_calls);
    // Wine starts a debugger that prints among the facts where nobody knows what to do.
    if (!under_wine()) FACT_NUMBER(f, "the filter does not know, no box is wanted", filtered(EXCEPTION_CONTINUE_SEARCH));
    FACT_NUMBER(set, "NULL takes it away", SetUnhandledExceptionFilter(NULL) == last_filter);
    filter_calls = 0;
    if (!under_wine()) FACT_NUMBER(f, "no filter, no box is wanted", filtered(0));
    FACT_NUMBER(f, "the filter that was taken away is not called", filter_calls);
    SetUnhandledExceptionFilter(before);
}

int main(void) {
    raising();
    breakpoints();
    filters();
    return 0;
}
