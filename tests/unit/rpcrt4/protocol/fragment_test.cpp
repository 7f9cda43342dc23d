// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages cut for the wire: one contiguous run, or a gather list whose writing may stop anywhere.
#include <doctest/doctest.h>

#include <algorithm>

#include "rpcrt4/protocol/fragment.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using namespace rpcrt4::protocol;

namespace {

constexpr rpcrt4::uuid::Uuid kObject{0x308fb580, 0x1eb2, 0x11ca, {0x92, 0x3b, 0x08, 0x00, 0x2b, 0x10, 0x75, 0xa7}};

struct Cut {
    CommonHeader header;
    CallHeader call;
    golden::Bytes stub;
};

std::vector<Cut> pieces(std::span<const std::byte> wire) {
    std::vector<Cut> cuts;
    while (!wire.empty()) {
        const CommonHeader header = decode_common(wire);
        const size_t start = call_header_size(header);
        const auto stub = wire.subspan(start, header.fragment_length - start);
        cuts.push_back({header, decode_call_header(header, wire), {stub.begin(), stub.end()}});
        wire = wire.subspan(header.fragment_length);
    }
    return cuts;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/fragment") {
    TEST_CASE("a message of one fragment is one run: header and stub data side by side") {
        Buffer stub(4);
        stub.data()[0] = std::byte{41};
        stub.data()[1] = stub.data()[2] = stub.data()[3] = std::byte{0};
        const auto message = encode_request({.call_id = 2}, std::move(stub), kMaxFragment);
        REQUIRE(message.pending().size() == 1);
        CHECK(golden::same(golden::written(message), golden::of(golden::kRequest)));
        CHECK(message.remaining() == 28);
    }

    TEST_CASE("a call without stub data is a header") {
        const auto message = encode_response({.call_id = 9}, Buffer(), kMaxFragment);
        CHECK(golden::written(message).size() == kCallHeaderSize);
    }

    TEST_CASE("fragments are no longer than agreed, cut at multiples of 8, and flagged first, middle, last") {
        for (const uint16_t most : {uint16_t{1432}, uint16_t{4280}, uint16_t{5840}, uint16_t{65528}}) {
            const size_t total = 200001;
            const auto message = encode_request({.call_id = 5, .context_id = 1, .opnum = 3, .object = &kObject},
                                                golden::counting(total), most);
            const auto cuts = pieces(golden::written(message));
            REQUIRE(cuts.size() > 1);
            golden::Bytes joined;
            for (size_t i = 0; i < cuts.size(); ++i) {
                const Cut& cut = cuts[i];
                CHECK(cut.header.fragment_length <= most);
                CHECK(cut.header.has(pfc::kFirst) == (i == 0));
                CHECK(cut.header.has(pfc::kLast) == (i + 1 == cuts.size()));
                CHECK(cut.header.has(pfc::kObjectUuid));
                CHECK(cut.call.object == kObject);
                CHECK(cut.header.call_id == 5);
                CHECK(cut.call.alloc_hint == total - joined.size());
                if (i + 1 < cuts.size()) CHECK(cut.stub.size() % 8 == 0);
                joined.insert(joined.end(), cut.stub.begin(), cut.stub.end());
            }
            CHECK(joined == golden::bytes_of(golden::counting(total)));
        }
    }

    TEST_CASE("stub data that just fits makes one fragment, one byte more makes two") {
        const size_t fits = 5840 - kCallHeaderSize;
        CHECK(encode_response({.call_id = 1}, golden::counting(fits), 5840).pending().size() == 1);
        CHECK(encode_response({.call_id = 1}, golden::counting(fits + 1), 5840).pending().size() == 3);
    }

    TEST_CASE("writing may stop after any byte") {
        const auto whole = golden::written(encode_response({.call_id = 1}, golden::counting(5000), 1432));
        for (size_t step : {size_t{1}, size_t{23}, size_t{24}, size_t{25}, size_t{1431}, size_t{4999}}) {
            auto message = encode_response({.call_id = 1}, golden::counting(5000), 1432);
            golden::Bytes sent;
            while (!message.done()) {
                const auto left = golden::written(message);
                CHECK(left.size() == message.remaining());
                const size_t count = std::min(step, left.size());
                sent.insert(sent.end(), left.begin(), left.begin() + count);
                message.advance(count);
            }
            CHECK(message.pending().empty());
            CHECK(sent == whole);
        }
    }

    TEST_CASE("what is lent is sent from where it is, wherever it lies, and the bytes are the same") {
        constexpr size_t kTotal = 200000;
        const Buffer expected = golden::counting(kTotal, 3);
        for (const size_t begin : {size_t{0}, size_t{8}, size_t{60000}, size_t{65504}, size_t{70001}}) {
            for (const size_t size : {size_t{1}, size_t{65536}, size_t{100000}, kTotal - begin}) {
                CAPTURE(begin);
                CAPTURE(size);
                Buffer stub = golden::counting(kTotal, 3);
                const golden::Bytes elsewhere(stub.data() + begin, stub.data() + begin + size);
                std::fill_n(stub.data() + begin, size, std::byte{0xEE});
                REQUIRE(stub.lend(stub.data() + begin, elsewhere.data(), elsewhere.size()));
                CHECK_FALSE(stub.lend(stub.data(), elsewhere.data(), 1));
                auto message = encode_request({.call_id = 2}, std::move(stub), kMaxFragment);
                golden::Bytes joined;
                for (const Cut& cut : pieces(golden::written(message))) {
                    joined.insert(joined.end(), cut.stub.begin(), cut.stub.end());
                }
                CHECK(golden::same(joined, {expected.data(), expected.data() + kTotal}));
                const auto lent = [&](const iovec& run) {
                    const auto* from = static_cast<const std::byte*>(run.iov_base);
                    return from >= elsewhere.data() && from < elsewhere.data() + elsewhere.size();
                };
                CHECK(std::any_of(message.pending().begin(), message.pending().end(), lent));
            }
        }
    }

    TEST_CASE("what is lent can be put in its place, for who needs the bytes side by side") {
        Buffer stub = golden::counting(100000, 3);
        const golden::Bytes elsewhere(70000, std::byte{7});
        REQUIRE(stub.lend(stub.data() + 16, elsewhere.data(), elsewhere.size()));
        SUBCASE("by itself") { stub.settle(); }
        SUBCASE("when it must move") { stub.reserve(1 << 20); }
        CHECK(stub.lent().size == 0);
        CHECK(std::equal(elsewhere.begin(), elsewhere.end(), stub.data() + 16));
        CHECK(stub.size() == 100000);
    }

    TEST_CASE("the stub buffer can be taken back unharmed, to be sent elsewhere") {
        auto message = encode_request({.call_id = 1}, golden::counting(5000), 1432);
        Buffer stub = message.take_buffer();
        CHECK(message.done());
        CHECK(golden::bytes_of(stub) == golden::bytes_of(golden::counting(5000)));
    }

    TEST_CASE("a moved-from message has nothing to write") {
        auto message = encode_request({.call_id = 1}, golden::counting(8), kMaxFragment);
        const OutgoingMessage moved = std::move(message);
        CHECK(message.done());
        CHECK(moved.remaining() == 32);
    }
}
