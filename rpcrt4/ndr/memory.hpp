// SPDX-License-Identifier: LGPL-2.1-or-later
// Where unmarshalled data lives. Memory a program may free or replace comes from the stub's pfnAllocate; what only the
// stub owns comes from an Arena that dies with the call. Allocations are logged until the unmarshalling succeeded: when
// it fails, the log is undone, newest first, and every pointer that was set gets its old value back.
// Two more places for data: scratch memory, for walks that only measure or convert and for objects nobody keeps, and
// one block for everything below a pointer (allocate(all_nodes), byte_count). The locations of pointers must outlive
// the Memory that logs them. Thread: the one that walks. Basis: "Server-stub memory management" and "How memory is
// allocated" (Windows RPC).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "rpcrt4/ndr/small_stack.hpp"

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

struct Node;

/// Zeroed memory that lives as long as the arena. The first bytes cost no allocation.
class Arena {
 public:
    Arena() noexcept {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    void* allocate(size_t size);
    bool owns(const void* memory) const noexcept;

 private:
    static constexpr size_t kInlineBytes = 256;
    size_t used_ = 0;
    alignas(16) unsigned char inline_[kInlineBytes];
    std::vector<std::unique_ptr<unsigned char[]>> more_;
};

/// pfnAllocate: throws rpc_x_no_memory for null, and what the routine raises.
void* user_allocate(_MIDL_STUB_MESSAGE& stub, size_t size);
/// pfnFree; a raise in it is the program's to answer for and is swallowed: there is nobody left to tell.
void user_free(_MIDL_STUB_MESSAGE& stub, void* memory) noexcept;

/// Zeroed memory in large pieces, for as long as the object lives.
class Scratch {
 public:
    Scratch() noexcept {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    void* allocate(size_t size);

 private:
    static constexpr size_t kPiece = 4096;
    unsigned char* at_ = nullptr;
    size_t left_ = 0;
    std::vector<std::unique_ptr<unsigned char[]>> pieces_;
};

class Memory {
 public:
    enum class Placement : uint8_t {
        copy,      ///< client: existing memory or the program's allocator
        in_place,  ///< server: data whose wire image is its memory image stays in the receive buffer
        scratch,   ///< nowhere: the walk measures what the data takes in memory, or converts it where it lies
    };
    enum class Contents : uint8_t { undefined, zeroed };

    Memory(_MIDL_STUB_MESSAGE& stub, Placement placement, Arena* arena) noexcept
        : stub_(stub), placement_(placement), arena_(arena) {}
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() { roll_back(); }

    Placement placement() const noexcept { return placement_; }
    bool in_block() const noexcept { return block_ != nullptr; }
    /// Scratch only: bytes that everything so far takes, each object at a multiple of eight.
    uint64_t measured() const noexcept { return measured_; }
    Arena* arena() const noexcept { return arena_; }

    /// Allocates and stores at *location; undone unless keep() is called.
    void* allocate(void** location, uint64_t size, Contents contents);
    /// Stub-owned memory; only where the program knows that it is not its own.
    void* allocate_in_arena(void** location, uint64_t size);
    /// Stores a pointer that owns nothing (into the receive buffer, an alias, null).
    void set(void** location, void* value);
    /// What the program's own routines made at `object`, when the walk fails later: user_marshal or transmitted types.
    void undo_with_routine(const Node& node, void* object);
    /// Everything was unmarshalled: the program owns it now.
    void keep() noexcept { log_.truncate(0); }

    /// While one lives, everything is allocated from scratch memory.
    class ScratchScope {
     public:
        explicit ScratchScope(Memory& memory) noexcept : memory_(memory), before_(memory.placement_) {
            memory.placement_ = Placement::scratch;
        }
        ScratchScope(const ScratchScope&) = delete;
        ScratchScope& operator=(const ScratchScope&) = delete;
        ~ScratchScope() { memory_.placement_ = before_; }

     private:
        Memory& memory_;
        Placement before_;
    };
    /// While one lives, everything is the program's: allocated by its routine, none of it in the receive buffer.
    class ForceScope {
     public:
        ForceScope(Memory& memory, bool forces) noexcept
            : memory_(memory), placement_(memory.placement_), arena_(memory.arena_) {
            if (!forces) return;
            memory.placement_ = Placement::copy;
            memory.arena_ = nullptr;
        }
        ForceScope(const ForceScope&) = delete;
        ForceScope& operator=(const ForceScope&) = delete;
        ~ForceScope() {
            memory_.placement_ = placement_;
            memory_.arena_ = arena_;
        }

     private:
        Memory& memory_;
        Placement placement_;
        Arena* arena_;
    };
    /// While one lives, everything is allocated from `block`; rpc_x_byte_count_too_small once it is full.
    class BlockScope {
     public:
        BlockScope(Memory& memory, void* block, size_t size) noexcept : memory_(memory) {
            memory.block_ = static_cast<unsigned char*>(block);
            memory.block_left_ = size;
        }
        BlockScope(const BlockScope&) = delete;
        BlockScope& operator=(const BlockScope&) = delete;
        ~BlockScope() { memory_.block_ = nullptr; }

     private:
        Memory& memory_;
    };

 private:
    struct Entry {
        void** location;  ///< null: `node` says how to undo `previous`
        void* previous;
        void* allocated;  ///< null: nothing to free
        const Node* node;
    };
    void* allocate_in_block(void** location, size_t size);
    void roll_back() noexcept;

    _MIDL_STUB_MESSAGE& stub_;
    Placement placement_;
    Arena* arena_;
    unsigned char* block_ = nullptr;
    size_t block_left_ = 0;
    uint64_t measured_ = 0;
    Scratch scratch_;
    SmallStack<Entry, 8> log_;
};

}  // namespace rpcrt4::ndr
