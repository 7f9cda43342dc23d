// SPDX-License-Identifier: LGPL-2.1-or-later
// InterfaceGroup: each activation has a realm of its own, so what is left of an earlier one cannot come back.
#include "rpcrt4/server/interface_group.hpp"

#include <bit>
#include <new>
#include <utility>

#include "handleapi/boundary.hpp"
#include "rpcrt4/epmapper/directory.hpp"
#include "rpcrt4/server/management.hpp"
#include "rpcrt4/server/server.hpp"
#include "rpcrt4/transport/loop.hpp"

namespace rpcrt4::server {

using base::Ref;
using base::Status;
using transport::Loop;

namespace {

protocol::SyntaxId to_syntax(const RPC_SYNTAX_IDENTIFIER& id) {
    return {std::bit_cast<uuid::Uuid>(id.SyntaxGUID), id.SyntaxVersion.MajorVersion, id.SyntaxVersion.MinorVersion};
}

}  // namespace

Status InterfaceGroup::activate() {
    std::lock_guard lock(mutex_);
    if (realm_) return Status::ok;
    auto realm =
        base::make_ref<Realm>([self = Ref<InterfaceGroup>(*this)](Realm::Change change) { self->changed(change); });
    const Status status = open(*realm);
    if (failed(status)) {
        realm->close(Realm::Close::always);
        Server::instance().close_endpoints(*realm);
        realm->disconnect_all();
        Server::wait_for_calls(realm->interfaces.clear());
        return status;
    }
    realm_ = std::move(realm);
    if (realm_->empty()) changed(Realm::Change::empty);
    return Status::ok;
}

Status InterfaceGroup::open(Realm& realm) {
    Server& server = Server::instance();
    Status status = add_management_interface(realm.interfaces);
    for (const InterfaceTemplate& one : interfaces_) {
        if (failed(status)) return status;
        if (failed(one.descriptor)) return one.descriptor;
        InterfacePolicy policy = one.policy;
        policy.flags |= RPC_IF_AUTOLISTEN;
        status = realm.interfaces.add(*one.spec, one.type, one.vector, policy);
    }
    for (const EndpointTemplate& one : endpoints_) {
        if (failed(status)) return status;
        if (failed(one.descriptor)) return one.descriptor;
        status = server.use(one.protseq, one.endpoint, one.backlog, Ref<Realm>(realm));
    }
    return failed(status) ? status : enter_in_map(realm);
}

Status InterfaceGroup::enter_in_map(const Realm& realm) {
    std::vector<binding::StringBinding> bindings;
    for (const std::string& text : Server::instance().bindings(&realm)) {
        if (auto parts = binding::parse_string_binding(text)) bindings.push_back(std::move(*parts));
    }
    std::vector<epmapper::Element> all;
    for (const InterfaceTemplate& one : interfaces_) {
        auto elements = epmapper::product(to_syntax(one.spec->InterfaceId), to_syntax(one.spec->TransferSyntax),
                                          bindings, one.objects, one.annotation);
        if (!elements) return elements.status();
        std::move(elements->begin(), elements->end(), std::back_inserter(all));
    }
    if (all.empty()) return Status::ok;
    const Status status = epmapper::enter(all, epmapper::Replace::no);
    if (succeeded(status)) registered_ = std::move(all);
    return status;
}

/// What cannot be taken out now goes with the process.
void InterfaceGroup::leave_map() noexcept try {
    if (!registered_.empty()) static_cast<void>(epmapper::remove(std::exchange(registered_, {})));
} catch (const std::bad_alloc&) {
}

Status InterfaceGroup::deactivate(Force force) {
    Ref<Realm> realm;
    {
        std::lock_guard lock(mutex_);
        if (!realm_) return Status::ok;
        if (!realm_->close(force == Force::yes ? Realm::Close::always : Realm::Close::if_empty)) {
            return Status::rpc_s_server_too_busy;
        }
        realm = std::move(realm_);
        realm_ = nullptr;
        epoch_.fetch_add(1);
        told_idle_.store(false);
        leave_map();
        Server::instance().close_endpoints(*realm);
    }
    realm->disconnect_all();
    Server::wait_for_calls(realm->interfaces.clear());
    return Status::ok;
}

std::vector<std::string> InterfaceGroup::bindings() {
    std::lock_guard lock(mutex_);
    if (!realm_) return {};
    return Server::instance().bindings(realm_.get());
}

void InterfaceGroup::changed(Realm::Change change) {
    if (!idle_) return;
    const uint64_t epoch = epoch_.fetch_add(1) + 1;
    const Ref<InterfaceGroup> self(*this);
    if (change == Realm::Change::empty) {
        Loop::instance().after(idle_->period, [self, epoch] { self->tell_if_idle(epoch); });
    } else if (told_idle_.exchange(false)) {
        Loop::instance().post([self] { self->tell(false); });
    }
}

void InterfaceGroup::tell_if_idle(uint64_t epoch) noexcept {
    if (epoch_.load() != epoch) return;
    told_idle_.store(true);
    tell(true);
}

/// What the callback raises has nobody to reach.
void InterfaceGroup::tell(bool idle) noexcept {
    static_cast<void>(handleapi::call_user([&] { idle_->function(handle_, idle_->context, idle ? TRUE : FALSE); }));
}

base::SlotTable<InterfaceGroup>& interface_groups() {
    static auto& groups = *new base::SlotTable<InterfaceGroup>;
    return groups;
}

}  // namespace rpcrt4::server
