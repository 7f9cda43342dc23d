// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/include_names.hpp"

#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "tools/rpcgcc/letters.hpp"

namespace rpcgcc {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

using Part = fs::path::const_iterator;

/// The file that is meant by the parts of a name in a folder, in whatever case; as they are written goes first.
std::optional<fs::path> found_in(const fs::path& folder, Part part, Part end) {
    std::error_code ignored;
    if (part == end) return fs::is_regular_file(folder, ignored) ? std::optional(folder) : std::nullopt;
    const Part next = std::next(part);
    if (fs::exists(folder / *part, ignored)) {
        if (auto found = found_in(folder / *part, next, end)) return found;
    }
    const std::string wanted = lower(part->string());
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name == *part || lower(name) != wanted) continue;
        if (auto found = found_in(folder / name, next, end)) return found;
    }
    return std::nullopt;
}
std::optional<fs::path> found_in(const fs::path& folder, const fs::path& name) {
    return found_in(folder, name.begin(), name.end());
}

std::string_view after_blanks(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view() : text.substr(first);
}

/// `#include "NAME"` or `<NAME>`: calls `found` with the name and whether it is quoted.
template <typename F>
void for_each_include(std::string_view text, F&& found) {
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = after_blanks(text.substr(at, end - at));
        at = end + 1;
        if (!line.starts_with('#')) continue;
        line = after_blanks(line.substr(1));
        if (!line.starts_with("include")) continue;
        line = after_blanks(line.substr(7));
        if (line.empty() || (line.front() != '"' && line.front() != '<')) continue;
        const size_t close = line.find(line.front() == '"' ? '"' : '>', 1);
        if (close != line.npos) found(line.substr(1, close - 1), line.front() == '"');
    }
}

/// Insertions, deletions and changes that make one of the other.
size_t distance(std::string_view one, std::string_view other) {
    std::vector<size_t> row(other.size() + 1);
    for (size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= one.size(); ++i) {
        size_t diagonal = std::exchange(row[0], i);
        for (size_t j = 1; j < row.size(); ++j) {
            const size_t changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

IncludeNames::IncludeNames(std::vector<fs::path> own, std::vector<fs::path> system)
    : own_(std::move(own)), system_(std::move(system)) {}

IncludeNames::~IncludeNames() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

void IncludeNames::look_at(const fs::path& source) {
    if (!seen_.insert(source.lexically_normal()).second) return;
    const std::string text = contents(source);
    if (text.find("_try") != text.npos) guards_ = true;
    for_each_include(text, [&](std::string_view name, bool quoted) { look_at_name(source, name, quoted); });
}

void IncludeNames::look_at_name(const fs::path& from, std::string_view written, bool quoted) {
    const std::string as_written(written);
    std::string name = as_written;
    std::ranges::replace(name, '\\', '/');
    std::vector<fs::path> folders = own_;
    if (quoted) folders.insert(folders.begin(), from.parent_path().empty() ? "." : from.parent_path());
    for (const fs::path& folder : folders) {
        if (const auto meant = found_in(folder, name)) {
            if (*meant != folder / as_written) make(as_written, fs::canonical(*meant), false);
            return look_at(*meant);
        }
    }
    for (const fs::path& folder : system_) {
        if (const auto meant = found_in(folder, name)) {
            if (*meant != folder / as_written) make(as_written, fs::relative(*meant, folder), true);
            return;
        }
    }
}

void IncludeNames::make(const std::string& name, const fs::path& meant, bool system) {
    if (folder_.empty()) {
        std::string pattern = fs::temp_directory_path() / "rpcgcc-XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr) return;
        folder_ = pattern;
    }
    const fs::path header = folder_ / (system ? "system" : "own") / name;
    std::error_code ignored;
    fs::create_directories(header.parent_path(), ignored);
    std::ofstream(header) << "#include " << (system ? "<" : "\"") << meant.string() << (system ? ">" : "\"") << "\n";
}

Words IncludeNames::options() const {
    if (folder_.empty()) return {};
    return {"-I", folder_ / "own", "-isystem", folder_ / "system"};
}

void IncludeNames::hide(std::string& text) const {
    if (folder_.empty()) return;
    const std::string name = folder_;
    for (size_t at = 0; (at = text.find(name, at)) != text.npos;) text.replace(at, name.size(), "<rpcgcc>");
}

void IncludeNames::leave_out_of(const fs::path& dependencies) const {
    if (folder_.empty()) return;
    std::string text = contents(dependencies);
    for (size_t at = 0; (at = text.find(folder_.string(), at)) != text.npos;) {
        // A name, or with -MP a target of its own.
        size_t end = at;
        while (end < text.size() && !std::isspace(static_cast<unsigned char>(text[end]))) ++end;
        text.erase(at, end - at);
    }
    std::ofstream(dependencies) << text;
}

std::string IncludeNames::nearest(std::string_view name) const {
    const std::string wanted = lower(name.substr(name.find_last_of("/\\") + 1));
    std::string best;
    size_t least = std::max<size_t>(2, wanted.size() / 3);
    for (const fs::path& folder : system_) {
        std::error_code ignored;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
            const std::string candidate = entry.path().filename().string();
            const size_t far = distance(wanted, lower(candidate));
            if (far < least) {
                least = far;
                best = candidate;
            }
        }
    }
    return best;
}

}  // namespace rpcgcc
