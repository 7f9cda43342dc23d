// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/declarations.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace rpcgcc {
namespace {

/// An argument of __declspec; "()" in the text is what its brackets hold.
struct Specifier {
    std::string_view name, text;
};
constexpr Specifier kSpecifiers[] = {
    {"dllexport", "__attribute__((__visibility__(\"default\")))"},
    {"noreturn", "__attribute__((__noreturn__))"},
    {"nothrow", "__attribute__((__nothrow__))"},
    {"noinline", "__attribute__((__noinline__))"},
    {"selectany", "__attribute__((__weak__))"},
    {"align", "__attribute__((__aligned__()))"},
    {"deprecated", "__attribute__((__deprecated__()))"},
};
/// They change nothing here, or are told by something else.
constexpr auto kSilent = std::to_array<std::string_view>(
    {"dllimport", "uuid", "restrict", "noalias", "novtable", "empty_bases", "layout_version", "safebuffers", "code_seg",
     "spectre", "guard", "no_sanitize_address", "intrin_type", "allocator", "no_init_all", "hybrid_patchable",
     "allocate", "strict_gs_check", "nodiscard"});
constexpr Specifier kRefused[] = {
    {"naked", "a naked function is written in assembly, which cannot be translated"},
    {"property", "gcc has no properties: call the functions"},
    {"process", "there is no managed code here"},
    {"appdomain", "there is no managed code here"},
};

bool is_inline(std::string_view word) {
    return word == "inline" || word == "__inline" || word == "_inline" || word == "__forceinline" ||
           word == "_forceinline";
}

class Declarations {
 public:
    explicit Declarations(Unit& unit) : unit_(unit) {}

    void translate() {
        for (size_t i = 0; i < unit_.tokens.size(); ++i) {
            const Token& token = unit_.tokens[i];
            if (token.kind == Kind::word) {
                word(i);
            } else if (token.kind == Kind::character) {
                if (is(token, "{")) ++depth_;
                if (is(token, "}") && depth_ > 0) --depth_;
                if (is(token, "{") || is(token, "}") || is(token, ";")) start_ = i + 1;
            }
        }
    }

 private:
    const Token& at(size_t index) const { return unit_.tokens[index]; }
    size_t size() const { return unit_.tokens.size(); }
    bool is_at(size_t index, std::string_view text) const { return index < size() && is(at(index), text); }

    void word(size_t index) {
        const std::string_view text = at(index).text;
        if (text == "__declspec" || text == "_declspec") return specifiers(index);
        if (is_inline(text)) return inline_function(index);
        if (depth_ == 0 && is_at(next(unit_.tokens, index + 1), "(")) declared_.insert(text);
    }

    void specifiers(size_t index) {
        const size_t open = next(unit_.tokens, index + 1);
        const size_t close = is_at(open, "(") ? closing(unit_.tokens, open) : size();
        if (close == size()) return;
        std::string here, inside;
        for (size_t i = next(unit_.tokens, open + 1); i < close; i = next(unit_.tokens, i + 1)) {
            const std::string name(at(i).text);
            std::string arguments;
            const size_t bracket = next(unit_.tokens, i + 1);
            if (bracket < close && is(at(bracket), "(")) {
                const size_t end = closing(unit_.tokens, bracket);
                for (size_t j = bracket + 1; j < end; ++j) {
                    if (at(j).kind > Kind::pragma) arguments += trimmed(at(j).text);
                }
                i = end;
            }
            (name == "align" ? inside : here) += specifier(index, name, arguments);
        }
        for (size_t i = open; i <= close; ++i) unit_.drop(i);
        const size_t type = aligned_type(close);
        if (!inside.empty() && type != size()) {
            unit_.replace(type, std::string(at(type).text) + " " + inside);
        } else {
            here += inside;
        }
        unit_.replace(index, here);
    }

    static std::string_view trimmed(std::string_view text) {
        const size_t first = text.find_first_not_of(" \t\n");
        return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
    }

