/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The allocator the stubs use; every program has to bring one. */
#include <stdlib.h>

void *__RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void *memory) { free(memory); }
