// SPDX-License-Identifier: LGPL-2.1-or-later
// Waitable timers.
#include "handleapi/timer.hpp"

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Clock;
using base::Status;
using namespace handleapi;

namespace {

constexpr int64_t kUnixEpochInFileTime = 116'444'736'000'000'000;  // of 100 ns
constexpr int64_t kFarthest = INT64_MAX / 100;                     // in 100 ns: some three centuries ahead

template <typename Char>
HANDLE create_timer(LPSECURITY_ATTRIBUTES attributes, bool manual, const Char* name, DWORD access) {
    const shared::Initial initial{ObjectType::timer, manual ? Consume::nothing : Consume::all, 0};
    return create_object(attributes, name, access, initial,
                         [&] { return base::make_ref<Timer>(manual ? Reset::manual : Reset::automatic); });
}

template <typename Char>
HANDLE create_timer_ex(LPSECURITY_ATTRIBUTES attributes, const Char* name, DWORD flags, DWORD access) {
    if (flags & ~DWORD{CREATE_WAITABLE_TIMER_MANUAL_RESET | CREATE_WAITABLE_TIMER_HIGH_RESOLUTION}) {
        return failing(Status::error_invalid_parameter, HANDLE{});
    }
    return create_timer(attributes, flags & CREATE_WAITABLE_TIMER_MANUAL_RESET, name, access);
}

struct Due {
    Clock clock;
    int64_t when;
};

/// Negative is relative; positive and zero a FILETIME.
Due due_from(LONGLONG time) noexcept {
    if (time >= 0) {
        const int64_t unix_time = time - kUnixEpochInFileTime;
        return {Clock::real_time, unix_time > kFarthest ? INT64_MAX - 1 : unix_time < -kFarthest ? 0 : unix_time * 100};
    }
    const int64_t now = base::monotonic_now();
    const int64_t span = time < -kFarthest ? INT64_MAX : -time * 100;
    return {Clock::monotonic, span > INT64_MAX - 1 - now ? INT64_MAX - 1 : now + span};
}

BOOL set_timer(HANDLE handle, const LARGE_INTEGER* due, LONG period, PTIMERAPCROUTINE routine, LPVOID argument,
               BOOL resume) {
    return or_no_memory(FALSE, [&] {
        auto timer = reference<Timer>(handle, TIMER_MODIFY_STATE);
        if (!timer) return failing(timer.status(), FALSE);
        if (!due || period < 0) return failing(Status::error_invalid_parameter, FALSE);
        Timer::Completion completion;
        if (routine) completion = {routine, argument, base::Ref<Thread>(current_thread())};
        const Due first = due_from(due->QuadPart);
        const Status status =
            (*timer)->set(first.clock, first.when, int64_t{period} * 1'000'000, std::move(completion));
        if (failed(status)) return failing(status, FALSE);
        // As documented for systems that cannot wake themselves: it works, and the last error says what will not.
        set_last_error(resume ? Status::error_not_supported : Status::ok);
        return TRUE;
    });
}

}  // namespace

extern "C" HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, LPCSTR name) {
    return create_timer(attributes, manual_reset, name, TIMER_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, LPCWSTR name) {
    return create_timer(attributes, manual_reset, name, TIMER_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags,
                                                DWORD access) {
    return create_timer_ex(attributes, name, flags, access);
}

extern "C" HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags,
                                                DWORD access) {
    return create_timer_ex(attributes, name, flags, access);
}

extern "C" HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, LPCSTR name) {
    return open_object_named(name, ObjectType::timer, access, inherit);
}

extern "C" HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, LPCWSTR name) {
    return open_object_named(name, ObjectType::timer, access, inherit);
}

extern "C" BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER* due, LONG period,
                                        PTIMERAPCROUTINE completion, LPVOID argument, BOOL resume) {
    return set_timer(timer, due, period, completion, argument, resume);
}

/// A tolerable delay only allows lateness, which is never used.
extern "C" BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER* due, LONG period,
                                          PTIMERAPCROUTINE completion, LPVOID argument, PREASON_CONTEXT, ULONG) {
    return set_timer(timer, due, period, completion, argument, FALSE);
}

extern "C" BOOL WINAPI CancelWaitableTimer(HANDLE handle) {
    return or_no_memory(FALSE, [&] {
        auto timer = reference<Timer>(handle, TIMER_MODIFY_STATE);
        if (!timer) return failing(timer.status(), FALSE);
        (*timer)->cancel();
        return TRUE;
    });
}
