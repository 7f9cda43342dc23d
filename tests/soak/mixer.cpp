// SPDX-License-Identifier: LGPL-2.1-or-later
// See mixer.hpp. Contexts, fast handles and calls that a child makes are in mixer_objects.cpp.
#include "mixer.hpp"

#include <algorithm>

#include "flows.hpp"

namespace soak {
namespace {

thread_local handle_t calling = nullptr;  // what callbacks call on

constexpr RPC_NOTIFICATION_TYPES kKinds[] = {RpcNotificationTypeNone, RpcNotificationTypeEvent, RpcNotificationTypeApc,
                                             RpcNotificationTypeIoc, RpcNotificationTypeCallback};

/// Of the chain of the calling thread: a record for this code with the code as its only parameter.
bool explains(ULONG code) {
    RPC_ERROR_ENUM_HANDLE chain{};
    if (RpcErrorStartEnumeration(&chain) != RPC_S_OK) return false;
    bool found = false;
    RPC_EXTENDED_ERROR_INFO info{};
    do {
        info = {};
        info.Version = RPC_EEINFO_VERSION;
        info.NumberOfParameters = MaxNumberOfEEInfoParams;
        if (RpcErrorGetNextRecord(&chain, FALSE, &info) != RPC_S_OK) break;
        found = info.Status == code && info.NumberOfParameters == 1 &&
                info.Parameters[0].ParameterType == eeptLongVal && info.Parameters[0].u.LVal == static_cast<LONG>(code);
    } while (!found);
    RpcErrorEndEnumeration(&chain);
    return found;
}

struct Hanging {
    handle_t server;
    RPC_STATUS status = RPC_S_OK;
    LONG reply = 0;
    static DWORD WINAPI call(void* context) {
        auto& self = *static_cast<Hanging*>(context);
        self.status = raised_by([&] { self.reply = Hang(self.server, 3000); });
        return 0;
    }
};

}  // namespace

Mixer::Mixer(const std::vector<std::string>& bindings, uint32_t seed) : random_(seed), bindings_(bindings) {
    constexpr std::string_view kLocal = "ncalrpc:[";
    for (const std::string& text : bindings_) {
        servers_.push_back(std::make_unique<Binding>(text));
        if (text.starts_with(kLocal)) local_endpoint_ = text.substr(kLocal.size(), text.size() - kLocal.size() - 1);
    }
}

Mixer::~Mixer() {
    for (Kept& one : kept_) RpcSsDestroyClientContext(&one.counter);
}

void Mixer::run(const std::atomic<bool>& stop) {
    while (!stop) {
        calling = any();
        one(calling);
        if (take_loss()) {
            for (const auto& server : servers_) server->reset();
            Sleep(1 + below(10));
        }
        if (below(50) == 0) renew();
    }
}

void Mixer::renew() {
    auto& renewed = servers_[below(servers_.size())];
    renewed = std::make_unique<Binding>(bindings_[below(bindings_.size())], below(2) == 0);
    if (below(2) == 0) return;
    constexpr ULONG kLevels = RPC_C_AUTHN_LEVEL_PKT_PRIVACY - RPC_C_AUTHN_LEVEL_CONNECT + 1;
    const ULONG service = below(2) == 0 ? RPC_C_AUTHN_WINNT : RPC_C_AUTHN_GSS_NEGOTIATE;
    renewed->protect(service, RPC_C_AUTHN_LEVEL_CONNECT + below(kLevels));
}

void Mixer::recover() {
    const ULONGLONG until = GetTickCount64() + kLimit;
    for (const std::string& text : bindings_) {
        Binding server(text);
        byte data = 1;
        RPC_STATUS status = RPC_S_OK;
        do {
            server.reset();
            status = raised_by([&] { Invert(server, 1, &data); });
            acceptable(status, "Invert at the end");
        } while (status != RPC_S_OK && GetTickCount64() < until);
        expect(status == RPC_S_OK && data == 0xfe, text.c_str(), status);
    }
}

void Mixer::one(handle_t server) {
    switch (below(16)) {
        case 0:
            return invert(server);
        case 1:
            return context(server);
        case 2:
            return call_back(server);
        case 3:
            return raise(server);
        case 4:
            swallow(server, below(300000));
            return;
        case 5:
            pour(server, below(300000));
            return;
        case 6:
            return triples(server);
        case 7:
            return hold(server);
        case 8:
            swallow_later(server, below(200000));
            return;
        case 9:
            pour_later(server, below(200000));
            return;
        case 10:
            return kept_context(server);
        case 11:
            return shared_context(server);
        case 12:
            return raise_explained(server);
        case 13:
            return fast();
        case 14:
            if (below(4) == 0) hang(server);
            if (below(8) == 0) time_out(server);
            return;
        default:
            if (below(100) == 0) stop_listening(server);
            if (below(20) == 0) call_in_child(server);
    }
}

void Mixer::invert(handle_t server) {
    const uint32_t size = below(4) == 0 ? below(200000) : below(300);
    std::vector<byte> data(size + 1, 0x5a);
    if (!acceptable(raised_by([&] { Invert(server, size, data.data()); }), "Invert")) return;
    const bool right =
        data[size] == 0x5a && std::all_of(data.begin(), data.end() - 1, [](byte b) { return b == 0xa5; });
    expect(right, "Invert of", static_cast<long>(size));
}

void Mixer::call_back(handle_t server) {
    const LONG depth = static_cast<LONG>(below(6));
    LONG got = -1;
    if (!acceptable(raised_by([&] { got = AskBack(server, depth); }), "AskBack")) return;
    expect(got == depth, "AskBack", got);
}

void Mixer::raise(handle_t server) {
    const RPC_STATUS status = raised_by([&] { Raise(server, kRaised); });
    if (status != static_cast<RPC_STATUS>(kRaised)) acceptable(status, "Raise");
    expect(status != RPC_S_OK, "Raise returned", 0);
}

void Mixer::raise_explained(handle_t server) {
    const ULONG code = kRaised + below(100);
    const RPC_STATUS status = raised_by([&] { RaiseExplained(server, code); });
    if (status == static_cast<RPC_STATUS>(code)) {
        ++counts.calls;
        expect(explains(code), "no record of extended error information", status);
    } else {
        acceptable(status, "RaiseExplained");
    }
    expect(status != RPC_S_OK, "RaiseExplained returned", 0);
}

void Mixer::triples(handle_t server) {
    const auto kind = kKinds[below(5)];
    const size_t count = 1 + below(40);
    std::vector<std::unique_ptr<Later>> flying;
    std::vector<bool> started;
    for (size_t i = 0; i < count; ++i) {
        flying.push_back(std::make_unique<Later>(kind));
        PRPC_ASYNC_STATE state = &flying.back()->state;
        const boolean elsewhere = static_cast<boolean>(below(2));
        started.push_back(
            acceptable(raised_by([&] { LaterTriple(state, server, static_cast<LONG>(i), elsewhere); }), "LaterTriple"));
    }
    for (size_t i = 0; i < count; ++i) {
        LONG reply = -1;
        if (!started[i] || !acceptable(flying[i]->complete(&reply), "LaterTriple's completion")) continue;
        expect(reply == static_cast<LONG>(i) * 3, "LaterTriple", reply);
    }
}

void Mixer::hold(handle_t server) {
    Later later(below(2) == 0 ? RpcNotificationTypeEvent : RpcNotificationTypeCallback);
    const bool cancel = below(3) != 0;
    const ULONG patience = cancel ? 5000 : below(30);
    if (!acceptable(raised_by([&] { LaterHold(&later.state, server, patience); }), "LaterHold")) return;
    if (cancel) {
        const RPC_STATUS asked = RpcAsyncCancelCall(&later.state, below(2) == 0);
        // Refused by a restarting server, the call may be over.
        expect(asked == RPC_S_OK, "RpcAsyncCancelCall", asked);
    }
    LONG reply = 0;
    const RPC_STATUS status = later.complete(&reply);
    if (cancel && status == RPC_S_CALL_CANCELLED) {
        ++counts.calls;
        ++counts.cancelled;
    } else if (acceptable(status, "LaterHold's completion")) {
        expect(reply == 1, "LaterHold", reply);
    }
}

void Mixer::hang(handle_t server) {
    Hanging one{server};
    const HANDLE thread = CreateThread(nullptr, 0, Hanging::call, &one, 0, nullptr);
    Sleep(below(4));
    const INT patience = below(2) == 0 ? 0 : RPC_C_CANCEL_INFINITE_TIMEOUT;
    do {
        // The call may not have begun or be over: then there is nothing to cancel.
        const RPC_STATUS asked = RpcCancelThreadEx(thread, patience);
        expect(asked == RPC_S_OK, "RpcCancelThreadEx", asked);
    } while (WaitForSingleObject(thread, 10) == WAIT_TIMEOUT);
    CloseHandle(thread);
    if (one.status == RPC_S_CALL_CANCELLED) {
        ++counts.calls;
        ++counts.cancelled;
    } else if (acceptable(one.status, "Hang")) {
        expect(one.reply == 1, "Hang", one.reply);
    }
}

/// What has a limit of its own and does not end.
void Mixer::time_out(handle_t server) {
    handle_t hasty = nullptr;
    RPC_STATUS status = RpcBindingCopy(server, &hasty);
    if (status != RPC_S_OK) return complain("RpcBindingCopy", status);
    status = RpcBindingSetOption(hasty, RPC_C_OPT_CALL_TIMEOUT, 1 + below(50));
    // Local calls have no limits.
    if (status == RPC_S_OK) {
        LONG reply = 0;
        status = raised_by([&] { reply = Hang(hasty, 10'000); });
        if (status == RPC_S_CALL_CANCELLED) {
            ++counts.calls;
            ++counts.timed_out;
        } else if (acceptable(status, "Hang")) {
            complain("Hang beyond its time", reply);
        }
    } else {
        expect(status == RPC_S_CANNOT_SUPPORT, "RpcBindingSetOption", status);
    }
    status = RpcBindingFree(&hasty);
    expect(status == RPC_S_OK, "RpcBindingFree", status);
}

void Mixer::stop_listening(handle_t server) {
    LONG status = -1;
    if (!acceptable(raised_by([&] { status = StopListening(server); }), "StopListening")) return;
    // Another may have stopped it.
    expect(status == RPC_S_OK || status == RPC_S_NOT_LISTENING, "RpcMgmtStopServerListening in a call", status);
}

}  // namespace soak

extern "C" LONG Ask(LONG depth) { return depth <= 0 ? 0 : 1 + AskBack(soak::calling, depth - 1); }
