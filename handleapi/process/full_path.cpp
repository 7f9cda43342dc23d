// SPDX-License-Identifier: LGPL-2.1-or-later
// See full_path.hpp. Reference: learn.microsoft.com, GetFullPathNameW, SearchPathW.
#include "handleapi/process/full_path.hpp"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <vector>

#include "handleapi/io/path.hpp"
#include "handleapi/process/environment.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

/// The parts between the separators; empty ones are left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find_first_of(separators, at), text.size());
        if (end > at) parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

std::string resolved(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const std::string_view part : split(path, "/")) {
        if (part == "..") {
            if (!kept.empty()) kept.pop_back();
        } else if (part != ".") {
            kept.push_back(part);
        }
    }
    std::string result;
    for (const std::string_view part : kept) (result += '/') += part;
    if (result.empty() || path.back() == '/') result += '/';
    return result;
}

bool has_extension(std::string_view name) {
    const size_t dot = name.rfind('.');
    return dot != std::string_view::npos && name.find_first_of("/\\", dot) == std::string_view::npos;
}

/// Where SearchPath looks when it is not told where.
std::string usual_directories() {
    std::string result;
    char own[PATH_MAX];
    const ssize_t size = ::readlink("/proc/self/exe", own, sizeof own);
    if (size > 0) {
        const std::string_view path(own, static_cast<size_t>(size));
        (result += path.substr(0, path.rfind('/') + 1)) += ':';
    }
    (((result += ".:") += kSystemDirectory) += ':') += kWindowsDirectory;
    return (result += ':') + environment_variable("PATH").value_or("");
}

}  // namespace

Result<std::string> full_path(std::string_view name) {
    if (name.empty()) return Status::error_invalid_name;
    const auto path = io::parse_path(name);
    if (!path) return std::string(name);
    if (path->kind == io::PathKind::pipe) return "\\\\.\\pipe\\" + path->text;
    if (path->text.front() == '/') return resolved(path->text);
    char current[PATH_MAX];
    if (!::getcwd(current, sizeof current)) return Status::error_path_not_found;
    return resolved(std::string(current) + "/" + path->text);
}

Result<std::string> search_path(std::optional<std::string_view> directories, std::string_view name,
                                std::string_view extension) {
    const auto last = io::parse_disk_path(name);
    if (!last) return last.status();
    const std::string file = *last + std::string(has_extension(name) ? "" : extension);
    if (file.front() == '/') {
        if (::access(file.c_str(), F_OK) == 0) return full_path(file);
        return Status::error_file_not_found;
    }
    const std::string where = directories ? std::string(*directories) : usual_directories();
    for (const std::string_view directory : split(where, ";:")) {
        const auto found = io::parse_disk_path(std::string(directory) + "/" + file);
        if (found && ::access(found->c_str(), F_OK) == 0) return full_path(*found);
    }
    return Status::error_file_not_found;
}

}  // namespace handleapi
