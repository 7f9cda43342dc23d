// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Golden bytes of type format strings. Where nothing else is said the descriptors are those widl of mingw-w64 writes
// with -Oicf for x64; their order, the padding inside structures and the robust flags of correlation descriptors are
// those of MIDL 8 (format_golden_test).
#include "tools/midl/format_type.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"
#include "tools/midl/format_procedure.hpp"

using namespace midl;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

using Bytes = std::vector<int>;

// The whole type format string of an interface, leading and closing zeros dropped.
Bytes types_of(const std::string& declarations, const std::string& parameters, bool is_robust = true) {
    Options options;
    options.app_config = true;
    const std::string text = in_interface(declarations + " void F([in] handle_t h, " + parameters + ");");
    const Compilation compiled(text, {}, options);
    REQUIRE_MESSAGE(compiled.file, const_cast<Compilation&>(compiled).log());
    DescriptorTable table;
    TypeFormat format(table, correlation_form(*compiled.file, is_robust));
    describe_procedures(format, {&compiled.interface_()});
    REQUIRE(table.lay_out());
    const auto bytes = type_format_bytes(table);
    return Bytes(bytes.begin() + 2, bytes.end() - 1);
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/format_type");

TEST_CASE("base types need no type; references to them stand in the string although no parameter names them") {
    CHECK(types_of("", "[in] long a").empty());
    CHECK(types_of("", "[in, out] hyper *b, [out] double *c") == Bytes{0x11, 0x08, 0x0b, 0x5c, 0x11, 0x0c, 0x0c, 0x5c});
}

TEST_CASE("strings: conformant, sized, fixed") {
    CHECK(types_of("", "[in, string] char *s") == Bytes{0x11, 0x08, 0x22, 0x5c});
    CHECK(types_of("", "[in, string, unique] wchar_t *s") == Bytes{0x12, 0x08, 0x25, 0x5c});
    CHECK(types_of("", "[in, string] char s[10]") == Bytes{0x26, 0x5c, 10, 0});
    CHECK(types_of("", "[in] long n, [in, size_is(n), string] char *s") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x22, 0x44, 0x28, 0x00, 0x08, 0x00, 0x01, 0x00});
    CHECK(types_of("", "[out, string] char **s") == Bytes{0x11, 0x14, 0x02, 0x00, 0x12, 0x08, 0x22, 0x5c});
}

TEST_CASE("strings of other characters: bytes, unsigned short, structures of bytes") {
    CHECK(types_of("", "[in, string, unique] byte *s") == Bytes{0x12, 0x08, 0x22, 0x5c});
    CHECK(types_of("", "[in, string, unique] unsigned short *s") == Bytes{0x12, 0x08, 0x25, 0x5c});
    const std::string glyph = "typedef struct { char a; char b; } G;";
    CHECK(types_of(glyph, "[in, string, unique] G *s") == Bytes{0x12, 0x00, 2, 0, 0x24, 0x02, 0x5c, 0x5c});
    CHECK(types_of(glyph, "[in, string] G s[5]") == Bytes{0x28, 0x02, 5, 0});
    CHECK(types_of(glyph, "[in] long n, [in, string, unique, size_is(n)] G *s") ==
          Bytes{0x12, 0x00, 2, 0, 0x24, 0x02, 0x44, 0x5c, 0x28, 0, 8, 0, 1, 0});
}

// 16 bytes as in stubs of MIDL 8: descriptor, flags with "early" and "range", whether there is a range, its ends.
TEST_CASE("a range on a sized pointer is part of the correlation, and all of the file's correlations then have room") {
    CHECK(
        types_of("", "[in] long n, [in, unique, size_is(n), range(1, 9)] byte *a, [in, unique, size_is(n)] byte *b") ==
        Bytes{0x12, 0, 2, 0, 0x1b, 0, 1, 0, 0x28, 0, 8, 0, 0x11, 0, 1, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0x01, 0x5b,
              0x12, 0, 2, 0, 0x1b, 0, 1, 0, 0x28, 0, 8, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x5b});
}

TEST_CASE("a range on a fixed array is one on its elements") {
    CHECK(types_of("", "[in, range(1, 9)] short a[2]") ==
          Bytes{0xb7, 0x06, 0x01, 0x00, 0x00, 0x00, 0x09, 0x00, 0x00, 0x00, 0x21, 0x01, 0x02, 0x00, 0xff, 0xff,
                0xff, 0xff, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x4c, 0x00, 0xe4, 0xff, 0x5c, 0x5b});
}

