// SPDX-License-Identifier: LGPL-2.1-or-later
// A client of a soak run; every answer is checked.
//     soak_client mix SECONDS SEED BINDING...   threads that make calls of every kind, chosen at random
//     soak_client flow BYTES BINDING...         so many bytes through every pipe; the memory it may take is bounded
//     soak_client census BINDING                prints the contexts and calls that the server has open
// Ends with a line of counts; the exit code is 1 when an answer was wrong.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "pattern.h"

#include <rpc.h>
#include <rpcasync.h>

#include "soak.h"

extern "C" {
void* MIDL_user_allocate(size_t size) { return std::malloc(size); }
void MIDL_user_free(void* memory) { std::free(memory); }
}

namespace {

constexpr size_t kThreads = 6;
constexpr DWORD kLimit = 60000;
constexpr ULONG kRaised = 0xE0001234;

std::atomic<uint64_t> calls{0}, busy{0}, cancelled{0}, wrong{0};
thread_local handle_t calling = nullptr;  // what callbacks call on

void complain(const char* what, long got) {
    if (wrong.fetch_add(1) < 20) std::fprintf(stderr, "soak_client: %s: %ld\n", what, got);
}

/// A restarting server is too busy, and may be asked again.
bool acceptable(RPC_STATUS status, const char* what) {
    ++calls;
    if (status == RPC_S_OK) return true;
    if (status == RPC_S_SERVER_TOO_BUSY) {
        ++busy;
        Sleep(1);
    } else {
        complain(what, status);
    }
    return false;
}

template <typename F>
RPC_STATUS raised_by(F&& f) {
    RPC_STATUS status = RPC_S_OK;
    RpcTryExcept { f(); }
    RpcExcept(1) { status = static_cast<RPC_STATUS>(RpcExceptionCode()); }
    RpcEndExcept return status;
}

void expect(bool right, const char* what, long got) {
    if (!right) complain(what, got);
}

/// Until the server is not restarting.
template <typename F>
void persist(const char* what, F&& f) {
    for (RPC_STATUS status = RPC_S_SERVER_TOO_BUSY; status == RPC_S_SERVER_TOO_BUSY;) {
        status = raised_by(f);
        acceptable(status, what);
    }
}

class Binding {
 public:
    explicit Binding(std::string text, bool unique = false) {
        if (RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &handle_) != RPC_S_OK) std::exit(2);
        if (unique) RpcBindingSetOption(handle_, RPC_C_OPT_UNIQUE_BINDING, TRUE);
    }
    ~Binding() { RpcBindingFree(&handle_); }
    Binding(const Binding&) = delete;
    Binding& operator=(const Binding&) = delete;
    operator handle_t() const { return handle_; }

 private:
    handle_t handle_ = nullptr;
};

/// An asynchronous call and how its end is noticed.
class Later {
 public:
    explicit Later(RPC_NOTIFICATION_TYPES type, bool sends = false) : type_(type) {
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
    ~Later() {
        CloseHandle(event_);
        if (port_) CloseHandle(port_);
    }
    /// One notification.
    bool wait() {
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
    RPC_STATUS complete(void* reply) {
        const bool routine = type_ == RpcNotificationTypeApc || type_ == RpcNotificationTypeCallback;
        while (routine ? !over_ : RpcAsyncGetCallStatus(&state) == RPC_S_ASYNC_CALL_PENDING) {
            if (wait()) continue;
            complain("no notification in a minute, kind", type_);
            std::_Exit(1);  // the call may still use what would go now
        }
        return RpcAsyncCompleteCall(&state, reply);
    }

    RPC_ASYNC_STATE state;

 private:
    static void told(PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT what) {
        auto& self = *static_cast<Later*>(state->UserInfo);
        const HANDLE event = self.event_;
        if (what == RpcCallComplete && self.type_ == RpcNotificationTypeApc) {
            self.over_ = true;
        } else if (what == RpcCallComplete) {
            self.over_ = true;
            SetEvent(event);
        }
    }

    const RPC_NOTIFICATION_TYPES type_;
    HANDLE event_ = CreateEventA(nullptr, FALSE, FALSE, nullptr);
    HANDLE port_ = nullptr;
    std::atomic<bool> over_{false};
};

/// The client's ends of a synchronous pipe.
struct Flow {
    LONGLONG size = 0;
    LONGLONG offset = 0;
    bool right = true;
    std::vector<byte> room = std::vector<byte>(CHUNK);

    BYTE_PIPE pipe() {
        BYTE_PIPE made{};
        made.pull = [](char* state, byte* to, ULONG capacity, ULONG* count) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *count = std::min(capacity, next_chunk(self.size - self.offset));
            std::memcpy(to, pattern_at(self.offset), *count);
            self.offset += *count;
        };
        made.push = [](char* state, byte* from, ULONG count) {
            auto& self = *reinterpret_cast<Flow*>(state);
            self.check(from, count);
        };
        made.alloc = [](char* state, ULONG, byte** buffer, ULONG* capacity) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *buffer = self.room.data();
            *capacity = CHUNK;
        };
        made.state = reinterpret_cast<char*>(this);
        return made;
    }
    void check(const byte* from, ULONG count) {
        for (ULONG done = 0; done < count;) {
            const ULONG part = std::min<ULONG>(count - done, CHUNK);
            right = right && is_pattern(from + done, part, offset);
            offset += part;
            done += part;
        }
    }
};

