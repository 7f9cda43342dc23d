// SPDX-License-Identifier: LGPL-2.1-or-later
// Serialization through the exports of <midles.h>, with format strings as Microsoft's compiler writes them. Golden
// bytes of types follow [MS-RPCE] 2.2.6; the procedure header is the one Wine 8.0 writes for the same interface.
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "handleapi/boundary.hpp"

#include <midles.h>

using base::Status;

namespace {

using Bytes = std::vector<uint8_t>;

int live_blocks = 0;
void* __RPC_USER count_allocate(size_t size) {
    ++live_blocks;
    return std::malloc(size);
}
void __RPC_USER count_free(void* memory) {
    if (memory) --live_blocks;
    std::free(memory);
}

struct Named {
    LONG number;
    char* name;
};

// 2: unique pointer to a string; 6: struct Named; 22: unique pointer to Named; 26: ULONG array [size_is is 4 back]
// clang-format off
const unsigned char kTypes[] = {
    0, 0,
    0x12, 0x08, 0x22, 0x5c,
    0x1a, 0x03, 0x10, 0x00, 0x00, 0x00, 0x06, 0x00, 0x08, 0x39, 0x36, 0x5b, 0x12, 0x08, 0x22, 0x5c,
    0x12, 0x00, 0xee, 0xff,
};
// The same in the descriptors of -Oi: the handle, a pointer to a long, the text; with a type string of their own
const unsigned char kOldTypes[] = {0, 0, 0x11, 0x08, 0x08, 0x5c, 0x11, 0x08, 0x22, 0x5c};
const unsigned char kOldBoth[] = {
    0x00, 0x78, 0, 0, 0, 0, 3, 0, 0x18, 0, 0x32, 0, 0, 0,
    0x4e, 0x0f, 0x50, 2, 2, 0, 0x50, 2, 6, 0, 0x5b, 0x5c,
};
// hyper Sum([in] handle_t h, [in] short a, [in] hyper b, [in] struct {long, double} c): procedure 4, nothing at its end
const unsigned char kOldPoint[] = {0x1a, 0x07, 0x10, 0, 0, 0, 0, 0, 0x08, 0x40, 0x0c, 0x5b};
const unsigned char kOldSum[] = {
    0x00, 0x78, 0, 0, 0, 0, 4, 0, 0x28, 0, 0x32, 0, 0, 0,
    0x4e, 0x0f, 0x4e, 0x06, 0x4e, 0x0b, 0x4d, 4, 0, 0, 0x53, 0x0b,
};
constexpr int kNamed = 6, kNamedPointer = 22;
// void Both([in] handle_t h, [in, out] long *number, [in, out, string] char *text): procedure 3
const unsigned char kBoth[] = {
    0x00, 0x78, 0, 0, 0, 0, 3, 0, 0x18, 0, 0x32, 0, 0, 0, 0, 0, 0, 0, 0x43, 2, 0x0a, 0x01, 0, 0, 0, 0, 0, 0, 0, 0,
    0x58, 0x01, 8, 0, 0x08, 0,
    0x1b, 0x01, 16, 0, 4, 0,
};
// clang-format on

const RPC_CLIENT_INTERFACE kInterface = {
    sizeof(RPC_CLIENT_INTERFACE),
    {{0x12345678, 0x1234, 0x1234, {0x12, 0x34, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc}}, {1, 2}},
    {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}}, {2, 0}},
    nullptr,
    0,
    nullptr,
    0,
    nullptr,
    0};

