// SPDX-License-Identifier: LGPL-2.1-or-later
// See commit_lock.hpp. The lock is in a page of its own beside the objects; like them it is found by path once.
#include "handleapi/shared/commit_lock.hpp"

#include <cerrno>
#include <new>

#include "handleapi/base/per_process.hpp"
#include "handleapi/shared/shared_file.hpp"

namespace handleapi::shared {
namespace {

struct LockPage {
    static constexpr uint32_t kMagic = 0x4C504352;  // "RCPL"
    std::atomic<uint32_t> magic;
    pthread_mutex_t mutex;
};

void initialise(pthread_mutex_t& mutex) noexcept {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

/// Where this process finds the lock; never destroyed.
struct Mapped {
    SharedFile file;
    LockPage own{};  // used without the file
    pthread_mutex_t* mutex = nullptr;
};

/// Without its file (the disk is full, the directory gone) the lock still works within this process.
Mapped* map_lock() {
    auto* mapped = new Mapped;
    auto file = SharedFile::open_or_create(".commit", sizeof(LockPage), [](void* memory) {
        auto* page = new (memory) LockPage;
        initialise(page->mutex);
        page->magic.store(LockPage::kMagic, std::memory_order_release);
    });
    if (file) {
        auto* page = static_cast<LockPage*>(file->memory());
        if (page->magic.load(std::memory_order_acquire) == LockPage::kMagic) mapped->mutex = &page->mutex;
        mapped->file = std::move(*file);
    }
    if (!mapped->mutex) {
        initialise(mapped->own.mutex);
        mapped->mutex = &mapped->own.mutex;
    }
    return mapped;
}

pthread_mutex_t* commit_mutex() noexcept {
    static constinit base::PerProcess<Mapped> mapped;
    return mapped.get(&map_lock).mutex;
}

}  // namespace

CommitLock::CommitLock() noexcept : mutex_(commit_mutex()) {
    // What the holder that died left half done is seen by whoever comes across it: page.hpp, `frozen`.
    if (pthread_mutex_lock(mutex_) == EOWNERDEAD) pthread_mutex_consistent(mutex_);
}

CommitLock::~CommitLock() { pthread_mutex_unlock(mutex_); }

}  // namespace handleapi::shared
