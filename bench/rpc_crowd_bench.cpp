// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of many clients, each a connection of its own.
//   rpc.tcp.clientsN.p50, .p99      synchronous calls of N clients that all call at once, a thread each, us; the
//   rival's
//                                   are as many threads with bare sockets, served by whichever of its peers is quicker
//   rpc.*.idle10k                   memory of the server per idle client of 10,000, bytes; the rival is the 4 KiB it
//   may
//                                   take
//   rpc.*.idle10k.threads           threads of the server then; the rival is those it has for one client
#include <atomic>
#include <latch>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/measure.hpp"
#include "bench/raw_connection.hpp"
#include "bench/rival.hpp"
#include "bench/rpc_client.hpp"
#include "bench/rpc_figures.hpp"

namespace bench {
namespace {

constexpr double kGettingGoing = 100e6;  // nanoseconds until the crowd is in its stride

/// So many threads, each with its `make()`, exchange at once; the time of every exchange, nanoseconds.
template <typename Make>
std::vector<double> crowd(size_t count, Make&& make) {
    std::vector<std::vector<double>> times(count);
    std::vector<std::thread> threads;
    std::latch ready(static_cast<std::ptrdiff_t>(count) + 1);
    for (size_t i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            auto exchange = make();
            ready.arrive_and_wait();
            const double begin = now() + kGettingGoing;
            for (double before = now(); before < begin + kMeasured;) {
                exchange();
                const double after = now();
                if (before >= begin) times[i].push_back(after - before);
                before = after;
            }
        });
    }
    ready.arrive_and_wait();
    for (auto& thread : threads) thread.join();
    std::vector<double> all;
    for (const auto& own : times) all.insert(all.end(), own.begin(), own.end());
    return all;
}

double clients_us(size_t count, double part) {
    connections_allowed(count);
    std::vector<double> times =
        crowd(count, [] { return [own = std::shared_ptr(client(Over::tcp))] { own->echo(); }; });
    return percentile(times, part) / 1000;
}

double raw_clients_us(size_t count, double part) {
    connections_allowed(count);
    std::vector<double> alone = crowd(count, [] {
        auto connection = std::make_shared<RawConnection>(Over::tcp, kRequest, kReply);
        return [connection] { connection->exchange(); };
    });
    std::vector<double> together = crowd(count, [] {
        auto connection = std::make_shared<RawConnection>(Over::tcp);
        return [connection] { connection->exchange(); };
    });
    return std::min(percentile(alone, part), percentile(together, part)) / 1000;
}

constexpr size_t kIdle = 10'000;

/// Measured once in a run: it does not vary, and takes its time.
const Held& idle_clients(Over over) {
    static std::map<Over, Held> known;
    const auto found = known.find(over);
    return found != known.end() ? found->second
                                : known.emplace(over, hold_clients(over, connections_allowed(kIdle))).first->second;
}

bool add_all() {
    for (const size_t count : {1, 8, 1000}) {
        const std::string name = "rpc.tcp.clients" + std::to_string(count);
        for (const auto& [part, end] : {std::pair(0.5, ".p50"), std::pair(0.99, ".p99")}) {
            add(
                name + end, "us", [=] { return clients_us(count, part); }, [=] { return raw_clients_us(count, part); });
        }
    }
    for (const auto& [over, name] :
         {std::pair(Over::tcp, "rpc.tcp.idle10k"), std::pair(Over::local, "rpc.ncalrpc.idle10k")}) {
        add(
            name, "B", [=] { return idle_clients(over).bytes; }, [] { return 4096.0; });
        add(
            name + std::string(".threads"), "", [=] { return static_cast<double>(idle_clients(over).threads); },
            [=] { return static_cast<double>(idle_clients(over).threads_of_one); });
    }
    return true;
}

const bool added = add_all();

}  // namespace

Held hold_clients(Over over, size_t count) {
    const Peer peer("rpc_peer");
    std::vector<std::unique_ptr<Server>> clients;
    const auto connect = [&](size_t until) {
        while (clients.size() < until) clients.push_back(client(over, peer));
    };
    connect(1);
    Held held{};
    held.threads_of_one = peer.threads();
    held.bytes = idle_bytes(peer, count, connect);
    held.threads = peer.threads();
    for (auto& each : clients) each->echo();
    return held;
}

}  // namespace bench
