// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles of descriptors and descriptors of handles, see rpcfd.h.
#include <fcntl.h>
#include <unistd.h>

#include "handleapi/api/file_call.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/open.hpp"

#include <fileapi.h>
#include <rpcfd.h>

using base::Result;
using base::Status;
using namespace handleapi;

namespace {

uint32_t access_of(int mode) noexcept {
    const uint32_t reads = (mode & O_ACCMODE) != O_WRONLY ? uint32_t{FILE_GENERIC_READ} : 0;
    const uint32_t writes = (mode & O_ACCMODE) != O_RDONLY ? uint32_t{FILE_GENERIC_WRITE} : 0;
    return reads | writes;
}

Result<NativeHandle> handle_of(int descriptor) {
    const int mode = ::fcntl(descriptor, F_GETFL);
    if (mode < 0) return Status::error_invalid_handle;
    io::OwnedDescriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, 3));
    if (!copy) return io::status_from(errno);
    auto file = io::adopt_descriptor(std::move(copy), access_of(mode), 0);
    if (!file) return file.status();
    return open_file_handle(std::move(*file));
}

}  // namespace

extern "C" HANDLE RpcHandleOfDescriptor(int descriptor) {
    return or_no_memory(INVALID_HANDLE_VALUE, [&] { return value_or(handle_of(descriptor), INVALID_HANDLE_VALUE); });
}

extern "C" int RpcDescriptorOfHandle(HANDLE handle) {
    int copy = -1;
    with_file(handle, [&](io::File& file) {
        const int own = file.descriptor();
        if (own < 0) return Status::error_invalid_handle;
        copy = ::fcntl(own, F_DUPFD_CLOEXEC, 3);
        return copy < 0 ? io::status_from(errno) : Status::ok;
    });
    return copy;
}
