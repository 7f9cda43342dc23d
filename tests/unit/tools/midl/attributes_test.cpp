// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/attributes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/tools/midl/support.hpp"

using midl::Attribute;
using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

TEST_SUITE_BEGIN("tools/midl/attributes");

TEST_CASE("the table of attributes is sorted, so that each one is found") {
    const auto rows = midl::all_attributes();
    CHECK(std::is_sorted(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
    for (const midl::AttributeRow& row : rows) CHECK(midl::find_attribute(row.name) == &row);
    CHECK(midl::find_attribute("nonsense") == nullptr);
}

TEST_CASE("the interface header: uuid, version, endpoints, pointer_default") {
    const Compilation compiled(
        "[uuid(\"12345678-9ABC-def0-1122-334455667788\"), version(2.7), pointer_default(ptr),"
        " endpoint(\"ncacn_ip_tcp:[4000]\", \"ncalrpc:[a b]\"),] interface T { void F([in] handle_t h); };");
    REQUIRE(compiled.file);
    const midl::Interface& target = compiled.interface_();
    CHECK(target.uuid->data1 == 0x12345678);
    CHECK(target.uuid->data3 == 0xdef0);
    CHECK(target.uuid->data4[0] == 0x11);
    CHECK(target.uuid->data4[7] == 0x88);
    CHECK(target.version_major == 2);
    CHECK(target.version_minor == 7);
    CHECK(target.pointer_default == midl::PointerClass::full);
    REQUIRE(target.endpoints.size() == 2);
    CHECK(target.endpoints[1].protseq == "ncalrpc");
    CHECK(target.endpoints[1].address == "a b");
}

TEST_CASE("malformed header attributes are named") {
    CHECK(Compilation("[uuid(1234)] interface T {}").errors() == Codes{2088});
    CHECK(Compilation("[uuid(xyz)] interface T {}").errors() == Codes{2089});
    CHECK(Compilation("[uuid(12345678-1234-ABCD-EF00-0123456789AB), version(1.x)] interface T {}").errors() ==
          Codes{2152});
    CHECK(Compilation("[uuid(12345678-1234-ABCD-EF00-0123456789AB), endpoint(\"tcp\")] interface T {}").errors() ==
          Codes{2071});
    CHECK(Compilation("interface T {}").errors() == Codes{2079});
    CHECK(Compilation("[local] interface T {}").errors().empty());
}

TEST_CASE("an attribute where it has no business is an error with its name") {
    Compilation compiled(in_interface("[size_is(3)] void F([in] handle_t h);"));
    CHECK(compiled.errors() == Codes{2072});
    CHECK(compiled.log().find("[size_is]") != std::string::npos);
    CHECK(Compilation(in_interface("void F([in, uuid(12345678-1234-ABCD-EF00-0123456789AB)] handle_t h);")).errors() ==
          Codes{2072});
    CHECK(Compilation(in_interface("void F([in, strng] handle_t h);")).errors() == Codes{2025});
}

TEST_CASE("ACF attributes in the IDL need -app_config") {
    const std::string idl = "[uuid(12345678-1234-ABCD-EF00-0123456789AB), implicit_handle(handle_t h)] interface T {}";
    CHECK(Compilation(idl).errors() == Codes{2150});
    midl::Options options;
    options.app_config = true;
    const Compilation compiled(idl, {}, options);
    REQUIRE(compiled.file);
    CHECK(compiled.interface_().implicit_handle->name == "h");
    CHECK(Compilation(in_interface("[async] void F([in] handle_t h);"), {}, options).operation("F").is_async);
}

TEST_CASE("typed attributes end up in their members") {
    const Compilation compiled(
        in_interface("typedef struct { short n; [size_is(n)] short a[]; } WIRE;"
                     "typedef [transmit_as(WIRE)] struct { long x; } LOCAL;"
                     "typedef [wire_marshal(long)] void *OPAQUE;"
                     "void F([in] handle_t h, [in, range(-5, 0x10)] long r, [in, system_handle(sh_file)] long fd);"));
    REQUIRE(compiled.file);
    CHECK(midl::as<midl::AliasType>(compiled.type("LOCAL").attributes.transmit_as)->definition->name == "WIRE");
    CHECK(compiled.type("OPAQUE").attributes.wire_marshal != nullptr);
    CHECK(*compiled.parameter("F", 1).attributes.range->low->value == -5);
    CHECK(*compiled.parameter("F", 1).attributes.range->high->value == 16);
    CHECK(compiled.parameter("F", 2).attributes.system_handle == "sh_file");
}

TEST_CASE("type library attributes parse and are kept by name") {
    const Compilation compiled(
        in_interface("[helpstring(\"a (b) \\\"c\\\"\"), id(0x10), propget] void F([in] handle_t h);"));
    REQUIRE(compiled.file);
    const auto& com = compiled.operation("F").attributes.com;
    REQUIRE(com.size() == 3);
    CHECK(com[0].name == "helpstring");
    CHECK(com[1].arguments == "0x10");
}

TEST_CASE("a duplicated attribute is a warning, empty entries are none") {
    const Compilation compiled(in_interface("void F([in, in,,] handle_t h);"));
    CHECK(compiled.warnings() == Codes{2209});
    CHECK(compiled.errors().empty());
}

TEST_SUITE_END();
