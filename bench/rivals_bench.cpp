// SPDX-License-Identifier: LGPL-2.1-or-later
// Our figures beside those of Cap'n Proto and gRPC; rows that only --rivals runs.
//   rivals.RIVAL.tcp.FIGURE, .local.FIGURE     local is ncalrpc against the rival over a unix socket
//     echo        median of synchronous calls of one thread, us
//     threads8    eight threads calling, us per call
//     blob1m      1 MiB there and back, us
//     kN          N asynchronous calls under way on one connection, ours told of by a completion port, us per call
//     idle        memory of the server per idle connection, bytes
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/measure.hpp"
#include "bench/rival.hpp"
#include "bench/rpc_figures.hpp"

namespace bench {
namespace {

double ours(const std::string& figure, Over over) {
    if (figure == "echo") return echo_us(over);
    if (figure == "threads8") return threads8_us(over);
    if (figure == "blob1m") return blob_us(over);
    if (figure == "idle") return hold_clients(over, connections_allowed(kIdleClients)).bytes;
    return outstanding_us(over, std::strtoul(figure.c_str() + 1, nullptr, 10));
}

/// What the rival's client prints: "rivals/RIVAL_client OVER FIGURE".
double theirs(const std::string& rival, const std::string& figure, Over over) {
    const std::string command =
        beside(("rivals/" + rival + "_client").c_str()) + (over == Over::tcp ? " tcp " : " local ") + figure;
    std::FILE* output = ::popen(command.c_str(), "r");
    double value = 0;
    if (output == nullptr || std::fscanf(output, "%lf", &value) != 1 || ::pclose(output) != 0) {
        give_up(command.c_str());
    }
    return value;
}

bool add_all() {
    for (const std::string rival : {"capnp", "grpc"}) {
        for (const auto& [over, name] : {std::pair(Over::tcp, ".tcp."), std::pair(Over::local, ".local.")}) {
            for (const std::string figure : {"echo", "threads8", "blob1m", "k16", "k64", "k256", "idle"}) {
                add(
                    "rivals." + rival + name + figure, figure == "idle" ? "B" : "us",
                    [=, over = over] { return ours(figure, over); },
                    [=, over = over] { return theirs(rival, figure, over); });
            }
        }
    }
    return true;
}

const bool added = add_all();

}  // namespace
}  // namespace bench
