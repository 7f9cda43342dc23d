// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the front end accepts and code generation does not (yet): each such construct in a remote interface is an error
// at its place that names it. Everything behind this check may assume that the construct is absent.
#pragma once

#include "tools/midl/ast.hpp"

namespace midl {

struct Options;
class Diagnostics;

// Reports; the caller asks Diagnostics whether anything was wrong.
void check_supported(const File& file, const Options& options, Diagnostics& diagnostics);

}  // namespace midl
