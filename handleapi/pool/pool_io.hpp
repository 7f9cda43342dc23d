// SPDX-License-Identifier: LGPL-2.1-or-later
// Callbacks for the overlapped operations of a file. PoolIo (PTP_IO) makes one call for each operation that was
// announced with StartThreadpoolIo; others are ignored, as documented. IoBinding (BindIoCompletionCallback) makes one
// for every operation. The file keeps them alive; closed objects make the calls that were announced before.
#pragma once

#include "handleapi/completion_sink.hpp"
#include "handleapi/pool/task.hpp"

#include <threadpoolapiset.h>

namespace handleapi {

class PoolIo final : public CarryingTask, public CompletionSink {
 public:
    static constexpr PoolKind kKind = PoolKind::io;
    PoolIo(PTP_WIN32_IO_CALLBACK callback, TaskOptions options, void* context)
        : CarryingTask(kKind, std::move(options), context), callback_(callback) {}

    void completed(uintptr_t key, OVERLAPPED* overlapped, uint32_t bytes, base::Status status) noexcept override;
    void call(CallbackInstance& instance, const Activation& activation) override {
        callback_(instance.pointer(), context(), activation.overlapped, activation.result, activation.bytes,
                  reinterpret_cast<PTP_IO>(id()));
    }

 private:
    const PTP_WIN32_IO_CALLBACK callback_;
};

class IoBinding final : public base::RefCounted, public CompletionSink {
 public:
    IoBinding(LPOVERLAPPED_COMPLETION_ROUTINE routine, base::Ref<ThreadPool> pool) noexcept;
    ~IoBinding() override;

    /// An operation whose call cannot be made for want of memory is not reported.
    void completed(uintptr_t key, OVERLAPPED* overlapped, uint32_t bytes, base::Status status) noexcept override;

 private:
    const LPOVERLAPPED_COMPLETION_ROUTINE routine_;
    const base::Ref<ThreadPool> pool_;
};

}  // namespace handleapi
