// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/expr.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <limits>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/layout.hpp"
#include "tools/midl/source.hpp"

namespace midl {

namespace {

struct NumberSuffix {
    bool is_unsigned = false;
    bool is_64_bit = false;
    bool is_valid = false;
};

// u, l, ll in any order C allows, and Microsoft's i8 .. i64.
NumberSuffix parse_suffix(std::string suffix) {
    std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) { return std::tolower(c); });
    NumberSuffix result;
    if (suffix.starts_with('u')) {
        result.is_unsigned = true;
        suffix.erase(0, 1);
    } else if (suffix.ends_with('u')) {
        result.is_unsigned = true;
        suffix.pop_back();
    }
    result.is_64_bit = suffix == "ll" || suffix == "i64";
    result.is_valid =
        suffix.empty() || suffix == "l" || result.is_64_bit || suffix == "i32" || suffix == "i16" || suffix == "i8";
    return result;
}

bool parse_floating(const std::string& text, Expr& into) {
    const char* end = nullptr;
    into.real = std::strtod(text.c_str(), const_cast<char**>(&end));
    const std::string rest(end);
    into.kind = ExprKind::floating;
    return rest.empty() || rest == "f" || rest == "F" || rest == "l" || rest == "L";
}

// The C type of an integer literal as Microsoft's compilers pick it (long is 32 bits).
void pick_integer_type(std::uint64_t value, bool is_decimal, NumberSuffix suffix, Expr& into) {
    constexpr std::uint64_t kMaxInt = 0x7fffffff, kMaxUnsigned = 0xffffffff, kMaxInt64 = 0x7fffffffffffffff;
    into.is_unsigned = suffix.is_unsigned;
    into.is_64_bit = suffix.is_64_bit || value > kMaxUnsigned;
    if (!into.is_64_bit && value > kMaxInt) into.is_unsigned = true;
    if (into.is_64_bit && value > kMaxInt64) into.is_unsigned = true;
    if (is_decimal && into.is_64_bit && !suffix.is_unsigned && value <= kMaxInt64) into.is_unsigned = false;
}

}  // namespace

bool parse_number(const std::string& text, Expr& into) {
    into.kind = ExprKind::integer;
    const bool is_hex = text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (!is_hex && text.find_first_of(".eE") != std::string::npos) return parse_floating(text, into);
    const bool is_octal =
        !is_hex && text.size() > 1 && text[0] == '0' && std::isdigit(static_cast<unsigned char>(text[1]));
    std::size_t digits = is_hex ? 2 : 0;
    const auto is_digit = [&](char c) {
        return is_hex ? std::isxdigit(static_cast<unsigned char>(c)) : std::isdigit(static_cast<unsigned char>(c));
    };
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == (is_hex ? 2U : 0U)) return false;
    if (!is_hex && (text.substr(digits) == "f" || text.substr(digits) == "F")) return parse_floating(text, into);
    const NumberSuffix suffix = parse_suffix(text.substr(digits));
    if (!suffix.is_valid) return false;
    errno = 0;
    const char* end = nullptr;
    const std::string number = text.substr(0, digits);
    const std::uint64_t value = std::strtoull(number.c_str(), const_cast<char**>(&end),
                                              is_hex     ? 16
                                              : is_octal ? 8
                                                         : 10);
    if (errno != 0 || *end != '\0') return false;
    into.value = static_cast<std::int64_t>(value);
    pick_integer_type(value, !is_hex && !is_octal, suffix, into);
    return true;
}

