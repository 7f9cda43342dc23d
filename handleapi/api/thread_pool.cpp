// SPDX-License-Identifier: LGPL-2.1-or-later
// The thread pool (threadpoolapiset.h). Most of these functions return nothing, and a bad argument is a fault of the
// program: as on Windows they raise STATUS_INVALID_PARAMETER for what is no such object, or is closed. Waiting for
// callbacks inside one of them would never end; where Windows hangs, STATUS_POSSIBLE_DEADLOCK is raised.
#include "handleapi/pool/thread_pool.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/pool/cleanup_group.hpp"
#include "handleapi/pool/environment.hpp"
#include "handleapi/pool/pool_io.hpp"
#include "handleapi/pool/pool_timer.hpp"
#include "handleapi/pool/pool_wait.hpp"
#include "handleapi/seh.hpp"
#include "handleapi/table.hpp"

#include <threadpoolapiset.h>
#include <winbase.h>

using base::Ref;
using base::Status;
using namespace handleapi;

static_assert(WAIT_OBJECT_0 == kWaitSignaled && WAIT_TIMEOUT == kWaitExpired);
static_assert(TP_CALLBACK_PRIORITY_COUNT == TaskOptions::kPriorities);

namespace {

constexpr uint32_t kStatusAccessDenied = 0xC0000022;

/// Raises `code` unless it is 0. The caller owns nothing.
void raise_if(uint32_t code) {
    if (code != 0) raise(code);
}

/// Calls action(object); raises when the argument is no such object, or memory is out.
template <typename T, typename Handle, typename Action>
void with(Handle handle, Action action) {
    uint32_t fault = STATUS_NO_MEMORY;
    try {
        const Ref<T> object = pool_object<T>(handle);
        if (object) action(*object);
        fault = object ? 0 : STATUS_INVALID_PARAMETER;
    } catch (const std::bad_alloc&) {
    }
    raise_if(fault);
}

/// The same for functions with a result.
template <typename T, typename Handle, typename Action>
BOOL test(Handle handle, Action action) {
    BOOL result = FALSE;
    with<T>(handle, [&](T& object) { result = action(object) ? TRUE : FALSE; });
    return result;
}

template <typename T, typename Handle>
void close(Handle handle) {
    const bool found = [&] {
        const Ref<T> task = unpublish<T>(handle);
        if (task) task->disarm();
        return static_cast<bool>(task);
    }();
    raise_if(found ? 0 : STATUS_INVALID_PARAMETER);
}

template <typename T, typename Handle>
void wait_for_callbacks(Handle handle, BOOL cancel, ThreadPool::Promised promised = ThreadPool::Promised::leave) {
    Status status = Status::ok;
    with<T>(handle, [&](T& task) {
        if (cancel) task.pool().drop_pending(task);
        status = task.pool().wait_for(task, promised);
    });
    raise_if(succeeded(status) ? 0 : STATUS_POSSIBLE_DEADLOCK);
}

/// A new object of the kind, in the table.
template <typename T, typename Handle, typename Callback>
Handle create(Callback callback, PVOID context, PTP_CALLBACK_ENVIRON environment) {
    if (!callback) return failing(Status::error_invalid_parameter, Handle{});
    return or_no_memory(Handle{}, [&] {
        auto options = read_environment(environment);
        if (!options) return failing(options.status(), Handle{});
        const uintptr_t id = publish(base::make_ref<T>(callback, std::move(*options), context));
        return id != 0 ? reinterpret_cast<Handle>(id) : failing(Status::error_not_enough_memory, Handle{});
    });
}

template <typename T, typename Handle>
Handle created(Ref<T> object) {
    const uintptr_t id = publish(object);
    return id != 0 ? reinterpret_cast<Handle>(id) : failing(Status::error_not_enough_memory, Handle{});
}

DueTime due_from(const FILETIME& time) noexcept {
    return due_time(static_cast<int64_t>(uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime));
}

bool set_timer(PTP_TIMER handle, const FILETIME* due, DWORD period) {
    return test<PoolTimer>(handle,
                           [&](PoolTimer& timer) { return due ? timer.set(due_from(*due), period) : timer.disarm(); });
}

bool set_wait(PTP_WAIT handle, HANDLE object_handle, const FILETIME* timeout) {
    bool was_set = false;
    uint32_t fault = 0;
    with<PoolWait>(handle, [&](PoolWait& wait) {
        if (!object_handle) {
            was_set = wait.disarm();
            return;
        }
        auto [object, access] = open_object(object_handle);
        if (!object || !object->waitable()) {
            fault = STATUS_INVALID_HANDLE;
        } else if (!(access & kSynchronize)) {
            fault = kStatusAccessDenied;
        } else if (timeout && !timeout->dwLowDateTime && !timeout->dwHighDateTime) {
            was_set = wait.expire();  // "If this parameter points to 0, the wait times out immediately"
        } else {
            was_set = wait.set(std::move(object), timeout ? due_from(*timeout) : DueTime{});
        }
    });
    raise_if(fault);
    return was_set;
}

/// The running callback; raises when there is none.
CallbackInstance& instance_of(PTP_CALLBACK_INSTANCE pointer) {
    raise_if(pointer ? 0 : STATUS_INVALID_PARAMETER);
    return CallbackInstance::from(pointer);
}

/// Of each kind of request the first one counts.
template <typename T>
void request(T& slot, T value) {
    if (!slot) slot = value;
}

}  // namespace

