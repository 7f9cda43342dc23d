// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of asynchronous calls, each against as many requests under way on a bare socket.
//   rpc.tcp.async.KIND.kN     N calls under way on one connection, each started again when it is over, us per call
//   rpc.tcp.outstanding100k   100,000 calls started on one binding, answered when the server has them all, us per call
//   ... .memory               what both processes grow by for one of them, bytes; the rival is the one RPC_ASYNC_STATE
//                             that the server needs
#include <malloc.h>
#include <unistd.h>

#include <string>

#include "bench/measure.hpp"
#include "bench/raw_connection.hpp"
#include "bench/rival.hpp"
#include "bench/rpc_client.hpp"
#include "bench/rpc_figures.hpp"

namespace bench {
namespace {

constexpr size_t kBatch = 4096;
constexpr size_t kMany = 100'000;

double under_way_us(Over over, RPC_NOTIFICATION_TYPES type, size_t in_flight) {
    const Server server(over);
    Calls calls(in_flight, type);
    return mean_us(rpc_peer(), kBatch, [&] {
        calls.run(kBatch, [&](Later& call, size_t) { EchoLater(&call.state, server, ++call.number); });
    });
}

double raw_pipelined_us(size_t in_flight) {
    RawConnection connection(Over::tcp, kRequest, kReply);
    connection.pipeline(in_flight, in_flight);
    return mean_us(raw_peer(), kBatch, [&] { connection.pipeline(in_flight, kBatch); });
}

double held_us() {
    const Server server(Over::tcp);
    Calls calls(kMany, RpcNotificationTypeIoc);
    return mean_us(rpc_peer(), kMany, [&] { hold_all(server, calls, kMany); });
}

double raw_held_us() {
    RawConnection connection(Over::tcp, kRequest * kMany, kReply * kMany);
    return mean_us(raw_peer(), kMany, [&] { connection.exchange_in_parts(kMany); });
}

bool add_all() {
    constexpr std::pair<const char*, RPC_NOTIFICATION_TYPES> kKinds[] = {{"event", RpcNotificationTypeEvent},
                                                                         {"ioc", RpcNotificationTypeIoc},
                                                                         {"apc", RpcNotificationTypeApc},
                                                                         {"callback", RpcNotificationTypeCallback}};
    for (const size_t k : {1, 16, 64, 256}) {
        for (const auto& [kind, type] : kKinds) {
            add(
                "rpc.tcp.async." + std::string(kind) + ".k" + std::to_string(k), "us",
                [=] { return under_way_us(Over::tcp, type, k); }, [=] { return raw_pipelined_us(k); });
        }
    }
    add("rpc.tcp.outstanding100k", "us", held_us, raw_held_us);
    add(
        "rpc.tcp.outstanding100k.memory", "B", [] { return held_bytes(kMany); },
        [] { return double{sizeof(RPC_ASYNC_STATE)}; });
    return true;
}

const bool added = add_all();

}  // namespace

double held_bytes(size_t count) {
    const Peer peer("rpc_peer");
    Server server(Over::tcp, peer);
    server.echo();
    Calls calls(count, RpcNotificationTypeIoc);
    ::malloc_trim(0);
    const double before = resident(peer.process) + resident(::getpid());
    forget_peak(peer.process);
    forget_peak(::getpid());
    hold_all(server, calls, count);
    return (peak(peer.process) + peak(::getpid()) - before) / static_cast<double>(count);
}

double outstanding_us(Over over, size_t in_flight) { return under_way_us(over, RpcNotificationTypeIoc, in_flight); }

}  // namespace bench
