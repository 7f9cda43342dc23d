// SPDX-License-Identifier: LGPL-2.1-or-later
// See thread_user.hpp.
#include "rpcrt4/security/thread_user.hpp"

#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rpcrt4::security {

using base::Status;

namespace {

constexpr uid_t kSame = static_cast<uid_t>(-1);

// Asking for an impossible one is the way to be told.
uid_t fsuid_now() noexcept { return static_cast<uid_t>(::setfsuid(kSame)); }
gid_t fsgid_now() noexcept { return static_cast<gid_t>(::setfsgid(kSame)); }

bool become_fsuid(uid_t uid) noexcept {
    ::setfsuid(uid);
    return fsuid_now() == uid;
}
bool become_fsgid(gid_t gid) noexcept {
    ::setfsgid(gid);
    return fsgid_now() == gid;
}
bool become_euid(uid_t uid) noexcept { return ::syscall(SYS_setresuid, kSame, uid, kSame) == 0; }
bool become_egid(gid_t gid) noexcept { return ::syscall(SYS_setresgid, kSame, gid, kSame) == 0; }
bool become_member(const std::vector<gid_t>& groups) noexcept {
    return ::syscall(SYS_setgroups, groups.size(), groups.data()) == 0;
}

}  // namespace

bool impersonation_reaches_files() noexcept {
    const char* const wanted = ::secure_getenv("RPCRT4_IMPERSONATE");
    return wanted != nullptr && std::strcmp(wanted, "files") == 0;
}

ThreadCredentials ThreadCredentials::of_this_thread() {
    ThreadCredentials now{
        .fsuid = fsuid_now(), .fsgid = fsgid_now(), .euid = ::geteuid(), .egid = ::getegid(), .groups = {}};
    const int count = ::getgroups(0, nullptr);
    now.groups.resize(count > 0 ? static_cast<size_t>(count) : 0);
    const int got = ::getgroups(static_cast<int>(now.groups.size()), now.groups.data());
    now.groups.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return now;
}

/// The effective user first: the rights to the rest come with it. It takes the file system's along.
void ThreadCredentials::restore() const noexcept {
    const bool back = (::geteuid() == euid || become_euid(euid)) && (::getegid() == egid || become_egid(egid)) &&
                      become_member(groups) && become_fsgid(fsgid) && become_fsuid(fsuid);
    if (back) return;
    std::fputs("rpcrt4: a thread cannot stop impersonating its client\n", stderr);
    std::abort();
}

Status open_files_as(const SystemUser& user) noexcept {
    if (fsuid_now() == user.uid) return Status::ok;
    if (fsuid_now() != 0) return Status::rpc_s_no_context_available;
    const ThreadCredentials before = ThreadCredentials::of_this_thread();
    if (!become_member(user.groups)) return Status::rpc_s_no_context_available;
    if (become_fsgid(user.gid) && become_fsuid(user.uid)) return Status::ok;
    before.restore();
    return Status::rpc_s_no_context_available;
}

ConnectsAs::ConnectsAs(const SystemUser& user) : before_(ThreadCredentials::of_this_thread()) {
    const bool may = become_member(user.groups) && become_egid(user.gid) && become_euid(user.uid);
    status_ = may ? Status::ok : Status::rpc_s_access_denied;
}

}  // namespace rpcrt4::security
