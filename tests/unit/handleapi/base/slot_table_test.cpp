// SPDX-License-Identifier: LGPL-2.1-or-later
// SlotTable: identity, staleness, ownership, and lookup racing with removal.
#include "handleapi/base/slot_table.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace {

struct Counted : base::RefCounted {
    explicit Counted(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
    ~Counted() override { --alive_; }
    std::atomic<int>& alive_;
    int canary = 0x5A5A;
};

using Handles = base::SlotTable<Counted, base::NarrowId>;
using Bindings = base::SlotTable<Counted, base::WideId>;

}  // namespace

TEST_SUITE("base/slot_table") {
    TEST_CASE("the first handle values are small multiples of four, as on Windows") {
        std::atomic<int> alive = 0;
        Handles table;
        for (uintptr_t expected = 4; expected <= 400; expected += 4) {
            CHECK(table.insert(base::make_ref<Counted>(alive)) == expected);
        }
        CHECK(table.size() == 100);
        CHECK(alive == 100);
    }

    TEST_CASE("the two low bits of an id are ignored") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive));
        for (uintptr_t bit = 0; bit < 4; ++bit) CHECK(table.lookup(id | bit));
    }

    TEST_CASE("zero, pseudo handles, pointers and values never given out look up as null") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive));
        int local = 0;
        for (const uintptr_t junk : {uintptr_t{0}, uintptr_t{1}, uintptr_t{3}, ~uintptr_t{0}, ~uintptr_t{1}, id + 4,
                                     id | uintptr_t{1} << 32, uintptr_t{0x80000000} | id, uintptr_t{0x7FFFFFFC},
                                     uintptr_t{0x40000000} | id, reinterpret_cast<uintptr_t>(&local)}) {
            CHECK_FALSE(table.lookup(junk));
            CHECK_FALSE(table.remove(junk));
            CHECK(table.flags(junk) == -1);
            CHECK_FALSE(table.set_flags(junk, 1, 1));
        }
        CHECK(table.lookup(id));
    }

    TEST_CASE("a removed id stays dead through thousands of reuses and never comes back early") {
        std::atomic<int> alive = 0;
        Handles table;
        std::set<uintptr_t> seen;
        for (int i = 0; i < 100000; ++i) {
            const auto id = table.insert(base::make_ref<Counted>(alive));
            REQUIRE(seen.insert(id).second);
            REQUIRE(table.remove(id));
            REQUIRE_FALSE(table.lookup(id));
            REQUIRE_FALSE(table.remove(id));
        }
        CHECK(alive == 0);
        CHECK(*seen.rbegin() <= 0x7FFFFFFF);
    }

    TEST_CASE("ids with 65536 and more objects keep their 32-bit form and stay distinct") {
        std::atomic<int> alive = 0;
        Handles table;
        std::vector<uintptr_t> ids;
        for (int i = 0; i < 70000; ++i) ids.push_back(table.insert(base::make_ref<Counted>(alive)));
        CHECK(std::set<uintptr_t>(ids.begin(), ids.end()).size() == ids.size());
        for (const auto id : ids) {
            REQUIRE(static_cast<uintptr_t>(static_cast<intptr_t>(static_cast<int32_t>(id))) == id);
            REQUIRE(table.lookup(id));
        }
        for (const auto id : ids) REQUIRE(table.remove(id));
        for (const auto id : ids) REQUIRE_FALSE(table.lookup(id));
        CHECK(alive == 0);
    }

    TEST_CASE("narrow ids encode and decode at the borders") {
        for (const uint32_t index : {1u, 0xFFFFu, 0x10000u, 0xFFFFFFu}) {
            for (const uint32_t generation : {0u, 1u, 15u, 4095u}) {
                const auto at = base::NarrowId::decode(base::NarrowId::encode(index, generation));
                CHECK(at.index == index);
                CHECK(at.generation == (generation & at.mask));
            }
        }
    }

    TEST_CASE("a wide id carries the whole generation") {
        std::atomic<int> alive = 0;
        Bindings table;
        const auto first = table.insert(base::make_ref<Counted>(alive));
        CHECK((first & 3) == 0);
        CHECK(first > 0xFFFF);
        CHECK_FALSE(table.lookup(first & 0xFFFF));
        CHECK(table.remove(first));
        CHECK_FALSE(table.lookup(first));
    }

    TEST_CASE("a wide id decodes to what it was made of, and none other decodes to a slot") {
        for (const uint32_t index : {1u, 255u, 256u, (1u << 24) - 1}) {
            for (const uint32_t generation : {0u, 1u, base::WideId::kMask - 1, base::WideId::kMask}) {
                const auto at = base::WideId::decode(base::WideId::encode(index, generation));
                CHECK(at.index == index);
                CHECK(at.generation == generation);
                CHECK(at.mask == base::WideId::kMask);
            }
        }
        CHECK(base::WideId::decode(uintptr_t{1} << 47 | 4).index == 0);
        CHECK(base::WideId::decode(~uintptr_t{0}).index == 0);
    }

    TEST_CASE("flags and tag come back side by side, and the flags alone change") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive), 0xA5, 0xFFFF);
        CHECK(table.look(id).flags == 0xA5);
        CHECK(table.look(id).tag == 0xFFFF);
        CHECK(table.set_flags(id, 0x0F, 0x0A));
        CHECK(table.look(id).flags == 0xAA);
        CHECK(table.look(id).tag == 0xFFFF);
        CHECK(table.flags(id) == 0xAA);
    }

    TEST_CASE("a reference outlives the removal of its id") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive));
        auto held = table.lookup(id);
        CHECK(table.remove(id));
        CHECK(alive == 1);
        CHECK(held->canary == 0x5A5A);
        held = nullptr;
        CHECK(alive == 0);
    }

    TEST_CASE("holds is true exactly while the id stands for the object") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive));
        const auto other = table.insert(base::make_ref<Counted>(alive));
        const auto object = table.lookup(id);
        CHECK(table.holds(id, *object));
        CHECK(table.holds(id | 3, *object));
        CHECK_FALSE(table.holds(other, *object));
        CHECK_FALSE(table.holds(0, *object));
        CHECK(table.remove(id));
        CHECK_FALSE(table.holds(id, *object));
    }

    TEST_CASE("one object may have several ids, each removed on its own") {
        std::atomic<int> alive = 0;
        Handles table;
        auto object = base::make_ref<Counted>(alive);
        const auto a = table.insert(object);
        const auto b = table.insert(object);
        object = nullptr;
        CHECK(a != b);
        CHECK(table.lookup(a) == table.lookup(b));
        CHECK(table.remove(a));
        CHECK(alive == 1);
        CHECK(table.remove(b));
        CHECK(alive == 0);
    }

    TEST_CASE("flags are set by mask and can forbid removal") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive), 1);
        CHECK(table.flags(id) == 1);
        CHECK(table.set_flags(id, 2, 2));
        CHECK(table.flags(id) == 3);
        CHECK_FALSE(table.remove(id, 2));
        CHECK(table.lookup(id));
        CHECK(table.set_flags(id, 3, 0));
        CHECK(table.flags(id) == 0);
        CHECK(table.remove(id, 2));
        CHECK(table.flags(id) == -1);
    }

    TEST_CASE("millions of lookups refill the lent references and leak none") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto id = table.insert(base::make_ref<Counted>(alive));
        for (int i = 0; i < 2'000'000; ++i) REQUIRE(table.lookup(id));
        CHECK(table.remove(id));
        CHECK(alive == 0);
    }

    TEST_CASE("destroying the table releases what is left in it") {
        std::atomic<int> alive = 0;
        {
            Handles table;
            for (int i = 0; i < 1000; ++i) CHECK(table.insert(base::make_ref<Counted>(alive)) != 0);
            size_t counted = 0;
            table.for_each_id([&](uintptr_t) { ++counted; });
            CHECK(counted == 1000);
        }
        CHECK(alive == 0);
    }

    TEST_CASE("lookup racing with removal yields a live object or null, never another one's memory") {
        std::atomic<int> alive = 0;
        Handles table;
        std::atomic<uintptr_t> shared = table.insert(base::make_ref<Counted>(alive));
        std::atomic<bool> stop = false;
        std::atomic<int> bad = 0;
        std::vector<std::thread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                while (!stop) {
                    if (auto object = table.lookup(shared)) bad += object->canary != 0x5A5A;
                }
            });
        }
        for (int i = 0; i < 20000; ++i) {
            const auto next = table.insert(base::make_ref<Counted>(alive));
            const auto old = shared.exchange(next);
            if (!table.remove(old)) ++bad;
            if (table.lookup(old)) ++bad;
        }
        stop = true;
        for (auto& reader : readers) reader.join();
        CHECK(bad == 0);
        CHECK(table.remove(shared));
        CHECK(alive == 0);
        CHECK(table.size() == 0);
    }

    TEST_CASE("insert_at gives an object the very id another process knows it by") {
        std::atomic<int> alive = 0;
        Handles table;
        const auto reused = uintptr_t{7} << 18 | 12 << 2;
        const auto high = base::NarrowId::encode(70000, 5);
        for (const uintptr_t id : {uintptr_t{40}, uintptr_t{8}, reused, high}) {
            CHECK(table.insert_at(id, base::make_ref<Counted>(alive), 1));
            CHECK(table.lookup(id));
            CHECK(table.flags(id) == 1);
        }
        CHECK(table.size() == 4);
        CHECK_FALSE(table.lookup(uintptr_t{12} << 2));  // another generation of the same slot
        for (const uintptr_t refused : {uintptr_t{40}, reused, uintptr_t{0}, ~uintptr_t{0}}) {
            CHECK_FALSE(table.insert_at(refused, base::make_ref<Counted>(alive)));
        }
        CHECK(alive == 4);
    }

    TEST_CASE("ids given out after insert_at avoid what it took, and reuse the slots it passed over") {
        std::atomic<int> alive = 0;
        Handles table;
        std::set<uintptr_t> ids;
        for (uintptr_t index = 1; index <= 600; index += 2) {
            REQUIRE(table.insert_at(index << 2, base::make_ref<Counted>(alive)));
            ids.insert(index << 2);
        }
        for (int i = 0; i < 2000; ++i) ids.insert(table.insert(base::make_ref<Counted>(alive)));
        CHECK(ids.size() == 2300);
        CHECK(ids.contains(uintptr_t{2} << 2));
        CHECK(table.size() == 2300);
        for (const uintptr_t id : ids) CHECK(table.remove(id));
        CHECK(alive == 0);
        CHECK(table.insert_at(uintptr_t{600} << 2, base::make_ref<Counted>(alive)));
        CHECK(table.lookup(uintptr_t{600} << 2));
    }

    TEST_CASE("of many threads removing one id exactly one succeeds") {
        std::atomic<int> alive = 0;
        Handles table;
        for (int round = 0; round < 200; ++round) {
            const auto id = table.insert(base::make_ref<Counted>(alive));
            std::atomic<int> winners = 0;
            std::vector<std::thread> threads;
            for (int i = 0; i < 3; ++i) {
                threads.emplace_back([&] { winners += table.remove(id) ? 1 : 0; });
            }
            for (auto& thread : threads) thread.join();
            REQUIRE(winners == 1);
        }
        CHECK(alive == 0);
    }
}
