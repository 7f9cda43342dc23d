// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/entry_points.hpp"

#include <string>

namespace rpcgcc {
namespace {

/// The token as a name: _tmain is a macro of a system header, whose word is a line of its own.
std::string_view name_of(const Token& token) {
    if (token.kind == Kind::word) return token.text;
    if (token.kind != Kind::system) return {};
    const size_t first = token.text.find_first_not_of(" \t\n");
    const size_t last = token.text.find_last_not_of(" \t\n");
    return first == token.text.npos ? std::string_view() : token.text.substr(first, last - first + 1);
}

/// The parameters' brackets are followed by a body.
bool is_definition(const Unit& unit, size_t name) {
    const Tokens& tokens = unit.tokens;
    const size_t open = next(tokens, name + 1);
    if (open == tokens.size() || !is(tokens[open], "(")) return false;
    const size_t close = closing(tokens, open);
    const size_t body = close == tokens.size() ? close : next(tokens, close + 1);
    return body != tokens.size() && is(tokens[body], "{");
}

/// A main in lines of nobody's, so that nobody is warned of it. The function is called with everything a main may get,
/// whatever it takes; gcc must not know better.
std::string main_calling(std::string_view call, bool exits_with_0) {
    return "\n# 1 \"<rpcgcc>\" 3\nint main(int rpc_argc, char** rpc_argv, char** rpc_environment) { "
           "(void)rpc_environment; " +
           (exits_with_0 ? std::string(call) + "; return 0; }\n" : "return " + std::string(call) + "; }\n");
}

constexpr std::string_view kVoidMain =
    "void (*volatile rpc_main)(int, char**, char**) = "
    "(void (*)(int, char**, char**))rpc_void_main; "
    "rpc_main(rpc_argc, rpc_argv, rpc_environment)";
/// What the runtime calls in a library.
constexpr std::string_view kDllMain =
    "int rpc_dll_main(void* rpc_module, unsigned rpc_reason, void* rpc_reserved) { "
    "return ((int (*)(void*, unsigned, void*))(void*)DllMain)(rpc_module, rpc_reason, rpc_reserved); }\n";
constexpr std::string_view kWmain = "rpc_call_wmain((void*)wmain, rpc_argc, rpc_argv)";

}  // namespace

void adapt_entry_points(Unit& unit) {
    size_t depth = 0;
    size_t before = unit.tokens.size();  // the word before
    for (size_t i = 0; i < unit.tokens.size(); ++i) {
        const Token& token = unit.tokens[i];
        if (token.kind <= Kind::pragma) continue;
        if (is(token, "{")) ++depth;
        if (is(token, "}") && depth > 0) --depth;
        const bool returns_nothing = before != unit.tokens.size() && is_word(unit.tokens[before], "void");
        const std::string_view name = name_of(token);
        if (depth == 0 && (name == "main" || name == "wmain") && is_definition(unit, i)) {
            if (name == "main" && returns_nothing) {
                unit.replace(i, token.kind == Kind::word ? "rpc_void_main" : "rpc_void_main\n");
                unit.appended += main_calling(kVoidMain, true);
            } else if (name == "wmain") {
                unit.appended += unit.language == Language::c
                                     ? "\nint rpc_call_wmain(void*, int, char**);"
                                     : "\nextern \"C\" int rpc_call_wmain(void*, int, char**);";
                unit.appended += main_calling(kWmain, returns_nothing);
            }
        }
        if (depth == 0 && name == "DllMain" && is_definition(unit, i)) {
            unit.appended += "\n# 1 \"<rpcgcc>\" 3\n";
            if (unit.language == Language::cxx) unit.appended += "extern \"C\" ";
            unit.appended += "__attribute__((__visibility__(\"hidden\"))) ";
            unit.appended += kDllMain;
        }
        before = i;
    }
}

}  // namespace rpcgcc
