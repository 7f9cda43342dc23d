// SPDX-License-Identifier: LGPL-2.1-or-later
// One lie per family, each with the exact code it is refused with: counts that overflow, conformance that disagrees
// with itself, unions without an arm, enumerations and ranges out of bounds, texts without an end, ids that stand for
// two things. The type routines of stubs without the interpreter are told the same lies.
#include "walk_fixture.hpp"

#include "rpcrt4/ndr/convert.hpp"
#include "rpcrt4/ndr/one_type.hpp"

using namespace ndr_test;
using rpcrt4::ndr::Swap;

TEST_SUITE_BEGIN("rpcrt4/ndr/hostile");

namespace {

/// With `code`: unmarshalled by a client, by a server, and by the routine of one type.
void refused(Walk& walk, const uint8_t* format, const Bytes& wire, Status code) {
    CHECK(thrown([&] { walk.unmarshal(wire); }) == code);
    CHECK(thrown([&] { walk.accept(wire); }) == code);
    MIDL_STUB_MESSAGE& stub = walk.stub();
    Bytes copy = wire;
    copy.reserve(1);
    stub.Buffer = stub.BufferStart = copy.data();
    stub.BufferEnd = copy.data() + copy.size();
    uint8_t* memory = nullptr;
    CHECK(thrown([&] { rpcrt4::ndr::unmarshal_type(stub, &memory, format, false); }) == code);
    CHECK(memory == nullptr);
    CHECK(live().empty());
}

/// MemorySize has no expressions to compare with, so it refuses only what disagrees with itself.
void not_measured(Walk& walk, const uint8_t* format, const Bytes& wire, Status code) {
    MIDL_STUB_MESSAGE& stub = walk.stub();
    Bytes copy = wire;
    copy.reserve(1);
    stub.Buffer = stub.BufferStart = copy.data();
    stub.BufferEnd = copy.data() + copy.size();
    stub.MemorySize = 0;
    CHECK(thrown([&] { rpcrt4::ndr::memory_size_type(stub, format); }) == code);
}

Bytes longs(std::initializer_list<uint32_t> values) {
    Bytes made;
    for (const uint32_t value : values) made.insert(made.end(), {NDR_LONG(value)});
    return made;
}

constexpr Status kBad = Status::rpc_x_bad_stub_data;

}  // namespace

TEST_CASE("a maximum whose product with the element's size overflows 32 bits is bad stub data") {
    // Structures of 65528 bytes, as many as slot 0 says.
    static const uint8_t format[] = {
        0x1d, 0, NDR_SHORT(65528), 0x02, 0x5b, 0x21, 0, NDR_SHORT(0), 0x28, 0, NDR_SHORT(0), NDR_LONG(-1),
        0x4c, 0, NDR_SHORT(-20),   0x5c, 0x5b};
    Walk walk(format + 6);
    uint64_t slots[1];
    walk.stack(slots);
    for (const uint32_t count : {0x10002u, 0x20004u, 0xffffffffu, 0x80000000u}) {
        slots[0] = count;
        refused(walk, format + 6, longs({count, 1, 2, 3}), kBad);
        not_measured(walk, format + 6, longs({count, 1, 2, 3}), kBad);
    }
}

TEST_CASE("dimensions whose product overflows are bad stub data, also where one of them is empty") {
    static const uint8_t format[] = {0x21,           3,    NDR_SHORT(0), 0x88,         0,    NDR_SHORT(8),
                                     NDR_LONG(-1),   0x08, 0x5b,         0x21,         3,    NDR_SHORT(0),
                                     0x88,           0,    NDR_SHORT(0), NDR_LONG(-1), 0x4c, 0,
                                     NDR_SHORT(-28), 0x5c, 0x5b};
    Walk walk(format + 14);
    uint64_t slots[2];
    walk.stack(slots);
    const auto lie = [&](uint32_t outer, uint32_t inner) {
        slots[0] = outer;
        slots[1] = inner;
        refused(walk, format + 14, longs({outer, inner, 7}), kBad);
        not_measured(walk, format + 14, longs({outer, inner, 7}), kBad);
    };
    lie(0x10000, 0x10000);
    lie(0x80000000, 2);
    lie(0xffffffff, 0xffffffff);
    lie(2, 1);  // one element more than there is
}

