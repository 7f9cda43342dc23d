// SPDX-License-Identifier: LGPL-2.1-or-later
// SlotTable: numbers that stand for reference-counted objects in the hands of C programs (HANDLE, binding handles).
// An id is an index and a generation, never a pointer; its two low bits are ignored. A stale, forged or junk id looks
// up as null. The table owns its objects; lookup hands out references, so removal during use is safe.
//
// lookup is lock-free: on insert the slot buys kPrepaid references at once, and each lookup takes one of them with a
// single compare-and-swap of the slot word (generation, tag, live bit, flags, number taken), whose success proves that
// the slot still held the object. remove gives back what was not taken. Insert and remove serialise on one short lock.
// Freed slots wait in a queue until kReuseDelay others are free, and every reuse has another generation.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

#include "handleapi/base/lock.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/schedule.hpp"
#include "handleapi/base/zeroed_memory.hpp"

namespace base {

struct SlotAddress {
    uint32_t index;       // 0 is no slot
    uint32_t generation;  // as many bits as the id carries
    uint32_t mask;        // which bits of a slot's generation those are
};

/// Ids for HANDLE. As on Windows they have 32 significant bits and survive a cast to LONG and back (sign extension: the
/// top bit is always 0), and the first ones are 4, 8, 12... The first 65535 slots carry 12 bits of generation
/// (value = 0|generation:12|index:16|00), the others 4 (value = 1|generation:4|index:24|00), all in 31 bits.
struct NarrowId {
    static constexpr uint32_t kSmallIndexes = 1u << 16;

    static constexpr uintptr_t encode(uint32_t index, uint32_t generation) noexcept {
        if (index < kSmallIndexes) return uintptr_t{(generation & 0xFFF) << 18 | index << 2};
        return uintptr_t{1u << 30 | (generation & 0xF) << 26 | index << 2};
    }
    static constexpr SlotAddress decode(uintptr_t id) noexcept {
        if (id >> 31) return {0, 0, 0};
        const auto value = static_cast<uint32_t>(id);
        if (!(value >> 30)) return {value >> 2 & 0xFFFF, value >> 18 & 0xFFF, 0xFFF};
        const uint32_t index = value >> 2 & 0xFFFFFF;
        return {index < kSmallIndexes ? 0 : index, value >> 26 & 0xF, 0xF};
    }
};

/// Ids for handles that Windows declares as 64-bit pointers (binding handles): the whole generation is carried. None is
/// small enough to be taken for a HANDLE of the first ones.
struct WideId {
    static constexpr uint32_t kMask = (1u << 21) - 1;

    static constexpr uintptr_t encode(uint32_t index, uint32_t generation) noexcept {
        return uintptr_t{(generation + 1) & kMask} << 26 | uintptr_t{index} << 2;
    }
    static constexpr SlotAddress decode(uintptr_t id) noexcept {
        if (id >> 47) return {0, 0, 0};
        return {static_cast<uint32_t>(id >> 2 & 0xFFFFFF), (static_cast<uint32_t>(id >> 26) - 1) & kMask, kMask};
    }
};

template <typename T, typename Encoding = WideId>
class SlotTable {
 public:
    static constexpr uint32_t kCapacity = 1u << 24;
    static constexpr uint32_t kReuseDelay = 128;

    constexpr SlotTable() noexcept = default;
    SlotTable(const SlotTable&) = delete;
    SlotTable& operator=(const SlotTable&) = delete;
    /// Releases what is still in the table. No other thread may be using it.
    ~SlotTable() {
        for_each_id([this](uintptr_t id) { static_cast<void>(remove(id)); });
        for (size_t i = 0; i < chunks_.size(); ++i) free_zeroed(chunks_[i].load(std::memory_order_relaxed));
    }

    /// What lookup found: `flags` can change later, `tag` is as given to insert.
    struct Found {
        Ref<T> object;
        uint8_t flags = 0;
        uint16_t tag = 0;
    };

