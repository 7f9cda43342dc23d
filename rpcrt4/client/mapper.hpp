// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a client finds endpoints: in the map of this machine, which needs no mapper process, and with the endpoint
// mapper of another host, asked over the protocol sequence of the binding (TCP port 135). RPCRT4_EPMAPPER_PORT names
// another port, for mappers that may not use that one. A mapper on this machine is asked for what the map does not
// have: it may know servers of other users, or of another RPC runtime.
// Threads: any; the functions that ask another host block for as long as calls of the binding's options may.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/epmapper/element.hpp"
#include "rpcrt4/epmapper/wire.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace rpcrt4::client {

/// The endpoint of a server for the interface, for the binding's object. ept_s_not_registered when there is none;
/// rpc_s_no_endpoint_found when the mapper's answer names none; else why the mapper could not be asked.
base::Result<std::string> find_endpoint(const binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_);

/// A binding handle to a host's mapper; freed with the object.
class MapperHandle {
 public:
    MapperHandle() = default;
    /// To the host of the binding, with its time limits.
    static base::Result<MapperHandle> open(const binding::Binding& like);
    MapperHandle(MapperHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    MapperHandle& operator=(MapperHandle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~MapperHandle();
    RPC_BINDING_HANDLE get() const noexcept { return handle_; }

 private:
    RPC_BINDING_HANDLE handle_ = nullptr;
};

/// An enumeration of a map, RPC_EP_INQ_HANDLE. A local map is read as it is at the beginning, another host's in pieces
/// as they are needed; what the mapper still keeps for it is given back with the object. For one thread at a time.
class MapInquiry final : public base::RefCounted {
 public:
    /// Null: this machine's map. So it is for a host that is this machine and has no mapper.
    static base::Result<base::Ref<MapInquiry>> begin(const binding::Binding* host, const epmapper::Inquiry& inquiry);
    explicit MapInquiry(const epmapper::Inquiry& inquiry) : inquiry_(inquiry) {}
    ~MapInquiry() override;

    /// rpc_x_no_more_entries after the last; rpc_s_call_in_progress while another thread is in here.
    base::Result<epmapper::Element> next();
    /// The host whose map it is, for towers that do not say; empty: this machine.
    const std::string& host() const noexcept { return host_; }

 private:
    struct State {
        std::deque<epmapper::Element> ready;
        MapperHandle mapper;
        epmapper::wire::LookupHandle handle{};
        uint64_t received = 0;
        bool more = false;
    };
    base::Result<epmapper::Element> next(State& state) const;
    base::Status fetch(State& state) const;
    void read_own_map(State& state) const;

    const epmapper::Inquiry inquiry_;
    std::string host_;
    base::Guarded<std::optional<State>> state_;  // absent while a thread works with it
};

/// The enumerations that applications have begun.
base::SlotTable<MapInquiry>& map_inquiries();

}  // namespace rpcrt4::client
