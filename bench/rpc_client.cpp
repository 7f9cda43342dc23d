// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/rpc_client.hpp"

#include <atomic>
#include <cstdlib>
#include <semaphore>
#include <string>

#include "bench/rival.hpp"

extern "C" void* midl_user_allocate(size_t size) { return std::malloc(size); }
extern "C" void midl_user_free(void* memory) { std::free(memory); }

namespace bench {
namespace {

void finish(Later& call) {
    LONG reply = 0;
    must(RpcAsyncCompleteCall(&call.state, &reply) == RPC_S_OK && reply == call.number, "an asynchronous call");
}

/// What the routines of APCs and callbacks share; they get nothing but the call's state.
struct Routine {
    const Calls::Start* start = nullptr;
    Later* first = nullptr;
    size_t in_flight = 0;
    size_t total = 0;
    std::atomic<size_t> done{0};
    std::binary_semaphore over{0};
};
Routine routine;

void complete_and_restart(PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT) {
    auto& call = *reinterpret_cast<Later*>(state);
    finish(call);
    const size_t before = routine.done.fetch_add(1, std::memory_order_relaxed);
    if (before + routine.in_flight < routine.total) (*routine.start)(call, static_cast<size_t>(&call - routine.first));
    if (before + 1 == routine.total) routine.over.release();
}

}  // namespace

const Peer& rpc_peer() {
    static const Peer peer("rpc_peer");
    return peer;
}

Server::Server(Over over, const Peer& peer) {
    std::string text = over == Over::tcp ? "ncacn_ip_tcp:127.0.0.1[" : "ncalrpc:[";
    text += peer.endpoint(over) + "]";
    must(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &handle_) == RPC_S_OK,
         "RpcBindingFromStringBinding");
}

Server::~Server() { must(RpcBindingFree(&handle_) == RPC_S_OK, "RpcBindingFree"); }

void Server::echo() {
    ++number_;
    must(Echo(handle_, number_) == number_, "Echo");
}

void Server::set(ULONG option) { must(RpcBindingSetOption(handle_, option, TRUE) == RPC_S_OK, "RpcBindingSetOption"); }

void Server::authenticate(ULONG service, ULONG level, const char* principal) {
    std::string name = principal ? principal : "";
    must(RpcBindingSetAuthInfoA(handle_, reinterpret_cast<RPC_CSTR>(name.data()), level, service, nullptr, 0) ==
             RPC_S_OK,
         "RpcBindingSetAuthInfo");
}

std::unique_ptr<Server> client(Over over, const Peer& peer) {
    auto made = std::make_unique<Server>(over, peer);
    made->set(RPC_C_OPT_UNIQUE_BINDING);
    made->echo();
    return made;
}

Calls::Calls(size_t count, RPC_NOTIFICATION_TYPES type) : type_(type), calls_(count) {
    if (type == RpcNotificationTypeIoc) {
        port_ = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
        must(port_ != nullptr, "CreateIoCompletionPort");
    }
    for (size_t i = 0; i < count; ++i) {
        RPC_ASYNC_STATE& state = calls_[i].state;
        must(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK, "RpcAsyncInitializeHandle");
        calls_[i].number = static_cast<LONG>(i);
        state.NotificationType = type;
        if (type == RpcNotificationTypeEvent) {
            events_.push_back(CreateEventA(nullptr, FALSE, FALSE, nullptr));
            must(events_.back() != nullptr, "CreateEvent");
            state.u.hEvent = events_.back();
        } else if (type == RpcNotificationTypeIoc) {
            state.u.IOC.hIOPort = port_;
            state.u.IOC.dwCompletionKey = i;
        } else if (type == RpcNotificationTypeApc) {
            state.u.APC.NotificationRoutine = complete_and_restart;
        } else {
            state.u.NotificationRoutine = complete_and_restart;
        }
    }
}

Calls::~Calls() {
    for (HANDLE event : events_) CloseHandle(event);
    if (port_ != nullptr) CloseHandle(port_);
}

void Calls::run(size_t total, const Start& start) {
    switch (type_) {
        case RpcNotificationTypeEvent:
            return run_events(total, start);
        case RpcNotificationTypeIoc:
            return run_packets(total, start);
        default:
            return run_routines(total, start);
    }
}

void Calls::start_all(const Start& start) {
    for (size_t i = 0; i < calls_.size(); ++i) start(calls_[i], i);
}

void Calls::run_events(size_t total, const Start& start) {
    start_all(start);
    for (size_t done = 0; done < total; ++done) {
        const size_t index = done % calls_.size();
        must(WaitForSingleObject(events_[index], INFINITE) == WAIT_OBJECT_0, "WaitForSingleObject");
        finish(calls_[index]);
        if (done + calls_.size() < total) start(calls_[index], index);
    }
}

void Calls::run_packets(size_t total, const Start& start) {
    start_all(start);
    for (size_t done = 0; done < total; ++done) {
        DWORD bytes;
        ULONG_PTR key;
        LPOVERLAPPED overlapped;
        must(GetQueuedCompletionStatus(port_, &bytes, &key, &overlapped, INFINITE), "GetQueuedCompletionStatus");
        finish(calls_[key]);
        if (done + calls_.size() < total) start(calls_[key], key);
    }
}

void Calls::run_routines(size_t total, const Start& start) {
    routine.start = &start;
    routine.first = calls_.data();
    routine.in_flight = calls_.size();
    routine.total = total;
    routine.done = 0;
    start_all(start);
    while (type_ == RpcNotificationTypeApc && routine.done < total) SleepEx(INFINITE, TRUE);
    routine.over.acquire();
}

void blob(handle_t server, std::vector<byte>& data) {
    const byte first = data.front();
    const byte last = data.back();
    Blob(server, static_cast<LONG>(data.size()), data.data());
    must(data.front() == static_cast<byte>(first + 1) && data.back() == static_cast<byte>(last + 1), "Blob");
}

void hold_all(handle_t server, Calls& calls, size_t count) {
    calls.run(count, [&](Later& call, size_t) { Hold(&call.state, server, ++call.number, static_cast<LONG>(count)); });
}

}  // namespace bench
