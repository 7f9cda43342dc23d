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

// The first complaint of the support check about a file, "" when there is none.
std::string refusal_of_file(const std::string& text, const std::string& acf = {}, const Options& options = {}) {
    Compilation compiled(text, acf);
    REQUIRE_MESSAGE(compiled.file, compiled.log());
    check_supported(*compiled.file, options, compiled.diagnostics);
    for (const Diagnostic& diagnostic : compiled.diagnostics.all()) {
        if (diagnostic.severity != Severity::error) continue;
        CHECK(diagnostic.code == own_code::kNotGenerated);
        if (diagnostic.text[0] != '-') CHECK(diagnostic.where.line > 0);
        return diagnostic.text;
    }
    return {};
}

std::string refusal(const std::string& body, const std::string& acf = {}) {
    return refusal_of_file(in_interface(body), acf);
}

std::string refusal_of_parameter(const std::string& parameter, const std::string& declarations = {}) {
    return refusal(declarations + " void F([in] handle_t h, " + parameter + ");");
}

const std::string kTail = " is not supported by code generation";

}  // namespace

TEST_SUITE_BEGIN("tools/midl/format_support");

TEST_CASE("what can be generated is not refused") {
    CHECK(refusal_of_parameter("[in] long a, [in, string] char *b, [in, unique] long **c") == "");
    CHECK(refusal("[idempotent] void F([in] handle_t h);") == "");
    CHECK(refusal_of_parameter("[in] long a", "typedef [context_handle] void *CH;") == "");
}

TEST_CASE("a local type the IDL does not declare may stand behind a pointer or in an array only") {
    const std::string acf = "interface Test { typedef [represent_as(Local)] T; }";
    const std::string type = "typedef struct { long x; } T; typedef struct { T t; } S; void F([in] handle_t h, ";
    CHECK(refusal(type + "[in] T *a);", acf) == "");
    CHECK(refusal(type + "[in] long n, [in, size_is(n)] T *a);", acf) == "");
    const std::string refused = "a value of type Local, which the IDL does not declare," + kTail;
    CHECK(refusal(type + "[in] T a);", acf) == refused);
    CHECK(refusal(type + "[in] S *a);", acf) == refused);
    CHECK(refusal("typedef long Local; " + type + "[in] S *a);", acf) == "");
}

TEST_CASE("pipes and callbacks are not refused") {
    CHECK(refusal_of_parameter("[in] P p", "typedef pipe long P;") == "");
    CHECK(refusal("[callback] void C([in] long a); void F([in] handle_t h);") == "");
}

TEST_CASE("an open dimension behind another dimension is refused") {
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(n)] long a[][4]") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(n, n)] long **a") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(, n)] long (*a)[]") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, length_is(n, n)] long a[3][4]") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, length_is(n)] long *a").find("[length_is] on a pointer") == 0);
}

TEST_CASE("what an ACF asks of a type or a whole interface is refused, not overlooked") {
    const std::string body = "typedef struct { long x; } T; void F([in] handle_t h, [in] T *t);";
    CHECK(refusal(body, "interface Test { typedef [encode] T; }").empty());
    CHECK(refusal(body, "[force_allocate] interface Test {}") == "");
    CHECK(refusal(body, "[cs_tag_rtn(Tags)] interface Test {}") == "[cs_tag_rtn]" + kTail);
    CHECK(refusal(body, "[disable_consistency_check] interface Test {}") == "");
    CHECK(refusal(body, "interface Test { [disable_consistency_check] F(); }") == "");
    CHECK(refusal(body, "interface Test { typedef [disable_consistency_check] T; }") == "");
}

TEST_CASE("[message] is generated, with a word on the missing queue") {
    Compilation compiled(in_interface("[message] void F([in] handle_t h);"));
    REQUIRE_MESSAGE(compiled.file, compiled.log());
    check_supported(*compiled.file, {}, compiled.diagnostics);
    CHECK(compiled.errors().empty());
    CHECK(compiled.warnings() == midl_test::Codes{own_code::kNoMessageQueue});
}

TEST_CASE("procedures that serialize need a handle_t, no call to wait for and a result that fits a register") {
    const auto of = [](const std::string& body, const std::string& attributes = "encode") {
        return refusal("typedef struct { long x[3]; } S; " + body, "interface Test { [" + attributes + "] F(); }");
    };
    const std::string what = "[encode] or [decode] on ";
    CHECK(of("long F([in] handle_t h); void G([in] handle_t h);") == "");
    CHECK(of("error_status_t F([in] handle_t h);", "decode, comm_status, fault_status") == "");
    CHECK(of("void F([in] long a);") == what + "a procedure without a handle_t" + kTail);
    CHECK(of("void F([in] handle_t h);", "encode, async") == what + "an [async] procedure" + kTail);
    CHECK(of("S F([in] handle_t h);") == what + "a procedure that returns a structure" + kTail);
    CHECK(of("void F([in] handle_t h, [in, context_handle] void *c);") ==
          "[encode] or [decode] of a context handle, which means nothing outside a call," + kTail);
    CHECK(refusal("typedef enum { E } T; typedef __int3264 I; void F([in] handle_t h);",
                  "interface Test { typedef [encode] T; typedef [decode] I; }") == "");
    CHECK(refusal("typedef [switch_type(long)] union { [case(1)] long l; } U; void F([in] handle_t h);",
                  "interface Test { typedef [encode] U; }") ==
          "[encode] or [decode] of a union without its tag" + kTail);
}

