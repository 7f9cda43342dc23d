// SPDX-License-Identifier: LGPL-2.1-or-later
// Pipe elements by description: where each starts, how many bytes they take, and both byte orders.
#include <doctest/doctest.h>

#include "rpcrt4/ndr/pipe.hpp"
#include "rpcrt4/ndr/representation.hpp"
#include "tests/unit/rpcrt4/ndr/walk_fixture.hpp"

using namespace ndr_test;
using namespace rpcrt4::ndr;

namespace {

// 2: long; 4: struct { double; long; char } complex for its padding; 20: pipes
// clang-format off
const uint8_t kTypes[] = {
    0, 0,
    0x08, 0x5c,
    0x1a, 0x07, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(0), 0x0c, 0x08, 0x02, 0x3f, 0x5c, 0x5b,
    0x12, 0x08, 0x08, 0x5c,                               // 18: unique pointer to long
    0xb5, 0x03, NDR_SHORT(-22), NDR_SHORT(4), NDR_SHORT(4),    // 22: of long
    0xb5, 0x07, NDR_SHORT(-28), NDR_SHORT(16), NDR_SHORT(13),  // 30: of the structure
    0xb5, 0x03, NDR_SHORT(-22), NDR_SHORT(8), NDR_SHORT(4),    // 38: of pointers
    0x11, 0x04, NDR_SHORT(-26),                                // 46: ref pointer to 22
    0xb5, 0x03, NDR_SHORT(-50), NDR_SHORT(8), NDR_SHORT(4),    // 50: of longs that are said to take 8 bytes
};
// clang-format on

struct Element {
    double value;
    int32_t number;
    char mark;
};

PipeType pipe_at(int offset, TypeGraph& graph) { return decode_pipe(kTypes + offset, graph); }

}  // namespace

TEST_SUITE("rpcrt4/ndr/pipe") {
    TEST_CASE("the descriptor is found behind a reference pointer too, and says what an element is") {
        TypeGraph graph(4);
        for (const int offset : {22, 46}) {
            const PipeType type = pipe_at(offset, graph);
            CHECK(type.memory_size == 4);
            CHECK(type.block);
            CHECK(type.wire_size[0] == 4);
            CHECK(type.wire_size[1] == 7);  // with the gap
        }
        CHECK_FALSE(pipe_at(30, graph).block);
        CHECK(pipe_at(30, graph).wire_size[0] == 13);
    }

    TEST_CASE("elements with pointers, and sizes that contradict the element, are refused (F9)") {
        TypeGraph graph(4);
        CHECK_THROWS_AS(pipe_at(38, graph), handleapi::RpcError);
        CHECK_THROWS_AS(pipe_at(50, graph), handleapi::RpcError);
        CHECK_THROWS_AS(pipe_at(18, graph), handleapi::RpcError);
    }

    TEST_CASE("the size of many elements is the sum of what each takes where it starts") {
        TypeGraph graph(4);
        for (const int offset : {22, 30}) {
            const PipeType type = pipe_at(offset, graph);
            for (size_t start = 0; start < 8; ++start) {
                uint64_t sum = 0;
                for (uint32_t count = 0; count < 40; ++count) {
                    CHECK(pipe_wire_size(type, start, count) == sum);
                    sum += type.wire_size[(start + sum) % 8];
                }
            }
        }
        CHECK(pipe_wire_size(pipe_at(30, graph), 0, 0xffffffff) == uint64_t{0xfffffffe} * 16 + 13);
    }

    TEST_CASE("elements are written and read at their alignment, in both byte orders") {
        TypeGraph graph(4);
        const PipeType type = pipe_at(30, graph);
        MIDL_STUB_MESSAGE stub{};
        const Element values[2] = {{1.0, 0x01020304, 'a'}, {-2.0, 5, 'b'}};
        alignas(8) uint8_t wire[48] = {};
        put_elements(type, stub, values, 2, wire + 4, 4);
        const uint8_t expected[] = {0, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 4, 3, 2, 1, 'a',
                                    0, 0, 0,    0, 0, 0, 0, 0, 0, 0, 0xc0, 5, 0, 0,    0,    'b'};
        CHECK(std::equal(std::begin(expected), std::end(expected), wire));
        CHECK(pipe_wire_size(type, 4, 2) == sizeof expected - 4);
        Element read[2] = {};
        take_elements(type, stub, Representation(0x10), wire + 4, 4, 2, read);
        CHECK(read[0].number == 0x01020304);
        CHECK(read[1].value == -2.0);
        CHECK(read[1].mark == 'b');

        alignas(8) uint8_t swapped[] = {0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 'z'};
        take_elements(type, stub, Representation::big_endian(), swapped, 0, 1, read);
        CHECK(read[0].value == 1.0);
        CHECK(read[0].number == 0x01020304);
        CHECK(read[0].mark == 'z');
    }

}
