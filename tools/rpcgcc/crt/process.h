// SPDX-License-Identifier: LGPL-2.1-or-later
// What the _spawn and _exec families share, on char.
#pragma once

#include "crt.h"

enum { kWait, kNowait, kOverlay, kNowaitO, kDetach };  // _P_*
enum search { kHere, kAlongPath };

// argv and, unless it is null, envp end with a null. The exit code, a process handle, or 0 when it is detached; for
// kOverlay it does not return. -1 and errno when nothing was started.
intptr_t rpccrt_run_8(int mode, const char* name, const char* const* argv, const char* const* envp, enum search search);
intptr_t rpccrt_run_16(int mode, const wide* name, const wide* const* argv, const wide* const* envp,
                       enum search search);
