// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about serialization: handles of the three styles, what types and procedures leave in buffers, what is refused.
// stubs: pickle
#include <stdlib.h>

#include "rpc_facts.h"

#include <midles.h>

#include "pickle.h"

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

static ULONG64 room[64];
static char* const buffer = (char*)room;

/// What the program keeps for an incremental handle: one buffer, and what was asked of the routines.
static struct stream {
    ULONG64 room[64];
    unsigned used, taken, allocations, writes, reads, odd_sizes, asked;
} stream;

static void __RPC_USER allocate(void* state, char** block, unsigned int* size) {
    struct stream* s = state;
    s->allocations++;
    s->asked = *size;
    *block = (char*)s->room + s->used;
}
static void __RPC_USER write_out(void* state, char* block, unsigned int size) {
    struct stream* s = state;
    s->writes++;
    s->odd_sizes += size % 8 != 0;
    if (block != (char*)s->room + s->used) memmove((char*)s->room + s->used, block, size);
    s->used += size;
}
static void __RPC_USER read_in(void* state, char** block, unsigned int* size) {
    struct stream* s = state;
    s->reads++;
    *block = (char*)s->room + s->taken;
    s->taken += *size;
}

static handle_t fixed_encoder(ULONG size, ULONG* encoded) {
    handle_t h = NULL;
    memset(room, 0, sizeof room);
    MesEncodeFixedBufferHandleCreate(buffer, size, encoded, &h);
    return h;
}
static handle_t decoder(ULONG size) {
    handle_t h = NULL;
    MesDecodeBufferHandleCreate(buffer, size, &h);
    return h;
}

/// R1, R2
static void creating_fixed(void) {
    static const char* const name = "MesEncodeFixedBufferHandleCreate";
    ULONG size = 0;
    handle_t h = NULL;
    FACT_CALL(name, "a buffer", MesEncodeFixedBufferHandleCreate(buffer, 64, &size, &h));
    FACT_NUMBER(name, "there is a handle", h != NULL);
    FACT_CALL("MesHandleFree", "an encoding handle", MesHandleFree(h));
    h = NULL;
    FACT_CALL(name, "no buffer", MesEncodeFixedBufferHandleCreate(NULL, 64, &size, &h));
    FACT_CALL(name, "an address that is not a multiple of 8",
              MesEncodeFixedBufferHandleCreate(buffer + 4, 64, &size, &h));
    FACT_CALL(name, "a size that is not a multiple of 8", MesEncodeFixedBufferHandleCreate(buffer, 20, &size, &h));
    FACT_CALL(name, "a size that no header fits into", MesEncodeFixedBufferHandleCreate(buffer, 4, &size, &h));
    FACT_CALL(name, "no size", MesEncodeFixedBufferHandleCreate(buffer, 0, &size, &h));
    FACT_CALL(name, "nowhere to put the size", MesEncodeFixedBufferHandleCreate(buffer, 64, NULL, &h));
    FACT_NUMBER(name, "no handle from a refusal", h == NULL);
    FACT_CALL(name, "nowhere to put the handle", MesEncodeFixedBufferHandleCreate(buffer, 64, &size, NULL));
}

static void creating_the_others(void) {
    char* made = NULL;
    ULONG size = 0;
    handle_t h = NULL;
    FACT_CALL("MesDecodeBufferHandleCreate", "a buffer", MesDecodeBufferHandleCreate(buffer, 64, &h));
    FACT_CALL("MesHandleFree", "a decoding handle", MesHandleFree(h));
    FACT_CALL("MesDecodeBufferHandleCreate", "no buffer", MesDecodeBufferHandleCreate(NULL, 64, &h));
    FACT_CALL("MesDecodeBufferHandleCreate", "an address that is not a multiple of 8",
              MesDecodeBufferHandleCreate(buffer + 4, 64, &h));
    FACT_CALL("MesDecodeBufferHandleCreate", "nowhere to put the handle",
              MesDecodeBufferHandleCreate(buffer, 64, NULL));
    h = NULL;
    FACT_CALL("MesEncodeDynBufferHandleCreate", "a pointer to fill", MesEncodeDynBufferHandleCreate(&made, &size, &h));
    FACT_CALL("MesHandleFree", "an encoding handle that was not used", MesHandleFree(h));
    FACT_NUMBER("MesEncodeDynBufferHandleCreate", "no buffer comes without an encoding", made == NULL);
    FACT_CALL("MesEncodeDynBufferHandleCreate", "no pointer to fill", MesEncodeDynBufferHandleCreate(NULL, &size, &h));
    FACT_CALL("MesEncodeDynBufferHandleCreate", "nowhere to put the size",
              MesEncodeDynBufferHandleCreate(&made, NULL, &h));
    FACT_CALL("MesEncodeDynBufferHandleCreate", "nowhere to put the handle",
              MesEncodeDynBufferHandleCreate(&made, &size, NULL));
}

