// SPDX-License-Identifier: LGPL-2.1-or-later
// See dispatcher.hpp.
#include "handleapi/service/dispatcher.hpp"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <strings.h>

#include <algorithm>
#include <atomic>
#include <optional>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/console/signal_relay.hpp"
#include "handleapi/service/notice.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::service {

using base::Result;
using base::Status;

namespace {

constexpr DWORD kKnownControls = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PAUSE_CONTINUE | SERVICE_ACCEPT_SHUTDOWN |
                                 SERVICE_ACCEPT_PARAMCHANGE | SERVICE_ACCEPT_NETBINDCHANGE |
                                 SERVICE_ACCEPT_HARDWAREPROFILECHANGE | SERVICE_ACCEPT_POWEREVENT |
                                 SERVICE_ACCEPT_SESSIONCHANGE | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_TIMECHANGE |
                                 SERVICE_ACCEPT_TRIGGEREVENT | SERVICE_ACCEPT_USER_LOGOFF |
                                 SERVICE_ACCEPT_LOWRESOURCES | SERVICE_ACCEPT_SYSTEMLOWRESOURCES;

struct Service {
    std::string name;
    std::u16string wide_name;
    Main main;
    std::optional<Handler> handler;
    SERVICE_STATUS status{};
    bool told_to_stop = false;
};

/// A control that is on its way to a handler.
struct Delivery {
    Handler handler;
    DWORD control;
};

enum class Phase : uint8_t { before, running, over };

struct Services {
    Phase phase = Phase::before;
    std::vector<std::unique_ptr<Service>> all;
    Told told;
};

class Dispatcher {
 public:
    static Dispatcher& only() {
        static auto* const dispatcher = new Dispatcher;
        return *dispatcher;
    }

    Status run(std::vector<Entry> entries);
    Result<uintptr_t> register_handler(std::string_view name, Handler handler);
    Status set_status(uintptr_t number, const SERVICE_STATUS& status);

 private:
    Status begin(std::vector<Entry> entries);
    void end() noexcept;
    bool start_all();
    void deliver_stop();
    void deliver_reload();
    void wake() noexcept;
    std::vector<Delivery> stops();
    std::vector<Delivery> reloads();
    bool all_stopped() const;
    bool some_may_yet_stop() const;
    void main_returned(Service& service);
    static uint32_t run_main(void* argument);
    static void on_signal(int signal);

