// SPDX-License-Identifier: LGPL-2.1-or-later
// The compile driver's rewriting on arbitrary preprocessed text (the first byte chooses language and packing): whatever
// the text, it is complained of or rewritten without a fault, and no line is lost.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/rpcgcc/rewrite.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto language = data[0] & 1 ? rpcgcc::Language::cxx : rpcgcc::Language::c;
    const auto rewritten = rpcgcc::rewrite(text, language, data[0] & 2 ? 8 : 0);
    if (std::ranges::count(rewritten.text, '\n') < std::ranges::count(text, '\n')) std::abort();
    return 0;
}
