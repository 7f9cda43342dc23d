// SPDX-License-Identifier: LGPL-2.1-or-later
// The order of lstrcmp and lstrcmpi: Windows' "word sort", in which hyphens and apostrophes count only between words
// that are equal without them, so that co-op stays beside coop. ASCII is ordered as every Windows locale of the Latin
// script orders it; what lies beyond follows in the order of its code points, its case folded. Pure.
// Reference: "Handling Sorting in Your Applications"; the order of the signs was observed under Wine 8.
#pragma once

#include <string>
#include <string_view>

namespace handleapi {

enum class Case { significant, ignored };

/// -1, 0 or 1. Letters that differ in their case alone: the small one first.
int compare_words(std::u16string_view left, std::u16string_view right, Case letter_case);
/// The same, with hyphens and apostrophes as signs like others ("string sort"), before all others.
int compare_strings(std::u16string_view left, std::u16string_view right, Case letter_case);
/// By code unit; ignoring case means comparing capitals, whatever the locale.
int compare_ordinal(std::u16string_view left, std::u16string_view right, Case letter_case) noexcept;

/// The text without its punctuation and signs.
std::u16string without_symbols(std::u16string_view text);

}  // namespace handleapi
