// SPDX-License-Identifier: LGPL-2.1-or-later
// The mixer's calls on contexts of the server, alone and by several threads at once, on fast binding handles, and those
// that a forked child makes through bindings it inherits.
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "mixer.hpp"
#include "tests/sanitizers.h"

namespace soak {
namespace {

/// As persist(), for a call in a context: another server that has taken the place of the killed one does not know it.
template <typename F>
bool persist_in_context(const char* what, F&& f) {
    RPC_STATUS status;
    do {
        status = raised_by(f);
        if (!mortal || status != RPC_X_SS_CONTEXT_MISMATCH) {
            acceptable(status, what);
        } else {
            ++counts.calls;
            ++counts.contexts;
        }
    } while (status == RPC_S_SERVER_TOO_BUSY);
    return status == RPC_S_OK;
}

/// Adds 1 so many times from each of some threads at once. False when one was lost.
template <typename F>
bool add_together(F&& add, size_t threads, uint32_t times) {
    std::atomic<bool> lost = false;
    std::vector<std::thread> crowd;
    for (size_t i = 0; i < threads; ++i) {
        crowd.emplace_back([&] {
            for (uint32_t turn = 0; turn < times && !lost; ++turn) {
                if (!persist_in_context("Add at once", add)) lost = true;
            }
        });
    }
    for (std::thread& one : crowd) one.join();
    return !lost;
}

}  // namespace

void Mixer::context(handle_t server) {
    COUNTER counter = nullptr;
    const LONG start = static_cast<LONG>(below(1000));
    if (!acceptable(raised_by([&] { Open(server, start, &counter); }), "Open")) return;
    LONG value = start;
    const LONG uses = static_cast<LONG>(below(4));
    bool alive = true;
    for (LONG i = 0; i < uses && alive; ++i) {
        alive = persist_in_context("Add", [&] { value = Add(counter, 10); });
    }
    if (alive) expect(value == start + 10 * uses, "Add", value);
    if (!alive || below(4) == 0) {
        RpcSsDestroyClientContext(&counter);  // the server's is run down with the connection
        return;
    }
    if (persist_in_context("Close", [&] { value = Close(&counter); })) {
        expect(value == start + 10 * uses && counter == nullptr, "Close", value);
    } else {
        RpcSsDestroyClientContext(&counter);
    }
}

void Mixer::kept_context(handle_t server) {
    constexpr size_t kMost = 8;
    if (kept_.size() < kMost) {
        Kept made{nullptr, static_cast<LONG>(below(1000))};
        if (acceptable(raised_by([&] { Open(server, made.value, &made.counter); }), "Open")) kept_.push_back(made);
        return;
    }
    const size_t place = below(kMost);
    Kept& one = kept_[place];
    LONG value = 0;
    const bool alive = persist_in_context("Add later", [&] { value = Add(one.counter, 7); });
    one.value += 7;
    if (alive) expect(value == one.value, "Add later", value);
    if (alive && below(50) != 0) return;
    if (!alive || !persist_in_context("Close later", [&] { Close(&one.counter); })) {
        RpcSsDestroyClientContext(&one.counter);
    }
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(place));
}

void Mixer::shared_context(handle_t server) {
    const bool serialized = below(2) == 0;
    void* context = nullptr;
    if (!acceptable(raised_by([&] { serialized ? Open(server, 0, &context) : OpenShared(server, 0, &context); }),
                    "Open for many"))
        return;
    const size_t threads = 2 + below(3);
    const uint32_t times = 1 + below(8);
    bool alive = serialized ? add_together([&] { Add(context, 1); }, threads, times)
                            : add_together([&] { AddShared(context, 1); }, threads, times);
    LONG sum = -1;
    alive = alive && below(4) != 0 &&
            persist_in_context("Close for many", [&] { sum = serialized ? Close(&context) : CloseShared(&context); });
    if (alive) {
        expect(sum == static_cast<LONG>(threads * times), "Close for many", sum);
    } else {
        RpcSsDestroyClientContext(&context);
    }
}

void Mixer::fast() {
    if (local_endpoint_.empty()) return;
    RPC_BINDING_HANDLE_TEMPLATE_V1_A target{};
    target.Version = 1;
    target.ProtocolSequence = RPC_PROTSEQ_LRPC;
    target.StringEndpoint = reinterpret_cast<unsigned char*>(local_endpoint_.data());
    handle_t server = nullptr;
    const RPC_STATUS made = RpcBindingCreateA(&target, nullptr, nullptr, &server);
    if (made != RPC_S_OK) return complain("RpcBindingCreate", made);
    for (uint32_t times = 1 + below(2); times > 0; --times) {
        RPC_STATUS bound;
        if (below(2) == 0) {
            bound = RpcBindingBind(nullptr, server, Soak_v1_0_c_ifspec);
        } else {
            Later later(RpcNotificationTypeEvent);
            bound = RpcBindingBind(&later.state, server, Soak_v1_0_c_ifspec);
            if (bound == RPC_S_OK) bound = later.complete(nullptr);
        }
        if (!acceptable(bound, "RpcBindingBind")) break;  // what failed is not unbound
        use_fast(server);
        const RPC_STATUS unbound = RpcBindingUnbind(server);
        expect(unbound == RPC_S_OK, "RpcBindingUnbind", unbound);
    }
    const RPC_STATUS freed = RpcBindingFree(&server);
    expect(freed == RPC_S_OK, "RpcBindingFree", freed);
}

void Mixer::use_fast(handle_t server) {
    for (uint32_t calls = 1 + below(4); calls > 0; --calls) {
        if (below(2) == 0) {
            invert(server);
        } else {
            triples(server);
        }
    }
}

void Mixer::call_in_child(handle_t server) {
    if (UNDER_SANITIZER) return;
    const pid_t child = ::fork();
    if (child < 0) return complain("fork", errno);
    if (child == 0) {
        ::alarm(kLimit / 1000);
        byte data[] = {1, 2};
        const bool done = persist("Invert in a child", [&] { Invert(server, 2, data); });
        ::_exit(done && data[0] == 0xfe && data[1] == 0xfd ? 0 : mortal && !done ? 2 : 1);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ++counts.calls;
    expect(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || (mortal && WEXITSTATUS(status) == 2)),
           "a forked child's call", status);
}

}  // namespace soak
