// SPDX-License-Identifier: LGPL-2.1-or-later
// The golden PDUs of tests/golden/pdu as arrays (see origin.txt there), and what tests do with bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/fragment.hpp"

namespace golden {

using Bytes = std::vector<std::byte>;

inline constexpr uint8_t kBind[] = {
#include "tests/golden/pdu/bind.hex"
};
inline constexpr uint8_t kBindAck[] = {
#include "tests/golden/pdu/bind_ack.hex"
};
inline constexpr uint8_t kBindNak[] = {
#include "tests/golden/pdu/bind_nak.hex"
};
inline constexpr uint8_t kAlterContext[] = {
#include "tests/golden/pdu/alter_context.hex"
};
inline constexpr uint8_t kAlterContextResp[] = {
#include "tests/golden/pdu/alter_context_resp.hex"
};
inline constexpr uint8_t kRequest[] = {
#include "tests/golden/pdu/request.hex"
};
inline constexpr uint8_t kRequestObject[] = {
#include "tests/golden/pdu/request_object.hex"
};
inline constexpr uint8_t kRequestBigEndian[] = {
#include "tests/golden/pdu/request_big_endian.hex"
};
inline constexpr uint8_t kResponse[] = {
#include "tests/golden/pdu/response.hex"
};
inline constexpr uint8_t kFault[] = {
#include "tests/golden/pdu/fault.hex"
};
inline constexpr uint8_t kCoCancel[] = {
#include "tests/golden/pdu/co_cancel.hex"
};
inline constexpr uint8_t kOrphaned[] = {
#include "tests/golden/pdu/orphaned.hex"
};
inline constexpr uint8_t kShutdown[] = {
#include "tests/golden/pdu/shutdown.hex"
};
inline constexpr uint8_t kAuth3[] = {
#include "tests/golden/pdu/auth3.hex"
};

template <size_t N>
std::span<const std::byte> of(const uint8_t (&array)[N]) {
    return std::as_bytes(std::span(array));
}
template <size_t N>
Bytes copy_of(const uint8_t (&array)[N]) {
    const auto bytes = of(array);
    return {bytes.begin(), bytes.end()};
}

inline bool same(std::span<const std::byte> a, std::span<const std::byte> b) {
    return std::vector(a.begin(), a.end()) == std::vector(b.begin(), b.end());
}

/// What writev would put on the wire.
inline Bytes written(const rpcrt4::protocol::OutgoingMessage& message) {
    Bytes bytes;
    for (const iovec& slice : message.pending()) {
        const auto* begin = static_cast<const std::byte*>(slice.iov_base);
        bytes.insert(bytes.end(), begin, begin + slice.iov_len);
    }
    return bytes;
}

/// A buffer of `size` bytes counting up from `first`.
inline rpcrt4::protocol::Buffer counting(size_t size, unsigned first = 0) {
    rpcrt4::protocol::Buffer buffer(size);
    for (size_t i = 0; i < size; ++i) buffer.data()[i] = static_cast<std::byte>(first + i * 7 + (i >> 8));
    return buffer;
}

inline Bytes bytes_of(const rpcrt4::protocol::Buffer& buffer) {
    const auto bytes = buffer.bytes();
    return {bytes.begin(), bytes.end()};
}

}  // namespace golden
