// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the endpoint map of this machine: what is registered, found, replaced and taken away, and towers. No
// server is needed: a map holds what it is told.
#include <rpc.h>
#include <rpcdcep.h>

#include "facts.h"

// Nobody declares these two.
typedef RPC_STATUS(RPC_ENTRY *Construct)(const RPC_SYNTAX_IDENTIFIER *, const RPC_SYNTAX_IDENTIFIER *, const char *,
                                         const char *, const char *, void **);
typedef RPC_STATUS(RPC_ENTRY *Explode)(const void *, RPC_SYNTAX_IDENTIFIER *, RPC_SYNTAX_IDENTIFIER *, char **,
                                       char **, char **);
static Construct tower_construct;
static Explode tower_explode;
#ifdef _WIN32
static void find_tower_functions(void) {
    HMODULE module = LoadLibraryA("rpcrt4.dll");
    tower_construct = (Construct)(void *)GetProcAddress(module, "TowerConstruct");
    tower_explode = (Explode)(void *)GetProcAddress(module, "TowerExplode");
}
#else
RPC_STATUS RPC_ENTRY TowerConstruct(const RPC_SYNTAX_IDENTIFIER *, const RPC_SYNTAX_IDENTIFIER *, const char *,
                                    const char *, const char *, void **);
RPC_STATUS RPC_ENTRY TowerExplode(const void *, RPC_SYNTAX_IDENTIFIER *, RPC_SYNTAX_IDENTIFIER *, char **, char **,
                                  char **);
static void find_tower_functions(void) {
    tower_construct = TowerConstruct;
    tower_explode = TowerExplode;
}
#endif

static const RPC_SYNTAX_IDENTIFIER ndr = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 8, 0, 0x2b, 0x10, 0x48, 0x60}},
                                          {2, 0}};

/// Another one in each run: a mapper may still know what a run that was killed has registered (Wine's does).
static UUID this_run;

static RPC_SERVER_INTERFACE interface_of(unsigned number, unsigned short major, unsigned short minor) {
    RPC_SERVER_INTERFACE spec = {sizeof spec};
    const RPC_SYNTAX_IDENTIFIER id = {{number, 0x7e57, 0x4001, {0x80, 1, 2, 3, 4, 5, 6, 7}}, {major, minor}};
    spec.InterfaceId = id;
    memcpy(spec.InterfaceId.SyntaxGUID.Data4 + 2, this_run.Data4 + 2, 6);
    spec.InterfaceId.SyntaxGUID.Data2 = this_run.Data2;
    spec.TransferSyntax = ndr;
    return spec;
}

static RPC_BINDING_HANDLE binding(const char *text) {
    char copy[200];
    RPC_BINDING_HANDLE handle = NULL;
    strcpy(copy, text);
    if (RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle) != RPC_S_OK) printf("%s is no string binding\n", text);
    return handle;
}

static RPC_BINDING_VECTOR one(const char *text) {
    RPC_BINDING_VECTOR vector = {1, {NULL}};
    vector.BindingH[0] = binding(text);
    return vector;
}

/// What a partially bound handle becomes.
static void resolve(const char *situation, RPC_SERVER_INTERFACE spec, const char *partial) {
    RPC_BINDING_HANDLE handle = binding(partial);
    RPC_CSTR text = NULL;
    const RPC_STATUS status = RpcEpResolveBinding(handle, &spec);
    if (status != RPC_S_OK) {
        FACT_NUMBER("RpcEpResolveBinding", situation, status);
    } else if (RpcBindingToStringBindingA(handle, &text) == RPC_S_OK) {
        FACT_TEXT("RpcEpResolveBinding", situation, text);
        RpcStringFreeA(&text);
    }
    RpcBindingFree(&handle);
}

/// I24, M1, M7
static void versions(void) {
    RPC_SERVER_INTERFACE spec = interface_of(1, 2, 3);
    RPC_BINDING_VECTOR vector = one("ncalrpc:[versions]");
    resolve("nothing is registered", spec, "ncalrpc:");
    resolve("nothing is registered, by TCP", spec, "ncacn_ip_tcp:127.0.0.1");
    FACT_NUMBER("RpcEpRegisterA", "version 2.3", RpcEpRegisterA(&spec, &vector, NULL, NULL));
    resolve("the same version", interface_of(1, 2, 3), "ncalrpc:");
    resolve("a lower minor version", interface_of(1, 2, 0), "ncalrpc:");
    resolve("a higher minor version", interface_of(1, 2, 4), "ncalrpc:");
    resolve("a lower major version", interface_of(1, 1, 3), "ncalrpc:");
    resolve("a higher major version", interface_of(1, 3, 0), "ncalrpc:");
    resolve("another interface", interface_of(2, 2, 3), "ncalrpc:");
    resolve("a fully bound handle", interface_of(99, 1, 0), "ncalrpc:[elsewhere]");
    resolve("a fully bound handle of what is registered", spec, "ncalrpc:[elsewhere]");
    FACT_NUMBER("RpcEpUnregister", "what is registered", RpcEpUnregister(&spec, &vector, NULL));
    resolve("it has been taken away", spec, "ncalrpc:");
    RpcBindingFree(&vector.BindingH[0]);
}

