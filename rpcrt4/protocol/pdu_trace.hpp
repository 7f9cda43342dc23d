// SPDX-License-Identifier: LGPL-2.1-or-later
// A PDU in one line of the trace: its stream and direction, type, call id, flags and length, and what its type adds:
// context and operation, status, reason, association group, interfaces. Only ever called when such lines are wanted.
#pragma once

#include <span>
#include <string>

#include "rpcrt4/protocol/fragment.hpp"
#include "rpcrt4/trace/trace.hpp"

namespace rpcrt4::protocol {

/// "request call=2 FL len=28 ctx=0 op=3". `pdu` is all of it, or as much of a request or response as its headers.
std::string describe_pdu(const CommonHeader& header, std::span<const std::byte> pdu);

/// Lines for what has been received: `pdu` as above, or the header of what cannot be read.
void trace_received(int stream, const CommonHeader& header, std::span<const std::byte> pdu) noexcept;
void trace_unreadable(int stream, const CommonHeader& header) noexcept;
/// Lines for all fragments of a message of which nothing has been sent yet.
void trace_message(int stream, const OutgoingMessage& message) noexcept;

inline bool tracing() noexcept { return trace::on(trace::Category::pdu); }
inline void trace_sending(int stream, const OutgoingMessage& message) noexcept {
    if (tracing()) [[unlikely]]
        trace_message(stream, message);
}

}  // namespace rpcrt4::protocol
