// SPDX-License-Identifier: LGPL-2.1-or-later
// Console control events from signals: SIGINT (Ctrl+C) is CTRL_C_EVENT, SIGQUIT (Ctrl+\) CTRL_BREAK_EVENT, SIGHUP (the
// terminal is gone) CTRL_CLOSE_EVENT, SIGTERM CTRL_SHUTDOWN_EVENT, unless the process runs services, which then have
// SIGHUP and SIGTERM. Nothing changes for a process before its first handler. Each event has a thread of its own, on
// which the handlers are called, the last that was added first, until one returns TRUE.
//
// When none does, the signal does what it did before there were handlers: mostly end the process. After
// CTRL_CLOSE_EVENT and CTRL_SHUTDOWN_EVENT the process ends in any case, by the signal; there is no time limit as on
// Windows: whoever sent the signal has one. See "HandlerRoutine callback function" of the console documentation.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi::console {

/// PHANDLER_ROUTINE.
using ControlHandler = int32_t (*)(uint32_t event);

/// A handler that is added twice is called twice.
base::Status add_handler(ControlHandler handler);
/// Removes the last one added. error_invalid_parameter: there is none.
base::Status remove_handler(ControlHandler handler);
/// Whether this process, and those it starts, ignore Ctrl+C.
base::Status ignore_ctrl_c(bool ignored);
/// Sends an event to the processes of a group: 0 is the caller's own, another one is named by its first process, which
/// was started with CREATE_NEW_PROCESS_GROUP. As on Windows a group that is named gets no CTRL_C_EVENT, without
/// failure. error_invalid_parameter: neither CTRL_C_EVENT nor CTRL_BREAK_EVENT, or no such group.
base::Status generate(uint32_t event, uint32_t group);

}  // namespace handleapi::console
