// SPDX-License-Identifier: LGPL-2.1-or-later
// From how a process ended to its Windows exit code. Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace handleapi {

/// STILL_ACTIVE.
constexpr uint32_t kStillActive = 259;

/// The exit code of a process that ended with `wait_status` (as wait(2) reports it; none when it was not our child and
/// the kernel does not tell) and left `recorded` in its exit record. A record is believed when the status does not
/// contradict it: low eight bits for an exit, death by SIGKILL for a termination. Death by a signal that is a fault is
/// the exception's code, SIGABRT is 3 (what abort() ends with), SIGINT is STATUS_CONTROL_C_EXIT; any other signal is
/// 128 plus its number, as shells have it.
std::optional<uint32_t> exit_code_of(std::optional<int> wait_status, std::optional<uint32_t> recorded) noexcept;

}  // namespace handleapi
