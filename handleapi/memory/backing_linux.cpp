// SPDX-License-Identifier: LGPL-2.1-or-later
// See backing.hpp. Memory without a name is a memfd.
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cerrno>

#include "handleapi/memory/backing.hpp"
#include "handleapi/memory/virtual_memory.hpp"

namespace handleapi::memory {

using base::Ref;
using base::Result;
using base::Status;

Backing::Backing(base::OwnedDescriptor descriptor, uint64_t start, uint64_t size)
    : descriptor_(std::move(descriptor)), start_(start), size_(size), committed_((size + kPage - 1) / kPage) {}

Status can_commit(uint64_t size) noexcept {
    struct sysinfo info {};
    if (::sysinfo(&info) != 0) return Status::ok;
    return size <= (uint64_t{info.totalram} + info.totalswap) * info.mem_unit ? Status::ok
                                                                              : Status::error_commitment_limit;
}

Result<Ref<Backing>> Backing::of_memory(uint64_t size) {
    base::OwnedDescriptor descriptor(::memfd_create("mapping", MFD_CLOEXEC));
    if (!descriptor) return errno == EMFILE ? Status::error_too_many_open_files : Status::error_no_system_resources;
    if (::ftruncate(descriptor.get(), static_cast<off_t>(size)) != 0) return Status::error_commitment_limit;
    return base::make_ref<Backing>(std::move(descriptor), uint64_t{0}, size);
}

}  // namespace handleapi::memory
