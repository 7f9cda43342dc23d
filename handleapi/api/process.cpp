// SPDX-License-Identifier: LGPL-2.1-or-later
// Processes: making them, looking at them, ending them. Environment and command line of this one: environment.cpp.
#include "handleapi/process/process.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/process/attribute_list.hpp"
#include "handleapi/process/create_process.hpp"
#include "handleapi/process/priority.hpp"
#include "handleapi/process/startup.hpp"
#include "handleapi/table.hpp"

#include <processthreadsapi.h>
#include <winbase.h>

using base::Ref;
using base::Result;
using base::Status;
using namespace handleapi;

static_assert(STILL_ACTIVE == kStillActive && PROC_THREAD_ATTRIBUTE_HANDLE_LIST == kHandleListAttribute);

namespace {

constexpr DWORD kWindowsVersion = 0x000A0000;  // what a program of Windows 10 asks for
constexpr size_t kLargestAnsiEnvironment = 32767;

template <typename Char>
std::optional<std::string> optional_text(const Char* text) {
    if (!text) return std::nullopt;
    return utf8_from(text);
}

template <typename Char>
std::vector<std::string> strings_of(const Char* block) {
    std::vector<std::string> strings;
    while (*block) {
        strings.push_back(utf8_from(block));
        block += std::char_traits<Char>::length(block) + 1;
    }
    return strings;
}

/// False when an ANSI block is larger than CreateProcessA takes.
template <typename Char>
bool read_environment(const void* block, DWORD flags, std::optional<std::vector<std::string>>& environment) {
    if (!block) return true;
    environment = flags & CREATE_UNICODE_ENVIRONMENT ? strings_of(static_cast<const char16_t*>(block))
                                                     : strings_of(static_cast<const char*>(block));
    if (sizeof(Char) != 1) return true;
    size_t characters = 1;
    for (const std::string& one : *environment) characters += one.size() + 1;
    return characters <= kLargestAnsiEnvironment;
}

template <typename Info>
StartupInformation information_from(const Info& info) {
    StartupInformation information;
    if (info.lpDesktop) information.desktop = utf8_from(info.lpDesktop);
    if (info.lpTitle) information.title = utf8_from(info.lpTitle);
    information.window = {info.dwX,           info.dwY,           info.dwXSize,        info.dwYSize,
                          info.dwXCountChars, info.dwYCountChars, info.dwFillAttribute};
    information.flags = info.dwFlags;
    information.show_window = info.wShowWindow;
    const HANDLE standard[] = {info.hStdInput, info.hStdOutput, info.hStdError};
    for (size_t i = 0; i < 3; ++i) information.standard[i] = reinterpret_cast<uintptr_t>(standard[i]);
    return information;
}

template <typename Extended, typename Info>
Status read_attributes(const Info& info, DWORD flags, ProcessRequest& request) {
    if (!(flags & EXTENDED_STARTUPINFO_PRESENT)) return Status::ok;
    if (info.cb != sizeof(Extended)) return Status::error_invalid_parameter;
    const auto* list = reinterpret_cast<const AttributeList*>(reinterpret_cast<const Extended&>(info).lpAttributeList);
    if (!list) return Status::ok;
    if (!list->valid()) return Status::error_invalid_parameter;
    request.only = list->handles();
    return Status::ok;
}

/// Two handles or none: a process that its maker cannot name must not run.
Status hand_out(const Ref<MainThread>& thread, uint8_t process_flags, uint8_t thread_flags,
                PROCESS_INFORMATION& information) {
    Process& process = thread->process();
    const auto process_handle = open_handle(Ref<Process>(process), process_flags);
    const auto thread_handle = process_handle ? open_handle(thread, thread_flags) : process_handle;
    if (!thread_handle) {
        static_cast<void>(process.terminate(1));
        if (process_handle) static_cast<void>(close_handle(*process_handle));
        return thread_handle.status();
    }
    information = {*process_handle, *thread_handle, process.id(), process.id()};
    return Status::ok;
}

template <typename Extended, typename Char, typename Info>
BOOL create(const Char* application, const Char* command, LPSECURITY_ATTRIBUTES process_attributes,
            LPSECURITY_ATTRIBUTES thread_attributes, BOOL inherit, DWORD flags, LPVOID environment,
            const Char* directory, const Info* startup, LPPROCESS_INFORMATION information) {
    return or_no_memory(FALSE, [&] {
        if ((!application && !command) || !startup || !information) {
            return failing(Status::error_invalid_parameter, FALSE);
        }
        ProcessRequest request{.application = optional_text(application),
                               .command_line = optional_text(command),
                               .environment = {},
                               .directory = optional_text(directory),
                               .information = information_from(*startup),
                               .inherit = inherit != FALSE,
                               .only = {},
                               .flags = flags};
        if (!read_environment<Char>(environment, flags, request.environment)) {
            return failing(Status::error_invalid_parameter, FALSE);
        }
        Status status = read_attributes<Extended>(*startup, flags, request);
        if (failed(status)) return failing(status, FALSE);
        const auto thread = create_process(request);
        if (!thread) return failing(thread.status(), FALSE);
        return bool_from(
            hand_out(*thread, inherit_flag(process_attributes), inherit_flag(thread_attributes), *information));
    });
}

template <typename Char>
Char* kept_text(const std::string& text) {
    static std::basic_string<Char> desktop = text_for<Char>(own_startup_information().desktop);
    static std::basic_string<Char> title = text_for<Char>(own_startup_information().title);
    return &text == &own_startup_information().desktop ? desktop.data() : title.data();
}

template <typename Info, typename Char>
void tell_startup(Info& info) {
    const StartupInformation& own = own_startup_information();
    std::memset(&info, 0, sizeof info);
    info.cb = sizeof info;
    info.lpDesktop = kept_text<Char>(own.desktop);
    info.lpTitle = kept_text<Char>(own.title);
    info.dwX = own.window[0];
    info.dwY = own.window[1];
    info.dwXSize = own.window[2];
    info.dwYSize = own.window[3];
    info.dwXCountChars = own.window[4];
    info.dwYCountChars = own.window[5];
    info.dwFillAttribute = own.window[6];
    info.dwFlags = own.flags;
    info.wShowWindow = own.show_window;
    info.hStdInput = reinterpret_cast<HANDLE>(own.standard[0]);
    info.hStdOutput = reinterpret_cast<HANDLE>(own.standard[1]);
    info.hStdError = reinterpret_cast<HANDLE>(own.standard[2]);
}

/// Calls f with the process behind the handle.
template <typename F>
auto with_process(HANDLE handle, AccessMask access, F&& f) -> decltype(f(std::declval<Process&>())) {
    using R = decltype(f(std::declval<Process&>()));
    return or_no_memory(R{}, [&] {
        auto process = reference<Process>(handle, access);
        return process ? f(**process) : failing(process.status(), R{});
    });
}

FILETIME file_time(uint64_t time) { return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)}; }

