// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/options.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/temporary_directory.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/source.hpp"

using midl::Options;
using midl_test::TemporaryDirectory;

namespace {

using Words = std::vector<std::string>;

struct Parsed {
    midl::Sources sources;
    midl::Diagnostics diagnostics{sources, nullptr};
    Options options;
    bool is_good;

    explicit Parsed(const Words& words) : is_good(midl::parse_options(words, options, diagnostics)) {}
    int code(std::size_t i = 0) const { return diagnostics.all().at(i).code; }
};

}  // namespace

TEST_SUITE_BEGIN("tools/midl/options");

TEST_CASE("the prefixes of client, server and switch override that of all, whatever the order") {
    const Parsed first({"a.idl", "-prefix", "all", "a_", "client", "c_"});
    CHECK(first.options.prefix_client == "c_");
    CHECK(first.options.prefix_server == "a_");
    CHECK(first.options.prefix_switch == "a_");
    const Parsed last({"a.idl", "-prefix", "sstub", "", "-prefix", "ALL", "a_", "switch", "s_"});
    CHECK(last.options.prefix_client == "a_");
    CHECK(last.options.prefix_server.empty());
    CHECK(last.options.prefix_switch == "s_");
    CHECK_FALSE(Parsed({"a.idl", "-prefix", "cstub", "c_"}).options.prefix_switch.has_value());
    CHECK(Parsed({"a.idl", "-prefix", "proxy", "p_"}).code() == 1012);
}

TEST_CASE("switches start with - or /, their values are attached or follow") {
    const Parsed parsed({"-I", "a",   "/Ib",  "-Ic", "/D",      "X=1",     "-DY",  "/U",      "Z",    "-out",   "o",
                         "/h", "x.h", "-Zp4", "/W3", "-envx64", "-server", "none", "/client", "stub", "foo.idl"});
    REQUIRE(parsed.is_good);
    CHECK(parsed.options.include_directories == Words{"a", "b", "c"});
    CHECK(parsed.options.defines == Words{"X=1", "Y"});
    CHECK(parsed.options.undefines == Words{"Z"});
    CHECK(parsed.options.out_directory == "o");
    CHECK(parsed.options.pack == 4);
    CHECK(parsed.options.warning_level == 3);
    CHECK(parsed.options.server == midl::StubKind::none);
    CHECK(parsed.options.client == midl::StubKind::stub);
    CHECK(parsed.options.inputs == Words{"foo.idl"});
    CHECK(parsed.diagnostics.warnings() == 0);
}

TEST_CASE("the switches makefiles use most") {
    const Parsed parsed({"-oldnames", "-no_cpp", "-ms_ext", "-c_ext", "-app_config", "-Oicf",  "-robust", "-use_epv",
                         "-nologo",   "-WX",     "-prefix", "client", "c_",          "server", "s_",      "-error",
                         "none",      "-error",  "ref",     "-acf",   "x.acf",       "a.idl"});
    REQUIRE(parsed.is_good);
    CHECK(parsed.options.oldnames);
    CHECK(parsed.options.no_cpp);
    CHECK(parsed.options.app_config);
    CHECK(parsed.options.use_epv);
    CHECK(parsed.options.warnings_are_errors);
    CHECK(parsed.options.prefix_client == "c_");
    CHECK(parsed.options.prefix_server == "s_");
    CHECK((parsed.options.check_ref && !parsed.options.check_bounds));
    CHECK(parsed.options.acf == "x.acf");
}

TEST_CASE("a switch that means nothing here is one warning, an unknown one an error") {
    const Parsed ignored({"-newtlb", "-target", "NT60", "-env", "win32", "a.idl"});
    CHECK(ignored.is_good);
    CHECK(ignored.diagnostics.warnings() == 3);
    const Parsed unknown({"-nonsense", "a.idl"});
    CHECK_FALSE(unknown.is_good);
    CHECK(unknown.code() == 1008);
}

TEST_CASE("missing and illegal values, missing input") {
    CHECK(Parsed({"a.idl", "-out"}).code() == 1011);
    CHECK(Parsed({"a.idl", "-client", "maybe"}).code() == 1012);
    CHECK(Parsed({"a.idl", "-Zp3"}).code() == 1012);
    CHECK(Parsed({"a.idl", "-W9"}).code() == 1012);
    CHECK(Parsed({"a.idl", "-prefix", "client"}).code() == 1011);
    CHECK(Parsed({"-nologo"}).code() == 1000);
    CHECK(Parsed({"-osf", "-app_config", "a.idl"}).code() == 1017);
    CHECK(Parsed({"-help"}).is_good);
}

