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
        REQUIRE(options.size() == 4);
        CHECK(contents(fs::path(options[3]) / "Windows.h") == "#include <windows.h>\n");
        CHECK(contents(fs::path(options[3]) / "SUB\\Deep.h") == "#include <sub/deep.h>\n");
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
            folder = fs::path(names.options()[3]).parent_path();
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

    TEST_CASE("the nearest name is told, if one is near") {
        const Tree tree;
        for (const char* name : {"windows.h", "winnt.h", "rpcdce.h"}) tree.add(fs::path("sys") / name, "");
        const IncludeNames names({}, {tree.root / "sys"});
        CHECK(names.nearest("Window.h") == "windows.h");
        CHECK(names.nearest("sub\\rpcdc.h") == "rpcdce.h");
        CHECK(names.nearest("completely_different.h").empty());
    }
}
