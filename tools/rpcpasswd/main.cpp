// SPDX-License-Identifier: LGPL-2.1-or-later
// rpcpasswd: the accounts a server without a domain lets in by NTLM; adds, changes, removes and lists the lines of an
// account file (rpcrt4/security/ntlm/account_file.hpp). Passwords come from the terminal, unseen, or from standard
// input; never from the command line, which everybody can read.
// Exit codes: 0 done, 1 not done, 2 wrong arguments.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "rpcrt4/security/ntlm/account_file.hpp"
#include "tools/rpcpasswd/password.hpp"

namespace {

using base::Status;
using rpcrt4::security::Secret;
using rpcrt4::security::ntlm::AccountList;

struct Arguments {
    std::string file;
    std::string add;
    std::string change;
    std::string remove;
    std::string domain;
    bool list = false;
    bool from_input = false;
};

int complain(const std::string& what) {
    std::fprintf(stderr, "rpcpasswd: %s\n", what.c_str());
    return 1;
}

/// Keeps others of this program out while the file is read, changed and replaced. A file that does not exist yet is
/// nobody's to lock.
class Lock {
 public:
    explicit Lock(const std::string& path) {
        while (true) {
            file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
            if (file_ < 0 || ::flock(file_, LOCK_EX) != 0 || is(path)) return;
            ::close(file_);  // replaced while this one waited
        }
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() {
        if (file_ >= 0) ::close(file_);
    }

 private:
    bool is(const std::string& path) const {
        struct stat mine {};
        struct stat current {};
        return ::fstat(file_, &mine) == 0 && ::stat(path.c_str(), &current) == 0 && mine.st_ino == current.st_ino &&
               mine.st_dev == current.st_dev;
    }
    int file_ = -1;
};

/// Where a link leads, so that the file is replaced and not the link.
std::string real_path(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    if (!real) return path;
    std::string result(real);
    std::free(real);
    return result;
}

std::string name_of(const std::string& user, const std::string& domain) {
    return domain.empty() ? user : domain + "\\" + user;
}

int refuse(const Arguments& arguments, Status status, size_t line) {
    switch (status) {
        case Status::error_file_not_found:
            return complain(arguments.file + ": there is no such file");
        case Status::error_access_denied:
            return complain(arguments.file +
                            ": it must be a file of this user's that nobody else can read (mode 0600)");
        case Status::error_invalid_data:
            return complain(arguments.file + ":" + std::to_string(line) + ": this is not an account");
        default:
            return complain(arguments.file + ": it cannot be read");
    }
}

int list(const AccountList& accounts) {
    for (const AccountList::Entry* entry : accounts.entries()) {
        std::printf("%s\n", name_of(entry->user, entry->domain).c_str());
    }
    return 0;
}

/// The password first: others may use the file while somebody thinks.
int set(const Arguments& arguments, const std::string& user, const Secret& password) {
    const Lock lock(arguments.file);
    size_t line = 0;
    auto accounts = rpcrt4::security::ntlm::read_accounts(arguments.file, &line);
    const bool missing = accounts.status() == Status::error_file_not_found;
    if (!accounts && !(missing && !arguments.add.empty())) return refuse(arguments, accounts.status(), line);
    AccountList all = accounts ? std::move(*accounts) : AccountList();
    const bool known = AccountList(all).remove(user, arguments.domain);
    if (known == !arguments.add.empty()) {
        return complain(name_of(user, arguments.domain) + (known ? ": already there" : ": not there"));
    }
    all.set(user, arguments.domain, rpcrt4::security::ntlm::nt_hash(password.bytes()));
    const bool written = rpcrt4::security::ntlm::write_accounts(arguments.file, all) == Status::ok;
    return written ? 0 : complain(arguments.file + ": it cannot be written");
}

int remove(const Arguments& arguments) {
    const Lock lock(arguments.file);
    size_t line = 0;
    auto accounts = rpcrt4::security::ntlm::read_accounts(arguments.file, &line);
    if (!accounts) return refuse(arguments, accounts.status(), line);
    if (!accounts->remove(arguments.remove, arguments.domain)) {
        return complain(name_of(arguments.remove, arguments.domain) + ": not there");
    }
    const bool written = rpcrt4::security::ntlm::write_accounts(arguments.file, *accounts) == Status::ok;
    return written ? 0 : complain(arguments.file + ": it cannot be written");
}

int run(Arguments arguments) {
    arguments.file = real_path(arguments.file);
    if (arguments.list) {
        size_t line = 0;
        const auto accounts = rpcrt4::security::ntlm::read_accounts(arguments.file, &line);
        return accounts ? list(*accounts) : refuse(arguments, accounts.status(), line);
    }
    if (!arguments.remove.empty()) return remove(arguments);
    const std::string& user = arguments.add.empty() ? arguments.change : arguments.add;
    std::string problem;
    const auto password = arguments.from_input ? rpcpasswd::read_line(STDIN_FILENO, problem)
                                               : rpcpasswd::ask(name_of(user, arguments.domain), problem);
    return password ? set(arguments, user, *password) : complain(problem);
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Edits the accounts a server lets in by NTLM. New files are made with mode 0600.", "rpcpasswd");
    const CLI::Validator user([](std::string& text) { return text.empty() ? "a user has a name" : ""; }, "");
    const CLI::Validator name(
        [](std::string& text) {
            return rpcrt4::security::ntlm::account_name(text) ? "" : "a name has no colons and no control characters";
        },
        "");
    app.add_option("FILE", arguments.file, "the account file")->required();
    app.add_option("-a,--add", arguments.add, "a new account; asks for its password")
        ->type_name("USER")
        ->check(name)
        ->check(user);
    app.add_option("-c,--change", arguments.change, "another password for an account")
        ->type_name("USER")
        ->check(name)
        ->check(user);
    app.add_option("-x,--delete", arguments.remove, "remove an account")->type_name("USER")->check(name)->check(user);
    app.add_flag("-l,--list", arguments.list, "print the accounts there are");
    app.add_option("-d,--domain", arguments.domain, "the account's domain; any if not given")
        ->type_name("NAME")
        ->check(name);
    app.add_flag("--stdin", arguments.from_input, "the password is the first line of standard input");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    const int tasks = !arguments.add.empty() + !arguments.change.empty() + !arguments.remove.empty() + arguments.list;
    if (tasks != 1) {
        std::fprintf(stderr, "rpcpasswd: one of --add, --change, --delete and --list is needed\n");
        return 2;
    }
    return run(std::move(arguments));
}
