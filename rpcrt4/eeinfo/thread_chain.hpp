// SPDX-License-Identifier: LGPL-2.1-or-later
// The chain of the calling thread. It accumulates until it is cleared: by the program, when a server call is dispatched
// on the thread, when a client call begins on it (RpcErrorClearInformation).
// Whether chains leave the process is decided once: no, unless RPCRT4_EEINFO is 1 or I_RpcTurnOnEEInfoPropagation was
// called ("Security and Extended Error Information").
// Threads: each has its own; propagation is of the process. Nothing here throws or fails: a record for which there is
// no memory is lost.
#pragma once

#include <initializer_list>
#include <memory>

#include "handleapi/base/status.hpp"
#include "rpcrt4/eeinfo/record.hpp"

namespace rpcrt4::eeinfo {

/// A copy of the thread's chain.
Chain snapshot();
/// Where a call begins as well, a client's or a server's: what is there is not its history.
void clear() noexcept;
/// Replaces the chain by what came with a fault or a finished asynchronous call.
void replace(Chain chain) noexcept;
/// Puts a record at the head; fills in process and time.
void add(Record record) noexcept;
/// The same for the runtime's own.
void report(Component component, uint32_t status, Location location,
            std::initializer_list<Parameter> parameters = {}) noexcept;
inline void report(base::Status status, Location location, std::initializer_list<Parameter> parameters = {}) noexcept {
    report(Component::runtime, static_cast<uint32_t>(base::code(status)), location, parameters);
}

/// A chain of one such record, for a call that another thread will complete; null without memory.
std::unique_ptr<Chain> chain_of(base::Status status, Location location) noexcept;

bool propagates() noexcept;
void turn_on_propagation() noexcept;
/// What a fault with this code takes along: the thread's chain, if it is of this error and chains leave the process;
/// at most `limit` bytes, and with this machine's name in the newest record.
std::vector<std::byte> for_fault(base::Status status, size_t limit) noexcept;

}  // namespace rpcrt4::eeinfo
