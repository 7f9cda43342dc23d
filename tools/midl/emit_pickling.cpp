// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [encode] and [decode]: the routines that turn types and calls into bytes of the program's own. T_AlignSize and
// T_Encode for an encoded type, T_Decode and T_Free for a decoded one; a procedure of that kind has a client routine
// that serializes instead of calling, and no server. What an interface says holds for all it defines; there it passes
// over types that no stream can hold. Simple types travel without a header of their own, enumerations among them, as
// they are primitive in NDR; those that are wider in memory are narrowed here.
// Reference: Microsoft "encode attribute", "Type Serialization"; [MS-RPCE] 2.2.6.3; C706 14.2.
#include <algorithm>

#include "tools/midl/emit_model.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

constexpr const char* kHandle = "_MidlEsHandle";
constexpr const char* kObject = "_pType";
constexpr const char* kInfo = "__MIDL_TypePicklingInfo";

// Only what says so itself is named in a message.
bool is_own(const Typedef& definition) {
    return definition.attributes.has(Attribute::encode) || definition.attributes.has(Attribute::decode);
}

// A type that is serialized without a header of its own.
struct SimpleType {
    std::uint32_t size = 0;       // on the wire; 0: it is none
    const char* wire = nullptr;   // the type it is narrowed to
    bool is_enumeration = false;  // of 16 bits: no negative values
};

SimpleType simple_type(const Type* type) {
    const auto code = base_code(type);
    if (!code) return {};
    if (*code == Fc::enum16) return {2, "SHORT", true};
    if (*code == Fc::int3264) return {4, "LONG"};
    if (*code == Fc::uint3264) return {4, "ULONG"};
    return {layout_of(type).size};
}

std::uint32_t simple_size(const Type* type) { return simple_type(type).size; }

std::string unpicklable(const Typedef& definition) {
    const Type* type = resolve(definition.type);
    static const Attributes kNone;
    if (is_context_handle(definition.type, definition.attributes)) return "a context handle";
    if (simple_size(definition.type)) return {};
    switch (type->kind) {
        case TypeKind::structure:
            return {};
        case TypeKind::array:
            return as<ArrayType>(type)->is_conformant() ? "an open array" : "";
        case TypeKind::union_:
            return as<UnionType>(type)->is_encapsulated ? "" : "a union without its tag";
        case TypeKind::pointer: {
            const TypeKind pointee = resolve(as<PointerType>(type)->pointee)->kind;
            const bool leads_to_data = !is_void(as<PointerType>(type)->pointee) && pointee != TypeKind::function &&
                                       pointee != TypeKind::pipe && pointee != TypeKind::interface &&
                                       !is_handle_t(as<PointerType>(type)->pointee);
            return leads_to_data ? "" : "a pointer to no data";
        }
        default:
            return "this type";
    }
}

// What a pointer is where nothing said it: a typedef leaves that to its uses.
DescriptorId describe_pickled(StubModel& model, const Interface& interface_, const Typedef& definition) {
    const auto* pointer = resolve_as<PointerType>(definition.type);
    if (!pointer || pointer->pointer_class != PointerClass::unset) return model.format.describe(definition.type, {});
    PointerType decided = *pointer;
    const bool has_default = interface_.pointer_default != PointerClass::unset;
    decided.pointer_class = has_default ? interface_.pointer_default : PointerClass::unique;
    return model.format.describe(&decided, {});
}

struct PickledType {
    const Typedef* definition;
    bool encodes;
    bool decodes;
};

std::vector<PickledType> pickled_types(const Interface& interface_) {
    std::vector<PickledType> types;
    for (const Decl* one : interface_.statements) {
        if (one->kind != DeclKind::typedef_ || one->is_imported) continue;
        const auto* definition = static_cast<const Typedef*>(one);
        const auto says = [&](Attribute attribute) {
            return definition->attributes.has(attribute) || interface_.attributes.has(attribute);
        };
        PickledType type{definition, says(Attribute::encode), says(Attribute::decode)};
        if ((type.encodes || type.decodes) && unpicklable(*definition).empty()) types.push_back(type);
    }
    return types;
}

