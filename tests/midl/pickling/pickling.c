// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The routines midl writes for [encode] and [decode], over the three kinds of serialization handles. Nothing is sent.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <midles.h>

#include "pickling.h"

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

static int blocks;
void* __RPC_USER MIDL_user_allocate(size_t size) {
    ++blocks;
    return malloc(size);
}
void __RPC_USER MIDL_user_free(void* memory) {
    if (memory) --blocks;
    free(memory);
}

static void all_types_in_one_stream(void) {
    char* buffer = NULL;
    ULONG size = 0;
    handle_t h = NULL;
    Number number = -7;
    Wide wide = 1234567890123;
    Real real = 0.25;
    Size how = LARGE;
    Entry second = {2, (unsigned char*)"second", NULL}, first = {1, (unsigned char*)"first", &second};
    union {
        Row row;
        LONG room[4];
    } row = {.room = {3}};
    memcpy(row.room + 1, "\1\0\2\0\3", 6);
    Choice choice = {2, {.d = 2.5}};
    Numbers numbers = {1, 2, 3};

    CHECK(MesEncodeDynBufferHandleCreate(&buffer, &size, &h) == RPC_S_OK);
    size_t expected = Entry_AlignSize(h, &first);
    Entry_Encode(h, &first);
    CHECK(size == expected);
    Number_Encode(h, &number);
    Wide_Encode(h, &wide);
    Real_Encode(h, &real);
    Size_Encode(h, &how);
    expected = size + Row_AlignSize(h, &row.row);
    Row_Encode(h, &row.row);
    CHECK(size == expected);
    Choice_Encode(h, &choice);
    Numbers_Encode(h, &numbers);
    CHECK(size % 8 == 0);
    CHECK(buffer[0] == 1 && buffer[1] == 0x10);
    CHECK(blocks == 1);

    Entry entry = {0, NULL, NULL};
    Number number2 = 0;
    Wide wide2 = 0;
    Real real2 = 0;
    Size how2 = SMALL;
    Choice choice2 = {0, {0}};
    Numbers numbers2 = {0, 0, 0};
    CHECK(MesBufferHandleReset(h, MES_DYNAMIC_BUFFER_HANDLE, MES_DECODE, &buffer, size, &size) == RPC_S_OK);
    Entry_Decode(h, &entry);
    CHECK(entry.kind == 1 && !strcmp((char*)entry.name, "first"));
    CHECK(entry.next && entry.next->kind == 2 && !strcmp((char*)entry.next->name, "second") && !entry.next->next);
    Number_Decode(h, &number2);
    Wide_Decode(h, &wide2);
    Real_Decode(h, &real2);
    Size_Decode(h, &how2);
    CHECK(number2 == number && wide2 == wide && real2 == real && how2 == how);
    memset(row.room + 1, 0, 12);
    Row_Decode(h, &row.row);
    const short* cells = row.row.cells;  // declared with one element
    CHECK(row.row.count == 3 && cells[0] == 1 && cells[2] == 3);
    Choice_Decode(h, &choice2);
    CHECK(choice2.tag == 2 && choice2.value.d == 2.5);
    Numbers_Decode(h, &numbers2);
    CHECK(numbers2[0] == 1 && numbers2[2] == 3);
    CHECK(blocks == 4);
    Entry_Free(h, &entry);
    Number_Free(h, &number2);
    CHECK(blocks == 1);
    CHECK(MesHandleFree(h) == RPC_S_OK);
    MIDL_user_free(buffer);
}

