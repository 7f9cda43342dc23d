// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The file of identifiers, NAME_i.c: defines what the header declares as IID_IName, DIID_DName, LIBID_Name and
// CLSID_Name. Reference: Microsoft "The Interface UUID File"; output conventions of MIDL.
#pragma once

#include <string>

namespace midl {

struct File;

// "" when the file has no object interface, library or coclass: then MIDL writes no such file either.
std::string emit_iid(const File& file);

}  // namespace midl
