// SPDX-License-Identifier: LGPL-2.1-or-later
// How an object says what a child process needs to make it again under an inherited handle. Who asks, and who makes it
// again: process/inheritance.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace handleapi {

struct ChildDescription {
    int descriptor = -1;            // stays open in the child, under this number
    bool close_descriptor = false;  // was opened for this description only
    uint64_t number = 0;            // the kind's own, as the text
    std::string text;
    std::vector<int> more{};  // descriptors that were opened for this description, and stay open in the child
};

}  // namespace handleapi
