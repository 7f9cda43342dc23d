// SPDX-License-Identifier: LGPL-2.1-or-later
// See heap.hpp.
#include "handleapi/memory/heap.hpp"

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "handleapi/safe_read.hpp"

namespace handleapi::heap {
namespace {

constexpr uintptr_t kSealKey = 0x9E3779B97F4A7C15;
constexpr uintptr_t kMarkKey = 0xC2B2AE3D27D4EB4F;
constexpr size_t kOverhead = 64;                                 // most that comes before a block
constexpr size_t kLargestOfFixed = 1024 * 1024 - 2 * kOverhead;  // "slightly less than 1,024 KB"

}  // namespace

/// The heap's lock for the length of a call. The process heap's malloc needs none: it only waits for who locked it.
class Heap::Scope {
 public:
    explicit Scope(Heap& heap) noexcept : heap_(heap) {
        if (!heap.serialized()) return;
        held_ = heap.is_private() || heap.locked_.load(std::memory_order_acquire) != 0;
        if (held_) enter(heap.section_);
    }
    ~Scope() {
        if (held_) leave(heap_.section_);
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

 private:
    Heap& heap_;
    bool held_ = false;
};

Heap::Heap(size_t maximum, Serialize serialize, uint32_t options) noexcept
    : mark_(reinterpret_cast<uintptr_t>(this) ^ kMarkKey), maximum_(maximum), serialize_(serialize), options_(options) {
    initialize(section_, 0);
}

Heap* Heap::create(size_t maximum, Serialize serialize, uint32_t options) noexcept {
    return new (std::nothrow) Heap(maximum, serialize, options);
}

Heap& Heap::process() noexcept {
    alignas(Heap) static unsigned char memory[sizeof(Heap)];
    static Heap* const made = new (memory) Heap(0, Serialize::yes, 0);
    return *made;
}

Heap* Heap::find(void* handle) noexcept {
    if (handle == &process()) return &process();
    const auto address = reinterpret_cast<uintptr_t>(handle);
    if (address == 0 || address % alignof(Heap) != 0) return nullptr;
    auto* heap = static_cast<Heap*>(handle);
    return reinterpret_cast<uintptr_t>(read_pointer_or_null(&heap->mark_)) == (address ^ kMarkKey) ? heap : nullptr;
}

void Heap::destroy() noexcept {
    mark_ = 0;
    while (Piece* piece = pieces_.pop_front()) {
        piece->header.seal = 0;
        std::free(piece);
    }
    delete this;
}

uintptr_t Heap::seal_of(const Header* header) const noexcept {
    return reinterpret_cast<uintptr_t>(header) ^ reinterpret_cast<uintptr_t>(this) ^ kSealKey;
}

Heap::Header* Heap::header_of(const void* block) const noexcept {
    const auto address = reinterpret_cast<uintptr_t>(block);
    if (address == 0 || address % 16 != 0) return nullptr;
    auto* header = reinterpret_cast<Header*>(address - sizeof(Header));
    return reinterpret_cast<uintptr_t>(read_pointer_or_null(&header->seal)) == seal_of(header) ? header : nullptr;
}

Heap::Piece& Heap::piece_of(Header* header) noexcept {
    return *reinterpret_cast<Piece*>(reinterpret_cast<unsigned char*>(header) - offsetof(Piece, header));
}

bool Heap::has_room_for(size_t size, size_t before) const noexcept {
    if (size > SIZE_MAX - kOverhead) return false;
    return maximum_ == 0 || (size <= kLargestOfFixed && used_ - before + size <= maximum_);
}

void* Heap::finish(Header* header, size_t size) noexcept {
    header->size = size;
    header->seal = seal_of(header);
    if (is_private()) {
        pieces_.push_back(piece_of(header));
        used_ += size;
    }
    return header + 1;
}

void* Heap::allocate(size_t size, Fill fill) noexcept {
    Scope scope(*this);
    if (!has_room_for(size, 0)) return nullptr;
    const size_t before = room_before_header();
    const size_t total = before + sizeof(Header) + size;
    auto* memory = static_cast<unsigned char*>(fill == Fill::zero ? std::calloc(1, total) : std::malloc(total));
    return memory ? finish(reinterpret_cast<Header*>(memory + before), size) : nullptr;
}

void* Heap::reallocate(void* block, size_t size, Fill fill, Place place) noexcept {
    Scope scope(*this);
    Header* header = header_of(block);
    if (!header || !has_room_for(size, header->size)) return nullptr;
    const size_t before = room_before_header();
    const size_t old_size = header->size;
    auto* memory = reinterpret_cast<unsigned char*>(header) - before;
    const size_t total = before + sizeof(Header) + size;
    if (place == Place::same && total > malloc_usable_size(memory)) return nullptr;
    if (is_private()) {
        pieces_.remove(piece_of(header));
        used_ -= old_size;
    }
    header->seal = 0;
    auto* moved = place == Place::same ? memory : static_cast<unsigned char*>(std::realloc(memory, total));
    void* result = moved ? finish(reinterpret_cast<Header*>(moved + before), size) : nullptr;
    if (!moved) finish(header, old_size);
    if (result && fill == Fill::zero && size > old_size) {
        std::memset(static_cast<unsigned char*>(result) + old_size, 0, size - old_size);
    }
    return result;
}

bool Heap::free(void* block) noexcept {
    if (!block) return true;
    Scope scope(*this);
    Header* header = header_of(block);
    if (!header) return false;
    header->seal = 0;
    if (is_private()) {
        pieces_.remove(piece_of(header));
        used_ -= header->size;
    }
    std::free(reinterpret_cast<unsigned char*>(header) - room_before_header());
    return true;
}

size_t Heap::size(const void* block) noexcept {
    Scope scope(*this);
    const Header* header = header_of(block);
    return header ? header->size : SIZE_MAX;
}

base::Result<const void*> Heap::next(const void* block) noexcept {
    if (!is_private()) return base::Status::error_not_supported;
    static_assert(sizeof(Piece) == kOverheadOfBlock);
    Scope scope(*this);
    Header* const header = block ? header_of(block) : nullptr;
    if (block && !header) return base::Status::error_invalid_parameter;
    Piece* const piece = header ? pieces_.after(piece_of(header)) : pieces_.front();
    return piece ? &piece->header + 1 : nullptr;
}

bool Heap::validate() noexcept {
    Scope scope(*this);
    for (Piece* piece = pieces_.front(); piece; piece = pieces_.after(*piece)) {
        if (piece->header.seal != seal_of(&piece->header)) return false;
    }
    return true;
}

bool Heap::lock() noexcept {
    if (!serialized()) return false;
    locked_.fetch_add(1, std::memory_order_acq_rel);
    enter(section_);
    return true;
}

bool Heap::unlock() noexcept {
    if (!serialized() || section_.OwningThread != critical_section::self()) return false;
    leave(section_);
    locked_.fetch_sub(1, std::memory_order_acq_rel);
    return true;
}

}  // namespace handleapi::heap
