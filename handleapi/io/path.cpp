// SPDX-License-Identifier: LGPL-2.1-or-later
// See path.hpp. Reference: learn.microsoft.com, Naming Files, Paths, and Namespaces; Pipe Names.
#include "handleapi/io/path.hpp"

#include <algorithm>

#include "handleapi/base/host_name.hpp"
#include "handleapi/base/utf16.hpp"

namespace handleapi::io {

using base::Result;
using base::Status;

namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
    return result;
}

bool names_this_machine(const std::string& host) {
    return host == "." || host == "?" || host == "localhost" || host == "127.0.0.1" || base::HostName().is(host);
}

Result<Path> parse_unc(std::string_view name) {
    name.remove_prefix(2);
    const size_t host_end = std::min(name.find('/'), name.size());
    const std::string host = lower(name.substr(0, host_end));
    std::string_view rest = name.substr(std::min(host_end + 1, name.size()));
    if (!names_this_machine(host)) return Status::error_bad_netpath;
    if (lower(rest.substr(0, 5)) == "pipe/") {
        rest.remove_prefix(5);
        if (rest.empty()) return Status::error_invalid_name;
        return Path{PathKind::pipe, lower(rest)};
    }
    if (host != "." && host != "?") return Status::error_bad_netpath;
    return parse_path(rest);
}

}  // namespace

Result<Path> parse_path(std::string_view name) {
    if (name.empty()) return Status::error_path_not_found;
    std::string text(name);
    std::replace(text.begin(), text.end(), '\\', '/');
    if (text.starts_with("//") && text.size() > 2 && text[2] != '/') return parse_unc(text);
    const std::string device = lower(text);
    if (device == "nul") return Path{PathKind::file, "/dev/null"};
    if (device == "con" || device == "conin$" || device == "conout$") return Path{PathKind::terminal, "/dev/tty"};
    return Path{PathKind::file, std::move(text)};
}

Result<std::string> parse_disk_path(std::string_view name) {
    auto path = parse_path(name);
    if (!path) return path.status();
    if (path->kind != PathKind::file) return Status::error_invalid_name;
    return std::move(path->text);
}

}  // namespace handleapi::io
