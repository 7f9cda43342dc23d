// SPDX-License-Identifier: LGPL-2.1-or-later
// The endpoint map in the runtime directory: what processes register, see of each other, and leave behind.
#include "rpcrt4/epmapper/directory.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "rpcrt4/binding/tower_binding.hpp"
#include "tests/sanitizers.h"

using namespace rpcrt4;
using namespace rpcrt4::epmapper;
using base::Status;

namespace {

namespace fs = std::filesystem;

/// A runtime directory for this test, gone with it. This process registers nothing itself: where it registers first is
/// where it stays.
class World {
 public:
    World() {
        if (const char* named = getenv("RPCRT4_RUNTIME_DIR")) before_ = named;
        REQUIRE(mkdtemp(path_) != nullptr);
        setenv("RPCRT4_RUNTIME_DIR", path_, 1);
    }
    ~World() {
        std::error_code ignored;  // a child that ends may be removing a file of its own
        fs::remove_all(path_, ignored);
        if (before_.empty()) unsetenv("RPCRT4_RUNTIME_DIR");
        if (!before_.empty()) setenv("RPCRT4_RUNTIME_DIR", before_.c_str(), 1);
    }
    fs::path folder() const { return fs::path(path_) / "endpoints"; }
    size_t files() const {
        size_t count = 0;
        if (!fs::exists(folder())) return 0;
        for (const auto& entry : fs::directory_iterator(folder())) count += entry.path().filename() != ".lock";
        return count;
    }

 private:
    char path_[32] = "/tmp/rpcrt4-test-XXXXXX";
    std::string before_;
};

Element element(uint32_t number, const char* endpoint = "1000", uint32_t object = 0) {
    return {{object, 0, 0, {}},
            {{{number, 0, 0, {}}, 1, 0},
             protocol::kNdr20,
             *binding::floors_of({.protseq = "ncacn_ip_tcp", .address = "127.0.0.1", .endpoint = endpoint})},
            "note"};
}

std::vector<std::string> seen() {
    std::vector<std::string> all;
    for (const Element& one : elements()) {
        all.push_back(std::to_string(one.tower.interface_id.uuid.time_low) + ":" +
                      binding::binding_of(one.tower)->endpoint);
    }
    std::sort(all.begin(), all.end());
    return all;
}
using Seen = std::vector<std::string>;

/// A process that does its steps, says whether they went well, and stays until it is told to end, one way or another.
class Child {
 public:
    template <typename F>
    explicit Child(F&& steps) {
        int ready[2];
        int stay[2];
        REQUIRE(pipe(ready) == 0);
        REQUIRE(pipe(stay) == 0);
        std::cout.flush();
        pid_ = fork();
        if (pid_ == 0) {
            alarm(60);
            const char good = steps() ? 'y' : 'n';
            if (write(ready[1], &good, 1) != 1) _exit(1);
            char end;
            static_cast<void>(read(stay[0], &end, 1) == 1);
            exit(0);  // as a program that returns from main
        }
        close(ready[1]);
        close(stay[0]);
        char said = 'n';
        good_ = read(ready[0], &said, 1) == 1 && said == 'y';
        close(ready[0]);
        stay_ = stay[1];
    }
    ~Child() { end(); }
    bool good() const { return good_; }
    void end() { leave(0); }
    void kill() { leave(SIGKILL); }

