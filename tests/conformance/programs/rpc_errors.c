// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about extended error information: the chain of a thread, its enumeration, saving, and what a call leaves there.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

#include <rpcasync.h>

#ifndef RPC_EEINFO_VERSION
#define RPC_EEINFO_VERSION 1
#endif

enum { RAISE_ANOTHER = 1235, RAISE_WITH_MUCH = 1236 };

static RPC_EXTENDED_ERROR_INFO blank(int parameters) {
    RPC_EXTENDED_ERROR_INFO info;
    memset(&info, 0, sizeof info);
    info.Version = RPC_EEINFO_VERSION;
    info.NumberOfParameters = parameters;
    return info;
}
static RPC_STATUS record(ULONG status) {
    RPC_EXTENDED_ERROR_INFO info = blank(0);
    info.Status = status;
    return RpcErrorAddRecord(&info);
}

// ---- the server

/// Four records that do not all fit into a reply.
static void record_much(void) {
    static char text[30001];
    RPC_EXTENDED_ERROR_INFO info = blank(1);
    memset(text, 'a', sizeof text - 1);
    info.Status = RAISE_WITH_MUCH;
    info.Parameters[0].ParameterType = eeptAnsiString;
    info.Parameters[0].u.AnsiString = text;
    for (int i = 0; i < 4; i++) RpcErrorAddRecord(&info);
}

/// Q4: what the thread of a call knows of earlier calls.
LONG on_server(handle_t binding, LONG which) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    RPC_STATUS status;
    (void)binding;
    if (which == -RAISE_WITH_MUCH) record_much();
    if (which < 0) {
        record((ULONG)-which);
        RpcRaiseException(which == -RAISE_ANOTHER ? 4711 : -which);
    }
    if (which) return (LONG)record((ULONG)which);
    status = RpcErrorStartEnumeration(&handle);
    if (status == RPC_S_OK) RpcErrorEndEnumeration(&handle);
    return (LONG)status;
}

// ---- records

/// Q7
static void refusals(void) {
    WCHAR name[] = {'m', 'e', 0};
    RPC_EXTENDED_ERROR_INFO info = blank(0);
    info.ComputerName = name;
    FACT_STATUS("RpcErrorAddRecord", "a computer's name", RpcErrorAddRecord(&info));
    info = blank(0);
    info.ProcessID = 1;
    FACT_STATUS("RpcErrorAddRecord", "a process", RpcErrorAddRecord(&info));
    info = blank(0);
    info.GeneratingComponent = 1;
    FACT_STATUS("RpcErrorAddRecord", "a component", RpcErrorAddRecord(&info));
    info = blank(0);
    info.DetectionLocation = 1;
    FACT_STATUS("RpcErrorAddRecord", "a location", RpcErrorAddRecord(&info));
    info = blank(0);
    info.Version = 2;
    FACT_STATUS("RpcErrorAddRecord", "another version", RpcErrorAddRecord(&info));
    info = blank(-1);
    FACT_STATUS("RpcErrorAddRecord", "less than no parameters", RpcErrorAddRecord(&info));
    info = blank(5);
    FACT_STATUS("RpcErrorAddRecord", "five parameters", RpcErrorAddRecord(&info));
    info = blank(1);
    info.Parameters[0].ParameterType = (ExtendedErrorParamTypes)99;
    FACT_STATUS("RpcErrorAddRecord", "a parameter of no type", RpcErrorAddRecord(&info));
    FACT_STATUS("RpcErrorAddRecord", "NULL", RpcErrorAddRecord(NULL));
}

static void next(RPC_ERROR_ENUM_HANDLE* handle, const char* situation) {
    RPC_EXTENDED_ERROR_INFO info = blank(4);
    const RPC_STATUS status = RpcErrorGetNextRecord(handle, FALSE, &info);
    if (status == RPC_S_OK) {
        FACT_TEXT("RpcErrorGetNextRecord", situation, info.Status == 11 ? "11" : info.Status == 12 ? "12" : "another");
    } else {
        FACT_NUMBER("RpcErrorGetNextRecord", situation, status);
    }
}

