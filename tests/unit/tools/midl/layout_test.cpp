// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Sizes and offsets are those x86_64-w64-mingw32-gcc 12 gives for the same declarations.
#include "tools/midl/layout.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using namespace midl;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

Layout layout(const std::string& declaration, const std::string& name = "T") {
    const Compilation compiled(in_interface(declaration));
    REQUIRE_MESSAGE(compiled.file, const_cast<Compilation&>(compiled).log());
    return layout_of(compiled.type(name).type);
}

WireShape shape(const std::string& declaration, const std::string& name = "T") {
    const Compilation compiled(in_interface(declaration));
    REQUIRE_MESSAGE(compiled.file, const_cast<Compilation&>(compiled).log());
    return wire_shape(compiled.type(name).type);
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/layout");

TEST_CASE("base types have their Windows sizes: long 4, wchar_t 2, pointers and __int3264 8, enums 4") {
    CHECK(layout("typedef long T;") == Layout{4, 4});
    CHECK(layout("typedef unsigned hyper T;") == Layout{8, 8});
    CHECK(layout("typedef wchar_t T;") == Layout{2, 2});
    CHECK(layout("typedef boolean T;") == Layout{1, 1});
    CHECK(layout("typedef long *T;") == Layout{8, 8});
    CHECK(layout("typedef __int3264 T;") == Layout{8, 8});
    CHECK(layout("typedef enum { A } T;") == Layout{4, 4});
    CHECK(layout("typedef short T[3][5];") == Layout{30, 2});
}

TEST_CASE("structures are padded between members and at the end") {
    CHECK(layout("typedef struct { long a; short b; } T;") == Layout{8, 4});
    CHECK(layout("typedef struct { char c; double d; } T;") == Layout{16, 8});
    CHECK(layout("typedef struct { char a[3]; } T;") == Layout{3, 1});
    CHECK(layout("typedef struct { hyper h; char c; } I; typedef struct { I i; char c; } T;") == Layout{24, 8});
    CHECK(layout("typedef struct { char a[3]; struct { long x; long y; } b[4]; } T;") == Layout{36, 4});
    CHECK(layout("typedef struct { long n; [string] char *name; } T;") == Layout{16, 8});
}

TEST_CASE("#pragma pack limits the alignment of members") {
    CHECK(layout("#pragma pack(push, 1)\ntypedef struct { char c; long l; } T;\n#pragma pack(pop)") == Layout{5, 1});
    CHECK(layout("#pragma pack(push, 4)\ntypedef struct { char c; hyper h; } T;\n#pragma pack(pop)") == Layout{12, 4});
}

TEST_CASE("a structure with a conformant array is as large as its flat part") {
    CHECK(layout("typedef struct { short n; [size_is(n)] byte v[]; } T;") == Layout{2, 2});
    CHECK(layout("typedef struct { hyper h; char n; [size_is(n)] byte v[]; } T;") == Layout{9, 8});
    CHECK(layout("typedef struct { hyper h; long n; [size_is(n)] hyper v[]; } T;") == Layout{16, 8});
    CHECK(layout("typedef struct { long n; [size_is(n)] long v[]; } I; typedef struct { long z; I i; } T;") ==
          Layout{8, 4});
}

TEST_CASE("an encapsulated union is a structure of switch and union") {
    CHECK(layout("typedef union switch (long t) u { case 1: long a; case 2: double d; } T;") == Layout{16, 8});
    CHECK(layout("typedef union switch (short t) u { case 1: char c; case 2: short s; } T;") == Layout{4, 2});
}

TEST_CASE("a structure is flat when wire and memory agree byte for byte") {
    CHECK(shape("typedef struct { long a; long b; } T;").is_flat);
    CHECK(shape("typedef struct { char c; double d; } T;").is_flat);
    CHECK(shape("typedef struct { char a[3]; struct { long x; long y; } b[4]; } T;").is_flat);
    CHECK_FALSE(shape("typedef struct { long a; short b; } T;").is_flat);
    CHECK_FALSE(shape("typedef struct { enum { A } e; long a; } T;").is_flat);
    CHECK_FALSE(shape("typedef struct { long *p; } T;").is_flat);
    CHECK_FALSE(shape("typedef struct { __int3264 i; } T;").is_flat);
    CHECK_FALSE(shape("typedef struct { [range(0, 5)] long i; } T;").is_flat);
    CHECK_FALSE(shape("typedef [range(0, 5)] long R; typedef struct { R i[2]; } T;").is_flat);
    CHECK_FALSE(shape("typedef struct { [string] char s[8]; } T;").is_flat);
    CHECK_FALSE(shape("#pragma pack(push, 1)\ntypedef struct { char c; long l; } T;\n#pragma pack(pop)").is_flat);
}

TEST_CASE("wire sizes leave out trailing padding and alignments follow NDR") {
    CHECK(shape("typedef struct { long a; short b; } T;").fixed_size == 6);
    CHECK(shape("typedef struct { enum { A } e; char c; } T;").fixed_size == 3);
    CHECK(shape("typedef struct { long *p; } T;").align == 4);
    CHECK(shape("typedef struct { hyper h; char *p; } T;").align == 8);
    CHECK_FALSE(shape("typedef struct { [string] char *p; } T;").fixed_size);
}

TEST_SUITE_END();
