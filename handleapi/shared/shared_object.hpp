// SPDX-License-Identifier: LGPL-2.1-or-later
// SharedObject: an event, mutex, semaphore, timer or file mapping whose state is in a SharedPage. The Object of this
// process that stands for it (one per process and page, whatever the number of handles) passes signals and waits on to
// it; only the list of what a thread owns, and the handles, stay in the process. See page.hpp for the protocol.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"
#include "handleapi/shared/lifeline.hpp"
#include "handleapi/shared/page.hpp"
#include "handleapi/shared/shared_file.hpp"

namespace handleapi::shared {

/// What a new object starts with.
struct Initial {
    ObjectType type;
    Consume consume;
    uint32_t count;
    uint32_t maximum = 1;
    bool owned = false;  // a mutex: by the calling thread
    const MappingPart* mapping = nullptr;
};

class SharedObject {
 public:
    struct Opened {
        std::unique_ptr<SharedObject> object;
        bool existed = false;
    };
    /// Makes the object of this file name, or opens it. error_invalid_handle when it exists as another type.
    /// `name` is what the user calls it.
    static base::Result<Opened> open_or_create(const std::string& file, std::string_view name, const Initial& initial);
    /// error_file_not_found when it does not exist, error_invalid_handle when it is another type.
    static base::Result<Opened> open(const std::string& file, std::string_view name, ObjectType type);
    /// A new object without a name, for children that inherit it.
    static base::Result<Opened> create_unnamed(const Initial& initial);
    /// What a parent left for this process: a descriptor from descriptor().
    static base::Result<Opened> adopt(int descriptor);

    ObjectType type() const noexcept { return static_cast<ObjectType>(page_.type); }
    Consume consume() const noexcept { return static_cast<Consume>(page_.consume); }
    uint32_t maximum() const noexcept { return page_.maximum; }
    const MappingPart& mapping() const noexcept { return page_.mapping; }
    /// For a child (SharedFile::descriptor).
    base::Result<int> descriptor() const { return file_.descriptor(); }
    /// Of a file mapping whose memory is behind the page (SharedFile::descriptor_of_memory).
    base::Result<base::OwnedDescriptor> descriptor_of_memory() const { return file_.descriptor_of_memory(); }
    const std::string& file_name() const noexcept { return file_.name(); }

    /// Satisfies a wait of the calling thread without waiting. A mutex that the thread holds is taken once more.
    Acquired try_acquire(Contended contended = Contended::no) noexcept;
    /// Takes all for the calling thread, if all can be taken at once. `abandoned`: one was an abandoned mutex.
    /// `mutex_owned`: nothing but a mutex that has an owner stood in the way.
    static bool try_acquire_all(std::span<SharedObject* const> objects, Contended contended, bool& abandoned,
                                bool& mutex_owned) noexcept;

    void set() noexcept;
    void reset() noexcept;
    void pulse() noexcept;
    base::Status post(uint32_t count, uint32_t& previous) noexcept;
    /// error_not_owner unless the calling thread owns the mutex.
    base::Status unlock() noexcept;
    void abandon() noexcept;
    /// A mutex that this process owns and no thread holds: hold() makes the calling thread its holder, make_free()
    /// gives it up. leave_to_process() makes such a one of that which the calling thread holds once.
    void leave_to_process() noexcept { page_.mutex.owner_thread.store(0, std::memory_order_relaxed); }
    void hold() noexcept;
    void make_free() noexcept;
    bool held_by(uint32_t thread_id) const noexcept;
    bool held_once() const noexcept { return page_.mutex.recursion == 1; }

    enum class Signal : bool { clear, keep };
    /// Starts the timer: due on `clock`, then every `period` nanoseconds unless that is zero.
    void start(base::Clock clock, int64_t due, int64_t period, Signal signal) noexcept;
    /// Leaves its signal as it is; whether it was running.
    bool stop() noexcept;

    enum class FreeMutex : bool { is_no_place_to_sleep, may_stay_free };
    /// The word to sleep on, and its value now, after announcing the sleep: to be called before a last try_acquire.
    /// A mutex that is free now cannot be announced to. Who waits for it alone must look again instead of sleeping; who
    /// waits for other things as well may sleep, unless it was the mutex that stood in the way.
    base::FutexWord prepare_to_sleep(FreeMutex free) noexcept;
    uint32_t pulses() const noexcept { return page_.pulses.load(std::memory_order_seq_cst); }
    /// Whether a pulse since then released the calling thread.
    bool was_pulsed_since(uint32_t pulses) noexcept;
    /// What a sleeper also does for the duties of others (wake_duty.hpp): before prepare_to_sleep, around the sleep.
    base::FutexWord duty_word() noexcept;
    void take_over_duty() noexcept;
    RobustEntry* entry_for_sleep() noexcept { return owned_kind() ? &page_.mutex.entry : &page_.wake.entry; }
    /// When the sleep must end for the object's own sake: a timer is due (monotonic clock).
    int64_t wakes_at() const noexcept;

    /// Takes over the state of an object of this process that becomes shared.
    void continue_as(uint32_t count, uint32_t owner_thread, uint32_t recursion, bool abandoned) noexcept;

 private:
    explicit SharedObject(SharedFile file) noexcept
        : file_(std::move(file)), page_(*static_cast<SharedPage*>(file_.memory())) {}
    static base::Result<Opened> checked(SharedFile file, std::string_view name, ObjectType type, bool existed);

    bool owned_kind() const noexcept { return consume() == Consume::own; }
    uint32_t after_wait(uint32_t count) const noexcept;
    bool take_count() noexcept;
    Acquired take_mutex(Contended contended) noexcept;
    bool available() noexcept;
    void freeze() noexcept;
    void thaw() noexcept;
    void wait_for_thaw() noexcept;
    template <typename Change>
    bool change_count(Change change) noexcept;
    void replace_count(uint32_t count, uint64_t keep) noexcept;
    void wake_sleepers() noexcept;
    void look_at_clock() noexcept;
    void advance_timer() noexcept;

    SharedFile file_;
    SharedPage& page_;
};

}  // namespace handleapi::shared
