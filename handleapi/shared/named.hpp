// SPDX-License-Identifier: LGPL-2.1-or-later
// Objects of this process by the file their state is in: however often a name is opened, there is one Object for it, so
// that handles of it compare as the same object. Holds no references.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"
#include "handleapi/shared/shared_object.hpp"

namespace handleapi::shared {

struct Named {
    base::Ref<Object> object;
    bool existed = false;
};

/// The object called `name` (UTF-8), made with `initial` when there is none. Errors as file_name_of and SharedObject.
base::Result<Named> create_named(std::string_view name, const Initial& initial);
/// error_file_not_found when there is none.
base::Result<Named> open_named(std::string_view name, ObjectType type);
/// The object a parent left to this process; see SharedObject::adopt.
base::Result<Named> adopt_inherited(int descriptor);
/// The last reference to the object is gone.
void forget(Object& object) noexcept;

}  // namespace handleapi::shared
