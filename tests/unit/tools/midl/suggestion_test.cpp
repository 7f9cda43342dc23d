// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/suggestion.hpp"

#include <doctest/doctest.h>

using midl::edit_distance;
using midl::Suggestion;

namespace {

std::string suggested(std::string_view wrong) {
    Suggestion suggestion(wrong);
    for (const char* known : {"long", "string", "size_is", "DWORD", "in", "id"}) suggestion.consider(known);
    return suggestion.text();
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/suggestion");

TEST_CASE("letters inserted, removed, replaced and swapped are counted") {
    CHECK(edit_distance("string", "string") == 0);
    CHECK(edit_distance("strng", "string") == 1);
    CHECK(edit_distance("lnog", "long") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("only a near word is suggested, and none for a short one") {
    CHECK(suggested("strng") == "; did you mean string?");
    CHECK(suggested("lnog") == "; did you mean long?");
    CHECK(suggested("DWRD") == "; did you mean DWORD?");
    CHECK(suggested("sizeis") == "; did you mean size_is?");
    CHECK(suggested("ix").empty());
    CHECK(suggested("something_else").empty());
}

TEST_SUITE_END();
