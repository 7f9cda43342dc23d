// SPDX-License-Identifier: LGPL-2.1-or-later
// See exit_record.hpp. A lock of flock(2) belongs to the open file, which a mapping keeps open when the descriptor is
// closed: so a record costs no descriptor.
#include "handleapi/process/exit_record.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "handleapi/base/runtime_directory.hpp"
#include "handleapi/process_info.hpp"

namespace handleapi {
namespace {

constexpr int kOpenFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
constexpr off_t kSize = 8;

using base::IfMissing;

/// The directory of the records; empty when there is none.
std::string directory(IfMissing missing = IfMissing::make) {
    auto runtime = base::runtime_directory(missing);
    if (!runtime) return {};
    std::string path = *runtime + "/process";
    if (missing == IfMissing::make && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return {};
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != ::geteuid()) return {};
    return path;
}

std::string path_of(const std::string& folder, uint32_t process_id, uint64_t start_ticks) {
    return folder + "/" + std::to_string(process_id) + "-" + std::to_string(start_ticks);
}

/// Removes the file behind `path` unless somebody has it locked.
void remove_unused(const std::string& path) noexcept {
    const int file = ::open(path.c_str(), kOpenFlags);
    if (file < 0) return;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
    ::close(file);
}

/// What crashed processes have left; at most a few, so that no single call pays for many.
void sweep(const std::string& folder) {
    DIR* entries = ::opendir(folder.c_str());
    if (!entries) return;
    int left = 16;
    while (const dirent* entry = left > 0 ? ::readdir(entries) : nullptr) {
        char* end = nullptr;
        const auto id = std::strtoul(entry->d_name, &end, 10);
        if (end == entry->d_name || *end != '-') continue;
        const auto info = process_info(static_cast<uint32_t>(id));
        if (info && info->start_ticks == std::strtoull(end + 1, nullptr, 10)) continue;
        remove_unused(folder + "/" + entry->d_name);
        --left;
    }
    ::closedir(entries);
}

}  // namespace

ExitRecord::Shared* ExitRecord::map(int descriptor) noexcept {
    void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<Shared*>(memory);
}

std::unique_ptr<ExitRecord> ExitRecord::create() {
    static std::atomic<uint32_t> made{0};
    const std::string folder = directory();
    if (folder.empty()) return nullptr;
    if (made.fetch_add(1, std::memory_order_relaxed) % 64 == 0) sweep(folder);
    std::string path = folder + "/new-XXXXXX";
    const int file = ::mkostemp(path.data(), O_CLOEXEC);
    if (file < 0) return nullptr;
    Shared* shared = ::flock(file, LOCK_SH) == 0 && ::ftruncate(file, kSize) == 0 ? map(file) : nullptr;
    if (!shared) {
        ::unlink(path.c_str());
        ::close(file);
        return nullptr;
    }
    return std::unique_ptr<ExitRecord>(new ExitRecord(std::move(path), file, shared));
}

std::unique_ptr<ExitRecord> ExitRecord::open(uint32_t process_id, uint64_t start_ticks) {
    const std::string folder = directory();
    if (folder.empty()) return nullptr;
    std::string path = path_of(folder, process_id, start_ticks);
    for (;;) {
        const int file = ::open(path.c_str(), kOpenFlags | O_CREAT, 0600);
        if (file < 0) return nullptr;
        struct stat info {};
        if (::flock(file, LOCK_SH) == 0 && ::fstat(file, &info) == 0 && info.st_nlink == 0) {
            ::close(file);  // its last user removed it between our two calls
            continue;
        }
        Shared* shared = ::ftruncate(file, kSize) == 0 ? map(file) : nullptr;
        ::close(file);
        if (!shared) return nullptr;
        return std::unique_ptr<ExitRecord>(new ExitRecord(std::move(path), -1, shared));
    }
}

std::unique_ptr<ExitRecord> ExitRecord::adopt(int descriptor) {
    struct stat info {};
    const bool fits = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == kSize;
    Shared* shared = fits ? map(descriptor) : nullptr;
    ::close(descriptor);
    return shared ? std::unique_ptr<ExitRecord>(new ExitRecord({}, -1, shared)) : nullptr;
}

ExitRecord::~ExitRecord() {
    close_descriptor();
    ::munmap(shared_, kSize);
    if (!path_.empty()) remove_unused(path_);
}

void ExitRecord::name_after(uint32_t process_id, uint64_t start_ticks) {
    const std::string folder = path_.substr(0, path_.rfind('/'));
    std::string path = path_of(folder, process_id, start_ticks);
    if (::rename(path_.c_str(), path.c_str()) == 0) path_ = std::move(path);
}

void ExitRecord::close_descriptor() noexcept {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void ExitRecord::publish(uint32_t code) noexcept {
    uint64_t none = 0;
    shared_->value.compare_exchange_strong(none, kPublished | code, std::memory_order_acq_rel);
}

std::optional<uint32_t> ExitRecord::code() const noexcept {
    const uint64_t value = shared_->value.load(std::memory_order_acquire);
    if (!(value & kPublished)) return std::nullopt;
    return static_cast<uint32_t>(value);
}

void ExitRecord::publish_own(uint32_t code) noexcept {
    try {
        const auto id = static_cast<uint32_t>(::getpid());
        const std::string folder = directory(IfMissing::leave);
        const auto info = folder.empty() ? std::nullopt : process_info(id);
        if (!info) return;
        const int file = ::open(path_of(folder, id, info->start_ticks).c_str(), kOpenFlags);
        struct stat status {};
        if (file < 0) return;
        if (::fstat(file, &status) == 0 && status.st_size == kSize) {
            if (Shared* shared = map(file)) {
                ExitRecord({}, -1, shared).publish(code);
            }
        }
        ::close(file);
    } catch (const std::bad_alloc&) {  // at the end of the process: eight bits will have to do
    }
}

}  // namespace handleapi
