// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/reader.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/expression.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostConditions = 64, kMostSources = 100;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Where the comment begins; ^# is no comment.
size_t comment_in(std::string_view line) {
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '#' && (i == 0 || line[i - 1] != '^')) return i;
    }
    return line.npos;
}

std::string without_carets(std::string text) {
    for (size_t at = 0; (at = text.find("^#", at)) != text.npos; ++at) text.erase(at, 1);
    return text;
}

/// The first word of a directive, in small letters, which is taken from the text.
std::string word_of(std::string_view& text) {
    text = trimmed(text);
    size_t end = 0;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
    std::string word = rpcgcc::lower(text.substr(0, end));
    text = trimmed(text.substr(end));
    return word;
}

/// Of the folders of a variable like INCLUDE. Without semicolons colons part them, as here.
std::vector<std::string> folders_in(const std::string& list) {
    const char separator = list.find(';') != list.npos || list.find('\\') != list.npos ? ';' : ':';
    std::vector<std::string> folders;
    for (size_t at = 0; at <= list.size();) {
        const size_t end = std::min(list.find(separator, at), list.size());
        if (end > at) folders.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return folders;
}

}  // namespace

void Reader::open(const std::string& name) {
    const auto path = name == "-" ? std::optional<std::string>(name) : existing(name);
    if (!path || (name != "-" && fs::is_directory(*path))) fail(1052, "file '" + name + "' not found");
    std::string text;
    Source source{name, "", "", {}, 0, conditions_.size()};
    if (name == "-") {
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
    } else {
        std::ifstream file(*path, std::ios::binary);
        if (!file) fail(1053, "file '" + name + "' unreadable");
        text.assign(std::istreambuf_iterator<char>(file), {});
        source.folder = fs::path(*path).parent_path();
        source.identity = fs::weakly_canonical(*path);
    }
    for (const Source& each : sources_) {
        if (!source.identity.empty() && each.identity == source.identity) {
            fail(1072, "cycle in include files : '" + name + "'");
        }
    }
    if (sources_.size() > kMostSources) fail(1072, "cycle in include files : '" + name + "'");
    source.lines = lines_of(text);
    sources_.push_back(std::move(source));
}

void Reader::open_text(std::string name, std::string text) {
    sources_.push_back({std::move(name), "", "", lines_of(text), 0, conditions_.size()});
}

void Reader::close() {
    if (sources_.back().conditions != conditions_.size()) fail(1020, "end-of-file found before next directive");
    sources_.pop_back();
}

std::optional<Line> Reader::next() {
    while (!sources_.empty()) {
        Line at{"", sources_.back().name, static_cast<unsigned>(sources_.back().at + 1)};
        try {
            auto line = logical();
            if (!line) {
                close();
                continue;
            }
            at = *line;
            if (line->text.starts_with('!')) {
                directive(*line);
            } else if (is_active()) {
                return line;
            }
        } catch (Fault& fault) {
            if (fault.file.empty()) {
                fault.file = at.file;
                fault.line = at.number;
            }
            throw;
        }
    }
    return std::nullopt;
}

/// Empty at the end of the source. A line of comment alone is none.
std::optional<Line> Reader::logical() {
    Source& source = sources_.back();
    Line line{"", source.name, 0};
    bool goes_on = false;
    while (source.at < source.lines.size()) {
        std::string text = source.lines[source.at++];
        if (!goes_on) {
            if (text.starts_with('#')) continue;
            line.number = static_cast<unsigned>(source.at);
            line.indented = !text.empty() && is_blank(text[0]);
        } else if (text.starts_with('#')) {
            continue;
        }
        const size_t comment = line.indented ? text.npos : comment_in(text);
        if (comment != text.npos) text.erase(comment);
        const bool literal = text.ends_with("^\\");
        goes_on = comment == text.npos && text.ends_with('\\') && !literal;
        if (literal) text.erase(text.size() - 2, 1);
        const bool breaks = comment == text.npos && !line.indented && text.ends_with('^');
        if (goes_on || breaks) text.pop_back();
        line.text += text;
        if (goes_on) line.text += ' ';
        if (breaks) line.text += '\n';
        goes_on = goes_on || breaks;
        if (goes_on) continue;
        if (!line.indented) line.text = without_carets(std::move(line.text));
        return line;
    }
    return line.number == 0 ? std::nullopt : std::optional(line);
}

std::vector<std::string> Reader::inline_text(std::string& end) {
    std::vector<std::string> lines;
    if (sources_.empty()) fail(1096, "cannot open inline file");
    Source& source = sources_.back();
    while (source.at < source.lines.size()) {
        const std::string& line = source.lines[source.at++];
        if (line.starts_with("<<")) {
            end = line.substr(2);
            return lines;
        }
        lines.push_back(line);
    }
    Fault fault{1020, "end-of-file found before next directive", source.name, static_cast<unsigned>(source.at)};
    throw fault;
}

