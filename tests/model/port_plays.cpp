// SPDX-License-Identifier: LGPL-2.1-or-later
// Completion ports: packets are posted, taken, held back by the concurrency value, and dropped when the port closes.
#include <array>

#include "handleapi/event.hpp"
#include "handleapi/iocp.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"
#include "tests/model/plays.hpp"

namespace model {
namespace {

using base::Ref;
using base::Status;
using handleapi::Alertable;
using handleapi::CompletionPacket;
using handleapi::CompletionPort;
using handleapi::Event;
using handleapi::kInfinite;
using handleapi::kWaitObject0;
using handleapi::Reset;
using handleapi::Thread;

/// A port with one handle; counts what is taken, by key.
class PortPlay : public Play {
 protected:
    static constexpr size_t kKeys = 3;

    explicit PortPlay(uint32_t concurrency) : port_(base::make_ref<CompletionPort>(concurrency)) {
        port_->handle_opened();
    }
    bool post(uintptr_t key) { return succeeded(port_->post(7, key, nullptr)); }
    CompletionPort::Outcome take(uint32_t milliseconds, Alertable alertable = Alertable::no, size_t room = 1) {
        std::array<CompletionPacket, kKeys> packets{};
        const CompletionPort::Taken taken =
            port_->take(std::span<CompletionPacket>(packets).first(room), milliseconds, alertable);
        const bool some = taken.outcome == CompletionPort::Outcome::packets;
        expect(taken.count <= room && (taken.count != 0) == some, "packets come with their number");
        for (size_t i = 0; i < taken.count; ++i) {
            expect(packets[i].dwNumberOfBytesTransferred == 7 && packets[i].lpCompletionKey < kKeys, "as posted");
            expect(++taken_[packets[i].lpCompletionKey] == 1, "a packet is taken once");
            ++total_;
        }
        return taken.outcome;
    }
    /// By the last thread to end: what is left in the port. The thread is then one that runs for it.
    void drain() {
        const Quiet quiet;
        while (take(0) == CompletionPort::Outcome::packets) {
        }
    }

    Ref<CompletionPort> port_;
    std::array<int, kKeys> taken_{};
    int total_ = 0;
};

/// A packet is posted while the port is closed: it is taken once, or dropped with the port. All waiters are released.
class CloseAndPost final : public PortPlay {
 public:
    explicit CloseAndPost(int takers) : PortPlay(2), takers_(takers) {
        for (int i = 0; i < takers; ++i) {
            thread([this] {
                const auto outcome = take(kInfinite);
                packets_ += outcome == CompletionPort::Outcome::packets;
                abandoned_ += outcome == CompletionPort::Outcome::abandoned;
            });
        }
        thread([this] { posted_ = post(1); });
        thread([this] { port_->handle_closed(); });
    }
    void check() override {
        expect(packets_ + abandoned_ == takers_, "every waiter is released");
        expect(packets_ <= posted_, "a packet is taken once, or dropped");
        expect(!post(2), "a closed port takes no packets");
    }

 private:
    const int takers_;
    int posted_ = 0;
    int packets_ = 0;
    int abandoned_ = 0;
};

/// Two packets for two threads, which run at the same time.
class TwoForTwo final : public PortPlay {
 public:
    TwoForTwo() : PortPlay(2) {
        for (int i = 0; i < 2; ++i) {
            thread([this] {
                expect(take(kInfinite) == CompletionPort::Outcome::packets, "each gets one");
                handleapi::end_current_thread();
            });
        }
        thread([this] { expect(post(0) && post(1), "posted"); });
    }
    void check() override { expect(total_ == 2, "each packet is taken"); }
};

/// A wait with a deadline against a post: the packet is taken or stays in the port.
class TakeOrTimeout final : public PortPlay {
 public:
    TakeOrTimeout(int takers, uint32_t concurrency) : PortPlay(concurrency), left_(takers + 1) {
        for (int i = 0; i < takers; ++i) {
            thread([this] {
                const auto outcome = take(1);
                const bool timed_out = outcome == CompletionPort::Outcome::timed_out;
                expect(timed_out || outcome == CompletionPort::Outcome::packets, "one of two ways");
                ended();
            });
        }
        thread([this] {
            expect(post(0), "posted");
            ended();
        });
    }
    void check() override { expect(total_ == 1, "the packet is taken, or stays"); }

 private:
    void ended() {
        handleapi::end_current_thread();
        if (--left_ == 0) drain();
    }

    int left_;
};

/// A port on whose packets one thread runs at a time: the second packet waits until the first thread comes back for
/// more, blocks in a wait of ours or elsewhere, or ends.
class OneAtATime final : public PortPlay {
 public:
    enum class Then { ends, blocks, blocks_elsewhere, comes_back };

