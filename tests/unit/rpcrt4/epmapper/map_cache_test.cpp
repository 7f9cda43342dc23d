// SPDX-License-Identifier: LGPL-2.1-or-later
// Which files of the endpoint map are read again.
#include "rpcrt4/epmapper/map_cache.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace rpcrt4::epmapper;

namespace {

namespace fs = std::filesystem;

class Folder {
 public:
    Folder() { REQUIRE(mkdtemp(path_) != nullptr); }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    void put(const std::string& name, const std::string& text) const {
        std::ofstream(path() / ".fresh") << text;
        fs::rename(path() / ".fresh", path() / name);
    }
    fs::path path() const { return path_; }

 private:
    char path_[32] = "/tmp/rpcrt4-cache-XXXXXX";
};

/// The files read by one refresh.
std::vector<std::string> read_by(MapCache& cache, const Folder& folder, const std::string& but = {}) {
    std::vector<std::string> names;
    cache.refresh(folder.path(), but, [&](const std::string& name) {
        names.push_back(name);
        return std::vector<Element>();
    });
    return names;
}

/// Until the clock has ticked and everything is known for sure.
bool settles(MapCache& cache, const Folder& folder) {
    for (int i = 0; i < 10'000'000; ++i) {
        if (read_by(cache, folder).empty()) return true;
    }
    return false;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("rpcrt4/epmapper/map_cache") {
    TEST_CASE("only what has changed is read again, and nothing at all of what has just been written is believed") {
        const Folder folder;
        for (const char* name : {"a", "b", "c"}) folder.put(name, name);
        MapCache cache;
        CHECK(read_by(cache, folder) == Names{"a", "b", "c"});
        REQUIRE(settles(cache, folder));
        folder.put("b", "other");
        CHECK(read_by(cache, folder) == Names{"b"});
        folder.put("d", "new");
        const Names after = read_by(cache, folder);
        CHECK(std::find(after.begin(), after.end(), "d") != after.end());
        CHECK(std::find(after.begin(), after.end(), "a") == after.end());
        REQUIRE(settles(cache, folder));
        fs::remove(folder.path() / "a");
        CHECK(read_by(cache, folder).empty());
        fs::remove(folder.path() / "c");
        folder.put("c", "again");
        CHECK(read_by(cache, folder) == Names{"c"});
    }

    TEST_CASE("one's own file, hidden files and another folder's are not taken") {
        const Folder folder;
        const Folder other;
        for (const char* name : {"a", "mine", ".lock"}) folder.put(name, name);
        other.put("x", "x");
        MapCache cache;
        CHECK(read_by(cache, folder, "mine") == Names{"a"});
        CHECK(read_by(cache, other) == Names{"x"});
        CHECK(read_by(cache, folder, "mine") == Names{"a"});
        CHECK(read_by(cache, Folder()).empty());
    }

    TEST_CASE("a cache that is not to be trusted lists the folder again, and reads what it does not know") {
        const Folder folder;
        folder.put("a", "a");
        MapCache cache;
        static_cast<void>(read_by(cache, folder));
        REQUIRE(settles(cache, folder));
        cache.distrust();
        CHECK(read_by(cache, folder).empty());
    }
}
