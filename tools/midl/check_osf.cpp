// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What -osf takes away: Microsoft's extensions to the IDL of DCE, each with the number "Compiler Errors" gives it. Only
// the main file is looked at. Reference: "/osf switch".
#include <string>

#include "tools/midl/ast.hpp"
#include "tools/midl/check.hpp"
#include "tools/midl/diagnostics.hpp"

namespace midl {
namespace {

class DceCheck {
 public:
    explicit DceCheck(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    void file(const File& file) {
        for (const Decl* each : file.statements) {
            const bool is_allowed = each->kind == DeclKind::interface || each->kind == DeclKind::import ||
                                    each->kind == DeclKind::pragma || each->kind == DeclKind::cpp_quote;
            if (!is_allowed && !each->is_imported)
                error(each->where, 2261, "definitions and declarations outside of interface body requires /ms_ext");
            statement(*each);
        }
        if (file.interfaces.size() > 1)
            error(file.interfaces[1]->where, 2262, "multiple interfaces in one file requires /ms_ext");
    }

 private:
    void error(Location where, int code, const std::string& text) { diagnostics_.error(where, code, text); }

    void statement(const Decl& decl) {
        if (decl.is_imported) return;
        switch (decl.kind) {
            case DeclKind::interface:
                return interface_(static_cast<const Interface&>(decl));
            case DeclKind::cpp_quote:
                return error(decl.where, 2196, "\"cpp_quote\" requires /ms_ext");
            case DeclKind::typedef_:
                return definition(static_cast<const Typedef&>(decl));
            case DeclKind::tagged_type:
                return body(static_cast<const TaggedDecl&>(decl).type);
            case DeclKind::constant:
                return literal(*static_cast<const Constant&>(decl).value);
            case DeclKind::operation:
                return operation(static_cast<const Operation&>(decl));
            default:
                return;
        }
    }

    void interface_(const Interface& target) {
        unavailable(target.attributes, Attribute::object, target.where);
        unavailable(target.attributes, Attribute::async, target.where);
        for (const Decl* each : target.statements) statement(*each);
    }

    void definition(const Typedef& symbol) {
        const Attributes& attributes = symbol.attributes;
        if (attributes.has(Attribute::encode) || attributes.has(Attribute::decode))
            error(symbol.where, 2301, "[encode] or [decode] on a type requires /ms_ext");
        if (attributes.has(Attribute::allocate))
            error(attributes.where(Attribute::allocate), 2073, "[allocate] requires /ms_ext");
        const auto* pointer = resolve_as<PointerType>(symbol.type);
        if (attributes.has(Attribute::context_handle) && pointer && !is_void(pointer->pointee))
            error(symbol.where, 2068, "specifying [context_handle] on a type other than void * requires /ms_ext");
        unavailable(attributes, Attribute::wire_marshal, symbol.where);
        unavailable(attributes, Attribute::user_marshal, symbol.where);
        if (symbol.is_group_head) body(symbol.group_base);
        use(symbol.type, symbol.where);
    }

    void operation(const Operation& each) {
        const Attributes& attributes = each.attributes;
        if (attributes.has(Attribute::callback)) error(each.where, 2255, "[callback] requires /ms_ext");
        if (attributes.has(Attribute::local))
            error(each.where, 2051, "[local] attribute on a procedure requires /ms_ext");
        unavailable(attributes, Attribute::async, each.where);
        use(each.result, each.where);
        for (const Parameter* one : each.parameters) parameter(*one);
    }

    void parameter(const Parameter& one) {
        if (one.is_synthesized) return;
        if (one.name.empty()) error(one.where, 2000, "must specify /c_ext for abstract declarators");
        if (one.attributes.has(Attribute::byte_count)) error(one.where, 2060, "[byte_count] requires /ms_ext");
        use(one.type, one.where);
    }

    void unavailable(const Attributes& attributes, Attribute attribute, Location where) {
        if (attributes.has(attribute))
            error(where, 2072, "inapplicable attribute: [" + std::string(attribute_name(attribute)) + "] with -osf");
    }

    // A body where it stands; what a name stands for was looked at there.
    void body(const Type* type) {
        if (const auto* structure = as<StructType>(type)) return fields(structure->fields);
        if (const auto* choice = as<UnionType>(type)) return fields(choice->arms);
        const auto* enumeration = as<EnumType>(type);
        if (!enumeration) return;
        for (const Enumerator* each : enumeration->enumerators) {
            if (each->initializer) return error(each->where, 2008, "sparse enums require /c_ext or /ms_ext");
        }
    }

    void fields(const std::vector<Field*>& list) {
        for (const Field* each : list) {
            if (each->bit_width) error(each->where, 2132, "struct/union with bit fields needs /c_ext");
            if (each->type) use(each->type, each->where);
            body(each->type);
        }
    }

    void use(const Type* type, Location where) {
        while (type) {
            if (const auto* qualified = as<QualifiedType>(type)) {
                error(where, 2128, "use of type qualifiers and/or modifiers needs /c_ext");
                type = qualified->base;
            } else if (const auto* pointer = as<PointerType>(type)) {
                type = pointer->pointee;
            } else if (const auto* array = as<ArrayType>(type)) {
                type = array->element;
            } else {
                break;
            }
        }
        const auto* base = as<BaseType>(type);
        if (!base) return;
        if (base->base == Base::int_) error(where, 2125, "use of \"int\" needs /c_ext");
        if (base->base == Base::wchar) error(where, 2207, "parameter deriving from wchar_t needs /ms_ext");
        if (base->base == Base::int3264) error(where, 2386, "__int3264 is not supported in /osf mode");
    }

    void literal(const Expr& value) {
        if (value.is_wide && value.kind == ExprKind::string)
            error(value.where, 2013, "use of wide character strings requires /ms_ext or /c_ext");
        if (value.is_wide && value.kind != ExprKind::string)
            error(value.where, 2012, "use of wide-character constants requires /ms_ext or /c_ext");
        for (const Expr* operand : value.operands) literal(*operand);
    }

    Diagnostics& diagnostics_;
};

}  // namespace

void check_dce(const File& file, Diagnostics& diagnostics) { DceCheck(diagnostics).file(file); }

}  // namespace midl
