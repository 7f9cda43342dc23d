// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Statements of type libraries: library, importlib, coclass, dispinterface, module. What they define is in the header
// and the file of identifiers; the library itself is not written. Reference: "MIDL Language Reference", their pages.
#include <utility>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/parser.hpp"

namespace midl {

bool IdlParser::at_com_statement() const {
    return at("importlib") || at("library") || at("coclass") || at("dispinterface") || at("module");
}

void IdlParser::com_statement(std::vector<Decl*>& into, Attributes own, const HeaderAttributes& header) {
    const DepthGuard guard(*this);
    auto* block = make<ComBlock>(here());
    block->keyword = identifier("a keyword");
    if (block->keyword == "importlib") return importlib(into, *block);
    check_site(own, attribute_site::kInterface, "a " + block->keyword);
    block->where = here();
    block->name = identifier("the name of the " + block->keyword);
    block->attributes = std::move(own);
    block->uuid = header.uuid;
    if (block->keyword == "dispinterface") return dispinterface(into, *block);
    if (accept(";")) return;
    add(into, block);
    expect("{");
    if (block->keyword == "library") {
        library_body(*block);
    } else if (block->keyword == "coclass") {
        coclass_body(*block);
    } else {
        if (!in_library_) error(block->where, 2359, "this construct is only allowed within a library block: module");
        statements(block->statements, true);
    }
    expect("}");
    accept(";");
}

// What the library defines stays unknown: nothing here reads one.
void IdlParser::importlib(std::vector<Decl*>& into, ComBlock& block) {
    if (!in_library_) error(block.where, 2347, "importlib is not allowed outside of a library block");
    expect("(");
    block.name = string_literal();
    expect(")");
    accept(";");
    has_importlib_ = true;
    add(into, &block);
}

void IdlParser::library_body(ComBlock& block) {
    if (in_library_ || has_library_) error(block.where, 2016, "two library blocks: " + block.name);
    if (!block.uuid && !is_imported_) error(block.where, 2079, "no [uuid] specified");
    has_library_ = true;
    const bool outer = std::exchange(in_library_, true);
    statements(block.statements, true);
    in_library_ = outer;
}

// [default] interface IThing; [source] dispinterface DThing;
void IdlParser::coclass_body(ComBlock& block) {
    if (!block.uuid && !is_imported_) error(block.where, 2079, "no [uuid] specified");
    members([this] {
        attributes();
        if (!accept("interface") && !accept("dispinterface")) syntax_error("\"interface\" or \"dispinterface\"");
        const Location where = here();
        const std::string name = identifier("the interface's name");
        if (!context_.symbols.find_interface(name) && !has_importlib_)
            error(where, 2009, "undefined symbol: interface " + name);
        if (accept(":")) identifier("the base interface's name");
        expect(";");
    });
}

void IdlParser::dispinterface(std::vector<Decl*>& into, const ComBlock& block) {
    Interface* target = named_interface(block.name, block.where);
    if (accept(";")) return;
    if (target->is_defined) {
        error(block.where, 2003, "redefinition: interface " + block.name);
        context_.diagnostics.note(target->where, "the previous definition is here");
        target = make<Interface>(block.where);
        target->name = block.name;
    }
    target->where = target->base_where = block.where;
    target->attributes = block.attributes;
    target->uuid = block.uuid;
    target->is_object = target->is_dispatch = true;
    target->base_name = "IDispatch";
    target->base = context_.symbols.find_interface(target->base_name);
    if (!target->base && !has_importlib_)
        error(block.where, 2017, "the dispinterface statement requires a definition for IDispatch");
    target->is_defined = true;
    add(into, target);
    if (!is_imported_) context_.file.interfaces.push_back(target);
    expect("{");
    if (accept("interface")) {
        const Location where = here();
        const std::string name = identifier("the interface's name");
        if (!context_.symbols.find_interface(name)) error(where, 2009, "undefined symbol: interface " + name);
        expect(";");
    } else {
        dispatch_members();
    }
    expect("}");
    accept(";");
}

// properties: [id(1)] long Size; methods: [id(2)] HRESULT Show([in] long how);
void IdlParser::dispatch_members() {
    members([this] {
        if ((at("properties") || at("methods")) && token(1).is(":")) {
            advance();
            return advance();
        }
        attributes();
        const Specifier base = specifier();
        const Declarator name = declarator(false);
        apply(base.type, name.modifiers);
        expect(";");
    });
}

// A syntax error costs one member.
void IdlParser::members(const std::function<void()>& member) {
    while (!at("}") && !at_end()) {
        try {
            member();
        } catch (const Abandon&) {
            frames_.clear();
            recover();
        }
    }
}

}  // namespace midl