TEST_CASE("several dimensions: pointers to arrays in an array, rows in an array") {
    CHECK(types_of("", "[in] long n, [in] long m, [in, unique, size_is(n, m)] long **a") ==
          Bytes{0x12, 0,    0x0e, 0, 0x1b, 3, 4, 0,    0x28, 0,    0x10, 0, 1, 0,    0x08, 0x5b, 0x21, 3,    0,
                0,    0x28, 0,    8, 0,    1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0x12, 0,    0xe2, 0xff, 0x5c, 0x5b});
    CHECK(types_of("", "[in] long n, [in, unique, size_is(n)] short a[][3]") ==
          Bytes{0x12, 0x00, 0x08, 0x00, 0x1d, 0x01, 0x06, 0x00, 0x06, 0x5b, 0x21, 0x01, 0x00, 0x00, 0x28, 0x00,
                0x08, 0x00, 0x01, 0x00, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x4c, 0x00, 0xe8, 0xff, 0x5c, 0x5b});
}

TEST_CASE("sized pointers describe the array; a unique one has a pointer before it") {
    CHECK(types_of("", "[in] long n, [in, size_is(n)] byte *b") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1b, 0x00, 0x01, 0x00, 0x28, 0x00, 0x08, 0x00, 0x01, 0x00, 0x01, 0x5b});
    CHECK(types_of("", "[in] long n, [in, size_is(n)] byte *b", false) ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1b, 0x00, 0x01, 0x00, 0x28, 0x00, 0x08, 0x00, 0x01, 0x5b});
    CHECK(types_of("", "[in] long n, [in, unique, size_is(n)] short *b") ==
          Bytes{0x12, 0x00, 0x02, 0x00, 0x1b, 0x01, 0x02, 0x00, 0x28, 0x00, 0x08, 0x00, 0x01, 0x00, 0x06, 0x5b});
}

TEST_CASE("a size that follows its array is not checked early") {
    CHECK(types_of("", "[in, size_is(n)] byte *b, [in] unsigned short n") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1b, 0x00, 0x01, 0x00, 0x27, 0x00, 0x10, 0x00, 0x00, 0x00, 0x01, 0x5b});
}

TEST_CASE("the operators of correlation descriptors") {
    const auto operator_of = [](const std::string& size) {
        return types_of("", "[in] long n, [in] long *p, [in, size_is(" + size + ")] byte *b").at(13);
    };
    CHECK(operator_of("n") == 0);
    CHECK(operator_of("*p") == 0x54);
    CHECK(operator_of("n / 2") == 0x55);
    CHECK(operator_of("n * 2") == 0x56);
    CHECK(operator_of("2 * n") == 0x56);
    CHECK(operator_of("n + 1") == 0x57);
    CHECK(operator_of("n - 1") == 0x58);
    CHECK(operator_of("n * 3") == 0x59);
    CHECK(operator_of("n + n") == 0x59);
}

TEST_CASE("a constant size stands in the descriptor") {
    CHECK(types_of("", "[in, size_is(0x12345)] short *b") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1b, 0x01, 0x02, 0x00, 0x40, 0x01, 0x45, 0x23, 0x01, 0x00, 0x06, 0x5b});
}

TEST_CASE("fixed and varying arrays") {
    CHECK(types_of("", "[in] long a[4]") == Bytes{0x1d, 0x03, 16, 0, 0x08, 0x5b});
    CHECK(types_of("", "[in] double a[10000]") == Bytes{0x1e, 0x07, 0x80, 0x38, 0x01, 0, 0x0c, 0x5b});
    CHECK(types_of("", "[in] long n, [in, length_is(n)] long a[20]") ==
          Bytes{0x1f, 0x03, 80, 0, 20, 0, 4, 0, 0x28, 0x00, 8, 0, 0x01, 0, 0x08, 0x5b});
    CHECK(types_of("", "[in] long n, [in] short m, [in, size_is(n), length_is(m)] short b[]") ==
          Bytes{0x1c, 0x01, 2, 0, 0x28, 0x00, 8, 0, 0x01, 0, 0x26, 0x00, 16, 0, 0x01, 0, 0x06, 0x5b});
}

TEST_CASE("an array of 16-bit enums is complex") {
    CHECK(types_of("typedef enum { A } E;", "[in] E e[3]") ==
          Bytes{0x21, 0x01, 3, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0x0d, 0x5b});
}

