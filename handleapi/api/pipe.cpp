// SPDX-License-Identifier: LGPL-2.1-or-later
// Anonymous pipes, and looking into pipes of any kind.
#include "handleapi/api/file_call.hpp"
#include "handleapi/io/plain_stream.hpp"

#include <namedpipeapi.h>

using base::Status;
using namespace handleapi;
using io::File;

namespace {

Status create_pipe(HANDLE* read_end, HANDLE* write_end, const SECURITY_ATTRIBUTES* attributes, DWORD size) {
    auto ends = io::create_pipe(size);
    if (!ends) return ends.status();
    const auto reader = open_file_handle(std::move(ends->read_end), attributes);
    if (!reader) return reader.status();
    const auto writer = open_file_handle(std::move(ends->write_end), attributes);
    if (!writer) {
        static_cast<void>(close_handle(*reader));
        return writer.status();
    }
    *read_end = *reader;
    *write_end = *writer;
    return Status::ok;
}

}  // namespace

extern "C" BOOL WINAPI CreatePipe(PHANDLE read_end, PHANDLE write_end, LPSECURITY_ATTRIBUTES attributes, DWORD size) {
    if (!read_end || !write_end) return failing(Status::error_invalid_parameter, FALSE);
    return or_no_memory(FALSE, [&] { return bool_from(create_pipe(read_end, write_end, attributes, size)); });
}

extern "C" BOOL WINAPI PeekNamedPipe(HANDLE handle, LPVOID buffer, DWORD size, LPDWORD read, LPDWORD available,
                                     LPDWORD left_in_message) {
    return with_file(handle, FILE_READ_DATA, [&](File& file) {
        const auto peeked = file.peek(static_cast<std::byte*>(buffer), buffer ? size : 0);
        if (!peeked) return peeked.status();
        if (read) *read = peeked->read;
        if (available) *available = peeked->available;
        if (left_in_message) *left_in_message = peeked->left_in_message;
        return Status::ok;
    });
}
