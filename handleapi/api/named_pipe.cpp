// SPDX-License-Identifier: LGPL-2.1-or-later
// Named pipes: instances, connections, transactions, and what there is to know about them.
#include "handleapi/io/named_pipe.hpp"

#include <pwd.h>

#include <vector>

#include "handleapi/api/file_call.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/wait.hpp"

#include <winbase.h>

using base::Ref;
using base::Result;
using base::Status;
using namespace handleapi;
using io::File;
using io::NamedPipe;
using io::PathKind;
using io::PipeEnd;

namespace {

constexpr DWORD kOpenFlags = PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_WRITE_THROUGH |
                             FILE_FLAG_OVERLAPPED | WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY;
constexpr DWORD kModes =
    PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT | PIPE_REJECT_REMOTE_CLIENTS;  // the rest are zero

struct Creation {
    DWORD open_mode;
    DWORD pipe_mode;
    io::PipeFacts facts;
};

Status check_creation(const Creation& creation) {
    const DWORD access = creation.open_mode & PIPE_ACCESS_DUPLEX;
    if (access == 0 || (creation.open_mode & ~kOpenFlags) || (creation.pipe_mode & ~kModes)) {
        return Status::error_invalid_parameter;
    }
    if ((creation.pipe_mode & PIPE_READMODE_MESSAGE) && !(creation.pipe_mode & PIPE_TYPE_MESSAGE)) {
        return Status::error_invalid_parameter;
    }
    const DWORD most = creation.facts.max_instances;
    return most == 0 || most > PIPE_UNLIMITED_INSTANCES ? Status::error_invalid_parameter : Status::ok;
}

HANDLE create_named_pipe(const std::string& name, Creation creation, const SECURITY_ATTRIBUTES* attributes) {
    const auto path = io::parse_path(name);
    if (!path) return failing(path.status(), INVALID_HANDLE_VALUE);
    if (path->kind != PathKind::pipe) return failing(Status::error_invalid_name, INVALID_HANDLE_VALUE);
    if (const Status status = check_creation(creation); failed(status)) return failing(status, INVALID_HANDLE_VALUE);
    creation.facts.access = creation.open_mode & PIPE_ACCESS_DUPLEX;
    creation.facts.message_type = creation.pipe_mode & PIPE_TYPE_MESSAGE;
    auto instance =
        io::create_instance(path->text, creation.facts, (creation.open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE) != 0);
    if (!instance) return failing(instance.status(), INVALID_HANDLE_VALUE);
    auto pipe = NamedPipe::serve(std::move(*instance), creation.open_mode & FILE_FLAG_OVERLAPPED, creation.pipe_mode);
    const HANDLE handle = value_or(open_file_handle(std::move(pipe), attributes), INVALID_HANDLE_VALUE);
    if (handle != INVALID_HANDLE_VALUE) set_last_error(Status::ok);
    return handle;
}

template <typename Char>
HANDLE create_named_pipe(const Char* name, const Creation& creation, const SECURITY_ATTRIBUTES* attributes) {
    return or_no_memory(INVALID_HANDLE_VALUE, [&] { return create_named_pipe(name_from(name), creation, attributes); });
}

/// Calls f(NamedPipe&); error_invalid_function for a file that is none.
template <typename F>
BOOL with_pipe(HANDLE handle, F&& f) {
    return with_file(handle, [&](File& file) {
        auto* pipe = dynamic_cast<NamedPipe*>(&file);
        if (!pipe) return Status::error_invalid_function;
        return pipe->of_this_process() ? f(*pipe) : Status::error_invalid_handle;
    });
}

template <typename F>
BOOL with_server(HANDLE handle, F&& f) {
    return with_pipe(handle, [&](NamedPipe& pipe) {
        return pipe.side() == PipeEnd::server ? f(pipe) : Status::error_invalid_function;
    });
}

Status connect_client(NamedPipe& pipe, OVERLAPPED* overlapped) {
    if (pipe.overlapped() && !overlapped) return Status::error_invalid_parameter;
    bool was_disconnected = false;
    const Status status = pipe.begin_connect(was_disconnected);
    // Without waiting the first call after a disconnection says that the pipe is free again.
    if (status == Status::error_pipe_listening && was_disconnected) return Status::ok;
    if (failed(status)) return status;
    return transfer(pipe, {.kind = io::RequestKind::connect}, overlapped, nullptr);
}

struct Exchange {
    LPVOID in;
    DWORD in_size;
    LPVOID out;
    DWORD out_size;
};

Status transact(NamedPipe& pipe, const Exchange& exchange, DWORD* read, OVERLAPPED* overlapped) {
    if (pipe.overlapped() && !overlapped) return Status::error_invalid_parameter;
    if (const Status status = pipe.check_transaction(); failed(status)) return status;
    static constexpr std::byte kNothing{};
    const auto* in = static_cast<const std::byte*>(exchange.in);
    return transfer(pipe,
                    {.kind = io::RequestKind::transact,
                     .buffer = static_cast<std::byte*>(exchange.out),
                     .size = exchange.out_size,
                     .out = in ? in : &kNothing,
                     .out_size = exchange.in_size},
                    overlapped, read);
}

Result<Ref<File>> open_when_free(const std::string& name, DWORD milliseconds) {
    const auto path = io::parse_path(name);
    if (!path) return path.status();
    if (path->kind != PathKind::pipe) return Status::error_invalid_name;
    for (;;) {
        auto opened = io::open_file(name, {GENERIC_READ | GENERIC_WRITE, 0, OPEN_EXISTING, 0});
        if (opened) return std::move(opened->file);
        if (opened.status() != Status::error_pipe_busy || milliseconds == NMPWAIT_NOWAIT) return opened.status();
        if (const Status waited = io::wait_for_pipe(path->text, milliseconds); failed(waited)) return waited;
    }
}

Status call_named_pipe(const std::string& name, const Exchange& exchange, DWORD* read, DWORD milliseconds) {
    auto file = open_when_free(name, milliseconds);
    if (!file) return file.status();
    auto pipe = Ref<NamedPipe>::adopt(static_cast<NamedPipe*>(file->detach()));
    const auto handle = open_handle(pipe);
    if (!handle) return handle.status();
    Status status = pipe->set_mode(PIPE_READMODE_MESSAGE);
    status = failed(status) ? Status::error_bad_pipe : transact(*pipe, exchange, read, nullptr);
    static_cast<void>(close_handle(*handle));
    return status;
}

Status wait_named_pipe(const std::string& name, DWORD milliseconds) {
    const auto path = io::parse_path(name);
    if (!path) return path.status();
    return path->kind == PathKind::pipe ? io::wait_for_pipe(path->text, milliseconds) : Status::error_invalid_name;
}

/// The name of the user at the client's end, which is the server's own: others cannot connect.
Result<std::string> client_user(NamedPipe& pipe) {
    if (pipe.side() != PipeEnd::server) return Status::error_invalid_parameter;
    if (const auto client = pipe.client_process(); !client) return client.status();
    std::vector<char> storage(4096);
    passwd entry{}, *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, storage.data(), storage.size(), &found) != 0 || !found) {
        return Status::error_none_mapped;
    }
    return std::string(entry.pw_name);
}

