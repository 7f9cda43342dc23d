// SPDX-License-Identifier: LGPL-2.1-or-later
//
// x64 memory layout of IDL types (size, alignment, member offsets as a Windows compiler lays them out) beside their
// NDR20 wire layout, and the questions code generation asks of the pair: is the memory image also the wire image, is
// the wire size fixed, does a structure end in a conformant array. long is 4 bytes, pointers 8, enums 4 in memory;
// #pragma pack and -Zp are honoured. Pure functions over the AST; single-threaded.
// Reference: C706 section 14 (NDR), Microsoft "Structures and Unions" of the RPC NDR engine documentation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/midl/ast.hpp"

namespace midl {

struct Layout {
    std::uint32_t size = 0;
    std::uint32_t align = 1;

    bool operator==(const Layout&) const = default;
};

// Of a value in memory, which is its alignment as well; 0 of void.
std::uint32_t base_size(Base base);

// Memory layout. A structure that ends in a conformant array has the size of its flat part: the offset of the array.
Layout layout_of(const Type* type);

struct PlacedField {
    const Field* field = nullptr;
    std::uint32_t offset = 0;
    Layout layout;
};

// All members in order; a trailing conformant array is included with size 0.
std::vector<PlacedField> place_fields(const StructType& structure);

// Where the union of an encapsulated union stands in the C structure.
std::uint32_t union_offset(const UnionType& encapsulated);
// The union part alone.
Layout union_layout(const UnionType& type);

// What travels instead of a type whose typedef says [transmit_as], [represent_as], [wire_marshal] or [user_marshal].
struct Substitute {
    Attribute how = Attribute::transmit_as;
    const Typedef* definition = nullptr;  // carries the attribute
    const Type* transmitted = nullptr;
    // The program's own type: the typedef's, or for the ACF's two attributes the one they name, null when IDL does not
    // know it and only the C compiler can tell its size.
    const Type* presented = nullptr;
    std::string name;  // of the program's own type

    bool is_marshalled() const { return how == Attribute::wire_marshal || how == Attribute::user_marshal; }
};

std::optional<Substitute> substitute_of(const Type* type);
// The name of a typedef in C: the local type's where the ACF names one.
std::string program_name(const Typedef& definition);
// The type of a value in the program's memory, typedef names and qualifiers removed; null when IDL does not know it.
const Type* program_type(const Type* type);

struct WireShape {
    std::uint32_t align = 1;
    // Bytes on the wire when that is the same for all values and the type holds no pointers.
    std::optional<std::uint32_t> fixed_size;
    // The wire image is the memory image: block copy, same size, no conversion, no check.
    bool is_flat = false;
};

WireShape wire_shape(const Type* type);
// A member or parameter: attributes such as [range] take the flatness away.
WireShape wire_shape(const Type* type, const Attributes& attributes);

// The last member when it is a conformant array, else null. `owner` receives the (possibly nested) structure it is
// a direct member of.
const ArrayType* trailing_array(const StructType& structure, const StructType** owner = nullptr);

std::uint32_t align_up(std::uint32_t value, std::uint32_t alignment);

}  // namespace midl
