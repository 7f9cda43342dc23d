// SPDX-License-Identifier: LGPL-2.1-or-later
// CallIndex: the calls of one connection by call id, as many as its client likes to have outstanding. The links live in
// the calls; an idle connection pays for a few pointers, and buckets are added as calls are, so that a hundred thousand
// are found as fast as one. Without memory for more buckets it goes on with those it has.
// Owner: Connection. Threads: everything under the connection's lock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace rpcrt4::server {

/// `Call` has id() and a member next_in_bucket.
template <typename Call>
class CallIndex {
 public:
    CallIndex() noexcept = default;
    CallIndex(const CallIndex&) = delete;
    CallIndex& operator=(const CallIndex&) = delete;

    size_t size() const noexcept { return count_; }

    Call* find(uint32_t id) const noexcept {
        Call* call = buckets()[place_of(id)];
        while (call && call->id() != id) call = call->next_in_bucket;
        return call;
    }
    /// The id must not be there yet.
    void add(Call& call) noexcept {
        if (count_ >= buckets().size() * 2) resize(buckets().size() * 4);
        push(call);
        ++count_;
    }
    /// Nothing happens when it is not there.
    void remove(const Call& call) noexcept {
        Call** place = &buckets()[place_of(call.id())];
        while (*place && *place != &call) place = &(*place)->next_in_bucket;
        if (!*place) return;
        *place = call.next_in_bucket;
        if (--count_ == 0 && !many_.empty()) many_ = {};  // a crowd's buckets go with its last call
    }
    template <typename F>
    void for_each(F&& each) const {
        for (Call* call : buckets()) {
            for (; call; call = call->next_in_bucket) each(*call);
        }
    }

 private:
    static constexpr size_t kFew = 4;

    std::span<Call* const> buckets() const noexcept {
        return many_.empty() ? std::span<Call* const>(few_) : std::span<Call* const>(many_);
    }
    std::span<Call*> buckets() noexcept { return many_.empty() ? std::span<Call*>(few_) : std::span<Call*>(many_); }
    size_t place_of(uint32_t id) const noexcept { return id & (buckets().size() - 1); }

    void push(Call& call) noexcept {
        Call*& bucket = buckets()[place_of(call.id())];
        call.next_in_bucket = bucket;
        bucket = &call;
    }
    void resize(size_t size) noexcept {
        std::vector<Call*> wider;
        try {
            wider.resize(size);
        } catch (const std::bad_alloc&) {
            return;
        }
        Call* all = nullptr;
        for (Call*& bucket : buckets()) {
            while (Call* call = bucket) {
                bucket = call->next_in_bucket;
                call->next_in_bucket = all;
                all = call;
            }
        }
        many_.swap(wider);
        while (all) {
            Call& call = *all;
            all = call.next_in_bucket;
            push(call);
        }
    }

    size_t count_ = 0;
    std::array<Call*, kFew> few_{};
    std::vector<Call*> many_;  // in use when not empty; a power of two of them
};

}  // namespace rpcrt4::server
