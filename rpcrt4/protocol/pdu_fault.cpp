// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_fault.hpp.
#include "rpcrt4/protocol/pdu_fault.hpp"

#include <cstring>

#include "rpcrt4/protocol/pdu_call.hpp"

namespace rpcrt4::protocol {

std::optional<Fault> decode_fault(const CommonHeader& header, std::span<const std::byte> pdu) noexcept {
    if (pdu.size() < kCallHeaderSize + sizeof(uint32_t)) return {};
    base::ByteReader reader(pdu.subspan(kCommonHeaderSize), header.representation.order());
    Fault fault;
    reader.skip(4);  // alloc_hint
    fault.context_id = reader.u16();
    fault.cancel_count = reader.u8();
    reader.skip(1);
    fault.wire_status = reader.u32();
    fault.call_id = header.call_id;
    fault.did_not_execute = header.has(pfc::kDidNotExecute);
    return fault;
}

Buffer encode_fault(const Fault& fault) {
    Buffer pdu(kFaultSize);
    CommonHeader header;
    header.type = PduType::fault;
    if (fault.did_not_execute) header.flags |= pfc::kDidNotExecute;
    header.fragment_length = kFaultSize;
    header.call_id = fault.call_id;
    std::memset(pdu.data(), 0, kFaultSize);
    encode_common(pdu.data(), header);
    const uint32_t alloc_hint = kFaultSize - kCallHeaderSize;  // the status words count as the fault's body
    std::memcpy(pdu.data() + 16, &alloc_hint, 4);
    std::memcpy(pdu.data() + 20, &fault.context_id, 2);
    std::memcpy(pdu.data() + 22, &fault.cancel_count, 1);
    std::memcpy(pdu.data() + 24, &fault.wire_status, 4);
    return pdu;
}

}  // namespace rpcrt4::protocol
