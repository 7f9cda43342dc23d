// SPDX-License-Identifier: LGPL-2.1-or-later
// Security descriptors as programs lay them out, and what they mean: the discretionary list of an interface
// (RpcServerRegisterIf3) against the client of a call, that of a client's expectation (RPC_SECURITY_QOS_V5) against the
// server. Who somebody is, as far as this system can say: a user of this machine has S-1-22-1-UID and S-1-22-2-GID, the
// "Unix User" and "Unix Group" of Samba; of an account that others have authenticated only that is known. As on
// Windows, Everyone does not include the anonymous.
// Which right a call needs is not documented; any right an entry names counts. Threads: any.
// Layout and order of evaluation: [MS-DTYP] 2.4.2, 2.4.5, 2.4.6, 2.5.3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/security/sid.hpp"
#include "rpcrt4/security/thread_user.hpp"

namespace rpcrt4::security {

/// What is known of somebody.
struct Party {
    bool local = false;          ///< on this machine
    bool authenticated = false;  ///< and not as nobody
    std::optional<SystemUser> user = {};
};
std::vector<Sid> sids_of(const Party& party);
/// The SID stands for that user itself, and not for one of its groups.
bool stands_for(const Sid& sid, uid_t user);

class SecurityDescriptor final : public base::RefCounted {
 public:
    /// A copy of what a program passes, absolute or self-relative. rpc_s_invalid_security_desc when it is malformed,
    /// rpc_s_cannot_support when an entry is of a kind that cannot be evaluated here.
    static base::Result<base::Ref<SecurityDescriptor>> copy(const void* descriptor);

    /// The first entry that names one of the SIDs decides; nobody is admitted who is not named. A descriptor without a
    /// list admits everybody.
    bool admits(std::span<const Sid> client) const noexcept;

 private:
    struct Entry {
        bool allow;
        Sid sid;
    };
    base::Status read_list(const std::byte* list);

    bool open_ = true;
    std::vector<Entry> entries_;
};

}  // namespace rpcrt4::security