    base::Guarded<Services> services_;
    std::unique_ptr<NoticeSocket> socket_;
    base::Lock sending_;  // notices go out in the order of what they tell
    std::atomic<uint32_t> changed_{0};
    std::atomic<bool> stop_wanted_{false};
    std::atomic<bool> reload_wanted_{false};
};

void Dispatcher::wake() noexcept {
    changed_.fetch_add(1, std::memory_order_release);
    base::futex_wake(&changed_, INT_MAX);
}

void Dispatcher::on_signal(int signal) {
    Dispatcher& own = only();
    (signal == SIGTERM ? own.stop_wanted_ : own.reload_wanted_).store(true, std::memory_order_relaxed);
    own.wake();
}

Status Dispatcher::begin(std::vector<Entry> entries) {
    const Status status = services_.with([&](Services& services) {
        if (services.phase != Phase::before) return Status::error_service_already_running;
        if (!started_by_manager()) return Status::error_failed_service_controller_connect;
        for (Entry& entry : entries) {
            // The name of a service that has its process for itself may be left out.
            if (entry.name.empty()) entry.name = program_invocation_short_name;
            auto service = std::make_unique<Service>();
            service->wide_name = base::to_utf16(entry.name);
            service->name = std::move(entry.name);
            service->main = entry.main;
            service->status.dwServiceType =
                entries.size() == 1 ? SERVICE_WIN32_OWN_PROCESS : SERVICE_WIN32_SHARE_PROCESS;
            service->status.dwCurrentState = SERVICE_START_PENDING;
            services.all.push_back(std::move(service));
        }
        services.phase = Phase::running;
        return Status::ok;
    });
    if (succeeded(status)) socket_ = std::make_unique<NoticeSocket>();
    return status;
}

void Dispatcher::end() noexcept {
    for (const int signal : {SIGTERM, SIGHUP}) console::stop_listening(signal, console::Listener::service);
    const std::lock_guard lock(sending_);  // the last notice is out
    services_.with([](Services& services) { services.phase = Phase::over; });
}

Status Dispatcher::run(std::vector<Entry> entries) {
    Status status = begin(std::move(entries));
    if (failed(status)) return status;
    struct End {
        Dispatcher& dispatcher;
        ~End() { dispatcher.end(); }
    } const end{*this};
    for (const int signal : {SIGTERM, SIGHUP}) {
        status = console::listen(signal, console::Listener::service, &on_signal);
        if (failed(status)) return status;
    }
    if (!start_all()) return Status::error_not_enough_memory;
    for (;;) {
        const uint32_t seen = changed_.load(std::memory_order_acquire);
        if (all_stopped()) return Status::ok;
        if (stop_wanted_.load(std::memory_order_relaxed)) deliver_stop();
        if (reload_wanted_.exchange(false, std::memory_order_relaxed)) deliver_reload();
        static_cast<void>(base::futex_wait(&changed_, seen));
    }
}

bool Dispatcher::start_all() {
    const auto count = services_.with([](const Services& services) { return services.all.size(); });
    for (size_t i = 0; i < count; ++i) {
        Service* const service = services_.with([&](const Services& services) { return services.all[i].get(); });
        const auto thread = Thread::create(&run_main, service, 0, StartThread::suspended);
        if (!thread) return false;
        (*thread)->allow_termination();
        (*thread)->resume();
    }
    return true;
}

/// Names and main functions stay as they are while there are services.
uint32_t Dispatcher::run_main(void* argument) {
    Service& service = *static_cast<Service*>(argument);
    if (const auto* narrow = std::get_if<LPSERVICE_MAIN_FUNCTIONA>(&service.main)) {
        char* arguments[] = {service.name.data(), nullptr};
        (*narrow)(1, arguments);
    } else {
        char16_t* arguments[] = {service.wide_name.data(), nullptr};
        std::get<LPSERVICE_MAIN_FUNCTIONW>(service.main)(1, arguments);
    }
    only().main_returned(service);
    return 0;
}

/// Without a handler it has no way to say any more that it stopped.
void Dispatcher::main_returned(Service& service) {
    services_.with([&](Services&) {
        if (service.handler) return;
        service.status.dwCurrentState = SERVICE_STOPPED;
    });
    wake();
}

bool Dispatcher::all_stopped() const {
    return services_.with([](const Services& services) {
        return std::ranges::all_of(services.all,
                                   [](const auto& each) { return each->status.dwCurrentState == SERVICE_STOPPED; });
    });
}

bool Dispatcher::some_may_yet_stop() const {
    return services_.with([](const Services& services) {
        return std::ranges::any_of(services.all, [](const auto& each) {
            const DWORD state = each->status.dwCurrentState;
            return state == SERVICE_STOP_PENDING || state == SERVICE_START_PENDING ||
                   (each->told_to_stop && state != SERVICE_STOPPED);
        });
    });
}

std::vector<Delivery> Dispatcher::stops() {
    return services_.with([](Services& services) {
        std::vector<Delivery> found;
        for (const auto& each : services.all) {
            const DWORD state = each->status.dwCurrentState;
            const DWORD accepted = each->status.dwControlsAccepted;
            const bool hears = state != SERVICE_STOPPED && state != SERVICE_STOP_PENDING &&
                               state != SERVICE_START_PENDING && each->handler && !each->told_to_stop;
            if (!hears) continue;
            const DWORD control = accepted & SERVICE_ACCEPT_STOP          ? SERVICE_CONTROL_STOP
                                  : accepted & SERVICE_ACCEPT_PRESHUTDOWN ? SERVICE_CONTROL_PRESHUTDOWN
                                  : accepted & SERVICE_ACCEPT_SHUTDOWN    ? SERVICE_CONTROL_SHUTDOWN
                                                                          : 0;
            if (control == 0) continue;
            each->told_to_stop = true;
            found.push_back({.handler = *each->handler, .control = control});
        }
        return found;
    });
}

std::vector<Delivery> Dispatcher::reloads() {
    return services_.with([](Services& services) {
        std::vector<Delivery> found;
        for (const auto& each : services.all) {
            const DWORD state = each->status.dwCurrentState;
            const bool hears = (state == SERVICE_RUNNING || state == SERVICE_PAUSED) && each->handler &&
                               !each->told_to_stop &&
                               (each->status.dwControlsAccepted & SERVICE_ACCEPT_PARAMCHANGE) != 0;
            if (hears) found.push_back({.handler = *each->handler, .control = SERVICE_CONTROL_PARAMCHANGE});
        }
        return found;
    });
}

void deliver(const Delivery& delivery) {
    call_user_or_throw([&] {
        if (const auto* plain = std::get_if<LPHANDLER_FUNCTION>(&delivery.handler.function)) {
            (*plain)(delivery.control);
        } else {
            std::get<LPHANDLER_FUNCTION_EX>(delivery.handler.function)(delivery.control, 0, nullptr,
                                                                       delivery.handler.context);
        }
    });
}

/// Wanted until the last has stopped: one that is starting hears of it when it runs.
void Dispatcher::deliver_stop() {
    const std::vector<Delivery> found = stops();
    for (const Delivery& each : found) deliver(each);
    if (!found.empty() || some_may_yet_stop() || all_stopped()) return;
    stop_wanted_.store(false, std::memory_order_relaxed);
    console::do_as_before(SIGTERM);
}

void Dispatcher::deliver_reload() {
    const std::vector<Delivery> found = reloads();
    if (found.empty()) return;
    const auto send = [&](const std::string& lines) {
        const std::lock_guard lock(sending_);
        socket_->send(lines);
    };
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(base::monotonic_now() / 1000) + '\n');
    for (const Delivery& each : found) deliver(each);
    const bool stops = services_.with([](const Services& services) { return services.told.stopping; });
    if (!stops) send("READY=1\n");
}

