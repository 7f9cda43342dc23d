// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-SCMR]: configurations by value with a union inside, texts with a limit, notifications in an open structure.
#include "scmr.h"

#include "protocol.h"

static char manager_object, queue_object;

BINDS(SVCCTL_HANDLEW)
void __RPC_USER SC_RPC_HANDLE_rundown(SC_RPC_HANDLE handle) { SAME(handle != NULL, 1); }
// What a process forgets to close is closed for it.
void __RPC_USER SC_NOTIFY_RPC_HANDLE_rundown(SC_NOTIFY_RPC_HANDLE handle) { SAME(handle == &queue_object, 1); }

// ---- opening and closing

static void open_in(SVCCTL_HANDLEW* machine, WCHAR** database, DWORD* access) {
    WIDE(*machine, variant ? L"\\\\machine" : NULL);
    WIDE(*database, variant ? L"ServicesActive" : NULL);
    VALUE(*access, 0xf003f);
}

DWORD s_ROpenSCManagerW(SVCCTL_HANDLEW machine, WCHAR* database, DWORD access, LPSC_RPC_HANDLE handle) {
    COMPARE(open_in(&machine, &database, &access));
    *handle = &manager_object;
    return 0;
}

DWORD s_RCloseServiceHandle(LPSC_RPC_HANDLE handle) {
    SAME(*handle == &manager_object, 1);
    *handle = NULL;
    return 0;
}

static SC_RPC_HANDLE open_manager(void) {
    SVCCTL_HANDLEW machine;
    WCHAR* database;
    DWORD access;
    SC_RPC_HANDLE handle = NULL;
    FILL(open_in(&machine, &database, &access));
    SAME(c_ROpenSCManagerW(machine, database, access, &handle), 0);
    SAME(handle != NULL, 1);
    return handle;
}

static void close_handle(SC_RPC_HANDLE handle) {
    SAME(c_RCloseServiceHandle(&handle), 0);
    SAME(handle != NULL, 0);
}

static void open_and_close(handle_t h) {
    (void)h;
    close_handle(open_manager());
}

// ---- control and configuration

static void status_of(SCMR_STATUS* it) {
    VALUE(it->dwServiceType, 0x10);
    VALUE(it->dwCurrentState, 4);
    VALUE(it->dwControlsAccepted, 0xffffffff);
    VALUE(it->dwWin32ExitCode, 1066);
    VALUE(it->dwServiceSpecificExitCode, 0x80000001);
    VALUE(it->dwCheckPoint, 5);
    VALUE(it->dwWaitHint, 6);
}

DWORD s_RControlService(SC_RPC_HANDLE service, DWORD control, LPSCMR_STATUS status) {
    SAME(service == &manager_object, 1);
    SAME(control, 255);
    FILL(status_of(status));
    return 0;
}

static void control(handle_t h) {
    SC_RPC_HANDLE service = open_manager();
    SCMR_STATUS status = {0};
    (void)h;
    SAME(c_RControlService(service, 255, &status), 0);
    COMPARE(status_of(&status));
    close_handle(service);
}

typedef struct {
    WCHAR *path, *group, *user, *name;
    LPDWORD tag;
    LPBYTE dependencies, password;
    DWORD size, password_size;
} Change;

static void change_in(Change* it) {
    WIDE(it->path, variant ? L"C:\\\xD83D\xDE00.exe" : NULL);
    WIDE(it->group, variant == 1 ? L"" : NULL);
    MAYBE(it->tag, variant, 0);
    VALUE(it->size, variant == 2 ? 4096 : variant * 4);
    BYTES(it->dependencies, variant == 2 ? 4096 : variant ? 4 : -1, 1);
    WIDE(it->user, variant ? L".\\user" : NULL);
    VALUE(it->password_size, variant == 2 ? 514 : 0);
    BYTES(it->password, variant == 2 ? 514 : variant ? 0 : -1, 2);
    WIDE(it->name, L"Name");
}

