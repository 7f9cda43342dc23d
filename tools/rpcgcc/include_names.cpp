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

/// `#include "NAME"` or `<NAME>`: calls `found` with the name, whether it is quoted, and the line.
template <typename F>
void for_each_include(std::string_view text, F&& found) {
    uint32_t number = 0;
    for (size_t at = 0; at < text.size();) {
        ++number;
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = after_blanks(text.substr(at, end - at));
        at = end + 1;
        if (!line.starts_with('#')) continue;
        line = after_blanks(line.substr(1));
        if (!line.starts_with("include")) continue;
        line = after_blanks(line.substr(7));
        if (line.empty() || (line.front() != '"' && line.front() != '<')) continue;
        const size_t close = line.find(line.front() == '"' ? '"' : '>', 1);
        if (close != line.npos) found(line.substr(1, close - 1), line.front() == '"', number);
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
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        unreadable_.push_back({source, 1, "the file is UTF-16, which gcc does not read: store it as UTF-8"});
    }
    open_.push_back(source);
    for_each_include(text, [&](std::string_view name, bool quoted, uint32_t line) {
        look_at_name({std::string(name), quoted, line});
    });
    open_.pop_back();
}

bool IncludeNames::look_for(const fs::path& from, const std::string& name) {
    const size_t before = made_.size();
    open_.push_back(from);
    look_at_name({name, true, 0});
    open_.pop_back();
    return made_.size() != before;
}

void IncludeNames::look_at_name(const Include& include) {
    std::string name = include.name;
    std::ranges::replace(name, '\\', '/');
    if (name.starts_with('/') || look_in_own(include, name)) return;
    for (const fs::path& folder : system_) {
        if (const auto meant = found_in(folder, name)) {
            if (*meant != folder / include.name) make(include.name, fs::relative(*meant, folder), true);
            return;
        }
    }
}

/// The folders of the files that are open, the last one's first, then the user's.
bool IncludeNames::look_in_own(const Include& include, const std::string& name) {
    std::vector<fs::path> folders;
    if (include.quoted) {
        for (auto file = open_.rbegin(); file != open_.rend(); ++file) {
            folders.push_back(file->parent_path().empty() ? "." : file->parent_path());
        }
    }
    const size_t of_files = folders.size();
    folders.insert(folders.end(), own_.begin(), own_.end());
    for (size_t i = 0; i < folders.size(); ++i) {
        const auto meant = found_in(folders[i], name);
        if (!meant) continue;
        const bool exact = *meant == folders[i] / include.name;
        // gcc looks in the first and in the user's.
        const bool known = exact && ((include.quoted && i == 0) || i >= of_files);
        if (!known && !make(include.name, fs::canonical(*meant), false)) return true;
        if (!exact || i > 0 || !include.quoted) remember(include, *meant);
        look_at(*meant);
        return true;
    }
    return false;
}

void IncludeNames::remember(const Include& include, const fs::path& meant) {
    const fs::path target = fs::canonical(meant);
    const auto [known, is_new] = meant_.try_emplace(include.name, target);
    if (is_new || known->second == target) return;
    ambiguous_.try_emplace(include.name, Problem{open_.back(), include.line,
                                                 "'" + include.name + "' would be " + known->second.string() +
                                                     " here, not " + target.string() + ": write the file's own name"});
}

std::vector<IncludeNames::Problem> IncludeNames::problems() const {
    std::vector<Problem> all = unreadable_;
    for (const auto& [name, each] : ambiguous_) {
        if (made_.contains(name)) all.push_back(each);
    }
    return all;
}

/// So deep that names which lead upwards stay in the driver's folder.
fs::path IncludeNames::made_in(bool system) const {
    return folder_ / (system ? "system" : "own") / "1" / "2" / "3" / "4" / "5" / "6" / "7" / "8";
}

bool IncludeNames::make(const std::string& name, const fs::path& meant, bool system) {
    if (!made_.insert(name).second) return true;
    if (folder_.empty()) {
        std::string pattern = fs::temp_directory_path() / "rpcgcc-XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr) return false;
        folder_ = pattern;
    }
    const fs::path header = made_in(system) / name;
    const fs::path inside = header.lexically_normal().lexically_relative(folder_);
    if (inside.empty() || *inside.begin() == "..") return false;
    std::error_code ignored;
    fs::create_directories(made_in(system), ignored);
    fs::create_directories(header.parent_path(), ignored);
    std::ofstream(header) << "#include " << (system ? "<" : "\"") << meant.string() << (system ? ">" : "\"") << "\n";
    return true;
}

Words IncludeNames::options() const {
    if (folder_.empty()) return {};
    return {"-iquote", made_in(false), "-I", made_in(false), "-isystem", made_in(true)};
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
