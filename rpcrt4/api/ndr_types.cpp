// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcndr.h> that marshal one type: all families are one function, told apart by the format string. The
// macro below only spells the names; a family without a Free routine has nothing to free.
#include "handleapi/boundary.hpp"
#include "rpcrt4/ndr/one_type.hpp"

#include <rpcndr.h>

using handleapi::raising;
using namespace rpcrt4;

extern "C" {

#define NDR_FAMILY(Family)                                                                                          \
    unsigned char* RPC_ENTRY Ndr##Family##Marshall(PMIDL_STUB_MESSAGE stub, unsigned char* memory,                  \
                                                   PFORMAT_STRING format) {                                         \
        raising([&] { ndr::marshal_type(*stub, memory, format); });                                                 \
        return nullptr;                                                                                             \
    }                                                                                                               \
    unsigned char* RPC_ENTRY Ndr##Family##Unmarshall(PMIDL_STUB_MESSAGE stub, unsigned char** memory,               \
                                                     PFORMAT_STRING format, unsigned char must_allocate) {          \
        raising([&] { ndr::unmarshal_type(*stub, memory, format, must_allocate != 0); });                           \
        return nullptr;                                                                                             \
    }                                                                                                               \
    void RPC_ENTRY Ndr##Family##BufferSize(PMIDL_STUB_MESSAGE stub, unsigned char* memory, PFORMAT_STRING format) { \
        raising([&] { ndr::size_type(*stub, memory, format); });                                                    \
    }
#define NDR_FAMILY_FREE(Family)                                                                               \
    NDR_FAMILY(Family)                                                                                        \
    void RPC_ENTRY Ndr##Family##Free(PMIDL_STUB_MESSAGE stub, unsigned char* memory, PFORMAT_STRING format) { \
        raising([&] { ndr::free_type(*stub, memory, format); });                                              \
    }

NDR_FAMILY_FREE(Pointer)
NDR_FAMILY_FREE(SimpleStruct)
NDR_FAMILY_FREE(ConformantStruct)
NDR_FAMILY_FREE(ConformantVaryingStruct)
NDR_FAMILY_FREE(ComplexStruct)
NDR_FAMILY_FREE(FixedArray)
NDR_FAMILY_FREE(ConformantArray)
NDR_FAMILY_FREE(ConformantVaryingArray)
NDR_FAMILY_FREE(VaryingArray)
NDR_FAMILY_FREE(ComplexArray)
NDR_FAMILY_FREE(EncapsulatedUnion)
NDR_FAMILY_FREE(NonEncapsulatedUnion)
NDR_FAMILY(ConformantString)
NDR_FAMILY(NonConformantString)

void RPC_ENTRY NdrSimpleTypeMarshall(PMIDL_STUB_MESSAGE stub, unsigned char* memory, unsigned char code) {
    raising([&] { ndr::marshal_scalar(*stub, memory, code); });
}

void RPC_ENTRY NdrSimpleTypeUnmarshall(PMIDL_STUB_MESSAGE stub, unsigned char* memory, unsigned char code) {
    raising([&] { ndr::unmarshal_scalar(*stub, memory, code); });
}

}  // extern "C"
