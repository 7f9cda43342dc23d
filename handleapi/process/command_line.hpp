// SPDX-License-Identifier: LGPL-2.1-or-later
// Command lines: on Windows a program gets one string and splits it itself; here it gets argv. Both directions follow
// the rules of Microsoft's C runtime (learn.microsoft.com, "Parsing C command-line arguments", CommandLineToArgvW), so
// that a line survives CreateProcess -> argv -> GetCommandLine -> split. UTF-8; no state but this process's own line.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace handleapi {

/// The arguments of a command line. The first is the program: quotation marks group it, backslashes are plain there; it
/// is empty when the line begins with white space. An empty line has no arguments.
std::vector<std::string> split_command_line(std::string_view line);

/// A line that split_command_line takes apart into these arguments again. A quotation mark in the first cannot be
/// expressed and is left out.
std::string join_command_line(std::span<const std::string> arguments);

/// The places where the program's name in an unquoted line may end, shortest first; one place when it is quoted. Each
/// is the name without quotation marks.
std::vector<std::string> program_candidates(std::string_view line);

/// This process's command line: what the process that started it gave to CreateProcess, else built from argv.
const std::string& own_command_line();
/// For the start of the process, before anybody asks: the line it was given.
void set_own_command_line(std::string line);

}  // namespace handleapi
