// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/acf.hpp"

#include <algorithm>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

class AcfParser final : public ParserBase {
 public:
    AcfParser(ParseContext& context, const TokenStream& stream) : ParserBase(context, stream) {}

    void parse() {
        take_pragmas();
        while (!at_end() && !context_.diagnostics.too_many()) {
            try {
                interface_statement();
            } catch (const Abandon&) {
                recover();
                accept("}");
            }
        }
    }

 private:
    // ---- types: names only, as in implicit_handle(handle_t h)
    bool starts_type(std::size_t) const override { return false; }

    Type* type_name() override {
        const Location where = here();
        while (at("struct") || at("union") || at("enum") || at("const")) advance();
        const std::string name = identifier("a type name");
        Type* type = nullptr;
        if (name == "handle_t") {
            auto* handle = make<BaseType>(where);
            handle->base = Base::handle;
            handle->spelling = name;
            type = handle;
        } else if (const Typedef* definition = context_.symbols.find_typedef(name)) {
            auto* alias = make<AliasType>(where);
            alias->definition = definition;
            type = alias;
        } else if (Type* tagged = context_.symbols.find_tag(name)) {
            type = tagged;
        } else {
            auto* opaque = make<OpaqueType>(where);
            opaque->name = name;
            type = opaque;
        }
        while (at("*")) {
            auto* pointer = make<PointerType>(here());
            pointer->pointee = type;
            type = pointer;
            advance();
        }
        return type;
    }

    // ---- statements
    void interface_statement() {
        if (accept(";")) return;
        HeaderAttributes header;
        Attributes own = attributes(&header);
        expect("interface");
        const Location where = here();
        const std::string name = identifier("the interface's name");
        check_site(own, attribute_site::kAcfInterface, "an interface in the ACF");
        if (Interface* target = find_interface(name, where)) {
            interface_ = target;
            merge_header(*target, own, header);
            body();
        } else if (at("{")) {
            skip_balanced();
        }
        accept(";");
    }

