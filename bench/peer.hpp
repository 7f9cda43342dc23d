// SPDX-License-Identifier: LGPL-2.1-or-later
// The other side of an RPC figure: a server process beside our own executable, which inherits our processor. It prints
// its TCP endpoint and its local one, and ends with its standard input.
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

    std::string tcp;
    std::string local;
    clockid_t clock;  ///< of its processor time
    pid_t process = 0;

 private:
    static std::string line(std::FILE* from);
};

/// Processor time of this process and a peer, nanoseconds. With both on one processor that is never idle it is the
/// elapsed time less that of other programs.
double both_times(const Peer& peer);

/// Resident bytes of a process.
double resident(pid_t process);

}  // namespace bench