static void creating_incremental(void) {
    static const char *const encode = "MesEncodeIncrementalHandleCreate", *const decode =
                                                                              "MesDecodeIncrementalHandleCreate";
    handle_t h = NULL;
    FACT_CALL(encode, "two routines", MesEncodeIncrementalHandleCreate(&stream, allocate, write_out, &h));
    FACT_CALL("MesHandleFree", "an incremental handle", MesHandleFree(h));
    FACT_CALL(encode, "no state", MesEncodeIncrementalHandleCreate(NULL, allocate, write_out, &h));
    FACT_CALL(encode, "no allocating routine", MesEncodeIncrementalHandleCreate(&stream, NULL, write_out, &h));
    FACT_CALL(encode, "no writing routine", MesEncodeIncrementalHandleCreate(&stream, allocate, NULL, &h));
    FACT_CALL(encode, "nowhere to put the handle",
              MesEncodeIncrementalHandleCreate(&stream, allocate, write_out, NULL));
    FACT_CALL(decode, "a routine", MesDecodeIncrementalHandleCreate(&stream, read_in, &h));
    FACT_CALL(decode, "no routine", MesDecodeIncrementalHandleCreate(&stream, NULL, &h));
    FACT_CALL(decode, "nowhere to put the handle", MesDecodeIncrementalHandleCreate(&stream, read_in, NULL));
}

/// R2, R7: a type by itself, and one behind another.
static void types_in_a_fixed_buffer(void) {
    static const char* const encode = "NdrMesTypeEncode2";
    ULONG size = 77;
    number five = 5, found = 0;
    entry item = {2, (unsigned char*)"two", NULL}, taken = {0, NULL, NULL};
    handle_t h = fixed_encoder(sizeof room, &size);
    FACT_CALL("NdrMesSimpleTypeAlignSize", "a long, first", number_AlignSize(h, &five));
    FACT_CALL("NdrMesSimpleTypeEncode", "a long", (number_Encode(h, &five), 0));
    FACT_NUMBER("MesEncodeFixedBufferHandleCreate", "the size after a long", size);
    fact_bytes("NdrMesSimpleTypeEncode", "the bytes of a long", buffer, 24);
    FACT_CALL("NdrMesTypeAlignSize2", "a structure with a string, behind it", entry_AlignSize(h, &item));
    FACT_CALL(encode, "a structure with a string", (entry_Encode(h, &item), 0));
    FACT_NUMBER("MesEncodeFixedBufferHandleCreate", "the size is cumulative", size);
    FACT_NUMBER(encode, "what it leaves is a multiple of 8", size % 8 == 0);
    fact_bytes(encode, "the header of the structure", buffer + 16, 8);
    MesHandleFree(h);
    h = decoder(size);
    FACT_CALL("NdrMesSimpleTypeDecode", "a long", (number_Decode(h, &found), found));
    FACT_CALL("NdrMesTypeDecode2", "a structure with a string", (entry_Decode(h, &taken), taken.kind));
    FACT_TEXT("NdrMesTypeDecode2", "the string", taken.name ? (char*)taken.name : "");
    FACT_NUMBER("NdrMesTypeDecode2", "the null pointer", taken.next == NULL);
    FACT_CALL("NdrMesTypeFree2", "what was decoded", (entry_Free(h, &taken), 0));
    FACT_CALL("NdrMesSimpleTypeDecode", "behind the last byte", (number_Decode(h, &found), found));
    MesHandleFree(h);
}

