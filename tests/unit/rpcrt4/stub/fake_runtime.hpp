// SPDX-License-Identifier: LGPL-2.1-or-later
// A runtime without a wire: the test double of the I_Rpc* functions that stubs call. A request goes straight to the
// dispatch table of one server interface, in the same thread; what the dispatch raises is the client's status. Buffers
// are exactly as large as their data, so that sanitizers see a stub that reads or writes past them.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/binding/message_call.hpp"

#include <rpcndr.h>

namespace stub_test {

using Bytes = std::vector<uint8_t>;

struct FakeRuntime {
    const RPC_SERVER_INTERFACE* server = nullptr;
    RPC_MGR_EPV* manager = nullptr;
    ULONG representation = NDR_LOCAL_DATA_REPRESENTATION;  ///< of what the server receives
    Bytes request, reply;                                  ///< of the latest call
    void (*spoil_request)(Bytes&) = nullptr;
    void (*spoil_reply)(Bytes&) = nullptr;
    base::Status refuse_send = base::Status::ok;
    int buffers = 0;  ///< handed out and not returned

    // The one asynchronous call there can be.
    std::unique_ptr<rpcrt4::binding::AsyncStub> client_stub, server_stub;
    RPC_ASYNC_STATE* client_state = nullptr;
    RPC_ASYNC_STATE* server_state = nullptr;
    bool answered = false;
    base::Status outcome = base::Status::ok;
    uint8_t* held_request = nullptr;  ///< lives until the server's call is over
    void* reply_buffer = nullptr;     ///< what the server got to write its reply to, likewise
    bool serving = false;

    void reset();
    void end_server_call();
};

FakeRuntime& fake();

/// A manager routine as server tables hold it.
template <typename Routine>
SERVER_ROUTINE as_routine(Routine* routine) noexcept {
    return reinterpret_cast<SERVER_ROUTINE>(reinterpret_cast<void (*)()>(routine));
}

/// Faults on demand: the `at`th fault point passed raises kInjected; allocations and buffers are such points, and what
/// a test declares as one. None when `at` is 0.
struct Faults {
    int passed = 0;
    int at = 0;
};
Faults& faults();
constexpr RPC_STATUS kInjected = 4711;
void fault_point();

/// A block of the program's allocator, never a fault.
void* allocate_block(size_t size);
/// Blocks the program's allocator handed out and nobody freed.
std::set<void*>& live_blocks();

}  // namespace stub_test