void Reader::directive(const Line& line) {
    std::string_view rest = std::string_view(line.text).substr(1);
    const std::string word = word_of(rest);
    if (conditional(word, rest) || !is_active()) return;
    if (word == "include") {
        include(rest);
    } else if (word == "message") {
        directing_.say(macros_.expand(rest));
    } else if (word == "error") {
        fail(1050, macros_.expand(rest));
    } else if (word == "undef") {
        const std::string name = macros_.expand(rest);
        if (name.empty()) fail(1018, "directive and/or expression part missing");
        macros_.undefine(name);
    } else if (word == "cmdswitches") {
        switches(macros_.expand(rest));
    } else {
        fail(1017, "unknown directive '!" + word + "'");
    }
}

bool Reader::conditional(const std::string& word, std::string_view rest) {
    const size_t outside = sources_.back().conditions;
    if (word == "if" || word == "ifdef" || word == "ifndef") {
        if (conditions_.size() >= kMostConditions) fail(1019, "too many nested !IF blocks");
        const bool active = is_active() && holds(word, rest);
        conditions_.push_back({active, active || !is_active()});
    } else if (word == "else" || word == "elseif" || word == "elseifdef" || word == "elseifndef") {
        if (conditions_.size() == outside || conditions_.back().ends) fail(1021, "syntax error : !ELSE unexpected");
        else_(word == "else" ? std::string(rest) : word.substr(4) + " " + std::string(rest));
    } else if (word == "endif") {
        if (conditions_.size() == outside) fail(1021, "syntax error : !ENDIF unexpected");
        conditions_.pop_back();
    } else {
        return false;
    }
    return true;
}

void Reader::else_(std::string_view rest) {
    Condition& condition = conditions_.back();
    const std::string word = word_of(rest);
    condition.ends = word.empty();
    condition.active = false;
    if (condition.done) return;
    condition.active = word.empty() || holds(word, rest);
    condition.done = condition.active;
}

bool Reader::holds(const std::string& word, std::string_view rest) {
    if (word != "if" && word != "ifdef" && word != "ifndef") fail(1017, "unknown directive '!ELSE " + word + "'");
    if (word != "if") {
        const std::string name(trimmed(macros_.expand(rest)));
        if (name.empty()) fail(1018, "directive and/or expression part missing");
        return macros_.is_defined(name) == (word == "ifdef");
    }
    const Questions questions{[this](const std::string& name) { return macros_.is_defined(name); },
                              [](const std::string& path) {
                                  return path.find_first_of("*?") == path.npos ? existing(path).has_value()
                                                                               : !matching(path).empty();
                              },
                              directing_.run};
    return evaluate(macros_.expand(rest), questions) != 0;
}

void Reader::include(std::string_view rest) {
    const std::string expanded = macros_.expand(rest);
    std::string_view name = trimmed(expanded);
    const bool brackets = name.size() > 1 && name.front() == '<' && name.back() == '>';
    const bool quotes = name.size() > 1 && name.front() == '"' && name.back() == '"';
    if (brackets || quotes) name = name.substr(1, name.size() - 2);
    if (name.empty()) fail(1031, "filename missing (or macro is null)");
    std::vector<std::string> places = {std::string(name)};
    for (size_t i = sources_.size(); i-- > 0;) places.push_back((sources_[i].folder / slashed(name)).string());
    if (brackets) {
        for (const std::string& folder : folders_in(macros_.expand("$(INCLUDE)"))) {
            places.push_back((fs::path(slashed(folder)) / slashed(name)).string());
        }
    }
    for (const std::string& place : places) {
        if (!existing(place)) continue;
        if (directing_.shows_included) directing_.say(place);
        return open(place);
    }
    const std::string_view text = standard_makefile(file_of(name));
    if (text.empty()) fail(1052, "file '" + std::string(name) + "' not found");
    open_text("<" + std::string(file_of(name)) + ">", std::string(text));
}

void Reader::switches(std::string_view rest) {
    for (const std::string& word : words_in(rest)) {
        if (word.size() < 2 || (word[0] != '+' && word[0] != '-')) fail(1024, "illegal argument to !CMDSWITCHES");
        for (const char letter : word.substr(1)) {
            if (std::string_view("dins").find(rpcgcc::lower(letter)) == std::string_view::npos) {
                fail(1024, "illegal argument to !CMDSWITCHES");
            }
            directing_.switched(rpcgcc::lower(letter), word[0] == '+');
        }
    }
}

}  // namespace rpcnmake
