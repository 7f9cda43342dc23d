// SPDX-License-Identifier: LGPL-2.1-or-later
// The three memory walks made concrete, and what they share with the wire walk.
#include "rpcrt4/ndr/walk_memory.hpp"

#include "rpcrt4/ndr/format_codes.hpp"

namespace rpcrt4::ndr {
namespace {

template <typename T>
size_t length_of(const void* text) noexcept {
    const auto* at = static_cast<const unsigned char*>(text);
    size_t length = 0;
    for (T character = 1; character != 0; at += sizeof(T), ++length) std::memcpy(&character, at, sizeof(T));
    return length - 1;
}

template <typename T>
int64_t load(const uint8_t* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof value);
    return static_cast<int64_t>(value);
}

size_t length_of_structures(const uint8_t* text, uint16_t size) noexcept {
    size_t length = 0;
    while (std::any_of(text, text + size, [](uint8_t byte) { return byte != 0; })) {
        text += size;
        ++length;
    }
    return length;
}

}  // namespace

size_t string_length(const void* text, uint16_t char_size) noexcept {
    switch (char_size) {
        case 1:
            return std::strlen(static_cast<const char*>(text));
        case 2:
            return length_of<uint16_t>(text);
        default:
            return length_of_structures(static_cast<const uint8_t*>(text), char_size);
    }
}

int64_t load_scalar(const ScalarNode& node, const uint8_t* memory) noexcept {
    switch (node.code) {
        case fc::kSmall:
            return load<int8_t>(memory);
        case fc::kByte:
        case fc::kChar:
        case fc::kUsmall:
            return load<uint8_t>(memory);
        case fc::kShort:
            return load<int16_t>(memory);
        case fc::kUshort:
        case fc::kWchar:
            return load<uint16_t>(memory);
        case fc::kUlong:
            return load<uint32_t>(memory);
        case fc::kHyper:
        case fc::kInt3264:
        case fc::kUint3264:
            return load<int64_t>(memory);
        default:
            return load<int32_t>(memory);
    }
}

const Node* select_arm(const UnionNode& node, int64_t value) {
    // Case values are 32 bits in the format string, whatever the discriminant's type and sign.
    const auto wanted = static_cast<int32_t>(value);
    for (const UnionNode::Arm& arm : node.arms) {
        if (static_cast<int32_t>(arm.value) == wanted) return arm.node;
    }
    if (!node.has_default) fail(base::Status::rpc_s_invalid_tag);
    return node.default_arm;
}

bool in_receive_buffer(const MIDL_STUB_MESSAGE& stub, const void* memory) noexcept {
    return memory >= stub.BufferStart && memory < stub.BufferEnd;
}

template class MemoryWalker<SizeCursor>;
template class MemoryWalker<WriteCursor>;
template class MemoryWalker<FreeCursor>;

}  // namespace rpcrt4::ndr