static RPC_STATUS code_of_suit(handle_t h, Suit* suit, void (*routine)(handle_t, Suit*)) {
    RPC_STATUS volatile code = RPC_S_OK;
    RpcTryExcept { routine(h, suit); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

static RPC_STATUS decode_step(handle_t h, Step* step) {
    RPC_STATUS volatile code = RPC_S_OK;
    RpcTryExcept { Step_Decode(h, step); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

// Primitive in NDR: no header of their own ([MS-RPCE] 2.2.6.3), two bytes and four.
static void simple_types_wider_in_memory(void) {
    static ULONG64 buffer[8];
    ULONG size = 0;
    handle_t h = NULL;
    Suit suit = SPADES, none = (Suit)0x8000;
    Offset offset = -5;
    Step step = 5;
    CHECK(MesEncodeFixedBufferHandleCreate((char*)buffer, sizeof buffer, &size, &h) == RPC_S_OK);
    CHECK(Suit_AlignSize(h, &suit) == 16);
    Suit_Encode(h, &suit);
    CHECK(size == 16);
    Offset_Encode(h, &offset);
    Step_Encode(h, &step);
    CHECK(size == 32);
    CHECK(buffer[1] == 4 && buffer[2] == 0xfffffffb && buffer[3] == 5);
    CHECK(code_of_suit(h, &none, Suit_Encode) == RPC_X_ENUM_VALUE_OUT_OF_RANGE);
    CHECK(size == 32);
    CHECK(MesHandleFree(h) == RPC_S_OK);

    Suit suit2 = HEARTS;
    Offset offset2 = 0;
    Step step2 = 0;
    CHECK(MesDecodeBufferHandleCreate((char*)buffer, size, &h) == RPC_S_OK);
    Suit_Decode(h, &suit2);
    Offset_Decode(h, &offset2);
    CHECK(decode_step(h, &step2) == RPC_S_OK);
    CHECK(suit2 == SPADES && offset2 == -5 && step2 == 5);
    Suit_Free(h, &suit2);
    CHECK(MesHandleFree(h) == RPC_S_OK);

    buffer[1] = 0xffff;
    CHECK(MesDecodeBufferHandleCreate((char*)buffer, size, &h) == RPC_S_OK);
    CHECK(code_of_suit(h, &suit2, Suit_Decode) == RPC_X_ENUM_VALUE_OUT_OF_RANGE);
    CHECK(MesHandleFree(h) == RPC_S_OK);
    buffer[1] = 6;
    CHECK(MesDecodeBufferHandleCreate((char*)buffer, size, &h) == RPC_S_OK);
    CHECK(decode_step(h, &step2) == RPC_X_INVALID_BOUND);
    CHECK(MesHandleFree(h) == RPC_S_OK);
}

static RPC_STATUS decode_other(handle_t h, Number* number) {
    RPC_STATUS volatile code = RPC_S_OK;
    RpcTryExcept { Other(h, number); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

static void pointer_types(void) {
    static ULONG64 buffer[64];
    ULONG size = 0;
    handle_t h = NULL;
    Entry second = {2, (unsigned char*)"second", NULL}, first = {1, NULL, &second};
    List list = &first, empty = NULL;
    Name name = (unsigned char*)"by itself";
    CHECK(MesEncodeFixedBufferHandleCreate((char*)buffer, sizeof buffer, &size, &h) == RPC_S_OK);
    List_Encode(h, &list);
    List_Encode(h, &empty);
    Name_Encode(h, &name);
    CHECK(MesHandleFree(h) == RPC_S_OK);

    List found = NULL, none = NULL;
    Name text = NULL;
    CHECK(MesDecodeBufferHandleCreate((char*)buffer, size, &h) == RPC_S_OK);
    List_Decode(h, &found);
    List_Decode(h, &none);
    Name_Decode(h, &text);
    CHECK(found && found->kind == 1 && !found->name && found->next && found->next->kind == 2);
    CHECK(none == NULL);
    CHECK(text && !strcmp((char*)text, "by itself"));
    List_Free(h, &found);
    Name_Free(h, &text);
    CHECK(blocks == 0);
    CHECK(MesHandleFree(h) == RPC_S_OK);
}

static void procedures(void) {
    static ULONG64 buffer[64];
    ULONG size = 0, procedure = 77;
    handle_t h = NULL;
    RPC_SYNTAX_IDENTIFIER id;
    Number number = 5;
    Entry entry = {9, (unsigned char*)"saved", NULL};
    short cells[3] = {7, 8, 9};
    CHECK(MesEncodeFixedBufferHandleCreate((char*)buffer, sizeof buffer, &size, &h) == RPC_S_OK);
    Other(h, &number);
    LONG count = 3;
    Save(h, &number, &entry, &count, cells);
    CHECK(MesInqProcEncodingId(h, &id, &procedure) == RPC_S_OK);
    CHECK(procedure == 0);
    CHECK(MesHandleFree(h) == RPC_S_OK);

    Number found = 0;
    Entry loaded = {0, NULL, NULL};
    short room[3] = {0, 0, 0};
    CHECK(MesDecodeBufferHandleCreate((char*)buffer, size, &h) == RPC_S_OK);
    CHECK(MesInqProcEncodingId(h, &id, &procedure) == RPC_S_OK);
    CHECK(procedure == 1 && id.SyntaxVersion.MajorVersion == 1 && id.SyntaxVersion.MinorVersion == 3);
    CHECK(decode_other(h, &found) == RPC_S_OK);
    CHECK(found == 5);
    CHECK(decode_other(h, &found) == RPC_X_INVALID_ES_ACTION);
    found = 0;
    Save(h, &found, &loaded, &count, room);
    CHECK(found == 5 && loaded.kind == 9 && !strcmp((char*)loaded.name, "saved") && room[0] == 7 && room[2] == 9);
    Entry_Free(h, &loaded);
    CHECK(blocks == 0);
    CHECK(MesHandleFree(h) == RPC_S_OK);
}

int main(void) {
    RpcTryExcept {
        all_types_in_one_stream();
        pointer_types();
        simple_types_wider_in_memory();
        procedures();
    }
    RpcExcept(1) {
        ++failures;
        printf("raised %u\n", (unsigned)RpcExceptionCode());
    }
    RpcEndExcept printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
