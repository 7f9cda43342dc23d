// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the routines that stubs without the interpreter call for one type each: sizes, bytes, what is read back,
// which buffers are refused.
#include "marshal_types.h"
#include "rpc_facts.h"

static void simple_types(void) {
    static const struct {
        unsigned char code;
        const char* name;
    } codes[] = {{0x01, "FC_BYTE"},    {0x02, "FC_CHAR"},    {0x03, "FC_SMALL"},  {0x04, "FC_USMALL"},
                 {0x05, "FC_WCHAR"},   {0x06, "FC_SHORT"},   {0x07, "FC_USHORT"}, {0x08, "FC_LONG"},
                 {0x09, "FC_ULONG"},   {0x0a, "FC_FLOAT"},   {0x0b, "FC_HYPER"},  {0x0c, "FC_DOUBLE"},
                 {0x0d, "FC_ENUM16"},  {0x0e, "FC_ENUM32"},  {0x0f, "FC_IGNORE"}, {0x10, "FC_ERROR_STATUS_T"},
                 {0xb8, "FC_INT3264"}, {0xb9, "FC_UINT3264"}};
    unsigned i;
    for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        LONGLONG value = codes[i].code == 0x0d ? 0x0201 : 0x0807060504030201, read = 0;
        char text[60];
        unsigned used;
        begin();
        memset(room, 0, sizeof room);
        place(1, 16);
        FACT_CALL("NdrSimpleTypeMarshall", codes[i].name,
                  (NdrSimpleTypeMarshall(&stub, (unsigned char*)&value, codes[i].code), 0));
        used = (unsigned)(stub.Buffer - buffer);
        snprintf(text, sizeof text, "%s behind one byte", codes[i].name);
        fact_bytes("NdrSimpleTypeMarshall", text, buffer, used > 32 ? 0 : used);
        place(1, used);
        snprintf(text, sizeof text, "%s, what was read", codes[i].name);
        FACT_CALL("NdrSimpleTypeUnmarshall", text,
                  (NdrSimpleTypeUnmarshall(&stub, (unsigned char*)&read, codes[i].code), (int)read));
        if (used < 2) continue;
        place(1, used - 1);
        snprintf(text, sizeof text, "%s, a byte is missing", codes[i].name);
        FACT_CALL("NdrSimpleTypeUnmarshall", text,
                  (NdrSimpleTypeUnmarshall(&stub, (unsigned char*)&read, codes[i].code), 0));
    }
}

static void simple_types_refused(void) {
    LONGLONG value = 0x12345678;
    begin();
    place(0, 16);
    FACT_CALL("NdrSimpleTypeMarshall", "FC_ENUM16, a value that does not fit",
              (NdrSimpleTypeMarshall(&stub, (unsigned char*)&value, 0x0d), 0));
    FACT_CALL("NdrSimpleTypeMarshall", "no simple type",
              (NdrSimpleTypeMarshall(&stub, (unsigned char*)&value, 0x15), 0));
    FACT_CALL("NdrSimpleTypeUnmarshall", "no simple type",
              (NdrSimpleTypeUnmarshall(&stub, (unsigned char*)&value, 0x15), 0));
}

struct pair {
    LONG first, second;
};
struct linked {
    LONG value;
    LONG* pointer;
};

static void structures(void) {
    struct pair pair = {1, 2}, *read, kept = {0, 0};
    LONG seven = 7;
    struct linked linked = {3, &seven}, alone = {4, NULL}, *found;
    unsigned size = marshal(&SimpleStruct, "two longs", PAIR, &pair);
    read = unmarshal(&SimpleStruct, "two longs", PAIR, size, NULL, 1);
    FACT_NUMBER("NdrSimpleStructUnmarshall", "two longs, the second", read ? read->second : -1);
    unmarshal(&SimpleStruct, "two longs, into memory", PAIR, size, &kept, 0);
    FACT_NUMBER("NdrSimpleStructUnmarshall", "two longs, into memory, the second", kept.second);
    cut_short(&SimpleStruct, "two longs", PAIR, size);
    size = marshal(&ComplexStruct, "a long and a null pointer", LINKED, &alone);
    found = unmarshal(&ComplexStruct, "a long and a null pointer", LINKED, size, NULL, 1);
    FACT_NUMBER("NdrComplexStructUnmarshall", "a long and a null pointer, the pointer",
                found && found->pointer == NULL);
    size = marshal(&ComplexStruct, "a long and a pointer", LINKED, &linked);
    found = unmarshal(&ComplexStruct, "a long and a pointer", LINKED, size, NULL, 1);
    FACT_NUMBER("NdrComplexStructUnmarshall", "a long and a pointer, what it points at",
                found && found->pointer ? *found->pointer : -1);
    cut_short(&ComplexStruct, "a long and a pointer", LINKED, size);
}

