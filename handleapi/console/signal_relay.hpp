// SPDX-License-Identifier: LGPL-2.1-or-later
// Signals that mean something to Windows programs (SIGINT, SIGTERM ...), told outside of the signal handler: the
// handler writes the number to a pipe, and a thread of the library reads it and tells the listener. A process that
// listens to nothing has its signals as it set them; one that was forked without exec has no thread here, and its
// signals do what they did before. Folder: control.hpp has the console's handlers; handleapi/service listens as well.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi::console {

/// Who is told of a signal; a service before the console's handlers.
enum class Listener : uint8_t { service, console };
/// Called on the relay's thread, all signals blocked; must not block.
using SignalReceiver = void (*)(int signal);

/// From now on `receive` is called with the signal. Fails when there is no pipe or thread for it.
base::Status listen(int signal, Listener listener, SignalReceiver receive);
/// When nobody listens any more the signal does what it did before.
void stop_listening(int signal, Listener listener) noexcept;
/// Lets the signal be ignored, by this process and those it starts, whoever listens; or be told again.
base::Status ignore(int signal, bool ignored);

/// What the signal did before anybody listened, on the calling thread: ends the process, is the program's handler, or
/// nothing.
void do_as_before(int signal) noexcept;
/// The end that the signal makes of a process that does nothing about it.
void end_process(int signal) noexcept;

}  // namespace handleapi::console
