// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/acf.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using namespace midl;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

const std::string kIdl = in_interface(
    "typedef long T; typedef struct S { T x; } S;\nlong Add([in] long a, [out] long *b);\nvoid H([in] handle_t h);");

}  // namespace

TEST_SUITE_BEGIN("tools/midl/acf");

TEST_CASE("an implicit handle binds procedures without a handle of their own") {
    const Compilation compiled(kIdl, "[implicit_handle(handle_t hMine)] interface Test { }");
    REQUIRE(compiled.file);
    CHECK(compiled.interface_().implicit_handle->name == "hMine");
    CHECK(compiled.operation("Add").binding.mode == Binding::Mode::implicit);
    CHECK(compiled.operation("Add").binding.type == HandleType::primitive);
    CHECK(compiled.operation("H").binding.mode == Binding::Mode::parameter);
    CHECK(compiled.warnings().empty());
}

TEST_CASE("an implicit handle may be of a user's [handle] type and of nothing else") {
    const std::string idl =
        in_interface("typedef [handle] struct { long x; } *MINE; typedef long OTHER; void F([in] long a);");
    const Compilation compiled(idl, "[implicit_handle(MINE h)] interface Test { }");
    REQUIRE(compiled.file);
    CHECK(compiled.operation("F").binding.type == HandleType::generic);
    CHECK(compiled.operation("F").binding.generic_type->name == "MINE");
    CHECK(Compilation(idl, "[implicit_handle(OTHER h)] interface Test { }").errors() == Codes{2099});
    CHECK(Compilation(idl, "[implicit_handle(UNKNOWN h)] interface Test { }").errors() == Codes{2099});
}

TEST_CASE("[explicit_handle] adds a leading handle where there is none") {
    const Compilation compiled(kIdl, "[explicit_handle] interface Test { }");
    REQUIRE(compiled.file);
    const Operation& add = compiled.operation("Add");
    REQUIRE(add.parameters.size() == 3);
    CHECK(add.parameters[0]->name == "IDL_handle");
    CHECK(add.parameters[0]->is_synthesized);
    CHECK_FALSE(add.parameters[0]->is_transmitted);
    CHECK(add.parameters[2]->index == 2);
    CHECK(add.binding.parameter == add.parameters[0]);
    CHECK(compiled.operation("H").parameters.size() == 1);
    const Compilation one(kIdl, "[auto_handle] interface Test { [explicit_handle] Add(); }");
    REQUIRE(one.file);
    CHECK(one.operation("Add").parameters.size() == 3);
}

TEST_CASE("without a word the binding is automatic, with a warning; [auto_handle] says it aloud") {
    CHECK(Compilation(kIdl).warnings() == Codes{2004});
    const Compilation compiled(kIdl, "[auto_handle] interface Test { }");
    CHECK(compiled.warnings().empty());
    CHECK(compiled.operation("Add").binding.mode == Binding::Mode::automatic);
    CHECK(Compilation(kIdl, "[auto_handle, explicit_handle] interface Test { }").errors() == Codes{2263});
}

TEST_CASE("[async] marks one procedure, or all of an interface") {
    const Compilation one(kIdl, "[implicit_handle(handle_t h)] interface Test { [async] Add(); }");
    REQUIRE(one.file);
    CHECK(one.operation("Add").is_async);
    CHECK_FALSE(one.operation("H").is_async);
    const Compilation all(kIdl, "[implicit_handle(handle_t h), async] interface Test { }");
    CHECK(all.operation("H").is_async);
}

TEST_CASE("parameters and types take attributes; several procedures may share a list") {
    const Compilation compiled(
        in_interface("typedef long T; typedef struct { long a; } R; void F([in] handle_t h, [in, out] T *p); void "
                     "G([in] handle_t h);"),
        "interface Test { include \"mine.h\", \"other.h\"; typedef [represent_as(MYTYPE, \"my.h\")] R; "
        "typedef [encode, decode,] T;  [nocode] F([force_allocate] p), G(); }");
    INFO(Compilation(kIdl).log());
    REQUIRE(compiled.file);
    CHECK(compiled.interface_().acf_includes == std::vector<std::string>{"mine.h", "other.h"});
    CHECK(compiled.type("R").attributes.represent_as == "MYTYPE");
    CHECK(compiled.type("R").attributes.represent_as_header == "my.h");
    CHECK(compiled.type("T").attributes.has(Attribute::encode));
    CHECK(compiled.parameter("F", 1).attributes.has(Attribute::force_allocate));
    CHECK(compiled.operation("G").attributes.has(Attribute::nocode));
}

