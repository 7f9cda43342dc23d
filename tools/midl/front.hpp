// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The front end as one call: preprocess, parse, import, merge the ACF, check. What comes back is the resolved File that
// ast.hpp describes.
#pragma once

#include <memory>
#include <string>

namespace midl {

struct File;
struct Options;
class Diagnostics;
class Sources;

// `options` is the result of for_input(): one input, output names and ACF filled in. Null when there were errors.
std::unique_ptr<File> analyse(const Options& options, Sources& sources, Diagnostics& diagnostics);

// The same for text in memory, not preprocessed, named `name` in messages; an empty `acf` means there is none.
std::unique_ptr<File> analyse_text(const std::string& name, const std::string& idl, const std::string& acf,
                                   const Options& options, Sources& sources, Diagnostics& diagnostics);

}  // namespace midl
