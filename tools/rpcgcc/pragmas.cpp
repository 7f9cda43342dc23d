// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/pragmas.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcgcc/libraries.hpp"

namespace rpcgcc {
namespace {

/// gcc takes these, and means what Microsoft's compiler means where both know one.
constexpr auto kGcc =
    std::to_array<std::string_view>({"pack", "once", "message", "push_macro", "pop_macro", "gcc", "stdc", "omp", "weak",
                                     "redefine_extname", "scalar_storage_order", "ident", "acc"});

/// What a program does is the same with and without them.
constexpr auto kHarmless = std::to_array<std::string_view>({"warning",
                                                            "region",
                                                            "endregion",
                                                            "intrinsic",
                                                            "function",
                                                            "optimize",
                                                            "code_seg",
                                                            "const_seg",
                                                            "bss_seg",
                                                            "alloc_text",
                                                            "auto_inline",
                                                            "inline_depth",
                                                            "inline_recursion",
                                                            "loop",
                                                            "check_stack",
                                                            "runtime_checks",
                                                            "strict_gs_check",
                                                            "hdrstop",
                                                            "prefast",
                                                            "vtordisp",
                                                            "pointers_to_members",
                                                            "component",
                                                            "make_public",
                                                            "unmanaged",
                                                            "ivdep",
                                                            "deprecated",
                                                            "setlocale",
                                                            "midl_echo",
                                                            "fp_contract",
                                                            "float_control",
                                                            "clang",
                                                            "mark"});

/// Those whose loss makes another program.
struct Refused {
    std::string_view name, why;
};
constexpr Refused kRefused[] = {
    {"init_seg", "objects are constructed in the order of linking: '#pragma init_seg' cannot be kept"},
    {"include_alias", "'#pragma include_alias' cannot be kept: include the header that is meant"},
    {"managed", "there is no managed code here"},
};

constexpr std::string_view kPragma = "#pragma";

/// A pragma's name and its arguments without blanks, but for those in quotes.
struct Pragma {
    std::string name, arguments;
};

/// Other lines for the compiler are no pragmas.
bool is_pragma(const Token& token) { return token.kind == Kind::pragma && token.text.starts_with(kPragma); }

Pragma pragma_of(std::string_view line) {
    Pragma pragma;
    line.remove_prefix(kPragma.size());
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    const size_t end = std::min(line.find_first_of(" \t(\r\n"), line.size());
    pragma.name = lower(line.substr(0, end));
    bool quoted = false;
    for (const char c : line.substr(end)) {
        if (c == '"') quoted = !quoted;
        if (c != '\n' && c != '\r' && (quoted || (c != ' ' && c != '\t'))) pragma.arguments += c;
    }
    return pragma;
}

/// The first text in quotes.
std::string quoted_in(std::string_view text) {
    const size_t open = std::min(text.find('"'), text.size());
    const size_t close = std::min(text.find('"', open + 1), text.size());
    return open < text.size() ? std::string(text.substr(open + 1, close - open - 1)) : std::string();
}

class Listener {
 public:
    explicit Listener(Unit& unit) : unit_(unit) {}

    void hear_all() {
        bool system = false;
        for (index_ = 0; index_ < unit_.tokens.size(); ++index_) {
            const Token& token = unit_.tokens[index_];
            if (token.kind == Kind::marker) system = marker_of(token.text)->system;
            if (is_pragma(token) && !system) {
                if (!hear(pragma_of(token.text))) unit_.replace(index_, "\n");
            }
        }
    }

 private:
    /// True when gcc is to get it.
    bool hear(const Pragma& pragma) {
        if (std::ranges::find(kGcc, pragma.name) != kGcc.end()) return true;
        if (pragma.name == "comment") {
            comment(pragma.arguments);
        } else if (pragma.name == "data_seg" || pragma.name == "section") {
            section(pragma);
        } else if (pragma.name == "execution_character_set") {
            if (lower(pragma.arguments) != "(\"utf-8\")")
                warn(pragma.name, "texts are UTF-8 here, whatever is asked for");
        } else if (pragma.name == "init_seg" && pragma.arguments == "(user)") {
            return false;  // as it is
        } else if (const auto refused = std::ranges::find(kRefused, pragma.name, &Refused::name);
                   refused != std::end(kRefused)) {
            refuse(std::string(refused->why));
        } else if (std::ranges::find(kHarmless, pragma.name) == kHarmless.end()) {
            warn(pragma.name, "'#pragma " + pragma.name + "' is not known here and ignored");
        }
        return false;
    }

