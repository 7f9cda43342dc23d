// SPDX-License-Identifier: LGPL-2.1-or-later
// Decoder of NDR 2.0 type format strings: descriptor bytes in, nodes out. One Decoder20 fills one TypeGraph.
// A construct it does not know throws rpc_s_cannot_support: never a guess, never a wrong layout.
// Basis: the format string pages of the Windows RPC documentation and the output of MIDL 8 and widl.
//   format20.cpp: scalars, ranges, pointers, strings, context handles   format20_structure.cpp: structures
//   format20_array.cpp: arrays   format20_union.cpp: unions   format20_user.cpp: types with routines of the program
#pragma once

#include <cstdint>

#include "rpcrt4/ndr/type_graph.hpp"

namespace rpcrt4::ndr {

class Decoder20 {
 public:
    explicit Decoder20(TypeGraph& graph) noexcept : graph_(graph) {}

    struct Member {
        const Node* node;
        uint32_t offset;
    };

    const Node& decode(const uint8_t* at);
    /// The node of a base type character; shared by everybody. Null when `code` is none.
    static const ScalarNode* scalar(uint8_t code) noexcept;

 private:
    Node& decode_new(const uint8_t* at);
    Node& range(const uint8_t* at);
    Node& pointer(const uint8_t* at);
    Node& string(const uint8_t* at);
    Node& struct_string(const uint8_t* at);
    Node& context_handle(const uint8_t* at);
    Node& byte_count_pointer(const uint8_t* at);
    Node& user_marshal(const uint8_t* at);
    Node& transmitted(const uint8_t* at);
    Node& interface_pointer(const uint8_t* at);

    Node& plain_structure(const uint8_t* at);
    Node& complex_structure(const uint8_t* at);
    Node& hard_structure(const uint8_t* at);
    std::vector<Member> members(FormatReader& reader, FormatReader* pointer_layout);
    void lower(StructNode& node, const std::vector<Member>& members, bool block_copied);
    void set_tail(StructNode& node, const uint8_t* tail);

    Node& fixed_array(const uint8_t* at);
    Node& conformant_array(const uint8_t* at);
    Node& varying_array(const uint8_t* at);
    Node& complex_array(const uint8_t* at);
    const Node& element(FormatReader& reader);
    void finish_array(ArrayNode& node, const Node& element, uint32_t stride);
    void add_inner_dimensions(ArrayNode& node, const ArrayNode& row);

    Node& encapsulated_union(const uint8_t* at);
    Node& non_encapsulated_union(const uint8_t* at);
    void arms(UnionNode& node, FormatReader& reader);
    const Node* arm(FormatReader& reader, bool& present);

    /// Decodes a descriptor and notes it when its value comes from the parameters.
    void read_correlation(FormatReader& reader, Correlation& into);

    template <typename T>
    T& begin(const uint8_t* at, uint8_t code) {
        T& node = graph_.make<T>();
        node.code = code;
        graph_.remember(at, node);
        return node;
    }

    TypeGraph& graph_;
};

}  // namespace rpcrt4::ndr
