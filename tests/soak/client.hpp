// SPDX-License-Identifier: LGPL-2.1-or-later
// The soak client's common ground: what a status may be, bindings, asynchronous calls.
//     client   counts, judgement of statuses, Binding, Later        flows   bytes through the four kinds of pipe
//     mixer    one thread's calls of every kind                     soak_client   the program
// The library's own headers are C's: this file is all that the client knows of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "pattern.h"

#include <rpc.h>
#include <rpcasync.h>

#include "soak.h"

namespace soak {

constexpr DWORD kLimit = 60000;
constexpr ULONG kRaised = 0xE0001234;

struct Counts {
    std::atomic<uint64_t> calls{0}, refused{0}, cancelled{0}, timed_out{0}, wrong{0};
    // With their server: calls that could not be made, perhaps were executed, were not, found no endpoint; contexts.
    std::atomic<uint64_t> unavailable{0}, failed{0}, not_executed{0}, not_registered{0}, contexts{0};
};
extern Counts counts;

/// Whether the server may be killed at any time. Set before the first call.
extern bool mortal;

void complain(const char* what, long got);
inline void expect(bool right, const char* what, long got) {
    if (!right) complain(what, got);
}

/// Counts a call. True when it went well. False when the server was too busy, as one is that listens again soon, or
/// when it was lost and may be; all else is a complaint.
bool acceptable(RPC_STATUS status, const char* what);
/// The calling thread has seen one since this was asked last.
bool take_loss();

template <typename F>
RPC_STATUS raised_by(F&& f) {
    RPC_STATUS status = RPC_S_OK;
    RpcTryExcept { f(); }
    RpcExcept(1) { status = static_cast<RPC_STATUS>(RpcExceptionCode()); }
    RpcEndExcept return status;
}

/// Until the server is not too busy. False when the call was lost.
template <typename F>
bool persist(const char* what, F&& f) {
    RPC_STATUS status;
    do {
        status = raised_by(f);
        acceptable(status, what);
    } while (status == RPC_S_SERVER_TOO_BUSY);
    return status == RPC_S_OK;
}

class Binding {
 public:
    explicit Binding(std::string text, bool unique = false);
    ~Binding() { RpcBindingFree(&handle_); }
    Binding(const Binding&) = delete;
    Binding& operator=(const Binding&) = delete;
    operator handle_t() const { return handle_; }
    /// From now on calls are made as this user, at that level.
    void protect(ULONG service, ULONG level);
    /// Not while a call is made on it. The endpoint is looked for anew where it came from the map.
    void reset();

 private:
    handle_t handle_ = nullptr;
    bool partial_;
};

/// An asynchronous call and how its end is noticed.
class Later {
 public:
    explicit Later(RPC_NOTIFICATION_TYPES type, bool sends = false);
    ~Later();
    /// One notification.
    bool wait();
    RPC_STATUS complete(void* reply);

    RPC_ASYNC_STATE state;

 private:
    static void told(PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT what);

    const RPC_NOTIFICATION_TYPES type_;
    HANDLE event_ = CreateEventA(nullptr, FALSE, FALSE, nullptr);
    HANDLE port_ = nullptr;
    std::atomic<bool> over_{false};
};

}  // namespace soak
