// SPDX-License-Identifier: LGPL-2.1-or-later
// The security descriptor of an interface (RpcServerRegisterIf3): its discretionary list against the client of a call.
// Who the client is, as far as this system can say: over the network nobody is authenticated, so it is the anonymous
// logon; over a local socket the kernel vouches for user and group, and S-1-22-1-UID and S-1-22-2-GID are their SIDs
// (the "Unix User" and "Unix Group" of Samba). As on Windows, Everyone does not include the anonymous.
// Which right a call needs is not documented; any right an entry names counts. Owner: the registered interface's
// policy. Threads: any. Layout and order of evaluation: [MS-DTYP] 2.4.5, 2.4.6, 2.5.3.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"

namespace rpcrt4::server {

struct Sid {
    uint64_t authority = 0;
    std::vector<uint32_t> parts;
    friend bool operator==(const Sid&, const Sid&) noexcept = default;
};

struct LocalUser {
    uid_t user;
    gid_t group;
};
/// The SIDs a client has; none given: it came over the network.
std::vector<Sid> sids_of(const std::optional<LocalUser>& client);

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

}  // namespace rpcrt4::server
