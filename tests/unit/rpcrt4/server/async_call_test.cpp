// SPDX-License-Identifier: LGPL-2.1-or-later
// Asynchronous calls on the server: completed by anybody, aborted, cancelled, abandoned.
#include <doctest/doctest.h>

#include <thread>

#include "fixture.hpp"
#include "rpcrt4/async/async_stub.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/server/server_call.hpp"

#include <rpcasync.h>

using namespace server_test;
using protocol::PduType;

namespace {

Counter completed;
Counter discarded;
Counter destroyed;

/// A call as the stub layer leaves it with the runtime: the state belongs to the stub.
class TestStub final : public rpcrt4::binding::AsyncStub {
 public:
    explicit TestStub(RPC_MESSAGE& message) : message_(message) {
        REQUIRE(RpcAsyncInitializeHandle(&state_, sizeof state_) == RPC_S_OK);
    }
    ~TestStub() override { destroyed.add(); }
    RPC_ASYNC_STATE& state() { return state_; }
    base::Status complete(RPC_ASYNC_STATE& state, void* reply) noexcept override {
        CHECK(&state == &state_);
        completed.add();
        if (!reply) return base::Status::rpc_x_bad_stub_data;  // marshalling failed, nothing was sent
        put_reply(message_, bytes_of(static_cast<const char*>(reply)));
        return static_cast<base::Status>(I_RpcSend(&message_));
    }
    void discard(RPC_ASYNC_STATE&) noexcept override { discarded.add(); }

 private:
    RPC_MESSAGE& message_;
    RPC_ASYNC_STATE state_{};
};

RPC_ASYNC_STATE* begin(RPC_MESSAGE& message) {
    auto stub = std::make_unique<TestStub>(message);
    RPC_ASYNC_STATE* state = &stub->state();
    REQUIRE(I_RpcAsyncSetHandle(&message, state) == RPC_S_OK);
    rpcrt4::async::attach_stub(message, std::move(stub));
    return state;
}

char answer_text[] = "answer";

/// The states of calls that were begun, in the order their routines ran.
struct Pending {
    std::mutex mutex;
    std::vector<RPC_ASYNC_STATE*> states;
    std::vector<std::string> inputs;
    Counter count;

    /// The order of inputs is that of dispatch; begin() lets the next request in, as a stub does before the manager.
    void add(RPC_MESSAGE& message) {
        size_t index = 0;
        {
            std::lock_guard lock(mutex);
            index = inputs.size();
            inputs.emplace_back(static_cast<const char*>(message.Buffer), message.BufferLength);
            states.push_back(nullptr);
        }
        RPC_ASYNC_STATE* state = begin(message);
        std::lock_guard lock(mutex);
        states[index] = state;
        count.add();
    }
    RPC_ASYNC_STATE* at(size_t index) {
        REQUIRE(count.reaches(static_cast<int>(index) + 1));
        std::lock_guard lock(mutex);
        return states[index];
    }
    void reset() {
        states.clear();
        inputs.clear();
        count.reset();
    }
} pending;

void keep(PRPC_MESSAGE message) { pending.add(*message); }

void complete_inside(PRPC_MESSAGE message) {
    RPC_ASYNC_STATE* state = begin(*message);
    CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK);
}

void complete_elsewhere_first(PRPC_MESSAGE message) {
    RPC_ASYNC_STATE* state = begin(*message);
    std::thread([state] { CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK); }).join();
    CHECK(RpcServerTestCancel(nullptr) == RPC_S_NO_CALL_ACTIVE);
}

void raise_before_hand_off(PRPC_MESSAGE message) {
    begin(*message);
    RpcRaiseException(4242);
}

void fail_to_marshal(PRPC_MESSAGE message) {
    RPC_ASYNC_STATE* state = begin(*message);
    CHECK(RpcAsyncCompleteCall(state, nullptr) == RPC_X_BAD_STUB_DATA);
}

class AsyncInterface : public TestInterface {
 public:
    AsyncInterface()
        : TestInterface{keep, complete_inside, complete_elsewhere_first, raise_before_hand_off, fail_to_marshal, echo} {
        pending.reset();
        for (Counter* counter : {&completed, &discarded, &destroyed}) counter->reset();
        spec().InterpreterInfo = this;  // these operations say themselves when the routine begins
        REQUIRE(RpcServerRegisterIf(handle(), nullptr, nullptr) == RPC_S_OK);
    }
};