 private:
    void leave(int signal) {
        if (pid_ <= 0) return;
        // A byte rather than the end of the stream: later children have this end of the pipe as well.
        if (signal) ::kill(pid_, signal);
        CHECK((signal || write(stay_, "x", 1) == 1));
        close(stay_);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    pid_t pid_ = 0;
    int stay_ = -1;
    bool good_ = false;
};

}  // namespace

TEST_SUITE("rpcrt4/epmapper/directory" * doctest::skip(UNDER_TSAN)) {
    TEST_CASE("what a process registers, others see, with its annotation and object") {
        const World world;
        CHECK(elements().empty());
        Child server([] { return enter({element(1), element(2, "2000", 7)}, Replace::yes) == Status::ok; });
        REQUIRE(server.good());
        CHECK(seen() == Seen{"1:1000", "2:2000"});
        const auto all = elements();
        REQUIRE(all.size() == 2);
        CHECK(all[0].annotation == "note");
        CHECK(all[0].object.is_nil());
        CHECK(all[1].object.time_low == 7);
    }

    TEST_CASE("M4: registrations vanish when their process is killed, and when it ends") {
        const World world;
        Child killed([] { return enter({element(1)}, Replace::yes) == Status::ok; });
        Child ended([] { return enter({element(2)}, Replace::yes) == Status::ok; });
        Child stays([] { return enter({element(3)}, Replace::yes) == Status::ok; });
        REQUIRE(seen() == Seen{"1:1000", "2:1000", "3:1000"});
        killed.kill();
        CHECK(world.files() == 3);
        CHECK(seen() == Seen{"2:1000", "3:1000"});
        CHECK(world.files() == 2);  // who looked removed what the killed one left
        ended.end();
        CHECK(world.files() == 1);  // who ends in order leaves nothing
        CHECK(seen() == Seen{"3:1000"});
    }

    TEST_CASE("a process that a server forked does not keep the server's registrations alive") {
        const World world;
        int reports[2];
        REQUIRE(pipe(reports) == 0);
        Child server([&] {
            if (failed(enter({element(1)}, Replace::yes))) return false;
            const pid_t helper = fork();
            if (helper == 0) {
                alarm(60);
                pause();
            }
            return write(reports[1], &helper, sizeof helper) == sizeof helper;
        });
        REQUIRE(server.good());
        pid_t helper = 0;
        REQUIRE(read(reports[0], &helper, sizeof helper) == sizeof helper);
        CHECK(seen() == Seen{"1:1000"});
        server.kill();
        CHECK(::kill(helper, 0) == 0);
        CHECK(seen().empty());
        ::kill(helper, SIGKILL);
        close(reports[0]);
        close(reports[1]);
    }

    TEST_CASE("a forked child has registrations of its own, and its end is not its parent's" *
              doctest::skip(UNDER_ASAN)) {
        const World world;
        Child server([] {
            if (failed(enter({element(1)}, Replace::yes))) return false;
            const pid_t child = fork();
            if (child == 0) {
                alarm(60);
                const bool good = seen() == Seen{"1:1000"} && succeeded(enter({element(2)}, Replace::yes)) &&
                                  seen() == Seen{"1:1000", "2:1000"} &&
                                  remove({element(1)}) == Status::ept_s_not_registered;
                exit(good ? 0 : 1);
            }
            int status = 0;
            return waitpid(child, &status, 0) == child && status == 0 && seen() == Seen{"1:1000"};
        });
        CHECK(server.good());
        CHECK(seen() == Seen{"1:1000"});
    }

    TEST_CASE("M2: a new endpoint replaces the old one, of the same interface, object and protocol sequence") {
        const World world;
        Child server([] {
            return succeeded(
                       enter({element(1, "1"), element(1, "2"), element(1, "3", 7), element(2, "4")}, Replace::yes)) &&
                   seen() == Seen{"1:1", "1:2", "1:3", "2:4"} && succeeded(enter({element(1, "5")}, Replace::yes)) &&
                   seen() == Seen{"1:3", "1:5", "2:4"};
        });
        CHECK(server.good());
        CHECK(seen() == Seen{"1:3", "1:5", "2:4"});
    }

    TEST_CASE("M3: without replacing, endpoints add up; the same one is kept once") {
        const World world;
        Child server([] {
            return succeeded(enter({element(1, "1")}, Replace::no)) &&
                   succeeded(enter({element(1, "2"), element(1, "1")}, Replace::no)) && seen() == Seen{"1:1", "1:2"};
        });
        CHECK(server.good());
    }

    TEST_CASE("M3: one process does not replace or remove what another has registered") {
        const World world;
        Child first([] { return succeeded(enter({element(1, "1")}, Replace::yes)); });
        Child second([] {
            return succeeded(enter({element(1, "2")}, Replace::yes)) &&
                   remove({element(1, "1")}) == Status::ept_s_not_registered;
        });
        CHECK(second.good());
        CHECK(seen() == Seen{"1:1", "1:2"});
    }

    TEST_CASE("what is removed is gone; what was not there is told, the rest is removed") {
        const World world;
        Child server([] {
            return succeeded(enter({element(1), element(2), element(3)}, Replace::yes)) &&
                   remove({element(2)}) == Status::ok && remove({element(2)}) == Status::ept_s_not_registered &&
                   remove({element(9), element(3)}) == Status::ept_s_not_registered && seen() == Seen{"1:1000"};
        });
        CHECK(server.good());
        CHECK(seen() == Seen{"1:1000"});
    }

    TEST_CASE("a process that has removed everything has no file any more, and may register again") {
        const World world;
        Child server([&] {
            return succeeded(enter({element(1)}, Replace::yes)) && world.files() == 1 &&
                   remove({element(1)}) == Status::ok && world.files() == 0 && seen().empty() &&
                   succeeded(enter({element(1)}, Replace::yes)) && seen() == Seen{"1:1000"};
        });
        CHECK(server.good());
        CHECK(seen() == Seen{"1:1000"});
    }

    TEST_CASE("readers find all of a change or nothing of it, however often it changes") {
        const World world;
        Child server([] { return succeeded(enter({element(1), element(2)}, Replace::yes)); });
        Child writer([] {
            const pid_t loop = fork();
            if (loop != 0) return loop > 0;
            alarm(60);
            for (int round = 0; round < 300; ++round) {
                static_cast<void>(
                    enter({element(3, round % 2 ? "1" : "2"), element(4, round % 2 ? "1" : "2")}, Replace::yes));
            }
            _exit(0);
        });
        size_t whole = 0;
        for (int look = 0; look < 300; ++look) {
            const Seen now = seen();
            const bool none = now == Seen{"1:1000", "2:1000"};
            const bool odd = now == Seen{"1:1000", "2:1000", "3:1", "4:1"};
            const bool even = now == Seen{"1:1000", "2:1000", "3:2", "4:2"};
            whole += none || odd || even;
        }
        CHECK(whole == 300);
    }

    TEST_CASE("files that nobody holds are removed, and what is no file of elements is passed over") {
        const World world;
        Child server([] { return succeeded(enter({element(1)}, Replace::yes)); });
        std::ofstream(world.folder() / "12345-deadbeef") << "junk";
        std::ofstream(world.folder() / ".12345-half") << "junk";
        fs::create_directory(world.folder() / "folder");
        fs::create_symlink("/etc/passwd", world.folder() / "link");
        CHECK(seen() == Seen{"1:1000"});
        CHECK_FALSE(fs::exists(world.folder() / "12345-deadbeef"));
        Child other([] { return succeeded(enter({element(2)}, Replace::yes)); });
        CHECK(other.good());
        CHECK_FALSE(fs::exists(world.folder() / ".12345-half"));
        CHECK(seen() == Seen{"1:1000", "2:1000"});
    }

    TEST_CASE("a map that others may look into or write to is not trusted") {
        const World world;
        fs::create_directory(world.folder());
        fs::permissions(world.folder(), fs::perms::all);
        Child server([] { return enter({element(1)}, Replace::yes) == Status::ept_s_cant_create; });
        CHECK(server.good());
        CHECK(elements().empty());
    }

    TEST_CASE("who looks for one server finds what is there now, however often it changes") {
        const World world;
        const auto endpoint = [] {
            const auto found = one_serving(element(1).tower, {});
            return found ? binding::binding_of(found->tower)->endpoint : "none";
        };
        CHECK(endpoint() == "none");
        int orders[2];
        int done[2];
        REQUIRE(pipe(orders) == 0);
        REQUIRE(pipe(done) == 0);
        Child others([] { return succeeded(enter({element(2), element(3)}, Replace::yes)); });
        Child server([&] {
            const pid_t worker = fork();
            if (worker != 0) return worker > 0;
            alarm(60);
            char order = 0;
            while (read(orders[0], &order, 1) == 1 && order != 'q') {
                const std::string name(1, order);
                const auto status = order == '-' ? remove({element(1, "1"), element(1, "2")})
                                                 : enter({element(1, name.c_str())}, Replace::yes);
                static_cast<void>(status);
                if (write(done[1], "x", 1) != 1) _exit(1);
            }
            _exit(0);  // leaves its file behind
        });
        const auto tell = [&](char order) {
            char answer = 0;
            return write(orders[1], &order, 1) == 1 && read(done[0], &answer, 1) == 1;
        };
        int right = 0;
        for (int round = 0; round < 300; ++round) {
            const char order = "12-"[round % 3];
            REQUIRE(tell(order));
            right += endpoint() == (order == '-' ? "none" : std::string(1, order));
        }
        CHECK(right == 300);
        REQUIRE(tell('1'));
        CHECK(endpoint() == "1");
        Child twin([] { return succeeded(enter({element(1, "99")}, Replace::yes)); });
        REQUIRE(twin.good());
        const std::string once = endpoint();
        CHECK(endpoint() != once);
        CHECK(endpoint() == once);
        twin.kill();
        CHECK(endpoint() == "1");
        CHECK(endpoint() == "1");
        REQUIRE(write(orders[1], "q", 1) == 1);
        for (int end : {orders[0], orders[1], done[0], done[1]}) close(end);
    }

    TEST_CASE("a client that is of an object takes a server of the object, or one of none in particular") {
        const World world;
        const auto endpoint = [](uint32_t object) {
            const auto found = one_serving(element(1).tower, {object, 0, 0, {}});
            return found ? binding::binding_of(found->tower)->endpoint : "none";
        };
        Child server([] { return succeeded(enter({element(1, "10"), element(1, "7", 7)}, Replace::yes)); });
        CHECK(endpoint(7) == "7");
        CHECK(endpoint(8) == "10");
        CHECK(endpoint(0) == "10");
        server.kill();
        CHECK(endpoint(7) == "none");
        CHECK(world.files() == 0);
    }

    TEST_CASE("the form of the files: every cut and every change of a length is refused or read as something else") {
        const auto bytes = encode_elements({element(1), element(2, "2000", 7)});
        const auto whole = decode_elements(bytes);
        REQUIRE(whole);
        REQUIRE(whole->size() == 2);
        CHECK(same_offer((*whole)[1], element(2, "2000", 7)));
        for (size_t length = 0; length < bytes.size(); ++length) {
            CHECK_FALSE(decode_elements({bytes.data(), length}));
        }
        for (size_t at = 0; at < bytes.size(); ++at) {
            auto changed = bytes;
            changed[at] ^= std::byte{0xFF};
            const auto read = decode_elements(changed);
            CHECK((!read || encode_elements(*read) != bytes));
        }
    }
}
