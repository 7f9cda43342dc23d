// SPDX-License-Identifier: LGPL-2.1-or-later
// A user as the kernel knows one, and a single thread that is one. POSIX gives a process one user for all its threads;
// Linux gives each thread its own, and so what is done here is done by bare system calls: the C library's functions
// would change every thread. credentials(7), setfsuid(2), setgroups(2).
//
// Only a process of root may: it needs CAP_SETUID and CAP_SETGID, and a thread whose fsuid leaves 0 loses the
// capabilities that override permissions of files until it comes back. What does not come back: the process is not
// dumpable any more (core files, ptrace by its own user), see prctl(2), PR_SET_DUMPABLE.
// Threads: each its own.
#pragma once

#include <sys/types.h>

#include <vector>

#include "handleapi/base/status.hpp"

namespace rpcrt4::security {

struct SystemUser {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    friend bool operator==(const SystemUser&, const SystemUser&) = default;
};

/// Whether impersonation reaches the kernel: $RPCRT4_IMPERSONATE is "files".
bool impersonation_reaches_files() noexcept;

/// What the kernel checks of a thread: the files it may open (fs*), and who it is to the other end of a local socket it
/// connects (e*).
struct ThreadCredentials {
    uid_t fsuid = 0;
    gid_t fsgid = 0;
    uid_t euid = 0;
    gid_t egid = 0;
    std::vector<gid_t> groups;

    static ThreadCredentials of_this_thread();
    /// Makes this thread such a one. A process that cannot go back must not go on: it ends.
    void restore() const noexcept;
};

/// Files are opened as by `user` from now on. rpc_s_no_context_available when this process may not; then nothing has
/// changed.
base::Status open_files_as(const SystemUser& user) noexcept;

/// While it lives, this thread is `user` to whoever it connects to on this machine, and to the files on the way there.
class ConnectsAs {
 public:
    explicit ConnectsAs(const SystemUser& user);
    ~ConnectsAs() { before_.restore(); }
    ConnectsAs(const ConnectsAs&) = delete;
    ConnectsAs& operator=(const ConnectsAs&) = delete;
    /// ok, or rpc_s_access_denied when this process may not.
    base::Status status() const noexcept { return status_; }

 private:
    const ThreadCredentials before_;
    base::Status status_;
};

}  // namespace rpcrt4::security
