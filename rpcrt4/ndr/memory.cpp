// SPDX-License-Identifier: LGPL-2.1-or-later
// Allocation for the wire walker. A size beyond 2 GB is never honoured, whatever the counts on the wire add up to.
#include "rpcrt4/ndr/memory.hpp"

#include <algorithm>
#include <cstring>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/user_types.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {
namespace {

constexpr uint64_t kLargest = 0x7fffffff;

constexpr uint64_t rounded(uint64_t size) noexcept { return (size + 7) & ~uint64_t{7}; }

}  // namespace

void* Arena::allocate(size_t size) {
    const size_t taken = (size + 15) & ~size_t{15};
    if (taken <= kInlineBytes - used_) {
        void* memory = inline_ + used_;
        used_ += taken;
        std::memset(memory, 0, size);
        return memory;
    }
    more_.push_back(std::make_unique<unsigned char[]>(size));
    return more_.back().get();
}

bool Arena::owns(const void* memory) const noexcept {
    if (memory >= inline_ && memory < inline_ + kInlineBytes) return true;
    return std::any_of(more_.begin(), more_.end(), [&](const auto& chunk) { return chunk.get() == memory; });
}

void* user_allocate(MIDL_STUB_MESSAGE& stub, size_t size) {
    void* memory = nullptr;
    if (!stub.pfnAllocate) fail(base::Status::rpc_x_no_memory);
    const auto status = handleapi::call_user([&] { memory = stub.pfnAllocate(size); });
    if (base::failed(status)) fail(status);
    if (!memory) fail(base::Status::rpc_x_no_memory);
    return memory;
}

void user_free(MIDL_STUB_MESSAGE& stub, void* memory) noexcept {
    if (!memory || !stub.pfnFree) return;
    static_cast<void>(handleapi::call_user([&] { stub.pfnFree(memory); }));
}

void* Scratch::allocate(size_t size) {
    const size_t taken = static_cast<size_t>(rounded(size));
    if (taken > left_) {
        left_ = std::max(taken, kPiece);
        pieces_.push_back(std::make_unique<unsigned char[]>(left_));
        at_ = pieces_.back().get();
    }
    void* memory = at_;
    at_ += taken;
    left_ -= taken;
    return memory;
}

void* Memory::allocate(void** location, uint64_t size, Contents contents) {
    if (size > kLargest) fail_bad_data();
    const auto bytes = static_cast<size_t>(size);
    if (placement_ == Placement::scratch) {
        measured_ += rounded(size);
        return *location = scratch_.allocate(bytes);
    }
    if (block_) return allocate_in_block(location, bytes);
    log_.push({location, *location, nullptr, nullptr});
    void* memory = user_allocate(stub_, bytes == 0 ? 1 : bytes);
    log_[log_.size() - 1].allocated = memory;
    *location = memory;
    if (contents == Contents::zeroed) std::memset(memory, 0, bytes);
    return memory;
}

void* Memory::allocate_in_block(void** location, size_t size) {
    const auto taken = static_cast<size_t>(rounded(size));
    // The last object need not be padded: a program counts the bytes it needs.
    if (size > block_left_) fail(base::Status::rpc_x_byte_count_too_small);
    void* memory = block_;
    std::memset(memory, 0, size);
    block_ += std::min(taken, block_left_);
    block_left_ -= std::min(taken, block_left_);
    set(location, memory);
    return memory;
}

void* Memory::allocate_in_arena(void** location, uint64_t size) {
    if (size > kLargest) fail_bad_data();
    void* memory = arena_->allocate(static_cast<size_t>(size));
    set(location, memory);
    return memory;
}

void Memory::set(void** location, void* value) {
    if (placement_ != Placement::scratch) log_.push({location, *location, nullptr, nullptr});
    *location = value;
}

void Memory::undo_with_routine(const Node& node, void* object) { log_.push({nullptr, object, nullptr, &node}); }

void Memory::roll_back() noexcept {
    while (!log_.empty()) {
        const Entry entry = log_.pop();
        if (!entry.location) {
            if (entry.node->kind == Kind::user_marshal) {
                user_release(stub_, as<UserMarshalNode>(*entry.node), entry.previous);
            } else {
                free_presented(stub_, as<TransmittedNode>(*entry.node), entry.previous);
            }
            continue;
        }
        *entry.location = entry.previous;
        user_free(stub_, entry.allocated);
    }
}

}  // namespace rpcrt4::ndr
