// SPDX-License-Identifier: LGPL-2.1-or-later
// Wire images written by hand from C706 chapter 14, for types as MIDL and widl describe them on 64-bit targets.
#include "walk_fixture.hpp"

#include "rpcrt4/ndr/one_type.hpp"

using namespace ndr_test;

TEST_SUITE_BEGIN("rpcrt4/ndr");

namespace {

struct Simple {
    int32_t a;
    char b;
    int16_t c;
};
const uint8_t kSimple[] = {0x15, 3, NDR_SHORT(8), 0x08, 0x02, 0x37, 0x06, 0x5c, 0x5b};

struct Tree {
    int32_t value;
    Tree* next;
};
const uint8_t kTree[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x08, 0x39, 0x36, 0x5b,
                         0x12, 0, NDR_SHORT(-14)};

}  // namespace

TEST_CASE("a simple structure is one image with its inner padding") {
    Walk walk(kSimple);
    Simple value;
    std::memset(static_cast<void*>(&value), 0, sizeof value);  // the padding travels too
    value.a = 0x01020304;
    value.b = 'x';
    value.c = 0x0506;
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{4, 3, 2, 1, 'x', 0, 6, 5});
    auto* back = static_cast<Simple*>(walk.unmarshal(wire));
    CHECK(back->a == value.a);
    CHECK(back->c == value.c);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("O5: flat data stays in the receive buffer of a server") {
    Walk walk(kSimple);
    auto* value = static_cast<Simple*>(walk.accept({4, 3, 2, 1, 'x', 0, 6, 5}));
    CHECK(walk.in_buffer(value));
    CHECK(value->a == 0x01020304);
    walk.release_all(value);
    CHECK(live().empty());
}

TEST_CASE("O5: what the receive buffer does not align is copied to where it is aligned") {
    static const uint8_t wide[] = {0x15, 7, NDR_SHORT(8), 0x0b, 0x5b};
    Walk walk(wide);
    MIDL_STUB_MESSAGE& stub = walk.stub();
    alignas(16) uint8_t bytes[20] = {};
    bytes[4] = 7;
    stub.BufferStart = stub.Buffer = bytes + 4;
    stub.BufferEnd = bytes + 12;
    uint8_t* memory = nullptr;
    rpcrt4::ndr::unmarshal_type(stub, &memory, wide, false);
    CHECK(live().count(memory) == 1);
    CHECK(reinterpret_cast<uintptr_t>(memory) % 8 == 0);
    CHECK(memory[0] == 7);
    release(memory);
    stub.BufferStart = stub.Buffer = bytes + 8;
    stub.BufferEnd = bytes + 16;
    memory = nullptr;
    rpcrt4::ndr::unmarshal_type(stub, &memory, wide, false);
    CHECK(memory == bytes + 8);
    CHECK(live().empty());
}

TEST_CASE("a big-endian sender's data is swapped scalar by scalar") {
    Walk walk(kSimple);
    auto* value = static_cast<Simple*>(walk.unmarshal<rpcrt4::ndr::Swap::yes>({1, 2, 3, 4, 'x', 0, 5, 6}));
    CHECK(value->a == 0x01020304);
    CHECK(value->b == 'x');
    CHECK(value->c == 0x0506);
    walk.release_all(value);
}

TEST_CASE("enum16 and __int3264 have other sizes on the wire than in memory") {
    struct Mixed {
        int32_t e;
        int64_t q;
    };
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(0), 0x0d, 0x39, 0xb8, 0x5b};
    Walk walk(format);
    Mixed value{7, -2};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{7, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff});
    auto* back = static_cast<Mixed*>(walk.accept(wire));
    CHECK(back->e == 7);
    CHECK(back->q == -2);
    walk.release_all(back);
    value.e = 0x8000;
    CHECK(thrown([&] { walk.marshal(&value); }) == Status::rpc_x_enum_value_out_of_range);
    CHECK(thrown([&] { walk.accept({0, 0x80, 0, 0, 0, 0, 0, 0}); }) == Status::rpc_x_enum_value_out_of_range);
    CHECK(live().empty());
}

