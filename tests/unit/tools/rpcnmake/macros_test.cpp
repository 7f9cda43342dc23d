// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/macros.hpp"

#include <doctest/doctest.h>

#include "tools/rpcnmake/fault.hpp"

using namespace rpcnmake;
using Origin = Macros::Origin;

namespace {

/// The number of the fault; 0 without one.
int fault_of(const Macros& macros, std::string_view text, const FileNames* names = nullptr) {
    try {
        macros.expand(text, names);
        return 0;
    } catch (const Fault& fault) {
        return fault.number;
    }
}

}  // namespace

TEST_SUITE("tools/rpcnmake/macros") {
    TEST_CASE("an invocation is the macro's text, with one text in it replaced") {
        Macros macros;
        macros.define("OBJS", "a.obj b.obj", Origin::makefile);
        macros.define("X", "$(OBJS) c", Origin::makefile);
        CHECK(macros.expand("$(X)|$X|$(NONE)|$$|^$") == "a.obj b.obj c|a.obj b.obj c||$|$");
        CHECK(macros.expand("$(OBJS:.obj=.c) $(OBJS:.obj=)") == "a.c b.c a b");
        CHECK(macros.expand("$(X:obj=o)") == "a.o b.o c");
    }

    TEST_CASE("a definition that invokes itself adds to what was there") {
        Macros macros;
        macros.define("A", "$$ $(LATER)", Origin::makefile);
        macros.define("A", "$(A) two", Origin::makefile);
        macros.define("A", "$(A:two=three) four", Origin::makefile);
        macros.define("LATER", "now", Origin::makefile);
        CHECK(macros.expand("$(A)") == "$ now three four");
    }

    TEST_CASE("the command line goes before makefiles, these before the environment") {
        Macros macros;
        CHECK(macros.define("A", "line", Origin::command_line));
        CHECK_FALSE(macros.define("A", "file", Origin::makefile));
        CHECK(macros.define("B", "environment", Origin::environment));
        CHECK(macros.define("B", "file", Origin::makefile));
        CHECK(macros.expand("$(A) $(B)") == "line file");
        CHECK(macros.is_of_environment("B"));
        Macros other;
        other.prefer_environment();
        other.define("B", "environment", Origin::environment);
        CHECK_FALSE(other.define("B", "file", Origin::makefile));
    }

    TEST_CASE("special macros are files, and parts of them") {
        Macros macros;
        const FileNames names{"out\\a.exe", {"x\\b.obj", "c d.obj"}, {"c d.obj"}, "x\\b.c"};
        CHECK(macros.expand("$@ $* $** $? $<", &names) == "out\\a.exe out\\a x\\b.obj \"c d.obj\" \"c d.obj\" x\\b.c");
        CHECK(macros.expand("$(@D) $(@B) $(@F) $(@R) $(**F) $(<:.c=.i)", &names) ==
              "out a a.exe out\\a b.obj \"c d.obj\" x\\b.i");
        CHECK(macros.expand("$$@ $(@F) $@") == "$@ $(@F) $@");
    }

    TEST_CASE("faults have nmake's numbers") {
        Macros macros;
        macros.define("A", "$(B)", Origin::makefile);
        macros.define("B", "$(A)", Origin::makefile);
        CHECK(fault_of(macros, "$(A)") == 1070);
        CHECK(fault_of(macros, "$(A") == 1000);
        CHECK(fault_of(macros, "$(A!)") == 1001);
        CHECK(fault_of(macros, "a$") == 1002);
        CHECK(fault_of(macros, "$(C:x)") == 1003);
        CHECK(fault_of(macros, "$()") == 1004);
        CHECK(fault_of(macros, "$(C:=x)") == 1005);
        const FileNames batch{"", {}, {"a.c"}, {}, true};
        CHECK(fault_of(macros, "$@", &batch) == 1100);
        CHECK(macros.expand("$<", &batch) == "a.c");
    }

    TEST_CASE("texts that grow without an end are a fault") {
        Macros macros;
        macros.define("A0", "xxxxxxxxxx", Origin::makefile);
        for (int i = 1; i < 40; ++i) {
            const std::string before = "$(A" + std::to_string(i - 1) + ")";
            macros.define("A" + std::to_string(i), before + before, Origin::makefile);
        }
        CHECK(fault_of(macros, "$(A39)") == 1074);
    }
}
