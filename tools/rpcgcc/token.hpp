// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: rpcgcc compiles Windows sources with gcc.
//   main              the program: what it was called as, and the order of its steps
//   command           a command line of gcc's      cl_options    one of cl's, said as gcc would
//   include_names     names of headers in any case, with backslashes
//   token             preprocessed text in tokens  rewrite       the passes over them, and their complaints
//   integer_types     LLP64                        exception_blocks  __try and its kin
//   keywords          words of Microsoft's           declarations  __declspec, inline functions
//   function_names    __FUNCTION__                 runtime_names functions called without a declaration
//   redeclarations    extern, then static          enumerations  are int
//   pragmas           what becomes of them         wide_strings  of the C++ library
//   entry_points      void main, wmain             child         programs it runs
//   libraries         which of Windows' are here   librarian     makes libraries
//   module_definition  .def files                  letters       names without case
//   long_functions    C++'s strtol, stol ...
//
// Tokens: what `gcc -E` has written, cut into pieces whose texts, one after the other, are the text again. Lines of
// system headers are one piece each: what they mean does not change. Pieces are views of the text or of a Texts.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rpcgcc {

enum class Kind : uint8_t {
    space,      ///< blanks and ends of lines
    marker,     ///< a line of the preprocessor's: where what follows comes from
    pragma,     ///< a line that begins with #pragma
    system,     ///< a line of a system header, or of a macro's out of one
    word,       ///< identifiers and keywords
    number,     ///< a preprocessing number
    text,       ///< string and character literals, with their prefixes
    character,  ///< any other
};

struct Token {
    Kind kind;
    std::string_view text;
};

using Tokens = std::vector<Token>;

/// Keeps what replaces a piece.
class Texts {
 public:
    std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

 private:
    std::deque<std::string> kept_;
};

/// `# LINE "FILE" FLAGS`.
struct Marker {
    uint32_t line = 0;
    std::string_view file;
    bool system = false;  ///< what follows comes out of a system header, or of a macro of one
    bool begins = false;  ///< a file is included here
    bool ends = false;    ///< one that was ended before
};
/// Empty for what is no such line.
std::optional<Marker> marker_of(std::string_view line);

/// The text outlives the tokens. Whatever it is, the pieces are all of it.
Tokens tokens_of(std::string_view text);

std::string text_of(const Tokens& tokens);

struct Place {
    std::string file;
    uint32_t line = 1;
};
/// Where the token at this index comes from, as the user knows it.
Place place_of(const Tokens& tokens, size_t index);

/// The first token at or after `from` that says something: no space, marker, pragma. tokens.size() when there is none.
size_t next(const Tokens& tokens, size_t from);
/// The last one before `index` that does; tokens.size() when there is none.
size_t previous(const Tokens& tokens, size_t index);
/// The index of the bracket that closes the one at `open`, of its kind; tokens.size() when it is missing.
size_t closing(const Tokens& tokens, size_t open);

/// The rest of the identifiers that follow `sign` in the lines of system headers, the first of each line.
std::unordered_set<std::string_view> system_names(const Tokens& tokens, std::string_view sign);

inline bool is(const Token& token, std::string_view text) { return token.text == text; }
inline bool is_word(const Token& token, std::string_view text) {
    return token.kind == Kind::word && token.text == text;
}

}  // namespace rpcgcc
