// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/macros.hpp"

#include <algorithm>
#include <cctype>

#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

constexpr size_t kLongest = 1 << 20;  // of an expanded text

bool is_name_letter(char c) { return c == '_' || c == '.' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_special(std::string_view name) {
    return name == "@" || name == "*" || name == "**" || name == "?" || name == "<";
}

/// The part of a file's name that a modifier means.
std::string part(std::string_view name, char modifier) {
    switch (modifier) {
        case 'D':
            return std::string(folder_of(name));
        case 'B':
            return std::string(base_of(name));
        case 'F':
            return std::string(file_of(name));
        default:
            return std::string(root_of(name));
    }
}

std::string joined(const std::vector<std::string>& names, char modifier) {
    std::string text;
    for (const std::string& name : names) {
        if (!text.empty()) text += ' ';
        text += quoted(modifier == 0 ? name : part(name, modifier));
    }
    return text;
}

}  // namespace

/// One expansion, with the macros it is within.
class Macros::Expansion {
 public:
    Expansion(const Macros& macros, const FileNames* names) : macros_(macros), names_(names) {}

    void append(std::string_view text, std::string& out) {
        for (size_t i = 0; i < text.size(); ++i) {
            const char following = i + 1 < text.size() ? text[i + 1] : '\0';
            if (text[i] == '^' && following == '$') {
                out += '$';
                ++i;
            } else if (text[i] != '$') {
                out += text[i];
            } else if (following == '$') {
                // What a dependent says of its target is for later.
                if (names_ == nullptr && is_invocation(text.substr(i + 1))) {
                    i += copied(text.substr(i + 1), out);
                } else {
                    out += '$';
                    ++i;
                }
            } else {
                i += invocation(text.substr(i), out) - 1;
            }
            if (out.size() > kLongest) fail(1074, "macro definition too long");
        }
    }

    /// `:FROM=TO` of what was appended.
    static void substitute(std::string_view substitution, size_t from, std::string& out) {
        const size_t sign = substitution.find('=');
        if (sign == substitution.npos) fail(1003, "syntax error : '=' missing in macro");
        const std::string_view old = substitution.substr(1, sign - 1), made = substitution.substr(sign + 1);
        if (old.empty()) fail(1005, "syntax error : text must follow ':' in macro");
        for (size_t at = from; (at = out.find(old, at)) != out.npos; at += made.size()) {
            out.replace(at, old.size(), made);
            if (out.size() > kLongest) fail(1074, "macro definition too long");
        }
    }

 private:
    static bool is_invocation(std::string_view text) { return text.starts_with("$@") || text.starts_with("$(@"); }
    static size_t copied(std::string_view text, std::string& out) {
        const size_t end = text[1] == '@' ? 2 : std::min(text.find(')'), text.size() - 1) + 1;
        out += text.substr(0, end);
        return end;
    }

    /// Of the text that begins with $; returns how long it is.
    size_t invocation(std::string_view text, std::string& out) {
        if (text.size() < 2 || is_blank(text[1])) fail(1002, "syntax error : invalid macro invocation '$'");
        if (text[1] != '(') {
            const size_t size = text.starts_with("$**") ? 3 : 2;
            value(text.substr(1, size - 1), {}, text.substr(0, size), out);
            return size;
        }
        const size_t end = text.find(')');
        if (end == text.npos) fail(1000, "syntax error : ')' missing in macro invocation");
        const std::string_view inside = text.substr(2, end - 2);
        const size_t colon = inside.find(':');
        value(inside.substr(0, colon), colon == inside.npos ? std::string_view() : inside.substr(colon),
              text.substr(0, end + 1), out);
        return end + 1;
    }

    void value(std::string_view name, std::string_view substitution, std::string_view whole, std::string& out) {
        if (name.empty()) fail(1004, "syntax error : macro name missing");
        const size_t from = out.size();
        if (!special(name, whole, out)) definition(name, out);
        if (!substitution.empty()) substitute(substitution, from, out);
    }

