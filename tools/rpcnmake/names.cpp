// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/names.hpp"

#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/fault.hpp"

namespace rpcnmake {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kSecond = 1'000'000'000;

/// In the folder, of whatever case.
std::optional<std::string> entry_like(const fs::path& folder, const std::string& name) {
    const std::string wanted = rpcgcc::lower(name);
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
        if (rpcgcc::lower(entry.path().filename().string()) == wanted) return entry.path().filename().string();
    }
    return std::nullopt;
}

}  // namespace

std::string slashed(std::string_view name) {
    std::string text(name);
    std::ranges::replace(text, '\\', '/');
    return text;
}

std::string key_of(std::string_view name) {
    std::string key = rpcgcc::lower(slashed(name));
    while (key.starts_with("./")) key.erase(0, 2);
    return key;
}

std::optional<std::string> existing(std::string_view name) {
    const fs::path path = slashed(name);
    std::error_code error;
    if (path.empty()) return std::nullopt;
    if (fs::exists(path, error)) return path.string();
    fs::path found;
    for (const fs::path& part : path) {
        if (part.empty() || part == "/" || fs::exists(found / part, error)) {
            found /= part;
        } else if (const auto entry = entry_like(found, part.string())) {
            found /= *entry;
        } else {
            return std::nullopt;
        }
    }
    return found.string();
}

std::optional<int64_t> time_of(std::string_view name) {
    const auto path = existing(name);
    struct stat status;
    if (!path || ::stat(path->c_str(), &status) != 0) return std::nullopt;
    return int64_t{status.st_mtim.tv_sec} * kSecond + status.st_mtim.tv_nsec;
}

int64_t time_now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

std::string_view folder_of(std::string_view name) {
    const size_t at = name.find_last_of("\\/");
    if (at == name.npos) return ".";
    return name.substr(0, at == 0 ? 1 : at);
}

std::string_view file_of(std::string_view name) {
    const size_t at = name.find_last_of("\\/");
    return at == name.npos ? name : name.substr(at + 1);
}

std::string_view base_of(std::string_view name) {
    const std::string_view file = file_of(name);
    return file.substr(0, file.size() - extension_of(file).size());
}

std::string_view extension_of(std::string_view name) {
    const std::string_view file = file_of(name);
    const size_t at = file.rfind('.');
    return at == file.npos ? std::string_view() : file.substr(at);
}

std::string_view root_of(std::string_view name) { return name.substr(0, name.size() - extension_of(name).size()); }

std::vector<std::string> matching(std::string_view pattern) {
    const std::string wanted(file_of(pattern));
    const std::string_view before = pattern.substr(0, pattern.size() - wanted.size());
    std::vector<std::string> found;
    const auto folder = before.empty() ? std::optional<std::string>(".") : existing(before);
    if (!folder) return found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(*folder, error)) {
        const std::string name = entry.path().filename().string();
        if (::fnmatch(wanted.c_str(), name.c_str(), FNM_CASEFOLD | FNM_NOESCAPE | FNM_PERIOD) == 0) {
            found.push_back(std::string(before) + name);
        }
    }
    std::ranges::sort(found);
    return found;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (is_blank(text.front()) || text.front() == '\r')) text.remove_prefix(1);
    while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool begun = false, inside = false;
    for (const char c : text) {
        if (c == '"') {
            inside = !inside;
            begun = true;
        } else if (!inside && (is_blank(c) || c == '\n')) {
            if (begun) words.push_back(std::move(word));
            word.clear();
            begun = false;
        } else {
            word += c;
            begun = true;
        }
    }
    if (inside) fail(1006, "missing closing double quotation mark");
    if (begun) words.push_back(std::move(word));
    return words;
}

std::string quoted(const std::string& name) { return name.find_first_of(" \t") == name.npos ? name : '"' + name + '"'; }

}  // namespace rpcnmake
