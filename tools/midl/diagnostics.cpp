// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/diagnostics.hpp"

#include <ostream>

#include "tools/midl/source.hpp"

namespace midl {

namespace {

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "";
}

// Blanks as wide as the text before the caret: tabs stay tabs so that terminals line up.
std::string caret_line(const std::string& line, std::uint32_t column) {
    std::string blanks;
    for (std::uint32_t i = 0; i + 1 < column; ++i) blanks += i < line.size() && line[i] == '\t' ? '\t' : ' ';
    return blanks + '^';
}

}  // namespace

std::string Diagnostics::format(const Diagnostic& diagnostic) {
    std::string text;
    Location where = diagnostic.where;
    if (where.line > 0) {
        where.column = sources_.original_column(where);
        text = sources_.name(where.file) + ':' + std::to_string(where.line) + ':' + std::to_string(where.column) + ": ";
    } else if (where.file > 0) {
        text = sources_.name(where.file) + ": ";
    } else {
        text = "midl: ";
    }
    text += severity_name(diagnostic.severity);
    if (diagnostic.severity != Severity::note) text += " MIDL" + std::to_string(diagnostic.code);
    text += ": " + diagnostic.text + '\n';
    if (const std::string line = sources_.line(where); !line.empty()) {
        text += line + '\n' + caret_line(line, where.column) + '\n';
    }
    return text;
}

void Diagnostics::report(Diagnostic diagnostic) {
    if (out_) *out_ << format(diagnostic);
    all_.push_back(std::move(diagnostic));
}

void Diagnostics::error(Location where, int code, std::string_view text) {
    const bool is_echo = where.line > 0 && !seen_.insert({where.file, where.line, where.column}).second;
    last_dropped_ = is_echo || too_many();
    if (last_dropped_) return;
    ++errors_;
    report({Severity::error, where, code, std::string(text)});
    if (too_many() && out_) *out_ << "midl: too many errors, giving up\n";
}

void Diagnostics::warning(Location where, int code, int level, std::string_view text) {
    last_dropped_ = level > policy_.warning_level || policy_.disabled.contains(code);
    if (last_dropped_) return;
    // What the input can do nothing about must not stop a makefile that compiles without a warning elsewhere.
    if (policy_.warnings_are_errors && code < own_code::kNotGenerated) return error(where, code, text);
    ++warnings_;
    report({Severity::warning, where, code, std::string(text)});
}

void Diagnostics::note(Location where, std::string_view text) {
    if (!last_dropped_) report({Severity::note, where, 0, std::string(text)});
}

}  // namespace midl
