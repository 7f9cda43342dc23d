// SPDX-License-Identifier: LGPL-2.1-or-later
// The map of protocol/: buffer (memory of messages), pdu_header/pdu_bind/pdu_call/pdu_fault/auth_trailer (codecs),
// fragment (a message cut into PDUs for writev), stream_reader (bytes to messages), client_session and server_session
// (the association state machines), wire_status (fault codes). All of it is pure: no sockets, threads, clock.
//
// Buffer: the bytes of one message's stub data. Move-only. At least kHeadroom bytes lie before data(), so a PDU header
// is written in place and a single-fragment message is one contiguous run [header|stub]. Blocks up to 64 KiB are
// recycled through a cache of the releasing thread, larger ones through a small shared cache: a steady flow of calls
// does not touch malloc. A Buffer belongs to one thread at a time and may be released by any.
//
// A part of the bytes may be lent: they are elsewhere, and are sent from there, which saves copying a large array. Who
// lends keeps them as they are until the message was sent.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace rpcrt4::protocol {

class Buffer {
 public:
    static constexpr size_t kHeadroom = 96;

    /// Owns nothing; data() is null, size() 0.
    constexpr Buffer() noexcept = default;
    /// `size` bytes, uninitialised, data() 16-byte aligned. Throws std::bad_alloc.
    explicit Buffer(size_t size);
    Buffer(Buffer&& other) noexcept
        : block_(std::exchange(other.block_, nullptr)),
          data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(block_, other.block_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        other.reset();
        return *this;
    }
    ~Buffer() { reset(); }

    std::byte* data() noexcept { return data_; }
    const std::byte* data() const noexcept { return data_; }
    size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    explicit operator bool() const noexcept { return block_ != nullptr; }
    std::span<std::byte> bytes() noexcept { return {data_, size_}; }
    std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

    /// How large size() may become without moving the bytes.
    size_t capacity() const noexcept;
    /// Bytes usable before data(): kHeadroom plus what trim_front took.
    size_t headroom() const noexcept;

    /// Sets size(); `size` <= capacity().
    void resize(size_t size) noexcept;
    /// Makes capacity() >= `capacity`, keeping the bytes (they may move). Throws std::bad_alloc.
    void reserve(size_t capacity);
    /// Drops the first `count` bytes: data() advances. `count` <= size().
    void trim_front(size_t count) noexcept;
    /// The `count` bytes right before data(), for a header; data() stays. `count` <= headroom().
    std::byte* before(size_t count) noexcept;
    struct Lent {
        const std::byte* place = nullptr;  ///< in this Buffer, where they belong
        const std::byte* from = nullptr;
        size_t size = 0;
    };
    /// The bytes at `place` are those at `from`. False when others are lent already.
    bool lend(std::byte* place, const std::byte* from, size_t size) noexcept;
    /// size 0: nothing is.
    Lent lent() const noexcept;
    /// Copies what is lent to its place.
    void settle() noexcept;

    /// Gives the memory back; the Buffer owns nothing afterwards.
    void reset() noexcept {
        if (block_) release();
    }

 private:
    struct Block;
    struct ThreadCache;
    struct SharedCache;
    static Block* acquire(size_t capacity);
    static void discard(Block* block) noexcept;
    void release() noexcept;

    Block* block_ = nullptr;
    std::byte* data_ = nullptr;
    size_t size_ = 0;
};

}  // namespace rpcrt4::protocol
