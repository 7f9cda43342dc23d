// SPDX-License-Identifier: LGPL-2.1-or-later
// See name.hpp.
#include "handleapi/shared/name.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace handleapi::shared {

using base::Result;
using base::Status;

namespace {

constexpr size_t kMaximumName = 260;  // MAX_PATH, characters
constexpr size_t kMaximumFileName = 240;

bool is_plain(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
        result += is_plain(c) ? std::string(1, c) : std::string(hex);
    }
    return result;
}

/// FNV-1a, twice with different beginnings: which object is meant is decided by the name in its page.
std::string hashed(std::string_view text) {
    uint64_t hashes[2] = {0xcbf29ce484222325, 0x84222325cbf29ce4};
    for (uint64_t& hash : hashes) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    char result[40];
    std::snprintf(result, sizeof result, "%016llx%016llx", static_cast<unsigned long long>(hashes[0]),
                  static_cast<unsigned long long>(hashes[1]));
    return result;
}

bool is_character_start(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

Result<std::string> file_name_of(std::string_view name) {
    constexpr std::string_view local = "Local\\";
    constexpr std::string_view global = "Global\\";
    const auto length = static_cast<size_t>(std::count_if(name.begin(), name.end(), &is_character_start));
    if (length >= kMaximumName) return Status::error_filename_exced_range;
    const bool is_global = name.starts_with(global);
    if (is_global) {
        name.remove_prefix(global.size());
    } else if (name.starts_with(local)) {
        name.remove_prefix(local.size());
    }
    if (name.empty()) return Status::error_invalid_name;
    if (name.find('\\') != name.npos) return Status::error_path_not_found;
    std::string file = escaped(name);
    if (file.size() > kMaximumFileName) return (is_global ? "G-" : "L-") + hashed(name);
    return (is_global ? "g-" : "l-") + file;
}

}  // namespace handleapi::shared
