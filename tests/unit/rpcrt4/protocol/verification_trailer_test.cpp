// SPDX-License-Identifier: LGPL-2.1-or-later
// The verification trailer: bytes as [MS-RPCE] 2.2.2.13 lays them out, and what looks like one and is none.
#include "rpcrt4/protocol/verification_trailer.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace rpcrt4::protocol;

namespace {

using Bytes = std::vector<std::byte>;

constexpr SyntaxId kEcho{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};

Bytes of(std::initializer_list<int> values) {
    Bytes bytes;
    for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

Bytes operator+(Bytes first, const Bytes& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

const Bytes kSignature = of({0x8a, 0xe3, 0x13, 0x71, 0x02, 0xf4, 0x36, 0x71});
const Bytes kBitmask = of({0x01, 0x00, 0x04, 0x00, 0x01, 0x00, 0x00, 0x00});
const Bytes kHeader2 = of({0x03, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00,
                           0x00, 0x00, 0x07, 0x00, 0x00, 0x00, 0x02, 0x00, 0x03, 0x00});
const Bytes kContext = of({0x02, 0x40, 0x28, 0x00, 0xc5, 0x5e, 0xa1, 0x60, 0xe8, 0x4d, 0xd7, 0x11, 0xa6, 0x37, 0x00,
                           0x50, 0x56, 0xa2, 0x01, 0x82, 0x01, 0x00, 0x00, 0x00, 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c,
                           0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00});

VerificationTrailer whole() {
    VerificationTrailer trailer;
    trailer.bitmask = {true};
    trailer.header = {PduType::request, kOurRepresentation, 7, 2, 3};
    trailer.context = {kEcho, kNdr20};
    return trailer;
}

Bytes encoded(const VerificationTrailer& trailer) {
    const EncodedVerification bytes(trailer);
    const std::span<const std::byte> span = bytes;
    return {span.begin(), span.end()};
}

Bytes ended(Bytes command) {
    command[1] |= std::byte{0x40};
    return command;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/verification_trailer") {
    TEST_CASE("commands are laid out as specified, the last one says so") {
        CHECK(encoded(whole()) == kSignature + kBitmask + kHeader2 + kContext);
        VerificationTrailer one;
        one.bitmask = {true};
        CHECK(encoded(one) == kSignature + ended(kBitmask));
        one.bitmask.reset();
        one.header = {PduType::request, kOurRepresentation, 7, 2, 3};
        CHECK(encoded(one) == kSignature + ended(kHeader2));
        CHECK(encoded({}).empty());
    }

    TEST_CASE("it is found at the end, wherever that is, and read back") {
        for (size_t before : {0u, 4u, 8u, 100u, 4000u}) {
            Bytes stub(before, std::byte{0x8a});
            const auto found = find_verification(stub + encoded(whole()));
            REQUIRE(found);
            CHECK(found->start == before);
            CHECK(found->trailer.bitmask == whole().bitmask);
            CHECK(found->trailer.header == whole().header);
            CHECK(found->trailer.context == whole().context);
            CHECK_FALSE(found->trailer.demands_more);
        }
    }

    TEST_CASE("commands come in any order, and unknown ones are passed over") {
        const Bytes unknown = of({0x09, 0x00, 0x08, 0x00, 1, 2, 3, 4, 5, 6, 7, 8});
        const auto found = find_verification(kSignature + unknown + kHeader2 + ended(kBitmask));
        REQUIRE(found);
        CHECK(found->trailer.bitmask->client_supports_header_signing);
        CHECK(found->trailer.header == whole().header);
        CHECK_FALSE(found->trailer.context);
        CHECK_FALSE(found->trailer.demands_more);
    }

    TEST_CASE("but not those that must be processed; known ones may say so") {
        Bytes known = kHeader2;
        known[1] = std::byte{0x80};
        const auto good = find_verification(kSignature + known + ended(kBitmask));
        REQUIRE(good);
        CHECK(good->trailer.header == whole().header);
        CHECK_FALSE(good->trailer.demands_more);
        const auto bad = find_verification(kSignature + of({0x09, 0xc0, 0x00, 0x00}));
        REQUIRE(bad);
        CHECK(bad->trailer.demands_more);
    }

    TEST_CASE("bits nobody knows are ignored") {
        Bytes bits = ended(kBitmask);
        bits[4] = std::byte{0xfe};
        const auto found = find_verification(kSignature + bits);
        REQUIRE(found);
        CHECK_FALSE(found->trailer.bitmask->client_supports_header_signing);
    }

    TEST_CASE("what does not end where the stub data ends, or is not aligned, is stub data") {
        const Bytes good = encoded(whole());
        CHECK_FALSE(find_verification({}));
        CHECK_FALSE(find_verification(kSignature));
        for (size_t cut = 1; cut < good.size(); ++cut) {
            CAPTURE(cut);
            CHECK_FALSE(find_verification(std::span(good).first(good.size() - cut)));
        }
        for (size_t more = 1; more < 16; ++more) CHECK_FALSE(find_verification(good + Bytes(more)));
        for (size_t off : {1u, 2u, 3u}) CHECK_FALSE(find_verification(Bytes(off) + good));
        CHECK_FALSE(find_verification(good + Bytes(1000)));
    }

    TEST_CASE("commands of wrong length, and second ones, are none") {
        for (const Bytes& command : {kBitmask, kHeader2, kContext}) {
            for (const int length : {0, 3, 4, 5, 8, 15, 16, 17, 20, 39, 40, 41, 44, 60}) {
                Bytes wrong = ended(command);
                if (std::to_integer<int>(wrong[2]) == length) continue;
                wrong[2] = static_cast<std::byte>(length);
                wrong.resize(4 + static_cast<size_t>(length));
                CHECK_FALSE(find_verification(kSignature + wrong));
            }
        }
        CHECK_FALSE(find_verification(kSignature + kBitmask + ended(kBitmask)));
        CHECK_FALSE(find_verification(kSignature + kHeader2 + ended(kHeader2)));
        CHECK_FALSE(find_verification(kSignature + ended(kContext) + kContext));
    }

    TEST_CASE("an earlier signature in the stub data does not hide the trailer") {
        const Bytes stub = kSignature + Bytes(8) + encoded(whole());
        const auto found = find_verification(stub);
        REQUIRE(found);
        CHECK(found->start == 16);
    }
}
