// SPDX-License-Identifier: LGPL-2.1-or-later
// The expressions of !IF ([MSVC] "Makefile preprocessing operators"): 32-bit integers, comparisons of strings,
// DEFINED(), EXIST() and the exit codes of [commands]. Macros are expanded before.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rpcnmake {

/// What an expression asks of the world.
struct Questions {
    std::function<bool(const std::string& macro)> is_defined;
    std::function<bool(const std::string& path)> exists;
    std::function<int(const std::string& command)> run;
};

/// Faults for what is no expression.
int32_t evaluate(std::string_view text, const Questions& questions);

}  // namespace rpcnmake
