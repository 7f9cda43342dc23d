// SPDX-License-Identifier: LGPL-2.1-or-later
//
// How a client finds its server when no handle_t parameter says so: [handle] types with their bind and unbind routines,
// implicit handles, automatic ones. Reference: Microsoft "handle attribute", "implicit_handle attribute",
// "auto_handle attribute"; GENERIC_BINDING_ROUTINE_PAIR, GENERIC_BINDING_INFO as declared by <rpcndr.h>.
#include <algorithm>

#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

// Through void (*)(void): the routines take the user's type, not void *.
std::string routine_pair(const Typedef& definition) {
    const bool is_plain = handle_form(definition) == HandleForm::plain;
    const std::string name = is_plain ? definition.name : "__MIDL_" + definition.name;
    return "(GENERIC_BINDING_ROUTINE)(void (*)(void))" + name + "_bind, (GENERIC_UNBIND_ROUTINE)(void (*)(void))" +
           name + "_unbind";
}

// The engine has one register for a handle, the user's routines want the value.
std::string routines_between(const Typedef& definition) {
    const std::string& name = definition.name;
    const HandleForm form = handle_form(definition);
    if (form == HandleForm::plain) return {};
    std::string value = "*(" + name + " *)_Handle";
    std::string fetch;
    if (form == HandleForm::bits) {
        value = "_Value";
        fetch = "    " + name + " _Value;\n    memcpy(&_Value, &_Handle, sizeof _Value);\n";
    }
    return "static handle_t __RPC_USER __MIDL_" + name + "_bind(void *_Handle)\n{\n" + fetch + "    return " + name +
           "_bind(" + value + ");\n}\n\nstatic void __RPC_USER __MIDL_" + name +
           "_unbind(void *_Handle, unsigned char *_Binding)\n{\n" + fetch + "    " + name + "_unbind(" + value +
           ", (handle_t)_Binding);\n}\n\n";
}

bool is_generic(const Interface& interface_) {
    return interface_.implicit_handle && interface_.implicit_handle->generic_type;
}

bool has_automatic(const Interface& interface_) {
    return std::any_of(interface_.operations.begin(), interface_.operations.end(),
                       [](const Operation* operation) { return operation->binding.mode == Binding::Mode::automatic; });
}

std::string info_name(const Interface& interface_) { return interface_.name + "__BindingInfo"; }

// A value that no register holds is named by its address.
std::string binding_info(const Interface& interface_) {
    const ImplicitHandle& handle = *interface_.implicit_handle;
    const Typedef& type = *handle.generic_type;
    const bool is_array = resolve(type.type)->kind == TypeKind::array;
    std::string variable = handle.name, size = "sizeof(" + type.name + ")", out;
    if (is_array || handle_form(type) == HandleForm::address) {
        variable = "_" + interface_.name + "_HandleAddress";
        size = "sizeof(void *)";
        out = "static void *" + variable + " = (void *)&" + handle.name + ";\n\n";
    }
    return out + "static GENERIC_BINDING_INFO " + info_name(interface_) + " = {\n    (void *)&" + variable + ",\n    " +
           size + ",\n    " + routine_pair(type) + "\n};\n\n";
}

std::string automatic_name(const Interface& interface_) { return interface_.name + "__MIDL_AutoBindHandle"; }

}  // namespace

std::vector<const Typedef*> generic_handles(const StubModel& model) {
    std::vector<const Typedef*> all = model.format.generics;
    for (const Interface* interface_ : model.interfaces) {
        if (!is_generic(*interface_)) continue;
        const Typedef* definition = interface_->implicit_handle->generic_type;
        if (std::find(all.begin(), all.end(), definition) == all.end()) all.push_back(definition);
    }
    return all;
}

std::string emit_generic_routines(const StubModel& model) {
    std::string out;
    for (const Typedef* definition : generic_handles(model)) out += routines_between(*definition);
    if (model.format.generics.empty()) return out;
    out += "static const GENERIC_BINDING_ROUTINE_PAIR BindingRoutines[] = {\n";
    for (const Typedef* definition : model.format.generics) out += "    {" + routine_pair(*definition) + "},\n";
    return out + "};\n\n";
}

std::string emit_handle_variables(const StubModel& model, const Interface& interface_) {
    std::string out;
    if (interface_.implicit_handle) {
        const ImplicitHandle& handle = *interface_.implicit_handle;
        out += model.printer.declare(handle.type, handle.name, CPrinter::Place::member).text() + ";\n\n";
        if (is_generic(interface_)) {
            out += binding_info(interface_);
        }
    } else if (has_automatic(interface_)) {
        out += "static RPC_BINDING_HANDLE " + automatic_name(interface_) + ";\n\n";
    }
    return out;
}

std::string handle_field(const Interface& interface_, Side side) {
    if (side == Side::server) return "{ 0 }";
    if (is_generic(interface_)) return "{ (handle_t *)(void *)&" + info_name(interface_) + " }";
    if (interface_.implicit_handle) return "{ &" + interface_.implicit_handle->name + " }";
    return has_automatic(interface_) ? "{ &" + automatic_name(interface_) + " }" : "{ 0 }";
}

}  // namespace midl
