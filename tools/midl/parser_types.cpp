// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Type specifiers: base types, typedef names, struct, union (C style, IDL style, encapsulated), enum, pipe, SAFEARRAY.
#include <algorithm>
#include <array>
#include <utility>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/parser.hpp"
#include "tools/midl/suggestion.hpp"

namespace midl {

namespace {

struct BaseWord {
    std::string_view name;
    Base base;
};

constexpr BaseWord kBaseWords[] = {
    {"boolean", Base::boolean},   {"byte", Base::byte},
    {"char", Base::char_},        {"small", Base::small},
    {"short", Base::short_},      {"int", Base::int_},
    {"long", Base::long_},        {"hyper", Base::hyper},
    {"float", Base::float_},      {"double", Base::double_},
    {"void", Base::void_},        {"wchar_t", Base::wchar},
    {"handle_t", Base::handle},   {"error_status_t", Base::error_status},
    {"__int8", Base::small},      {"__int16", Base::short_},
    {"__int32", Base::long_},     {"__int64", Base::hyper},
    {"__int3264", Base::int3264}, {"__int128", Base::int128},
    {"__float80", Base::float80}, {"__float128", Base::float128},
};

// Words of C compilers that change nothing for us.
constexpr std::string_view kModifiers[] = {
    "__unaligned", "unaligned", "__w64",         "far",        "near",    "_far",
    "_near",       "__far",     "__near",        "__ptr32",    "__ptr64", "register",
    "inline",      "__inline",  "__forceinline", "__restrict", "_CRTIMP", "__extension__",
};

constexpr std::string_view kConventions[] = {
    "__stdcall", "_stdcall", "stdcall", "__cdecl",   "_cdecl",     "cdecl",      "__fastcall", "_fastcall",
    "pascal",    "__pascal", "_pascal", "__RPC_API", "__RPC_USER", "__RPC_STUB", "__RPC_FAR",
};

const BaseWord* base_word(const Token& token) {
    if (token.kind != TokenKind::identifier) return nullptr;
    const auto* found = std::find_if(std::begin(kBaseWords), std::end(kBaseWords),
                                     [&](const BaseWord& word) { return word.name == token.text; });
    return found == std::end(kBaseWords) ? nullptr : found;
}

// What of an attribute list belongs to the struct, union or enum it stands before.
Attributes tag_attributes(const Attributes& all) {
    Attributes own;
    for (const Attribute attribute : {Attribute::v1_enum, Attribute::switch_type, Attribute::ms_union, Attribute::uuid,
                                      Attribute::version, Attribute::com}) {
        if (all.has(attribute)) own.add(attribute, all.where(attribute));
    }
    own.switch_type = all.switch_type;
    own.com = all.com;
    return own;
}

template <class List>
bool contains(const List& list, const Token& token) {
    return token.kind == TokenKind::identifier &&
           std::find(std::begin(list), std::end(list), token.text) != std::end(list);
}

bool is_qualifier(const Token& token) { return token.is("const") || token.is("volatile"); }

}  // namespace

bool IdlParser::starts_type(std::size_t ahead) const {
    const Token& first = token(ahead);
    if (first.kind != TokenKind::identifier) return false;
    if (base_word(first) || is_qualifier(first) || contains(kModifiers, first)) return true;
    for (const std::string_view word : {"signed", "unsigned", "struct", "union", "enum", "SAFEARRAY", "interface",
                                        "__declspec", "extern", "static", "pipe"}) {
        if (first.text == word) return true;
    }
    const std::string name(first.text);
    return context_.symbols.find_typedef(name) || context_.symbols.find_interface(name);
}

Type* IdlParser::type_name() {
    const Specifier base = specifier();
    return apply(base.type, declarator(true).modifiers);
}

// Storage classes, calling conventions and compiler words; true when one was skipped.
bool IdlParser::skip_modifier(Specifier* result) {
    if (contains(kModifiers, token())) {
        if (result && token().text.find("inline") != std::string_view::npos) result->is_data = true;
        advance();
    } else if (contains(kConventions, token())) {
        if (result) result->calling_convention = std::string(token().text);
        advance();
    } else if (at("__declspec") || at("__attribute__")) {
        advance();
        if (at("(")) skip_balanced();
    } else if (at("extern") || at("static")) {
        if (result) result->is_data = true;
        advance();
        if (token().kind == TokenKind::string) advance();
    } else {
        return false;
    }
    return true;
}

Type* IdlParser::qualify(Type* type, bool is_const, bool is_volatile, Location where) {
    if (!is_const && !is_volatile) return type;
    auto* qualified = make<QualifiedType>(where);
    qualified->base = type;
    qualified->is_const = is_const;
    qualified->is_volatile = is_volatile;
    return qualified;
}

IdlParser::Specifier IdlParser::specifier(const Attributes* attributes) {
    Specifier result;
    const Location where = here();
    bool is_const = false, is_volatile = false;
    const auto skip_words = [&] {
        for (;;) {
            if (at("const")) {
                is_const = true;
                advance();
            } else if (at("volatile")) {
                is_volatile = true;
                advance();
            } else if (!skip_modifier(&result)) {
                return;
            }
        }
    };
    skip_words();
    result.type = unqualified_type(result, attributes);
    skip_words();
    result.type = qualify(result.type, is_const, is_volatile, where);
    return result;
}

Type* IdlParser::unqualified_type(Specifier& result, const Attributes* attributes) {
    if (at("struct")) return struct_specifier(result, attributes);
    if (at("union")) return union_specifier(result, attributes);
    if (at("enum")) return enum_specifier(result, attributes);
    if (base_word(token()) || at("signed") || at("unsigned")) return base_type_words();
    if (at("pipe")) {
        const DepthGuard guard(*this);
        auto* pipe = make<PipeType>(here());
        advance();
        pipe->element = specifier().type;
        return pipe;
    }
    if (at("SAFEARRAY") && token(1).is("(")) {
        auto* array = make<SafeArrayType>(here());
        advance();
        expect("(");
        array->element = type_name();
        expect(")");
        return array;
    }
    return named_type();
}

// A typedef or interface name.
Type* IdlParser::named_type() {
    const bool is_elaborate = at("interface") || at("dispinterface") || at("coclass");
    if (is_elaborate) advance();
    const Location where = here();
    const std::string name = identifier("a type");
    if (const Typedef* definition = context_.symbols.find_typedef(name)) {
        auto* alias = make<AliasType>(where);
        alias->definition = definition;
        return alias;
    }
    Interface* found = context_.symbols.find_interface(name);
    if (!found && is_elaborate) {
        found = forward_interface(name, where);
        if (!is_imported_) context_.file.objects.push_back(found);
    }
    if (found) {
        auto* node = make<InterfaceType>(where);
        node->interface_ = found;
        return node;
    }
    Suggestion suggestion(name);
    for (const BaseWord& word : kBaseWords) suggestion.consider(word.name);
    context_.symbols.for_each_type_name([&](const std::string& known) { suggestion.consider(known); });
    const std::string hint =
        find_attribute(name) ? "; attributes stand in brackets: [" + name + "]" : suggestion.text();
    error(where, 2009, "undefined symbol: " + name + " does not name a type" + hint);
    return make<ErrorType>(where);
}

// The words of a base type in any order: unsigned long int, long unsigned, __int64 ...
Type* IdlParser::base_type_words() {
    auto* type = make<BaseType>(here());
    bool has_base = false;
    int longs = 0;
    for (;; advance()) {
        const BaseWord* word = base_word(token());
        if (at("signed")) {
            type->is_signed = true;
        } else if (at("unsigned")) {
            type->is_unsigned = true;
        } else if (is_qualifier(token()) && base_word(token(1))) {
            continue;  // `unsigned const char`
        } else if (!word) {
            break;
        } else if (word->base == Base::int_ && has_base &&
                   (type->base == Base::long_ || type->base == Base::short_ || type->base == Base::small ||
                    type->base == Base::hyper)) {
            // `long int` is long
        } else if (word->base == Base::long_ && (!has_base || type->base == Base::int_ || type->base == Base::long_)) {
            type->base = ++longs == 2 ? Base::hyper : Base::long_;
            if (longs > 2) syntax_error("a declarator");
        } else if (has_base && type->base == Base::int_ && (word->base == Base::short_ || word->base == Base::hyper)) {
            type->base = word->base;
        } else if (word->base == Base::double_ && longs == 1) {
            error(here(), 2029, "type not implemented: long double");
            type->base = Base::double_;
        } else if (has_base) {
            syntax_error("a declarator");
        } else {
            type->base = word->base;
        }
        if (word) has_base = true;
        type->spelling += (type->spelling.empty() ? "" : " ") + std::string(token().text);
    }
    if (!has_base) type->base = Base::int_;
    if (type->is_signed && type->is_unsigned) error(type->where, 2025, "syntax error: both signed and unsigned");
    return type;
}

template <class T>
T* IdlParser::tagged_type(const std::string& tag, Location where, bool defines) {
    Type* known = tag.empty() ? nullptr : context_.symbols.find_tag(tag);
    auto* type = as<T>(known);
    if (known && !type) error(where, 2003, "redefinition: " + tag + " is another kind of type");
    if (type && type->is_defined && defines) {
        error(where, 2003, "redefinition: " + tag);
        context_.diagnostics.note(type->where, "the previous definition is here");
        type = nullptr;
    }
    if (!type) {
        type = make<T>(where);
        type->tag = tag;
        type->is_imported = is_imported_;
        if (!tag.empty() && !known) context_.symbols.add_tag(tag, type);
    }
    if (defines) {
        type->where = where;
        type->is_imported = is_imported_;
    }
    return type;
}

// In the header a #pragma between members comes after the whole declaration.
int IdlParser::body_pack(Location where) {
    if (open_types_.empty()) {
        outer_pack_ = pack_;
    } else if (pack_ != outer_pack_) {
        error(where, 2028, "feature not implemented: #pragma pack between the members of a structure or union");
    }
    return pack_;
}

Type* IdlParser::struct_specifier(Specifier& result, const Attributes* attributes) {
    const DepthGuard guard(*this);
    advance();
    while (skip_modifier(nullptr)) {
    }
    const Location where = here();
    const std::string tag = token().kind == TokenKind::identifier ? identifier("a tag") : std::string();
    const bool has_body = at("{");
    if (tag.empty() && !has_body) syntax_error("a tag or \"{\"");
    auto* type = tagged_type<StructType>(tag, where, has_body);
    result.defined = type;
    result.has_body = has_body;
    if (has_body) {
        if (attributes) type->attributes = tag_attributes(*attributes);
        type->pack = body_pack(where);
        struct_body(*type);
    }
    return type;
}

void IdlParser::struct_body(StructType& type) {
    expect("{");
    const std::size_t frame = frames_.size();
    frames_.emplace_back();
    open_types_.push_back(&type);
    fields(type.fields);
    open_types_.pop_back();
    resolve_frame(type.fields, {});
    frames_.resize(frame);
    expect("}");
    type.is_defined = true;
    check_duplicate_fields(type.fields);
}

// Field declarations up to the closing brace, each recovered on its own.
void IdlParser::fields(std::vector<Field*>& into) {
    while (!at("}") && !at_end()) {
        if (accept(";")) continue;
        const std::size_t frame = frames_.size();
        try {
            Attributes own = attributes();
            check_site(own, attribute_site::kField | attribute_site::kTag, "a field");
            field_declarators(into, std::move(own), false);
        } catch (const Abandon&) {
            frames_.resize(frame);
            recover();
        }
    }
}

void IdlParser::field_declarators(std::vector<Field*>& into, Attributes own, bool is_arm) {
    const Specifier base = specifier(&own);
    const bool is_anonymous = at(";") || (is_arm && at("}"));
    for (bool more = true; more; more = !is_anonymous && accept(",")) {
        auto* field = make<Field>(base.type->where);
        field->attributes = own;
        field->cases = own.cases;
        field->is_default = own.has(Attribute::default_);
        field->type = base.type;
        if (!is_anonymous) {
            Declarator name = declarator(at(":"));
            field->name = name.name;
            field->where = name.where;
            field->type = apply(base.type, name.modifiers);
            if (accept(":")) field->bit_width = conditional_expression();
            require_complete(*field);
        } else if (!resolve_as<StructType>(base.type) && !resolve_as<UnionType>(base.type)) {
            error(field->where, 2170, "unnamed fields can derive only from struct/union types");
        }
        into.push_back(field);
    }
    if (!(is_arm && at("}"))) expect(";");
}

// As in C, what a member contains must be defined before: no member contains itself, however indirectly.
void IdlParser::require_complete(Field& field) {
    const Type* held = resolve(field.type);
    while (const auto* array = as<ArrayType>(held)) held = resolve(array->element);
    const auto* record = as<StructType>(held);
    const auto* choice = as<UnionType>(held);
    if ((!record || record->is_defined) && (!choice || choice->is_defined)) return;
    const bool is_open = std::find(open_types_.begin(), open_types_.end(), held) != open_types_.end();
    const std::string name = record ? "struct " + record->tag : "union " + choice->tag;
    error(field.where, is_open ? 2006 : 2011,
          (is_open ? "recursive definition: " : "unresolved type declaration: ") + name);
    field.type = make<ErrorType>(field.where);
}

void IdlParser::check_duplicate_fields(const std::vector<Field*>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        for (std::size_t j = 0; j < i && !fields[i]->name.empty(); ++j) {
            if (fields[i]->name != fields[j]->name) continue;
            error(fields[i]->where, 2003, "redefinition: member " + fields[i]->name);
            break;
        }
    }
}

