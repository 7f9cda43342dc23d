// SPDX-License-Identifier: LGPL-2.1-or-later
// See find.hpp. Reference: learn.microsoft.com, FindFirstFileW.
#include "handleapi/io/find.hpp"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/slot_table.hpp"
#include "handleapi/io/attributes.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/io/path.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr uintptr_t kTag = uintptr_t{1} << 62;  // what no id of the handle table has

constinit base::Immortal<base::SlotTable<Search>> searches;

uintptr_t id_of(NativeHandle handle) noexcept {
    const auto value = reinterpret_cast<uintptr_t>(handle);
    return value & kTag ? value & ~kTag : 0;
}

struct CloseDirectory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

}  // namespace

bool name_matches(std::string_view pattern, std::string_view name) noexcept {
    if (pattern == "*.*") pattern = "*";
    size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n]) && pattern[p] != '*') {
            ++p, ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

Result<Ref<Search>> Search::begin(std::string_view pattern) {
    const auto path = parse_path(pattern);
    if (!path) return path.status();
    if (path->kind != PathKind::file) return Status::error_file_not_found;
    const size_t slash = path->text.rfind('/');
    const std::string last = slash == std::string::npos ? path->text : path->text.substr(slash + 1);
    auto search = base::make_ref<Search>();
    search->directory_ = slash == std::string::npos ? "." : path->text.substr(0, slash + 1);
    const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(search->directory_.c_str()));
    if (!directory) return errno == ENOENT ? Status::error_path_not_found : status_from(errno);
    while (const dirent* entry = ::readdir(directory.get())) {
        if (name_matches(last, entry->d_name)) search->names_.emplace_back(entry->d_name);
    }
    if (search->names_.empty()) return Status::error_file_not_found;
    std::sort(search->names_.begin(), search->names_.end());
    return search;
}

Status Search::next(std::string& name, WIN32_FIND_DATAA& facts) {
    while (at_ < names_.size()) {
        name = names_[at_++];
        const std::string path = directory_ + "/" + name;
        WIN32_FILE_ATTRIBUTE_DATA data;
        if (!describe(path, data)) continue;  // gone meanwhile
        static_assert(sizeof data == offsetof(WIN32_FIND_DATAA, dwReserved0));
        facts = {};
        std::memcpy(static_cast<void*>(&facts), &data, sizeof data);
        return Status::ok;
    }
    return Status::error_no_more_files;
}

Result<NativeHandle> Search::open(Ref<Search> search) noexcept {
    const uintptr_t id = searches->insert(std::move(search));
    if (id == 0) return Status::error_no_system_resources;
    return reinterpret_cast<NativeHandle>(id | kTag);
}

Ref<Search> Search::from(NativeHandle handle) noexcept { return searches->lookup(id_of(handle)); }

Status Search::close(NativeHandle handle) noexcept {
    return searches->remove(id_of(handle)) ? Status::ok : Status::error_invalid_handle;
}

}  // namespace handleapi::io
