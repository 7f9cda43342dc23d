// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/librarian.hpp"

#include <doctest/doctest.h>

using namespace rpcgcc;

TEST_SUITE("tools/rpcgcc/librarian") {
    TEST_CASE("a library is made of objects and libraries, and named as said or after the first") {
        const LibCommand command =
            parse_lib({"/nologo", "/OUT:out\\x.lib", "a.obj", "sub\\b.obj", "other.lib", "/MACHINE:X64"});
        CHECK(command.output == "out/x.lib");
        CHECK(command.objects == Words{"a.obj", "sub/b.obj"});
        CHECK(command.libraries == Words{"other.lib"});
        CHECK(command.warnings.empty());
        CHECK(parse_lib({"a.obj"}).output == "a.lib");
        CHECK(parse_lib({"mine.lib", "a.obj"}).output == "mine.lib");
        CHECK(parse_lib({"/EXTRACT:a.obj", "mine.lib"}).warnings.size() == 1);
        CHECK(parse_lib({}).output.empty());
    }
}
