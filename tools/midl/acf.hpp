// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The application configuration file: parsed after the IDL and merged onto its tree straight away, statement by
// statement. What the ACF adds as parameters ([explicit_handle], comm_status and fault_status parameters) is added
// here. Reference: "Application Configuration File", C706 chapter 6.
#pragma once

#include <string>

#include "tools/midl/parser.hpp"

namespace midl {

// Reads `stream` as an ACF and merges it. The ACF's own `include` names end up in Interface::acf_includes.
void apply_acf(ParseContext& context, const TokenStream& stream);

// A `handle_t IDL_handle` in front of the parameters, for [explicit_handle].
void add_explicit_handle(Tree& tree, Operation& operation);

}  // namespace midl
