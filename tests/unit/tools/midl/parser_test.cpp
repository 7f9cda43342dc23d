// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/parser.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/unit/tools/midl/support.hpp"

using namespace midl;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;
using midl_test::kHeader;

TEST_SUITE_BEGIN("tools/midl/parser");

TEST_CASE("base types in any order of their words") {
    const Compilation compiled(
        in_interface("typedef unsigned long int A; typedef long unsigned B; typedef short int C; typedef unsigned D; "
                     "typedef long long E;"
                     "typedef unsigned __int64 F; typedef signed char G; typedef __int3264 H; typedef hyper int I; "
                     "typedef unsigned small J;"
                     "typedef const wchar_t K; typedef error_status_t L; typedef boolean M; typedef byte N;"));
    REQUIRE(compiled.file);
    const auto base = [&](const char* name) { return *resolve_as<BaseType>(compiled.type(name).type); };
    CHECK((base("A").base == Base::long_ && base("A").is_unsigned));
    CHECK((base("B").base == Base::long_ && base("B").is_unsigned));
    CHECK(base("C").base == Base::short_);
    CHECK((base("D").base == Base::int_ && base("D").is_unsigned));
    CHECK(base("E").base == Base::hyper);
    CHECK((base("F").base == Base::hyper && base("F").is_unsigned));
    CHECK((base("G").base == Base::char_ && base("G").is_signed));
    CHECK(base("H").base == Base::int3264);
    CHECK(base("I").base == Base::hyper);
    CHECK((base("J").base == Base::small && base("J").is_unsigned));
    CHECK(base("K").base == Base::wchar);
    CHECK(base("L").base == Base::error_status);
    CHECK(base("M").base == Base::boolean);
    CHECK(base("N").base == Base::byte);
}

TEST_CASE("declarators nest as in C") {
    const Compilation compiled(
        in_interface("typedef char *A[3]; typedef char (*B)[3]; typedef long (__stdcall *C)(char x); "
                     "typedef short D[2][4];"));
    REQUIRE(compiled.file);
    const auto* array = as<ArrayType>(compiled.type("A").type);
    REQUIRE(array);
    CHECK(*array->count == 3);
    CHECK(as<PointerType>(array->element));
    const auto* pointer = as<PointerType>(compiled.type("B").type);
    REQUIRE(pointer);
    CHECK(as<ArrayType>(pointer->pointee));
    const auto* function = as<FunctionType>(as<PointerType>(compiled.type("C").type)->pointee);
    REQUIRE(function);
    CHECK(function->calling_convention == "__stdcall");
    CHECK(function->parameters.size() == 1);
    const auto* outer = as<ArrayType>(compiled.type("D").type);
    CHECK(*outer->count == 2);
    CHECK(*as<ArrayType>(outer->element)->count == 4);
}

TEST_CASE("array bounds: fixed, open, starred, ranges from zero") {
    const Compilation compiled(
        in_interface("const long N = 4; typedef long A[N * 2]; typedef [string] char B[]; typedef [string] char C[*]; "
                     "typedef long D[0..7];"));
    REQUIRE(compiled.file);
    CHECK(*as<ArrayType>(compiled.type("A").type)->count == 8);
    CHECK(as<ArrayType>(compiled.type("B").type)->is_conformant());
    CHECK(as<ArrayType>(compiled.type("C").type)->is_conformant());
    CHECK(*as<ArrayType>(compiled.type("D").type)->count == 8);
    CHECK(Compilation(in_interface("typedef long D[1..7];")).errors() == Codes{2102});
    CHECK(Compilation(in_interface("typedef long D[0];")).errors() == Codes{2103});
    CHECK(Compilation(in_interface("typedef long D[0x20000000];")).errors() == Codes{2103});
    CHECK(Compilation(in_interface("typedef char D[0x10000][0x7fff];")).errors() == Codes{});
    CHECK(Compilation(in_interface("typedef char D[0x10000][0x8000];")).errors() == Codes{2103});
    CHECK(Compilation(in_interface("typedef struct { char a[0x7fffffff]; char b[2]; } S;")).errors() == Codes{2220});
}

TEST_CASE("a typedef statement with several declarators is one group") {
    const Compilation compiled(in_interface("typedef struct _S { long a; } S, *PS;"));
    REQUIRE(compiled.file);
    const Typedef& head = compiled.type("S");
    REQUIRE(head.group.size() == 2);
    CHECK(head.group[1] == &compiled.type("PS"));
    CHECK(head.is_group_head);
    CHECK_FALSE(compiled.type("PS").is_group_head);
    CHECK(as<StructType>(head.group_base)->tag == "_S");
}

