// SPDX-License-Identifier: LGPL-2.1-or-later
// See named.hpp.
#include "handleapi/shared/named.hpp"

#include <memory>
#include <unordered_map>

#include "handleapi/base/guarded.hpp"
#include "handleapi/event.hpp"
#include "handleapi/memory/file_mapping.hpp"
#include "handleapi/mutex.hpp"
#include "handleapi/semaphore.hpp"
#include "handleapi/shared/name.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/timer.hpp"

namespace handleapi::shared {

using base::Ref;
using base::Result;
using base::Status;

namespace {

using Objects = std::unordered_map<std::string, Object*>;

base::Guarded<Objects>& objects() {
    static auto* const made = new base::Guarded<Objects>;  // handles outlive static destructors
    return *made;
}

Ref<Object> object_for(std::unique_ptr<SharedObject> state) {
    SharedObject* const raw = state.get();
    Ref<Object> object;
    switch (raw->type()) {
        case ObjectType::event:
            object = base::make_ref<Event>(raw->consume() == Consume::nothing ? Reset::manual : Reset::automatic, raw);
            break;
        case ObjectType::mutex:
            object = base::make_ref<Mutex>(raw);
            break;
        case ObjectType::semaphore:
            object = base::make_ref<Semaphore>(raw);
            break;
        case ObjectType::timer:
            object = base::make_ref<Timer>(raw->consume() == Consume::nothing ? Reset::manual : Reset::automatic, raw);
            break;
        case ObjectType::file_mapping:
            object = base::make_ref<memory::FileMapping>(raw);
            break;
        default:
            return nullptr;
    }
    static_cast<void>(state.release());
    return object;
}

/// An object that this process has already; under the lock.
Ref<Object> find(Objects& known, const std::string& file) {
    const auto found = known.find(file);
    if (found == known.end() || !found->second->try_retain()) return nullptr;
    return Ref<Object>::adopt(found->second);
}

/// Nothing is released under the lock: the last reference to an object takes it, too.
template <typename Open>
Result<Named> find_or(const std::string& file, ObjectType type, Open&& open) {
    Result<Named> named = objects().with([&](Objects& known) -> Result<Named> {
        if (Ref<Object> object = find(known, file)) return Named{std::move(object), true};
        auto opened = open();
        if (!opened) return opened.status();
        Ref<Object> object = object_for(std::move(opened->object));
        if (!object) return Status::error_invalid_handle;
        known[file] = object.get();
        return Named{std::move(object), opened->existed};
    });
    if (named && named->object->type() != type) return Status::error_invalid_handle;
    return named;
}

}  // namespace

Result<Named> create_named(std::string_view name, const Initial& initial) {
    const auto file = file_name_of(name);
    if (!file) return file.status();
    if (initial.owned) {
        static_cast<void>(current_thread());
        if (!Lifeline::with_room()) return Status::error_no_system_resources;
    }
    auto named = find_or(*file, initial.type, [&] { return SharedObject::open_or_create(*file, name, initial); });
    // The page says already that the thread owns the mutex; now the thread knows, too.
    if (named && !named->existed && initial.owned) static_cast<void>(named->object->take_ownership());
    return named;
}

Result<Named> open_named(std::string_view name, ObjectType type) {
    const auto file = file_name_of(name);
    if (!file) return file.status();
    return find_or(*file, type, [&] { return SharedObject::open(*file, name, type); });
}

Result<Named> adopt_inherited(int descriptor) {
    auto opened = SharedObject::adopt(descriptor);
    if (!opened) return opened.status();
    const std::string file = opened->object->file_name();
    const ObjectType type = opened->object->type();
    return find_or(file, type, [&] { return std::move(opened); });
}

void forget(Object& object) noexcept {
    objects().with([&](Objects& known) {
        const auto found = known.find(object.shared()->file_name());
        // A successor may have been made since the last reference went.
        if (found != known.end() && found->second == &object) known.erase(found);
    });
}

}  // namespace handleapi::shared
