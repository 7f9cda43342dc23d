// SPDX-License-Identifier: LGPL-2.1-or-later
// One-time initialisation, waiting on an address, interlocked lists and synchronization barriers.
#include "handleapi/api/outcome.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/sync/address_wait.hpp"
#include "handleapi/sync/barrier.hpp"
#include "handleapi/sync/init_once.hpp"
#include "handleapi/sync/slist.hpp"

#include <interlockedapi.h>
#include <synchapi.h>
#include <winbase.h>

using base::Result;
using base::Status;
using namespace handleapi;

static_assert(sizeof(INIT_ONCE) == 8 && sizeof(SYNCHRONIZATION_BARRIER) == 32);

namespace {

using init_once::Protocol;

BOOL answer(const Result<init_once::Progress>& progress, PBOOL pending, LPVOID* context) {
    if (!progress) return failing(progress.status(), FALSE);
    if (pending) *pending = progress->pending;
    if (context && !progress->pending) *context = progress->context;
    return TRUE;
}

/// An initialisation that raises has failed: somebody else may try.
BOOL initialize(INIT_ONCE& once, PINIT_ONCE_FN function, PVOID parameter, LPVOID* context) {
    PVOID made = nullptr;
    BOOL succeeded_ = FALSE;
    const Status raised = call_user([&] { succeeded_ = function(&once, parameter, &made); });
    if (failed(raised)) {
        static_cast<void>(init_once::fail(once));
        raise(static_cast<uint32_t>(raised));
    }
    if (!succeeded_) {
        static_cast<void>(init_once::fail(once));
        return FALSE;
    }
    const Status status = init_once::complete(once, Protocol::synchronous, made);
    if (failed(status)) {
        static_cast<void>(init_once::fail(once));
        return failing(status, FALSE);
    }
    if (context) *context = made;
    return TRUE;
}

}  // namespace

extern "C" VOID WINAPI InitOnceInitialize(PINIT_ONCE once) { once->Ptr = nullptr; }

extern "C" BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter, LPVOID* context) {
    const auto progress = init_once::begin(*once, Protocol::synchronous);
    if (progress && progress->pending) return initialize(*once, function, parameter, context);
    return answer(progress, nullptr, context);
}

extern "C" BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE once, DWORD flags, PBOOL pending, LPVOID* context) {
    switch (flags) {
        case 0:
            return answer(init_once::begin(*once, Protocol::synchronous), pending, context);
        case INIT_ONCE_ASYNC:
            return answer(init_once::begin(*once, Protocol::asynchronous), pending, context);
        case INIT_ONCE_CHECK_ONLY:
            return answer(init_once::check(*once), pending, context);
        default:
            return failing(Status::error_invalid_parameter, FALSE);
    }
}

extern "C" BOOL WINAPI InitOnceComplete(LPINIT_ONCE once, DWORD flags, LPVOID context) {
    switch (flags) {
        case 0:
            return bool_from(init_once::complete(*once, Protocol::synchronous, context));
        case INIT_ONCE_ASYNC:
            return bool_from(init_once::complete(*once, Protocol::asynchronous, context));
        case INIT_ONCE_INIT_FAILED:
            return bool_from(context ? Status::error_invalid_parameter : init_once::fail(*once));
        default:
            return failing(Status::error_invalid_parameter, FALSE);
    }
}

extern "C" BOOL WINAPI WaitOnAddress(volatile VOID* address, PVOID compare, SIZE_T size, DWORD milliseconds) {
    return bool_from(wait_on_address(address, compare, size, milliseconds));
}
extern "C" VOID WINAPI WakeByAddressSingle(PVOID address) { wake_by_address_single(address); }
extern "C" VOID WINAPI WakeByAddressAll(PVOID address) { wake_by_address_all(address); }

extern "C" VOID WINAPI InitializeSListHead(PSLIST_HEADER head) {
    if (reinterpret_cast<uintptr_t>(head) % MEMORY_ALLOCATION_ALIGNMENT != 0) raise(STATUS_DATATYPE_MISALIGNMENT);
    *head = {};
}
extern "C" PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER head, PSLIST_ENTRY entry) {
    return slist::push(*head, *entry, *entry, 1);
}
extern "C" PSLIST_ENTRY WINAPI InterlockedPushListSListEx(PSLIST_HEADER head, PSLIST_ENTRY first, PSLIST_ENTRY last,
                                                          ULONG count) {
    return slist::push(*head, *first, *last, count);
}
extern "C" PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER head) { return slist::pop(*head); }
extern "C" PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER head) { return slist::flush(*head); }
extern "C" USHORT WINAPI QueryDepthSList(PSLIST_HEADER head) { return slist::depth(*head); }

extern "C" BOOL WINAPI InitializeSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier, LONG threads,
                                                        LONG spin_count) {
    return bool_from(barrier::initialize(*barrier, threads, spin_count));
}

extern "C" BOOL WINAPI EnterSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier, DWORD flags) {
    constexpr DWORD spin = SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY, block = SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY;
    if (flags & ~(spin | block | SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE) || (flags & spin && flags & block)) {
        return failing(Status::error_invalid_parameter, FALSE);
    }
    const auto patience = flags & spin    ? barrier::Patience::spin_only
                          : flags & block ? barrier::Patience::block_only
                                          : barrier::Patience::spin_then_block;
    return barrier::enter(*barrier, patience);
}

extern "C" BOOL WINAPI DeleteSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier) {
    barrier::wait_until_left(*barrier);
    return TRUE;
}
