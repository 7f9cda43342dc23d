// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Golden bytes of procedure format strings: header, extension, parameters.
#include "tools/midl/format_procedure.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using namespace midl;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

using Bytes = std::vector<int>;

Bytes procedure_of(const std::string& body, const std::string& acf = {}, const Options& options = {}) {
    const Compilation compiled(in_interface(body), acf);
    REQUIRE_MESSAGE(compiled.file, const_cast<Compilation&>(compiled).log());
    DescriptorTable table;
    TypeFormat format(table, CorrelationForm::robust);
    const ProcedureString string = describe_procedures(format, {&compiled.interface_()}, options);
    REQUIRE(table.lay_out());
    const auto bytes = procedure_format_bytes(string, table);
    CHECK(bytes.size() == string.size);
    return Bytes(bytes.begin(), bytes.end() - 1);
}

// The parameter descriptors of `void F([in] handle_t h, PARAMETERS)`.
Bytes parameters_of(const std::string& parameters, const std::string& declarations = {}) {
    constexpr std::ptrdiff_t kHeader = 30;
    const Bytes all = procedure_of(declarations + " void F([in] handle_t h, " + parameters + ");");
    return Bytes(all.begin() + kHeader, all.end());
}

int attributes_of(const std::string& parameters, const std::string& declarations = {}) {
    const Bytes last = parameters_of(parameters, declarations);
    return last.at(last.size() - 6) | last.at(last.size() - 5) << 8;
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/format_procedure");

TEST_CASE("an explicit handle is in the header and not among the parameters") {
    CHECK(procedure_of("long F([in] handle_t h, [in] long a);") ==
          Bytes{0x00, 0x48, 0, 0, 0,    0, 0,    0,    24, 0,             // handle, flags, number, stack
                0x32, 0x00, 0, 0,                                         // handle
                8,    0,    8, 0, 0x44, 2,                                // buffers, flags, count
                0x0a, 0x01, 0, 0, 0,    0, 0,    0,    0,  0,             // extension
                0x48, 0x00, 8, 0, 0x08, 0, 0x70, 0x00, 16, 0, 0x08, 0});  // a, result
}

TEST_CASE("[force_allocate] is a bit of the parameters it reaches, and leaves the stub no memory of its own") {
    const auto of = [](const std::string& parameter,
                       const std::string& acf = "interface Test { F([force_allocate] a); }") {
        const std::string types = "typedef struct { long x; } T; typedef struct { T *t; } S; ";
        const Bytes all = procedure_of(types + "void F([in] handle_t h, " + parameter + ");", acf);
        return all.at(all.size() - 6) | all.at(all.size() - 5) << 8;
    };
    CHECK(of("[in, size_is(4)] byte *a") == 0x110b);
    CHECK(of("[out] long *a") == 0x1150);
    CHECK(of("[out] long *a", {}) == 0x2150);
    CHECK(of("[in] long a") == 0x0048);
    CHECK(of("[in] S *a", "interface Test { typedef [force_allocate] T; }") == 0x110b);
    CHECK(of("[in] long *a", "interface Test { typedef [force_allocate] T; }") == 0x0148);
    CHECK(of("[in, string] char *a", "[force_allocate] interface Test {}") == 0x110b);
}

TEST_CASE("[partial_ignore] is a bit of the parameter, which is described as any unique pointer") {
    CHECK(attributes_of("[in, out, unique] long *a") == 0x001a);
    CHECK(attributes_of("[in, out, unique, partial_ignore] long *a") == 0x081b);
}

TEST_CASE("an implicit handle is named by the first byte") {
    const Bytes bytes = procedure_of("void F([in] long a);", "[implicit_handle(handle_t h)] interface Test {}");
    CHECK(bytes.at(0) == 0x32);
    CHECK(bytes.at(8) == 8);  // stack size
    CHECK(bytes.size() == 10 + 6 + 10 + 6);
}

TEST_CASE("an asynchronous procedure has its handle in slot 0") {
    const Bytes bytes = procedure_of("long F([in] handle_t h, [in] long a);", "interface Test { [async] F(); }");
    CHECK(bytes.at(8) == 32);
    CHECK(bytes.at(12) == 8);     // binding handle
    CHECK(bytes.at(18) == 0xc4);  // async, extension, return
    CHECK(bytes.at(32) == 16);    // a
    CHECK(bytes.at(38) == 24);    // result
}

TEST_CASE("float and double slots are in the extension") {
    const Bytes bytes = procedure_of("void F([in] handle_t h, [in] long a, [in] float b, [in] double c);");
    CHECK((bytes.at(28) | bytes.at(29) << 8) == 0x0090);
}

TEST_CASE("full pointers and robust checks show in the flags") {
    CHECK(procedure_of("void F([in] handle_t h, [in, ptr] long *a);").at(1) == 0x49);
    CHECK(procedure_of("void F([in] handle_t h, [in] long n, [in, size_is(n)] byte *a);").at(21) == 0x05);
    CHECK(procedure_of("void F([in] handle_t h, [in] long n, [out, size_is(n)] byte *a);").at(21) == 0x03);
    CHECK(procedure_of("void F([in] handle_t h, [in] long n, [in, out, size_is(n)] byte *a);").at(21) == 0x07);
}

TEST_CASE("rpc flags come from the operation's attributes") {
    CHECK(procedure_of("[idempotent] void F([in] handle_t h);").at(2) == 0x01);
    CHECK(procedure_of("[maybe] void F([in] handle_t h);").at(2) == 0x04);
    CHECK(procedure_of("[message] void F([in] handle_t h);").at(5) == 0x01);  // RPCFLG_MESSAGE, 0x01000000
}

TEST_CASE("attributes of parameters") {
    CHECK(attributes_of("[in] long a") == 0x0048);
    CHECK(attributes_of("[out] long *a") == 0x2150);
    CHECK(attributes_of("[in, out] hyper *a") == 0x0158);
    CHECK(attributes_of("[in] short *a") == 0x0148);
    CHECK(attributes_of("[in, unique] long *a") == 0x000a);
    CHECK(attributes_of("[out] long **a") == 0x2012);
    CHECK(attributes_of("[in, string] char *a") == 0x010b);
    CHECK(attributes_of("[in, string, unique] char *a") == 0x000b);
    CHECK(attributes_of("[out, string] char **a") == 0x2013);
    CHECK(attributes_of("[in] long a[3]") == 0x000a);
    CHECK(attributes_of("[in] long n, [in, out, size_is(n)] byte *a") == 0x011b);
    CHECK(attributes_of("[in, range(0, 9)] long a") == 0x0088);
    CHECK(attributes_of("[out] E *a", "typedef enum { A } E;") == 0x2010);
}

TEST_CASE("structures: by reference, by value in the slot, by value through their address") {
    const std::string flat = "typedef struct { long a; long b; } S;";
    const std::string large = "typedef struct { long a; long b; double c; } S;";
    const std::string odd = "typedef struct { char c[3]; } S;";
    CHECK(attributes_of("[in] S *a", flat) == 0x010a);
    CHECK(attributes_of("[out] S *a", flat) == 0x2112);
    CHECK(attributes_of("[in] S a", flat) == 0x008a);
    CHECK(attributes_of("[in] S a", large) == 0x010a);
    CHECK(attributes_of("[in] S a", odd) == 0x010a);
    CHECK(procedure_of(large + "void F([in] handle_t h, [in] S a);").at(21) == 0x81);
    CHECK(procedure_of(flat + "void F([in] handle_t h, [in] S a);").at(21) == 0x01);
}

TEST_CASE("a structure that does not fit the return slot is an [out] parameter at the end") {
    const Bytes small = procedure_of("typedef struct { long a; long b; } S; S F([in] handle_t h);");
    CHECK((small.at(30) | small.at(31) << 8) == 0x00b2);
    const Bytes large = procedure_of("typedef struct { long a; long b; double c; } S; S F([in] handle_t h);");
    CHECK((large.at(30) | large.at(31) << 8) == 0x0112);
    CHECK((large.at(18) & 0x04) == 0);
}

TEST_CASE("the header says that a procedure works in stub memory and that it keeps statuses") {
    constexpr int kStubMemory = 0x02, kKeepsStatus = 0x20, kPlain = 0x48;
    const std::string body = "void F([in] handle_t h, [in, string] char *a); error_status_t G([in] handle_t h);";
    const auto flags = [&](const std::string& acf, const Options& options) {
        return procedure_of(body, acf, options).at(1);
    };
    CHECK(flags({}, {}) == kPlain);
    CHECK(flags("[enable_allocate] interface Test {}", {}) == (kPlain | kStubMemory));
    CHECK(flags("interface Test { [enable_allocate] F(); }", {}) == (kPlain | kStubMemory));
    CHECK(flags("interface Test { F([comm_status] hidden); }", {}) == (kPlain | kKeepsStatus));
    Options options;
    options.rpcss = true;
    CHECK(flags({}, options) == (kPlain | kStubMemory));
    options = {};
    options.osf = true;
    CHECK(flags({}, options) == (kPlain | kStubMemory));
    CHECK(procedure_of("error_status_t G([in] handle_t h);", {}, options).at(1) == kPlain);
}

TEST_SUITE_END();
