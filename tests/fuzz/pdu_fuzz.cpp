// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: the pure codecs on arbitrary bytes. The first byte picks the codec, the rest is its input. What decodes
// must encode to something that decodes to the same. Corpus: tests/fuzz/corpus/pdu.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/binding/tower.hpp"
#include "rpcrt4/protocol/auth_trailer.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

using namespace rpcrt4::protocol;
using Bytes = std::span<const std::byte>;

namespace {

void insist(bool condition) {
    if (!condition) __builtin_trap();
}

void bind_codec(const CommonHeader& header, Bytes pdu) {
    const auto bind = decode_bind(header, pdu);
    if (!bind) return;
    const Buffer encoded = encode_bind(header, *bind);
    const auto again = decode_bind(decode_common(encoded.bytes()), encoded.bytes());
    insist(again && again->contexts.size() == bind->contexts.size());
    insist(again->max_receive == bind->max_receive && again->association_group == bind->association_group);
    for (size_t i = 0; i < bind->contexts.size(); ++i) {
        insist(again->contexts[i].interface_id == bind->contexts[i].interface_id);
        insist(again->contexts[i].transfers == bind->contexts[i].transfers);
    }
}

void ack_codec(const CommonHeader& header, Bytes pdu) {
    const auto ack = decode_bind_ack(header, pdu);
    if (!ack || ack->secondary_address.size() > 0xFFF0) return;
    const Buffer encoded = encode_bind_ack(header, *ack);
    const auto again = decode_bind_ack(decode_common(encoded.bytes()), encoded.bytes());
    insist(again && again->secondary_address == ack->secondary_address);
    insist(again->answers.size() == ack->answers.size());
}

void fault_codec(const CommonHeader& header, Bytes pdu) {
    const auto fault = decode_fault(header, pdu);
    if (!fault) return;
    const Buffer encoded = encode_fault(*fault);
    const auto again = decode_fault(decode_common(encoded.bytes()), encoded.bytes());
    insist(again && again->wire_status == fault->wire_status && again->call_id == fault->call_id);
    insist(std::ranges::equal(again->extended_error, fault->extended_error));
    static_cast<void>(to_wire(from_wire(fault->wire_status)));
}

void string_binding_codec(std::string_view text) {
    using namespace rpcrt4::binding;
    const auto parts = parse_string_binding(text);
    if (!parts) return;
    static_cast<void>(check_parts(*parts));
    const auto composed = compose_string_binding(*parts);
    insist(static_cast<bool>(composed));
    const auto again = parse_string_binding(*composed);
    insist(again && again->endpoint == parts->endpoint && again->address == parts->address);
}

void tower_codec(Bytes octets) {
    using namespace rpcrt4::binding;
    const auto tower = decode_tower(octets);
    if (!tower) return;
    const auto again = decode_tower(encode_tower(*tower));
    insist(again && *again == *tower);
    for (const TowerFloor& floor : tower->floors) {
        static_cast<void>(floor_text(floor));
        static_cast<void>(floor_ipv4(floor));
        static_cast<void>(floor_port(floor));
    }
}

void pdu_codec(uint8_t which, Bytes pdu) {
    if (pdu.size() < kMaxCallHeaderSize) return;
    const CommonHeader header = decode_common(pdu);
    switch (which) {
        case 0:
            return bind_codec(header, pdu);
        case 1:
            return ack_codec(header, pdu);
        case 2:
            static_cast<void>(decode_bind_nak(header, pdu));
            return;
        case 3:
            return fault_codec(header, pdu);
        case 4:
            static_cast<void>(decode_call_header(header, pdu));
            return;
        default:
            if (header.auth_length != 0) static_cast<void>(find_auth_trailer(header, pdu, kCommonHeaderSize));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const uint8_t which = data[0] % 8;
    const Bytes rest = std::as_bytes(std::span(data + 1, size - 1));
    if (which == 6) {
        tower_codec(rest);
    } else if (which == 7) {
        string_binding_codec({reinterpret_cast<const char*>(data + 1), size - 1});
    } else {
        pdu_codec(which, rest);
    }
    return 0;
}
