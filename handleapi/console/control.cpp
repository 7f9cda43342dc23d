// SPDX-License-Identifier: LGPL-2.1-or-later
// See control.hpp.
#include "handleapi/console/control.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/console/signal_relay.hpp"
#include "handleapi/thread.hpp"

#include <wincon.h>

namespace handleapi::console {

using base::Status;

namespace {

struct Meaning {
    int signal;
    uint32_t event;
    bool last;  // the process ends after it
};
constexpr Meaning kMeanings[] = {
    {.signal = SIGINT, .event = CTRL_C_EVENT, .last = false},
    {.signal = SIGQUIT, .event = CTRL_BREAK_EVENT, .last = false},
    {.signal = SIGHUP, .event = CTRL_CLOSE_EVENT, .last = true},
    {.signal = SIGTERM, .event = CTRL_SHUTDOWN_EVENT, .last = true},
};

using Handlers = base::Guarded<std::vector<ControlHandler>>;
Handlers& handlers() {
    static auto* const only = new Handlers;
    return *only;
}

/// Asks the handlers; whether one of them took the event.
bool ask_handlers(uint32_t event) {
    std::vector<ControlHandler> all = handlers().with([](const auto& known) { return known; });
    for (auto handler = all.rbegin(); handler != all.rend(); ++handler) {
        int32_t taken = 0;
        call_user_or_throw([&] { taken = (*handler)(event); });
        if (taken) return true;
    }
    return false;
}

uint32_t handle_event(void* argument) {
    const Meaning& meaning = *static_cast<const Meaning*>(argument);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    const bool taken = raising([&] { return ask_handlers(meaning.event); });
    if (meaning.last && taken) {
        end_process(meaning.signal);
    } else if (!taken) {
        do_as_before(meaning.signal);
    }
    return 0;
}

void receive(int signal) {
    const Meaning& meaning = *std::ranges::find(kMeanings, signal, &Meaning::signal);
    try {
        void* const argument = const_cast<Meaning*>(&meaning);
        if (Thread::create(&handle_event, argument, 0, StartThread::now)) return;
    } catch (const std::bad_alloc&) {
    }
    do_as_before(signal);  // nobody can be asked
}

Status listen_to_all() {
    for (const Meaning& meaning : kMeanings) {
        const Status status = listen(meaning.signal, Listener::console, &receive);
        if (failed(status)) return status;
    }
    return Status::ok;
}

}  // namespace

Status add_handler(ControlHandler handler) {
    handlers().with([&](auto& all) { all.push_back(handler); });
    const Status status = listen_to_all();
    if (failed(status)) static_cast<void>(remove_handler(handler));
    return status;
}

Status remove_handler(ControlHandler handler) {
    return handlers().with([&](auto& all) {
        const auto found = std::find(all.rbegin(), all.rend(), handler);
        if (found == all.rend()) return Status::error_invalid_parameter;
        all.erase(std::next(found).base());
        return Status::ok;
    });
}

Status ignore_ctrl_c(bool ignored) { return ignore(SIGINT, ignored); }

Status generate(uint32_t event, uint32_t group) {
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return Status::error_invalid_parameter;
    if (group > INT32_MAX) return Status::error_invalid_parameter;
    if (event == CTRL_C_EVENT && group != 0) return Status::ok;
    const int signal = event == CTRL_C_EVENT ? SIGINT : SIGQUIT;
    if (::kill(-static_cast<pid_t>(group), signal) == 0) return Status::ok;  // -0 is the caller's group
    return errno == EPERM ? Status::error_access_denied : Status::error_invalid_parameter;
}

}  // namespace handleapi::console