void copy_out(const std::string& text, LPSTR target) { text.copy(target, text.size()), target[text.size()] = '\0'; }
void copy_out(const std::u16string& text, LPWSTR target) { text.copy(target, text.size()), target[text.size()] = 0; }
std::string as_is(const std::string& text) { return text; }

template <typename Char, typename Convert>
Status handle_state(File& file, DWORD* state, DWORD* instances, const DWORD* collection, const DWORD* timeout,
                    Char* user, DWORD size, Convert convert) {
    const auto mode = file.mode();
    if (!mode) return mode.status();
    auto* const pipe = dynamic_cast<NamedPipe*>(&file);  // else an anonymous one
    if (pipe && !pipe->of_this_process()) return Status::error_invalid_handle;
    // What collects data before sending it are the clients of other machines' pipes.
    if (collection || timeout) return Status::error_invalid_parameter;
    if (user) {
        if (!pipe) return Status::error_invalid_parameter;
        const auto name = client_user(*pipe);
        if (!name) return name.status();
        const auto text = convert(*name);
        if (text.size() >= size) return Status::error_insufficient_buffer;
        copy_out(text, user);
    }
    if (state) *state = *mode;
    if (instances) *instances = pipe ? pipe->instances() : 1;
    return Status::ok;
}

Status computer_name(NamedPipe& pipe) {
    const auto client = pipe.client_process();
    return client ? Status::error_pipe_local : client.status();
}

/// Sessions of Windows do not exist: every process is in number 0.
Status session_id(NamedPipe& pipe, ULONG* id) {
    if (!id) return Status::error_invalid_parameter;
    const auto client = pipe.client_process();
    if (client) *id = 0;
    return client.status();
}

}  // namespace

extern "C" HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode, DWORD most, DWORD out_size,
                                          DWORD in_size, DWORD timeout, LPSECURITY_ATTRIBUTES attributes) {
    return create_named_pipe(name, {open_mode, pipe_mode, {0, 0, most, out_size, in_size, timeout}}, attributes);
}

extern "C" HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD most, DWORD out_size,
                                          DWORD in_size, DWORD timeout, LPSECURITY_ATTRIBUTES attributes) {
    return create_named_pipe(name, {open_mode, pipe_mode, {0, 0, most, out_size, in_size, timeout}}, attributes);
}

extern "C" BOOL WINAPI ConnectNamedPipe(HANDLE handle, LPOVERLAPPED overlapped) {
    return with_server(handle, [&](NamedPipe& pipe) { return connect_client(pipe, overlapped); });
}

extern "C" BOOL WINAPI DisconnectNamedPipe(HANDLE handle) {
    return with_server(handle, [](NamedPipe& pipe) { return pipe.disconnect(); });
}

extern "C" BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD milliseconds) {
    return or_no_memory(FALSE, [&] { return bool_from(wait_named_pipe(name_from(name), milliseconds)); });
}