DWORD s_RChangeServiceConfigW(SC_RPC_HANDLE service, DWORD type, DWORD start, DWORD error, WCHAR* path, WCHAR* group,
                              LPDWORD tag, LPBYTE dependencies, DWORD size, WCHAR* user, LPBYTE password,
                              DWORD password_size, WCHAR* name) {
    Change seen = {path, group, user, name, tag, dependencies, password, size, password_size};
    SAME(service == &manager_object, 1);
    SAME(type, 0xffffffff);
    SAME(start, 2);
    SAME(error, 1);
    COMPARE(change_in(&seen));
    if (tag) *tag = 77;
    return 0;
}

static void change(handle_t h) {
    SC_RPC_HANDLE service = open_manager();
    Change it;
    (void)h;
    FILL(change_in(&it));
    SAME(c_RChangeServiceConfigW(service, 0xffffffff, 2, 1, it.path, it.group, it.tag, it.dependencies, it.size,
                                 it.user, it.password, it.password_size, it.name),
         0);
    if (it.tag) SAME(*it.tag, 77);
    close_handle(service);
}

static void configuration(SCMR_CONFIGW* it, DWORD* needed) {
    VALUE(it->dwServiceType, 0x20);
    VALUE(it->dwStartType, 2);
    VALUE(it->dwErrorControl, 0xffffffff);
    WIDE(it->lpBinaryPathName, variant ? L"" : NULL);
    WIDE(it->lpLoadOrderGroup, variant ? NULL : L"group");
    VALUE(it->dwTagId, 0x80000000);
    WIDE(it->lpDependencies, L"\xD83D\xDE00");
    WIDE(it->lpServiceStartName, NULL);
    WIDE(it->lpDisplayName, variant ? L"\x0410\x0411" : NULL);
    VALUE(*needed, 8192);
}

DWORD s_RQueryServiceConfigW(SC_RPC_HANDLE service, LPSCMR_CONFIGW it, DWORD room, DWORD* needed) {
    SAME(service == &manager_object, 1);
    SAME(room, 8192);
    FILL(configuration(it, needed));
    return 122;
}

static void query(handle_t h) {
    SC_RPC_HANDLE service = open_manager();
    SCMR_CONFIGW it = {0};
    DWORD needed = 0;
    (void)h;
    SAME(c_RQueryServiceConfigW(service, &it, 8192, &needed), 122);
    COMPARE(configuration(&it, &needed));
    close_handle(service);
}

// Every arm of the information passed by value; the last variant has none.
static void information(SC_RPC_CONFIG_INFOW* info) {
    static const DWORD levels[] = {1, 2, 9, 1};
    VALUE(info->dwInfoLevel, levels[variant]);
    if ((variant == 0 || variant == 3) && POINTER(info->psd, !variant)) WIDE(info->psd->lpDescription, L"a service");
    if (variant == 1 && POINTER(info->psfa, 1)) {
        VALUE(info->psfa->dwResetPeriod, 86400);
        WIDE(info->psfa->lpRebootMsg, NULL);
        WIDE(info->psfa->lpCommand, L"run.exe");
        VALUE(info->psfa->cActions, 3);
        if (ARRAY(info->psfa->lpsaActions, 3))
            for (int i = 0; i < 3; ++i) {
                VALUE(info->psfa->lpsaActions[i].Type, i);
                VALUE(info->psfa->lpsaActions[i].Delay, 60000 * i);
            }
    }
    if (variant == 2 && POINTER(info->psni, 1)) {
        VALUE(info->psni->usPreferredNode, 0xfffe);
        VALUE(info->psni->fDelete, 1);
    }
}

DWORD s_RChangeServiceConfig2W(SC_RPC_HANDLE service, SC_RPC_CONFIG_INFOW info) {
    SAME(service == &manager_object, 1);
    COMPARE(information(&info));
    return 0;
}

static void change2(handle_t h) {
    SC_RPC_HANDLE service = open_manager();
    SC_RPC_CONFIG_INFOW info = {0};
    (void)h;
    FILL(information(&info));
    SAME(c_RChangeServiceConfig2W(service, info), 0);
    close_handle(service);
}

static void services(LPBYTE buffer, DWORD room, DWORD* needed, DWORD* returned, DWORD* resume) {
    PATTERN(buffer, room, 2);
    VALUE(*needed, 256 * 1024);
    VALUE(*returned, 3);
    if (resume) VALUE(*resume, 9);
}

