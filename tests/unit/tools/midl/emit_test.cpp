// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The C text: spelling of types, names under the options, thunks. Whether it compiles is tests/midl's matter.
#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"
#include "tools/midl/emit_model.hpp"

using namespace midl;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

struct Output {
    std::string header, client, server;

    explicit Output(const std::string& body, Options options = {}, const std::string& acf = {}) {
        Compilation compiled(in_interface(body), acf, options);
        REQUIRE_MESSAGE(compiled.file, compiled.log());
        options.header = "out/test.h";
        StubModel model(*compiled.file, options);
        model.interfaces.push_back(&compiled.interface_());
        model.procedures = describe_procedures(model.format, model.interfaces);
        REQUIRE(model.table.lay_out());
        header = emit_header(model);
        client = emit_client(model);
        server = emit_server(model);
    }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string declared(const std::string& declaration, const std::string& name) {
    const Compilation compiled(in_interface(declaration));
    REQUIRE_MESSAGE(compiled.file, const_cast<Compilation&>(compiled).log());
    return CPrinter(Options::Char::signed_).declare(compiled.type(name).type, name, CPrinter::Place::member).text();
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/emit");

TEST_CASE("base types have the names of the Windows headers") {
    CHECK(declared("typedef unsigned long T;", "T") == "ULONG T");
    CHECK(declared("typedef long T;", "T") == "LONG T");
    CHECK(declared("typedef wchar_t T;", "T") == "WCHAR T");
    CHECK(declared("typedef unsigned hyper T;", "T") == "MIDL_uhyper T");
    CHECK(declared("typedef char T;", "T") == "unsigned char T");
    CHECK(declared("typedef signed char T;", "T") == "signed char T");
    CHECK(declared("typedef int T;", "T") == "int T");
}

TEST_CASE("declarators nest as in C") {
    CHECK(declared("typedef long (*T)[3];", "T") == "LONG (*T)[3]");
    CHECK(declared("typedef long *T[3];", "T") == "LONG *T[3]");
    CHECK(declared("typedef long T[2][3];", "T") == "LONG T[2][3]");
    CHECK(declared("typedef const char *T;", "T") == "const unsigned char *T");
}

TEST_CASE("a structure body is printed where it is defined, and once") {
    const Output output(
        "typedef struct S S; struct S { long a; S *next; }; typedef struct S *PS;"
        "void F([in] handle_t h, [in] PS s);");
    CHECK(has(output.header, "typedef struct S S;\n"));
    CHECK(has(output.header, "struct S {\n    LONG a;\n    S *next;\n};\n"));
    CHECK(has(output.header, "typedef struct S *PS;\n"));
}

TEST_CASE("interface handles are named after name and version, or the old way") {
    const std::string body = "void F([in] handle_t h);";
    CHECK(has(Output(body).client, "RPC_IF_HANDLE Test_v1_0_c_ifspec = "));
    CHECK(has(Output(body).server, "RPC_IF_HANDLE Test_v1_0_s_ifspec = "));
    Options options;
    options.oldnames = true;
    CHECK(has(Output(body, options).client, "RPC_IF_HANDLE Test_ClientIfHandle = "));
    CHECK(has(Output(body, options).server, "RPC_IF_HANDLE Test_ServerIfHandle = "));
}

TEST_CASE("prefixes keep client and server routines apart") {
    Options options;
    options.prefix_client = "c_";
    options.prefix_server = "s_";
    const Output output("void F([in] handle_t h);", options);
    CHECK(has(output.header, "void c_F("));
    CHECK(has(output.header, "void s_F("));
    CHECK(has(output.client, "void c_F("));
    CHECK(has(output.server, "    s_F,\n"));
}

TEST_CASE("the header declares routines with the switch prefix too") {
    Options options;
    options.prefix_client = options.prefix_server = "both_";
    options.prefix_switch = "sw_";
    const Output output("void F([in] handle_t h);", options);
    CHECK(has(output.header, "void both_F("));
    CHECK(has(output.header, "/* switch */\nvoid sw_F("));
    CHECK_FALSE(has(output.header, "/* server */"));
}

// "When the /use_epv switch is specified, the MIDL compiler generates a default epv ... used if the application does
// not register another"; with /no_default_epv "the application must register an epv".
TEST_CASE("-use_epv has a default manager, -no_default_epv has none") {
    const std::string lookup = "    return Epv ? Epv : &Test_v1_0_DefaultManagerEpv;\n";
    Options options;
    options.use_epv = true;
    CHECK(has(Output("void F([in] handle_t h);", options).server, lookup));
    options.no_default_epv = true;
    const Output output("void F([in] handle_t h);", options);
    CHECK_FALSE(has(output.server, "DefaultManagerEpv"));
    CHECK(has(output.server, "RpcRaiseException(RPC_S_UNKNOWN_MGR_TYPE)"));
}

TEST_CASE("constants keep their values in C, the least integers too") {
    const Output output(
        "const long A = -0x7fffffff - 1; const hyper B = -0x7fffffffffffffffLL - 1; const unsigned long C = 0xffffffff;"
        "const char *D = \"a\\tb\" \"c\"; const wchar_t *E = L\"w\"; const char F = 'x'; const double G = -1.5;"
        "void P([in] handle_t h);");
    for (const char* line :
         {"#define A ( -2147483647 - 1 )", "#define B ( -9223372036854775807LL - 1 )", "#define C ( 4294967295U )",
          "#define D ( \"a\\tbc\" )", "#define E ( L\"w\" )", "#define F ( 120 )", "#define G ( -1.5 )"}) {
        CAPTURE(line);
        CHECK(has(output.header, line));
    }
}

TEST_CASE("thunk structures give each parameter 8 bytes and pass large structures by address") {
    const Output output(
        "typedef struct { long a; long b; long c; } S;"
        "short F([in] handle_t h, [in] short a, [in] S s, [in] float f, [in] long v[2]);");
    CHECK(has(output.server,
              "struct Test_F_PARAMS {\n    handle_t h;\n    short a;\n    unsigned char _Pad1[6];\n    S *s;\n"
              "    float f;\n    unsigned char _Pad3[4];\n    LONG *v;\n    short _RetVal;\n"
              "    unsigned char _Pad5[6];\n};\n"));
    CHECK(has(output.server, "*pParams->s"));
}

TEST_CASE("Linux has the thunks even where the compiler says _WIN32, as rpcgcc does; Windows needs none") {
    const Output output("void F([in] handle_t h, [in] long one);");
    CHECK(has(output.server, "\n#if defined(__linux__) || !defined(_WIN32)\n\nstatic const Test_v"));
    CHECK(has(output.server, "\n#else\n#define Test_THUNKS 0\n#endif\n"));
}

TEST_CASE("an asynchronous operation returns nothing and takes its state first") {
    const Output output("long F([in] handle_t h, [in] long a);", {}, "interface Test { [async] F(); }");
    CHECK(has(output.header, "void F(\n    PRPC_ASYNC_STATE F_AsyncHandle,\n    handle_t h,\n    LONG a);"));
    CHECK(has(output.header, "#include \"rpcasync.h\""));
    CHECK(has(output.client, "NdrAsyncClientCall("));
    CHECK(has(output.server, "    NdrAsyncServerCall,\n"));
    CHECK_FALSE(has(output.server, "_RetVal"));
}

TEST_CASE("[nocode] leaves the client's routine to the user; [code] takes one back") {
    const std::string body = "void F([in] handle_t h, [in] long a); void G([in] handle_t h);";
    const Output one(body, {}, "interface Test { [nocode] F(); }");
    CHECK_FALSE(has(one.client, "void F("));
    CHECK(has(one.client, "void G("));
    CHECK(has(one.server, "    F,\n"));
    const Output all(body, {}, "[nocode] interface Test { [code] F(); }");
    CHECK(has(all.client, "void F("));
    CHECK_FALSE(has(all.client, "void G("));
}

TEST_CASE("an implicit handle is declared by the header and defined by the client stub") {
    const Output output("void F([in] long a);", {}, "[implicit_handle(handle_t hTest)] interface Test {}");
    CHECK(has(output.header, "extern handle_t hTest;\n"));
    CHECK(has(output.client, "\nhandle_t hTest;\n"));
    CHECK(has(output.client, "{ &hTest }, /* implicit handle */"));
}

TEST_CASE("a computed size becomes a routine") {
    const Output output("void F([in] handle_t h, [in] long n, [in] long m, [in, size_is(n * m)] byte *b);");
    CHECK(has(output.client, "pStubMsg->MaxCount = (ULONG_PTR)(pS->n * pS->m);"));
    CHECK(has(output.server, "ExprEvalRoutines, /* expression routines */"));
}

TEST_CASE("constants become macros of their value") {
    const Output output(
        "const long A = 2 + 3; const unsigned long B = 0xffffffff; const char *C = \"x\\\"y\";"
        "void F([in] handle_t h);");
    CHECK(has(output.header, "#define A ( 5 )"));
    CHECK(has(output.header, "#define B ( 4294967295U )"));
    CHECK(has(output.header, "#define C ( \"x\\\"y\" )"));
}

TEST_CASE("packing of the source and of -Zp reaches the header") {
    const std::string body =
        "#pragma pack(push, 2)\ntypedef struct { char c; long l; } S;\n#pragma pack(pop)\n"
        "void F([in] handle_t h, [in] S *s);";
    CHECK(has(Output(body).header, "#pragma pack(push, 2)\n"));
    CHECK(has(Output(body).header, "#pragma pack(pop)\n"));
    Options options;
    options.pack = 4;
    CHECK(has(Output("void F([in] handle_t h);", options).header, "#pragma pack(push, 4)\n"));
}

TEST_SUITE_END();
