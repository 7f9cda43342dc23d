// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What client and server stub have in common: prologue, format strings with a comment per item, tables, the stub
// descriptor. See emit_model.hpp. Reference: Microsoft MIDL_STUB_DESC, RPC_PROTSEQ_ENDPOINT as declared by <rpcndr.h>
// and <rpcdcep.h>.
#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

constexpr const char* kMidlVersion = "0x801026e";  // the compiler whose conventions the stubs follow: 8.1.622

std::string hex(std::uint64_t value) {
    char text[20];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

std::string string_struct(const std::string& stem, const char* kind, std::uint32_t size) {
    std::string name = stem + "_MIDL_" + kind + "_FORMAT_STRING";
    return "typedef struct _" + name + " {\n    short Pad;\n    unsigned char Format[" + std::to_string(size) +
           "];\n} " + name + ";\n\n";
}

// One line per item: offset, bytes, meaning.
class ItemPrinter {
 public:
    ItemPrinter(const DescriptorTable& table, std::string& out) : table_(table), out_(out) {}

    void print(const Descriptor& descriptor, std::uint32_t offset) {
        if (!descriptor.title.empty()) out_ += "\n        /* " + descriptor.title + " */\n";
        std::uint32_t position = offset;
        for (const FormatItem& item : descriptor.items()) {
            std::uint32_t value = item_value(item, descriptor, offset, position, table_);
            line(position, spelled(item, value), comment(item, value, position));
            position += item.size();
        }
    }

 private:
    static std::string spelled(const FormatItem& item, std::uint32_t value) {
        if (!item.expression.empty()) return "NdrFcShort(" + item.expression + ")";
        if (item.size() == 1) return hex(value);
        return (item.size() == 2 ? "NdrFcShort(" : "NdrFcLong(") + hex(value) + ")";
    }

    static std::string comment(const FormatItem& item, std::uint32_t value, std::uint32_t position) {
        auto distance = static_cast<std::int16_t>(value);
        if (!item.expression.empty()) return "memory size";
        switch (item.kind) {
            case FormatItem::Kind::reference:
            case FormatItem::Kind::local:
                return "offset " + std::to_string(distance) + " (" +
                       std::to_string(static_cast<std::int64_t>(position) + distance) + ")";
            case FormatItem::Kind::absolute:
                return "type offset " + std::to_string(value);
            default:
                break;
        }
        bool says_all = item.comment.find(':') != std::string::npos;
        if (item.size() == 1 || says_all) return item.comment;
        std::string number =
            std::to_string(item.size() == 2 && distance < 0 ? distance : static_cast<std::int64_t>(value));
        return item.comment.empty() ? number : item.comment + ": " + number;
    }

    void line(std::uint32_t position, const std::string& bytes, const std::string& text) {
        std::string prefix = "/* " + std::to_string(position) + " */";
        prefix.resize(std::max<std::size_t>(prefix.size(), 12), ' ');
        out_ += prefix + bytes + "," + (text.empty() ? "" : "  /* " + text + " */") + "\n";
    }

    const DescriptorTable& table_;
    std::string& out_;
};

std::string field(const std::string& value, const char* comment) {
    return "    " + value + ", /* " + comment + " */\n";
}

std::string status_place(const Operation& operation, Attribute attribute) {
    constexpr const char* kReturnValue = "-1";
    constexpr const char* kNowhere = "-2";
    if (operation.attributes.has(attribute)) return kReturnValue;
    for (const Parameter* parameter : operation.parameters) {
        if (parameter->attributes.has(attribute)) return std::to_string(stack_offset(operation, *parameter));
    }
    return kNowhere;
}

bool keeps_statuses(const Interface& interface_) {
    return std::any_of(interface_.operations.begin(), interface_.operations.end(),
                       [](const Operation* operation) { return keeps_status(*operation); });
}

struct Allocators {
    const char* allocate;
    const char* release;
};

Allocators allocators(const Options& options, Side side) {
    if (!options.osf) return {"MIDL_user_allocate", "MIDL_user_free"};
    if (side == Side::client) return {"NdrRpcSmClientAllocate", "NdrRpcSmClientFree"};
    return {"NdrRpcSsDefaultAllocate", "NdrRpcSsDefaultFree"};
}

bool has_rundowns(const StubModel& model) { return !model.format.rundowns.empty(); }

std::string rundown_table(const StubModel& model) {
    std::string text = "static const NDR_RUNDOWN RundownRoutines[] = {\n";
    // A handle's type may be any pointer, so its routine takes another parameter type than NDR_RUNDOWN says.
    for (const std::string& name : model.format.rundowns)
        text += "    " + (name.empty() ? "0" : "(NDR_RUNDOWN)" + name) + ",\n";
    return text + "};\n\n";
}

std::string notify_table(const StubModel& model) {
    std::string text = "static const NDR_NOTIFY_ROUTINE NotifyRoutineTable[] = {\n";
    for (const Operation* operation : model.format.notified)
        text += "    (NDR_NOTIFY_ROUTINE)(void (*)(void))" + notify_name(*operation) + ",\n";
    return text + "};\n\n";
}

// Handles of this interface are bound to their type. NDR 2.0 descriptors cannot say so; our runtime knows the flag.
bool is_type_strict(const Interface& interface_) {
    return interface_.attributes.has(Attribute::type_strict_context_handle);
}

}  // namespace

