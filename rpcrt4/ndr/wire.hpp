// SPDX-License-Identifier: LGPL-2.1-or-later
// The wire: what the two transfer syntaxes differ in (Ndr20; an Ndr64 with 8-byte counts and referents would stand
// beside it), and the cursors that the walkers move over a buffer. Alignment counts from the start of the buffer.
// SizeCursor only counts, WriteCursor writes our byte order, ReadCursor reads either order and checks every bound.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/representation.hpp"

namespace rpcrt4::ndr {

static_assert(std::endian::native == std::endian::little, "swapping on reading assumes a little-endian host");

struct Ndr20 {
    using Count = uint32_t;
    using Referent = uint32_t;
    /// Referent ids as Windows counts them.
    static constexpr uint32_t kFirstReferent = 0x20000;
    static constexpr uint32_t kReferentStep = 4;
};

class SizeCursor {
 public:
    static constexpr bool kFrees = false;
    explicit SizeCursor(size_t start = 0) noexcept : size_(start) {}
    size_t size() const noexcept { return size_; }
    void align(size_t alignment) noexcept { size_ = (size_ + alignment - 1) & ~(alignment - 1); }
    void copy(const void*, size_t size) noexcept { size_ += size; }
    void copy_block(const void*, size_t size) noexcept { size_ += size; }
    void move_to(size_t size) noexcept { size_ = size; }
    template <typename T>
    void put(T) noexcept {
        align(sizeof(T));
        size_ += sizeof(T);
    }

 private:
    size_t size_;
};

/// May have large arrays sent from where they are.
class Lender {
 public:
    /// True: the bytes at `place`, which are left as they are, will be those at `from`.
    virtual bool lend(uint8_t* place, const void* from, size_t size) noexcept = 0;

 protected:
    ~Lender() = default;
};

class WriteCursor {
 public:
    static constexpr bool kFrees = false;
    /// Smaller arrays are copied sooner than described.
    static constexpr size_t kWorthLending = 65536;
    WriteCursor(uint8_t* begin, uint8_t* at, uint8_t* end, Lender* lender = nullptr) noexcept
        : begin_(begin), at_(at), end_(end), lender_(lender) {}
    uint8_t* position() const noexcept { return at_; }
    uint8_t* end() const noexcept { return end_; }
    size_t size() const noexcept { return static_cast<size_t>(at_ - begin_); }
    /// `at`: between position() and end().
    void move_to(uint8_t* at) noexcept { at_ = at; }

    void align(size_t alignment) {
        const size_t gap = (0 - size()) & (alignment - 1);
        if (gap == 0) return;
        need(gap);
        std::memset(at_, 0, gap);
        at_ += gap;
    }
    void copy(const void* from, size_t size) {
        if (size == 0) return;
        need(size);
        std::memcpy(at_, from, size);
        at_ += size;
    }
    /// An array of the caller's own memory.
    void copy_block(const void* from, size_t size) {
        if (size < kWorthLending || lender_ == nullptr) return copy(from, size);
        need(size);
        if (!lender_->lend(at_, from, size)) return copy(from, size);
        at_ += size;
    }
    /// Room for `size` bytes, which the caller writes.
    uint8_t* take(size_t size) {
        need(size);
        uint8_t* from = at_;
        at_ += size;
        return from;
    }
    template <typename T>
    void put(T value) {
        align(sizeof(T));
        std::memcpy(take(sizeof value), &value, sizeof value);
    }

 private:
    /// The buffer was sized by the same walk, so running out means that the data changed under the call.
    void need(size_t size) const {
        if (size > static_cast<size_t>(end_ - at_)) fail_bad_data();
    }
    uint8_t* begin_;
    uint8_t* at_;
    uint8_t* end_;
    Lender* lender_;
};

/// Visits pointers only; what it does with them is the walker's business.
class FreeCursor {
 public:
    static constexpr bool kFrees = true;
    void align(size_t) noexcept {}
    void copy(const void*, size_t) noexcept {}
    void copy_block(const void*, size_t) noexcept {}
    template <typename T>
    void put(T) noexcept {}
};

/// Whether received data is in another representation than ours. It is converted where it lies, as it is read: each
/// byte once, and what has been read is ours from then on.
enum class Swap : bool { no, yes };

inline uint8_t swapped(uint8_t v) noexcept { return v; }
inline uint16_t swapped(uint16_t v) noexcept { return __builtin_bswap16(v); }
inline uint32_t swapped(uint32_t v) noexcept { return __builtin_bswap32(v); }
inline uint64_t swapped(uint64_t v) noexcept { return __builtin_bswap64(v); }

class ReadCursor {
 public:
    /// `representation` counts only for readers with Swap::yes.
    ReadCursor(uint8_t* begin, uint8_t* at, uint8_t* end,
               Representation representation = Representation::big_endian()) noexcept
        : begin_(begin), at_(at), end_(end), representation_(representation) {}
    uint8_t* begin() const noexcept { return begin_; }
    uint8_t* position() const noexcept { return at_; }
    uint8_t* end() const noexcept { return end_; }
    size_t remaining() const noexcept { return static_cast<size_t>(end_ - at_); }
    const Representation& representation() const noexcept { return representation_; }
    /// `at`: between begin() and end().
    void move_to(uint8_t* at) noexcept { at_ = at; }

    void align(size_t alignment) { take((0 - static_cast<size_t>(at_ - begin_)) & (alignment - 1)); }
    uint8_t* take(size_t size) {
        if (size > remaining()) fail_bad_data();
        uint8_t* from = at_;
        at_ += size;
        return from;
    }
    template <typename T, Swap kSwap>
    T get() {
        align(sizeof(T));
        uint8_t* from = take(sizeof(T));
        T value;
        std::memcpy(&value, from, sizeof value);
        if constexpr (kSwap == Swap::yes) {
            if (representation_.swaps()) value = swapped(value);
            std::memcpy(from, &value, sizeof value);
        }
        return value;
    }

 private:
    uint8_t* begin_;
    uint8_t* at_;
    uint8_t* end_;
    Representation representation_;
};

}  // namespace rpcrt4::ndr
