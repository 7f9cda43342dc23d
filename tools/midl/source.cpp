// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/source.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace midl {

void normalize_source(std::string& text) {
    if (text.compare(0, 3, "\xef\xbb\xbf") == 0) text.erase(0, 3);
    if (const auto end = text.find('\x1a'); end != std::string::npos) text.resize(end);
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
}

std::optional<std::string> read_source(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (stream.bad()) return std::nullopt;
    normalize_source(text);
    return text;
}

namespace {

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

bool is_word(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The token that starts at column (from 1) of a line.
std::string token_at(const std::string& line, std::uint32_t column) {
    if (column == 0 || column > line.size()) return {};
    std::size_t end = column - 1;
    while (end < line.size() && is_word(line[end])) ++end;
    return line.substr(column - 1, std::max<std::size_t>(end - (column - 1), 1));
}

}  // namespace

Sources::Sources() { files_.push_back({}); }

std::uint32_t Sources::index_of(const std::string& name) {
    if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
    const auto index = static_cast<std::uint32_t>(files_.size());
    files_.push_back({name, std::nullopt, {}});
    by_name_.emplace(name, index);
    return index;
}

void Sources::set_text(std::uint32_t file, std::string text) {
    normalize_source(text);
    files_[file].lines = split_lines(text);
}

void Sources::load(Entry& entry) {
    if (entry.lines) return;
    const auto text = entry.name.empty() ? std::nullopt : read_source(entry.name);
    entry.lines = text ? split_lines(*text) : std::vector<std::string>{};
}

std::string Sources::line(Location where) {
    if (where.line == 0 || where.file >= files_.size()) return {};
    Entry& entry = files_[where.file];
    load(entry);
    return where.line <= entry.lines->size() ? (*entry.lines)[where.line - 1] : std::string();
}

void Sources::set_expanded(std::uint32_t file, std::uint32_t line, std::string text) {
    files_[file].expanded.insert_or_assign(line, std::move(text));
}

std::uint32_t Sources::original_column(Location where) {
    if (where.file >= files_.size()) return where.column;
    const auto& expanded = files_[where.file].expanded;
    const auto found = expanded.find(where.line);
    if (found == expanded.end()) return where.column;
    const std::string original = line(where);
    if (original.empty() || original == found->second) return where.column;
    if (where.column > 0 && where.column <= original.size() &&
        original.compare(0, where.column - 1, found->second, 0, where.column - 1) == 0) {
        return where.column;  // macros only changed what follows, or the token itself
    }
    // A macro shifted the line: point at the nearest equal token, or at the start of the line.
    const std::string token = token_at(found->second, where.column);
    std::size_t best = std::string::npos;
    const auto distance = [&](std::size_t at) { return at > where.column ? at - where.column : where.column - at; };
    for (std::size_t at = original.find(token); !token.empty() && at != std::string::npos;
         at = original.find(token, at + 1)) {
        const bool whole =
            !is_word(token[0]) || ((at == 0 || !is_word(original[at - 1])) &&
                                   (at + token.size() == original.size() || !is_word(original[at + token.size()])));
        if (whole && (best == std::string::npos || distance(at) < distance(best))) best = at;
    }
    if (best == std::string::npos) best = original.find_first_not_of(" \t");
    return best == std::string::npos ? 1 : static_cast<std::uint32_t>(best + 1);
}

}  // namespace midl
