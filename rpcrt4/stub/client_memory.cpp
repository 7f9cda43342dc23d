// SPDX-License-Identifier: LGPL-2.1-or-later
// See client_memory.hpp. No user code runs under the environment's lock: routines are copied out first.
#include "rpcrt4/stub/client_memory.hpp"

#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include "handleapi/base/slot_table.hpp"
#include "handleapi/boundary.hpp"

namespace rpcrt4::stub {
namespace {

using Environment = base::Ref<MemoryEnvironment>;
using EnvironmentTable = base::SlotTable<MemoryEnvironment>;

/// Never torn down: threads that end late still give their environment back.
EnvironmentTable& environments() noexcept {
    static EnvironmentTable& table = *new EnvironmentTable;
    return table;
}

void retire(const MemoryEnvironment& environment) noexcept {
    static_cast<void>(environments().remove(environment.handle));
}

struct ThreadMemory {
    Environment environment;
    ClientRoutines fallback;

    /// One that was never enabled has nobody who would disable it.
    ~ThreadMemory() {
        if (environment && !environment->is_enabled()) retire(*environment);
    }
};

thread_local ThreadMemory thread_memory;

Environment make_environment() noexcept {
    auto* made = new (std::nothrow) MemoryEnvironment;
    if (!made) return nullptr;
    Environment environment = Environment::adopt(made);
    made->handle = environments().insert(environment);
    return made->handle ? environment : nullptr;
}

void* fallback_allocate(const ClientRoutines& routines, size_t size) {
    if (!routines.allocate) return std::malloc(size == 0 ? 1 : size);
    void* memory = nullptr;
    handleapi::call_user_or_throw([&] { memory = routines.allocate(size); });
    return memory;
}

void fallback_release(const ClientRoutines& routines, void* memory) {
    if (!routines.release) return std::free(memory);
    handleapi::call_user_or_throw([&] { routines.release(memory); });
}

ClientRoutines client_routines() noexcept {
    const Environment& environment = thread_memory.environment;
    return environment ? environment->routines() : ClientRoutines{};
}

}  // namespace

MemoryEnvironment::~MemoryEnvironment() { free_all(); }

void MemoryEnvironment::free_all() noexcept {
    for (const auto& [memory, in_use] : blocks_) std::free(memory);
    blocks_.clear();
}

base::Status MemoryEnvironment::allocate(size_t size, void** memory) noexcept {
    *memory = nullptr;
    std::unique_ptr<void, decltype(&std::free)> made(std::malloc(size == 0 ? 1 : size), std::free);
    if (!made) return base::Status::rpc_s_out_of_memory;
    std::lock_guard lock(mutex_);
    if (enabled_ == 0) return base::Status::rpc_s_invalid_arg;
    try {
        blocks_.emplace(made.get(), true);
    } catch (const std::bad_alloc&) {
        return base::Status::rpc_s_out_of_memory;
    }
    *memory = made.release();
    return base::Status::ok;
}

bool MemoryEnvironment::mark_free(void* memory) noexcept {
    std::lock_guard lock(mutex_);
    const auto block = blocks_.find(memory);
    return block != blocks_.end() && std::exchange(block->second, false);
}

bool MemoryEnvironment::owns(void* memory) const noexcept {
    std::lock_guard lock(mutex_);
    return blocks_.contains(memory);
}

ClientRoutines MemoryEnvironment::routines() const noexcept {
    std::lock_guard lock(mutex_);
    return routines_;
}

ClientRoutines MemoryEnvironment::exchange(ClientRoutines routines) noexcept {
    std::lock_guard lock(mutex_);
    return std::exchange(routines_, routines);
}

bool MemoryEnvironment::enable() noexcept {
    std::lock_guard lock(mutex_);
    if (ended_) return false;
    ++enabled_;
    return true;
}

bool MemoryEnvironment::disable() noexcept {
    std::lock_guard lock(mutex_);
    if (enabled_ == 0 || --enabled_ > 0) return false;
    ended_ = true;
    free_all();
    return true;
}

bool MemoryEnvironment::is_enabled() const noexcept {
    std::lock_guard lock(mutex_);
    return enabled_ > 0;
}

base::Status enable_allocate() noexcept {
    Environment& mine = thread_memory.environment;
    if (mine && mine->enable()) return base::Status::ok;
    Environment fresh = make_environment();
    if (!fresh) return base::Status::rpc_s_out_of_memory;
    static_cast<void>(fresh->enable());
    mine = std::move(fresh);
    return base::Status::ok;
}

base::Status disable_allocate() noexcept {
    Environment& mine = thread_memory.environment;
    if (!mine || !mine->is_enabled()) return base::Status::rpc_s_invalid_arg;
    if (mine->disable()) {
        retire(*mine);
        mine = nullptr;
    }
    return base::Status::ok;
}

base::Status allocate(size_t size, void** memory) noexcept {
    *memory = nullptr;
    const Environment& mine = thread_memory.environment;
    return mine ? mine->allocate(size, memory) : base::Status::rpc_s_invalid_arg;
}

base::Status release(void* memory) noexcept {
    const Environment& mine = thread_memory.environment;
    return mine && mine->mark_free(memory) ? base::Status::ok : base::Status::rpc_s_invalid_arg;
}

uintptr_t thread_handle() noexcept {
    const Environment& mine = thread_memory.environment;
    return mine ? mine->handle : 0;
}

base::Status set_thread_handle(uintptr_t handle) noexcept {
    Environment environment;
    if (handle) {
        environment = environments().lookup(handle);
        if (!environment) return base::Status::rpc_s_invalid_arg;
    }
    thread_memory.environment = std::move(environment);
    return base::Status::ok;
}

base::Status set_client_routines(ClientRoutines routines, ClientRoutines* previous) noexcept {
    if (!routines.allocate || !routines.release) return base::Status::rpc_s_invalid_arg;
    Environment& mine = thread_memory.environment;
    if (!mine) mine = make_environment();
    if (!mine) return base::Status::rpc_s_out_of_memory;
    const ClientRoutines before = mine->exchange(routines);
    if (previous) *previous = before;
    return base::Status::ok;
}

void* client_allocate(size_t size) {
    if (const ClientRoutines set = client_routines(); set.allocate) return fallback_allocate(set, size);
    void* memory = nullptr;
    const base::Status status = allocate(size, &memory);
    if (status != base::Status::rpc_s_invalid_arg) return memory;
    return fallback_allocate(thread_memory.fallback, size);
}

void client_release(void* memory) {
    if (const ClientRoutines set = client_routines(); set.release) return fallback_release(set, memory);
    const Environment& mine = thread_memory.environment;
    if (mine && mine->owns(memory)) return static_cast<void>(mine->mark_free(memory));
    fallback_release(thread_memory.fallback, memory);
}

void set_client_fallback(ClientRoutines routines) noexcept { thread_memory.fallback = routines; }

ServerMemory::ServerMemory() : environment_(make_environment()) {
    if (!environment_) throw handleapi::RpcError{base::Status::rpc_s_out_of_memory};
    static_cast<void>(environment_->enable());
    thread_memory.environment = environment_;
}

ServerMemory::~ServerMemory() {
    static_cast<void>(environment_->disable());
    retire(*environment_);
}

EnvironmentScope::EnvironmentScope() noexcept : before_(thread_memory.environment) {}

EnvironmentScope::~EnvironmentScope() { thread_memory.environment = std::move(before_); }

}  // namespace rpcrt4::stub
