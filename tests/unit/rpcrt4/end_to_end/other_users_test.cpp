// SPDX-License-Identifier: LGPL-2.1-or-later
// Clients that are other users of this machine, for which the tests must run as root: what the server is told of them,
// that they cannot pass as its own user, and impersonation that reaches the kernel. The clients are children of this
// program that run one of the cases marked as such and give up root first.
#include <fcntl.h>
#include <grp.h>
#include <spawn.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/rpcrt4/end_to_end/security_fixture.hpp"

#include <rpcasync.h>

extern char** environ;

using namespace end_to_end;

namespace {

// Nobody on any machine: no entry of passwd, no files.
constexpr uid_t kUser = 54321;
constexpr gid_t kGroup = 54322;
constexpr gid_t kOtherGroup = 54323;
constexpr RPC_STATUS kInner = 4321;

std::string runtime_directory() { return ::getenv("RPCRT4_RUNTIME_DIR"); }

/// A local endpoint that other users can reach, for the life of the object.
class OpenToAll {
 public:
    OpenToAll() {
        address_ = local_address();
        REQUIRE(::chmod(runtime_directory().c_str(), 0711) == 0);
        REQUIRE(::chmod((runtime_directory() + "/security-tests").c_str(), 0666) == 0);
    }
    ~OpenToAll() { ::chmod(runtime_directory().c_str(), 0700); }
    const std::string& address() const { return address_; }

 private:
    std::string address_;
};

/// Runs a case of this program in a child, with the address to call. The child's id, in `*pid` before it has ended;
/// true when all its checks held.
bool as_another_user(const char* test_case, const std::string& address, std::atomic<pid_t>* pid = nullptr) {
    ::setenv("TEST_ADDRESS", address.c_str(), 1);
    const std::string filter = std::string("--test-case=") + test_case;
    char program[] = "/proc/self/exe";
    char all[] = "--no-skip", quiet[] = "--minimal";
    char* arguments[] = {program, all, const_cast<char*>(filter.c_str()), quiet, nullptr};
    pid_t child = 0;
    REQUIRE(::posix_spawn(&child, program, nullptr, nullptr, arguments, environ) == 0);
    if (pid != nullptr) *pid = child;
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    explain_raise.settle();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string become_another_user() {
    const gid_t groups[] = {kOtherGroup};
    REQUIRE(::setgroups(1, groups) == 0);
    REQUIRE(::setgid(kGroup) == 0);
    REQUIRE(::setuid(kUser) == 0);
    return ::getenv("TEST_ADDRESS");
}

RPC_STATUS call(handle_t binding) {
    return raised_by([&] { c_Echo(binding, 1); });
}

bool is_root() {
    if (::geteuid() == 0) return true;
    MESSAGE("not shown: the tests do not run as root");
    return false;
}

/// A file with that owner and mode, and its folder.
class Files {
 public:
    Files() {
        REQUIRE(::mkdtemp(folder_) != nullptr);
        REQUIRE(::chmod(folder_, 0777) == 0);
    }
    ~Files() { std::filesystem::remove_all(folder_); }
    std::string make(const char* name, gid_t group, mode_t mode) const {
        const std::string path = std::string(folder_) + "/" + name;
        std::ofstream(path) << "text";
        REQUIRE(::chown(path.c_str(), 0, group) == 0);
        REQUIRE(::chmod(path.c_str(), mode) == 0);
        return path;
    }
    std::string folder() const { return folder_; }

 private:
    char folder_[32] = "/tmp/rpcrt4-users-XXXXXX";
};

bool opens(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) ::close(descriptor);
    return descriptor >= 0;
}

/// And is in none of the client's groups.
bool is_root_to_files() {
    gid_t groups[64];
    const int count = ::getgroups(64, groups);
    const bool a_member = count < 0 || std::find(groups, groups + count, kOtherGroup) != groups + count;
    return !a_member && ::setfsuid(static_cast<uid_t>(-1)) == 0 && ::setfsgid(static_cast<gid_t>(-1)) == 0;
}

DWORD WINAPI open_in_a_thread(void* path) { return opens(static_cast<const char*>(path)) ? 1 : 0; }

/// Impersonation reaches files, for the life of the object.
struct ReachingFiles {
    ReachingFiles() { ::setenv("RPCRT4_IMPERSONATE", "files", 1); }
    ~ReachingFiles() { ::unsetenv("RPCRT4_IMPERSONATE"); }
};

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/other_users") {
    TEST_CASE("child: one call" * doctest::skip()) {
        const std::string address = become_another_user();
        Binding binding(address);
        CHECK(raised_by([&] { c_Raise(binding, 1234); }) == 1234);
    }

