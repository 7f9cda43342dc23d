// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Two sides from one IDL with different ACFs: the caller has an implicit handle, failures as values and a type of its
// own, the manager has explicit handles and stub memory. What travels is the same, procedure numbers included: the one
// the client leaves out keeps its number.
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "sides.h"

RPC_IF_HANDLE sides_interface(void);

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

// ---- Metres travel, the program has Feet: 100 metres are 328 feet

void __RPC_USER Metres_from_local(Feet* local, Metres** wire) {
    *wire = MIDL_user_allocate(sizeof **wire);
    **wire = (Metres)(local->feet * 100 / 328 + 0.5);
}
void __RPC_USER Metres_to_local(Metres* wire, Feet* local) { local->feet = *wire * 328.0 / 100; }
void __RPC_USER Metres_free_inst(Metres* wire) { MIDL_user_free(wire); }
void __RPC_USER Metres_free_local(Feet* local) { (void)local; }

static int are_feet(Feet height, double feet) { return height.feet > feet - 0.01 && height.feet < feet + 0.01; }

static void call(void) {
    Node nodes[3] = {{1, &nodes[1]}, {20, &nodes[2]}, {300, 0}};
    LONG count = 0, used = 0;
    CHECK(Sum(nodes, &count) == 321 && count == 3);
    Place place = {5, {3280}}, higher = {0, {0}};
    Raise(place, (Feet){328}, &higher);
    CHECK(higher.x == 5 && are_feet(higher.height, 3608));
    byte bytes[8] = {0};
    Text(L"wire", sizeof bytes, bytes, &used);
    CHECK(used == 4 && bytes[0] == 'w' && bytes[3] == 'e' && bytes[4] == 0);
    CHECK(Fail(0) == 7);
    CHECK(Fail(4711) == 4711);
    CHECK(Last() == 99);
}

int main(void) {
    RPC_BINDING_VECTOR* served = 0;
    CHECK(!RpcServerRegisterIf(sides_interface(), 0, 0));
    CHECK(!RpcServerUseProtseq((RPC_CSTR) "ncacn_ip_tcp", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, 0));
    CHECK(!RpcServerListen(1, 4, TRUE));
    CHECK(!RpcServerInqBindings(&served));
    RPC_CSTR text = 0, endpoint = 0, composed = 0;
    CHECK(!RpcBindingToStringBindingA(served->BindingH[0], &text));
    CHECK(!RpcStringBindingParseA(text, 0, 0, 0, &endpoint, 0));
    CHECK(!RpcStringBindingComposeA(0, (RPC_CSTR) "ncacn_ip_tcp", (RPC_CSTR) "127.0.0.1", endpoint, 0, &composed));
    CHECK(!RpcBindingFromStringBindingA(composed, &sides_binding));
    if (!failures) call();
    RpcBindingFree(&sides_binding);
    RpcBindingVectorFree(&served);
    RpcStringFreeA(&text);
    RpcStringFreeA(&endpoint);
    RpcStringFreeA(&composed);
    CHECK(!RpcMgmtStopServerListening(0) && !RpcMgmtWaitServerListen());
    puts(failures ? "failed" : "ok");
    return failures != 0;
}
