// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: what stands at the end of authenticated PDUs. The first byte picks the authentication trailer, which
// must lie within the PDU and leave no byte unaccounted for, or the verification trailer of stub data, which must end
// where the stub data ends and mean the same once more when it is encoded again. Corpus:
// tests/fuzz/corpus/auth_trailer.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rpcrt4/protocol/auth_trailer.hpp"
#include "rpcrt4/protocol/verification_trailer.hpp"

using namespace rpcrt4::protocol;
using Bytes = std::span<const std::byte>;

namespace {

void insist(bool condition) {
    if (!condition) __builtin_trap();
}

void authentication(Bytes pdu, size_t body_start) {
    if (pdu.size() < kCommonHeaderSize || pdu.size() > UINT16_MAX) return;
    CommonHeader header = decode_common(pdu);
    header.fragment_length = static_cast<uint16_t>(pdu.size());
    const auto trailer = find_auth_trailer(header, pdu, body_start);
    if (!trailer) return;
    insist(header.auth_length != 0 && trailer->credentials.size() == header.auth_length);
    insist(trailer->body_end >= body_start);
    insist(trailer->body_end + trailer->pad_length + kAuthTrailerHeaderSize + header.auth_length == pdu.size());
    insist(trailer->credentials.data() + trailer->credentials.size() == pdu.data() + pdu.size());
}

void verification(Bytes stub) {
    const auto found = find_verification(stub);
    if (!found) return;
    insist(found->start < stub.size() && found->start % kVerificationAlignment == 0);
    const EncodedVerification again(found->trailer);
    const Bytes encoded = again;
    insist(found->start + encoded.size() <= stub.size());
    if (encoded.empty()) return;
    std::vector<std::byte> copy(stub.begin(), stub.begin() + static_cast<std::ptrdiff_t>(found->start));
    copy.insert(copy.end(), encoded.begin(), encoded.end());
    const auto second = find_verification(copy);
    insist(second && second->start <= found->start);
    if (second->start != found->start) return;  // now that it is shorter, what is before it is within sight
    insist(second->trailer.bitmask == found->trailer.bitmask && second->trailer.context == found->trailer.context);
    insist(second->trailer.header == found->trailer.header);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 1) return 0;
    // Exactly as long as it is, so that a sanitizer sees who reads on.
    const std::vector<std::byte> exact(reinterpret_cast<const std::byte*>(data) + 1,
                                       reinterpret_cast<const std::byte*>(data) + size);
    if (data[0] & 1) {
        verification(exact);
    } else {
        authentication(exact, kCommonHeaderSize + 4 * (data[0] >> 1 & 7));
    }
    return 0;
}
