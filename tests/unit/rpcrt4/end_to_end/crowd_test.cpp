// SPDX-License-Identifier: LGPL-2.1-or-later
// A hundred thousand asynchronous calls outstanding at once, on one binding and on many: each is answered once, in
// whatever order the server likes.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "fixture.hpp"
#include "tests/sanitizers.h"

using namespace end_to_end;

namespace {

constexpr size_t kCalls = UNDER_SANITIZER ? 5'000 : 100'000;

/// Starts the calls, calls i on binding i modulo their number, has the server answer them last first, and completes
/// them.
void outstanding(std::vector<std::unique_ptr<Binding>>& bindings) {
    std::vector<std::unique_ptr<Call>> calls;
    for (size_t i = 0; i < kCalls; ++i) {
        calls.push_back(std::make_unique<Call>(RpcNotificationTypeNone));
        REQUIRE(calls.back()->start(*bindings[i % bindings.size()], PLAN_KEEP, static_cast<LONG>(i)) == RPC_S_OK);
    }
    std::vector<Backstage::Kept> kept = backstage().take_all(kCalls);
    REQUIRE(kept.size() == kCalls);
    CHECK(RpcAsyncGetCallStatus(&calls.front()->state) == RPC_S_ASYNC_CALL_PENDING);
    std::reverse(kept.begin(), kept.end());
    size_t replied = 0;
    for (Backstage::Kept& call : kept) replied += Backstage::reply(call) == RPC_S_OK;
    CHECK(replied == kCalls);
    size_t right = 0;
    for (size_t i = 0; i < kCalls; ++i) {
        Call& call = *calls[i];
        right += call.finish() == RPC_S_OK && call.complete() == RPC_S_OK && call.reply == static_cast<LONG>(i) + 1;
    }
    CHECK(right == kCalls);
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/crowd") {
    TEST_CASE("a hundred thousand calls are outstanding on one binding, or spread over a hundred") {
        Server server("ncacn_ip_tcp");
        for (const size_t count : {1, 100}) {
            CAPTURE(count);
            std::vector<std::unique_ptr<Binding>> bindings;
            for (size_t i = 0; i < count; ++i) {
                bindings.push_back(std::make_unique<Binding>(server.string_binding()));
                if (count > 1) {
                    REQUIRE(RpcBindingSetOption(*bindings.back(), RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
                }
            }
            outstanding(bindings);
        }
    }
}
