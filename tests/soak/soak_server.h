// SPDX-License-Identifier: LGPL-2.1-or-later
// What the parts of the soak server share: soak_server.c listens, soak_managers.c answers at once, soak_later.c later.
#pragma once

#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern.h"
#include "soak.h"

// Contexts that are open, asynchronous calls and hanging ones that are not over, and things that must not be: a context
// run down twice or used when it is gone, two calls in one that is not shared.
extern volatile LONG contexts, outstanding, wrong;
LONG now(volatile LONG* count);

void check(RPC_STATUS status, const char* what);

void free_graves(void);  // the memory of contexts that are gone

// The thread that answers held calls.
void start_housekeeper(void);
void end_housekeeper(void);
