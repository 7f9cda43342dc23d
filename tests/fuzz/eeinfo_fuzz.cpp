// SPDX-License-Identifier: LGPL-2.1-or-later
// Extended errors as they come from a peer or from a program's file: decoding anything ends without a fault, and what
// it yields survives another round trip.
#include <cstdlib>

#include "rpcrt4/eeinfo/codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace rpcrt4::eeinfo;
    const auto chain = decode(std::as_bytes(std::span(data, size)));
    if (!chain || chain->empty()) return 0;
    if (decode(encode(*chain)) != chain) std::abort();
    if (encode_within(*chain, 256).size() > 256) std::abort();
    return 0;
}