static void what_types_refuse(void) {
    ULONG size = 0;
    number five = 5;
    entry item = {2, (unsigned char*)"two", NULL}, taken = {0, NULL, NULL};
    suit none = (suit)0x8000, four = fourth, read = first;
    handle_t h = fixed_encoder(16, &size);
    FACT_CALL("NdrMesTypeEncode2", "no room", (entry_Encode(h, &item), 0));
    FACT_CALL("NdrMesTypeDecode2", "on an encoding handle", (entry_Decode(h, &taken), 0));
    MesHandleFree(h);
    FACT_CALL("NdrMesTypeEncode2", "no handle", (entry_Encode(NULL, &item), 0));
    h = fixed_encoder(sizeof room, &size);
    FACT_CALL("NdrMesTypeEncode2", "an enumerator that does not fit", (suit_Encode(h, &none), 0));
    FACT_CALL("NdrMesTypeEncode2", "an enumerator", (suit_Encode(h, &four), size));
    fact_bytes("NdrMesTypeEncode2", "the bytes of an enumerator", buffer + size - 8, 8);
    entry_Encode(h, &item);
    MesHandleFree(h);
    h = decoder(size);
    FACT_CALL("NdrMesTypeEncode2", "on a decoding handle", (number_Encode(h, &five), 0));
    FACT_CALL("NdrMesTypeDecode2", "an enumerator", (suit_Decode(h, &read), read));
    MesHandleFree(h);
    buffer[0] = 9;  // R8
    h = decoder(size);
    FACT_CALL("NdrMesTypeDecode2", "a version there is none of", (suit_Decode(h, &read), read));
    MesHandleFree(h);
    buffer[0] = 1;
    h = decoder(24);
    FACT_CALL("NdrMesTypeDecode2", "a buffer that ends too early", (entry_Decode(h, &taken), 0));
    MesHandleFree(h);
}

/// R3: several encodings with one handle give one buffer.
static void a_dynamic_buffer(void) {
    char* made = NULL;
    ULONG size = 0;
    number one = 1, two = 2, found = 0;
    handle_t h = NULL;
    MesEncodeDynBufferHandleCreate(&made, &size, &h);
    FACT_CALL("MesEncodeDynBufferHandleCreate", "a long, then", (number_Encode(h, &one), made != NULL));
    FACT_NUMBER("MesEncodeDynBufferHandleCreate", "the size", size);
    FACT_CALL("MesEncodeDynBufferHandleCreate", "a second long, then", (number_Encode(h, &two), made != NULL));
    FACT_NUMBER("MesEncodeDynBufferHandleCreate", "the size of both", size);
    FACT_CALL("MesBufferHandleReset", "to decode it",
              MesBufferHandleReset(h, MES_DYNAMIC_BUFFER_HANDLE, MES_DECODE, &made, size, &size));
    FACT_CALL("MesBufferHandleReset", "the first after that", (number_Decode(h, &found), found));
    FACT_CALL("MesBufferHandleReset", "the second after that", (number_Decode(h, &found), found));
    MesHandleFree(h);
    midl_user_free(made);
}

