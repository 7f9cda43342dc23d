// SPDX-License-Identifier: LGPL-2.1-or-later
// ForeignThread: a thread of another process that has an object here: the main thread of a child (process.hpp), or
// RemoteThread, one opened by its id. The system lets us wait for the latter, ask for its times and processors, and set
// these; it can stop a process but not one of its threads, and keeps no exit code of a thread: those calls fail with
// error_not_supported. Priority, description and calls queued to it are within the other process: error_access_denied.
// Reference: pidfd_open(2), PIDFD_THREAD (Linux 6.9; before it OpenThread fails with error_not_supported).
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"
#include "handleapi/io/reactor.hpp"
#include "handleapi/object.hpp"
#include "handleapi/process_info.hpp"

namespace handleapi {

class ForeignThread : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::foreign_thread;

    virtual uint32_t id() const noexcept = 0;
    virtual uint32_t process_id() const noexcept = 0;
    virtual base::Result<uint32_t> exit_code() = 0;
    virtual ProcessTimes times() = 0;
    /// Both answer the count before. error_signal_refused: it is as high as it can be.
    virtual base::Result<uint32_t> suspend() = 0;
    virtual base::Result<uint32_t> resume() = 0;

 protected:
    ForeignThread() noexcept : Object(kType, Consume::nothing, 0) {}
};

class RemoteThread final : public ForeignThread {
 public:
    /// error_invalid_parameter: there is no thread with this id; error_access_denied: it is of another user's process,
    /// or of this one. Throws std::bad_alloc.
    static base::Result<base::Ref<RemoteThread>> open(uint32_t id);
    ~RemoteThread() override;

    uint32_t id() const noexcept override { return id_; }
    uint32_t process_id() const noexcept override { return process_id_; }
    base::Result<uint32_t> exit_code() override;
    ProcessTimes times() override;
    base::Result<uint32_t> suspend() override { return base::Status::error_not_supported; }
    base::Result<uint32_t> resume() override { return base::Status::error_not_supported; }

 private:
    class EndWatch final : public io::Watch {
     public:
        explicit EndWatch(RemoteThread& thread) noexcept : thread_(thread) {}

     private:
        void ready(io::Readiness) noexcept override { thread_.signal(1); }
        RemoteThread& thread_;
    };

    RemoteThread(uint32_t id, uint32_t process_id, int pidfd) noexcept
        : id_(id), process_id_(process_id), pidfd_(pidfd) {}
    bool has_ended() const noexcept;

    const uint32_t id_;
    const uint32_t process_id_;
    const int pidfd_;
    EndWatch watch_{*this};
    ProcessTimes last_times_;  // when it was opened
};

}  // namespace handleapi
