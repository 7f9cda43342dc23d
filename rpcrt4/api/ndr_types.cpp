// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcndr.h> that marshal one type: all families are one function, told apart by the format string. The
// macros below only spell the names; a family without a Free routine has nothing to free.
#include "handleapi/boundary.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/one_type.hpp"
#include "rpcrt4/ndr/user_types.hpp"

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
#define NDR_FAMILY_SIZE(Family)                                                               \
    NDR_FAMILY(Family)                                                                        \
    ULONG RPC_ENTRY Ndr##Family##MemorySize(PMIDL_STUB_MESSAGE stub, PFORMAT_STRING format) { \
        return raising([&] { return ndr::memory_size_type(*stub, format); });                 \
    }
#define NDR_FREE(Family)                                                                                      \
    void RPC_ENTRY Ndr##Family##Free(PMIDL_STUB_MESSAGE stub, unsigned char* memory, PFORMAT_STRING format) { \
        raising([&] { ndr::free_type(*stub, memory, format); });                                              \
    }

#define NDR_FAMILY_ALL(Family) NDR_FAMILY_SIZE(Family) NDR_FREE(Family)

NDR_FAMILY_ALL(Pointer)
NDR_FAMILY_ALL(SimpleStruct)
NDR_FAMILY_ALL(ConformantStruct)
NDR_FAMILY_ALL(ConformantVaryingStruct)
NDR_FAMILY_ALL(ComplexStruct)
NDR_FAMILY_ALL(FixedArray)
NDR_FAMILY_ALL(ConformantArray)
NDR_FAMILY_ALL(ConformantVaryingArray)
NDR_FAMILY_ALL(VaryingArray)
NDR_FAMILY_ALL(ComplexArray)
NDR_FAMILY_ALL(EncapsulatedUnion)
NDR_FAMILY_ALL(NonEncapsulatedUnion)
NDR_FAMILY_ALL(XmitOrRepAs)
NDR_FAMILY_ALL(UserMarshal)
NDR_FAMILY_ALL(InterfacePointer)
NDR_FAMILY_SIZE(ConformantString)
NDR_FAMILY_SIZE(NonConformantString)
NDR_FAMILY(ByteCountPointer)
NDR_FREE(ByteCountPointer)

unsigned char* RPC_ENTRY NdrRangeUnmarshall(PMIDL_STUB_MESSAGE stub, unsigned char** memory, PFORMAT_STRING format,
                                            unsigned char must_allocate) {
    raising([&] { ndr::unmarshal_type(*stub, memory, format, must_allocate != 0); });
    return nullptr;
}

void RPC_ENTRY NdrSimpleTypeMarshall(PMIDL_STUB_MESSAGE stub, unsigned char* memory, unsigned char code) {
    if (code == ndr::fc::kIgnore) return;  // a binding handle
    raising([&] { ndr::marshal_scalar(*stub, memory, code); });
}

void RPC_ENTRY NdrSimpleTypeUnmarshall(PMIDL_STUB_MESSAGE stub, unsigned char* memory, unsigned char code) {
    if (code == ndr::fc::kIgnore) return;
    raising([&] { ndr::unmarshal_scalar(*stub, memory, code); });
}

void RPC_ENTRY NdrClearOutParameters(PMIDL_STUB_MESSAGE stub, PFORMAT_STRING format, void* argument) {
    raising([&] { ndr::clear_out(*stub, format, argument); });
}

RPC_STATUS RPC_ENTRY NdrGetUserMarshalInfo(ULONG* flags, ULONG level, NDR_USER_MARSHAL_INFO* info) {
    return base::code(ndr::user_marshal_info(flags, level, info));
}

}  // extern "C"
