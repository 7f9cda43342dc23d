// SPDX-License-Identifier: LGPL-2.1-or-later
// Arrays of several open dimensions (C706 14.3.3), hard structures, and pointers whose referents share one block of
// memory: allocate(all_nodes), byte_count.
#include "walk_fixture.hpp"

#include "rpcrt4/ndr/out_memory.hpp"

using namespace ndr_test;

TEST_SUITE_BEGIN("rpcrt4/ndr");

namespace {

// long [size_is(slot 0, slot 1)]: inner dimension first.
const uint8_t kGrid[] = {0x21,           3,    NDR_SHORT(0), 0x88, 0, NDR_SHORT(8), NDR_LONG(-1), 0x08, 0x5b,
                         0x21,           3,    NDR_SHORT(0), 0x88, 0, NDR_SHORT(0), NDR_LONG(-1), 0x4c, 0,
                         NDR_SHORT(-28), 0x5c, 0x5b};

}  // namespace

TEST_CASE("a conformant array of conformant arrays sends all maxima before the elements") {
    Walk walk(kGrid + 14);
    uint64_t slots[] = {2, 3};
    walk.stack(slots);
    const int32_t data[] = {1, 2, 3, 4, 5, 6};
    const Bytes wire = walk.marshal(data);
    CHECK(wire == Bytes{NDR_LONG(2), NDR_LONG(3), NDR_LONG(1), NDR_LONG(2), NDR_LONG(3), NDR_LONG(4), NDR_LONG(5),
                        NDR_LONG(6)});
    auto* back = static_cast<int32_t*>(walk.accept(wire));
    CHECK(std::equal(data, data + 6, back));
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("an open array of several dimensions: counts that lie are refused before memory is allocated") {
    Walk walk(kGrid + 14);
    uint64_t slots[] = {2, 3};
    walk.stack(slots);
    static size_t largest = 0;
    walk.stub().pfnAllocate = [](size_t size) -> void* {
        largest = std::max(largest, size);
        return allocate(size);
    };
    const auto refused = [&](uint32_t rows, uint32_t columns) {
        const Bytes wire{NDR_LONG(rows), NDR_LONG(columns), NDR_LONG(1), NDR_LONG(2),
                         NDR_LONG(3),    NDR_LONG(4),       NDR_LONG(5), NDR_LONG(6)};
        CHECK(thrown([&] { walk.accept(wire); }) == Status::rpc_x_bad_stub_data);
        CHECK(thrown([&] { walk.unmarshal(wire); }) == Status::rpc_x_bad_stub_data);
    };
    refused(3, 2);
    refused(2, 4);
    refused(0x10000, 0x10000);
    refused(0xffffffff, 0xffffffff);
    refused(0, 0xffffffff);
    CHECK(largest <= 24);
    CHECK(live().empty());
}

TEST_CASE("a fixed array with two varying dimensions sends both variances before the elements") {
    static const uint8_t format[] = {0x1f,
                                     1,
                                     NDR_SHORT(6),
                                     NDR_SHORT(3),
                                     NDR_SHORT(2),
                                     0x88,
                                     0,
                                     NDR_SHORT(8),
                                     0x06,
                                     0x5b,
                                     0x21,
                                     1,
                                     NDR_SHORT(2),
                                     NDR_LONG(-1),
                                     0x88,
                                     0,
                                     NDR_SHORT(0),
                                     0x4c,
                                     0,
                                     NDR_SHORT(-28),
                                     0x5c,
                                     0x5b};
    Walk walk(format + 14);
    uint64_t slots[] = {2, 1};
    walk.stack(slots);
    const int16_t data[2][3] = {{1, 2, 3}, {4, 5, 6}};
    const Bytes wire = walk.marshal(data);
    CHECK(wire == Bytes{NDR_LONG(0), NDR_LONG(2), NDR_LONG(0), NDR_LONG(1), 1, 0, 4, 0});
    int16_t back[2][3] = {};
    walk.unmarshal(wire, back);
    CHECK(back[1][0] == 4);
    CHECK(back[0][1] == 0);
    Bytes lying = wire;
    lying[12] = 4;
    CHECK(thrown([&] { walk.unmarshal(lying, back); }) == Status::rpc_x_bad_stub_data);
}

TEST_CASE("O8: an [out] array of several dimensions gets memory for all of them, the outermost fixed or not") {
    static size_t asked;
    const auto size_of_out = [](const uint8_t* format) {
        Walk walk(format);
        uint64_t slots[2] = {2, 3};
        walk.stack(slots);
        walk.stub().pfnAllocate = [](size_t size) -> void* {
            asked = size;
            return allocate(size);
        };
        void* memory = nullptr;
        rpcrt4::ndr::Memory owner(walk.stub(), rpcrt4::ndr::Memory::Placement::in_place, nullptr);
        rpcrt4::ndr::allocate_out(walk.node(), &memory, owner, walk.stub(), rpcrt4::ndr::Owner::program);
        CHECK(live().count(memory) == 1);
        return asked;
    };
    static const uint8_t open_rows[] = {0x21,           3,    NDR_SHORT(0), 0x88,         0,    NDR_SHORT(8),
                                        NDR_LONG(-1),   0x08, 0x5b,         0x21,         3,    NDR_SHORT(0),
                                        0x88,           0,    NDR_SHORT(0), NDR_LONG(-1), 0x4c, 0,
                                        NDR_SHORT(-28), 0x5c, 0x5b};
    CHECK(size_of_out(open_rows + 14) == 2 * 3 * 4);
    static const uint8_t four_rows[] = {0x21,
                                        3,
                                        NDR_SHORT(0),
                                        0x88,
                                        0,
                                        NDR_SHORT(8),
                                        NDR_LONG(-1),
                                        0x08,
                                        0x5b,
                                        0x21,
                                        3,
                                        NDR_SHORT(4),
                                        NDR_LONG(-1),
                                        NDR_LONG(-1),
                                        0x4c,
                                        0,
                                        NDR_SHORT(-28),
                                        0x5c,
                                        0x5b};
    CHECK(size_of_out(four_rows + 14) == 4 * 3 * 4);
    CHECK(live().empty());
}

TEST_CASE("a hard structure is its members") {
    struct Hard {
        int32_t number;
        int32_t color;
        int16_t small_one;
    };
    static const uint8_t format[] = {
        0xb1,         3,    NDR_SHORT(12), NDR_LONG(0), NDR_SHORT(4), NDR_SHORT(10), NDR_SHORT(12),
        NDR_SHORT(0), 0x08, 0x0d,          0x06,        0x3e,         0x5c,          0x5b};
    Walk walk(format);
    Hard value{1, 2, 3};
    const Bytes wire = walk.marshal(&value);
    CHECK(wire == Bytes{1, 0, 0, 0, 2, 0, 3, 0});
    auto* back = static_cast<Hard*>(walk.accept(wire));
    CHECK(back->small_one == 3);
    walk.release_all(back);
    CHECK(live().empty());
}

TEST_CASE("a hard structure's union is its last member, in the list or described apart") {
    struct Hard {
        int32_t kind;
        int32_t before;
        union {
            int32_t number;
            char* text;
        } choice;
    };
    // 0: the union, switched by the structure's first member   26: it is in the list   54: it is not
    static const uint8_t format[] = {0x2b,
                                     0x08,
                                     0x08,
                                     0,
                                     NDR_SHORT(-8),
                                     NDR_SHORT(2),
                                     NDR_SHORT(8),
                                     NDR_SHORT(2),
                                     NDR_LONG(1),
                                     NDR_SHORT(0x8008),
                                     NDR_LONG(2),
                                     NDR_SHORT(28),
                                     NDR_SHORT(0xffff),
                                     0xb1,
                                     7,
                                     NDR_SHORT(16),
                                     NDR_LONG(0),
                                     NDR_SHORT(-1),
                                     NDR_SHORT(8),
                                     NDR_SHORT(8),
                                     NDR_SHORT(-40),
                                     0x08,
                                     0x08,
                                     0x4c,
                                     0,
                                     NDR_SHORT(-46),
                                     0x5c,
                                     0x5b,
                                     0x12,
                                     8,
                                     0x22,
                                     0x5c,
                                     0xb1,
                                     7,
                                     NDR_SHORT(16),
                                     NDR_LONG(0),
                                     NDR_SHORT(-1),
                                     NDR_SHORT(8),
                                     NDR_SHORT(8),
                                     NDR_SHORT(-68),
                                     0x08,
                                     0x08,
                                     0x5c,
                                     0x5b};
    for (const size_t root : {26u, 54u}) {
        CAPTURE(root);
        Walk walk(format + root);
        char text[] = "ab";
        Hard value{2, 5, {}};
        value.choice.text = text;
        const Bytes wire = walk.marshal(&value);
        CHECK(wire ==
              Bytes{2, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 'a', 'b', 0});
        auto* back = static_cast<Hard*>(walk.accept(wire));
        CHECK(back->before == 5);
        CHECK(std::string(back->choice.text) == "ab");
        walk.release_all(back);
        CHECK(live().empty());
    }
}

namespace {

struct Node {
    int32_t value;
    char* name;
    Node* next;
};
// A list of named nodes; `attributes` of the pointer that leads to it.
#define LIST(attributes)                                                                                               \
    0x1a, 3, NDR_SHORT(24), NDR_SHORT(0), NDR_SHORT(8), 0x08, 0x39, 0x36, 0x36, 0x5c, 0x5b, 0x12, 8, 0x22, 0x5c, 0x12, \
        attributes, NDR_SHORT(-20), 0x12, attributes, NDR_SHORT(-24)

const Bytes kTwoNodes{0, 0, 2, 0,                                         // to the first
                      1, 0, 0, 0, 4,  0, 2, 0, 8, 0, 2, 0,                // value, name, next
                      2, 0, 0, 0, 0,  0, 0, 0, 2, 0, 0, 0, 'a', 0, 0, 0,  // name
                      2, 0, 0, 0, 12, 0, 2, 0, 0, 0, 0, 0,                // the second
                      2, 0, 0, 0, 0,  0, 0, 0, 2, 0, 0, 0, 'b', 0};

}  // namespace

TEST_CASE("allocate(all_nodes): one allocation holds everything below the pointer") {
    static const uint8_t format[] = {LIST(0x01)};
    Walk walk(format + 22);
    Node* first = nullptr;
    walk.unmarshal(kTwoNodes, &first);
    CHECK(live().size() == 1);
    CHECK(first->value == 1);
    CHECK(std::string(first->next->name) == "b");
    const auto* end = reinterpret_cast<char*>(first) + 64;
    CHECK(first->next->name < end);
    CHECK(first->name > reinterpret_cast<char*>(first));
    release(first);
    CHECK(live().empty());
}

TEST_CASE("allocate(all_nodes): big-endian data is converted while it is measured") {
    static const uint8_t format[] = {LIST(0x01)};
    Walk walk(format + 22);
    Node* first = nullptr;
    const Bytes wire{0, 2, 0, 0, 0, 0, 0, 1, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 'a', 0};
    walk.unmarshal<rpcrt4::ndr::Swap::yes>(wire, &first);
    CHECK(first->value == 1);
    CHECK(std::string(first->name) == "a");
    CHECK(first->next == nullptr);
    release(first);
}

TEST_CASE("allocate(all_nodes): data that turns bad frees the one block") {
    static const uint8_t format[] = {LIST(0x01)};
    Walk walk(format + 22);
    Bytes cut = kTwoNodes;
    cut.pop_back();
    Node* first = nullptr;
    CHECK(thrown([&] { walk.unmarshal(cut, &first); }) == Status::rpc_x_bad_stub_data);
    CHECK(first == nullptr);
    CHECK(live().empty());
}

TEST_CASE("byte_count: the caller's buffer takes everything, and not a byte more than it has") {
    static const uint8_t format[] = {LIST(0x00), 0x2c, 0x5c, 0x29, 0, NDR_SHORT(8), NDR_SHORT(-32)};
    Walk walk(format + 26);
    alignas(8) unsigned char buffer[128];
    std::memset(buffer, 0xee, sizeof buffer);
    uint64_t slots[] = {reinterpret_cast<uint64_t>(buffer), 58};
    walk.stack(slots);
    void* pointer = buffer;
    const Bytes referent(kTwoNodes.begin() + 4, kTwoNodes.end());
    std::vector<rpcrt4::ndr::Capacity> known;
    const rpcrt4::ndr::Correlation& size = rpcrt4::ndr::as<rpcrt4::ndr::PointerNode>(walk.node()).byte_count;
    known.push_back({&size, 58});
    walk.capacities(known);
    walk.unmarshal(referent, &pointer);
    const auto* first = reinterpret_cast<const Node*>(buffer);
    CHECK(first->value == 1);
    CHECK(std::string(first->next->name) == "b");
    CHECK(live().empty());
    CHECK(buffer[58] == 0xee);
    known[0].count = 57;
    walk.capacities(known);
    CHECK(thrown([&] { walk.unmarshal(referent, &pointer); }) == Status::rpc_x_byte_count_too_small);
}

TEST_CASE("strings of structures of bytes end at an element that is all zero") {
    static const uint8_t format[] = {0x24, 3};
    static const uint8_t padded[] = {0x24, 3, 0x5c, 0x5b};
    Walk walk(padded);
    const unsigned char text[] = {1, 0, 2, 0, 0, 3, 0, 0, 0};
    const Bytes wire = walk.marshal(text);
    CHECK(wire == Bytes{3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0, 3, 0, 0, 0});
    CHECK(walk.in_buffer(walk.accept(wire)));
    CHECK(thrown([&] { walk.accept({1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}); }) == Status::rpc_x_bad_stub_data);
    CHECK(format[0] == 0x24);
}

TEST_CASE("EBCDIC characters and VAX floats are converted where they arrive") {
    struct Mixed {
        char text[4];
        float f;
        double d;
        int32_t n;
    };
    static const uint8_t format[] = {
        0x1d, 0, NDR_SHORT(4),   0x02, 0x5b, 0x1a, 7,    NDR_SHORT(24), NDR_SHORT(0), NDR_SHORT(0),
        0x4c, 0, NDR_SHORT(-16), 0x0a, 0x0c, 0x08, 0x40, 0x5c,          0x5b};
    Walk walk(format + 6);
    walk.representation(0x111);  // EBCDIC, little-endian, VAX
    // 1.5 and -2.0: F is sign, exponent excess 128, fraction; G has three more exponent bits.
    const Bytes wire{0xc1, 0x82, 0xf1, 0x40, 0xc0, 0x40, 0, 0, 0x20, 0xc0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0};
    auto* back = static_cast<Mixed*>(walk.unmarshal<rpcrt4::ndr::Swap::yes>(wire));
    CHECK(std::string(back->text, 4) == "Ab1 ");
    CHECK(back->f == 1.5f);
    CHECK(back->d == -2.0);
    CHECK(back->n == 5);
    walk.release_all(back);
}

TEST_SUITE_END();
