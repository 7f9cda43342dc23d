// SPDX-License-Identifier: LGPL-2.1-or-later
// A thread may act for somebody else (RpcImpersonateClient), to the kernel too; a thread it makes would go on doing so.
// Whoever makes the library's threads does it as the process. What acting means is known to a higher layer.
#pragma once

#include <atomic>

namespace base {

/// While it lives, this thread is the process's own again.
class AsProcess {
 public:
    struct Acting {
        bool (*lay_down)() noexcept;  ///< false: the thread acts for nobody
        void (*take_up)() noexcept;
    };
    /// Once; the object lives as long as the process.
    static void tell(const Acting& acting) noexcept { acting_.store(&acting, std::memory_order_release); }

    AsProcess() noexcept {
        const Acting* const acting = acting_.load(std::memory_order_acquire);
        if (acting != nullptr && acting->lay_down()) laid_down_ = acting;
    }
    ~AsProcess() {
        if (laid_down_ != nullptr) laid_down_->take_up();
    }
    AsProcess(const AsProcess&) = delete;
    AsProcess& operator=(const AsProcess&) = delete;

 private:
    static inline constinit std::atomic<const Acting*> acting_{nullptr};
    const Acting* laid_down_ = nullptr;
};

}  // namespace base
