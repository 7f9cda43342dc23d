// SPDX-License-Identifier: LGPL-2.1-or-later
#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"
#include "tools/midl/checker.hpp"

using namespace midl;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;
using midl_test::kHeader;

namespace {

PointerClass class_of(const Type* type) {
    const auto* pointer = resolve_as<PointerType>(type);
    REQUIRE(pointer);
    return pointer->pointer_class;
}

const Type* pointee(const Type* type) { return resolve_as<PointerType>(type)->pointee; }

}  // namespace

TEST_SUITE_BEGIN("tools/midl/check_declarator");

TEST_CASE("top-level parameters are ref, embedded pointers follow pointer_default, results are nullable") {
    const std::string body =
        "typedef struct S { long *p; [ref] long *r; } S; typedef long *P; typedef [unique] long *U;"
        "P F([in] handle_t h, [in] long **a, [in] P b, [in] U c, [in, ptr] long *d, [in] S *s, [in] P *e);"
        "}";
    const Compilation plain(kHeader + body);
    REQUIRE(plain.file);
    CHECK(class_of(plain.parameter("F", 1).type) == PointerClass::ref);
    CHECK(class_of(pointee(plain.parameter("F", 1).type)) == PointerClass::unique);
    CHECK(class_of(plain.parameter("F", 2).type) == PointerClass::ref);
    CHECK(class_of(plain.parameter("F", 3).type) == PointerClass::unique);
    CHECK(class_of(plain.parameter("F", 4).type) == PointerClass::full);
    CHECK(class_of(pointee(plain.parameter("F", 6).type)) == PointerClass::unique);
    CHECK(class_of(plain.operation("F").result) == PointerClass::unique);
    const auto* record = resolve_as<StructType>(plain.type("S").type);
    CHECK(class_of(record->fields[0]->type) == PointerClass::unique);
    CHECK(class_of(record->fields[1]->type) == PointerClass::ref);

    const Compilation full("[uuid(12345678-1234-ABCD-EF00-0123456789AB), pointer_default(ptr)] interface T {" + body);
    REQUIRE(full.file);
    CHECK(class_of(full.parameter("F", 2).type) == PointerClass::ref);
    CHECK(class_of(pointee(full.parameter("F", 1).type)) == PointerClass::full);
    CHECK(class_of(full.operation("F").result) == PointerClass::full);
}

TEST_CASE("-osf makes unattributed embedded pointers full") {
    Options options;
    options.osf = true;
    options.ms_ext = options.c_ext = false;
    const Compilation compiled(in_interface("typedef struct S { long *p; } S; void F([in] handle_t h, [in] S *s);"), {},
                               options);
    REQUIRE(compiled.file);
    CHECK(class_of(resolve_as<StructType>(compiled.type("S").type)->fields[0]->type) == PointerClass::full);
}

TEST_CASE("a class given at one use of a typedef does not change the typedef, and C keeps its name") {
    const Compilation compiled(in_interface(
        "typedef long *P; typedef struct { P plain; [ref] P strict; } S; void F([in] handle_t h, [in, unique] P p);"));
    REQUIRE(compiled.file);
    const auto* record = resolve_as<StructType>(compiled.type("S").type);
    CHECK(class_of(record->fields[0]->type) == PointerClass::unique);
    CHECK(class_of(record->fields[1]->type) == PointerClass::ref);
    CHECK(record->fields[1]->type->spelled == &compiled.type("P"));
    CHECK(compiled.parameter("F", 1).type->spelled == &compiled.type("P"));
}

TEST_CASE("size expressions go to the levels from the name inwards") {
    const Compilation compiled(
        in_interface("void F([in] handle_t h, [in, out] long *n, [in] long m, [out, size_is(, *n)] long **a, [in, "
                     "size_is(m, m + 1)] long **b,"
                     "[in, size_is(m), length_is(m)] long c[], [in, max_is(m), first_is(1), last_is(m)] long d[]);"));
    INFO(Compilation(in_interface("")).log());
    REQUIRE(compiled.file);
    const auto* a = as<PointerType>(compiled.parameter("F", 3).type);
    CHECK_FALSE(a->bounds.any());
    CHECK(as<PointerType>(a->pointee)->bounds.size_is->op == Operator::dereference);
    const auto* b = as<PointerType>(compiled.parameter("F", 4).type);
    CHECK(b->bounds.size_is->parameter == &compiled.parameter("F", 2));
    CHECK(as<PointerType>(b->pointee)->bounds.size_is->op == Operator::add);
    const auto* c = as<ArrayType>(compiled.parameter("F", 5).type);
    CHECK((c->bounds.is_sized() && c->bounds.is_varying()));
    const auto* d = as<ArrayType>(compiled.parameter("F", 6).type);
    CHECK((d->bounds.max_is && d->bounds.first_is && d->bounds.last_is));
}

