// SPDX-License-Identifier: LGPL-2.1-or-later
// See inheritance.hpp.
#include "handleapi/process/inheritance.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "handleapi/io/open.hpp"
#include "handleapi/memory/file_mapping.hpp"
#include "handleapi/process/delivery.hpp"
#include "handleapi/process/process.hpp"
#include "handleapi/shared/named.hpp"

namespace handleapi {
namespace {

using base::Ref;
using base::Status;

constexpr int kFirstFree = 3;  // below are the standard streams, which a child may get from elsewhere

/// How a child makes an object again, or answers null. Takes over the description's descriptor.
struct Kind {
    ObjectType type;
    Ref<Object> (*make)(const ChildDescription& description);
};
Ref<Object> adopt_shared(const ChildDescription& description) {
    auto named = shared::adopt_inherited(description.descriptor);
    ::close(description.descriptor);
    return named ? std::move(named->object) : nullptr;
}

constexpr Kind kKinds[] = {
    {.type = ObjectType::event, .make = &adopt_shared},
    {.type = ObjectType::mutex, .make = &adopt_shared},
    {.type = ObjectType::semaphore, .make = &adopt_shared},
    {.type = ObjectType::timer, .make = &adopt_shared},
    {.type = ObjectType::process,
     .make = [](const ChildDescription& description) -> Ref<Object> {
         return Process::inherit(static_cast<uint32_t>(description.number), description.descriptor);
     }},
    {.type = ObjectType::file,
     .make = [](const ChildDescription& description) -> Ref<Object> { return io::inherit_file(description); }},
    {.type = ObjectType::file_mapping, .make = &memory::FileMapping::inherit},
};

const Kind* kind_of(ObjectType type) {
    for (const Kind& kind : kKinds) {
        if (kind.type == type) return &kind;
    }
    return nullptr;
}

}  // namespace

bool can_be_made_again(ObjectType type) noexcept { return kind_of(type) != nullptr; }

Ref<Object> make_again(const InheritedObject& described) {
    const Kind* kind = kind_of(described.type);
    const int descriptor = described.description.descriptor;
    if (descriptor >= 0) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    if (!kind && descriptor >= 0) ::close(descriptor);
    for (const int one : described.description.more) {
        ::fcntl(one, F_SETFD, FD_CLOEXEC);
        if (described.type != ObjectType::file) ::close(one);  // nobody else has more than one
    }
    Ref<Object> object = kind ? kind->make(described.description) : nullptr;
    return object && object->type() == described.type ? std::move(object) : nullptr;
}

Inheritance::~Inheritance() {
    for (const int descriptor : opened_) ::close(descriptor);
}

/// Out of the standard streams' way.
bool Inheritance::lift(int& descriptor) {
    if (descriptor < 0 || descriptor >= kFirstFree) return true;
    descriptor = ::fcntl(descriptor, F_DUPFD_CLOEXEC, kFirstFree);
    if (descriptor >= 0) opened_.push_back(descriptor);
    return descriptor >= 0;
}

bool Inheritance::describe(Object& object, ChildDescription& description) {
    const bool described = object.describe_for_child(description);
    if (description.descriptor >= 0 && description.close_descriptor) opened_.push_back(description.descriptor);
    opened_.insert(opened_.end(), description.more.begin(), description.more.end());
    if (!described || !lift(description.descriptor)) return false;
    return std::all_of(description.more.begin(), description.more.end(), [this](int& one) { return lift(one); });
}

void Inheritance::add(uintptr_t id, HandleTable::Found found) {
    Ref<Object>& object = found.object;
    const auto known = std::find(objects_.begin(), objects_.end(), object);
    const auto index = static_cast<uint32_t>(known - objects_.begin());
    if (known == objects_.end()) {
        InheritedObject described{.type = object->type(), .description = {}};
        if (!kind_of(object->type()) || !describe(*object, described.description)) return;
        table_.objects.push_back(std::move(described));
        objects_.push_back(std::move(object));
    }
    table_.handles.push_back({.id = id, .flags = found.flags, .tag = found.tag, .object = index});
}

void Inheritance::add_all() {
    delivery::take_all();
    handle_table().for_each_id([this](uintptr_t id) {
        HandleTable::Found found = handle_table().look(id);
        if (found.object && (found.flags & kHandleInherit)) add(delivery::value_of(id), std::move(found));
    });
}

Status Inheritance::add(std::span<const NativeHandle> handles) {
    for (const NativeHandle handle : handles) {
        const uintptr_t id = table_id(handle) & ~uintptr_t{3};
        HandleTable::Found found = handle_table().look(id);
        if (!found.object || !(found.flags & kHandleInherit)) return Status::error_invalid_parameter;
        add(delivery::value_of(id), std::move(found));
    }
    return Status::ok;
}

int Inheritance::descriptor_of(NativeHandle handle) {
    Ref<Object> object = handle_table().lookup(table_id(handle));
    ChildDescription description;
    if (!object || !describe(*object, description)) return -1;
    kept_.push_back(std::move(object));
    return description.descriptor;
}

std::vector<int> Inheritance::descriptors() const {
    std::vector<int> open;
    for (const InheritedObject& object : table_.objects) {
        if (object.description.descriptor >= 0) open.push_back(object.description.descriptor);
        open.insert(open.end(), object.description.more.begin(), object.description.more.end());
    }
    return open;
}

namespace {

bool put_into_table(const InheritedHandle& handle, const Ref<Object>& object) {
    if (object->tracks_handles()) object->handle_opened();
    if (delivery::has_form(handle.id)) {
        const uintptr_t id = handle_table().insert(object, handle.flags, handle.tag);
        if (id != 0 && delivery::name(handle.id, id)) return true;
        if (id != 0) static_cast<void>(handle_table().remove(id));
    } else if (handle_table().insert_at(handle.id, object, handle.flags, handle.tag)) {
        return true;
    }
    if (object->tracks_handles()) object->handle_closed();
    return false;
}

}  // namespace

size_t take_over(const InheritedTable& table) {
    std::vector<Ref<Object>> objects;
    for (const InheritedObject& described : table.objects) objects.push_back(make_again(described));
    size_t failures = 0;
    for (const InheritedHandle& handle : table.handles) {
        const Ref<Object> object = objects[handle.object];
        if (!object || !put_into_table(handle, object)) ++failures;
    }
    return failures;
}

}  // namespace handleapi