bool exists(DWORD process_id) { return process_id == 0 || process_info(process_id).has_value(); }

}  // namespace

extern "C" BOOL WINAPI CreateProcessA(LPCSTR application, LPSTR command, LPSECURITY_ATTRIBUTES process_attributes,
                                      LPSECURITY_ATTRIBUTES thread_attributes, BOOL inherit, DWORD flags,
                                      LPVOID environment, LPCSTR directory, LPSTARTUPINFOA startup,
                                      LPPROCESS_INFORMATION information) {
    return create<STARTUPINFOEXA, char>(application, command, process_attributes, thread_attributes, inherit, flags,
                                        environment, directory, startup, information);
}
extern "C" BOOL WINAPI CreateProcessW(LPCWSTR application, LPWSTR command, LPSECURITY_ATTRIBUTES process_attributes,
                                      LPSECURITY_ATTRIBUTES thread_attributes, BOOL inherit, DWORD flags,
                                      LPVOID environment, LPCWSTR directory, LPSTARTUPINFOW startup,
                                      LPPROCESS_INFORMATION information) {
    return create<STARTUPINFOEXW, char16_t>(application, command, process_attributes, thread_attributes, inherit, flags,
                                            environment, directory, startup, information);
}

extern "C" VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA information) { tell_startup<STARTUPINFOA, char>(*information); }
extern "C" VOID WINAPI GetStartupInfoW(LPSTARTUPINFOW information) {
    tell_startup<STARTUPINFOW, char16_t>(*information);
}

extern "C" BOOL WINAPI InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD count, DWORD flags,
                                                         PSIZE_T size) {
    if (flags != 0 || !size) return failing(Status::error_invalid_parameter, FALSE);
    const SIZE_T needed = AttributeList::size_for(count);
    const bool fits = list && *size >= needed;
    *size = needed;
    if (!fits) return failing(Status::error_insufficient_buffer, FALSE);
    reinterpret_cast<AttributeList*>(list)->initialise(count);
    return TRUE;
}
extern "C" BOOL WINAPI UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD flags, DWORD_PTR attribute,
                                                 PVOID value, SIZE_T size, PVOID previous, PSIZE_T return_size) {
    if (!list || flags != 0 || previous || return_size) return failing(Status::error_invalid_parameter, FALSE);
    return bool_from(reinterpret_cast<AttributeList*>(list)->set(attribute, value, size));
}
extern "C" VOID WINAPI DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list) {
    if (list) reinterpret_cast<AttributeList*>(list)->destroy();
}