    explicit OneAtATime(Then then) : PortPlay(1) {
        for (int i = 0; i < 2; ++i) {
            thread([this, then] { serve(then); });
        }
        thread([this] { expect(post(0) && post(1), "posted"); });
    }
    void check() override { expect(total_ == 2, "each packet is taken"); }

 private:
    void serve(Then then) {
        do {
            if (take(kInfinite) != CompletionPort::Outcome::packets) return;
            if (then == Then::blocks && ++served_ == 1) {
                expect(handleapi::wait_one(both_, kInfinite, Alertable::no) == kWaitObject0, "the other runs");
            } else if (then == Then::blocks) {
                both_.set();
            }
            if (then == Then::blocks_elsewhere) block_elsewhere();
            if (then == Then::comes_back && ++served_ == 2) port_->handle_closed();
        } while (then == Then::comes_back);
        handleapi::end_current_thread();
    }

    /// Of this sleep the port is not told.
    void block_elsewhere() {
        if (++served_ == 1) {
            while (other_runs_ == 0) static_cast<void>(base::futex_wait(&other_runs_, 0));
        } else {
            other_runs_ = 1;
            base::futex_wake(&other_runs_, 1);
        }
    }

    Event both_{Reset::manual};
    uint32_t other_runs_ = 0;
    int served_ = 0;
};

class CountingApc final : public handleapi::Apc {
 public:
    int runs = 0;

 private:
    Status run() override {
        ++runs;
        return Status::ok;
    }
    void discard() noexcept override {}
};

/// A call and a packet meet an alertable wait: it ends because of one, the other is there for the next.
class CallAndPacket final : public PortPlay {
 public:
    CallAndPacket() : PortPlay(1) {
        thread([this] {
            {
                const Quiet quiet;
                target_ = Ref<Thread>(handleapi::current_thread());
                known_.set();
            }
            for (int waits = 0; waits < 2; ++waits) {
                const auto outcome = take(kInfinite, Alertable::yes);
                expect(outcome != CompletionPort::Outcome::abandoned, "the port is open");
                if (outcome == CompletionPort::Outcome::alerted) {
                    expect(succeeded(handleapi::current_thread().run_apcs()), "the call is made");
                }
            }
        });
        thread([this] {
            {
                const Quiet quiet;
                expect(handleapi::wait_one(known_, kInfinite, Alertable::no) == kWaitObject0, "known");
            }
            expect(succeeded(target_->queue_apc(apc_)), "a call is queued");
        });
        thread([this] { expect(post(0), "posted"); });
    }
    void check() override { expect(total_ == 1 && apc_.runs == 1, "neither is lost"); }

 private:
    Event known_{Reset::manual};
    Ref<Thread> target_;
    CountingApc apc_;
};

/// The last handle is closed and the last reference goes while a thread takes: it holds its own.
class LastReference final : public PortPlay {
 public:
    LastReference() : PortPlay(1) {
        thread([this] {
            Ref<CompletionPort> mine = port_;
            begun_ = true;
            std::array<CompletionPacket, 1> packet{};
            expect(mine->take(packet, kInfinite, Alertable::no).outcome == CompletionPort::Outcome::abandoned,
                   "a port that is closed abandons");
            mine = nullptr;
            handleapi::end_current_thread();
        });
        thread([this] {
            port_->handle_closed();
            if (begun_) port_ = nullptr;
        });
    }

 private:
    bool begun_ = false;
};

}  // namespace

std::vector<Scenario> port_plays() {
    using Then = OneAtATime::Then;
    return {
        scenario<CloseAndPost>("a port is closed, posted to and taken from", 3, 1),
        scenario<CloseAndPost>("a port is closed, posted to and taken from by two", 2, 2),
        scenario<TwoForTwo>("two packets for two threads", 2),
        scenario<TakeOrTimeout>("a take times out or has the packet", 3, 1, 1u),
        scenario<TakeOrTimeout>("two takes time out or one has the packet", 2, 2, 2u),
        scenario<OneAtATime>("the second packet comes when the first thread has ended", 2, Then::ends),
        scenario<OneAtATime>("the second packet comes when the first thread blocks", 2, Then::blocks),
        scenario<OneAtATime>("the second packet comes when the first thread blocks elsewhere", 2,
                             Then::blocks_elsewhere),
        scenario<OneAtATime>("the second packet comes when the first thread comes back", 2, Then::comes_back),
        scenario<CallAndPacket>("a call and a packet meet a take", 2),
        scenario<LastReference>("a port goes while a thread takes", 3),
    };
}

}  // namespace model
