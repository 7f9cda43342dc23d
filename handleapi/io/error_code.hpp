// SPDX-License-Identifier: LGPL-2.1-or-later
// errno -> Windows codes, and Windows codes -> NTSTATUS for OVERLAPPED.Internal: one table each.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

/// The code for an errno that stopped a file operation; error_gen_failure for what has no counterpart.
base::Status status_from(int error) noexcept;

/// The NTSTATUS that stands in a status block for `status`, and back. Codes without one of their own travel as
/// 0xC0070000 | code, as the kernel of Windows does with codes of user mode.
uint32_t nt_status_from(base::Status status) noexcept;
base::Status status_from_nt(uint32_t nt_status) noexcept;

}  // namespace handleapi::io
