// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/check.hpp"

#include <algorithm>
#include <unordered_map>

#include "tools/midl/acf.hpp"
#include "tools/midl/checker.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"

namespace midl {

void check(File& file, const Options& options, Diagnostics& diagnostics) { Checker(file, options, diagnostics).run(); }

void Checker::error(Location where, int code, const std::string& text) { diagnostics_.error(where, code, text); }

void Checker::warning(Location where, int code, int level, const std::string& text) {
    diagnostics_.warning(where, code, level, text);
}

void Checker::run() {
    statements(file_.imported);
    statements(file_.statements);
}

void Checker::statements(const std::vector<Decl*>& list) {
    for (Decl* decl : list) {
        if (diagnostics_.too_many()) return;
        switch (decl->kind) {
            case DeclKind::typedef_:
                typedef_(*static_cast<Typedef*>(decl));
                break;
            case DeclKind::tagged_type:
                specifier(static_cast<TaggedDecl*>(decl)->type);
                break;
            case DeclKind::interface: {
                auto* target = static_cast<Interface*>(decl);
                interface_ = target;
                interface_header(*target);
                interface_body(*target);
                interface_ = nullptr;
                break;
            }
            case DeclKind::com_block:
                statements(static_cast<ComBlock*>(decl)->statements);
                break;
            default:
                break;
        }
    }
}

void Checker::typedef_(Typedef& symbol) {
    if (symbol.is_group_head) specifier(symbol.group_base);
    declarator(symbol.type, symbol.attributes, Site::type_definition, symbol.where);
    const Attributes& attributes = symbol.attributes;
    if (auto* enumeration = const_cast<EnumType*>(resolve_as<EnumType>(symbol.type));
        enumeration && attributes.has(Attribute::v1_enum)) {
        enumeration->is_v1 = true;
    }
    handle_typedef(symbol);
    pipe_typedef(symbol);
    wire_typedef(symbol);
    allocate_modes(attributes, symbol.type, symbol.where);
    if ((attributes.has(Attribute::encode) || attributes.has(Attribute::decode)) &&
        resolve_as<ArrayType>(symbol.type) && is_conformant(symbol.type)) {
        error(symbol.where, 2278, "top-level conformance or variance not allowed with [encode] or [decode]");
    }
}

void Checker::interface_header(Interface& target) {
    const Attributes& attributes = target.attributes;
    if (!target.uuid && !target.is_local && !target.is_imported) error(target.where, 2079, "no [uuid] specified");
    if (target.uuid && target.is_local && !target.is_object) {
        warning(attributes.where(Attribute::uuid), 2080, 2, "[uuid] ignored on [local] interface");
    }
    const Interface* ancestor = target.base;
    for (std::size_t i = 0; ancestor && ancestor != &target && i <= kMaxDepth; ++i) ancestor = ancestor->base;
    if (ancestor) {
        error(target.where, 2256, "circular interface dependency: " + target.name);
        target.base = nullptr;
    }
    if (target.base && !target.base->is_defined) {
        error(target.base_where, 2011, "unresolved type declaration: base interface " + target.base_name);
    }
    if (target.base && !target.is_object && !target.is_local) {
        error(target.base_where, 2271,
              "[object] interfaces must derive from another [object] interface, others from none: " + target.name);
    }
    const bool has_auto = attributes.has(Attribute::auto_handle);
    const bool has_implicit = target.implicit_handle.has_value();
    const bool has_explicit = attributes.has(Attribute::explicit_handle);
    if (int{has_auto} + int{has_implicit} + int{has_explicit} > 1) {
        error(target.where, 2263, "only one of [implicit_handle], [auto_handle], or [explicit_handle] allowed");
    }
    if (attributes.has(Attribute::code) && attributes.has(Attribute::nocode)) {
        error(attributes.where(Attribute::nocode), 2287, "[code] and [nocode] may not be used together");
    }
    target.is_auto_handle = has_auto;
    target.encode = attributes.has(Attribute::encode);
    target.decode = attributes.has(Attribute::decode);
    implicit_handle(target);
}

void Checker::interface_body(Interface& target) {
    statements(target.statements);
    collect_operations(target);
    interface_kind(target);
    for (Decl* decl : target.statements) {
        if (decl->kind == DeclKind::operation) operation(target, *static_cast<Operation*>(decl));
    }
}

// Procedure numbers: in order of declaration, without [local] routines; callbacks have numbers of their own.
void Checker::collect_operations(Interface& target) {
    std::unordered_map<std::string, const Operation*> names;
    for (Decl* decl : target.statements) {
        if (decl->kind != DeclKind::operation) continue;
        auto& each = *static_cast<Operation*>(decl);
        const auto [known, is_new] = names.emplace(each.name, &each);
        if (!is_new && target.attributes.com.empty() && each.attributes.com.empty()) {
            error(each.where, 2003, "redefinition: procedure " + each.name);
            diagnostics_.note(known->second->where, "the previous definition is here");
        }
        each.is_local = target.is_local || each.attributes.has(Attribute::local);
        if (each.attributes.has(Attribute::call_as)) call_as(target, each);
        if (each.is_local) continue;
        auto& list = each.is_callback ? target.callbacks : target.operations;
        each.number = static_cast<int>(list.size());
        list.push_back(&each);
    }
}

void Checker::call_as(Interface& target, Operation& each) {
    const std::string& name = each.attributes.call_as;
    const auto found = std::find_if(target.statements.begin(), target.statements.end(), [&](const Decl* decl) {
        return decl->kind == DeclKind::operation && static_cast<const Operation*>(decl)->name == name;
    });
    if (found != target.statements.end()) {
        each.called_as = static_cast<Operation*>(*found);
        const bool is_second = std::any_of(target.statements.begin(), target.statements.end(), [&](const Decl* decl) {
            const auto* other = decl->kind == DeclKind::operation ? static_cast<const Operation*>(decl) : nullptr;
            return other && other != &each && other->called_as == each.called_as;
        });
        if (is_second) {
            error(each.attributes.where(Attribute::call_as), 2285,
                  "procedure used twice as the caller in [call_as]: " + name);
        }
        if (!each.called_as->attributes.has(Attribute::local)) {
            error(each.attributes.where(Attribute::call_as), 2274,
                  "[call_as] type must be a [local] procedure: " + name);
        }
    } else if (target.is_object) {
        error(each.attributes.where(Attribute::call_as), 2275,
              "undefined [call_as] must not be used in an object interface: " + name);
    }
}

}  // namespace midl