TEST_CASE("a conformant structure's maximum is what its own size field says") {
    static const uint8_t format[] = {0x1b, 1, NDR_SHORT(2), 0x08,           0,    NDR_SHORT(-4), 0x06, 0x5b,
                                     0x17, 3, NDR_SHORT(4), NDR_SHORT(-14), 0x08, 0x5b};
    Walk walk(format + 10);
    refused(walk, format + 10, {2, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2, 0}, kBad);
    refused(walk, format + 10, {2, 0, 0, 0, 255, 255, 255, 255, 1, 0, 2, 0}, Status::rpc_x_bad_stub_data);
    not_measured(walk, format + 10, {3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2, 0}, kBad);
}

TEST_CASE("a conformant varying structure's offset and count stay within its maximum") {
    // long maximum, long length, short[] sized and filled by them
    static const uint8_t format[] = {0x1c,          1,    NDR_SHORT(2), 0x08, 0, NDR_SHORT(-8), 0x08,           0,
                                     NDR_SHORT(-4), 0x06, 0x5b,         0x19, 3, NDR_SHORT(8),  NDR_SHORT(-18), 0x08,
                                     0x08,          0x5c, 0x5b};
    const uint8_t* structure = format + 14;
    Walk walk(structure);
    const Bytes fine{4, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0};
    void* made = walk.unmarshal(fine);
    walk.release_all(made);
    const auto lie = [&](size_t at, uint8_t value) {
        Bytes wire = fine;
        wire[at] = value;
        refused(walk, structure, wire, kBad);
    };
    lie(0, 3);     // maximum against size_is
    lie(8, 1);     // count against length_is
    lie(12, 3);    // offset + count beyond the maximum
    lie(12, 255);  // offset beyond it
    lie(16, 5);    // count beyond it
    not_measured(walk, structure, longs({4, 4, 2, 3, 2, 0x20001}), kBad);
}

TEST_CASE("a varying array of fixed size does not send more than it has") {
    for (const bool large : {false, true}) {
        CAPTURE(large);
        const Bytes format =
            large ? Bytes{0x20, 1, NDR_LONG(6), NDR_LONG(3), NDR_SHORT(2), 0x28, 0, NDR_SHORT(0), 0x06, 0x5b}
                  : Bytes{0x1f, 1, NDR_SHORT(6), NDR_SHORT(3), NDR_SHORT(2), 0x28, 0, NDR_SHORT(0), 0x06, 0x5b};
        Walk walk(format.data());
        uint64_t slots[1] = {2};
        walk.stack(slots);
        void* made = walk.unmarshal({0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0});
        walk.release_all(made);
        refused(walk, format.data(), {2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0}, kBad);
        refused(walk, format.data(), {0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2, 0}, kBad);
        refused(walk, format.data(), {255, 255, 255, 255, 2, 0, 0, 0, 1, 0, 2, 0}, kBad);
        slots[0] = 4;
        refused(walk, format.data(), {0, 0, 0, 0, 4, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0}, kBad);
        not_measured(walk, format.data(), {0, 0, 0, 0, 4, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0}, kBad);
    }
}

TEST_CASE("texts of fixed and of stated size end inside it, wide ones with a whole zero") {
    static const uint8_t fixed[] = {0x26, 0x5c, NDR_SHORT(3)};
    Walk walk(fixed);
    refused(walk, fixed, {0, 0, 0, 0, 4, 0, 0, 0, 'a', 'b', 'c', 0}, kBad);
    refused(walk, fixed, {0, 0, 0, 0, 3, 0, 0, 0, 'a', 'b', 'c'}, kBad);
    refused(walk, fixed, {1, 0, 0, 0, 2, 0, 0, 0, 'a', 0}, kBad);
    not_measured(walk, fixed, {0, 0, 0, 0, 4, 0, 0, 0, 'a', 'b', 'c', 0}, kBad);
    static const uint8_t wide[] = {0x25, 0x5c};
    Walk wide_walk(wide);
    refused(wide_walk, wide, {2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0, 0, 1}, kBad);
    refused(wide_walk, wide, {2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0, 0}, kBad);
    refused(wide_walk, wide, {0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 128, 'a', 0, 0, 0}, kBad);
    static const uint8_t sized[] = {0x22, 0x44, 0x28, 0, NDR_SHORT(0)};
    Walk sized_walk(sized);
    uint64_t slots[1] = {4};
    sized_walk.stack(slots);
    void* made = sized_walk.unmarshal({4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0});
    sized_walk.release_all(made);
    refused(sized_walk, sized, {5, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0}, kBad);
    refused(sized_walk, sized, {4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 'a', 'b', 'c', 'd', 0}, kBad);
    static const uint8_t records[] = {0x28, 2, NDR_SHORT(2)};  // [string] of structures of two bytes
    Walk record_walk(records);
    refused(record_walk, records, {0, 0, 0, 0, 2, 0, 0, 0, 1, 2, 0, 1}, kBad);
    refused(record_walk, records, {0, 0, 0, 0, 3, 0, 0, 0, 1, 2, 1, 2, 0, 0}, kBad);
}

