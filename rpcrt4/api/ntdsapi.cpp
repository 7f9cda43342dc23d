// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <ntdsapi.h>: names of services. Of a directory there is no client here, and so no domain is known.
#include "rpcrt4/security/spn.hpp"

#include <arpa/inet.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "handleapi/boundary.hpp"
#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/ntlm/machine.hpp"

#include <ntdsapi.h>

using base::Status;
using rpcrt4::api::copy_to;
using rpcrt4::api::utf8_of;
using rpcrt4::security::ServicePrincipal;

namespace {

/// These functions return what others leave as the last error.
template <typename F>
DWORD returning_error(F&& f) {
    return static_cast<DWORD>(handleapi::returning_status(std::forward<F>(f)));
}

bool is_address(const std::string& host) noexcept {
    unsigned char bytes[sizeof(in6_addr)];
    return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

template <typename Char>
DWORD make_spn(const Char* service_class, const Char* service_name, const Char* instance_name, USHORT port,
               const Char* referrer, DWORD* length, Char* spn) {
    return returning_error([&] {
        if (!service_class || !service_name || !length) return Status::error_invalid_parameter;
        const std::string service = utf8_of(service_name);
        ServicePrincipal name{
            .service_class = utf8_of(service_class), .instance = service, .port = port, .service = {}};
        if (instance_name) {
            name.instance = utf8_of(instance_name);
            name.service = service;
        }
        // Who an address was had from says more than the address.
        if (referrer && is_address(service)) name.service = utf8_of(referrer);
        const auto text = rpcrt4::security::compose_spn(name);
        if (!text) return text.status();
        return copy_to(*text, spn, *length) ? Status::ok : Status::error_buffer_overflow;
    });
}

template <typename Char>
bool deliver_part(const std::string& part, DWORD* length, Char* out) {
    return !length || *length == 0 || !out || copy_to(part, out, *length);
}

template <typename Char>
DWORD crack_spn(const Char* spn, DWORD* class_length, Char* service_class, DWORD* name_length, Char* service_name,
                DWORD* instance_length, Char* instance_name, USHORT* port) {
    return returning_error([&] {
        const auto name = rpcrt4::security::parse_spn(utf8_of(spn));
        if (!name) return name.status();
        bool fits = deliver_part(name->service_class, class_length, service_class);
        const std::string& service = name->service.empty() ? name->instance : name->service;
        fits &= deliver_part(service, name_length, service_name);
        fits &= deliver_part(name->instance, instance_length, instance_name);
        if (port) *port = name->port;
        return fits ? Status::ok : Status::error_buffer_overflow;
    });
}

/// An array of strings in one piece of memory.
template <typename Char>
Char** array_of(const std::vector<std::string>& texts) {
    size_t size = texts.size() * sizeof(Char*);
    for (const std::string& text : texts) size += (text.size() + 1) * sizeof(Char);  // UTF-16 is no longer
    auto* const array = static_cast<Char**>(std::malloc(size));
    if (!array) throw std::bad_alloc();
    auto* place = reinterpret_cast<Char*>(array + texts.size());
    for (size_t i = 0; i < texts.size(); ++i) {
        uint32_t length = UINT32_MAX;
        static_cast<void>(copy_to(texts[i], place, length));
        array[i] = place;
        place += length;
    }
    return array;
}

/// Who says nothing of hosts means this one.
std::string own_name(DS_SPN_NAME_TYPE type) {
    const auto machine = rpcrt4::security::ntlm::Machine::this_one();
    const bool netbios = type == DS_SPN_NB_HOST || type == DS_SPN_NB_DOMAIN;
    return netbios ? machine.netbios_computer : machine.dns_computer;
}

template <typename Char>
DWORD get_spns(DS_SPN_NAME_TYPE type, const Char* service_class, const Char* service_name, USHORT port,
               USHORT instances, const Char** names, const USHORT* ports, DWORD* count, Char*** spns) {
    return returning_error([&] {
        const auto kind = static_cast<unsigned>(type);
        const bool of_host = kind <= DS_SPN_NB_HOST;
        if (kind > DS_SPN_SERVICE || !service_class || of_host != !service_name || !count || !spns ||
            (instances != 0 && !names)) {
            return Status::error_invalid_parameter;
        }
        std::vector<std::string> made;
        for (size_t i = 0; i < std::max<size_t>(instances, 1); ++i) {
            ServicePrincipal name{.service_class = utf8_of(service_class),
                                  .instance = instances == 0 ? own_name(type) : utf8_of(names[i]),
                                  .port = port,
                                  .service = utf8_of(service_name)};
            if (instances != 0) name.port = ports ? ports[i] : USHORT{0};
            auto text = rpcrt4::security::compose_spn(name);
            if (!text) return text.status();
            made.push_back(std::move(*text));
        }
        *spns = array_of<Char>(made);
        *count = static_cast<DWORD>(made.size());
        return Status::ok;
    });
}

template <typename Char>
DWORD register_spn(DS_SPN_WRITE_OP operation, const Char* service_class) noexcept {
    const bool known = static_cast<unsigned>(operation) <= DS_SPN_DELETE_SPN_OP;
    return known && service_class ? ERROR_NO_SUCH_DOMAIN : ERROR_INVALID_PARAMETER;
}

DWORD bind_to_directory(HANDLE* directory) noexcept {
    if (!directory) return ERROR_INVALID_PARAMETER;
    *directory = nullptr;
    return ERROR_NO_SUCH_DOMAIN;
}

}  // namespace

extern "C" {

DWORD WINAPI DsMakeSpnA(LPCSTR service_class, LPCSTR service_name, LPCSTR instance_name, USHORT instance_port,
                        LPCSTR referrer, DWORD* length, LPSTR spn) {
    return make_spn(service_class, service_name, instance_name, instance_port, referrer, length, spn);
}

DWORD WINAPI DsMakeSpnW(LPCWSTR service_class, LPCWSTR service_name, LPCWSTR instance_name, USHORT instance_port,
                        LPCWSTR referrer, DWORD* length, LPWSTR spn) {
    return make_spn(service_class, service_name, instance_name, instance_port, referrer, length, spn);
}

DWORD WINAPI DsCrackSpnA(LPCSTR spn, LPDWORD class_length, LPSTR service_class, LPDWORD name_length, LPSTR service_name,
                         LPDWORD instance_length, LPSTR instance_name, USHORT* instance_port) {
    return crack_spn(spn, class_length, service_class, name_length, service_name, instance_length, instance_name,
                     instance_port);
}

DWORD WINAPI DsCrackSpnW(LPCWSTR spn, DWORD* class_length, LPWSTR service_class, DWORD* name_length,
                         LPWSTR service_name, DWORD* instance_length, LPWSTR instance_name, USHORT* instance_port) {
    return crack_spn(spn, class_length, service_class, name_length, service_name, instance_length, instance_name,
                     instance_port);
}

DWORD WINAPI DsGetSpnA(DS_SPN_NAME_TYPE type, LPCSTR service_class, LPCSTR service_name, USHORT instance_port,
                       USHORT instances, LPCSTR* instance_names, const USHORT* instance_ports, DWORD* count,
                       LPSTR** spns) {
    return get_spns(type, service_class, service_name, instance_port, instances, instance_names, instance_ports, count,
                    spns);
}

DWORD WINAPI DsGetSpnW(DS_SPN_NAME_TYPE type, LPCWSTR service_class, LPCWSTR service_name, USHORT instance_port,
                       USHORT instances, LPCWSTR* instance_names, const USHORT* instance_ports, DWORD* count,
                       LPWSTR** spns) {
    return get_spns(type, service_class, service_name, instance_port, instances, instance_names, instance_ports, count,
                    spns);
}

void WINAPI DsFreeSpnArrayA(DWORD, LPSTR* spns) { std::free(spns); }
void WINAPI DsFreeSpnArrayW(DWORD, LPWSTR* spns) { std::free(spns); }

DWORD WINAPI DsServerRegisterSpnA(DS_SPN_WRITE_OP operation, LPCSTR service_class, LPCSTR) {
    return register_spn(operation, service_class);
}
DWORD WINAPI DsServerRegisterSpnW(DS_SPN_WRITE_OP operation, LPCWSTR service_class, LPCWSTR) {
    return register_spn(operation, service_class);
}

DWORD WINAPI DsBindA(LPCSTR, LPCSTR, HANDLE* directory) { return bind_to_directory(directory); }
DWORD WINAPI DsBindW(LPCWSTR, LPCWSTR, HANDLE* directory) { return bind_to_directory(directory); }
DWORD WINAPI DsUnBindA(HANDLE* directory) { return directory ? ERROR_INVALID_HANDLE : ERROR_INVALID_PARAMETER; }
DWORD WINAPI DsUnBindW(HANDLE* directory) { return DsUnBindA(directory); }

}  // extern "C"
