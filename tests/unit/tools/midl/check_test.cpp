// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/check.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using namespace midl;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

Codes errors_of(const std::string& body) { return Compilation(in_interface(body)).errors(); }
// With a procedure `void F(handle_t h, PARAMETERS)` after the body.
Codes errors_of(const std::string& body, const std::string& parameters) {
    return errors_of(body + " void F([in] handle_t h, " + parameters + ");");
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/check");

TEST_CASE("procedures are numbered in order, callbacks apart, local ones not at all") {
    const Compilation compiled(
        in_interface("void A([in] handle_t h); [local] void L(int x); void B([in] handle_t h); [callback] void C([in] "
                     "long x); void D([in] handle_t h);"));
    REQUIRE(compiled.file);
    CHECK(compiled.operation("A").number == 0);
    CHECK(compiled.operation("L").number == -1);
    CHECK(compiled.operation("B").number == 1);
    CHECK(compiled.operation("C").number == 0);
    CHECK(compiled.operation("D").number == 2);
    CHECK(compiled.interface_().operations.size() == 3);
    CHECK(compiled.interface_().callbacks.size() == 1);
}

TEST_CASE("a parameter without a direction is [in]") {
    const Compilation compiled(in_interface("void A(handle_t h, long x, [out] long *y, [in, out] long *z);"));
    REQUIRE(compiled.file);
    CHECK((compiled.parameter("A", 1).is_in && !compiled.parameter("A", 1).is_out));
    CHECK((!compiled.parameter("A", 2).is_in && compiled.parameter("A", 2).is_out));
    CHECK((compiled.parameter("A", 3).is_in && compiled.parameter("A", 3).is_out));
    CHECK_FALSE(compiled.parameter("A", 0).is_transmitted);
    CHECK(compiled.parameter("A", 1).is_transmitted);
}

TEST_CASE("the first handle parameter binds: primitive, generic or context, anywhere in the list") {
    const Compilation compiled(in_interface(
        "typedef [context_handle] void *CTX; typedef [handle] long *GEN;"
        "void A([in] long x, [in] handle_t h); void B([in] CTX c, [in] long x); void C([in] GEN g);"
        "void D([in] handle_t h, [out] CTX *c); void E([in, out] CTX *c); void G([in, context_handle] void *v);"
        "void H([in] handle_t h, [out, context_handle] void **v);"));
    INFO(const_cast<Compilation&>(compiled).log());
    REQUIRE(compiled.file);
    CHECK(compiled.operation("A").binding.parameter == &compiled.parameter("A", 1));
    CHECK(compiled.operation("A").binding.type == HandleType::primitive);
    CHECK(compiled.operation("B").binding.type == HandleType::context);
    CHECK(compiled.operation("B").binding.context_type->name == "CTX");
    CHECK(compiled.operation("C").binding.type == HandleType::generic);
    CHECK(compiled.operation("C").binding.generic_type->name == "GEN");
    CHECK(compiled.operation("D").binding.type == HandleType::primitive);
    CHECK(compiled.operation("E").binding.is_via_pointer);
    CHECK(compiled.operation("G").binding.type == HandleType::context);
    CHECK_FALSE(compiled.operation("G").binding.is_via_pointer);
    CHECK(compiled.operation("H").binding.type == HandleType::primitive);
}

TEST_CASE("handles in the wrong place") {
    CHECK(errors_of("void A([in] handle_t h, [in] handle_t g);") == Codes{2182});
    CHECK(errors_of("void A([out] handle_t *h);").front() == 2180);
    CHECK(errors_of("void A([in, unique] handle_t *h);") == Codes{2181});
    CHECK(errors_of("typedef struct { handle_t h; } S;", "[in] S *s") == Codes{2135});
    CHECK(errors_of("typedef [context_handle] void *C; typedef struct { C c; } S;", "[in] S *s") == Codes{2135});
    CHECK(errors_of("typedef [context_handle] void *C;", "[out] C c") == Codes{2044});
    CHECK(errors_of("typedef [context_handle, handle] void *C;").front() == 2185);
    CHECK(errors_of("typedef [handle] void *C;") == Codes{2186});
    CHECK(errors_of("typedef [context_handle] long C;") == Codes{2237});
}

TEST_CASE("what [out] asks for") {
    CHECK(errors_of("", "[out] long p") == Codes{2042});
    CHECK(errors_of("", "[out, unique] long *p") == Codes{2121});
    CHECK(errors_of("", "[out, string] char *p") == Codes{2041});
    CHECK(errors_of("", "[out, string] char **p").empty());
    CHECK(errors_of("", "[in] long n, [out, string, size_is(n)] char *p").empty());
    CHECK(errors_of("", "[in, out, string] char *p").empty());
    CHECK(errors_of("typedef struct { long n; [size_is(n)] char a[]; } S;", "[out] S *s") == Codes{2040});
    CHECK(errors_of("typedef struct { long n; [size_is(n)] char a[]; } S;", "[in, out] S *s").empty());
}

TEST_CASE("types that cannot travel are named where they stand") {
    CHECK(errors_of("", "[in] void *p") == Codes{2139});
    CHECK(errors_of("", "[in] long (*f)(int)") == Codes{2142});
    CHECK(errors_of("", "[in] __int128 x") == Codes{2029});
    CHECK(errors_of("void *R([in] handle_t h);") == Codes{2145});
    CHECK(errors_of("struct S; ", "[in] struct S *s") == Codes{2011});
    CHECK(errors_of("typedef struct { long a : 3; } S;", "[in] S *s") == Codes{2140});
    CHECK(errors_of("typedef union { long a; } U;", "[in] U *u") == Codes{2143});
    CHECK(errors_of("typedef [switch_type(long)] union { [case(1)] long a; } U;", "[in] U *u") == Codes{2078});
    CHECK(errors_of("typedef struct { long n; [size_is(n)] char a[]; } S;", "[in] S s") == Codes{2043});
    CHECK(errors_of("typedef struct { void *p; } S;", "[in] S *s") == Codes{2241});
    CHECK(errors_of("typedef struct { [ignore] void *p; } S;", "[in] S *s").empty());
    CHECK(errors_of("typedef struct { void *p; } S; [local] void G(S *s);").empty());
    CHECK(errors_of("[ref] long *R([in] handle_t h);") == Codes{2177});
    CHECK(errors_of("void V([in] handle_t h, ...);") == Codes{2046});
}

TEST_CASE("a forward-declared structure defined later is whole by then") {
    CHECK(errors_of("struct S; typedef struct S *PS; struct S { long a; PS next; };", "[in] PS s").empty());
}

TEST_CASE("structures: conformant members last, no void, no direct recursion") {
    CHECK(errors_of("struct S { long n; [size_is(n)] char a[]; long z; };") == Codes{2055});
    CHECK(errors_of("struct S { long n; [size_is(n)] char a[]; }; struct T { struct S s; long z; };") == Codes{2055});
    CHECK(errors_of("struct S { long n; [size_is(n)] char a[]; }; struct T { long z; struct S s; };").empty());
    CHECK(errors_of("struct S { void v; };") == Codes{2126});
    CHECK(errors_of("struct S { long a; struct S s; };", "[out] struct S *p") == Codes{2006});
    CHECK(errors_of("typedef union U { [case(1)] union U a[3]; } U;") == Codes{2006});
    CHECK(errors_of("struct B; struct A { struct B b; }; struct B { struct A a; };", "[out] struct A *p") ==
          Codes{2011});
    CHECK(errors_of("struct S { float f : 2; };") == Codes{2134});
    CHECK(errors_of("struct S { long; };") == Codes{2170});
}

TEST_CASE("unions: labels are constants, different, and on every arm") {
    const auto arms = [](const std::string& text) {
        return errors_of("typedef [switch_type(long)] union {" + text + "} U;");
    };
    CHECK(arms("[case(1)] long a; [case(1)] long b;") == Codes{2056});
    CHECK(arms("[case(1)] long a; long b;") == Codes{2161});
    CHECK(arms("[default] long a; [default] long b;") == Codes{2056});
    CHECK(arms("[case(1)] long a[];") == Codes{2171});
    // A member may have the name of its label.
    CHECK(errors_of("enum E { A, B }; typedef [switch_type(enum E)] union { [case(A)] long A; [case(B)] long B; } U;")
              .empty());
    CHECK(errors_of("enum E { A }; typedef union switch (long l) { case A: long A; } U;").empty());
    CHECK(errors_of("typedef union switch (float f) { case 1: long a; } U;") == Codes{2192});
    CHECK(errors_of("typedef struct { float f; [switch_is(f)] union { [case(1)] long a; } u; } S;") == Codes{2174});
    CHECK(errors_of("typedef struct { long f; [switch_is(f)] long a; } S;") == Codes{2190});
}

TEST_CASE("the type of [switch_is] is the union's switch type when it names none") {
    const Compilation compiled(in_interface(
        "typedef union { [case(1)] long a; [default] ; } U; typedef struct { short t; [switch_is(t)] U u; } S;"));
    REQUIRE(compiled.file);
    CHECK(resolve_as<BaseType>(resolve_as<UnionType>(compiled.type("U").type)->switch_type)->base == Base::short_);
}

TEST_CASE("[v1_enum] marks the enumeration it stands before") {
    const Compilation compiled(in_interface("typedef [v1_enum] enum { A } X; typedef enum { B } Y;"));
    REQUIRE(compiled.file);
    CHECK(resolve_as<EnumType>(compiled.type("X").type)->is_v1);
    CHECK_FALSE(resolve_as<EnumType>(compiled.type("Y").type)->is_v1);
}

TEST_CASE("status parameters are [out] pointers to error_status_t, one of each") {
    Options options;
    options.app_config = true;
    const auto errors = [&](const std::string& parameters) {
        return Compilation(in_interface("void F([in] handle_t h, " + parameters + ");"), {}, options).errors();
    };
    CHECK(errors("[out, comm_status, fault_status] error_status_t *s").empty());
    CHECK(errors("[out, comm_status] short *s") == Codes{2097});
    CHECK(errors("[in, out, comm_status] error_status_t *s") == Codes{2070});
    CHECK(errors("[out, comm_status] error_status_t *s, [out, comm_status] error_status_t *t") == Codes{2069});
}

TEST_CASE("[call_as] points at the local procedure") {
    const Compilation compiled(
        in_interface("[local] long F(int x); [call_as(F)] long RemoteF([in] handle_t h, [in] long x);"));
    REQUIRE(compiled.file);
    CHECK(compiled.operation("RemoteF").called_as == &compiled.operation("F"));
    CHECK(compiled.operation("RemoteF").number == 0);
}

TEST_CASE("transmit_as, byte_count, partial_ignore and interface rules") {
    CHECK(errors_of("typedef [transmit_as(void)] long T;") == Codes{2188});
    CHECK(errors_of("typedef [transmit_as(long *)] long T;") == Codes{2086});
    CHECK(errors_of("", "[in, partial_ignore] long *p") == Codes{2072});
    CHECK(errors_of("", "[in, out, unique, partial_ignore] long *p").empty());
    // "Interface inheritance is allowed only when you are using object interfaces" (Compiler Errors, MIDL2271).
    CHECK(Compilation("[uuid(12345678-1234-ABCD-EF00-0123456789AB)] interface A {}"
                      "[uuid(22345678-1234-ABCD-EF00-0123456789AB)] interface B : A {}")
              .errors() == Codes{2271});
    Options options;
    options.app_config = true;
    const auto errors = [&](const std::string& parameters) {
        return Compilation(in_interface("void F([in] handle_t h, " + parameters + ");"), {}, options).errors();
    };
    CHECK(errors("[in] long n, [out, byte_count(n)] long *p").empty());
    CHECK(errors("[in] long n, [out, byte_count(m)] long *p") == Codes{2101});
    CHECK(errors("[in] long n, [in, byte_count(n)] long *p").front() == 2061);
}

TEST_CASE("undefined types do not set off an avalanche") {
    const Compilation compiled(
        in_interface("typedef struct { NOPE n; [size_is(n)] NOPE *p; [switch_is(n)] union { [case(1)] NOPE a; } u; } S;"
                     "void F([in] handle_t h, [in, string] NOPE *p, [out] NOPE q, [in] S *s);"));
    INFO(const_cast<Compilation&>(compiled).log());
    for (const int code : compiled.errors()) CHECK(code == 2009);
}

TEST_SUITE_END();
