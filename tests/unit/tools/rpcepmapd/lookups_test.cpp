// SPDX-License-Identifier: LGPL-2.1-or-later
// The enumerations that clients leave open, and how many they may.
#include "tools/rpcepmapd/lookups.hpp"

#include <doctest/doctest.h>

#include <string>

using rpcepmapd::Kind;
using rpcepmapd::Lookup;
using rpcepmapd::Lookups;

namespace {

std::unique_ptr<Lookup> lookup(const std::string& client, size_t elements = 3) {
    return std::make_unique<Lookup>(Kind::lookup, client, std::vector<rpcrt4::epmapper::Element>(elements));
}

}  // namespace

TEST_SUITE("tools/rpcepmapd/lookups") {
    TEST_CASE("a lookup gives its elements in pieces until none are left") {
        Lookup one(Kind::map, "a", std::vector<rpcrt4::epmapper::Element>(5));
        CHECK(one.take(2).size() == 2);
        CHECK(one.take(2).size() == 2);
        CHECK_FALSE(one.finished());
        CHECK(one.take(2).size() == 1);
        CHECK(one.finished());
        CHECK(one.take(2).empty());
    }

    TEST_CASE("a client may have so many open, and another as many") {
        Lookups all;
        std::vector<Lookup*> open;
        for (size_t i = 0; i < Lookups::kMostOfClient; ++i) open.push_back(all.keep(lookup("a")));
        for (const Lookup* one : open) CHECK(one != nullptr);
        CHECK(all.keep(lookup("a")) == nullptr);
        CHECK(all.keep(lookup("b")) != nullptr);
        all.close(open.front());
        CHECK(all.keep(lookup("a")) != nullptr);
        CHECK(all.keep(lookup("a")) == nullptr);
    }

    TEST_CASE("all clients together may have so many open") {
        Lookups all;
        size_t kept = 0;
        for (size_t i = 0; i < Lookups::kMost + 10; ++i) kept += all.keep(lookup(std::to_string(i))) != nullptr;
        CHECK(kept == Lookups::kMost);
        CHECK(all.count() == Lookups::kMost);
    }

    TEST_CASE("closing twice, or what was never open, does nothing") {
        Lookups all;
        Lookup* const one = all.keep(lookup("a"));
        Lookup* const other = all.keep(lookup("a"));
        all.close(one);
        all.close(one);
        all.close(nullptr);
        CHECK(all.count() == 1);
        all.close(other);
        CHECK(all.count() == 0);
    }
}
