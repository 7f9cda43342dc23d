// SPDX-License-Identifier: LGPL-2.1-or-later
// See client.hpp.
#include "client.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

extern "C" {
void* MIDL_user_allocate(size_t size) { return std::malloc(size); }
void MIDL_user_free(void* memory) { std::free(memory); }
}

namespace soak {
namespace {

thread_local bool lost_one = false;

/// What counts calls that end so because their server is gone, was gone or has not registered yet. Null for other ends.
std::atomic<uint64_t>* loss(RPC_STATUS status) {
    switch (status) {
        case RPC_S_SERVER_UNAVAILABLE:
            return &counts.unavailable;
        case RPC_S_CALL_FAILED:
            return &counts.failed;
        case RPC_S_CALL_FAILED_DNE:
            return &counts.not_executed;
        case EPT_S_NOT_REGISTERED:
            return &counts.not_registered;
        default:
            return nullptr;
    }
}

}  // namespace

Counts counts;
bool mortal = false;

void complain(const char* what, long got) {
    if (counts.wrong.fetch_add(1) < 20) std::fprintf(stderr, "soak_client: %s: %ld\n", what, got);
}

bool take_loss() { return std::exchange(lost_one, false); }

bool acceptable(RPC_STATUS status, const char* what) {
    ++counts.calls;
    if (status == RPC_S_OK) return true;
    if (status == RPC_S_SERVER_TOO_BUSY) {
        ++counts.refused;
        Sleep(1);
    } else if (std::atomic<uint64_t>* const count = loss(status); mortal && count) {
        ++*count;
        lost_one = true;
    } else {
        complain(what, status);
    }
    return false;
}

Binding::Binding(std::string text, bool unique) : partial_(text.find('[') == std::string::npos) {
    if (RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &handle_) != RPC_S_OK) std::exit(2);
    if (unique) RpcBindingSetOption(handle_, RPC_C_OPT_UNIQUE_BINDING, TRUE);
}

void Binding::protect(ULONG service, ULONG level) {
    const RPC_STATUS status = RpcBindingSetAuthInfoA(handle_, nullptr, level, service, nullptr, RPC_C_AUTHZ_NONE);
    expect(status == RPC_S_OK, "RpcBindingSetAuthInfo", status);
}

void Binding::reset() {
    if (!partial_) return;
    const RPC_STATUS status = RpcBindingReset(handle_);
    expect(status == RPC_S_OK, "RpcBindingReset", status);
}

Later::Later(RPC_NOTIFICATION_TYPES type, bool sends) : type_(type) {
    RpcAsyncInitializeHandle(&state, sizeof state);
    state.UserInfo = this;
    state.NotificationType = type;
    if (sends) state.Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
    if (type == RpcNotificationTypeEvent) state.u.hEvent = event_;
    if (type == RpcNotificationTypeIoc) {
        port_ = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
        state.u.IOC.hIOPort = port_;
    }
    if (type == RpcNotificationTypeApc) state.u.APC.NotificationRoutine = told;
    if (type == RpcNotificationTypeCallback) state.u.NotificationRoutine = told;
}

Later::~Later() {
    CloseHandle(event_);
    if (port_) CloseHandle(port_);
}

bool Later::wait() {
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    LPOVERLAPPED overlapped = nullptr;
    switch (type_) {
        case RpcNotificationTypeApc:
            return SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION;
        case RpcNotificationTypeIoc:
            return GetQueuedCompletionStatus(port_, &bytes, &key, &overlapped, kLimit);
        case RpcNotificationTypeNone:
            Sleep(1);
            return true;
        default:
            return WaitForSingleObject(event_, kLimit) == WAIT_OBJECT_0;
    }
}

RPC_STATUS Later::complete(void* reply) {
    const bool routine = type_ == RpcNotificationTypeApc || type_ == RpcNotificationTypeCallback;
    while (routine ? !over_ : RpcAsyncGetCallStatus(&state) == RPC_S_ASYNC_CALL_PENDING) {
        if (wait()) continue;
        complain("no notification in a minute, kind", type_);
        std::_Exit(1);  // the call may still use what would go now
    }
    return RpcAsyncCompleteCall(&state, reply);
}

void Later::told(PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT what) {
    auto& self = *static_cast<Later*>(state->UserInfo);
    const HANDLE event = self.event_;  // once it is over, the object may go
    if (what != RpcCallComplete) return;
    const bool waits_for_event = self.type_ == RpcNotificationTypeCallback;
    self.over_ = true;
    if (waits_for_event) SetEvent(event);
}

}  // namespace soak
