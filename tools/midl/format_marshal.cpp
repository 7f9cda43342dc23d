// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Types that travel as other types: FC_TRANSMIT_AS and FC_REPRESENT_AS, where routines of the program convert, and
// FC_USER_MARSHAL ([wire_marshal], [user_marshal]), where they write the bytes. The routines stand in tables of the
// stub descriptor; TypeFormat keeps their order. Reference: "The transmit_as and represent_as Attributes", "The
// user_marshal Attribute" of the NDR format string pages.
#include <algorithm>

#include "tools/midl/format_type.hpp"

namespace midl {
namespace {

std::size_t index_in(std::vector<Substitute>& known, const Substitute& substitute) {
    auto found = std::find_if(known.begin(), known.end(), [&](const Substitute& one) {
        return one.definition == substitute.definition && one.how == substitute.how;
    });
    if (found == known.end()) found = known.insert(known.end(), substitute);
    return static_cast<std::size_t>(found - known.begin());
}

unsigned transmit_flags(const Substitute& substitute) {
    if (!substitute.presented) return 0;
    unsigned flags = resolve(substitute.presented)->kind == TypeKind::array ? transmit_bit::kIsArray : 0U;
    std::uint32_t align = layout_of(substitute.presented).align;
    if (align == 4) flags |= transmit_bit::kAlign4;
    if (align == 8) flags |= transmit_bit::kAlign8;
    return flags;
}

unsigned pointer_flags(const Substitute& substitute) {
    const auto* pointer = resolve_as<PointerType>(substitute.transmitted);
    if (!pointer) return 0;
    if (pointer->pointer_class == PointerClass::ref) return user_marshal_bit::kReference;
    return pointer->pointer_class == PointerClass::full ? user_marshal_bit::kPointer : user_marshal_bit::kUnique;
}

Fc token_of(const Substitute& substitute) {
    if (substitute.is_marshalled()) return Fc::user_marshal;
    return substitute.how == Attribute::transmit_as ? Fc::transmit_as : Fc::represent_as;
}

}  // namespace

Descriptor describe_substitute(TypeFormat& format, const Substitute& substitute) {
    bool is_marshalled = substitute.is_marshalled();
    DescriptorId transmitted = format.describe(substitute.transmitted, Scope{});
    std::size_t index = index_in(is_marshalled ? format.marshalled : format.transmitted, substitute);
    WireShape shape = wire_shape(substitute.transmitted);
    unsigned flags = is_marshalled ? pointer_flags(substitute) : transmit_flags(substitute);
    Descriptor out;
    out.title = substitute.name;
    out.token(token_of(substitute));
    out.byte(flags | (shape.align - 1), "flags, alignment");
    out.short_(static_cast<std::int64_t>(index), "routines");
    if (substitute.presented) {
        out.short_(layout_of(substitute.presented).size, "memory size");
    } else {
        out.size_of(substitute.name);
    }
    out.short_(shape.fixed_size.value_or(0), "wire size");
    out.reference(transmitted);
    return out;
}

}  // namespace midl