    TEST_CASE("of a local client who says nothing the server is told what the kernel knows") {
        if (!is_root()) return;
        Server server("ncalrpc");
        const OpenToAll open;
        static RPC_CALL_ATTRIBUTES_V2_A attributes;
        static char name[256];
        static RPC_STATUS status;
        static std::string client;
        attributes = {};
        attributes.Version = 2;
        attributes.Flags = RPC_QUERY_CLIENT_PRINCIPAL_NAME | RPC_QUERY_CLIENT_PID;
        attributes.ClientPrincipalNameBufferLength = sizeof name;
        attributes.ClientPrincipalName = reinterpret_cast<unsigned char*>(name);
        explain_raise = [](ULONG) {
            status = RpcServerInqCallAttributesA(nullptr, &attributes);
            RPC_AUTHZ_HANDLE privileges = nullptr;
            RpcBindingInqAuthClientA(nullptr, &privileges, nullptr, nullptr, nullptr, nullptr);
            client = static_cast<const char*>(privileges);
        };
        std::atomic<pid_t> pid{0};
        CHECK(as_another_user("child: one call", open.address(), &pid));
        explain_raise = nullptr;
        CHECK(status == RPC_S_OK);
        CHECK(client.substr(client.find('\\')) == "\\" + std::to_string(kUser));
        CHECK(client == name);
        CHECK(attributes.ClientPID == reinterpret_cast<HANDLE>(static_cast<intptr_t>(pid.load())));
        CHECK(attributes.IsClientLocal == rcclLocal);
        CHECK(attributes.AuthenticationService == RPC_C_AUTHN_WINNT);
        CHECK(attributes.AuthenticationLevel == RPC_C_AUTHN_LEVEL_PKT_PRIVACY);
        CHECK(attributes.NullSession == 0);
    }