extern "C" BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD milliseconds) {
    return or_no_memory(FALSE, [&] { return bool_from(wait_named_pipe(name_from(name), milliseconds)); });
}

extern "C" BOOL WINAPI TransactNamedPipe(HANDLE handle, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                                         LPDWORD read, LPOVERLAPPED overlapped) {
    if (read) *read = 0;
    return with_pipe(handle, [&](NamedPipe& pipe) {
        return transact(pipe, {in, in_size, out, out_size}, read, overlapped);
    });
}

extern "C" BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                                      DWORD milliseconds) {
    return or_no_memory(FALSE, [&] {
        return bool_from(call_named_pipe(name_from(name), {in, in_size, out, out_size}, read, milliseconds));
    });
}

extern "C" BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD read,
                                      DWORD milliseconds) {
    return or_no_memory(FALSE, [&] {
        return bool_from(call_named_pipe(name_from(name), {in, in_size, out, out_size}, read, milliseconds));
    });
}

extern "C" BOOL WINAPI SetNamedPipeHandleState(HANDLE handle, LPDWORD mode, LPDWORD collection, LPDWORD timeout) {
    return with_file(handle, FILE_WRITE_ATTRIBUTES, [&](File& file) {
        if (const auto now = file.mode(); !now) return now.status();
        if (collection || timeout) return Status::error_invalid_parameter;
        return mode ? file.set_mode(*mode) : Status::ok;
    });
}

extern "C" BOOL WINAPI GetNamedPipeHandleStateA(HANDLE handle, LPDWORD state, LPDWORD instances, LPDWORD collection,
                                                LPDWORD timeout, LPSTR user, DWORD size) {
    return with_file(handle, [&](File& file) {
        return handle_state(file, state, instances, collection, timeout, user, size, as_is);
    });
}

extern "C" BOOL WINAPI GetNamedPipeHandleStateW(HANDLE handle, LPDWORD state, LPDWORD instances, LPDWORD collection,
                                                LPDWORD timeout, LPWSTR user, DWORD size) {
    return with_file(handle, [&](File& file) {
        return handle_state(file, state, instances, collection, timeout, user, size,
                            [](const std::string& text) { return base::to_utf16(text); });
    });
}

extern "C" BOOL WINAPI GetNamedPipeInfo(HANDLE handle, LPDWORD flags, LPDWORD out_size, LPDWORD in_size,
                                        LPDWORD max_instances) {
    return with_file(handle, [&](File& file) {
        if (const auto mode = file.mode(); !mode) return mode.status();
        auto* const pipe = dynamic_cast<NamedPipe*>(&file);
        if (pipe && !pipe->of_this_process()) return Status::error_invalid_handle;
        // An anonymous pipe is one with a single instance, whose server reads.
        const io::PipeFacts facts = pipe ? pipe->facts() : io::PipeFacts{.max_instances = 1};
        const bool server = pipe ? pipe->side() == PipeEnd::server : file.may(FILE_READ_DATA);
        if (flags) *flags = (server ? PIPE_SERVER_END : PIPE_CLIENT_END) | facts.message_type;
        if (out_size) *out_size = facts.out_size;
        if (in_size) *in_size = facts.in_size;
        if (max_instances) *max_instances = facts.max_instances;
        return Status::ok;
    });
}

extern "C" BOOL WINAPI GetNamedPipeClientProcessId(HANDLE handle, PULONG id) {
    return with_pipe(handle, [&](NamedPipe& pipe) {
        if (!id) return Status::error_invalid_parameter;
        const auto client = pipe.client_process();
        if (client) *id = *client;
        return client.status();
    });
}

extern "C" BOOL WINAPI GetNamedPipeServerProcessId(HANDLE handle, PULONG id) {
    return with_pipe(handle, [&](NamedPipe& pipe) {
        if (!id) return Status::error_invalid_parameter;
        *id = pipe.server_process();
        return Status::ok;
    });
}

extern "C" BOOL WINAPI GetNamedPipeClientSessionId(HANDLE handle, PULONG id) {
    return with_pipe(handle, [&](NamedPipe& pipe) { return session_id(pipe, id); });
}

extern "C" BOOL WINAPI GetNamedPipeServerSessionId(HANDLE handle, PULONG id) {
    return with_pipe(handle, [&](NamedPipe& pipe) { return session_id(pipe, id); });
}

extern "C" BOOL WINAPI GetNamedPipeClientComputerNameA(HANDLE handle, LPSTR, ULONG) {
    return with_pipe(handle, [](NamedPipe& pipe) { return computer_name(pipe); });
}

extern "C" BOOL WINAPI GetNamedPipeClientComputerNameW(HANDLE handle, LPWSTR, ULONG) {
    return with_pipe(handle, [](NamedPipe& pipe) { return computer_name(pipe); });
}

extern "C" BOOL WINAPI ImpersonateNamedPipeClient(HANDLE handle) {
    // Threads have no tokens that could be another user's.
    return with_server(handle, [](NamedPipe&) { return Status::error_cannot_impersonate; });
}
