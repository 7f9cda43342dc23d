// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Pipes through the whole compiler: their rules with MIDL's error numbers ("pipe attribute" and "Compiler Errors" of
// the MIDL reference), the C structures, the format strings. Attributes, flags and the descriptor of a pipe of bytes
// are as seen in a published stub of MIDL 8 for AMD64, an asynchronous procedure with a context handle.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/tools/midl/support.hpp"
#include "tools/midl/emit_model.hpp"
#include "tools/midl/format_support.hpp"

using namespace midl;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

const std::string kPipe = "typedef pipe long LP; ";

Codes errors(const std::string& body, const std::string& acf = {}) {
    return Compilation(in_interface(body), acf).errors();
}

Codes errors_of_parameter(const std::string& parameter, const std::string& acf = {}) {
    return errors(kPipe + "void F([in] handle_t h, " + parameter + ");", acf);
}

Codes errors_of_element(const std::string& element, const std::string& declarations = {}) {
    return errors(declarations + " typedef pipe " + element + " P; void F([in] handle_t h, [in] P p);");
}

std::string first_text(const std::string& body) {
    const Compilation compiled(in_interface(body));
    REQUIRE_FALSE(compiled.diagnostics.all().empty());
    return compiled.diagnostics.all().front().text;
}

using Bytes = std::vector<int>;

struct Output {
    std::string header, client, server;
    Bytes procedures, types;

    explicit Output(const std::string& body, const std::string& acf = {}, Options options = {}) {
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
        const auto procedure = procedure_format_bytes(model.procedures, model.table);
        const auto type = type_format_bytes(model.table);
        procedures.assign(procedure.begin(), procedure.end() - 1);
        types.assign(type.begin() + 2, type.end() - 1);
    }