    bool special(std::string_view name, std::string_view whole, std::string& out) {
        char modifier = 0;
        if (name.size() > 1 && std::string_view("DBFR").find(name.back()) != name.npos &&
            is_special(name.substr(0, name.size() - 1))) {
            modifier = name.back();
            name.remove_suffix(1);
        }
        if (!is_special(name)) return false;
        if (names_ == nullptr) {
            out += whole;
            return true;
        }
        if (names_->is_batch && name != "<")
            fail(1100, "macro '" + std::string(name) + "' is illegal in the context of batch rule");
        if (name == "@") {
            out += joined({names_->target}, modifier);
        } else if (name == "*") {
            out += joined({std::string(root_of(names_->target))}, modifier);
        } else if (name == "**") {
            out += joined(names_->dependents, modifier);
        } else if (name == "?") {
            out += joined(names_->newer, modifier);
        } else if (names_->is_batch) {
            out += joined(names_->newer, modifier);
        } else if (names_->inferred) {
            out += joined({*names_->inferred}, modifier);
        }
        return true;
    }

    void definition(std::string_view name, std::string& out) {
        for (const char c : name) {
            if (!is_name_letter(c)) fail(1001, "syntax error : illegal character '" + std::string(1, c) + "' in macro");
        }
        const auto found = macros_.definitions_.find(std::string(name));
        if (found == macros_.definitions_.end()) return;
        if (std::ranges::find(active_, name) != active_.end()) {
            fail(1070, "cycle in macro definition '" + std::string(name) + "'");
        }
        active_.push_back(name);
        append(found->second.value, out);
        active_.pop_back();
    }

    const Macros& macros_;
    const FileNames* const names_;
    std::vector<std::string_view> active_;
};

int Macros::rank(Origin origin) const {
    if (environment_first_ && origin == Origin::environment) return static_cast<int>(Origin::command_line);
    return static_cast<int>(origin);
}

bool Macros::is_of_environment(std::string_view name) const {
    const auto found = definitions_.find(std::string(name));
    return found != definitions_.end() && found->second.environment;
}

bool Macros::define(std::string_view name, std::string_view value, Origin origin) {
    if (name.empty()) fail(1004, "syntax error : macro name missing");
    for (const char c : name) {
        if (is_blank(c)) fail(1036, "syntax error : too many names to left of '='");
        if (!is_name_letter(c)) fail(1001, "syntax error : illegal character '" + std::string(1, c) + "' in macro");
    }
    const std::string key(name);
    const auto before = definitions_.find(key);
    if (before != definitions_.end() && rank(before->second.origin) > rank(origin)) return false;
    // What it was is what an invocation of itself means.
    std::string text(value);
    const std::string self = "$(" + key;
    for (size_t at = 0; (at = text.find(self, at)) != text.npos;) {
        const size_t end = text.find(')', at);
        const char after = at + self.size() < text.size() ? text[at + self.size()] : '\0';
        if (end == text.npos || (after != ')' && after != ':')) {
            at += self.size();
            continue;
        }
        std::string was = before == definitions_.end() ? std::string() : before->second.value;
        if (after == ':')
            Expansion::substitute(std::string_view(text).substr(at + self.size(), end - at - self.size()), 0, was);
        text.replace(at, end - at + 1, was);
        at += was.size();
        if (text.size() > kLongest) fail(1074, "macro definition too long");
    }
    const bool environment =
        origin == Origin::environment || (before != definitions_.end() && before->second.environment);
    definitions_[key] = {std::move(text), origin, environment};
    return true;
}

std::string Macros::expand(std::string_view text, const FileNames* names) const {
    std::string out;
    Expansion(*this, names).append(text, out);
    return out;
}

std::vector<std::string> Macros::listed() const {
    std::vector<std::string> lines;
    for (const auto& [name, definition] : definitions_) {
        if (definition.origin > Origin::environment) lines.push_back(name + " = " + definition.value);
    }
    return lines;
}

}  // namespace rpcnmake
