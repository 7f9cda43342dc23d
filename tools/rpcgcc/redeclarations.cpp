// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/redeclarations.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rpcgcc {
namespace {

/// The declarations at file scope, one after the other.
class Declarations {
 public:
    explicit Declarations(Unit& unit) : unit_(unit) {}

    void look_at_all() {
        for (size_t i = next(unit_.tokens, 0); i < unit_.tokens.size(); i = next(unit_.tokens, i + 1)) {
            const Token& token = unit_.tokens[i];
            if (token.kind == Kind::word) {
                word(i, token.text);
            } else if (token.kind == Kind::character) {
                i = character(i, token.text.front());
            }
        }
    }

 private:
    void begin() {
        extern_.reset();
        static_ = named_ = function_ = false;
        name_ = {};
    }

    void word(size_t index, std::string_view text) {
        if (text == "extern") extern_ = index;
        if (text == "static") static_ = true;
        is_attribute_ = text == "__attribute__" || text == "__declspec" || text == "__asm__";
        if (!named_ && !is_attribute_) name_ = text;
    }

    /// Where to go on after it.
    size_t character(size_t index, char c) {
        switch (c) {
            case '(':
                if (is_function(index)) {
                    end();
                    function_ = true;
                }
                named_ = named_ || !is_attribute_;  // around a pointer's name
                return closing(unit_.tokens, index);
            case '{': {
                const size_t close = closing(unit_.tokens, index);
                if (function_) begin();
                return close;
            }
            case '[':
                return closing(unit_.tokens, index);
            case '=':
                end();
                break;
            case ',':
                named_ = true;  // several in one: they stay what they are
                break;
            case ';':
                end();
                begin();
                break;
            default:
                break;
        }
        return index;
    }

    /// The bracket of its parameters; not of an attribute, not around a pointer's name.
    bool is_function(size_t open) const {
        const size_t before = previous(unit_.tokens, open);
        const size_t after = next(unit_.tokens, open + 1);
        return before != unit_.tokens.size() && unit_.tokens[before].text == name_ && after < unit_.tokens.size() &&
               !is(unit_.tokens[after], "*");
    }

    /// The declared name is known.
    void end() {
        if (std::exchange(named_, true) || name_.empty()) return;
        if (extern_) {
            externs_[name_].push_back(*extern_);
        } else if (static_) {
            const auto found = externs_.find(name_);
            if (found == externs_.end()) return;
            for (const size_t index : found->second) unit_.replace(index, "static");
            externs_.erase(found);
        }
    }

    Unit& unit_;
    std::unordered_map<std::string_view, std::vector<size_t>> externs_;
    std::optional<size_t> extern_;
    std::string_view name_;
    bool static_ = false;
    bool named_ = false;
    bool function_ = false;
    bool is_attribute_ = false;  // the word before
};

}  // namespace

void declare_statics_first(Unit& unit) { Declarations(unit).look_at_all(); }

}  // namespace rpcgcc
