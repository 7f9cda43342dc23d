// SPDX-License-Identifier: LGPL-2.1-or-later
// What a program can ask and set about threads: priority, times, processors, stack, description, token.
#include <linux/membarrier.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "handleapi/api/outcome.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/api/thread_handle.hpp"
#include "handleapi/process/priority.hpp"
#include "handleapi/process/process.hpp"

#include <processthreadsapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

constexpr HRESULT kInvalidHandle = static_cast<HRESULT>(0xD0000008);  // HRESULT_FROM_NT(STATUS_INVALID_HANDLE)
constexpr HRESULT kNoMemory = static_cast<HRESULT>(0x8007000E);       // E_OUTOFMEMORY
constexpr HRESULT kInvalidArgument = static_cast<HRESULT>(0x80070057);

FILETIME file_time(uint64_t time) { return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)}; }

bool is_priority(int priority) {
    return priority == THREAD_PRIORITY_IDLE || priority == THREAD_PRIORITY_TIME_CRITICAL ||
           (priority >= THREAD_PRIORITY_LOWEST && priority <= THREAD_PRIORITY_HIGHEST);
}

/// Background mode is the calling thread's own affair, and is entered and left once.
Status set_background(Thread& thread, bool begin) {
    if (&thread != &current_thread()) return Status::error_invalid_parameter;
    return thread.settings.with([&](ThreadSettings& settings) {
        if (settings.background == begin) {
            return static_cast<Status>(begin ? ERROR_THREAD_MODE_ALREADY_BACKGROUND : ERROR_THREAD_MODE_NOT_BACKGROUND);
        }
        settings.background = begin;
        return Status::ok;
    });
}

struct StackLimits {
    ULONG_PTR low = 0;
    ULONG_PTR high = 0;
};

StackLimits own_stack() {
    StackLimits limits;
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return limits;
    void* low = nullptr;
    size_t size = 0;
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    limits.low = reinterpret_cast<ULONG_PTR>(low);
    limits.high = limits.low + size;
    return limits;
}

DWORD processor_count() { return static_cast<DWORD>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN))); }

}  // namespace

extern "C" int WINAPI GetThreadPriority(HANDLE handle) {
    return with_thread(handle, THREAD_QUERY_LIMITED_INFORMATION, int{THREAD_PRIORITY_ERROR_RETURN}, [](Thread& thread) {
        return thread.settings.with([](const ThreadSettings& settings) { return settings.priority; });
    });
}
extern "C" BOOL WINAPI SetThreadPriority(HANDLE handle, int priority) {
    return with_thread(handle, THREAD_SET_LIMITED_INFORMATION, FALSE, [&](Thread& thread) {
        if (priority == THREAD_MODE_BACKGROUND_BEGIN) return bool_from(set_background(thread, true));
        if (priority == THREAD_MODE_BACKGROUND_END) return bool_from(set_background(thread, false));
        if (!is_priority(priority)) return failing(Status::error_invalid_parameter, FALSE);
        thread.settings.with([&](ThreadSettings& settings) { settings.priority = priority; });
        return TRUE;
    });
}
extern "C" BOOL WINAPI GetThreadPriorityBoost(HANDLE handle, PBOOL disabled) {
    return with_thread(handle, THREAD_QUERY_LIMITED_INFORMATION, FALSE, [&](Thread& thread) {
        if (!disabled) return failing(Status::error_noaccess, FALSE);
        *disabled = thread.settings.with([](const ThreadSettings& settings) { return settings.boost_disabled; });
        return TRUE;
    });
}
extern "C" BOOL WINAPI SetThreadPriorityBoost(HANDLE handle, BOOL disable) {
    return with_thread(handle, THREAD_SET_LIMITED_INFORMATION, FALSE, [&](Thread& thread) {
        thread.settings.with([&](ThreadSettings& settings) { settings.boost_disabled = disable != FALSE; });
        return TRUE;
    });
}

extern "C" BOOL WINAPI GetThreadTimes(HANDLE handle, LPFILETIME creation, LPFILETIME exit, LPFILETIME kernel,
                                      LPFILETIME user) {
    return or_no_memory(FALSE, [&] {
        const ThreadHandle thread(handle, THREAD_QUERY_LIMITED_INFORMATION);
        if (failed(thread.status())) return failing(thread.status(), FALSE);
        if (!creation || !exit || !kernel || !user) return failing(Status::error_noaccess, FALSE);
        const ProcessTimes times = thread.own() ? thread.own()->times() : thread.foreign()->times();
        *creation = file_time(times.started);
        *exit = file_time(times.ended);
        *kernel = file_time(times.kernel);
        *user = file_time(times.user);
        return TRUE;
    });
}

