// SPDX-License-Identifier: LGPL-2.1-or-later
// PendingCall: one asynchronous call while a connection has it. CallTable: the calls in flight of one connection by
// call id, known to the poll by their number; the links live in the calls, so steady use allocates nothing.
// A connection holds one reference to a call's owner while the call is in its table and one while it is being sent.
// Threads: everything under the connection's lock, except finished().
#pragma once

#include <cstdint>
#include <vector>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/ref.hpp"
#include "rpcrt4/association/request.hpp"
#include "rpcrt4/protocol/fragment.hpp"
#include "rpcrt4/transport/shared_poll.hpp"

namespace rpcrt4::association {

/// A message in a connection's queue.
struct Outgoing {
    explicit Outgoing(const base::RefCounted* owner_object = nullptr) noexcept : owner(owner_object) {}

    base::Link link;
    protocol::OutgoingMessage message;
    bool offered = false;           ///< to the socket: some or all of it may have left
    const base::RefCounted* owner;  ///< whose member this is, retained while queued; null: it is deleted when sent
};

class PendingCall {
 public:
    PendingCall(const PendingCall&) = delete;
    PendingCall& operator=(const PendingCall&) = delete;

    /// Exactly once after a successful start, from any thread, no lock held.
    virtual void finished(Reply reply) noexcept = 0;
    /// finished() calls a routine of the user's, which may take any time.
    virtual bool runs_user_code() const noexcept = 0;

 protected:
    /// `owner` is the reference-counted object this is a part of.
    explicit PendingCall(const base::RefCounted& owner) noexcept : outgoing_(&owner) {}
    ~PendingCall() = default;

 private:
    friend class CallTable;
    friend class AsyncConnection;

    const base::RefCounted& owner() const noexcept { return *outgoing_.owner; }

    Outgoing outgoing_;
    base::Link waiting_;  // behind other calls of an unmultiplexed connection, or for its end to be told
    PendingCall* next_in_bucket_ = nullptr;
    protocol::RequestHeader header_;
    protocol::Buffer stub_;  // while waiting
    Reply reply_;            // when it is over
    uint32_t call_id_ = 0;
};

class CallTable {
 public:
    bool empty() const noexcept { return count_ == 0; }
    size_t size() const noexcept { return count_; }
    bool contains(const PendingCall& call) const noexcept {
        if (buckets_.empty()) return false;
        const PendingCall* entry = buckets_[call.call_id_ & (buckets_.size() - 1)];
        while (entry != nullptr && entry != &call) entry = entry->next_in_bucket_;
        return entry != nullptr;
    }
    bool contains(uint32_t call_id) const noexcept {
        if (buckets_.empty()) return false;
        const PendingCall* entry = buckets_[call_id & (buckets_.size() - 1)];
        while (entry != nullptr && entry->call_id_ != call_id) entry = entry->next_in_bucket_;
        return entry != nullptr;
    }
    /// Throws std::bad_alloc.
    void insert(PendingCall& call) {
        if (count_ >= buckets_.size() * 2) grow();
        PendingCall*& head = bucket(call.call_id_);
        call.next_in_bucket_ = head;
        head = &call;
        ++count_;
        transport::SharedPoll::instance().count_call(call.runs_user_code());
    }
    /// Null when the id is not in the table.
    PendingCall* remove(uint32_t call_id) noexcept {
        if (buckets_.empty()) return nullptr;
        for (PendingCall** link = &bucket(call_id); *link != nullptr; link = &(*link)->next_in_bucket_) {
            if ((*link)->call_id_ == call_id) {
                PendingCall* found = *link;
                *link = found->next_in_bucket_;
                --count_;
                transport::SharedPoll::instance().uncount_call();
                return found;
            }
        }
        return nullptr;
    }
    /// Any call; null when empty.
    PendingCall* remove_any() noexcept {
        for (PendingCall*& head : buckets_) {
            if (head != nullptr) return remove(head->call_id_);
        }
        return nullptr;
    }

 private:
    PendingCall*& bucket(uint32_t call_id) noexcept { return buckets_[call_id & (buckets_.size() - 1)]; }
    void grow() {
        std::vector<PendingCall*> old(buckets_.empty() ? 16 : buckets_.size() * 2);
        old.swap(buckets_);
        for (PendingCall* call : old) {
            while (call != nullptr) {
                PendingCall* next = call->next_in_bucket_;
                PendingCall*& head = bucket(call->call_id_);
                call->next_in_bucket_ = head;
                head = call;
                call = next;
            }
        }
    }

    std::vector<PendingCall*> buckets_;  // a power of two of them
    size_t count_ = 0;
};

}  // namespace rpcrt4::association
