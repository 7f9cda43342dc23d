// SPDX-License-Identifier: LGPL-2.1-or-later
// What calls cost as the work grows: rpc_curves DIRECTORY writes a table per curve, which plot.py draws.
//   connections.csv   1 to 10,000 connections: us per call when they are called on in turn, and when all have a call
//                     under way; bytes of the server per connection
//   payload.csv       1 B to 64 MiB there and back: us
//   outstanding.csv   1 to 100,000 calls on one binding, answered when the server has them all: us per call, and bytes
//                     of both processes per call
// Each has its bare socket beside it. Every cost is the median of several batches of processor time of both sides.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/measure.hpp"
#include "bench/raw_connection.hpp"
#include "bench/rpc_client.hpp"
#include "bench/rpc_figures.hpp"

namespace bench {
namespace {

constexpr double kPerPoint = 60e6;  // nanoseconds per batch
constexpr int kBatches = 5;

/// A table that is written as it grows.
class Table {
 public:
    Table(const std::string& path, const char* columns) : file_(std::fopen(path.c_str(), "w")) {
        if (file_ == nullptr) give_up(path.c_str());
        std::fprintf(file_, "%s\n", columns);
        std::printf("%s\n%s\n", path.c_str(), columns);
    }
    ~Table() {
        if (std::fclose(file_) != 0) give_up("writing a table");
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    /// A row; what is below zero is not known and left empty.
    void add(size_t first, const std::vector<double>& values) {
        std::string row = std::to_string(first);
        for (const double value : values) {
            char text[32] = "";
            if (value >= 0) std::snprintf(text, sizeof text, "%.4g", value);
            row += std::string(",") + text;
        }
        std::fprintf(file_, "%s\n", row.c_str());
        std::printf("%s\n", row.c_str());
        std::fflush(stdout);
    }

 private:
    std::FILE* file_;
};

/// Microseconds per call of `batch`, which makes `size` calls to `peer`.
template <typename F>
double cost_us(const Peer& peer, size_t size, F&& batch) {
    std::vector<double> costs;
    for (int i = 0; i < kBatches; ++i) costs.push_back(mean_us(peer, size, batch, kPerPoint));
    return median(costs);
}

/// 1, 2, 5, 10, 20, 50 ... up to `most`, which is among them.
std::vector<size_t> steps(size_t most) {
    std::vector<size_t> made;
    for (size_t decade = 1; decade <= most; decade *= 10) {
        for (const size_t n : {decade, 2 * decade, 5 * decade}) {
            if (n < most) made.push_back(n);
        }
    }
    made.push_back(most);
    return made;
}

/// A figure at every number of connections. connect() makes one more of them; calls(count, times) makes that many calls
/// on each.
template <typename Connect, typename Call>
std::vector<double> spread(const Peer& peer, const std::vector<size_t>& counts, Connect&& connect, Call&& calls) {
    std::vector<double> made;
    size_t connected = 0;
    for (const size_t count : counts) {
        for (; connected < count; ++connected) connect();
        const size_t times = std::max<size_t>(1, 1000 / count);
        made.push_back(cost_us(peer, times * count, [&] { calls(count, times); }));
    }
    return made;
}

std::vector<double> in_turn(const std::vector<size_t>& counts) {
    std::vector<std::unique_ptr<Server>> clients;
    return spread(
        rpc_peer(), counts, [&] { clients.push_back(client(Over::tcp)); },
        [&](size_t count, size_t times) {
            for (size_t i = 0; i < times * count; ++i) clients[i % count]->echo();
        });
}

std::vector<double> bare_in_turn(const std::vector<size_t>& counts) {
    std::vector<std::unique_ptr<RawConnection>> clients;
    return spread(
        raw_peer(), counts, [&] { clients.push_back(std::make_unique<RawConnection>(Over::tcp)); },
        [&](size_t count, size_t times) {
            for (size_t i = 0; i < times * count; ++i) clients[i % count]->exchange();
        });
}

std::vector<double> at_once(const std::vector<size_t>& counts) {
    std::vector<std::unique_ptr<Server>> clients;
    std::unique_ptr<Calls> prepared;
    size_t number = 0;
    return spread(
        rpc_peer(), counts,
        [&] {
            clients.push_back(std::make_unique<Server>(Over::tcp));
            clients.back()->set(RPC_C_OPT_UNIQUE_BINDING);
        },
        [&](size_t count, size_t times) {
            if (count != number) prepared = std::make_unique<Calls>(number = count, RpcNotificationTypeIoc);
            for (size_t i = 0; i < times; ++i) {
                prepared->run(count,
                              [&](Later& call, size_t n) { EchoLater(&call.state, *clients[n], ++call.number); });
            }
        });
}

std::vector<double> bare_at_once(const std::vector<size_t>& counts) {
    std::vector<std::unique_ptr<RawConnection>> clients;
    return spread(
        raw_peer(), counts, [&] { clients.push_back(std::make_unique<RawConnection>(Over::tcp)); },
        [&](size_t count, size_t times) {
            for (size_t i = 0; i < times; ++i) {
                for (size_t n = 0; n < count; ++n) clients[n]->ask();
                for (size_t n = 0; n < count; ++n) clients[n]->await();
            }
        });
}

/// Bytes of a server per connection; what the first few bring along once says nothing.
std::vector<double> memory(const std::vector<size_t>& counts) {
    constexpr size_t kFirst = 100;
    const Peer peer("rpc_peer");
    std::vector<std::unique_ptr<Server>> clients;
    std::vector<double> made;
    double before = 0;
    for (const size_t count : counts) {
        while (clients.size() < count) clients.push_back(client(Over::tcp, peer));
        const double now = resident(peer.process);
        if (count <= kFirst) before = now;
        made.push_back(count <= kFirst ? -1 : (now - before) / static_cast<double>(count - kFirst));
    }
    return made;
}

void connections(const std::string& directory) {
    const std::vector<size_t> counts = steps(connections_allowed(10'000));
    const std::vector<double> columns[] = {in_turn(counts), bare_in_turn(counts), at_once(counts), bare_at_once(counts),
                                           memory(counts)};
    Table table(directory + "/connections.csv",
                "connections,rpc in turn us,socket in turn us,rpc at once us,socket at once us,rpc bytes");
    for (size_t i = 0; i < counts.size(); ++i) {
        std::vector<double> row;
        for (const auto& column : columns) row.push_back(column[i]);
        table.add(counts[i], row);
    }
}

void payload(const std::string& directory) {
    Table table(directory + "/payload.csv",
                "bytes,rpc tcp us,socket tcp us,rpc ncalrpc us,socket local us,"
                "rpc tcp MB/s,socket tcp MB/s,rpc ncalrpc MB/s,socket local MB/s");
    for (uint32_t size = 1; size <= 64u << 20; size *= 4) {
        std::vector<double> values;
        for (const Over over : {Over::tcp, Over::local}) {
            const Server server(over);
            std::vector<byte> data(size, 7);
            const size_t calls = std::max<size_t>(1, (1 << 18) / (size + 256));
            values.push_back(cost_us(rpc_peer(), calls, [&] {
                for (size_t i = 0; i < calls; ++i) blob(server, data);
            }));
            RawConnection connection(over, size, size);
            values.push_back(cost_us(raw_peer(), calls, [&] {
                for (size_t i = 0; i < calls; ++i) connection.exchange();
            }));
        }
        for (int i = 0; i < 4; ++i) values.push_back(2.0 * size / values[i]);  // there and back
        table.add(size, values);
    }
}

void outstanding(const std::string& directory) {
    constexpr size_t kFewest = 1000;  // of which the memory says anything
    Table table(directory + "/outstanding.csv", "calls,rpc callback us,rpc port us,socket us,rpc bytes");
    for (const size_t count : steps(100'000)) {
        std::vector<double> values;
        for (const auto type : {RpcNotificationTypeCallback, RpcNotificationTypeIoc}) {
            const Server server(Over::tcp);
            Calls calls(count, type);
            values.push_back(cost_us(rpc_peer(), count, [&] { hold_all(server, calls, count); }));
        }
        RawConnection connection(Over::tcp, static_cast<uint32_t>(kRequest * count),
                                 static_cast<uint32_t>(kReply * count));
        values.push_back(cost_us(raw_peer(), count, [&] { connection.exchange_in_parts(count); }));
        values.push_back(count < kFewest ? -1 : held_bytes(count));
        table.add(count, values);
    }
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: rpc_curves DIRECTORY [CURVE]\n");
        return 2;
    }
    constexpr std::pair<const char*, void (*)(const std::string&)> kCurves[] = {
        {"connections", bench::connections}, {"payload", bench::payload}, {"outstanding", bench::outstanding}};
    const std::string wanted = argc > 2 ? argv[2] : "";
    for (const auto& [name, draw] : kCurves) {
        if (wanted.empty() || wanted == name) draw(argv[1]);
    }
    return 0;
}
