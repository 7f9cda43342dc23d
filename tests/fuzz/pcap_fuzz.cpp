// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: files of captured packets, from the file's header to the PDUs in its TCP streams. Corpus:
// tests/fuzz/corpus/pcap.
#include <cstddef>
#include <cstdint>

#include "tools/rpcdump/pdu_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    size_t lines = 0;
    const auto count = rpcdump::list_pdus(std::as_bytes(std::span(data, size)), [&](const std::string& line) {
        ++lines;
        // The time, two ends and a word at least.
        if (line.size() < 30 || line[2] != ':' || line.find(" > ") == line.npos) __builtin_trap();
    });
    // A PDU is 16 bytes, and those of a line are in the file.
    if (lines != count.pdus + count.gaps || count.pdus * 16 > size || count.connections > count.pdus) __builtin_trap();
    return 0;
}
