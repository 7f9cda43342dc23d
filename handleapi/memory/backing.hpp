// SPDX-License-Identifier: LGPL-2.1-or-later
// Backing: what a file mapping's memory is in: a descriptor of the file, or of memory without a name. The mapping and
// each of its views hold it, so that the file stays open until the last of them is gone. Constant, but for which pages
// of a reserved one are committed: that is guarded by the lock of all regions (regions.hpp).
#pragma once

#include <cstdint>

#include "handleapi/base/owned_descriptor.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/memory/page_map.hpp"

namespace handleapi::memory {

class Backing final : public base::RefCounted {
 public:
    /// The memory begins at `start` in the descriptor's file.
    Backing(base::OwnedDescriptor descriptor, uint64_t start, uint64_t size);

    /// `size` bytes of zeros. error_commitment_limit when the machine could never hold them.
    static base::Result<base::Ref<Backing>> of_memory(uint64_t size);

    int descriptor() const noexcept { return descriptor_.get(); }
    uint64_t start() const noexcept { return start_; }
    uint64_t size() const noexcept { return size_; }
    PageMap& committed() noexcept { return committed_; }

 private:
    const base::OwnedDescriptor descriptor_;
    const uint64_t start_;
    const uint64_t size_;
    PageMap committed_;
};

/// error_commitment_limit for more memory than the machine has.
base::Status can_commit(uint64_t size) noexcept;

}  // namespace handleapi::memory
