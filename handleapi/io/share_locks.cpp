// SPDX-License-Identifier: LGPL-2.1-or-later
// See share_locks.hpp. Reference: fcntl(2), "Open file description locks".
#include "handleapi/io/share_locks.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <string>

#include "handleapi/base/per_process.hpp"
#include "handleapi/base/runtime_directory.hpp"

namespace handleapi::io {

namespace {

constexpr size_t kFiles = 8;  // the kernel walks all locks of one
constexpr uint32_t kBits = 3;
constexpr off_t kTurn = 7;  // the byte who looks and takes has for himself

struct Place {
    size_t file;
    off_t offset;
};

Place place_of(const FileIdentity& file) noexcept {
    uint64_t hash = file.device * 0x9E3779B97F4A7C15 ^ file.inode;
    hash = (hash ^ hash >> 31) * 0xD6E8FEB86659FD93;
    hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93;
    return {hash >> 60 & (kFiles - 1), static_cast<off_t>((hash & ((uint64_t{1} << 59) - 1)) * 8)};
}

OwnedDescriptor open_shares(size_t number) noexcept {
    try {
        const auto folder = base::runtime_directory();
        if (!folder) return OwnedDescriptor();
        const std::string path = *folder + "/shares." + std::to_string(number);
        return OwnedDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    } catch (const std::bad_alloc&) {
        return OwnedDescriptor();
    }
}

/// This process's descriptions, opened when first needed and kept, unless the program moves its runtime directory.
class Descriptions {
 public:
    /// -1 where there is none. Calls must not overlap.
    static int of(size_t number) noexcept {
        static constinit base::PerProcess<Descriptions> all;
        try {
            return all.get([] { return new Descriptions; }).get(number);
        } catch (const std::bad_alloc&) {
            return -1;
        }
    }

 private:
    int get(size_t number) {
        const char* named = ::secure_getenv("RPCRT4_RUNTIME_DIR");
        if (folder_ != (named ? named : "")) {
            open_ = {};
            folder_ = named ? named : "";
        }
        if (!open_[number]) open_[number] = open_shares(number);
        return open_[number].get();
    }
    std::string folder_;
    std::array<OwnedDescriptor, kFiles> open_;
};

bool lock(int descriptor, int command, short type, off_t offset, off_t size) noexcept {
    struct flock request {};
    request.l_type = type;
    request.l_whence = SEEK_SET;
    request.l_start = offset;
    request.l_len = size;
    int result;
    do {
        result = ::fcntl(descriptor, command, &request);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

/// Whether another description has a lock there.
bool locked(int descriptor, off_t offset, off_t size) noexcept {
    struct flock request {};
    request.l_type = F_WRLCK;
    request.l_whence = SEEK_SET;
    request.l_start = offset;
    request.l_len = size;
    return ::fcntl(descriptor, F_OFD_GETLK, &request) == 0 && request.l_type != F_UNLCK;
}

/// Uses in the lower bits, denials in the upper ones, as the bytes lie.
uint32_t bytes_of(const ShareBits& bits) noexcept { return bits.uses | bits.denies << kBits; }

/// Sets the lock on each run of bytes.
void set(int descriptor, off_t offset, uint32_t bytes, short type) noexcept {
    for (uint32_t first = 0; first < 2 * kBits;) {
        if (!(bytes >> first & 1)) {
            ++first;
            continue;
        }
        uint32_t end = first;
        while (bytes >> end & 1) ++end;
        lock(descriptor, F_OFD_SETLK, type, offset + first, end - first);
        first = end;
    }
}

/// Whether one of the bytes is another process's.
bool any_locked(int descriptor, off_t offset, uint32_t bytes) noexcept {
    for (uint32_t byte = 0; byte < 2 * kBits; ++byte) {
        if ((bytes >> byte & 1) && locked(descriptor, offset + byte, 1)) return true;
    }
    return false;
}

}  // namespace

bool ShareLocks::add(const FileIdentity& file, const ShareBits& held, const ShareBits& wanted,
                     const ShareBits& asking) {
    const Place place = place_of(file);
    const int descriptor = Descriptions::of(place.file);
    if (descriptor < 0) return true;
    lock(descriptor, F_OFD_SETLKW, F_WRLCK, place.offset + kTurn, 1);
    // Mostly nobody else has the file. Who uses something meets those who deny it, and the other way round.
    const bool alone = !locked(descriptor, place.offset, 2 * kBits);
    const uint32_t conflicting = bytes_of({asking.denies, asking.uses});
    const bool allowed = alone || !any_locked(descriptor, place.offset, conflicting);
    if (allowed) set(descriptor, place.offset, bytes_of(wanted) & ~bytes_of(held), F_RDLCK);
    lock(descriptor, F_OFD_SETLK, F_UNLCK, place.offset + kTurn, 1);
    return allowed;
}

void ShareLocks::give_up(const FileIdentity& file, const ShareBits& held, const ShareBits& wanted) noexcept {
    const Place place = place_of(file);
    const int descriptor = Descriptions::of(place.file);
    if (descriptor >= 0) set(descriptor, place.offset, bytes_of(held) & ~bytes_of(wanted), F_UNLCK);
}

bool ShareLocks::denied(const FileIdentity& file, uint32_t uses) noexcept {
    const Place place = place_of(file);
    const int descriptor = Descriptions::of(place.file);
    return descriptor >= 0 && any_locked(descriptor, place.offset, bytes_of({0, uses}));
}

OwnedDescriptor ShareLocks::hold(const FileIdentity& file, const ShareBits& bits) noexcept {
    const Place place = place_of(file);
    OwnedDescriptor own = open_shares(place.file);
    if (own) set(own.get(), place.offset, bytes_of(bits), F_RDLCK);
    return own;
}

}  // namespace handleapi::io
