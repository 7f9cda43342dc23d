// SPDX-License-Identifier: LGPL-2.1-or-later
// InterfaceGroup: interfaces and endpoints that appear and vanish together. Its interfaces are callable over its own
// endpoints only, and while it is active they are served whether the server listens or not. It is idle while nobody is
// connected; who wants to know is told when that has lasted, and again when a client comes.
// While it is active, its interfaces are in the endpoint map at its endpoints, for the objects that were named.
//
// Owner: the table behind RPC_INTERFACE_GROUP. Threads: any; the idle callback runs on the thread of the clients' loop.
// Reference: RpcServerInterfaceGroupCreate, -Activate, -Deactivate, -Close.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/epmapper/element.hpp"
#include "rpcrt4/server/realm.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace rpcrt4::server {

class InterfaceGroup final : public base::RefCounted {
 public:
    struct InterfaceTemplate {
        const RPC_SERVER_INTERFACE* spec;
        GUID type;
        RPC_MGR_EPV* vector;
        InterfacePolicy policy;
        base::Status descriptor = base::Status::ok;  ///< what activating says of the security descriptor
        std::vector<uuid::Uuid> objects;  ///< what the endpoint map says beside the interface
        std::string annotation;
    };
    struct EndpointTemplate {
        std::string protseq;
        std::string endpoint;  ///< empty: chosen by the system
        uint32_t backlog;
        base::Status descriptor = base::Status::ok;
    };
    struct IdleNotice {
        std::chrono::seconds period;
        RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* function;
        void* context;
    };

    InterfaceGroup(std::vector<InterfaceTemplate> interfaces, std::vector<EndpointTemplate> endpoints,
                   std::optional<IdleNotice> idle)
        : interfaces_(std::move(interfaces)), endpoints_(std::move(endpoints)), idle_(idle) {}

    /// What the application knows the group by.
    void set_handle(RPC_INTERFACE_GROUP handle) noexcept { handle_ = handle; }

    /// All of it or, after a failure, nothing. An active group stays as it is.
    base::Status activate();
    enum class Force : uint8_t { no, yes };
    /// rpc_s_server_too_busy, and nothing happens, while clients are connected and no force is used. Else they are
    /// disconnected; returns when their calls are over.
    base::Status deactivate(Force force);
    std::vector<std::string> bindings();

 private:
    base::Status open(Realm& realm);
    base::Status enter_in_map(const Realm& realm);
    void leave_map() noexcept;
    void changed(Realm::Change change);
    void tell_if_idle(uint64_t epoch) noexcept;
    void tell(bool idle) noexcept;

    const std::vector<InterfaceTemplate> interfaces_;
    const std::vector<EndpointTemplate> endpoints_;
    const std::optional<IdleNotice> idle_;
    RPC_INTERFACE_GROUP handle_ = nullptr;
    std::mutex mutex_;
    base::Ref<Realm> realm_;                     // null: not active
    std::vector<epmapper::Element> registered_;  // in the endpoint map
    std::atomic<uint64_t> epoch_{0};             // of idleness: a timer of an earlier one says nothing
    std::atomic<bool> told_idle_{false};
};

base::SlotTable<InterfaceGroup>& interface_groups();

}  // namespace rpcrt4::server
