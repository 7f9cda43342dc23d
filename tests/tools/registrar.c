// SPDX-License-Identifier: LGPL-2.1-or-later
// registrar UUID MAJOR.MINOR COUNT BINDING...: registers the interface at the bindings, COUNT times with minor versions
// counting up, for the objects in the bindings if any; prints "ready" and stays until its input ends. It serves nothing.
#include <stdio.h>
#include <stdlib.h>

#include <rpc.h>
#include <rpcdcep.h>

static void must(RPC_STATUS status, const char* what) {
    if (status == RPC_S_OK) return;
    printf("%s: %d\n", what, (int)status);
    exit(1);
}

int main(int argc, char** argv) {
    RPC_SERVER_INTERFACE spec = {
        .Length = sizeof spec,
        .TransferSyntax = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 8, 0, 0x2b, 0x10, 0x48, 0x60}}, {2, 0}}};
    unsigned major = 0, minor = 0;
    if (argc < 5 || sscanf(argv[2], "%u.%u", &major, &minor) != 2) return 2;
    const ULONG bindings = (ULONG)argc - 4;
    RPC_BINDING_VECTOR* vector = calloc(1, sizeof *vector + bindings * sizeof(RPC_BINDING_HANDLE));
    UUID_VECTOR* objects = calloc(1, sizeof *objects + bindings * sizeof(UUID*));
    UUID* object = calloc(bindings, sizeof *object);
    vector->Count = bindings;
    for (ULONG i = 0; i < bindings; ++i) {
        RPC_STATUS status;
        must(RpcBindingFromStringBindingA((RPC_CSTR)argv[4 + i], &vector->BindingH[i]), argv[4 + i]);
        must(RpcBindingInqObject(vector->BindingH[i], &object[i]), argv[4 + i]);
        if (!UuidIsNil(&object[i], &status)) objects->Uuid[objects->Count++] = &object[i];
    }
    must(UuidFromStringA((RPC_CSTR)argv[1], &spec.InterfaceId.SyntaxGUID), argv[1]);
    for (unsigned i = 0; i < (unsigned)atoi(argv[3]); ++i) {
        spec.InterfaceId.SyntaxVersion.MajorVersion = (unsigned short)major;
        spec.InterfaceId.SyntaxVersion.MinorVersion = (unsigned short)(minor + i);
        must(RpcEpRegisterA(&spec, vector, objects->Count ? objects : NULL, (RPC_CSTR) "a registrar"), "RpcEpRegister");
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}
