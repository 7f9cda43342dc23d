// SPDX-License-Identifier: LGPL-2.1-or-later
// <winsvc.h> for programs that install, query and control services: there is no manager of theirs here. A handle there
// cannot be, so that what remains is to say what is wrong in the order in which Windows looks.
#include <strings.h>

#include <string>

#include "handleapi/api/outcome.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/base/host_name.hpp"

#include <winerror.h>
#include <winsvc.h>

using base::Status;
using namespace handleapi;

namespace {

/// There is no database of this computer's, whatever it is called.
template <typename Char>
SC_HANDLE open_manager(const Char* machine) {
    return or_no_memory(SC_HANDLE{}, [&] {
        std::string host = machine ? utf8_from(machine) : "";
        if (host.starts_with("\\\\")) host.erase(0, 2);
        const bool here =
            host.empty() || host == "." || ::strcasecmp(host.c_str(), "localhost") == 0 || base::HostName().is(host);
        return failing(here ? Status::error_database_does_not_exist : Status::rpc_s_server_unavailable, SC_HANDLE{});
    });
}

constexpr SC_HANDLE kNoHandle = nullptr;
template <typename Failure>
Failure no_such_handle(Failure failure) noexcept {
    return failing(Status::error_invalid_handle, failure);
}
BOOL no_such_handle_at(bool known_level) noexcept {
    return failing(known_level ? Status::error_invalid_handle : Status::error_invalid_level, FALSE);
}
/// Of SERVICE_CONFIG_*.
BOOL no_such_handle_with(DWORD config) noexcept {
    return no_such_handle_at((config >= SERVICE_CONFIG_DESCRIPTION && config <= SERVICE_CONFIG_PREFERRED_NODE) ||
                             config == SERVICE_CONFIG_LAUNCH_PROTECTED);
}

}  // namespace

