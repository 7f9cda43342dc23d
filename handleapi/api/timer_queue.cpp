// SPDX-License-Identifier: LGPL-2.1-or-later
// The thread pool as it was before Windows Vista (threadpoollegacyapiset.h): work items, timer queues, registered
// waits, I/O. Its handles are no object handles: CloseHandle and the wait functions refuse them. A blocking call that
// would wait for the callback it is made in fails with ERROR_POSSIBLE_DEADLOCK and changes nothing, where Windows
// hangs.
#include "handleapi/pool/timer_queue.hpp"

#include "handleapi/api/outcome.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/pool/pool_io.hpp"
#include "handleapi/pool/registered_wait.hpp"
#include "handleapi/pool/thread_pool.hpp"
#include "handleapi/table.hpp"

#include <threadpoollegacyapiset.h>
#include <winbase.h>

using base::Ref;
using base::Result;
using base::Status;
using namespace handleapi;

namespace {

Result<Completion> completion_from(HANDLE event) {
    if (!event) return Completion{};
    if (event == INVALID_HANDLE_VALUE) return Completion{.how = Completion::How::blocking, .event = nullptr};
    auto object = reference<Event>(event, EVENT_MODIFY_STATE);
    if (!object) return object.status();
    return Completion{.how = Completion::How::event, .event = std::move(*object)};
}

/// WT_... flags that say where and how a callback runs. The highest half may raise the number of threads.
TaskOptions options_from(ULONG flags, ULONG own_thread_flag, Ref<ThreadPool> (*own_thread)()) {
    TaskOptions options;
    options.pool = flags & own_thread_flag ? own_thread() : ThreadPool::of_process();
    options.runs_long = flags & WT_EXECUTELONGFUNCTION;
    const ULONG limit = flags >> 16;
    if (limit > options.pool->maximum() && !(flags & own_thread_flag)) options.pool->set_maximum(limit);
    return options;
}

/// Takes back a timer or a wait.
template <typename T>
Status finish(HANDLE handle, HANDLE event) {
    const Ref<T> task = pool_object<T>(handle);
    if (!task) return Status::error_invalid_handle;
    auto completion = completion_from(event);
    if (!completion) return completion.status();
    if (completion->how == Completion::How::blocking && ThreadPool::is_inside(*task)) {
        return Status::error_possible_deadlock;
    }
    if (!unpublish<T>(handle)) return Status::error_invalid_handle;
    task->disarm();
    return finish_task(*task, std::move(*completion));
}

/// The queue's handle is only looked at; a timer knows its queue.
bool is_queue(HANDLE queue) { return !queue || pool_object<TimerQueue>(queue); }

BOOL create_timer(HANDLE* timer, HANDLE queue_handle, WAITORTIMERCALLBACK callback, PVOID context, DWORD due,
                  DWORD period, ULONG flags) {
    if (!timer || !callback) return failing(Status::error_invalid_parameter, FALSE);
    return or_no_memory(FALSE, [&] {
        Ref<TimerQueue> queue = queue_handle ? pool_object<TimerQueue>(queue_handle) : TimerQueue::of_process();
        if (!queue) return failing(Status::error_invalid_handle, FALSE);
        const auto made = base::make_ref<QueueTimer>(
            std::move(queue), callback, options_from(flags, WT_EXECUTEINTIMERTHREAD, &ThreadPool::timer_thread),
            context);
        const uintptr_t id = publish(made);
        if (id == 0) return failing(Status::error_not_enough_memory, FALSE);
        *timer = reinterpret_cast<HANDLE>(id);  // the callback may want it
        made->set(due_after_milliseconds(due), flags & WT_EXECUTEONLYONCE ? 0 : period);
        return TRUE;
    });
}

BOOL delete_timer(HANDLE queue, HANDLE timer, HANDLE event) {
    if (!timer) return failing(Status::error_invalid_parameter, FALSE);
    if (!is_queue(queue)) return failing(Status::error_invalid_handle, FALSE);
    return or_no_memory(FALSE, [&] { return bool_from(finish<QueueTimer>(timer, event)); });
}

BOOL delete_queue(HANDLE handle, HANDLE event) {
    return or_no_memory(FALSE, [&] {
        const Ref<TimerQueue> queue = pool_object<TimerQueue>(handle);
        if (!queue) return failing(Status::error_invalid_handle, FALSE);
        auto completion = completion_from(event);
        if (!completion) return failing(completion.status(), FALSE);
        const Status status = queue->close(std::move(*completion));
        if (status != Status::error_possible_deadlock) static_cast<void>(unpublish<TimerQueue>(handle));
        return bool_from(status);
    });
}

RegisteredWait::Repeat repeat_from(ULONG flags) {
    if (flags & WT_EXECUTEONLYONCE) return RegisteredWait::Repeat::once;
    return flags & WT_EXECUTEINWAITTHREAD ? RegisteredWait::Repeat::after_callback
                                          : RegisteredWait::Repeat::before_callback;
}

}  // namespace

