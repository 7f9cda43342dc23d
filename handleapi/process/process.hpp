// SPDX-License-Identifier: LGPL-2.1-or-later
// Process: the object behind process handles, signaled when the process has ended; MainThread: the first
// thread of a child. The map of this folder:
//   process        the object                         create_process   CreateProcess: program, environment, handles
//   exit_record    where 32-bit exit codes are left   program_search   which file a command line means
//   exit_code      how it ended -> the code           spawn            the new process, in the system's terms
//   command_line environment                          startup_block    what a child is told, as bytes
//   inheritance    handles that a child gets          startup          the child's side of it
//   remote_thread  threads of other processes         delivery         handles put into another process
//
// A process that this one started is watched until it ends, whatever becomes of its handles, so that no zombie is left;
// it is reaped through its pidfd, and no other child of the program ever is. A process opened by number is watched as
// long as the object lives. The program may reap our children itself (waitpid(-1)): the record then has the code.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "handleapi/base/lock.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/io/reactor.hpp"
#include "handleapi/object.hpp"
#include "handleapi/process/exit_code.hpp"
#include "handleapi/process/exit_record.hpp"
#include "handleapi/process/remote_thread.hpp"
#include "handleapi/process_info.hpp"

namespace handleapi {

class MainThread;

class Process final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::process;

    /// This process. It is never signaled: whoever could see it has ended with it.
    static Process& current() noexcept;
    /// A running process of this user (of anybody, for root). error_invalid_parameter: there is none with this number;
    /// error_access_denied: it is somebody else's.
    static base::Result<base::Ref<Process>> open(uint32_t id);
    /// One that the parent had a handle to; takes over its pidfd. Null when that is none.
    static base::Ref<Process> inherit(uint32_t id, int pidfd);
    /// The main thread of a child just started, and through it the process; takes over the pidfd. `record` may be null.
    static base::Ref<MainThread> adopt_child(uint32_t id, int pidfd, std::unique_ptr<ExitRecord> record,
                                             bool suspended);

    ~Process() override;

    bool is_current() const noexcept { return this == &current(); }
    uint32_t id() const noexcept;
    /// kStillActive while it runs. error_not_supported when a process that is not our child has ended and neither left
    /// a record nor does the kernel tell its status.
    base::Result<uint32_t> exit_code();
    ProcessTimes times();
    /// Ends the process with this exit code, at once and without any of its cleanup. error_access_denied when it has
    /// ended already, or is somebody else's.
    base::Status terminate(uint32_t code);
    /// Stops or continues all of it.
    base::Status stop();
    base::Status resume();

    bool describe_for_child(ChildDescription& description) override;

 private:
    class DeathWatch final : public io::Watch {
     public:
        explicit DeathWatch(Process& process) noexcept : process_(process) {}

     private:
        void ready(io::Readiness) noexcept override { process_.settle(); }
        Process& process_;
    };

    Process() noexcept;
    Process(uint32_t id, int pidfd, std::unique_ptr<ExitRecord> record) noexcept;
    static base::Ref<Process> watched(uint32_t id, int pidfd, std::unique_ptr<ExitRecord> record);
    bool has_ended() const noexcept;
    base::Status send(int signal) const noexcept;
    /// Finds out how the process ended and signals; the second and later calls do nothing.
    void settle() noexcept;
    std::optional<int> reap(ProcessTimes& times) noexcept;

    const uint32_t id_ = 0;
    const int pidfd_ = -1;
    const std::unique_ptr<ExitRecord> record_;
    DeathWatch watch_{*this};
    base::Lock lock_;  // the rest
    bool settled_ = false;
    std::optional<uint32_t> exit_code_;
    ProcessTimes times_;
    base::Ref<Process> self_;  // a child of ours, until it has ended
    base::Ref<MainThread> thread_;
};

/// The main thread of a child: it ends, stops and continues with the whole process, which is one thread when it starts.
class MainThread final : public ForeignThread {
 public:
    MainThread(Process& process, bool suspended) noexcept : process_(process), suspend_count_(suspended ? 1 : 0) {}

    Process& process() const noexcept { return *process_; }
    uint32_t id() const noexcept override { return process_->id(); }
    uint32_t process_id() const noexcept override { return process_->id(); }
    base::Result<uint32_t> exit_code() override { return process_->exit_code(); }
    ProcessTimes times() override { return process_->times(); }
    base::Result<uint32_t> suspend() override;
    base::Result<uint32_t> resume() override;

 private:
    friend class Process;
    base::Ref<Process> process_;
    base::Lock lock_;
    uint32_t suspend_count_;
};

}  // namespace handleapi
