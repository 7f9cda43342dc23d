// SPDX-License-Identifier: LGPL-2.1-or-later
// resolve ADDRESS UUID MAJOR: asks the endpoint mapper of a host for the endpoint of an interface over TCP, and prints
// what the binding became. A plain Windows program.
#include <stdio.h>
#include <stdlib.h>

#include <rpc.h>
#include <rpcdcep.h>

int main(int argc, char** argv) {
    const RPC_SYNTAX_IDENTIFIER ndr = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 8, 0, 0x2b, 0x10, 0x48, 0x60}},
                                       {2, 0}};
    RPC_SERVER_INTERFACE spec = {sizeof spec};
    char text[200];
    RPC_BINDING_HANDLE handle = NULL;
    RPC_CSTR resolved = NULL;
    if (argc != 4) return 2;
    spec.TransferSyntax = ndr;
    spec.InterfaceId.SyntaxVersion.MajorVersion = (unsigned short)atoi(argv[3]);
    if (UuidFromStringA((RPC_CSTR)argv[2], &spec.InterfaceId.SyntaxGUID) != RPC_S_OK) return 2;
    snprintf(text, sizeof text, "ncacn_ip_tcp:%s", argv[1]);
    if (RpcBindingFromStringBindingA((RPC_CSTR)text, &handle) != RPC_S_OK) return 1;
    if (RpcEpResolveBinding(handle, &spec) != RPC_S_OK) return 1;
    if (RpcBindingToStringBindingA(handle, &resolved) != RPC_S_OK) return 1;
    puts((char*)resolved);
    return 0;
}
