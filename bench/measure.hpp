// SPDX-License-Identifier: LGPL-2.1-or-later
// How the RPC figures are taken. A latency is elapsed time, call by call. A cost is processor time of both sides: on
// one processor that is never idle it is the elapsed time less that of other programs.
#pragma once

#include <thread>
#include <vector>

#include "bench/peer.hpp"
#include "bench/rival.hpp"

namespace bench {

constexpr double kMeasured = 300e6;    // nanoseconds per figure
constexpr size_t kIdleClients = 1000;  // where there are rivals

/// The value that `part` of the values do not exceed; reorders them.
double percentile(std::vector<double>& values, double part);

/// Runs `exchange` for kMeasured and takes the median, in microseconds.
template <typename F>
double median_us(F&& exchange) {
    std::vector<double> times;
    times.reserve(1 << 17);
    for (int i = 0; i < 100; ++i) exchange();
    const double end = now() + kMeasured;
    for (double before = now(); before < end;) {
        exchange();
        const double after = now();
        times.push_back(after - before);
        before = after;
    }
    return median(times) / 1000;
}

/// Runs `batch` (which makes `size` calls to `peer`) for `measured` nanoseconds, after once for the caches;
/// microseconds of both processes per call.
template <typename F>
double mean_us(const Peer& peer, size_t size, F&& batch, double measured = kMeasured) {
    batch();
    const double begin = both_times(peer);
    double end = begin;
    size_t calls = 0;
    while (end - begin < measured) {
        batch();
        calls += size;
        end = both_times(peer);
    }
    return (end - begin) / static_cast<double>(calls) / 1000;
}

/// Eight threads, each running `make()()` kBatch times per batch; microseconds per call over all.
template <typename F>
double eight_threads(const Peer& peer, F&& make) {
    constexpr size_t kThreads = 8;
    constexpr size_t kBatch = 2000;
    const auto run_all = [&] {
        std::vector<std::thread> threads;
        for (size_t i = 0; i < kThreads; ++i) {
            threads.emplace_back([&] {
                auto exchange = make();
                for (size_t n = 0; n < kBatch; ++n) exchange();
            });
        }
        for (auto& thread : threads) thread.join();
    };
    return mean_us(peer, kThreads * kBatch, run_all);
}

/// Memory of the peer per client of `count`, bytes; connect(n) connects until there are n. What the first tenth bring
/// along once does not count.
template <typename F>
double idle_bytes(const Peer& peer, size_t count, F&& connect) {
    const size_t first = count / 10;
    connect(first);
    const double before = resident(peer.process);
    connect(count);
    return (resident(peer.process) - before) / static_cast<double>(count - first);
}

}  // namespace bench