namespace {

// Cuts a value to the width of the expression's C type.
void store(Expr& expression, std::uint64_t value) {
    if (expression.is_64_bit) {
        expression.value = static_cast<std::int64_t>(value);
    } else if (expression.is_unsigned) {
        expression.value = static_cast<std::int64_t>(static_cast<std::uint32_t>(value));
    } else {
        expression.value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    }
}

// Cuts a value to an integer type of IDL.
void store_as(Expr& expression, const Type* type, std::int64_t value) {
    const auto* base = resolve_as<BaseType>(type);
    const auto size = size_of_type(type);
    expression.is_64_bit = size && *size == 8;
    expression.is_unsigned =
        base && (base->is_unsigned || base->base == Base::wchar || base->base == Base::error_status);
    const bool is_narrow_unsigned =
        expression.is_unsigned || (base && (base->base == Base::byte || base->base == Base::boolean ||
                                            (base->base == Base::char_ && !base->is_signed)));
    if (size == 1) value = is_narrow_unsigned ? static_cast<std::uint8_t>(value) : static_cast<std::int8_t>(value);
    if (size == 2) value = is_narrow_unsigned ? static_cast<std::uint16_t>(value) : static_cast<std::int16_t>(value);
    if (size == 1 || size == 2) expression.is_unsigned = false;  // promotes to int
    store(expression, static_cast<std::uint64_t>(value));
}

class Evaluator {
 public:
    explicit Evaluator(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    void evaluate(Expr& expression) {
        for (Expr* operand : expression.operands) evaluate(*operand);
        switch (expression.kind) {
            case ExprKind::reference:
                return reference(expression);
            case ExprKind::unary:
                return unary(expression);
            case ExprKind::binary:
                return binary(expression);
            case ExprKind::conditional:
                return conditional(expression);
            case ExprKind::cast:
                if (expression.operands[0]->value && is_integral(expression.type)) {
                    store_as(expression, expression.type, *expression.operands[0]->value);
                }
                return;
            case ExprKind::size_of:
                if (const auto size = size_of_type(expression.type)) {
                    expression.is_unsigned = expression.is_64_bit = true;
                    expression.value = *size;
                }
                return;
            default:
                return;
        }
    }

 private:
    static void reference(Expr& expression) {
        if (expression.enumerator) {
            expression.value = expression.enumerator->value;
        } else if (expression.constant && expression.constant->value && expression.constant->value->value) {
            store_as(expression, expression.constant->type, *expression.constant->value->value);
        }
    }

    static void unary(Expr& expression) {
        const Expr& operand = *expression.operands[0];
        expression.is_unsigned = operand.is_unsigned;
        expression.is_64_bit = operand.is_64_bit;
        if (!operand.value) return;
        const auto value = static_cast<std::uint64_t>(*operand.value);
        switch (expression.op) {
            case Operator::plus:
                return store(expression, value);
            case Operator::negate:
                return store(expression, 0 - value);
            case Operator::complement:
                return store(expression, ~value);
            case Operator::logical_not:
                expression.is_unsigned = expression.is_64_bit = false;
                expression.value = value == 0 ? 1 : 0;
                return;
            default:
                return;
        }
    }

    static void conditional(Expr& expression) {
        const Expr& condition = *expression.operands[0];
        const Expr& yes = *expression.operands[1];
        const Expr& no = *expression.operands[2];
        expression.is_64_bit = yes.is_64_bit || no.is_64_bit;
        expression.is_unsigned = common_unsigned(yes, no);
        if (!condition.value) return;
        const Expr& chosen = *condition.value != 0 ? yes : no;
        if (chosen.value) store(expression, static_cast<std::uint64_t>(*chosen.value));
    }

    static bool common_unsigned(const Expr& left, const Expr& right) {
        if (left.is_64_bit == right.is_64_bit) return left.is_unsigned || right.is_unsigned;
        return left.is_64_bit ? left.is_unsigned : right.is_unsigned;
    }

    void binary(Expr& expression) {
        const Expr& left = *expression.operands[0];
        const Expr& right = *expression.operands[1];
        const bool is_unsigned = common_unsigned(left, right);
        const bool is_shift = expression.op == Operator::shift_left || expression.op == Operator::shift_right;
        expression.is_64_bit = is_shift ? left.is_64_bit : left.is_64_bit || right.is_64_bit;
        expression.is_unsigned = is_shift ? left.is_unsigned : is_unsigned;
        if (!left.value || !right.value) return;
        if (is_comparison(expression.op)) {
            expression.is_64_bit = expression.is_unsigned = false;
            expression.value = compare(expression.op, *left.value, *right.value, is_unsigned) ? 1 : 0;
        } else {
            arithmetic(expression, *left.value, *right.value);
        }
    }

    static bool is_comparison(Operator op) {
        switch (op) {
            case Operator::less:
            case Operator::greater:
            case Operator::less_equal:
            case Operator::greater_equal:
            case Operator::equal:
            case Operator::not_equal:
            case Operator::logical_and:
            case Operator::logical_or:
                return true;
            default:
                return false;
        }
    }

    static bool compare(Operator op, std::int64_t left, std::int64_t right, bool is_unsigned) {
        const bool is_less =
            is_unsigned ? static_cast<std::uint64_t>(left) < static_cast<std::uint64_t>(right) : left < right;
        switch (op) {
            case Operator::less:
                return is_less;
            case Operator::greater:
                return !is_less && left != right;
            case Operator::less_equal:
                return is_less || left == right;
            case Operator::greater_equal:
                return !is_less;
            case Operator::equal:
                return left == right;
            case Operator::not_equal:
                return left != right;
            case Operator::logical_and:
                return left != 0 && right != 0;
            default:
                return left != 0 || right != 0;
        }
    }

    void arithmetic(Expr& expression, std::int64_t left, std::int64_t right) {
        const auto a = static_cast<std::uint64_t>(left);
        const auto b = static_cast<std::uint64_t>(right);
        switch (expression.op) {
            case Operator::add:
                return store(expression, a + b);
            case Operator::subtract:
                return store(expression, a - b);
            case Operator::multiply:
                return store(expression, a * b);
            case Operator::divide:
            case Operator::modulo:
                return divide(expression, left, right);
            case Operator::shift_left:
                return store(expression, b < 64 ? a << b : 0);
            case Operator::shift_right:
                if (expression.is_unsigned) return store(expression, b < 64 ? a >> b : 0);
                return store(expression, static_cast<std::uint64_t>(left >> (b < 64 ? b : 63)));
            case Operator::bit_and:
                return store(expression, a & b);
            case Operator::bit_xor:
                return store(expression, a ^ b);
            case Operator::bit_or:
                return store(expression, a | b);
            default:
                return;
        }
    }

    void divide(Expr& expression, std::int64_t left, std::int64_t right) {
        if (right == 0) {
            diagnostics_.error(expression.where, 2031, "expression has a divide by zero");
            expression.value = 0;
            return;
        }
        const bool is_quotient = expression.op == Operator::divide;
        if (expression.is_unsigned) {
            const auto a = static_cast<std::uint64_t>(left);
            const auto b = static_cast<std::uint64_t>(right);
            return store(expression, is_quotient ? a / b : a % b);
        }
        if (right == -1) return store(expression, is_quotient ? 0 - static_cast<std::uint64_t>(left) : 0);
        store(expression, static_cast<std::uint64_t>(is_quotient ? left / right : left % right));
    }

    Diagnostics& diagnostics_;
};

}  // namespace

void evaluate(Expr& expression, Diagnostics& diagnostics) { Evaluator(diagnostics).evaluate(expression); }

std::optional<std::int64_t> constant_value(Expr& expression, Diagnostics& diagnostics, int code) {
    evaluate(expression, diagnostics);
    if (expression.value) return expression.value;
    bool is_broken = false;
    for_each(expression, [&](const Expr& part) { is_broken |= part.is_broken; });
    if (!is_broken) diagnostics.error(expression.where, code, "constant expression expected: " + to_string(expression));
    return std::nullopt;
}

namespace {

struct Extent {
    std::int64_t size = 0;
    std::int64_t alignment = 1;
};

std::int64_t round_up(std::int64_t value, std::int64_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

constexpr int kMaxTypeDepth = 64;

std::optional<Extent> extent_of(const Type* type, int depth);

// The count of a fixed array, before the checks have stored it as well; nullopt for a conformant one.
std::optional<std::int64_t> count_of(const ArrayType& array) {
    if (array.count || !array.dimension) return array.count;
    Sources sources;
    Diagnostics unheard(sources, nullptr);
    evaluate(*array.dimension, unheard);
    return array.dimension->value;
}

std::optional<Extent> extent_of_members(const std::vector<Field*>& fields, bool is_union, int pack, int depth) {
    Extent total;
    for (const Field* field : fields) {
        if (!field->type) continue;
        const auto* array = resolve_as<ArrayType>(field->type);
        const bool is_open = array && !count_of(*array);  // one element in the header
        const auto extent = extent_of(is_open ? array->element : field->type, depth);
        if (!extent) return std::nullopt;
        const std::int64_t alignment = std::min<std::int64_t>(extent->alignment, pack);
        total.alignment = std::max(total.alignment, alignment);
        total.size = is_union ? std::max(total.size, extent->size) : round_up(total.size, alignment) + extent->size;
    }
    total.size = round_up(total.size, total.alignment);
    return total;
}

std::optional<Extent> extent_of_union(const UnionType& type, int depth) {
    const auto arms = extent_of_members(type.arms, true, type.pack, depth);
    if (!arms || !type.is_encapsulated) return arms;
    const auto tag = extent_of(type.switch_type, depth);
    if (!tag) return std::nullopt;
    const std::int64_t alignment = std::max(arms->alignment, tag->alignment);
    return Extent{round_up(round_up(tag->size, arms->alignment) + arms->size, alignment), alignment};
}

std::optional<Extent> extent_of(const Type* type, int depth) {
    type = resolve(type);
    if (!type || depth > kMaxTypeDepth) return std::nullopt;
    switch (type->kind) {
        case TypeKind::base: {
            const std::int64_t size = base_size(as<BaseType>(type)->base);
            return size != 0 ? std::optional(Extent{size, size}) : std::nullopt;
        }
        case TypeKind::pointer:
        case TypeKind::safe_array:
            return Extent{8, 8};
        case TypeKind::enumeration:
            return Extent{4, 4};
        case TypeKind::array: {
            const auto* array = as<ArrayType>(type);
            const auto element = extent_of(array->element, depth + 1);
            const auto count = count_of(*array);
            if (!element || !count) return std::nullopt;
            std::int64_t size = 0;
            if (__builtin_mul_overflow(*count, element->size, &size)) return std::nullopt;
            return Extent{size, element->alignment};
        }
        case TypeKind::structure: {
            const auto* structure = as<StructType>(type);
            if (!structure->is_defined) return std::nullopt;
            return extent_of_members(structure->fields, false, structure->pack, depth + 1);
        }
        case TypeKind::union_:
            if (!as<UnionType>(type)->is_defined) return std::nullopt;
            return extent_of_union(*as<UnionType>(type), depth + 1);
        default:
            return std::nullopt;
    }
}

constexpr std::array<std::string_view, 27> kOperatorText = {
    "",  "+", "-",  "~",  "!",  "*",  "&", "+", "-", "*",  "/",  "%", "<<", ">>",
    "<", ">", "<=", ">=", "==", "!=", "&", "^", "|", "&&", "||", ".", "->"};

std::string operand_text(const Expr& expression) {
    const bool is_simple =
        expression.operands.empty() || expression.kind == ExprKind::member || expression.kind == ExprKind::size_of;
    return is_simple ? to_string(expression) : '(' + to_string(expression) + ')';
}

std::string type_text(const Type* type) {
    if (const auto* alias = as<AliasType>(type)) return alias->definition->name;
    if (const auto* base = as<BaseType>(type)) return base->spelling;
    if (const auto* pointer = as<PointerType>(type)) return type_text(pointer->pointee) + " *";
    if (const auto* structure = as<StructType>(type)) return "struct " + structure->tag;
    if (const auto* union_ = as<UnionType>(type)) return "union " + union_->tag;
    if (const auto* enumeration = as<EnumType>(type)) return "enum " + enumeration->tag;
    if (const auto* qualified = as<QualifiedType>(type)) return type_text(qualified->base);
    return "?";
}

}  // namespace

std::optional<std::int64_t> size_of_type(const Type* type) {
    const auto extent = extent_of(type, 0);
    return extent ? std::optional(extent->size) : std::nullopt;
}

std::int64_t alignment_of_type(const Type* type) {
    const auto extent = extent_of(type, 0);
    return extent ? extent->alignment : 1;
}

std::string to_string(const Expr& expression) {
    const auto op = std::string(kOperatorText[static_cast<std::size_t>(expression.op)]);
    switch (expression.kind) {
        case ExprKind::integer:
            if (expression.is_character) return (expression.is_wide ? "L'" : "'") + expression.text + "'";
            return expression.text.empty() && expression.value ? std::to_string(*expression.value) : expression.text;
        case ExprKind::floating:
        case ExprKind::reference:
            return expression.text;
        case ExprKind::string:
            return (expression.is_wide ? "L\"" : "\"") + expression.text + '"';
        case ExprKind::unary:
            return op + operand_text(*expression.operands[0]);
        case ExprKind::binary:
            return operand_text(*expression.operands[0]) + ' ' + op + ' ' + operand_text(*expression.operands[1]);
        case ExprKind::conditional:
            return operand_text(*expression.operands[0]) + " ? " + operand_text(*expression.operands[1]) + " : " +
                   operand_text(*expression.operands[2]);
        case ExprKind::cast:
            return '(' + type_text(expression.type) + ')' + operand_text(*expression.operands[0]);
        case ExprKind::size_of:
            return "sizeof(" + (expression.type ? type_text(expression.type) : to_string(*expression.operands[0])) +
                   ')';
        case ExprKind::member:
            return operand_text(*expression.operands[0]) + op + expression.text;
    }
    return {};
}

}  // namespace midl