    /// Sections are made by the compiler here: what is done with them by name cannot be.
    void section(const Pragma& pragma) {
        const std::string name = quoted_in(pragma.arguments);
        if (name.starts_with(".CRT$")) {
            refuse("functions in '" + name + "' are not called here: construct an object, or call them in main");
        } else if (lower(pragma.arguments).find(",shared") != std::string::npos) {
            refuse("variables in '" + name + "' cannot be shared by processes here: map a file");
        } else if (!name.empty()) {
            warn("section", "variables are not put in section '" + name + "' here");
        }
    }

    void comment(const std::string& arguments) {
        const std::string kind = lower(arguments.substr(0, arguments.find_first_of(",)")));
        if (kind == "(lib") library(lower(quoted_in(arguments)));
        if (kind != "(linker") return;  // texts for the object alone
        std::string words = quoted_in(arguments);
        for (size_t at = 0; at < words.size();) {
            const size_t end = std::min(words.find(' ', at), words.size());
            if (end > at) linker_option(words.substr(at, end - at));
            at = end + 1;
        }
    }

    void library(std::string name) {
        if (name.ends_with(".lib")) name.resize(name.size() - 4);
        if (library_of(name) == Library::here) return;
        warn("lib " + name, "no library here is '" + name + ".lib': link what has its functions yourself");
    }

    void linker_option(std::string word) {
        const size_t colon = std::min(word.find(':'), word.size());
        const std::string name = lower(word.substr(std::min<size_t>(1, word.size()), std::max<size_t>(colon, 1) - 1));
        const std::string argument = colon < word.size() ? word.substr(colon + 1) : "";
        if (name == "section" &&
            lower(argument).substr(std::min(argument.find(','), argument.size())).find('s') != std::string::npos) {
            return refuse("variables cannot be shared by processes here: map a file");
        }
        if (name == "export" && argument.find('=') != std::string::npos) {
            return refuse("a function is exported under its own name only: '" + word + "'");
        }
        if (name == "entry" && argument.find("CRTStartup") == std::string::npos) {
            return refuse("programs begin with main: '" + word + "'");
        }
        if (name == "alternatename") return refuse("a function has one name: '" + word + "'");
        if (name == "defaultlib") return library(lower(argument));
        constexpr auto kNothing = std::to_array<std::string_view>({"section", "export", "entry", "nodefaultlib",
                                                                   "subsystem", "manifestdependency", "stack", "heap",
                                                                   "opt", "merge", "delayload", "manifestuac"});
        if (std::ranges::find(kNothing, name) == kNothing.end()) {
            warn("linker " + name, "the linker's option '" + word + "' is not known here and ignored");
        }
    }

    void warn(const std::string& once, std::string text) {
        if (warned_.insert(once).second) unit_.complain(Complaint::Kind::warning, index_, std::move(text));
    }
    void refuse(std::string text) { unit_.complain(Complaint::Kind::error, index_, std::move(text)); }

    Unit& unit_;
    size_t index_ = 0;
    std::set<std::string> warned_;
};

}  // namespace

void hear_pragmas(Unit& unit) { Listener(unit).hear_all(); }

void pack_structures(Unit& unit, unsigned packing) {
    const std::string wanted = "#pragma pack(" + std::to_string(packing) + ")\n";
    bool system = true, begun = false;
    std::string_view file;
    for (size_t i = 0; i < unit.tokens.size(); ++i) {
        const Token& token = unit.tokens[i];
        if (is_pragma(token) && !system) {
            const Pragma pragma = pragma_of(token.text);
            if (pragma.name == "pack" && pragma.arguments == "()") unit.replace(i, wanted);
        }
        if (token.kind != Kind::marker) continue;
        const Marker marker = *marker_of(token.text);
        if (marker.file == std::exchange(file, marker.file) || marker.system == system) continue;  // or a macro
        system = marker.system;
        const std::string text(token.text);
        unit.replace(i, (system  ? "#pragma pack(push)\n#pragma pack()\n"
                         : begun ? "#pragma pack(pop)\n"
                                 : wanted) +
                            text);
        begun = true;
    }
}

}  // namespace rpcgcc