TEST_CASE("a discriminant without an arm is an invalid tag, one that is not the expression's value bad stub data") {
    static const uint8_t closed[] = {
        0x2a, 0x48, NDR_SHORT(4), NDR_SHORT(1), NDR_LONG(1), NDR_SHORT(0x8008), NDR_SHORT(0xffff)};
    Walk walk(closed);
    refused(walk, closed, longs({2, 5}), Status::rpc_s_invalid_tag);
    not_measured(walk, closed, longs({2, 5}), Status::rpc_s_invalid_tag);
    static const uint8_t open[] = {0x2b,         0x08,         0x28,         0,           NDR_SHORT(0),
                                   NDR_SHORT(2), NDR_SHORT(4), NDR_SHORT(1), NDR_LONG(1), NDR_SHORT(0x8008),
                                   NDR_SHORT(0)};
    Walk selected(open);
    uint64_t slots[1] = {1};
    selected.stack(slots);
    refused(selected, open, longs({2}), kBad);
    refused(selected, open, longs({1}), kBad);  // the arm is not there
}

TEST_CASE("a reply that chooses another arm does not make a pointer of what the client had in the old one") {
    struct Chosen {
        int32_t kind;
        union {
            uint64_t number;
            char* text;
        };
    };
    // 0: union {1: hyper, 2: text} switched by the long 8 bytes before it   26: a text   30: the structure
    static const uint8_t outside[] = {0x2b,
                                      0x08,
                                      0x08,
                                      0,
                                      NDR_SHORT(-8),
                                      NDR_SHORT(2),
                                      NDR_SHORT(8),
                                      NDR_SHORT(2),
                                      NDR_LONG(1),
                                      NDR_SHORT(0x800b),
                                      NDR_LONG(2),
                                      NDR_SHORT(4),
                                      NDR_SHORT(0xffff),
                                      0x12,
                                      8,
                                      0x22,
                                      0x5c,
                                      0x1a,
                                      7,
                                      NDR_SHORT(16),
                                      NDR_SHORT(0),
                                      NDR_SHORT(0),
                                      0x08,
                                      0x39,
                                      0x4c,
                                      0,
                                      NDR_SHORT(-42),
                                      0x5b};
    // The same with its discriminant inside.
    static const uint8_t inside[] = {
        0x2a,        0x88,         NDR_SHORT(8),      NDR_SHORT(2), NDR_LONG(1), NDR_SHORT(0x800b),
        NDR_LONG(2), NDR_SHORT(4), NDR_SHORT(0xffff), 0x12,         8,           0x22,
        0x5c};
    const Bytes text{2, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 'a', 'b', 0};
    Bytes text_behind_kind{2, 0, 0, 0};
    text_behind_kind.insert(text_behind_kind.end(), text.begin(), text.end());
    const auto check = [&](const uint8_t* format, const Bytes& wire) {
        Walk walk(format);
        char room[8] = "xyz";
        Chosen value{1, {}};
        value.number = 0x4141414141414141;
        walk.unmarshal(wire, &value);
        CHECK(value.kind == 2);
        CHECK(live().count(value.text) == 1);
        CHECK(std::string(value.text) == "ab");
        release(value.text);
        value.kind = 2;
        value.text = room;
        walk.unmarshal(wire, &value);  // the same arm as before is written through
        CHECK(value.text == room);
        CHECK(std::string(room) == "ab");
        value = {1, {}};
        value.number = 0x4141414141414141;
        Bytes cut(wire.begin(), wire.end() - 1);
        CHECK(thrown([&] { walk.unmarshal(cut, &value); }) == kBad);
        CHECK(value.number == 0x4141414141414141);
        CHECK(live().empty());
    };
    check(outside + 30, text_behind_kind);
    check(inside, text);
}