std::string emit_prologue(const StubModel& model, const char* what) {
    std::string stem = identifier_of(model.options.header);
    std::string out = std::string("/* This file holds the RPC ") + what +
                      "; it is generated by the IDL compiler and changes will be lost. */\n\n";
    if (model.options.osf) out += "#include <stdlib.h>\n";
    out += "#include <string.h>\n\n#include \"" + file_name_of(model.options.header) + "\"\n";
    if (has_pickling(model)) out += "#include \"midles.h\"\n";
    for (const Interface* interface_ : model.interfaces) {
        for (const std::string& header : interface_->acf_includes) out += "#include \"" + header + "\"\n";
    }
    out += "\n#if !defined(__RPC_WIN64__)\n#error Invalid build platform for this stub.\n#endif\n\n";
    out += string_struct(stem, "TYPE", model.table.size());
    out += string_struct(stem, "PROC", model.procedures.size);
    return out;
}

std::string emit_format_strings(const StubModel& model) {
    std::string stem = identifier_of(model.options.header);
    std::string out = "static const " + stem + "_MIDL_PROC_FORMAT_STRING " + stem + "__MIDL_ProcFormatString = {\n" +
                      "    0,\n    {\n";
    ItemPrinter printer(model.table, out);
    for (const ProcedureFormat& procedure : model.procedures.procedures)
        printer.print(procedure.bytes, procedure.offset);
    out += "            0x0\n    }\n};\n\n";
    out += "static const " + stem + "_MIDL_TYPE_FORMAT_STRING " + stem + "__MIDL_TypeFormatString = {\n" +
           "    0,\n    {\n            NdrFcShort(0x0),\n";
    for (DescriptorId id : model.table.order()) printer.print(model.table.at(id), model.table.offset(id));
    out += "            0x0\n    }\n};\n\n";
    return out;
}

std::string emit_tables(const StubModel& model, Side side) {
    std::string out = emit_expression_routines(model) + emit_marshal_tables(model);
    if (model.options.osf) out += "static MALLOC_FREE_STRUCT MallocFreeStruct = {malloc, free};\n\n";
    if (side == Side::server && has_rundowns(model)) out += rundown_table(model);
    if (side == Side::server && !model.format.notified.empty()) out += notify_table(model);
    if (side == Side::client) out += emit_generic_routines(model);
    return out;
}