struct Fixture {
    Fixture() {
        live_blocks = 0;
        stub.RpcInterfaceInformation = const_cast<RPC_CLIENT_INTERFACE*>(&kInterface);
        stub.pfnAllocate = count_allocate;
        stub.pfnFree = count_free;
        stub.pFormatTypes = kTypes;
    }
    ~Fixture() {
        if (handle) CHECK(MesHandleFree(handle) == RPC_S_OK);
        CHECK(live_blocks == 0);
    }
    Status encode(Named value) {
        return handleapi::call_user([&] { NdrMesTypeEncode2(handle, &info, &stub, kTypes + kNamed, &value); });
    }
    Status decode(Named& value) {
        return handleapi::call_user([&] { NdrMesTypeDecode2(handle, &info, &stub, kTypes + kNamed, &value); });
    }
    void release(Named& value) { NdrMesTypeFree2(handle, &info, &stub, kTypes + kNamed, &value); }
    Status both(LONG* number, char* text) {
        return handleapi::call_user([&] { NdrMesProcEncodeDecode2(handle, &stub, kBoth, handle, number, text); });
    }
    void fixed_encoder() {
        std::memset(buffer, 0x55, sizeof buffer);
        REQUIRE(MesEncodeFixedBufferHandleCreate(buffer, sizeof buffer, &encoded, &handle) == RPC_S_OK);
    }
    void decode_from(Bytes& bytes) {
        REQUIRE(MesDecodeBufferHandleCreate(reinterpret_cast<char*>(bytes.data()), static_cast<ULONG>(bytes.size()),
                                            &handle) == RPC_S_OK);
    }
    Bytes written() const { return Bytes(buffer, buffer + encoded); }

    MIDL_STUB_DESC stub{};
    MIDL_TYPE_PICKLING_INFO info{0x33205054, 3, {}};
    handle_t handle = nullptr;
    alignas(8) char buffer[256];
    ULONG encoded = 77;
};

const Bytes kHeader = {0x01, 0x10, 0x08, 0x00, 0xcc, 0xcc, 0xcc, 0xcc};
const Bytes kAbc = {0x18, 0, 0, 0, 0, 0, 0, 0, 0x44, 0x33, 0x22, 0x11, 0,   0,   2,   0,
                    4,    0, 0, 0, 0, 0, 0, 0, 4,    0,    0,    0,    'a', 'b', 'c', 0};
const Bytes kAbcBigEndian = {0x01, 0x00, 0,    8,    0xcc, 0xcc, 0xcc, 0xcc, 0,   0,   0,   0x18, 0, 0,
                             0,    0,    0x11, 0x22, 0x33, 0x44, 0,    2,    0,   0,   0,   0,    0, 4,
                             0,    0,    0,    0,    0,    0,    0,    4,    'a', 'b', 'c', 0};
const Bytes kBothHeader = {0x01, 0x01, 0xcc, 0xcc, 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f,
                           0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00, 0x78, 0x56,
                           0x34, 0x12, 0x34, 0x12, 0x34, 0x12, 0x12, 0x34, 0x12, 0x34, 0x56, 0x78, 0x9a,
                           0xbc, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00};

Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

char kAbcText[] = "abc";

// ---- an incremental stream in memory

struct Stream {
    Bytes bytes;
    size_t position = 0;
    int allocations = 0, writes = 0;
    std::vector<Bytes> given;  // keeps its blocks alive; misaligned on purpose
};
void __RPC_USER stream_allocate(void* state, char** buffer, unsigned* size) {
    auto& stream = *static_cast<Stream*>(state);
    ++stream.allocations;
    stream.given.emplace_back(*size + 1);
    *buffer = reinterpret_cast<char*>(stream.given.back().data() + 1);
}
void __RPC_USER stream_write(void* state, char* buffer, unsigned size) {
    auto& stream = *static_cast<Stream*>(state);
    ++stream.writes;
    stream.bytes.insert(stream.bytes.end(), buffer, buffer + size);
}
void __RPC_USER stream_read(void* state, char** buffer, unsigned* size) {
    auto& stream = *static_cast<Stream*>(state);
    stream.given.emplace_back(*size + 1);
    const size_t left = std::min<size_t>(*size, stream.bytes.size() - stream.position);
    if (left) std::memcpy(stream.given.back().data() + 1, stream.bytes.data() + stream.position, left);
    stream.position += left;
    *size = static_cast<unsigned>(left);
    *buffer = reinterpret_cast<char*>(stream.given.back().data() + 1);
}

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/pickling");

