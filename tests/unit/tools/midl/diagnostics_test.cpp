// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/diagnostics.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "tools/midl/source.hpp"

using namespace midl;

namespace {

struct Reported {
    Sources sources;
    std::ostringstream out;
    Diagnostics diagnostics{sources, &out};
    std::uint32_t file = sources.index_of("a.idl");

    Reported() { sources.set_text(file, "first\n\tlong x y;\nlast"); }
};

}  // namespace

TEST_SUITE_BEGIN("tools/midl/diagnostics");

TEST_CASE("an error shows place, number, text, the line and a caret under the column") {
    Reported reported;
    reported.diagnostics.error({reported.file, 2, 9}, 2025, "syntax error");
    CHECK(reported.out.str() == "a.idl:2:9: error MIDL2025: syntax error\n\tlong x y;\n\t       ^\n");
}

TEST_CASE("errors without a place name the program or the file") {
    Reported reported;
    reported.diagnostics.error({}, 1000, "missing source file name");
    reported.diagnostics.error({reported.file, 0, 0}, 1001, "cannot open");
    CHECK(reported.out.str() == "midl: error MIDL1000: missing source file name\na.idl: error MIDL1001: cannot open\n");
}

TEST_CASE("a second error at the same place is an echo and dropped, with its note") {
    Reported reported;
    reported.diagnostics.error({reported.file, 2, 2}, 2009, "a");
    reported.diagnostics.error({reported.file, 2, 2}, 2025, "b");
    reported.diagnostics.note({reported.file, 1, 1}, "c");
    CHECK(reported.diagnostics.errors() == 1);
    CHECK(reported.diagnostics.all().size() == 1);
}

TEST_CASE("warnings obey level, list and -WX") {
    Reported reported;
    Diagnostics::Policy policy;
    policy.warning_level = 2;
    policy.disabled = {2038};
    reported.diagnostics.set_policy(policy);
    reported.diagnostics.warning({reported.file, 1, 1}, 2057, 3, "too detailed");
    reported.diagnostics.warning({reported.file, 1, 1}, 2038, 1, "disabled");
    reported.diagnostics.warning({reported.file, 1, 1}, 2004, 1, "shown");
    CHECK(reported.diagnostics.warnings() == 1);
    CHECK_FALSE(reported.diagnostics.has_errors());
    policy.warnings_are_errors = true;
    reported.diagnostics.set_policy(policy);
    reported.diagnostics.warning({reported.file, 2, 1}, 2004, 1, "now an error");
    CHECK(reported.diagnostics.has_errors());
}

TEST_CASE("a column in a macro-expanded line is mapped to the line the user wrote") {
    Reported reported;
    // The line was `F(1) long oops;` and became `short f1; long oops;`.
    reported.sources.set_text(reported.file, "F(1) long oops;");
    reported.sources.set_expanded(reported.file, 1, "short f1; long oops;");
    CHECK(reported.sources.original_column({reported.file, 1, 16}) == 11);
    CHECK(reported.sources.original_column({reported.file, 1, 7}) == 1);
}

TEST_SUITE_END();
