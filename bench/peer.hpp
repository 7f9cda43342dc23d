// SPDX-License-Identifier: LGPL-2.1-or-later
// The other side of an RPC figure: a server process beside our own executable, which inherits our processor and our
// limit of descriptors. It prints its TCP endpoint and its local one, closes its output, and ends with its input.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstdio>
#include <string>

namespace bench {

/// Ends the run: there is no figure of what failed.
[[noreturn]] void give_up(const char* what);

enum class Over { tcp, local };

class Peer {
 public:
    /// Starts the program of this name in our folder and reads its endpoints.
    explicit Peer(const char* program);
    /// Ends it and waits until it is gone.
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    size_t threads() const;
    const std::string& endpoint(Over over) const { return over == Over::tcp ? tcp : local; }

    std::string tcp;
    std::string local;
    std::string crowd_tcp;  ///< a second pair of endpoints, of rpc_raw_peer alone
    std::string crowd_local;
    clockid_t clock;  ///< of its processor time
    pid_t process = 0;

 private:
    int input_ = -1;
};

/// The path of a program that is built beside ours.
std::string beside(const char* program);

/// Resident bytes of a process, now and at most since it was told to forget.
double resident(pid_t process);
double peak(pid_t process);
void forget_peak(pid_t process);

/// Raises our limit of descriptors for so many connections. Returns how many it allows, and complains where they are
/// fewer.
size_t connections_allowed(size_t wanted);

/// Processor time of this process and a peer, nanoseconds.
double both_times(const Peer& peer);

}  // namespace bench
