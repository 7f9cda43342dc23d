// SPDX-License-Identifier: LGPL-2.1-or-later
// Types behind which stand routines or buffers of the program: user_marshal, wire_marshal, transmit_as, represent_as,
// byte_count, interface pointers. Basis: "User-marshal", "Transmit_as and Represent_as", "Pointers (RPC)" among the
// format string pages.
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"

namespace rpcrt4::ndr {

Node& Decoder20::user_marshal(const uint8_t* at) {
    FormatReader reader(at, graph_);
    UserMarshalNode& node = begin<UserMarshalNode>(at, reader.u8());
    const uint8_t flags = reader.u8();
    node.index = reader.u16();
    node.memory_size = reader.u16();
    node.wire_size = reader.u16();
    node.has_pointers = true;
    node.format = at;
    node.type_format = reader.target();
    if (!node.type_format) fail_unsupported();
    node.wire_type = &decode(node.type_format);
    if (flags & (user_marshal_flag::kUnique | user_marshal_flag::kRef)) {
        node.form = flags & user_marshal_flag::kUnique ? UserMarshalNode::Form::unique : UserMarshalNode::Form::ref;
        node.wire_align = 4;
        node.wire_minimum = 4;
        node.wire_size = 0;
        // Whatever the pointee's own alignment: Windows aligns the bytes behind the pointer to eight.
        node.body_align = 8;
        if (node.wire_type->kind == Kind::pointer) node.wire_type = as<PointerNode>(*node.wire_type).pointee;
    } else {
        node.wire_align = node.body_align = static_cast<uint8_t>((flags & user_marshal_flag::kAlignment) + 1);
        node.wire_minimum = node.wire_size;
    }
    return node;
}

Node& Decoder20::transmitted(const uint8_t* at) {
    FormatReader reader(at, graph_);
    TransmittedNode& node = begin<TransmittedNode>(at, reader.u8());
    const uint8_t flags = reader.u8();
    node.presented_is_array = flags & transmit_flag::kPresentedIsArray;
    node.wire_align = static_cast<uint8_t>((flags & transmit_flag::kAlignment) + 1);
    node.index = reader.u16();
    node.memory_size = reader.u16();
    node.wire_size = reader.u16();
    node.wire_minimum = node.wire_size;
    node.has_pointers = true;
    const uint8_t* target = reader.target();
    if (!target) fail_unsupported();
    node.type = &decode(target);
    return node;
}

Node& Decoder20::byte_count_pointer(const uint8_t* at) {
    FormatReader reader(at, graph_);
    PointerNode& node = begin<PointerNode>(at, reader.u8());
    node.pointer = PointerKind::ref;
    node.wire_align = 4;
    node.memory_size = sizeof(void*);
    node.has_pointers = true;
    const uint8_t simple = reader.u8();
    read_correlation(reader, node.byte_count);
    if (simple == fc::kPad) {
        const uint8_t* target = reader.target();
        if (!target) fail_unsupported();
        node.pointee = &decode(target);
    } else {
        node.pointee = scalar(simple);
    }
    if (!node.pointee) fail_unsupported();
    return node;
}

/// FC_IP with a constant IID, or with where an IID pointer is found (iid_is).
Node& Decoder20::interface_pointer(const uint8_t* at) {
    constexpr size_t kIidBytes = 16;
    FormatReader reader(at, graph_);
    auto& node = begin<InterfacePointerNode>(at, reader.u8());
    switch (reader.u8()) {
        case fc::kConstantIid:
            reader.skip(kIidBytes);
            return node;
        case fc::kPad:
            static_cast<void>(decode_correlation(reader));
            return node;
        default:
            fail_unsupported();
    }
}

}  // namespace rpcrt4::ndr
