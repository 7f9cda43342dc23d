// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Statements: interfaces and their bodies, typedefs, constants, operations, import, cpp_quote and pragmas.
#include <algorithm>
#include <charconv>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/parser.hpp"

namespace midl {

namespace {

constexpr std::string_view kSilentPragmas[] = {"once",    "warning", "region", "endregion",
                                               "comment", "GCC",     "clang",  "message"};

std::string first_word(std::string_view text) {
    const auto end = text.find_first_of(" \t(");
    return std::string(text.substr(0, end));
}

// The integers of `pack(push, 4)` or `warning(disable: 2400 2401)`.
std::vector<int> numbers_in(std::string_view text) {
    std::vector<int> numbers;
    for (std::size_t i = 0; i < text.size();) {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), value);
        if (error == std::errc()) numbers.push_back(value);
        i = error == std::errc() ? static_cast<std::size_t>(end - text.data()) : i + 1;
    }
    return numbers;
}

// May a string literal, wide or not, stand for a value of the type?
bool holds_text(const Type* type, bool is_wide) {
    const auto* pointer = resolve_as<PointerType>(type);
    const auto* array = resolve_as<ArrayType>(type);
    const Type* element = pointer ? pointer->pointee : array ? array->element : nullptr;
    return element && is_integral(element) && size_of_type(element) == (is_wide ? 2U : 1U);
}

bool same_type(const Type* left, const Type* right) {
    for (;;) {
        left = resolve(left);
        right = resolve(right);
        if (left == right) return true;
        if (!left || !right || left->kind != right->kind) return false;
        if (const auto* base = as<BaseType>(left)) {
            const auto* other = as<BaseType>(right);
            return base->base == other->base && base->is_unsigned == other->is_unsigned;
        }
        if (!as<PointerType>(left)) return false;
        left = as<PointerType>(left)->pointee;
        right = as<PointerType>(right)->pointee;
    }
}

}  // namespace

void IdlParser::parse_file(std::vector<Decl*>& into) {
    pack_ = context_.options.pack;
    take_pragmas();
    while (!at_end()) {
        statements(into, false);
        if (at("}")) {
            error(here(), 2025, "syntax error: \"}\" without \"{\"");
            advance();
        }
    }
}

void IdlParser::statements(std::vector<Decl*>& into, bool in_block) {
    while (!at_end() && !at("}") && !context_.diagnostics.too_many()) {
        add_pragmas(into);
        const int outside = braces();
        try {
            statement(into);
        } catch (const Abandon&) {
            frames_.clear();
            open_types_.clear();
            recover(outside);
            accept(";");
        }
    }
    add_pragmas(into);
    if (context_.diagnostics.too_many()) {
        while (!at_end()) advance();
    }
    if (in_block && at_end() && !context_.diagnostics.too_many()) syntax_error("\"}\"");
}

void IdlParser::add(std::vector<Decl*>& into, Decl* decl) {
    decl->is_imported = is_imported_;
    decl->owner = interface_;
    into.push_back(decl);
}

void IdlParser::statement(std::vector<Decl*>& into) {
    if (accept(";")) return;
    if (at("extern") && token(1).kind == TokenKind::string && token(2).is("{")) return linkage_block(into);
    HeaderAttributes header;
    Attributes own = attributes(&header);
    const bool is_named = token(1).kind == TokenKind::identifier;
    if (at("interface") && is_named && (token(2).is("{") || token(2).is(":") || token(2).is(";"))) {
        interface_statement(into, std::move(own), header);
    } else if (at("import")) {
        import_statement(into);
    } else if (at("cpp_quote")) {
        cpp_quote_statement(into);
    } else if (at("midl_pragma")) {
        midl_pragma_statement(into);
    } else if (at("typedef")) {
        typedef_statement(into, std::move(own));
    } else if (at_com_statement()) {
        com_statement(into, std::move(own), header);
    } else {
        declaration_statement(into, std::move(own));
    }
}

void IdlParser::add_pragmas(std::vector<Decl*>& into) {
    for (Decl* each : std::exchange(pragmas_, {})) add(into, each);
}

void IdlParser::pragma(const Token& token) {
    const std::string word = first_word(token.text);
    if (word == "midl_echo") return echo_pragma(token.text, token.where);
    pack_pragma(token.text, token.where);
    if (word != "pack") return;
    auto* pragma = make<Pragma>(token.where);
    pragma->text = token.text;
    pragmas_.push_back(pragma);
}

void IdlParser::echo_pragma(std::string_view text, Location where) {
    const auto open = text.find('"');
    const auto close = text.rfind('"');
    if (open == close) return error(where, 2027, "unknown pragma option: midl_echo needs a string");
    auto* quote = make<CppQuote>(where);
    quote->text = unescape(text.substr(open + 1, close - open - 1));
    pragmas_.push_back(quote);
}