    /// The new id of `object`, owned by the table from now on; 0 when the table is full or memory is out.
    [[nodiscard]] uintptr_t insert(Ref<T> object, uint8_t flags = 0, uint16_t tag = 0) noexcept {
        if (!object) return 0;
        const uint32_t index = take_free_index();
        if (index == 0) return 0;
        const auto generation = generation_of(existing(index).word.load(std::memory_order_relaxed));
        fill(index, generation, std::move(object), flags, tag);
        return Encoding::encode(index, generation);
    }

    /// Makes `id` stand for `object`: for ids that another process has given out. False, and no change, when `id` is
    /// none of this table's form or in use, or memory is out.
    [[nodiscard]] bool insert_at(uintptr_t id, Ref<T> object, uint8_t flags = 0, uint16_t tag = 0) noexcept {
        const SlotAddress address = Encoding::decode(id);
        if (!object || address.index == 0 || !take_index(address.index)) return false;
        fill(address.index, address.generation, std::move(object), flags, tag);
        return true;
    }

    /// A reference to the object behind `id`, or null. A few nanoseconds, no lock.
    [[nodiscard]] Ref<T> lookup(uintptr_t id) const noexcept { return look(id).object; }
    /// The same with what the slot says about it.
    [[nodiscard]] Found look(uintptr_t id) const noexcept {
        const SlotAddress address = Encoding::decode(id);
        Slot* slot = find(address.index);
        if (!slot) return {};
        uint64_t word = slot->word.load(std::memory_order_acquire);
        while (names(word, address)) {
            // Read before the swap: afterwards the slot may already belong to another object.
            const uintptr_t content = slot->content.load(std::memory_order_acquire);
            T* object = reinterpret_cast<T*>(content);
            const uint32_t taken = taken_of(word);
            if (taken == kPrepaid) {
                word = wait_for_refill(*slot);
                continue;
            }
            if (slot->word.compare_exchange_weak(word, word + 1, std::memory_order_acq_rel,
                                                 std::memory_order_acquire)) {
                if (taken == kRefill) refill(*slot, *object, generation_of(word));
                return {Ref<T>::adopt(object), flags_of(word), tag_of(word)};
            }
        }
        return {};
    }

    /// Whether `id` stands for `object` right now. For a caller that has kept a reference from an earlier lookup and
    /// wants to know whether it is still good: cheaper than looking up again, as nothing is written.
    [[nodiscard]] bool holds(uintptr_t id, const T& object) const noexcept {
        const SlotAddress address = Encoding::decode(id);
        const Slot* slot = find(address.index);
        // The caller's reference keeps the address from being used for another object.
        return slot && names(slot->word.load(std::memory_order_acquire), address) && object_in(*slot) == &object;
    }

    /// Takes `id` out of the table and returns what it stood for. Null, and no change, when `id` is not in use or has
    /// one of the `unless` flags.
    [[nodiscard]] Ref<T> remove(uintptr_t id, uint8_t unless = 0) noexcept {
        const SlotAddress address = Encoding::decode(id);
        Slot* slot = find(address.index);
        if (!slot) return nullptr;
        uint64_t word = slot->word.load(std::memory_order_acquire);
        while (names(word, address) && !(flags_of(word) & unless)) {
            T* object = object_in(*slot);
            if (taken_of(word) == kPrepaid) {
                word = wait_for_refill(*slot);
                continue;
            }
            const uint64_t vacant = uint64_t{generation_of(word) + 1} << kGenerationShift;
            if (slot->word.compare_exchange_weak(word, vacant, std::memory_order_acq_rel, std::memory_order_acquire)) {
                give_back(*slot, address.index);
                Ref<T> reference = Ref<T>::adopt(object);
                const uint32_t unused = kPrepaid - taken_of(word);
                if (unused > 1) object->release_many(unused - 1);
                return reference;
            }
        }
        return nullptr;
    }