TEST_CASE("structures may be recursive through pointers and nest anonymously") {
    const Compilation compiled(
        in_interface("typedef struct L { struct L *next; struct { long a; long b; }; union { long c; float d; } u; "
                     "long bits : 3; } L;"));
    REQUIRE(compiled.file);
    const auto* type = resolve_as<StructType>(compiled.type("L").type);
    REQUIRE(type->fields.size() == 4);
    CHECK(resolve(as<PointerType>(type->fields[0]->type)->pointee) == type);
    CHECK(type->fields[1]->name.empty());
    CHECK(type->fields[3]->bit_width != nullptr);
}

TEST_CASE("unions of all three styles") {
    const Compilation compiled(
        in_interface("typedef [switch_type(short)] union { [case(1, 2)] long a; [case(3)] ; [default] float f; } MS;"
                     "typedef union switch (long kind) body { case 1: case 2: long a; default: ; } DCE;"
                     "typedef union C { long a; float b; } C;"));
    REQUIRE(compiled.file);
    const auto* ms = resolve_as<UnionType>(compiled.type("MS").type);
    REQUIRE(ms->arms.size() == 3);
    CHECK(ms->arms[0]->cases.size() == 2);
    CHECK(ms->arms[1]->type == nullptr);
    CHECK(ms->arms[2]->is_default);
    CHECK(resolve_as<BaseType>(ms->switch_type)->base == Base::short_);
    const auto* dce = resolve_as<UnionType>(compiled.type("DCE").type);
    CHECK(dce->is_encapsulated);
    CHECK(dce->switch_name == "kind");
    CHECK(dce->union_name == "body");
    CHECK(dce->arms[0]->cases.size() == 2);
    CHECK((dce->arms[1]->is_default && dce->arms[1]->type == nullptr));
    CHECK_FALSE(resolve_as<UnionType>(compiled.type("C").type)->is_encapsulated);
}

TEST_CASE("a #pragma may stand between any two tokens") {
    Compilation compiled(
        "#pragma once\n" + kHeader +
        "\n#pragma pack(push, 1)\ntypedef struct {\n#pragma warning(disable: 1)\nchar a; long b; } S;\n"
        "typedef union {\n#pragma pack(pop)\nchar a; long b; } U;\n"
        "typedef enum { A,\n#pragma midl_echo(\"echoed\")\nB } E;\n"
        "void F([in] handle_t h,\n#pragma region x\n[in] long a);\n#pragma pack(4)\n}\n");
    INFO(compiled.log());
    REQUIRE(compiled.file);
    CHECK(resolve_as<midl::StructType>(compiled.type("S").type)->pack == 1);
    CHECK(resolve_as<midl::UnionType>(compiled.type("U").type)->pack == 1);
    std::vector<midl::DeclKind> kinds;
    for (const midl::Decl* decl : compiled.interface_().statements) kinds.push_back(decl->kind);
    using K = midl::DeclKind;
    CHECK(kinds == std::vector{K::pragma, K::typedef_, K::typedef_, K::pragma, K::typedef_, K::cpp_quote, K::operation,
                               K::pragma});
    CHECK(Compilation(in_interface("typedef struct { char a;\n#pragma pack(1)\nstruct { long b; } c; } S;")).errors() ==
          Codes{2028});
}

TEST_CASE("extern \"C\" braces are looked through") {
    Compilation compiled("extern \"C\" {\n" + in_interface("void F([in] handle_t h);") + "}\n");
    INFO(compiled.log());
    REQUIRE(compiled.file);
    CHECK(compiled.operation("F").number == 0);
}

TEST_CASE("wide characters have the value of their UTF-16 unit") {
    Compilation compiled(in_interface("const wchar_t A = L'\\x20ac', B = L'\xe2\x82\xac', C = L'c';"));
    INFO(compiled.log());
    REQUIRE(compiled.file);
    CHECK(compiled.constant("A").value->value == 0x20ac);
    CHECK(compiled.constant("B").value->value == 0x20ac);
    CHECK(compiled.constant("C").value->value == 'c');
    CHECK(Compilation(in_interface("const wchar_t A = L'\xf0\x9f\x98\x80';")).errors() == Codes{2108});
}

TEST_CASE("pipes, cpp_quote, pragmas and forward declarations") {
    const Compilation compiled(
        in_interface("typedef pipe char CP; cpp_quote(\"#define A \\\"x\\\"\") struct F; interface IX;\n"
                     "#pragma midl_echo(\"echoed\")\n"
                     "#pragma pack(push, 2)\n typedef struct { char a; long b; } P;\n#pragma pack(pop)\n"
                     "typedef struct { char a; long b; } Q;"));
    REQUIRE(compiled.file);
    CHECK(as<PipeType>(compiled.type("CP").type)->name == "CP");
    std::vector<std::string> quotes;
    for (const Decl* decl : compiled.interface_().statements) {
        if (decl->kind == DeclKind::cpp_quote) quotes.push_back(static_cast<const CppQuote*>(decl)->text);
    }
    CHECK(quotes == std::vector<std::string>{"#define A \"x\"", "echoed"});
    CHECK(resolve_as<StructType>(compiled.type("P").type)->pack == 2);
    CHECK(resolve_as<StructType>(compiled.type("Q").type)->pack == 8);
}

