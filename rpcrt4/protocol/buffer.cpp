// SPDX-License-Identifier: LGPL-2.1-or-later
// See buffer.hpp. A block is [Block header, padded to 48 bytes | headroom | payload]. Payload sizes come in five
// classes; a released block goes to the releasing thread's list of its class, when that is full back to malloc. Blocks
// above the largest class are kept, a few of them, in one list shared by all threads: faulting fresh pages in costs
// more per megabyte than copying them. Under AddressSanitizer nothing is cached, so that a use after release is seen.
#include "rpcrt4/protocol/buffer.hpp"

#include <sys/mman.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace rpcrt4::protocol {

struct alignas(16) Buffer::Block {
    Block* next;
    size_t capacity;  // of the payload
    Lent lent;
    uint32_t size_class;

    std::byte* payload() noexcept { return reinterpret_cast<std::byte*>(this) + sizeof(Block) + kHeadroom; }
};

namespace {

constexpr std::array<size_t, 5> kClassSize = {256, 1024, 4096, 16384, 65536};
constexpr std::array<uint32_t, 5> kClassKept = {64, 16, 8, 4, 4};
constexpr uint32_t kLarge = kClassSize.size();
constexpr size_t kSharedBlockMost = size_t{8} << 20;
constexpr size_t kSharedBytesMost = size_t{16} << 20;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kCaching = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kCaching = false;
#else
constexpr bool kCaching = true;
#endif
#else
constexpr bool kCaching = true;
#endif

/// Blocks too large to be kept are fresh memory each time: in huge pages, or faulting them in costs more than copying
/// them (rpc curves, payload: 64 MiB took twice as long).
void* allocate(size_t size) noexcept {
    constexpr size_t kHugePage = size_t{2} << 20;
    if (size <= kSharedBlockMost) return std::malloc(size);
    const size_t whole = (size + kHugePage - 1) & ~(kHugePage - 1);
    void* memory = whole < size ? nullptr : std::aligned_alloc(kHugePage, whole);
    if (memory != nullptr) ::madvise(memory, whole, MADV_HUGEPAGE);
    return memory;
}

constexpr uint32_t class_of(size_t capacity) noexcept {
    for (uint32_t i = 0; i < kClassSize.size(); ++i) {
        if (capacity <= kClassSize[i]) return i;
    }
    return kLarge;
}

}  // namespace

/// Plain data, so that releasing a Buffer in a late thread-local destructor is still sound: after `closed` it frees.
struct Buffer::ThreadCache {
    struct List {
        Block* first;
        uint32_t count;
    };
    /// Empties the cache when its thread ends.
    struct Closer {
        ~Closer() { close(); }
    };

    static Block* take(uint32_t size_class) noexcept {
        List& list = lists[size_class];
        Block* block = list.first;
        if (block) {
            list.first = block->next;
            --list.count;
        }
        return block;
    }
    static bool put(Block* block) noexcept {
        if (state != State::open && !open()) return false;
        List& list = lists[block->size_class];
        if (list.count >= kClassKept[block->size_class]) return false;
        block->next = list.first;
        list.first = block;
        ++list.count;
        return true;
    }

 private:
    enum class State : uint8_t { unused, open, closed };

    static bool open() noexcept {
        if (!kCaching || state == State::closed) return false;
        static thread_local Closer closer;
        state = State::open;
        return true;
    }
    static void close() noexcept {
        state = State::closed;
        for (List& list : lists) {
            while (Block* block = list.first) {
                list.first = block->next;
                std::free(block);
            }
            list.count = 0;
        }
    }

    static constinit thread_local State state;
    static constinit thread_local std::array<List, kClassSize.size()> lists;
};

[[gnu::tls_model("initial-exec")]] constinit thread_local Buffer::ThreadCache::State Buffer::ThreadCache::state{};
[[gnu::tls_model("initial-exec")]] constinit thread_local std::array<Buffer::ThreadCache::List, kClassSize.size()>
    Buffer::ThreadCache::lists{};

/// Large blocks, most recently released first. Never destroyed: threads may release buffers while the process ends.
struct Buffer::SharedCache {
    std::mutex mutex;
    Block* first = nullptr;
    size_t bytes = 0;

    static SharedCache& instance() {
        static auto* const cache = new SharedCache;
        return *cache;
    }

    /// A block of at least `capacity` and at most four times that.
    Block* take(size_t capacity) noexcept {
        const std::lock_guard lock(mutex);
        for (Block** link = &first; *link; link = &(*link)->next) {
            Block* block = *link;
            if (block->capacity < capacity || block->capacity / 4 > capacity) continue;
            *link = block->next;
            bytes -= block->capacity;
            return block;
        }
        return nullptr;
    }
    bool put(Block* block) noexcept {
        const std::lock_guard lock(mutex);
        if (!kCaching || block->capacity > kSharedBlockMost || bytes + block->capacity > kSharedBytesMost) return false;
        block->next = first;
        first = block;
        bytes += block->capacity;
        return true;
    }
};

Buffer::Block* Buffer::acquire(size_t capacity) {
    const uint32_t size_class = class_of(capacity);
    if (size_class != kLarge) {
        if (Block* block = ThreadCache::take(size_class)) return block;
        capacity = kClassSize[size_class];
    } else if (Block* block = SharedCache::instance().take(capacity)) {
        return block;
    }
    if (capacity > PTRDIFF_MAX - sizeof(Block) - kHeadroom) throw std::bad_alloc();
    auto* block = static_cast<Block*>(allocate(sizeof(Block) + kHeadroom + capacity));
    if (!block) throw std::bad_alloc();
    block->next = nullptr;
    block->capacity = capacity;
    block->size_class = size_class;
    return block;
}

void Buffer::discard(Block* block) noexcept {
    const bool kept = block->size_class != kLarge ? ThreadCache::put(block) : SharedCache::instance().put(block);
    if (!kept) std::free(block);
}

Buffer::Buffer(size_t size) : block_(acquire(size)), data_(block_->payload()), size_(size) { block_->lent = {}; }

void Buffer::release() noexcept {
    discard(block_);
    block_ = nullptr;
    data_ = nullptr;
    size_ = 0;
}

size_t Buffer::capacity() const noexcept {
    return block_ ? block_->capacity - static_cast<size_t>(data_ - block_->payload()) : 0;
}

size_t Buffer::headroom() const noexcept {
    return block_ ? kHeadroom + static_cast<size_t>(data_ - block_->payload()) : 0;
}

void Buffer::resize(size_t size) noexcept { size_ = size; }

void Buffer::reserve(size_t wanted) {
    if (wanted <= capacity()) return;
    settle();
    Buffer larger(wanted);
    if (size_ != 0) std::memcpy(larger.data_, data_, size_);
    larger.size_ = size_;
    *this = std::move(larger);
}

void Buffer::trim_front(size_t count) noexcept {
    data_ += count;
    size_ -= count;
}

std::byte* Buffer::before(size_t count) noexcept { return data_ - count; }

bool Buffer::lend(std::byte* place, const std::byte* from, size_t size) noexcept {
    if (block_->lent.size != 0) return false;
    block_->lent = {place, from, size};
    return true;
}

Buffer::Lent Buffer::lent() const noexcept { return block_ ? block_->lent : Lent{}; }

void Buffer::settle() noexcept {
    const Lent lent = this->lent();
    if (lent.size == 0) return;
    std::memcpy(data_ + (lent.place - data_), lent.from, lent.size);
    block_->lent = {};
}

}  // namespace rpcrt4::protocol
