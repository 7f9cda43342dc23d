// SPDX-License-Identifier: LGPL-2.1-or-later
// SharedFile: memory that processes share through a file of the runtime directory (objects/NAME). Whoever maps it holds
// a read lock on the file, tied to the mapping and without a descriptor; so the kernel knows whether somebody has it,
// also after a crash: a file that can be locked for writing is nobody's, and the next comer starts it afresh. The last
// one to let go removes it; what a crash leaves behind is removed by sweep().
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "handleapi/base/owned_descriptor.hpp"
#include "handleapi/base/status.hpp"

namespace handleapi::shared {

class SharedFile {
 public:
    /// Must make the first four bytes, an atomic word, other than zero when everything else is in place.
    using Initialise = std::function<void(void* memory)>;

    /// Maps `name`. When nobody has it, it is made, zeroed and given to `initialise`; with `more` bytes of zeros that
    /// are not mapped.
    static base::Result<SharedFile> open_or_create(const std::string& name, size_t size, const Initialise& initialise,
                                                   uint64_t more = 0);
    /// Maps `name` if somebody has it; error_file_not_found otherwise.
    static base::Result<SharedFile> open(const std::string& name, size_t size);
    /// Maps what `descriptor`, made by descriptor() in another process, refers to. The descriptor stays the caller's.
    static base::Result<SharedFile> adopt(int descriptor, size_t size);
    /// Removes the files that nobody has.
    static void sweep() noexcept;

    SharedFile() noexcept = default;
    SharedFile(SharedFile&& other) noexcept { swap(other); }
    SharedFile& operator=(SharedFile&& other) noexcept {
        swap(other);
        return *this;
    }
    ~SharedFile();

    void* memory() const noexcept { return memory_; }
    const std::string& name() const noexcept { return name_; }
    /// A new descriptor, close-on-exec, that holds the file as a mapping does; for a child that is to have it.
    base::Result<int> descriptor() const;
    /// The same without holding the file: when the last holder goes it loses its name, as if this were not there.
    base::Result<base::OwnedDescriptor> descriptor_of_memory() const;

 private:
    SharedFile(std::string name, void* memory, size_t size) noexcept
        : name_(std::move(name)), memory_(memory), size_(size) {}
    void swap(SharedFile& other) noexcept {
        std::swap(name_, other.name_);
        std::swap(memory_, other.memory_);
        std::swap(size_, other.size_);
    }

    std::string name_;
    void* memory_ = nullptr;
    size_t size_ = 0;
};

}  // namespace handleapi::shared
