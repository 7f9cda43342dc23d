// SPDX-License-Identifier: LGPL-2.1-or-later
// What programs that serve talk.idl need beside on_server(), which is their own.
#ifndef TALK_MANAGERS_H
#define TALK_MANAGERS_H

#include <stdlib.h>

#include "talk.h"

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

LONG add(handle_t binding, LONG a, LONG b) {
    (void)binding;
    return a + b;
}
void raise(handle_t binding, ULONG code) {
    (void)binding;
    RpcRaiseException((RPC_STATUS)code);
}
LONG manager(handle_t binding) {
    (void)binding;
    return 1;
}
LONG take(handle_t binding, LONG size, const byte* bytes) {
    (void)binding;
    (void)bytes;
    return size;
}

#endif
