// SPDX-License-Identifier: LGPL-2.1-or-later
// The type routines as stubs without the interpreter call them, on formats that widl does not write: sizing,
// marshalling, unmarshalling and freeing of one value, MemorySize against what unmarshalling really takes, conversion
// of a foreign message, and the table of full pointers.
#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "fake_runtime.hpp"
#include "handleapi/boundary.hpp"

#include <rpcndr.h>

using base::Status;
using stub_test::Bytes;
using stub_test::live_blocks;

namespace {

#define SHORT(value) static_cast<uint8_t>((value)&0xff), static_cast<uint8_t>(((value) >> 8) & 0xff)

const MIDL_STUB_DESC kDescription = [] {
    MIDL_STUB_DESC made{};
    made.pfnAllocate = MIDL_user_allocate;
    made.pfnFree = MIDL_user_free;
    return made;
}();

/// A stub message on `wire`, as client or server.
struct Message {
    explicit Message(Bytes bytes, bool client = true) : wire(std::move(bytes)) {
        rpc.Buffer = wire.data();
        rpc.BufferLength = static_cast<unsigned>(wire.size());
        rpc.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
        stub.RpcMsg = &rpc;
        stub.StubDesc = &kDescription;
        stub.pfnAllocate = MIDL_user_allocate;
        stub.pfnFree = MIDL_user_free;
        stub.IsClient = client;
        stub.Buffer = stub.BufferStart = wire.data();
        stub.BufferEnd = wire.data() + wire.size();
    }
    Bytes wire;
    RPC_MESSAGE rpc{};
    MIDL_STUB_MESSAGE stub{};
};

struct Named {
    LONG value;
    char* name;
    Named* next;
};
const uint8_t kNamed[] = {0x1a, 3, SHORT(24), SHORT(0), SHORT(8), 0x08, 0x39,       0x36, 0x36, 0x5c,      0x5b,
                          0x12, 8, 0x22,      0x5c,     0x12,     0,    SHORT(-20), 0x12, 0,    SHORT(-24)};
constexpr size_t kToNamed = 22;

}  // namespace

TEST_SUITE_BEGIN("rpcrt4/stub");

TEST_CASE("-Os: sized, marshalled, unmarshalled and freed, a list is what it was") {
    char one[] = "one", two[] = "two";
    Named second{2, two, nullptr}, first{1, one, &second};
    auto* memory = reinterpret_cast<unsigned char*>(&first);
    Message out(Bytes(200));
    NdrPointerBufferSize(&out.stub, memory, kNamed + kToNamed);
    const ULONG size = out.stub.BufferLength;
    NdrPointerMarshall(&out.stub, memory, kNamed + kToNamed);
    CHECK(out.stub.Buffer == out.wire.data() + size);
    out.wire.resize(size);

    Message in(out.wire);
    const ULONG needed = NdrPointerMemorySize(&in.stub, kNamed + kToNamed);
    CHECK(needed == 24 + 8 + 24 + 8);  // nodes, and strings rounded up to eight
    CHECK(in.stub.Buffer == in.stub.BufferEnd);
    in.stub.Buffer = in.stub.BufferStart;
    unsigned char* back = nullptr;
    NdrPointerUnmarshall(&in.stub, &back, kNamed + kToNamed, 0);
    CHECK(in.stub.Buffer == in.stub.BufferEnd);
    CHECK(live_blocks().size() == 4);
    CHECK(std::string(reinterpret_cast<Named*>(back)->next->name) == "two");
    in.stub.BufferStart = in.stub.BufferEnd = nullptr;
    NdrPointerFree(&in.stub, back, kNamed + kToNamed);
    CHECK(live_blocks().empty());
}