TEST_CASE("identifiers of attributes mean parameters and members declared later, too") {
    const Compilation compiled(
        in_interface("const long MAX = 9;"
                     "typedef struct { [size_is(n), length_is(MAX)] long *p; long n; } S;"
                     "void F([in] handle_t h, [in, size_is(count + 1)] char *p, [in] long count);"));
    REQUIRE(compiled.file);
    const auto* type = resolve_as<StructType>(compiled.type("S").type);
    const auto* pointer = as<PointerType>(type->fields[0]->type);
    CHECK(pointer->bounds.size_is->field == type->fields[1]);
    CHECK(*pointer->bounds.length_is->value == 9);
    const auto* parameter = as<PointerType>(compiled.parameter("F", 1).type);
    CHECK(parameter->bounds.size_is->operands[0]->parameter == &compiled.parameter("F", 2));
    CHECK(Compilation(in_interface("void F([in] handle_t h, [in, size_is(c)] char *p);")).errors() == Codes{2009});
}

TEST_CASE("type library blocks parse and do not disturb what follows") {
    const Compilation compiled(
        "[object, local, uuid(00000000-0000-0000-C000-000000000046)] interface IUnknown { long AddRef(); }\n"
        "[uuid(1E5480BA-8639-4215-80C2-22F7A11B852C), version(1.0), helpstring(\"x\")] library Lib {\n"
        " importlib(\"stdole2.tlb\"); [uuid(94F0E32B-BB68-466B-888E-BD180222D0FA)] coclass C { [default] interface "
        "IUnknown; };\n"
        " [uuid(94F0E32B-BB68-466B-888E-BD180222D0FB)] dispinterface D { properties: methods: [id(1)] void M(); }; };\n"
        "[object, uuid(12345678-1234-ABCD-EF00-0123456789AB)] interface IDerived : IUnknown { [local] long F([out] "
        "IUnknown "
        "**p); }\n");
    REQUIRE(compiled.file);
    REQUIRE(compiled.file->interfaces.size() == 3);
    CHECK(compiled.file->interfaces[1]->is_dispatch);
    CHECK(compiled.file->interfaces[2]->base == compiled.file->interfaces[0]);
    CHECK(compiled.file->interfaces[2]->is_object);
}

TEST_CASE("what is wrong in and about library blocks is said with MIDL's numbers") {
    const auto errors = [](const std::string& text) {
        return Compilation("[uuid(12345678-1234-ABCD-EF00-0123456789AC)] library L {" + text + "};").errors();
    };
    const std::string other = "[uuid(12345678-1234-ABCD-EF00-0123456789AD)] ";
    CHECK(errors("importlib(\"x.tlb\");").empty());
    CHECK(errors("interface IX; " + other + "coclass C { interface IX; };").empty());
    CHECK(errors(other + "coclass C { interface IY; };") == Codes{2009});
    CHECK(errors("coclass C { };") == Codes{2079});
    CHECK(errors(other + "coclass C { IX; };") == Codes{2025});
    CHECK(errors(other + "dispinterface D { properties: methods: };") == Codes{2017});
    CHECK(errors("importlib(\"x.tlb\"); " + other + "dispinterface D { methods: NOPE M(); };") == Codes{2009});
    CHECK(errors("}; " + other + "library M {") == Codes{2016});
    CHECK(Compilation("importlib(\"x.tlb\");").errors() == Codes{2347});
    CHECK(Compilation("module M { };").errors() == Codes{2359});
}

TEST_CASE("local code may use what cannot travel") {
    const Compilation compiled(
        in_interface("[local] void F(void *p, long (*f)(int), ...); [local] int G(const char *s);"));
    CHECK(compiled.file);
    CHECK(compiled.operation("F").is_variadic);
    CHECK(compiled.operation("F").number == -1);
}

TEST_CASE("every syntax error of a file is found in one run, without echoes") {
    Compilation compiled(kHeader +
                         "    long X(;\n"
                         "    typedef struct { long a; lng b; } S;\n"
                         "    void F([in] handle_t h, [in] S *s);\n"
                         "    const long C = ;\n"
                         "    long arr[3];\n"
                         "    void G([in handle_t h);\n"
                         "    typedef struct { long a b; long c; } T;\n"
                         "}\n");
    INFO(compiled.log());
    CHECK(compiled.errors() == Codes{2025, 2009, 2025, 2156, 2025, 2025});
    std::vector<unsigned> lines;
    for (const Diagnostic& each : compiled.diagnostics.all()) lines.push_back(each.where.line);
    CHECK(lines == std::vector<unsigned>{2, 3, 5, 6, 7, 8});
}

