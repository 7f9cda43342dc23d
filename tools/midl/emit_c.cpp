// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See emit_c.hpp.
#include "tools/midl/emit_c.hpp"

#include <tuple>

#include "tools/midl/layout.hpp"

namespace midl {
namespace {

std::string pad(int indent) { return std::string(static_cast<std::size_t>(indent) * 4, ' '); }

bool binds_tighter(const Type* type) {
    return !type->spelled && (type->kind == TypeKind::array || type->kind == TypeKind::function);
}

std::string qualifiers(const QualifiedType& type) {
    return std::string(type.is_const ? "const " : "") + (type.is_volatile ? "volatile " : "");
}

std::string tagged(const char* keyword, const std::string& tag, const Typedef* definition) {
    if (!tag.empty()) return std::string(keyword) + " " + tag;
    return definition ? definition->name : std::string(keyword);
}

bool is_before(Location one, Location other) {
    return one.file != other.file || std::tie(one.line, one.column) <= std::tie(other.line, other.column);
}

std::string pipe_name(const PipeType& pipe) {
    if (pipe.is_anonymous) return "struct " + pipe_tag(pipe);
    return (pipe.is_async ? "ASYNC_" : "") + pipe.name;
}

const Type* without_qualifiers(const Type* type) {
    while (const auto* qualified = as<QualifiedType>(type)) type = qualified->base;
    return type;
}

}  // namespace

std::string CPrinter::small_specifier(const BaseType& type) const {
    if (type.base == Base::small) {
        if (type.is_unsigned) return "unsigned small";
        return type.is_signed || char_kind_ == Options::Char::unsigned_ ? "signed small" : "small";
    }
    if (type.is_signed) return "signed char";
    return type.is_unsigned || char_kind_ == Options::Char::signed_ ? "unsigned char" : "char";
}

std::string CPrinter::base_specifier(const BaseType& type) const {
    bool is_unsigned = type.is_unsigned;
    switch (type.base) {
        case Base::void_:
            return "void";
        case Base::boolean:
            return "boolean";
        case Base::byte:
            return "byte";
        case Base::char_:
        case Base::small:
            return small_specifier(type);
        case Base::short_:
            return is_unsigned ? "unsigned short" : "short";
        case Base::int_:
            return is_unsigned ? "unsigned int" : "int";
        case Base::long_:
            return is_unsigned ? "ULONG" : "LONG";
        case Base::hyper:
            return is_unsigned ? "MIDL_uhyper" : "hyper";
        case Base::int3264:
            return is_unsigned ? "ULONG_PTR" : "LONG_PTR";
        case Base::float_:
            return "float";
        case Base::double_:
            return "double";
        case Base::wchar:
            return "WCHAR";
        case Base::error_status:
            return "error_status_t";
        case Base::handle:
            return "handle_t";
        default:
            return type.spelling;
    }
}

std::string CPrinter::specifier(const Type* type) const {
    if (type->spelled) return program_name(*type->spelled);
    switch (type->kind) {
        case TypeKind::base:
            return base_specifier(*as<BaseType>(type));
        case TypeKind::alias:
            return program_name(*as<AliasType>(type)->definition);
        case TypeKind::structure: {
            const auto& structure = *as<StructType>(type);
            return tagged("struct", structure.tag, structure.first_typedef);
        }
        case TypeKind::union_: {
            const auto& type_union = *as<UnionType>(type);
            return tagged(type_union.is_encapsulated ? "struct" : "union", type_union.tag, type_union.first_typedef);
        }
        case TypeKind::enumeration: {
            const auto& enumeration = *as<EnumType>(type);
            return tagged("enum", enumeration.tag, enumeration.first_typedef);
        }
        case TypeKind::pipe:
            return pipe_name(*as<PipeType>(type));
        case TypeKind::interface:
            return as<InterfaceType>(type)->interface_->name;
        case TypeKind::safe_array:
            return "SAFEARRAY *";
        case TypeKind::opaque:
            return as<OpaqueType>(type)->name;
        default:
            return "void";
    }
}

std::string CPrinter::function_parameters(const FunctionType& type) const {
    std::string text;
    for (const Parameter* parameter : type.parameters) {
        if (!text.empty()) text += ", ";
        text += declare(parameter->type, parameter->name, Place::parameter).text();
    }
    if (type.is_variadic) return text + ", ...";
    return text.empty() ? "void" : text;
}

Declaration CPrinter::declare(const Type* type, const std::string& name, Place place) const {
    if (type->spelled) return {specifier(type), name};
    if (const auto* qualified = as<QualifiedType>(type)) {
        const Type* base = qualified->base;
        bool is_pointer = !base->spelled && base->kind == TypeKind::pointer;
        if (is_pointer) return declare(base, qualifiers(*qualified) + name, place);
        Declaration inner = declare(base, name, place);
        inner.specifier = qualifiers(*qualified) + inner.specifier;
        return inner;
    }
    if (const auto* pointer = as<PointerType>(type)) {
        std::string inner = "*" + name;
        if (binds_tighter(pointer->pointee)) inner = "(" + inner + ")";
        return declare(pointer->pointee, inner, Place::member);
    }
    if (const auto* array = as<ArrayType>(type)) {
        std::string count = array->count ? std::to_string(*array->count) : place == Place::parameter ? "" : "1";
        return declare(array->element, name + "[" + count + "]", Place::member);
    }
    if (const auto* function = as<FunctionType>(type)) {
        return declare(function->result, name + "(" + function_parameters(*function) + ")", Place::member);
    }
    return {specifier(type), name};
}

std::string CPrinter::declare_held(const Type* type, const std::string& name) const {
    const Type* held = without_qualifiers(type);
    if (const auto* array = resolve_as<ArrayType>(held)) {
        std::string pointer = "*" + name;
        if (binds_tighter(array->element)) pointer = "(" + pointer + ")";
        return declare(array->element, pointer, Place::member).text();
    }
    return declare(held, name, Place::member).text();
}

bool CPrinter::needs_body(const Type* type, Location user) const {
    type = without_qualifiers(type);
    if (!type || type->spelled || printed_.count(type)) return false;
    if (const auto* structure = as<StructType>(type))
        return structure->is_defined && !structure->is_imported && is_before(structure->where, user);
    if (const auto* type_union = as<UnionType>(type))
        return type_union->is_defined && !type_union->is_imported && is_before(type_union->where, user);
    if (const auto* enumeration = as<EnumType>(type))
        return enumeration->is_defined && !enumeration->is_imported && is_before(enumeration->where, user);
    return false;
}

std::string CPrinter::body(const Type* type, int indent) {
    std::string prefix;
    if (const auto* qualified = as<QualifiedType>(type)) prefix = qualifiers(*qualified);
    type = without_qualifiers(type);
    printed_.insert(type);
    if (const auto* enumeration = as<EnumType>(type)) return prefix + enum_body(*enumeration, indent);
    if (const auto* type_union = as<UnionType>(type)) return prefix + union_body(*type_union, indent);
    const auto& structure = *as<StructType>(type);
    std::string head = structure.tag.empty() ? "struct" : "struct " + structure.tag;
    return prefix + head + " {\n" + fields(structure.fields, indent + 1) + pad(indent) + "}";
}

std::string CPrinter::fields(const std::vector<Field*>& members, int indent) {
    std::string text;
    for (const Field* member : members) text += field(*member, indent);
    return text;
}

std::string CPrinter::field(const Field& member, int indent) {
    if (!member.type) return pad(indent) + "/* empty arm */\n";
    Declaration declaration = declare(member.type, member.name, Place::member);
    const Type* base = member.type;
    for (;;) {  // the innermost type may be defined right here
        if (base->spelled) break;
        if (const auto* qualified = as<QualifiedType>(base)) {
            base = qualified->base;
        } else if (const auto* pointer = as<PointerType>(base)) {
            base = pointer->pointee;
        } else if (const auto* array = as<ArrayType>(base)) {
            base = array->element;
        } else {
            break;
        }
    }
    if (needs_body(base, member.where)) declaration.specifier = body(base, indent);
    std::string text = pad(indent) + declaration.text();
    if (member.bit_width) text += " : " + std::to_string(member.bit_width->value.value_or(0));
    return text + ";\n";
}

std::string CPrinter::enum_body(const EnumType& type, int indent) const {
    std::string text = type.tag.empty() ? "enum {\n" : "enum " + type.tag + " {\n";
    for (const Enumerator* enumerator : type.enumerators) {
        text += pad(indent + 1) + enumerator->name + " = " + std::to_string(enumerator->value);
        text += enumerator == type.enumerators.back() ? "\n" : ",\n";
    }
    return text + pad(indent) + "}";
}

std::string CPrinter::union_body(const UnionType& type, int indent) {
    std::string tag = type.tag.empty() ? "" : " " + type.tag;
    if (!type.is_encapsulated) return "union" + tag + " {\n" + fields(type.arms, indent + 1) + pad(indent) + "}";
    std::string inner = pad(indent + 1);
    return "struct" + tag + " {\n" + inner + declare(type.switch_type, type.switch_name, Place::member).text() + ";\n" +
           inner + "union {\n" + fields(type.arms, indent + 2) + inner + "} " + type.union_name + ";\n" + pad(indent) +
           "}";
}

std::vector<std::string> CPrinter::parameter_list(const Operation& operation) const {
    std::vector<std::string> list;
    if (operation.is_async) list.push_back("PRPC_ASYNC_STATE " + async_handle_name(operation));
    for (const Parameter* parameter : operation.parameters) {
        list.push_back(declare(parameter->type, parameter_name(*parameter), Place::parameter).text());
    }
    return list;
}

std::string CPrinter::prototype(const Operation& operation, const std::string& name) const {
    std::string parameters;
    for (const std::string& parameter : parameter_list(operation)) {
        parameters += (parameters.empty() ? "\n    " : ",\n    ") + parameter;
    }
    if (parameters.empty()) parameters = "void";
    std::string function = name + "(" + parameters + ")";
    if (!returns_value(operation)) return "void " + function;
    return declare(operation.result, function, Place::member).text();
}

std::string pipe_tag(const PipeType& pipe) { return (pipe.is_async ? "ASYNC_pipe_" : "pipe_") + pipe.name; }

std::string quote(const std::string& text, bool is_wide) {
    std::string out = is_wide ? "L\"" : "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string parameter_name(const Parameter& parameter) {
    return parameter.name.empty() ? "Parameter" + std::to_string(parameter.index) : parameter.name;
}

std::string async_handle_name(const Operation& operation) { return operation.name + "_AsyncHandle"; }

bool returns_value(const Operation& operation) { return !operation.is_async && !is_void(operation.result); }

}  // namespace midl
