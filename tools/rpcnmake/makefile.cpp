// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/makefile.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

/// A colon after a letter that a path follows is a drive's.
bool is_drive(std::string_view text, size_t colon) {
    if (colon == 0 || std::isalpha(static_cast<unsigned char>(text[colon - 1])) == 0) return false;
    if (colon > 1 && !is_blank(text[colon - 2]) && text[colon - 2] != '"') return false;
    return colon + 1 < text.size() && (text[colon + 1] == '\\' || text[colon + 1] == '/');
}

/// The first of the signs outside of $(...), quotes and braces; a colon that is a drive's is none.
size_t separator_in(std::string_view text, std::string_view signs) {
    bool inside = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') inside = !inside;
        if (inside) continue;
        if (text[i] == '^' && i + 1 < text.size()) {
            ++i;
        } else if (text.substr(i).starts_with("$(") || text[i] == '{') {
            const size_t close = text.find(text[i] == '{' ? '}' : ')', i);
            if (close == text.npos) return text.npos;
            i = close;
        } else if (signs.find(text[i]) != signs.npos && !(text[i] == ':' && is_drive(text, i))) {
            return i;
        }
    }
    return text.npos;
}

std::string without_carets(std::string_view text) {
    std::string made;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '^' && i + 1 < text.size()) ++i;
        made += text[i];
    }
    return made;
}

bool is_extension(std::string_view text) {
    return text.size() > 1 && text[0] == '.' && text.find_first_of(".\\/{} \t", 1) == text.npos;
}

/// `.from.to` or `{path}.from{path}.to`; empty for what is no inference rule.
std::optional<Rule> rule_of(std::string_view text) {
    Rule rule;
    if (text.starts_with('{')) {
        const size_t first = text.find('}'), second = text.find('{', 1);
        const size_t last = text.rfind('}');
        if (first == text.npos || second == text.npos || second < first || last < second) return std::nullopt;
        rule.from_path = text.substr(1, first - 1);
        rule.from = rpcgcc::lower(text.substr(first + 1, second - first - 1));
        rule.to_path = text.substr(second + 1, last - second - 1);
        rule.to = rpcgcc::lower(text.substr(last + 1));
        rule.has_paths = true;
    } else {
        const size_t second = text.find('.', 1);
        if (!text.starts_with('.') || second == text.npos) return std::nullopt;
        rule.from = rpcgcc::lower(text.substr(0, second));
        rule.to = rpcgcc::lower(text.substr(second));
    }
    if (!is_extension(rule.from) || !is_extension(rule.to)) return std::nullopt;
    return rule;
}

/// `{folder;folder}file`: where it is found, else the file as it is.
std::string searched(const std::string& dependent) {
    if (!dependent.starts_with('{')) return dependent;
    const size_t close = dependent.find('}');
    if (close == dependent.npos) fail(1059, "syntax error : '}' missing in dependent");
    const std::string file = dependent.substr(close + 1), folders = dependent.substr(1, close - 1);
    if (existing(file)) return file;
    for (size_t at = 0; at <= folders.size();) {
        const size_t end = std::min(folders.find(';', at), folders.size());
        const std::string folder = folders.substr(at, end - at);
        const std::string path =
            folder.empty() || folder.ends_with('\\') || folder.ends_with('/') ? folder + file : folder + "\\" + file;
        if (existing(path)) return path;
        at = end + 1;
    }
    return file;
}

void add_expanded(const std::string& name, std::vector<std::string>& names) {
    if (name.find_first_of("*?") == name.npos || name.find('$') != name.npos) {
        names.push_back(searched(name));
        return;
    }
    const auto found = matching(name);
    if (found.empty()) fail(1069, "no match found for wildcard '" + name + "'");
    names.insert(names.end(), found.begin(), found.end());
}

}  // namespace

/// Reads one makefile.
class Makefile::Interpreter {
 public:
    Interpreter(Makefile& made, Reader& reader, Macros::Origin origin, Manner& manner)
        : made_(made), reader_(reader), origin_(origin), manner_(manner) {}