extern "C" HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD process_id) {
    return or_no_memory(HANDLE{}, [&] {
        auto process = Process::open(process_id);
        if (!process) return failing(process.status(), HANDLE{});
        const AccessMask granted = granted_access(ObjectType::process, access);
        return value_or(open_handle(*process, granted, inherit ? kHandleInherit : 0), HANDLE{});
    });
}

extern "C" VOID WINAPI ExitProcess(UINT code) {
    leave_exit_code(code);
    std::exit(static_cast<int>(code));
}

extern "C" BOOL WINAPI TerminateProcess(HANDLE handle, UINT code) {
    return with_process(handle, PROCESS_TERMINATE,
                        [&](Process& process) { return bool_from(process.terminate(code)); });
}

extern "C" BOOL WINAPI GetExitCodeProcess(HANDLE handle, LPDWORD code) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION, [&](Process& process) {
        if (!code) return failing(Status::error_invalid_parameter, FALSE);
        const auto found = process.is_current() ? Result<uint32_t>(kStillActive) : process.exit_code();
        if (!found) return failing(found.status(), FALSE);
        *code = *found;
        return TRUE;
    });
}

extern "C" DWORD WINAPI GetProcessId(HANDLE handle) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION,
                        [](Process& process) -> DWORD { return process.id(); });
}

extern "C" BOOL WINAPI GetProcessTimes(HANDLE handle, LPFILETIME creation, LPFILETIME exit, LPFILETIME kernel,
                                       LPFILETIME user) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION, [&](Process& process) {
        if (!creation || !exit || !kernel || !user) return failing(Status::error_noaccess, FALSE);
        const ProcessTimes times = process.times();
        *creation = file_time(times.started);
        *exit = file_time(times.ended);
        *kernel = file_time(times.kernel);
        *user = file_time(times.user);
        return TRUE;
    });
}

extern "C" DWORD WINAPI GetPriorityClass(HANDLE handle) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION,
                        [](Process& process) { return value_or(priority_class(process.id()), DWORD{0}); });
}
extern "C" BOOL WINAPI SetPriorityClass(HANDLE handle, DWORD wanted) {
    return with_process(handle, PROCESS_SET_INFORMATION, [&](Process& process) {
        return bool_from(set_priority_class(process.id(), process.is_current(), wanted));
    });
}

extern "C" BOOL WINAPI GetProcessHandleCount(HANDLE handle, PDWORD count) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION, [&](Process& process) {
        if (!count) return failing(Status::error_noaccess, FALSE);
        // The tables of other processes are theirs.
        if (!process.is_current()) return failing(Status::error_access_denied, FALSE);
        *count = static_cast<DWORD>(handle_table().size());
        return TRUE;
    });
}

extern "C" DWORD WINAPI GetProcessVersion(DWORD process_id) {
    return or_no_memory(DWORD{0}, [&] {
        return exists(process_id) ? kWindowsVersion : failing(Status::error_invalid_parameter, DWORD{0});
    });
}

extern "C" BOOL WINAPI ProcessIdToSessionId(DWORD process_id, DWORD* session) {
    return or_no_memory(FALSE, [&] {
        if (!session || !exists(process_id)) return failing(Status::error_invalid_parameter, FALSE);
        *session = 0;  // one session: sessions of Linux say nothing about desktops
        return TRUE;
    });
}

extern "C" BOOL WINAPI GetProcessAffinityMask(HANDLE handle, PDWORD_PTR process_mask, PDWORD_PTR system_mask) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION, [&](Process& process) {
        if (!process_mask || !system_mask) return failing(Status::error_noaccess, FALSE);
        const auto mask = affinity_of(process.id());
        if (!mask) return failing(mask.status(), FALSE);
        *process_mask = *mask;
        *system_mask = system_affinity();
        return TRUE;
    });
}
extern "C" BOOL WINAPI SetProcessAffinityMask(HANDLE handle, DWORD_PTR mask) {
    return with_process(handle, PROCESS_SET_INFORMATION,
                        [&](Process& process) { return bool_from(set_process_affinity(process.id(), mask)); });
}

extern "C" BOOL WINAPI OpenProcessToken(HANDLE handle, DWORD, PHANDLE token) {
    return with_process(handle, PROCESS_QUERY_LIMITED_INFORMATION, [&](Process&) {
        if (!token) return failing(Status::error_noaccess, FALSE);
        // There are no tokens here: whose process it is, the system's user ids say.
        return failing(Status::error_access_denied, FALSE);
    });
}
