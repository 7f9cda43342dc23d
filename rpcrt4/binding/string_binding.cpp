// SPDX-License-Identifier: LGPL-2.1-or-later
// See string_binding.hpp. One scanner takes a field up to an unescaped delimiter and unescapes it on the way; it also
// remembers whether an unescaped '=' was seen, which tells an option from an endpoint. The options stay one string, in
// which a comma separates; a value with an (escaped) comma could not be told from two and is refused.
#include "rpcrt4/binding/string_binding.hpp"

#include <algorithm>

#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::binding {
namespace {

using base::Status;

enum class Space : uint8_t { forbidden, allowed };

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

struct Field {
    std::string text;
    char delimiter = '\0';              // what ended it; NUL at the end of the input
    size_t equals = std::string::npos;  // of the first unescaped '='
    bool spaced = false;                // holds unescaped white space
    bool escaped_comma = false;
    bool is_endpoint_option() const noexcept {
        constexpr std::string_view kKeyword = "endpoint";
        return equals == kKeyword.size() &&
               std::equal(kKeyword.begin(), kKeyword.end(), text.begin(),
                          [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
    }
};

class Scanner {
 public:
    explicit Scanner(std::string_view text) noexcept : rest_(text) {}

    bool at_end() const noexcept { return rest_.empty(); }
    bool failed() const noexcept { return failed_; }

    Field field(std::string_view delimiters, Space space) {
        Field field;
        while (!rest_.empty()) {
            char c = take();
            if (delimiters.find(c) != std::string_view::npos) {
                field.delimiter = c;
                return field;
            }
            if (c == '\\') {
                if (rest_.empty()) return fail();
                c = take();
                field.escaped_comma |= c == ',';
            } else if (is_space(c)) {
                if (space == Space::forbidden) return fail();
                field.spaced = true;
            } else if (c == '=' && field.equals == std::string::npos) {
                field.equals = field.text.size();
            }
            field.text += c;
        }
        return field;
    }

 private:
    char take() noexcept {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    Field fail() noexcept {
        failed_ = true;
        rest_ = {};
        return {};
    }

    std::string_view rest_;
    bool failed_ = false;
};

/// Everything between '[' and the end of the text.
Status parse_brackets(Scanner& scanner, StringBinding& out) {
    bool endpoint_seen = false;
    for (bool first = true;; first = false) {
        // White space belongs to option values; a field is known to be an option only once its '=' was seen.
        Field field = scanner.field(",]", Space::allowed);
        const bool is_option = field.equals != std::string::npos;
        const bool is_keyword = field.is_endpoint_option();
        if (scanner.failed() || field.delimiter == '\0') return Status::rpc_s_invalid_string_binding;
        if (is_keyword) field.text.erase(0, field.equals + 1);
        const bool is_endpoint = is_keyword || (first && !is_option);
        if (is_endpoint) {
            if (field.spaced || (endpoint_seen && !field.text.empty())) return Status::rpc_s_invalid_string_binding;
            out.endpoint = std::move(field.text);
            endpoint_seen = !out.endpoint.empty();
        } else if (is_option) {
            if (field.escaped_comma) return Status::rpc_s_invalid_string_binding;
            if (!out.options.empty()) out.options += ',';
            out.options += field.text;
        } else if (!field.text.empty()) {
            return Status::rpc_s_invalid_string_binding;
        }
        if (field.delimiter == ']') break;
    }
    return scanner.at_end() ? Status::ok : Status::rpc_s_invalid_string_binding;
}

void append_escaped(std::string& out, std::string_view text, std::string_view special) {
    for (const char c : text) {
        if (c == '\\' || special.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
}

}  // namespace

base::Result<StringBinding> parse_string_binding(std::string_view text) {
    StringBinding parts;
    Scanner scanner(text);
    Field field = scanner.field("@:", Space::forbidden);
    if (field.delimiter == '@') {
        const auto object = uuid::from_text(field.text);
        if (!object) return Status::rpc_s_invalid_string_uuid;
        parts.object = uuid::to_text(*object);  // what is handed out is lower case: Rpc/string-uuid.md
        field = scanner.field(":", Space::forbidden);
    }
    if (scanner.failed() || field.delimiter != ':' || field.text.empty()) return Status::rpc_s_invalid_string_binding;
    parts.protseq = std::move(field.text);

    field = scanner.field("[]", Space::forbidden);
    if (scanner.failed() || field.delimiter == ']') return Status::rpc_s_invalid_string_binding;
    parts.address = std::move(field.text);
    if (field.delimiter == '[') {
        const Status status = parse_brackets(scanner, parts);
        if (base::failed(status)) return status;
    }
    return parts;
}

base::Result<std::string> compose_string_binding(const StringBinding& parts) {
    std::string text;
    if (!parts.object.empty()) {
        if (!uuid::from_text(parts.object)) return Status::rpc_s_invalid_string_uuid;
        text = parts.object + '@';
    }
    append_escaped(text, parts.protseq, "@: \t\r\n");
    text += ':';
    append_escaped(text, parts.address, "[] \t\r\n");
    if (parts.endpoint.empty() && parts.options.empty()) return text;
    text += '[';
    append_escaped(text, parts.endpoint, ",]= \t\r\n");
    if (!parts.options.empty()) {
        text += ',';
        append_escaped(text, parts.options, "]");
    }
    text += ']';
    return text;
}

}  // namespace rpcrt4::binding
