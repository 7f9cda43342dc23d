// SPDX-License-Identifier: LGPL-2.1-or-later
// Who is let in when: the queue is looked at from one thread, only waiting takes others.
#include "rpcrt4/server/context_lock.hpp"

#include <doctest/doctest.h>

#include <thread>

using rpcrt4::server::ContextLock;
using Mode = ContextLock::Mode;

TEST_SUITE("rpcrt4/server/context_lock") {
    TEST_CASE("those that share are in together, one that does not is alone") {
        ContextLock lock;
        ContextLock::Waiter first{.mode = Mode::shared}, second{.mode = Mode::shared}, writer{.mode = Mode::exclusive};
        CHECK(lock.request(first));
        CHECK(lock.request(second));
        CHECK_FALSE(lock.request(writer));
        lock.unlock(Mode::shared);
        CHECK_FALSE(writer.granted);
        lock.unlock(Mode::shared);
        CHECK(writer.granted);
        lock.await(writer);
        lock.unlock(Mode::exclusive);
    }

    TEST_CASE("first come, first served: nobody overtakes one that waits") {
        ContextLock lock;
        ContextLock::Waiter reader{.mode = Mode::shared}, writer{.mode = Mode::exclusive}, late{.mode = Mode::shared},
            later{.mode = Mode::shared};
        CHECK(lock.request(reader));
        CHECK_FALSE(lock.request(writer));
        CHECK_FALSE(lock.request(late));
        CHECK_FALSE(lock.request(later));
        lock.unlock(Mode::shared);
        CHECK(writer.granted);
        CHECK_FALSE(late.granted);
        lock.unlock(Mode::exclusive);
        CHECK(late.granted);
        CHECK(later.granted);
        lock.unlock(Mode::shared);
        lock.unlock(Mode::shared);
    }

    TEST_CASE("a reader that is alone becomes the writer at once, and lets others in again") {
        ContextLock lock;
        ContextLock::Waiter reader{.mode = Mode::shared}, other{.mode = Mode::shared};
        CHECK(lock.request(reader));
        CHECK(lock.upgrade());
        CHECK_FALSE(lock.request(other));
        lock.downgrade();
        CHECK(other.granted);
        lock.unlock(Mode::shared);
        lock.unlock(Mode::shared);
    }

    TEST_CASE("H19: of two readers that want to be alone the first is, and the second learns that it was not") {
        ContextLock lock;
        ContextLock::Waiter one{.mode = Mode::shared}, two{.mode = Mode::shared};
        CHECK(lock.request(one));
        CHECK(lock.request(two));
        bool unchanged[2] = {};
        std::thread threads[2];
        for (int i = 0; i < 2; ++i) {
            threads[i] = std::thread([&, i] {
                unchanged[i] = lock.upgrade();
                lock.unlock(Mode::exclusive);
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(unchanged[0] != unchanged[1]);
        ContextLock::Waiter after{.mode = Mode::exclusive};
        CHECK(lock.request(after));
        lock.unlock(Mode::exclusive);
    }
}
