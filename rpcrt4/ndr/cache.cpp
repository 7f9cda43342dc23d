// SPDX-License-Identifier: LGPL-2.1-or-later
// The process-wide cache of single types (procedures have their own, in stub/procedure.cpp).
#include "rpcrt4/ndr/cache.hpp"

#include "rpcrt4/ndr/format20.hpp"

namespace rpcrt4::ndr {

const CompiledType& type_at(const uint8_t* format, uint8_t correlation_bytes) {
    static FormatCache<CompiledType>& cache = *new FormatCache<CompiledType>;
    return cache.get({format, nullptr, correlation_bytes}, [&] {
        auto compiled = std::make_unique<CompiledType>(correlation_bytes);
        compiled->root = &Decoder20(compiled->graph).decode(format);
        return compiled;
    });
}

}  // namespace rpcrt4::ndr
