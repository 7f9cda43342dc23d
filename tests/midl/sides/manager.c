// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The server's half of the program: written against the header that server.acf gave.
#include <string.h>
#include <windows.h>

#include "server/sides.h"

LONG s_Sum(handle_t caller, Node* list, LONG* count) {
    LONG sum = 0;
    *count = 0;
    for (; list; list = list->next, ++*count) sum += list->value;
    return caller ? sum : -1;
}
void s_Raise(handle_t caller, Place place, Metres by, Place* higher) {
    (void)caller;
    *higher = place;
    higher->height += by;
}
error_status_t s_Fail(handle_t caller, ULONG code) {
    (void)caller;
    if (code) RpcRaiseException((RPC_STATUS)code);
    return 7;
}
void s_Text(handle_t caller, const WCHAR* from, LONG room, byte* bytes, LONG* used) {
    (void)caller;
    char* copy = RpcSmAllocate((size_t)room, &(RPC_STATUS){0});
    for (*used = 0; *used < room && from[*used]; ++*used) copy[*used] = (char)from[*used];
    memcpy(bytes, copy, (size_t)*used);
}
void s_Unused(handle_t caller, LONG n) {
    (void)caller;
    (void)n;
}
LONG s_Last(handle_t caller) { return caller ? 99 : -1; }

RPC_IF_HANDLE sides_interface(void) { return Sides_v1_0_s_ifspec; }
