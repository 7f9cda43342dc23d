// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of our calls that are set beside more than one rival.
#pragma once

#include <cstddef>

#include "bench/peer.hpp"

namespace bench {

/// Median of synchronous calls of one thread, us.
double echo_us(Over over);
/// Eight threads calling on one binding, us per call.
double threads8_us(Over over);
/// 1 MiB there and back, us.
double blob_us(Over over);
/// So many asynchronous calls under way on one connection, told of by a completion port, us per call.
double outstanding_us(Over over, size_t in_flight);
/// What both processes grow by for one of so many calls on one binding that are answered when the server has them all.
double held_bytes(size_t count);

/// What a server keeps for its idle clients.
struct Held {
    double bytes;  ///< per client
    size_t threads;
    size_t threads_of_one;  ///< with a single client
};
/// Clients that have made one call each and keep their connections, at a server of their own.
Held hold_clients(Over over, size_t count);

}  // namespace bench
