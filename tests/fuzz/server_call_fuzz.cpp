// SPDX-License-Identifier: LGPL-2.1-or-later
// libFuzzer target: arbitrary bytes as the request of a call, served by the stub that midl made of the unit tests'
// faults.idl: unmarshalled into the receive buffer and beside it, handed to a manager that uses and changes all of it,
// marshalled as a reply, freed. The first byte of the input picks procedure and byte order. A fault or a block that is
// left over is a finding; the program's allocator refuses now and then, as the input says.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include "faults.h"
#include "handleapi/boundary.hpp"
#include "rpcrt4/stub/server_call.hpp"

namespace {

constexpr std::align_val_t kAligned{16};

size_t blocks = 0, buffers = 0;
unsigned allocations_left = 0;  ///< before the program has no memory

uint8_t* new_buffer(size_t size) {
    ++buffers;
    return new (kAligned) uint8_t[size + (size == 0)];
}
void delete_buffer(void* buffer) {
    --buffers;
    ::operator delete[](buffer, kAligned);
}

template <typename T>
T* obtain(size_t size = sizeof(T)) {
    return static_cast<T*>(MIDL_user_allocate(size));
}

/// Reads everything a program would.
LONG sum(const Node* node) {
    LONG total = 0;
    for (int i = 0; node && i < 1000; ++i, node = node->next) {
        total ^= node->value;
        if (node->name) total ^= static_cast<LONG>(std::strlen(reinterpret_cast<const char*>(node->name)));
    }
    return total;
}

void serve(const uint8_t* data, size_t size) {
    static auto* description = static_cast<RPC_SERVER_INTERFACE*>(Faults_v1_0_s_ifspec);
    allocations_left = data[1] ? data[1] : ~0u;
    uint8_t* const request = new_buffer(size - 2);
    std::memcpy(request, data + 2, size - 2);
    RPC_MESSAGE message{};
    message.DataRepresentation = data[0] & 0x80 ? NDR_BIG_ENDIAN : NDR_LOCAL_DATA_REPRESENTATION;
    message.Buffer = request;
    message.BufferLength = static_cast<unsigned>(size - 2);
    constexpr unsigned kProcedures[] = {0, 3};  // those that answer at once and take anything
    message.ProcNum = kProcedures[data[0] & 1];
    message.RpcInterfaceInformation = description;
    try {
        rpcrt4::stub::server_call(message);
    } catch (const handleapi::RpcError&) {
    }
    if (message.Buffer != request) delete_buffer(message.Buffer);
    delete_buffer(request);
    if (blocks != 0 || buffers != 0) std::abort();
}

uint8_t* aligned(uint8_t* at) { return at + ((0 - reinterpret_cast<uintptr_t>(at)) & 3); }

}  // namespace

