// SPDX-License-Identifier: LGPL-2.1-or-later
// The PDUs in a file of captured packets: a line for each, as a trace of the runtime has them, with the time and the
// two ends of its connection. Connections that carry something else are passed over. Only connection-oriented PDUs
// directly over TCP are found: neither those in SMB or HTTP nor those of local transports.
#pragma once

#include <functional>
#include <span>
#include <string>

namespace rpcdump {

struct PduCount {
    size_t pdus = 0;
    size_t connections = 0;           ///< that carried one
    size_t gaps = 0;                  ///< bytes of such a connection that were not captured, or made no sense
    const char* complaint = nullptr;  ///< why the file could not be read to its end
};

/// Calls `line` with each line, without its end.
PduCount list_pdus(std::span<const std::byte> file, const std::function<void(const std::string&)>& line);

}  // namespace rpcdump
