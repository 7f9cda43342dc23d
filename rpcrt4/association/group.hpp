// SPDX-License-Identifier: LGPL-2.1-or-later
// Group: the association group this process has at one server endpoint, by which the server knows that connections come
// from one client: contexts opened on one are good on all. Associations of one place share it whoever they call as.
// One connection founds it, all others join; a group the server has forgotten ends, and the next one founds another.
// Reference: [C706] 12.6.3.7 assoc_group_id; Microsoft "Managing Network Connection Sets (Associations)".
// Threads: any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "handleapi/base/ref.hpp"
#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/association/handshake.hpp"

namespace rpcrt4::association {

class Group final : public base::RefCounted {
 public:
    class Founding;

    /// 0: there is none yet.
    uint32_t id() const noexcept { return id_.load(std::memory_order_acquire); }
    /// What a bind that asked for `asked` got, 0 when the group is no more. Who comes late, the group being another by
    /// now, changes nothing.
    void settle(uint32_t asked, uint32_t got) noexcept { id_.compare_exchange_strong(asked, got); }

 private:
    std::atomic<uint32_t> id_{0};
    std::mutex mutex_;
    std::condition_variable founded_;
    bool founding_ = false;  // a connection is being made that will have a new group
    base::Status last_outcome_ = base::Status::ok;
};

/// The right to found the group. Whoever comes while another does waits to join it, as long as an answer to a bind may
/// take: two that found one each would be two clients to the server, with contexts the other's calls do not know.
class Group::Founding final : private CancelPoint::Interruptible {
 public:
    /// May block, until another has founded the group.
    Founding(Group& group, const Request& request);
    ~Founding();
    Founding(const Founding&) = delete;
    Founding& operator=(const Founding&) = delete;

    /// Not ok: neither founded by another in time, nor to be founded by the caller.
    base::Status status() const noexcept { return status_; }

    base::Status outcome = base::Status::ok;  ///< of the caller's attempt

 private:
    void wait(const CancelPoint& point, const Request& request);
    void interrupt() noexcept override;

    Group& group_;
    bool mine_ = false;
    base::Status status_ = base::Status::ok;
};

}  // namespace rpcrt4::association
