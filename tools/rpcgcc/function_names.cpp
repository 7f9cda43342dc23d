// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/function_names.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rpcgcc {
namespace {

/// What a pair of braces is. The name is empty where it cannot be said.
struct Scope {
    enum class Kind : uint8_t { space, type, function, other } kind = Kind::other;
    std::string name;
    bool known = true;
};

bool is_wide(std::string_view word) { return word == "L__FUNCTION__" || word == "__FUNCTIONW__"; }
bool is_function_name(std::string_view word) { return word == "__FUNCTION__" || is_wide(word); }

class Names {
 public:
    explicit Names(Unit& unit) : unit_(unit) {}

    void write() {
        for (size_t i = next(unit_.tokens, 0); i < unit_.tokens.size(); i = next(unit_.tokens, i + 1)) {
            const Token& token = unit_.tokens[i];
            const bool undecorated = unit_.language == Language::c && is_word(token, "__FUNCDNAME__");
            if (undecorated || (token.kind == Kind::word && is_function_name(token.text))) write_name(i);
            if (token.kind == Kind::character) brace(i, token.text.front());
            before_ = i;
        }
    }

 private:
    bool is_at(size_t index, std::string_view text) const {
        return index < unit_.tokens.size() && is(unit_.tokens[index], text);
    }
    bool is_literal(size_t index) const {
        if (index >= unit_.tokens.size()) return false;
        const Token& token = unit_.tokens[index];
        return (token.kind == Kind::text && token.text.ends_with('"')) ||
               (token.kind == Kind::word && is_function_name(token.text));
    }

    void brace(size_t index, char c) {
        if (c == '{') scopes_.push_back(scope_before(index));
        if (c == '}' && !scopes_.empty()) scopes_.pop_back();
        if (c == '{' || c == '}' || c == ';') head_ = index + 1;
    }

    bool in_function() const {
        return std::ranges::any_of(scopes_, [](const Scope& scope) { return scope.kind == Scope::Kind::function; });
    }

    size_t after_angles(size_t open) const;
    Scope space_or_type(size_t keyword, size_t open) const;
    bool is_of_attribute(size_t bracket) const;
    Scope scope_before(size_t open) const;
    std::string function_before(size_t bracket, bool& known) const;

    void write_name(size_t index) {
        const std::string_view word = unit_.tokens[index].text;
        // Constructors initialise before their bodies begin.
        const bool begins = !in_function();
        if (begins) scopes_.push_back(scope_before(index));
        const auto name = current();
        if (begins) scopes_.pop_back();
        if (name) return unit_.replace(index, (is_wide(word) ? "L\"" : "\"") + *name + "\"");
        if (!is_wide(word) && !is_literal(before_) && !is_literal(next(unit_.tokens, index + 1))) return;  // gcc's
        unit_.complain(Complaint::Kind::error, index,
                       "'" + std::string(word) +
                           "' cannot be joined with a literal here: it is not known "
                           "what the function is called");
    }

    /// Empty outside of functions, and where it cannot be said.
    std::optional<std::string> current() const {
        std::string name;
        for (const Scope& scope : scopes_) {
            if (scope.kind == Scope::Kind::other) {
                if (!scope.known) return std::nullopt;
                continue;
            }
            if (!scope.known) return std::nullopt;
            if (scope.name.empty()) continue;
            name += (name.empty() ? "" : "::") + scope.name;
            if (scope.kind == Scope::Kind::function) return name;
        }
        return std::nullopt;
    }

    Unit& unit_;
    std::vector<Scope> scopes_;
    size_t head_ = 0;  // where the declaration begins
    size_t before_ = SIZE_MAX;
};

/// After the parameters of a template.
size_t Names::after_angles(size_t open) const {
    size_t depth = 0;
    for (size_t i = open; i < unit_.tokens.size() && !is_at(i, "{"); ++i) {
        if (is_at(i, "<")) ++depth;
        if (is_at(i, ">") && --depth == 0) return i;
    }
    return open;
}

/// The namespace or class whose keyword this is.
Scope Names::space_or_type(size_t keyword, size_t open) const {
    const bool space = is_word(unit_.tokens[keyword], "namespace");
    Scope scope{space ? Scope::Kind::space : Scope::Kind::type, "", true};
    for (size_t i = next(unit_.tokens, keyword + 1); i < open; i = next(unit_.tokens, i + 1)) {
        const Token& token = unit_.tokens[i];
        if (is(token, ":") && !is_at(i + 1, ":") && !is_at(i - 1, ":")) break;  // of the bases
        if (is(token, "<")) scope.known = false;
        if (is(token, "(")) {
            i = closing(unit_.tokens, i);  // of an attribute
        } else if (is(token, ":")) {
            scope.name += ':';
        } else if (token.kind == Kind::word && token.text != "final") {
            scope.name = (scope.name.ends_with(':') ? scope.name : "") + std::string(token.text);
        }
    }
    if (space && scope.name.empty()) scope.name = "`anonymous-namespace'";
    return scope;
}

/// The bracket belongs to what is no function.
bool Names::is_of_attribute(size_t bracket) const {
    const size_t word = previous(unit_.tokens, bracket);
    if (word == unit_.tokens.size() || word < head_) return false;
    const std::string_view text = unit_.tokens[word].text;
    return text == "__attribute__" || text == "__declspec" || text == "alignas" || text == "decltype";
}

Scope Names::scope_before(size_t open) const {
    // Blocks of functions; a class in one has functions of its own, whose names nobody asks for.
    if (in_function()) return {};
    Scope scope;
    bool templated = false;
    for (size_t i = next(unit_.tokens, head_); i < open; i = next(unit_.tokens, i + 1)) {
        const Token& token = unit_.tokens[i];
        if (is_word(token, "template")) {
            templated = true;
            i = after_angles(next(unit_.tokens, i + 1));
        } else if (is_word(token, "operator")) {
            return {Scope::Kind::function, "", false};
        } else if (is_word(token, "enum") || is(token, "=")) {
            return {};
        } else if (scope.kind == Scope::Kind::other && (is_word(token, "namespace") || is_word(token, "struct") ||
                                                        is_word(token, "class") || is_word(token, "union"))) {
            scope = space_or_type(i, open);
        } else if (is(token, "(")) {
            if (!is_of_attribute(i)) {
                Scope function{Scope::Kind::function, "", true};
                function.name = function_before(i, function.known);
                return function;
            }
            i = closing(unit_.tokens, i);
        }
    }
    if (templated) scope.known = false;
    return scope;
}

/// What stands before the bracket of the parameters: NAME, A::NAME, ~NAME.
std::string Names::function_before(size_t bracket, bool& known) const {
    std::string name;
    bool wants_word = true;
    for (size_t i = bracket; i-- > head_;) {
        const Token& token = unit_.tokens[i];
        if (token.kind <= Kind::pragma) continue;
        if (token.kind == Kind::word && wants_word) {
            name.insert(0, token.text);
            wants_word = false;
        } else if (!wants_word && (is(token, ":") || is(token, "~"))) {
            name.insert(0, token.text);
            wants_word = is(token, ":") && name.starts_with("::");
        } else {
            break;
        }
    }
    while (name.starts_with(':')) name.erase(0, 1);
    known =
        !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) != 0 || name[0] == '_' || name[0] == '~');
    return name;
}

}  // namespace

void write_function_names(Unit& unit) { Names(unit).write(); }

}  // namespace rpcgcc
