// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the edges of what rpc_marshal.c is about: other places in the buffer, buffers that are too small, what
// is freed and cleared, conversions of several parameters.
#include "marshal_types.h"
#include "rpc_facts.h"

/// The size behind other bytes, the bytes behind one, and what comes of a buffer that is one byte too small.
static void edges(const struct family* f, const char* situation, int type, const void* memory) {
    char text[100];
    const unsigned size = (unsigned)size_of(f, type, memory, 0);
    ULONG behind;
    for (behind = 3; behind < 9; behind += 5) {
        snprintf(text, sizeof text, "%s, behind %u bytes", situation, (unsigned)behind);
        FACT_CALL(f->size_name, text, size_of(f, type, memory, behind));
    }
    begin();
    memset(room, 0xee, sizeof room);
    place(1, sizeof room);
    snprintf(text, sizeof text, "%s, one byte is there", situation);
    FACT_CALL(f->marshal_name, text, f->marshal(&stub, (unsigned char*)memory, types + type) == NULL);
    snprintf(text, sizeof text, "%s, one byte is there: where it ends", situation);
    FACT_NUMBER(f->marshal_name, text, stub.Buffer - buffer);
    begin();
    place(0, size - 1);
    snprintf(text, sizeof text, "%s, the buffer is a byte too small", situation);
    FACT_CALL(f->marshal_name, text, f->marshal(&stub, (unsigned char*)memory, types + type) == NULL);
}

struct pair {
    LONG first, second;
};

static void families(void) {
    struct pair pair = {1, 2};
    LONGLONG value = 9;
    int suits[2] = {4, 5}, bad[2] = {4, -1};
    edges(&SimpleStruct, "two longs", PAIR, &pair);
    edges(&InterfacePointer, "a null pointer", UNKNOWN, NULL);
    edges(&UserMarshal, "a long for a hyper", USER, &value);
    arguments[0] = 2;
    edges(&ComplexArray, "two enumerators", SUITS, suits);
    FACT_CALL("NdrComplexArrayBufferSize", "an enumerator that does not fit", size_of(&ComplexArray, SUITS, bad, 0));
    arguments[0] = 0;
    FACT_CALL("NdrComplexArrayBufferSize", "no enumerators", size_of(&ComplexArray, SUITS, suits, 0));
}

static void users_routines(void) {
    LONGLONG value = 9, *read = NULL;
    memset(user_calls, 0, sizeof user_calls);
    size_of(&UserMarshal, USER, &value, 0);
    FACT_NUMBER("NdrUserMarshalBufferSize", "the user's routine is called", user_calls[0]);
    FACT_NUMBER("NdrUserMarshalBufferSize", "no other of the user's routines is called",
                user_calls[1] + user_calls[2] + user_calls[3]);
    begin();
    memset(room, 0, sizeof room);
    place(0, 4);
    NdrUserMarshalMarshall(&stub, (unsigned char*)&value, types + USER);
    memset(user_calls, 0, sizeof user_calls);
    begin();
    place(0, 4);
    value = 0;
    read = &value;
    FACT_CALL("NdrUserMarshalUnmarshall", "into memory",
              NdrUserMarshalUnmarshall(&stub, (unsigned char**)&read, types + USER, 0) == NULL);
    FACT_NUMBER("NdrUserMarshalUnmarshall", "into memory, the value", value);
    memset(user_calls, 0, sizeof user_calls);
    begin();
    FACT_CALL("NdrUserMarshalFree", "the user's routine is called",
              (NdrUserMarshalFree(&stub, (unsigned char*)&value, types + USER), user_calls[3]));
    FACT_NUMBER("NdrUserMarshalFree", "no other of the user's routines is called",
                user_calls[0] + user_calls[1] + user_calls[2]);
    FACT_CALL("NdrUserMarshalFree", "NULL", (NdrUserMarshalFree(&stub, NULL, types + USER), user_calls[3]));
}