static void resetting(void) {
    static const char *const name = "MesBufferHandleReset", *const incremental = "MesIncrementalHandleReset";
    ULONG size = 0;
    char *where = buffer, *nothing = NULL, *odd = buffer + 4;
    handle_t h = fixed_encoder(64, &size), other = NULL;
    FACT_CALL(name, "to encode again", MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &where, 64, &size));
    FACT_CALL(name, "to decode", MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, MES_DECODE, &where, 64, &size));
    FACT_CALL(name, "a style there is none of", MesBufferHandleReset(h, 77, MES_ENCODE, &where, 64, &size));
    FACT_CALL(name, "the incremental style",
              MesBufferHandleReset(h, MES_INCREMENTAL_HANDLE, MES_ENCODE, &where, 64, &size));
    FACT_CALL(name, "an operation there is none of",
              MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, (MIDL_ES_CODE)77, &where, 64, &size));
    FACT_CALL(name, "no pointer to a buffer",
              MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, NULL, 64, &size));
    FACT_CALL(name, "a null buffer", MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &nothing, 64, &size));
    FACT_CALL(name, "an address that is not a multiple of 8",
              MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &odd, 64, &size));
    FACT_CALL(name, "nowhere to put the size",
              MesBufferHandleReset(h, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &where, 64, NULL));
    FACT_CALL(name, "no handle", MesBufferHandleReset(NULL, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &where, 64, &size));
    FACT_CALL(incremental, "a handle of the fixed style",
              MesIncrementalHandleReset(h, &stream, allocate, write_out, read_in, MES_ENCODE));
    MesHandleFree(h);
    FACT_CALL(incremental, "no handle", MesIncrementalHandleReset(NULL, NULL, NULL, NULL, NULL, MES_ENCODE));
    MesEncodeIncrementalHandleCreate(&stream, allocate, write_out, &other);
    FACT_CALL(name, "an incremental handle",
              MesBufferHandleReset(other, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &where, 64, &size));
    FACT_CALL(incremental, "nothing changes", MesIncrementalHandleReset(other, NULL, NULL, NULL, NULL, MES_ENCODE));
    FACT_CALL(incremental, "an operation there is none of",
              MesIncrementalHandleReset(other, NULL, NULL, NULL, NULL, (MIDL_ES_CODE)77));
    FACT_CALL(incremental, "to decode, and nothing reads",
              MesIncrementalHandleReset(other, NULL, NULL, NULL, NULL, MES_DECODE));
    FACT_CALL(incremental, "to decode", MesIncrementalHandleReset(other, NULL, NULL, NULL, read_in, MES_DECODE));
    MesHandleFree(other);
}

/// R4, R5: what the routines are asked for.
static void an_incremental_stream(void) {
    static const char *const encode = "MesEncodeIncrementalHandleCreate", *const decode =
                                                                              "MesDecodeIncrementalHandleCreate";
    handle_t h = NULL;
    list nothing = NULL;
    entry item = {2, (unsigned char*)"two", NULL}, taken = {0, NULL, NULL};
    memset(&stream, 0, sizeof stream);
    MesEncodeIncrementalHandleCreate(&stream, allocate, write_out, &h);
    FACT_CALL(encode, "a structure", (entry_Encode(h, &item), stream.used % 8));
    FACT_NUMBER(encode, "a buffer was asked for", stream.allocations > 0 && stream.asked > 0);
    FACT_NUMBER(encode, "it was written", stream.writes > 0);
    FACT_CALL(encode, "a null pointer behind it", (list_Encode(h, &taken.next), stream.used % 8));
    MesHandleFree(h);
    MesDecodeIncrementalHandleCreate(&stream, read_in, &h);
    FACT_CALL(decode, "the structure", (entry_Decode(h, &taken), taken.kind));
    FACT_TEXT(decode, "its string", taken.name ? (char*)taken.name : "");
    FACT_CALL(decode, "the null pointer behind it", (list_Decode(h, &nothing), nothing == NULL));
    FACT_NUMBER(decode, "all was read", stream.taken == stream.used);
    FACT_NUMBER(decode, "the routine was called", stream.reads > 0);
    MesHandleFree(h);
    stream.taken = 0;
    MesDecodeIncrementalHandleCreate(&stream, read_in, &h);
    FACT_CALL(
        "MesIncrementalHandleReset", "before reading from the beginning",
        (entry_Decode(h, &taken), stream.taken = 0, MesIncrementalHandleReset(h, NULL, NULL, NULL, NULL, MES_DECODE)));
    taken.kind = 0;
    FACT_CALL("MesIncrementalHandleReset", "reading from the beginning", (entry_Decode(h, &taken), taken.kind));
    MesHandleFree(h);
}

