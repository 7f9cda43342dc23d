// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/expression.hpp"

#include <array>
#include <cctype>
#include <optional>
#include <variant>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

using Value = std::variant<int32_t, std::string>;

struct Operator {
    std::string_view text;
    int level;  ///< the higher, the sooner
};
/// Longer ones before those they begin with.
constexpr std::array<Operator, 18> kOperators = {{{"||", 1},
                                                  {"&&", 2},
                                                  {"==", 4},
                                                  {"!=", 4},
                                                  {"<<", 6},
                                                  {">>", 6},
                                                  {"<=", 5},
                                                  {">=", 5},
                                                  {"<", 5},
                                                  {">", 5},
                                                  {"^^", 3},
                                                  {"^", 3},
                                                  {"&", 3},
                                                  {"|", 3},
                                                  {"+", 7},
                                                  {"-", 7},
                                                  {"*", 8},
                                                  {"/", 8}}};
constexpr Operator kRemainder = {"%", 8};
constexpr int kDeepest = 200;  // of brackets and signs

int32_t wrapped(int64_t value) { return static_cast<int32_t>(static_cast<uint32_t>(value)); }

int32_t shifted(int32_t value, int32_t by, bool left) {
    if (by < 0 || by > 31) return 0;
    return left ? wrapped(int64_t{value} << by) : value >> by;
}

int32_t divided(int32_t one, int32_t other, bool remainder) {
    if (other == 0) fail(1079, "illegal expression : divide by zero");
    return wrapped(remainder ? int64_t{one} % other : int64_t{one} / other);
}

int32_t combined(std::string_view sign, int32_t one, int32_t other) {
    if (sign == "||") return one != 0 || other != 0;
    if (sign == "&&") return one != 0 && other != 0;
    if (sign == "==") return one == other;
    if (sign == "!=") return one != other;
    if (sign == "<<" || sign == ">>") return shifted(one, other, sign == "<<");
    if (sign == "<=") return one <= other;
    if (sign == ">=") return one >= other;
    if (sign == "<") return one < other;
    if (sign == ">") return one > other;
    if (sign == "&") return one & other;
    if (sign == "|") return one | other;
    if (sign == "+") return wrapped(int64_t{one} + other);
    if (sign == "-") return wrapped(int64_t{one} - other);
    if (sign == "*") return wrapped(int64_t{one} * other);
    if (sign == "/" || sign == "%") return divided(one, other, sign == "%");
    return one ^ other;
}

class Parser {
 public:
    Parser(std::string_view text, const Questions& questions) : rest_(text), questions_(questions) {}

    int32_t whole() {
        if (trimmed(rest_).empty()) fail(1018, "directive and/or expression part missing");
        const int32_t value = number(binary(0));
        skip();
        if (!rest_.empty()) fail(1023, "syntax error in expression");
        return value;
    }

 private:
    static int32_t number(const Value& value) {
        if (const auto* integer = std::get_if<int32_t>(&value)) return *integer;
        fail(1080, "operator and/or operand usage illegal");
    }

    void skip() {
        while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    }

    std::optional<Operator> sign() {
        skip();
        for (const Operator& each : kOperators) {
            if (rest_.starts_with(each.text)) return each;
        }
        return rest_.starts_with("%") ? std::optional(kRemainder) : std::nullopt;
    }

    Value binary(int level) {
        Value left = unary(0);
        for (;;) {
            const auto found = sign();
            if (!found || found->level <= level) return left;
            rest_.remove_prefix(found->text.size());
            const Value right = binary(found->level);
            if (std::holds_alternative<std::string>(left) && std::holds_alternative<std::string>(right) &&
                found->level == 4) {
                left = int32_t{(std::get<std::string>(left) == std::get<std::string>(right)) == (found->text == "==")};
            } else {
                left = combined(found->text, number(left), number(right));
            }
        }
    }

    Value unary(int depth) {
        skip();
        if (depth > kDeepest) fail(1023, "syntax error in expression");
        const char first = rest_.empty() ? '\0' : rest_.front();
        if (first == '!' || first == '~' || first == '-') {
            rest_.remove_prefix(1);
            const int32_t value = number(unary(depth + 1));
            return first == '!' ? int32_t{value == 0} : first == '~' ? ~value : wrapped(-int64_t{value});
        }
        if (first == '(') return bracketed();
        if (first == '"') return string();
        if (first == '[') return exit_code();
        if (std::isdigit(static_cast<unsigned char>(first)) != 0) return integer();
        return asked();
    }

    Value bracketed() {
        if (++depth_ > kDeepest) fail(1023, "syntax error in expression");
        rest_.remove_prefix(1);
        Value value = binary(0);
        skip();
        if (!rest_.starts_with(")")) fail(1023, "syntax error in expression");
        rest_.remove_prefix(1);
        --depth_;
        return value;
    }

    /// Until the sign, which is taken away with it.
    std::string until(char sign) {
        const size_t end = rest_.find(sign, 1);
        if (end == rest_.npos) {
            fail(1022, "missing terminating character for string/program invocation '" + std::string(1, sign) + "'");
        }
        const std::string text(rest_.substr(1, end - 1));
        rest_.remove_prefix(end + 1);
        return text;
    }
    Value string() { return until('"'); }
    Value exit_code() { return int32_t{questions_.run(until(']'))}; }

    Value integer() {
        size_t at = 0;
        int base = 10;
        if (rest_.starts_with("0x") || rest_.starts_with("0X")) {
            base = 16;
            at = 2;
        } else if (rest_.front() == '0') {
            base = 8;
        }
        int64_t value = 0;
        for (; at < rest_.size() && std::isxdigit(static_cast<unsigned char>(rest_[at])) != 0; ++at) {
            const char c = rpcgcc::lower(rest_[at]);
            const int digit = c >= 'a' ? c - 'a' + 10 : c - '0';
            if (digit >= base) break;
            value = value * base + digit;
            if (value > 0xFFFFFFFF) fail(1078, "constant overflow at '" + std::string(rest_) + "'");
        }
        rest_.remove_prefix(at);
        return wrapped(value);
    }

    /// DEFINED(name) and EXIST(path).
    Value asked() {
        size_t end = 0;
        while (end < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[end])) != 0) ++end;
        const std::string word = rpcgcc::lower(rest_.substr(0, end));
        rest_.remove_prefix(end);
        skip();
        const bool known = word == "defined" || word == "exist" || word == "exists";
        const size_t close = rest_.find(')');
        if (!known || !rest_.starts_with("(") || close == rest_.npos) fail(1023, "syntax error in expression");
        std::string_view name = trimmed(rest_.substr(1, close - 1));
        if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
        rest_.remove_prefix(close + 1);
        return int32_t{word == "defined" ? questions_.is_defined(std::string(name))
                                         : questions_.exists(std::string(name))};
    }

    std::string_view rest_;
    const Questions& questions_;
    int depth_ = 0;
};

}  // namespace

int32_t evaluate(std::string_view text, const Questions& questions) { return Parser(text, questions).whole(); }

}  // namespace rpcnmake