extern "C" SC_HANDLE WINAPI OpenSCManagerA(LPCSTR machine, LPCSTR, DWORD) { return open_manager(machine); }
extern "C" SC_HANDLE WINAPI OpenSCManagerW(LPCWSTR machine, LPCWSTR, DWORD) { return open_manager(machine); }
extern "C" SC_HANDLE WINAPI OpenServiceA(SC_HANDLE, LPCSTR, DWORD) { return no_such_handle(kNoHandle); }
extern "C" SC_HANDLE WINAPI OpenServiceW(SC_HANDLE, LPCWSTR, DWORD) { return no_such_handle(kNoHandle); }
extern "C" SC_HANDLE WINAPI CreateServiceA(SC_HANDLE, LPCSTR, LPCSTR, DWORD, DWORD, DWORD, DWORD, LPCSTR, LPCSTR,
                                           LPDWORD, LPCSTR, LPCSTR, LPCSTR) {
    return no_such_handle(kNoHandle);
}
extern "C" SC_HANDLE WINAPI CreateServiceW(SC_HANDLE, LPCWSTR, LPCWSTR, DWORD, DWORD, DWORD, DWORD, LPCWSTR, LPCWSTR,
                                           LPDWORD, LPCWSTR, LPCWSTR, LPCWSTR) {
    return no_such_handle(kNoHandle);
}
extern "C" BOOL WINAPI CloseServiceHandle(SC_HANDLE) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI DeleteService(SC_HANDLE) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI StartServiceA(SC_HANDLE, DWORD, LPCSTR*) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI StartServiceW(SC_HANDLE, DWORD, LPCWSTR*) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI ControlService(SC_HANDLE, DWORD, LPSERVICE_STATUS status) {
    return status ? no_such_handle(FALSE) : failing(Status::error_invalid_address, FALSE);
}
extern "C" BOOL WINAPI ControlServiceExA(SC_HANDLE, DWORD, DWORD level, PVOID) {
    return no_such_handle_at(level == SERVICE_CONTROL_STATUS_REASON_INFO);
}
extern "C" BOOL WINAPI ControlServiceExW(SC_HANDLE, DWORD, DWORD level, PVOID) {
    return no_such_handle_at(level == SERVICE_CONTROL_STATUS_REASON_INFO);
}
extern "C" BOOL WINAPI QueryServiceStatus(SC_HANDLE, LPSERVICE_STATUS) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI QueryServiceStatusEx(SC_HANDLE, SC_STATUS_TYPE level, LPBYTE, DWORD, LPDWORD) {
    return no_such_handle_at(level == SC_STATUS_PROCESS_INFO);
}
extern "C" BOOL WINAPI QueryServiceConfigA(SC_HANDLE, LPQUERY_SERVICE_CONFIGA, DWORD, LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI QueryServiceConfigW(SC_HANDLE, LPQUERY_SERVICE_CONFIGW, DWORD, LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI QueryServiceConfig2A(SC_HANDLE, DWORD level, LPBYTE, DWORD, LPDWORD) {
    return no_such_handle_with(level);
}
extern "C" BOOL WINAPI QueryServiceConfig2W(SC_HANDLE, DWORD level, LPBYTE, DWORD, LPDWORD) {
    return no_such_handle_with(level);
}
extern "C" BOOL WINAPI ChangeServiceConfigA(SC_HANDLE, DWORD, DWORD, DWORD, LPCSTR, LPCSTR, LPDWORD, LPCSTR, LPCSTR,
                                            LPCSTR, LPCSTR) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI ChangeServiceConfigW(SC_HANDLE, DWORD, DWORD, DWORD, LPCWSTR, LPCWSTR, LPDWORD, LPCWSTR, LPCWSTR,
                                            LPCWSTR, LPCWSTR) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI ChangeServiceConfig2A(SC_HANDLE, DWORD level, LPVOID) { return no_such_handle_with(level); }
extern "C" BOOL WINAPI ChangeServiceConfig2W(SC_HANDLE, DWORD level, LPVOID) { return no_such_handle_with(level); }
extern "C" BOOL WINAPI QueryServiceObjectSecurity(SC_HANDLE, SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, DWORD,
                                                  LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI SetServiceObjectSecurity(SC_HANDLE, SECURITY_INFORMATION, PSECURITY_DESCRIPTOR) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI EnumServicesStatusA(SC_HANDLE, DWORD, DWORD, LPENUM_SERVICE_STATUSA, DWORD, LPDWORD, LPDWORD,
                                           LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI EnumServicesStatusW(SC_HANDLE, DWORD, DWORD, LPENUM_SERVICE_STATUSW, DWORD, LPDWORD, LPDWORD,
                                           LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI EnumServicesStatusExA(SC_HANDLE, SC_ENUM_TYPE level, DWORD, DWORD, LPBYTE, DWORD, LPDWORD,
                                             LPDWORD, LPDWORD, LPCSTR) {
    return no_such_handle_at(level == SC_ENUM_PROCESS_INFO);
}
extern "C" BOOL WINAPI EnumServicesStatusExW(SC_HANDLE, SC_ENUM_TYPE level, DWORD, DWORD, LPBYTE, DWORD, LPDWORD,
                                             LPDWORD, LPDWORD, LPCWSTR) {
    return no_such_handle_at(level == SC_ENUM_PROCESS_INFO);
}
extern "C" BOOL WINAPI EnumDependentServicesA(SC_HANDLE, DWORD, LPENUM_SERVICE_STATUSA, DWORD, LPDWORD, LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI EnumDependentServicesW(SC_HANDLE, DWORD, LPENUM_SERVICE_STATUSW, DWORD, LPDWORD, LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI GetServiceKeyNameA(SC_HANDLE, LPCSTR, LPSTR, LPDWORD) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI GetServiceKeyNameW(SC_HANDLE, LPCWSTR, LPWSTR, LPDWORD) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI GetServiceDisplayNameA(SC_HANDLE, LPCSTR, LPSTR, LPDWORD) { return no_such_handle(FALSE); }
extern "C" BOOL WINAPI GetServiceDisplayNameW(SC_HANDLE, LPCWSTR, LPWSTR, LPDWORD) { return no_such_handle(FALSE); }
extern "C" SC_LOCK WINAPI LockServiceDatabase(SC_HANDLE) { return no_such_handle(SC_LOCK{}); }
extern "C" BOOL WINAPI QueryServiceLockStatusA(SC_HANDLE, LPQUERY_SERVICE_LOCK_STATUSA, DWORD, LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI QueryServiceLockStatusW(SC_HANDLE, LPQUERY_SERVICE_LOCK_STATUSW, DWORD, LPDWORD) {
    return no_such_handle(FALSE);
}
extern "C" BOOL WINAPI UnlockServiceDatabase(SC_LOCK) { return failing(Status::error_invalid_service_lock, FALSE); }
extern "C" DWORD WINAPI NotifyServiceStatusChangeA(SC_HANDLE, DWORD, PSERVICE_NOTIFYA) { return ERROR_INVALID_HANDLE; }
extern "C" DWORD WINAPI NotifyServiceStatusChangeW(SC_HANDLE, DWORD, PSERVICE_NOTIFYW) { return ERROR_INVALID_HANDLE; }