extern "C" PTP_POOL WINAPI CreateThreadpool(PVOID) {
    return or_no_memory(PTP_POOL{}, [] {
        return created<ThreadPool, PTP_POOL>(base::make_ref<ThreadPool>(ThreadPool::kDefaultMaximum));
    });
}

extern "C" VOID WINAPI CloseThreadpool(PTP_POOL pool) {
    const bool found = [&] {
        const Ref<ThreadPool> closed = unpublish<ThreadPool>(pool);
        if (closed) closed->close();
        return static_cast<bool>(closed);
    }();
    raise_if(found ? 0 : STATUS_INVALID_PARAMETER);
}

extern "C" VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL pool, DWORD threads) {
    with<ThreadPool>(pool, [&](ThreadPool& p) { p.set_maximum(threads); });
}

extern "C" BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD threads) {
    return test<ThreadPool>(pool, [&](ThreadPool& p) { return bool_from(p.set_minimum(threads)); });
}

extern "C" BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION sizes) {
    if (!sizes) return failing(Status::error_invalid_parameter, FALSE);
    return test<ThreadPool>(pool, [&](ThreadPool& p) {
        p.set_stack({.reserve = sizes->StackReserve, .commit = sizes->StackCommit});
        return true;
    });
}

extern "C" BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION sizes) {
    if (!sizes) return failing(Status::error_invalid_parameter, FALSE);
    return test<ThreadPool>(pool, [&](ThreadPool& p) {
        const ThreadPool::StackSizes stack = p.stack();
        *sizes = {stack.reserve, stack.commit};
        return true;
    });
}

extern "C" PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(VOID) {
    return or_no_memory(PTP_CLEANUP_GROUP{},
                        [] { return created<CleanupGroup, PTP_CLEANUP_GROUP>(base::make_ref<CleanupGroup>()); });
}

extern "C" VOID WINAPI CloseThreadpoolCleanupGroup(PTP_CLEANUP_GROUP group) {
    const bool found = static_cast<bool>(unpublish<CleanupGroup>(group));
    raise_if(found ? 0 : STATUS_INVALID_PARAMETER);
}

extern "C" VOID WINAPI CloseThreadpoolCleanupGroupMembers(PTP_CLEANUP_GROUP group, BOOL cancel, PVOID cleanup_context) {
    Status status = Status::ok;
    with<CleanupGroup>(group, [&](CleanupGroup& g) {
        status = g.close_members(cancel ? CleanupGroup::Pending::cancel : CleanupGroup::Pending::wait, cleanup_context);
    });
    if (status == Status::error_possible_deadlock) raise(STATUS_POSSIBLE_DEADLOCK);
    raise_if(static_cast<uint32_t>(status));
}

extern "C" VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE event) {
    request(instance_of(instance).event, event);
}

extern "C" VOID WINAPI LeaveCriticalSectionWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance,
                                                               PCRITICAL_SECTION section) {
    request(instance_of(instance).section, section);
}

extern "C" VOID WINAPI ReleaseMutexWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE mutex) {
    request(instance_of(instance).mutex, mutex);
}

extern "C" VOID WINAPI ReleaseSemaphoreWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE semaphore,
                                                           DWORD count) {
    CallbackInstance& running = instance_of(instance);
    if (running.semaphore) return;
    running.semaphore = semaphore;
    running.semaphore_count = count;
}

extern "C" VOID WINAPI FreeLibraryWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HMODULE library) {
    request(instance_of(instance).module, static_cast<void*>(library));
}

extern "C" BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance) {
    CallbackInstance& running = instance_of(instance);
    return running.task.pool().may_run_long(running) ? TRUE : FALSE;
}

extern "C" VOID WINAPI DisassociateCurrentThreadFromCallback(PTP_CALLBACK_INSTANCE instance) {
    CallbackInstance& running = instance_of(instance);
    running.task.pool().disassociate(running);
}

