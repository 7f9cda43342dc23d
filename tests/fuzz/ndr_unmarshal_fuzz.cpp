// SPDX-License-Identifier: LGPL-2.1-or-later
// libFuzzer target: arbitrary bytes unmarshalled as a type of every family, in both byte orders, as client and as
// server, and measured. What is accepted is marshalled and freed again. The first byte of the input picks the type, the
// second the way; a fault, a leak or an allocation that does not come back is a finding. Built with clang
// -fsanitize=fuzzer,address,undefined (option `fuzz`).
#include "ndr_types.hpp"

namespace {

using namespace ndr_fuzz;

void run(const uint8_t* data, size_t size, uint8_t type, uint8_t way) {
    const Node& node = types().node(type % types().roots().size());
    const auto placement = way & 1 ? Memory::Placement::in_place : Memory::Placement::copy;
    Case with(data, size);
    try {
        if (way & 4) static_cast<void>(with.measure(node));
        void* memory = way & 2 ? with.unmarshal<Swap::yes>(node, placement) : with.unmarshal<Swap::no>(node, placement);
        try {
            static_cast<void>(with.marshal(node, memory));
        } catch (const handleapi::RpcError&) {
            // A varying array leaves elements that were not sent as they are: not all of them can be marshalled.
        }
        with.free_all(node, memory);
    } catch (const handleapi::RpcError&) {
    }
    if (allocated != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size >= 2) run(data + 2, size - 2, data[0], data[1]);
    return 0;
}
