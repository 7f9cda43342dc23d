// SPDX-License-Identifier: LGPL-2.1-or-later
// RegisteredWait: RegisterWaitForSingleObject. Unless it is for once, the wait begins anew with each callback: before
// the callback is called, so that the next signal is not missed while it runs; in the wait thread after it, so that a
// callback there can reset what it was called for. At most one callback is pending at a time, however often an object
// that stays signaled would satisfy the wait.
#pragma once

#include "handleapi/pool/pool_wait.hpp"

namespace handleapi {

class RegisteredWait final : public WaitTask {
 public:
    static constexpr PoolKind kKind = PoolKind::registered_wait;
    enum class Repeat : uint8_t { once, before_callback, after_callback };

    RegisteredWait(base::Ref<Object> object, WAITORTIMERCALLBACK callback, TaskOptions options, void* context,
                   uint32_t milliseconds, Repeat repeat)
        : WaitTask(kKind, std::move(options), context),
          object_(std::move(object)),
          callback_(callback),
          milliseconds_(milliseconds),
          repeat_(repeat) {}
    ~RegisteredWait() override { cancel_alarm(); }

    /// Throws std::bad_alloc.
    void begin_wait();
    /// Ends the wait for good.
    bool disarm() noexcept override;
    void call(CallbackInstance&, const Activation& activation) override;

 private:
    const base::Ref<Object> object_;
    const WAITORTIMERCALLBACK callback_;
    const uint32_t milliseconds_;
    const Repeat repeat_;
    base::Lock begin_lock_;  // order: before WaitTask's
    bool over_ = false;
};

}  // namespace handleapi