    // With -acf the names may differ; then the only interface is meant.
    Interface* find_interface(const std::string& name, Location where) {
        const auto& known = context_.file.interfaces;
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const Interface* i) { return i->name == name; });
        if (found != known.end()) return *found;
        if (known.size() == 1 && is_named_acf()) return known.front();
        error(where, 2095,
              "interface name specified in the ACF does not match that specified in the IDL file: " + name);
        return nullptr;
    }

    bool is_named_acf() const {
        const auto& words = context_.options.command_line;
        return std::any_of(words.begin(), words.end(),
                           [](const std::string& word) { return word == "-acf" || word == "/acf"; });
    }

    void merge_header(Interface& target, const Attributes& own, const HeaderAttributes& header) {
        target.attributes.merge(own);
        if (header.implicit_handle) target.implicit_handle = header.implicit_handle;
        if (header.pointer_default != PointerClass::unset) target.pointer_default = header.pointer_default;
        if (own.has(Attribute::local)) target.is_local = true;
    }

    void body() {
        expect("{");
        while (!at("}") && !at_end()) {
            try {
                statement();
            } catch (const Abandon&) {
                recover();
            }
        }
        expect("}");
    }

    void statement() {
        if (accept(";")) return;
        Attributes own = attributes();
        if (at("include")) return include();
        if (at("typedef")) return typedef_statement(std::move(own));
        operation(std::move(own));
    }

    void include() {
        advance();
        do interface_->acf_includes.push_back(unescape(string_literal()));
        while (another());
        expect(";");
    }

    void typedef_statement(Attributes own) {
        advance();
        own.merge(attributes());
        check_site(own, attribute_site::kAcfType, "a type in the ACF");
        if (!own.any())
            context_.diagnostics.warning(here(), 2307, 1, "no attributes on ACF file typedef, so no effect");
        do {
            const Location where = here();
            const std::string name = identifier("a type name");
            if (Typedef* target = context_.symbols.find_typedef(name)) {
                target->attributes.merge(own);
            } else {
                error(where, 2010, "type used in ACF file not defined in IDL file: " + name);
            }
        } while (another());
        expect(";");
    }

    // A comma may stand behind the last one.
    bool another() { return accept(",") && !at(";"); }

    void operation(Attributes own) {
        check_site(own, attribute_site::kAcfOperation, "a procedure in the ACF");
        bool more = true;
        while (more) {
            const Location where = here();
            const std::string name = identifier("a procedure");
            Operation* target = find_operation(name);
            if (!target) error(where, 2100, "procedure undefined: " + name);
            if (target && target->is_local && !own.has(Attribute::call_as)) {
                error(where, 2098, "a [local] procedure cannot be specified in ACF file: " + name);
            }
            if (target) target->attributes.merge(own);
            expect("(");
            parameters(target);
            expect(")");
            more = another();
        }
        expect(";");
    }

    Operation* find_operation(const std::string& name) const {
        for (Decl* decl : interface_->statements) {
            if (decl->kind != DeclKind::operation) continue;
            auto* candidate = static_cast<Operation*>(decl);
            if (candidate->name == name) return candidate;
        }
        return nullptr;
    }

    // `target` is null when the procedure is unknown; its list is read all the same.
    void parameters(Operation* target) {
        if (at("void") && token(1).is(")")) advance();
        while (!at(")")) {
            if (accept(",")) continue;
            Attributes own = attributes();
            check_site(own, attribute_site::kAcfParameter, "a parameter in the ACF");
            const Location where = here();
            const std::string name = identifier("a parameter");
            while (accept("[")) {
                if (!at("]")) syntax_error("\"]\"");
                advance();
            }
            if (target) parameter(*target, own, name, where);
            if (!at(",") && !at(")")) syntax_error("\",\" or \")\"");
        }
    }

    void parameter(Operation& target, const Attributes& own, const std::string& name, Location where) {
        const auto found = std::find_if(target.parameters.begin(), target.parameters.end(),
                                        [&](const Parameter* parameter) { return parameter->name == name; });
        if (found != target.parameters.end()) {
            (*found)->attributes.merge(own);
        } else if (own.has(Attribute::comm_status) || own.has(Attribute::fault_status)) {
            add_status_parameter(target, own, name, where);
        } else {
            error(where, 2101, "this parameter does not exist in the IDL file: " + name);
        }
    }

    // A status the IDL does not know: an [out] error_status_t* the stub fills, which never travels.
    void add_status_parameter(Operation& target, const Attributes& own, const std::string& name, Location where) {
        auto* status = make<BaseType>(where);
        status->base = Base::error_status;
        status->spelling = "error_status_t";
        auto* pointer = make<PointerType>(where);
        pointer->pointee = status;
        auto* parameter = make<Parameter>(where);
        parameter->name = name;
        parameter->type = pointer;
        parameter->attributes = own;
        parameter->attributes.add(Attribute::out, where);
        parameter->index = static_cast<int>(target.parameters.size());
        parameter->is_synthesized = true;
        parameter->is_transmitted = false;
        target.parameters.push_back(parameter);
    }

    Interface* interface_ = nullptr;
};

}  // namespace

void apply_acf(ParseContext& context, const TokenStream& stream) { AcfParser(context, stream).parse(); }

void add_explicit_handle(Tree& tree, Operation& operation) {
    auto* handle = tree.make<BaseType>(operation.where);
    handle->base = Base::handle;
    handle->spelling = "handle_t";
    auto* parameter = tree.make<Parameter>(operation.where);
    parameter->name = "IDL_handle";
    parameter->type = handle;
    parameter->attributes.add(Attribute::in, operation.where);
    parameter->is_synthesized = true;
    parameter->is_transmitted = false;
    operation.parameters.insert(operation.parameters.begin(), parameter);
    int index = 0;
    for (Parameter* each : operation.parameters) each->index = index++;
}

}  // namespace midl