TEST_CASE("-Os: MemorySize of data that lies is bad stub data") {
    static const uint8_t array[] = {0x1b, 3, SHORT(4), 0x28, 0, SHORT(0), 0x08, 0x5b};
    Message in({0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0});
    CHECK(handleapi::call_user([&] { NdrConformantArrayMemorySize(&in.stub, array); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("-Os: what is no simple type raises the failure the pages name, in both directions") {
    unsigned char value[8] = {};
    Message both(Bytes(16));
    CHECK(handleapi::call_user([&] { NdrSimpleTypeMarshall(&both.stub, value, 0x15); }) ==
          Status::rpc_s_internal_error);
    CHECK(handleapi::call_user([&] { NdrSimpleTypeUnmarshall(&both.stub, value, 0x15); }) ==
          Status::rpc_s_internal_error);
    CHECK(both.stub.Buffer == both.wire.data());
}

TEST_CASE("-Os: NdrConvert turns a big-endian message into ours, parameter by parameter, once") {
    static const uint8_t types[] = {0, 0, 0x11, 8, 0x25, 0x5c, 0x1b, 1, SHORT(2), 0x28, 0, SHORT(0), 0x06, 0x5b};
    static const uint8_t parameters[] = {0x4e,     0x08, 0x4d, 1,        SHORT(2), 0x51, 1,
                                         SHORT(2), 0x50, 1,    SHORT(6), 0x53,     0x08};
    MIDL_STUB_DESC description = kDescription;
    description.pFormatTypes = types;
    const Bytes foreign{0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 'a', 0, 0, 0, 0, 0, 2, 1, 2, 3, 4};
    const Bytes ours{5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0, 0, 0, 2, 0, 0, 0, 2, 1, 4, 3};
    Message in(foreign, false);
    in.stub.StubDesc = &description;
    in.rpc.DataRepresentation = NDR_BIG_ENDIAN;
    NdrConvert(&in.stub, parameters);
    CHECK(in.wire == ours);
    CHECK(in.stub.Buffer == in.wire.data());
    CHECK(in.rpc.DataRepresentation == NDR_LOCAL_DATA_REPRESENTATION);
    NdrConvert(&in.stub, parameters);
    CHECK(in.wire == ours);
    Message counted(foreign, false);
    counted.stub.StubDesc = &description;
    counted.rpc.DataRepresentation = NDR_BIG_ENDIAN;
    NdrConvert2(&counted.stub, parameters, 1);
    CHECK(counted.wire[0] == 5);
    CHECK(counted.wire[7] == 2);
    Message cut(Bytes(foreign.begin(), foreign.end() - 1), false);
    cut.stub.StubDesc = &description;
    cut.rpc.DataRepresentation = NDR_BIG_ENDIAN;
    CHECK(handleapi::call_user([&] { NdrConvert(&cut.stub, parameters); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("-Os: NdrConvert converts a context handle like any other data") {
    static const uint8_t types[] = {0, 0, 0x30, 0xa0, 0, 0};
    static const uint8_t parameters[] = {0x51, 1, SHORT(2), 0x53, 0x08};
    MIDL_STUB_DESC description = kDescription;
    description.pFormatTypes = types;
    Message in({0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 0, 0, 7});
    in.stub.StubDesc = &description;
    in.rpc.DataRepresentation = NDR_BIG_ENDIAN;
    NdrConvert(&in.stub, parameters);
    CHECK(in.wire == Bytes{0, 0, 0, 0, 4, 3, 2, 1, 6, 5, 8, 7, 9, 10, 11, 12, 13, 14, 15, 16, 7, 0, 0, 0});
}

TEST_CASE("-Os: measuring does not make full pointers known") {
    static const uint8_t pointer[] = {0x14, 8, 0x08, 0x5c};
    Message in({1, 0, 0, 0, 5, 0, 0, 0});
    in.stub.FullPtrXlatTables = NdrFullPointerXlatInit(0, XLAT_CLIENT);
    CHECK(NdrPointerMemorySize(&in.stub, pointer) == 8);
    in.stub.Buffer = in.stub.BufferStart;
    unsigned char* memory = nullptr;
    NdrPointerUnmarshall(&in.stub, &memory, pointer, 0);
    REQUIRE(live_blocks().count(memory) == 1);
    CHECK(*reinterpret_cast<LONG*>(memory) == 5);
    MIDL_user_free(memory);
    NdrFullPointerXlatFree(in.stub.FullPtrXlatTables);
}

TEST_CASE("-Os: NdrRangeUnmarshall refuses what is outside") {
    static const uint8_t range[] = {0xb7, 0x08, 1, 0, 0, 0, 5, 0, 0, 0};
    LONG value = 0;
    auto* memory = reinterpret_cast<unsigned char*>(&value);
    Message good({5, 0, 0, 0}), bad({6, 0, 0, 0});
    NdrRangeUnmarshall(&good.stub, &memory, range, 0);
    CHECK(value == 5);
    CHECK(handleapi::call_user([&] { NdrRangeUnmarshall(&bad.stub, &memory, range, 0); }) ==
          Status::rpc_s_invalid_bound);
}

TEST_CASE("-Os: NdrClearOutParameters frees what hangs below and zeroes the rest") {
    static const uint8_t reference[] = {0x11, 0,    SHORT(2), 0x1a, 3, SHORT(24), SHORT(0), SHORT(8), 0x08, 0x39, 0x36,
                                        0x36, 0x5c, 0x5b,     0x12, 8, 0x22,      0x5c,     0x12,     8,    0x22, 0x5c};
    Message none({});
    Named value{7, static_cast<char*>(MIDL_user_allocate(2)), nullptr};
    NdrClearOutParameters(&none.stub, reference, &value);
    CHECK(live_blocks().empty());
    CHECK(value.value == 0);
    CHECK(value.name == nullptr);
    NdrClearOutParameters(&none.stub, reference, nullptr);
}

TEST_CASE("-Os: of a partially ignored pointer only its presence travels") {
    static const uint8_t pointer[] = {0x12, 8, 0x0b, 0x5c};
    Message out(Bytes(4)), in({1, 0, 0, 0}, false);
    NdrPartialIgnoreClientBufferSize(&out.stub, &out);
    CHECK(out.stub.BufferLength == 4);
    NdrPartialIgnoreClientMarshall(&out.stub, &out);
    CHECK(out.wire == Bytes{1, 0, 0, 0});
    void* memory = nullptr;
    NdrPartialIgnoreServerUnmarshall(&in.stub, &memory);
    NdrPartialIgnoreServerInitialize(&in.stub, &memory, pointer);
    REQUIRE(live_blocks().count(memory) == 1);
    CHECK(*static_cast<int64_t*>(memory) == 0);
    MIDL_user_free(memory);
}

TEST_CASE("the table of full pointers answers each question once") {
    PFULL_PTR_XLAT_TABLES table = NdrFullPointerXlatInit(0, XLAT_CLIENT);
    int one = 0, two = 0;
    ULONG id = 99;
    CHECK(NdrFullPointerQueryPointer(table, nullptr, 1, &id) == TRUE);
    CHECK(id == 0);
    CHECK(NdrFullPointerQueryPointer(table, &one, 1, &id) == FALSE);
    const ULONG first = id;
    CHECK(first != 0);
    CHECK(NdrFullPointerQueryPointer(table, &one, 1, &id) == TRUE);
    CHECK(id == first);
    CHECK(NdrFullPointerQueryPointer(table, &one, 2, &id) == FALSE);
    CHECK(NdrFullPointerQueryPointer(table, &two, 1, &id) == FALSE);
    CHECK(id != first);
    void* pointer = nullptr;
    CHECK(NdrFullPointerQueryRefId(table, 77, 2, &pointer) == FALSE);
    CHECK(pointer == nullptr);
    NdrFullPointerInsertRefId(table, 77, &two);
    CHECK(NdrFullPointerQueryRefId(table, 77, 2, &pointer) == FALSE);
    CHECK(pointer == &two);
    CHECK(NdrFullPointerQueryRefId(table, 77, 2, &pointer) == TRUE);
    CHECK(NdrFullPointerFree(table, &two) == TRUE);
    CHECK(NdrFullPointerFree(table, &two) == FALSE);
    NdrFullPointerXlatFree(table);
}

TEST_SUITE_END();
