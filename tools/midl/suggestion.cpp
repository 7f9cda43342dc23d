// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/suggestion.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace midl {

std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::array<std::vector<std::size_t>, 3> rows;  // the one being made and the two before it
    for (auto& row : rows) row.resize(right.size() + 1);
    std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            const bool is_swap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (is_swap) row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[left.size() % 3][right.size()];
}

void Suggestion::consider(std::string_view known) {
    constexpr std::size_t kLongest = 64;
    if (wrong_.size() > kLongest || known.size() > wrong_.size() + 2 || known.size() + 2 < wrong_.size()) return;
    const std::size_t distance = edit_distance(wrong_, known);
    const bool is_near = distance * 3 <= wrong_.size();  // a short word is near to everything
    const bool is_better = distance < distance_ || (distance == distance_ && !best_.empty() && known < best_);
    if (!is_near || !is_better) return;
    distance_ = distance;
    best_ = known;
}

std::string Suggestion::text() const { return best_.empty() ? std::string() : "; did you mean " + best_ + '?'; }

}  // namespace midl