/// Q1, Q5
static void enumeration(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL}, second = {0, NULL, NULL};
    int records = 77;
    RpcErrorClearInformation();
    FACT_STATUS("RpcErrorStartEnumeration", "nothing is on the thread", RpcErrorStartEnumeration(&handle));
    FACT_STATUS("RpcErrorAddRecord", "a status", record(11));
    FACT_STATUS("RpcErrorAddRecord", "another status", record(12));
    FACT_STATUS("RpcErrorStartEnumeration", "there are records", RpcErrorStartEnumeration(&handle));
    FACT_STATUS("RpcErrorGetNumberOfRecords", "two records", RpcErrorGetNumberOfRecords(&handle, &records));
    FACT_NUMBER("RpcErrorGetNumberOfRecords", "two records: how many", records);
    FACT_STATUS("RpcErrorGetNumberOfRecords", "no place for the number", RpcErrorGetNumberOfRecords(&handle, NULL));
    next(&handle, "the first is the newest");
    FACT_STATUS("RpcErrorStartEnumeration", "a second one", RpcErrorStartEnumeration(&second));
    next(&second, "a second enumeration starts at the beginning");
    FACT_STATUS("RpcErrorGetNumberOfRecords", "after one was read", RpcErrorGetNumberOfRecords(&handle, &records));
    FACT_NUMBER("RpcErrorGetNumberOfRecords", "after one was read: how many", records);
    next(&handle, "the second, the last");
    next(&handle, "after the last");
    next(&handle, "after the last, again");
    FACT_STATUS("RpcErrorResetEnumeration", "after the last", RpcErrorResetEnumeration(&handle));
    next(&handle, "after a reset");
    RpcErrorClearInformation();
    next(&handle, "the thread's records are gone, the enumeration has its own");
    FACT_STATUS("RpcErrorEndEnumeration", "an enumeration", RpcErrorEndEnumeration(&handle));
    FACT_NUMBER("RpcErrorEndEnumeration", "the handle is zero",
                handle.Signature == 0 && handle.CurrentPos == NULL && handle.Head == NULL);
    FACT_STATUS("RpcErrorEndEnumeration", "the second one", RpcErrorEndEnumeration(&second));
    FACT_STATUS("RpcErrorStartEnumeration", "after RpcErrorClearInformation", RpcErrorStartEnumeration(&handle));
    FACT_STATUS("RpcErrorClearInformation", "an empty thread", (RpcErrorClearInformation(), 0));
}

static void no_enumeration(void) {
    RPC_ERROR_ENUM_HANDLE none = {0, NULL, NULL};
    RPC_EXTENDED_ERROR_INFO info = blank(4);
    PVOID blob = NULL;
    SIZE_T size = 0;
    int records = 0;
    FACT_STATUS("RpcErrorStartEnumeration", "no place for the handle", RpcErrorStartEnumeration(NULL));
    FACT_STATUS("RpcErrorGetNextRecord", "an ended enumeration", RpcErrorGetNextRecord(&none, FALSE, &info));
    FACT_STATUS("RpcErrorResetEnumeration", "an ended enumeration", RpcErrorResetEnumeration(&none));
    FACT_STATUS("RpcErrorGetNumberOfRecords", "an ended enumeration", RpcErrorGetNumberOfRecords(&none, &records));
    FACT_STATUS("RpcErrorSaveErrorInfo", "an ended enumeration", RpcErrorSaveErrorInfo(&none, &blob, &size));
    FACT_STATUS("RpcErrorEndEnumeration", "an ended enumeration", RpcErrorEndEnumeration(&none));
}