static void bindings(void) {
    RPC_SERVER_INTERFACE spec = interface_of(3, 1, 0);
    struct {
        ULONG count;
        RPC_BINDING_HANDLE handles[2];
    } several = {2, {NULL, NULL}};
    RPC_BINDING_VECTOR *vector = (RPC_BINDING_VECTOR *)&several;
    several.handles[0] = binding("ncacn_ip_tcp:127.0.0.1[40001]");
    several.handles[1] = binding("ncalrpc:[several]");
    FACT_NUMBER("RpcEpRegisterA", "two bindings", RpcEpRegisterA(&spec, vector, NULL, (RPC_CSTR) "a note"));
    resolve("one of two bindings", spec, "ncalrpc:");
    resolve("with an object nobody has registered", spec, "00000005-0000-0000-0000-000000000000@ncalrpc:");
    FACT_NUMBER("RpcEpUnregister", "two bindings", RpcEpUnregister(&spec, vector, NULL));
    for (int i = 0; i < 2; ++i) RpcBindingFree(&several.handles[i]);
}

static void objects(void) {
    RPC_SERVER_INTERFACE spec = interface_of(4, 1, 0);
    RPC_BINDING_VECTOR vector = one("ncalrpc:[objects]");
    UUID five = {5, 0, 0, {0}};
    UUID_VECTOR uuids = {1, {&five}};
    FACT_NUMBER("RpcEpRegisterA", "for an object", RpcEpRegisterA(&spec, &vector, &uuids, NULL));
    resolve("for the object", spec, "00000005-0000-0000-0000-000000000000@ncalrpc:");
    resolve("for another object", spec, "00000006-0000-0000-0000-000000000000@ncalrpc:");
    resolve("for none", spec, "ncalrpc:");
    FACT_NUMBER("RpcEpUnregister", "for the object", RpcEpUnregister(&spec, &vector, &uuids));
    resolve("for the object, after that", spec, "00000005-0000-0000-0000-000000000000@ncalrpc:");
    RpcBindingFree(&vector.BindingH[0]);
}

/// M2, M3
static void replacing(void) {
    RPC_SERVER_INTERFACE spec = interface_of(5, 1, 0);
    RPC_BINDING_VECTOR first = one("ncalrpc:[first]"), second = one("ncalrpc:[second]");
    WCHAR note[] = {'n', 'o', 't', 'e', 0};
    FACT_NUMBER("RpcEpRegisterW", "an endpoint", RpcEpRegisterW(&spec, &first, NULL, (RPC_WSTR)note));
    FACT_NUMBER("RpcEpRegisterA", "another endpoint", RpcEpRegisterA(&spec, &second, NULL, NULL));
    resolve("the endpoint that replaced another", spec, "ncalrpc:");
    FACT_NUMBER("RpcEpUnregister", "the endpoint that replaced another", RpcEpUnregister(&spec, &second, NULL));
    resolve("after the endpoint that replaced another", spec, "ncalrpc:");
    FACT_NUMBER("RpcEpRegisterNoReplaceA", "an endpoint", RpcEpRegisterNoReplaceA(&spec, &first, NULL, NULL));
    FACT_NUMBER("RpcEpRegisterNoReplaceA", "the same again", RpcEpRegisterNoReplaceA(&spec, &first, NULL, NULL));
    resolve("an endpoint registered twice", spec, "ncalrpc:");
    FACT_NUMBER("RpcEpUnregister", "an endpoint registered twice", RpcEpUnregister(&spec, &first, NULL));
    resolve("after an endpoint registered twice", spec, "ncalrpc:");
    RpcBindingFree(&first.BindingH[0]);
    RpcBindingFree(&second.BindingH[0]);
}

static void annotations(void) {
    RPC_SERVER_INTERFACE spec = interface_of(6, 1, 0);
    RPC_BINDING_VECTOR vector = one("ncalrpc:[annotated]");
    char note[64];
    // Wine does not come back from longer ones.
    for (int length = 0; length <= 63; length += 21) {
        char situation[60];
        memset(note, 'a', sizeof note);
        note[length] = 0;
        snprintf(situation, sizeof situation, "an annotation of %d characters", length);
        FACT_NUMBER("RpcEpRegisterA", situation, RpcEpRegisterA(&spec, &vector, NULL, (RPC_CSTR)note));
    }
    FACT_NUMBER("RpcEpRegisterA", "an empty annotation", RpcEpRegisterA(&spec, &vector, NULL, (RPC_CSTR) ""));
    FACT_NUMBER("RpcEpUnregister", "an annotated endpoint", RpcEpUnregister(&spec, &vector, NULL));
    RpcBindingFree(&vector.BindingH[0]);
}

