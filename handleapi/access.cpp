// SPDX-License-Identifier: LGPL-2.1-or-later
// See access.hpp.
#include "handleapi/access.hpp"

#include <winnt.h>

namespace handleapi {
namespace {

static_assert(kSynchronize == SYNCHRONIZE);

struct Rights {
    ObjectType type;
    AccessMask all;
    AccessMask read;
    AccessMask write;
    AccessMask execute;
};

constexpr AccessMask kRead = STANDARD_RIGHTS_READ;
constexpr AccessMask kWrite = STANDARD_RIGHTS_WRITE;
constexpr AccessMask kExecute = STANDARD_RIGHTS_EXECUTE;

constexpr Rights kRights[] = {
    {.type = ObjectType::event,
     .all = EVENT_ALL_ACCESS,
     .read = kRead | 1,
     .write = kWrite | EVENT_MODIFY_STATE,
     .execute = kExecute | SYNCHRONIZE},
    {.type = ObjectType::mutex,
     .all = MUTANT_ALL_ACCESS,
     .read = kRead | MUTANT_QUERY_STATE,
     .write = kWrite,
     .execute = kExecute | SYNCHRONIZE},
    {.type = ObjectType::semaphore,
     .all = SEMAPHORE_ALL_ACCESS,
     .read = kRead | 1,
     .write = kWrite | SEMAPHORE_MODIFY_STATE,
     .execute = kExecute | SYNCHRONIZE},
    {.type = ObjectType::timer,
     .all = TIMER_ALL_ACCESS,
     .read = kRead | TIMER_QUERY_STATE,
     .write = kWrite | TIMER_MODIFY_STATE,
     .execute = kExecute | SYNCHRONIZE},
    {.type = ObjectType::thread,
     .all = THREAD_ALL_ACCESS,
     .read = kRead | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION,
     .write = kWrite | THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_SET_CONTEXT | THREAD_SET_INFORMATION,
     .execute = kExecute | SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION},
    {.type = ObjectType::foreign_thread,
     .all = THREAD_ALL_ACCESS,
     .read = kRead | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION,
     .write = kWrite | THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_SET_CONTEXT | THREAD_SET_INFORMATION,
     .execute = kExecute | SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION},
    {.type = ObjectType::process,
     .all = PROCESS_ALL_ACCESS,
     .read = kRead | PROCESS_VM_READ | PROCESS_QUERY_INFORMATION,
     .write = kWrite | PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION | PROCESS_VM_WRITE | PROCESS_DUP_HANDLE |
              PROCESS_CREATE_PROCESS | PROCESS_SET_INFORMATION,
     .execute = kExecute | SYNCHRONIZE | PROCESS_TERMINATE | PROCESS_QUERY_LIMITED_INFORMATION},
    {.type = ObjectType::completion_port,
     .all = IO_COMPLETION_ALL_ACCESS,
     .read = kRead | 1,
     .write = kWrite | IO_COMPLETION_MODIFY_STATE,
     .execute = kExecute | SYNCHRONIZE},
    {.type = ObjectType::file,
     .all = FILE_ALL_ACCESS,
     .read = FILE_GENERIC_READ,
     .write = FILE_GENERIC_WRITE,
     .execute = FILE_GENERIC_EXECUTE},
    {.type = ObjectType::file_mapping,
     .all = SECTION_ALL_ACCESS | SECTION_MAP_EXECUTE_EXPLICIT,
     .read = kRead | SECTION_QUERY | SECTION_MAP_READ,
     .write = kWrite | SECTION_MAP_WRITE,
     .execute = kExecute | SECTION_MAP_EXECUTE},
};

/// The full right to ask or set includes the limited one.
AccessMask implied(ObjectType type, AccessMask granted) noexcept {
    AccessMask more = 0;
    if (type == ObjectType::process) {
        if (granted & PROCESS_QUERY_INFORMATION) more |= PROCESS_QUERY_LIMITED_INFORMATION;
        if (granted & PROCESS_SET_INFORMATION) more |= PROCESS_SET_LIMITED_INFORMATION;
    }
    if (type == ObjectType::thread || type == ObjectType::foreign_thread) {
        if (granted & THREAD_QUERY_INFORMATION) more |= THREAD_QUERY_LIMITED_INFORMATION;
        if (granted & THREAD_SET_INFORMATION) more |= THREAD_SET_LIMITED_INFORMATION;
    }
    return more;
}

const Rights* rights_of(ObjectType type) noexcept {
    for (const Rights& rights : kRights) {
        if (rights.type == type) return &rights;
    }
    return nullptr;
}

}  // namespace

AccessMask all_access(ObjectType type) noexcept {
    const Rights* rights = rights_of(type);
    return rights ? rights->all : kEveryRight;
}

AccessMask granted_access(ObjectType type, AccessMask wanted) noexcept {
    const Rights* rights = rights_of(type);
    if (!rights) return kEveryRight;
    AccessMask granted = wanted;
    if (wanted & (GENERIC_ALL | MAXIMUM_ALLOWED)) granted |= rights->all;
    if (wanted & GENERIC_READ) granted |= rights->read;
    if (wanted & GENERIC_WRITE) granted |= rights->write;
    if (wanted & GENERIC_EXECUTE) granted |= rights->execute;
    return (granted | implied(type, granted)) & rights->all;
}

}  // namespace handleapi