extern "C" DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE handle, DWORD_PTR mask) {
    return or_no_memory(DWORD_PTR{0}, [&] {
        const ThreadHandle thread(handle, THREAD_SET_INFORMATION);
        if (failed(thread.status())) return failing(thread.status(), DWORD_PTR{0});
        const uint32_t id = thread.own() ? thread.own()->id() : thread.foreign()->id();
        return value_or(set_thread_affinity(id, mask), DWORD_PTR{0});
    });
}
extern "C" DWORD WINAPI SetThreadIdealProcessor(HANDLE handle, DWORD processor) {
    return with_thread(handle, THREAD_SET_INFORMATION, ~DWORD{0}, [&](Thread& thread) {
        const bool only_asked = processor == MAXIMUM_PROCESSORS;
        if (!only_asked && processor >= processor_count()) {
            return failing(Status::error_invalid_parameter, ~DWORD{0});
        }
        return thread.settings.with([&](ThreadSettings& settings) {
            return std::exchange(settings.ideal_processor, only_asked ? settings.ideal_processor : processor);
        });
    });
}
extern "C" BOOL WINAPI GetThreadIdealProcessorEx(HANDLE handle, PPROCESSOR_NUMBER processor) {
    return with_thread(handle, THREAD_QUERY_LIMITED_INFORMATION, FALSE, [&](Thread& thread) {
        if (!processor) return failing(Status::error_noaccess, FALSE);
        const DWORD ideal = thread.settings.with([](const ThreadSettings& known) { return known.ideal_processor; });
        *processor = {0, static_cast<BYTE>(ideal), 0};
        return TRUE;
    });
}
extern "C" BOOL WINAPI SetThreadIdealProcessorEx(HANDLE handle, PPROCESSOR_NUMBER processor,
                                                 PPROCESSOR_NUMBER previous) {
    return with_thread(handle, THREAD_SET_INFORMATION, FALSE, [&](Thread& thread) {
        if (!processor) return failing(Status::error_noaccess, FALSE);
        if (processor->Group != 0 || processor->Reserved != 0 || processor->Number >= processor_count()) {
            return failing(Status::error_invalid_parameter, FALSE);
        }
        const DWORD before = thread.settings.with(
            [&](ThreadSettings& settings) { return std::exchange(settings.ideal_processor, processor->Number); });
        if (previous) *previous = {0, static_cast<BYTE>(before), 0};
        return TRUE;
    });
}

extern "C" VOID WINAPI GetCurrentThreadStackLimits(PULONG_PTR low, PULONG_PTR high) {
    const StackLimits limits = own_stack();
    *low = limits.low;
    *high = limits.high;
}
/// Kept and told. A stack that is used up is not an exception here, so nothing is done with it.
extern "C" BOOL WINAPI SetThreadStackGuarantee(PULONG size) {
    return or_no_memory(FALSE, [&] {
        if (!size) return failing(Status::error_noaccess, FALSE);
        const StackLimits limits = own_stack();
        if (*size >= limits.high - limits.low) return failing(Status::error_invalid_parameter, FALSE);
        const auto page = static_cast<ULONG>(sysconf(_SC_PAGESIZE));
        const ULONG wanted = (*size + page - 1) / page * page;
        *size = current_thread().settings.with([&](ThreadSettings& settings) {
            return std::exchange(settings.stack_guarantee, std::max(settings.stack_guarantee, wanted));
        });
        return TRUE;
    });
}

extern "C" HRESULT WINAPI SetThreadDescription(HANDLE handle, PCWSTR description) {
    return or_no_memory(kNoMemory, [&] {
        const ThreadHandle thread(handle, THREAD_SET_LIMITED_INFORMATION);
        if (!thread.own()) return kInvalidHandle;
        if (!description) return kInvalidArgument;
        thread.own()->settings.with([&](ThreadSettings& settings) { settings.description = description; });
        return HRESULT{0};
    });
}
extern "C" HRESULT WINAPI GetThreadDescription(HANDLE handle, PWSTR* description) {
    return or_no_memory(kNoMemory, [&] {
        const ThreadHandle thread(handle, THREAD_QUERY_LIMITED_INFORMATION);
        if (!thread.own()) return kInvalidHandle;
        if (!description) return kInvalidArgument;
        const std::u16string text =
            thread.own()->settings.with([](const ThreadSettings& settings) { return settings.description; });
        const size_t size = (text.size() + 1) * sizeof(char16_t);
        auto* copy = static_cast<PWSTR>(LocalAlloc(LMEM_FIXED, size));
        if (!copy) return kNoMemory;
        std::memcpy(copy, text.c_str(), size);
        *description = copy;
        return HRESULT{0};
    });
}

extern "C" BOOL WINAPI OpenThreadToken(HANDLE handle, DWORD, BOOL, PHANDLE token) {
    return with_thread(handle, THREAD_QUERY_LIMITED_INFORMATION, FALSE, [&](Thread&) {
        if (!token) return failing(Status::error_noaccess, FALSE);
        return failing(Status::error_no_token, FALSE);  // no thread impersonates
    });
}

extern "C" VOID WINAPI FlushProcessWriteBuffers(void) {
    static const bool registered = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
    // The global command is slow and needs no registration.
    const int command = registered ? MEMBARRIER_CMD_PRIVATE_EXPEDITED : MEMBARRIER_CMD_GLOBAL;
    syscall(SYS_membarrier, command, 0, 0);
}
/// Instruction caches of x86-64 follow the memory by themselves.
extern "C" BOOL WINAPI FlushInstructionCache(HANDLE handle, LPCVOID, SIZE_T) {
    return or_no_memory(FALSE, [&] { return bool_from(reference<Process>(handle).status()); });
}
