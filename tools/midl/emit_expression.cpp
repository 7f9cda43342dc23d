// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Routines for correlations a format string cannot express (n * m, first_is, nested members ...): the engine calls them
// with StackTop at the argument stack or at the end of the structure's flat part; they leave the count in the stub
// message. Reference: Microsoft "Correlation Descriptors" (FC_CALLBACK), EXPR_EVAL.
#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

std::string operator_text(Operator op) {
    switch (op) {
        case Operator::plus:
        case Operator::add:
            return "+";
        case Operator::negate:
        case Operator::subtract:
            return "-";
        case Operator::complement:
            return "~";
        case Operator::logical_not:
            return "!";
        case Operator::dereference:
        case Operator::multiply:
            return "*";
        case Operator::address_of:
        case Operator::bit_and:
            return "&";
        case Operator::divide:
            return "/";
        case Operator::modulo:
            return "%";
        case Operator::shift_left:
            return "<<";
        case Operator::shift_right:
            return ">>";
        case Operator::less:
            return "<";
        case Operator::greater:
            return ">";
        case Operator::less_equal:
            return "<=";
        case Operator::greater_equal:
            return ">=";
        case Operator::equal:
            return "==";
        case Operator::not_equal:
            return "!=";
        case Operator::bit_xor:
            return "^";
        case Operator::bit_or:
            return "|";
        case Operator::logical_and:
            return "&&";
        case Operator::logical_or:
            return "||";
        case Operator::dot:
            return ".";
        case Operator::arrow:
            return "->";
        case Operator::none:
            break;
    }
    return "";
}

class ExpressionPrinter {
 public:
    explicit ExpressionPrinter(const CPrinter& printer) : printer_(printer) {}

    std::string text(const Expr& expression) const {
        if (expression.value) return std::to_string(*expression.value) + (expression.is_64_bit ? "LL" : "");
        switch (expression.kind) {
            case ExprKind::reference:
                return reference(expression);
            case ExprKind::unary:
                return "(" + operator_text(expression.op) + operand(expression, 0) + ")";
            case ExprKind::binary:
                return "(" + operand(expression, 0) + " " + operator_text(expression.op) + " " +
                       operand(expression, 1) + ")";
            case ExprKind::conditional:
                return "(" + operand(expression, 0) + " ? " + operand(expression, 1) + " : " + operand(expression, 2) +
                       ")";
            case ExprKind::cast:
                return "((" + printer_.type_name(expression.type) + ")" + operand(expression, 0) + ")";
            case ExprKind::member:
                return member(expression);
            default:
                return expression.text;
        }
    }

 private:
    std::string operand(const Expr& expression, std::size_t index) const { return text(*expression.operands[index]); }

    std::string reference(const Expr& expression) const {
        if (expression.parameter) return "pS->" + parameter_name(*expression.parameter);
        if (expression.field) return "pS->" + expression.field->name;
        return expression.text;
    }

    // A structure by value that does not fit its slot is a pointer there.
    std::string member(const Expr& expression) const {
        const Expr& object = *expression.operands[0];
        bool is_indirect =
            object.kind == ExprKind::reference && object.parameter && is_passed_by_pointer(object.parameter->type);
        return text(object) + (is_indirect ? "->" : operator_text(expression.op)) + expression.text;
    }

    const CPrinter& printer_;
};

std::string routine_name(std::size_t index) { return "ExprEval_" + std::to_string(index); }

std::string stack_pointer(const StubModel& model, const ExpressionRoutine& routine, std::size_t index) {
    if (!routine.scope.structure) {
        std::string name = "ExprEval_" + std::to_string(index) + "_PARAMS";
        return "    struct " + name + " *pS = (struct " + name + " *)pStubMsg->StackTop;\n\n";
    }
    std::string type = model.printer.type_name(routine.scope.structure);
    std::uint32_t back = routine.scope.is_behind_pointer ? 0 : routine.scope.anchor;
    return "    " + type + " *pS = (" + type + " *)(pStubMsg->StackTop - " + std::to_string(back) + ");\n\n";
}

// The engine takes the count from MaxCount, for the length of an array too, and its start from Offset.
std::string results(const StubModel& model, const ExpressionRoutine& routine) {
    ExpressionPrinter printer(model.printer);
    std::string value = routine.value ? printer.text(*routine.value) : std::to_string(routine.total);
    if (routine.value && routine.addend) value = "(" + value + " + " + std::to_string(routine.addend) + ")";
    std::string first = routine.first ? printer.text(*routine.first) : "0";
    if (routine.first && routine.is_end) value = "(" + value + " - " + first + ")";
    return "    pStubMsg->Offset = (ULONG)" + first + ";\n    pStubMsg->MaxCount = (ULONG_PTR)" + value + ";\n";
}

}  // namespace

std::string emit_expression_routines(const StubModel& model) {
    const auto& routines = model.format.expressions;
    if (routines.empty()) return {};
    std::string out;
    std::string table = "static const EXPR_EVAL ExprEvalRoutines[] = {\n";
    for (std::size_t i = 0; i < routines.size(); ++i) {
        const ExpressionRoutine& routine = routines[i];
        if (!routine.scope.structure)
            out += emit_slot_struct(model, *routine.scope.operation, routine_name(i) + "_PARAMS");
        out += "static void __RPC_USER " + routine_name(i) + "(PMIDL_STUB_MESSAGE pStubMsg)\n{\n" +
               stack_pointer(model, routine, i) + results(model, routine) + "}\n\n";
        table += "    " + routine_name(i) + ",\n";
    }
    return out + table + "};\n\n";
}

}  // namespace midl
