// SPDX-License-Identifier: LGPL-2.1-or-later
// Views of file mappings: where their memory is seen. A view keeps the memory, not the mapping: that may be closed.
// Views are regions like those of VirtualAlloc (regions.hpp): VirtualQuery, VirtualProtect and VirtualAlloc know them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "handleapi/access.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/memory/file_mapping.hpp"

namespace handleapi::memory {

struct ViewRequest {
    uint32_t access = 0;  // FILE_MAP_*
    uint64_t offset = 0;
    size_t size = 0;  // 0: to the end
    void* address = nullptr;
};

/// error_access_denied for what the mapping's protection, or the rights of the handle, do not allow, and for more than
/// there is; error_mapped_alignment for an offset or address that is no multiple of the granularity;
/// error_invalid_address for an address in use.
base::Result<void*> map_view(FileMapping& mapping, AccessMask rights, const ViewRequest& request);
/// error_invalid_address for what is not the beginning of a view.
base::Status unmap_view(const void* address);
/// Hands what was written to the view, from the address on, to the disk of a file. `size` 0 is to the end.
/// error_invalid_address for other memory, error_invalid_parameter for none, and for more than the view.
base::Status flush_view(const void* address, size_t size);

}  // namespace handleapi::memory
