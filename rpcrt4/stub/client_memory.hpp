// SPDX-License-Identifier: LGPL-2.1-or-later
// Stub memory environments: what RpcSs*, RpcSm* and NdrRpcSs* stand on. An environment owns the blocks allocated in it
// and frees them as a whole when it is disabled as often as it was enabled; freeing one block before only marks it.
// Each thread works in one environment or in none, and may lend it to others by handle. It also names the pair of
// routines that client stubs allocate with.
// Ownership: the table of handles keeps an enabled environment; threads keep the one they work in. Threads: any.
// Basis: "RpcSs Memory Management Package", RpcSsEnableAllocate and its neighbours (Windows RPC).
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"

namespace rpcrt4::stub {

/// An allocator of the program (calling convention of RPC_CLIENT_ALLOC and RPC_CLIENT_FREE); both or neither.
struct ClientRoutines {
    void* (*allocate)(size_t size) = nullptr;
    void (*release)(void* memory) = nullptr;
};

class MemoryEnvironment final : public base::RefCounted {
 public:
    MemoryEnvironment() = default;

    /// rpc_s_invalid_arg when nobody has the environment enabled, rpc_s_out_of_memory.
    base::Status allocate(size_t size, void** memory) noexcept;
    /// Marks a block; false when it is none of this environment, or marked already.
    bool mark_free(void* memory) noexcept;
    bool owns(void* memory) const noexcept;

    ClientRoutines routines() const noexcept;
    ClientRoutines exchange(ClientRoutines routines) noexcept;

    /// False when the environment has ended.
    bool enable() noexcept;
    /// True when this was the last one: everything is freed then, and the environment has ended.
    bool disable() noexcept;
    bool is_enabled() const noexcept;

    uintptr_t handle = 0;  ///< set once, before anybody else knows the environment

 private:
    ~MemoryEnvironment() override;
    void free_all() noexcept;

    mutable std::mutex mutex_;
    std::unordered_map<void*, bool> blocks_;  // address -> still in use
    ClientRoutines routines_;
    uint32_t enabled_ = 0;
    bool ended_ = false;
};

/// RpcSmEnableAllocate: enables the thread's environment once more, or makes one.
base::Status enable_allocate() noexcept;
/// RpcSmDisableAllocate; rpc_s_invalid_arg when there is nothing to disable.
base::Status disable_allocate() noexcept;
/// RpcSmAllocate and RpcSmFree: rpc_s_invalid_arg outside of an environment.
base::Status allocate(size_t size, void** memory) noexcept;
base::Status release(void* memory) noexcept;

/// The handle of the thread's environment, 0 for none.
uintptr_t thread_handle() noexcept;
/// 0 leaves the environment; rpc_s_invalid_arg for a handle that stands for none.
base::Status set_thread_handle(uintptr_t handle) noexcept;

/// What client stubs allocate with from now on in this thread's environment. Both routines are needed.
base::Status set_client_routines(ClientRoutines routines, ClientRoutines* previous) noexcept;

/// Where the memory of a client stub comes from, and goes: the routines that were set, else the environment, else what
/// the thread's latest stub of that kind announced, else malloc. Null when memory is out; throws what routines raise.
void* client_allocate(size_t size);
void client_release(void* memory);
void set_client_fallback(ClientRoutines routines) noexcept;

/// The environment of one call being served: enabled for as long as this lives, whichever thread ends it.
class ServerMemory {
 public:
    /// The calling thread works in it from now on. Throws rpc_s_out_of_memory.
    ServerMemory();
    ServerMemory(const ServerMemory&) = delete;
    ServerMemory& operator=(const ServerMemory&) = delete;
    ~ServerMemory();

 private:
    base::Ref<MemoryEnvironment> environment_;
};

/// At its end the thread works again in the environment it worked in at the beginning.
class EnvironmentScope {
 public:
    EnvironmentScope() noexcept;
    EnvironmentScope(const EnvironmentScope&) = delete;
    EnvironmentScope& operator=(const EnvironmentScope&) = delete;
    ~EnvironmentScope();

 private:
    base::Ref<MemoryEnvironment> before_;
};

}  // namespace rpcrt4::stub
