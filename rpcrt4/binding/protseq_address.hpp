// SPDX-License-Identifier: LGPL-2.1-or-later
// What a protocol sequence allows in a string binding: the form of its addresses, endpoints and options. One table of
// data rows; the transport registry has the code of those that are available here. Pure: no name is resolved.
// Microsoft "String Binding", "Protocol Sequence Constants".
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "handleapi/base/status.hpp"
#include "rpcrt4/binding/string_binding.hpp"

namespace rpcrt4::binding {

enum class EndpointForm : uint8_t { port, pipe, local_name, any };
enum class AddressForm : uint8_t { host, server, any };
enum class OptionForm : uint8_t { none, security, http };

struct ProtseqSyntax {
    std::string_view name;
    bool available;  ///< a transport of this library carries it
    AddressForm address;
    EndpointForm endpoint;
    OptionForm options;
    /// Tower protocol identifiers of C706 appendix I: RPC protocol, endpoint, network address. Zero: no such floor.
    std::array<uint8_t, 3> floors{};
    std::string_view mapper{};  ///< the endpoint of a host's endpoint mapper; empty: not asked this way
};

/// Null when no such protocol sequence was ever defined. Names compare exactly: they are lower case.
const ProtseqSyntax* find_protseq(std::string_view name) noexcept;
/// All rows: the available ones, the known but unavailable ones, those Windows dropped after XP.
std::span<const ProtseqSyntax> known_protseqs() noexcept;

/// ok, rpc_s_protseq_not_supported (known, not available) or rpc_s_invalid_rpc_protseq.
base::Status check_protseq(std::string_view name) noexcept;
/// rpc_s_invalid_endpoint_format; the empty endpoint is fine (dynamic).
base::Status check_endpoint(const ProtseqSyntax& syntax, std::string_view endpoint) noexcept;
/// rpc_s_invalid_net_addr; the empty address is fine (this host).
base::Status check_address(const ProtseqSyntax& syntax, std::string_view address) noexcept;
/// rpc_s_invalid_network_options.
base::Status check_options(const ProtseqSyntax& syntax, std::string_view options) noexcept;
/// Of valid options: whether they say that a binding keeps the identity of its first call ("Security=... static ...").
bool keeps_identity(std::string_view options) noexcept;
/// All of the above, in the order protseq, address, endpoint, options.
base::Status check_parts(const StringBinding& parts) noexcept;

}  // namespace rpcrt4::binding
