// SPDX-License-Identifier: LGPL-2.1-or-later
// Share modes between the processes of one user: who uses a file for what, and what he denies others. It is kept as
// locks on bytes of a file in the runtime directory (shares.0 ...), six bytes for each file that somebody has open: a
// shared lock says that a process uses (denies) reading, writing or deleting. So the kernel knows it all, nothing is
// written anywhere, and what a killed process had is gone with it.
//
// Why not locks on the file itself: they would stop programs that know nothing of this (lockf(3) to the end of
// everything), want a description with the right mode, and do not work on every file system. Two files whose device
// and inode numbers have the same hash of 60 bits would be taken for one.
// Without a runtime directory share modes hold within the process alone.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "handleapi/base/status.hpp"
#include "handleapi/io/descriptor.hpp"

namespace handleapi::io {

struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};

/// FILE_SHARE_* bits of what somebody does, and of what he does not let others do.
struct ShareBits {
    uint32_t uses = 0;
    uint32_t denies = 0;
    bool operator==(const ShareBits&) const = default;
    bool none() const noexcept { return uses == 0 && denies == 0; }
};

class ShareLocks {
 public:
    /// Adds what `wanted` has more than `held` to what this process holds, unless another process and `asking` do not
    /// allow each other. Calls of these three must not overlap.
    static bool add(const FileIdentity& file, const ShareBits& held, const ShareBits& wanted, const ShareBits& asking);
    /// Gives up what `held` has more than `wanted`.
    static void give_up(const FileIdentity& file, const ShareBits& held, const ShareBits& wanted) noexcept;
    /// Whether another process denies one of these.
    static bool denied(const FileIdentity& file, uint32_t uses) noexcept;
    /// A description that holds the bits for whoever has it, for a child; none where there is no runtime directory.
    static OwnedDescriptor hold(const FileIdentity& file, const ShareBits& bits) noexcept;
};

}  // namespace handleapi::io
