// SPDX-License-Identifier: LGPL-2.1-or-later
// Inherited handles: a handle whose inherit flag is set has the same value in a child made by CreateProcess. Each kind
// of object that can be inherited describes itself (Object::describe_for_child) and has a row in inheritance.cpp that
// makes it again in the child, before anything there has a handle. What has no row is not inherited.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "handleapi/base/status.hpp"
#include "handleapi/child_description.hpp"
#include "handleapi/object.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

struct InheritedObject {
    ObjectType type{};
    ChildDescription description;
};

/// Several handles may be to one object.
struct InheritedHandle {
    uintptr_t id = 0;
    uint8_t flags = 0;  // the slot's flags and tag: flags and rights of the handle
    uint16_t tag = 0;
    uint32_t object = 0;  // index among the objects
};

struct InheritedTable {
    std::vector<InheritedObject> objects;
    std::vector<InheritedHandle> handles;
};

/// Whether there is a row for objects of this type.
bool can_be_made_again(ObjectType type) noexcept;
/// The object that was described, in another process; null when it cannot be made. Takes its descriptor over.
base::Ref<Object> make_again(const InheritedObject& described);

/// The handles a child gets, and the descriptors opened for it, closed again when this goes.
class Inheritance {
 public:
    Inheritance() = default;
    Inheritance(const Inheritance&) = delete;
    Inheritance& operator=(const Inheritance&) = delete;
    ~Inheritance();

    /// Every inheritable handle of this process.
    void add_all();
    /// These; error_invalid_parameter when one is not inheritable.
    base::Status add(std::span<const NativeHandle> handles);
    /// The descriptor behind a handle, for use as a standard stream of the child; -1 when it has none.
    int descriptor_of(NativeHandle handle);

    const InheritedTable& table() const noexcept { return table_; }
    /// What must stay open in the child, none of them below 3.
    std::vector<int> descriptors() const;

 private:
    /// Adds the handle if its object can be had by a child.
    void add(uintptr_t id, HandleTable::Found found);
    bool describe(Object& object, ChildDescription& description);
    bool lift(int& descriptor);

    InheritedTable table_;
    std::vector<base::Ref<Object>> objects_;  // as in the table
    std::vector<base::Ref<Object>> kept_;     // the others: a descriptor must not be closed by another thread meanwhile
    std::vector<int> opened_;
};

/// The child's side: puts each object into the table under its value. Returns how many could not be made.
size_t take_over(const InheritedTable& table);

}  // namespace handleapi