TEST_CASE("a 16-bit enumeration beyond 0x7fff is out of range wherever it stands") {
    static const uint8_t member[] = {0x1a, 3, NDR_SHORT(8), NDR_SHORT(0), NDR_SHORT(0), 0x0d, 0x08, 0x5c, 0x5b};
    static const uint8_t array[] = {0x21, 1, NDR_SHORT(2), NDR_LONG(-1), NDR_LONG(-1), 0x0d, 0x5b};
    static const uint8_t arm[] = {
        0x2a, 0x48, NDR_SHORT(4), NDR_SHORT(1), NDR_LONG(1), NDR_SHORT(0x800d), NDR_SHORT(0xffff)};
    static const uint8_t pointer[] = {0x12, 8, 0x0d, 0x5c};
    const Status code = Status::rpc_x_enum_value_out_of_range;
    Walk in_structure(member), in_array(array), in_union(arm), behind(pointer);
    refused(in_structure, member, {0, 128, 0, 0, 1, 0, 0, 0}, code);
    refused(in_array, array, {1, 0, 255, 255}, code);
    refused(in_union, arm, {1, 0, 0, 0, 0, 128}, code);
    CHECK(thrown([&] { behind.unmarshal({0, 0, 2, 0, 0, 128}); }) == code);
    CHECK(thrown([&] { in_structure.unmarshal<Swap::yes>({128, 0, 0, 0, 0, 0, 0, 1}); }) == code);
    CHECK(live().empty());
}

TEST_CASE("a range on a size is enforced on the maximum that arrives") {
    // The 16-byte descriptor: long[] sized by slot 0, which is within 1 and 3.
    static const uint8_t format[] = {0x1b, 3, NDR_SHORT(4), 0x28,        0,    NDR_SHORT(0), 0x11, 0,
                                     1,    0, NDR_LONG(1),  NDR_LONG(3), 0x08, 0x5b};
    Walk walk(format, 16);
    uint64_t slots[1] = {3};
    walk.stack(slots);
    void* made = walk.unmarshal(longs({3, 1, 2, 3}));
    walk.release_all(made);
    for (const uint32_t count : {0u, 4u}) {
        slots[0] = count;
        CHECK(thrown([&] { walk.unmarshal(longs({count, 1, 2, 3, 4})); }) == Status::rpc_s_invalid_bound);
    }
    CHECK(live().empty());
}

TEST_CASE("one full pointer id cannot stand for two arrays of different size") {
    struct Two {
        int32_t n;
        int16_t* a;
        int32_t m;
        int16_t* b;
    };
    // 0: short[] sized by the long 8 bytes before the pointer, for each of them   20: the structure
    static const uint8_t format[] = {0x1b,
                                     1,
                                     NDR_SHORT(2),
                                     0x18,
                                     0,
                                     NDR_SHORT(0),
                                     0x06,
                                     0x5b,
                                     0x1b,
                                     1,
                                     NDR_SHORT(2),
                                     0x18,
                                     0,
                                     NDR_SHORT(16),
                                     0x06,
                                     0x5b,
                                     0x1a,
                                     3,
                                     NDR_SHORT(32),
                                     NDR_SHORT(0),
                                     NDR_SHORT(10),
                                     0x08,
                                     0x39,
                                     0x36,
                                     0x08,
                                     0x39,
                                     0x36,
                                     0x5c,
                                     0x5b,
                                     0x14,
                                     0,
                                     NDR_SHORT(-38),
                                     0x14,
                                     0,
                                     NDR_SHORT(-32)};
    Walk walk(format + 20);
    rpcrt4::ndr::FullPointers table;
    walk.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&table);
    CHECK(thrown([&] { walk.unmarshal(longs({2, 1, 900, 1, 2, 0x20001})); }) == kBad);
    CHECK(live().empty());
}

