// SPDX-License-Identifier: LGPL-2.1-or-later
// See pool_io.hpp.
#include "handleapi/pool/pool_io.hpp"

#include <new>
#include <utility>

#include "handleapi/pool/cleanup_group.hpp"
#include "handleapi/pool/thread_pool.hpp"

namespace handleapi {

using base::Status;

namespace {

class IoCall final : public Task {
 public:
    IoCall(LPOVERLAPPED_COMPLETION_ROUTINE routine, TaskOptions options, OVERLAPPED* overlapped, uint32_t bytes,
           uint32_t error)
        : Task(PoolKind::simple, std::move(options), overlapped), routine_(routine), bytes_(bytes), error_(error) {}
    void call(CallbackInstance&, const Activation&) override {
        routine_(error_, bytes_, static_cast<OVERLAPPED*>(context()));
    }

 private:
    const LPOVERLAPPED_COMPLETION_ROUTINE routine_;
    const uint32_t bytes_;
    const uint32_t error_;
};

}  // namespace

void PoolIo::completed(uintptr_t, OVERLAPPED* overlapped, uint32_t bytes, Status status) noexcept {
    Activation outcome{
        .result = static_cast<uint32_t>(status), .overlapped = overlapped, .bytes = bytes, .owned = nullptr};
    static_cast<void>(pool().keep_promise(*this, std::move(outcome)));
}

IoBinding::IoBinding(LPOVERLAPPED_COMPLETION_ROUTINE routine, base::Ref<ThreadPool> pool) noexcept
    : routine_(routine), pool_(std::move(pool)) {}

IoBinding::~IoBinding() = default;

void IoBinding::completed(uintptr_t, OVERLAPPED* overlapped, uint32_t bytes, Status status) noexcept {
    TaskOptions options;
    options.pool = pool_;
    auto* made =
        new (std::nothrow) IoCall(routine_, std::move(options), overlapped, bytes, static_cast<uint32_t>(status));
    if (!made) return;
    const auto task = base::Ref<IoCall>::adopt(made);
    pool_->submit(*task);
}

}  // namespace handleapi