TEST_CASE("a missing brace is an unexpected end of file") {
    CHECK(Compilation(kHeader + "void F([in] handle_t h);").errors() == Codes{2183});
    CHECK(Compilation(kHeader + "typedef struct {").errors() == Codes{2183});
    CHECK(Compilation("}").errors() == Codes{2025});
}

TEST_CASE("redefinitions are reported with the earlier place") {
    Compilation compiled(in_interface("typedef long A;\ntypedef char A;"));
    CHECK(compiled.errors() == Codes{2003});
    CHECK(compiled.log().find("note: the previous definition is here") != std::string::npos);
    CHECK(Compilation(in_interface("typedef long A; typedef long A;")).errors().empty());
    CHECK(Compilation(in_interface("struct S { long a; }; struct S { long b; };")).errors() == Codes{2003});
    CHECK(Compilation(in_interface("struct S { long a; char a; };")).errors() == Codes{2003});
    CHECK(Compilation(in_interface("enum { A }; enum { A };")).errors() == Codes{2003});
    CHECK(Compilation(in_interface("void F([in] handle_t h, [in] long a, [in] long a);")).errors() == Codes{2003});
    CHECK(Compilation(in_interface("void F([in] handle_t h); void F([in] handle_t h);")).errors() == Codes{2003});
}

TEST_CASE("nesting is limited, not fatal") {
    const auto repeated = [](const char* text, int count) {
        std::string result;
        for (int i = 0; i < count; ++i) result += text;
        return result;
    };
    CHECK(Compilation(in_interface("const long X = " + repeated("(", 100000) + "1;")).errors() == Codes{2002});
    CHECK(Compilation(in_interface("const long X = " + repeated("-", 100000) + "1;")).errors() == Codes{2002});
    CHECK(Compilation(in_interface("typedef " + repeated("struct { ", 100000) + "long a;")).errors().front() == 2002);
    CHECK(Compilation(in_interface("typedef long " + repeated("(*", 100000) + "a;")).errors().front() == 2002);
    CHECK(Compilation(in_interface("typedef long " + repeated("*", 900) + "A;")).file);
    CHECK(Compilation(in_interface("typedef long " + repeated("*", 100000) + "A;")).errors() == Codes{2002});
    CHECK(Compilation(in_interface("const long X = 1" + repeated(" + 1", 100000) + ";")).errors() == Codes{2002});
    std::string stacked = "typedef long T0;";
    for (int i = 1; i < 2000; ++i) {
        stacked += "typedef struct { T" + std::to_string(i - 1) + " a; } T" + std::to_string(i) + ";";
    }
    CHECK(Compilation(in_interface(stacked + "void F([in] handle_t h, [in] T1999 *p);")).errors() == Codes{2002});
}

TEST_CASE("the error limit ends a hopeless file") {
    std::string body;
    for (int i = 0; i < 5000; ++i) body += "typedef nothing T" + std::to_string(i) + ";\n";
    const Compilation compiled(in_interface(body));
    CHECK(compiled.diagnostics.errors() == 100);
}

TEST_CASE("three thousand lines parse in far less than a second") {
    std::string body;
    for (int i = 0; i < 500; ++i) {
        const std::string n = std::to_string(i);
        body += "typedef struct _S" + n + " {\n    long a;\n    [size_is(a)] long *b;\n    char c[" + n +
                " + 1];\n} S" + n + ";\nvoid F" + n + "([in] handle_t h, [in, out] S" + n +
                " *s, [in, string] wchar_t *t);\n";
    }
    const auto start = std::chrono::steady_clock::now();
    const Compilation compiled(in_interface(body));
    const auto elapsed = std::chrono::steady_clock::now() - start;
    REQUIRE(compiled.file);
    CHECK(compiled.interface_().operations.size() == 500);
    CHECK(elapsed < std::chrono::seconds(2));  // sanitizer builds are slow; a plain one needs 20 ms
}

TEST_CASE("midl_pragma says what it expects and costs no more than itself") {
    const auto errors = [](const std::string& pragma) {
        return Compilation(in_interface(pragma + "\nvoid F([in] handle_t h, [in] NOPE n);")).errors();
    };
    CHECK(errors("midl_pragma warning(disable: 2004 2307)") == Codes{2009});
    CHECK(errors("midl_pragma warning(enable: 2004);") == Codes{2009});
    CHECK(errors("midl_pragma bogus(1)") == Codes{2385, 2009});
    CHECK(errors("midl_pragma warning(disable 3)") == Codes{2385, 2009});
    CHECK(errors("midl_pragma") == Codes{2385, 2009});
}

TEST_SUITE_END();
