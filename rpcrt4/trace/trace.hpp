// SPDX-License-Identifier: LGPL-2.1-or-later
// Tracing for who looks for a fault: lines of what happens, by category, to standard error or a file. Asked for by
// RPCRT4_TRACE=CATEGORY,CATEGORY...[:FILE] when the process starts; "all" is every category. Off, it costs the reading
// of one word that never changes. What a PDU line says is in protocol/pdu_trace.
// A line is written by one system call, so lines of several threads and processes do not mix. Threads: any.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace rpcrt4::trace {

enum class Category : uint32_t {
    pdu = 1,      ///< every fragment sent and received
    call = 2,     ///< calls made and served, and how they ended
    connect = 4,  ///< connections made, accepted and ended
    error = 8,    ///< records of extended error information
};

/// The categories wanted; written once, when the library is loaded (and by tests).
extern std::atomic<uint32_t> wanted;

inline bool on(Category category) noexcept {
    return (wanted.load(std::memory_order_relaxed) & static_cast<uint32_t>(category)) != 0;
}

/// One line: time, process and thread, category, and what printf makes of the rest. Cut at 1,000 characters.
[[gnu::format(printf, 2, 3)]] void line(Category category, const char* format, ...) noexcept;

/// Takes a specification as of RPCRT4_TRACE; empty: off. False when it names no category there is, or the file cannot
/// be opened: then everything is off.
bool configure(std::string_view specification) noexcept;

}  // namespace rpcrt4::trace
