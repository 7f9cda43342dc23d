// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Nothing that cannot be generated passes in silence: each construct is an error that names it.
#include "tools/midl/format_support.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using namespace midl;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

// The first complaint of the support check, "" when there is none.
std::string refusal(const std::string& body, const std::string& acf = {}) {
    Compilation compiled(in_interface(body), acf);
    REQUIRE_MESSAGE(compiled.file, compiled.log());
    check_supported(*compiled.file, Options{}, compiled.diagnostics);
    for (const Diagnostic& diagnostic : compiled.diagnostics.all()) {
        if (diagnostic.severity != Severity::error) continue;
        CHECK(diagnostic.code == 2200);
        CHECK(diagnostic.where.line > 0);
        return diagnostic.text;
    }
    return {};
}

std::string refusal_of_parameter(const std::string& parameter, const std::string& declarations = {}) {
    return refusal(declarations + " void F([in] handle_t h, " + parameter + ");");
}

const std::string kTail = " is not supported by code generation";

}  // namespace

TEST_SUITE_BEGIN("tools/midl/format_support");

TEST_CASE("what can be generated is not refused") {
    CHECK(refusal_of_parameter("[in] long a, [in, string] char *b, [in, unique] long **c") == "");
    CHECK(refusal_of_parameter("[in] CH *c", "typedef [context_handle] void *CH;") == "");
    CHECK(refusal("void F([in, context_handle] void *c);") == "");
}

TEST_CASE("types with routines of the user are refused by name") {
    CHECK(refusal_of_parameter("[in] T *a", "typedef [transmit_as(long)] struct { long x; } T;") ==
          "[transmit_as]" + kTail);
    CHECK(refusal_of_parameter("[in] S *a", "typedef [wire_marshal(long)] hyper T; typedef struct { T t; } S;") ==
          "[wire_marshal]" + kTail);
}

TEST_CASE("pipes, void pointers, functions and interfaces are refused") {
    CHECK(refusal_of_parameter("[in] P p", "typedef pipe long P;") == "a pipe" + kTail);
    CHECK(refusal("[callback] void C([in] long a); void F([in] handle_t h);") == "[callback]" + kTail);
}

TEST_CASE("arrays beyond one open dimension are refused") {
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(n)] long a[][4]") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(n, n)] long a[][*]") != "");
    CHECK(refusal_of_parameter("[in] long n, [in, length_is(n)] long *a").find("[length_is] on a pointer") == 0);
}

TEST_CASE("an operation without a binding handle is refused for the client") {
    CHECK(refusal("void F([in] long a);").find("[auto_handle]") == 0);
}

TEST_CASE("arrays of conformant structures, unions and context handles are refused") {
    const std::string types =
        "typedef struct { long n; [size_is(n)] long v[]; } S; typedef [context_handle] void *CH;"
        "typedef [switch_type(long)] union { [case(1)] long a; } U;";
    CHECK(refusal_of_parameter("[in] S s[3]", types) == "an array of conformant structures" + kTail);
    CHECK(refusal_of_parameter("[in] CH c[3]", types) == "an array of context handles" + kTail);
    CHECK(refusal_of_parameter("[in] long n, [in, switch_is(n)] U u[3]", types) == "an array of unions" + kTail);
}

TEST_SUITE_END();
