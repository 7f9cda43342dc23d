// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_fault.hpp.
#include "rpcrt4/protocol/pdu_fault.hpp"

#include <cstring>

#include "rpcrt4/protocol/pdu_call.hpp"

namespace rpcrt4::protocol {
namespace {

/// The lowest bit of the reserved byte: an extended error of alloc_hint - 0x20 bytes follows the header.
constexpr uint8_t kHasExtendedError = 0x01;

std::span<const std::byte> extended_error_of(std::span<const std::byte> pdu, uint32_t alloc_hint) noexcept {
    if (alloc_hint <= kFaultSize || pdu.size() <= kFaultSize) return {};
    const size_t length = alloc_hint - kFaultSize;
    if (length > pdu.size() - kFaultSize) return {};
    return pdu.subspan(kFaultSize, length);
}

}  // namespace

std::optional<Fault> decode_fault(const CommonHeader& header, std::span<const std::byte> pdu) noexcept {
    if (pdu.size() < kCallHeaderSize + sizeof(uint32_t)) return {};
    base::ByteReader reader(pdu.subspan(kCommonHeaderSize), header.representation.order());
    Fault fault;
    const uint32_t alloc_hint = reader.u32();
    fault.context_id = reader.u16();
    fault.cancel_count = reader.u8();
    const uint8_t reserved = reader.u8();
    fault.wire_status = reader.u32();
    fault.call_id = header.call_id;
    if ((reserved & kHasExtendedError) != 0) fault.extended_error = extended_error_of(pdu, alloc_hint);
    fault.did_not_execute = header.has(pfc::kDidNotExecute);
    return fault;
}

Buffer encode_fault(const Fault& fault) {
    const size_t size = kFaultSize + fault.extended_error.size();
    Buffer pdu(size);
    CommonHeader header;
    header.type = PduType::fault;
    if (fault.did_not_execute) header.flags |= pfc::kDidNotExecute;
    header.fragment_length = static_cast<uint16_t>(size);
    header.call_id = fault.call_id;
    std::memset(pdu.data(), 0, kFaultSize);
    encode_common(pdu.data(), header);
    uint32_t alloc_hint = kFaultSize - kCallHeaderSize;  // the status words count as the fault's body
    if (!fault.extended_error.empty()) {
        alloc_hint = static_cast<uint32_t>(size);
        std::memcpy(pdu.data() + 23, &kHasExtendedError, 1);
        std::memcpy(pdu.data() + kFaultSize, fault.extended_error.data(), fault.extended_error.size());
    }
    std::memcpy(pdu.data() + 16, &alloc_hint, 4);
    std::memcpy(pdu.data() + 20, &fault.context_id, 2);
    std::memcpy(pdu.data() + 22, &fault.cancel_count, 1);
    std::memcpy(pdu.data() + 24, &fault.wire_status, 4);
    return pdu;
}

}  // namespace rpcrt4::protocol
