// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See format_support.hpp.
#include "tools/midl/format_support.hpp"

#include <algorithm>
#include <string>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/emit_model.hpp"
#include "tools/midl/format_procedure.hpp"
#include "tools/midl/format_type.hpp"
#include "tools/midl/format_walk.hpp"
#include "tools/midl/layout.hpp"
#include "tools/midl/options.hpp"

namespace midl {
namespace {

constexpr Attribute kTypeAttributes[] = {
    Attribute::cs_char, Attribute::cs_stag,       Attribute::cs_drtag, Attribute::cs_rtag,
    Attribute::iid_is,  Attribute::system_handle, Attribute::bstring,  Attribute::unaligned,
};

constexpr Attribute kOperationAttributes[] = {
    Attribute::cs_tag_rtn,
    Attribute::reflect_deletions,
};

// What an ACF may say of a whole interface; nothing below would look for it there.
constexpr Attribute kInterfaceAttributes[] = {
    Attribute::cs_tag_rtn,
};

class SupportCheck {
 public:
    SupportCheck(const Options& options, Diagnostics& diagnostics) : options_(options), diagnostics_(diagnostics) {}

    void check(const Interface& interface_);
    void command_line();
    void library(const ComBlock& block);
    void objects(const File& file);

 private:
    void refuse(Location where, const std::string& what) {
        diagnostics_.error(where, own_code::kNotGenerated, what + " is not supported by code generation");
    }
    void attributes(const Attributes& own, Location where);
    template <std::size_t N>
    void attributes(const Attribute (&unsupported)[N], const Attributes& own, Location where);
    void pickling(const Interface& interface_);
    void operation(const Operation& operation);
    void binding(const Operation& operation);
    void ignored(const Parameter& parameter);
    bool use(const TypeUse& use);
    void context_handle(const TypeUse& use);
    void base(const TypeUse& use, const BaseType& type);
    void pointer(const TypeUse& use, const PointerType& type);
    void array(const TypeUse& use, const ArrayType& type);
    void pipe(const TypeUse& use, const PipeType& type);
    void element(const TypeUse& use, const Type* element);
    void switched(const TypeUse& use, const UnionType& type);
    void expression(const Expr* expression, Location where);
    void bounds(const Bounds& bounds, Location where);

