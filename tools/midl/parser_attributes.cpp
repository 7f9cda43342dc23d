// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The bracketed attribute lists of IDL and ACF. Which argument an attribute takes is in the table of attributes.cpp;
// the few with a syntax of their own (uuid, version, endpoint, range, allocate ...) have a function each.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/parser.hpp"
#include "tools/midl/suggestion.hpp"

namespace midl {

namespace {

using A = Attribute;

// Attributes of the ACF: in the IDL they need -app_config.
constexpr A kAcfOnly[] = {
    A::auto_handle,
    A::implicit_handle,
    A::explicit_handle,
    A::code,
    A::nocode,
    A::in_line,
    A::out_of_line,
    A::optimize,
    A::represent_as,
    A::user_marshal,
    A::cs_char,
    A::cs_tag_rtn,
    A::cs_stag,
    A::cs_drtag,
    A::cs_rtag,
    A::enable_allocate,
    A::allocate,
    A::comm_status,
    A::fault_status,
    A::encode,
    A::decode,
    A::notify,
    A::notify_flag,
    A::async,
    A::strict_context_handle,
    A::byte_count,
    A::force_allocate,
    A::type_strict_context_handle,
};

std::vector<Expr*>& dimension_list(Attributes& attributes, A attribute) {
    switch (attribute) {
        case A::max_is:
            return attributes.max_is;
        case A::min_is:
            return attributes.min_is;
        case A::length_is:
            return attributes.length_is;
        case A::last_is:
            return attributes.last_is;
        case A::first_is:
            return attributes.first_is;
        default:
            return attributes.size_is;
    }
}

std::string trimmed(std::string text) {
    std::erase_if(text, [](unsigned char c) { return std::isspace(c) || c == '"'; });
    return text;
}

bool parse_hex(std::string_view digits, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return error == std::errc() && end == digits.data() + digits.size();
}

std::optional<Uuid> parse_uuid(const std::string& text) {
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return std::nullopt;
    std::uint64_t first = 0, second = 0, third = 0, fourth = 0, node = 0;
    const std::string_view view = text;
    if (!parse_hex(view.substr(0, 8), first) || !parse_hex(view.substr(9, 4), second) ||
        !parse_hex(view.substr(14, 4), third) || !parse_hex(view.substr(19, 4), fourth) ||
        !parse_hex(view.substr(24, 12), node)) {
        return std::nullopt;
    }
    Uuid uuid;
    uuid.data1 = static_cast<std::uint32_t>(first);
    uuid.data2 = static_cast<std::uint16_t>(second);
    uuid.data3 = static_cast<std::uint16_t>(third);
    uuid.data4[0] = static_cast<std::uint8_t>(fourth >> 8);
    uuid.data4[1] = static_cast<std::uint8_t>(fourth);
    for (int i = 0; i < 6; ++i) uuid.data4[2 + i] = static_cast<std::uint8_t>(node >> (40 - 8 * i));
    return uuid;
}

}  // namespace

Attributes ParserBase::attributes(HeaderAttributes* header) {
    Attributes attributes;
    while (at("[")) attribute_list(attributes, header);
    return attributes;
}

void ParserBase::attribute_list(Attributes& attributes, HeaderAttributes* header) {
    expect("[");
    while (!at("]")) {
        if (accept(",")) continue;  // empty and trailing entries are tolerated, as MIDL does
        attribute(attributes, header);
        if (!at("]") && !at(",")) syntax_error("\",\" or \"]\"");
    }
    expect("]");
}

void ParserBase::attribute(Attributes& attributes, HeaderAttributes* header) {
    const Location where = here();
    const std::string name = identifier("an attribute");
    const AttributeRow* row = find_attribute(name);
    if (!row) {
        Suggestion suggestion(name);
        for (const AttributeRow& known : all_attributes()) suggestion.consider(known.name);
        error(where, 2025, "syntax error: unknown attribute [" + name + "]" + suggestion.text());
        if (at("(")) skip_balanced();
        return;
    }
    const bool may_repeat = row->attribute == A::com || row->attribute == A::case_ || row->attribute == A::allocate;
    if (attributes.has(row->attribute) && !may_repeat) {
        context_.diagnostics.warning(where, 2209, 1, "redundantly specified attribute; ignored: [" + name + "]");
    } else {
        attributes.add(row->attribute, where);
    }
    attribute_argument(*row, attributes, header, where);
    if (row->attribute == A::com) attributes.com.back().name = name;
}

void ParserBase::attribute_argument(const AttributeRow& row, Attributes& attributes, HeaderAttributes* header,
                                    Location where) {
    switch (row.argument) {
        case AttributeArgument::none:
            // [context_handle(strict)] style options do not exist; an argument is a mistake.
            if (at("(")) syntax_error("\",\" or \"]\"");
            return;
        case AttributeArgument::optional_none: {
            std::string text;
            if (accept("(")) {
                text = raw_until_close();
                expect(")");
            }
            if (row.attribute == A::com) attributes.com.push_back({"", text, where});
            if (row.attribute == A::notify_flag) attributes.notify_flag = trimmed(text);
            return;
        }
        case AttributeArgument::expression_list:
            expect("(");
            dimension_list(attributes, row.attribute) = expression_list();
            return expect(")");
        case AttributeArgument::expression: {
            expect("(");
            Expr* value = expression();
            expect(")");
            (row.attribute == A::iid_is ? attributes.iid_is : attributes.switch_is) = value;
            return;
        }
        case AttributeArgument::type: {
            expect("(");
            Type* type = type_name();
            expect(")");
            if (row.attribute == A::switch_type) attributes.switch_type = type;
            if (row.attribute == A::transmit_as) attributes.transmit_as = type;
            if (row.attribute == A::wire_marshal) attributes.wire_marshal = type;
            return;
        }
        case AttributeArgument::name:
            expect("(");
            name_argument(row.attribute, attributes);
            return expect(")");
        case AttributeArgument::name_list:
        case AttributeArgument::string_list:
        case AttributeArgument::special:
            return special_argument(row.attribute, attributes, header, where);
    }
}

void ParserBase::name_argument(Attribute attribute, Attributes& attributes) {
    const std::string name = identifier("a name");
    if (attribute == A::call_as) attributes.call_as = name;
    if (attribute == A::byte_count) attributes.byte_count = name;
    if (attribute == A::cs_tag_rtn) attributes.cs_tag_rtn = name;
}

// (a, , *b): null where a dimension is left out.
std::vector<Expr*> ParserBase::expression_list() {
    std::vector<Expr*> list;
    for (;;) {
        list.push_back(at(",") || at(")") ? nullptr : expression());
        if (!accept(",")) return list;
    }
}

void ParserBase::special_argument(Attribute attribute, Attributes& attributes, HeaderAttributes* header,
                                  Location where) {
    HeaderAttributes ignored;
    HeaderAttributes& target = header ? *header : ignored;
    expect("(");
    switch (attribute) {
        case A::uuid:
            uuid_argument(target.uuid);
            break;
        case A::async_uuid:
            uuid_argument(target.async_uuid);
            break;
        case A::version:
            version_argument(target);
            break;
        case A::endpoint:
            endpoint_argument(target);
            break;
        case A::pointer_default:
            pointer_default_argument(target);
            break;
        case A::implicit_handle:
            implicit_handle_argument(target, where);
            break;
        case A::range:
            range_argument(attributes);
            break;
        case A::case_:
            for (Expr* label : outside_of_frames([&] { return expression_list(); })) {
                if (label) attributes.cases.push_back(label);
            }
            break;
        case A::optimize:
            optimize_argument(attributes, where);
            break;
        case A::system_handle:
            attributes.system_handle = identifier("a system handle type");
            if (accept(",")) raw_until_close();
            break;
        case A::allocate:
            do attributes.allocate.push_back(identifier("an allocate mode"));
            while (accept(","));
            break;
        default:
            marshal_argument(attribute, attributes);
            break;
    }
    expect(")");
}

// represent_as(type [, "header"]), user_marshal likewise, cs_char(type).
void ParserBase::marshal_argument(Attribute attribute, Attributes& attributes) {
    std::string name = identifier("a type name");
    while (token().kind == TokenKind::identifier || at("*")) {
        name += at("*") ? " *" : ' ' + std::string(token().text);
        advance();
    }
    if (accept(",")) attributes.represent_as_header = string_literal();
    if (attribute == A::represent_as) attributes.represent_as = name;
    if (attribute == A::user_marshal) attributes.user_marshal = name;
    if (attribute != A::cs_char) attributes.local_type = context_.symbols.find_typedef(name);
    if (attribute == A::cs_char) attributes.cs_char = name;
}

// All stubs are interpreted; the word is checked all the same.
void ParserBase::optimize_argument(Attributes& attributes, Location where) {
    attributes.optimize = string_literal();
    const std::string& mode = attributes.optimize;
    if (mode == "i1" || mode == "i2") {
        context_.diagnostics.warning(where, mode == "i1" ? 2331 : 2332, 1,
                                     "the optimization option is being phased out, use icf: " + mode);
    } else if (mode != "s" && mode != "i" && mode != "ic" && mode != "if" && mode != "icf") {
        error(where, 2334, "illegal argument value: optimize(\"" + mode + "\")");
    }
}

void ParserBase::range_argument(Attributes& attributes) {
    Range range;
    range.low = expression();
    expect(",");
    range.high = expression();
    attributes.range = range;
}

void ParserBase::uuid_argument(std::optional<Uuid>& uuid) {
    const Location where = here();
    const std::string text = trimmed(raw_until_close());
    uuid = parse_uuid(text);
    if (uuid) return;
    const bool is_hex =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) || c == '-'; });
    error(where, is_hex ? 2088 : 2089,
          is_hex ? "[uuid] format is incorrect: " + text : "uuid is not a hexadecimal number: " + text);
    uuid = Uuid{};
}

