// SPDX-License-Identifier: LGPL-2.1-or-later
// The end of an alertable wait that found APCs: they run here, after the wait has been left and its references dropped.
#pragma once

#include "handleapi/seh.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

/// Makes the calling thread's queued calls. What one of them raises goes to the caller's caller, as on Windows.
inline void deliver_apcs() {
    const base::Status raised = current_thread().run_apcs();
    if (failed(raised)) raise(static_cast<uint32_t>(raised));
}

}  // namespace handleapi