    const Options& options_;
    Diagnostics& diagnostics_;
};

Location place(Location preferred, Location otherwise) { return preferred.line ? preferred : otherwise; }

template <std::size_t N>
void SupportCheck::attributes(const Attribute (&unsupported)[N], const Attributes& own, Location where) {
    for (Attribute attribute : unsupported) {
        if (own.has(attribute))
            refuse(place(own.where(attribute), where), "[" + std::string(attribute_name(attribute)) + "]");
    }
}

void SupportCheck::attributes(const Attributes& own, Location where) { attributes(kTypeAttributes, own, where); }

void SupportCheck::command_line() {
    if (options_.protocol == Options::Protocol::ndr64) refuse({}, "-protocol ndr64");
    if (options_.protocol == Options::Protocol::all)
        diagnostics_.warning({}, own_code::kOnlyNdr20, 1, "-protocol all: the stubs offer NDR 2.0 alone");
}

// -notlb says that no type library is wanted.
void SupportCheck::library(const ComBlock& block) {
    if (block.keyword != "library" || options_.no_type_library) return;
    diagnostics_.warning(block.where, own_code::kNoTypeLibrary, 1,
                         "no type library is written for library " + block.name +
                             "; header and identifiers are (-notlb: none is wanted)");
}

// One word, however many there are.
void SupportCheck::objects(const File& file) {
    std::size_t count = 0;
    const Interface* first = nullptr;
    for (const Interface* one : file.interfaces) {
        if (!one->is_object || one->is_local || one->is_dispatch) continue;
        if (++count == 1) first = one;
    }
    if (!first) return;
    const std::string more = count > 1 ? " and " + std::to_string(count - 1) + " more" : std::string();
    diagnostics_.warning(
        first->where, own_code::kNoProxy, 1,
        "no proxy is written for [object] interface " + first->name + more + "; header and identifiers are");
}

void SupportCheck::check(const Interface& interface_) {
    attributes(kInterfaceAttributes, interface_.attributes, interface_.where);
    for (const Decl* one : interface_.statements) {
        if (one->kind != DeclKind::typedef_) continue;
        const auto* definition = static_cast<const Typedef*>(one);
        if (const std::string what = refused_pickling(*definition); !what.empty())
            refuse(definition->where, "[encode] or [decode] of " + what);
    }
    pickling(interface_);
    for (const Operation* one : interface_.callbacks) operation(*one);
    for (const Operation* one : interface_.operations) operation(*one);
}

void SupportCheck::pickling(const Interface& interface_) {
    for (const Operation* one : interface_.operations) {
        if (!is_pickled(*one)) continue;
        if (one->binding.type != HandleType::primitive || one->binding.mode == Binding::Mode::automatic)
            refuse(one->where, "[encode] or [decode] on a procedure without a handle_t");
        if (one->is_async) refuse(one->where, "[encode] or [decode] on an [async] procedure");
        if (is_returned_by_pointer(*one))
            refuse(one->where, "[encode] or [decode] on a procedure that returns a structure");
        for (const Parameter* parameter : one->parameters) {
            if (is_context_handle(parameter->type, parameter->attributes))
                refuse(parameter->where,
                       "[encode] or [decode] of a context handle, which means nothing outside a call,");
        }
    }
}

void SupportCheck::operation(const Operation& operation) {
    attributes(kOperationAttributes, operation.attributes, operation.where);
    if (operation.attributes.has(Attribute::message)) {
        diagnostics_.warning(place(operation.attributes.where(Attribute::message), operation.where),
                             own_code::kNoMessageQueue, 1,
                             "there is no message queue (ncadg_mq): the call of " + operation.name +
                                 " waits for the server as any other");
    }
    binding(operation);
    const auto* result = resolve_as<BaseType>(operation.result);
    const bool is_status =
        result && (result->base == Base::error_status || (result->base == Base::long_ && result->is_unsigned));
    if (!is_status &&
        (operation.attributes.has(Attribute::comm_status) || operation.attributes.has(Attribute::fault_status)))
        refuse(operation.where, "[comm_status] or [fault_status] on a result other than error_status_t");
    TypeWalk walk([this](const TypeUse& one) { return use(one); });
    walk.walk(operation);
    for (const Parameter* parameter : operation.parameters) ignored(*parameter);
}

// The server makes room for what does not travel, so its size has to be known there.
void SupportCheck::ignored(const Parameter& parameter) {
    const auto* pointer = resolve_as<PointerType>(parameter.type);
    if (!pointer || !parameter.attributes.has(Attribute::partial_ignore)) return;
    const auto* structure = resolve_as<StructType>(pointer->pointee);
    const bool is_open = structure && trailing_array(*structure);
    if (is_open || (pointer->is_string && !pointer->bounds.is_sized()) || substitute_of(pointer->pointee))
        refuse(parameter.where, "[partial_ignore] on a pointer to something of unknown size");
}

// The unbind routine gets the value when the call is complete; only what fits a register is kept until then.
void SupportCheck::binding(const Operation& operation) {
    const Binding& binding = operation.binding;
    if (!operation.is_async || binding.mode != Binding::Mode::parameter || binding.type != HandleType::generic) return;
    if (handle_form(*binding.generic_type) == HandleForm::address)
        refuse(binding.parameter->where, "a [handle] structure of an [async] procedure");
}

// Is there more to look at inside?
bool SupportCheck::use(const TypeUse& use) {
    static const Attributes kNone;
    if (is_context_handle(use.type, use.attributes ? *use.attributes : kNone)) {
        context_handle(use);
        return false;  // what a context handle points to never travels
    }
    if (use.attributes) attributes(*use.attributes, use.where);
    for (Attribute attribute : kTypeAttributes) {
        if (const Typedef* definition = typedef_with(use.type, attribute))
            attributes(definition->attributes, definition->where);
    }
    if (use.field && use.field->bit_width) refuse(use.where, "a bit field");
    if (use.field && has_attribute(use.field->attributes, use.type, Attribute::ignore)) return false;
    if (auto substitute = substitute_of(use.type)) {
        // Only the C compiler knows its size: nothing can be laid out around it.
        bool is_behind = use.parent && (use.parent->kind == TypeKind::pointer || use.parent->kind == TypeKind::array);
        if (!substitute->presented && !is_behind)
            refuse(use.where, "a value of type " + substitute->name + ", which the IDL does not declare,");
        return true;
    }
    const Type* type = resolve(use.type);
    switch (type->kind) {
        case TypeKind::base:
            base(use, *as<BaseType>(type));
            break;
        case TypeKind::pointer:
            pointer(use, *as<PointerType>(type));
            break;
        case TypeKind::array:
            array(use, *as<ArrayType>(type));
            break;
        case TypeKind::union_:
            switched(use, *as<UnionType>(type));
            break;
        case TypeKind::pipe:
            pipe(use, *as<PipeType>(type));
            break;
        case TypeKind::function:
            refuse(use.where, "a function");
            break;
        case TypeKind::interface:
            refuse(use.where, "an interface pointer");
            break;
        case TypeKind::safe_array:
            refuse(use.where, "SAFEARRAY");
            break;
        case TypeKind::opaque:
            refuse(use.where, "type " + as<OpaqueType>(type)->name);
            break;
        default:
            break;
    }
    return true;
}

// As a parameter, or as an element of one whose type names it.
void SupportCheck::context_handle(const TypeUse& use) {
    static const Attributes kNone;
    const auto* pointer = resolve_as<PointerType>(use.type);
    const bool is_named = is_context_handle(use.type, kNone);
    if (pointer && is_sized(*pointer) && !is_named) refuse(use.where, "an array of context handles without a typedef");
    if (!use.parent) return;
    const auto* parent = as<PointerType>(use.parent);
    const bool is_element = use.parent->kind == TypeKind::array || (parent && is_sized(*parent));
    if (!is_element) refuse(use.where, "a pointer to a context handle inside other data");
}

void SupportCheck::base(const TypeUse& use, const BaseType& type) {
    bool is_remote_pointee = use.parent != nullptr;
    switch (type.base) {
        case Base::void_:
            if (is_remote_pointee) refuse(use.where, "void *");
            break;
        case Base::handle:
            if (is_remote_pointee && use.parent->kind != TypeKind::pointer) refuse(use.where, "handle_t as data");
            break;
        case Base::int128:
        case Base::float80:
        case Base::float128:
        case Base::bind_opaque:
            refuse(use.where, "type " + type.spelling);
            break;
        default:
            break;
    }
}

void SupportCheck::expression(const Expr* expression, Location where) {
    if (!expression || expression->is_constant()) return;
    const Type* type = expression->parameter ? expression->parameter->type
                       : expression->field   ? expression->field->type
                                             : nullptr;
    const auto* variable = resolve_as<BaseType>(type);
    if (variable && (variable->base == Base::hyper || variable->base == Base::int3264))
        refuse(place(expression->where, where), "a 64-bit switch variable");
    for (const Expr* operand : expression->operands) this->expression(operand, where);
}

void SupportCheck::bounds(const Bounds& bounds, Location where) {
    if (bounds.min_is) refuse(where, "[min_is]");
}

void SupportCheck::pointer(const TypeUse& use, const PointerType& type) {
    bounds(type.bounds, use.where);
    if (!type.bounds.is_sized() && type.bounds.is_varying() && !type.is_string)
        refuse(use.where, "[length_is] on a pointer without [size_is]");
    if (type.is_byte_string) refuse(use.where, "[bstring]");
    if (is_sized(type)) {
        element(use, type.pointee);
        if (use.attributes && use.attributes->range && !options_.robust)
            refuse(use.where, "[range] on a sized pointer with -no_robust");
    }
    const auto* structure = resolve_as<StructType>(type.pointee);
    if (is_sized(type) && structure && trailing_array(*structure))
        refuse(use.where, "an array of conformant structures");
}

void SupportCheck::array(const TypeUse& use, const ArrayType& type) {
    bounds(type.bounds, use.where);
    if (type.is_byte_string) refuse(use.where, "[bstring]");
    element(use, type.element);
    if (type.is_conformant() && !type.bounds.is_sized() && !type.is_string) refuse(use.where, "an array without size");
    if (use.parent && use.parent->kind == TypeKind::array && type.is_conformant())
        refuse(use.where, "an array with an open dimension that is not the first");
    const bool is_last = use.structure && use.structure->fields.back() == use.field;
    if (use.field && type.is_conformant() && !is_last)
        refuse(use.where, "a conformant array that is not the last member");
}

// Its descriptor has 16 bits for the sizes.
void SupportCheck::pipe(const TypeUse& use, const PipeType& type) {
    constexpr std::uint32_t kMaxElement = 0xffff;
    const std::uint32_t in_memory = layout_of(type.element).size;
    const std::uint32_t on_wire = wire_shape(type.element).fixed_size.value_or(0);
    if (std::max(in_memory, on_wire) > kMaxElement) refuse(use.where, "a pipe of elements larger than 64 KB");
}

void SupportCheck::element(const TypeUse& use, const Type* element) {
    const auto* structure = resolve_as<StructType>(element);
    if (structure && trailing_array(*structure)) refuse(use.where, "an array of conformant structures");
    // The place of the switch would have to count from each element anew.
    const auto* type_union = resolve_as<UnionType>(element);
    bool is_embedded = use.field && resolve(use.type)->kind == TypeKind::array;
    static const Attributes kNone;
    if (use.field && is_context_handle(element, kNone))
        refuse(use.where, "context handles inside a structure or union");
    if (type_union && !type_union->is_encapsulated && is_embedded)
        refuse(use.where, "an array of unions inside a structure");
}

void SupportCheck::switched(const TypeUse& use, const UnionType& type) {
    if (type.is_encapsulated) return;
    if (!use.attributes || !use.attributes->switch_is) return refuse(use.where, "a union without [switch_is]");
    expression(use.attributes->switch_is, use.where);
    const auto* base = resolve_as<BaseType>(type.switch_type);
    if (base && base->base == Base::hyper) refuse(use.where, "a 64-bit switch variable");
}

}  // namespace

void check_supported(const File& file, const Options& options, Diagnostics& diagnostics) {
    SupportCheck check(options, diagnostics);
    check.command_line();
    check.objects(file);
    for (const Decl* one : file.statements) {
        if (one->kind == DeclKind::com_block) check.library(*static_cast<const ComBlock*>(one));
    }
    for (const Interface* interface_ : file.interfaces) {
        if (interface_->is_local || interface_->is_object || !interface_->is_defined) continue;
        check.check(*interface_);
    }
}

}  // namespace midl
