// SPDX-License-Identifier: LGPL-2.1-or-later
// The security descriptors of what this system has: of files what their owner, group and mode say (mode_list.hpp), of
// handles' objects that they are this user's and nobody else's. Nothing is inherited, no list of audits is kept.
// Codes that are documented: error_privilege_not_held for a list of audits; error_invalid_owner,
// error_invalid_primary_group for whom the process may not put in. error_not_supported for what cannot be said here.
// Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/status.hpp"
#include "handleapi/table.hpp"
#include "rpcrt4/security/access_list.hpp"

namespace rpcrt4::security {

/// What is to be set: the parts named by `information` (OWNER_SECURITY_INFORMATION...).
struct NewSecurity {
    uint32_t information = 0;
    Sid owner = {};
    Sid group = {};
    std::optional<std::vector<Entry>> list = {};  ///< nothing: everyone may everything
};

/// Self-relative, with the parts that are asked for.
base::Result<std::vector<std::byte>> security_of_file(std::string_view name, uint32_t information);
/// error_access_denied for a handle without READ_CONTROL.
base::Result<std::vector<std::byte>> security_of_handle(handleapi::NativeHandle handle, uint32_t information);
/// Of an event, mutex, semaphore, timer or file mapping; error_file_not_found when there is none of this name.
base::Result<std::vector<std::byte>> security_of_name(std::string_view name, uint32_t information);

base::Status set_security_of_file(std::string_view name, const NewSecurity& security);
/// error_access_denied for a handle without WRITE_DAC, WRITE_OWNER; error_not_supported for all but files.
base::Status set_security_of_handle(handleapi::NativeHandle handle, const NewSecurity& security);
base::Status set_security_of_name(std::string_view name, const NewSecurity& security);

}  // namespace rpcrt4::security