    /// The flags of `id`, or -1 when it is not in use.
    [[nodiscard]] int flags(uintptr_t id) const noexcept {
        const SlotAddress address = Encoding::decode(id);
        const Slot* slot = find(address.index);
        const uint64_t word = slot ? slot->word.load(std::memory_order_acquire) : 0;
        return slot && names(word, address) ? flags_of(word) : -1;
    }
    /// Replaces the flags selected by `mask`; false when `id` is not in use.
    bool set_flags(uintptr_t id, uint8_t mask, uint8_t flags) noexcept {
        const SlotAddress address = Encoding::decode(id);
        Slot* slot = find(address.index);
        if (!slot) return false;
        uint64_t word = slot->word.load(std::memory_order_acquire);
        while (names(word, address)) {
            const uint64_t changed = (word & ~(uint64_t{mask} << kFlagShift)) | uint64_t(mask & flags) << kFlagShift;
            if (slot->word.compare_exchange_weak(word, changed, std::memory_order_acq_rel, std::memory_order_acquire)) {
                return true;
            }
        }
        return false;
    }

    /// Number of ids in use, exact when nothing runs concurrently.
    [[nodiscard]] size_t size() const noexcept {
        std::lock_guard lock(lock_);
        return fresh_ - 1 - free_count_;
    }
    /// Calls f(id) for every id in use at the time it is reached. f may insert and remove.
    template <typename F>
    void for_each_id(F&& f) const {
        const uint32_t end = [this] {
            std::lock_guard lock(lock_);
            return fresh_;
        }();
        for (uint32_t index = 1; index < end; ++index) {
            const uint64_t word = existing(index).word.load(std::memory_order_acquire);
            if (word & kLive) f(Encoding::encode(index, generation_of(word)));
        }
    }

 private:
    // word = generation:21 | tag:16 | live:1 | flags:8 | taken:18. content = the object, or the next free index. The
    // object's address stands there as it is, for leak checkers. A slot never used is all zero. Four slots share a
    // cache line, and none lies across two.
    struct Slot {
        Atomic<uint64_t> word;
        Atomic<uintptr_t> content;
    };
    static_assert(sizeof(Slot) == 16);
    static constexpr uint32_t kPrepaid = (1u << 18) - 1;
    static constexpr uint32_t kRefill = kPrepaid / 2;
    static constexpr int kFlagShift = 18;
    static constexpr uint64_t kLive = 1u << 26;
    static constexpr int kTagShift = 27;
    static constexpr int kGenerationShift = 43;
    // Chunk 0 holds 256 slots, chunk k as many as all before it: slots never move, and a small table stays small.
    static constexpr int kFirstChunkBits = 8;
    static constexpr size_t kChunks = 24 - kFirstChunkBits + 1;

    static uint32_t taken_of(uint64_t word) noexcept { return static_cast<uint32_t>(word) & kPrepaid; }
    static uint8_t flags_of(uint64_t word) noexcept { return static_cast<uint8_t>(word >> kFlagShift); }
    static uint16_t tag_of(uint64_t word) noexcept { return static_cast<uint16_t>(word >> kTagShift); }
    static uint32_t generation_of(uint64_t word) noexcept { return static_cast<uint32_t>(word >> kGenerationShift); }
    static bool names(uint64_t word, const SlotAddress& address) noexcept {
        return (word & kLive) && (generation_of(word) & address.mask) == address.generation;
    }
    static T* object_in(const Slot& slot) noexcept {
        return reinterpret_cast<T*>(slot.content.load(std::memory_order_acquire));
    }
    static size_t chunk_of(uint32_t index) noexcept {
        return static_cast<size_t>(std::bit_width(index >> kFirstChunkBits));
    }
    static uint32_t chunk_begin(size_t chunk) noexcept {
        return chunk == 0 ? 0 : 1u << (kFirstChunkBits + static_cast<int>(chunk) - 1);
    }
    static uint32_t chunk_size(size_t chunk) noexcept {
        return chunk == 0 ? 1u << kFirstChunkBits : chunk_begin(chunk);
    }

    Slot* find(uint32_t index) const noexcept {
        if (index == 0) return nullptr;
        const size_t chunk = chunk_of(index);
        Slot* slots = chunks_[chunk].load(std::memory_order_acquire);
        return slots ? slots + (index - chunk_begin(chunk)) : nullptr;
    }

    /// A slot whose index came from this table.
    Slot& existing(uint32_t index) const noexcept {
        const size_t chunk = chunk_of(index);
        return chunks_[chunk].load(std::memory_order_acquire)[index - chunk_begin(chunk)];
    }

