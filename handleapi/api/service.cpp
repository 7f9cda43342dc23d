// SPDX-License-Identifier: LGPL-2.1-or-later
// <winsvc.h> for service programs: the dispatcher, handlers, states.
#include "handleapi/service/dispatcher.hpp"

#include "handleapi/api/outcome.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/boundary.hpp"

#include <winsvc.h>

using base::Status;
using namespace handleapi;

namespace {

template <typename Entry>
Status run_table(const Entry* table) {
    if (!table) return Status::error_invalid_parameter;
    std::vector<service::Entry> entries;
    for (; table->lpServiceName || table->lpServiceProc; ++table) {
        if (!table->lpServiceName || !table->lpServiceProc) return Status::error_invalid_data;
        entries.push_back({.name = utf8_from(table->lpServiceName), .main = table->lpServiceProc});
    }
    return entries.empty() ? Status::error_invalid_data : service::run(std::move(entries));
}

/// What a handler raises goes on in the caller, when everything of ours has been left.
template <typename Entry>
BOOL start_dispatcher(const Entry* table) {
    const Status status = raising([&] {
        try {
            return run_table(table);
        } catch (const std::bad_alloc&) {
            return Status::error_not_enough_memory;
        }
    });
    return bool_from(status);
}

template <typename Char>
SERVICE_STATUS_HANDLE register_handler(const Char* name, const service::Handler& handler) {
    return or_no_memory(SERVICE_STATUS_HANDLE{}, [&] {
        const bool some = std::visit([](auto function) { return function != nullptr; }, handler.function);
        if (!some) return failing(Status::error_invalid_parameter, SERVICE_STATUS_HANDLE{});
        const auto service = service::register_handler(name ? utf8_from(name) : std::string(), handler);
        return service ? reinterpret_cast<SERVICE_STATUS_HANDLE>(*service)
                       : failing(service.status(), SERVICE_STATUS_HANDLE{});
    });
}

}  // namespace

extern "C" BOOL WINAPI StartServiceCtrlDispatcherA(const SERVICE_TABLE_ENTRYA* table) {
    return start_dispatcher(table);
}
extern "C" BOOL WINAPI StartServiceCtrlDispatcherW(const SERVICE_TABLE_ENTRYW* table) {
    return start_dispatcher(table);
}

extern "C" SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerA(LPCSTR name, LPHANDLER_FUNCTION handler) {
    return register_handler(name, {.function = handler});
}
extern "C" SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerW(LPCWSTR name, LPHANDLER_FUNCTION handler) {
    return register_handler(name, {.function = handler});
}
extern "C" SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerExA(LPCSTR name, LPHANDLER_FUNCTION_EX handler,
                                                                      LPVOID context) {
    return register_handler(name, {.function = handler, .context = context});
}
extern "C" SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerExW(LPCWSTR name, LPHANDLER_FUNCTION_EX handler,
                                                                      LPVOID context) {
    return register_handler(name, {.function = handler, .context = context});
}

extern "C" BOOL WINAPI SetServiceStatus(SERVICE_STATUS_HANDLE service, LPSERVICE_STATUS status) {
    return or_no_memory(FALSE, [&] {
        if (!status) return failing(Status::error_invalid_data, FALSE);
        return bool_from(service::set_status(reinterpret_cast<uintptr_t>(service), *status));
    });
}
