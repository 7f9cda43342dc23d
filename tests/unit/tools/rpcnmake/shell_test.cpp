// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/shell.hpp"

#include <doctest/doctest.h>

using namespace rpcnmake;

namespace {

const Surroundings kWorld{[](const std::string& name) -> std::optional<std::string> {
                              return name == "KNOWN" ? std::optional<std::string>("value") : std::nullopt;
                          },
                          [](std::string_view name) -> std::optional<std::string> {
                              if (name == "SRC/A.C" || name == "src/a.c") return "src/a.c";
                              return name == "server.exe" ? std::optional<std::string>("server.exe") : std::nullopt;
                          },
                          "/bin/rpcnmake"};

std::string sh(std::string_view line) { return shell_script(line, kWorld); }

}  // namespace

TEST_SUITE("tools/rpcnmake/shell") {
    TEST_CASE("the compiler and its kin are this project's, and get their words as they are") {
        CHECK(sh("cl /c /Fo.\\out\\ -DX=\\\"a\\\" src\\b.c") == "'rpccl' '/c' '/Fo.\\out\\' '-DX=\"a\"' 'src\\b.c'");
        CHECK(sh("LINK.EXE /out:a.exe") == "'rpclink' '/out:a.exe'");
        CHECK(sh("c:\\vc\\bin\\lib a.obj") == "'rpclib' 'a.obj'");
        CHECK(sh("nmake /f x") == "'/bin/rpcnmake' '/f' 'x'");
    }

    TEST_CASE("other programs get slashes, and names the case of the file") {
        CHECK(sh("tool dir\\x \"two words\"") == "'tool' 'dir/x' 'two words'");
        CHECK(sh("server arg") == "'./server.exe' 'arg'");
        CHECK(sh("tool SRC/A.C") == "'tool' 'src/a.c'");
        CHECK(sh("tool dir\\*.c it's") == "'tool' 'dir/'*'.c' 'it'\\''s'");
    }

    TEST_CASE("signs and redirections are sh's") {
        CHECK(sh("a && b || c & d | e") == "'a' && 'b' || 'c' ; 'd' | 'e'");
        CHECK(sh("a > out\\f 2>&1") == "'a' >'out/f' 2>&1");
        CHECK(sh("a >nul 2>NUL") == "'a' >/dev/null 2>/dev/null");
        CHECK(sh("a \"b && c\" ^& d") == "'a' 'b && c' '&' 'd'");
    }

    TEST_CASE("conditions and loops") {
        CHECK(sh("if not exist out\\nul mkdir out") == "if ! rpc_exist 'out/nul'; then rpc_md 'out'; fi");
        CHECK(sh("if \"a\"==\"b\" (x) else y") == "if [ '\"a\"' = '\"b\"' ]; then { 'x'; }; else 'y'; fi");
        CHECK(sh("for %f in (a b) do x %f") == "for rpc_loop_f in 'a' 'b'; do 'x' ''\"$rpc_loop_f\"''; done");
        CHECK(sh("for /f %a in (x) do y").starts_with("rpc_refuse"));
        CHECK(sh("if").starts_with("rpc_refuse"));
    }

    TEST_CASE("commands of the processor itself") {
        CHECK(sh("del /q *.obj") == "rpc_del '/q' *'.obj'");
        CHECK(sh("copy a+b c") == "rpc_join 'a' 'b' 'c'");
        CHECK(sh("echo a  \"b\" %KNOWN% %OTHER%") == "printf '%s\\n' 'a  \"b\" value %OTHER%'");
        CHECK(sh("echo.") == "printf '%s\\n' ''");
        CHECK(sh("@echo off") == ":");
        CHECK(sh("rem anything") == ":");
        CHECK(sh("build.bat").starts_with("rpc_refuse"));
        CHECK(sh("set A=b c") == "export A='b c'");
    }

    TEST_CASE("cd and set alone change the program") {
        const auto folder = change_of("cd ..\\src", kWorld);
        REQUIRE(folder);
        CHECK(folder->value == "../src");
        const auto variable = change_of("set A=b c", kWorld);
        REQUIRE(variable);
        CHECK(variable->name == "A");
        CHECK(variable->value == "b c");
        CHECK_FALSE(change_of("cd a && b", kWorld));
        CHECK_FALSE(change_of("cl x.c", kWorld));
    }
}
