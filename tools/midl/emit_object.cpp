// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/emit_object.hpp"

#include <cstdio>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/emit_c.hpp"

namespace midl {
namespace {

bool has_com_attribute(const Operation& operation, const char* name) {
    for (const ComAttribute& attribute : operation.attributes.com) {
        if (attribute.name == name) return true;
    }
    return false;
}

// Properties are functions whose names tell what they do.
std::string method_name(const Operation& operation) {
    if (has_com_attribute(operation, "propget")) return "get_" + operation.name;
    if (has_com_attribute(operation, "propput")) return "put_" + operation.name;
    if (has_com_attribute(operation, "propputref")) return "putref_" + operation.name;
    return operation.name;
}

// The methods in the order of their slots. What travels in place of a [local] method has no slot, nor has anything of
// a dispinterface.
std::vector<const Operation*> own_methods(const Interface& interface_) {
    std::vector<const Operation*> methods;
    if (interface_.is_dispatch) return methods;
    for (const Decl* decl : interface_.statements) {
        if (decl->kind != DeclKind::operation) continue;
        const auto* operation = static_cast<const Operation*>(decl);
        if (operation->attributes.call_as.empty()) methods.push_back(operation);
    }
    return methods;
}

std::vector<const Operation*> all_methods(const Interface& interface_) {
    std::vector<const Operation*> methods;
    if (interface_.base) methods = all_methods(*interface_.base);
    for (const Operation* operation : own_methods(interface_)) methods.push_back(operation);
    return methods;
}

std::string uuid_text(const Uuid& uuid) {
    char text[37];
    std::snprintf(text, sizeof text, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", uuid.data1, uuid.data2,
                  uuid.data3, uuid.data4[0], uuid.data4[1], uuid.data4[2], uuid.data4[3], uuid.data4[4], uuid.data4[5],
                  uuid.data4[6], uuid.data4[7]);
    return text;
}

std::string joined(const std::vector<std::string>& list, const std::string& separator) {
    std::string text;
    for (const std::string& one : list) text += (text.empty() ? "" : separator) + one;
    return text;
}

std::string function(const Operation& operation, const std::string& name, const std::vector<std::string>& parameters,
                     const CPrinter& printer) {
    const std::string list = parameters.empty() ? "void" : "\n        " + joined(parameters, ",\n        ");
    const std::string declarator = name + "(" + list + ")";
    if (!returns_value(operation)) return "void " + declarator;
    return printer.declare(operation.result, declarator, CPrinter::Place::member).text();
}

std::string cpp_class(const Interface& interface_, const CPrinter& printer) {
    std::string text = "MIDL_INTERFACE(\"" + (interface_.uuid ? uuid_text(*interface_.uuid) : std::string()) + "\")\n" +
                       interface_.name + (interface_.base ? " : public " + interface_.base->name : "") + "\n{\n";
    if (!own_methods(interface_).empty()) text += "public:\n";
    for (const Operation* operation : own_methods(interface_)) {
        text += "    virtual " +
                function(*operation, "STDMETHODCALLTYPE " + method_name(*operation), printer.parameter_list(*operation),
                         printer) +
                " = 0;\n";
    }
    return text + "};\n";
}

std::string c_table(const Interface& interface_, const CPrinter& printer) {
    std::string text = "typedef struct " + interface_.name + "Vtbl\n{\n    BEGIN_INTERFACE\n";
    for (const Operation* operation : all_methods(interface_)) {
        std::vector<std::string> parameters = printer.parameter_list(*operation);
        parameters.insert(parameters.begin(), interface_.name + " *This");
        text += "    " +
                function(*operation, "(STDMETHODCALLTYPE *" + method_name(*operation) + ")", parameters, printer) +
                ";\n";
    }
    return text + "    END_INTERFACE\n} " + interface_.name + "Vtbl;\n\ninterface " + interface_.name +
           "\n{\n    CONST_VTBL struct " + interface_.name + "Vtbl *lpVtbl;\n};\n";
}

std::string c_macros(const Interface& interface_) {
    std::string text = "#ifdef COBJMACROS\n";
    for (const Operation* operation : all_methods(interface_)) {
        std::vector<std::string> names = {"This"};
        for (const Parameter* parameter : operation->parameters) names.push_back(parameter_name(*parameter));
        const std::string list = joined(names, ", ");
        const std::string name = method_name(*operation);
        text += "#define " + interface_.name + "_" + name + "(" + list + ") \\\n    ((This)->lpVtbl->" + name + "(" +
                list + "))\n";
    }
    return text + "#endif /* COBJMACROS */\n";
}

}  // namespace

std::string emit_object_names(const File& file) {
    std::string text;
    for (const Interface* interface_ : file.objects) {
        if (interface_->is_defined && !interface_->is_object) continue;
        const std::string guard = "__" + interface_->name + "_FWD_DEFINED__";
        text += "#ifndef " + guard + "\n#define " + guard + "\ntypedef interface " + interface_->name + " " +
                interface_->name + ";\n#endif /* " + guard + " */\n\n";
    }
    return text;
}

std::string object_id_name(const Interface& interface_) {
    return (interface_.is_dispatch ? "DIID_" : "IID_") + interface_.name;
}

// What IDispatch consists of is not known when only an importlib brings it.
std::string emit_object_interface(const Interface& interface_, const CPrinter& printer) {
    const std::string id = "EXTERN_C const IID " + object_id_name(interface_) + ";\n\n";
    if (interface_.is_dispatch && !interface_.base) return id;
    return id + "#if defined(__cplusplus) && !defined(CINTERFACE)\n" + cpp_class(interface_, printer) + "#else\n" +
           c_table(interface_, printer) + "\n" + c_macros(interface_) + "#endif\n\n";
}

std::string emit_library_name(const ComBlock& block) {
    const std::string& name = block.name;
    if (block.keyword == "library") return "EXTERN_C const IID LIBID_" + name + ";\n\n";
    if (block.keyword == "module") return "/* module " + name + " */\n\n";
    if (block.keyword != "coclass") return {};
    return "EXTERN_C const CLSID CLSID_" + name + ";\n\n#ifdef __cplusplus\nclass DECLSPEC_UUID(\"" +
           (block.uuid ? uuid_text(*block.uuid) : std::string()) + "\") " + name + ";\n#else\ntypedef struct " + name +
           " " + name + ";\n#endif\n\n";
}

}  // namespace midl
