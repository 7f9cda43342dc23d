// SPDX-License-Identifier: LGPL-2.1-or-later
// The order of lstrcmp and lstrcmpi: Windows' "word sort", in which hyphens and apostrophes count only between words
// that are equal without them, so that co-op stays beside coop. ASCII is ordered as every Windows locale of the Latin
// script orders it; what lies beyond follows in the order of its code points, its case folded. Pure.
// Reference: "Handling Sorting in Your Applications"; the order of the signs was observed under Wine 8.
#pragma once

#include <string_view>

namespace handleapi {

enum class Case { significant, ignored };

/// -1, 0 or 1. Letters that differ in their case alone: the small one first.
int compare_words(std::u16string_view left, std::u16string_view right, Case letter_case);

}  // namespace handleapi
