// SPDX-License-Identifier: LGPL-2.1-or-later
#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

midl::Options with_acf_attributes() {
    midl::Options options;
    options.app_config = true;
    return options;
}

Codes errors_of(const std::string& body) { return Compilation(in_interface(body), {}, with_acf_attributes()).errors(); }
Codes warnings_of(const std::string& body) {
    return Compilation(in_interface(body), {}, with_acf_attributes()).warnings();
}
Codes errors_of(const std::string& body, const std::string& parameters) {
    return errors_of(body + " void F([in] handle_t h, " + parameters + ");");
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/check_rules");

TEST_CASE("handle typedefs: one kind of handle, on something that travels") {
    CHECK(errors_of("typedef [context_handle] handle_t *C;") == Codes{2218});
    CHECK(errors_of("typedef [handle] handle_t H;") == Codes{2193});
    CHECK(errors_of("typedef [context_handle] void *C; typedef [handle] C H;") == Codes{2239});
    CHECK(errors_of("typedef [handle, transmit_as(long)] short *H;") == Codes{2201});
}

TEST_CASE("wire types: what may be presented and transmitted") {
    CHECK(errors_of("typedef [transmit_as(long)] handle_t T;") == Codes{2184});
    CHECK(errors_of("typedef struct { long n; [size_is(n)] long a[]; } S; typedef [transmit_as(long)] S T;") ==
          Codes{2087});
    CHECK(errors_of("typedef [transmit_as(void)] long T;") == Codes{2188});
    CHECK(errors_of("typedef [transmit_as(error_status_t)] long T;") == Codes{2228});
    CHECK(errors_of("typedef [transmit_as(char *)] long T;") == Codes{2086});
    CHECK(errors_of("typedef [handle] long *G; typedef [transmit_as(long)] G T;") == Codes{2200});
    CHECK(errors_of("typedef [transmit_as(long), allocate(single_node)] short *T;") == Codes{2223});
}

TEST_CASE("allocation modes exist, agree and belong to pointers to data") {
    CHECK(errors_of("typedef [allocate(some_nodes)] long *T;") == Codes{2074});
    CHECK(errors_of("typedef [allocate(all_nodes, single_node)] long *T;") == Codes{2211});
    CHECK(errors_of("typedef [allocate(all_nodes)] long T;") == Codes{2158});
    CHECK(errors_of("typedef [allocate(all_nodes)] void *T;") == Codes{2158});
    CHECK(errors_of("typedef [handle, allocate(all_nodes)] long *T;") == Codes{2227});
    CHECK(errors_of("typedef [allocate(all_nodes, dont_free)] long *T;").empty());
    CHECK(warnings_of("void F([in] handle_t h, [in, out, allocate(all_nodes)] long *p);") == Codes{2248});
}

TEST_CASE("sizes and lengths come from what is known on the side that needs them") {
    CHECK(errors_of("", "[out] long *n, [in, size_is(*n)] long *a") == Codes{2123});
    CHECK(errors_of("", "[out] long *n, [out, size_is(*n)] long *a") == Codes{2123});
    CHECK(errors_of("", "[out] long *n, [out, size_is(, *n)] long **a").empty());
    CHECK(errors_of("", "[out] long *n, [in, out, size_is(, *n)] long **a") == Codes{2123});
    CHECK(errors_of("", "[out] long *n, [in, size_is(9), length_is(*n)] long *a") == Codes{2124});
    CHECK(errors_of("", "[out] long *n, [out, size_is(9), length_is(*n)] long *a").empty());
    CHECK(warnings_of("void F([in] handle_t h, [in, unique] long *n, [in, size_is(*n)] long *a);") == Codes{2195});
    CHECK(errors_of("", "[in] long n, [in, size_is(n, n)] long a[][*]") == Codes{2296});
}

TEST_CASE("[byte_count] excludes sizes of other kinds") {
    CHECK(errors_of("", "[in] long n, [out, byte_count(n), size_is(n)] char *p") == Codes{2065});
    CHECK(errors_of("typedef struct { long n; [size_is(n)] char a[]; } S;", "[in] long n, [out, byte_count(n)] S *p") ==
          Codes{2040, 2062});
}

TEST_CASE("results: no const, no handle_t, no union without its switch, no open structure") {
    CHECK(warnings_of("const long F([in] handle_t h);") == Codes{2280});
    CHECK(errors_of("handle_t F([in] handle_t h);") == Codes{2238});
    CHECK(errors_of("typedef [context_handle] void *C; C *F([in] handle_t h);") == Codes{2268});
    CHECK(errors_of("typedef [switch_type(long)] union { [case(1)] long a; } U; U F([in] handle_t h);").front() ==
          2198);
    CHECK(errors_of("typedef struct { long n; [size_is(n)] char a[]; } S; S F([in] handle_t h);").front() == 2199);
}

TEST_CASE("callbacks, [maybe], [nocode] and const [out] parameters") {
    CHECK(errors_of("void F([in] handle_t h); [callback] void C([in] handle_t h);").front() == 2215);
    CHECK(errors_of("[callback] void C([in] long h);") == Codes{2208});
    CHECK(errors_of("[maybe] void F([in] handle_t h, [out] long *p);") == Codes{2288});
    CHECK(errors_of("[maybe] long F([in] handle_t h);") == Codes{2288});
    CHECK(errors_of("[maybe] error_status_t F([in] handle_t h);").empty());
    CHECK(errors_of("[message] void F([in] handle_t h, [in] long a);").empty());
    CHECK(errors_of("[message] void F([in] handle_t h, [out] long *p);") == Codes{2288});
    CHECK(errors_of("[message, idempotent] void F([in] handle_t h);") == Codes{2054});
    CHECK(errors_of("[message, maybe] void F([in] handle_t h);") == Codes{2054});
    CHECK(errors_of("[code, nocode] void F([in] handle_t h);") == Codes{2287});
    CHECK(warnings_of("[nocode] void F([in] handle_t h);") == Codes{2230});
    CHECK(errors_of("", "[out] const long *p") == Codes{2279});
    CHECK(errors_of("", "[in] const long *p").empty());
    CHECK(errors_of("void F([in, out] handle_t *h);").front() == 2194);
}

TEST_CASE("unions: labels fit the switch, arms may be null, some arm exists") {
    CHECK(errors_of("typedef union switch (short s) { case 70000: long a; } U;") == Codes{2206});
    CHECK(errors_of("typedef union switch (short s) { case 0xffff: long a; } U;").empty());
    CHECK(errors_of("typedef union switch (short s) { case 1.5: long a; } U;") == Codes{2067});
    CHECK(errors_of("typedef union switch (short s) { case 1: [ref] long *a; } U;") == Codes{2249});
    CHECK(errors_of("typedef union switch (short s) { default: long a; default: short b; } U;") == Codes{2232});
    CHECK(errors_of("typedef union { } U;") == Codes{2235});
    CHECK(errors_of("typedef [switch_type(long)] union { [case(1)] long a; } U;"
                    "typedef [switch_type(long)] union { [case(1)] U u; } V;") == Codes{2221});
    CHECK(errors_of("typedef [switch_type(long)] union { [case(1)] long a; } U;",
                    "[in] long n, [in, switch_is(n)] U u[3]") == Codes{2159});
    CHECK(errors_of("typedef struct { [ignore] long *k; [switch_is(k)] union { [case(1)] long a; } u; } S;").front() ==
          2229);
}

TEST_CASE("a structure that always contains another of its kind has no end") {
    CHECK(errors_of("typedef struct A { [ref] struct A *next; } A;", "[in] A *a") == Codes{2164});
    CHECK(errors_of("typedef struct A { [unique] struct A *next; } A;", "[in] A *a").empty());
    CHECK(errors_of("typedef struct A { [ref] struct B *b; } A; typedef struct B { [ref] A *a; } B;", "[in] A *a") ==
          Codes{2164, 2164});
}

TEST_CASE("error_status_t travels as parameter and result only") {
    CHECK(errors_of("", "[out] error_status_t *e").empty());
    CHECK(errors_of("typedef struct { error_status_t e; } S;", "[in] S *s") == Codes{2160});
    CHECK(errors_of("", "[in] error_status_t e[3]") == Codes{2226});
}

TEST_CASE("interfaces: unique UUIDs, no circles, object interfaces have a root and results") {
    const std::string uuid = "[uuid(12345678-1234-ABCD-EF00-0123456789AB)]";
    CHECK(Compilation(uuid + " interface A { void F([in] handle_t h); } " + uuid + " interface B { }").errors() ==
          Codes{2270});
    const std::string root = "[object, local, uuid(00000000-0000-0000-C000-000000000046)] interface IUnknown { }\n";
    const std::string object = "[object, uuid(12345678-1234-ABCD-EF00-0123456789AB)] interface ";
    CHECK(Compilation(root + object + "A { }").errors() == Codes{2271});
    CHECK(Compilation(root + object + "A : A { }").errors() == Codes{2256});
    CHECK(Compilation(root + object + "A : IUnknown { long F(); }").errors() == Codes{2269});
    CHECK(Compilation("typedef long HRESULT;" + root + object + "A : IUnknown { HRESULT F(); }").errors().empty());
}

TEST_SUITE_END();
