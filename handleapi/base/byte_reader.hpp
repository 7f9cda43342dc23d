// SPDX-License-Identifier: LGPL-2.1-or-later
// Bounds-checked reading of wire bytes. Every read is field by field, in the sender's byte order; nothing is cast.
// A read past the end yields zero and latches failed(): decode a whole PDU, then ask once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace base {

enum class ByteOrder : uint8_t { little, big };

class ByteReader {
 public:
    explicit ByteReader(std::span<const std::byte> bytes, ByteOrder order = ByteOrder::little) noexcept
        : bytes_(bytes), order_(order) {}

    void set_order(ByteOrder order) noexcept { order_ = order; }
    ByteOrder order() const noexcept { return order_; }
    size_t position() const noexcept { return position_; }
    size_t remaining() const noexcept { return bytes_.size() - position_; }
    bool failed() const noexcept { return failed_; }

    uint8_t u8() noexcept { return integer<uint8_t>(); }
    uint16_t u16() noexcept { return integer<uint16_t>(); }
    uint32_t u32() noexcept { return integer<uint32_t>(); }
    uint64_t u64() noexcept { return integer<uint64_t>(); }

    /// `count` bytes in place; an empty span (and failed()) when they are not there.
    std::span<const std::byte> take(size_t count) noexcept {
        if (count > remaining()) return fail(), std::span<const std::byte>{};
        auto taken = bytes_.subspan(position_, count);
        position_ += count;
        return taken;
    }
    std::span<const std::byte> rest() noexcept { return take(remaining()); }
    void skip(size_t count) noexcept { static_cast<void>(take(count)); }
    /// Advances to a multiple of `alignment` (a power of two) counted from the start of the span.
    void align(size_t alignment) noexcept { skip((0 - position_) & (alignment - 1)); }

 private:
    void fail() noexcept {
        failed_ = true;
        position_ = bytes_.size();
    }
    template <typename T>
    T integer() noexcept {
        static_assert(std::is_unsigned_v<T>);
        T value{};
        auto taken = take(sizeof(T));
        if (taken.empty()) return 0;
        std::memcpy(&value, taken.data(), sizeof(T));
        if constexpr (sizeof(T) > 1) {
            if (order_ == ByteOrder::big) value = swap(value);
        }
        return value;
    }
    static uint16_t swap(uint16_t v) noexcept { return __builtin_bswap16(v); }
    static uint32_t swap(uint32_t v) noexcept { return __builtin_bswap32(v); }
    static uint64_t swap(uint64_t v) noexcept { return __builtin_bswap64(v); }

    std::span<const std::byte> bytes_;
    size_t position_ = 0;
    ByteOrder order_;
    bool failed_ = false;
};

static_assert(std::endian::native == std::endian::little, "the wire codecs assume a little-endian host");

}  // namespace base
