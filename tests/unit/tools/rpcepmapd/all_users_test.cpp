// SPDX-License-Identifier: LGPL-2.1-or-later
// The maps of other users: what is found, and what is not believed. The directories are this user's, who is another
// one than the mapper's to the functions under test; what belongs to yet others needs root.
#include "tools/rpcepmapd/all_users.hpp"

#include <doctest/doctest.h>
#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "rpcrt4/binding/tower_binding.hpp"
#include "rpcrt4/epmapper/directory.hpp"

using namespace rpcrt4;
using epmapper::Element;

// ThreadSanitizer does not follow forks of a process with threads.
#if !defined(__SANITIZE_THREAD__)

namespace {

namespace fs = std::filesystem;

/// Two folders of runtime directories, gone with it.
class World {
 public:
    World() {
        REQUIRE(mkdtemp(path_) != nullptr);
        fs::create_directory(places.of_sessions = std::string(path_) + "/user");
        fs::create_directory(places.of_the_rest = std::string(path_) + "/tmp");
    }
    ~World() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    /// In the user's session, which is made first.
    fs::path in_session(uid_t user = geteuid()) const {
        return closed(closed(fs::path(places.of_sessions) / std::to_string(user)) / "rpcrt4");
    }
    fs::path in_the_rest(uid_t user = geteuid()) const {
        return closed(fs::path(places.of_the_rest) / ("rpcrt4-" + std::to_string(user)));
    }
    /// "interface:port" of all that is found.
    std::string found(uid_t self = geteuid() + 1) const {
        std::string all;
        for (const Element& one : rpcepmapd::elements_of_others(self, places)) {
            const auto parts = binding::binding_of(one.tower);
            all += std::to_string(one.tower.interface_id.uuid.time_low) + ":" + (parts ? parts->endpoint : "?") + " ";
        }
        return all;
    }

    rpcepmapd::Places places;

 private:
    static fs::path closed(const fs::path& folder) {
        fs::create_directory(folder);
        fs::permissions(folder, fs::perms::owner_all);
        return folder;
    }
    char path_[32] = "/tmp/rpcrt4-test-XXXXXX";
};

Element element(uint32_t number, const char* protseq = "ncacn_ip_tcp", const char* endpoint = "1000") {
    return {{},
            {{{number, 0, 0, {}}, 1, 0},
             protocol::kNdr20,
             *binding::floors_of({.protseq = protseq, .address = "127.0.0.1", .endpoint = endpoint})},
            "note"};
}

/// The directory's owner, too.
bool become(uid_t user, const fs::path& runtime) {
    return chown(runtime.c_str(), user, user) == 0 && setgroups(0, nullptr) == 0 && setgid(user) == 0 &&
           setuid(user) == 0;
}

/// A process that registers in a runtime directory, perhaps as another user, and stays until the object goes.
class Server {
 public:
    Server(const fs::path& runtime, const std::vector<Element>& elements, uid_t user = geteuid()) {
        int ready[2];
        REQUIRE(pipe(ready) == 0);
        std::cout.flush();
        pid_ = fork();
        if (pid_ == 0) {
            alarm(60);
            if (user != geteuid() && !become(user, runtime)) _exit(1);
            setenv("RPCRT4_RUNTIME_DIR", runtime.c_str(), 1);
            const bool good = epmapper::enter(elements, epmapper::Replace::no) == base::Status::ok;
            if (write(ready[1], good ? "y" : "n", 1) != 1) _exit(1);
            for (;;) pause();
        }
        close(ready[1]);
        char said = 'n';
        CHECK((read(ready[0], &said, 1) == 1 && said == 'y'));
        close(ready[0]);
    }
    ~Server() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }

 private:
    pid_t pid_;
};

}  // namespace