void ParserBase::version_argument(HeaderAttributes& header) {
    const Location where = here();
    const std::string text = trimmed(raw_until_close());
    unsigned major = 0, minor = 0;
    const char* end = text.data() + text.size();
    auto result = std::from_chars(text.data(), end, major);
    if (result.ec == std::errc() && result.ptr != end && *result.ptr == '.') {
        result = std::from_chars(result.ptr + 1, end, minor);
    }
    if (result.ec != std::errc() || result.ptr != end || major > 0xffff || minor > 0xffff) {
        error(where, 2152, "[version] format is incorrect: " + text);
        return;
    }
    header.version_major = static_cast<int>(major);
    header.version_minor = static_cast<int>(minor);
}

void ParserBase::endpoint_argument(HeaderAttributes& header) {
    do {
        const Location where = here();
        const std::string text = unescape(string_literal());
        const auto colon = text.find(':');
        const auto open = text.find('[');
        if (colon == std::string::npos || colon == 0 || open == std::string::npos || open < colon ||
            text.back() != ']') {
            error(where, 2071, "endpoint syntax error: \"" + text + '"');
            continue;
        }
        header.endpoints.push_back({text.substr(0, colon), text.substr(open + 1, text.size() - open - 2), where});
    } while (accept(","));
}

void ParserBase::pointer_default_argument(HeaderAttributes& header) {
    const Location where = here();
    const std::string name = identifier("ref, unique or ptr");
    if (name == "ref") {
        header.pointer_default = PointerClass::ref;
    } else if (name == "unique") {
        header.pointer_default = PointerClass::unique;
    } else if (name == "ptr") {
        header.pointer_default = PointerClass::full;
    } else {
        error(where, 2025, "syntax error: expecting ref, unique or ptr near \"" + name + '"');
    }
}