TEST_CASE("a structure without gaps is copied as a block, one with trailing padding is complex") {
    CHECK(types_of("typedef struct { long a; long b; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x15, 0x03, 0x08, 0x00, 0x08, 0x08, 0x5c, 0x5b});
    CHECK(types_of("typedef struct { char c; double d; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x15, 0x07, 0x10, 0x00, 0x02, 0x43, 0x0c, 0x5b});
    CHECK(types_of("typedef struct { long a; short b; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1a, 0x03, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x06, 0x3e, 0x5b});
}

TEST_CASE("a structure with pointers is complex and lists them behind its members") {
    CHECK(types_of("typedef struct { long n; [string, unique] char *s; long *p; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1a, 0x03, 0x18, 0x00, 0x00, 0x00, 0x08, 0x00, 0x08,
                0x40, 0x36, 0x36, 0x5c, 0x5b, 0x12, 0x08, 0x22, 0x5c, 0x12, 0x08, 0x08, 0x5c});
}

TEST_CASE("a conformant structure counts correlation offsets from its end") {
    CHECK(types_of("typedef struct { short n; [size_is(n)] byte v[]; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x0e, 0x00, 0x1b, 0x00, 0x01, 0x00, 0x06, 0x00, 0xfe, 0xff,
                0x01, 0x00, 0x01, 0x5b, 0x17, 0x01, 0x02, 0x00, 0xf0, 0xff, 0x06, 0x5b});
}

TEST_CASE("a sized pointer inside a structure counts them from its start") {
    CHECK(types_of("typedef struct { long m; long n; [size_is(n)] byte *v; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x0e, 0x00, 0x1b, 0x00, 0x01, 0x00, 0x18, 0x00, 0x04, 0x00, 0x01, 0x00, 0x01, 0x5b,
                0x1a, 0x03, 0x10, 0x00, 0x00, 0x00, 0x06, 0x00, 0x08, 0x08, 0x36, 0x5b, 0x12, 0x00, 0xe6, 0xff});
}

TEST_CASE("a varying array inside a structure counts them from its own place, as the documentation says") {
    CHECK(types_of("typedef struct { long n; [length_is(n)] long v[10]; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 0x12, 0x00, 0x1f, 0x03, 0x28, 0x00, 0x0a, 0x00, 0x04, 0x00, 0x08, 0x00, 0xfc, 0xff, 0x01,
                0x00, 0x08, 0x5b, 0x1a, 0x03, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x4c, 0x00, 0xe5, 0xff, 0x5b});
}

// As the documentation of the two descriptors has them; the number of routines counts on from the first use.
TEST_CASE("types that travel as other types: conversions and user marshalling") {
    CHECK(types_of("typedef struct { long a; long b; } X; typedef [transmit_as(X)] double T;", "[in] T t") ==
          Bytes{0x15, 0x03, 0x08, 0x00, 0x08, 0x08, 0x5c, 0x5b, 0x2d, 0x43, 0x00, 0x00, 0x08, 0x00, 0x08, 0x00, 0xf0,
                0xff});
    CHECK(types_of("typedef [wire_marshal(long)] struct { hyper h; } T; typedef [wire_marshal(short)] hyper U;",
                   "[in] T *t, [in] U u") == Bytes{0x11, 0x00, 0x04, 0x00, 0x08, 0x5c, 0xb4, 0x03, 0x00, 0x00,
                                                   0x08, 0x00, 0x04, 0x00, 0xf6, 0xff, 0x06, 0x5c, 0xb4, 0x01,
                                                   0x01, 0x00, 0x08, 0x00, 0x02, 0x00, 0xf6, 0xff});
    CHECK(types_of("typedef [unique] long *W; typedef [wire_marshal(W)] void *T; typedef struct { T t; } S;",
                   "[in] S *s") == Bytes{0x11, 0x00, 0x10, 0x00, 0x12, 0x08, 0x08, 0x5c, 0xb4, 0x83, 0x00,
                                         0x00, 0x08, 0x00, 0x00, 0x00, 0xf4, 0xff, 0x1a, 0x03, 0x08, 0x00,
                                         0x00, 0x00, 0x00, 0x00, 0x4c, 0x00, 0xec, 0xff, 0x5c, 0x5b});
}

TEST_CASE("[ms_union] puts the alignment of the arms above their number") {
    CHECK(types_of("typedef [ms_union, switch_type(short)] union { [case(1)] long a; [case(2)] ; } U;",
                   "[in] short t, [in, switch_is(t)] U *u") ==
          Bytes{0x11, 0,    2, 0, 0x2b, 0x06, 0x26, 0,    8, 0, 1, 0, 2, 0, 4,    0,
                2,    0x30, 1, 0, 0,    0,    0x08, 0x80, 2, 0, 0, 0, 0, 0, 0xff, 0xff});
}

TEST_CASE("[ignore] leaves room for a pointer and describes nothing behind it") {
    CHECK(types_of("typedef struct { long a; [ignore] long *p; } S;", "[in] S *s") ==
          Bytes{0x11, 0x00, 2, 0, 0x1a, 0x03, 16, 0, 0, 0, 0, 0, 0x08, 0x40, 0x0f, 0x5b});
}

TEST_CASE("[allocate] shows in the attributes of pointers") {
    CHECK(types_of("typedef [allocate(all_nodes, dont_free)] long *P;", "[in, unique] P p") ==
          Bytes{0x12, 0x0b, 0x08, 0x5c});
    CHECK(types_of("", "[in, allocate(all_nodes)] long *p") == Bytes{0x11, 0x09, 0x08, 0x5c});
}

TEST_CASE("[byte_count] describes the pointer and where the size of its buffer is") {
    CHECK(types_of("", "[in] long n, [out, byte_count(n)] long *p") == Bytes{0x2c, 0x08, 0x28, 0, 8, 0, 1, 0});
    CHECK(types_of("typedef struct { long a; } S;", "[in] long n, [out, byte_count(n)] S *p") ==
          Bytes{0x2c, 0x5c, 0x28, 0, 8, 0, 1, 0, 2, 0, 0x15, 0x03, 4, 0, 0x08, 0x5b});
}

TEST_CASE("[disable_consistency_check] tells the engine not to compare") {
    CHECK(types_of("", "[in] long n, [in, unique, size_is(n), disable_consistency_check] byte *b") ==
          Bytes{0x12, 0, 2, 0, 0x1b, 0, 1, 0, 0x28, 0, 8, 0, 0x09, 0, 0x01, 0x5b});
}

TEST_CASE("[disable_consistency_check] of a type is for the sizes in it, and of what is of that type") {
    const auto differences = [](const std::string& structure, const std::string& parameters) {
        const std::string attribute = "[disable_consistency_check] ";
        const Bytes checked = types_of("typedef " + structure, parameters);
        const Bytes unchecked = types_of("typedef " + attribute + structure, parameters);
        REQUIRE(checked.size() == unchecked.size());
        int count = 0;
        for (std::size_t i = 0; i < checked.size(); ++i) count += checked[i] != unchecked[i];
        return count;
    };
    CHECK(differences("struct { long n; [size_is(n)] byte *b; } S;", "[in] S *s") == 1);
    CHECK(differences("byte *B;", "[in] long n, [in, unique, size_is(n)] B b") == 1);
    CHECK(differences("struct { long n; } S;", "[in] long n, [in, size_is(n)] byte *b, [in] S *s") == 0);
}

TEST_CASE("a structure that refers to itself is described once") {
    CHECK(types_of("typedef struct N { struct N *next; long v; } N;", "[in] N *n") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x1a, 0x03, 0x10, 0x00, 0x00, 0x00,
                0x06, 0x00, 0x36, 0x08, 0x40, 0x5b, 0x12, 0x00, 0xf2, 0xff});
}

TEST_CASE("equal descriptions are shared") {
    CHECK(types_of("", "[in, string] char *a, [in, string] char *b, [in, unique] long *c, [in, unique] long *d") ==
          Bytes{0x11, 0x08, 0x22, 0x5c, 0x12, 0x08, 0x08, 0x5c});
}

TEST_CASE("a range keeps the signedness of its type") {
    CHECK(types_of("", "[in, range(1, 10)] unsigned long a") ==
          Bytes{0xb7, 0x08, 0x01, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00});
}

TEST_CASE("unions: cases, empty arm, default, and the switch of a member") {
    CHECK(types_of("typedef union switch (long t) u { case 1: long a; case 2: ; } U;", "[in] U *u") ==
          Bytes{0x11, 0x00, 0x02, 0x00, 0x2a, 0x48, 0x04, 0x00, 0x02, 0x00, 0x01, 0x00,
                0x00, 0x00, 0x08, 0x80, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff});
    CHECK(types_of("typedef [switch_type(short)] union { [case(1)] long a; [default] hyper h; } U;"
                   "typedef struct { short t; [switch_is(t)] U u; } S;",
                   "[in] S *s") == Bytes{0x11, 0x00, 0x18, 0x00, 0x2b, 0x06, 0x06, 0x00, 0xf8, 0xff, 0x01,
                                         0x00, 0x02, 0x00, 0x08, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00,
                                         0x08, 0x80, 0x0b, 0x80, 0x1a, 0x07, 0x10, 0x00, 0x00, 0x00, 0x00,
                                         0x00, 0x06, 0x42, 0x4c, 0x00, 0xde, 0xff, 0x5c, 0x5b});
}

// widl leaves the last byte, the number, 0.
TEST_CASE("context handles: flags, rundown routine, number") {
    CHECK(types_of("typedef [context_handle] void *CH;", "[in] CH a, [in, out] CH *b, [out] CH *c") ==
          Bytes{0x30, 0x41, 0x00, 0x00, 0x11, 0x04, 0x02, 0x00, 0x30, 0xe1,
                0x00, 0x01, 0x11, 0x04, 0x02, 0x00, 0x30, 0xa0, 0x00, 0x02});
}

TEST_SUITE_END();
