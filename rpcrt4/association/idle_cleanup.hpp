// SPDX-License-Identifier: LGPL-2.1-or-later
// Idle clean-up: from time to time every association closes the connections nobody has used lately. It is off until
// RpcMgmtEnableIdleCleanup, or until an association has many connections at rest, and never off again.
// Time is counted in sweeps: what was used before the last but one is old.
// Microsoft "Idle Connection Cleanup". Threads: any; sweeping is done by the loop.
#pragma once

#include <cstdint>

namespace rpcrt4::association {

class Association;

/// Idempotent. Throws std::bad_alloc.
void enable_idle_cleanup();
/// One sweep of all associations of this process.
void sweep_idle() noexcept;

uint32_t current_sweep() noexcept;
/// Used before the last but one.
inline bool is_old(uint32_t used_in, uint32_t sweep) noexcept { return sweep - used_in >= 2; }

/// For the associations themselves.
void be_swept(Association& association);
void be_swept_no_more(Association& association) noexcept;

}  // namespace rpcrt4::association
