// SPDX-License-Identifier: LGPL-2.1-or-later
// Protocol towers: the endpoint mapper's form of a binding, a counted list of floors. C706 appendix I and L,
// MS-RPCE 2.2.1.2. Pure. The floors below the RPC protocol identifier are kept as bytes with helpers for the ones that
// carry text, ports and IPv4 addresses; which identifiers belong to which protocol sequence: tower_binding, from the
// rows of protseq_address.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rpcrt4/protocol/pdu_bind.hpp"

namespace rpcrt4::binding {

/// A floor below the two syntax floors: protocol identifier and its related (right hand) bytes.
struct TowerFloor {
    uint8_t protocol = 0;
    std::vector<std::byte> related;
    friend bool operator==(const TowerFloor&, const TowerFloor&) = default;
};

struct Tower {
    protocol::SyntaxId interface_id;
    protocol::SyntaxId transfer;
    std::vector<TowerFloor> floors;  ///< RPC protocol first, then transport, then network
    friend bool operator==(const Tower&, const Tower&) = default;
};

/// The tower octet string.
std::vector<std::byte> encode_tower(const Tower& tower);
/// Empty on malformed or absurd input; at most 16 floors are accepted.
std::optional<Tower> decode_tower(std::span<const std::byte> octets);

TowerFloor version_floor(uint8_t protocol, uint16_t minor_version);
TowerFloor port_floor(uint8_t protocol, uint16_t port);
/// 0.0.0.0 (the mapper's "any address") for what is not four decimal octets.
TowerFloor ipv4_floor(uint8_t protocol, std::string_view dotted);
TowerFloor text_floor(uint8_t protocol, std::string_view text);
std::optional<uint16_t> floor_port(const TowerFloor& floor) noexcept;
/// Dotted; empty when the floor does not hold four bytes.
std::string floor_ipv4(const TowerFloor& floor);
/// Up to the first NUL.
std::string floor_text(const TowerFloor& floor);

}  // namespace rpcrt4::binding
