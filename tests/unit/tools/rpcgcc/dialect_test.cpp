// SPDX-License-Identifier: LGPL-2.1-or-later
// What becomes of Microsoft's keywords, declarations, pragmas, names of functions and functions without headers.
#include <doctest/doctest.h>

#include <string>

#include "tools/rpcgcc/libraries.hpp"
#include "tools/rpcgcc/module_definition.hpp"
#include "tools/rpcgcc/rewrite.hpp"

using namespace rpcgcc;

namespace {

/// The text with single blanks.
std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n';
        if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}
std::string c(std::string_view text) { return squeezed(rewrite(text, Language::c).text); }
std::string cxx(std::string_view text) { return squeezed(rewrite(text, Language::cxx).text); }

/// The kinds, lines and beginnings of what is said.
std::string said(std::string_view text, Language language = Language::c) {
    std::string all;
    for (const Complaint& each : rewrite(std::string("# 1 \"x.c\"\n").append(text), language).complaints) {
        all += (each.kind == Complaint::Kind::error ? "E" : "W") + std::to_string(each.place.line) + " ";
    }
    return all;
}

}  // namespace

TEST_SUITE("tools/rpcgcc/dialect") {
    TEST_CASE("__declspec becomes attributes, or nothing, or an error") {
        CHECK(c("__declspec(dllexport noinline) int f();") ==
              "__attribute__((__visibility__(\"default\"))) __attribute__((__noinline__)) int f();");
        CHECK(c("__declspec ( dllimport ) int f();") == "int f();");
        CHECK(c("__declspec(deprecated(\"why\")) int f();") == "__attribute__((__deprecated__(\"why\"))) int f();");
        CHECK(c("_declspec(deprecated) int f();") == "__attribute__((__deprecated__)) int f();");
        CHECK(c("static __declspec(thread) int a;") == "static _Thread_local int a;");
        CHECK(cxx("__declspec(thread) static int a;") == "thread_local static int a;");
        CHECK(c("struct __declspec(align(8)) S { int a; };") == "struct __attribute__((__aligned__(8))) S { int a; };");
        CHECK(said("__declspec(naked) void f() {}\n__declspec(property(get=x)) int y;") == "E1 E2 ");
        CHECK(said("__declspec(what) int a;\n__declspec(what) int b;") == "W1 ");
        CHECK(said("__declspec(align(") == "");
    }

    TEST_CASE("an alignment in front of a definition is the type's") {
        CHECK(c("__declspec(align(16)) struct S { int a; };") ==
              "struct __attribute__((__aligned__(16))) S { int a; };");
        CHECK(c("typedef __declspec(align(16)) struct { int a; } S;") ==
              "typedef struct __attribute__((__aligned__(16))) { int a; } S;");
        CHECK(c("__declspec(align(16)) struct S s;") == "__attribute__((__aligned__(16))) struct S s;");
    }

    TEST_CASE("inline functions of C need no other source") {
        CHECK(c("__inline int f(int a) { return a; }") == "static inline int f(int a) { return a; }");
        CHECK(c("static __inline int f(void) { }") == "static inline int f(void) { }");
        CHECK(c("__inline static int f(void) { }") == "inline static int f(void) { }");
        CHECK(c("int f(int); __inline int f(int a) { }") == "int f(int); __attribute__((__weak__)) int f(int a) { }");
        CHECK(c("extern __inline int f(void) { }") == "extern __attribute__((__weak__)) int f(void) { }");
        CHECK(c("__forceinline int f(void) { }") == "static inline __attribute__((__always_inline__)) int f(void) { }");
        CHECK(c("__forceinline int f(int a) { return a ? f(a - 1) : 0; }").starts_with("static inline int"));
        CHECK(c("__forceinline int f(void) { __try { } __finally { } }").starts_with("static inline int"));
        CHECK(cxx("struct S { __forceinline int f() { } };") ==
              "struct S { inline __attribute__((__always_inline__)) int f() { } };");
        CHECK(cxx("inline int f() { }") == "inline int f() { }");
    }

    TEST_CASE("keywords are said as gcc says them, dropped, or refused") {
        CHECK(c("switch (a) { default: __assume(0); }") == "switch (a) { default: __builtin_unreachable(); }");
        CHECK(c("void f() { __assume(a == g()); }") == "void f() { ((void)0) ; }");
        CHECK(c("void f() { __noop(a, b); x = __noop; }") == "void f() { ((void)0) ; x = 0; }");
        CHECK(c("void f(__in int a, __out int* b, int __in) {}") == "void f( int a, int* b, int __in) {}");
        CHECK(c("__asm__(\"nop\"); __asm volatile (\"\");") == "__asm__(\"nop\"); __asm volatile (\"\");");
        CHECK(said("void f() {\n__asm nop\n_asm { int 3 }\n}") == "E2 E3 ");
        CHECK(said("int* __ptr32 a;\nint b = __super::f();") == "E1 E2 ");
        CHECK(said("int a = __readgsqword(1);\nint b = __readgsqword(1) + __vmx_on(2);") == "W1 W2 ");
    }

    TEST_CASE("pragmas are kept, left out, warned of once, or refused") {
        CHECK(c("#pragma pack(push, x, 2)\nint a;\n#pragma pack(pop, x)\n") ==
              "#pragma pack(push, x, 2) int a; #pragma pack(pop, x)");
        CHECK(c("#pragma warning(disable: 1)\n#pragma region A\nint a;\n") == "int a;");
        CHECK(said("#pragma what\n#pragma what\n#pragma other\n") == "W1 W3 ");
        CHECK(said("#pragma section(\".CRT$XCU\", read)\n#pragma data_seg(\"A\")\n#pragma data_seg()\n") == "E1 W2 ");
        CHECK(
            said("#pragma section(\"S\", read, write, shared)\n#pragma init_seg(compiler)\n#pragma init_seg(user)\n") ==
            "E1 E2 ");
        CHECK(said("#pragma comment(linker, \"/export:a /entry:mainCRTStartup /merge:a=b\")\n") == "");
        CHECK(said("#pragma comment(linker, \"/export:a=b\")\n#pragma comment(linker, \"/entry:go\")\n") == "E1 E2 ");
        CHECK(said("#pragma comment(linker, \"/defaultlib:d3d9 /what\")\n#pragma comment(compiler)\n") == "W1 W1 ");
        CHECK(said("# 1 \"s.h\" 1 3\n#pragma what\n") == "");
    }

    TEST_CASE("structures are packed as wanted outside of system headers") {
        const std::string text =
            "# 1 \"x.c\"\nint a;\n# 1 \"s.h\" 1 3\nint b;\n# 2 \"x.c\" 2\nint c;\n#pragma pack()\n"
            "# 3 \"x.c\" 3 4\nmacro\n# 3 \"x.c\"\n;\n";
        CHECK(rewrite(text, Language::c, 2).text ==
              "#pragma pack(2)\n# 1 \"x.c\"\nint a;\n#pragma pack(push)\n#pragma pack()\n# 1 \"s.h\" 1 3\nint b;\n"
              "#pragma pack(pop)\n# 2 \"x.c\" 2\nint c;\n#pragma pack(2)\n# 3 \"x.c\" 3 4\nmacro\n# 3 \"x.c\"\n;\n");
    }

    TEST_CASE("__FUNCTION__ is a literal") {
        CHECK(c("int f(int a) { p(__FUNCTION__ \": x\"); }") == "int f(int a) { p(\"f\" \": x\"); }");
        CHECK(c("int f() { if (a) { p(L__FUNCTION__, __FUNCTIONW__, __FUNCDNAME__); } }") ==
              "int f() { if (a) { p(L\"f\", L\"f\", \"f\"); } }");
        CHECK(c("__attribute__((x)) struct S* __declspec(noinline) g(void) { p(__FUNCTION__); }").find("p(\"g\")") !=
              std::string::npos);
        CHECK(c("int a[] = { 1 }; struct S { int b; }; int h(void) { p(__FUNCTION__); }").find("p(\"h\")") !=
              std::string::npos);
        CHECK(cxx("namespace a::b { class C : D { void f() { p(__FUNCTION__); } }; }").find("\"a::b::C::f\"") !=
              std::string::npos);
        CHECK(cxx("void A::f() const { p(__FUNCTION__); }").find("\"A::f\"") != std::string::npos);
        CHECK(cxx("A::~A() { p(__FUNCTION__); }").find("\"A::~A\"") != std::string::npos);
        CHECK(cxx("A::A() : b(__FUNCTION__ \"x\") { }").find("b(\"A::A\" \"x\")") != std::string::npos);
        CHECK(cxx("template <class T> void f(T) { p(__FUNCTION__); }").find("\"f\"") != std::string::npos);
        CHECK(cxx("template <class T> struct A { void f() { p(__FUNCTION__); } };").find("p(__FUNCTION__)") !=
              std::string::npos);
        CHECK(said("template <class T> struct A { void f() {\n p(__FUNCTION__ \"x\"); } };", Language::cxx) == "E2 ");
    }

    TEST_CASE("functions of the runtime without a header are the runtime's") {
        const std::string begin = "# 0 \"x.c\"\n# 1 \"x.c\"\n";
        const auto renames = [&](std::string text, Language language = Language::c) {
            return rewrite(begin + text, language).text.find("#pragma redefine_extname printf rpccrt_printf\n") !=
                   std::string::npos;
        };
        CHECK(renames("int f() { printf(\"\"); }\n"));
        CHECK(renames("extern \"C\" int printf(const char*, ...);\n", Language::cxx));
        CHECK_FALSE(renames("int f() { a->printf(\"\"); b.printf(\"\"); printf; }\n"));
        CHECK_FALSE(renames("static int printf(char* a) { } int f() { printf(\"\"); }\n"));
        CHECK_FALSE(
            renames("# 1 \"stdio.h\" 1 3\nint printf(const char*, ...) __asm__(\"rpccrt_\" \"printf\");\n"
                    "# 2 \"x.c\" 2\nint f() { printf(\"\"); }\n"));
        CHECK(rewrite(begin + "int remove(int); int f() { remove(1); }", Language::c).text.find("redefine") ==
              std::string::npos);
    }

    TEST_CASE("wide strings are made in the program, wide streams are refused") {
        CHECK(cxx("# 1 \"s\" 1 3\n extern template class basic_string<wchar_t>;\nint a;\n# 2 \"x\" 2\n")
                  .find("template") == std::string::npos);
        CHECK(said("std::wstring s;\nstd::wcout << s;\nstd::wcout << s;", Language::cxx) == "E2 ");
        CHECK(said("using namespace std;\nwofstream a;\nb.wcin; ns::wcerr; struct wregex;", Language::cxx) == "E2 ");
        CHECK(said("int wcout;\nstd::basic_ostream<wchar_t>* p;\nstd::basic_ostream<char>* q;", Language::cxx) ==
              "E2 ");
    }

    TEST_CASE("what is extern and then static is static from the beginning") {
        CHECK(c("extern const T a; int b; static const T a = { 1, { 2 } };") ==
              "static const T a; int b; static const T a = { 1, { 2 } };");
        CHECK(c("extern T a[]; extern T b; static T a[] = { 1 };") ==
              "static T a[]; extern T b; static T a[] = { 1 };");
        CHECK(c("extern int f(int); static int f(int a) { return a; }") ==
              "static int f(int); static int f(int a) { return a; }");
        CHECK(c("extern int (*p)(int); static int (*q)(int); extern int a, b; static int b;") ==
              "extern int (*p)(int); static int (*q)(int); extern int a, b; static int b;");
        CHECK(c("void f(void) { extern int a; } static int a;") == "void f(void) { extern int a; } static int a;");
        CHECK(c("struct S { int a; } extern s; static struct S { int b; } t;") ==
              "struct S { int a; } extern s; static struct S { int b; } t;");
        CHECK(cxx("extern int a; static int a;") == "extern int a; static int a;");
    }

    TEST_CASE("enumerations of C are int") {
        CHECK(c("enum E { A, B = 5 };") == "enum E { rpc_enum_1 = -1, A, B = 5 };");
        CHECK(c("typedef enum { A } T; enum __attribute__((x)) F { B = A };") ==
              "typedef enum { rpc_enum_1 = -1, A } T; enum __attribute__((x)) F { rpc_enum_2 = -1, B = A };");
        for (const char* text : {"enum E { A = -1 };", "enum E { A = 0x80000000 };", "enum E { A = 1 << 31 };",
                                 "enum E e;", "enum E { A = sizeof(int[3]) };", "enum E f(int a) { }"}) {
            CHECK(c(text) == text);
        }
        CHECK(cxx("enum E { A };") == "enum E { A };");
        CHECK(rewrite("enum E { A };", Language::c).enumerated);
        CHECK_FALSE(rewrite("enum E { A = -1 };", Language::c).enumerated);
    }

    TEST_CASE("libraries are known in any case") {
        CHECK(library_of("RpcRT4") == Library::here);
        CHECK(library_of("user32") == Library::missing);
        CHECK(library_of("mine") == Library::unknown);
    }

    TEST_CASE("a module definition says what must be exported, and under which other names") {
        const ModuleDefinition made = module_definition_of(
            "; c\nLIBRARY x\nEXPORTS one @1\n two @2 NONAME ; c\n"
            " three = two\nEXPORTS\nfour=x.five\nSECTIONS\n.s SHARED\n");
        CHECK(made.linker == Words{"-Wl,--require-defined=one", "-Wl,--require-defined=two", "-Wl,--defsym=three=two"});
        CHECK(made.problems.size() == 2);
    }

    TEST_CASE("no text, however broken, is more than complained of") {
        const std::string text =
            "__declspec(align(8)) struct S { __FUNCTION__ \"\" }; __forceinline int f(int a) { __asm { } "
            "__assume(0); __noop(1); printf(std::wcout); }\n#pragma comment(lib, \"\n";
        for (size_t size = 0; size <= text.size(); ++size) {
            for (const Language language : {Language::c, Language::cxx}) {
                static_cast<void>(rewrite(std::string_view(text).substr(0, size), language, 2));
                static_cast<void>(rewrite(std::string_view(text).substr(size), language, 2));
            }
        }
    }
}
