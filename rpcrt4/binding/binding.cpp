// SPDX-License-Identifier: LGPL-2.1-or-later
// See binding.hpp.
#include "rpcrt4/binding/binding.hpp"

#include <utility>

#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/protseq_address.hpp"

namespace rpcrt4::binding {

base::Result<base::Ref<Binding>> Binding::from_string(std::string_view text) {
    auto parts = parse_string_binding(text);
    if (!parts) return parts.status();
    const base::Status form = check_parts(*parts);
    if (failed(form)) return form;
    uuid::Uuid object;
    // Both were looked at: the object when it was parsed, the sequence by check_parts().
    if (!parts->object.empty()) object = *uuid::from_text(parts->object);
    const transport::Mechanism& mechanism = *transport::find_mechanism(parts->protseq);
    return base::make_ref<Binding>(mechanism, std::move(*parts), object);
}

Binding::Binding(const transport::Mechanism& mechanism, StringBinding parts, const uuid::Uuid& object)
    : HandleObject(Kind::binding),
      mechanism_(mechanism),
      state_(State{.host = std::move(parts.address),
                   .endpoint = std::move(parts.endpoint),
                   .network_options = std::move(parts.options),
                   .object = object,
                   .options = {},
                   .authentication = {},
                   .destination = {},
                   .keeps_identity = false,
                   .kept_identity = {},
                   .used = false,
                   .pending = nullptr}) {
    state_.with([&](State& state) {
        state.keeps_identity = mechanism.local && binding::keeps_identity(state.network_options);
    });
}

base::Ref<Binding> Binding::fast(const transport::Mechanism& mechanism, StringBinding parts, const uuid::Uuid& object,
                                 const Options& options) {
    const bool static_endpoint = !parts.endpoint.empty();
    auto made = base::make_ref<Binding>(mechanism, std::move(parts), object);
    made->state_.with([&](State& state) { state.options = options; });
    made->bond_.store(Bond::unbound, std::memory_order_relaxed);
    made->static_endpoint_ = static_endpoint;
    return made;
}

Binding::~Binding() {
    drop_pending();
    drop_destination(true);
}

base::Ref<Binding> Binding::copy() const {
    return state_.with([&](const State& state) {
        StringBinding parts{.object = {},
                            .protseq = std::string(mechanism_.protseq),
                            .address = state.host,
                            .endpoint = state.endpoint,
                            .options = state.network_options};
        auto twin = base::make_ref<Binding>(mechanism_, std::move(parts), state.object);
        twin->state_.with([&](State& copied) {
            copied.options = state.options;
            copied.authentication = state.authentication;
        });
        if (bond() != Bond::classic) twin->bond_.store(Bond::unbound, std::memory_order_relaxed);
        twin->static_endpoint_ = static_endpoint_;
        return twin;
    });
}

base::Result<std::string> Binding::string_binding() const {
    StringBinding parts = state_.with([&](const State& state) {
        return StringBinding{.object = state.object.is_nil() ? std::string() : uuid::to_text(state.object),
                             .protseq = std::string(mechanism_.protseq),
                             .address = state.host,
                             .endpoint = state.endpoint,
                             .options = state.network_options};
    });
    return compose_string_binding(parts);
}

void Binding::drop_destination(bool forget_endpoint) {
    const base::Ref<Destination> left = state_.with([&](State& state) {
        if (forget_endpoint) state.endpoint.clear();
        return std::exchange(state.destination, {});
    });
    if (left) left->remove_user();
}

// RPC_BINDING_HANDLE_TEMPLATE_V1: a reset is no operation on a static fast handle, and takes the resolved endpoint from
// a dynamic one; what that is bound to meanwhile is for its user to unbind.
void Binding::forget_endpoint() {
    if (bond() == Bond::classic) return drop_destination(true);
    if (!static_endpoint_) state_.with([](State& state) { state.endpoint.clear(); });
}

base::Status Binding::changeable() const noexcept {
    return bond() == Bond::binding ? base::Status::rpc_s_call_in_progress : base::Status::ok;
}

void Binding::keep_pending(void* handle) {
    state_.with([&](State& state) { state.pending = handle; });
}

void Binding::drop_pending() noexcept {
    void* const pending = state_.with([](State& state) { return std::exchange(state.pending, nullptr); });
    if (pending) static_cast<void>(handle_table().remove(reinterpret_cast<uintptr_t>(pending)));
}

base::Status Binding::begin_bind() noexcept {
    Bond found = Bond::unbound;
    if (bond_.compare_exchange_strong(found, Bond::binding, std::memory_order_acq_rel)) {
        drop_pending();
        return base::Status::ok;
    }
    if (found == Bond::classic) return base::Status::rpc_s_cannot_support;
    return found == Bond::binding ? base::Status::rpc_s_call_in_progress : base::Status::rpc_s_invalid_binding;
}

void Binding::end_bind(const std::string& endpoint, base::Ref<Destination> destination) {
    if (!destination) return bond_.store(Bond::unbound, std::memory_order_release);
    static_cast<void>(settle(endpoint, std::move(destination)));
}

base::Status Binding::unbind() {
    Bond found = Bond::bound;
    if (bond_.compare_exchange_strong(found, Bond::unbound, std::memory_order_acq_rel)) {
        drop_pending();
        drop_destination(false);
        return base::Status::ok;
    }
    if (found == Bond::classic) return base::Status::rpc_s_cannot_support;
    return found == Bond::binding ? base::Status::rpc_s_call_in_progress : base::Status::rpc_s_invalid_binding;
}

void Binding::set_object(const uuid::Uuid& object) {
    state_.with([&](State& state) { state.object = object; });
}

void Binding::set_authentication(base::Ref<const Authentication> authentication) {
    // A destination has one identity.
    const base::Ref<Destination> left = state_.with([&](State& state) {
        state.authentication = std::move(authentication);
        return std::exchange(state.destination, {});
    });
    if (left) left->remove_user();
}

base::Ref<const Authentication> Binding::authentication() const {
    return state_.with([](const State& state) { return state.authentication; });
}

base::Result<uuid::Uuid> Binding::object_uuid() const {
    return state_.with([](const State& state) { return state.object; });
}

base::Status Binding::set_option(uint32_t option, uintptr_t value) {
    return state_.with([&](State& state) {
        const base::Status status = state.options.set(option, value, mechanism_, state.used);
        if (succeeded(status) && state.destination) state.destination->set_linger(!state.options.dont_linger);
        return status;
    });
}

base::Result<uintptr_t> Binding::option(uint32_t option) const {
    return state_.with([&](const State& state) { return state.options.get(option, mechanism_); });
}

base::Status Binding::set_com_timeout(uint32_t value) {
    return state_.with([&](State& state) { return state.options.set_com_timeout(value); });
}

uint32_t Binding::com_timeout() const {
    return state_.with([](const State& state) { return state.options.com_timeout; });
}

CallSettings Binding::call_settings() const {
    return state_.with([&](const State& state) {
        return CallSettings{.destination = state.destination,
                            .object = state.object,
                            .options = state.options,
                            .identity = state.calls_as(mechanism_)};
    });
}

/// What is not authenticated says nothing of users, unless the transport does by itself. J12: that one always says who
/// calls now.
base::Ref<const security::Identity> Binding::State::calls_as(const transport::Mechanism& mechanism) const {
    if (authentication) return authentication->calls_as();
    if (kept_identity) return *kept_identity;
    return mechanism.local ? security::acting::as() : nullptr;
}

Target Binding::target() const {
    return state_.with([&](const State& state) {
        const bool fast = bond() != Bond::classic;
        return Target{.mechanism = &mechanism_,
                      .host = state.host,
                      .endpoint = state.endpoint,
                      .unique = state.options.unique || fast,
                      .pinned = fast,
                      .authentication = state.authentication,
                      .identity = state.calls_as(mechanism_)};
    });
}

void Binding::know_endpoint(const std::string& endpoint) {
    state_.with([&](State& state) {
        if (state.endpoint.empty()) state.endpoint = endpoint;
    });
}

base::Ref<Destination> Binding::settle(const std::string& endpoint, base::Ref<Destination> destination,
                                       const Destination* stale) {
    base::Ref<Destination> left;  // released after the lock
    return state_.with([&](State& state) {
        state.used = true;
        if (state.keeps_identity && !state.kept_identity) state.kept_identity = security::acting::as();
        if (state.destination && state.destination.get() != stale) return state.destination;
        if (state.endpoint.empty()) state.endpoint = endpoint;
        destination->add_user();
        if (state.options.dont_linger) destination->set_linger(false);
        left = std::exchange(state.destination, std::move(destination));
        if (bond() != Bond::classic) bond_.store(Bond::bound, std::memory_order_release);
        return state.destination;
    });
}

void Binding::settle_anew(const std::string& endpoint, base::Ref<Destination> destination) {
    destination->add_user();
    const base::Ref<Destination> left = state_.with([&](State& state) {
        state.used = true;
        if (state.endpoint.empty()) state.endpoint = endpoint;
        if (state.options.dont_linger) destination->set_linger(false);
        return std::exchange(state.destination, std::move(destination));
    });
    if (left) left->remove_user();
}

base::Result<base::Ref<Binding>> binding_from(const void* handle) noexcept {
    base::Ref<HandleObject> object = lookup(handle);
    if (!object) return base::Status::rpc_s_invalid_binding;
    if (object->kind() != HandleObject::Kind::binding) return base::Status::rpc_s_wrong_kind_of_binding;
    return base::Ref<Binding>::adopt(static_cast<Binding*>(object.detach()));
}

}  // namespace rpcrt4::binding
