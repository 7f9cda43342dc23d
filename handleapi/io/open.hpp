// SPDX-License-Identifier: LGPL-2.1-or-later
// Opening: what CreateFile does, by name, and files made of descriptors that are there already.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/io/file.hpp"
#include "handleapi/io/path.hpp"

namespace handleapi::io {

struct OpenRequest {
    uint32_t access = 0;       // GENERIC_* and FILE_*
    uint32_t share = 0;        // FILE_SHARE_*
    uint32_t disposition = 0;  // CREATE_NEW ... TRUNCATE_EXISTING
    uint32_t flags = 0;        // FILE_FLAG_* | FILE_ATTRIBUTE_*
};

struct Opened {
    base::Ref<File> file;
    bool existed = false;  // before; CREATE_ALWAYS and OPEN_ALWAYS say so through the last error
};

/// Opens or creates the file, device, or the client's end of a named pipe.
base::Result<Opened> open_file(std::string_view name, const OpenRequest& request);
/// Another File on what `original` has open.
base::Result<base::Ref<File>> reopen_file(File& original, const OpenRequest& request);
/// A File for a descriptor that the caller has (a standard one, one inherited), which it takes over.
/// `flags` are FILE_FLAG_*; access is FILE_*.
base::Result<base::Ref<File>> adopt_descriptor(OwnedDescriptor descriptor, uint32_t access, uint32_t flags);

/// What a child makes of a description by one of the files, or null. Takes over its descriptors.
base::Ref<File> inherit_file(const ChildDescription& description);

/// error_sharing_violation when somebody has it open and does not share deletion.
base::Status delete_file(std::string_view name);

/// error_path_not_found when not even the directory is there.
base::Status missing(const std::string& path);
/// What a call that failed with `error` says of the name: missing(path), or the errno's code.
base::Status name_error(const std::string& path, int error);

}  // namespace handleapi::io
