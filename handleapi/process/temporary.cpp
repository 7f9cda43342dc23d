// SPDX-License-Identifier: LGPL-2.1-or-later
// See temporary.hpp. Reference: learn.microsoft.com, GetTempPathW, GetTempFileNameW.
#include "handleapi/process/temporary.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include <cerrno>

#include "handleapi/base/utf16.hpp"
#include "handleapi/io/descriptor.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/path.hpp"
#include "handleapi/process/environment.hpp"
#include "handleapi/process/full_path.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

constexpr size_t kPrefix = 3;

std::string with_separator(std::string path) {
    if (path.back() != '/') path += '/';
    return path;
}

TemporaryName name_of(const std::string& directory, const std::string& prefix, uint16_t number) {
    char digits[8];
    ::snprintf(digits, sizeof digits, "%X", static_cast<unsigned>(number));
    return {directory + prefix + digits + ".TMP", number};
}

/// Creates the first file whose name is free, from a number on that is another each time.
Result<TemporaryName> create_unused(const std::string& directory, const std::string& prefix) {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto start = static_cast<uint16_t>(now.tv_nsec / 1000 + now.tv_sec * 0x61);
    for (uint32_t step = 0; step <= UINT16_MAX; ++step) {
        const auto number = static_cast<uint16_t>(start + step);
        if (number == 0) continue;  // means failure
        TemporaryName name = name_of(directory, prefix, number);
        const io::OwnedDescriptor file(::open(name.path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
        if (file) return name;
        if (errno != EEXIST) return io::status_from(errno);
    }
    return Status::error_file_exists;
}

}  // namespace

Result<std::string> temporary_directory() {
    for (const char* variable : {"TMP", "TEMP", "USERPROFILE", "TMPDIR"}) {
        const auto value = environment_variable(variable);
        if (!value || value->empty()) continue;
        const auto path = full_path(*value);
        return path ? Result<std::string>(with_separator(*path)) : path;
    }
    return std::string("/tmp/");
}

Result<TemporaryName> temporary_name(std::string_view directory, std::string_view prefix, uint32_t number) {
    const auto path = io::parse_disk_path(directory);
    struct stat info {};
    if (!path || ::stat(path->c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return Status::error_directory;
    const std::string beginning = base::to_utf8(base::to_utf16(prefix).substr(0, kPrefix));
    const std::string where = with_separator(*path);
    const auto low = static_cast<uint16_t>(number);
    return low == 0 ? create_unused(where, beginning) : name_of(where, beginning, low);
}

}  // namespace handleapi
