// SPDX-License-Identifier: LGPL-2.1-or-later
// Whom a thread acts for. A server's thread that impersonates its client (RpcImpersonateClient) has an Identity; the
// calls it makes then are made as that client, or not at all: never as the server.
//   the client is this process's own user     as the process, which is the same
//   over a local transport as a local user    as that user, where impersonation reaches the kernel (thread_user)
//   anything else                             rpc_s_access_denied
// The ticket a Kerberos client leaves (RPC_C_IMP_LEVEL_DELEGATE) is of no use: MIT's GSSAPI does not give it out in an
// exchange of RPC's style. A call as nobody, over a transport that says nothing of users, is what it is. Microsoft
// "Client Impersonation".
//
// Threads: an Identity does not change; the rest is the calling thread's.
#pragma once

#include <optional>

#include "handleapi/base/ref.hpp"
#include "rpcrt4/security/provider.hpp"
#include "rpcrt4/security/thread_user.hpp"

namespace rpcrt4::security {

class Identity final : public base::RefCounted {
 public:
    Identity(Peer peer, std::optional<SystemUser> user) noexcept : peer_(std::move(peer)), user_(std::move(user)) {}

    const Peer& peer() const noexcept { return peer_; }
    const std::optional<SystemUser>& user() const noexcept { return user_; }
    /// The user of this process: acting for him is no different.
    bool is_process() const noexcept;
    bool same(const Identity& other) const noexcept;

 private:
    const Peer peer_;
    const std::optional<SystemUser> user_;
};

/// Null, the process, is the same as null.
bool same(const base::Ref<const Identity>& one, const base::Ref<const Identity>& other) noexcept;

namespace acting {

/// Whom this thread acts for; null: for nobody.
base::Ref<const Identity> whom() noexcept;
/// As whom this thread calls others: whom(), where that makes a difference.
base::Ref<const Identity> as() noexcept;
/// The thread acts for somebody, on behalf of a call (its handle), instead of whoever it was. Files follow, where they
/// are to: then rpc_s_no_context_available when they cannot, and it acts for nobody.
base::Status begin(base::Ref<const Identity> identity, const void* call);
/// For the call of begin(); null: whatever it was. False when the thread acts for another.
bool end(const void* call) noexcept;

/// A thread that enters somebody's code acts for nobody; when it comes back it is what it was before.
class Entering {
 public:
    Entering() noexcept;
    ~Entering();
    Entering(const Entering&) = delete;
    Entering& operator=(const Entering&) = delete;

 private:
    void* before_;
};

}  // namespace acting

}  // namespace rpcrt4::security