static void pointers(void) {
    LONG* number;
    begin();
    place(0, 16);
    blocks = 0;
    number = midl_user_allocate(sizeof *number);
    FACT_CALL("NdrPointerFree", "a unique pointer to a long, blocks that are left",
              (NdrPointerFree(&stub, (unsigned char*)number, types + UNIQUE), blocks));
    begin();
    blocks = 0;
    number = midl_user_allocate(sizeof *number);
    stub.BufferStart = (unsigned char*)number;
    stub.BufferEnd = (unsigned char*)(number + 1);
    FACT_CALL("NdrPointerFree", "what is in the buffer is left",
              (NdrPointerFree(&stub, (unsigned char*)number, types + UNIQUE), blocks));
    free(number);
}

// -- an object that counts

static int references;
static LONG __stdcall query(void* self, const GUID* id, void** out) {
    (void)self;
    (void)id;
    *out = NULL;
    return (LONG)0x80004002;  // E_NOINTERFACE
}
static ULONG __stdcall add_reference(void* self) {
    (void)self;
    return (ULONG)++references;
}
static ULONG __stdcall release(void* self) {
    (void)self;
    return (ULONG)--references;
}
static const void* const methods[] = {(const void*)query, (const void*)add_reference, (const void*)release};
static const void* const* object = methods;

static void objects(void) {
    references = 1;
    begin();
    FACT_CALL("NdrInterfacePointerFree", "an object",
              (NdrInterfacePointerFree(&stub, (unsigned char*)&object, types + UNKNOWN), 0));
    FACT_NUMBER("NdrInterfacePointerFree", "an object, its references", references);
    references = 2;
    NdrInterfacePointerFree(&stub, (unsigned char*)&object, types + UNKNOWN);
    FACT_NUMBER("NdrInterfacePointerFree", "an object of two references, those left", references);
}

static void clearing(void) {
    static const unsigned char to_a_pair[] = {0x11, 0, 2, 0, 0x15, 3, SHORT_OF(8), 0x08, 0x08, 0x5c, 0x5b};
    static const unsigned char to_a_hyper[] = {0x11, 0x08, 0x0b, 0x5c}, to_a_byte[] = {0x11, 0x08, 0x01, 0x5c};
    struct pair pair = {1, 2};
    LONGLONG value = 0x0102030405060708;
    begin();
    FACT_CALL("NdrClearOutParameters", "two longs", (NdrClearOutParameters(&stub, to_a_pair, &pair), pair.first));
    FACT_NUMBER("NdrClearOutParameters", "two longs, the second", pair.second);
    FACT_CALL("NdrClearOutParameters", "a byte, its neighbours stay",
              (NdrClearOutParameters(&stub, to_a_byte, &value), value == 0x0102030405060700));
    FACT_CALL("NdrClearOutParameters", "a hyper", (NdrClearOutParameters(&stub, to_a_hyper, &value), value == 0));
}

static void context_handles(void) {
    LONG handle = 0;
    ULONG behind;
    for (behind = 0; behind < 9; behind += 4) {
        char text[40];
        begin();
        stub.BufferLength = behind;
        snprintf(text, sizeof text, "behind %u bytes", (unsigned)behind);
        FACT_CALL("NdrContextHandleSize", text,
                  (NdrContextHandleSize(&stub, (unsigned char*)&handle, types + OUT_CONTEXT), stub.BufferLength));
    }
}

/// The first bytes of a big-endian message: a long and a short.
static void convert(unsigned size) {
    static const unsigned char two[] = {0x4e, 0x08, 0x4e, 0x06, 0x5b, 0x5c};
    static const unsigned char bytes[] = {1, 2, 3, 4, 5, 6, 0, 0};
    begin();
    memcpy(buffer, bytes, sizeof bytes);
    place(0, size);
    message.DataRepresentation = 0;
    stub.IsClient = 0;
    NdrConvert(&stub, two);
}

static void converting(void) {
    FACT_CALL("NdrConvert", "a long and a short, big-endian", (convert(6), 0));
    fact_bytes("NdrConvert", "a long and a short, big-endian, the bytes", buffer, 6);
    FACT_CALL("NdrConvert", "a long and a short, a byte is missing", (convert(5), 0));
    FACT_NUMBER("I_RpcAllocate", "what it gives is two different blocks", I_RpcAllocate(10) != I_RpcAllocate(10));
}

int main(void) {
    families();
    users_routines();
    pointers();
    objects();
    clearing();
    context_handles();
    converting();
    return 0;
}
