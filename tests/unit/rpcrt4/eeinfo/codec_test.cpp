// SPDX-License-Identifier: LGPL-2.1-or-later
// Chains as bytes: golden bytes written down by hand from [MS-EERR] 2.2.1, limits, and everything that is refused.
#include "rpcrt4/eeinfo/codec.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace rpcrt4::eeinfo;

namespace {

using Bytes = std::vector<std::byte>;

// The record of [MS-EERR] 3.1 with a process, a time and a shorter name: one element, no computer, one Unicode string.
constexpr uint8_t kExample[] = {
    0x01, 0x10, 0x08, 0x00, 0xcc, 0xcc, 0xcc, 0xcc,  // version 1, little-endian, 8 bytes of header, filler
    0x48, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // 72 bytes of object, filler
    0x00, 0x00, 0x02, 0x00, 0x01, 0x00, 0x00, 0x00,  // the pointer, one parameter
    0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x02, 0x00,  // no next record, no computer name (type and switch)
    0x34, 0x12, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // process, padding
    0x00, 0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 0x01,  // time: 1970-01-01
    0x49, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,  // component, status
    0xf0, 0x0b, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,  // location, flags, one parameter, padding
    0x02, 0x00, 0x02, 0x00, 0x04, 0x00, 0x00, 0x00,  // Unicode string (type and switch), four units, padding
    0x04, 0x00, 0x02, 0x00, 0x04, 0x00, 0x00, 0x00,  // the pointer; the array of four units:
    0x5c, 0x00, 0x52, 0x00, 0x70, 0x00, 0x00, 0x00,  // \ R p and the end
};

// Two records: the first of machine C with a long, a short and a 64-bit number and an ANSI string, the second bare.
// The second follows the first's structure at once, and the first's strings follow the second.
constexpr uint8_t kTwo[] = {
    0x01, 0x10, 0x08, 0x00, 0xcc, 0xcc, 0xcc, 0xcc,  //
    0xa0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  //
    0x00, 0x00, 0x02, 0x00, 0x04, 0x00, 0x00, 0x00,  // four parameters
    0x04, 0x00, 0x02, 0x00, 0x01, 0x00, 0x01, 0x00,  // the next record, a computer name
    0x02, 0x00, 0x00, 0x00, 0x08, 0x00, 0x02, 0x00,  // of two units
    0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // process, padding
    0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // time
    0x02, 0x00, 0x00, 0x00, 0xba, 0x06, 0x00, 0x00,  // runtime, 1722
    0x39, 0x01, 0x02, 0x00, 0x04, 0x00, 0x00, 0x00,  // 313, next missing, four
    0x03, 0x00, 0x03, 0x00, 0xfe, 0xff, 0xff, 0xff,  // long -2
    0x04, 0x00, 0x04, 0x00, 0xfd, 0xff, 0x00, 0x00,  // short -3, padding
    0x05, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00,  // 64 bits, aligned
    0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,  //
    0x01, 0x00, 0x01, 0x00, 0x03, 0x00, 0x00, 0x00,  // ANSI string of three bytes, padding
    0x0c, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,  // the pointer; the second record: no parameters
    0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x02, 0x00,  // no next, no name
    0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // process, padding
    0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // time
    0x01, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00,  // application, 5
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,  // 0, previous missing, none, padding
    0x02, 0x00, 0x00, 0x00, 0x43, 0x00, 0x00, 0x00,  // the name: two units, C
    0x03, 0x00, 0x00, 0x00, 0x68, 0x69, 0x00, 0x00,  // the string: three bytes, hi
};

Bytes bytes_of(std::span<const uint8_t> array) {
    const auto bytes = std::as_bytes(array);
    return {bytes.begin(), bytes.end()};
}

Chain example() {
    Record record;
    record.process = 0x1234;
    record.time = 0x019db1ded53e8000;
    record.component = 0x49;
    record.status = 2;
    record.location = 0xbf0;
    record.parameters = {u"\\Rp"};
    return {record};
}

Chain two() {
    Record first;
    first.computer = u"C";
    first.process = 7;
    first.time = 1;
    first.component = 2;
    first.status = 1722;
    first.location = 313;
    first.flags = flag::kNextMissing;
    first.parameters = {int32_t{-2}, int16_t{-3}, uint64_t{0x0102030405060708}, std::string("hi")};
    Record second;
    second.process = 8;
    second.time = 2;
    second.component = 1;
    second.status = 5;
    second.flags = flag::kPreviousMissing;
    return {first, second};
}

Record numbered(uint32_t number, size_t length = 20) {
    Record record;
    record.status = number;
    record.computer = u"machine";
    record.parameters = {int32_t{1}, std::string(length, 'x'), std::u16string(length, u'y')};
    return record;
}

/// The same chain of a big-endian machine: every number swapped, from the second byte on.
Bytes swapped_example() {
    Bytes bytes = bytes_of(kExample);
    const auto swap = [&](size_t at, size_t size) { std::reverse(bytes.begin() + at, bytes.begin() + at + size); };
    bytes[1] = std::byte{0};
    swap(2, 2);
    for (const size_t at : {8, 16, 20, 24, 32, 48, 52, 72, 76}) swap(at, 4);
    for (const size_t at : {28, 30, 56, 58, 60, 64, 66, 68, 80, 82, 84, 86}) swap(at, 2);
    swap(40, 8);
    return bytes;
}

}  // namespace

