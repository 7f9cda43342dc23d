// SPDX-License-Identifier: LGPL-2.1-or-later
// The two ends of this process's life. When the library is loaded it looks whether CreateProcess started the process
// (an environment variable names the descriptor of a StartupBlock, and is removed): then it takes over the inherited
// handles before anybody can have made one. When the process ends, its exit code is left for whoever wants all 32 bits.
#pragma once

#include <cstdint>

#include "handleapi/process/startup_block.hpp"

namespace handleapi {

/// The environment variable; its value is a descriptor's number.
constexpr const char kStartupVariable[] = "RPCRT4_STARTUP";

/// What this process was started with; empty when it was not started by CreateProcess.
const StartupInformation& own_startup_information() noexcept;

/// Leaves this process's exit code. Also called for whatever is given to exit(); the first code stays.
void leave_exit_code(uint32_t code) noexcept;

}  // namespace handleapi
