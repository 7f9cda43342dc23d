// SPDX-License-Identifier: LGPL-2.1-or-later
//
// "did you mean": the known word nearest to a misspelled one. Pure.
#pragma once

#include <string>
#include <string_view>

namespace midl {

class Suggestion {
 public:
    explicit Suggestion(std::string_view wrong) : wrong_(wrong) {}

    void consider(std::string_view known);
    // "; did you mean NAME?", or nothing when no word is near enough.
    std::string text() const;

 private:
    std::string_view wrong_;
    std::string best_;
    std::size_t distance_ = 3;  // of the best; that far is too far
};

// Letters to insert, remove, replace or swap with a neighbour to make one word of the other.
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace midl
