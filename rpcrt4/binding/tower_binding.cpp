// SPDX-License-Identifier: LGPL-2.1-or-later
// See tower_binding.hpp.
#include "rpcrt4/binding/tower_binding.hpp"

#include <charconv>

namespace rpcrt4::binding {
namespace {

using base::Result;
using base::Status;

// What an RPC protocol identifier's related bytes say: the minor version, 0 of both RPC protocols.
constexpr uint16_t kMinorVersion = 0;
constexpr std::string_view kAnyAddress = "0.0.0.0";

uint16_t port_number(std::string_view text) noexcept {
    uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

TowerFloor endpoint_floor(const ProtseqSyntax& syntax, std::string_view endpoint) {
    if (syntax.endpoint == EndpointForm::port) return port_floor(syntax.floors[1], port_number(endpoint));
    return text_floor(syntax.floors[1], endpoint);
}

TowerFloor address_floor(const ProtseqSyntax& syntax, std::string_view address) {
    if (syntax.address == AddressForm::server) return text_floor(syntax.floors[2], address);
    return ipv4_floor(syntax.floors[2], address);
}

std::optional<std::string> endpoint_in(const ProtseqSyntax& syntax, const TowerFloor& floor) {
    if (syntax.endpoint != EndpointForm::port) return floor_text(floor);
    const auto port = floor_port(floor);
    if (!port) return {};
    return *port == 0 ? std::string() : std::to_string(*port);
}

std::optional<std::string> address_in(const ProtseqSyntax& syntax, const TowerFloor& floor) {
    if (syntax.address == AddressForm::server) return floor_text(floor);
    std::string address = floor_ipv4(floor);
    if (address.empty()) return {};
    return address == kAnyAddress ? std::string() : address;
}

}  // namespace

Result<std::vector<TowerFloor>> floors_of(const StringBinding& parts) {
    const ProtseqSyntax* syntax = find_protseq(parts.protseq);
    if (!syntax || syntax->floors[0] == 0) return Status::rpc_s_invalid_rpc_protseq;
    std::vector<TowerFloor> floors{version_floor(syntax->floors[0], kMinorVersion),
                                   endpoint_floor(*syntax, parts.endpoint)};
    if (syntax->floors[2] != 0) floors.push_back(address_floor(*syntax, parts.address));
    return floors;
}

const ProtseqSyntax* protseq_of(const Tower& tower) noexcept {
    if (tower.floors.size() < 2) return nullptr;
    for (const ProtseqSyntax& syntax : known_protseqs()) {
        const bool mine = syntax.floors[0] == tower.floors[0].protocol && syntax.floors[1] == tower.floors[1].protocol;
        if (mine && syntax.floors[0] != 0) return &syntax;
    }
    return nullptr;
}

std::optional<StringBinding> binding_of(const Tower& tower) {
    const ProtseqSyntax* syntax = protseq_of(tower);
    if (!syntax) return {};
    StringBinding parts;
    parts.protseq = syntax->name;
    auto endpoint = endpoint_in(*syntax, tower.floors[1]);
    if (!endpoint) return {};
    parts.endpoint = std::move(*endpoint);
    if (syntax->floors[2] == 0 || tower.floors.size() < 3) return parts;
    if (tower.floors[2].protocol != syntax->floors[2]) return parts;
    auto address = address_in(*syntax, tower.floors[2]);
    if (!address) return {};
    parts.address = std::move(*address);
    return parts;
}

}  // namespace rpcrt4::binding
