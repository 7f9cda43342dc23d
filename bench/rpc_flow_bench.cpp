// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of pipes: rpc.*.pipe_in, pipe_out: 16 MiB through a pipe to the server or from it, us. The rival sends or
// receives as much over a bare socket.
#include <algorithm>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "bench/raw_connection.hpp"
#include "bench/rival.hpp"
#include "bench/rpc_client.hpp"

namespace bench {
namespace {

constexpr LONG kFlow = 16 << 20;  // bytes through a pipe
constexpr uint32_t kPart = 1 << 20;

/// A pipe of kFlow bytes that nobody looks at.
struct Flow {
    std::vector<byte> room = std::vector<byte>(32768);
    ULONG left = kFlow;

    BYTE_PIPE pipe() {
        BYTE_PIPE made;
        made.pull = [](char* state, byte*, ULONG capacity, ULONG* count) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *count = std::min<ULONG>(capacity, self.left);
            self.left -= *count;
        };
        made.push = [](char* state, byte*, ULONG count) { reinterpret_cast<Flow*>(state)->left -= count; };
        made.alloc = [](char* state, ULONG, byte** buffer, ULONG* size) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *buffer = self.room.data();
            *size = static_cast<ULONG>(self.room.size());
        };
        made.state = reinterpret_cast<char*>(this);
        return made;
    }
};

double pipe_in(Over over) {
    const Server server(over);
    Flow flow;
    BYTE_PIPE pipe = flow.pipe();
    return mean_us(rpc_peer(), 1, [&] {
        flow.left = kFlow;
        if (Swallow(server, &pipe) != kFlow) give_up("Swallow");
    });
}

double pipe_out(Over over) {
    const Server server(over);
    Flow flow;
    BYTE_PIPE pipe = flow.pipe();
    return mean_us(rpc_peer(), 1, [&] {
        flow.left = kFlow;
        Pour(server, kFlow, &pipe);
        if (flow.left != 0) give_up("Pour");
    });
}

double raw_pipe_in(Over over) {
    RawConnection connection(over, kFlow, kReply);
    return mean_us(raw_peer(), 1, [&] { connection.exchange(); });
}

/// As much in replies of 1 MiB, several of which are on their way.
double raw_pipe_out(Over over) {
    RawConnection connection(over, kRequest, kPart);
    return mean_us(raw_peer(), 1, [&] { connection.pipeline(4, kFlow / kPart); });
}

bool add_all() {
    for (const auto& [over, name] : {std::pair(Over::tcp, "rpc.tcp."), std::pair(Over::local, "rpc.ncalrpc.")}) {
        const std::string prefix(name);
        add(
            prefix + "pipe_in", "us", [over] { return pipe_in(over); }, [over] { return raw_pipe_in(over); });
        add(
            prefix + "pipe_out", "us", [over] { return pipe_out(over); }, [over] { return raw_pipe_out(over); });
    }
    return true;
}

const bool added = add_all();

}  // namespace
}  // namespace bench