/// Q3
static void fields(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    RPC_EXTENDED_ERROR_INFO info = blank(4);
    FILETIME now, then;
    SYSTEMTIME time;
    RpcErrorClearInformation();
    GetSystemTimeAsFileTime(&now);
    record(11);
    if (RpcErrorStartEnumeration(&handle)) return;
    FACT_NUMBER("RpcErrorGetNextRecord", "all fields", RpcErrorGetNextRecord(&handle, FALSE, &info));
    FACT_NUMBER("RpcErrorGetNextRecord", "Version is unchanged", info.Version);
    FACT_NUMBER("RpcErrorGetNextRecord", "ComputerName of a record of this computer is NULL", !info.ComputerName);
    FACT_NUMBER("RpcErrorGetNextRecord", "ProcessID is this process", info.ProcessID == GetCurrentProcessId());
    FACT_NUMBER("RpcErrorGetNextRecord", "GeneratingComponent", info.GeneratingComponent);
    FACT_NUMBER("RpcErrorGetNextRecord", "Status", info.Status);
    FACT_NUMBER("RpcErrorGetNextRecord", "DetectionLocation", info.DetectionLocation);
    FACT_NUMBER("RpcErrorGetNextRecord", "Flags: no records are missing", info.Flags);
    FACT_NUMBER("RpcErrorGetNextRecord", "NumberOfParameters", info.NumberOfParameters);
    time = info.u.SystemTime;
    FACT_NUMBER("RpcErrorGetNextRecord", "SystemTime is not before the record",
                SystemTimeToFileTime(&time, &then) && then.dwHighDateTime >= now.dwHighDateTime);
    RpcErrorResetEnumeration(&handle);
    info = blank(0);
    info.Flags = EEInfoUseFileTime;
    FACT_NUMBER("RpcErrorGetNextRecord", "EEInfoUseFileTime", RpcErrorGetNextRecord(&handle, FALSE, &info));
    FACT_NUMBER("RpcErrorGetNextRecord", "FileTime is not before the record",
                CompareFileTime(&info.u.FileTime, &now) >= 0);
    RpcErrorEndEnumeration(&handle);
}

static void give_parameters(void) {
    char narrow[] = "narrow";
    WCHAR wide[] = {'w', 'i', 'd', 'e', 0};
    RPC_EXTENDED_ERROR_INFO info = blank(4);
    info.Status = 11;
    info.Parameters[0].ParameterType = eeptAnsiString;
    info.Parameters[0].u.AnsiString = narrow;
    info.Parameters[1].ParameterType = eeptUnicodeString;
    info.Parameters[1].u.UnicodeString = wide;
    info.Parameters[2].ParameterType = eeptShortVal;
    info.Parameters[2].u.SVal = -7;
    info.Parameters[3].ParameterType = eeptPointerVal;
    info.Parameters[3].u.PVal = 0x1122334455667788;
    RpcErrorClearInformation();
    FACT_STATUS("RpcErrorAddRecord", "four parameters", RpcErrorAddRecord(&info));
    narrow[0] = 'X';
    wide[0] = 'X';
}

/// Q5, Q6
static void parameters(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    RPC_EXTENDED_ERROR_INFO info = blank(3), copied = blank(4);
    char* kept;
    give_parameters();
    if (RpcErrorStartEnumeration(&handle)) return;
    FACT_NUMBER("RpcErrorGetNextRecord", "room for three of four parameters",
                RpcErrorGetNextRecord(&handle, FALSE, &info));
    info = blank(5);
    FACT_NUMBER("RpcErrorGetNextRecord", "room for five parameters", RpcErrorGetNextRecord(&handle, FALSE, &info));
    info = blank(-1);
    FACT_NUMBER("RpcErrorGetNextRecord", "room for less than none", RpcErrorGetNextRecord(&handle, FALSE, &info));
    info = blank(4);
    info.Version = 2;
    FACT_NUMBER("RpcErrorGetNextRecord", "another version", RpcErrorGetNextRecord(&handle, FALSE, &info));
    info = blank(4);
    info.Flags = EEInfoNextRecordsMissing;
    FACT_NUMBER("RpcErrorGetNextRecord", "a flag of the output", RpcErrorGetNextRecord(&handle, FALSE, &info));
    info = blank(4);
    FACT_NUMBER("RpcErrorGetNextRecord", "after errors: the position is the same",
                RpcErrorGetNextRecord(&handle, FALSE, &info));
    FACT_NUMBER("RpcErrorGetNextRecord", "the parameters: how many", info.NumberOfParameters);
    FACT_TEXT("RpcErrorGetNextRecord", "a narrow string is as it was when given", info.Parameters[0].u.AnsiString);
    FACT_NUMBER("RpcErrorGetNextRecord", "a wide string is as it was when given",
                info.Parameters[1].u.UnicodeString[0] == 'w');
    FACT_NUMBER("RpcErrorGetNextRecord", "a short", info.Parameters[2].u.SVal);
    FACT_NUMBER("RpcErrorGetNextRecord", "a pointer has 64 bits", info.Parameters[3].u.PVal == 0x1122334455667788);
    RpcErrorResetEnumeration(&handle);
    FACT_NUMBER("RpcErrorGetNextRecord", "strings are copied", RpcErrorGetNextRecord(&handle, TRUE, &copied));
    kept = copied.Parameters[0].u.AnsiString;
    FACT_NUMBER("RpcErrorGetNextRecord", "a copied string is another one", kept != info.Parameters[0].u.AnsiString);
    RpcErrorEndEnumeration(&handle);
    FACT_TEXT("RpcErrorEndEnumeration", "a copied string stays", kept);
    FACT_NUMBER("RpcErrorGetNextRecord", "a copied string is freed from the process heap",
                HeapFree(GetProcessHeap(), 0, kept));
    HeapFree(GetProcessHeap(), 0, copied.Parameters[1].u.UnicodeString);
}