TEST_CASE("a status parameter the IDL does not know is added at the end") {
    const Compilation compiled(kIdl,
                               "[implicit_handle(handle_t h)] interface Test { Add([comm_status, fault_status] st); }");
    REQUIRE(compiled.file);
    const Operation& add = compiled.operation("Add");
    REQUIRE(add.parameters.size() == 3);
    CHECK(add.parameters[2]->name == "st");
    CHECK(add.parameters[2]->is_out);
    CHECK_FALSE(add.parameters[2]->is_in);
    CHECK_FALSE(add.parameters[2]->is_transmitted);
    const Compilation result(kIdl, "[implicit_handle(handle_t h)] interface Test { [comm_status] Add(); }");
    CHECK(result.operation("Add").attributes.has(Attribute::comm_status));
    CHECK(Compilation(kIdl, "[implicit_handle(handle_t h)] interface Test { [comm_status] Add([comm_status] st); }")
              .errors() == Codes{2050});
}

TEST_CASE("the ACF must speak of what the IDL has") {
    CHECK(Compilation(kIdl, "interface Other { }").errors() == Codes{2095});
    CHECK(Compilation(kIdl, "interface Test { typedef [encode] NOTHING; }").errors() == Codes{2010});
    CHECK(Compilation(kIdl, "interface Test { [async] Nothing(); }").errors() == Codes{2100});
    CHECK(Compilation(kIdl, "interface Test { Add([comm_status] st, [force_allocate] zz); }").errors() == Codes{2101});
    CHECK(Compilation(kIdl, "interface Test { [in] Add(); }").errors() == Codes{2072});
}

TEST_CASE("with -acf the interface names may differ") {
    Options options;
    options.command_line = {"-acf", "client.acf", "x.idl"};
    const Compilation compiled(kIdl, "[implicit_handle(handle_t h)] interface Whatever { }", options);
    REQUIRE(compiled.file);
    CHECK(compiled.interface_().implicit_handle.has_value());
}

TEST_CASE("syntax errors of an ACF have their own file and line, and recovery goes on") {
    Compilation compiled(kIdl, "interface Test\n{\n  [async Add();\n  [async] Nothing();\n}\n");
    CHECK(compiled.errors() == Codes{2025, 2100});
    CHECK(compiled.log().find("test.acf:3:10: error MIDL2025") != std::string::npos);
    CHECK(Compilation(kIdl, "interface Test {").errors() == Codes{2183});
    CHECK(Compilation(kIdl, "}").errors() == Codes{2025});
}

TEST_CASE("what one statement nests does not count against the next") {
    std::string idl, acf;
    for (int i = 0; i < 400; ++i) {
        const std::string name = "F" + std::to_string(i);
        idl += "void " + name + "([in] handle_t h, [in, size_is((n + 1) * 2)] long *a, [in] long n);\n";
        acf += "[async] " + name + "([force_allocate] a, n);\n";
    }
    Compilation compiled(midl_test::in_interface(idl), "interface Test {\n" + acf + "}");
    INFO(compiled.log());
    REQUIRE(compiled.file);
    CHECK(compiled.operation("F399").is_async);
}

TEST_CASE("a comma may stand behind the last of any list") {
    const std::string idl = in_interface("typedef long T; typedef long U; void F([in] long a); void G([in] long a);");
    const Compilation compiled(idl,
                               "[explicit_handle,] interface Test { include \"x.h\",; typedef [encode,] T, U,;"
                               " [nocode,] F(,), G(a,),; }");
    CHECK(compiled.errors().empty());
    CHECK(compiled.interface_().acf_includes.size() == 1);
    CHECK(compiled.operation("G").attributes.has(Attribute::nocode));
}

TEST_CASE("optimize names a mode; a typedef of the ACF says something") {
    const std::string idl = in_interface("typedef long T; void F([in] handle_t h);");
    CHECK(Compilation(idl, "[optimize(\"s\")] interface Test { [optimize(\"icf\")] F(); }").warnings().empty());
    CHECK(Compilation(idl, "interface Test { [optimize(\"i1\")] F(); }").warnings() == Codes{2331});
    CHECK(Compilation(idl, "interface Test { [optimize(\"fast\")] F(); }").errors() == Codes{2334});
    CHECK(Compilation(idl, "interface Test { typedef T; }").warnings() == Codes{2307});
}

TEST_SUITE_END();
