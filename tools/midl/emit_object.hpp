// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Object interfaces in the header: a class of pure virtual functions for C++, a table of function pointers for C. There
// is nothing else for them: no proxies, no stubs.
#pragma once

#include <string>

namespace midl {

class CPrinter;
struct File;
struct Interface;

// `typedef interface IName IName;` for every object interface the file defines or names.
std::string emit_object_names(const File& file);
std::string emit_object_interface(const Interface& interface_, const CPrinter& printer);

}  // namespace midl
