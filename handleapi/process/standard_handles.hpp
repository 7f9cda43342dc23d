// SPDX-License-Identifier: LGPL-2.1-or-later
// The standard handles. At first they are what CreateProcess gave (STARTF_USESTDHANDLES), else files made on first use
// from copies of the descriptors 0, 1 and 2, so that closing one leaves the C library's streams alone; they are
// inheritable. SetStdHandle changes what GetStdHandle answers and what children of this process get, nothing else.
#pragma once

#include <cstddef>

#include "handleapi/base/status.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

constexpr size_t kStandardHandles = 3;  // input, output, error

/// Null when the process has none; fails when a file cannot be made of the descriptor.
base::Result<NativeHandle> standard_handle(size_t which);
void set_standard_handle(size_t which, NativeHandle handle) noexcept;
/// What SetStdHandle set; false when it has not been called.
bool standard_handle_was_set(size_t which, NativeHandle& handle) noexcept;

}  // namespace handleapi
