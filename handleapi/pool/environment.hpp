// SPDX-License-Identifier: LGPL-2.1-or-later
// TP_CALLBACK_ENVIRON, which programs fill in with inline functions, read and checked. Without effect are RaceDll (the
// library that holds the callbacks is not kept loaded: who unloads it must wait for them), ActivationContext, and
// Persistent (idle threads end all the same; what needs a lasting thread, as APCs do, wants a pool whose minimum of
// threads is its maximum).
#pragma once

#include "handleapi/base/status.hpp"
#include "handleapi/pool/task.hpp"

namespace handleapi {

/// What the environment says; none is the process's pool and the defaults. error_invalid_parameter: a version or a
/// priority that does not exist, a pool or a group that is closed or none. Throws std::bad_alloc.
base::Result<TaskOptions> read_environment(const TP_CALLBACK_ENVIRON* environment);

}  // namespace handleapi
