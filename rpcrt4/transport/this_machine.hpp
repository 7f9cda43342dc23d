// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether a network address of a string binding means the machine we run on. Nothing is looked up in the network: a
// name counts when it is "localhost" or the host's own. Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace rpcrt4::transport {

/// True of the empty address, too.
bool names_this_machine(std::string_view host) noexcept;
/// The host's name; empty when the system does not tell.
std::string own_name();

}  // namespace rpcrt4::transport
