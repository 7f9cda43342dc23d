// SPDX-License-Identifier: LGPL-2.1-or-later
// Reactor: who is woken by what, that a blocked worker holds up nobody, and that threads go when they are not needed.
#include "rpcrt4/server/reactor.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <memory>
#include <thread>

#include "fixture.hpp"

using namespace server_test;
using rpcrt4::server::Reactor;
using rpcrt4::server::Source;

namespace {

/// One end of a stream, watched; the other end is the test's.
class Watched final : public Source {
 public:
    Watched() {
        std::array<int, 2> ends;
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0);
        own = transport::Socket(ends[0]);
        peer = transport::Socket(ends[1]);
    }
    void ready(bool readable, bool, bool hangup) noexcept override {
        if (readable) {
            char bytes[64];
            while (::read(own.descriptor(), bytes, sizeof bytes) > 0) {
            }
            if (on_ready) on_ready();
            reads.add();
        }
        if (hangup) hangups.add();
    }
    void help() noexcept override { helps.add(); }
    void write() { REQUIRE(::write(peer.descriptor(), "x", 1) == 1); }

    transport::Socket own;
    transport::Socket peer;
    std::function<void()> on_ready;
    Counter reads;
    Counter hangups;
    Counter helps;
};

struct Registered {
    explicit Registered(Reactor& in, std::function<void()> on_ready = {})
        : reactor(in), source(base::make_ref<Watched>()) {
        source->on_ready = std::move(on_ready);
        id = reactor.reserve(source);
        REQUIRE(id != 0);
        REQUIRE(reactor.start(id, source->own.descriptor()));
    }
    ~Registered() { reactor.remove(id, source->own.descriptor()); }
    Watched* operator->() const { return source.get(); }

    Reactor& reactor;
    base::Ref<Watched> source;
    Reactor::Id id = 0;
};

template <typename F>
bool eventually(F&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

}  // namespace

TEST_SUITE("rpcrt4/server/reactor") {
    TEST_CASE("there is no thread before there is something to watch") {
        Reactor reactor;
        CHECK(reactor.workers() == 0);
        const Registered source(reactor);
        CHECK(reactor.workers() >= 1);
    }

    TEST_CASE("a source is told of bytes and, once, of the end of its stream") {
        Reactor reactor;
        const Registered source(reactor);
        source->write();
        CHECK(source->reads.reaches(1));
        CHECK(source->hangups.count() == 0);
        source->write();
        CHECK(source->reads.reaches(2));
        source->peer.close();
        CHECK(source->hangups.reaches(1));
    }

    TEST_CASE("a removed source hears nothing more and is let go") {
        Reactor reactor;
        auto watched = base::make_ref<Watched>();
        const Reactor::Id id = reactor.reserve(watched);
        REQUIRE(reactor.start(id, watched->own.descriptor()));
        watched->write();
        CHECK(watched->reads.reaches(1));
        reactor.remove(id, watched->own.descriptor());
        const int before = watched->reads.count();
        const Registered other(reactor);
        watched->write();
        other->write();
        CHECK(other->reads.reaches(1));
        CHECK(watched->reads.count() == before);
    }

    TEST_CASE("help comes once for every request, on threads of the reactor") {
        Reactor reactor;
        const Registered source(reactor);
        for (int i = 0; i < 50; ++i) reactor.request_help(source.source);
        CHECK(source->helps.reaches(50));
    }

    TEST_CASE("workers that block hold up nobody: threads are added while they are needed") {
        constexpr int kBlocked = 8;
        Reactor reactor;
        Counter release;
        Counter blocked;
        std::vector<std::unique_ptr<Registered>> sources;
        for (int i = 0; i < kBlocked; ++i) {
            sources.push_back(std::make_unique<Registered>(reactor, [&] {
                blocked.add();
                static_cast<void>(release.reaches(1));
            }));
            (*sources.back())->write();
        }
        CHECK(blocked.reaches(kBlocked));
        const Registered free(reactor);
        free->write();
        CHECK(free->reads.reaches(1));
        CHECK(reactor.workers() > kBlocked);
        release.add();
        for (const auto& source : sources) CHECK((*source)->reads.reaches(1));
    }

    TEST_CASE("threads that are no longer needed retire, and come again when they are") {
        constexpr int kBlocked = 12;
        Reactor reactor(std::chrono::milliseconds(5));
        for (int round = 0; round < 3; ++round) {
            Counter release;
            Counter blocked;
            std::vector<std::unique_ptr<Registered>> sources;
            for (int i = 0; i < kBlocked; ++i) {
                sources.push_back(std::make_unique<Registered>(reactor, [&] {
                    blocked.add();
                    static_cast<void>(release.reaches(1));
                }));
                (*sources.back())->write();
            }
            REQUIRE(blocked.reaches(kBlocked));
            CHECK(reactor.workers() >= kBlocked);
            release.add();
            for (const auto& source : sources) CHECK((*source)->reads.reaches(1));
            CHECK(eventually([&] { return reactor.workers() <= Reactor::kSpareWorkers + 1; }));
            const Registered still(reactor);
            still->write();
            CHECK(still->reads.reaches(1));
        }
    }

    TEST_CASE("workers asked for in advance are there, no more than the processors can use") {
        Reactor reactor;
        reactor.prepare_workers(2);
        CHECK(reactor.workers() == 2);
        reactor.prepare_workers(1'000'000);
        CHECK(reactor.workers() <= 2 * std::max(1u, std::thread::hardware_concurrency()));
    }
}
