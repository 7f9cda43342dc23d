// SPDX-License-Identifier: LGPL-2.1-or-later
// One type at a time on a stub's message: what the Ndr*Marshall family exports do for stubs that are compiled without
// the interpreter (-Os). Each call takes up where the message's Buffer is and leaves it behind what it wrote or read.
// `format` may describe any type: the family in an export's name says nothing that the format does not.
#pragma once

#include <cstdint>

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

/// `memory` is the object; for a pointer format, the pointer's value.
void size_type(_MIDL_STUB_MESSAGE& stub, const uint8_t* memory, const uint8_t* format);
void marshal_type(_MIDL_STUB_MESSAGE& stub, const uint8_t* memory, const uint8_t* format);
void free_type(_MIDL_STUB_MESSAGE& stub, uint8_t* memory, const uint8_t* format);
/// *memory is the object's address or the pointer; written through where it is set, unless new memory is asked for.
void unmarshal_type(_MIDL_STUB_MESSAGE& stub, uint8_t** memory, const uint8_t* format, bool must_allocate);

/// Adds what the data at Buffer will take in memory to MemorySize, steps over it, and returns the new MemorySize.
uint32_t memory_size_type(_MIDL_STUB_MESSAGE& stub, const uint8_t* format);
/// Zeroes what an [out] parameter of a failed call points at, after freeing what hangs below it.
void clear_out(_MIDL_STUB_MESSAGE& stub, const uint8_t* format, void* argument);

/// [partial_ignore] on a server: where *memory says that the client's pointer was set, zeroed memory of the pointee.
void initialize_ignored(_MIDL_STUB_MESSAGE& stub, void** memory, const uint8_t* format);

void size_scalar(_MIDL_STUB_MESSAGE& stub, uint8_t code);
/// The same on a client, for data in another representation, which is converted in the message's buffer.
void convert_type(_MIDL_STUB_MESSAGE& stub, uint8_t** memory, const uint8_t* format);
/// Whether `memory` above is a pointer's value rather than an object.
bool is_pointer_format(const uint8_t* format) noexcept;

void marshal_scalar(_MIDL_STUB_MESSAGE& stub, const uint8_t* memory, uint8_t code);
void unmarshal_scalar(_MIDL_STUB_MESSAGE& stub, uint8_t* memory, uint8_t code);

}  // namespace rpcrt4::ndr
