// SPDX-License-Identifier: LGPL-2.1-or-later
// What the facts about single types need: hand-written descriptions, the routines of a user's type, and one message to
// size, marshal and unmarshal with. No call is made.
#ifndef MARSHAL_TYPES_H
#define MARSHAL_TYPES_H

#include <stdlib.h>

#include "rpc_facts.h"

#include <rpcndr.h>

#define SHORT_OF(value) (unsigned char)((value)&0xff), (unsigned char)(((value) >> 8) & 0xff)

/// Where the types below stand in the type format string.
enum {
    PAIR = 2,
    LINKED = 12,
    NUMBERS = 32,
    SUITS = 42,
    TEXT = 56,
    WIDE_TEXT = 58,
    UNIQUE = 60,
    REFERENCE = 64,
    UNKNOWN = 68,
    USER = 86,
    NUMBER = 96,
    OUT_CONTEXT = 98,
    UNIQUE_TEXT = 102
};

// clang-format off
static const unsigned char types[] = {
    0, 0,
    0x15, 3, SHORT_OF(8), 0x08, 0x08, 0x5c, 0x5b, 0x5c, 0x5c,                    // PAIR: two longs
    0x1a, 7, SHORT_OF(16), SHORT_OF(0), SHORT_OF(8),                             // LINKED: a long and a pointer
    0x08, 0x39, 0x36, 0x5c, 0x5c, 0x5b,                                          // (24)
    0x12, 0x08, 0x08, 0x5c, 0x5c, 0x5c,                                          // its pointer, 26
    0x1b, 3, SHORT_OF(4), 0x28, 0, SHORT_OF(0), 0x08, 0x5b,                      // NUMBERS: as the first argument says
    0x21, 1, SHORT_OF(0), 0x28, 0, SHORT_OF(0), 0xff, 0xff, 0xff, 0xff,          // SUITS: enumerators of 16 bits
    0x0d, 0x5b,
    0x22, 0x5c,                                                                  // TEXT
    0x25, 0x5c,                                                                  // WIDE_TEXT
    0x12, 0x08, 0x08, 0x5c,                                                      // UNIQUE: pointer to a long
    0x11, 0x08, 0x08, 0x5c,                                                      // REFERENCE: pointer to a long
    0x2f, 0x5a, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,            // UNKNOWN: IUnknown
    0xb4, 3, SHORT_OF(0), SHORT_OF(8), SHORT_OF(0), SHORT_OF(2),                 // USER: a hyper that travels as a long
    0x08, 0x5c,                                                                  // NUMBER, 96
    0x30, 0xa0, 0, 0,                                                            // OUT_CONTEXT: an [out] context
    0x12, 0x08, 0x22, 0x5c,                                                      // UNIQUE_TEXT
};
// clang-format on

static int blocks;
void* __RPC_USER midl_user_allocate(size_t size) {
    blocks++;
    return malloc(size);
}
void __RPC_USER midl_user_free(void* memory) {
    blocks--;
    free(memory);
}

// -- the user's routines: a hyper in memory, a long on the wire

static int user_calls[4], info_facts;

static void about(ULONG* flags, const char* situation) {
    NDR_USER_MARSHAL_INFO info;
    char text[100];
    if (!info_facts) return;
    memset(&info, 0xcd, sizeof info);
    FACT_STATUS("NdrGetUserMarshalInfo", situation, NdrGetUserMarshalInfo(flags, 1, &info));
    snprintf(text, sizeof text, "%s, its bytes", situation);
    FACT_NUMBER("NdrGetUserMarshalInfo", text, info.Level1.BufferSize);
    snprintf(text, sizeof text, "%s, a buffer", situation);
    FACT_NUMBER("NdrGetUserMarshalInfo", text, info.Level1.Buffer != NULL);
    snprintf(text, sizeof text, "%s, the allocator", situation);
    FACT_NUMBER("NdrGetUserMarshalInfo", text, info.Level1.pfnAllocate == midl_user_allocate);
    snprintf(text, sizeof text, "%s, no channel", situation);
    FACT_NUMBER("NdrGetUserMarshalInfo", text, info.Level1.pRpcChannelBuffer == NULL);
}

static ULONG __RPC_USER user_size(ULONG* flags, ULONG offset, void* object) {
    (void)object;
    user_calls[0]++;
    about(flags, "sizing");
    if (info_facts) {
        NDR_USER_MARSHAL_INFO info;
        FACT_STATUS("NdrGetUserMarshalInfo", "a level there is none of", NdrGetUserMarshalInfo(flags, 7, &info));
        FACT_CALL("NdrGetUserMarshalInfo", "nowhere to put it", NdrGetUserMarshalInfo(flags, 1, NULL));
    }
    return ((offset + 3) & ~3u) + 4;
}
static unsigned char* __RPC_USER user_marshal(ULONG* flags, unsigned char* buffer, void* object) {
    unsigned char* place = (unsigned char*)(((ULONG_PTR)buffer + 3) & ~(ULONG_PTR)3);
    const LONG value = (LONG) * (LONGLONG*)object;
    user_calls[1]++;
    about(flags, "marshalling");
    memcpy(place, &value, 4);
    return place + 4;
}
static unsigned char* __RPC_USER user_unmarshal(ULONG* flags, unsigned char* buffer, void* object) {
    const unsigned char* place = (unsigned char*)(((ULONG_PTR)buffer + 3) & ~(ULONG_PTR)3);
    LONG value;
    user_calls[2]++;
    about(flags, "unmarshalling");
    memcpy(&value, place, 4);
    *(LONGLONG*)object = value;
    return (unsigned char*)place + 4;
}
static void __RPC_USER user_free(ULONG* flags, void* object) {
    (void)object;
    user_calls[3]++;
    about(flags, "freeing");
}
static const USER_MARSHAL_ROUTINE_QUADRUPLE quadruple[] = {
    {(void*)user_size, (void*)user_marshal, (void*)user_unmarshal, (void*)user_free}};

