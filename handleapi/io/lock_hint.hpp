// SPDX-License-Identifier: LGPL-2.1-or-later
// LockHint: a word that tells whether files of a group may have locks of this library, so that reading and writing ask
// the kernel only then. The words are in memory that the user's processes share (shared/shared_file.hpp), a file's is
// found by its device and inode numbers. Who has locks on a file has counted its word up before the kernel has them;
// a process that is killed leaves it up, at the cost of questions, until nobody uses the memory any more.
// Locks of programs without this library are not counted, so they stop nobody here.
#pragma once

#include <atomic>
#include <cstdint>

#include "handleapi/io/share_locks.hpp"

namespace handleapi::io {

/// The word of the file; null when there is no shared memory to be had, and the kernel must be asked every time.
std::atomic<uint32_t>* lock_hint(const FileIdentity& file) noexcept;

}  // namespace handleapi::io
