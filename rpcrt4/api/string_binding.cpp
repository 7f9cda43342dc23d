// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> about text: string bindings, the strings the library hands out, protocol sequence names; and
// RpcIfInqId. The A and W forms share one body that works in UTF-8. Any thread.
#include "rpcrt4/binding/string_binding.hpp"

#include <cstdlib>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/rpc_string.hpp"

#include <rpcdce.h>
#include <rpcdcep.h>

using handleapi::returning_status;
using namespace rpcrt4;
using base::Status;

namespace {

template <typename Char>
RPC_STATUS compose(const Char* object, const Char* protseq, const Char* address, const Char* endpoint,
                   const Char* options, Char** out) {
    return returning_status([&] {
        const auto copy = [](const Char* text) { return std::string(binding::text_of(text)); };
        const auto text = binding::compose_string_binding(
            {copy(object), copy(protseq), copy(address), copy(endpoint), copy(options)});
        if (!text) return text.status();
        binding::StringGifts gifts;
        gifts.give(*text, out);
        return gifts.finish();
    });
}

template <typename Char>
RPC_STATUS parse(const Char* text, Char** object, Char** protseq, Char** address, Char** endpoint, Char** options) {
    return returning_status([&] {
        const auto parts = binding::parse_string_binding(binding::text_of(text));
        if (!parts) return parts.status();
        binding::StringGifts gifts;
        gifts.give(parts->object, object);
        gifts.give(parts->protseq, protseq);
        gifts.give(parts->address, address);
        gifts.give(parts->endpoint, endpoint);
        gifts.give(parts->options, options);
        return gifts.finish();
    });
}

template <typename Char>
RPC_STATUS free_text(Char** text) noexcept {
    if (!text) return RPC_S_INVALID_ARG;
    binding::free_string(*text);
    *text = nullptr;
    return RPC_S_OK;
}

template <typename Char>
RPC_STATUS is_valid(const Char* protseq) {
    return returning_status([&] { return binding::check_protseq(binding::text_of(protseq)); });
}

template <typename Vector>
RPC_STATUS free_vector(Vector** vector) noexcept {
    if (!vector) return RPC_S_INVALID_ARG;
    if (*vector) {
        for (unsigned i = 0; i < (*vector)->Count; ++i) binding::free_string((*vector)->Protseq[i]);
        std::free(*vector);
        *vector = nullptr;
    }
    return RPC_S_OK;
}

/// The protocol sequences a transport of this library carries.
template <typename Vector>
RPC_STATUS inquire(Vector** out) {
    using Text = std::remove_reference_t<decltype((*out)->Protseq[0])>;
    return returning_status([&] {
        if (!out) return Status::rpc_s_invalid_arg;
        const auto known = binding::known_protseqs();
        const size_t most = sizeof(Vector) + known.size() * sizeof(Text);
        auto* vector = static_cast<Vector*>(std::calloc(1, most));
        if (!vector) return Status::rpc_s_out_of_memory;
        bool complete = true;
        for (const binding::ProtseqSyntax& syntax : known) {
            if (!syntax.available) continue;
            binding::StringGifts gifts;
            gifts.give(syntax.name, &vector->Protseq[vector->Count++]);
            complete = base::succeeded(gifts.finish()) && complete;
        }
        *out = vector;
        if (complete) return Status::ok;
        free_vector(out);
        return Status::rpc_s_out_of_memory;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcStringBindingComposeA(RPC_CSTR object, RPC_CSTR protseq, RPC_CSTR address, RPC_CSTR endpoint,
                                              RPC_CSTR options, RPC_CSTR* text) {
    return compose(object, protseq, address, endpoint, options, text);
}
RPC_STATUS RPC_ENTRY RpcStringBindingComposeW(RPC_WSTR object, RPC_WSTR protseq, RPC_WSTR address, RPC_WSTR endpoint,
                                              RPC_WSTR options, RPC_WSTR* text) {
    return compose(object, protseq, address, endpoint, options, text);
}

RPC_STATUS RPC_ENTRY RpcStringBindingParseA(RPC_CSTR text, RPC_CSTR* object, RPC_CSTR* protseq, RPC_CSTR* address,
                                            RPC_CSTR* endpoint, RPC_CSTR* options) {
    return parse(text, object, protseq, address, endpoint, options);
}
RPC_STATUS RPC_ENTRY RpcStringBindingParseW(RPC_WSTR text, RPC_WSTR* object, RPC_WSTR* protseq, RPC_WSTR* address,
                                            RPC_WSTR* endpoint, RPC_WSTR* options) {
    return parse(text, object, protseq, address, endpoint, options);
}

RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR* text) { return free_text(text); }
RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR* text) { return free_text(text); }

RPC_STATUS RPC_ENTRY RpcNetworkIsProtseqValidA(RPC_CSTR protseq) { return is_valid(protseq); }
RPC_STATUS RPC_ENTRY RpcNetworkIsProtseqValidW(RPC_WSTR protseq) { return is_valid(protseq); }
RPC_STATUS RPC_ENTRY RpcNetworkInqProtseqsA(RPC_PROTSEQ_VECTORA** vector) { return inquire(vector); }
RPC_STATUS RPC_ENTRY RpcNetworkInqProtseqsW(RPC_PROTSEQ_VECTORW** vector) { return inquire(vector); }
RPC_STATUS RPC_ENTRY RpcProtseqVectorFreeA(RPC_PROTSEQ_VECTORA** vector) { return free_vector(vector); }
RPC_STATUS RPC_ENTRY RpcProtseqVectorFreeW(RPC_PROTSEQ_VECTORW** vector) { return free_vector(vector); }

RPC_STATUS RPC_ENTRY RpcIfInqId(RPC_IF_HANDLE interface_handle, RPC_IF_ID* id) {
    if (!interface_handle || !id) return RPC_S_INVALID_ARG;
    // Client and server descriptions begin alike.
    const auto& syntax = static_cast<const RPC_CLIENT_INTERFACE*>(interface_handle)->InterfaceId;
    id->Uuid = syntax.SyntaxGUID;
    id->VersMajor = syntax.SyntaxVersion.MajorVersion;
    id->VersMinor = syntax.SyntaxVersion.MinorVersion;
    return RPC_S_OK;
}

}  // extern "C"
