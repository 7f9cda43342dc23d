// SPDX-License-Identifier: LGPL-2.1-or-later
// libstdc++ has a macro __try of its own. Here the word stays what it is: rpcgcc knows which is meant where.
#include_next <bits/exception_defines.h>
#undef __try
