// SPDX-License-Identifier: LGPL-2.1-or-later
// Accounts in a file: what its lines may be, who may own it, and who comes in by it.
#include "rpcrt4/security/ntlm/account_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

/// A directory for one file, gone afterwards.
struct Place {
    std::string directory;
    std::string path;
    Place() {
        char name[] = "/tmp/account_file_XXXXXX";
        REQUIRE(::mkdtemp(name));
        directory = name;
        path = directory + "/accounts";
    }
    ~Place() {
        ::unlink(path.c_str());
        ::rmdir(directory.c_str());
    }
    void write(std::string_view text, mode_t mode = 0600) const {
        std::ofstream(path) << text;
        REQUIRE(::chmod(path.c_str(), mode) == 0);
    }
    std::string read() const {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

std::string hash_of(std::string_view password) { return to_hex(nt_hash(bytes_of(password))); }
std::string line(std::string_view user, std::string_view domain, std::string_view password) {
    return std::string(user) + ":" + std::string(domain) + ":" + hash_of(password) + "\n";
}

Status enter(const AccountVerifier& accounts, const Account& who, Peer* peer = nullptr) {
    auto client = make_client(wish_of(&who, Level::packet));
    auto server = make_server({.machine = kMachine, .accounts = &accounts, .level = Level::packet});
    const auto negotiate = client->step({});
    const auto challenge = server->step(negotiate->token);
    const auto authenticate = client->step(challenge->token);
    const auto done = server->step(authenticate->token);
    if (done && peer) *peer = server->peer();
    return done.status();
}

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/account_file") {
    TEST_CASE("accounts and comments are read, and written back as they were") {
        const std::string text = "# people\n\n" + line("alice", "DOMAIN", "Sesam1") + line("bob", "", "x");
        const auto list = AccountList::parse(text);
        REQUIRE(list);
        REQUIRE(list->entries().size() == 2);
        CHECK(list->entries()[0]->user == "alice");
        CHECK(list->entries()[1]->domain.empty());
        const Secret again = list->text();
        CHECK(std::string_view(reinterpret_cast<const char*>(again.bytes().data()), again.size()) == text);
        CHECK(AccountList::parse("")->entries().empty());
        CHECK(AccountList::parse("a::" + hash_of("x"))->entries().size() == 1);
    }

    TEST_CASE("a line that is none is named") {
        const std::string good = line("alice", "", "x");
        const std::string hash = hash_of("x");
        const std::vector<std::string> wrong_lines = {"alice",
                                                      "alice:" + hash,
                                                      ":d:" + hash,
                                                      "alice:d:",
                                                      "a:d:" + hash + "0",
                                                      "a:d:" + hash.substr(1),
                                                      "a:d:" + hash.substr(1) + "g",
                                                      "a:d:e:" + hash,
                                                      " # comment",
                                                      "a:#d:" + hash,
                                                      "a:d:" + hash + "\r"};
        for (const std::string& bad : wrong_lines) {
            size_t wrong = 0;
            CHECK(AccountList::parse(good + bad + "\n" + good, &wrong).status() == Status::error_invalid_data);
            CHECK(wrong == 2);
        }
    }

    TEST_CASE("an account of the domain goes before one of any") {
        const auto list = AccountList::parse(line("alice", "", "any") + line("Alice", "One", "one"));
        CHECK(to_hex(list->find("ALICE", "ONE")->nt_hash) == hash_of("one"));
        CHECK(to_hex(list->find("alice", "two")->nt_hash) == hash_of("any"));
        CHECK(to_hex(list->find("alice", "")->nt_hash) == hash_of("any"));
        CHECK(list->find("bob", "") == nullptr);
    }

    TEST_CASE("accounts are added, changed and removed by their exact names") {
        auto list = *AccountList::parse(line("alice", "", "1"));
        list.set("ALICE", "", nt_hash(bytes_of("2")));
        list.set("alice", "D", nt_hash(bytes_of("3")));
        REQUIRE(list.entries().size() == 2);
        CHECK(to_hex(list.entries()[0]->nt_hash) == hash_of("2"));
        CHECK_FALSE(list.remove("alice", "E"));
        CHECK(list.remove("alice", ""));
        CHECK(list.entries().size() == 1);
        CHECK(list.entries()[0]->domain == "D");
    }

    TEST_CASE("a file that others could read or have written is refused") {
        const Place place;
        for (mode_t mode : {0644, 0640, 0660, 0604, 0700, 04600}) {
            place.write(line("alice", "", "x"), mode);
            CHECK(read_accounts(place.path).status() == Status::error_access_denied);
        }
        place.write(line("alice", "", "x"), 0600);
        CHECK(read_accounts(place.path));
        place.write(line("alice", "", "x"), 0400);
        CHECK(read_accounts(place.path));
        if (::geteuid() == 0) {
            REQUIRE(::chown(place.path.c_str(), 65534, static_cast<gid_t>(-1)) == 0);
            CHECK(read_accounts(place.path).status() == Status::error_access_denied);
        }
        CHECK(read_accounts(place.directory).status() == Status::error_access_denied);
        CHECK(read_accounts(place.directory + "/none").status() == Status::error_file_not_found);
        REQUIRE(::unlink(place.path.c_str()) == 0);
        REQUIRE(::mkfifo(place.path.c_str(), 0600) == 0);
        CHECK(read_accounts(place.path).status() == Status::error_access_denied);
    }

    TEST_CASE("writing replaces the file, and only its owner can read it") {
        const Place place;
        place.write("# old\n", 0600);
        auto list = *read_accounts(place.path);
        list.set("alice", "", nt_hash(bytes_of("x")));
        REQUIRE(write_accounts(place.path, list) == Status::ok);
        CHECK(place.read() == "# old\n" + line("alice", "", "x"));
        struct stat info {};
        REQUIRE(::stat(place.path.c_str(), &info) == 0);
        CHECK((info.st_mode & 07777) == 0600);
        CHECK(write_accounts(place.directory + "/none/accounts", list) == Status::error_file_not_found);
    }

    TEST_CASE("those in the file come in with their password, whatever the case of their names") {
        const Place place;
        place.write(line("Alice", "Home", "Sesam1") + line("bob", "", "b"));
        const AccountFile accounts(place.path);
        Peer peer;
        CHECK(enter(accounts, account("ALICE", "HOME", "Sesam1"), &peer) == Status::ok);
        CHECK(peer.principal == "Home\\Alice");
        CHECK(enter(accounts, account("bob", "ANY", "b"), &peer) == Status::ok);
        CHECK(peer.principal == "ANY\\bob");
        CHECK(enter(accounts, account("bob", "", "b"), &peer) == Status::ok);
        CHECK(peer.principal == "DOMAIN\\bob");
        CHECK(enter(accounts, account("alice@home", "", "Sesam1"), &peer) == Status::ok);
        CHECK(peer.user == "Alice");
    }

    TEST_CASE("everybody else does not") {
        const Place place;
        place.write(line("alice", "Home", "Sesam1"));
        const AccountFile accounts(place.path);
        CHECK(enter(accounts, account("alice", "HOME", "sesam1")) == Status::sec_e_logon_denied);
        CHECK(enter(accounts, account("alice", "AWAY", "Sesam1")) == Status::sec_e_logon_denied);
        CHECK(enter(accounts, account("alice", "", "Sesam1")) == Status::sec_e_logon_denied);
        CHECK(enter(accounts, account("mallory", "HOME", "Sesam1")) == Status::sec_e_logon_denied);
    }

    TEST_CASE("the hash that stands for nobody lets nobody in") {
        const Place place;
        place.write(line("alice", "", "Sesam1"));
        const AccountFile accounts(place.path);
        const Nonce nonce{};
        ClientBlob blob;
        const Octets tail = encode(blob);
        const Key proof = nt_proof(response_key(Key{}, "mallory", ""), nonce, tail);
        Bytes response(proof->begin(), proof->end());
        response.insert(response.end(), tail.begin(), tail.end());
        CHECK(accounts.verify({"mallory", "", "", nonce, response}).status() == Status::sec_e_logon_denied);
        CHECK(accounts.verify({"alice", "", "", nonce, response}).status() == Status::sec_e_logon_denied);
    }

    TEST_CASE("the file counts as it is when somebody comes, and if it is not to be trusted nobody does") {
        const Place place;
        const AccountFile accounts(place.path);
        const Account alice = account("alice", "", "Sesam1");
        CHECK(enter(accounts, alice) == Status::sec_e_no_authenticating_authority);
        place.write(line("alice", "", "Sesam1"));
        CHECK(enter(accounts, alice) == Status::ok);
        place.write(line("alice", "", "Sesam2"));
        CHECK(enter(accounts, alice) == Status::sec_e_logon_denied);
        place.write(line("alice", "", "Sesam1"), 0644);
        CHECK(enter(accounts, alice) == Status::sec_e_no_authenticating_authority);
        place.write("nonsense\n");
        CHECK(enter(accounts, alice) == Status::sec_e_no_authenticating_authority);
    }

    TEST_CASE("a client that leaves its domain out of the calculation is right too") {
        const Key hash = nt_hash(bytes_of("Sesam1"));
        const Nonce nonce{};
        const Octets tail = encode(ClientBlob{});
        const Key proof = nt_proof(response_key(hash, "alice", ""), nonce, tail);
        Bytes response(proof->begin(), proof->end());
        response.insert(response.end(), tail.begin(), tail.end());
        CHECK(prove({"alice", "DOMAIN", "", nonce, response}, hash).right);
        response[0] ^= std::byte{1};
        CHECK_FALSE(prove({"alice", "DOMAIN", "", nonce, response}, hash).right);
        response.resize(16);
        CHECK_FALSE(prove({"alice", "DOMAIN", "", nonce, response}, hash).right);
    }
}
