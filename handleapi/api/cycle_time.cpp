// SPDX-License-Identifier: LGPL-2.1-or-later
// Processor time in cycles: <realtimeapiset.h>. Of what has ended, or is a thread of another process, the system keeps
// the time in units of a hundred nanoseconds or clock ticks, and the cycles are as coarse.
#include "handleapi/process/cycle_time.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/api/thread_handle.hpp"
#include "handleapi/process/process.hpp"

#include <realtimeapiset.h>

using base::Status;
using namespace handleapi;

namespace {

uint64_t cycles_of(const ProcessTimes& times) noexcept { return cycles_of_time(times.kernel + times.user); }

uint64_t cycles_of(Thread& thread) {
    const auto running = thread.signaled() ? std::nullopt : cycles_of_thread(thread.id());
    return running ? *running : cycles_of(thread.times());
}

uint64_t cycles_of(Process& process) {
    const auto running = process.signaled() ? std::nullopt : cycles_of_process(process.id());
    return running ? *running : cycles_of(process.times());
}

}  // namespace

extern "C" BOOL WINAPI QueryThreadCycleTime(HANDLE handle, PULONG64 cycles) {
    return or_no_memory(FALSE, [&] {
        const ThreadHandle thread(handle, THREAD_QUERY_LIMITED_INFORMATION);
        if (failed(thread.status())) return failing(thread.status(), FALSE);
        if (!cycles) return failing(Status::error_noaccess, FALSE);
        *cycles = thread.own() ? cycles_of(*thread.own()) : cycles_of(thread.foreign()->times());
        return TRUE;
    });
}

extern "C" BOOL WINAPI QueryProcessCycleTime(HANDLE handle, PULONG64 cycles) {
    return or_no_memory(FALSE, [&] {
        const auto process = reference<Process>(handle, PROCESS_QUERY_LIMITED_INFORMATION);
        if (!process) return failing(process.status(), FALSE);
        if (!cycles) return failing(Status::error_noaccess, FALSE);
        *cycles = cycles_of(**process);
        return TRUE;
    });
}