bool swallow(handle_t server, LONGLONG size) {
    Flow flow{.size = size};
    BYTE_PIPE pipe = flow.pipe();
    LONGLONG taken = 0;
    if (!acceptable(raised_by([&] { taken = Swallow(server, &pipe); }), "Swallow")) return false;
    expect(taken == size, "Swallow took", taken);
    return true;
}

bool pour(handle_t server, LONGLONG size) {
    Flow flow{};
    BYTE_PIPE pipe = flow.pipe();
    if (!acceptable(raised_by([&] { Pour(server, size, &pipe); }), "Pour")) return false;
    expect(flow.right && flow.offset == size, "Pour gave", flow.offset);
    return true;
}

bool swallow_later(handle_t server, LONGLONG size) {
    Later later(RpcNotificationTypeEvent, true);
    ASYNC_BYTE_PIPE pipe{};
    RPC_STATUS status = raised_by([&] { LaterSwallow(&later.state, server, &pipe); });
    if (!acceptable(status, "LaterSwallow")) return false;
    ULONG count = 1;
    for (LONGLONG offset = 0; count != 0 && status == RPC_S_OK; offset += count) {
        count = next_chunk(size - offset);
        status = pipe.push(pipe.state, pattern_at(offset), count);
        if (status == RPC_S_OK && count != 0 && !later.wait()) status = RPC_S_CALL_FAILED;
    }
    if (!acceptable(status, "LaterSwallow's push")) return false;  // the call ended with it
    LONGLONG taken = 0;
    const RPC_STATUS end = later.complete(&taken);
    if (!acceptable(end, "LaterSwallow's completion")) return false;
    expect(taken == size, "LaterSwallow took", taken);
    return true;
}

bool pour_later(handle_t server, LONGLONG size) {
    Later later(RpcNotificationTypeEvent);
    ASYNC_BYTE_PIPE pipe{};
    RPC_STATUS status = raised_by([&] { LaterPour(&later.state, server, size, &pipe); });
    if (!acceptable(status, "LaterPour")) return false;
    Flow flow{};
    for (ULONG count = 1; count != 0;) {
        status = pipe.pull(pipe.state, flow.room.data(), CHUNK, &count);
        if (status == RPC_S_ASYNC_CALL_PENDING) {
            count = 1;
            if (!later.wait()) break;
        } else if (status == RPC_S_OK) {
            flow.check(flow.room.data(), count);
        } else {
            break;
        }
    }
    if (!acceptable(status, "LaterPour's pull")) return false;  // the call ended with it
    const RPC_STATUS end = later.complete(nullptr);
    if (!acceptable(end, "LaterPour's completion")) return false;
    expect(flow.right && flow.offset == size, "LaterPour gave", flow.offset);
    return true;
}

/// One thread's calls.
class Mixer {
 public:
    Mixer(const std::vector<std::string>& bindings, uint32_t seed) : random_(seed), bindings_(bindings) {}

    void run(ULONGLONG until) {
        for (const std::string& text : bindings_) servers_.push_back(std::make_unique<Binding>(text));
        while (GetTickCount64() < until) {
            calling = *servers_[below(servers_.size())];
            one(calling);
            if (below(50) == 0) {
                auto& renewed = servers_[below(servers_.size())];
                renewed = std::make_unique<Binding>(bindings_[below(bindings_.size())], below(2) == 0);
            }
        }
    }

 private:
    uint32_t below(size_t limit) { return static_cast<uint32_t>(random_() % limit); }

    void one(handle_t server) {
        switch (below(10)) {
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
            default:
                pour_later(server, below(200000));
        }
    }

