// SPDX-License-Identifier: LGPL-2.1-or-later
// See resolve.hpp. Microsoft "Specifying Endpoints", "Fully and Partially Bound Handles".
#include "rpcrt4/client/resolve.hpp"

#include <new>
#include <span>

#include "handleapi/base/utf16.hpp"
#include "rpcrt4/client/mapper.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"

namespace rpcrt4::client {
namespace {

std::string_view text_of(const unsigned char* text) noexcept {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

/// The endpoint the IDL file gives for the protocol sequence; empty when it gives none.
std::string_view well_known_endpoint(const RPC_CLIENT_INTERFACE& interface_, std::string_view protseq) noexcept {
    for (const auto& entry : std::span(interface_.RpcProtseqEndpoint, interface_.RpcProtseqEndpointCount)) {
        if (text_of(entry.RpcProtocolSequence) == protseq) return text_of(entry.Endpoint);
    }
    return {};
}

void report_unresolved(const binding::Target& target, const RPC_CLIENT_INTERFACE& interface_,
                       base::Status status) noexcept {
    using eeinfo::Location;
    const bool none = status == base::Status::ept_s_not_registered;
    try {
        eeinfo::report(status, none ? Location::endpoints_exhausted : Location::endpoint_unresolved,
                       {base::to_utf16(target.mechanism->protseq), base::to_utf16(target.host),
                        static_cast<int32_t>(interface_.InterfaceId.SyntaxGUID.Data1)});
    } catch (const std::bad_alloc&) {
    }
}

}  // namespace

base::Result<binding::Target> find_target(const binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_) {
    binding::Target target = binding.target();
    if (target.endpoint.empty()) target.endpoint = well_known_endpoint(interface_, target.mechanism->protseq);
    if (!target.endpoint.empty()) return target;
    auto found = find_endpoint(binding, interface_);
    if (!found) {
        report_unresolved(target, interface_, found.status());
        return found.status();
    }
    target.endpoint = std::move(*found);
    return target;
}

base::Status resolve(binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_,
                     binding::CallSettings& settings) {
    settings = binding.call_settings();
    const auto* known = static_cast<association::Association*>(settings.destination.get());
    if (binding.bond() != binding::Bond::classic) {
        if (!known) return base::Status::rpc_s_binding_incomplete;
        return known->of_this_process() ? base::Status::ok : base::Status::rpc_s_server_unavailable;
    }
    const bool same = !known || security::same(known->target().identity, settings.identity);
    if (known && same && known->of_this_process()) return base::Status::ok;
    auto target = find_target(binding, interface_);
    if (!target) return target.status();
    target->identity = settings.identity;
    if (!same) {
        settings.destination = association::Association::find(*target);
        binding.settle_anew(target->endpoint, settings.destination);
        return base::Status::ok;
    }
    settings.destination = binding.settle(target->endpoint, association::Association::find(*target), known);
    return base::Status::ok;
}

}  // namespace rpcrt4::client
