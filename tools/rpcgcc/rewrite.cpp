// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/rewrite.hpp"

#include "tools/rpcgcc/declarations.hpp"
#include "tools/rpcgcc/entry_points.hpp"
#include "tools/rpcgcc/enumerations.hpp"
#include "tools/rpcgcc/exception_blocks.hpp"
#include "tools/rpcgcc/function_names.hpp"
#include "tools/rpcgcc/integer_types.hpp"
#include "tools/rpcgcc/keywords.hpp"
#include "tools/rpcgcc/long_functions.hpp"
#include "tools/rpcgcc/pragmas.hpp"
#include "tools/rpcgcc/redeclarations.hpp"
#include "tools/rpcgcc/runtime_names.hpp"
#include "tools/rpcgcc/wide_strings.hpp"

namespace rpcgcc {
Rewritten rewrite(std::string_view text, Language language, unsigned packing) {
    Unit unit{.language = language, .tokens = tokens_of(text), .texts = {}, .complaints = {}, .appended = {}};
    hear_pragmas(unit);
    name_runtime_functions(unit);
    write_function_names(unit);  // knows functions by what is written
    translate_keywords(unit);
    if (language == Language::c) declare_statics_first(unit);
    if (language == Language::c) unit.enumerated = sign_enumerations(unit);
    translate_declarations(unit);
    if (language == Language::cxx) refuse_wide_streams(unit);
    if (language == Language::cxx) name_long_functions(unit);
    adapt_entry_points(unit);
    expand_exception_blocks(unit);
    narrow_integers(unit);
    if (packing != 0) pack_structures(unit, packing);
    return {text_of(unit.tokens) + unit.appended, std::move(unit.complaints), unit.narrowed, unit.enumerated,
            unit.guarded};
}

}  // namespace rpcgcc
