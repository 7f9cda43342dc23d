/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's side: endpoints, bindings, interfaces registered and not, listening, what errors say. */
// stubs: sums
#include "serving.h"

START_TEST(endpoints) {
    RPC_BINDING_VECTOR* all = NULL;
    RPC_PROTSEQ_VECTORA* known = NULL;
    RPC_CSTR text = NULL;
    RPC_STATUS status = RpcServerInqBindings(&all);
    int found = 0;
    unsigned i;
    ok(status == RPC_S_NO_BINDINGS, "got %d\n", (int)status);
    status = RpcServerUseProtseqEpA((RPC_CSTR) "nonsense", 1, (RPC_CSTR) "1", NULL);
    ok(status == RPC_S_INVALID_RPC_PROTSEQ || status == RPC_S_PROTSEQ_NOT_SUPPORTED, "got %d\n", (int)status);
    status = RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_ip_tcp", 1, (RPC_CSTR) "letters", NULL);
    ok(status == RPC_S_INVALID_ENDPOINT_FORMAT, "got %d\n", (int)status);
    status = RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 1, (RPC_CSTR) "winetest-endpoints", NULL);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 1, (RPC_CSTR) "winetest-endpoints", NULL);
    ok(status == RPC_S_OK || status == RPC_S_DUPLICATE_ENDPOINT, "got %d\n", (int)status);
    status = RpcServerInqBindings(&all);
    ok(status == RPC_S_OK && all && all->Count >= 1, "got %d\n", (int)status);
    for (i = 0; all && i < all->Count; ++i) {
        ok(RpcBindingToStringBindingA(all->BindingH[i], &text) == RPC_S_OK, "binding %u has no text\n", i);
        if (strstr((char*)text, "[winetest-endpoints]")) found = 1;
        RpcStringFreeA(&text);
    }
    ok(found, "the endpoint is not among %u\n", all ? (unsigned)all->Count : 0);
    status = RpcBindingVectorFree(&all);
    ok(status == RPC_S_OK && !all, "%d %p\n", (int)status, all);
    status = RpcNetworkInqProtseqsA(&known);
    ok(status == RPC_S_OK && known && known->Count >= 2, "got %d\n", (int)status);
    for (found = 0, i = 0; known && i < known->Count; ++i) found += !strcmp((char*)known->Protseq[i], "ncacn_ip_tcp");
    ok(found == 1, "ncacn_ip_tcp is there %d times\n", found);
    status = RpcProtseqVectorFreeA(&known);
    ok(status == RPC_S_OK && !known, "%d %p\n", (int)status, known);
    ok(RpcNetworkIsProtseqValidA((RPC_CSTR) "ncalrpc") == RPC_S_OK, "ncalrpc is not valid\n");
    ok(RpcNetworkIsProtseqValidA((RPC_CSTR) "nonsense") != RPC_S_OK, "nonsense is valid\n");
}

START_TEST(listening) {
    RPC_STATUS status = RpcMgmtIsServerListening(NULL);
    ok(status == RPC_S_NOT_LISTENING, "got %d\n", (int)status);
    status = RpcMgmtStopServerListening(NULL);
    ok(status == RPC_S_NOT_LISTENING, "got %d\n", (int)status);
    status = RpcMgmtWaitServerListen();
    ok(status == RPC_S_NOT_LISTENING, "got %d\n", (int)status);
    status = RpcServerListen(1, 20, TRUE);
    todo_wine ok(status == RPC_S_NO_PROTSEQS_REGISTERED, "got %d\n", (int)status);
    if (status == RPC_S_OK) {
        ok(RpcMgmtStopServerListening(NULL) == RPC_S_OK, "does not stop\n");
        ok(RpcMgmtWaitServerListen() == RPC_S_OK, "does not end\n");
    }
    status = RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 1, (RPC_CSTR) "winetest-listening", NULL);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcServerListen(1, 20, TRUE);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcServerListen(1, 20, TRUE);
    ok(status == RPC_S_ALREADY_LISTENING, "got %d\n", (int)status);
    status = RpcMgmtIsServerListening(NULL);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcMgmtStopServerListening(NULL);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcMgmtWaitServerListen();
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcMgmtIsServerListening(NULL);
    ok(status == RPC_S_NOT_LISTENING, "got %d\n", (int)status);
}

START_TEST(interfaces) {
    RPC_STATUS status = RpcServerUnregisterIf(Sums_v1_0_s_ifspec, NULL, FALSE);
    RPC_IF_ID id;
    ok(status == RPC_S_UNKNOWN_IF, "got %d\n", (int)status);
    status = RpcServerRegisterIf(Sums_v1_0_s_ifspec, NULL, NULL);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcServerUnregisterIf(Sums_v1_0_s_ifspec, NULL, FALSE);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcServerUnregisterIf(Sums_v1_0_s_ifspec, NULL, FALSE);
    ok(status == RPC_S_UNKNOWN_IF, "got %d\n", (int)status);
    status = RpcIfInqId(Sums_v1_0_s_ifspec, &id);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(id.Uuid.Data1 == 0xb3c8a8c2 && id.VersMajor == 1 && id.VersMinor == 0, "got %s %u.%u\n",
       wine_dbgstr_guid((GUID*)&id.Uuid), id.VersMajor, id.VersMinor);
}

START_TEST(messages) {
    static const RPC_STATUS codes[] = {RPC_S_OK, RPC_S_SERVER_UNAVAILABLE, RPC_S_INVALID_BINDING, ERROR_ACCESS_DENIED};
    unsigned char text[DCE_C_ERROR_STRING_LEN], other[DCE_C_ERROR_STRING_LEN];
    unsigned i;
    for (i = 0; i < ARRAY_SIZE(codes); ++i) {
        RPC_STATUS status = DceErrorInqTextA(codes[i], text);
        ok(status == RPC_S_OK && text[0], "%d: %d %s\n", (int)codes[i], (int)status, wine_dbgstr_a((char*)text));
    }
    ok(DceErrorInqTextA(RPC_S_CALL_FAILED, text) == RPC_S_OK, "no text\n");
    ok(DceErrorInqTextA(RPC_S_SERVER_TOO_BUSY, other) == RPC_S_OK, "no text\n");
    ok(strcmp((char*)text, (char*)other) != 0, "both are %s\n", wine_dbgstr_a((char*)text));
    ok(I_RpcMapWin32Status(RPC_S_OK) == 0, "got %08x\n", (unsigned)I_RpcMapWin32Status(RPC_S_OK));
}
