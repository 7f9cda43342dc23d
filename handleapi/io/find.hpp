// SPDX-License-Identifier: LGPL-2.1-or-later
// Search: what FindFirstFile has found in one directory at the time it looked, in the order of the names' bytes. The
// last part of the pattern may hold '*' and '?'; "*.*" means everything, as it always did. Names match by case.
// A search handle is none of the handle table's: CloseHandle and waits refuse it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/table.hpp"

#include <minwinbase.h>

namespace handleapi::io {

class Search final : public base::RefCounted {
 public:
    /// error_file_not_found when nothing matches, error_path_not_found without a directory.
    static base::Result<base::Ref<Search>> begin(std::string_view pattern);
    /// The next match; error_no_more_files. The names are set by the caller.
    base::Status next(std::string& name, WIN32_FIND_DATAA& facts);

    static base::Result<NativeHandle> open(base::Ref<Search> search) noexcept;
    static base::Ref<Search> from(NativeHandle handle) noexcept;
    static base::Status close(NativeHandle handle) noexcept;

 private:
    std::string directory_;
    std::vector<std::string> names_;
    size_t at_ = 0;
};

bool name_matches(std::string_view pattern, std::string_view name) noexcept;

}  // namespace handleapi::io