TEST_SUITE("tools/rpcepmapd/all_users") {
    TEST_CASE("what the servers of another user register is found in both places, until they end") {
        World world;
        CHECK(world.found().empty());
        {
            const Server one(world.in_session(), {element(1), element(2)});
            const Server two(world.in_the_rest(), {element(3, "ncacn_ip_tcp", "1001")});
            CHECK(world.found() == "1:1000 2:1000 3:1001 ");
        }
        CHECK(world.found().empty());
        // What they left is for their owner to remove.
        CHECK_FALSE(fs::is_empty(world.in_session() / "endpoints"));
    }

    TEST_CASE("one's own map is not among those of others") {
        World world;
        const Server server(world.in_session(), {element(1)});
        CHECK(world.found(geteuid()).empty());
    }

    TEST_CASE("endpoints that are files in another user's directory are left out") {
        World world;
        const Server server(world.in_session(),
                            {element(1, "ncalrpc", "name"), element(2, "ncacn_np", "\\pipe\\name"), element(3)});
        CHECK(world.found() == "3:1000 ");
    }

    TEST_CASE("a directory that is open to others is not believed") {
        World world;
        const fs::path runtime = world.in_session();
        const Server server(runtime, {element(1)});
        for (const fs::path& folder : {runtime, runtime / "endpoints", runtime.parent_path()}) {
            CHECK(world.found() == "1:1000 ");
            fs::permissions(folder, fs::perms::group_write, fs::perm_options::add);
            CHECK(world.found().empty());
            fs::permissions(folder, fs::perms::owner_all);
        }
    }

    TEST_CASE("a link is not believed, wherever it is") {
        World world, other;
        const fs::path real = other.in_session();
        const Server server(real, {element(1)});
        fs::create_directory_symlink(real, world.in_session().parent_path() / "elsewhere");
        const fs::path runtime = world.in_session();
        fs::remove(runtime);
        fs::create_directory_symlink(real, runtime);
        fs::create_directory_symlink(real, fs::path(world.places.of_the_rest) / ("rpcrt4-" + std::to_string(geteuid())));
        CHECK(world.found().empty());
        fs::remove(runtime);
        fs::create_directory_symlink(real / "endpoints", world.in_session() / "endpoints");
        CHECK(world.found().empty());
        fs::remove(runtime / "endpoints");
        fs::create_directory(runtime / "endpoints");
        fs::permissions(runtime / "endpoints", fs::perms::owner_all);
        for (const auto& file : fs::directory_iterator(real / "endpoints")) {
            fs::create_symlink(file.path(), runtime / "endpoints" / file.path().filename());
        }
        CHECK(world.found().empty());
        CHECK(other.found() == "1:1000 ");
    }

    TEST_CASE("a directory named after somebody else is not believed, nor one named after nobody") {
        World world;
        for (const fs::path& folder : {world.in_session(geteuid() + 7), world.in_the_rest(geteuid() + 7)}) {
            const Server server(folder, {element(1)});
            CHECK(world.found().empty());
        }
        World nobody;
        const fs::path session = nobody.in_session();
        const Server server(session, {element(1)});
        const std::string number = std::to_string(geteuid());
        const std::vector<std::string> names{number + "x", "+" + number, " " + number, "0" + number, "x",
                                             "4294967296" + number};
        for (const std::string& name : names) {
            const fs::path renamed = fs::path(nobody.places.of_sessions) / name;
            fs::rename(session.parent_path(), renamed);
            CHECK(nobody.found().empty());
            fs::rename(renamed, session.parent_path());
        }
        CHECK(nobody.found() == "1:1000 ");
    }

    TEST_CASE("what is no file of elements is passed over, and what nobody holds") {
        World world;
        const fs::path runtime = world.in_session();
        const Server server(runtime, {element(1)});
        const fs::path folder = runtime / "endpoints";
        REQUIRE(mkfifo((folder / "1-fifo").c_str(), 0600) == 0);
        fs::create_directory(folder / "2-directory");
        std::ofstream(folder / "3-text") << "no elements";
        const auto bytes = epmapper::encode_elements({element(4)});
        std::ofstream(folder / "4-unheld").write(reinterpret_cast<const char*>(bytes.data()),
                                                 static_cast<std::streamsize>(bytes.size()));
        CHECK(world.found() == "1:1000 ");
        CHECK(fs::exists(folder / "4-unheld"));
    }

    TEST_CASE("of one user count so many elements, and the others' still do") {
        World world;
        std::vector<Element> many;
        for (uint32_t i = 0; i <= rpcepmapd::kMostElementsOfUser; ++i) many.push_back(element(i));
        const Server server(world.in_session(), many);
        CHECK(rpcepmapd::elements_of_others(geteuid() + 1, world.places).size() == rpcepmapd::kMostElementsOfUser);
    }

    TEST_CASE("root sees all users, and no user's files in another's directory") {
        if (geteuid() != 0) return;
        constexpr uid_t kAlice = 51001, kBob = 51002;
        World world;
        const fs::path alices = world.in_session(kAlice), bobs = world.in_the_rest(kBob);
        CHECK(chown(alices.parent_path().c_str(), kAlice, kAlice) == 0);
        const fs::path sessions(world.places.of_sessions);
        for (const fs::path& way : {sessions.parent_path(), sessions, fs::path(world.places.of_the_rest)}) {
            fs::permissions(way, fs::perms::others_exec, fs::perm_options::add);
        }
        const Server alice(alices, {element(1)}, kAlice), bob(bobs, {element(2)}, kBob);
        CHECK(world.found(0) == "1:1000 2:1000 ");
        CHECK(world.found(kAlice) == "2:1000 ");
        for (const auto& file : fs::directory_iterator(bobs / "endpoints")) {
            CHECK(chown(file.path().c_str(), kAlice, kAlice) == 0);
        }
        CHECK(world.found(0) == "1:1000 ");
        CHECK(chown((alices / "endpoints").c_str(), kBob, kBob) == 0);
        CHECK(world.found(0).empty());
    }
}

#endif
