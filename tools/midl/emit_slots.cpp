// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The argument stack of the NDR engine as a C structure: one slot of 8 bytes per parameter, values in the low bytes,
// aggregates of other sizes than 1, 2, 4, 8 as pointers. Padding is written out, so no compiler has a say in it.
#include <algorithm>

#include "tools/midl/emit_model.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

constexpr std::uint32_t kSlotSize = 8;

std::uint32_t held_size(const Type* type) {
    bool is_pointer = program_type(type)->kind == TypeKind::array || is_passed_by_pointer(type);
    return is_pointer ? kSlotSize : layout_of(type).size;
}

std::string member(const CPrinter& printer, const Type* type, const std::string& name, std::size_t slot) {
    bool is_pointer = is_passed_by_pointer(type);
    std::string text = "    " + printer.declare_held(type, is_pointer ? "*" + name : name) + ";\n";
    std::uint32_t size = held_size(type);
    if (size < kSlotSize) {
        text += "    unsigned char _Pad" + std::to_string(slot) + "[" + std::to_string(kSlotSize - size) + "];\n";
    }
    return text;
}

}  // namespace

std::string emit_slot_struct(const StubModel& model, const Operation& operation, const std::string& name) {
    std::string out = "struct " + name + " {\n";
    std::size_t slot = 0;
    if (operation.is_async) {
        out += "    PRPC_ASYNC_STATE " + async_handle_name(operation) + ";\n";
        ++slot;
    }
    for (const Parameter* parameter : operation.parameters) {
        out += member(model.printer, parameter->type, parameter_name(*parameter), slot++);
    }
    if (returns_value(operation)) out += member(model.printer, operation.result, "_RetVal", slot++);
    if (slot == 0) out += "    void *_Unused;\n";
    return out + "};\n\n";
}

bool is_hidden_status(const Parameter& parameter) { return parameter.is_synthesized && !is_handle_t(parameter.type); }

std::string hidden_status_locals(const Operation& operation) {
    std::string out;
    if (operation.is_async) return out;
    for (const Parameter* parameter : operation.parameters) {
        if (is_hidden_status(*parameter)) out += "    error_status_t _" + parameter_name(*parameter) + " = 0;\n";
    }
    return out;
}

std::string emit_thunk(const StubModel& model, const Operation& operation, const Thunk& thunk) {
    std::string params = thunk.scope + "_" + operation.name + "_PARAMS";
    std::string out = emit_slot_struct(model, operation, params);
    out +=
        "static void __RPC_STUB " + thunk.name + "(PMIDL_STUB_MESSAGE pStubMsg)\n{\n" + hidden_status_locals(operation);
    bool is_used = operation.is_async || returns_value(operation) ||
                   std::any_of(operation.parameters.begin(), operation.parameters.end(),
                               [](const Parameter* parameter) { return !is_hidden_status(*parameter); });
    if (is_used) {
        out += "    struct " + params + " *pParams = (struct " + params + " *)pStubMsg->StackTop;\n\n";
    } else if (thunk.callee.find("pStubMsg") == std::string::npos) {
        out += "    (void)pStubMsg;\n";
    }
    out += "    ";
    if (returns_value(operation))
        out += is_returned_by_pointer(operation) ? "*pParams->_RetVal = " : "pParams->_RetVal = ";
    return out + thunk.callee + "(" + slot_arguments(operation, "pParams") + ");\n}\n\n";
}

std::string slot_arguments(const Operation& operation, const std::string& pointer) {
    std::string out;
    if (operation.is_async) out = pointer + "->" + async_handle_name(operation);
    for (const Parameter* parameter : operation.parameters) {
        if (!out.empty()) out += ",\n        ";
        if (is_hidden_status(*parameter)) {
            // What an asynchronous routine keeps must outlive it: the slot is as good a place.
            out += operation.is_async ? "(error_status_t *)(void *)&" + pointer + "->" : "&_";
            out += parameter_name(*parameter);
            continue;
        }
        out += (is_passed_by_pointer(parameter->type) ? "*" : "") + pointer + "->" + parameter_name(*parameter);
    }
    return out;
}

}  // namespace midl
