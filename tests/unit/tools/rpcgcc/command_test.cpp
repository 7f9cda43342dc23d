// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/command.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

using namespace rpcgcc;

namespace {

Command c(const Words& words) { return parse(words, false); }

}  // namespace

TEST_SUITE("tools/rpcgcc/command") {
    TEST_CASE("what is to be done, to what, into what") {
        const Command object = c({"-c", "-O2", "a.c", "-o", "b.o"});
        CHECK(object.goal == Goal::object);
        REQUIRE(object.sources.size() == 1);
        CHECK(object.sources[0].path == "a.c");
        CHECK(object.sources[0].language == Language::c);
        CHECK(object.output == "b.o");
        CHECK(object.options == Words{"-O2"});
        CHECK(c({"a.c"}).goal == Goal::program);
        CHECK(c({"-S", "a.c"}).goal == Goal::assembly);
        CHECK(c({"-E", "a.c", "-c"}).goal == Goal::preprocessed);
        CHECK(c({"-fsyntax-only", "a.c"}).goal == Goal::checked);
        CHECK(c({"--version"}).goal == Goal::asked);
        CHECK(default_output({}, {"sub/a.b.cpp", Language::cxx}, Goal::object) == "a.b.o");
        CHECK(default_output({}, {"a.c", Language::c}, Goal::assembly) == "a.s");
    }

    TEST_CASE("a language is known by the ending in any case, or as it is said") {
        for (const char* name : {"a.c", "a.C"}) CHECK(c({name}).sources[0].language == Language::c);
        for (const char* name : {"a.cpp", "a.CPP", "a.cxx", "a.cc"})
            CHECK(c({name}).sources[0].language == Language::cxx);
        CHECK(parse({"a.c"}, true).sources[0].language == Language::cxx);
        const Command mixed = c({"-x", "c++", "a.c", "-x", "none", "b.c", "c.o", "d.s"});
        REQUIRE(mixed.sources.size() == 2);
        CHECK(mixed.sources[0].language == Language::cxx);
        CHECK(mixed.sources[1].language == Language::c);
        CHECK(mixed.linked == Words{"", "", "c.o", "d.s"});
    }

    TEST_CASE("sources may be preprocessed already") {
        const Command command = c({"a.c", "b.i", "c.ii", "-x", "cpp-output", "d", "-x", "c", "e.i"});
        REQUIRE(command.sources.size() == 5);
        for (const size_t i : {0, 4}) CHECK_FALSE(command.sources[i].preprocessed);
        for (const size_t i : {1, 2, 3}) CHECK(command.sources[i].preprocessed);
        CHECK(command.sources[2].language == Language::cxx);
    }

    TEST_CASE("arguments are not taken for files, joined or apart") {
        const Command command =
            c({"-I", "dir.c", "-Iother", "-D", "X=a.c", "-include", "pre.c", "-L", "l.c", "-lm", "a.c"});
        CHECK(command.sources.size() == 1);
        CHECK(command.include_directories.size() == 2);
        CHECK(command.options == Words{"-I", "dir.c", "-Iother", "-D", "X=a.c", "-include", "pre.c"});
        CHECK(command.linked == Words{"-L", "l.c", "-lm", ""});
        CHECK(c({"-undef", "-export-dynamic", "a.c"}).options == Words{"-undef", "-export-dynamic"});
    }

    TEST_CASE("Windows' libraries are the runtime's; others keep their places") {
        const Command command =
            c({"a.o", "rpcrt4.lib", "Kernel32.LIB", "-lrpcrt4", "foo.lib", "b.o", "-lkernel32", "-lz"});
        CHECK(command.linked == Words{"a.o", "-lfoo", "b.o", "-lz"});
    }

    TEST_CASE("dependencies are the preprocessor's") {
        const Command command = c({"-MMD", "-MP", "-MF", "x.d", "-MT", "t.o", "-c", "a.c"});
        CHECK(command.dependencies == Words{"-MMD", "-MP", "-MF", "x.d", "-MT", "t.o"});
        CHECK(command.writes_dependencies);
        CHECK(command.names_dependencies);
        CHECK(command.names_target);
        CHECK(c({"-MM", "a.c"}).goal == Goal::preprocessed);
    }

    TEST_CASE("response files are read as gcc reads them") {
        char path[] = "/tmp/rpcgcc-test-XXXXXX";
        ::close(::mkstemp(path));
        std::ofstream(path) << "-DA='two words' \"b c.c\"\n  -DQ=\\\"x\\\"\n";
        const Command command = c({std::string("@") + path, "d.c"});
        CHECK(command.options == Words{"-DA=two words", "-DQ=\"x\""});
        REQUIRE(command.sources.size() == 2);
        CHECK(command.sources[0].path == "b c.c");
        ::unlink(path);
        CHECK(c({"@/no/such/file"}).linked == Words{"@/no/such/file"});
    }
}
