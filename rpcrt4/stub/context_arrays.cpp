// SPDX-License-Identifier: LGPL-2.1-or-later
// See context_arrays.hpp.
#include "rpcrt4/stub/context_arrays.hpp"

#include <cstring>

#include "rpcrt4/client/context_handle.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/stub/context_parameters.hpp"
#include "rpcrt4/stub/context_use.hpp"

namespace rpcrt4::stub {

using binding::ContextWire;

NDR_SCONTEXT* HeldContexts::find(void** location) noexcept {
    const auto found = held_.find(location);
    return found == held_.end() ? nullptr : &found->second;
}

void HeldContexts::collect() noexcept {
    for (const auto& [location, context] : held_) context->userContext = *location;
}

// A procedure whose contexts are nowhere the server looks for them.
void ContextArrays::require_held() const {
    if (!held_ && !stub_.IsClient) ndr::fail_unsupported();
}

// An element that is only [out] has no context before the manager made one.
ContextWire ContextArrays::server_value(const ndr::ContextHandleNode& node, void** location) {
    NDR_SCONTEXT* known = held_->find(location);
    NDR_SCONTEXT context = nullptr;
    if (known) {
        context = *known;
    } else {
        const auto use = context_use(node.flags, node.rundown_index, *stub_.StubDesc);
        context = server_contexts(stub_).receive(nullptr, use);
        held_->add(location, context);
    }
    context->userContext = *location;
    return server_contexts(stub_).send(*context, rundown_at(node.rundown_index, *stub_.StubDesc));
}

void ContextArrays::put(const ndr::ContextHandleNode& node, void** location, uint8_t* wire) {
    if (!wire && sending_ == Sending::written) return;
    require_held();
    const bool answered = (node.flags & context_flag::kOut) != 0;
    const ContextWire value = held_ ? server_value(node, location) : client_value(node, *location, answered, stub_);
    if (wire) std::memcpy(wire, value.data(), value.size());
}

void ContextArrays::take(const ndr::ContextHandleNode& node, void** location, const uint8_t* wire, bool swapped) {
    require_held();
    Taken taken{&node, location, {}};
    std::memcpy(taken.wire.data(), wire, taken.wire.size());
    if (swapped) taken.wire = swapped_context(taken.wire);
    taken_.push_back(taken);
}

void ContextArrays::accept() {
    for (const Taken& taken : taken_) {
        if (!held_) {
            if (!(taken.node->flags & context_flag::kIn)) *taken.location = nullptr;
            client::update_context(taken.location, stub_.SavedHandle, taken.wire);
            continue;
        }
        const auto use = context_use(taken.node->flags, taken.node->rundown_index, *stub_.StubDesc);
        NDR_SCONTEXT context = server_contexts(stub_).receive(&taken.wire, use);
        const bool must_be_open = !(taken.node->flags & context_flag::kOut);
        if (!context->userContext && must_be_open) ndr::fail(base::Status::rpc_x_ss_in_null_context);
        if (!must_be_open) held_->add(taken.location, context);
        *taken.location = context->userContext;
    }
}

}  // namespace rpcrt4::stub
