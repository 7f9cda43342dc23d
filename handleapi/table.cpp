// SPDX-License-Identifier: LGPL-2.1-or-later
// See table.hpp.
#include "handleapi/table.hpp"

#include "handleapi/delivered.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {
namespace {

constexpr intptr_t kCurrentProcess = -1;
constexpr intptr_t kCurrentThread = -2;

}  // namespace

constinit base::Immortal<HandleTable> process_handles;

base::Result<NativeHandle> open_handle(base::Ref<Object> object, AccessMask access, uint8_t flags) noexcept {
    Object* const raw = object.get();
    if (raw->tracks_handles()) raw->handle_opened();
    base::Ref<Object> kept = raw->tracks_handles() ? object : nullptr;
    const auto standard = static_cast<uint8_t>(access >> 16 << 2);
    const uintptr_t id = handle_table().insert(std::move(object), static_cast<uint8_t>(flags | standard),
                                               static_cast<uint16_t>(access));
    if (id != 0) return reinterpret_cast<NativeHandle>(id);
    if (kept) kept->handle_closed();
    return base::Status::error_no_system_resources;
}

base::Status close_handle(NativeHandle handle) noexcept {
    const auto value = reinterpret_cast<uintptr_t>(handle);
    const auto object = handle_table().remove(table_id(handle), kHandleProtectFromClose);
    if (object && delivery::has_form(value)) delivery::forget(value);
    if (!object) return is_pseudo_handle(handle) ? base::Status::ok : base::Status::error_invalid_handle;
    if (object->tracks_handles()) object->handle_closed();
    return base::Status::ok;
}

uintptr_t table_id(NativeHandle handle) noexcept {
    const auto value = reinterpret_cast<uintptr_t>(handle);
    return delivery::has_form(value) ? delivery::id_of(value) : value;
}

Opened open_unlisted(NativeHandle handle) {
    if (is_pseudo_handle(handle)) return {pseudo_object(handle), kEveryRight};
    if (!delivery::has_form(reinterpret_cast<uintptr_t>(handle))) return {};
    return opened_from(handle_table().look(table_id(handle)));
}

bool is_pseudo_handle(NativeHandle handle) noexcept {
    const auto value = reinterpret_cast<intptr_t>(handle);
    return value == kCurrentProcess || value == kCurrentThread;
}

base::Ref<Object> pseudo_object(NativeHandle handle) {
    if (reinterpret_cast<intptr_t>(handle) == kCurrentProcess) return base::Ref<Object>(current_process_object());
    return base::Ref<Object>(current_thread());
}

}  // namespace handleapi