TEST_CASE("[byte_count]: what does not fit the program's buffer is refused, and nothing is written beyond it") {
    // long* of a structure with a text, into a buffer of slot 1 bytes
    static const uint8_t format[] = {
        0x1a, 3,    NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x08, 0x39, 0x36,         0x5b,          0x12,
        8,    0x22, 0x5c,          0x2c,         0x5c,         0x28, 0,    NDR_SHORT(8), NDR_SHORT(-22)};
    Walk walk(format + 16);
    alignas(8) uint8_t buffer[64];
    std::memset(buffer, 0x55, sizeof buffer);
    void* place = buffer;
    uint64_t slots[2] = {reinterpret_cast<uint64_t>(buffer), 24};
    walk.stack(slots);
    rpcrt4::ndr::Capacity room{&rpcrt4::ndr::as<rpcrt4::ndr::PointerNode>(walk.node()).byte_count, 24};
    walk.capacities({&room, 1});
    const Bytes text = [] {
        Bytes made = longs({1, 0x20000, 9, 0, 9});
        made.insert(made.end(), {'1', '2', '3', '4', '5', '6', '7', '8', 0});
        return made;
    }();
    CHECK(thrown([&] { walk.unmarshal(text, &place); }) == Status::rpc_x_byte_count_too_small);
    CHECK(buffer[24] == 0x55);
    CHECK(live().empty());
    room.count = 25;
    CHECK(thrown([&] { walk.unmarshal(text, &place); }) == Status::ok);
    CHECK(buffer[25] == 0x55);
}

TEST_CASE("NdrConvert: a foreign message that lies is bad stub data, whatever it lies about") {
    // [in] a text, an array sized by slot 0, a union, a structure with a pointer to itself
    static const uint8_t types[] = {0,
                                    0,
                                    0x11,
                                    8,
                                    0x22,
                                    0x5c,
                                    0x1b,
                                    1,
                                    NDR_SHORT(2),
                                    0x28,
                                    0,
                                    NDR_SHORT(0),
                                    0x06,
                                    0x5b,
                                    0x2a,
                                    0x48,
                                    NDR_SHORT(4),
                                    NDR_SHORT(1),
                                    NDR_LONG(1),
                                    NDR_SHORT(0x8008),
                                    NDR_SHORT(0xffff),
                                    0x5c,
                                    0x5c,
                                    0x1a,
                                    3,
                                    NDR_SHORT(16),
                                    NDR_SHORT(0),
                                    NDR_SHORT(6),
                                    0x08,
                                    0x39,
                                    0x36,
                                    0x5b,
                                    0x12,
                                    0,
                                    NDR_SHORT(-14)};
    static const uint8_t parameters[] = {0x4d, 2, NDR_SHORT(2),  0x4d, 2, NDR_SHORT(6), 0x4d, 2, NDR_SHORT(16),
                                         0x4d, 2, NDR_SHORT(32), 0x5b};
    MIDL_STUB_DESC description{};
    description.pFormatTypes = types;
    description.pfnAllocate = allocate;
    description.pfnFree = release;
    const Bytes fine{0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 'a', 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 2,
                     0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 9, 0,   2, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0};
    const auto convert = [&](Bytes wire) {
        RPC_MESSAGE message{};
        message.DataRepresentation = NDR_BIG_ENDIAN;
        MIDL_STUB_MESSAGE stub{};
        stub.RpcMsg = &message;
        stub.StubDesc = &description;
        stub.pfnAllocate = allocate;
        stub.pfnFree = release;
        stub.Buffer = stub.BufferStart = wire.data();
        stub.BufferEnd = wire.data() + wire.size();
        return thrown([&] { rpcrt4::ndr::convert_message(stub, parameters, -1); });
    };
    CHECK(convert(fine) == Status::ok);
    for (size_t length = 0; length < fine.size(); ++length) {
        CAPTURE(length);
        CHECK(convert(Bytes(fine.begin(), fine.begin() + static_cast<ptrdiff_t>(length))) == kBad);
    }
    const auto lie = [&](size_t at, uint8_t value) {
        Bytes wire = fine;
        wire[at] = value;
        return convert(wire);
    };
    CHECK(lie(7, 1) == kBad);      // the text's offset
    CHECK(lie(11, 3) == kBad);     // more characters than the maximum
    CHECK(lie(13, 'b') == kBad);   // no end
    CHECK(lie(16, 0x40) == kBad);  // more elements than bytes
    CHECK(lie(27, 2) == Status::rpc_s_invalid_tag);
    CHECK(lie(47, 1) == kBad);  // another structure, which is not there
    CHECK(live().empty());
}

TEST_SUITE_END();
