// SPDX-License-Identifier: LGPL-2.1-or-later
// Types in a stream, version 1: an 8-byte header once per stream, then for each constructed type a header of its own
// and its NDR form; a simple type has no header. Streams of the other byte order are read too.
// Everything throws RpcError; the exports raise it. Basis: [MS-RPCE] 2.2.6.1 to 2.2.6.3.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rpcrt4/pickling/pickle.hpp"

namespace rpcrt4::pickling {

/// What a stub says about a type.
struct TypeStub {
    const MIDL_STUB_DESC& description;
    const uint8_t* format;
    bool new_correlations;  ///< descriptors of 6 bytes
};

/// Bytes that encode_type would add to the stream now.
size_t encoded_size(const Pickle& pickle, const TypeStub& type, const void* object);
void encode_type(Pickle& pickle, const TypeStub& type, const void* object);
/// Pointers in `object` that are set are written through, as on a client.
void decode_type(Pickle& pickle, const TypeStub& type, void* object);
/// Frees what `object` points at.
void free_type(const TypeStub& type, void* object);

size_t encoded_size_of_simple(const Pickle& pickle) noexcept;
/// `size`: 1, 2, 4 or 8.
void encode_simple(Pickle& pickle, const MIDL_STUB_DESC& description, const void* object, uint32_t size);
void decode_simple(Pickle& pickle, void* object, uint32_t size);

}  // namespace rpcrt4::pickling
