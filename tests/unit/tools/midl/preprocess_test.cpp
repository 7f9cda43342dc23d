// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/preprocess.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/temporary_directory.hpp"
#include "tools/midl/ast.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/front.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/source.hpp"

using midl::Options;
using midl_test::TemporaryDirectory;

namespace {

const std::string kHeader = "[uuid(12345678-1234-ABCD-EF00-0123456789AB)] interface T {\n";

// The whole front end on files of a temporary directory.
struct Built {
    TemporaryDirectory directory;
    midl::Sources sources;
    midl::Diagnostics diagnostics{sources, nullptr};
    Options options;
    std::unique_ptr<midl::File> file;

    void build(const std::string& name) {
        file = midl::analyse(midl::for_input(options, directory.path(name)), sources, diagnostics);
    }
    std::string log() {
        std::string text;
        for (const auto& each : diagnostics.all()) text += diagnostics.format(each);
        return text;
    }
};

}  // namespace

TEST_SUITE_BEGIN("tools/midl/preprocess");

TEST_CASE("macros, conditions, -D, -U and what MIDL predefines") {
    Built built;
    built.directory.write(
        "a.idl",
        kHeader +
            "#if !defined(_WIN64) || __midl < 600 || defined(linux) || defined(unix) || !defined(MINE) || defined(Y)\n"
            "#error wrong macros\n#endif\n#define TYPE long\nvoid F([in] handle_t h, [in] TYPE x);\n}\n");
    built.options.defines = {"MINE", "Y"};
    built.options.undefines = {"Y"};
    built.build("a.idl");
    INFO(built.log());
    REQUIRE(built.file);
    CHECK(built.file->interfaces[0]->operations.size() == 1);
}

TEST_CASE("errors of the preprocessor are diagnostics of ours") {
    Built built;
    built.directory.write("a.idl", "\n#include \"missing.h\"\n");
    built.build("a.idl");
    CHECK_FALSE(built.file);
    CHECK(built.log().find("a.idl:2:10: error MIDL1003: error returned by the C preprocessor: missing.h") !=
          std::string::npos);
}

TEST_CASE("places survive macros, includes and comments") {
    Built built;
    built.directory.write("a.idl", "#include \"inc.h\"\n" + kHeader +
                                       "/* a\n comment */ void F([in] handle_t h, /* c */ [in] nope x);\n}\n");
    built.directory.write("inc.h", "typedef long OK;\ntypedef bad B;\n");
    built.build("a.idl");
    CHECK(built.log().find("inc.h:2:9: error MIDL2009") != std::string::npos);
    CHECK(built.log().find("a.idl:4:50: error MIDL2009") != std::string::npos);
}

TEST_CASE("imports are found along the path, read once, and marked as imported") {
    Built built;
    built.directory.write("a.idl", "import \"B.IDL\", \"sub\\c.idl\";\nimport \"b.idl\";\n" + kHeader +
                                       "void F([in] handle_t h, [in] BT b, [in] CT c);\n}\n");
    built.directory.write("inc/b.idl", "#define ONLY_HERE 1\ntypedef long BT;\n");
    built.directory.write(
        "sub/c.idl", "import \"b.idl\";\n#ifdef ONLY_HERE\n#error macros of an import leak\n#endif\ntypedef BT CT;\n");
    built.options.include_directories = {built.directory.path("inc")};
    built.build("a.idl");
    INFO(built.log());
    REQUIRE(built.file);
    REQUIRE(built.file->imported.size() == 3);  // BT, c.idl's own import, CT
    CHECK(built.file->imported[0]->is_imported);
    CHECK(built.file->statements.size() == 4);
    CHECK(static_cast<midl::Import*>(built.file->statements[1])->name == "sub/c.idl");
}

TEST_CASE("an import is spelled as the file is, whatever the case and the number of backslashes") {
    Built built;
    built.directory.write("a.idl", "import \"SUB\\\\C.IDL\", \"sub\\c.idl\";\n" + kHeader + "}\n");
    built.directory.write("Sub/c.idl", "typedef long CT;\n");
    built.build("a.idl");
    INFO(built.log());
    REQUIRE(built.file);
    CHECK(built.file->imported.size() == 1);
    CHECK(static_cast<midl::Import*>(built.file->statements[0])->name == "Sub/c.idl");
}

TEST_CASE("a circular import ends") {
    Built built;
    built.directory.write("a.idl", "import \"b.idl\";\ntypedef long A;\n");
    built.directory.write("b.idl", "import \"a.idl\";\ntypedef long B;\n");
    built.build("a.idl");
    CHECK(built.file);
}

