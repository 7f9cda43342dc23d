// SPDX-License-Identifier: LGPL-2.1-or-later
// Mutex: signaled while nobody owns it; the thread whose wait takes it owns it, and may take it again without waiting.
// A thread that ends while it owns a mutex abandons it: the next owner is told so. Owner, recursion count and the mark
// of abandonment belong to the owner; they change hands with the object's word.
// Reference: learn.microsoft.com, Mutex Objects.
#pragma once

#include <cstdint>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/schedule.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"

namespace handleapi {

class Mutex final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::mutex;

    Mutex() noexcept : Object(kType, Consume::own, 1) {}
    explicit Mutex(shared::SharedObject* state) noexcept : Object(state, kType, Consume::own) {}

    /// error_not_owner when the calling thread does not own it.
    base::Status unlock() noexcept;
    /// The owning thread ends.
    void abandon() noexcept;
    /// A shared mutex that the calling thread has taken once stays this process's and becomes no thread's; the next
    /// take_ownership() makes a thread its owner, give_back() frees it.
    void disown() noexcept;

    bool held_by(uint32_t thread_id) const noexcept override;
    bool take_ownership() noexcept override;
    /// error_busy while another thread owns it.
    base::Status share() noexcept override;

    /// In its owner's list (Thread::owned_mutexes), which holds a reference.
    base::Link owned_link;

 private:
    base::Status let_go() noexcept;

    base::Atomic<uint32_t> owner_{0};  // a thread's id; only that thread sets and clears its own
    uint32_t recursion_ = 0;
    bool abandoned_ = false;
};

}  // namespace handleapi