TEST_CASE("levels of the whole command line hold for its own warnings") {
    CHECK(Parsed({"-env", "win32", "-W0", "a.idl"}).diagnostics.warnings() == 0);
    CHECK(Parsed({"-env", "win32", "-no_warn", "a.idl"}).diagnostics.warnings() == 0);
    CHECK(Parsed({"-Oi1", "-WX", "a.idl"}).diagnostics.has_errors());
    // A makefile that is clean elsewhere stays so.
    const Parsed meaningless({"-env", "win32", "-WX", "a.idl"});
    CHECK_FALSE(meaningless.diagnostics.has_errors());
    CHECK(meaningless.diagnostics.warnings() == 1);
    CHECK(Parsed({"-Oi1", "a.idl"}).code() == 2329);
    CHECK(Parsed({"-ms_ext", "-osf", "a.idl"}).code() == 2338);
}

TEST_CASE("obsolete switches with a value take it along") {
    const Parsed parsed({"-lcid", "1033", "-import", "used", "-tlb", "x.tlb", "-align:4", "-version_stamp", "a.idl"});
    CHECK(parsed.is_good);
    CHECK(parsed.diagnostics.warnings() == 3);
    CHECK(parsed.options.pack == 4);  // "functionally the same as the MIDL /Zp option"
    CHECK_FALSE(parsed.options.version_stamp);
    CHECK(parsed.options.inputs == Words{"a.idl"});
    CHECK(Parsed({"-", "a.idl"}).code() == 1008);
    CHECK(Parsed({"-I", "a;b;", "-Ic;d", "a.idl"}).options.include_directories == Words{"a", "b", "c", "d"});
}

TEST_CASE("a response file stands for its words") {
    const TemporaryDirectory directory;
    directory.write("loop.rsp", "@" + directory.path("loop.rsp"));
    CHECK(Parsed({"@" + directory.path("loop.rsp")}).code() == 1001);
    directory.write("outer.rsp", "-WX @" + directory.path("r.rsp"));
    directory.write("r.rsp", "-oldnames -I \"a b\"\r\n-D X\n");
    const Parsed parsed({"@" + directory.path("r.rsp"), "a.idl"});
    REQUIRE(parsed.is_good);
    CHECK(parsed.options.oldnames);
    CHECK(parsed.options.include_directories == Words{"a b"});
    const Parsed outer({"@" + directory.path("outer.rsp"), "a.idl"});
    CHECK((outer.options.oldnames && outer.options.warnings_are_errors));
    CHECK(Parsed({"@" + directory.path("none"), "a.idl"}).code() == 1001);
}

TEST_CASE("an absolute path is an input, not a switch") {
    const TemporaryDirectory directory;
    directory.write("Iface.idl", "");
    const Parsed parsed({directory.path("Iface.idl"), "/tmp/not/there.idl"});
    REQUIRE(parsed.is_good);
    CHECK(parsed.options.inputs.size() == 2);
}

TEST_CASE("output names follow the input, -out and explicit names; the ACF lies beside the IDL") {
    const TemporaryDirectory directory;
    directory.write("Foo.Idl", "");
    directory.write("FOO.ACF", "");
    Options options;
    Options own = midl::for_input(options, directory.path("foo.idl"));
    CHECK(own.inputs.front() == directory.path("Foo.Idl"));
    CHECK(own.header == "Foo.h");
    CHECK(own.client_stub == "Foo_c.c");
    CHECK(own.server_stub == "Foo_s.c");
    CHECK(own.acf == directory.path("FOO.ACF"));
    options.out_directory = "gen\\x";
    options.header = "mine.h";
    options.client_stub = "sub/c.c";
    own = midl::for_input(options, "bar.idl");
    CHECK(own.header == "gen/x/mine.h");
    CHECK(own.client_stub == "sub/c.c");
    CHECK(own.server_stub == "gen/x/bar_s.c");
    CHECK(own.acf.empty());
}

TEST_CASE("the help names every switch that does something") {
    const std::string help = midl::help_text();
    for (const char* name : {"-acf ", "-cstub ", "-oldnames ", "-Zp ", "-prefix ", "-newtlb", "\nLanguage\n"})
        CHECK(help.find(name) != std::string::npos);
    CHECK(help.find("\n  - ") == std::string::npos);
}

TEST_SUITE_END();
