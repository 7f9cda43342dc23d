// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/measure.hpp"

#include <time.h>

#include <algorithm>

namespace bench {
namespace {

double read(clockid_t clock) {
    timespec time{};
    if (::clock_gettime(clock, &time) != 0) give_up("clock_gettime");
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

}  // namespace

double now() { return read(CLOCK_MONOTONIC); }
double process_time() { return read(CLOCK_PROCESS_CPUTIME_ID); }
double both_times(const Peer& peer) { return process_time() + read(peer.clock); }

double percentile(std::vector<double>& values, double part) {
    if (values.empty()) give_up("measuring");
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * part);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

double median(std::vector<double>& values) { return percentile(values, 0.5); }

}  // namespace bench