static void arrays(void) {
    LONG numbers[3] = {1, 2, 3}, *read;
    int suits[2] = {4, 5}, bad[2] = {4, 0x8000}, *found;
    unsigned size;
    arguments[0] = 3;
    size = marshal(&ConformantArray, "three longs", NUMBERS, numbers);
    read = unmarshal(&ConformantArray, "three longs", NUMBERS, size, NULL, 1);
    FACT_NUMBER("NdrConformantArrayUnmarshall", "three longs, the third", read ? read[2] : -1);
    cut_short(&ConformantArray, "three longs", NUMBERS, size);
    buffer[3] = 0x40;
    unmarshal(&ConformantArray, "more than there is", NUMBERS, size, NULL, 1);
    arguments[0] = 0;
    size = marshal(&ConformantArray, "no longs", NUMBERS, numbers);
    arguments[0] = 2;
    size = marshal(&ComplexArray, "two enumerators", SUITS, suits);
    found = unmarshal(&ComplexArray, "two enumerators", SUITS, size, NULL, 1);
    FACT_NUMBER("NdrComplexArrayUnmarshall", "two enumerators, the second", found ? found[1] : -1);
    cut_short(&ComplexArray, "two enumerators", SUITS, size);
    begin();
    place(0, size);
    FACT_CALL("NdrComplexArrayMarshall", "an enumerator that does not fit",
              NdrComplexArrayMarshall(&stub, (unsigned char*)bad, types + SUITS) == NULL);
}

static void strings(void) {
    static const unsigned short wide[] = {'h', 'i', 0};
    unsigned char* read;
    unsigned size = marshal(&ConformantString, "'text'", TEXT, "text");
    read = unmarshal(&ConformantString, "'text'", TEXT, size, NULL, 1);
    FACT_TEXT("NdrConformantStringUnmarshall", "'text', what was read", read ? (char*)read : "");
    cut_short(&ConformantString, "'text'", TEXT, size);
    buffer[4] = 1;
    unmarshal(&ConformantString, "it does not begin at 0", TEXT, size, NULL, 1);
    buffer[4] = 0;
    buffer[8] = 9;
    unmarshal(&ConformantString, "more characters than the array has", TEXT, size, NULL, 1);
    buffer[8] = 5;
    buffer[16] = 'x';
    unmarshal(&ConformantString, "no terminator", TEXT, size, NULL, 1);
    marshal(&ConformantString, "an empty string", TEXT, "");
    size = marshal(&ConformantString, "two wide characters", WIDE_TEXT, wide);
    read = unmarshal(&ConformantString, "two wide characters", WIDE_TEXT, size, NULL, 1);
    FACT_NUMBER("NdrConformantStringUnmarshall", "two wide characters, the second", read ? read[2] : -1);
    cut_short(&ConformantString, "two wide characters", WIDE_TEXT, size);
}

static void pointers(void) {
    LONG five = 5, *read;
    unsigned char* text;
    unsigned size;
    marshal(&Pointer, "a null unique pointer", UNIQUE, NULL);
    FACT_NUMBER("NdrPointerUnmarshall", "a null unique pointer, what was read",
                unmarshal(&Pointer, "a null unique pointer", UNIQUE, 4, NULL, 0) == NULL);
    size = marshal(&Pointer, "a unique pointer to a long", UNIQUE, &five);
    read = unmarshal(&Pointer, "a unique pointer to a long", UNIQUE, size, NULL, 0);
    FACT_NUMBER("NdrPointerUnmarshall", "a unique pointer to a long, the long", read ? *read : -1);
    cut_short(&Pointer, "a unique pointer to a long", UNIQUE, size);
    size = marshal(&Pointer, "a reference to a long", REFERENCE, &five);
    read = unmarshal(&Pointer, "a reference to a long", REFERENCE, size, NULL, 1);
    FACT_NUMBER("NdrPointerUnmarshall", "a reference to a long, the long", read ? *read : -1);
    begin();
    place(0, 16);
    FACT_CALL("NdrPointerMarshall", "a null reference", NdrPointerMarshall(&stub, NULL, types + REFERENCE) == NULL);
    FACT_CALL("NdrPointerBufferSize", "a null reference", size_of(&Pointer, REFERENCE, NULL, 0));
    size = marshal(&Pointer, "a unique string", UNIQUE_TEXT, "x");
    blocks = 0;
    text = unmarshal(&Pointer, "a unique string", UNIQUE_TEXT, size, NULL, 1);
    FACT_NUMBER("NdrPointerUnmarshall", "a unique string, blocks of memory", blocks);
    FACT_CALL("NdrPointerFree", "a unique string", (NdrPointerFree(&stub, text, types + UNIQUE_TEXT), blocks));
    FACT_CALL("NdrPointerFree", "a null pointer", (NdrPointerFree(&stub, NULL, types + UNIQUE_TEXT), blocks));
}

