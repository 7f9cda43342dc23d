// SPDX-License-Identifier: LGPL-2.1-or-later
// See fixture.hpp. The manager routines carry midl's server prefix "s_", the client stubs "c_".
#include "fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace end_to_end {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

/// Local endpoints of this run live in a directory of its own, which goes when the process ends.
void use_own_runtime_directory() {
    static const char* const directory = [] {
        static char pattern[] = "/tmp/rpcrt4-test-XXXXXX";
        REQUIRE(mkdtemp(pattern) != nullptr);
        setenv("RPCRT4_RUNTIME_DIR", pattern, 1);
        std::atexit([] { std::filesystem::remove_all(pattern); });
        return pattern;
    }();
    static_cast<void>(directory);
}

unsigned char* allocate_text(const std::string& text) {
    auto* copy = static_cast<unsigned char*>(midl_user_allocate(text.size() + 1));
    std::memcpy(copy, text.c_str(), text.size() + 1);
    return copy;
}

}  // namespace

Explanation explain_raise;

Backstage& backstage() {
    static Backstage instance;
    return instance;
}

void Backstage::keep(Kept call) {
    std::lock_guard lock(mutex_);
    kept_.push_back(std::move(call));
    changed_.notify_all();
}

Backstage::Kept Backstage::take() {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, kPatience, [&] { return !kept_.empty(); }));
    Kept call = std::move(kept_.front());
    kept_.erase(kept_.begin());
    return call;
}

std::vector<Backstage::Kept> Backstage::take_all(size_t count) {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, kPatience, [&] { return kept_.size() >= count; }));
    return std::exchange(kept_, {});
}

size_t Backstage::kept() {
    std::lock_guard lock(mutex_);
    return kept_.size();
}

RPC_STATUS Backstage::reply(Kept& call) {
    LONG result = call.value + 1;
    *call.twice *= 2;
    *call.greeting = allocate_text("hello " + call.name);
    return RpcAsyncCompleteCall(call.async, &result);
}

void Backstage::wait_at_gate() {
    std::unique_lock lock(mutex_);
    const uint64_t before = openings_;
    ++waiting_;
    changed_.notify_all();
    changed_.wait_for(lock, kPatience, [&] { return openings_ != before; });
    --waiting_;
}

bool Backstage::await_gate(size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return waiting_ >= count; });
}

void Backstage::open_gate() {
    std::lock_guard lock(mutex_);
    ++openings_;
    changed_.notify_all();
}

void Backstage::record_dispatch(LONG value) {
    std::lock_guard lock(mutex_);
    dispatched_.push_back(value);
}

std::vector<LONG> Backstage::dispatched() {
    std::lock_guard lock(mutex_);
    return dispatched_;
}

void Backstage::reset() {
    std::lock_guard lock(mutex_);
    dispatched_.clear();
}

Server::Server(const char* protseq) {
    use_own_runtime_directory();
    std::string text = protseq;
    REQUIRE(RpcServerUseProtseqA(reinterpret_cast<RPC_CSTR>(text.data()), RPC_C_PROTSEQ_MAX_REQS_DEFAULT, nullptr) ==
            RPC_S_OK);
    REQUIRE(RpcServerRegisterIf(Probe_v2_3_s_ifspec, nullptr, nullptr) == RPC_S_OK);
    REQUIRE(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK);
    RPC_BINDING_VECTOR* bindings = nullptr;
    REQUIRE(RpcServerInqBindings(&bindings) == RPC_S_OK);
    // Endpoints stay open for the life of the process: the last one of this protocol sequence is ours.
    for (ULONG i = 0; i < bindings->Count; ++i) {
        RPC_CSTR binding = nullptr;
        REQUIRE(RpcBindingToStringBindingA(bindings->BindingH[i], &binding) == RPC_S_OK);
        std::string candidate = reinterpret_cast<char*>(binding);
        // The server names its machine's address; the tests stay on the local one.
        if (candidate.starts_with(text + ":")) string_binding_ = text + ":" + candidate.substr(candidate.find('['));
        RpcStringFreeA(&binding);
    }
    REQUIRE(RpcBindingVectorFree(&bindings) == RPC_S_OK);
    REQUIRE_FALSE(string_binding_.empty());
}

Server::~Server() {
    RpcMgmtStopServerListening(nullptr);
    RpcMgmtWaitServerListen();
    RpcServerUnregisterIf(Probe_v2_3_s_ifspec, nullptr, TRUE);
    backstage().reset();
}

Binding::Binding(const std::string& text) {
    std::string copy = text;
    REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(copy.data()), &handle_) == RPC_S_OK);
}

Binding::~Binding() { RpcBindingFree(&handle_); }