static void arguments(void) {
    RPC_SERVER_INTERFACE spec = interface_of(7, 1, 0);
    RPC_BINDING_VECTOR none = {0, {NULL}};
    RPC_BINDING_HANDLE handle = binding("ncalrpc:");
    FACT_NUMBER("RpcEpRegisterA", "an empty vector", RpcEpRegisterA(&spec, &none, NULL, NULL));
    FACT_NUMBER("RpcEpRegisterNoReplaceA", "an empty vector", RpcEpRegisterNoReplaceA(&spec, &none, NULL, NULL));
    FACT_NUMBER("RpcEpUnregister", "an empty vector", RpcEpUnregister(&spec, &none, NULL));
    FACT_NUMBER("RpcBindingReset", "a partially bound handle", RpcBindingReset(handle));
    RpcBindingFree(&handle);
    handle = binding("ncalrpc:[bound]");
    FACT_NUMBER("RpcBindingReset", "a fully bound handle", RpcBindingReset(handle));
    RPC_CSTR text = NULL;
    if (RpcBindingToStringBindingA(handle, &text) == RPC_S_OK) {
        FACT_TEXT("RpcBindingReset", "what is left of a fully bound handle", text);
        RpcStringFreeA(&text);
    }
    FACT_NUMBER("RpcEpResolveBinding", "a handle that was reset", RpcEpResolveBinding(handle, &spec));
    RpcBindingFree(&handle);
}

/// A tower, and what it means again.
static void tower(const char *protseq, const char *endpoint, const char *address) {
    const RPC_SYNTAX_IDENTIFIER id = interface_of(8, 1, 2).InterfaceId;
    char situation[100], value[200];
    void *made = NULL;
    snprintf(situation, sizeof situation, "%s %s %s", protseq, endpoint ? endpoint : "(null)",
             address ? address : "(null)");
    const RPC_STATUS status = tower_construct(&id, &ndr, protseq, endpoint, address, &made);
    FACT_NUMBER("TowerConstruct", situation, status);
    if (status != RPC_S_OK) return;
    const unsigned char *octets = (const unsigned char *)made + sizeof(ULONG);
    FACT_NUMBER("the number of floors", situation, octets[0] | octets[1] << 8);
    RPC_SYNTAX_IDENTIFIER ids[2];
    char *parts[3] = {NULL, NULL, NULL};
    if (tower_explode(made, &ids[0], &ids[1], &parts[0], &parts[1], &parts[2]) == RPC_S_OK) {
        snprintf(value, sizeof value, "%s|%s|%s|%d|%d", parts[0], parts[1], parts[2] ? parts[2] : "(null)",
                 !memcmp(&ids[0], &id, sizeof id), !memcmp(&ids[1], &ndr, sizeof ndr));
        FACT_TEXT("TowerExplode", situation, value);
        for (int i = 0; i < 3; ++i) {
            if (parts[i]) I_RpcFree(parts[i]);
        }
    }
    I_RpcFree(made);
}

static void cut_towers(void) {
    const RPC_SYNTAX_IDENTIFIER id = interface_of(8, 1, 2).InterfaceId;
    void *made = NULL;
    if (tower_construct(&id, &ndr, "ncalrpc", "endpoint", NULL, &made) != RPC_S_OK) return;
    for (int length = 0; length < 60; length += 15) {
        char situation[60];
        memcpy(made, &length, sizeof length);
        snprintf(situation, sizeof situation, "a tower cut to %d octets", length);
        FACT_NUMBER("TowerExplode", situation, tower_explode(made, NULL, NULL, NULL, NULL, NULL));
    }
    I_RpcFree(made);
}

int main(void) {
    UuidCreate(&this_run);
    find_tower_functions();
    versions();
    bindings();
    objects();
    replacing();
    annotations();
    arguments();
    tower("ncacn_ip_tcp", "1025", "1.2.3.4");
    tower("ncacn_ip_tcp", NULL, NULL);
    tower("ncacn_ip_tcp", "1025", "no address");
    tower("ncacn_np", "\\pipe\\a", "srv");
    tower("ncacn_np", NULL, NULL);
    tower("ncalrpc", "ep", NULL);
    tower("ncacn_http", "80", "1.2.3.4");
    tower("bogus", "80", "1.2.3.4");
    cut_towers();
    return 0;
}
