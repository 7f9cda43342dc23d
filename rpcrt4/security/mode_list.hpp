// SPDX-License-Identifier: LGPL-2.1-or-later
// The permissions of a file's mode as an access control list, and back. A mode says of three classes, the owner, the
// group and everybody else, whether they read, write and execute. As a list: entries that deny the narrower class what
// a wider one has, then what each is allowed; Everyone is everybody else. chmod(2), [MS-DTYP] 2.5.3. Pure.
#pragma once

#include <sys/types.h>

#include <span>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/access_list.hpp"

namespace rpcrt4::security {

struct FileOwners {
    uid_t user = 0;
    gid_t group = 0;
};

enum class FileKind : bool { file, directory };

std::vector<Entry> list_of_mode(mode_t mode, const FileOwners& owners, FileKind kind);
/// The permissions in the list: in its order, of the rights to read, write and execute; generic rights are those of
/// files. Others (deleting, changing the list) are the owner's, or the directory's, and are not looked at. SYSTEM and
/// the administrators are root, who may do everything: entries that allow them say nothing.
/// error_not_supported for what a mode cannot say: other trustees, half of writing, entries that a directory's content
/// is to inherit, denying root.
base::Result<mode_t> mode_of_list(std::span<const Entry> entries, const FileOwners& owners, FileKind kind);

}  // namespace rpcrt4::security