DWORD s_REnumServicesStatusW(SC_RPC_HANDLE manager, DWORD type, DWORD state, LPBYTE buffer, DWORD room, DWORD* needed,
                             DWORD* returned, DWORD* resume) {
    SAME(manager == &manager_object, 1);
    SAME(type, 0x30);
    SAME(state, 3);
    SAME(room, variant ? 5000 : 0);
    SAME(resume ? *resume : 99, variant ? 8 : 99);
    FILL(services(buffer, room, needed, returned, resume));
    return 234;
}

static void enumerate(handle_t h) {
    static BYTE buffer[5000];
    SC_RPC_HANDLE manager = open_manager();
    DWORD room = variant ? 5000 : 0, needed = 0, returned = 0, resume = 8;
    (void)h;
    SAME(c_REnumServicesStatusW(manager, 0x30, 3, buffer, room, &needed, &returned, variant ? &resume : NULL), 234);
    COMPARE(services(buffer, room, &needed, &returned, variant ? &resume : NULL));
    close_handle(manager);
}

// ---- notification

static void params(SC_RPC_NOTIFY_PARAMS* it, int is_out) {
    VALUE(it->dwInfoLevel, 1);
    if (!POINTER(it->pStatusChangeParam1, 1)) return;
    SERVICE_NOTIFY_STATUS_CHANGE_PARAMS_1* change = it->pStatusChangeParam1;
    VALUE(change->ullThreadId, 0x123456789abcdef0);
    VALUE(change->dwNotifyMask, 0x3ff);
    PATTERN(change->CallbackAddressArray, 16, 1 + is_out);
    PATTERN(change->CallbackParamAddressArray, 16, 2 + is_out);
    status_of(&change->ServiceStatus);
    VALUE(change->dwNotificationStatus, is_out ? 1072 : 0);
    VALUE(change->dwSequence, is_out);
}

static void notify_in(SC_RPC_NOTIFY_PARAMS* it, GUID* process) {
    params(it, 0);
    UUID_OF(*process, 6);
}

static void notify_out(GUID* process, BOOL* create) {
    UUID_OF(*process, 7);
    VALUE(*create, 1);
}

DWORD s_RNotifyServiceStatusChange(SC_RPC_HANDLE service, SC_RPC_NOTIFY_PARAMS it, GUID* client, GUID* manager,
                                   PBOOL create, LPSC_NOTIFY_RPC_HANDLE queue) {
    SAME(service == &manager_object, 1);
    COMPARE(notify_in(&it, client));
    FILL(notify_out(manager, create));
    *queue = &queue_object;
    return 0;
}

static void results(PSC_RPC_NOTIFY_PARAMS_LIST* list) {
    int count = variant == 2 ? 100 : variant;
    if (!OPEN(*list, NotifyParamsArray, count)) return;
    VALUE((*list)->cElements, count);
    for (int i = 0; i < count; ++i) params(&(*list)->NotifyParamsArray[i], i % 5);
}

error_status_t s_RGetNotifyResults(SC_NOTIFY_RPC_HANDLE queue, PSC_RPC_NOTIFY_PARAMS_LIST* list) {
    SAME(queue == &queue_object, 1);
    FILL(results(list));
    return 0;
}

static void notify(handle_t h) {
    SC_RPC_HANDLE service = open_manager();
    SC_RPC_NOTIFY_PARAMS it = {0};
    GUID client, manager;
    BOOL create = 0;
    SC_NOTIFY_RPC_HANDLE queue = NULL;
    PSC_RPC_NOTIFY_PARAMS_LIST list = NULL;
    (void)h;
    FILL(notify_in(&it, &client));
    SAME(c_RNotifyServiceStatusChange(service, it, &client, &manager, &create, &queue), 0);
    COMPARE(notify_out(&manager, &create));
    SAME(c_RGetNotifyResults(queue, &list), 0);
    COMPARE(results(&list));
    close_handle(service);
}

const Case cases[] = {
    {"ROpenSCManagerW", open_and_close, 2},    {"RControlService", control, 1},
    {"RChangeServiceConfigW", change, 3},      {"RQueryServiceConfigW", query, 2},
    {"RChangeServiceConfig2W", change2, 4},    {"REnumServicesStatusW", enumerate, 2},
    {"RNotifyServiceStatusChange", notify, 3},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(svcctl_v2_0_s_ifspec)