    std::string specifier(size_t index, const std::string& name, const std::string& arguments) {
        if (name == ",") return "";
        if (name == "thread") return unit_.language == Language::c ? "_Thread_local " : "thread_local ";
        if (name == "allocate" && arguments.starts_with("\".CRT$")) {
            unit_.complain(Complaint::Kind::error, index,
                           "functions in " + arguments +
                               " are not called here: "
                               "construct an object, or call them in main");
        }
        if (const auto known = std::ranges::find(kSpecifiers, name, &Specifier::name); known != std::end(kSpecifiers)) {
            std::string text(known->text);
            if (const size_t brackets = text.find("()"); brackets != text.npos) {
                arguments.empty() ? text.erase(brackets, 2) : text.insert(brackets + 1, arguments);
            }
            return text + " ";
        }
        if (const auto refused = std::ranges::find(kRefused, name, &Specifier::name); refused != std::end(kRefused)) {
            unit_.complain(Complaint::Kind::error, index, "__declspec(" + name + "): " + std::string(refused->text));
        } else if (std::ranges::find(kSilent, name) == kSilent.end() && warned_.insert(name).second) {
            unit_.complain(Complaint::Kind::warning, index, "__declspec(" + name + ") is not known here and ignored");
        }
        return "";
    }

    /// The word struct, union or class of a definition whose declaration goes on after `from`: an alignment in front is
    /// the type's. size() when there is none.
    size_t aligned_type(size_t from) const {
        size_t i = next(unit_.tokens, from + 1);
        while (is_at(i, "typedef") || is_at(i, "static") || is_at(i, "extern") || is_at(i, "const")) {
            i = next(unit_.tokens, i + 1);
        }
        if (!is_at(i, "struct") && !is_at(i, "union") && !is_at(i, "class")) return size();
        for (size_t j = next(unit_.tokens, i + 1); j < size(); j = next(unit_.tokens, j + 1)) {
            if (is(at(j), "{")) return i;
            if (is(at(j), ";") || is(at(j), "(") || is(at(j), "=")) return size();
        }
        return size();
    }

    /// A function as [start_, its brackets) declares it.
    struct Function {
        bool is_static = false, is_extern = false, has_inline = false;
        std::string_view name;
        size_t open = 0;
    };
    Function function_around(size_t index) const;
    bool can_be_forced(const Function& function) const;
    void inline_function(size_t index);

    Unit& unit_;
    size_t depth_ = 0;
    size_t start_ = 0;                     // of the declaration
    std::set<std::string_view> declared_;  // functions of C that other sources may have
    std::set<std::string> warned_;
};

Declarations::Function Declarations::function_around(size_t index) const {
    Function function;
    for (size_t i = next(unit_.tokens, start_); i < size(); i = next(unit_.tokens, i + 1)) {
        const Token& token = at(i);
        if (is(token, "(")) {
            function.open = i;
            if (function.name != "__attribute__" && function.name != "__declspec") break;
            i = closing(unit_.tokens, i);
            if (i == size()) break;
        } else if (is(token, ";") || is(token, "{") || is(token, "=")) {
            break;
        } else if (token.kind == Kind::word) {
            if (token.text == "static") function.is_static = true;
            if (token.text == "extern") function.is_extern = true;
            if (i != index && is_inline(token.text)) function.has_inline = true;
            function.name = token.text;
        }
    }
    return function;
}

/// gcc takes the word at its word, and cannot do everything.
bool Declarations::can_be_forced(const Function& function) const {
    if (function.open == 0) return false;
    const size_t close = closing(unit_.tokens, function.open);
    if (close == size() || (close > 2 && is_at(close - 1, ".") && is_at(close - 2, "."))) return false;
    size_t body = next(unit_.tokens, close + 1);
    while (body < size() && !is(at(body), "{") && !is(at(body), ";")) body = next(unit_.tokens, body + 1);
    if (!is_at(body, "{")) return false;
    const size_t end = closing(unit_.tokens, body);
    for (size_t i = body; i < end; ++i) {
        const std::string_view text = at(i).text;
        if (text == function.name || text == "__try" || text == "_try" || text.find("alloca") != text.npos)
            return false;
        if (at(i).kind == Kind::system && text.find("RpcException") != text.npos) return false;
    }
    return true;
}

void Declarations::inline_function(size_t index) {
    const Function function = function_around(index);
    const bool forced = at(index).text.ends_with("forceinline");
    std::string text = function.has_inline ? "" : "inline";
    if (forced && can_be_forced(function)) text += " __attribute__((__always_inline__))";
    if (unit_.language == Language::c && depth_ == 0 && !function.is_static && !function.has_inline) {
        // One of those that other sources have, too, will do, where it is no source's own.
        const bool shared = function.is_extern || declared_.contains(function.name);
        text = shared ? "__attribute__((__weak__))" : "static " + text;
    }
    unit_.replace(index, text);
}

}  // namespace

void translate_declarations(Unit& unit) { Declarations(unit).translate(); }

}  // namespace rpcgcc
