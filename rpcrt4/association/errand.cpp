// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/association/errand.hpp"

#include <pthread.h>

#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "handleapi/base/signals_blocked.hpp"

namespace rpcrt4::association {

Errand::Errand(std::function<void()> what) : progress_(std::make_shared<Progress>()) {
    progress_->what = std::move(what);
}

void Errand::go(const std::shared_ptr<Progress>& progress) noexcept {
    try {
        progress->what();
    } catch (const std::bad_alloc&) {  // so it has not been done, as the caller will see
    }
    progress->what = nullptr;
    const std::lock_guard lock(progress->mutex);
    progress->done = true;
    progress->changed.notify_all();
}

void Errand::interrupt() noexcept {
    const std::lock_guard lock(progress_->mutex);
    progress_->changed.notify_all();
}

base::Status Errand::run(const Patience& patience) {
    CancelPoint& point = CancelPoint::mine();
    point.begin(*this);
    try {
        const base::SignalsBlocked quiet;
        std::thread thread([progress = progress_] { go(progress); });
        ::pthread_setname_np(thread.native_handle(), "rpc-errand");
        thread.detach();
    } catch (const std::system_error&) {
        go(progress_);
    }
    bool done = false;
    {
        std::unique_lock lock(progress_->mutex);
        const auto over = [&] { return progress_->done || point.abandoned(); };
        if (patience.deadline) {
            progress_->changed.wait_until(lock, *patience.deadline, over);
        } else {
            progress_->changed.wait(lock, over);
        }
        done = progress_->done;
    }
    if (point.end()) return base::Status::rpc_s_call_cancelled;
    return done ? base::Status::ok : patience.expired;
}

}  // namespace rpcrt4::association