/// Q10
static void saving(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL}, loaded = {0, NULL, NULL};
    PVOID blob = NULL;
    SIZE_T size = 0;
    int records = 77;
    RpcErrorClearInformation();
    record(11);
    record(12);
    if (RpcErrorStartEnumeration(&handle)) return;
    next(&handle, "before saving");
    FACT_NUMBER("RpcErrorSaveErrorInfo", "two records", RpcErrorSaveErrorInfo(&handle, &blob, &size));
    FACT_NUMBER("RpcErrorSaveErrorInfo", "there are bytes", blob != NULL && size > 0);
    next(&handle, "saving does not move the position");
    FACT_NUMBER("RpcErrorSaveErrorInfo", "no place for the size", RpcErrorSaveErrorInfo(&handle, &blob, NULL));
    FACT_NUMBER("RpcErrorSaveErrorInfo", "no place for the blob", RpcErrorSaveErrorInfo(&handle, NULL, &size));
    RpcErrorEndEnumeration(&handle);
    RpcErrorClearInformation();
    FACT_NUMBER("RpcErrorLoadErrorInfo", "a blob", RpcErrorLoadErrorInfo(blob, size, &loaded));
    RpcErrorGetNumberOfRecords(&loaded, &records);
    FACT_NUMBER("RpcErrorLoadErrorInfo", "the whole chain was saved", records);
    next(&loaded, "a loaded chain begins at its head");
    FACT_NUMBER("RpcErrorEndEnumeration", "a loaded chain", RpcErrorEndEnumeration(&loaded));
    FACT_NUMBER("RpcErrorLoadErrorInfo", "a blob that is cut", RpcErrorLoadErrorInfo(blob, size / 2, &loaded));
    FACT_NUMBER("RpcErrorLoadErrorInfo", "no bytes", RpcErrorLoadErrorInfo(blob, 0, &loaded));
    FACT_NUMBER("RpcErrorLoadErrorInfo", "no blob", RpcErrorLoadErrorInfo(NULL, 16, &loaded));
    FACT_NUMBER("RpcErrorSaveErrorInfo", "the blob is freed from the process heap",
                HeapFree(GetProcessHeap(), 0, blob));
}

// ---- threads and calls

static DWORD WINAPI elsewhere(void* argument) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    RPC_EXTENDED_ERROR_INFO info = blank(4);
    if (RpcErrorStartEnumeration(&handle) != RPC_S_ENTRY_NOT_FOUND) return 1;
    return RpcErrorGetNextRecord(argument, FALSE, &info) == RPC_S_OK && info.Status == 12 ? 0 : 2;
}
static void threads(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    DWORD code = 77;
    HANDLE thread;
    RpcErrorClearInformation();
    record(12);
    if (RpcErrorStartEnumeration(&handle)) return;
    thread = CreateThread(NULL, 0, elsewhere, &handle, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    FACT_NUMBER("RpcErrorStartEnumeration", "another thread: no records of its own, it reads this enumeration", code);
    RpcErrorEndEnumeration(&handle);
}

static int records_here(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    int records = 0;
    if (RpcErrorStartEnumeration(&handle) != RPC_S_OK) return 0;
    RpcErrorGetNumberOfRecords(&handle, &records);
    RpcErrorEndEnumeration(&handle);
    return records;
}

static ULONG newest_status(void) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    RPC_EXTENDED_ERROR_INFO info = blank(4);
    if (RpcErrorStartEnumeration(&handle) != RPC_S_OK) return 0;
    if (RpcErrorGetNextRecord(&handle, FALSE, &info) != RPC_S_OK) info.Status = 0;
    RpcErrorEndEnumeration(&handle);
    return info.Status;
}