static void procedures(void) {
    static const char* const name = "NdrMesProcEncodeDecode2";
    ULONG size = 0;
    number five = 5, found = 0;
    short six = 6;
    entry item = {2, (unsigned char*)"two", NULL}, taken = {0, NULL, NULL};
    handle_t h = fixed_encoder(sizeof room, &size);
    FACT_CALL(name, "encoding", (c_save(h, &five, &item), 0));
    FACT_NUMBER(name, "the size is a multiple of 8", size % 8);
    FACT_NUMBER(name, "there is something", size > 0);
    fact_bytes(name, "its header", buffer, 24);
    FACT_CALL(name, "a second procedure", (c_other(h, &six), size % 8));
    MesHandleFree(h);
    h = decoder(size);
    FACT_CALL(name, "decoding", (c_save(h, &found, &taken), found));
    FACT_NUMBER(name, "the second argument", taken.kind);
    FACT_TEXT(name, "its string", taken.name ? (char*)taken.name : "");
    six = 0;
    FACT_CALL(name, "decoding the second", (c_other(h, &six), six));
    FACT_CALL(name, "behind the last byte", (c_other(h, &six), six));
    MesHandleFree(h);
    h = decoder(size);
    FACT_CALL(name, "not the procedure that was encoded", (c_other(h, &six), six));
    MesHandleFree(h);
    h = fixed_encoder(24, &size);
    FACT_CALL(name, "no room", (c_save(h, &five, &item), 0));
    MesHandleFree(h);
}

/// R6
static void whose_encoding(void) {
    static const char* const name = "MesInqProcEncodingId";
    ULONG size = 0, procedure = 77;
    number five = 5;
    short six = 6;
    entry item = {2, NULL, NULL};
    RPC_SYNTAX_IDENTIFIER id;
    handle_t h = fixed_encoder(sizeof room, &size);
    memset(&id, 0, sizeof id);
    FACT_CALL(name, "nothing was encoded yet", MesInqProcEncodingId(h, &id, &procedure));
    FACT_CALL(name, "an encoding", (c_save(h, &five, &item), c_other(h, &six), 0));
    FACT_CALL(name, "an encoding handle", MesInqProcEncodingId(h, &id, &procedure));
    FACT_NUMBER(name, "the last procedure that was encoded", procedure);
    FACT_CALL(name, "no interface", MesInqProcEncodingId(h, NULL, &procedure));
    FACT_CALL(name, "no procedure", MesInqProcEncodingId(h, &id, NULL));
    FACT_CALL(name, "no handle", MesInqProcEncodingId(NULL, &id, &procedure));
    MesHandleFree(h);
    h = decoder(size);
    procedure = 77;
    memset(&id, 0, sizeof id);
    FACT_CALL(name, "a decoding handle", MesInqProcEncodingId(h, &id, &procedure));
    FACT_NUMBER(name, "the next procedure", procedure);
    FACT_HEX(name, "the interface begins", id.SyntaxGUID.Data1);
    FACT_NUMBER(name, "its major version", id.SyntaxVersion.MajorVersion);
    FACT_NUMBER(name, "its minor version", id.SyntaxVersion.MinorVersion);
    FACT_CALL(name, "decoding after that", (c_save(h, &five, &item), MesInqProcEncodingId(h, &id, &procedure)));
    FACT_NUMBER(name, "the procedure after that", procedure);
    MesHandleFree(h);
    memset(room, 0, sizeof room);
    h = decoder(64);
    FACT_CALL(name, "a buffer of zeros", MesInqProcEncodingId(h, &id, &procedure));
    MesHandleFree(h);
}

/// Wine's handles with buffers do not encode.
static int buffers_can_be_encoded(void) {
    ULONG size = 0;
    entry item = {2, NULL, NULL};
    handle_t h = fixed_encoder(sizeof room, &size);
    entry_Encode(h, &item);
    MesHandleFree(h);
    return size > 0;
}

int main(void) {
    creating_fixed();
    creating_the_others();
    creating_incremental();
    resetting();
    an_incremental_stream();
    FACT_CALL("MesHandleFree", "no handle", MesHandleFree(NULL));
#ifndef _WIN32  // Wine frees what it is given
    {
        RPC_BINDING_HANDLE other = fact_binding("ncalrpc:[x]");
        FACT_CALL("MesHandleFree", "a binding handle", MesHandleFree(other));
        FACT_NUMBER("MesHandleFree", "a binding handle is left", RpcBindingFree(&other));
    }
#endif
    if (!buffers_can_be_encoded()) return 0;
    types_in_a_fixed_buffer();
    what_types_refuse();
    a_dynamic_buffer();
    procedures();
    whose_encoding();
    return 0;
}
