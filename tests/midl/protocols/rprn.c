// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-RPRN]: buffers that go both ways, printer information in containers, notifications with every kind of data.
#include "rprn.h"

#include "protocol.h"

static char printer_object;

BINDS(STRING_HANDLE)
void __RPC_USER PRINTER_HANDLE_rundown(PRINTER_HANDLE handle) { SAME(handle == &printer_object, 1); }

static void device(DEVMODE_CONTAINER* it, int size) {
    VALUE(it->cbBuf, size > 0 ? size : 0);
    BYTES(it->pDevMode, size, 5);
}

// ---- opening and closing

static void open_in(STRING_HANDLE* name, WCHAR** type, DEVMODE_CONTAINER* mode) {
    WIDE(*name, variant ? L"\\\\server\\\x5370\x5237" : NULL);
    WIDE(*type, variant ? L"RAW" : NULL);
    device(mode, variant == 2 ? 220 : -1);
}

DWORD s_RpcOpenPrinter(STRING_HANDLE name, PRINTER_HANDLE* handle, WCHAR* type, DEVMODE_CONTAINER* mode, DWORD access) {
    COMPARE(open_in(&name, &type, mode));
    SAME(access, 8);
    *handle = &printer_object;
    return 0;
}

DWORD s_RpcClosePrinter(PRINTER_HANDLE* handle) {
    SAME(*handle == &printer_object, 1);
    *handle = NULL;
    return 0;
}

static PRINTER_HANDLE open_printer(void) {
    STRING_HANDLE name;
    WCHAR* type;
    DEVMODE_CONTAINER mode;
    PRINTER_HANDLE handle = NULL;
    FILL(open_in(&name, &type, &mode));
    SAME(c_RpcOpenPrinter(name, &handle, type, &mode, 8), 0);
    SAME(handle != NULL, 1);
    return handle;
}

static void close_printer(PRINTER_HANDLE handle) {
    SAME(c_RpcClosePrinter(&handle), 0);
    SAME(handle != NULL, 0);
}

static void open_and_close(handle_t h) {
    (void)h;
    close_printer(open_printer());
}

// ---- buffers

static void enum_in(STRING_HANDLE* name, BYTE** buffer, DWORD* room) {
    WIDE(*name, variant ? L"" : NULL);
    VALUE(*room, variant == 2 ? 9000 : 0);
    BYTES(*buffer, variant == 2 ? 9000 : variant ? 0 : -1, 1);
}

static void enum_out(BYTE* buffer, DWORD* needed, DWORD* returned) {
    if (buffer) PATTERN(buffer, variant == 2 ? 9000 : 0, 2);
    VALUE(*needed, 9000);
    VALUE(*returned, variant);
}

DWORD s_RpcEnumPrinters(DWORD flags, STRING_HANDLE name, DWORD level, BYTE* buffer, DWORD room, DWORD* needed,
                        DWORD* returned) {
    SAME(flags, 2);
    SAME(level, 1);
    COMPARE(enum_in(&name, &buffer, &room));
    FILL(enum_out(buffer, needed, returned));
    return variant == 2 ? 0 : 122;
}

static void enumerate(handle_t h) {
    STRING_HANDLE name;
    BYTE* buffer;
    DWORD room, needed = 0, returned = 99;
    (void)h;
    FILL(enum_in(&name, &buffer, &room));
    SAME(c_RpcEnumPrinters(2, name, 1, buffer, room, &needed, &returned), variant == 2 ? 0 : 122);
    COMPARE(enum_out(buffer, &needed, &returned));
}

static void job(BYTE** buffer, DWORD* size) {
    VALUE(*size, variant * 40000);
    BYTES(*buffer, variant * 40000, 3);
}

DWORD s_RpcWritePrinter(PRINTER_HANDLE printer, BYTE* buffer, DWORD size, DWORD* written) {
    SAME(printer == &printer_object, 1);
    COMPARE(job(&buffer, &size));
    *written = size;
    return 0;
}

static void write_printer(handle_t h) {
    PRINTER_HANDLE printer = open_printer();
    BYTE* buffer;
    DWORD size, written = 99;
    (void)h;
    FILL(job(&buffer, &size));
    SAME(c_RpcWritePrinter(printer, buffer, size, &written), 0);
    SAME(written, size);
    close_printer(printer);
}

static void data_out(DWORD* type, BYTE* data, DWORD size, DWORD* needed) {
    VALUE(*type, 3);
    PATTERN(data, size, 4);
    VALUE(*needed, 13);
}

DWORD s_RpcGetPrinterData(PRINTER_HANDLE printer, WCHAR* name, DWORD* type, BYTE* data, DWORD size, DWORD* needed) {
    SAME(printer == &printer_object, 1);
    COMPARE(WIDE(name, L"OSVersion"));
    SAME(size, variant * 13);
    FILL(data_out(type, data, size, needed));
    return variant ? 0 : 234;
}