// extern "C" { ... }: the braces of a C++ header change nothing here.
void IdlParser::linkage_block(std::vector<Decl*>& into) {
    const DepthGuard guard(*this);
    advance();
    advance();
    expect("{");
    statements(into, true);
    expect("}");
}

void IdlParser::pack_pragma(std::string_view text, Location where) {
    const std::string word = first_word(text);
    if (word != "pack") {
        if (std::find(std::begin(kSilentPragmas), std::end(kSilentPragmas), word) == std::end(kSilentPragmas)) {
            context_.diagnostics.warning(where, 2027, 1, "unknown pragma option: " + word);
        }
        return;
    }
    if (text.find("push") != std::string_view::npos) pack_stack_.push_back(pack_);
    if (text.find("pop") != std::string_view::npos) {
        if (pack_stack_.empty()) {
            context_.diagnostics.warning(where, 2292, 1, "#pragma pack(pop) without matching #pragma pack(push)");
        } else {
            pack_ = pack_stack_.back();
            pack_stack_.pop_back();
        }
        return;
    }
    const std::vector<int> numbers = numbers_in(text);
    if (!numbers.empty()) {
        const int value = numbers.front();
        if (value == 1 || value == 2 || value == 4 || value == 8 || value == 16) {
            pack_ = value;
        } else {
            error(where, 2027, "unknown pragma option: pack(" + std::to_string(value) + ")");
        }
    } else if (text.find("push") == std::string_view::npos) {
        pack_ = context_.options.pack;
    }
}

void IdlParser::midl_pragma_statement(std::vector<Decl*>& into) {
    auto* pragma = make<Pragma>(here());
    pragma->is_midl = true;
    advance();
    const bool is_known = at("warning") && token(1).is("(") && token(3).is(":") &&
                          (token(2).is("disable") || token(2).is("enable") || token(2).is("default"));
    if (!is_known) {
        error(here(), 2385, "incorrect syntax for midl_pragma, expecting warning(disable: NUMBER ...)");
        advance();
        if (at("(")) skip_balanced();
        accept(";");
        return;
    }
    pragma->text = identifier("warning");
    expect("(");
    const std::string action = identifier("disable or default");
    expect(":");
    const std::string list = raw_until_close();
    expect(")");
    accept(";");
    for (const int code : numbers_in(list)) {
        if (action == "disable") context_.diagnostics.disable_warning(code);
        if (action == "enable" || action == "default") context_.diagnostics.enable_warning(code);
    }
    pragma->text += '(' + action + ": " + list + ')';
    add(into, pragma);
}

void IdlParser::import_statement(std::vector<Decl*>& into) {
    advance();
    do {
        auto* import = make<Import>(here());
        import->name = string_literal();
        std::replace(import->name.begin(), import->name.end(), '\\', '/');
        // Two backslashes, as in C, are one.
        const auto same = [](char a, char b) { return a == '/' && b == '/'; };
        import->name.erase(std::unique(import->name.begin(), import->name.end(), same), import->name.end());
        add(into, import);
        if (context_.import_file) {
            context_.import_file(*import, path_);
        } else {
            error(import->where, 1001, "cannot open input file: " + import->name);
        }
    } while (accept(","));
    expect(";");
}

void IdlParser::cpp_quote_statement(std::vector<Decl*>& into) {
    auto* quote = make<CppQuote>(here());
    advance();
    expect("(");
    quote->text = unescape(string_literal());
    expect(")");
    add(into, quote);
}

Interface* IdlParser::forward_interface(const std::string& name, Location where) {
    auto* target = make<Interface>(where);
    target->name = name;
    context_.symbols.add(target);
    return target;
}

// The interface of that name, from now on known as one the main file names.
Interface* IdlParser::named_interface(const std::string& name, Location where) {
    Interface* target = context_.symbols.find_interface(name);
    if (!target) target = forward_interface(name, where);
    auto& objects = context_.file.objects;
    if (!is_imported_ && std::find(objects.begin(), objects.end(), target) == objects.end()) objects.push_back(target);
    return target;
}