// -- one message

static ULONG64 room[16];
static unsigned char* const buffer = (unsigned char*)room;
static RPC_MESSAGE message;
static MIDL_STUB_MESSAGE stub;
static MIDL_STUB_DESC description;
static RPC_CLIENT_INTERFACE client;
static LONG arguments[2];

static void begin(void) {
    memset(&message, 0, sizeof message);
    memset(&stub, 0, sizeof stub);
    client.Length = sizeof client;
    description.RpcInterfaceInformation = &client;
    description.pfnAllocate = midl_user_allocate;
    description.pfnFree = midl_user_free;
    description.pFormatTypes = types;
    description.Version = 0x50002;
    description.aUserMarshalQuadruple = quadruple;
    NdrClientInitializeNew(&message, &stub, &description, 0);
    stub.BufferLength = 0;
    stub.StackTop = (unsigned char*)arguments;
}

/// The buffer from `offset` on; `size` bytes of it count.
static void place(unsigned offset, unsigned size) {
    message.Buffer = buffer;
    message.BufferLength = size;
    message.DataRepresentation = 0x10;
    stub.BufferStart = buffer;
    stub.Buffer = buffer + offset;
    stub.BufferEnd = buffer + size;
    stub.BufferLength = size;
}

typedef void(RPC_ENTRY* size_routine)(PMIDL_STUB_MESSAGE, unsigned char*, PFORMAT_STRING);
typedef unsigned char*(RPC_ENTRY* marshal_routine)(PMIDL_STUB_MESSAGE, unsigned char*, PFORMAT_STRING);
typedef unsigned char*(RPC_ENTRY* unmarshal_routine)(PMIDL_STUB_MESSAGE, unsigned char**, PFORMAT_STRING,
                                                     unsigned char);

struct family {
    const char *size_name, *marshal_name, *unmarshal_name;
    size_routine size;
    marshal_routine marshal;
    unmarshal_routine unmarshal;
};
#define FAMILY(name)                                                                                               \
    static const struct family name = {"Ndr" #name "BufferSize", "Ndr" #name "Marshall", "Ndr" #name "Unmarshall", \
                                       Ndr##name##BufferSize,    Ndr##name##Marshall,    Ndr##name##Unmarshall}
FAMILY(SimpleStruct);
FAMILY(ComplexStruct);
FAMILY(ConformantArray);
FAMILY(ComplexArray);
FAMILY(ConformantString);
FAMILY(Pointer);
FAMILY(InterfacePointer);
FAMILY(UserMarshal);

static int size_of(const struct family* f, int type, const void* memory, ULONG behind) {
    begin();
    stub.BufferLength = behind;
    f->size(&stub, (unsigned char*)memory, types + type);
    return (int)stub.BufferLength;
}

/// Marshals and says so. How many bytes that were.
static unsigned marshal(const struct family* f, const char* situation, int type, const void* memory) {
    char text[100];
    int size = 0;
    unsigned used = 0;
    FACT_CALL(f->size_name, situation, size = size_of(f, type, memory, 0));
    snprintf(text, sizeof text, "%s, behind one byte", situation);
    FACT_CALL(f->size_name, text, size_of(f, type, memory, 1));
    begin();
    memset(room, 0, sizeof room);
    place(0, (unsigned)size);
    FACT_CALL(f->marshal_name, situation, f->marshal(&stub, (unsigned char*)memory, types + type) == NULL);
    used = (unsigned)(stub.Buffer - buffer);
    if (used > sizeof room) used = 0;
    snprintf(text, sizeof text, "%s, the bytes", situation);
    fact_bytes(f->marshal_name, text, buffer, used);
    return used;
}

/// Reads `size` bytes back into new memory, or what `memory` says.
static void* unmarshal(const struct family* f, const char* situation, int type, unsigned size, void* memory,
                       int allocate) {
    unsigned char* made = memory;
    begin();
    place(0, size);
    FACT_CALL(f->unmarshal_name, situation, f->unmarshal(&stub, &made, types + type, (unsigned char)allocate) == NULL);
    return made;
}

/// What comes of a buffer without its last byte, and of an empty one.
static void cut_short(const struct family* f, const char* situation, int type, unsigned size) {
    char text[100];
    snprintf(text, sizeof text, "%s, a byte is missing", situation);
    unmarshal(f, text, type, size - 1, NULL, 1);
    snprintf(text, sizeof text, "%s, no bytes", situation);
    unmarshal(f, text, type, 0, NULL, 1);
}

#endif
