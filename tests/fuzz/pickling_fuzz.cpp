// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: streams of serialized types and procedures. The first byte picks what is decoded, a type or a procedure
// whose identity was asked for before, and from a buffer or piecemeal; the rest is the stream. Everything that was
// decoded must be freed again by the type's own routine. Corpus: tests/fuzz/corpus/pickling.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/pickling/procedure_pickle.hpp"
#include "rpcrt4/pickling/type_pickle.hpp"

using namespace rpcrt4;

namespace {

enum : uint8_t { kProcedure = 1, kPiecemeal = 2 };

long blocks = 0;
void* __RPC_USER allocate(size_t size) {
    ++blocks;
    return std::malloc(size);
}
void __RPC_USER release(void* memory) {
    if (memory) --blocks;
    std::free(memory);
}

struct Entry {
    LONG number;
    char* name;
    Entry* next;
};

// 2: string pointer; 6: struct Entry { long; [string] char*; Entry*; }
// clang-format off
const unsigned char kTypes[] = {
    0, 0,
    0x12, 0x08, 0x22, 0x5c,
    0x1a, 0x03, 0x18, 0x00, 0x00, 0x00, 0x08, 0x00, 0x08, 0x39, 0x36, 0x36, 0x5c, 0x5b,
    0x12, 0x08, 0x22, 0x5c, 0x12, 0x00, 0xec, 0xff,
};
constexpr int kEntry = 6;
// void Both([in] handle_t h, [in, out] long *number, [in, out] struct Entry *entry): procedure 3
const unsigned char kBoth[] = {
    0x00, 0x78, 0, 0, 0, 0, 3, 0, 0x18, 0, 0x32, 0, 0, 0, 0, 0, 0, 0, 0x43, 2, 0x0a, 0x01, 0, 0, 0, 0, 0, 0, 0, 0,
    0x58, 0x01, 8, 0, 0x08, 0,
    0x1b, 0x01, 16, 0, kEntry, 0,
};
// clang-format on

struct Source {
    const uint8_t* at;
    const uint8_t* end;
    std::vector<uint64_t> piece;
};
void __RPC_USER read_piece(void* state, char** buffer, unsigned* size) {
    auto& source = *static_cast<Source*>(state);
    const auto left = static_cast<unsigned>(source.end - source.at);
    if (*size > left) *size = left;
    source.piece.assign(*size / 8 + 1, 0);
    if (*size) std::memcpy(source.piece.data(), source.at, *size);
    source.at += *size;
    *buffer = reinterpret_cast<char*>(source.piece.data());
}

void decode(pickling::Pickle& pickle, const MIDL_STUB_DESC& stub, bool procedure, Entry& entry) {
    if (!procedure) return pickling::decode_type(pickle, {stub, kTypes + kEntry, true}, &entry);
    static_cast<void>(pickling::encoding_id(pickle));
    LONG number = 0;
    uint64_t slots[3] = {0, reinterpret_cast<uint64_t>(&number), reinterpret_cast<uint64_t>(&entry)};
    pickling::run_procedure(&pickle, stub, rpcrt4::stub::procedure_at(kBoth, stub), slots);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    static const RPC_CLIENT_INTERFACE kInterface = {sizeof(RPC_CLIENT_INTERFACE),
                                                    {{0x12345678, 0x1234, 0x1234, {0x12, 0x34}}, {1, 2}},
                                                    {},
                                                    nullptr,
                                                    0,
                                                    nullptr,
                                                    0,
                                                    nullptr,
                                                    0};
    MIDL_STUB_DESC stub{};
    stub.RpcInterfaceInformation = const_cast<RPC_CLIENT_INTERFACE*>(&kInterface);
    stub.pfnAllocate = allocate;
    stub.pfnFree = release;
    stub.pFormatTypes = kTypes;
    std::vector<uint64_t> stream(size / 8 + 1);
    std::memcpy(stream.data(), data + 1, size - 1);
    const auto* begin = reinterpret_cast<const uint8_t*>(stream.data());
    Source source{begin, begin + size - 1, {}};

    auto pickle = base::make_ref<pickling::Pickle>();
    const base::Status ready =
        data[0] & kPiecemeal
            ? pickle->use_incremental(pickling::Operation::decode, {&source, nullptr, nullptr, read_piece})
            : pickle->use_fixed(pickling::Operation::decode, reinterpret_cast<char*>(stream.data()),
                                static_cast<uint32_t>(size - 1), nullptr);
    if (base::failed(ready)) __builtin_trap();
    for (int items = 0; items < 4; ++items) {
        Entry entry{};
        bool decoded = true;
        try {
            decode(*pickle, stub, data[0] & kProcedure, entry);
        } catch (const handleapi::RpcError&) {
            decoded = false;
        }
        pickling::free_type({stub, kTypes + kEntry, true}, &entry);
        if (blocks != 0) __builtin_trap();
        if (!decoded) break;
    }
    return 0;
}
