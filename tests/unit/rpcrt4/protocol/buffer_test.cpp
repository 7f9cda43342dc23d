// SPDX-License-Identifier: LGPL-2.1-or-later
// Alignment, headroom, growth and recycling of message memory.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "rpcrt4/protocol/buffer.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using rpcrt4::protocol::Buffer;

TEST_SUITE("rpcrt4/protocol/buffer") {
    TEST_CASE("data is 16-byte aligned with room for a header before it, at every size") {
        for (const size_t size : {size_t{0}, size_t{1}, size_t{256}, size_t{257}, size_t{5000}, size_t{65536},
                                  size_t{65537}, size_t{1} << 20, (size_t{9} << 20) + 1}) {
            Buffer buffer(size);
            CHECK(buffer.size() == size);
            CHECK(buffer.capacity() >= size);
            CHECK(reinterpret_cast<uintptr_t>(buffer.data()) % 16 == 0);
            CHECK(buffer.headroom() == Buffer::kHeadroom);
            std::memset(buffer.before(Buffer::kHeadroom), 0x55, Buffer::kHeadroom + size);
        }
    }

    TEST_CASE("moving a buffer leaves nothing behind") {
        Buffer first = golden::counting(100);
        const auto* data = first.data();
        Buffer second = std::move(first);
        CHECK(second.data() == data);
        CHECK_FALSE(first);
        CHECK(first.size() == 0);
        first = std::move(second);
        CHECK(first.data() == data);
        CHECK_FALSE(second);
    }

    TEST_CASE("growing keeps the bytes, trimming advances into headroom") {
        Buffer buffer = golden::counting(300);
        const auto before = golden::bytes_of(buffer);
        buffer.reserve(200000);
        CHECK(buffer.capacity() >= 200000);
        CHECK(golden::bytes_of(buffer) == before);
        buffer.trim_front(24);
        CHECK(buffer.size() == 276);
        CHECK(buffer.headroom() == Buffer::kHeadroom + 24);
        CHECK(buffer.data()[0] == before[24]);
        buffer.resize(buffer.capacity());
        std::memset(buffer.data(), 1, buffer.size());
    }

    TEST_CASE("an empty buffer can be reserved, released and released again") {
        Buffer buffer;
        CHECK(buffer.capacity() == 0);
        CHECK(buffer.headroom() == 0);
        buffer.reserve(10);
        CHECK(buffer.capacity() >= 10);
        buffer.reset();
        buffer.reset();
        CHECK_FALSE(buffer);
    }

    TEST_CASE("buffers released by another thread and at its end are sound") {
        std::vector<Buffer> crossing;
        std::thread producer([&] {
            for (int round = 0; round < 200; ++round) {
                Buffer kept_here(static_cast<size_t>(round) * 37);
                crossing.push_back(golden::counting(static_cast<size_t>(round) * 401));
            }
        });
        producer.join();
        for (size_t round = 0; round < crossing.size(); ++round) {
            CHECK(golden::bytes_of(crossing[round]) == golden::bytes_of(golden::counting(round * 401)));
        }
        std::thread consumer([moved = std::move(crossing)]() mutable { moved.clear(); });
        consumer.join();
    }

    TEST_CASE("an impossible size is bad_alloc") { CHECK_THROWS_AS(Buffer(SIZE_MAX - 10), std::bad_alloc); }
}