TEST_SUITE("rpcrt4/eeinfo/codec") {
    TEST_CASE("the example of the specification is the bytes written down by hand") {
        CHECK(encode(example()) == bytes_of(kExample));
        CHECK(decode(bytes_of(kExample)) == example());
    }

    TEST_CASE("records, names and parameters of every kind stand where the specification puts them") {
        CHECK(encode(two()) == bytes_of(kTwo));
        CHECK(decode(bytes_of(kTwo)) == two());
    }

    TEST_CASE("a chain of a big-endian machine is the same chain") { CHECK(decode(swapped_example()) == example()); }

    TEST_CASE("bytes and lost strings make the round trip") {
        Chain chain = example();
        chain[0].parameters = {std::vector<std::byte>{std::byte{1}, std::byte{0}, std::byte{2}}, Nothing{},
                               std::string(), std::u16string()};
        CHECK(decode(encode(chain)) == chain);
    }

    TEST_CASE("a record stands on a multiple of 4, whatever the one before it ends with") {
        const std::vector<std::vector<Parameter>> endings = {
            {}, {int16_t{1}}, {std::string("odd!")}, {Nothing{}}, {std::vector<std::byte>(3)}};
        for (const auto& ending : endings) {
            Chain chain = two();
            chain[0].parameters = ending;
            chain[1].parameters = {int16_t{2}, uint64_t{3}};
            chain.push_back(chain[0]);
            CHECK(decode(encode(chain)) == chain);
        }
        Chain bare = two();
        bare[0].computer.reset();
        bare[0].parameters.clear();
        const Bytes bytes = encode(bare);
        // Both records have 38 bytes after the pointer and the count, and no more.
        CHECK(bytes.size() == 16 + 8 + 40 + 8 + 40);
    }

    TEST_CASE("an empty chain is no bytes, and a null pointer is an empty chain") {
        CHECK(encode({}).empty());
        CHECK(encode_within({}, 1000).empty());
        Bytes null = bytes_of(kExample);
        std::fill(null.begin() + 16, null.begin() + 20, std::byte{0});
        const auto chain = decode(null);
        REQUIRE(chain);
        CHECK(chain->empty());
    }

    TEST_CASE("Q9: what does not fit loses records from the last but one backwards, and says where") {
        Chain chain;
        for (uint32_t i = 0; i < 6; ++i) chain.push_back(numbered(i));
        const size_t whole = encode(chain).size();
        const auto bytes = encode_within(chain, whole - 1);
        CHECK(bytes.size() < whole);
        const auto fitted = decode(bytes);
        REQUIRE(fitted);
        REQUIRE(fitted->size() == 5);
        CHECK((*fitted)[3].status == 3);
        CHECK((*fitted)[3].flags == flag::kNextMissing);
        CHECK((*fitted)[4].status == 5);
        CHECK((*fitted)[4].flags == flag::kPreviousMissing);
        CHECK(encode_within(chain, whole) == encode(chain));
    }

    TEST_CASE("Q9: the first and the last record remain, then without strings and names") {
        Chain chain;
        for (uint32_t i = 0; i < 6; ++i) chain.push_back(numbered(i, 200));
        const auto fitted = decode(encode_within(chain, 400));
        REQUIRE(fitted);
        REQUIRE(fitted->size() == 2);
        CHECK((*fitted)[0].status == 0);
        CHECK((*fitted)[1].status == 5);
        for (const Record& record : *fitted) {
            CHECK_FALSE(record.computer);
            REQUIRE(record.parameters.size() == 3);
            CHECK(record.parameters[0] == Parameter(int32_t{1}));
            CHECK(record.parameters[1] == Parameter(Nothing{}));
            CHECK(record.parameters[2] == Parameter(Nothing{}));
        }
        CHECK(encode_within(chain, 40).empty());
    }

    TEST_CASE("no limit is ever exceeded") {
        Chain chain;
        for (uint32_t i = 0; i < 5; ++i) chain.push_back(numbered(i, 10 * i));
        for (size_t limit = 0; limit < 1000; ++limit) {
            CAPTURE(limit);
            const auto bytes = encode_within(chain, limit);
            CHECK(bytes.size() <= limit);
            if (!bytes.empty()) CHECK(decode(bytes).has_value());
        }
    }

    TEST_CASE("a length that its field cannot say is cut") {
        Chain chain = {numbered(1, 70000)};
        const auto read = decode(encode(chain));
        REQUIRE(read);
        CHECK(std::get<std::string>((*read)[0].parameters[1]).size() == 0x7FFE);
    }

    TEST_CASE("a chain of the greatest length is read, a longer one is refused, and never written") {
        Chain chain;
        for (uint32_t i = 0; i < kMostRecords; ++i) chain.push_back(numbered(i, 1));
        CHECK(decode(encode(chain)) == chain);
        chain.push_back(numbered(99, 1));
        const auto read = decode(encode(chain));
        REQUIRE(read);
        CHECK(read->size() == kMostRecords);
        CHECK(read->back().status == 99);
        CHECK(read->back().flags == flag::kPreviousMissing);
    }

    TEST_CASE("bytes cut off anywhere are refused") {
        for (const Bytes& whole : {bytes_of(kExample), bytes_of(kTwo)}) {
            for (size_t size = 0; size < whole.size(); ++size) {
                CAPTURE(size);
                CHECK_FALSE(decode(std::span(whole).first(size)));
            }
        }
    }

    TEST_CASE("any violation fails the whole") {
        struct Lie {
            size_t at;
            uint8_t value;
        };
        constexpr Lie kLies[] = {
            {0, 2},      // another version
            {1, 0x11},   // no byte order
            {2, 9},      // another header
            {8, 0x47},   // an object that is no multiple of 8
            {8, 0x50},   // longer than there is
            {8, 0x40},   // shorter than its contents
            {20, 2},     // more parameters in the array than in the structure
            {20, 5},     // more than four
            {24, 1},     // a next record that is not there
            {28, 3},     // no type of name
            {30, 1},     // another switch than type
            {60, 2},     // more parameters in the structure than in the array
            {64, 8},     // no type of parameter
            {66, 1},     // another switch than type
            {69, 0x80},  // a negative length
            {68, 3},     // a length that the array does not have
            {72, 0},     // see below: the pointer is null, but not its length
            {76, 5},     // an array longer than the length
            {86, 1},     // a string without an end
        };
        for (const Lie& lie : kLies) {
            CAPTURE(lie.at);
            CAPTURE(lie.value);
            Bytes bytes = bytes_of(kExample);
            bytes[lie.at] = std::byte{lie.value};
            if (lie.at == 72) bytes[74] = std::byte{0};
            CHECK_FALSE(decode(bytes));
        }
    }

    TEST_CASE("whatever a byte is changed to, decoding ends, and what it yields can be written again") {
        const Bytes whole = bytes_of(kTwo);
        for (size_t at = 0; at < whole.size(); ++at) {
            for (unsigned value = 0; value < 256; ++value) {
                Bytes bytes = whole;
                bytes[at] = static_cast<std::byte>(value);
                const auto chain = decode(bytes);
                if (chain && !chain->empty() && decode(encode(*chain)) != chain) {
                    CAPTURE(at);
                    CAPTURE(value);
                    CHECK(false);
                }
            }
        }
    }
}
