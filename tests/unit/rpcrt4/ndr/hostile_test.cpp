// SPDX-License-Identifier: LGPL-2.1-or-later
// Wire data that lies: each lie is refused with its code, nothing is read out of bounds (the buffers are exactly as
// large as the data, so sanitizers would see it), nothing stays allocated.
#include "walk_fixture.hpp"

using namespace ndr_test;

TEST_SUITE_BEGIN("rpcrt4/ndr");

TEST_CASE("strings that do not end, are empty, or exceed their maximum are bad stub data") {
    static const uint8_t format[] = {0x11, 8, 0x22, 0x5c};
    const uint8_t* string = format + 2;
    Walk walk(string);
    const auto refused = [&](const Bytes& wire) {
        CHECK(thrown([&] { walk.accept(wire); }) == Status::rpc_x_bad_stub_data);
        CHECK(thrown([&] { walk.unmarshal(wire); }) == Status::rpc_x_bad_stub_data);
    };
    refused({2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 'b'});             // no terminator
    refused({2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});                       // no characters at all
    refused({1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0});               // more than the maximum
    refused({2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0});                    // an offset
    refused({2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a'});                  // cut off
    refused({255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 'a'});  // absurd
    refused({1, 0});
    refused({});
    CHECK(live().empty());
}

TEST_CASE("a count larger than the bytes that follow is refused before memory is allocated for it") {
    static const uint8_t format[] = {0x1b, 7, NDR_SHORT(8), 0x28, 0, NDR_SHORT(0), 0x0b, 0x5b};
    Walk walk(format);
    uint64_t slots[1] = {0x20000000};
    walk.stack(slots);
    static size_t largest = 0;
    walk.stub().pfnAllocate = [](size_t size) -> void* {
        largest = std::max(largest, size);
        return allocate(size);
    };
    CHECK(thrown([&] {
              walk.unmarshal({0, 0, 0, 0x20, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8});
          }) == Status::rpc_x_bad_stub_data);
    CHECK(largest == 0);
    CHECK(live().empty());
}

TEST_CASE("offset and count of a varying array stay within its maximum") {
    static const uint8_t format[] = {0x1c, 3, NDR_SHORT(4), 0x28, 0, NDR_SHORT(0), 0x28, 0, NDR_SHORT(8), 0x08, 0x5b};
    Walk walk(format);
    uint64_t slots[2] = {2, 2};
    walk.stack(slots);
    const auto refused = [&](uint32_t maximum, uint32_t first, uint32_t count) {
        Bytes wire{NDR_LONG(maximum), NDR_LONG(first), NDR_LONG(count), 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0};
        CHECK(thrown([&] { walk.accept(wire); }) == Status::rpc_x_bad_stub_data);
    };
    refused(2, 0, 3);
    refused(2, 1, 2);
    refused(2, 0xffffffff, 2);
    refused(2, 3, 0);
    refused(3, 0, 2);  // agrees with itself but not with size_is
    refused(2, 0, 1);  // nor with length_is
    CHECK(live().empty());
}

TEST_CASE("a range attribute is enforced on what arrives") {
    static const uint8_t format[] = {0xb7, 0x08, NDR_LONG(-1), NDR_LONG(10)};
    Walk walk(format);
    int32_t value = 0;
    CHECK(thrown([&] { walk.unmarshal({10, 0, 0, 0}, &value); }) == Status::ok);
    CHECK(value == 10);
    CHECK(thrown([&] { walk.unmarshal({255, 255, 255, 255}, &value); }) == Status::ok);
    CHECK(thrown([&] { walk.unmarshal({11, 0, 0, 0}, &value); }) == Status::rpc_s_invalid_bound);
    CHECK(thrown([&] { walk.unmarshal({254, 255, 255, 255}, &value); }) == Status::rpc_s_invalid_bound);
}

TEST_CASE("what was allocated before the data turned bad is freed, and existing pointers are put back") {
    struct Pair {
        char* first;
        char* second;
    };
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x36, 0x36, 0x5c, 0x5b,
                                     0x12, 8, 0x22,          0x5c,         0x12,         8,    0x22, 0x5c};
    Walk walk(format);
    const Bytes half{1, 0, 2, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'x', 0, 0, 0, 9, 0, 0, 0};
    CHECK(thrown([&] { walk.unmarshal(half); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
    Pair value{nullptr, nullptr};
    CHECK(thrown([&] { walk.unmarshal(half, &value); }) == Status::rpc_x_bad_stub_data);
    CHECK(value.first == nullptr);
    CHECK(value.second == nullptr);
    CHECK(live().empty());
}

TEST_CASE("a program's allocator that gives nothing ends in rpc_x_no_memory") {
    static const uint8_t format[] = {0x12, 8, 0x22, 0x5c};
    Walk walk(format);
    walk.stub().pfnAllocate = [](size_t) -> void* { return nullptr; };
    char* text = nullptr;
    CHECK(thrown([&] {
              walk.unmarshal({1, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, &text);
          }) == Status::rpc_x_no_memory);
}

TEST_CASE("one full pointer id cannot stand for two types") {
    struct Pair {
        int32_t* a;
        int64_t* b;
    };
    static const uint8_t format[] = {0x1a, 3, NDR_SHORT(16), NDR_SHORT(0), NDR_SHORT(6), 0x36, 0x36, 0x5c, 0x5b,
                                     0x14, 8, 0x08,          0x5c,         0x14,         8,    0x0b, 0x5c};
    Walk walk(format);
    rpcrt4::ndr::FullPointers table;
    walk.stub().FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&table);
    CHECK(thrown([&] { walk.unmarshal({1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0}); }) == Status::rpc_x_bad_stub_data);
    CHECK(live().empty());
}

TEST_CASE("a format character the engine does not know is refused, not guessed") {
    static const uint8_t pipe[] = {0xb5, 0, NDR_SHORT(0), NDR_SHORT(0)};
    CHECK(thrown([&] { Walk walk(pipe); }) == Status::rpc_s_cannot_support);
    static const uint8_t pointer_layout[] = {0x16, 3, NDR_SHORT(4), 0x4b, 0x5c, 0x46, 0x5c, 0,    0,
                                             0,    0, 0x12,         8,    0x08, 0x5c, 0x5b, 0x08, 0x5b};
    CHECK(thrown([&] { Walk walk(pointer_layout); }) == Status::rpc_s_cannot_support);
}

TEST_SUITE_END();
