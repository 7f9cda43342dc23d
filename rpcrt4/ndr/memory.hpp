// SPDX-License-Identifier: LGPL-2.1-or-later
// Where unmarshalled data lives. Memory a program may free or replace comes from the stub's pfnAllocate; what only the
// stub owns comes from an Arena that dies with the call. Allocations are logged until the unmarshalling succeeded: when
// it fails, the log is undone, newest first, and every pointer that was set gets its old value back.
// The locations of pointers must outlive the Memory that logs them. Thread: the one that walks. Basis: "Server-stub
// memory management" and "How memory is allocated" (Windows RPC).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "rpcrt4/ndr/small_stack.hpp"

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

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

class Memory {
 public:
    enum class Placement : uint8_t {
        copy,      ///< client: existing memory or the program's allocator
        in_place,  ///< server: data whose wire image is its memory image stays in the receive buffer
    };
    enum class Contents : uint8_t { undefined, zeroed };

    Memory(_MIDL_STUB_MESSAGE& stub, Placement placement, Arena* arena) noexcept
        : stub_(stub), placement_(placement), arena_(arena) {}
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() { roll_back(); }

    Placement placement() const noexcept { return placement_; }
    Arena* arena() const noexcept { return arena_; }

    /// Allocates and stores at *location; undone unless keep() is called.
    void* allocate(void** location, uint64_t size, Contents contents);
    /// Stub-owned memory; only where the program knows that it is not its own.
    void* allocate_in_arena(void** location, uint64_t size);
    /// Stores a pointer that owns nothing (into the receive buffer, an alias, null).
    void set(void** location, void* value);
    /// Everything was unmarshalled: the program owns it now.
    void keep() noexcept { log_.truncate(0); }

 private:
    struct Entry {
        void** location;
        void* previous;
        void* allocated;  ///< null: nothing to free
    };
    void roll_back() noexcept;

    _MIDL_STUB_MESSAGE& stub_;
    Placement placement_;
    Arena* arena_;
    SmallStack<Entry, 8> log_;
};

}  // namespace rpcrt4::ndr