Type* IdlParser::union_specifier(Specifier& result, const Attributes* attributes) {
    const DepthGuard guard(*this);
    advance();
    const Location where = here();
    const bool has_tag = token().kind == TokenKind::identifier && !(at("switch") && token(1).is("("));
    const std::string tag = has_tag ? identifier("a tag") : std::string();
    const bool is_encapsulated = at("switch");
    const bool has_body = at("{") || is_encapsulated;
    if (tag.empty() && !has_body) syntax_error("a tag or \"{\"");
    auto* type = tagged_type<UnionType>(tag, where, has_body);
    result.defined = type;
    result.has_body = has_body;
    if (has_body) {
        if (attributes) {
            type->attributes = tag_attributes(*attributes);
            type->switch_type = attributes->switch_type;
        }
        type->pack = body_pack(where);
        if (is_encapsulated) encapsulated_switch(*type);
        union_body(*type);
    }
    return type;
}

void IdlParser::encapsulated_switch(UnionType& type) {
    expect("switch");
    expect("(");
    type.is_encapsulated = true;
    type.switch_type = specifier().type;
    type.switch_name = identifier("the name of the switch");
    expect(")");
    if (token().kind == TokenKind::identifier) type.union_name = identifier("a name");
}

void IdlParser::union_body(UnionType& type) {
    expect("{");
    const std::size_t frame = frames_.size();
    frames_.emplace_back();
    open_types_.push_back(&type);
    while (!at("}") && !at_end()) {
        const std::size_t inner = frames_.size();
        try {
            union_arm(type);
        } catch (const Abandon&) {
            frames_.resize(inner);
            recover();
        }
    }
    open_types_.pop_back();
    resolve_frame(type.arms, type.switch_name);
    frames_.resize(frame);
    expect("}");
    type.is_defined = true;
    check_duplicate_fields(type.arms);
}