/// Q2, Q8: chains stay at home unless they are let out, and go with the error that they are of.
static void chains_of_managers(RPC_BINDING_HANDLE client) {
#ifdef _WIN32
    (void)client;  // which mingw-w64 does not link
#else
    FACT_NUMBER("RpcErrorAddRecord", "a manager that raises: its record has not come", newest_status());
    I_RpcTurnOnEEInfoPropagation();
    FACT_CALL("I_RpcTurnOnEEInfoPropagation", "a manager that raises", c_on_server(client, -1234));
    FACT_NUMBER("I_RpcTurnOnEEInfoPropagation", "a manager that raises: its record has come", newest_status());
    FACT_CALL("I_RpcTurnOnEEInfoPropagation", "a manager that raises another error",
              c_on_server(client, -RAISE_ANOTHER));
    FACT_NUMBER("I_RpcTurnOnEEInfoPropagation", "a manager that raises another error: its record has not come",
                newest_status());
#endif
}

/// Q9: records are left out from the last but one backwards, and their neighbours say so.
static void a_long_chain(RPC_BINDING_HANDLE client) {
    RPC_ERROR_ENUM_HANDLE handle = {0, NULL, NULL};
    RPC_EXTENDED_ERROR_INFO first = blank(1), second = blank(1), last = blank(1);
    FACT_CALL("RpcErrorGetNextRecord", "more than fits into a reply: the call", c_on_server(client, -RAISE_WITH_MUCH));
    FACT_NUMBER("RpcErrorGetNextRecord", "more than fits into a reply: records", records_here());
    if (RpcErrorStartEnumeration(&handle) != RPC_S_OK) return;
    FACT_NUMBER("RpcErrorGetNextRecord", "more than fits into a reply: the first",
                RpcErrorGetNextRecord(&handle, FALSE, &first));
    FACT_NUMBER("RpcErrorGetNextRecord", "more than fits into a reply: the first's flags", first.Flags);
    RpcErrorGetNextRecord(&handle, FALSE, &second);
    FACT_NUMBER("RpcErrorGetNextRecord", "more than fits into a reply: the second's flags", second.Flags);
    RpcErrorGetNextRecord(&handle, FALSE, &last);
    FACT_NUMBER("RpcErrorGetNextRecord", "more than fits into a reply: the last's flags", last.Flags);
    RpcErrorEndEnumeration(&handle);
}

static void calls(void) {
    RPC_BINDING_HANDLE client = NULL, nobody = NULL;
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts-errors", NULL);
    RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    RpcBindingFromStringBindingA((RPC_CSTR) "ncalrpc:[facts-errors]", &client);
    RpcBindingFromStringBindingA((RPC_CSTR) "ncalrpc:[facts-nobody-listens-there]", &nobody);
    record(11);
    FACT_CALL("RpcErrorClearInformation", "a call that works", c_add(client, 40, 2));
    FACT_NUMBER("RpcErrorClearInformation", "a call clears the thread's records", records_here());
    FACT_CALL("RpcErrorStartEnumeration", "a call to nobody", c_add(nobody, 40, 2));
    FACT_NUMBER("RpcErrorStartEnumeration", "a call to nobody leaves records", records_here() > 0);
    FACT_NUMBER("RpcErrorStartEnumeration", "a call to nobody: the status of the head", newest_status());
    FACT_CALL("RpcErrorAddRecord", "in a manager", c_on_server(client, 11));
    FACT_CALL("RpcErrorStartEnumeration", "the next manager finds nothing", c_on_server(client, 0));
    FACT_NUMBER("RpcErrorAddRecord", "a manager that succeeds: nothing is here", records_here());
    FACT_CALL("RpcErrorAddRecord", "a manager that raises", c_on_server(client, -1234));
    chains_of_managers(client);
    a_long_chain(client);
    RpcBindingFree(&client);
    RpcBindingFree(&nobody);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
}

int main(void) {
    FACT_NUMBER("extended error information", "it is there", !under_wine());
    if (under_wine()) return 0;
    FACT_CALL("RpcErrorClearInformation", "nothing to clear", (RpcErrorClearInformation(), 0));
    refusals();
    enumeration();
    no_enumeration();
    fields();
    parameters();
    saving();
    threads();
    calls();
    return 0;
}