    TEST_CASE("child: no way in" * doctest::skip()) {
        const std::string address = become_another_user();
        const std::string secret = runtime_directory() + "/logon-secret";
        CHECK(::open(secret.c_str(), O_RDONLY) < 0);
        CHECK(errno == EACCES);
        Binding binding(address);
        CHECK(call(binding) == RPC_S_OK);
        const auto refused = [&] {
            for (const ULONG service : kServices) {
                for (const ULONG level : {RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_LEVEL_PKT_PRIVACY}) {
                    REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, static_cast<ULONG>(level), service, nullptr, 0) ==
                            RPC_S_OK);
                    const RPC_STATUS status = call(binding);
                    CHECK((status == RPC_S_ACCESS_DENIED || status == RPC_S_SEC_PKG_ERROR));
                }
            }
            auto guess = identity("root", "");
            REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &guess, 0) ==
                    RPC_S_OK);
            CHECK(call(binding) == RPC_S_ACCESS_DENIED);
        };
        refused();
        if (address.starts_with("ncalrpc")) return;
        // With a secret of its own.
        char own[] = "/tmp/rpcrt4-own-XXXXXX";
        REQUIRE(::mkdtemp(own) != nullptr);
        ::setenv("RPCRT4_RUNTIME_DIR", own, 1);
        refused();
        CHECK(std::filesystem::exists(std::string(own) + "/logon-secret"));
        std::filesystem::remove_all(own);
    }

    TEST_CASE("another user cannot pass as this one: its secret is not readable, and any other is refused") {
        if (!is_root()) return;
        register_services();
        Server server("ncacn_ip_tcp");
        const OpenToAll open;
        Binding own(server.string_binding());
        REQUIRE(RpcBindingSetAuthInfoA(own, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, nullptr, 0) ==
                RPC_S_OK);
        CHECK(call(own) == RPC_S_OK);  // there is a secret now
        CHECK(as_another_user("child: no way in", open.address()));
        CHECK(as_another_user("child: no way in", server.string_binding()));
    }

    TEST_CASE("files are opened as by the client, by this thread alone, until it reverts or returns") {
        if (!is_root()) return;
        Server server("ncalrpc");
        const OpenToAll open;
        const Files files;
        const ReachingFiles reaching;
        static std::string roots, groups, clients, made;
        roots = files.make("roots", 0, 0600);
        groups = files.make("groups", kOtherGroup, 0640);
        clients = files.make("clients", kGroup, 0640);
        made = files.folder() + "/made";
        std::thread bystander([] {
            backstage().wait_at_gate();
            CHECK(opens(roots));
            backstage().wait_at_gate();
        });
        explain_raise = [](ULONG) {
            CHECK(opens(roots));
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK_FALSE(opens(roots));
            CHECK(opens(groups));
            CHECK(opens(clients));
            { std::ofstream file(made); }
            // A thread there was, and one that this one makes.
            CHECK(backstage().await_gate(1));
            backstage().open_gate();
            CHECK(backstage().await_gate(1));
            const HANDLE thread = CreateThread(nullptr, 0, open_in_a_thread, roots.data(), 0, nullptr);
            CHECK(WaitForSingleObject(thread, kLimit) == WAIT_OBJECT_0);
            DWORD opened = 0;
            CHECK(GetExitCodeThread(thread, &opened));
            CHECK(opened == 1);
            CloseHandle(thread);
            CHECK_FALSE(opens(roots));
            CHECK(RpcRevertToSelf() == RPC_S_OK);
            CHECK(opens(roots));
            CHECK(is_root_to_files());
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            CHECK_FALSE(opens(roots));
        };
        CHECK(as_another_user("child: one call", open.address()));
        backstage().open_gate();
        bystander.join();
        explain_raise = nullptr;
        struct stat info {};
        REQUIRE(::stat(made.c_str(), &info) == 0);
        CHECK(info.st_uid == kUser);
        CHECK(info.st_gid == kGroup);
        Binding binding(open.address());
        for (int i = 0; i < 40; ++i) {
            CHECK(in_a_call(binding, [] {
                CHECK(is_root_to_files());
                CHECK(opens(roots));
            }));
        }
    }

    TEST_CASE("a local call of a thread that impersonates is the client's own") {
        if (!is_root()) return;
        register_services();
        Server server("ncalrpc");
        const OpenToAll open;
        static Binding* next;
        static std::vector<std::string> callers;
        static RPC_STATUS as_server, authenticated;
        static Binding* proving;
        Binding next_binding(open.address());
        Binding proving_binding(open.address());
        next = &next_binding;
        proving = &proving_binding;
        callers.clear();
        RPC_SECURITY_QOS qos{1, 0, RPC_C_QOS_IDENTITY_DYNAMIC, RPC_C_IMP_LEVEL_IMPERSONATE};
        REQUIRE(RpcBindingSetAuthInfoExA(*proving, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, nullptr, 0,
                                         &qos) == RPC_S_OK);
        explain_raise = [](ULONG code) {
            RPC_AUTHZ_HANDLE name = nullptr;
            CHECK(RpcBindingInqAuthClientA(nullptr, &name, nullptr, nullptr, nullptr, nullptr) == RPC_S_OK);
            if (code == kInner) callers.push_back(static_cast<const char*>(name));
            if (code != 1234) return;
            const auto ask = [] { CHECK(raised_by([] { c_Raise(*next, kInner); }) == kInner); };
            ask();
            CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK);
            as_server = raised_by([] { c_Raise(*next, kInner); });
            authenticated = call(*proving);
            if (as_server == kInner) ask();
            CHECK(RpcRevertToSelf() == RPC_S_OK);
            CHECK(is_root_to_files());
            CHECK(call(*proving) == RPC_S_OK);
            ask();
        };
        const std::string user = "\\" + std::to_string(kUser);
        SUBCASE("or not made, where impersonation does not reach the kernel") {
            CHECK(as_another_user("child: one call", open.address()));
            CHECK(as_server == RPC_S_ACCESS_DENIED);
            REQUIRE(callers.size() == 2);
            CHECK_FALSE(callers[1].ends_with(user));
        }
        SUBCASE("where it does") {
            const ReachingFiles reaching;
            CHECK(as_another_user("child: one call", open.address()));
            CHECK(as_server == kInner);
            REQUIRE(callers.size() == 4);
            CHECK(callers[1].ends_with(user));
            CHECK(callers[2].ends_with(user));
            CHECK_FALSE(callers[3].ends_with(user));
        }
        CHECK_FALSE(callers[0].ends_with(user));
        CHECK(authenticated == RPC_S_ACCESS_DENIED);
        explain_raise = nullptr;
    }

    TEST_CASE("child: no server of root" * doctest::skip()) {
        become_another_user();
        char own[] = "/tmp/rpcrt4-own-XXXXXX";
        REQUIRE(::mkdtemp(own) != nullptr);
        ::setenv("RPCRT4_RUNTIME_DIR", own, 1);
        {
            const ReachingFiles reaching;
            register_services();
            const Accounts accounts;
            Server server("ncacn_ip_tcp");
            Binding binding(server.string_binding());
            auto who = identity("user", "password");
            REQUIRE(RpcBindingSetAuthInfoA(binding, nullptr, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &who, 0) ==
                    RPC_S_OK);
            CHECK(in_a_call(binding, [] { CHECK(RpcImpersonateClient(nullptr) == RPC_S_NO_CONTEXT_AVAILABLE); }));
            Binding as_oneself(local_address());
            CHECK(in_a_call(as_oneself, [] { CHECK(RpcImpersonateClient(nullptr) == RPC_S_OK); }));
        }
        std::filesystem::remove_all(own);
    }

    TEST_CASE("who must open files as the client and cannot does not impersonate him") {
        if (!is_root()) return;
        CHECK(as_another_user("child: no server of root", ""));
    }
}