// `case 1: case 2: long x;`, `[case(1, 2)] long x;`, `default: ;`, `[default] ;`, or a plain C member.
void IdlParser::union_arm(UnionType& type) {
    std::vector<Expr*> labels;
    bool is_default = false;
    const Location where = here();
    while (at("case") || at("default")) {
        if (accept("default")) {
            is_default = true;
        } else {
            advance();
            labels.push_back(outside_of_frames([&] { return conditional_expression(); }));
        }
        expect(":");
    }
    Attributes own = attributes();
    check_site(own, attribute_site::kField | attribute_site::kTag, "a union arm");
    labels.insert(labels.end(), own.cases.begin(), own.cases.end());
    is_default |= own.has(Attribute::default_);
    const std::size_t first = type.arms.size();
    if (at(";") || at("}")) {
        if (labels.empty() && !is_default) {
            accept(";");  // a stray semicolon
            return;
        }
        auto* empty = make<Field>(where);
        empty->attributes = std::move(own);
        type.arms.push_back(empty);
        accept(";");
    } else {
        field_declarators(type.arms, std::move(own), true);
    }
    for (std::size_t i = first; i < type.arms.size(); ++i) {
        type.arms[i]->cases = labels;
        type.arms[i]->is_default = is_default;
    }
}

Type* IdlParser::enum_specifier(Specifier& result, const Attributes* attributes) {
    const DepthGuard guard(*this);
    advance();
    const Location where = here();
    const std::string tag = token().kind == TokenKind::identifier ? identifier("a tag") : std::string();
    const bool has_body = at("{");
    if (tag.empty() && !has_body) syntax_error("a tag or \"{\"");
    auto* type = tagged_type<EnumType>(tag, where, has_body);
    result.defined = type;
    result.has_body = has_body;
    if (has_body) {
        if (attributes) type->attributes = tag_attributes(*attributes);
        type->is_v1 = type->attributes.has(Attribute::v1_enum);
        // Initialisers know the enumerators before them, not the members of a structure around them.
        std::vector<Frame> outer = std::exchange(frames_, {});
        enum_body(*type);
        frames_ = std::move(outer);
    }
    return type;
}

void IdlParser::enum_body(EnumType& type) {
    expect("{");
    std::int64_t next = 0;
    while (!at("}")) {
        attributes();
        auto* enumerator = make<Enumerator>(here());
        enumerator->name = identifier("an enumerator or \"}\"");
        enumerator->owner = &type;
        enumerator->value = next;
        if (accept("=")) {
            enumerator->initializer = conditional_expression();
            enumerator->value = constant_value(*enumerator->initializer, context_.diagnostics, 2035).value_or(next);
        }
        next = enumerator->value + 1;
        if (context_.symbols.find_enumerator(enumerator->name) || context_.symbols.find_constant(enumerator->name)) {
            error(enumerator->where, 2003, "redefinition: " + enumerator->name);
        }
        context_.symbols.add(enumerator);
        type.enumerators.push_back(enumerator);
        if (!accept(",") && !at("}")) syntax_error("\",\" or \"}\"");
    }
    expect("}");
    type.is_defined = true;
}

}  // namespace midl
