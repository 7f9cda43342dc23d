// SPDX-License-Identifier: LGPL-2.1-or-later
// Waits and sleeps: handles become references, the engine waits, APCs run last.
#include <utility>

#include "handleapi/api/deliver.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/event.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/mutex.hpp"
#include "handleapi/semaphore.hpp"
#include "handleapi/table.hpp"
#include "handleapi/wait.hpp"
#include "handleapi/wait_set.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Ref;
using base::Status;
using namespace handleapi;

static_assert(MAXIMUM_WAIT_OBJECTS == kMaximumWaitObjects && INFINITE == kInfinite);
static_assert(WAIT_OBJECT_0 == kWaitObject0 && WAIT_IO_COMPLETION == kWaitIoCompletion);
static_assert(WAIT_ABANDONED_0 == kWaitAbandoned0 && WAIT_TIMEOUT == kWaitTimeout);
static_assert(WaitSet::kCapacity == kMaximumWaitObjects);

namespace {

Alertable alertable_from(BOOL alertable) { return alertable ? Alertable::yes : Alertable::no; }

DWORD wait_single(HANDLE handle, DWORD milliseconds, Alertable alertable) {
    const BorrowedObject object(handle);
    if (!object.get()) return failing(Status::error_invalid_handle, WAIT_FAILED);
    if (!object.allows(kSynchronize)) return failing(Status::error_access_denied, WAIT_FAILED);
    if (!object.get()->waitable()) return failing(Status::error_invalid_handle, WAIT_FAILED);
    return wait_one(*object.get(), milliseconds, alertable);
}

DWORD wait_multiple(DWORD count, const HANDLE* handles, BOOL all, DWORD milliseconds, Alertable alertable) {
    if (count == 0 || count > kMaximumWaitObjects || !handles) {
        return failing(Status::error_invalid_parameter, WAIT_FAILED);
    }
    WaitSet& set = current_thread().wait_set();
    if (const Status status = set.fill({handles, count}); failed(status)) return failing(status, WAIT_FAILED);
    if (all && set.has_duplicates()) return failing(Status::error_invalid_parameter, WAIT_FAILED);
    const DWORD outcome = all ? wait_all(set.objects(), milliseconds, alertable)
                              : wait_any(set.objects(), milliseconds, alertable);
    set.finish();
    return outcome;
}

/// Whether all are of another library, whose wait it then is. Some of each kind nobody can wait for.
bool is_foreign_set(DWORD count, const HANDLE* handles) noexcept {
    return count <= kMaximumWaitObjects && handles && all_foreign({handles, count});
}

/// What SignalObjectAndWait does first: SetEvent, ReleaseSemaphore by one, or ReleaseMutex.
class SignalingOf final : public Signaling {
 public:
    explicit SignalingOf(Opened opened) noexcept : opened_(std::move(opened)) {}

    Status check() const noexcept {
        if (!opened_.object) return Status::error_invalid_handle;
        switch (opened_.object->type()) {
            case ObjectType::event:
                return needs(EVENT_MODIFY_STATE);
            case ObjectType::semaphore:
                return needs(SEMAPHORE_MODIFY_STATE);
            case ObjectType::mutex:
                return Status::ok;
            default:
                return Status::error_invalid_handle;
        }
    }
    Status signal() override {
        Object& object = *opened_.object;
        uint32_t previous = 0;
        if (object.type() == ObjectType::mutex) return static_cast<Mutex&>(object).unlock();
        if (object.type() == ObjectType::semaphore) return static_cast<Semaphore&>(object).post(1, previous);
        static_cast<Event&>(object).set();
        return Status::ok;
    }

 private:
    Status needs(AccessMask right) const noexcept {
        return opened_.access & right ? Status::ok : Status::error_access_denied;
    }
    const Opened opened_;
};

DWORD signal_object_and_wait(HANDLE signal, HANDLE wait, DWORD milliseconds, Alertable alertable) {
    SignalingOf signaling(open_object(signal));
    if (const Status status = signaling.check(); failed(status)) return failing(status, WAIT_FAILED);
    WaitSet set;
    if (const Status status = set.fill({&wait, 1}); failed(status)) return failing(status, WAIT_FAILED);
    const auto outcome = signal_and_wait(signaling, *set.objects()[0], milliseconds, alertable);
    return outcome ? *outcome : failing(outcome.status(), WAIT_FAILED);
}

template <typename Wait>
DWORD waiting(Wait&& wait) {
    DWORD outcome;
    {
        const TerminableWait terminable;
        outcome = or_no_memory(WAIT_FAILED, wait);
    }
    if (outcome == WAIT_IO_COMPLETION) deliver_apcs();
    return outcome;
}

}  // namespace

extern "C" DWORD WINAPI WaitForSingleObjectEx(HANDLE object, DWORD milliseconds, BOOL alertable) {
    const DWORD outcome = waiting([&] { return wait_single(object, milliseconds, alertable_from(alertable)); });
    return or_next<WaitForSingleObjectEx>("WaitForSingleObjectEx", outcome, WAIT_FAILED, object, milliseconds,
                                          alertable);
}

extern "C" DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD milliseconds) {
    const DWORD outcome = waiting([&] { return wait_single(object, milliseconds, Alertable::no); });
    return or_next<WaitForSingleObject>("WaitForSingleObject", outcome, WAIT_FAILED, object, milliseconds);
}

extern "C" DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE* objects, BOOL wait_all, DWORD milliseconds,
                                                 BOOL alertable) {
    const DWORD outcome = waiting(
        [&] { return wait_multiple(count, objects, wait_all, milliseconds, alertable_from(alertable)); });
    if (outcome != WAIT_FAILED || !is_foreign_set(count, objects)) return outcome;
    return pass_on<WaitForMultipleObjectsEx>("WaitForMultipleObjectsEx", outcome, count, objects, wait_all,
                                             milliseconds, alertable);
}

extern "C" DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE* objects, BOOL wait_all, DWORD milliseconds) {
    const DWORD outcome =
        waiting([&] { return wait_multiple(count, objects, wait_all, milliseconds, Alertable::no); });
    if (outcome != WAIT_FAILED || !is_foreign_set(count, objects)) return outcome;
    return pass_on<WaitForMultipleObjects>("WaitForMultipleObjects", outcome, count, objects, wait_all, milliseconds);
}

extern "C" DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE wait, DWORD milliseconds, BOOL alertable) {
    return waiting([&] { return signal_object_and_wait(signal, wait, milliseconds, alertable_from(alertable)); });
}

extern "C" DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable) {
    const DWORD outcome = waiting([&] { return handleapi::sleep(milliseconds, alertable_from(alertable)); });
    return outcome == WAIT_IO_COMPLETION ? WAIT_IO_COMPLETION : 0;
}

extern "C" VOID WINAPI Sleep(DWORD milliseconds) { static_cast<void>(SleepEx(milliseconds, FALSE)); }