TEST_CASE("a missing import and a missing input are errors at the right place") {
    Built built;
    built.directory.write("a.idl", "\nimport \"none.idl\";\n");
    built.build("a.idl");
    CHECK(built.log().find("a.idl:2:8: error MIDL1001: cannot open input file: none.idl") != std::string::npos);
    Built missing;
    missing.build("none.idl");
    CHECK(missing.log().find("error MIDL1001") != std::string::npos);
}

TEST_CASE("Windows text is welcome: BOM, CR LF, Control-Z, backslashes and the wrong case in #include") {
    Built built;
    built.directory.write("a.idl", "\xef\xbb\xbf#include \"SUB\\Inc.H\"\r\n" + kHeader +
                                       "void F([in] handle_t h, [in] OK x);\r\n}\r\n\x1a garbage");
    built.directory.write("sub/inc.h", "typedef long OK;\r\n\x1a");
    built.directory.write("a.acf",
                          "[\r\nimplicit_handle(handle_t g)\r\n]\r\ninterface T\r\n{\r\n#ifdef _WIN32\r\n[async] "
                          "F();\r\n#endif\r\n}\r\n\x1a\x1a");
    built.build("a.idl");
    INFO(built.log());
    REQUIRE(built.file);
    CHECK(built.file->interfaces[0]->operations[0]->is_async);
}

TEST_CASE("included files may themselves include with backslashes, in the wrong case, past a Control-Z") {
    Built built;
    built.directory.write("a.idl", "#include \"inc\\A.H\"\n" + kHeader + "void F([in] handle_t h, [in] DEEP x);\n}\n");
    built.directory.write("Inc/a.h", "#pragma once\r\n#include \"DEEP\\b.h\"\r\n\x1agarbage");
    built.directory.write("Inc/Deep/B.h", "#include \"..\\..\\inc\\a.h\"\n#include \"C.h\"\ntypedef nope N;\n");
    built.directory.write("Inc/Deep/c.H", "typedef short DEEP;\n");
    built.build("a.idl");
    CHECK_FALSE(built.file);
    CHECK(built.diagnostics.errors() == 1);
    CHECK(built.log().find("Inc/Deep/B.h:3:9: error MIDL2009") != std::string::npos);
}

TEST_CASE("a directory is no input file") {
    Built built;
    built.directory.write("a.idl", kHeader + "}\n");
    built.options.acf = built.directory.path(".");
    built.build("a.idl");
    CHECK_FALSE(built.file);
    CHECK(built.log().find("error MIDL1001") != std::string::npos);
}

TEST_CASE("a chain of imports may be long but not endless") {
    Built built;
    built.options.no_cpp = true;
    for (int i = 0; i < 300; ++i) {
        built.directory.write("i" + std::to_string(i) + ".idl", "import \"i" + std::to_string(i + 1) + ".idl\";\n");
    }
    built.build("i0.idl");
    CHECK_FALSE(built.file);
    CHECK(built.log().find("error MIDL2002: compiler stack overflow: imports") != std::string::npos);
}

TEST_CASE("-no_cpp takes the text as it is") {
    Built built;
    built.directory.write("a.idl", "# 10 \"other.idl\"\n" + kHeader + "}\n");
    built.options.no_cpp = true;
    built.build("a.idl");
    CHECK(built.file);
    built.directory.write("b.idl", "#define X 1\n");
    built.build("b.idl");
    CHECK_FALSE(built.file);
}

TEST_CASE("-cpp_cmd and -cpp_opt choose program and options") {
    Built built;
    built.directory.write("a.idl", "#ifdef FROM_OPTION\n" + kHeader + "}\n#endif\n");
    built.options.has_cpp_options = true;
    built.options.cpp_options = {"/E /DFROM_OPTION /nologo"};
    for (const char* command : {"", "cl", "cl.exe", "gcc", "cpp"}) {
        built.options.cpp_command = command;
        if (std::string(command) == "gcc" || std::string(command) == "cpp")
            built.options.cpp_options = {"-E -DFROM_OPTION"};
        built.build("a.idl");
        INFO(command, "\n", built.log());
        REQUIRE(built.file);
        CHECK(built.file->interfaces.size() == 1);
    }
    built.options.cpp_command = "no-such-preprocessor-anywhere";
    built.build("a.idl");
    CHECK(built.log().find("error MIDL1005: cannot find C preprocessor") != std::string::npos);
}

TEST_SUITE_END();