extern "C" {

void* MIDL_user_allocate(size_t size) {
    if (size > (1u << 20) || allocations_left == 0) return nullptr;
    --allocations_left;
    ++blocks;
    return std::malloc(size);
}
void MIDL_user_free(void* block) {
    --blocks;
    std::free(block);
}

// The table of the stub names its entry points; the target calls what is behind them.
void RPC_ENTRY NdrServerCall2(PRPC_MESSAGE) { std::abort(); }
void RPC_ENTRY NdrAsyncServerCall(PRPC_MESSAGE) { std::abort(); }
void* RPC_ENTRY RpcSsAllocate(size_t) { std::abort(); }
void RPC_ENTRY RpcSsFree(void*) { std::abort(); }
RPC_STATUS RPC_ENTRY I_RpcGetBuffer(RPC_MESSAGE* message) {
    message->Buffer = new_buffer(message->BufferLength);
    return RPC_S_OK;
}

LONG s_Everywhere(Node* sent, Nodes* changed, Mixed* mixed, Node** made, LONG* count, LONG** values, Chosen* chosen,
                  Text* text, Node* aliased, Node* alias) {
    LONG total = sum(sent) ^ sum(mixed->always) ^ sum(aliased) ^ sum(alias);
    for (LONG i = 0; changed->nodes && i < changed->count; ++i) total ^= sum(changed->nodes[i]);
    for (const Item* item = mixed->list; item; item = item->next) total ^= item->value;
    if (mixed->text.text) total ^= static_cast<LONG>(std::strlen(reinterpret_cast<const char*>(mixed->text.text)));
    if (chosen->kind == 1) total ^= sum(chosen->choice.node);
    *made = obtain<Node>();
    if (*made) **made = {total, nullptr, nullptr};
    *values = obtain<LONG>(2 * sizeof(LONG));
    *count = *values ? 2 : 0;
    for (LONG i = 0; i < *count; ++i) (*values)[i] = total;
    text->text = obtain<unsigned char>(2);
    if (text->text) std::memcpy(text->text, "x", 2);
    return total;
}
void Everywhere_notify_flag(boolean) {}
Node* s_Listed(LONG) { return nullptr; }
void s_Later(PRPC_ASYNC_STATE, Node*, Nodes*, Text*) {}
void Later_notify_flag(boolean) {}
void s_Whole(Node** list) {
    for (Node* node = *list; node; node = node->next) ++node->value;
}

void List_to_xmit(List* list, Numbers** numbers) {
    LONG count = 0;
    for (const Item* item = *list; item; item = item->next) ++count;
    *numbers = obtain<Numbers>(sizeof(Numbers) + sizeof(LONG) * static_cast<size_t>(count));
    if (!*numbers) return;
    (*numbers)->count = count;
    count = 0;
    for (const Item* item = *list; item; item = item->next) (*numbers)->values[count++] = item->value;
}
void List_from_xmit(Numbers* numbers, List* list) {
    for (LONG i = numbers->count; i-- > 0;) {
        auto* item = obtain<Item>();
        if (!item) return;
        *item = {*list, numbers->values[i]};
        *list = item;
    }
}
void List_free_xmit(Numbers* numbers) {
    if (numbers) MIDL_user_free(numbers);
}
void List_free_inst(List* list) {
    while (Item* item = *list) {
        *list = item->next;
        MIDL_user_free(item);
    }
}

ULONG Text_UserSize(ULONG*, ULONG start, Text* text) {
    const size_t length = text->text ? std::strlen(reinterpret_cast<const char*>(text->text)) : 0;
    return ((start + 3) & ~3u) + 8 + static_cast<ULONG>(length);
}
unsigned char* Text_UserMarshal(ULONG*, unsigned char* buffer, Text* text) {
    const auto length = static_cast<LONG>(text->text ? std::strlen(reinterpret_cast<const char*>(text->text)) : 0);
    buffer = aligned(buffer);
    std::memcpy(buffer, &length, 4);
    std::memcpy(buffer + 4, &length, 4);
    if (length) std::memcpy(buffer + 8, text->text, static_cast<size_t>(length));
    return buffer + 8 + length;
}
unsigned char* Text_UserUnmarshal(ULONG* flags, unsigned char* buffer, Text* text) {
    NDR_USER_MARSHAL_INFO info;
    if (rpcrt4::ndr::user_marshal_info(flags, 1, &info) != base::Status::ok) std::abort();
    const ULONG room = info.Level1.BufferSize;
    ULONG length = 0;
    if (room < 8) return buffer + room + 1;  // outside, which the engine has to notice
    std::memcpy(&length, buffer, 4);
    if (length > room - 8) return buffer + room + 1;
    text->text = obtain<unsigned char>(length + 1);
    if (!text->text) return buffer + 8 + length;
    std::memcpy(text->text, buffer + 8, length);
    text->text[length] = 0;
    return buffer + 8 + length;
}
void Text_UserFree(ULONG*, Text* text) {
    if (text->text) MIDL_user_free(text->text);
    text->text = nullptr;
}

}  // extern "C"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size >= 2) serve(data, size);
    return 0;
}