    // The descriptor of the only parameter of a procedure with a handle_t before it.
    Bytes parameter() const { return Bytes(procedures.end() - 6, procedures.end()); }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Output one_pipe(const std::string& parameter, const std::string& acf = {}) {
    return Output(kPipe + "void F([in] handle_t h, " + parameter + ");", acf);
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/pipe");

TEST_CASE("a pipe of bytes in an asynchronous procedure is described as MIDL 8 does") {
    const Output output(
        "typedef pipe byte BYTE_PIPE; typedef [context_handle] void *CTX;"
        "long Get([in] CTX c, [out] BYTE_PIPE *p);",
        "interface Test { [async] Get(); }");
    CHECK(output.types == Bytes{0x30, 0x41, 0, 0, 0x11, 0x04, 4, 0, 0x01, 0x5c, 0xb5, 0, 0xfc, 0xff, 1, 0, 1, 0});
    CHECK(output.procedures == Bytes{0x00, 0x48, 0,    0,    0,    0, 0, 0, 0x20, 0, 0x30, 0x40, 8, 0, 0,    0, 0x24, 0,
                                     8,    0,    0xcc, 3,    0x0a, 1, 0, 0, 0,    0, 0,    0,    0, 0, 0x08, 0, 8,    0,
                                     2,    0,    0x14, 0x41, 0x10, 0, 6, 0, 0x70, 0, 0x18, 0,    8, 0});
}

TEST_CASE("a pipe by pointer is a simple reference to a structure on the server's stack, in each direction") {
    CHECK(one_pipe("[in] LP *p").parameter() == Bytes{0x0c, 0x41, 8, 0, 2, 0});
    CHECK(one_pipe("[out] LP *p").parameter() == Bytes{0x14, 0x41, 8, 0, 2, 0});
    CHECK(one_pipe("[in, out] LP *p").parameter() == Bytes{0x1c, 0x41, 8, 0, 2, 0});
    CHECK(one_pipe("[in] LP *p").types == Bytes{0x11, 0x04, 4, 0, 0x08, 0x5c, 0xb5, 3, 0xfc, 0xff, 4, 0, 4, 0});
}

TEST_CASE("a pipe by value is described without a pointer and travels as the address of a copy") {
    const Output output = one_pipe("[in] LP p");
    CHECK(output.parameter() == Bytes{0x8c, 0, 8, 0, 4, 0});
    CHECK(output.types == Bytes{0x08, 0x5c, 0xb5, 3, 0xfc, 0xff, 4, 0, 4, 0});
    CHECK(output.procedures.at(21) == 0x81);  // a by-value parameter larger than 8 bytes
    CHECK(has(output.header, "    LP p);"));
    CHECK(has(output.server, "struct Test_F_PARAMS {\n    handle_t h;\n    LP *p;\n};\n"));
    CHECK(has(output.server, "*pParams->p"));
}

TEST_CASE("the element's descriptor and its sizes in memory and on the wire stand in the pipe's") {
    const Output flat(
        "typedef struct { long a; short b; double c; } S; typedef pipe S P;"
        "void F([in] handle_t h, [out] P *p);");
    CHECK(Bytes(flat.types.end() - 8, flat.types.end()) == Bytes{0xb5, 7, 0xf4, 0xff, 16, 0, 16, 0});
    const Output uneven(
        "typedef struct { double a; long b; char c; } S; typedef pipe S P;"
        "void F([in] handle_t h, [out] P *p);");
    CHECK(Bytes(uneven.types.end() - 4, uneven.types.end()) == Bytes{16, 0, 13, 0});
    const Output named("typedef [v1_enum] enum { A, B } E; typedef pipe E P; void F([in] handle_t h, [out] P *p);");
    CHECK(Bytes(named.types.end() - 10, named.types.end()) == Bytes{0x0e, 0x5c, 0xb5, 3, 0xfc, 0xff, 4, 0, 4, 0});
}

TEST_CASE("a procedure with pipes and its interface say so, others do not; no pipe counts in the buffer sizes") {
    const Output output = one_pipe("[in] LP *p");
    CHECK(output.procedures.at(18) == 0x48);
    CHECK(Bytes(output.procedures.begin() + 14, output.procedures.begin() + 18) == Bytes{0, 0, 0, 0});
    CHECK(has(output.client, "    0,\n    0,\n    0x00000001\n};"));
    CHECK(has(output.server, "&Test_ServerInfo,\n    0x00000001\n};"));
    const Output plain(kPipe + "void F([in] handle_t h);");
    CHECK(plain.procedures.at(18) == 0x40);
    CHECK(has(plain.client, "    0x00000000\n};"));
    CHECK(has(plain.server, "&Test_ServerInfo,\n    0x00000000\n};"));
    const Output calling("[callback] void C(); " + kPipe + "void F([in] handle_t h, [in] LP *p);");
    CHECK(has(calling.client, "    0x04000001\n};"));
}

TEST_CASE("a pipe is a structure of routines in C, in its synchronous and its asynchronous form (F1)") {
    const std::string header = one_pipe("[in] LP *p").header;
    CHECK(has(header,
              "typedef struct pipe_LP {\n"
              "    void (__RPC_USER *pull)(\n        char *state,\n        LONG *buf,\n        ULONG esize,\n"
              "        ULONG *ecount);\n"
              "    void (__RPC_USER *push)(\n        char *state,\n        LONG *buf,\n        ULONG ecount);\n"
              "    void (__RPC_USER *alloc)(\n        char *state,\n        ULONG bsize,\n        LONG **buf,\n"
              "        ULONG *bcount);\n"
              "    char *state;\n} LP;\n"));
    CHECK(has(header,
              "typedef struct ASYNC_pipe_LP {\n"
              "    RPC_STATUS (__RPC_USER *pull)(\n        char *state,\n        LONG *buf,\n        ULONG esize,\n"
              "        ULONG *ecount);\n"
              "    RPC_STATUS (__RPC_USER *push)(\n        char *state,\n        LONG *buf,\n        ULONG ecount);\n"
              "    void *Reserved;\n    char *state;\n} ASYNC_LP;\n"));
}

TEST_CASE("an asynchronous procedure takes asynchronous pipes, whatever name of the pipe it uses") {
    const Output output(
        kPipe +
            "typedef LP OTHER; typedef LP *PLP; void F([in] handle_t h, [in] LP *a, [in] OTHER *b, [out] PLP c);"
            "void G([in] handle_t h, [in] PLP a);",
        "interface Test { [async] F(); }");
    CHECK(has(output.header, "    ASYNC_LP *a,\n    ASYNC_LP *b,\n    ASYNC_LP *c);"));
    CHECK(has(output.header, "    PLP a);"));
    CHECK(has(output.server, "    ASYNC_LP *c;\n"));
}

TEST_CASE("each name of a statement is a pipe of its own and pointers lead to the first") {
    const Output output(
        "typedef pipe hyper *PA, A, B; typedef pipe char *PC;"
        "void F([in] handle_t h, [in] PA a, [in] B *b, [in] PC c); void G([in] handle_t h, [in] PC c);",
        "interface Test { [async] G(); }");
    CHECK(has(output.header, "} A;\n"));
    CHECK(has(output.header, "typedef struct pipe_B {"));
    CHECK(has(output.header, "typedef A *PA;\n"));
    CHECK(has(output.header, "\nstruct pipe_PC {"));
    CHECK(has(output.header, "typedef struct pipe_PC *PC;\n"));
    CHECK(has(output.header, "    struct ASYNC_pipe_PC *c);"));
    CHECK(output.header.find("typedef struct pipe_A {") < output.header.find("typedef A *PA;"));
}

TEST_CASE("a structure defined in a pipe's typedef is printed before the pipe") {
    const Output output("typedef pipe struct T { long a; } P; void F([in] handle_t h, [in] P *p);");
    CHECK(output.header.find("struct T {\n    LONG a;\n};\n") < output.header.find("typedef struct pipe_P {"));
    CHECK(has(output.header, "        struct T *buf,"));
}

TEST_CASE("elements are base types, 32-bit enums and structures of such, never of varying size (F9)") {
    for (const char* fine : {"long", "byte", "char", "wchar_t", "boolean", "hyper", "float", "double", "small", "E",
                             "S", "struct T { S s; long a[3]; E e; }"}) {
        CAPTURE(fine);
        CHECK(errors_of_element(fine, "typedef [v1_enum] enum { X } E; typedef struct { double d; short s; } S;") ==
              Codes{});
    }
    for (const char* illegal : {"PL",
                                "A",
                                "U",
                                "E",
                                "__int3264",
                                "handle_t",
                                "CH",
                                "GH",
                                "void",
                                "Q",
                                "struct { long a; }",
                                "enum { Y }",
                                "struct T { long *p; }",
                                "struct T { long n; [size_is(n)] long a[]; }",
                                "struct T { long n; [length_is(n)] long a[4]; }",
                                "struct T { [string] char s[8]; }",
                                "struct T { E e; }",
                                "struct T { struct V { __int3264 x; } v[2]; }",
                                "TR",
                                "error_status_t"}) {
        CAPTURE(illegal);
        CHECK(errors_of_element(illegal,
                                "typedef long *PL; typedef long A[4]; typedef enum { X } E; typedef pipe long Q;"
                                "typedef union switch (long k) { case 1: long a; default: ; } U;"
                                "typedef [context_handle] void *CH; typedef [handle] long GH;"
                                "typedef [transmit_as(long)] struct { short s; } TR;") == Codes{2317});
    }
    CHECK(first_text("typedef enum { X } E; typedef pipe E P; void F([in] handle_t h, [in] P p);") ==
          "illegal type used in pipe P: an enum of 16 bits, one without [v1_enum]");
    CHECK(errors_of_element("struct Unknown") == Codes{2011});
}

TEST_CASE("elements of more than 64 KB are refused") {
    const auto refused = [](const std::string& count) {
        Compilation compiled(in_interface("typedef struct { byte b[" + count +
                                          "]; } S; typedef pipe S P; void F([in] handle_t h, [in] P *p);"));
        REQUIRE(compiled.file);
        check_supported(*compiled.file, {}, compiled.diagnostics);
        return compiled.errors();
    };
    CHECK(refused("65535") == Codes{});
    CHECK(refused("65536") == Codes{own_code::kNotGenerated});
}

TEST_CASE("pipes are parameters and nothing else") {
    CHECK(errors(kPipe + "typedef struct { LP p; } S; void F([in] handle_t h, [in] S *s);") == Codes{2321});
    CHECK(errors(kPipe + "typedef union switch (long k) { case 1: LP p; default: ; } U;"
                         "void F([in] handle_t h, [in] U *u);") == Codes{2321});
    CHECK(errors_of_parameter("[in] LP p[2]") == Codes{2321});
    CHECK(errors_of_parameter("[in] long n, [in, size_is(n)] LP *p") == Codes{2321});
    CHECK(errors(kPipe + "LP F([in] handle_t h);") == Codes{2322});
    CHECK(errors(kPipe + "LP *F([in] handle_t h);") == Codes{2322});
    CHECK(errors_of_parameter("[in] LP **p") == Codes{2322});
    CHECK(errors_of_parameter("[in] pipe long p") == Codes{2322});
    CHECK(errors(kPipe + "typedef struct { LP *p; } S; void F([in] handle_t h, [in] S *s);") == Codes{2322});
}

TEST_CASE("a pipe is passed by value or by reference pointer, asynchronously by reference only (G1)") {
    CHECK(errors_of_parameter("[in] LP p") == Codes{});
    CHECK(errors_of_parameter("[out] LP p") == Codes{});
    CHECK(errors_of_parameter("[in, ref] LP *p") == Codes{});
    CHECK(errors_of_parameter("[in, unique] LP *p") == Codes{2322});
    CHECK(errors_of_parameter("[in, ptr] LP *p") == Codes{2322});
    const std::string acf = "interface Test { [async] F(); }";
    CHECK(errors_of_parameter("[in] LP *p", acf) == Codes{});
    CHECK(errors_of_parameter("[in] LP p", acf) == Codes{2388});
}

TEST_CASE("no attribute that makes something else of a value goes onto a pipe") {
    CHECK(errors("typedef [transmit_as(long)] pipe long P; void F([in] handle_t h);") == Codes{2322});
    CHECK(errors("typedef [wire_marshal(long)] pipe long P; void F([in] handle_t h);") == Codes{2322});
    for (const char* attribute : {"represent_as(X)", "user_marshal(X)"}) {
        CAPTURE(attribute);
        CHECK(errors(kPipe + "void F([in] handle_t h);",
                     "interface Test { typedef [" + std::string(attribute) + "] LP; }") == Codes{2322});
    }
    for (const char* attribute : {"allocate(all_nodes)", "byte_count(n)"}) {
        CAPTURE(attribute);
        CHECK(errors(kPipe + "void F([in] handle_t h, [in] long n, [out] LP *p);",
                     "interface Test { F([" + std::string(attribute) + "] p); }") == Codes{2322});
    }
    CHECK(errors_of_parameter("[in, range(1, 2)] LP *p") == Codes{2322});
    CHECK(errors_of_parameter("[in, context_handle] LP *p") == Codes{2322});
    CHECK(errors("typedef [handle] pipe long P; void F([in] handle_t h);") == Codes{2322});
    CHECK(errors("typedef [context_handle] pipe long *P; void F([in] handle_t h);") == Codes{2322});
    CHECK(errors("typedef const pipe long P; void F([in] handle_t h);") == Codes{2322});
}

TEST_CASE("what [force_allocate] says of a whole interface does not touch pipes") {
    CHECK(Output(kPipe + "void F([in] handle_t h, [in] LP *p);", "[force_allocate] interface Test {}").parameter() ==
          Bytes{0x0c, 0x41, 8, 0, 2, 0});
}

TEST_CASE("procedures that cannot have pipes are refused (F9)") {
    const std::string parameter = "F([in] handle_t h, [in] LP *p);";
    for (const char* attribute : {"idempotent", "broadcast", "maybe"}) {
        CAPTURE(attribute);
        CHECK(errors(kPipe + "[" + attribute + "] void " + parameter) == Codes{2322});
    }
    CHECK(errors(kPipe + "[callback] void C([in] LP *p); void F([in] handle_t h);") == Codes{2322});
    CHECK(errors(kPipe + "void F([in] LP *p);") == Codes{2322});
    CHECK(errors(kPipe + "void F([in] LP *p);", "[auto_handle] interface Test {}") == Codes{2322});
    CHECK(errors(kPipe + "void F([in] LP *p);", "[implicit_handle(handle_t h)] interface Test {}") == Codes{});
    CHECK(errors(kPipe + "void F([in] LP *p);", "[explicit_handle] interface Test {}") == Codes{});
    CHECK(errors(kPipe + "void " + parameter, "interface Test { [encode] F(); }") == Codes{2342});
    CHECK(errors(kPipe + "void " + parameter, "[decode] interface Test {}") == Codes{2342});
    CHECK(errors(kPipe + "void F([in] handle_t h);", "interface Test { typedef [encode] LP; }") == Codes{2342});
    CHECK(errors(kPipe + "[local] void " + parameter + "void G([in] handle_t h);") == Codes{});
    const Compilation object(
        "[object, uuid(12345678-1234-ABCD-EF00-0123456789AB)] interface IUnknown {}\n"
        "[object, uuid(12345678-1234-ABCD-EF00-0123456789AC)] interface I : IUnknown {\n"
        "typedef long HRESULT; typedef pipe long LP; HRESULT F([in] LP *p); }");
    CHECK(object.errors() == Codes{2322});
}

TEST_CASE("MIDL2352 warns of [in] parameters of open size beside [in] pipes, which the original refused (F8)") {
    const auto warnings = [](const std::string& parameters) {
        const Compilation compiled(in_interface(kPipe + "void F([in] handle_t h, " + parameters + ");"));
        REQUIRE(compiled.file);
        return compiled.warnings();
    };
    CHECK(warnings("[in] LP *p, [in, string] char *s") == Codes{2352});
    CHECK(warnings("[in] LP p, [in] long n, [in, size_is(n)] long *a") == Codes{2352});
    CHECK(warnings("[in] LP p, [in] long n, [in, length_is(n)] long a[9]") == Codes{2352});
    CHECK(warnings("[in] LP p, [in, ptr] long *a") == Codes{2352});
    CHECK(warnings("[in] LP p, [in, unique] long *a, [in] long b[3], [out] double *c") == Codes{});
    CHECK(warnings("[out] LP *p, [in, string] char *s") == Codes{});
}

TEST_SUITE_END();