TEST_CASE_FIXTURE(Fixture,
                  "R1, R3, R7: a fixed buffer gets one common header, then each type padded to 8 behind its own") {
    fixed_encoder();
    Named value{0x11223344, kAbcText};
    CHECK(NdrMesTypeAlignSize2(handle, &info, &stub, kTypes + kNamed, &value) == 40);
    CHECK(encode(value) == Status::ok);
    CHECK(written() == kHeader + kAbc);
    CHECK(NdrMesTypeAlignSize2(handle, &info, &stub, kTypes + kNamed, &value) == 32);
    CHECK(encode(value) == Status::ok);
    CHECK(written() == kHeader + kAbc + kAbc);
}

TEST_CASE_FIXTURE(Fixture, "a pointer type is encoded with what it points at") {
    fixed_encoder();
    Named value{0x11223344, nullptr};
    Named* pointer = &value;
    NdrMesTypeEncode2(handle, &info, &stub, kTypes + kNamedPointer, &pointer);
    Bytes bytes = written();
    CHECK(bytes ==
          kHeader + Bytes{0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x44, 0x33, 0x22, 0x11, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    decode_from(bytes);
    Named* found = nullptr;
    NdrMesTypeDecode2(handle, &info, &stub, kTypes + kNamedPointer, &found);
    REQUIRE(found);
    CHECK(found->number == 0x11223344);
    CHECK(live_blocks == 1);
    NdrMesTypeFree2(handle, &info, &stub, kTypes + kNamedPointer, &found);
}

TEST_CASE_FIXTURE(Fixture, "what was encoded is decoded, in the same order, and freed by the type's routine") {
    Bytes bytes = kHeader + kAbc + kAbc;
    decode_from(bytes);
    for (int i = 0; i < 2; ++i) {
        Named value{};
        CHECK(decode(value) == Status::ok);
        CHECK(value.number == 0x11223344);
        CHECK(std::string(value.name) == "abc");
        release(value);
    }
    Named none{};
    CHECK(decode(none) == Status::rpc_x_invalid_buffer);
}

TEST_CASE_FIXTURE(Fixture, "a stream of the other byte order is decoded without changing the program's buffer") {
    Bytes bytes = kAbcBigEndian;
    decode_from(bytes);
    Named value{};
    CHECK(decode(value) == Status::ok);
    CHECK(value.number == 0x11223344);
    CHECK(std::string(value.name) == "abc");
    CHECK(bytes == kAbcBigEndian);
    release(value);
}

TEST_CASE_FIXTURE(Fixture,
                  "R1, R3: a dynamic buffer comes from the stub's allocator and holds all encodings of its handle") {
    char* result = nullptr;
    REQUIRE(MesEncodeDynBufferHandleCreate(&result, &encoded, &handle) == RPC_S_OK);
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    CHECK(Bytes(result, result + encoded) == kHeader + kAbc);
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    CHECK(Bytes(result, result + encoded) == kHeader + kAbc + kAbc);
    CHECK(live_blocks == 1);
    count_free(result);
}

TEST_CASE_FIXTURE(Fixture,
                  "R1, R4: an incremental stream asks for room, writes each item, and reads as much as it needs") {
    Stream stream;
    REQUIRE(MesEncodeIncrementalHandleCreate(&stream, stream_allocate, stream_write, &handle) == RPC_S_OK);
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    CHECK(stream.bytes == kHeader + kAbc + kAbc);
    CHECK(stream.allocations == 2);
    CHECK(stream.writes == 2);

    CHECK(MesIncrementalHandleReset(handle, nullptr, nullptr, nullptr, nullptr, MES_DECODE) == RPC_S_INVALID_ARG);
    CHECK(MesIncrementalHandleReset(handle, nullptr, nullptr, nullptr, stream_read, MES_DECODE) == RPC_S_OK);
    Named value{};
    CHECK(decode(value) == Status::ok);
    CHECK(std::string(value.name) == "abc");
    release(value);

    // R5: null keeps what the handle has; a reset stream begins with a header again.
    stream.bytes.clear();
    CHECK(MesIncrementalHandleReset(handle, nullptr, nullptr, nullptr, nullptr, MES_ENCODE) == RPC_S_OK);
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    CHECK(stream.bytes == kHeader + kAbc);
}

TEST_CASE_FIXTURE(Fixture, "an incremental stream that ends early is an invalid buffer") {
    Stream stream;
    stream.bytes = kHeader + Bytes(kAbc.begin(), kAbc.begin() + 20);
    REQUIRE(MesDecodeIncrementalHandleCreate(&stream, stream_read, &handle) == RPC_S_OK);
    Named value{};
    CHECK(decode(value) == Status::rpc_x_invalid_buffer);
    CHECK(value.name == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "R5: a buffer handle is used again, in either direction") {
    fixed_encoder();
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    char* place = buffer;
    CHECK(MesBufferHandleReset(handle, MES_FIXED_BUFFER_HANDLE, MES_DECODE, &place, encoded, nullptr) == RPC_S_OK);
    Named value{};
    CHECK(decode(value) == Status::ok);
    release(value);
    CHECK(MesBufferHandleReset(handle, MES_FIXED_BUFFER_HANDLE, MES_ENCODE_NDR64, &place, encoded, &encoded) ==
          RPC_S_UNSUPPORTED_TRANS_SYN);
    char* result = nullptr;
    CHECK(MesBufferHandleReset(handle, MES_DYNAMIC_BUFFER_HANDLE, MES_ENCODE, &result, 0, &encoded) == RPC_S_OK);
    CHECK(encode({1, nullptr}) == Status::ok);
    count_free(result);
    CHECK(MesIncrementalHandleReset(handle, nullptr, nullptr, nullptr, stream_read, MES_DECODE) == RPC_S_INVALID_ARG);
}

TEST_CASE_FIXTURE(Fixture, "simple types have no header of their own and take 8 bytes each") {
    fixed_encoder();
    CHECK(NdrMesSimpleTypeAlignSize(handle) == 16);
    const LONG number = 0x01020304;
    const hyper wide = 0x0102030405060708;
    NdrMesSimpleTypeEncode(handle, &stub, &number, 4);
    CHECK(NdrMesSimpleTypeAlignSize(handle) == 8);
    NdrMesSimpleTypeEncode(handle, &stub, &wide, 8);
    Bytes bytes = written();
    CHECK(bytes == kHeader + Bytes{4, 3, 2, 1, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1});
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    decode_from(bytes);
    LONG found = 0;
    hyper found_wide = 0;
    NdrMesSimpleTypeDecode(handle, &found, 4);
    NdrMesSimpleTypeDecode(handle, &found_wide, 8);
    CHECK(found == number);
    CHECK(found_wide == wide);
}

TEST_CASE_FIXTURE(Fixture, "R6: a procedure is encoded behind its identity, which can be asked for before decoding") {
    RPC_SYNTAX_IDENTIFIER id{};
    ULONG procedure = 77;
    LONG number = 0x01020304;
    fixed_encoder();
    CHECK(MesInqProcEncodingId(handle, &id, &procedure) == RPC_X_INVALID_ES_ACTION);
    CHECK(both(&number, kAbcText) == Status::ok);
    CHECK(MesInqProcEncodingId(handle, &id, &procedure) == RPC_S_OK);
    CHECK(procedure == 3);
    Bytes bytes = written();
    CHECK(bytes == kBothHeader + Bytes{24, 0, 0, 0, 4, 3, 2,   1,   4,   0, 0, 0, 0, 0,
                                       0,  0, 4, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0, 0, 0});

    CHECK(MesHandleFree(handle) == RPC_S_OK);
    decode_from(bytes);
    procedure = 77;
    CHECK(MesInqProcEncodingId(handle, &id, &procedure) == RPC_S_OK);
    CHECK(MesInqProcEncodingId(handle, &id, &procedure) == RPC_S_OK);
    CHECK(procedure == 3);
    CHECK(id.SyntaxVersion.MinorVersion == 2);
    CHECK(std::memcmp(&id, &kInterface.InterfaceId, sizeof id) == 0);
    number = 0;
    char text[8] = "1234";
    CHECK(both(&number, text) == Status::ok);
    CHECK(number == 0x01020304);
    CHECK(std::string(text) == "abc");
    CHECK(MesInqProcEncodingId(handle, &id, &procedure) == RPC_X_INVALID_BUFFER);
}

TEST_CASE_FIXTURE(Fixture, "old parameter descriptors (-Oi) say the same: the bytes are those of the current ones") {
    LONG number = 0x01020304;
    fixed_encoder();
    CHECK(both(&number, kAbcText) == Status::ok);
    const Bytes current = written();
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    stub.pFormatTypes = kOldTypes;
    const auto old = [&](char* text) {
        return handleapi::call_user([&] { NdrMesProcEncodeDecode(handle, &stub, kOldBoth, handle, &number, text); });
    };
    fixed_encoder();
    CHECK(old(kAbcText) == Status::ok);
    CHECK(written() == current);
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    Bytes bytes = current;
    decode_from(bytes);
    number = 0;
    char text[8] = "1234";
    CHECK(old(text) == Status::ok);
    CHECK(number == 0x01020304);
    CHECK(std::string(text) == "abc");
}

TEST_CASE_FIXTURE(Fixture, "old parameter descriptors: each parameter takes one slot, a result does not travel") {
    struct Point {
        LONG x;
        double y;
    } point;
    std::memset(&point, 0, sizeof point);  // what is between its members travels too
    point.x = 7;
    point.y = 0.5;
    stub.pFormatTypes = kOldPoint;
    fixed_encoder();
    CHECK(handleapi::call_user([&] {
              NdrMesProcEncodeDecode(handle, &stub, kOldSum, handle, 0x1234, LONGLONG{0x0102030405060708}, &point);
          }) == Status::ok);
    const Bytes all = written();
    CHECK(all[44] == 4);  // the procedure
    CHECK(Bytes(all.begin() + 52, all.end()) == Bytes{32, 0, 0, 0, 0x34, 0x12, 0, 0, 0, 0, 0,    0,
                                                      8,  7, 6, 5, 4,    3,    2, 1, 7, 0, 0,    0,
                                                      0,  0, 0, 0, 0,    0,    0, 0, 0, 0, 0xe0, 0x3f});
    static const unsigned char unknown[] = {0x00, 0x78, 0, 0, 0, 0, 4, 0, 0x28, 0, 0x32, 0, 0, 0, 0x4c, 0x0f, 0x5b};
    CHECK(handleapi::call_user([&] { NdrMesProcEncodeDecode(handle, &stub, unknown, handle); }) ==
          Status::rpc_s_cannot_support);
}

TEST_CASE_FIXTURE(Fixture, "R6: a procedure of another interface, number or transfer syntax is not decoded") {
    Bytes good =
        kBothHeader + Bytes{24, 0, 0, 0, 4, 3, 2, 1, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0, 0, 0};
    LONG number = 0;
    char text[8] = "1234";
    const auto outcome = [&](size_t at, uint8_t value) {
        Bytes bytes = good;
        bytes[at] = value;
        decode_from(bytes);
        const Status status = both(&number, text);
        CHECK(MesHandleFree(handle) == RPC_S_OK);
        handle = nullptr;
        return status;
    };
    CHECK(outcome(0, 2) == Status::rpc_x_wrong_es_version);
    CHECK(outcome(4, 0x33) == Status::rpc_s_unsupported_trans_syn);
    CHECK(outcome(24, 0x79) == Status::rpc_s_unknown_if);
    CHECK(outcome(44, 4) == Status::rpc_x_invalid_es_action);
    CHECK(outcome(52, 25) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(52, 32) == Status::rpc_x_invalid_buffer);
    CHECK(outcome(64, 99) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(44, 3) == Status::ok);
}

TEST_CASE_FIXTURE(Fixture, "R2: a misaligned buffer is refused when the handle is made, as Wine does") {
    CHECK(MesEncodeFixedBufferHandleCreate(buffer + 1, 64, &encoded, &handle) == RPC_X_INVALID_BUFFER);
    CHECK(MesDecodeBufferHandleCreate(buffer + 1, 64, &handle) == RPC_X_INVALID_BUFFER);
    CHECK(MesEncodeFixedBufferHandleCreate(nullptr, 64, &encoded, &handle) == RPC_S_INVALID_ARG);
    CHECK(MesEncodeFixedBufferHandleCreate(buffer, 64, nullptr, &handle) == RPC_S_INVALID_ARG);
    CHECK(MesEncodeFixedBufferHandleCreate(buffer, 64, &encoded, nullptr) == RPC_S_INVALID_ARG);
    CHECK(MesDecodeBufferHandleCreate(nullptr, 64, &handle) == RPC_S_INVALID_ARG);
    CHECK(MesEncodeDynBufferHandleCreate(nullptr, &encoded, &handle) == RPC_S_INVALID_ARG);
    CHECK(MesEncodeIncrementalHandleCreate(nullptr, nullptr, stream_write, &handle) == RPC_S_INVALID_ARG);
    CHECK(MesDecodeIncrementalHandleCreate(nullptr, nullptr, &handle) == RPC_S_INVALID_ARG);
    CHECK(MesHandleFree(nullptr) == RPC_S_OK);
    handle = nullptr;
}

TEST_CASE_FIXTURE(Fixture, "R8: a handle is not used against its direction, and another version is not read") {
    Named value{};
    Bytes bytes = kHeader + kAbc;
    decode_from(bytes);
    CHECK(encode({1, nullptr}) == Status::rpc_x_invalid_es_action);
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    fixed_encoder();
    CHECK(decode(value) == Status::rpc_x_invalid_es_action);
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    bytes[0] = 2;
    decode_from(bytes);
    CHECK(decode(value) == Status::rpc_x_wrong_es_version);
    info.Version = 1;
    CHECK(decode(value) == Status::rpc_x_wrong_es_version);
}

TEST_CASE_FIXTURE(Fixture, "bad headers and lengths are refused and nothing stays allocated") {
    const auto outcome = [&](size_t at, uint8_t value_there) {
        Bytes bytes = kHeader + kAbc;
        bytes[at] = value_there;
        decode_from(bytes);
        Named value{};
        const Status status = decode(value);
        CHECK(value.name == nullptr);
        CHECK(MesHandleFree(handle) == RPC_S_OK);
        handle = nullptr;
        return status;
    };
    CHECK(outcome(1, 0x11) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(2, 16) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(8, 0) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(8, 0x17) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(8, 0x20) == Status::rpc_x_invalid_buffer);
    CHECK(outcome(8, 0x10) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(32, 200) == Status::rpc_x_bad_stub_data);
    CHECK(outcome(11, 0x7f) == Status::rpc_x_invalid_buffer);
}

TEST_CASE_FIXTURE(Fixture, "an item that does not fit is refused and leaves the stream as it was") {
    REQUIRE(MesEncodeFixedBufferHandleCreate(buffer, 48, &encoded, &handle) == RPC_S_OK);
    CHECK(encode({0x11223344, kAbcText}) == Status::ok);
    CHECK(encode({0x11223344, kAbcText}) == Status::rpc_x_invalid_buffer);
    CHECK(written() == kHeader + kAbc);
    const LONG number = 7;
    NdrMesSimpleTypeEncode(handle, &stub, &number, 4);
    CHECK(encoded == 48);
}

TEST_CASE_FIXTURE(Fixture, "a serialization handle is no binding handle, and a freed or forged one is refused") {
    fixed_encoder();
    unsigned char* text = nullptr;
    CHECK(RpcBindingToStringBindingA(handle, &text) == RPC_S_WRONG_KIND_OF_BINDING);
    handle_t copy = handle;
    CHECK(RpcBindingFree(&copy) == RPC_S_WRONG_KIND_OF_BINDING);
    CHECK(MesHandleFree(handle) == RPC_S_OK);
    CHECK(MesHandleFree(handle) == RPC_S_INVALID_ARG);
    CHECK(encode({1, nullptr}) == Status::rpc_s_invalid_binding);
    handle = nullptr;
}

TEST_SUITE_END();
