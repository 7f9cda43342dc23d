// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <objbase.h>: <combaseapi.h> and the types of <objidl.h>. There is no COM here: what would start it is not declared.
#ifndef RPCRT4_INCLUDE_OBJBASE_H
#define RPCRT4_INCLUDE_OBJBASE_H

#include <combaseapi.h>
#include <objidl.h>

#endif
