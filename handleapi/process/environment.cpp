// SPDX-License-Identifier: LGPL-2.1-or-later
// See environment.hpp.
#include "handleapi/process/environment.hpp"

#include <strings.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

#include "handleapi/base/lock.hpp"

namespace handleapi {
namespace {

using base::Status;

constinit base::Lock environment_lock;

/// The entry of the variable, or null. Called under the lock.
const char* entry_of(std::string_view name) {
    const char* other_case = nullptr;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text = *entry;
        if (text.size() <= name.size() || text[name.size()] != '=') continue;
        if (text.starts_with(name)) return *entry;
        if (!other_case && ::strncasecmp(*entry, name.data(), name.size()) == 0) other_case = *entry;
    }
    return other_case;
}

std::optional<std::string> value_of(std::string_view name) {
    if (name.empty() || name.find('=') != std::string_view::npos) return std::nullopt;
    std::lock_guard lock(environment_lock);
    const char* entry = entry_of(name);
    if (!entry) return std::nullopt;
    return std::string(entry + name.size() + 1);
}

}  // namespace

std::optional<std::string> environment_variable(std::string_view name) { return value_of(name); }

Status set_environment_variable(std::string_view name, std::optional<std::string_view> value) {
    if (name.empty() || name.find('=') != std::string_view::npos) return Status::error_invalid_parameter;
    std::lock_guard lock(environment_lock);
    const char* entry = entry_of(name);
    // The spelling it was made with stays.
    const std::string spelled(entry ? std::string_view(entry, name.size()) : name);
    if (!value) {
        if (!entry) return Status::error_envvar_not_found;
        return ::unsetenv(spelled.c_str()) == 0 ? Status::ok : Status::error_invalid_parameter;
    }
    return ::setenv(spelled.c_str(), std::string(*value).c_str(), 1) == 0 ? Status::ok
                                                                          : Status::error_not_enough_memory;
}

std::string expand_environment(std::string_view text) {
    std::string expanded;
    for (size_t at = 0; at < text.size();) {
        const size_t end = text[at] == '%' ? text.find('%', at + 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            expanded += text[at++];
            continue;
        }
        const auto value = value_of(text.substr(at + 1, end - at - 1));
        expanded += value ? std::string_view(*value) : text.substr(at, end + 1 - at);
        at = end + 1;
    }
    return expanded;
}

std::vector<std::string> environment_strings() {
    std::lock_guard lock(environment_lock);
    std::vector<std::string> strings;
    for (char** entry = environ; entry && *entry; ++entry) strings.emplace_back(*entry);
    return strings;
}

}  // namespace handleapi