Result<uintptr_t> Dispatcher::register_handler(std::string_view name, Handler handler) {
    return services_.with([&](Services& services) -> Result<uintptr_t> {
        if (services.phase != Phase::running) return Status::error_service_not_in_exe;
        const std::string wanted(name);
        const auto found = std::ranges::find_if(services.all, [&](const auto& each) {
            return services.all.size() == 1 || ::strcasecmp(each->name.c_str(), wanted.c_str()) == 0;
        });
        if (found == services.all.end()) return Status::error_service_not_in_exe;
        (*found)->handler = handler;
        return static_cast<uintptr_t>(found - services.all.begin() + 1);
    });
}

Status Dispatcher::set_status(uintptr_t number, const SERVICE_STATUS& status) {
    const bool possible = status.dwCurrentState >= SERVICE_STOPPED && status.dwCurrentState <= SERVICE_PAUSED &&
                          status.dwServiceType != 0 && (status.dwServiceType & ~SERVICE_TYPE_ALL) == 0 &&
                          (status.dwControlsAccepted & ~kKnownControls) == 0;
    const std::lock_guard lock(sending_);
    std::string lines;
    const Status outcome = services_.with([&](Services& services) {
        if (services.phase != Phase::running || number - 1 >= services.all.size()) return Status::error_invalid_handle;
        Service& service = *services.all[number - 1];
        if (!service.handler || service.status.dwCurrentState == SERVICE_STOPPED) return Status::error_invalid_handle;
        if (!possible) return Status::error_invalid_data;
        service.status = status;
        std::vector<Reported> all;
        for (const auto& each : services.all) all.push_back({.name = each->name, .status = each->status});
        lines = notice_of(all[number - 1], all, services.told);
        return Status::ok;
    });
    if (failed(outcome)) return outcome;
    socket_->send(lines);
    wake();
    return Status::ok;
}

}  // namespace

Status run(std::vector<Entry> entries) { return Dispatcher::only().run(std::move(entries)); }

Result<uintptr_t> register_handler(std::string_view name, Handler handler) {
    return Dispatcher::only().register_handler(name, handler);
}

Status set_status(uintptr_t service, const SERVICE_STATUS& status) {
    return Dispatcher::only().set_status(service, status);
}

}  // namespace handleapi::service
