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
    return "(GENERIC_BINDING_ROUTINE)(void (*)(void))" + definition.name +
           "_bind, (GENERIC_UNBIND_ROUTINE)(void (*)(void))" + definition.name + "_unbind";
}

bool is_generic(const Interface& interface_) {
    return interface_.implicit_handle && interface_.implicit_handle->generic_type;
}

bool has_automatic(const Interface& interface_) {
    return std::any_of(interface_.operations.begin(), interface_.operations.end(),
                       [](const Operation* operation) { return operation->binding.mode == Binding::Mode::automatic; });
}

std::string info_name(const Interface& interface_) { return interface_.name + "__BindingInfo"; }
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
    if (model.format.generics.empty()) return {};
    std::string out = "static const GENERIC_BINDING_ROUTINE_PAIR BindingRoutines[] = {\n";
    for (const Typedef* definition : model.format.generics) out += "    {" + routine_pair(*definition) + "},\n";
    return out + "};\n\n";
}

std::string emit_handle_variables(const StubModel& model, const Interface& interface_) {
    std::string out;
    if (interface_.implicit_handle) {
        const ImplicitHandle& handle = *interface_.implicit_handle;
        out += model.printer.declare(handle.type, handle.name, CPrinter::Place::member).text() + ";\n\n";
        if (is_generic(interface_)) {
            out += "static GENERIC_BINDING_INFO " + info_name(interface_) + " = {\n    (void *)&" + handle.name +
                   ",\n    sizeof(" + handle.generic_type->name + "),\n    " + routine_pair(*handle.generic_type) +
                   "\n};\n\n";
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
