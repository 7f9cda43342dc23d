// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/wide_strings.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace rpcgcc {
namespace {

constexpr auto kRefused = std::to_array<std::string_view>({"wcout",
                                                           "wcin",
                                                           "wcerr",
                                                           "wclog",
                                                           "wios",
                                                           "wostream",
                                                           "wistream",
                                                           "wiostream",
                                                           "wstringstream",
                                                           "wfstream",
                                                           "wofstream",
                                                           "wifstream",
                                                           "wostringstream",
                                                           "wistringstream",
                                                           "wstreambuf",
                                                           "wstringbuf",
                                                           "wfilebuf",
                                                           "wregex",
                                                           "wsmatch",
                                                           "wcmatch",
                                                           "wstring_convert",
                                                           "wbuffer_convert",
                                                           "wsregex_iterator",
                                                           "wcregex_iterator"});

/// Templates of which wchar_t's are compiled for 32 bits.
constexpr auto kTemplates = std::to_array<std::string_view>({"basic_ostream",
                                                             "basic_istream",
                                                             "basic_iostream",
                                                             "basic_ios",
                                                             "basic_stringstream",
                                                             "basic_ostringstream",
                                                             "basic_istringstream",
                                                             "basic_fstream",
                                                             "basic_ofstream",
                                                             "basic_ifstream",
                                                             "basic_streambuf",
                                                             "basic_stringbuf",
                                                             "basic_filebuf",
                                                             "basic_regex",
                                                             "ctype",
                                                             "codecvt",
                                                             "collate",
                                                             "num_put",
                                                             "num_get",
                                                             "numpunct",
                                                             "codecvt_utf8",
                                                             "codecvt_utf8_utf16"});

template <size_t size>
bool has(const std::array<std::string_view, size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

class Finder {
 public:
    explicit Finder(Unit& unit) : unit_(unit) {}

    void find() {
        std::set<std::string_view> told;
        for (size_t i = next(unit_.tokens, 0); i < unit_.tokens.size(); i = next(unit_.tokens, i + 1)) {
            const Token& token = unit_.tokens[i];
            if (token.kind == Kind::word) {
                if (is_word(token, "using") && is_at(next(unit_.tokens, i + 1), "namespace")) {
                    const size_t name = next(unit_.tokens, next(unit_.tokens, i + 1) + 1);
                    if (is_at(name, "std")) all_of_std_ = true;
                }
                if (is_refused(i) && is_of_std() && told.insert(token.text).second) {
                    unit_.complain(Complaint::Kind::error, i,
                                   "'std::" + std::string(token.text) +
                                       "' has characters of 32 bits in the C++ library "
                                       "here: convert, or use the C runtime's functions");
                }
            }
            for (size_t k = before_.size() - 1; k > 0; --k) before_[k] = before_[k - 1];
            before_[0] = token.text;
        }
    }

 private:
    bool is_at(size_t index, std::string_view text) const {
        return index < unit_.tokens.size() && is(unit_.tokens[index], text);
    }

    bool is_refused(size_t index) const {
        const std::string_view text = unit_.tokens[index].text;
        if (has(kRefused, text)) return true;
        if (!has(kTemplates, text)) return false;
        const size_t open = next(unit_.tokens, index + 1);
        return is_at(open, "<") && is_at(next(unit_.tokens, open + 1), "wchar_t");
    }

    bool is_of_std() const {
        const bool qualified = before_[0] == ":" && before_[1] == ":";
        if (qualified) return before_[2] == "std";
        return all_of_std_ && before_[0] != "." && before_[0] != ">" && before_[0] != "class" && before_[0] != "struct";
    }

    Unit& unit_;
    bool all_of_std_ = false;
    std::array<std::string_view, 3> before_{};
};

}  // namespace

void refuse_wide_streams(Unit& unit) { Finder(unit).find(); }

}  // namespace rpcgcc
