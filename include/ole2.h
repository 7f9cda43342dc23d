// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <ole2.h>: the types of objects and of automation. Of OLE itself nothing is here.
#ifndef RPCRT4_INCLUDE_OLE2_H
#define RPCRT4_INCLUDE_OLE2_H

#include <objbase.h>

#include <oleauto.h>

#endif
