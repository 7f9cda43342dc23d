// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The back end's door: writes header, client stub and server stub of a checked File to the paths in Options. A
// construct it cannot generate is an error through Diagnostics, at the construct's location; no file is written in that
// case.
#pragma once

namespace midl {

struct File;
struct Options;
class Diagnostics;

void generate(const File& file, const Options& options, Diagnostics& diagnostics);

}  // namespace midl
