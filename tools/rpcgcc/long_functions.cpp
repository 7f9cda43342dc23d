// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/long_functions.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rpcgcc {
namespace {

constexpr std::string_view kPrefix = "rpccrt_long_";

bool may_be_one(std::string_view name) {
    constexpr std::string_view kFirst = "aflsw";
    return name.size() >= 4 && name.size() <= 8 && kFirst.find(name[0]) != kFirst.npos;
}

/// Behind these a name is used, not declared.
bool comes_before_use(std::string_view word) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"return", "else",      "do",       "case",      "throw",    "sizeof",   "new",
         "using",  "co_return", "co_yield", "and",       "or",       "not",      "const",
         "static", "typename",  "struct",   "constexpr", "volatile", "operator", "goto"});
    return std::ranges::find(kWords, word) != kWords.end();
}

class Names {
 public:
    explicit Names(Unit& unit) : unit_(unit) {}

    void replace() {
        std::vector<size_t> found;
        for (size_t i = next(unit_.tokens, 0); i < unit_.tokens.size(); i = next(unit_.tokens, i + 1)) {
            if (unit_.tokens[i].kind == Kind::word && may_be_one(unit_.tokens[i].text) && is_free()) {
                found.push_back(i);
                if (is_declared_here()) own_.insert(unit_.tokens[i].text);
            }
            before_ = {i, before_[0], before_[1]};
        }
        if (found.empty()) return;
        const auto declared = system_names(unit_.tokens, kPrefix);
        for (const size_t i : found) {
            const std::string_view name = unit_.tokens[i].text;
            if (declared.contains(name) && !own_.contains(name)) unit_.replace(i, std::string(kPrefix) += name);
        }
    }

 private:
    static constexpr size_t kNone = ~size_t{0};

    std::string_view before(size_t count) const {
        return before_[count] == kNone ? std::string_view() : unit_.tokens[before_[count]].text;
    }

    /// No member, and of no namespace but std.
    bool is_free() const {
        if (before(0) == ".") return false;
        if (before(0) == ">" && before(1) == "-") return false;
        if (before(0) != ":" || before(1) != ":") return true;
        return before_[2] == kNone || unit_.tokens[before_[2]].kind != Kind::word || before(2) == "std" ||
               before(2) == "return";
    }
    bool is_declared_here() const {
        return before_[0] != kNone && unit_.tokens[before_[0]].kind == Kind::word && !comes_before_use(before(0));
    }

    Unit& unit_;
    std::unordered_set<std::string_view> own_;
    std::array<size_t, 3> before_{kNone, kNone, kNone};
};

}  // namespace

void name_long_functions(Unit& unit) { Names(unit).replace(); }

}  // namespace rpcgcc
