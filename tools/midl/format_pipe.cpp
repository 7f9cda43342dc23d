// SPDX-License-Identifier: LGPL-2.1-or-later
//
// FC_PIPE: the element's alignment, its descriptor, its sizes in memory and on the wire. The documentation leaves it
// out; the layout is as seen in output of MIDL 8 for AMD64.
#include "tools/midl/format_type.hpp"

namespace midl {

Descriptor describe_pipe(TypeFormat& format, const PipeType& pipe) {
    const WireShape wire = wire_shape(pipe.element);
    Descriptor out;
    out.token(Fc::pipe);
    out.byte(wire.align - 1, "alignment");
    out.reference(format.describe(pipe.element, {}));
    out.short_(layout_of(pipe.element).size, "memory size");
    out.short_(wire.fixed_size.value_or(0), "wire size");
    return out;
}

}  // namespace midl
