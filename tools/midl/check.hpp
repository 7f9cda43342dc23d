// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The semantic pass over the merged tree: decides (pointer classes, directions, handles, procedure numbers, array
// sizes, where [size_is] and [string] go) and complains. After it, without errors, the tree is what ast.hpp promises.
// check.cpp: the walk over statements and interfaces; check_declarator.cpp: attributes onto declarator levels and
// pointer classes; check_types.cpp: structures, unions, what may be transmitted; check_operation.cpp: parameters and
// handles; check_pipe.cpp: pipes; check_rules.cpp: which attributes go together.
#pragma once

namespace midl {

struct File;
struct Options;
class Diagnostics;

void check(File& file, const Options& options, Diagnostics& diagnostics);
// What -osf does not allow; for a file without errors.
void check_dce(const File& file, Diagnostics& diagnostics);

}  // namespace midl
