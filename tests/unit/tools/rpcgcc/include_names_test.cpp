// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/include_names.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

using namespace rpcgcc;
namespace fs = std::filesystem;

namespace {

/// A tree of sources.
struct Tree {
    fs::path root;
    Tree() {
        char name[] = "/tmp/rpcgcc-test-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        root = name;
    }
    ~Tree() { fs::remove_all(root); }
    fs::path add(const fs::path& name, std::string_view text) const {
        fs::create_directories((root / name).parent_path());
        std::ofstream(root / name) << text;
        return root / name;
    }
};

std::string contents(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_SUITE("tools/rpcgcc/include_names") {
    TEST_CASE("names that are right need nothing") {
        const Tree tree;
        tree.add("sys/windows.h", "");
        tree.add("own.h", "");
        IncludeNames names({}, {tree.root / "sys"});
        names.look_at(tree.add("a.c", "#include <windows.h>\n#include \"own.h\"\n#include <nowhere.h>\n"));
        CHECK(names.options().empty());
    }

    TEST_CASE("another case, backslashes and folders lead to the header that is meant") {
        const Tree tree;
        tree.add("sys/windows.h", "");
        tree.add("sys/sub/deep.h", "");
        const fs::path own = tree.add("Inc/Types.H", "#include \"MORE.h\"\n");
        const fs::path more = tree.add("Inc/more.h", "");
        IncludeNames names({tree.root / "Inc"}, {tree.root / "sys"});
        names.look_at(
            tree.add("src/a.c", "  #  include <Windows.h>\n#include <SUB\\Deep.h>\n#include \"..\\inc\\types.h\"\n"));
        const Words options = names.options();
        REQUIRE(options.size() == 6);
        CHECK(contents(fs::path(options[5]) / "Windows.h") == "#include <windows.h>\n");
        CHECK(contents(fs::path(options[5]) / "SUB\\Deep.h") == "#include <sub/deep.h>\n");
        CHECK(contents(fs::path(options[1]) / "..\\inc\\types.h").find(own.filename()) != std::string::npos);
        CHECK(contents(fs::path(options[1]) / "MORE.h").find(more.string()) != std::string::npos);
    }

    TEST_CASE("the folder is gone afterwards, and hidden meanwhile") {
        const Tree tree;
        tree.add("sys/windows.h", "");
        fs::path folder;
        {
            IncludeNames names({}, {tree.root / "sys"});
            names.look_at(tree.add("a.c", "#include <Windows.h>\n"));
            folder = names.options()[5];
            while (folder.filename() != "system") folder = folder.parent_path();
            folder = folder.parent_path();
            CHECK(fs::exists(folder));
            std::string text = "# 1 \"" + folder.string() + "/system/Windows.h\"\n";
            names.hide(text);
            CHECK(text == "# 1 \"<rpcgcc>/system/Windows.h\"\n");
            const fs::path dependencies =
                tree.add("a.d", "a.o: a.c " + folder.string() + "/system/Windows.h \\\n sys/windows.h\n");
            names.leave_out_of(dependencies);
            CHECK(contents(dependencies) == "a.o: a.c  \\\n sys/windows.h\n");
        }
        CHECK_FALSE(fs::exists(folder));
    }

    TEST_CASE("headers that include each other are looked at once, and what guards is seen") {
        const Tree tree;
        tree.add("b.h", "#include \"a.h\"\nvoid f() { __try { } __finally { } }\n");
        const fs::path a = tree.add("a.h", "#include \"b.h\"\n");
        IncludeNames names({}, {});
        names.look_at(a);
        CHECK(names.guards());
    }

    TEST_CASE("quoted names are looked for where the including files are") {
        const Tree tree;
        const fs::path meant = tree.add("src/types.h", "");
        tree.add("inc/api.h", "#include \"types.h\"\n#include <types.h>\n");
        IncludeNames names({tree.root / "inc"}, {});
        names.look_at(tree.add("src/a.c", "#include \"api.h\"\n"));
        const Words options = names.options();
        REQUIRE(options.size() == 6);
        CHECK(contents(fs::path(options[1]) / "types.h").find(meant.string()) != std::string::npos);
    }

    TEST_CASE("a name that would lead to two headers is ambiguous") {
        const Tree tree;
        tree.add("one/types.h", "");
        tree.add("two/types.h", "");
        tree.add("one/one.h", "#include \"Types.h\"\n");
        tree.add("two/two.h", "\n#include \"Types.h\"\n");
        IncludeNames names({tree.root}, {});
        names.look_at(tree.add("a.c", "#include \"one/one.h\"\n#include \"two/two.h\"\n"));
        const auto ambiguous = names.problems();
        REQUIRE(ambiguous.size() == 1);
        CHECK(ambiguous[0].file.filename() == "two.h");
        CHECK(ambiguous[0].line == 2);
    }

    TEST_CASE("the first folder that has a name in any case goes before a later one that has it exactly") {
        const Tree tree;
        const fs::path meant = tree.add("first/api.h", "");
        tree.add("second/Api.h", "");
        IncludeNames names({tree.root / "first", tree.root / "second"}, {});
        names.look_at(tree.add("a.c", "#include <Api.h>\n"));
        REQUIRE(names.options().size() == 6);
        CHECK(contents(fs::path(names.options()[3]) / "Api.h").find(meant.string()) != std::string::npos);
        CHECK(names.problems().empty());
    }

    TEST_CASE("text of 16 bits is told") {
        const Tree tree;
        tree.add("wide.h", std::string_view("\xFF\xFE#\0", 4));
        IncludeNames names({}, {});
        names.look_at(tree.add("a.c", "#include \"wide.h\"\n"));
        REQUIRE(names.problems().size() == 1);
        CHECK(names.problems()[0].file.filename() == "wide.h");
    }

    TEST_CASE("nothing is made outside of the driver's folder") {
        const Tree tree;
        tree.add("inc/deep.h", "");
        std::string up;
        for (int i = 0; i < 30; ++i) up += "../";
        IncludeNames names({tree.root / "a/b"}, {});
        fs::create_directories(tree.root / "a/b");
        names.look_at(
            tree.add("a.c", "#include <../../Inc/deep.h>\n#include <" + up + "Etc/PASSWD>\n#include </ETC/passwd>\n"));
        REQUIRE(names.options().size() == 6);
        CHECK(fs::exists(fs::path(names.options()[3]) / "../../Inc/deep.h"));
        CHECK_FALSE(fs::exists("/Etc"));
        CHECK_FALSE(fs::exists("/ETC"));
    }

    TEST_CASE("what a macro or the command line names is looked for when it is missed") {
        const Tree tree;
        tree.add("inc/pre.h", "");
        IncludeNames names({tree.root / "inc"}, {});
        CHECK(names.look_for(tree.root / "a.c", "Pre.h"));
        CHECK_FALSE(names.look_for(tree.root / "a.c", "Pre.h"));
        CHECK_FALSE(names.look_for(tree.root / "a.c", "nowhere.h"));
        CHECK(names.options().size() == 6);
    }

    TEST_CASE("the nearest name is told, if one is near") {
        const Tree tree;
        for (const char* name : {"windows.h", "winnt.h", "rpcdce.h"}) tree.add(fs::path("sys") / name, "");
        const IncludeNames names({}, {tree.root / "sys"});
        CHECK(names.nearest("Window.h") == "windows.h");
        CHECK(names.nearest("sub\\rpcdc.h") == "rpcdce.h");
        CHECK(names.nearest("completely_different.h").empty());
    }
}
