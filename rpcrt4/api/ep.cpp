// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> about the endpoint map. A and W functions share one UTF-8 body each.
#include <bit>
#include <span>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/rpc_string.hpp"
#include "rpcrt4/binding/tower_binding.hpp"
#include "rpcrt4/client/mapper.hpp"
#include "rpcrt4/client/resolve.hpp"
#include "rpcrt4/epmapper/directory.hpp"

#include <rpc.h>
#include <rpcdcep.h>

using base::Result;
using base::Status;
using handleapi::returning_status;
using rpcrt4::client::MapInquiry;
using rpcrt4::epmapper::Element;
using namespace rpcrt4;

namespace {

protocol::SyntaxId to_syntax(const RPC_SYNTAX_IDENTIFIER& id) {
    return {std::bit_cast<uuid::Uuid>(id.SyntaxGUID), id.SyntaxVersion.MajorVersion, id.SyntaxVersion.MinorVersion};
}

/// The user may have taken some out of the vector. Only a binding with an endpoint can be found by others.
Result<std::vector<binding::StringBinding>> bindings_in(const RPC_BINDING_VECTOR* bindings) {
    std::vector<binding::StringBinding> all;
    if (!bindings) return Status::rpc_s_no_bindings;
    for (RPC_BINDING_HANDLE handle : std::span(bindings->BindingH, bindings->Count)) {
        if (!handle) continue;
        const auto binding = binding::binding_from(handle);
        if (!binding) return binding.status();
        const binding::Target target = (*binding)->target();
        if (target.endpoint.empty()) return Status::rpc_s_invalid_binding;
        all.push_back(
            {.protseq = std::string(target.mechanism->protseq), .address = target.host, .endpoint = target.endpoint});
    }
    if (all.empty()) return Status::rpc_s_no_bindings;
    return all;
}

std::vector<uuid::Uuid> objects_in(const UUID_VECTOR* objects) {
    std::vector<uuid::Uuid> all;
    if (!objects) return all;
    for (const UUID* object : std::span(objects->Uuid, objects->Count)) {
        if (object) all.push_back(std::bit_cast<uuid::Uuid>(*object));
    }
    return all;
}

/// The cross product of interface, bindings and objects. Client and server descriptions of an interface begin alike.
Result<std::vector<Element>> elements_of(RPC_IF_HANDLE spec, const RPC_BINDING_VECTOR* bindings,
                                         const UUID_VECTOR* objects, std::string_view annotation) {
    if (!spec) return Status::rpc_s_invalid_arg;
    const auto& interface_ = *static_cast<const RPC_SERVER_INTERFACE*>(spec);
    const auto all = bindings_in(bindings);
    if (!all) return all.status();
    return epmapper::product(to_syntax(interface_.InterfaceId), to_syntax(interface_.TransferSyntax), *all,
                             objects_in(objects), annotation);
}

template <typename Char>
RPC_STATUS enter(RPC_IF_HANDLE spec, const RPC_BINDING_VECTOR* bindings, const UUID_VECTOR* objects, Char* annotation,
                 epmapper::Replace replace) {
    return returning_status([&] {
        const std::string text(binding::text_of(annotation));
        const auto elements = elements_of(spec, bindings, objects, text);
        return elements ? epmapper::enter(*elements, replace) : elements.status();
    });
}

/// What is not used stays at its default: a user need not have set it.
Result<epmapper::Inquiry> inquiry_of(ULONG type, const RPC_IF_ID* id, ULONG versions, const UUID* object) {
    epmapper::Inquiry inquiry;
    if (type > RPC_C_EP_MATCH_BY_BOTH) return Status::rpc_s_invalid_arg;
    inquiry.type = static_cast<epmapper::InquiryType>(type);
    if (type == RPC_C_EP_MATCH_BY_IF || type == RPC_C_EP_MATCH_BY_BOTH) {
        if (!id) return Status::rpc_s_invalid_arg;
        if (versions < RPC_C_VERS_ALL || versions > RPC_C_VERS_UPTO) return Status::rpc_s_invalid_vers_option;
        inquiry.interface_id = {std::bit_cast<uuid::Uuid>(id->Uuid), id->VersMajor, id->VersMinor};
        inquiry.versions = static_cast<epmapper::VersionOption>(versions);
    }
    if (object && (type == RPC_C_EP_MATCH_BY_OBJ || type == RPC_C_EP_MATCH_BY_BOTH)) {
        inquiry.object = std::bit_cast<uuid::Uuid>(*object);
    }
    return inquiry;
}

/// Null for a null handle. A binding with an object cannot stand for a host.
Result<base::Ref<binding::Binding>> host_of(RPC_BINDING_HANDLE handle) {
    if (!handle) return base::Ref<binding::Binding>();
    auto found = binding::binding_from(handle);
    if (!found) return found.status();
    const auto object = (*found)->object_uuid();
    if (!object || !object->is_nil()) return Status::ept_s_cant_perform_op;
    return std::move(*found);
}

/// A binding handle to the element, over a protocol sequence that is available here.
Result<RPC_BINDING_HANDLE> handle_of(const Element& element, const std::string& host) {
    auto parts = binding::binding_of(element.tower);
    if (!parts) return Status::rpc_s_protseq_not_supported;
    const transport::Mechanism* mechanism = transport::find_mechanism(parts->protseq);
    if (!mechanism) return Status::rpc_s_protseq_not_supported;
    if (parts->address.empty() && mechanism->host_form != transport::HostForm::none) parts->address = host;
    auto made = base::make_ref<binding::Binding>(*mechanism, std::move(*parts), uuid::Uuid{});
    const RPC_BINDING_HANDLE handle = binding::enter(std::move(made));
    if (!handle) return Status::rpc_s_out_of_memory;
    return handle;
}

base::Ref<MapInquiry> inquiry_from(RPC_EP_INQ_HANDLE context) {
    return client::map_inquiries().lookup(reinterpret_cast<uintptr_t>(context));
}

/// An element that leads over a protocol sequence we do not have is passed over when a binding is asked for.
template <typename Char>
RPC_STATUS next(RPC_EP_INQ_HANDLE context, RPC_IF_ID* id, RPC_BINDING_HANDLE* binding, UUID* object,
                Char** annotation) {
    return returning_status([&]() -> Status {
        const auto inquiry = inquiry_from(context);
        if (!inquiry || !id) return Status::rpc_s_invalid_arg;
        RPC_BINDING_HANDLE handle = nullptr;
        Result<Element> element = inquiry->next();
        for (; element; element = inquiry->next()) {
            if (!binding) break;
            const auto made = handle_of(*element, inquiry->host());
            if (made) {
                handle = *made;
                break;
            }
            if (made.status() != Status::rpc_s_protseq_not_supported) return made.status();
        }
        if (!element) return element.status();
        binding::StringGifts gifts;
        gifts.give(element->annotation, annotation);
        const Status given = gifts.finish();
        if (failed(given)) {
            if (handle) static_cast<void>(binding::handle_table().remove(reinterpret_cast<uintptr_t>(handle)));
            return given;
        }
        const auto& offered = element->tower.interface_id;
        *id = {std::bit_cast<UUID>(offered.uuid), offered.major, offered.minor};
        if (binding) *binding = handle;
        if (object) *object = std::bit_cast<UUID>(element->object);
        return Status::ok;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcEpRegisterA(RPC_IF_HANDLE spec, RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects,
                                    RPC_CSTR annotation) {
    return enter(spec, bindings, objects, annotation, epmapper::Replace::yes);
}

RPC_STATUS RPC_ENTRY RpcEpRegisterW(RPC_IF_HANDLE spec, RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects,
                                    RPC_WSTR annotation) {
    return enter(spec, bindings, objects, annotation, epmapper::Replace::yes);
}

RPC_STATUS RPC_ENTRY RpcEpRegisterNoReplaceA(RPC_IF_HANDLE spec, RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects,
                                             RPC_CSTR annotation) {
    return enter(spec, bindings, objects, annotation, epmapper::Replace::no);
}

RPC_STATUS RPC_ENTRY RpcEpRegisterNoReplaceW(RPC_IF_HANDLE spec, RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects,
                                             RPC_WSTR annotation) {
    return enter(spec, bindings, objects, annotation, epmapper::Replace::no);
}

RPC_STATUS RPC_ENTRY RpcEpUnregister(RPC_IF_HANDLE spec, RPC_BINDING_VECTOR* bindings, UUID_VECTOR* objects) {
    return returning_status([&] {
        const auto elements = elements_of(spec, bindings, objects, {});
        return elements ? epmapper::remove(*elements) : elements.status();
    });
}

RPC_STATUS RPC_ENTRY RpcEpResolveBinding(RPC_BINDING_HANDLE handle, RPC_IF_HANDLE spec) {
    return returning_status([&] {
        const auto binding = binding::binding_from(handle);
        if (!binding) return binding.status();
        if (!spec) return Status::rpc_s_invalid_arg;
        const auto target = client::find_target(**binding, *static_cast<const RPC_CLIENT_INTERFACE*>(spec));
        if (target) (*binding)->know_endpoint(target->endpoint);
        return target.status();
    });
}

RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqBegin(RPC_BINDING_HANDLE mapper, ULONG type, RPC_IF_ID* id, ULONG versions,
                                          UUID* object, RPC_EP_INQ_HANDLE* context) {
    return returning_status([&] {
        if (!context) return Status::rpc_s_invalid_arg;
        const auto inquiry = inquiry_of(type, id, versions, object);
        if (!inquiry) return inquiry.status();
        const auto host = host_of(mapper);
        if (!host) return host.status();
        auto begun = MapInquiry::begin(host->get(), *inquiry);
        if (!begun) return begun.status();
        const uintptr_t entered = client::map_inquiries().insert(std::move(*begun));
        if (entered == 0) return Status::rpc_s_out_of_memory;
        *context = reinterpret_cast<RPC_EP_INQ_HANDLE>(entered);
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqNextA(RPC_EP_INQ_HANDLE context, RPC_IF_ID* id, RPC_BINDING_HANDLE* binding,
                                          UUID* object, RPC_CSTR* annotation) {
    return next(context, id, binding, object, annotation);
}

RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqNextW(RPC_EP_INQ_HANDLE context, RPC_IF_ID* id, RPC_BINDING_HANDLE* binding,
                                          UUID* object, RPC_WSTR* annotation) {
    return next(context, id, binding, object, annotation);
}

RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqDone(RPC_EP_INQ_HANDLE* context) {
    return returning_status([&] {
        if (!context) return Status::rpc_s_invalid_arg;
        const auto ended = client::map_inquiries().remove(reinterpret_cast<uintptr_t>(*context));
        if (!ended) return Status::rpc_s_invalid_arg;
        *context = nullptr;
        return Status::ok;
    });
}

// Windows has given it up: nobody removes the entries of another process.
RPC_STATUS RPC_ENTRY RpcMgmtEpUnregister(RPC_BINDING_HANDLE, RPC_IF_ID*, RPC_BINDING_HANDLE, UUID*) {
    return EPT_S_CANT_PERFORM_OP;
}

}  // extern "C"