template <typename Predicate>
bool eventually(Predicate&& predicate) {
    const auto deadline = transport::Clock::now() + kPatience;
    while (!predicate()) {
        if (transport::Clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

/// Counts what an observer hears.
class Ear final : public rpcrt4::server::CallObserver {
 public:
    explicit Ear(Counter& counter) : counter_(counter) {}
    void told(rpcrt4::server::CallEvent) noexcept override { counter_.add(); }

 private:
    Counter& counter_;
};

rpcrt4::server::ServerCall& call_behind(RPC_ASYNC_STATE* state) {
    // The call stays in the handle table as long as the test keeps it pending.
    auto object = rpcrt4::binding::lookup(RpcAsyncGetCallHandle(state));
    REQUIRE(static_cast<bool>(object));
    return static_cast<rpcrt4::server::ServerCall&>(*object);
}

}  // namespace

TEST_SUITE("rpcrt4/server/async_call") {
    TEST_CASE("D2, D3: a call is completed inside its manager routine") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        CHECK(peer->call(1, {})->stub() == bytes_of("answer"));
        CHECK(peer->call(1, {})->stub() == bytes_of("answer"));
        CHECK(destroyed.reaches(2));
    }

    TEST_CASE("D3: a call is completed on another thread, before or after its manager routine returned") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        CHECK(peer->call(2, {})->stub() == bytes_of("answer"));
        peer->request(9, 0, bytes_of("kept"));
        RPC_ASYNC_STATE* state = pending.at(0);
        CHECK(peer->call(5, bytes_of("meanwhile"))->stub() == bytes_of("meanwhile"));
        CHECK(peer->silent());
        CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK);
        CHECK(peer->receive()->header.call_id == 9);
    }

    TEST_CASE("A8, D4: the state's call handle is the call's, and void after completion") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle(pending.at(0));
        CHECK(RpcServerTestCancel(handle) == RPC_S_CALL_IN_PROGRESS);
        CHECK(RpcAsyncCompleteCall(pending.at(0), answer_text) == RPC_S_OK);
        CHECK(RpcServerTestCancel(handle) == RPC_S_INVALID_BINDING);
        CHECK(peer->receive()->type() == PduType::response);
    }

    TEST_CASE("D6: when completion fails the parameters are freed and the client gets a fault") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        const auto answer = peer->call(4, {});
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == protocol::to_wire(base::Status::rpc_x_bad_stub_data));
        CHECK(destroyed.reaches(1));
    }

    TEST_CASE("D7: raising before the hand-off ends the call") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        const auto answer = peer->call(3, {});
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == 4242);
        CHECK(discarded.reaches(1));
        CHECK(destroyed.reaches(1));
    }

    TEST_CASE("C10: an abort reaches the client as a fault with the given code") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        CHECK(RpcAsyncAbortCall(state, 0) == RPC_S_INVALID_ARG);
        CHECK(RpcAsyncAbortCall(state, 999) == RPC_S_OK);
        const auto answer = peer->receive();
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == 999);
        CHECK(discarded.count() == 1);
        CHECK(completed.count() == 0);
        CHECK(destroyed.reaches(1));
    }

    TEST_CASE("C8, C9: RpcServerTestCancel says OK after a cancel, which changes nothing else") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle(state);
        CHECK(RpcServerTestCancel(handle) == RPC_S_CALL_IN_PROGRESS);
        Counter heard;
        call_behind(state).subscribe(rpcrt4::server::CallEvent::cancel, base::make_ref<Ear>(heard));
        peer->control(PduType::co_cancel, 2);
        REQUIRE(heard.reaches(1));
        CHECK(RpcServerTestCancel(handle) == RPC_S_OK);
        peer->control(PduType::co_cancel, 2);
        CHECK(RpcServerTestCancel(handle) == RPC_S_OK);
        CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK);
        CHECK(peer->receive()->stub() == bytes_of("answer"));
        CHECK(heard.count() == 1);
    }

    TEST_CASE("a cancel for a call that does not exist is ignored") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->control(PduType::co_cancel, 77);
        peer->control(PduType::orphaned, 78);
        CHECK(peer->call(5, bytes_of("fine"))->stub() == bytes_of("fine"));
    }

    TEST_CASE("the reply of an orphaned call is not sent, and completing it succeeds") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        Counter heard;
        call_behind(state).subscribe(rpcrt4::server::CallEvent::cancel, base::make_ref<Ear>(heard));
        peer->control(PduType::orphaned, 2);
        REQUIRE(heard.reaches(1));
        CHECK(RpcServerTestCancel(RpcAsyncGetCallHandle(state)) == RPC_S_OK);
        CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK);
        CHECK(peer->call(5, bytes_of("next"))->stub() == bytes_of("next"));
    }

    TEST_CASE("a client that goes away is noticed while its call is pending; completing the call fails cleanly") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        Counter heard;
        call_behind(state).subscribe(rpcrt4::server::CallEvent::client_disconnect, base::make_ref<Ear>(heard));
        peer->close();
        REQUIRE(heard.reaches(1));
        CHECK(RpcServerTestCancel(RpcAsyncGetCallHandle(state)) == RPC_S_OK);
        CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_CALL_FAILED);
        CHECK(destroyed.reaches(1));
    }

    TEST_CASE("D9, D10: subscriptions that cannot be are refused with their documented codes") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle(state);
        RPC_ASYNC_NOTIFICATION_INFO info{};
        const auto both = static_cast<RPC_NOTIFICATIONS>(RpcNotificationClientDisconnect | RpcNotificationCallCancel);
        const auto subscribe = [&](RPC_NOTIFICATIONS notification, RPC_NOTIFICATION_TYPES type) {
            return RpcServerSubscribeForNotification(handle, notification, type, &info);
        };
        CHECK(subscribe(RpcNotificationCallNone, RpcNotificationTypeCallback) == RPC_S_CANNOT_SUPPORT);
        CHECK(subscribe(RpcNotificationCallCancel, RpcNotificationTypeNone) == RPC_S_INVALID_ARG);
        CHECK(subscribe(RpcNotificationCallCancel, RpcNotificationTypeHwnd) == RPC_S_CANNOT_SUPPORT);
        CHECK(subscribe(RpcNotificationCallCancel, RpcNotificationTypeCallback) == RPC_S_INVALID_ARG);
        CHECK(subscribe(both, RpcNotificationTypeEvent) == RPC_S_INVALID_ARG);
        CHECK(RpcServerSubscribeForNotification(nullptr, RpcNotificationCallCancel, RpcNotificationTypeCallback,
                                                &info) == RPC_S_NO_CALL_ACTIVE);
        ULONG queued = 7;
        CHECK(RpcServerUnsubscribeForNotification(handle, both, &queued) == RPC_S_CANNOT_SUPPORT);
        CHECK(RpcServerUnsubscribeForNotification(handle, RpcNotificationCallCancel, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcServerUnsubscribeForNotification(handle, RpcNotificationCallCancel, &queued) == RPC_S_OK);
        CHECK(queued == 0);
        CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK);
        CHECK(peer->receive()->type() == PduType::response);
    }

    TEST_CASE("D11, D12: a callback hears of cancel and disconnect, each once, with the state and the kind") {
        static RPC_ASYNC_STATE* told_state = nullptr;
        static Counter cancels;
        static Counter disconnects;
        cancels.reset();
        disconnects.reset();
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle(state);
        RPC_ASYNC_NOTIFICATION_INFO info{};
        info.NotificationRoutine = [](RPC_ASYNC_STATE* async, void* context, RPC_ASYNC_EVENT event) {
            CHECK(context == nullptr);
            told_state = async;
            (event == RpcClientCancel ? cancels : disconnects).add();
        };
        const auto both = static_cast<RPC_NOTIFICATIONS>(RpcNotificationClientDisconnect | RpcNotificationCallCancel);
        REQUIRE(RpcServerSubscribeForNotification(handle, both, RpcNotificationTypeCallback, &info) == RPC_S_OK);
        info = {};
        peer->control(PduType::co_cancel, 2);
        REQUIRE(cancels.reaches(1));
        peer->control(PduType::co_cancel, 2);
        peer->close();
        REQUIRE(disconnects.reaches(1));
        CHECK(cancels.count() == 1);
        CHECK(told_state == state);
        ULONG queued = 7;
        CHECK(RpcServerUnsubscribeForNotification(handle, RpcNotificationCallCancel, &queued) == RPC_S_OK);
        CHECK(queued == 1);
        CHECK(RpcServerUnsubscribeForNotification(handle, RpcNotificationClientDisconnect, &queued) == RPC_S_OK);
        CHECK(queued == 1);
        CHECK(RpcAsyncAbortCall(state, 1) == RPC_S_OK);
    }

    TEST_CASE("the older subscription to a disconnect sets an event, and takes nothing else") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle(state);
        const HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        REQUIRE(event != nullptr);
        CHECK(I_RpcServerSubscribeForDisconnectNotification(handle, nullptr) == ERROR_INVALID_HANDLE);
        CHECK(I_RpcServerSubscribeForDisconnectNotification(nullptr, event) == RPC_S_NO_CALL_ACTIVE);
        REQUIRE(I_RpcServerSubscribeForDisconnectNotification(handle, event) == RPC_S_OK);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        peer->close();
        CHECK(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0);
        ULONG queued = 7;
        CHECK(RpcServerUnsubscribeForNotification(handle, RpcNotificationClientDisconnect, &queued) == RPC_S_OK);
        CHECK(queued == 1);
        CHECK(RpcAsyncAbortCall(state, 1) == RPC_S_OK);
        CloseHandle(event);
    }

    TEST_CASE("E1: pipelined calls enter their manager routines in the order they were sent") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        constexpr uint32_t kCalls = 200;
        for (uint32_t i = 0; i < kCalls; ++i) peer->request(100 + i, 0, bytes_of(std::to_string(i)));
        REQUIRE(pending.count.reaches(kCalls));
        for (uint32_t i = 0; i < kCalls; ++i) CHECK(pending.inputs[i] == std::to_string(i));
        // Answered in another order, each reply finds its call.
        for (uint32_t i = kCalls; i-- > 0;) CHECK(RpcAsyncCompleteCall(pending.states[i], answer_text) == RPC_S_OK);
        for (uint32_t i = kCalls; i-- > 0;) CHECK(peer->receive()->header.call_id == 100 + i);
    }

    TEST_CASE("many threads complete calls of one connection at once and every reply arrives whole") {
        AsyncInterface target;
        const Listening listening;
        auto peer = bound_peer(target);
        constexpr uint32_t kCalls = 128;
        constexpr size_t kThreads = 4;
        for (uint32_t i = 0; i < kCalls; ++i) peer->request(100 + i, 0, {});
        REQUIRE(pending.count.reaches(kCalls));
        std::string large(100'000, 'x');
        std::vector<std::thread> threads;
        for (size_t t = 0; t < kThreads; ++t) {
            threads.emplace_back([&, t] {
                for (size_t i = t; i < kCalls; i += kThreads) {
                    CHECK(RpcAsyncCompleteCall(pending.states[i], large.data()) == RPC_S_OK);
                }
            });
        }
        std::vector<size_t> received(kCalls);
        for (size_t total = 0; total < kCalls * large.size();) {
            const auto answer = peer->receive();
            REQUIRE(answer.has_value());
            REQUIRE(answer->type() == PduType::response);
            const size_t size = answer->stub().size();
            received.at(answer->header.call_id - 100) += size;
            total += size;
        }
        for (const size_t size : received) CHECK(size == large.size());
        for (auto& thread : threads) thread.join();
    }

    TEST_CASE("I8: a pending asynchronous call keeps RpcMgmtWaitServerListen waiting until it is completed") {
        AsyncInterface target;
        auto listening = std::make_unique<Listening>();
        auto peer = bound_peer(target);
        peer->request(900, 0, {});
        RPC_ASYNC_STATE* state = pending.at(0);
        REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        std::atomic<bool> returned{false};
        std::thread waiter([&] {
            CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
            returned = true;
        });
        CHECK(peer->call(5, {})->status() == protocol::nca::kServerTooBusy);
        CHECK_FALSE(returned);
        CHECK(RpcAsyncCompleteCall(state, answer_text) == RPC_S_OK);
        waiter.join();
        CHECK(peer->receive()->type() == PduType::response);
    }

    TEST_CASE("a client that reads no replies blocks no worker and its requests are no longer read") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto slow = bound_peer(target);
        auto brisk = bound_peer(target);
        const std::vector<std::byte> large(256 * 1024, std::byte{7});
        std::thread flood([&] {
            for (uint32_t id = 2; id < 100; ++id) slow->request(id, 0, large);
        });
        for (int i = 0; i < 50; ++i) CHECK(brisk->call(0, bytes_of("quick"))->stub() == bytes_of("quick"));
        size_t total = 0;
        while (total < 98 * large.size()) {
            const auto answer = slow->receive();
            REQUIRE(answer.has_value());
            total += answer->stub().size();
        }
        flood.join();
        CHECK(total == 98 * large.size());
    }
}
