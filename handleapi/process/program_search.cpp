// SPDX-License-Identifier: LGPL-2.1-or-later
// See program_search.hpp.
#include "handleapi/process/program_search.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <vector>

#include "handleapi/process/command_line.hpp"
#include "handleapi/process/environment.hpp"

namespace handleapi {
namespace {

using base::Result;
using base::Status;

/// ok: it can be executed.
Status look_at(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return errno == EACCES ? Status::error_access_denied : Status::error_file_not_found;
    if (!S_ISREG(info.st_mode) || ::access(path.c_str(), X_OK) != 0) return Status::error_access_denied;
    return Status::ok;
}

bool has_extension(std::string_view name) {
    const size_t slash = name.rfind('/');
    return name.find('.', slash == std::string_view::npos ? 0 : slash + 1) != std::string_view::npos;
}

/// Tries the path as it is and, without an extension, with ".exe".
Status try_path(std::string& path) {
    const Status as_it_is = look_at(path);
    if (succeeded(as_it_is) || has_extension(path)) return as_it_is;
    const std::string with_extension = path + ".exe";
    if (const Status other = look_at(with_extension); failed(other)) return as_it_is;
    path = with_extension;
    return Status::ok;
}

std::vector<std::string> search_directories() {
    std::vector<std::string> directories;
    char own[PATH_MAX];
    const ssize_t size = ::readlink("/proc/self/exe", own, sizeof own);
    if (size > 0) {
        const std::string_view path(own, static_cast<size_t>(size));
        directories.emplace_back(path.substr(0, path.rfind('/') + 1));
    }
    directories.emplace_back("./");
    const std::string along = environment_variable("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
    for (size_t at = 0; at <= along.size();) {
        const size_t end = std::min(along.find(':', at), along.size());
        directories.push_back((end > at ? along.substr(at, end - at) : ".") + "/");
        at = end + 1;
    }
    return directories;
}

/// One way to read the program's name. `denied` remembers that something was there.
bool find_candidate(const std::string& name, std::string& found, bool& denied) {
    if (name.empty()) return false;
    const bool has_directory = name.find('/') != std::string::npos;
    for (const std::string& directory : has_directory ? std::vector<std::string>{""} : search_directories()) {
        std::string path = directory + name;
        const Status status = try_path(path);
        if (succeeded(status)) {
            found = std::move(path);
            return true;
        }
        // A directory called like the program is no reason to call the program forbidden.
        struct stat info {};
        denied = denied || (status == Status::error_access_denied && ::stat(path.c_str(), &info) == 0 &&
                            (has_directory || S_ISREG(info.st_mode)));
    }
    return false;
}

}  // namespace

std::string with_slashes(std::string_view path) {
    std::string changed(path);
    std::replace(changed.begin(), changed.end(), '\\', '/');
    return changed;
}

Result<std::string> find_application(std::string_view name) {
    std::string path = with_slashes(name);
    const Status status = look_at(path);
    if (succeeded(status)) return path;
    if (status != Status::error_file_not_found) return status;
    const size_t slash = path.rfind('/');
    struct stat info {};
    const bool missing = slash != std::string::npos && slash != 0 && ::stat(path.substr(0, slash).c_str(), &info) != 0;
    return missing ? Status::error_path_not_found : Status::error_file_not_found;
}

Result<std::string> find_program(std::string_view command_line) {
    bool denied = false;
    std::string found;
    for (const std::string& candidate : program_candidates(command_line)) {
        if (find_candidate(with_slashes(candidate), found, denied)) return found;
    }
    return denied ? Status::error_access_denied : Status::error_file_not_found;
}

}  // namespace handleapi
