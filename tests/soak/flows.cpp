// SPDX-License-Identifier: LGPL-2.1-or-later
// See flows.hpp.
#include "flows.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace soak {
namespace {

/// The client's ends of a synchronous pipe.
struct Flow {
    LONGLONG size = 0;
    LONGLONG offset = 0;
    bool right = true;
    std::vector<byte> room = std::vector<byte>(CHUNK);

    BYTE_PIPE pipe() {
        BYTE_PIPE made{};
        made.pull = [](char* state, byte* to, ULONG capacity, ULONG* count) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *count = std::min(capacity, next_chunk(self.size - self.offset));
            std::memcpy(to, pattern_at(self.offset), *count);
            self.offset += *count;
        };
        made.push = [](char* state, byte* from, ULONG count) {
            auto& self = *reinterpret_cast<Flow*>(state);
            self.check(from, count);
        };
        made.alloc = [](char* state, ULONG, byte** buffer, ULONG* capacity) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *buffer = self.room.data();
            *capacity = CHUNK;
        };
        made.state = reinterpret_cast<char*>(this);
        return made;
    }
    void check(const byte* from, ULONG count) {
        for (ULONG done = 0; done < count;) {
            const ULONG part = std::min<ULONG>(count - done, CHUNK);
            right = right && is_pattern(from + done, part, offset);
            offset += part;
            done += part;
        }
    }
};

}  // namespace

bool swallow(handle_t server, LONGLONG size) {
    Flow flow{.size = size};
    BYTE_PIPE pipe = flow.pipe();
    LONGLONG taken = 0;
    if (!acceptable(raised_by([&] { taken = Swallow(server, &pipe); }), "Swallow")) return false;
    expect(taken == size, "Swallow took", taken);
    return true;
}

bool pour(handle_t server, LONGLONG size) {
    Flow flow{};
    BYTE_PIPE pipe = flow.pipe();
    if (!acceptable(raised_by([&] { Pour(server, size, &pipe); }), "Pour")) return false;
    expect(flow.right && flow.offset == size, "Pour gave", flow.offset);
    return true;
}

bool swallow_later(handle_t server, LONGLONG size) {
    Later later(RpcNotificationTypeEvent, true);
    ASYNC_BYTE_PIPE pipe{};
    RPC_STATUS status = raised_by([&] { LaterSwallow(&later.state, server, &pipe); });
    if (!acceptable(status, "LaterSwallow")) return false;
    ULONG count = 1;
    for (LONGLONG offset = 0; count != 0 && status == RPC_S_OK; offset += count) {
        count = next_chunk(size - offset);
        status = pipe.push(pipe.state, pattern_at(offset), count);
        if (status == RPC_S_OK && count != 0 && !later.wait()) status = RPC_S_CALL_FAILED;
    }
    if (!acceptable(status, "LaterSwallow's push")) return false;  // the call ended with it
    LONGLONG taken = 0;
    const RPC_STATUS end = later.complete(&taken);
    if (!acceptable(end, "LaterSwallow's completion")) return false;
    expect(taken == size, "LaterSwallow took", taken);
    return true;
}

bool pour_later(handle_t server, LONGLONG size) {
    Later later(RpcNotificationTypeEvent);
    ASYNC_BYTE_PIPE pipe{};
    RPC_STATUS status = raised_by([&] { LaterPour(&later.state, server, size, &pipe); });
    if (!acceptable(status, "LaterPour")) return false;
    Flow flow{};
    for (ULONG count = 1; count != 0;) {
        status = pipe.pull(pipe.state, flow.room.data(), CHUNK, &count);
        if (status == RPC_S_ASYNC_CALL_PENDING) {
            count = 1;
            if (!later.wait()) break;
        } else if (status == RPC_S_OK) {
            flow.check(flow.room.data(), count);
        } else {
            break;
        }
    }
    if (!acceptable(status, "LaterPour's pull")) return false;  // the call ended with it
    const RPC_STATUS end = later.complete(nullptr);
    if (!acceptable(end, "LaterPour's completion")) return false;
    expect(flow.right && flow.offset == size, "LaterPour gave", flow.offset);
    return true;
}

}  // namespace soak
