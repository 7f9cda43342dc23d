// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/rivals/rival_client.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/measure.hpp"

namespace rivals {
namespace {

using bench::Peer;

constexpr size_t kBlob = 1 << 20;
constexpr size_t kAsyncBatch = 4096;

double idle_bytes(const Peer& peer, const std::string& address, const Connect& connect) {
    std::vector<std::unique_ptr<Client>> clients;
    const auto grow = [&](size_t until) {
        while (clients.size() < until) {
            clients.push_back(connect(address, true));
            clients.back()->echo();
        }
    };
    return bench::idle_bytes(peer, bench::kIdleClients, grow);
}

double measure(const std::string& figure, const Peer& peer, const std::string& address, const Connect& connect) {
    if (figure == "threads8") {
        return bench::eight_threads(
            peer, [&] { return [client = std::shared_ptr(connect(address, false))] { client->echo(); }; });
    }
    if (figure == "idle") return idle_bytes(peer, address, connect);
    const std::unique_ptr<Client> client = connect(address, false);
    if (figure == "echo") return bench::median_us([&] { client->echo(); });
    if (figure == "blob1m") return bench::mean_us(peer, 1, [&] { client->blob(kBlob); });
    const size_t in_flight = figure[0] == 'k' ? std::strtoul(figure.c_str() + 1, nullptr, 10) : 0;
    if (in_flight == 0) bench::give_up(figure.c_str());
    return bench::mean_us(peer, kAsyncBatch, [&] { client->pipeline(in_flight, kAsyncBatch); });
}

}  // namespace

int run(int argc, char** argv, const char* peer_program, const Connect& connect) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s tcp|local FIGURE\n", argv[0]);
        return 2;
    }
    const bench::Over over = std::string_view(argv[1]) == "tcp" ? bench::Over::tcp : bench::Over::local;
    bench::connections_allowed(bench::kIdleClients);
    double figure = 0;
    {
        const Peer peer(peer_program);
        figure = measure(argv[2], peer, peer.endpoint(over), connect);
    }
    std::printf("%.6g\n", figure);
    return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace rivals