Call::Call(RPC_NOTIFICATION_TYPES type) {
    std::memset(&state, 0, sizeof state);
    REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
    state.NotificationType = type;
    state.UserInfo = this;
}

Call::~Call() { midl_user_free(greeting); }

RPC_STATUS Call::start(handle_t binding, Plan plan, LONG value) {
    return raised_by([&] {
        c_AsyncEcho(&state, binding, plan, value, &twice, reinterpret_cast<const unsigned char*>("tester"), &greeting);
    });
}

RPC_STATUS Call::finish() {
    for (DWORD i = 0; i < kLimit; ++i) {
        const RPC_STATUS status = RpcAsyncGetCallStatus(&state);
        if (status != RPC_S_ASYNC_CALL_PENDING) return status;
        Sleep(1);
    }
    return RPC_S_ASYNC_CALL_PENDING;
}

KeptCall::KeptCall(handle_t binding, RPC_NOTIFICATION_TYPES type, LONG value) : client(type) {
    REQUIRE(client.start(binding, PLAN_KEEP, value) == RPC_S_OK);
    server = backstage().take();
}

void check_reply(Call& call) {
    CHECK(call.complete() == RPC_S_OK);
    CHECK(call.reply == 6);
    CHECK(call.twice == 20);
    REQUIRE(call.greeting != nullptr);
    CHECK(std::strcmp(reinterpret_cast<char*>(call.greeting), "hello tester") == 0);
}

}  // namespace end_to_end

// The manager routines.

using end_to_end::backstage;

extern "C" {

void* __RPC_USER midl_user_allocate(size_t size) { return std::malloc(size); }
void __RPC_USER midl_user_free(void* memory) { std::free(memory); }

LONG s_Echo(handle_t, LONG value) {
    backstage().record_dispatch(value);
    return value;
}

void s_Raise(handle_t, ULONG code) {
    end_to_end::explain_raise.run(code);
    RpcRaiseException(static_cast<RPC_STATUS>(code));
}

LONG s_Scalars(handle_t, boolean flag, short a, hyper b, float c, double d, Plan e, hyper* sum) {
    *sum = b + a + static_cast<hyper>(c) + static_cast<hyper>(d);
    return flag ? static_cast<LONG>(e) : -1;
}

LONG s_Blob(handle_t, ULONG size, byte* data) {
    LONG sum = 0;
    for (ULONG i = 0; i < size; ++i) {
        sum += data[i];
        data[i] = static_cast<byte>(data[i] ^ 0xFF);
    }
    return sum;
}

void s_Upper(handle_t, const WCHAR* text, WCHAR** upper) {
    size_t length = 0;
    while (text[length]) ++length;
    *upper = static_cast<WCHAR*>(midl_user_allocate((length + 1) * sizeof(WCHAR)));
    for (size_t i = 0; i <= length; ++i) {
        (*upper)[i] = text[i] >= 'a' && text[i] <= 'z' ? static_cast<WCHAR>(text[i] - 32) : text[i];
    }
}

void s_Swap(handle_t, Pair* pair) {
    const short first = pair->first;
    pair->first = static_cast<short>(pair->second);
    pair->second = first;
}

LONG s_SumList(handle_t, Node* head) {
    LONG sum = 0;
    for (; head; head = head->next) sum += head->value;
    return sum;
}

LONG s_Varying(handle_t, LONG size, LONG* count, LONG items[]) {
    LONG sum = 0;
    for (LONG i = 0; i < *count; ++i) sum += items[i];
    for (LONG i = *count; i < size; ++i) items[i] = i;
    *count = size;
    return sum;
}

LONG s_WaitAtGate(handle_t) {
    backstage().wait_at_gate();
    return 7;
}

LONG s_WaitForCancel(handle_t) {
    backstage().record_dispatch(-1);
    LONG looks = 0;
    while (RpcTestCancel() != RPC_S_OK && looks < static_cast<LONG>(end_to_end::kLimit)) {
        ++looks;
        Sleep(1);
    }
    return looks;
}

void s_AsyncEcho(PRPC_ASYNC_STATE async, handle_t handle, Plan plan, LONG value, LONG* twice, const unsigned char* name,
                 unsigned char** greeting) {
    backstage().record_dispatch(value);
    if (plan == PLAN_RAISE) RpcRaiseException(value);
    end_to_end::Backstage::Kept call{async, value, twice, reinterpret_cast<const char*>(name), greeting, handle};
    if (plan == PLAN_REPLY) {
        end_to_end::Backstage::reply(call);
    } else {
        backstage().keep(std::move(call));
    }
}

void s_AsyncNothing(PRPC_ASYNC_STATE async, handle_t) { RpcAsyncCompleteCall(async, nullptr); }
}
