// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [callback] procedures: the client stub serves them, with a dispatch table and thunks as a server's; the server stub
// holds the functions that call them. Reference: Microsoft "callback attribute".
#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

std::string thunk_name(const Interface& interface_, const Operation& operation) {
    return interface_.name + "_" + operation.name + "Thunk";
}

template <typename F>
std::string table(const std::string& head, const Interface& interface_, F&& row) {
    std::string out = "static " + head + "[] = {\n";
    for (const Operation* operation : interface_.callbacks) out += "    " + row(*operation) + ",\n";
    return out + "};\n\n";
}

}  // namespace

// C++ has no tentative definitions.
std::string declare_stub_desc(const Interface& interface_) {
    std::string name = interface_.name + "_StubDesc;\n";
    return "#ifdef __cplusplus\nnamespace {\nextern const MIDL_STUB_DESC " + name +
           "}\n#else\nstatic const MIDL_STUB_DESC " + name + "#endif\n\n";
}

std::string define_stub_desc(const std::string& definition) {
    return "#ifdef __cplusplus\nnamespace {\n#else\nstatic\n#endif\n" + definition +
           "#ifdef __cplusplus\n}\n#endif\n\n";
}

std::string emit_callback_tables(const StubModel& model, const Interface& interface_) {
    const std::string& name = interface_.name;
    std::string out;
    for (const Operation* operation : interface_.callbacks) {
        out += emit_thunk(model, *operation,
                          {name, thunk_name(interface_, *operation), model.options.prefix_client + operation->name});
    }
    out += table("const STUB_THUNK " + name + "_CallbackThunks", interface_,
                 [&](const Operation& one) { return thunk_name(interface_, one); });
    out += table("const SERVER_ROUTINE " + name + "_CallbackRoutines", interface_, [&](const Operation& one) {
        return "(SERVER_ROUTINE)(void (*)(void))" + model.options.prefix_client + one.name;
    });
    out += table("const unsigned short " + name + "_CallbackOffsets", interface_,
                 [&](const Operation& one) { return std::to_string(model.procedure(one).offset); });
    out += "static const MIDL_SERVER_INFO " + name + "_CallbackInfo = {\n    (PMIDL_STUB_DESC)&" + name +
           "_StubDesc,\n    " + name + "_CallbackRoutines,\n    " + identifier_of(model.options.header) +
           "__MIDL_ProcFormatString.Format,\n    " + name + "_CallbackOffsets,\n    " + name +
           "_CallbackThunks,\n    0,\n    0,\n    0\n};\n\n";
    out += table("RPC_DISPATCH_FUNCTION " + name + "_CallbackTable", interface_,
                 [](const Operation&) { return std::string("NdrServerCall2"); });
    return out + "static RPC_DISPATCH_TABLE " + name + "_CallbackDispatchTable = {\n    " +
           std::to_string(interface_.callbacks.size()) + ",\n    " + name + "_CallbackTable,\n    0\n};\n\n";
}

}  // namespace midl
