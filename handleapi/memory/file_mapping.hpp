// SPDX-License-Identifier: LGPL-2.1-or-later
// FileMapping: memory that views show, of a file or of none, in one process or several. Others get at it by its name,
// by inheritance, or by DuplicateHandle. Its name lasts as long as a handle to it; its memory also as long as a view
// (view.hpp), whoever has it.
//   without a name: the object is this process's, and its Backing goes to children as a descriptor;
//   with a name: what it is stands in a shared page (MappingPart). Memory that is of no file is behind that page.
// A file stays as long as it was made: whoever cuts it short takes the pages from under the views (SIGBUS).
// Pages of a reserved mapping that one process commits are accessible in its own views; another process commits them,
// too, before it looks, and sees the same memory.
// Reference: learn.microsoft.com, File Mapping; File Mapping Security and Access Rights.
#pragma once

#include <cstdint>
#include <string_view>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/memory/backing.hpp"
#include "handleapi/object.hpp"
#include "handleapi/shared/named.hpp"

namespace handleapi::memory {

/// What CreateFileMapping asks for.
struct MappingRequest {
    uint64_t size = 0;
    uint32_t protection = 0;  // PAGE_*
    bool reserved = false;
    int file = -1;  // a descriptor of the file, which stays the caller's, or none
};

class FileMapping final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::file_mapping;

    FileMapping(base::Ref<Backing> backing, uint32_t protection, bool reserved) noexcept;
    /// A named one, the backing of which is still to be found.
    explicit FileMapping(shared::SharedObject* state) noexcept;

    /// A new one. Grows a file that is shorter: error_disk_full when that cannot be done.
    static base::Result<base::Ref<FileMapping>> create(const MappingRequest& request);
    /// What describe_for_child said, in another process.
    static base::Ref<Object> inherit(const ChildDescription& description);

    uint32_t protection() const noexcept { return protection_; }
    bool reserved() const noexcept { return reserved_; }
    /// Where the memory is. error_file_not_found when the file of a named mapping cannot be found any more.
    base::Result<base::Ref<Backing>> backing();

    /// Only what has a name is: a child has the backing of others.
    base::Status share() noexcept override { return shared() ? base::Status::ok : base::Status::error_not_supported; }
    bool describe_for_child(ChildDescription& description) override;

 private:
    friend base::Result<shared::Named> create_named_mapping(std::string_view, const MappingRequest&);

    const uint32_t protection_;
    const bool reserved_;
    base::Guarded<base::Ref<Backing>> backing_;
};

/// The mapping of this name: a new one, or the one there is, whatever the request says. Errors as shared::create_named.
base::Result<shared::Named> create_named_mapping(std::string_view name, const MappingRequest& request);

}  // namespace handleapi::memory