    void run() {
        while (const auto line = reader_.next()) {
            try {
                interpret(*line);
            } catch (Fault& fault) {
                if (fault.file.empty()) {
                    fault.file = line->file;
                    fault.line = line->number;
                }
                throw;
            }
        }
        finish();
    }

 private:
    void interpret(const Line& line) {
        if (line.indented) return indented(line);
        if (trimmed(line.text).empty()) return;
        const size_t sign = separator_in(line.text, ":=");
        if (sign != line.text.npos && line.text[sign] == '=') {
            finish();
            return macro(line.text, sign);
        }
        if (sign == line.text.npos && made_.macros_.expand(line.text).find(':') == std::string::npos) {
            if (trimmed(made_.macros_.expand(line.text)).empty()) return;
            fail(1035, "syntax error : expected ':' or '=' separator");
        }
        dependency(line);
    }

    void macro(std::string_view text, size_t sign) {
        const std::string name = made_.macros_.expand(trimmed(text.substr(0, sign)));
        const std::string_view value = trimmed(text.substr(sign + 1));
        if (!made_.macros_.define(trimmed(name), value, origin_)) return;
        if (!made_.macros_.is_of_environment(name)) return;
        std::string made = made_.macros_.expand("$(" + name + ")");
        // What is added to the path is parted as on Windows.
        if (name == "PATH") std::ranges::replace(made = slashed(made), ';', ':');
        ::setenv(name.c_str(), made.c_str(), 1);
    }

    void indented(const Line& line) {
        const std::string_view text = trimmed(line.text);
        if (current_.empty() && rule_ == nullptr) {
            if (text.empty()) return;
            fail(1033, "syntax error : '" + std::string(text.substr(0, text.find_first_of(" \t"))) + "' unexpected");
        }
        add_command(std::string(text), line);
    }

    void add_command(std::string text, const Line& line) {
        block_.has_commands = true;
        if (text.empty()) return;
        Command command{std::move(text), {}, line.file, line.number};
        for (size_t at = 0; (at = command.text.find("<<", at)) != std::string::npos;) {
            const size_t end = std::min(command.text.find_first_of(" \t\",)&|<>", at + 2), command.text.size());
            InlineFile file{command.text.substr(at + 2, end - at - 2), "", false};
            std::string after;
            for (const std::string& each : reader_.inline_text(after)) file.text += each + "\n";
            after = rpcgcc::lower(trimmed(after));
            if (after != "keep" && after != "nokeep" && !after.empty()) {
                fail(1094, "syntax error : only (NO)KEEP allowed here");
            }
            file.kept = after == "keep";
            command.files.push_back(std::move(file));
            at = end;
        }
        block_.commands.push_back(std::move(command));
    }

    void dependency(const Line& line) {
        // A command on the line is expanded when it is run.
        const size_t semicolon = separator_in(line.text, ";");
        const std::string text = made_.macros_.expand(std::string_view(line.text).substr(0, semicolon));
        const size_t colon = separator_in(text, ":");
        if (colon == text.npos) fail(1035, "syntax error : expected ':' or '=' separator");
        const bool doubled = text.substr(colon).starts_with("::");
        const std::string_view before = trimmed(std::string_view(text).substr(0, colon));
        const std::string_view after = trimmed(std::string_view(text).substr(colon + (doubled ? 2 : 1)));
        if (before.empty()) {
            if (separator_in(line.text, ":") > 0 && !trimmed(line.text).starts_with(':')) {
                fail(1083, "target macro '" + std::string(trimmed(line.text.substr(0, line.text.find(':')))) +
                               "' expands to nothing");
            }
            fail(1037, "syntax error : target name missing");
        }
        finish();
        block_.manner = manner_;
        if (!dot_directive(before, after, semicolon != line.text.npos)) begin(before, after, doubled);
        if (semicolon != line.text.npos) {
            add_command(std::string(trimmed(std::string_view(line.text).substr(semicolon + 1))), line);
        }
    }

