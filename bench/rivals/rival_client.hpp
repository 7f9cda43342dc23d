// SPDX-License-Identifier: LGPL-2.1-or-later
// What the clients of the rivals have in common: a figure is taken as ours is (rpc_figures.hpp), in a process that
// knows nothing of the other rivals nor of us, and printed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace rivals {

/// A connection to the rival's server. Each is used by the thread that made it. A call whose answer is not right ends
/// the run.
class Client {
 public:
    virtual ~Client() = default;
    virtual void echo() = 0;
    /// There and back.
    virtual void blob(size_t size) = 0;
    /// Makes so many calls, `in_flight` of which are under way at a time.
    virtual void pipeline(size_t in_flight, size_t count) = 0;
};

/// Connects to an address its peer has printed; `own` when the connection may not be shared with other clients.
using Connect = std::function<std::unique_ptr<Client>(const std::string& address, bool own)>;

/// The main program of a rival's client: PROGRAM tcp|local FIGURE.
int run(int argc, char** argv, const char* peer_program, const Connect& connect);

}  // namespace rivals
