// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map, and what the endpoint map holds.
//   element    one entry of a map, and which entries an inquiry or a client asks for (pure)
//   wire       the mapper's remote interface in NDR 2.0 (pure)
//   map_cache  what the files of the directory said when they were read last
//   directory  the map of this machine: files in the runtime directory, one per serving process
// Asking another host's mapper is client/mapper; serving the map to other hosts is tools/rpcepmapd.
//
// Element: that an interface is offered at a binding, perhaps for one object. Which element serves a client:
// RpcEpRegister, "Specifying Endpoints", C706 chapter 2 (rpc_ep_resolve_binding), MS-RPCE 2.2.1.2.
#pragma once

#include <string>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/binding/tower.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::epmapper {

/// Of an annotation, the terminating zero included (ept_max_annotation_size).
inline constexpr size_t kAnnotationRoom = 64;

struct Element {
    uuid::Uuid object;  ///< nil: any, or none
    binding::Tower tower;
    std::string annotation;
};

/// Offered at the same place for the same object. Annotations do not tell elements apart.
bool same_offer(const Element& a, const Element& b) noexcept;
/// The same but for the endpoint: what RpcEpRegister replaces.
bool same_but_endpoint(const Element& a, const Element& b) noexcept;
/// An element for each binding and object; without objects, for none in particular. Endpoints must be there.
base::Result<std::vector<Element>> product(const protocol::SyntaxId& interface_id, const protocol::SyntaxId& transfer,
                                           std::span<const binding::StringBinding> bindings,
                                           std::span<const uuid::Uuid> objects, std::string_view annotation);
/// As much of the text as fits, whole UTF-8 characters.
std::string to_annotation(std::string_view text);

/// RPC_C_EP_*, RPC_C_VERS_*.
enum class InquiryType : uint32_t { all, by_interface, by_object, by_both };
enum class VersionOption : uint32_t { all = 1, compatible, exact, major_only, up_to };

struct Inquiry {
    InquiryType type = InquiryType::all;
    protocol::SyntaxId interface_id;
    VersionOption versions = VersionOption::all;
    uuid::Uuid object;
};
bool answers(const Element& element, const Inquiry& inquiry) noexcept;

/// Whether the element, if it is of that object, serves a client.
bool serves(const Element& element, const binding::Tower& wanted, const uuid::Uuid& object) noexcept;
/// The elements that serve a client: its interface in the same major and no lower minor version, the same transfer
/// syntax and protocol sequence as the tower's; for its object if any is, else for none in particular.
std::vector<Element> serving(const std::vector<Element>& elements, const binding::Tower& wanted,
                             const uuid::Uuid& object);

}  // namespace rpcrt4::epmapper
