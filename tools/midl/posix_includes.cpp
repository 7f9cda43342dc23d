// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/posix_includes.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "tools/midl/options.hpp"
#include "tools/midl/preprocess.hpp"
#include "tools/midl/source.hpp"

namespace midl {

namespace {

namespace fs = std::filesystem;

// The name of an #include line: [first, last) of the text between the quotes or brackets.
bool include_name(const std::string& text, std::size_t line, std::size_t end, std::size_t& first, std::size_t& last) {
    std::size_t at = text.find_first_not_of(" \t", line);
    if (at >= end || text[at] != '#') return false;
    at = text.find_first_not_of(" \t", at + 1);
    if (at >= end || text.compare(at, 7, "include") != 0) return false;
    at = text.find_first_not_of(" \t", at + 7);
    if (at >= end || (text[at] != '"' && text[at] != '<')) return false;
    first = at + 1;
    last = text.find(text[at] == '"' ? '"' : '>', first);
    return last < end;
}

std::string absolute(const std::string& path) { return fs::absolute(path).lexically_normal().string(); }

std::string raw_text(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

PosixIncludes::~PosixIncludes() {
    std::error_code ignored;
    if (!directory_.empty()) fs::remove_all(directory_, ignored);
}

std::string PosixIncludes::rewrite(const std::string& text, const std::string& path) {
    std::string result;
    for (std::size_t line = 0; line < text.size();) {
        const std::size_t end = std::min(text.find('\n', line), text.size());
        std::size_t first = 0, last = 0;
        if (include_name(text, line, end, first, last)) {
            std::string name = text.substr(first, last - first);
            const bool has_backslash = name.find('\\') != std::string::npos;
            std::replace(name.begin(), name.end(), '\\', '/');
            if (const auto found = find_file(name, path, options_)) {
                const std::string& opened = substitute(*found);
                const bool is_exact = !has_backslash && opened == *found && found->ends_with(name);
                if (!is_exact) name = absolute(opened);
            }
            result.append(text, line, first - line).append(name).append(text, last, end - last);
        } else {
            result.append(text, line, end - line);
        }
        if (end < text.size()) result += '\n';
        line = end + 1;
    }
    return result;
}

const std::string& PosixIncludes::substitute(const std::string& file) {
    const std::string key = absolute(file);
    if (const auto known = substitutes_.find(key); known != substitutes_.end()) {
        Substitute& entry = known->second;
        if (entry.is_open) entry.is_cyclic = true;
        return entry.is_open ? entry.copy : entry.file;
    }
    Substitute& entry = substitutes_.emplace(key, Substitute{file, new_copy_path()}).first->second;
    correct(entry);
    entry.is_open = false;
    return entry.file;
}

void PosixIncludes::correct(Substitute& entry) {
    const auto text = read_source(entry.file);
    if (!text) return;
    const std::string corrected = rewrite(*text, entry.file);
    const bool has_end_mark = raw_text(entry.file).find('\x1a') != std::string::npos;
    if (corrected == *text && !has_end_mark && !entry.is_cyclic) return;
    std::ofstream stream(entry.copy, std::ios::binary);
    stream << "# 1 \"" << entry.file << "\"\n" << corrected;
    if (!stream.flush()) throw std::system_error(errno, std::generic_category(), entry.copy);
    entry.file = entry.copy;
}

std::string PosixIncludes::new_copy_path() {
    if (directory_.empty()) {
        directory_ = (fs::temp_directory_path() / "midl-XXXXXX").string();
        if (!mkdtemp(directory_.data())) {
            directory_.clear();
            throw std::system_error(errno, std::generic_category(), "a directory for corrected include files");
        }
    }
    return directory_ + '/' + std::to_string(substitutes_.size()) + ".h";
}

}  // namespace midl