TEST_CASE("an unsized string travels as maximum, offset, count and its characters with the terminator") {
    static const uint8_t format[] = {0x12, 8, 0x22, 0x5c};
    Walk walk(format);
    const char* text = "hey";
    const Bytes wire = walk.marshal(&text);
    CHECK(wire == Bytes{0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'h', 'e', 'y', 0});
    auto** back = static_cast<char**>(walk.accept(wire));
    CHECK(std::string(*back) == "hey");
    CHECK(walk.in_buffer(*back));
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("a null unique pointer is a zero referent id and nothing else") {
    static const uint8_t format[] = {0x12, 8, 0x25, 0x5c};
    Walk walk(format);
    const char16_t* text = nullptr;
    CHECK(walk.marshal(&text) == Bytes{0, 0, 0, 0});
}

TEST_CASE("wide strings count characters, not bytes") {
    static const uint8_t format[] = {0x11, 8, 0x25, 0x5c};
    Walk walk(format);
    const char16_t* text = u"hi";
    CHECK(walk.marshal(&text) == Bytes{3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 'h', 0, 'i', 0, 0, 0});
}

TEST_CASE("a null ref pointer is refused before anything is sent") {
    static const uint8_t format[] = {0x11, 8, 0x22, 0x5c};
    Walk walk(format);
    const char* text = nullptr;
    CHECK(thrown([&] { walk.size(&text); }) == Status::rpc_x_null_ref_pointer);
}

TEST_CASE("embedded pointers are deferred behind the structure and follow depth first") {
    struct Pair {
        char* first;
        char* second;
    };
    static const uint8_t pair[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x36, 0x36, 0x5c, 0x5b,
                                   0x12, 8, 0x22,          0x5c,         0x12,         8,    0x22, 0x5c};
    Walk walk(pair);
    char one[] = "1", two[] = "2";
    Pair value{one, two};
    CHECK(walk.marshal(&value) == Bytes{0, 0, 2, 0, 4, 0, 2, 0,                            // both ids
                                        2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, '1', 0, 0, 0,  // first
                                        2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, '2', 0});      // second
}

TEST_CASE("a list of a hundred thousand nodes needs no recursion") {
    Walk walk(kTree);
    constexpr int kNodes = 100000;
    std::vector<Tree> nodes(kNodes);
    for (int i = 0; i < kNodes; ++i) nodes[static_cast<size_t>(i)] = {i, i + 1 < kNodes ? &nodes[i + 1ull] : nullptr};
    const Bytes wire = walk.marshal(nodes.data());
    CHECK(wire.size() == kNodes * 8u);
    auto* back = static_cast<Tree*>(walk.accept(wire));
    int seen = 0;
    for (Tree* node = back; node; node = node->next) CHECK_EQ(node->value, seen++);
    CHECK(seen == kNodes);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("a conformant array in a structure puts its count before the structure") {
    struct Conformant {
        int32_t n;
        int16_t a[3];
    };
    static const uint8_t format[] = {0x1b, 1, NDR_SHORT(2), 0x08,           0,    NDR_SHORT(-4), 0x06, 0x5b,
                                     0x17, 3, NDR_SHORT(4), NDR_SHORT(-14), 0x08, 0x5b};
    Walk walk(format + 10);
    Conformant value{3, {1, 2, 3}};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2, 0, 3, 0});
    auto* back = static_cast<Conformant*>(walk.accept(wire));
    CHECK(back->n == 3);
    CHECK(back->a[2] == 3);
    walk.release_all(back);
    CHECK(thrown([&] { walk.accept({3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0, 3, 0}); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
}

TEST_CASE("O13: a sized pointer in a structure must carry as many elements as its size field says") {
    struct Sized {
        int32_t n;
        uint8_t* p;
    };
    static const uint8_t format[] = {0x1b,
                                     0,
                                     NDR_SHORT(1),
                                     0x18,
                                     0,
                                     NDR_SHORT(0),
                                     0x02,
                                     0x5b,  // CARRAY, size at +0
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
                                     NDR_SHORT(-24)};
    Walk walk(format + 10);
    uint8_t data[] = {9, 8, 7};
    Sized value{3, data};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{3, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 9, 8, 7});
    auto* back = static_cast<Sized*>(walk.accept(wire));
    CHECK(back->p[2] == 7);
    walk.release_all(back);
    Bytes lying = wire;
    lying[0] = 4;
    CHECK(thrown([&] { walk.accept(lying); }) == Status::rpc_x_bad_stub_data);
    CHECK(thrown([&] { walk.unmarshal(lying); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
}

TEST_CASE("O2, O10: a client's existing buffer is written through, never beyond its old size") {
    struct Sized {
        int32_t n;
        uint8_t* p;
    };
    static const uint8_t format[] = {0x1b,
                                     0,
                                     NDR_SHORT(1),
                                     0x18,
                                     0,
                                     NDR_SHORT(0),
                                     0x02,
                                     0x5b,
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
                                     NDR_SHORT(-24)};
    Walk walk(format + 10);
    uint8_t data[2] = {};
    Sized value{2, data};
    walk.unmarshal({2, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 5, 6}, &value);
    CHECK(value.p == data);
    CHECK(data[1] == 6);
    const auto status = thrown([&] { walk.unmarshal({3, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 5, 6, 7}, &value); });
    CHECK(status == Status::rpc_x_bad_stub_data);
    CHECK(value.p == data);
    CHECK(live().empty());
}

TEST_CASE("O10: a string longer than the one it replaces is refused") {
    static const uint8_t format[] = {0x12, 8, 0x22, 0x5c};
    Walk walk(format);
    char text[] = "abc";
    char* pointer = text;
    walk.unmarshal({1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 'x', 'y', 0}, &pointer);
    CHECK(std::string(text) == "xy");
    const Bytes longer{1, 0, 2, 0, 5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 'l', 'o', 'n', 'g', 0};
    CHECK(thrown([&] { walk.unmarshal(longer, &pointer); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("a conformant varying array sends its maximum, its offset, its count and only those elements") {
    static const uint8_t format[] = {0x1c, 3, NDR_SHORT(4), 0x28, 0, NDR_SHORT(8), 0x28, 0, NDR_SHORT(16), 0x08, 0x5b};
    Walk walk(format);
    uint64_t slots[3] = {0, 5, 2};
    walk.stack(slots);
    int32_t data[5] = {1, 2, 3, 4, 5};
    const Bytes wire = walk.marshal(data);
    CHECK(wire == Bytes{5, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0});
    auto* back = static_cast<int32_t*>(walk.accept(wire));
    CHECK(!walk.in_buffer(back));
    CHECK(back[1] == 2);
    walk.release_all(back);
    slots[2] = 6;
    CHECK(thrown([&] { walk.size(data); }) == Status::rpc_s_invalid_bound);
    slots[2] = 0xffffffff;
    CHECK(thrown([&] { walk.size(data); }) == Status::rpc_s_invalid_bound);
    CHECK(live().empty());
}

TEST_CASE("an empty array of a server is an address in the buffer, not memory that somebody must free") {
    static const uint8_t format[] = {0x1b, 3, NDR_SHORT(4), 0x28, 0, NDR_SHORT(0), 0x08, 0x5b};
    Walk walk(format);
    uint64_t slots[1] = {0};
    walk.stack(slots);
    void* empty = walk.accept({0, 0, 0, 0});
    CHECK(walk.in_buffer(empty));
    CHECK(live().empty());
}

TEST_CASE("robust and ranged correlation descriptors say the same as old ones") {
    static const uint8_t robust[] = {0x1b, 0, NDR_SHORT(1), 0x28, 0, NDR_SHORT(0), 1, 0, 0x02, 0x5b};
    static const uint8_t ranged[] = {0x1b, 0, NDR_SHORT(1), 0x28,        0,    NDR_SHORT(0), 0x11, 0,
                                     1,    0, NDR_LONG(1),  NDR_LONG(2), 0x02, 0x5b};
    uint64_t slots[1] = {2};
    const Bytes wire{2, 0, 0, 0, 'a', 'b'};
    char text[] = "ab";
    Walk six(robust, 6), sixteen(ranged, 16);
    six.stack(slots);
    sixteen.stack(slots);
    CHECK(six.marshal(text) == wire);
    CHECK(sixteen.marshal(text) == wire);
    CHECK(six.in_buffer(six.accept(wire)));
    slots[0] = 3;
    CHECK(thrown([&] { six.accept({3, 0, 0, 0, 'a', 'b', 'c'}); }) == Status::ok);
    CHECK(thrown([&] { sixteen.accept({3, 0, 0, 0, 'a', 'b', 'c'}); }) == Status::rpc_s_invalid_bound);
}

TEST_CASE("a size expression is evaluated by the stub's own routine") {
    static const uint8_t format[] = {0x1b, 0, NDR_SHORT(1), 0x20, 0x59, NDR_SHORT(0), 0x02, 0x5b};
    static const EXPR_EVAL routines[] = {[](PMIDL_STUB_MESSAGE stub) {
        const auto* slots = reinterpret_cast<const uint64_t*>(stub->StackTop);
        stub->Offset = 0;
        stub->MaxCount = slots[0] * slots[1];
    }};
    Walk walk(format);
    walk.description().apfnExprEval = routines;
    uint64_t slots[2] = {2, 1};
    walk.stack(slots);
    char text[] = "ab";
    CHECK(walk.marshal(text) == Bytes{2, 0, 0, 0, 'a', 'b'});
    CHECK(thrown([&] { walk.accept({1, 0, 0, 0, 'a'}); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("an array of structures with a trailing pad in memory has none behind its last element") {
    struct Trail {
        int32_t a;
        int16_t b;
        char c;
    };
    static const uint8_t format[] = {
        0x1a, 3, NDR_SHORT(8), NDR_SHORT(0), NDR_SHORT(0), 0x08, 0x06, 0x02,           0x3d, 0x5c, 0x5b,
        0x21, 3, NDR_SHORT(2), NDR_LONG(-1), NDR_LONG(-1), 0x4c, 0,    NDR_SHORT(-28), 0x5c, 0x5b};
    Walk walk(format + 14);
    Trail value[2] = {{1, 2, 'a'}, {3, 4, 'b'}};
    const Bytes wire = walk.marshal(value);
    CHECK(wire == Bytes{1, 0, 0, 0, 2, 0, 'a', 0, 3, 0, 0, 0, 4, 0, 'b'});
    auto* back = static_cast<Trail*>(walk.accept(wire));
    CHECK(back[1].b == 4);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("an encapsulated union travels as its discriminant and the chosen arm") {
    struct Union {
        int32_t which;
        union {
            int32_t number;
            char* text;
        };
    };
    static const uint8_t format[] = {
        0x12,           8,           0x22,         0x5c,  // string pointer
        0x2a,           0x88,        NDR_SHORT(8), NDR_SHORT(2), NDR_LONG(1), NDR_SHORT(0x8008), NDR_LONG(2),
        NDR_SHORT(-20), NDR_SHORT(0)};
    Walk walk(format + 4);
    Union value;
    std::memset(&value, 0, sizeof value);
    value.which = 1;
    value.number = 5;
    CHECK(walk.marshal(&value) == Bytes{1, 0, 0, 0, 5, 0, 0, 0});
    char text[] = "t";
    value.which = 2;
    value.text = text;
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{2, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 't', 0});
    auto* back = static_cast<Union*>(walk.accept(wire));
    CHECK(std::string(back->text) == "t");
    walk.release_all(back);
    value.which = 9;
    CHECK(walk.marshal(&value) == Bytes{9, 0, 0, 0});
    CHECK(live().empty());
}

TEST_CASE("a union without a default arm refuses an unknown discriminant") {
    struct Holder {
        int16_t tag;
        union {
            int32_t x;
            double d;
        };
    };
    static const uint8_t format[] = {0x2b,
                                     6,
                                     6,
                                     0,
                                     NDR_SHORT(-8),
                                     NDR_SHORT(2),  // switch_is: 8 bytes before the union
                                     NDR_SHORT(8),
                                     NDR_SHORT(2),
                                     NDR_LONG(1),
                                     NDR_SHORT(0x8008),
                                     NDR_LONG(2),
                                     NDR_SHORT(0x800c),
                                     NDR_SHORT(0xffff),
                                     0x1a,
                                     7,
                                     NDR_SHORT(16),
                                     NDR_SHORT(0),
                                     NDR_SHORT(0),
                                     0x06,
                                     0x39,
                                     0x4c,
                                     0,
                                     NDR_SHORT(-38),
                                     0x5c,
                                     0x5b};
    Walk walk(format + 26);
    Holder value;
    std::memset(&value, 0, sizeof value);
    value.tag = 1;
    value.x = 77;
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 1, 0, 77, 0, 0, 0});
    auto* back = static_cast<Holder*>(walk.accept(wire));
    CHECK(back->x == 77);
    walk.release_all(back);
    CHECK(thrown([&] { walk.accept({3, 0, 3, 0, 77, 0, 0, 0}); }) == Status::rpc_s_invalid_tag);
    // The discriminant on the wire and the field that selects must agree.
    CHECK(thrown([&] { walk.accept({2, 0, 1, 0, 77, 0, 0, 0}); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
}

TEST_CASE("full pointers keep aliases") {
    struct Pair {
        int32_t* a;
        int32_t* b;
    };
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x36, 0x36, 0x5c, 0x5b,
                                     0x14, 8, 0x08,          0x5c,         0x14,         8,    0x08, 0x5c};
    Walk walk(format);
    rpcrt4::ndr::FullPointers out, in;
    int32_t number = 5;
    Pair value{&number, &number};
    walk.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&out);
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0});
    walk.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&in);
    auto* back = static_cast<Pair*>(walk.unmarshal(wire));
    CHECK(back->a == back->b);
    CHECK(*back->a == 5);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("full pointers to one text keep aliases, whatever described each of them") {
    struct Pair {
        char* a;
        char* b;
    };
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x36, 0x36, 0x5c, 0x5b,
                                     0x14, 8, 0x22,          0x5c,         0x14,         8,    0x22, 0x5c};
    static const uint8_t mixed[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x36, 0x36, 0x5c, 0x5b,
                                    0x14, 8, 0x22,          0x5c,         0x14,         8,    0x25, 0x5c};
    Walk walk(format), other(mixed);
    rpcrt4::ndr::FullPointers out, in, again;
    char text[] = "text";
    Pair value{text, text};
    walk.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&out);
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 't', 'e', 'x', 't', 0});
    walk.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&in);
    auto* back = static_cast<Pair*>(walk.unmarshal(wire));
    CHECK(back->a == back->b);
    CHECK(std::string_view(back->a) == "text");
    walk.release_all(back);
    CHECK(live().empty());
    // Characters of another width are another type.
    other.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&again);
    CHECK(thrown([&] { other.unmarshal(wire); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
}

TEST_SUITE_END();
