// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Running the C preprocessor over an IDL or ACF file, as MIDL does: its own switches become -I, -D and -U, unless
// -cpp_opt replaces them all. The default preprocessor gets the text on standard input, with Windows habits ironed out
// (include paths with backslashes or in the wrong case); a named one (-cpp_cmd) gets the file's name as last argument.
// Its complaints are passed on as diagnostics. Also the search for files along the include path.
// Reference: "C-Preprocessor Requirements for MIDL", /cpp_cmd, /cpp_opt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/midl/location.hpp"

namespace midl {

class Diagnostics;
class Sources;
struct Options;

// The preprocessed text (line markers included), or nullopt after an error was reported at `where`.
std::optional<std::string> preprocess(const std::string& path, const Options& options, Sources& sources,
                                      Diagnostics& diagnostics, Location where);

// A file named by import or #include: beside `from`, in the working directory, along -I, then along INCLUDE.
// Backslashes are slashes, and where the exact name does not exist, case is ignored.
std::optional<std::string> find_file(const std::string& name, const std::string& from, const Options& options);

// The path as it exists on disk when only case differs; nullopt when there is none.
std::optional<std::string> existing_path(const std::string& path);

}  // namespace midl