class PickleEmitter {
 public:
    PickleEmitter(const StubModel& model, const Interface& pickled) : model_(model), interface_(pickled) {}

    std::string prototypes() {
        for (const PickledType& type : pickled_types(interface_)) {
            for (const Routine& routine : routines(type)) out_ += head(type, routine) + ";\n";
            out_ += "\n";
        }
        return out_;
    }

    std::string definitions() {
        for (const PickledType& type : pickled_types(interface_)) {
            for (const Routine& routine : routines(type))
                out_ += head(type, routine) + "\n{\n" + body(type, routine) + "}\n\n";
        }
        return out_;
    }

 private:
    struct Routine {
        const char* result;
        const char* suffix;
        const char* engine;  // of constructed types
        const char* simple;  // of simple ones; null: nothing to do
    };

    static std::vector<Routine> routines(const PickledType& type) {
        std::vector<Routine> all;
        if (type.encodes) {
            all.push_back({"size_t", "AlignSize", "NdrMesTypeAlignSize2", "NdrMesSimpleTypeAlignSize"});
            all.push_back({"void", "Encode", "NdrMesTypeEncode2", "NdrMesSimpleTypeEncode"});
        }
        if (type.decodes) {
            all.push_back({"void", "Decode", "NdrMesTypeDecode2", "NdrMesSimpleTypeDecode"});
            all.push_back({"void", "Free", "NdrMesTypeFree2", nullptr});
        }
        return all;
    }

    std::string head(const PickledType& type, const Routine& routine) const {
        const std::string& name = type.definition->name;
        const std::string handle = interface_.implicit_handle ? "" : std::string("handle_t ") + kHandle + ", ";
        return std::string(routine.result) + " " + name + "_" + routine.suffix + "(" + handle + name + " *" + kObject +
               ")";
    }

    std::string handle() const { return interface_.implicit_handle ? interface_.implicit_handle->name : kHandle; }

    std::string body(const PickledType& type, const Routine& routine) const {
        const SimpleType simple = simple_type(type.definition->type);
        const bool encodes = routine.suffix == std::string("Encode");
        const bool decodes = routine.suffix == std::string("Decode");
        if (simple.wire && encodes) return narrowed(simple) + "    " + call(type, routine) + ";\n";
        if (simple.wire && decodes)
            return std::string("    ") + simple.wire + " _Value;\n    " + call(type, routine) + ";\n" +
                   widened(type, simple) + ranged(type);
        const std::string value = routine.result == std::string("size_t") ? "return " : "";
        return unused(type, routine) + "    " + value + call(type, routine) + ";\n" + (decodes ? ranged(type) : "");
    }

    static std::string narrowed(const SimpleType& simple) {
        const std::string wire = simple.wire;
        const std::string value = "    " + wire + " _Value = (" + wire + ")*" + kObject + ";\n";
        if (!simple.is_enumeration) return value;
        return value + "    if (_Value < 0 || (LONG)*" + kObject +
               " != _Value) RpcRaiseException(RPC_X_ENUM_VALUE_OUT_OF_RANGE);\n";
    }

    static std::string widened(const PickledType& type, const SimpleType& simple) {
        const std::string check =
            simple.is_enumeration ? "    if (_Value < 0) RpcRaiseException(RPC_X_ENUM_VALUE_OUT_OF_RANGE);\n" : "";
        return check + "    *" + kObject + " = (" + type.definition->name + ")_Value;\n";
    }

    // What the engine checks in a constructed type.
    std::string ranged(const PickledType& type) const {
        const bool is_simple = simple_size(type.definition->type) != 0;
        const Range* range = is_simple ? range_of(type.definition->type, &type.definition->attributes) : nullptr;
        if (!range || !model_.options.robust) return {};
        return std::string("    {\n        hyper _Number = (hyper)*") + kObject + ";\n        if (_Number < " +
               bound(range->low) + "LL || _Number > " + bound(range->high) +
               "LL) RpcRaiseException(RPC_X_INVALID_BOUND);\n    }\n";
    }

    static std::string bound(const Expr* value) { return std::to_string(value->value.value_or(0)); }

