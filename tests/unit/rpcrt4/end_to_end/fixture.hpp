// SPDX-License-Identifier: LGPL-2.1-or-later
// The server half of the end-to-end tests and what every case needs: a running server on each protocol sequence, a
// binding to it, an initialised asynchronous call, and the calls the server keeps unanswered.
#pragma once

#include <doctest/doctest.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "probe.h"

namespace end_to_end {

/// Calls kept by PLAN_KEEP and threads waiting in WaitAtGate. Every wait is bounded.
class Backstage {
 public:
    struct Kept {
        PRPC_ASYNC_STATE async;
        LONG value;
        LONG* twice;
        std::string name;
        unsigned char** greeting;
        handle_t handle;
    };

    void keep(Kept call);
    /// The oldest kept call, after waiting for one to arrive.
    Kept take();
    /// So many of them, in the order they came, after waiting for all.
    std::vector<Kept> take_all(size_t count);
    size_t kept();
    /// Sends the reply of a kept call: value + 1, twice, "hello NAME".
    static RPC_STATUS reply(Kept& call);

    void wait_at_gate();
    /// Waits until `count` threads stand at the gate.
    bool await_gate(size_t count);
    void open_gate();

    std::vector<LONG> dispatched();
    void record_dispatch(LONG value);
    void reset();

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Kept> kept_;
    std::vector<LONG> dispatched_;
    size_t waiting_ = 0;
    uint64_t openings_ = 0;
};

Backstage& backstage();

/// What the manager routine of Raise runs before it raises. Tests whose clients are other processes are ordered with it
/// by nothing else.
class Explanation {
 public:
    using Function = void (*)(ULONG code);
    Explanation& operator=(Function function) {
        const std::lock_guard lock(mutex_);
        function_ = function;
        return *this;
    }
    void run(ULONG code) {
        Function function = nullptr;
        {
            const std::lock_guard lock(mutex_);
            function = function_;
        }
        if (function) function(code);
        settle();
    }
    /// After the calls: what the function found may be looked at.
    void settle() { const std::lock_guard lock(mutex_); }

 private:
    std::mutex mutex_;
    Function function_ = nullptr;
};
extern Explanation explain_raise;

/// A listening server of Probe on a fresh endpoint of `protseq`, for the life of the object.
class Server {
 public:
    explicit Server(const char* protseq);
    ~Server();
    const std::string& string_binding() const { return string_binding_; }

 private:
    std::string string_binding_;
};

class Binding {
 public:
    explicit Binding(const std::string& text);
    ~Binding();
    operator handle_t() const { return handle_; }

 private:
    handle_t handle_ = nullptr;
};

/// Runs `body(binding to a server)` once per protocol sequence.
template <typename F>
void on_every_protseq(F&& body) {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc", "ncacn_np"}) {
        CAPTURE(protseq);
        Server server(protseq);
        Binding binding(server.string_binding());
        body(binding);
    }
}

/// One asynchronous AsyncEcho with the variables it needs until its reply has been received.
struct Call {
    explicit Call(RPC_NOTIFICATION_TYPES type);
    /// The exception's code, RPC_S_OK when the call started.
    RPC_STATUS start(handle_t binding, Plan plan, LONG value);
    RPC_STATUS complete() { return RpcAsyncCompleteCall(&state, &reply); }
    /// Polls until the call is over, at most ten seconds; its status then.
    RPC_STATUS finish();
    ~Call();

    RPC_ASYNC_STATE state;
    LONG reply = -1;
    LONG twice = 10;
    unsigned char* greeting = nullptr;
};

/// A started call that the server keeps, and the server's side of it.
struct KeptCall {
    KeptCall(handle_t binding, RPC_NOTIFICATION_TYPES type, LONG value = 5);
    Call client;
    Backstage::Kept server;
};

/// Completes a call that is over and had the value 5, and compares all it brings.
void check_reply(Call& call);

/// Runs `f` and returns the code it raised, RPC_S_OK when none.
template <typename F>
RPC_STATUS raised_by(F&& f) {
    RPC_STATUS status = RPC_S_OK;
    RpcTryExcept { f(); }
    RpcExcept(1) { status = static_cast<RPC_STATUS>(RpcExceptionCode()); }
    RpcEndExcept return status;
}

constexpr DWORD kLimit = 10000;

}  // namespace end_to_end