void IdlParser::interface_statement(std::vector<Decl*>& into, Attributes own, const HeaderAttributes& header) {
    advance();
    const Location where = here();
    const std::string name = identifier("the interface's name");
    Interface* target = named_interface(name, where);
    if (accept(";")) return;
    if (target->is_defined) {
        error(where, 2003, "redefinition: interface " + name);
        context_.diagnostics.note(target->where, "the previous definition is here");
        target = make<Interface>(where);
        target->name = name;
    }
    target->where = where;
    check_site(own, attribute_site::kInterface, "an interface");
    target->attributes = std::move(own);
    if (accept(":")) {
        target->base_where = here();
        target->base_name = identifier("the base interface's name");
        target->base = context_.symbols.find_interface(target->base_name);
        if (!target->base) error(target->base_where, 2009, "undefined symbol: interface " + target->base_name);
    }
    apply_header(*target, header);
    add(into, target);
    if (!is_imported_) context_.file.interfaces.push_back(target);
    target->is_defined = true;
    interface_body(*target);
}

void IdlParser::interface_body(Interface& target) {
    Interface* outer = std::exchange(interface_, &target);
    expect("{");
    statements(target.statements, true);
    interface_ = outer;
    expect("}");
    accept(";");
}

void IdlParser::apply_header(Interface& target, const HeaderAttributes& header) {
    target.uuid = header.uuid;
    target.async_uuid = header.async_uuid;
    target.version_major = header.version_major;
    target.version_minor = header.version_minor;
    target.endpoints = header.endpoints;
    target.pointer_default = header.pointer_default;
    target.implicit_handle = header.implicit_handle;
    // In a library [object] goes without saying for what derives from another interface.
    target.is_object =
        target.attributes.has(Attribute::object) || (in_library_ && !target.base_name.empty()) ||
        std::any_of(target.attributes.com.begin(), target.attributes.com.end(), [](const ComAttribute& attribute) {
            return attribute.name == "odl" || attribute.name == "dual" || attribute.name == "oleautomation";
        });
    target.is_local = target.attributes.has(Attribute::local);
}

void IdlParser::define_typedef(Typedef* symbol) {
    const Typedef* known = context_.symbols.find_typedef(symbol->name);
    if (known && !same_type(known->type, symbol->type)) {
        error(symbol->where, 2003, "redefinition: " + symbol->name);
        context_.diagnostics.note(known->where, "the previous definition is here");
        return;
    }
    context_.symbols.add(symbol);
}

void IdlParser::typedef_statement(std::vector<Decl*>& into, Attributes own) {
    advance();
    own.merge(attributes());
    check_site(own, attribute_site::kTypedef | attribute_site::kTag, "a typedef");
    const Specifier base = specifier(&own);
    std::vector<Typedef*> group;
    if (at(";") && base.defined) {
        // `typedef struct S {...};` names nothing but the tag.
        auto* tagged = make<TaggedDecl>(base.defined->where);
        tagged->type = base.defined;
        tagged->is_definition = base.has_body;
        add(into, tagged);
    } else {
        const bool is_broken = as<ErrorType>(base.type) != nullptr;
        do {
            if (is_broken && token().kind != TokenKind::identifier && !at("*") && !at("(")) throw Abandon{};
            Declarator name = declarator(false);
            auto* symbol = make<Typedef>(name.where);
            symbol->name = name.name;
            symbol->attributes = own;
            symbol->group_base = base.type;
            symbol->type = apply(base.type, name.modifiers);
            symbol->is_group_head = group.empty();
            name_pipe(*symbol);
            define_typedef(symbol);
            group.push_back(symbol);
            add(into, symbol);
        } while (accept(","));
        if (is_broken && !at(";")) throw Abandon{};  // the type was already reported
        group.front()->group = group;
        name_anonymous(base.defined, group);
        if (auto* pipe = as<PipeType>(base.type); pipe && pipe->name.empty()) {
            pipe->name = group.front()->name;
            pipe->is_anonymous = true;
        }
    }
    expect(";");
}

// Each name of a statement is a pipe of its own; pointers lead to the first.
void IdlParser::name_pipe(Typedef& symbol) {
    auto* pipe = as<PipeType>(symbol.type);
    if (!pipe) return;
    if (!pipe->name.empty()) symbol.type = pipe = context_.file.tree.clone(*pipe);
    pipe->name = symbol.name;
}

// The typedef that stands for an anonymous body: the first that is not a pointer to it.
void IdlParser::name_anonymous(Type* defined, const std::vector<Typedef*>& group) {
    const auto direct =
        std::find_if(group.begin(), group.end(), [&](const Typedef* symbol) { return symbol->type == defined; });
    const Typedef* symbol = direct != group.end() ? *direct : group.front();
    if (auto* structure = as<StructType>(defined); structure && !structure->first_typedef)
        structure->first_typedef = symbol;
    if (auto* union_ = as<UnionType>(defined); union_ && !union_->first_typedef) union_->first_typedef = symbol;
    if (auto* enumeration = as<EnumType>(defined); enumeration && !enumeration->first_typedef) {
        enumeration->first_typedef = symbol;
    }
}

