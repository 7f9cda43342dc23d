// SPDX-License-Identifier: LGPL-2.1-or-later
// Heaps: malloc with the size remembered, since HeapSize must answer with what was asked for. Blocks are aligned to 16
// bytes. The process heap adds nothing else; a private heap links its blocks, so that destroying it frees them, and
// counts them against its maximum. Each header is sealed with its address and its heap: what is not a block of the heap
// it is given to is recognised. Blocks that can be executed are not made.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/sync/critical_section.hpp"

namespace handleapi::heap {

enum class Fill : bool { none, zero };
enum class Place : bool { any, same };
enum class Serialize : bool { no, yes };

class Heap {
 public:
    /// A maximum of 0 is none; with one, blocks of nearly 1 MiB and more are refused, too, as documented.
    static Heap* create(size_t maximum, Serialize serialize, uint32_t options) noexcept;
    static Heap& process() noexcept;
    /// The heap behind a handle, or null: any value may be asked about.
    static Heap* find(void* handle) noexcept;
    /// Frees every block. Not for the process heap.
    void destroy() noexcept;

    /// Null when memory is out or the maximum reached.
    void* allocate(size_t size, Fill fill) noexcept;
    /// Null, and the block unchanged, when memory is out or `block` is not of this heap. Fill applies to growth.
    void* reallocate(void* block, size_t size, Fill fill, Place place) noexcept;
    /// False when `block` is not of this heap; null is fine.
    bool free(void* block) noexcept;
    /// The size asked for; SIZE_MAX when `block` is not of this heap.
    size_t size(const void* block) noexcept;
    /// Every header is intact.
    bool validate() noexcept;

    static constexpr uint8_t kOverheadOfBlock = 32;  // of a private heap's
    /// One block after another: the first of a private heap for null, null after the last. error_invalid_parameter for
    /// what is no block of the heap; error_not_supported for the process's, whose blocks nobody lists.
    base::Result<const void*> next(const void* block) noexcept;

    /// Keeps other threads out until unlocked as often. False when the heap is not serialized, or not the caller's.
    bool lock() noexcept;
    bool unlock() noexcept;

    uint32_t options() const noexcept { return options_; }
    bool serialized() const noexcept { return serialize_ == Serialize::yes; }
    bool has_maximum() const noexcept { return maximum_ != 0; }
    std::atomic<uint32_t> front_end{0};  // HeapCompatibilityInformation, as set

 private:
    struct Header {
        size_t size;
        uintptr_t seal;
    };
    struct alignas(16) Piece {
        base::Link link;
        Header header;
    };
    class Scope;

    Heap(size_t maximum, Serialize serialize, uint32_t options) noexcept;
    bool is_private() const noexcept { return this != &process(); }
    size_t room_before_header() const noexcept { return is_private() ? offsetof(Piece, header) : 0; }
    uintptr_t seal_of(const Header* header) const noexcept;
    Header* header_of(const void* block) const noexcept;
    static Piece& piece_of(Header* header) noexcept;
    bool has_room_for(size_t size, size_t before) const noexcept;
    void* finish(Header* header, size_t size) noexcept;

    uintptr_t mark_;  // says that this is a heap
    const size_t maximum_;
    const Serialize serialize_;
    const uint32_t options_;
    size_t used_ = 0;
    std::atomic<uint32_t> locked_{0};
    CRITICAL_SECTION section_;
    base::IntrusiveList<Piece, &Piece::link> pieces_;
};

/// Blocks of the process heap.
inline void* allocate(size_t size, Fill fill) noexcept { return Heap::process().allocate(size, fill); }
inline bool free(void* block) noexcept { return Heap::process().free(block); }

}  // namespace handleapi::heap
