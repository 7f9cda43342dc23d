// SPDX-License-Identifier: LGPL-2.1-or-later
// Descriptor: a file descriptor that several threads use at once, closed when the last of them has let go. Closing a
// handle takes the descriptor away from its File; calls in flight end on the one they began with, never on a number
// the kernel has given to somebody else meanwhile.
#pragma once

#include "handleapi/base/lock.hpp"
#include "handleapi/base/owned_descriptor.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/io/reactor.hpp"

namespace handleapi::io {

using base::OwnedDescriptor;

/// Hears of a descriptor's readiness, on the reactor's thread.
class ReadinessListener {
 public:
    virtual void descriptor_ready(Readiness readiness) noexcept = 0;

 protected:
    ~ReadinessListener() = default;
};

class Descriptor final : public base::RefCounted, public Watch {
 public:
    /// Takes over `number`. The listener, if there is one, lives until stop_listening() or the Descriptor's end.
    explicit Descriptor(int number, ReadinessListener* listener = nullptr) noexcept
        : number_(number), listener_(listener) {}
    ~Descriptor() override;

    int number() const noexcept { return number_; }
    /// Asks for one report; under the owner's lock, as calls must not overlap.
    base::Status listen(Readiness wanted) noexcept { return arm(number_, wanted); }
    /// Waits for a running report, except in one. Not under a lock that descriptor_ready takes.
    void stop_listening() noexcept { cancel(); }

 private:
    void ready(Readiness readiness) noexcept override {
        if (listener_) listener_->descriptor_ready(readiness);
    }
    const int number_;
    ReadinessListener* const listener_;
};

}  // namespace handleapi::io
