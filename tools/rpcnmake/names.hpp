// SPDX-License-Identifier: LGPL-2.1-or-later
// Names: of files as makefiles write them, with backslashes and in any case, and the files they mean here. Names are
// kept as they are written; only what looks for a file turns them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpcnmake {

/// With slashes.
std::string slashed(std::string_view name);

/// What names of one file have in common: no case, slashes, no ./ before.
std::string key_of(std::string_view name);

/// The file that is meant, of whatever case; empty when there is none.
std::optional<std::string> existing(std::string_view name);

/// Nanoseconds since 1970; empty without a file.
std::optional<int64_t> time_of(std::string_view name);
int64_t time_now();

/// Of a path: its folder without the last separator ("." when there is none), its name, and that without its extension.
std::string_view folder_of(std::string_view name);
std::string_view file_of(std::string_view name);
std::string_view base_of(std::string_view name);
/// With the point; empty without one.
std::string_view extension_of(std::string_view name);
/// Without the extension.
std::string_view root_of(std::string_view name);

/// The files that a pattern of * and ? means, in order, spelt with its own separators; empty when there are none.
std::vector<std::string> matching(std::string_view pattern);

bool is_blank(char c);
std::string_view trimmed(std::string_view text);
/// Parted by blanks; what stands in double quotes is one, without them.
std::vector<std::string> words_in(std::string_view text);
/// In quotes where it needs them.
std::string quoted(const std::string& name);

}  // namespace rpcnmake
