// SPDX-License-Identifier: LGPL-2.1-or-later
// What ntlm_auth is asked (as its manual has it), what its answers mean, and helpers that are none.
#include "rpcrt4/security/ntlm/winbind.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

/// A program in place of ntlm_auth.
struct Script {
    std::string directory;
    std::string path;
    explicit Script(std::string_view text) {
        char name[] = "/tmp/winbind_test_XXXXXX";
        REQUIRE(::mkdtemp(name));
        directory = name;
        path = directory + "/helper";
        std::ofstream(path) << "#!/bin/sh\n" << text;
        REQUIRE(::chmod(path.c_str(), 0700) == 0);
    }
    ~Script() {
        ::unlink(path.c_str());
        ::unlink((directory + "/heard").c_str());
        ::rmdir(directory.c_str());
    }
    std::string heard() const {
        std::ifstream file(directory + "/heard");
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

constexpr std::string_view kListen =
    "while read line; do echo \"$line\" >> ${0%/*}/heard; [ \"$line\" = . ] && break; done\n";

const Bytes kChallenge = hex("0102030405060708");
const Bytes kResponse(60, std::byte{0xab});
Claim claim() { return {"b\u00f6b", "WG\nNT-Response: 00", "W", kChallenge, kResponse}; }

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/winbind") {
    TEST_CASE("names are asked for in base64, which nothing in them can break out of") {
        CHECK(winbind_question(claim()) ==
              "Username:: YsO2Yg==\nNT-Domain:: V0cKTlQtUmVzcG9uc2U6IDAw\n"
              "LANMAN-Challenge: 0102030405060708\nNT-Response: " +
                  to_hex(kResponse) + "\nRequest-User-Session-Key: Yes\n.\n");
        CHECK(winbind_question({"", "a", "", {}, {}}).starts_with("Username:: \nNT-Domain:: YQ==\n"));
    }

    TEST_CASE("an answer admits only with a whole session key and an end") {
        const std::string key = "User-Session-Key: 000102030405060708090A0B0C0D0E0f\n";
        const auto admitted = winbind_answer("Authenticated: Yes\n" + key + ".\n");
        REQUIRE(admitted);
        CHECK(to_hex(*admitted) == "000102030405060708090a0b0c0d0e0f");
        CHECK(winbind_answer("Authenticated: No\nAuthentication-Error: Wrong Password\n.\n").status() ==
              Status::sec_e_logon_denied);
        for (const std::string& answer :
             {std::string(), std::string(".\n"), "Authenticated: Yes\n" + key, std::string("Authenticated: Yes\n.\n"),
              key + ".\n", std::string("Authenticated: Yes\nUser-Session-Key: 0001\n.\n"),
              "Authenticated: Yes\n.\n" + key + ".\n",
              "Authenticated: Yes\nUser-Session-Key: x" + key.substr(19) + ".\n"}) {
            CHECK(winbind_answer(answer).status() == Status::sec_e_no_authenticating_authority);
        }
    }

    TEST_CASE("the helper hears the question, and its verdict counts") {
        const Script yes(std::string(kListen) +
                         "echo 'Authenticated: Yes'\n"
                         "echo 'User-Session-Key: 8DE40CCADBC14A82F15CB0AD0DE95CA3'\necho .\n"
                         "read line\n");
        const auto admission = Winbind({.helper = yes.path, .configuration = {}}).verify(claim());
        REQUIRE(admission);
        CHECK(to_hex(admission->session_base_key) == "8de40ccadbc14a82f15cb0ad0de95ca3");
        CHECK(admission->user == "b\u00f6b");
        CHECK(yes.heard() == winbind_question(claim()));

        const Script no(std::string(kListen) + "echo 'Authenticated: No'\necho .\n");
        CHECK(Winbind({.helper = no.path, .configuration = {}}).verify(claim()).status() == Status::sec_e_logon_denied);
    }

    TEST_CASE("a helper that is not there, leaves, or talks without end is no authority") {
        CHECK(Winbind({.helper = "/nowhere/ntlm_auth", .configuration = {}}).verify(claim()).status() ==
              Status::sec_e_no_authenticating_authority);
        CHECK(Winbind({.helper = "/bin/true", .configuration = {}}).verify(claim()).status() ==
              Status::sec_e_no_authenticating_authority);
        const Script endless("yes 'Authenticated: Yes' 2> /dev/null\n");
        CHECK(Winbind({.helper = endless.path, .configuration = {}}).verify(claim()).status() ==
              Status::sec_e_no_authenticating_authority);
    }

    TEST_CASE("a helper that says nothing is waited for only so long, and does not outlive the question") {
        const Script silent("echo $$ > ${0%/*}/heard\nread line\nexec sleep 1000\n");
        const Winbind winbind({.helper = silent.path, .configuration = {}, .patience = 300});
        CHECK(winbind.verify(claim()).status() == Status::sec_e_no_authenticating_authority);
        if (!silent.heard().empty()) CHECK(::kill(std::stoi(silent.heard()), 0) != 0);
    }

    TEST_CASE("a storm of questions starts so many helpers at a time, and all are answered") {
        constexpr int kQuestions = Winbind::kMostHelpers * 2;
        // A line as one begins, and another before it has answered; none answers before the gate is there.
        const Script gated(
            "echo + >> ${0%/*}/heard\nwhile read line; do [ \"$line\" = . ] && break; done\nwhile [ ! -e ${0%/*}/gate "
            "]; do sleep 0.01; done\necho - >> ${0%/*}/heard\n"
            "echo 'Authenticated: No'\necho .\n");
        std::atomic<int> refused{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < kQuestions; ++i) {
            threads.emplace_back([&] {
                const auto verdict = Winbind({.helper = gated.path, .configuration = {}}).verify(claim());
                if (verdict.status() == Status::sec_e_logon_denied) ++refused;
            });
        }
        while (std::ranges::count(gated.heard(), '+') < Winbind::kMostHelpers) std::this_thread::yield();
        std::ofstream(gated.directory + "/gate") << "open";
        for (std::thread& thread : threads) thread.join();
        ::unlink((gated.directory + "/gate").c_str());
        CHECK(refused == kQuestions);
        int running = 0, most = 0;
        for (const char mark : gated.heard()) {
            running += mark == '+' ? 1 : mark == '-' ? -1 : 0;
            most = std::max(most, running);
        }
        CHECK(most == Winbind::kMostHelpers);
    }

    TEST_CASE("the configuration is passed on") {
        const Script script("echo \"$@\" > ${0%/*}/heard\n");
        static_cast<void>(Winbind({.helper = script.path, .configuration = "/etc/other.conf"}).verify(claim()));
        CHECK(script.heard() == "--helper-protocol=ntlm-server-1 --configfile=/etc/other.conf\n");
    }
}
