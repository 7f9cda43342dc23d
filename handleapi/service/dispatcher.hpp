// SPDX-License-Identifier: LGPL-2.1-or-later
// The services of this process: their main functions, handlers and states. There is one dispatcher, which belongs to
// the process and never goes. Main functions run on threads of their own, which the dispatcher does not wait for;
// handlers on the thread that runs the dispatcher. How signals become controls and states notices: <winsvc.h>.
// Folder: notice is what is sent to systemd.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "handleapi/base/status.hpp"

#include <winsvc.h>

namespace handleapi::service {

using Main = std::variant<LPSERVICE_MAIN_FUNCTIONA, LPSERVICE_MAIN_FUNCTIONW>;
struct Entry {
    std::string name;
    Main main;
};

struct Handler {
    std::variant<LPHANDLER_FUNCTION, LPHANDLER_FUNCTION_EX> function;
    void* context = nullptr;
};

/// Runs the services until all have stopped. error_service_already_running: it has been called before;
/// error_failed_service_controller_connect: the process is no service. Throws what a handler raises, as RpcError.
base::Status run(std::vector<Entry> entries);

/// The service's number, from 1. error_service_not_in_exe: no service of that name is run.
base::Result<uintptr_t> register_handler(std::string_view name, Handler handler);
/// error_invalid_handle: no such number, or the service has stopped; error_invalid_data: no possible status.
base::Status set_status(uintptr_t service, const SERVICE_STATUS& status);

}  // namespace handleapi::service
