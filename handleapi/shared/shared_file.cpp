// SPDX-License-Identifier: LGPL-2.1-or-later
// See shared_file.hpp. The locks are open file description locks: they live as long as a descriptor or a mapping made
// through it does, and change from writing to reading without a gap. A child made by fork() has the mappings, too.
#include "handleapi/shared/shared_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <new>

#include "handleapi/base/owned_descriptor.hpp"
#include "handleapi/base/runtime_directory.hpp"

namespace handleapi::shared {

using base::OwnedDescriptor;
using base::Result;
using base::Status;

namespace {

constexpr int kAttempts = 1000;  // each is lost to another process that made or removed the file just then

Status from_errno(int error) noexcept {
    switch (error) {
        case ENOENT:
            return Status::error_file_not_found;
        case EMFILE:
        case ENFILE:
            return Status::error_too_many_open_files;
        case ENOMEM:
        case ENOSPC:
            return Status::error_no_system_resources;
        default:
            return Status::error_access_denied;
    }
}

/// objects/ in the runtime directory: this user's, and closed to others.
Result<std::string> directory() {
    const auto runtime = base::runtime_directory();
    if (!runtime) return Status::error_access_denied;
    std::string path = *runtime + "/objects";
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return from_errno(errno);
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return from_errno(errno);
    const bool mine = S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & 077) == 0;
    return mine ? Result<std::string>(std::move(path)) : Result<std::string>(Status::error_access_denied);
}

bool lock(int descriptor, short type, int command) noexcept {
    struct flock whole {};
    whole.l_type = type;
    whole.l_whence = SEEK_SET;
    int result = 0;
    do {
        result = ::fcntl(descriptor, command, &whole);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

/// Whether `path` still names the file behind the descriptor.
bool is_current(int descriptor, const std::string& path) noexcept {
    struct stat mine {};
    struct stat named {};
    return ::fstat(descriptor, &mine) == 0 && ::lstat(path.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
           mine.st_dev == named.st_dev;
}

bool is_acceptable(int descriptor, size_t size) noexcept {
    struct stat info {};
    return ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
           info.st_size >= static_cast<off_t>(size);
}

Result<void*> map(int descriptor, size_t size) noexcept {
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return memory != MAP_FAILED ? Result<void*>(memory) : Result<void*>(from_errno(errno));
}

bool is_ready(const void* memory) noexcept {
    return static_cast<const std::atomic<uint32_t>*>(memory)->load(std::memory_order_acquire) != 0;
}

/// Behind a write lock: nothing has been put into the file yet. What a crash left is not used again, as its memory may
/// still be mapped.
bool is_new(int descriptor) noexcept {
    struct stat info {};
    return ::fstat(descriptor, &info) == 0 && info.st_size == 0;
}

struct Making {
    const SharedFile::Initialise& initialise;
    uint64_t more;
};

/// One attempt; error_not_ready when the file changed hands meanwhile.
Result<void*> attempt(const std::string& path, size_t size, const Making* making) {
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (making ? O_CREAT : 0);
    const OwnedDescriptor file(::open(path.c_str(), flags, 0600));
    if (file.get() < 0) return from_errno(errno);
    if (lock(file.get(), F_WRLCK, F_OFD_SETLK)) {
        if (!is_current(file.get(), path)) return Status::error_not_ready;
        if (!making || !is_new(file.get())) {
            ::unlink(path.c_str());
            return making ? Status::error_not_ready : Status::error_file_not_found;
        }
        if (::ftruncate(file.get(), static_cast<off_t>(size + making->more)) != 0) return from_errno(errno);
        const auto memory = map(file.get(), size);
        if (!memory) return memory.status();
        making->initialise(*memory);
        lock(file.get(), F_RDLCK, F_OFD_SETLK);
        return *memory;
    }
    if (!lock(file.get(), F_RDLCK, F_OFD_SETLKW)) return from_errno(errno);
    if (!is_current(file.get(), path)) return Status::error_not_ready;
    // Its maker was killed before it was ready: nobody has it now, and the next attempt makes it.
    if (!is_acceptable(file.get(), size)) return Status::error_not_ready;
    const auto memory = map(file.get(), size);
    if (memory && !is_ready(*memory)) {
        ::munmap(*memory, size);
        return Status::error_not_ready;
    }
    return memory;
}

Result<std::pair<std::string, void*>> repeat(const std::string& name, size_t size,
                                             const Making* making) {
    const auto folder = directory();
    if (!folder) return folder.status();
    const std::string path = *folder + "/" + name;
    for (int i = 0; i < kAttempts; ++i) {
        const auto memory = attempt(path, size, making);
        if (memory) return std::pair{name, *memory};
        if (memory.status() != Status::error_not_ready) return memory.status();
    }
    return Status::error_busy;
}

}  // namespace

Result<SharedFile> SharedFile::open_or_create(const std::string& name, size_t size, const Initialise& initialise,
                                              uint64_t more) {
    const Making making{initialise, more};
    auto made = repeat(name, size, &making);
    if (!made) return made.status();
    return SharedFile(std::move(made->first), made->second, size);
}

Result<SharedFile> SharedFile::open(const std::string& name, size_t size) {
    auto found = repeat(name, size, nullptr);
    if (!found) return found.status();
    return SharedFile(std::move(found->first), found->second, size);
}

Result<SharedFile> SharedFile::adopt(int descriptor, size_t size) {
    if (!is_acceptable(descriptor, size)) return Status::error_invalid_handle;
    const auto memory = map(descriptor, size);
    if (!memory) return memory.status();
    if (!is_ready(*memory)) {
        ::munmap(*memory, size);
        return Status::error_invalid_handle;
    }
    // The descriptor may be closed: the mapping carries the lock on. The name is only needed to remove the file.
    char link[64];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    std::string name(path, length > 0 ? static_cast<size_t>(length) : 0);
    name.erase(0, name.rfind('/') + 1);
    return SharedFile(std::move(name), *memory, size);
}

SharedFile::~SharedFile() {
    if (!memory_) return;
    ::munmap(memory_, size_);
    const auto folder = directory();
    if (!folder || name_.empty()) return;
    const std::string path = *folder + "/" + name_;
    const OwnedDescriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0 || !lock(file.get(), F_WRLCK, F_OFD_SETLK)) return;
    if (is_current(file.get(), path)) ::unlink(path.c_str());
}

Result<OwnedDescriptor> SharedFile::descriptor_of_memory() const {
    const auto folder = directory();
    if (!folder) return folder.status();
    const std::string path = *folder + "/" + name_;
    OwnedDescriptor descriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!descriptor) return from_errno(errno);
    return descriptor;
}

Result<int> SharedFile::descriptor() const {
    auto opened = descriptor_of_memory();
    if (!opened) return opened.status();
    if (!lock(opened->get(), F_RDLCK, F_OFD_SETLKW)) return from_errno(errno);
    return opened->detach();
}

void SharedFile::sweep() noexcept try {
    const auto folder = directory();
    if (!folder) return;
    DIR* listing = ::opendir(folder->c_str());
    if (!listing) return;
    while (const dirent* entry = ::readdir(listing)) {
        const std::string path = *folder + "/" + entry->d_name;
        const OwnedDescriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        if (file.get() < 0 || !lock(file.get(), F_WRLCK, F_OFD_SETLK)) continue;
        if (is_current(file.get(), path)) ::unlink(path.c_str());
    }
    ::closedir(listing);
} catch (const std::bad_alloc&) {
}

}  // namespace handleapi::shared