    void invert(handle_t server) {
        const uint32_t size = below(4) == 0 ? below(200000) : below(300);
        std::vector<byte> data(size + 1, 0x5a);
        if (!acceptable(raised_by([&] { Invert(server, size, data.data()); }), "Invert")) return;
        bool right = data[size] == 0x5a;
        for (uint32_t i = 0; i < size; ++i) right = right && data[i] == 0xa5;
        expect(right, "Invert of", static_cast<long>(size));
    }
    void context(handle_t server) {
        COUNTER counter = nullptr;
        const LONG start = static_cast<LONG>(below(1000));
        if (!acceptable(raised_by([&] { Open(server, start, &counter); }), "Open")) return;
        LONG value = 0;
        const LONG uses = static_cast<LONG>(below(4));
        for (LONG i = 0; i < uses; ++i) persist("Add", [&] { value = Add(counter, 10); });
        if (uses != 0) expect(value == start + 10 * uses, "Add", value);
        if (below(4) == 0) {
            RpcSsDestroyClientContext(&counter);  // the server's is run down with the connection
            return;
        }
        persist("Close", [&] { value = Close(&counter); });
        expect(value == start + 10 * uses && counter == nullptr, "Close", value);
    }
    void call_back(handle_t server) {
        const LONG depth = static_cast<LONG>(below(6));
        LONG got = -1;
        const RPC_STATUS status = raised_by([&] { got = AskBack(server, depth); });
        if (acceptable(status, "AskBack")) expect(got == depth, "AskBack", got);
    }
    void raise(handle_t server) {
        const RPC_STATUS status = raised_by([&] { Raise(server, kRaised); });
        if (status != static_cast<RPC_STATUS>(kRaised)) acceptable(status, "Raise");
        expect(status != RPC_S_OK, "Raise returned", 0);
    }
    void triples(handle_t server) {
        static constexpr RPC_NOTIFICATION_TYPES kKinds[] = {RpcNotificationTypeNone, RpcNotificationTypeEvent,
                                                            RpcNotificationTypeApc, RpcNotificationTypeIoc,
                                                            RpcNotificationTypeCallback};
        const auto kind = kKinds[below(5)];
        const size_t count = 1 + below(40);
        std::vector<std::unique_ptr<Later>> flying;
        std::vector<bool> started;
        for (size_t i = 0; i < count; ++i) {
            flying.push_back(std::make_unique<Later>(kind));
            PRPC_ASYNC_STATE state = &flying.back()->state;
            const boolean elsewhere = static_cast<boolean>(below(2));
            started.push_back(acceptable(
                raised_by([&] { LaterTriple(state, server, static_cast<LONG>(i), elsewhere); }), "LaterTriple"));
        }
        for (size_t i = 0; i < count; ++i) {
            LONG reply = -1;
            if (!started[i] || !acceptable(flying[i]->complete(&reply), "LaterTriple's completion")) continue;
            expect(reply == static_cast<LONG>(i) * 3, "LaterTriple", reply);
        }
    }
    void hold(handle_t server) {
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
            ++calls;
            ++cancelled;
        } else if (acceptable(status, "LaterHold's completion")) {
            expect(reply == 1, "LaterHold", reply);
        }
    }

    std::mt19937 random_;
    const std::vector<std::string>& bindings_;
    std::vector<std::unique_ptr<Binding>> servers_;
};

int summary() {
    std::printf("%llu calls, %llu refused, %llu cancelled, %llu wrong\n", static_cast<unsigned long long>(calls),
                static_cast<unsigned long long>(busy), static_cast<unsigned long long>(cancelled),
                static_cast<unsigned long long>(wrong));
    return wrong == 0 ? 0 : 1;
}

int mix(ULONG seconds, uint32_t seed, const std::vector<std::string>& bindings) {
    const ULONGLONG until = GetTickCount64() + seconds * 1000;
    std::vector<std::thread> threads;
    for (uint32_t i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] { Mixer(bindings, seed * 1000 + i).run(until); });
    }
    for (std::thread& thread : threads) thread.join();
    return summary();
}

/// Of this program; what getrusage tells begins with that of the one it was started from.
long peak_kib() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    return 0;
}

int flow(LONGLONG bytes, const std::vector<std::string>& bindings) {
    constexpr long kMostKib = 24 * 1024;
    for (const std::string& text : bindings) {
        const Binding server(text);
        for (const auto through : {swallow, pour, swallow_later, pour_later}) {
            const long before = peak_kib();
            const bool done = through(server, bytes);
            expect(done, "a pipe that was refused", 0);
            const long more = peak_kib() - before;
            std::printf("%lld bytes over %.8s: %ld KiB more at most\n", static_cast<long long>(bytes), text.c_str(),
                        more);
            expect(more <= kMostKib, "memory of a pipe, KiB", more);
        }
    }
    return summary();
}

int census(const std::string& text) {
    const Binding server(text);
    LONG contexts = -1;
    LONG held = -1;
    const RPC_STATUS status = raised_by([&] { Census(server, &contexts, &held); });
    std::printf("%d %d\n", static_cast<int>(contexts), static_cast<int>(held));
    return status == RPC_S_OK ? 0 : 1;
}

}  // namespace

extern "C" LONG Ask(LONG depth) { return depth <= 0 ? 0 : 1 + AskBack(calling, depth - 1); }

int main(int argc, char** argv) {
    make_pattern();
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto rest = [&](size_t from) { return std::vector<std::string>(words.begin() + from, words.end()); };
    if (words.size() >= 4 && words[0] == "mix") {
        return mix(static_cast<ULONG>(std::strtoul(words[1].c_str(), nullptr, 10)),
                   static_cast<uint32_t>(std::strtoul(words[2].c_str(), nullptr, 10)), rest(3));
    }
    if (words.size() >= 3 && words[0] == "flow") return flow(std::strtoll(words[1].c_str(), nullptr, 10), rest(2));
    if (words.size() == 2 && words[0] == "census") return census(words[1]);
    std::fprintf(stderr, "soak_client mix SECONDS SEED BINDING... | flow BYTES BINDING... | census BINDING\n");
    return 2;
}
