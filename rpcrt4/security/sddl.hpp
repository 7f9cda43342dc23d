// SPDX-License-Identifier: LGPL-2.1-or-later
// Security descriptors as text, [MS-DTYP] 2.5.1. Not spoken: entries about objects of a directory (unless they name
// none), conditional ones, accounts relative to a domain. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/descriptor_memory.hpp"

namespace rpcrt4::security {

/// A self-relative descriptor. error_invalid_parameter for text that is none, error_invalid_sid and error_invalid_acl
/// for an owner or group and a list that are none.
base::Result<std::vector<std::byte>> parse_descriptor(std::string_view text);
/// The parts that `information` (OWNER_SECURITY_INFORMATION ...) names; error_invalid_acl for entries of other kinds.
base::Result<std::string> print_descriptor(const DescriptorParts& parts, uint32_t information);

}  // namespace rpcrt4::security
