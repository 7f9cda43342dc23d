// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <unknwn.h>: the older name of <unknwnbase.h>, with the types of <wtypes.h>.
#ifndef RPCRT4_INCLUDE_UNKNWN_H
#define RPCRT4_INCLUDE_UNKNWN_H

#include <wtypes.h>

#include <unknwnbase.h>

#endif
