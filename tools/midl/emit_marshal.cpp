// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The program's routines for [transmit_as], [represent_as], [wire_marshal] and [user_marshal]: their prototypes in the
// header, and in the stubs the tables the format string indexes, with the helpers that unpack a stub message for
// conversions. Reference: Microsoft "The transmit_as Attribute", "The represent_as Attribute", "The wire_marshal
// Attribute", "The user_marshal Attribute".
#include <set>

#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

// The four conversions, each by its name, what it is given and what it makes.
struct Conversion {
    const char* transmit_suffix;
    const char* represent_suffix;
    const char* arguments;  // P presented, X transmitted
};

constexpr Conversion kConversions[] = {
    {"_to_xmit", "_from_local", "P *, X **"},
    {"_from_xmit", "_to_local", "X *, P *"},
    {"_free_xmit", "_free_inst", "X *"},
    {"_free_inst", "_free_local", "P *"},
};

constexpr const char* kMessageArguments[] = {
    "(P *)pStubMsg->pPresentedType, (X **)&pStubMsg->pTransmitType",
    "(X *)pStubMsg->pTransmitType, (P *)pStubMsg->pPresentedType",
    "(X *)pStubMsg->pTransmitType",
    "(P *)pStubMsg->pPresentedType",
};

class MarshalEmitter {
 public:
    explicit MarshalEmitter(const StubModel& model) : model_(model) {}

    std::string prototypes() const {
        std::string out;
        for (const Substitute& one : model_.format.transmitted) {
            for (const Conversion& conversion : kConversions) {
                out += "void __RPC_USER " + routine(one, conversion) + "(" + filled(one, conversion.arguments) + ");\n";
            }
            out += "\n";
        }
        for (const Substitute& one : model_.format.marshalled) {
            const std::string& name = one.name;
            out += "ULONG __RPC_USER " + name + "_UserSize(ULONG *, ULONG, " + name + " *);\n";
            out += "unsigned char *__RPC_USER " + name + "_UserMarshal(ULONG *, unsigned char *, " + name + " *);\n";
            out += "unsigned char *__RPC_USER " + name + "_UserUnmarshal(ULONG *, unsigned char *, " + name + " *);\n";
            out += "void __RPC_USER " + name + "_UserFree(ULONG *, " + name + " *);\n\n";
        }
        return out;
    }

    std::string tables() const {
        std::string out;
        for (const Substitute& one : model_.format.transmitted) helpers(out, one);
        if (!model_.format.transmitted.empty()) {
            out += "static const XMIT_ROUTINE_QUINTUPLE TransmitAsRoutines[] = {\n";
            for (const Substitute& one : model_.format.transmitted) {
                out += "    {";
                for (const Conversion& conversion : kConversions) out += helper(one, conversion) + ", ";
                out.resize(out.size() - 2);
                out += "},\n";
            }
            out += "};\n\n";
        }
        if (model_.format.marshalled.empty()) return out;
        out += "static const USER_MARSHAL_ROUTINE_QUADRUPLE UserMarshalRoutines[] = {\n";
        for (const Substitute& one : model_.format.marshalled) {
            out += "    {(USER_MARSHAL_SIZING_ROUTINE)" + one.name + "_UserSize,\n" +
                   "     (USER_MARSHAL_MARSHALLING_ROUTINE)" + one.name + "_UserMarshal,\n" +
                   "     (USER_MARSHAL_UNMARSHALLING_ROUTINE)" + one.name + "_UserUnmarshal,\n" +
                   "     (USER_MARSHAL_FREEING_ROUTINE)" + one.name + "_UserFree},\n";
        }
        return out + "};\n\n";
    }

 private:
    static std::string routine(const Substitute& one, const Conversion& conversion) {
        bool is_transmitted = one.how == Attribute::transmit_as;
        return one.definition->name + (is_transmitted ? conversion.transmit_suffix : conversion.represent_suffix);
    }
    static std::string helper(const Substitute& one, const Conversion& conversion) {
        return "Stub_" + routine(one, conversion);
    }

    // [represent_as] hides the typedef's name behind the local one; what travels is spelled by its own type then.
    std::string transmitted_name(const Substitute& one) const {
        return one.how == Attribute::represent_as ? one.definition->name : model_.printer.type_name(one.transmitted);
    }

    std::string filled(const Substitute& one, const char* pattern) const {
        std::string out;
        for (const char* at = pattern; *at; ++at) {
            bool is_word = (*at == 'P' || *at == 'X') && at[1] == ' ';
            out += !is_word ? std::string(1, *at) : *at == 'P' ? one.name : transmitted_name(one);
        }
        return out;
    }

    void helpers(std::string& out, const Substitute& one) const {
        for (std::size_t i = 0; i < std::size(kConversions); ++i) {
            out += "static void __RPC_USER " + helper(one, kConversions[i]) + "(PMIDL_STUB_MESSAGE pStubMsg)\n{\n    " +
                   routine(one, kConversions[i]) + "(" + filled(one, kMessageArguments[i]) + ");\n}\n\n";
        }
    }

    const StubModel& model_;
};

}  // namespace

std::string emit_marshal_includes(const StubModel& model) {
    std::set<std::string> headers;
    for (const auto* list : {&model.format.transmitted, &model.format.marshalled}) {
        for (const Substitute& one : *list) {
            const std::string& header = one.definition->attributes.represent_as_header;
            if (!header.empty()) headers.insert(header);
        }
    }
    std::string out;
    for (const std::string& header : headers) out += "#include \"" + header + "\"\n";
    return out.empty() ? out : out + "\n";
}

std::string emit_marshal_prototypes(const StubModel& model) { return MarshalEmitter(model).prototypes(); }

std::string emit_marshal_tables(const StubModel& model) { return MarshalEmitter(model).tables(); }

}  // namespace midl
