// SPDX-License-Identifier: LGPL-2.1-or-later
// TowerConstruct and TowerExplode: towers between programs and the endpoint mapper's interface. No header of Windows
// declares them; who calls them has a declaration of its own. A twr_t is a 32-bit length and as many octets. What they
// give belongs to the caller, who frees it with I_RpcFree.
#include <bit>
#include <cstring>
#include <new>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/rpc_string.hpp"
#include "rpcrt4/binding/tower_binding.hpp"

#include <rpc.h>
#include <rpcdcep.h>

using base::Status;
using handleapi::returning_status;
using namespace rpcrt4;

namespace {

struct Twr {
    uint32_t length;
    std::byte octets[1];
};

protocol::SyntaxId to_syntax(const RPC_SYNTAX_IDENTIFIER& id) {
    return {std::bit_cast<uuid::Uuid>(id.SyntaxGUID), id.SyntaxVersion.MajorVersion, id.SyntaxVersion.MinorVersion};
}

RPC_SYNTAX_IDENTIFIER to_identifier(const protocol::SyntaxId& id) {
    return {std::bit_cast<GUID>(id.uuid), {id.major, id.minor}};
}

std::string text(const char* string) { return string ? string : ""; }

/// Strings given together: all of them or none.
class Gifts {
 public:
    Gifts() = default;
    Gifts(const Gifts&) = delete;
    ~Gifts() {
        for (size_t i = 0; i < count_; ++i) I_RpcFree(gifts_[i].copy);
    }
    void prepare(const std::string& value, char** out) {
        if (!out) return;
        auto* copy = static_cast<char*>(I_RpcAllocate(static_cast<unsigned>(value.size() + 1)));
        if (!copy) throw std::bad_alloc();
        std::memcpy(copy, value.c_str(), value.size() + 1);
        gifts_[count_++] = {copy, out};
    }
    void give() noexcept {
        while (count_ > 0) {
            --count_;
            *gifts_[count_].out = gifts_[count_].copy;
        }
    }

 private:
    struct Gift {
        char* copy;
        char** out;
    };
    Gift gifts_[3] = {};
    size_t count_ = 0;
};

}  // namespace

extern "C" {

RPCRTAPI RPC_STATUS RPC_ENTRY TowerConstruct(const RPC_SYNTAX_IDENTIFIER* interface_id,
                                             const RPC_SYNTAX_IDENTIFIER* transfer, const char* protseq,
                                             const char* endpoint, const char* address, void** tower) {
    return returning_status([&] {
        if (!interface_id || !transfer || !protseq || !tower) return Status::rpc_s_invalid_arg;
        auto floors = binding::floors_of({.protseq = protseq, .address = text(address), .endpoint = text(endpoint)});
        if (!floors) return floors.status();
        const auto octets = binding::encode_tower({to_syntax(*interface_id), to_syntax(*transfer), std::move(*floors)});
        auto* made = static_cast<Twr*>(I_RpcAllocate(static_cast<unsigned>(sizeof(Twr) + octets.size())));
        if (!made) return Status::rpc_s_out_of_memory;
        made->length = static_cast<uint32_t>(octets.size());
        std::memcpy(made->octets, octets.data(), octets.size());
        *tower = made;
        return Status::ok;
    });
}

RPCRTAPI RPC_STATUS RPC_ENTRY TowerExplode(const void* tower, RPC_SYNTAX_IDENTIFIER* interface_id,
                                           RPC_SYNTAX_IDENTIFIER* transfer, char** protseq, char** endpoint,
                                           char** address) {
    return returning_status([&] {
        if (!tower) return Status::rpc_s_invalid_arg;
        const auto& from = *static_cast<const Twr*>(tower);
        const auto decoded = binding::decode_tower({from.octets, from.length});
        const auto parts = decoded ? binding::binding_of(*decoded) : std::nullopt;
        if (!parts) return Status::ept_s_not_registered;
        const auto& syntax = *binding::protseq_of(*decoded);
        const bool any_port = parts->endpoint.empty() && syntax.endpoint == binding::EndpointForm::port;
        const bool any_address = parts->address.empty() && syntax.address != binding::AddressForm::server;
        Gifts gifts;
        gifts.prepare(parts->protseq, protseq);
        gifts.prepare(any_port ? "0" : parts->endpoint, endpoint);
        // A local one has no address.
        if (address) *address = nullptr;
        if (syntax.floors[2] != 0) gifts.prepare(any_address ? "0.0.0.0" : parts->address, address);
        gifts.give();
        if (interface_id) *interface_id = to_identifier(decoded->interface_id);
        if (transfer) *transfer = to_identifier(decoded->transfer);
        return Status::ok;
    });
}

}  // extern "C"
