// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/keywords.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace rpcgcc {
namespace {

enum class Meaning : uint8_t { said, dropped, refused };

struct Keyword {
    std::string_view word;
    Meaning meaning;
    std::string_view text;  ///< what is said instead, or why not
};

constexpr std::string_view kNoComponents = "is of Microsoft's component extensions, which are not here";
constexpr Keyword kKeywords[] = {
    {"__ptr32", Meaning::refused, "pointers have 64 bits here"},
    {"__super", Meaning::refused, "name the base class"},
    {"__if_exists", Meaning::refused, "gcc cannot ask that"},
    {"__if_not_exists", Meaning::refused, "gcc cannot ask that"},
    {"__uuidof", Meaning::refused, "name the identifier, IID_..."},
    {"_uuidof", Meaning::refused, "name the identifier, IID_..."},
    {"__based", Meaning::refused, "pointers have 64 bits here"},
    {"__FUNCSIG__", Meaning::refused, "gcc has other names for types; __FUNCTION__ is the same here"},
    {"__FUNCDNAME__", Meaning::refused, "gcc has other names for symbols; __FUNCTION__ is the same here"},
    {"__interface", Meaning::refused, kNoComponents},
    {"__event", Meaning::refused, kNoComponents},
    {"__hook", Meaning::refused, kNoComponents},
    {"__unhook", Meaning::refused, kNoComponents},
    {"__raise", Meaning::refused, kNoComponents},
    {"__delegate", Meaning::refused, kNoComponents},
    {"__gc", Meaning::refused, kNoComponents},
    {"__clrcall", Meaning::refused, kNoComponents},
    {"__wchar_t", Meaning::said, "wchar_t"},
    {"__nullptr", Meaning::said, "nullptr"},
    {"__sptr", Meaning::dropped, ""},
    {"__uptr", Meaning::dropped, ""},
    {"__single_inheritance", Meaning::dropped, ""},
    {"__multiple_inheritance", Meaning::dropped, ""},
    {"__virtual_inheritance", Meaning::dropped, ""},
};

/// Those that read or change what a program has no access to, or of which gcc has none. By how they begin.
constexpr auto kNoIntrinsics = std::to_array<std::string_view>({"__readgs",       "__writegs",
                                                                "__addgs",        "__incgs",
                                                                "__readfs",       "__writefs",
                                                                "__addfs",        "__incfs",
                                                                "__readcr",       "__writecr",
                                                                "__readdr",       "__writedr",
                                                                "__readmsr",      "__writemsr",
                                                                "__inbyte",       "__inword",
                                                                "__indword",      "__outbyte",
                                                                "__outword",      "__outdword",
                                                                "__vmx_",         "__svm_",
                                                                "__lidt",         "__sidt",
                                                                "_lgdt",          "_sgdt",
                                                                "__invlpg",       "__halt",
                                                                "__wbinvd",       "__getcallerseflags",
                                                                "__segmentlimit", "_AddressOfReturnAddress",
                                                                "__int2c",        "__ud2",
                                                                "__lwp"});

/// Annotations that no macro can be: the system's headers use the words otherwise.
bool is_annotation(std::string_view word) {
    return word == "__in" || word == "__out" || word == "__reserved" || word == "__bound" || word == "__valid" ||
           word == "__override";
}

class Translator {
 public:
    explicit Translator(Unit& unit) : unit_(unit) {}

    void translate() {
        for (size_t i = 0; i < unit_.tokens.size(); ++i) {
            const Token& token = unit_.tokens[i];
            if (token.kind == Kind::word && token.text.front() == '_') word(i, token.text);
            // Files of old editors end with it.
            if (token.kind == Kind::character && token.text.front() == '\x1a') unit_.blank(i);
        }
    }

 private:
    void word(size_t index, std::string_view text) {
        if (text == "__asm" || text == "_asm") return assembly(index);
        if (text == "__assume") return assumption(index);
        if (text == "__noop") return nothing(index);
        if (is_annotation(text)) {
            const size_t after = next(unit_.tokens, index + 1);
            const bool annotates = after < unit_.tokens.size() && unit_.tokens[after].kind <= Kind::word;
            if (annotates) unit_.blank(index);
            return;
        }
        if (text == "__range" && drop_arguments(index)) return unit_.blank(index);
        const auto keyword = std::ranges::find(kKeywords, text, &Keyword::word);
        if (keyword != std::end(kKeywords)) return say(index, *keyword);
        if (std::ranges::any_of(kNoIntrinsics, [&](std::string_view begin) { return text.starts_with(begin); })) {
            intrinsic(index, text);
        }
    }

    void say(size_t index, const Keyword& keyword) {
        if (keyword.meaning == Meaning::said) unit_.replace(index, std::string(keyword.text));
        if (keyword.meaning == Meaning::dropped) unit_.blank(index);
        if (keyword.meaning == Meaning::refused) {
            unit_.complain(Complaint::Kind::error, index,
                           "'" + std::string(keyword.word) + "': " + std::string(keyword.text));
        }
    }

    /// gcc's has brackets, Microsoft's has not.
    void assembly(size_t index) {
        const size_t after = next(unit_.tokens, index + 1);
        if (after < unit_.tokens.size() && unit_.tokens[index].text == "__asm") {
            const Token& token = unit_.tokens[after];
            for (const char* gcc : {"(", "volatile", "__volatile__", "goto", "inline"}) {
                if (is(token, gcc)) return;
            }
        }
        unit_.complain(Complaint::Kind::error, index,
                       "assembly in blocks cannot be translated: write it in C, or as "
                       "gcc wants it");
    }

    /// False where nothing in brackets follows.
    bool drop_arguments(size_t index, std::string* arguments = nullptr) {
        const size_t open = next(unit_.tokens, index + 1);
        if (open == unit_.tokens.size() || !is(unit_.tokens[open], "(")) return false;
        const size_t close = closing(unit_.tokens, open);
        if (close == unit_.tokens.size()) return false;
        for (size_t i = open; i <= close; ++i) {
            if (arguments != nullptr && i != open && i != close && unit_.tokens[i].kind > Kind::pragma) {
                *arguments += unit_.tokens[i].text;
            }
            unit_.drop(i);
        }
        return true;
    }

    /// What is assumed is not evaluated; gcc needs to hear of it only where control cannot come.
    void assumption(size_t index) {
        std::string condition;
        if (!drop_arguments(index, &condition)) return;
        unit_.replace(index, condition == "0" ? "__builtin_unreachable()" : "((void)0)");
    }

    /// The arguments are not evaluated.
    void nothing(size_t index) {
        drop_arguments(index);
        const size_t before = previous(unit_.tokens, index);
        const std::string_view text = before != unit_.tokens.size() ? unit_.tokens[before].text : ";";
        const bool is_value = text == "=" || text == "(" || text == "," || text == "return" || text == "?";
        unit_.replace(index, is_value ? "0" : "((void)0)");
    }

    void intrinsic(size_t index, std::string_view text) {
        const size_t after = next(unit_.tokens, index + 1);
        if (after == unit_.tokens.size() || !is(unit_.tokens[after], "(")) return;
        if (!warned_.insert(text).second) return;
        unit_.complain(Complaint::Kind::warning, index, "the intrinsic '" + std::string(text) + "' is not here");
    }

    Unit& unit_;
    std::set<std::string_view> warned_;
};

}  // namespace

void translate_keywords(Unit& unit) { Translator(unit).translate(); }

}  // namespace rpcgcc
