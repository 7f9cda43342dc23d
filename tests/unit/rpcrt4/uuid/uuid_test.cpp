// SPDX-License-Identifier: LGPL-2.1-or-later
// UUIDs: text, order, hash, creation.
#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

#include "rpcrt4/uuid/uuid.hpp"

using rpcrt4::uuid::Uuid;
namespace uuid = rpcrt4::uuid;
using base::Status;

namespace {
constexpr Uuid kExample{0x6ba7b810, 0x9dad, 0x11d1, {0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};
}

TEST_SUITE("rpcrt4/uuid") {
    TEST_CASE("text is lower case and reads back in either case") {
        CHECK(uuid::to_text(kExample) == "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        CHECK(uuid::from_text("6ba7b810-9dad-11d1-80b4-00c04fd430c8") == kExample);
        CHECK(uuid::from_text("6BA7B810-9DAD-11D1-80B4-00C04FD430C8") == kExample);
    }

    TEST_CASE("anything but the 36-character form is not a UUID") {
        for (const char* text : {"", "6ba7b810-9dad-11d1-80b4-00c04fd430c", "6ba7b810-9dad-11d1-80b4-00c04fd430c88",
                                 "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "6ba7b810 9dad-11d1-80b4-00c04fd430c8",
                                 "6ba7b8109-dad-11d1-80b4-00c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
                                 "6ba7b81--9dad-11d1-80b4-00c04fd430c8"}) {
            CAPTURE(text);
            CHECK_FALSE(uuid::from_text(text));
        }
    }

    TEST_CASE("order is by fields, unsigned, time_low first") {
        CHECK(Uuid{1} > Uuid{0, 0xFFFF, 0xFFFF, {0xFF}});
        CHECK(Uuid{0x80000000} > Uuid{0x7FFFFFFF});
        CHECK(Uuid{1, 2} < Uuid{1, 3});
        CHECK(Uuid{1, 2, 3, {0, 0, 0, 0, 0, 0, 0, 1}} > Uuid{1, 2, 3});
        CHECK(Uuid{}.is_nil());
        CHECK_FALSE(kExample.is_nil());
    }

    TEST_CASE("the hash is the checksum of C706: nil gives 0, other values spread") {
        CHECK(uuid::hash(Uuid{}) == 0);
        // Octets 0..14 zero, the last 1: c0 = 1, c1 = 1, so x = 254 and y = 0.
        CHECK(uuid::hash(Uuid{0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}}) == 254);
        // First octet 1: c0 = 1, c1 = 16, so x = 239 and y = 15.
        CHECK(uuid::hash(Uuid{0x01000000}) == 15 * 256 + 239);
    }

    TEST_CASE("random UUIDs are version 4, of the RFC variant, and differ") {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            Uuid made;
            REQUIRE(uuid::create_random(made) == Status::ok);
            CHECK((made.time_hi_and_version >> 12) == 4);
            CHECK((made.clock_and_node[0] & 0xC0) == 0x80);
            seen.insert(uuid::to_text(made));
        }
        CHECK(seen.size() == 1000);
    }

    TEST_CASE("sequential UUIDs are version 1 and distinct across threads; local only means a multicast node") {
        std::vector<std::vector<Uuid>> made(4, std::vector<Uuid>(2000));
        std::vector<std::thread> threads;
        for (auto& mine : made) {
            threads.emplace_back([&mine] {
                for (Uuid& one : mine) static_cast<void>(uuid::create_sequential(one));
            });
        }
        for (auto& thread : threads) thread.join();
        std::set<Uuid> seen;
        for (const auto& mine : made) seen.insert(mine.begin(), mine.end());
        CHECK(seen.size() == 8000);
        Uuid one;
        const Status status = uuid::create_sequential(one);
        CHECK((status == Status::ok || status == Status::rpc_s_uuid_local_only));
        CHECK((one.time_hi_and_version >> 12) == 1);
        CHECK((one.clock_and_node[0] & 0xC0) == 0x80);
        CHECK(((one.clock_and_node[2] & 1) != 0) == (status == Status::rpc_s_uuid_local_only));
    }
}
