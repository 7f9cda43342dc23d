// SPDX-License-Identifier: LGPL-2.1-or-later
// Event: signaled by set(). A manual-reset event stays signaled until reset(); an auto-reset event releases one waiter
// per set() and is then not signaled again. Any thread. No file descriptor; an uncontended operation is one atomic.
#pragma once

#include "handleapi/object.hpp"

namespace handleapi {

enum class Reset : bool { automatic, manual };

class Event final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::event;

    explicit Event(Reset reset, bool signaled = false) noexcept
        : Object(kType, reset == Reset::manual ? Consume::nothing : Consume::all, signaled ? 1 : 0) {}

    Event(Reset reset, shared::SharedObject* state) noexcept
        : Object(state, kType, reset == Reset::manual ? Consume::nothing : Consume::all) {}

    void set() noexcept { signal(1); }
    void reset() noexcept { clear(); }
    /// Releases those who wait now (one of them when auto-reset), then is not signaled. As unreliable as on Windows.
    void pulse() noexcept { Object::pulse(1); }
    base::Status share() noexcept override { return share_count(1); }
};

}  // namespace handleapi
