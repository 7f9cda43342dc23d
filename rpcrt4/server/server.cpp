// SPDX-License-Identifier: LGPL-2.1-or-later
// Server; see server.hpp.
#include "rpcrt4/server/server.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/server/management.hpp"
#include "rpcrt4/server/own_addresses.hpp"
#include "rpcrt4/server/server_call.hpp"
#include "rpcrt4/transport/this_machine.hpp"

namespace rpcrt4::server {

using base::Status;

namespace {

// What comes beyond it is made to try again, a second later over TCP: as many as the system lets wait.
constexpr uint32_t kLeastBacklog = 4096;

}  // namespace

Server& Server::instance() {
    static Server& server = *[] {
        auto* made = new Server;
        std::atexit([] { instance().withdraw_endpoints(); });
        return made;
    }();
    return server;
}

Server::Server() : listen_state_(environment_.listening) {
    static_cast<void>(add_management_interface(environment_.interfaces));
}

/// A local endpoint's file would outlive the process.
void Server::withdraw_endpoints() noexcept {
    acceptors_.with([](auto& acceptors) {
        for (const auto& acceptor : acceptors) acceptor->withdraw();
    });
}

Status Server::use(std::string_view protseq, std::string_view endpoint, uint32_t backlog, base::Ref<Realm> realm) {
    const Status known = binding::check_protseq(protseq);
    if (failed(known)) return known;
    const transport::Mechanism& mechanism = *transport::find_mechanism(protseq);
    const Status form = binding::check_endpoint(*binding::find_protseq(protseq), endpoint);
    if (failed(form)) return form;
    auto listening = mechanism.listen(endpoint, std::max(backlog, kLeastBacklog));
    if (!listening) return listening.status();
    Acceptor* const acceptor = acceptors_.with([&](auto& acceptors) {
        acceptors.reserve(acceptors.size() + 1);
        auto made = std::make_unique<Acceptor>(environment_, mechanism, std::move(*listening), std::move(realm));
        return acceptors.emplace_back(std::move(made)).get();
    });
    // Without the lock, because it waits.
    const Status started = acceptor->start();
    if (failed(started)) {
        acceptors_.with(
            [&](auto& acceptors) { std::erase_if(acceptors, [&](const auto& one) { return one.get() == acceptor; }); });
    }
    return started;
}

void Server::close_endpoints(const Realm& realm) noexcept {
    for (;;) {
        std::unique_ptr<Acceptor> closing = acceptors_.with([&](auto& acceptors) -> std::unique_ptr<Acceptor> {
            for (auto& acceptor : acceptors) {
                if (acceptor->realm() != &realm) continue;
                std::swap(acceptor, acceptors.back());
                std::unique_ptr<Acceptor> found = std::move(acceptors.back());
                acceptors.pop_back();
                return found;
            }
            return nullptr;
        });
        if (!closing) return;
        Acceptor::retire(std::move(closing));  // without the lock, because it waits
    }
}

Status Server::use_all(uint32_t backlog) {
    Status first_failure = Status::ok;
    bool any = false;
    for (const transport::Mechanism& mechanism : transport::mechanisms()) {
        const Status status = use(mechanism.protseq, {}, backlog);
        if (succeeded(status)) any = true;
        if (failed(status) && succeeded(first_failure)) first_failure = status;
    }
    if (any) return Status::ok;
    return failed(first_failure) ? first_failure : Status::rpc_s_no_protseqs;
}

bool Server::has_endpoints() const {
    return acceptors_.with([](const auto& acceptors) {
        return std::any_of(acceptors.begin(), acceptors.end(), [](const auto& one) { return !one->realm(); });
    });
}

std::vector<std::string> Server::bindings(const Realm* realm) const {
    const std::vector<std::string> addresses = own_addresses();
    const std::string unc_name = "\\\\" + transport::own_name();
    std::vector<std::string> result;
    const auto add = [&](const binding::StringBinding& parts) {
        if (auto text = binding::compose_string_binding(parts)) result.push_back(std::move(*text));
    };
    acceptors_.with([&](const auto& acceptors) {
        for (const auto& acceptor : acceptors) {
            if (acceptor->realm() != realm) continue;
            binding::StringBinding parts;
            parts.protseq = acceptor->mechanism().protseq;
            parts.endpoint = acceptor->endpoint();
            switch (acceptor->mechanism().host_form) {
                case transport::HostForm::none:
                    add(parts);
                    break;
                case transport::HostForm::name:
                    parts.address = unc_name;
                    add(parts);
                    break;
                case transport::HostForm::addresses:
                    for (const std::string& address : addresses) {
                        parts.address = address;
                        add(parts);
                    }
                    break;
            }
        }
    });
    return result;
}

Status Server::listen(uint32_t minimum_threads, uint32_t maximum_calls, bool wait) {
    maximum_calls = std::min(maximum_calls, 0x7FFFFFFFu);
    if (!has_endpoints()) return Status::rpc_s_no_protseqs_registered;
    if (maximum_calls == 0 || maximum_calls < minimum_threads) return Status::rpc_s_max_calls_too_small;
    const auto started = listen_state_.start(call_limit(maximum_calls), wait);
    if (!started) return started.status();
    environment_.reactor.prepare_workers(minimum_threads);
    if (wait) listen_state_.wait_for(**started);
    return Status::ok;
}

Status Server::unregister(const RPC_SERVER_INTERFACE* spec, const GUID* type, bool wait) {
    const auto removed = environment_.interfaces.remove(spec, type);
    if (!removed) return removed.status();
    if (!wait && !removed->auto_listen) return Status::ok;
    wait_for_calls(removed->managers);
    return Status::ok;
}

void Server::wait_for_calls(const std::vector<base::Ref<Manager>>& managers) {
    const ServerCall* own = ServerCall::current();
    for (const base::Ref<Manager>& manager : managers) {
        // A manager routine that unregisters its own interface waits for the others, not for itself.
        manager->calls.wait_until_at_most(own && own->active() && own->manager() == manager.get() ? 1 : 0);
    }
}

}  // namespace rpcrt4::server
