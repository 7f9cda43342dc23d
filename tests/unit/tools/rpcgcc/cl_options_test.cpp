// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/cl_options.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

using namespace rpcgcc;

namespace {

Command cl(const Words& words) {
    ClCommand made = parse_cl(words);
    CHECK(made.warnings.empty());
    return std::move(made.command);
}

}  // namespace

TEST_SUITE("tools/rpcgcc/cl_options") {
    TEST_CASE("objects and programs get the names makefiles of Windows expect") {
        CHECK(default_output(cl({"/c", "a.c"}), {"a.c", Language::c}, Goal::object) == "a.obj");
        CHECK(cl({"/c", "a.c", "/Foout.obj"}).output == "out.obj");
        CHECK(cl({"/c", "a.c", "/Fo:out.obj"}).output == "out.obj");
        const Command folder = cl({"/c", "a.c", "b.c", "/Foobj\\"});
        CHECK(!folder.output);
        CHECK(default_output(folder, folder.sources[1], Goal::object) == "obj/b.obj");
        CHECK(cl({"hello.c", "other.c"}).output == "hello.exe");
        CHECK(cl({"hello.c", "/Fehi.exe"}).output == "hi.exe");
        CHECK(cl({"hello.obj", "/link", "/OUT:bin\\hi.exe"}).output == "bin/hi.exe");
        CHECK(cl({"/LD", "lib.c"}).output == "lib.dll");
        CHECK(cl({"/P", "a.c"}).output == "a.i");
        CHECK(cl({"/P", "a.c"}).goal == Goal::preprocessed);
    }

    TEST_CASE("options are gcc's, with either sign, joined or apart") {
        CHECK(cl({"-c", "/O2", "/W3", "/WX", "/Zi", "/MDd", "/J", "a.c"}).options ==
              Words{"-O2", "-Wall", "-Werror", "-g", "-D_MT", "-D_DLL", "-D_DEBUG", "-funsigned-char"});
        const Command command =
            cl({"/I", "..\\inc", "/Isub\\dir", "/D", "A", "/DB#2", "/DC=\"x\"", "/UQ", "/FIpre.h", "a.c"});
        CHECK(command.options == Words{"-I", "../inc", "-I", "sub/dir", "-D", "A", "-D", "B=2", "-D", "C=\"x\"", "-U",
                                       "Q", "-include", "pre.h"});
        CHECK(command.include_directories.size() == 2);
        CHECK(cl({"/nologo", "/EHsc", "/GS", "/Gm-", "/RTC1", "/Zc:wchar_t", "/FS", "/MP4", "/Fdx.pdb", "/wd4996",
                  "/Yupch.h", "/Fpx.pch", "a.c"})
                  .options.empty());
        CHECK(cl({"/std:c++17", "a.cpp"}).options == Words{"-std=gnu++17"});
    }

    TEST_CASE("packing is the rewriting's, and of the sources alone") {
        CHECK(cl({"/c", "a.c"}).packing == 0);
        CHECK(cl({"/Zp", "a.c"}).packing == 1);
        CHECK(cl({"/Zp4", "a.c"}).packing == 4);
        CHECK(cl({"/Zp8", "a.c"}).packing == 0);
        CHECK(cl({"/Zp4", "a.c"}).options.empty());
        CHECK(cl({"/showIncludes", "a.c"}).shows_includes);
    }

    TEST_CASE("what Visual Studio says to its compiler is understood") {
        const Command command = cl({"/permissive-",
                                    "/Yu\"stdafx.h\"",
                                    "/Yc",
                                    "/Fpx.pch",
                                    "/GS",
                                    "/Gy",
                                    "/GR-",
                                    "/EHa",
                                    "/EHsc",
                                    "/Z7",
                                    "/Ox",
                                    "/analyze-",
                                    "/Zc:inline",
                                    "/fp:precise",
                                    "/errorReport:prompt",
                                    "/diagnostics:column",
                                    "/sdl",
                                    "/Gd",
                                    "/Oi",
                                    "/MTd",
                                    "/Wv:18",
                                    "/wd4996",
                                    "/we4013",
                                    "/external:W0",
                                    "/LD",
                                    "/TP",
                                    "a.c"});
        CHECK(command.options == Words{"-fno-rtti", "-fnon-call-exceptions", "-g", "-O3", "-D_MT", "-D_DEBUG", "-shared"});
        CHECK(command.output == "a.dll");
        CHECK(command.strict);
        CHECK_FALSE(cl({"/Gz", "a.cpp"}).strict);
        CHECK(parse_cl({"/Zc:wchar_t-", "a.cpp"}).warnings.size() == 1);
    }

    TEST_CASE("languages are said for all or for one") {
        CHECK(cl({"/TP", "a.c"}).sources[0].language == Language::cxx);
        const Command command = cl({"/Tpa.x", "/Tc", "b.y", "c.cpp"});
        REQUIRE(command.sources.size() == 3);
        CHECK(command.sources[0].language == Language::cxx);
        CHECK(command.sources[1].language == Language::c);
        CHECK(command.sources[2].language == Language::cxx);
    }

    TEST_CASE("the linker's options follow /link; Windows' libraries are the runtime's") {
        const Command command = cl({"a.c", "rpcrt4.lib", "/link", "/SUBSYSTEM:CONSOLE", "/libpath:c\\libs", "mine.lib",
                                    "/DEFAULTLIB:kernel32", "/nodefaultlib:libc.lib", "/INCREMENTAL:NO"});
        CHECK(command.linked == Words{"", "-Lc/libs", "-lmine"});
    }

    TEST_CASE("paths of this system are no options, backslashes part folders") {
        char path[] = "/tmp/rpccl-XXXXXX";
        ::close(::mkstemp(path));
        CHECK(cl({"/c", path}).linked == Words{path});
        ::unlink(path);
        CHECK(cl({"/c", "src\\a.c"}).sources[0].path == "src/a.c");
    }

    TEST_CASE("what is unknown is warned of and ignored") {
        const ClCommand made = parse_cl({"/c", "/Qmystery", "a.c", "app.res"});
        REQUIRE(made.warnings.size() == 2);
        CHECK(made.warnings[0] == "ignoring unknown option '/Qmystery'");
        CHECK(made.command.sources.size() == 1);
    }

    TEST_CASE("in response files a backslash is a backslash") {
        char path[] = "/tmp/rpccl-XXXXXX";
        ::close(::mkstemp(path));
        std::ofstream(path) << "/c /I..\\inc\n\"my src\\a b.c\" /DX=\\\"q\\\"\n";
        const Command command = cl({std::string("@") + path});
        ::unlink(path);
        CHECK(command.sources[0].path == "my src/a b.c");
        CHECK(command.options == Words{"-I", "../inc", "-D", "X=\"q\""});
    }
}
