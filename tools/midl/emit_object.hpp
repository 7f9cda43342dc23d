// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Object interfaces in the header: a class of pure virtual functions for C++, a table of function pointers for C; and
// what libraries define. There is nothing else for them but emit_iid: no proxies, no stubs, no type libraries.
#pragma once

#include <string>

namespace midl {

class CPrinter;
struct File;
struct ComBlock;
struct Interface;

// `typedef interface IName IName;` for every object interface the file defines or names.
std::string emit_object_names(const File& file);
std::string emit_object_interface(const Interface& interface_, const CPrinter& printer);
// "IID_IName", "DIID_DName".
std::string object_id_name(const Interface& interface_);
// Declares the identifier, and the class, of a library or coclass.
std::string emit_library_name(const ComBlock& block);

}  // namespace midl
