// SPDX-License-Identifier: LGPL-2.1-or-later
// CallIndex: every call is found by its id, whatever the ids are and however many there are.
#include "rpcrt4/server/call_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

using rpcrt4::server::CallIndex;

namespace {

struct Call {
    explicit Call(uint32_t number) : number_(number) {}
    uint32_t id() const { return number_; }
    Call* next_in_bucket = nullptr;

 private:
    uint32_t number_;
};

/// Adds calls with ids `step` apart, looks each up, removes every second one, and so on until none is left.
void fill_and_empty(size_t count, uint32_t step) {
    CallIndex<Call> index;
    std::deque<Call> calls;
    for (size_t i = 0; i < count; ++i) index.add(calls.emplace_back(static_cast<uint32_t>(i) * step));
    CHECK(index.size() == count);
    const auto found = [&](Call& call) { return index.find(call.id()) == &call; };
    CHECK(std::all_of(calls.begin(), calls.end(), found));
    CHECK(index.find(static_cast<uint32_t>(count) * step) == nullptr);
    for (size_t i = 0; i < count; i += 2) index.remove(calls[i]);
    size_t odd = 0;
    for (size_t i = 0; i < count; ++i) odd += found(calls[i]) == (i % 2 == 1);
    CHECK(odd == count);
    size_t seen = 0;
    index.for_each([&](Call&) { ++seen; });
    CHECK(seen == count / 2);
    for (size_t i = 1; i < count; i += 2) index.remove(calls[i]);
    CHECK(index.size() == 0);
    CHECK(index.find(step) == nullptr);
    index.add(calls[0]);
    CHECK(found(calls[0]));
    index.remove(calls[0]);
}

}  // namespace

TEST_SUITE("rpcrt4/server/call_index") {
    TEST_CASE("an empty index knows nobody, and removing a stranger changes nothing") {
        CallIndex<Call> index;
        Call known(5);
        Call stranger(9);
        CHECK(index.find(5) == nullptr);
        index.add(known);
        index.remove(stranger);
        CHECK(index.find(9) == nullptr);
        CHECK(index.find(5) == &known);
    }

    TEST_CASE("calls are found and removed one by one, few or a hundred thousand, dense ids or sparse") {
        fill_and_empty(2, 1);
        fill_and_empty(100, 1);
        fill_and_empty(100'000, 1);
        fill_and_empty(5'000, 3);
        fill_and_empty(1'000, 1u << 16);
    }
}
