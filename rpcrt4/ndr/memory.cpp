// SPDX-License-Identifier: LGPL-2.1-or-later
// Allocation for the wire walker. A size beyond 2 GB is never honoured, whatever the counts on the wire add up to.
#include "rpcrt4/ndr/memory.hpp"

#include <algorithm>
#include <cstring>

#include "rpcrt4/ndr/errors.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {
namespace {

constexpr uint64_t kLargest = 0x7fffffff;

}  // namespace

void* Arena::allocate(size_t size) {
    const size_t rounded = (size + 15) & ~size_t{15};
    if (rounded <= kInlineBytes - used_) {
        void* memory = inline_ + used_;
        used_ += rounded;
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

void* Memory::allocate(void** location, uint64_t size, Contents contents) {
    if (size > kLargest) fail_bad_data();
    log_.push({location, *location, nullptr});
    void* memory = user_allocate(stub_, size == 0 ? 1 : static_cast<size_t>(size));
    log_[log_.size() - 1].allocated = memory;
    *location = memory;
    if (contents == Contents::zeroed) std::memset(memory, 0, static_cast<size_t>(size));
    return memory;
}

void* Memory::allocate_in_arena(void** location, uint64_t size) {
    if (size > kLargest) fail_bad_data();
    void* memory = arena_->allocate(static_cast<size_t>(size));
    set(location, memory);
    return memory;
}

void Memory::set(void** location, void* value) {
    log_.push({location, *location, nullptr});
    *location = value;
}

void Memory::roll_back() noexcept {
    while (!log_.empty()) {
        const Entry entry = log_.pop();
        *entry.location = entry.previous;
        user_free(stub_, entry.allocated);
    }
}

}  // namespace rpcrt4::ndr