    bool dot_directive(std::string_view name, std::string_view rest, bool has_command) {
        const bool lists = name == ".SUFFIXES" || name == ".PRECIOUS";
        if (!lists && name != ".IGNORE" && name != ".SILENT") return false;
        if (has_command) fail(1089, "cannot have build commands for directive '" + std::string(name) + "'");
        if (!lists && !rest.empty()) fail(1090, "cannot have dependents for directive '" + std::string(name) + "'");
        const auto words = words_in(rest);
        if (name == ".IGNORE") manner_.ignoring = true;
        if (name == ".SILENT") manner_.silent = true;
        if (name == ".SUFFIXES" && words.empty()) made_.suffixes_.clear();
        for (const std::string& word : words) {
            if (name == ".PRECIOUS") {
                made_.precious_.insert(key_of(word));
            } else {
                made_.suffixes_.push_back(rpcgcc::lower(word));
            }
        }
        return true;
    }

    void begin(std::string_view before, std::string_view after, bool doubled) {
        if (auto rule = rule_of(before)) {
            if (!after.empty()) fail(1086, "inference rule cannot have dependents");
            rule->is_batch = doubled;
            rule_ = std::make_unique<Rule>(std::move(*rule));
            return;
        }
        for (const std::string& word : words_in(before)) {
            std::vector<std::string> names;
            add_expanded(without_carets(word), names);
            for (const std::string& name : names) current_.push_back(name);
        }
        for (const std::string& name : current_) {
            if (rule_of(name)) fail(1085, "cannot mix implicit and explicit rules");
            if (made_.first_.empty()) made_.first_ = name;
            const auto found = made_.targets_.find(key_of(name));
            if (found != made_.targets_.end() && found->second.doubled != doubled) {
                fail(1087, "cannot have : and :: dependents for same target");
            }
        }
        doubled_ = doubled;
        for (const std::string& word : words_in(after)) add_expanded(without_carets(word), block_.dependents);
    }

    /// What the lines since `begin` have described.
    void finish() {
        if (rule_) {
            rule_->block = std::exchange(block_, {});
            made_.rules_.insert(made_.rules_.begin(), std::move(*rule_));
            rule_.reset();
            return;
        }
        for (const std::string& name : current_) {
            Target& target = made_.targets_[key_of(name)];
            if (target.name.empty()) target.name = name;
            target.doubled = doubled_;
            Block block = block_;
            for (std::string& each : block.dependents) each = of_target(each, name);
            add(target, std::move(block));
        }
        current_.clear();
        block_ = {};
    }

    void add(Target& target, Block block) {
        if (target.doubled || target.blocks.empty()) {
            target.blocks.push_back(std::move(block));
            return;
        }
        Block& whole = target.blocks.front();
        whole.dependents.insert(whole.dependents.end(), block.dependents.begin(), block.dependents.end());
        if (!block.has_commands) return;
        if (whole.has_commands) {
            made_.warnings_.push_back("U4004: too many rules for target '" + target.name + "'");
            return;
        }
        whole.commands = std::move(block.commands);
        whole.has_commands = true;
        whole.manner = block.manner;
    }

    /// $$@ in a dependent.
    std::string of_target(const std::string& dependent, const std::string& target) const {
        if (dependent.find('$') == dependent.npos) return dependent;
        const FileNames names{target, {}, {}, {}};
        return searched(made_.macros_.expand(dependent, &names));
    }

    Makefile& made_;
    Reader& reader_;
    const Macros::Origin origin_;
    Manner& manner_;
    std::vector<std::string> current_;  // targets whose commands follow
    std::unique_ptr<Rule> rule_;        // or the rule
    Block block_;
    bool doubled_ = false;
};

void Makefile::read(Reader& reader, Macros::Origin origin, Manner& manner) {
    Interpreter(*this, reader, origin, manner).run();
}

const Target* Makefile::find(const std::string& name) const {
    const auto found = targets_.find(key_of(name));
    return found == targets_.end() ? nullptr : &found->second;
}

bool Makefile::is_precious(const std::string& name) const { return precious_.contains(key_of(name)); }

}  // namespace rpcnmake
