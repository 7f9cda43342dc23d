// SPDX-License-Identifier: LGPL-2.1-or-later
// Realm; see realm.hpp.
#include "rpcrt4/server/realm.hpp"

#include "rpcrt4/server/connection.hpp"

namespace rpcrt4::server {

bool Realm::enter(Connection& connection) {
    Listener listener;
    const bool entered = state_.with([&](State& state) {
        if (state.closed) return false;
        state.connections.insert(&connection);
        if (state.connections.size() == 1) listener = state.listener;
        return true;
    });
    if (listener) listener(Change::occupied);
    return entered;
}

void Realm::leave(Connection& connection) noexcept {
    Listener listener;
    state_.with([&](State& state) {
        if (state.connections.erase(&connection) == 0) return;
        if (state.connections.empty() && !state.closed) listener = state.listener;
    });
    if (listener) listener(Change::empty);
}

bool Realm::empty() const noexcept {
    return state_.with([](const State& state) { return state.connections.empty(); });
}

bool Realm::close(Close when) noexcept {
    Listener dropped;  // outlives the lock: it may hold the last reference to the group
    return state_.with([&](State& state) {
        if (when == Close::if_empty && !state.connections.empty()) return false;
        state.closed = true;
        dropped.swap(state.listener);
        return true;
    });
}

void Realm::disconnect_all() {
    std::vector<base::Ref<Connection>> all;
    state_.with([&](State& state) {
        for (Connection* connection : state.connections) {
            if (connection->try_retain()) all.push_back(base::Ref<Connection>::adopt(connection));
        }
    });
    for (const auto& connection : all) connection->disconnect();
}

}  // namespace rpcrt4::server
