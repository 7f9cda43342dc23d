// SPDX-License-Identifier: LGPL-2.1-or-later
//
// -osf refuses Microsoft's extensions one by one ("/osf switch"), with the numbers of "Compiler Errors".
#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using midl::Options;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

Codes errors_of_file(const std::string& text, const std::string& acf = {}) {
    Options options;
    options.osf = true;
    options.ms_ext = options.c_ext = false;
    Compilation compiled(text, acf, options);
    INFO(compiled.log());
    return compiled.errors();
}

Codes errors_of(const std::string& body, const std::string& acf = {}) {
    return errors_of_file(in_interface(body), acf);
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/check_osf");

TEST_CASE("what DCE has passes") {
    CHECK(errors_of("const long N = 3; typedef enum { A, B } E; typedef struct { long a; [ptr] long *p; E e; } S;"
                    "typedef [context_handle] void *CH;"
                    "void F([in] handle_t h, [in, string] char *s, [in] S *p, [out] CH *c);")
              .empty());
}

TEST_CASE("extensions of declarations are refused") {
    CHECK(errors_of("cpp_quote(\"x\") void F([in] handle_t h);") == Codes{2196});
    CHECK(errors_of("typedef enum { A = 5 } E; void F([in] handle_t h);") == Codes{2008});
    CHECK(errors_of("const wchar_t *W = L\"w\"; void F([in] handle_t h);") == Codes{2013});
    CHECK(errors_of("const long W = L'w'; void F([in] handle_t h);") == Codes{2012});
    CHECK(errors_of("typedef struct { int b; } S; void F([in] handle_t h);") == Codes{2125});
    CHECK(errors_of("typedef struct { long b : 3; } S; void F([in] handle_t h);") == Codes{2132});
    CHECK(errors_of("typedef __int3264 P; void F([in] handle_t h);") == Codes{2386});
    CHECK(errors_of("typedef [context_handle] long *CH; void F([in] handle_t h);") == Codes{2068});
    CHECK(errors_of("typedef long T; void F([in] handle_t h);", "interface Test { typedef [encode] T; }") ==
          Codes{2301});
}

TEST_CASE("extensions of procedures are refused") {
    CHECK(errors_of("[callback] void C([in] long a); void F([in] handle_t h);") == Codes{2255});
    CHECK(errors_of("[local] void L([in] long a); void F([in] handle_t h);") == Codes{2051});
    CHECK(errors_of("void F([in] handle_t h, [in] wchar_t w);") == Codes{2207});
    CHECK(errors_of("void F([in] handle_t h, [in] const long *w);") == Codes{2128});
    CHECK(errors_of("void F([in] handle_t h);", "interface Test { [async] F(); }") == Codes{2072});
    CHECK(errors_of("void F([in] long a, [in] handle_t h);", "[auto_handle] interface Test {}") == Codes{2049});
}

TEST_CASE("one interface and nothing around it") {
    const std::string other = "[uuid(22345678-1234-ABCD-EF00-0123456789AB)] interface B { void G([in] handle_t h); }";
    CHECK(errors_of_file(in_interface("void F([in] handle_t h);") + other) == Codes{2262});
    CHECK(errors_of_file("typedef long T; " + other) == Codes{2261});
}

TEST_SUITE_END();
