// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <secext.h>, and GetUserName of <winbase.h>: as whom a thread acts. There are no domains here, so other
// names than an account's are only known of who came with one.
#include "rpcrt4/security/user_names.hpp"

#include <unistd.h>

#include "handleapi/boundary.hpp"
#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/identity.hpp"

#include <windows.h>

#include <secext.h>

using base::Status;
using rpcrt4::api::copy_to;

namespace {

bool is_format(unsigned format) noexcept {
    return format > NameUnknown && format <= NameSurname && format != 4 && format != 5 && format != 11;
}

bool failing(DWORD error) noexcept {
    handleapi::set_last_error(error);
    return false;
}

/// Empty: not known in that format.
std::string name_of_thread(unsigned format) {
    const auto client = rpcrt4::security::acting::whom();
    if (!client) return format == NameSamCompatible ? rpcrt4::security::account_name(::geteuid()) : std::string();
    const rpcrt4::security::Peer& peer = client->peer();
    const bool of_realm = peer.principal.find('@') != std::string::npos;
    if (format == NameUserPrincipal) return of_realm ? peer.principal : std::string();
    if (format != NameSamCompatible) return {};
    return of_realm ? peer.domain + '\\' + peer.user : peer.principal;
}

template <typename Char>
bool user_name(unsigned format, Char* name, ULONG* size) {
    if ((!is_format(format) && format != NameUnknown) || !size) return failing(ERROR_INVALID_PARAMETER);
    const std::string known = name_of_thread(format);
    if (known.empty()) return failing(ERROR_NONE_MAPPED);
    if (!copy_to(known, name, *size)) return failing(ERROR_MORE_DATA);
    --*size;
    return true;
}

template <typename Char>
bool logon_name(Char* name, DWORD* size) {
    if (!size) return failing(ERROR_INVALID_PARAMETER);
    const auto client = rpcrt4::security::acting::whom();
    const std::string known = client ? client->peer().user : rpcrt4::security::user_name(::geteuid());
    return copy_to(known, name, *size) || failing(ERROR_INSUFFICIENT_BUFFER);
}

bool refuse(unsigned format, const ULONG* size, DWORD error) noexcept {
    return failing(is_format(format) && size ? error : ERROR_INVALID_PARAMETER);
}

template <typename F>
BOOLEAN with_memory(F&& f) noexcept {
    try {
        return f();
    } catch (const std::bad_alloc&) {
        return failing(ERROR_NOT_ENOUGH_MEMORY);
    }
}

}  // namespace

// A format may be any number, whatever the type says.
#define ANY_FORMAT __attribute__((no_sanitize_undefined))

extern "C" {

ANY_FORMAT BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT format, LPSTR name, PULONG size) {
    const unsigned number = format;
    return with_memory([&] { return user_name(number, name, size); });
}

ANY_FORMAT BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT format, LPWSTR name, PULONG size) {
    const unsigned number = format;
    return with_memory([&] { return user_name(number, name, size); });
}

BOOL WINAPI GetUserNameA(LPSTR name, LPDWORD size) {
    return with_memory([&] { return logon_name(name, size); });
}

BOOL WINAPI GetUserNameW(LPWSTR name, LPDWORD size) {
    return with_memory([&] { return logon_name(name, size); });
}

ANY_FORMAT BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT format, LPSTR, PULONG size) {
    return refuse(format, size, ERROR_CANT_ACCESS_DOMAIN_INFO);
}

ANY_FORMAT BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT format, LPWSTR, PULONG size) {
    return refuse(format, size, ERROR_CANT_ACCESS_DOMAIN_INFO);
}

BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR name, EXTENDED_NAME_FORMAT, EXTENDED_NAME_FORMAT desired, LPSTR, PULONG size) {
    return name ? refuse(desired, size, ERROR_NO_SUCH_DOMAIN) : failing(ERROR_INVALID_PARAMETER);
}

BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR name, EXTENDED_NAME_FORMAT, EXTENDED_NAME_FORMAT desired, LPWSTR,
                                 PULONG size) {
    return name ? refuse(desired, size, ERROR_NO_SUCH_DOMAIN) : failing(ERROR_INVALID_PARAMETER);
}

}  // extern "C"
