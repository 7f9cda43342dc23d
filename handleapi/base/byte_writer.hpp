// SPDX-License-Identifier: LGPL-2.1-or-later
// Appends little-endian fields to a growing byte vector, or overwrites fields already written (lengths).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace base {

class ByteWriter {
 public:
    size_t size() const noexcept { return bytes_.size(); }
    std::span<const std::byte> bytes() const noexcept { return bytes_; }
    std::vector<std::byte> take() noexcept { return std::move(bytes_); }

    void u8(uint8_t value) { put(&value, sizeof value); }
    void u16(uint16_t value) { put(&value, sizeof value); }
    void u32(uint32_t value) { put(&value, sizeof value); }
    void u64(uint64_t value) { put(&value, sizeof value); }
    void bytes(std::span<const std::byte> value) { put(value.data(), value.size()); }
    void zeros(size_t count) { bytes_.resize(bytes_.size() + count); }
    /// Pads with zeros to a multiple of `alignment` (a power of two) counted from the first byte.
    void align(size_t alignment) { zeros((0 - bytes_.size()) & (alignment - 1)); }
    void overwrite_u16(size_t position, uint16_t value) { std::memcpy(bytes_.data() + position, &value, sizeof value); }
    void overwrite_u32(size_t position, uint32_t value) { std::memcpy(bytes_.data() + position, &value, sizeof value); }

 private:
    // Not inlined: gcc 12 mistakes what it knows of the first bytes for all there is room for, and warns.
    [[gnu::noinline]] void put(const void* data, size_t size) {
        const auto* begin = static_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), begin, begin + size);
    }
    std::vector<std::byte> bytes_;
};

}  // namespace base