TEST_CASE("sizes reach through typedef names without touching them") {
    const Compilation compiled(
        in_interface("typedef char *P; typedef P *PP; void F([in] handle_t h, [in] long n, [in, size_is(n)] P p, [in, "
                     "size_is(n, 5)] PP q);"));
    REQUIRE(compiled.file);
    CHECK(resolve_as<PointerType>(compiled.parameter("F", 2).type)->bounds.size_is);
    const auto* outer = resolve_as<PointerType>(compiled.parameter("F", 3).type);
    CHECK(*resolve_as<PointerType>(outer->pointee)->bounds.size_is->value == 5);
    CHECK_FALSE(resolve_as<PointerType>(compiled.type("P").type)->bounds.any());
    CHECK_FALSE(resolve_as<PointerType>(compiled.type("PP").type)->bounds.any());
}

TEST_CASE("string marks the innermost level") {
    const Compilation compiled(in_interface(
        "typedef [string] wchar_t *W; typedef unsigned short WCHAR;"
        "void F([in] handle_t h, [in] long n, [in, string, size_is(n)] char **names, [in] W w, [in, string] char a[20],"
        "[in, string] const WCHAR *u, [in, string, unique] W x);"));
    REQUIRE(compiled.file);
    const auto* names = as<PointerType>(compiled.parameter("F", 2).type);
    CHECK_FALSE(names->is_string);
    CHECK(names->bounds.is_sized());
    CHECK(as<PointerType>(names->pointee)->is_string);
    CHECK(resolve_as<PointerType>(compiled.parameter("F", 3).type)->is_string);
    CHECK(as<ArrayType>(compiled.parameter("F", 4).type)->is_string);
    CHECK(as<PointerType>(compiled.parameter("F", 5).type)->is_string);
    CHECK(class_of(compiled.parameter("F", 6).type) == PointerClass::unique);
}

TEST_CASE("[unique] on an open array parameter makes it a pointer") {
    const Compilation compiled(
        in_interface("void F([in] handle_t h, [in] long n, [in, unique, size_is(n)] long a[]);"));
    REQUIRE(compiled.file);
    const auto* pointer = as<PointerType>(compiled.parameter("F", 2).type);
    REQUIRE(pointer);
    CHECK(pointer->pointer_class == PointerClass::unique);
    CHECK(pointer->bounds.is_sized());
}

TEST_CASE("contradictory and misplaced size, string and pointer attributes") {
    const auto errors = [](const std::string& parameter) {
        return Compilation(in_interface("void F([in] handle_t h, [in] long n, [in] hyper big, [in] float f, " +
                                        parameter + ");"))
            .errors();
    };
    CHECK(errors("[in, size_is(n), max_is(n)] long *p") == Codes{2077});
    CHECK(errors("[in, size_is(n), length_is(n), last_is(n)] long *p") == Codes{2076});
    CHECK(errors("[in, size_is(n)] long p") == Codes{2072});
    CHECK(errors("[in, size_is(n, n)] long *p") == Codes{2072});
    CHECK(errors("[in, size_is(n)] long p[5]") == Codes{2072});
    CHECK(errors("[in, size_is(big)] long *p") == Codes{2059});
    CHECK(errors("[in, size_is(f)] long *p") == Codes{2059});
    CHECK(errors("[in, size_is(*n)] long *p") == Codes{2030});
    CHECK(errors("[in, string] long *p") == Codes{2082});
    CHECK(errors("[in, string, length_is(n)] char *p") == Codes{2075});
    CHECK(errors("[in, ref, unique] long *p") == Codes{2163});
    CHECK(errors("[in, unique] long p") == Codes{2072});
    CHECK(errors("[in, range(5, 1)] long p") == Codes{2175});
    CHECK(errors("[in] long p[]") == Codes{2105});
    CHECK(errors("[in, size_is(\"x\")] long *p") == Codes{2058});
}

TEST_SUITE_END();