void ParserBase::implicit_handle_argument(HeaderAttributes& header, Location where) {
    ImplicitHandle handle;
    handle.where = where;
    handle.type = type_specifier();
    handle.name = identifier("the name of the handle variable");
    header.implicit_handle = handle;
}

void ParserBase::check_site(Attributes& attributes, unsigned site, std::string_view what) {
    for (const Attribute attribute : attributes.list()) {
        const AttributeRow* row = find_attribute(attribute_name(attribute));
        if (attribute == A::com || !row) continue;
        const Location where = attributes.where(attribute);
        const std::string name(attribute_name(attribute));
        if (!(row->sites & site)) {
            error(where, 2072, "inapplicable attribute: [" + name + "] on " + std::string(what));
            attributes.remove(attribute);
            continue;
        }
        constexpr unsigned kAcf = attribute_site::kAcfInterface | attribute_site::kAcfType |
                                  attribute_site::kAcfOperation | attribute_site::kAcfParameter;
        const bool is_acf_only = std::find(std::begin(kAcfOnly), std::end(kAcfOnly), attribute) != std::end(kAcfOnly);
        if (is_acf_only && !(site & kAcf) && !context_.options.app_config) {
            error(where, 2150, "ACF attributes in the IDL file need the -app_config switch: [" + name + ']');
        }
    }
}

}  // namespace midl