extern "C" BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK callback, PVOID context,
                                                   PTP_CALLBACK_ENVIRON environment) {
    if (!callback) return failing(Status::error_invalid_parameter, FALSE);
    return or_no_memory(FALSE, [&] {
        auto options = read_environment(environment);
        if (!options) return failing(options.status(), FALSE);
        const auto task = base::make_ref<SimpleTask>(callback, std::move(*options), context);
        task->pool().submit(*task);
        return TRUE;
    });
}

extern "C" PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK callback, PVOID context,
                                                PTP_CALLBACK_ENVIRON environment) {
    return create<Work, PTP_WORK>(callback, context, environment);
}

extern "C" VOID WINAPI SubmitThreadpoolWork(PTP_WORK work) {
    with<Work>(work, [](Work& task) { task.pool().submit(task); });
}

extern "C" VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK work, BOOL cancel) {
    wait_for_callbacks<Work>(work, cancel);
}

extern "C" VOID WINAPI CloseThreadpoolWork(PTP_WORK work) { close<Work>(work); }

extern "C" PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK callback, PVOID context,
                                                  PTP_CALLBACK_ENVIRON environment) {
    return create<PoolTimer, PTP_TIMER>(callback, context, environment);
}

// The window is how late a timer may be to save power; ours are not.
extern "C" VOID WINAPI SetThreadpoolTimer(PTP_TIMER timer, PFILETIME due, DWORD period, DWORD) {
    static_cast<void>(set_timer(timer, due, period));
}

extern "C" BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER timer, PFILETIME due, DWORD period, DWORD) {
    return set_timer(timer, due, period) ? TRUE : FALSE;
}

extern "C" BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER timer) {
    return test<PoolTimer>(timer, [](PoolTimer& t) { return t.is_set(); });
}

extern "C" VOID WINAPI WaitForThreadpoolTimerCallbacks(PTP_TIMER timer, BOOL cancel) {
    wait_for_callbacks<PoolTimer>(timer, cancel);
}

extern "C" VOID WINAPI CloseThreadpoolTimer(PTP_TIMER timer) { close<PoolTimer>(timer); }

extern "C" PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK callback, PVOID context,
                                                PTP_CALLBACK_ENVIRON environment) {
    return create<PoolWait, PTP_WAIT>(callback, context, environment);
}

extern "C" VOID WINAPI SetThreadpoolWait(PTP_WAIT wait, HANDLE object, PFILETIME timeout) {
    static_cast<void>(set_wait(wait, object, timeout));
}

extern "C" BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT wait, HANDLE object, PFILETIME timeout, PVOID) {
    return set_wait(wait, object, timeout) ? TRUE : FALSE;
}

extern "C" VOID WINAPI WaitForThreadpoolWaitCallbacks(PTP_WAIT wait, BOOL cancel) {
    wait_for_callbacks<PoolWait>(wait, cancel);
}

extern "C" VOID WINAPI CloseThreadpoolWait(PTP_WAIT wait) { close<PoolWait>(wait); }

extern "C" PTP_IO WINAPI CreateThreadpoolIo(HANDLE handle, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                                            PTP_CALLBACK_ENVIRON environment) {
    if (!callback) return failing(Status::error_invalid_parameter, PTP_IO{});
    return or_no_memory(PTP_IO{}, [&] {
        const auto file = reference<io::File>(handle);
        if (!file) return failing(file.status(), PTP_IO{});
        auto options = read_environment(environment);
        if (!options) return failing(options.status(), PTP_IO{});
        const auto made = base::make_ref<PoolIo>(callback, std::move(*options), context);
        const auto io = created<PoolIo, PTP_IO>(made);
        if (!io) return io;
        const Status status = (*file)->bind(made, *made, 0);
        if (succeeded(status)) return io;
        static_cast<void>(unpublish<PoolIo>(io));
        return failing(status, PTP_IO{});
    });
}

extern "C" VOID WINAPI StartThreadpoolIo(PTP_IO io) {
    with<PoolIo>(io, [](PoolIo& task) { task.pool().promise(task); });
}

extern "C" VOID WINAPI CancelThreadpoolIo(PTP_IO io) {
    bool started = false;
    with<PoolIo>(io, [&](PoolIo& task) { started = task.pool().break_promise(task); });
    raise_if(started ? 0 : STATUS_INVALID_PARAMETER);
}

extern "C" VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel) {
    // Operations that have been started are waited for, too, unless what they have queued is to be cancelled: they
    // themselves are not.
    wait_for_callbacks<PoolIo>(io, cancel, cancel ? ThreadPool::Promised::leave : ThreadPool::Promised::wait);
}

extern "C" VOID WINAPI CloseThreadpoolIo(PTP_IO io) { close<PoolIo>(io); }
