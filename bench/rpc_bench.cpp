// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of synchronous calls, each against a bare socket doing the same exchange: rpc_peer serves ours, rpc_raw_peer
// the rival, both as processes of their own that inherit our processor.
//   rpc.tcp.echo, rpc.ncalrpc.echo   median of synchronous calls of one thread, us
//   rpc.tcp.threads8                 eight threads calling on one binding, us per call
//   rpc.*.blob1m                     1 MiB there and back, us
//   rpc.*.connect                    a connection opened, bound, called on once and closed, us; the rival connects,
//                                    makes one exchange and closes
#include <memory>
#include <vector>

#include "bench/measure.hpp"
#include "bench/raw_connection.hpp"
#include "bench/rival.hpp"
#include "bench/rpc_client.hpp"
#include "bench/rpc_figures.hpp"

namespace bench {
namespace {

constexpr uint32_t kBlob = 1 << 20;

double raw_echo(Over over) {
    RawConnection connection(over, kRequest, kReply);
    return median_us([&] { connection.exchange(); });
}

double raw_blob(Over over) {
    RawConnection connection(over, kBlob, kBlob);
    return mean_us(raw_peer(), 1, [&] { connection.exchange(); });
}

double raw_threads8(Over over) {
    return eight_threads(raw_peer(), [over] {
        auto connection = std::make_shared<RawConnection>(over, kRequest, kReply);
        return [connection] { connection->exchange(); };
    });
}

constexpr size_t kConnections = 64;  // per batch

double connect_us(Over over) {
    return mean_us(rpc_peer(), kConnections, [&] {
        for (size_t i = 0; i < kConnections; ++i) client(over)->set(RPC_C_OPT_DONT_LINGER);
    });
}

double raw_connect_us(Over over) {
    return mean_us(raw_peer(), kConnections, [&] {
        for (size_t i = 0; i < kConnections; ++i) RawConnection(over).exchange();
    });
}

bool add_all() {
    constexpr std::pair<Over, const char*> kAll[] = {{Over::tcp, "rpc.tcp."}, {Over::local, "rpc.ncalrpc."}};
    const auto add_each = [&](const char* name, double (*ours)(Over), double (*rival)(Over)) {
        for (const auto& [over, prefix] : kAll) {
            add(
                prefix + std::string(name), "us", [=] { return ours(over); }, [=] { return rival(over); });
        }
    };
    add_each("echo", echo_us, raw_echo);
    add_each("threads8", threads8_us, raw_threads8);
    add_each("blob1m", blob_us, raw_blob);
    add_each("connect", connect_us, raw_connect_us);
    return true;
}

const bool added = add_all();

}  // namespace

double echo_us(Over over) {
    Server server(over);
    return median_us([&] { server.echo(); });
}

double blob_us(Over over) {
    const Server server(over);
    std::vector<byte> data(kBlob, 7);
    return mean_us(rpc_peer(), 1, [&] { blob(server, data); });
}

double threads8_us(Over over) {
    const Server server(over);
    return eight_threads(rpc_peer(), [&] {
        return [&] {
            if (Echo(server, 5) != 5) give_up("Echo");
        };
    });
}

}  // namespace bench
