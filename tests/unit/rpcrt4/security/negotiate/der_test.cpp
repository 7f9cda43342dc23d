// SPDX-License-Identifier: LGPL-2.1-or-later
// DER against the examples of X.690 and against lengths that lie.
#include "rpcrt4/security/negotiate/der.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

using namespace rpcrt4::security::negotiate;

namespace {

using Octets = std::vector<std::byte>;

Octets octets(std::initializer_list<int> values) {
    Octets bytes;
    for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

/// Whether this is one whole octet string of that many bytes.
bool reads_as(const Octets& bytes, size_t size) {
    DerReader reader(bytes);
    return reader.take(tag::kOctetString).size() == size && reader.finished();
}

}  // namespace

TEST_SUITE("rpcrt4/security/negotiate/der") {
    TEST_CASE("an element is its tag, its length in the fewest bytes, and its contents") {
        CHECK(der_element(tag::kOctetString, {}) == octets({4, 0}));
        CHECK(der_element(tag::kSequence, {octets({1, 2}), {}, octets({3})}) == octets({0x30, 3, 1, 2, 3}));
        for (const auto& [size, header] :
             {std::pair{size_t{127}, octets({4, 0x7F})}, std::pair{size_t{128}, octets({4, 0x81, 0x80})},
              std::pair{size_t{255}, octets({4, 0x81, 0xFF})}, std::pair{size_t{256}, octets({4, 0x82, 1, 0})},
              std::pair{size_t{65536}, octets({4, 0x83, 1, 0, 0})}}) {
            const Octets element = der_element(tag::kOctetString, {Octets(size, std::byte{7})});
            CHECK(element.size() == header.size() + size);
            CHECK(std::ranges::equal(header, std::span(element).first(header.size())));
            CHECK(reads_as(element, size));
        }
    }

    TEST_CASE("a length may not be indefinite, longer written than need be, or of more than four bytes") {
        Octets indefinite = octets({4, 0x80, 1, 0, 0});
        CHECK_FALSE(reads_as(indefinite, 1));
        CHECK_FALSE(reads_as(octets({4, 0x81, 1, 9}), 1));
        CHECK_FALSE(reads_as(octets({4, 0x82, 0, 1, 9}), 1));
        Octets padded = octets({4, 0x82, 0, 0x80});
        padded.resize(4 + 0x80);
        CHECK_FALSE(reads_as(padded, 0x80));
        CHECK_FALSE(reads_as(octets({4, 0x85, 1, 0, 0, 0, 0, 9}), 1));
        CHECK_FALSE(reads_as(octets({4, 0xFF}), 0));
    }

    TEST_CASE("a length beyond what is there fails, however large") {
        CHECK_FALSE(reads_as(octets({4}), 0));
        CHECK_FALSE(reads_as(octets({4, 1}), 1));
        CHECK_FALSE(reads_as(octets({4, 0x82, 1}), 0));
        CHECK_FALSE(reads_as(octets({4, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0}), 1));
        CHECK_FALSE(reads_as(octets({4, 0x84, 0x80, 0, 0, 0, 0}), 1));
    }

    TEST_CASE("tags of several bytes are none of SPNEGO's") {
        DerReader reader(std::span<const std::byte>{});
        CHECK(reader.finished());
        const Octets long_tag = octets({0x1F, 0x81, 0x01, 0});
        DerReader skipping(long_tag);
        skipping.skip();
        CHECK(skipping.failed());
    }

    TEST_CASE("an element of another tag fails the reader for good") {
        const Octets two = octets({4, 1, 9, 6, 1, 8});
        DerReader reader(two);
        CHECK(reader.next_is(tag::kOctetString));
        CHECK(reader.take(tag::kObjectIdentifier).empty());
        CHECK(reader.failed());
        CHECK(reader.at_end());
        CHECK(reader.take(tag::kOctetString).empty());
        CHECK_FALSE(reader.finished());
    }

    TEST_CASE("readers within readers end at their own ends, and at a depth") {
        const Octets inner = der_element(tag::kOctetString, {octets({5})});
        const Octets outer = der_element(tag::kSequence, {inner, inner});
        DerReader reader(outer);
        DerReader sequence = reader.enter(tag::kSequence);
        CHECK(reader.finished());
        CHECK(sequence.take_whole(tag::kOctetString).size() == 3);
        CHECK_FALSE(sequence.finished());
        sequence.skip();
        CHECK(sequence.finished());

        Octets deep;
        for (unsigned i = 0; i < DerReader::kMaxDepth + 1; ++i) deep = der_element(tag::kSequence, {deep});
        DerReader level(deep);
        for (unsigned i = 0; i < DerReader::kMaxDepth; ++i) level = level.enter(tag::kSequence);
        CHECK_FALSE(level.failed());
        CHECK(level.enter(tag::kSequence).failed());
    }
}