extern "C" BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags) {
    if (!function) return failing(Status::error_invalid_parameter, FALSE);
    return or_no_memory(FALSE, [&] {
        const auto task = base::make_ref<WorkItem>(function, options_from(flags, 0, nullptr), context);
        task->pool().submit(*task);
        return TRUE;
    });
}

extern "C" HANDLE WINAPI CreateTimerQueue(VOID) {
    return or_no_memory(HANDLE{}, [] {
        const uintptr_t id = publish(base::make_ref<TimerQueue>());
        return id != 0 ? reinterpret_cast<HANDLE>(id) : failing(Status::error_not_enough_memory, HANDLE{});
    });
}

extern "C" BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK callback, PVOID context,
                                             DWORD due, DWORD period, ULONG flags) {
    return create_timer(timer, queue, callback, context, due, period, flags);
}

extern "C" HANDLE WINAPI SetTimerQueueTimer(HANDLE queue, WAITORTIMERCALLBACK callback, PVOID context, DWORD due,
                                            DWORD period, BOOL) {
    HANDLE timer = nullptr;
    return create_timer(&timer, queue, callback, context, due, period, WT_EXECUTEDEFAULT) ? timer : nullptr;
}

extern "C" BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE handle, ULONG due, ULONG period) {
    if (!handle) return failing(Status::error_invalid_parameter, FALSE);
    const Ref<QueueTimer> timer = pool_object<QueueTimer>(handle);
    if (!timer || !is_queue(queue)) return failing(Status::error_invalid_handle, FALSE);
    timer->change(due_after_milliseconds(due), period);
    return TRUE;
}

extern "C" BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE completion_event) {
    return delete_timer(queue, timer, completion_event);
}
extern "C" BOOL WINAPI CancelTimerQueueTimer(HANDLE queue, HANDLE timer) { return delete_timer(queue, timer, nullptr); }

extern "C" BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE completion_event) {
    return delete_queue(queue, completion_event);
}
extern "C" BOOL WINAPI DeleteTimerQueue(HANDLE queue) { return delete_queue(queue, nullptr); }

extern "C" BOOL WINAPI RegisterWaitForSingleObject(PHANDLE wait, HANDLE object_handle, WAITORTIMERCALLBACK callback,
                                                   PVOID context, ULONG milliseconds, ULONG flags) {
    if (!wait || !callback) return failing(Status::error_invalid_parameter, FALSE);
    return or_no_memory(FALSE, [&] {
        auto [object, access] = open_object(object_handle);
        if (!object || !object->waitable()) return failing(Status::error_invalid_handle, FALSE);
        if (!(access & kSynchronize)) return failing(Status::error_access_denied, FALSE);
        const auto made = base::make_ref<RegisteredWait>(
            std::move(object), callback, options_from(flags, WT_EXECUTEINWAITTHREAD, &ThreadPool::wait_thread), context,
            milliseconds, repeat_from(flags));
        const uintptr_t id = publish(made);
        if (id == 0) return failing(Status::error_not_enough_memory, FALSE);
        *wait = reinterpret_cast<HANDLE>(id);  // the callback may want it
        made->begin_wait();
        return TRUE;
    });
}

extern "C" BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE completion_event) {
    return or_no_memory(FALSE, [&] { return bool_from(finish<RegisteredWait>(wait, completion_event)); });
}
extern "C" BOOL WINAPI UnregisterWait(HANDLE wait) { return UnregisterWaitEx(wait, nullptr); }

extern "C" BOOL WINAPI BindIoCompletionCallback(HANDLE handle, LPOVERLAPPED_COMPLETION_ROUTINE routine, ULONG flags) {
    if (!routine || flags != 0) return failing(Status::error_invalid_parameter, FALSE);
    return or_no_memory(FALSE, [&] {
        const auto file = reference<io::File>(handle);
        if (!file) return failing(file.status(), FALSE);
        const auto binding = base::make_ref<IoBinding>(routine, ThreadPool::of_process());
        return bool_from((*file)->bind(binding, *binding, 0));
    });
}
