// SPDX-License-Identifier: LGPL-2.1-or-later
// What a run frees is overwritten and kept until the run is over, so that a later access is known for what it is.
#pragma once

namespace model {

/// Begins to keep what is freed, or gives all of it back.
void keep_freed() noexcept;
void give_back_freed() noexcept;
/// Whether the place has been freed in this run.
bool was_freed(const void* place) noexcept;

}  // namespace model
