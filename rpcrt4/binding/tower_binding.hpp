// SPDX-License-Identifier: LGPL-2.1-or-later
// Towers and string bindings: what the endpoint mapper keeps of a binding, and back. The protocol identifiers are those
// of the rows of protseq_address, also of protocol sequences that nothing here carries: a mapper elsewhere may list
// them. Pure. C706 appendix I, MS-RPCE 2.2.1.2.
#pragma once

#include <optional>

#include "handleapi/base/status.hpp"
#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/binding/tower.hpp"

namespace rpcrt4::binding {

/// The floors below the syntaxes. An absent endpoint is port 0 or an empty name; an address that is no IPv4 one is
/// 0.0.0.0, "any". rpc_s_invalid_rpc_protseq for a protocol sequence that has no tower.
base::Result<std::vector<TowerFloor>> floors_of(const StringBinding& parts);

/// The row of protseq_address the floors belong to; null when none does.
const ProtseqSyntax* protseq_of(const Tower& tower) noexcept;
/// Protocol sequence, address and endpoint; what is zero or empty in the tower is absent. Nothing for floors of an
/// unknown protocol sequence, or that are cut short.
std::optional<StringBinding> binding_of(const Tower& tower);

}  // namespace rpcrt4::binding