    /// The caller has taken `index`.
    void fill(uint32_t index, uint32_t generation, Ref<T> object, uint8_t flags, uint16_t tag) noexcept {
        T* raw = object.detach();
        raw->retain_many(kPrepaid - 1);
        Slot& slot = existing(index);
        slot.content.store(reinterpret_cast<uintptr_t>(raw), std::memory_order_release);
        slot.word.store(uint64_t{generation} << kGenerationShift | uint64_t{tag} << kTagShift | kLive |
                            uint64_t{flags} << kFlagShift,
                        std::memory_order_release);
    }

    uint32_t take_free_index() noexcept {
        std::lock_guard lock(lock_);
        if (free_count_ > kReuseDelay || (fresh_ == kCapacity && free_count_ > 0)) {
            const uint32_t index = first_free_;
            first_free_ = static_cast<uint32_t>(existing(index).content.load(std::memory_order_relaxed));
            --free_count_;
            return index;
        }
        return fresh_ == kCapacity || !has_chunk_for(fresh_) ? 0 : fresh_++;
    }

    /// Takes exactly this index, if it is free.
    bool take_index(uint32_t wanted) noexcept {
        std::lock_guard lock(lock_);
        if (wanted < fresh_) return take_from_queue(wanted);
        while (fresh_ < wanted) {
            if (!has_chunk_for(fresh_)) return false;
            enqueue_free(existing(fresh_), fresh_);
            ++fresh_;
        }
        if (!has_chunk_for(wanted)) return false;
        ++fresh_;
        return true;
    }

    bool take_from_queue(uint32_t wanted) noexcept {
        uint32_t before = 0;
        uint32_t index = first_free_;
        for (uint32_t left = free_count_; left != 0; --left) {
            const auto next = static_cast<uint32_t>(existing(index).content.load(std::memory_order_relaxed));
            if (index == wanted) {
                if (before == 0) {
                    first_free_ = next;
                } else {
                    existing(before).content.store(next, std::memory_order_relaxed);
                }
                if (index == last_free_) last_free_ = before;
                --free_count_;
                return true;
            }
            before = index;
            index = next;
        }
        return false;
    }

    bool has_chunk_for(uint32_t index) noexcept {
        const size_t chunk = chunk_of(index);
        if (chunks_[chunk].load(std::memory_order_relaxed)) return true;
        auto* slots = static_cast<Slot*>(allocate_zeroed(chunk_size(chunk) * sizeof(Slot)));
        if (slots) chunks_[chunk].store(slots, std::memory_order_release);
        return slots != nullptr;
    }

    void give_back(Slot& slot, uint32_t index) noexcept {
        std::lock_guard lock(lock_);
        enqueue_free(slot, index);
    }

    void enqueue_free(Slot& slot, uint32_t index) noexcept {
        slot.content.store(0, std::memory_order_release);
        if (free_count_++ == 0) {
            first_free_ = index;
        } else {
            existing(last_free_).content.store(index, std::memory_order_release);
        }
        last_free_ = index;
    }

    /// The slot has lent out all it has: the thread that refills was preempted for half a million lookups.
    static uint64_t wait_for_refill(const Slot& slot) noexcept {
        std::this_thread::yield();
        return slot.word.load(std::memory_order_acquire);
    }

    /// The caller holds a reference, so the object is alive; the slot may have moved on meanwhile.
    static void refill(Slot& slot, T& object, uint32_t generation) noexcept {
        object.retain_many(kRefill);
        uint64_t word = slot.word.load(std::memory_order_acquire);
        while ((word & kLive) && generation_of(word) == generation) {
            if (slot.word.compare_exchange_weak(word, word - kRefill, std::memory_order_acq_rel,
                                                std::memory_order_acquire)) {
                return;
            }
        }
        object.release_many(kRefill);
    }

    std::array<Atomic<Slot*>, kChunks> chunks_{};
    mutable Lock lock_;
    uint32_t fresh_ = 1;  // indexes from here on were never used
    uint32_t first_free_ = 0;
    uint32_t last_free_ = 0;
    uint32_t free_count_ = 0;
};

}  // namespace base