    // Simple types need less than they are given.
    std::string unused(const PickledType& type, const Routine& routine) const {
        if (!simple_size(type.definition->type)) return {};
        const std::string object = std::string("    (void)") + kObject + ";\n";
        if (!routine.simple) return interface_.implicit_handle ? object : "    (void)" + handle() + ";\n" + object;
        return routine.suffix == std::string("AlignSize") ? object : "";
    }

    std::string call(const PickledType& type, const Routine& routine) const {
        const std::string description = "(PMIDL_STUB_DESC)&" + interface_.name + "_StubDesc";
        if (const std::uint32_t size = simple_size(type.definition->type)) {
            if (!routine.simple) return "(void)0";
            std::string out = std::string(routine.simple) + "(" + handle();
            if (routine.suffix == std::string("AlignSize")) return out + ")";
            if (routine.suffix == std::string("Encode")) out += ",\n        " + description;
            const std::string value = simple_type(type.definition->type).wire ? "&_Value" : kObject;
            return out + ",\n        " + value + ",\n        " + std::to_string(size) + ")";
        }
        const DescriptorId format = model_.pickled.at(type.definition);
        return std::string(routine.engine) + "(" + handle() + ",\n        (PMIDL_TYPE_PICKLING_INFO)&" + kInfo +
               ",\n        " + description + ",\n        (PFORMAT_STRING)&" + identifier_of(model_.options.header) +
               "__MIDL_TypeFormatString.Format[" + std::to_string(model_.table.offset(format)) + "],\n        " +
               kObject + ")";
    }

    const StubModel& model_;
    const Interface& interface_;
    std::string out_;
};

}  // namespace

bool is_pickled(const Operation& operation) {
    if (operation.is_callback) return false;
    return operation.owner && (says(operation, Attribute::encode) || says(operation, Attribute::decode));
}

bool has_server(const Interface& interface_) {
    return interface_.operations.empty() ||
           std::any_of(interface_.operations.begin(), interface_.operations.end(),
                       [](const Operation* operation) { return !is_pickled(*operation); });
}

bool has_pickling(const StubModel& model) {
    return std::any_of(model.interfaces.begin(), model.interfaces.end(), [](const Interface* interface_) {
        const auto& operations = interface_->operations;
        return std::any_of(operations.begin(), operations.end(),
                           [](const Operation* one) { return is_pickled(*one); }) ||
               !pickled_types(*interface_).empty();
    });
}

std::string refused_pickling(const Typedef& definition) {
    return is_own(definition) ? unpicklable(definition) : std::string();
}

void describe_pickled_types(StubModel& model) {
    for (const Interface* interface_ : model.interfaces) {
        for (const PickledType& type : pickled_types(*interface_)) {
            if (simple_size(type.definition->type)) continue;
            model.pickled[type.definition] = describe_pickled(model, *interface_, *type.definition);
        }
    }
}

std::string pickling_prototypes(const StubModel& model, const Interface& interface_) {
    return PickleEmitter(model, interface_).prototypes();
}

std::string emit_pickling_info(const StubModel& model) {
    if (model.pickled.empty()) return {};
    const char* flags = model.format.correlations == CorrelationForm::classic ? "0x1" : "0x3";
    return std::string("static const MIDL_TYPE_PICKLING_INFO ") + kInfo +
           " = {\n    0x33205054, /* signature */\n    " + flags + ", /* flags */\n    { 0, 0, 0 }\n};\n\n";
}

std::string emit_pickling(const StubModel& model, const Interface& interface_) {
    return PickleEmitter(model, interface_).definitions();
}

std::string emit_pickled_call(const StubModel& model, const Interface& interface_, const Operation& operation) {
    const Binding& binding = operation.binding;
    std::string handle = binding.mode == Binding::Mode::parameter ? parameter_name(*binding.parameter)
                                                                  : interface_.implicit_handle->name;
    if (binding.is_via_pointer) handle = "*" + handle;
    std::string out = "NdrMesProcEncodeDecode2(" + handle + ",\n        (PMIDL_STUB_DESC)&" + interface_.name +
                      "_StubDesc,\n        " + format_reference(model, operation);
    for (const Parameter* parameter : operation.parameters) out += ",\n        " + parameter_name(*parameter);
    return out + ")";
}

}  // namespace midl
