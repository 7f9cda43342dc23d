// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Names of generated things, as MIDL gives them. See emit_model.hpp.
#include <cctype>

#include "tools/midl/emit_model.hpp"

namespace midl {

const ProcedureFormat& StubModel::procedure(const Operation& operation) const {
    for (const ProcedureFormat& procedure : procedures.procedures) {
        if (procedure.operation == &operation) return procedure;
    }
    return procedures.procedures.front();
}

std::string versioned_name(const Interface& interface_) {
    return interface_.name + "_v" + std::to_string(interface_.version_major) + "_" +
           std::to_string(interface_.version_minor);
}

std::string client_handle_name(const Interface& interface_, const Options& options) {
    return options.oldnames ? interface_.name + "_ClientIfHandle" : versioned_name(interface_) + "_c_ifspec";
}

std::string server_handle_name(const Interface& interface_, const Options& options) {
    return options.oldnames ? interface_.name + "_ServerIfHandle" : versioned_name(interface_) + "_s_ifspec";
}

std::string server_routine_name(const Interface& interface_, const Operation& operation, const Options& options) {
    if (operation.attributes.has(Attribute::call_as))
        return versioned_name(interface_) + "_" + operation.attributes.call_as;
    return options.prefix_server + operation.name;
}

std::string notify_name(const Operation& operation) {
    return operation.name + (notify_form(operation) == NotifyForm::with_flag ? "_notify_flag" : "_notify");
}

std::string epv_type_name(const Interface& interface_, const Options& options) {
    return options.oldnames ? interface_.name + "_SERVER_EPV" : versioned_name(interface_) + "_epv_t";
}

std::string file_name_of(const std::string& path) {
    auto slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string identifier_of(const std::string& path) {
    std::string name = file_name_of(path);
    auto dot = name.rfind('.');
    if (dot != std::string::npos) name.resize(dot);
    for (char& c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    }
    return name;
}

}  // namespace midl
