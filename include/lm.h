// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lm.h>: the part of the network management API that there is here.
#ifndef RPCRT4_INCLUDE_LM_H
#define RPCRT4_INCLUDE_LM_H

#include <lmcons.h>

#include <lmaccess.h>
#include <lmapibuf.h>
#include <lmerr.h>
#include <lmjoin.h>
#include <lmserver.h>
#include <lmwksta.h>

#endif