TEST_CASE("[partial_ignore] needs a size that the server knows") {
    const std::string types = "typedef struct { long n; [size_is(n)] long v[]; } S;";
    const std::string what = "[partial_ignore] on a pointer to something of unknown size" + kTail;
    CHECK(refusal_of_parameter("[in, out, unique, partial_ignore] long *p") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, out, unique, partial_ignore, string, size_is(n)] char *p") == "");
    CHECK(refusal_of_parameter("[in, out, unique, partial_ignore, string] char *p") == what);
    CHECK(refusal_of_parameter("[in, out, unique, partial_ignore] S *p", types) == what);
}

TEST_CASE("context handles are generated wherever a parameter or result may be one, and in arrays") {
    const std::string type = "typedef [context_handle] void *CH; typedef CH Other;";
    for (const char* one : {"[in] CH c", "[out] CH *c", "[in, out] CH *c", "[in] Other c",
                            "[in, context_handle] void *c", "[out, context_handle] void **c",
                            "[in, context_handle] struct Hidden *c", "[in, context_handle_serialize] long *c"}) {
        CAPTURE(one);
        CHECK(refusal_of_parameter(one, type) == "");
    }
    CHECK(refusal(type + " void F([in] CH c);") == "");
    CHECK(refusal(type + " CH F([in] handle_t h);") == "");
    CHECK(refusal("[context_handle] void *F([in] handle_t h);") == "");
    CHECK(refusal(type + "void F([in] CH c);", "[strict_context_handle] interface Test {}") == "");
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(n)] CH *c", type) == "");
    CHECK(refusal_of_parameter("[in] CH c[3]", type) == "");
    CHECK(refusal_of_parameter("[in] long n, [in, size_is(n), context_handle] void **c") ==
          "an array of context handles without a typedef" + kTail);
    CHECK(refusal_of_parameter("[in] S *s", type + "typedef struct { CH c[2]; } S;") ==
          "context handles inside a structure or union" + kTail);
    CHECK(refusal_of_parameter("[in, unique] CH **c", type) ==
          "a pointer to a context handle inside other data" + kTail);
}

TEST_CASE("one word on a type library, unless none is wanted, and one on object interfaces") {
    const std::string object = "[object, uuid(22345678-1234-ABCD-EF00-01234567890";
    Compilation compiled(in_interface("void F([in] handle_t h);") +
                         "[object, local, uuid(00000000-0000-0000-C000-000000000046)] interface IUnknown {}" + object +
                         "1)] interface IOne : IUnknown {}" + object + "2)] interface ITwo : IUnknown {}" +
                         "[uuid(12345678-1234-ABCD-EF00-0123456789AC)] library Things {};");
    REQUIRE_MESSAGE(compiled.file, compiled.log());
    Options options;
    check_supported(*compiled.file, options, compiled.diagnostics);
    CHECK(compiled.errors().empty());
    CHECK(compiled.warnings() == midl_test::Codes{own_code::kNoProxy, own_code::kNoTypeLibrary});
    options.no_type_library = true;
    check_supported(*compiled.file, options, compiled.diagnostics);
    CHECK(compiled.warnings() == midl_test::Codes{own_code::kNoProxy, own_code::kNoTypeLibrary, own_code::kNoProxy});
}

TEST_CASE("switches that ask for other stubs than there are do not pass in silence") {
    const std::string text = in_interface("void F([in] handle_t h);");
    Options options;
    options.protocol = Options::Protocol::ndr64;
    CHECK(refusal_of_file(text, {}, options) == "-protocol ndr64" + kTail);
    options = {};
    options.protocol = Options::Protocol::all;
    Compilation compiled(text);
    check_supported(*compiled.file, options, compiled.diagnostics);
    CHECK(compiled.errors().empty());
    CHECK(compiled.warnings() == midl_test::Codes{own_code::kOnlyNdr20});
}

TEST_CASE("any way to find the server is generated; a [handle] structure is not kept until a call is complete") {
    CHECK(refusal("void F([in] long a);") == "");
    CHECK(refusal("typedef [handle] long *H; void F([in] H h);") == "");
    const std::string structure = "typedef [handle] struct { char name[12]; } H; void F([in] H h);";
    CHECK(refusal(structure) == "");
    CHECK(refusal(structure, "interface Test { [async] F(); }") ==
          "a [handle] structure of an [async] procedure" + kTail);
    CHECK(refusal("typedef [handle] double H; void F([in] H h);", "interface Test { [async] F(); }") == "");
}

TEST_CASE("arrays of conformant structures are refused") {
    const std::string types = "typedef struct { long n; [size_is(n)] long v[]; } S;";
    CHECK(refusal_of_parameter("[in] S s[3]", types) == "an array of conformant structures" + kTail);
}

TEST_CASE("a range of a size needs robust descriptors") {
    const std::string text =
        in_interface("void F([in] handle_t h, [in] long n, [in, size_is(n), range(0, 5)] long *a);");
    Options options;
    CHECK(refusal_of_file(text, {}, options) == "");
    options.robust = false;
    CHECK(refusal_of_file(text, {}, options) == "[range] on a sized pointer with -no_robust" + kTail);
}

TEST_SUITE_END();
