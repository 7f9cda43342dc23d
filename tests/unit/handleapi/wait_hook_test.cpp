// SPDX-License-Identifier: LGPL-2.1-or-later
// Waits without a thread, in the lists of objects beside those of threads.
#include "handleapi/wait_hook.hpp"

#include <atomic>
#include <vector>

#include "handleapi/event.hpp"
#include "tests/unit/handleapi/support.hpp"

TEST_SUITE("handleapi/wait_hook") {
    struct Counting final : handleapi::WaitHook {
        std::atomic<int> calls{0};
        void satisfied() noexcept override { ++calls; }
    };
    using Begun = handleapi::WaitHook::Begun;

    TEST_CASE("a hook takes a signal that is there at once, without a call") {
        const auto event = base::make_ref<handleapi::Event>(handleapi::Reset::automatic, true);
        Counting hook;
        CHECK(hook.begin(event) == Begun::satisfied);
        CHECK_FALSE(event->signaled());
        CHECK_FALSE(hook.cancel());
        CHECK(hook.begin(event) == Begun::waiting);
        CHECK(hook.cancel());
        CHECK_FALSE(hook.cancel());
        event->set();
        CHECK(event->signaled());
        CHECK(hook.calls == 0);
    }

    TEST_CASE("hooks among threads are called by the signalling thread, more than a wake list holds") {
        const auto event = base::make_ref<handleapi::Event>(handleapi::Reset::manual);
        std::vector<Counting> hooks(100);
        for (auto& hook : hooks) CHECK(hook.begin(event) == Begun::waiting);
        event->set();
        for (auto& hook : hooks) CHECK(hook.calls == 1);
    }
}
