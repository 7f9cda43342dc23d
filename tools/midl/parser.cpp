// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/parser.hpp"

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

std::string shown(const Token& token) {
    switch (token.kind) {
        case TokenKind::end:
            return "end of file";
        case TokenKind::string:
            return "a string";
        case TokenKind::character:
            return "a character constant";
        default:
            return '"' + std::string(token.text.substr(0, 40)) + '"';
    }
}

}  // namespace

const Token& ParserBase::token(std::size_t ahead) const {
    const std::size_t last = stream_.tokens.size() - 1;
    return stream_.tokens[at_ + ahead < last ? at_ + ahead : last];
}

void ParserBase::advance() {
    if (at("{")) ++braces_;
    if (at("}")) --braces_;
    if (at_ + 1 < stream_.tokens.size()) ++at_;
    take_pragmas();
}

void ParserBase::take_pragmas() {
    for (; stream_.tokens[at_].kind == TokenKind::pragma; ++at_) pragma(stream_.tokens[at_]);
}

bool ParserBase::accept(std::string_view spelling) {
    if (!at(spelling)) return false;
    advance();
    return true;
}

void ParserBase::expect(std::string_view spelling) {
    if (!accept(spelling)) syntax_error('"' + std::string(spelling) + '"');
}

std::string ParserBase::identifier(std::string_view what) {
    if (token().kind != TokenKind::identifier) syntax_error(what);
    std::string name(token().text);
    advance();
    return name;
}

// Adjacent literals are one, as in C.
std::string ParserBase::string_literal() {
    if (token().kind != TokenKind::string) syntax_error("a string");
    std::string text;
    while (token().kind == TokenKind::string) {
        text += token().text;
        advance();
    }
    return text;
}

std::string ParserBase::raw_until_close() {
    const std::size_t start = token().offset;
    int depth = 0;
    while (!at_end() && !at(";") && !at("{") && !at("}") && !(depth == 0 && at(")"))) {
        if (at("(")) ++depth;
        if (at(")")) --depth;
        advance();
    }
    return stream_.buffer.substr(start, token().offset - start);
}

void ParserBase::syntax_error(std::string_view expected) {
    context_.has_syntax_error = true;
    if (at_end()) {
        error(here(), 2183, "unexpected end of file found, expecting " + std::string(expected));
    } else {
        error(expected_place(), 2025, "syntax error: expecting " + std::string(expected) + " near " + shown(token()));
    }
    throw Abandon{};
}

// What is missing at the end of a line is not missing at the start of the next.
Location ParserBase::expected_place() const {
    if (at_ == 0) return here();
    const Token& last = stream_.tokens[at_ - 1];
    if (last.kind == TokenKind::pragma || last.where.file != here().file || last.where.line >= here().line)
        return here();
    const bool is_quoted = last.kind == TokenKind::string || last.kind == TokenKind::character;
    Location place = last.where;
    place.column += static_cast<std::uint32_t>(last.text.size()) + (is_quoted ? 2U : 0U) + (last.is_wide ? 1U : 0U);
    return place;
}

void ParserBase::error(Location where, int code, const std::string& text) {
    context_.diagnostics.error(where, code, text);
}

void ParserBase::skip_balanced() {
    int depth = 0;
    do {
        if (at("{") || at("(") || at("[")) ++depth;
        if (at("}") || at(")") || at("]")) --depth;
        advance();
    } while (depth > 0 && !at_end());
}

void ParserBase::recover() {
    while (!at_end() && !at("}")) {
        if (at("{")) {
            skip_balanced();
            // `typedef struct { ... } Name;` goes on after its brace; a body ends its statement.
            if (token().kind != TokenKind::identifier && !at("*") && !at(";")) return;
            continue;
        }
        const bool is_last = at(";");
        advance();
        if (is_last) return;
    }
}

void ParserBase::recover(int braces) {
    while (braces_ > braces && !at_end()) advance();
    recover();
}

void ParserBase::too_deep() {
    context_.has_syntax_error = true;
    error(here(), 2002, "compiler stack overflow: this is nested too deeply");
    throw Abandon{};
}

ParserBase::DepthGuard::DepthGuard(ParserBase& parser) : parser_(parser) {
    if (parser_.depth_ >= kMaxDepth) parser_.too_deep();
    ++parser_.depth_;
}

}  // namespace midl