static void interface_pointers(void) {
    marshal(&InterfacePointer, "a null pointer", UNKNOWN, NULL);
    FACT_NUMBER("NdrInterfacePointerUnmarshall", "a null pointer, what was read",
                unmarshal(&InterfacePointer, "a null pointer", UNKNOWN, 4, NULL, 0) == NULL);
    cut_short(&InterfacePointer, "a null pointer", UNKNOWN, 4);
    begin();
    FACT_CALL("NdrInterfacePointerFree", "a null pointer", (NdrInterfacePointerFree(&stub, NULL, types + UNKNOWN), 0));
}

static void user_types(void) {
    LONGLONG value = 9, *read;
    unsigned size;
    size = marshal(&UserMarshal, "a long for a hyper", USER, &value);
    FACT_NUMBER("NdrUserMarshalMarshall", "the user's routine was called", user_calls[1] > 0);
    read = unmarshal(&UserMarshal, "a long for a hyper", USER, size, NULL, 1);
    FACT_NUMBER("NdrUserMarshalUnmarshall", "a long for a hyper, the value", read ? (int)*read : -1);
    FACT_NUMBER("NdrUserMarshalUnmarshall", "the user's routine was called", user_calls[2]);
    FACT_CALL("NdrUserMarshalFree", "a long for a hyper",
              (NdrUserMarshalFree(&stub, (unsigned char*)read, types + USER), user_calls[3]));
    info_facts = 1;
    size_of(&UserMarshal, USER, &value, 0);
    begin();
    place(0, 16);
    NdrUserMarshalMarshall(&stub, (unsigned char*)&value, types + USER);
    begin();
    place(0, 16);
    NdrUserMarshalUnmarshall(&stub, (unsigned char**)&read, types + USER, 1);
    NdrUserMarshalFree(&stub, (unsigned char*)read, types + USER);
    info_facts = 0;
}

static void the_rest(void) {
    static const unsigned char parameters[] = {0x53, 0x08, 0x5b, 0x5c}, incoming[] = {0x4e, 0x08, 0x5b, 0x5c};
    LONG five = 5, big = 0x01020304, handle = 0;
    begin();
    stub.BufferLength = 1;
    FACT_CALL("NdrContextHandleSize", "behind one byte",
              (NdrContextHandleSize(&stub, (unsigned char*)&handle, types + OUT_CONTEXT), stub.BufferLength));
    FACT_CALL("NdrContextHandleInitialize", "no call", NdrContextHandleInitialize(&stub, types + OUT_CONTEXT) != NULL);
    FACT_CALL("NdrClearOutParameters", "a long", (NdrClearOutParameters(&stub, types + REFERENCE, &five), five));
    FACT_CALL("NdrClearOutParameters", "a null pointer", (NdrClearOutParameters(&stub, types + REFERENCE, NULL), 0));
    begin();
    memcpy(buffer, &big, 4);
    place(0, 4);
    FACT_CALL("NdrConvert", "our own representation", (NdrConvert(&stub, parameters), buffer[0]));
    message.DataRepresentation = 0;
    stub.IsClient = 0;
    FACT_CALL("NdrConvert", "big-endian, the first byte becomes", (NdrConvert(&stub, incoming), buffer[0]));
    FACT_CALL("I_RpcAllocate", "ten bytes", I_RpcAllocate(10) != NULL);
}

int main(void) {
    simple_types();
    simple_types_refused();
    structures();
    arrays();
    strings();
    pointers();
    interface_pointers();
    user_types();
    the_rest();
    return 0;
}
