// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of the thread pool share: an environment with a pool of its own, and callbacks made of lambdas.
#pragma once

#include <atomic>
#include <functional>

#include "handleapi/base/status.hpp"
#include "handleapi/boundary.hpp"
#include "tests/unit/handleapi/support.hpp"

namespace testing {

/// A pool with so many threads at most, and an environment that names it.
class OwnPool {
 public:
    explicit OwnPool(DWORD maximum) : pool_(CreateThreadpool(nullptr)) {
        REQUIRE(pool_ != nullptr);
        SetThreadpoolThreadMaximum(pool_, maximum);
        InitializeThreadpoolEnvironment(&environment_);
        SetThreadpoolCallbackPool(&environment_, pool_);
    }
    OwnPool(const OwnPool&) = delete;
    ~OwnPool() { CloseThreadpool(pool_); }
    PTP_POOL get() const { return pool_; }
    PTP_CALLBACK_ENVIRON environment() { return &environment_; }

 private:
    const PTP_POOL pool_;
    TP_CALLBACK_ENVIRON environment_;
};

/// A work object that calls a callable, waits for its calls and closes itself.
class TestWork {
 public:
    explicit TestWork(std::function<void(PTP_CALLBACK_INSTANCE)> body, PTP_CALLBACK_ENVIRON environment = nullptr)
        : body_(std::move(body)), work_(CreateThreadpoolWork(&run, this, environment)) {
        REQUIRE(work_ != nullptr);
    }
    TestWork(const TestWork&) = delete;
    ~TestWork() {
        if (!work_) return;
        WaitForThreadpoolWorkCallbacks(work_, FALSE);
        CloseThreadpoolWork(work_);
    }
    void submit(int times = 1) {
        while (times-- > 0) SubmitThreadpoolWork(work_);
    }
    void wait(BOOL cancel = FALSE) { WaitForThreadpoolWorkCallbacks(work_, cancel); }
    PTP_WORK get() const { return work_; }
    /// Somebody else closes it.
    PTP_WORK detach() { return std::exchange(work_, nullptr); }

 private:
    static void CALLBACK run(PTP_CALLBACK_INSTANCE instance, void* self, PTP_WORK) {
        static_cast<TestWork*>(self)->body_(instance);
    }
    std::function<void(PTP_CALLBACK_INSTANCE)> body_;
    PTP_WORK work_;
};

/// Where a callback stands until the test lets it go on.
class Gate {
 public:
    void pass() {
        SetEvent(reached_);
        WaitForSingleObject(open_, kLimit);
    }
    /// Waits until somebody stands here.
    bool reached() { return WaitForSingleObject(reached_, kLimit) == WAIT_OBJECT_0; }
    void open() { SetEvent(open_); }

 private:
    Handle reached_ = manual_event();
    Handle open_ = manual_event();
};

inline FILETIME file_time(int64_t hundred_nanoseconds) {
    return {static_cast<DWORD>(hundred_nanoseconds), static_cast<DWORD>(hundred_nanoseconds >> 32)};
}
inline FILETIME from_now(int64_t milliseconds) { return file_time(-milliseconds * 10'000); }

/// Occupies threads of a pool until it is opened.
class Blockade {
 public:
    explicit Blockade(PTP_CALLBACK_ENVIRON environment, int threads = 1)
        : work_(
              [this](PTP_CALLBACK_INSTANCE) {
                  ++inside_;
                  WaitForSingleObject(open_, kLimit);
              },
              environment) {
        work_.submit(threads);
        CHECK(eventually([&] { return inside_ == threads; }));
    }
    ~Blockade() { open(); }
    void open() { SetEvent(open_); }

 private:
    Handle open_ = manual_event();
    std::atomic<int> inside_{0};
    TestWork work_;
};

/// The code that a call raises, 0 when none.
inline uint32_t raised_by(const std::function<void()>& call) {
    return static_cast<uint32_t>(handleapi::call_user([&] { call(); }));
}

}  // namespace testing
