// SPDX-License-Identifier: LGPL-2.1-or-later
// The bench registry. A figure is a pair of measurements taken in the same run: ours, and a null rival, which is the
// least that any implementation must do (a memcpy, a bare socket echo, a mutex and a condition variable).
//     bench::add("handle.event.set_wait", "ns", [] { return bench::per_operation([] { ... }); }, rival);
// Both callables return time per operation in the row's unit. main.cpp runs each pair several times, alternating, and
// prints the medians and their ratio. tools/bench runs the program pinned to one processor.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// There is no figure of what failed: ends the run unless `right`.
inline void must(bool right, const char* what) {
    if (right) [[likely]]
        return;
    std::fprintf(stderr, "bench: %s failed\n", what);
    std::_Exit(1);
}

/// One measurement: time per operation, in the row's unit.
using Figure = std::function<double()>;

struct Row {
    std::string name;
    std::string unit;  // ns, us or ms per operation
    Figure ours;
    Figure rival;
};

inline std::vector<Row>& rows() {
    static std::vector<Row> all;
    return all;
}

/// Adds a row; call it from a namespace-scope initialiser: `const bool added = bench::add(...);`.
inline bool add(std::string name, std::string unit, Figure ours, Figure rival) {
    rows().push_back({std::move(name), std::move(unit), std::move(ours), std::move(rival)});
    return true;
}

/// Nanoseconds per iteration of `loop`, timed by Google Benchmark, which chooses the number of iterations. It is the
/// calling thread's processor time: for work that never blocks, and indifferent to what else the machine is doing.
double per_operation(const std::function<void(size_t iterations)>& loop);

/// Nanoseconds on the monotonic clock.
double now();
/// Nanoseconds of processor time this process has used. On one processor, for threads that are never all idle, this is
/// the elapsed time less that of other programs.
double process_time();
/// The median of the values; reorders them.
double median(std::vector<double>& values);

}  // namespace bench
