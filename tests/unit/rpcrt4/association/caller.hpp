// SPDX-License-Identifier: LGPL-2.1-or-later
// A call on a thread of its own, and who cancels it.
#pragma once

#include "../async/async_helpers.hpp"

namespace test {

/// A thread that does something and can be cancelled.
class Caller {
 public:
    explicit Caller(std::function<RPC_STATUS()> body)
        : thread_([this, body = std::move(body)] {
              DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &handle_, 0, FALSE,
                              DUPLICATE_SAME_ACCESS);
              ready_.open();
              status_ = body();
              done_ = true;
          }) {
        REQUIRE(ready_.wait());
    }
    ~Caller() {
        if (thread_.joinable()) thread_.join();
        CloseHandle(handle_);
    }
    HANDLE handle() const { return handle_; }
    RPC_STATUS finish() {
        thread_.join();
        return status_;
    }
    /// Until the thread has done what it does: a cancel that finds no call has no effect.
    bool cancel() {
        const auto end = std::chrono::steady_clock::now() + kPatience / 2;
        while (!done_ && std::chrono::steady_clock::now() < end) {
            CHECK(RpcCancelThreadEx(handle_, 0) == RPC_S_OK);
            std::this_thread::yield();
        }
        return done_;
    }

 private:
    Gate ready_;
    HANDLE handle_ = nullptr;
    RPC_STATUS status_ = -1;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

}  // namespace test
