// SPDX-License-Identifier: LGPL-2.1-or-later
// Rewriting: preprocessed Windows source to what gcc compiles to the same meaning here. Line numbers stay; so do
// columns, where a line does not grow. What cannot keep its meaning is an error at its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/rpcgcc/token.hpp"

namespace rpcgcc {

enum class Language : uint8_t { c, cxx };

struct Complaint {
    enum class Kind : uint8_t { warning, error };
    Kind kind;
    Place place;
    std::string text;
};

/// What the passes work on.
struct Unit {
    Language language;
    Tokens tokens;
    Texts texts;
    std::vector<Complaint> complaints;
    bool narrowed = false;    ///< a long became an int
    bool enumerated = false;  ///< an enumeration became one of int
    bool guarded = false;     ///< there are guarded blocks
    std::string appended;     ///< after the last line

    void replace(size_t index, std::string text) { tokens[index].text = texts.keep(std::move(text)); }
    /// As many blanks.
    void blank(size_t index) {
        replace(index, std::string(tokens[index].text.size(), ' '));
        tokens[index].kind = Kind::space;
    }
    /// Nothing, but the end of a line.
    void drop(size_t index) {
        if (tokens[index].kind <= Kind::pragma) return;
        const bool ends_line = tokens[index].text.ends_with('\n');
        replace(index, ends_line ? "\n" : "");
        tokens[index].kind = Kind::space;
    }
    void complain(Complaint::Kind kind, size_t index, std::string text) {
        complaints.push_back({kind, place_of(tokens, index), std::move(text)});
    }
};

struct Rewritten {
    std::string text;
    std::vector<Complaint> complaints;
    bool narrowed = false, enumerated = false, guarded = false;
};

/// `text` is `gcc -E`'s, of a source of the language. `packing` is that of structures; 0 is the compiler's own.
Rewritten rewrite(std::string_view text, Language language, unsigned packing = 0);

}  // namespace rpcgcc