std::string emit_stub_desc(const StubModel& model, const Interface& interface_, Side side) {
    const Options& options = model.options;
    std::string stem = identifier_of(options.header);
    bool is_client = side == Side::client;
    std::string information = interface_.name + (is_client ? "___RpcClientInterface" : "___RpcServerInterface");
    std::string rundowns = !is_client && has_rundowns(model) ? "RundownRoutines" : "0";
    std::string expressions = model.format.expressions.empty() ? "0" : "ExprEvalRoutines";
    std::string out = "const MIDL_STUB_DESC " + interface_.name + "_StubDesc = {\n";
    out += field("(void *)&" + information, "interface");
    out += field(allocators(options, side).allocate, "allocate");
    out += field(allocators(options, side).release, "free");
    out += field(handle_field(interface_, side), "implicit handle");
    out += field(rundowns, "rundown routines");
    out += field(is_client && !model.format.generics.empty() ? "BindingRoutines" : "0", "generic binding routines");
    out += field(expressions, "expression routines");
    out += field(model.format.transmitted.empty() ? "0" : "TransmitAsRoutines", "transmit_as routines");
    out += field(stem + "__MIDL_TypeFormatString.Format", "types");
    out += field(options.check_bounds ? "1" : "0", "-error bounds_check flag");
    bool has_ranges = model.format.correlations == CorrelationForm::ranged;
    out += field(has_ranges ? "0x60001" : "0x50002", "NDR library version");
    out += field(options.osf ? "&MallocFreeStruct" : "0", "malloc and free structure");
    out += field(kMidlVersion, "compiler version");
    bool keeps = is_client && keeps_statuses(interface_);
    out += field(keeps ? interface_.name + "_CommFaultOffsets" : "0", "comm and fault status offsets");
    out += field(model.format.marshalled.empty() ? "0" : "UserMarshalRoutines", "user_marshal routines");
    out += field(!is_client && !model.format.notified.empty() ? "NotifyRoutineTable" : "0", "notify routines");
    out += field(is_type_strict(interface_) ? "0x40000001" : "0x1", "flags");
    out += field("0", "cs_char tables");
    out += field("0", "proxy and server information");
    out += "    0  /* expression information */\n};\n\n";
    return out;
}

std::string emit_status_offsets(const Interface& interface_) {
    if (!keeps_statuses(interface_)) return {};
    std::string out = "static const COMM_FAULT_OFFSETS " + interface_.name + "_CommFaultOffsets[] = {\n";
    for (const Operation* operation : interface_.operations) {
        out += "    {" + status_place(*operation, Attribute::comm_status) + ", " +
               status_place(*operation, Attribute::fault_status) + "},  /* " + operation->name + " */\n";
    }
    return out + "};\n\n";
}

std::string syntax_id(const Interface& interface_) {
    char text[160];
    Uuid uuid = interface_.uuid.value_or(Uuid{});
    std::snprintf(
        text, sizeof text,
        "{{0x%08x, 0x%04x, 0x%04x, {0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x}}, {%d, %d}}",
        uuid.data1, uuid.data2, uuid.data3, uuid.data4[0], uuid.data4[1], uuid.data4[2], uuid.data4[3], uuid.data4[4],
        uuid.data4[5], uuid.data4[6], uuid.data4[7], interface_.version_major, interface_.version_minor);
    return text;
}

std::string hex_flags(unsigned flags) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08x", flags);
    return text;
}

std::string ndr_syntax_id() {
    return "{{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}}, {2, 0}}";
}

std::string format_reference(const StubModel& model, const Operation& operation) {
    return "(PFORMAT_STRING)&" + identifier_of(model.options.header) + "__MIDL_ProcFormatString.Format[" +
           std::to_string(model.procedure(operation).offset) + "]";
}

EndpointTable emit_endpoints(const Interface& interface_) {
    EndpointTable table;
    if (interface_.endpoints.empty()) return table;
    table.name = interface_.name + "__RpcProtseqEndpoint";
    table.count = std::to_string(interface_.endpoints.size());
    table.text = "static RPC_PROTSEQ_ENDPOINT " + table.name + "[] = {\n";
    for (const Endpoint& endpoint : interface_.endpoints) {
        table.text += "    {(unsigned char *)" + quote(endpoint.protseq) + ", (unsigned char *)" +
                      quote(endpoint.address) + "},\n";
    }
    table.text += "};\n\n";
    return table;
}

}  // namespace midl
