// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of asynchronous calls share: events that close themselves, bounded waits for a call's end, a server
// that answers when it is told to. Every wait is bounded.
#pragma once

#include <thread>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"

#include <windows.h>

namespace test {

inline constexpr DWORD kWait = 20000;

class EventHandle {
 public:
    explicit EventHandle(BOOL manual = FALSE) : handle_(CreateEventA(nullptr, manual, FALSE, nullptr)) {
        REQUIRE(handle_ != nullptr);
    }
    EventHandle(const EventHandle&) = delete;
    ~EventHandle() { CloseHandle(handle_); }
    operator HANDLE() const { return handle_; }
    bool wait() const { return WaitForSingleObject(handle_, kWait) == WAIT_OBJECT_0; }

 private:
    HANDLE handle_;
};

inline void notify_by(AsyncCall& call, HANDLE event) {
    call.state.NotificationType = RpcNotificationTypeEvent;
    call.state.u.hEvent = event;
}

/// Polls until the call is over; false when that takes too long.
inline bool over(AsyncCall& call) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (call.status() == RPC_S_ASYNC_CALL_PENDING) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

/// Answers a request once the gate lets it, in the order of arrival.
inline TestServer::Handler held_echo(Gate& gate) {
    return [&gate](Connection& connection) {
        int served = 0;
        while (auto request = connection.request()) {
            if (!gate.wait(++served)) return;
            connection.echo(*request);
        }
    };
}

}  // namespace test
