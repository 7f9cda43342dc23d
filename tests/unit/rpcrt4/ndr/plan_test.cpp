// SPDX-License-Identifier: LGPL-2.1-or-later
// What format strings are lowered to, and how compiled types are found again.
#include "walk_fixture.hpp"

using namespace ndr_test;
using namespace rpcrt4::ndr;

TEST_SUITE_BEGIN("rpcrt4/ndr");

TEST_CASE("neighbouring members merge into one copy while wire and memory have the same gaps") {
    // long, hyper-aligned pointer, then long short char: 4 + pointer + one run
    static const uint8_t format[] = {0x1a, 3,    NDR_SHORT(24), NDR_SHORT(0), NDR_SHORT(12), 0x08, 0x39, 0x36,
                                     0x08, 0x06, 0x02,          0x3d,         0x5c,          0x5b, 0x5c, 0x12,
                                     8,    0x22, 0x5c};
    Walk walk(format);
    const auto& steps = as<StructNode>(walk.node()).steps;
    REQUIRE(steps.size() == 4);
    CHECK(steps[0].op == Op::copy);
    CHECK(steps[0].size == 4);
    CHECK(steps[1].op == Op::pointer);
    CHECK(steps[1].offset == 8);
    CHECK(steps[2].op == Op::copy);
    CHECK(steps[2].offset == 16);
    CHECK(steps[2].size == 7);
    CHECK(steps[3].op == Op::end);
}

TEST_CASE("members of a packed structure do not merge across gaps that memory lacks") {
    // char then long at offset 1: the wire has three bytes between them
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(5), NDR_SHORT(0), NDR_SHORT(0), 0x02, 0x08, 0x5b};
    Walk walk(format);
    CHECK(as<StructNode>(walk.node()).steps.size() == 3);
    struct [[gnu::packed]] Packed {
        char c;
        int32_t n;
    } value{'x', 1};
    CHECK(walk.marshal(&value) == Bytes{'x', 0, 0, 0, 1, 0, 0, 0});
}

TEST_CASE("a format that changed under its address is compiled again") {
    uint8_t format[] = {0x1d, 0, NDR_SHORT(4), 0x02, 0x5b};
    CHECK(Walk(format).node().memory_size == 4);
    format[2] = 6;
    CHECK(Walk(format).node().memory_size == 6);
    format[2] = 4;
    CHECK(Walk(format).node().memory_size == 4);
}

TEST_CASE("types that refer to themselves close") {
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x08, 0x39, 0x36, 0x5b,
                                     0x12, 0, NDR_SHORT(-14)};
    Walk walk(format);
    const auto& node = as<StructNode>(walk.node());
    CHECK(as<PointerNode>(*node.steps[1].node).pointee == &node);
}

TEST_SUITE_END();
