// SPDX-License-Identifier: LGPL-2.1-or-later
// The same text as C++.
#include "process_threads.c"