static void get_data(handle_t h) {
    PRINTER_HANDLE printer = open_printer();
    WCHAR* name;
    BYTE data[13] = {0};
    DWORD type = 0, size = (DWORD)variant * 13, needed = 0;
    (void)h;
    FILL(WIDE(name, L"OSVersion"));
    SAME(c_RpcGetPrinterData(printer, name, &type, data, size, &needed), variant ? 0 : 234);
    COMPARE(data_out(&type, data, size, &needed));
    close_printer(printer);
}

// ---- containers

// Level 1, level 3 whose member is a pointer's size in memory and 4 bytes on the wire, level 3 without the structure.
static void set_in(PRINTER_CONTAINER* printer, DEVMODE_CONTAINER* mode, SECURITY_CONTAINER* security) {
    VALUE(printer->Level, variant ? 3 : 1);
    if (!variant && POINTER(printer->PrinterInfo.pPrinterInfo1, 1)) {
        PRINTER_INFO_1* it = printer->PrinterInfo.pPrinterInfo1;
        VALUE(it->Flags, 0x800000);
        WIDE(it->pDescription, L"\xD83D\xDE00");
        WIDE(it->pName, L"");
        WIDE(it->pComment, NULL);
    }
    if (variant && POINTER(printer->PrinterInfo.pPrinterInfo3, variant == 1))
        VALUE(printer->PrinterInfo.pPrinterInfo3->pSecurityDescriptor, 0x89abcdef);
    device(mode, variant ? variant * 6 : -1);
    VALUE(security->cbBuf, variant ? 20 : 0);
    SECURITY(security->pSecurity, variant);
}

DWORD s_RpcSetPrinter(PRINTER_HANDLE handle, PRINTER_CONTAINER* printer, DEVMODE_CONTAINER* mode,
                      SECURITY_CONTAINER* security, DWORD command) {
    SAME(handle == &printer_object, 1);
    COMPARE(set_in(printer, mode, security));
    SAME(command, 0xffffffff);
    return 5;
}

static void set(handle_t h) {
    PRINTER_HANDLE handle = open_printer();
    PRINTER_CONTAINER printer = {0};
    DEVMODE_CONTAINER mode;
    SECURITY_CONTAINER security;
    (void)h;
    FILL(set_in(&printer, &mode, &security));
    SAME(c_RpcSetPrinter(handle, &printer, &mode, &security, 0xffffffff), 5);
    close_printer(handle);
}

// ---- notification: the low half of Reserved is the arm

static void datum(RPC_V2_NOTIFY_INFO_DATA* it, int arm) {
    VALUE(it->Type, 1);
    VALUE(it->Field, 0xffff);
    VALUE(it->Reserved, 0x10000 + arm);
    VALUE(it->Id, 42);
    if (arm == 1) {
        VALUE(it->Data.String.cbBuf, 9);
        if (ARRAY(it->Data.String.pszString, 4)) PATTERN(it->Data.String.pszString, 8, 1);
    }
    if (arm == 2)
        for (int i = 0; i < 2; ++i) VALUE(it->Data.dwData[i], 0x80000000 + (unsigned)i);
    if (arm == 3) {
        VALUE(it->Data.SystemTime.cbBuf, 16);
        if (POINTER(it->Data.SystemTime.pSystemTime, 1)) PATTERN(it->Data.SystemTime.pSystemTime, 16, 0);
    }
    if (arm == 4) device(&it->Data.DevMode, -1);
    if (arm == 5) {
        VALUE(it->Data.SecurityDescriptor.cbBuf, 3);
        BYTES(it->Data.SecurityDescriptor.pSecurity, 3, 1);
    }
}

static void reply(RPC_V2_UREPLY_PRINTER* it) {
    int count = variant == 2 ? 50 : 0;
    if (!OPEN(it->pInfo, aData, variant ? count : -1)) return;
    VALUE(it->pInfo->Version, 2);
    VALUE(it->pInfo->Flags, 1);
    VALUE(it->pInfo->Count, count);
    for (int i = 0; i < count; ++i) datum(&it->pInfo->aData[i], i % 5 + 1);
}

DWORD s_RpcRouterReplyPrinterEx(PRINTER_HANDLE handle, DWORD color, DWORD flags, DWORD* result, DWORD type,
                                RPC_V2_UREPLY_PRINTER it) {
    SAME(handle == &printer_object, 1);
    SAME(color, 1);
    SAME(flags, 0x80000000);
    SAME(type, 0);
    COMPARE(reply(&it));
    *result = 0x10000;
    return 0;
}

static void notify(handle_t h) {
    PRINTER_HANDLE handle = open_printer();
    RPC_V2_UREPLY_PRINTER it = {NULL};
    DWORD result = 0;
    (void)h;
    FILL(reply(&it));
    SAME(c_RpcRouterReplyPrinterEx(handle, 1, 0x80000000, &result, 0, it), 0);
    SAME(result, 0x10000);
    close_printer(handle);
}

const Case cases[] = {
    {"RpcOpenPrinter", open_and_close, 3}, {"RpcEnumPrinters", enumerate, 3}, {"RpcWritePrinter", write_printer, 2},
    {"RpcGetPrinterData", get_data, 2},    {"RpcSetPrinter", set, 3},         {"RpcRouterReplyPrinterEx", notify, 3},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(winspool_v1_0_s_ifspec)