// struct S {...};   const long N = 1;   [attributes] long f(...);
void IdlParser::declaration_statement(std::vector<Decl*>& into, Attributes own) {
    const Specifier base = specifier(&own);
    if (at(";") && base.defined) {
        check_site(own, attribute_site::kTag, "a type");
        auto* tagged = make<TaggedDecl>(base.defined->where);
        tagged->type = base.defined;
        tagged->is_definition = base.has_body;
        add(into, tagged);
        return advance();
    }
    const bool is_broken = as<ErrorType>(base.type) != nullptr;
    if (is_broken && token().kind != TokenKind::identifier && !at("*")) throw Abandon{};  // already reported
    do {
        Declarator name = declarator(false);
        if (!name.modifiers.empty() && name.modifiers.front().kind == Modifier::function) {
            operation(into, own, base, std::move(name));
            if (!at("{")) continue;
            // Inline functions of C headers are looked over.
            if (!base.is_data && !is_imported_) syntax_error("\";\"");
            into.pop_back();
            return skip_balanced();
        } else if (at("=")) {
            constant(into, base, name);
        } else if (is_broken) {
            throw Abandon{};
        } else if (!base.is_data) {
            error(name.where, 2156, "declaration must have \"const\" and a value, or be a procedure: " + name.name);
        }
    } while (accept(","));
    expect(";");
}

void IdlParser::constant(std::vector<Decl*>& into, const Specifier& base, const Declarator& name) {
    auto* symbol = make<Constant>(name.where);
    symbol->name = name.name;
    const auto* qualified = as<QualifiedType>(base.type);
    if (!(qualified && qualified->is_const)) error(name.where, 2156, "declaration must have \"const\": " + name.name);
    symbol->type = apply(qualified && qualified->is_const ? qualified->base : base.type, name.modifiers);
    expect("=");
    if (at("{")) {
        error(here(), 2149, "compound initializers are not supported");
        throw Abandon{};
    }
    symbol->value = conditional_expression();
    if (context_.symbols.find_constant(symbol->name) || context_.symbols.find_enumerator(symbol->name)) {
        error(symbol->where, 2003, "redefinition: " + symbol->name);
    }
    context_.symbols.add(symbol);
    add(into, symbol);
    check_constant(*symbol);
}

// The value must be a constant of the declared type; evaluated at once, for what follows may use it.
void IdlParser::check_constant(Constant& symbol) {
    Expr& value = *symbol.value;
    evaluate(value, context_.diagnostics);
    if (as<ErrorType>(symbol.type) || value.is_broken) return;
    const auto* base = resolve_as<BaseType>(symbol.type);
    const bool is_real = base && (base->base == Base::float_ || base->base == Base::double_);
    const bool is_address = resolve_as<PointerType>(symbol.type) || resolve_as<ArrayType>(symbol.type);
    if (!is_integral(symbol.type) && !is_real && !is_address)
        return error(symbol.where, 2202, "type specified for the const declaration is invalid: " + symbol.name);
    const bool is_text = value.kind == ExprKind::string;
    const bool is_null = value.value == 0 || (!value.value && !is_text && value.kind != ExprKind::floating);
    const bool is_fitting = is_text      ? holds_text(symbol.type, value.is_wide)
                            : is_address ? is_null
                            : is_real    ? true
                                         : value.kind != ExprKind::floating;
    if (!is_fitting) return error(value.where, 2154, "mismatch in assignment type: " + symbol.name);
    if (!is_integral(symbol.type)) return;
    const auto number = constant_value(value, context_.diagnostics, 2173);
    const auto size = size_of_type(symbol.type);
    if (!number || !size || *size > 4) return;
    const std::int64_t limit = std::int64_t{1} << (*size * 8);
    if (*number >= limit || *number < -limit / 2) {
        context_.diagnostics.warning(value.where, 2175, 1,
                                     "illegal constant: " + to_string(value) + " does not fit its type");
    }
}

void IdlParser::operation(std::vector<Decl*>& into, Attributes own, const Specifier& base, Declarator name) {
    auto* result = make<Operation>(name.where);
    check_site(own, attribute_site::kOperation, "a procedure");
    result->name = name.name;
    result->attributes = std::move(own);
    result->calling_convention = name.calling_convention.empty() ? base.calling_convention : name.calling_convention;
    result->result = apply(base.type, name.modifiers, 1);
    result->parameters = name.modifiers.front().parameters;
    result->is_variadic = name.modifiers.front().is_variadic;
    result->is_callback = result->attributes.has(Attribute::callback);
    result->is_local = !interface_ || interface_->is_local || result->attributes.has(Attribute::local);
    add(into, result);
}

}  // namespace midl
