// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about looking through the endpoint map of this machine, and about what may not be entered into it.
#include "rpc_facts.h"

/// Another one in each run: a mapper may still know what a run that was killed has registered.
static UUID this_run;

static RPC_SERVER_INTERFACE interface_of(unsigned number, unsigned short major, unsigned short minor) {
    RPC_SERVER_INTERFACE spec = {sizeof spec};
    const RPC_SYNTAX_IDENTIFIER ndr = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 8, 0, 0x2b, 0x10, 0x48, 0x60}},
                                       {2, 0}};
    spec.InterfaceId.SyntaxGUID = this_run;
    spec.InterfaceId.SyntaxGUID.Data1 = number;
    spec.InterfaceId.SyntaxVersion.MajorVersion = major;
    spec.InterfaceId.SyntaxVersion.MinorVersion = minor;
    spec.TransferSyntax = ndr;
    return spec;
}

static RPC_IF_ID id_of(const RPC_SERVER_INTERFACE* spec) {
    RPC_IF_ID id = {spec->InterfaceId.SyntaxGUID, spec->InterfaceId.SyntaxVersion.MajorVersion,
                    spec->InterfaceId.SyntaxVersion.MinorVersion};
    return id;
}

static RPC_BINDING_VECTOR one(const char* text) {
    RPC_BINDING_VECTOR vector = {1, {NULL}};
    RpcBindingFromStringBindingA((RPC_CSTR)text, &vector.BindingH[0]);
    return vector;
}

static UUID first_object = {0xaa, 0, 0, {0}}, second_object = {0xbb, 0, 0, {0}};

/// How many elements an inquiry finds; -1 where it cannot begin, -2 where it does not end as it should.
static int count(ULONG type, RPC_SERVER_INTERFACE spec, ULONG versions, UUID* object) {
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RPC_IF_ID id = id_of(&spec), found;
    RPC_STATUS status;
    int elements = 0;
    if (RpcMgmtEpEltInqBegin(NULL, type, &id, versions, object, &inquiry)) return -1;
    while ((status = RpcMgmtEpEltInqNextA(inquiry, &found, NULL, NULL, NULL)) == RPC_S_OK) ++elements;
    RpcMgmtEpEltInqDone(&inquiry);
    return status == RPC_X_NO_MORE_ENTRIES ? elements : -2;
}

static void versions(void) {
    static const struct {
        const char* name;
        ULONG option;
    } options[] = {{"RPC_C_VERS_ALL", RPC_C_VERS_ALL},
                   {"RPC_C_VERS_COMPATIBLE", RPC_C_VERS_COMPATIBLE},
                   {"RPC_C_VERS_EXACT", RPC_C_VERS_EXACT},
                   {"RPC_C_VERS_MAJOR_ONLY", RPC_C_VERS_MAJOR_ONLY},
                   {"RPC_C_VERS_UPTO", RPC_C_VERS_UPTO}};
    static const unsigned short offered[][2] = {{1, 0}, {1, 1}, {1, 2}, {2, 0}, {3, 1}};
    RPC_BINDING_VECTOR vector = one("ncalrpc:[map-versions]");
    RPC_SERVER_INTERFACE spec;
    unsigned i;
    for (i = 0; i < 5; i++) {
        spec = interface_of(1, offered[i][0], offered[i][1]);
        RpcEpRegisterA(&spec, &vector, NULL, NULL);
    }
    for (i = 0; i < 5; i++) {
        char situation[80];
        snprintf(situation, sizeof situation, "%s of 1.1 among 1.0 1.1 1.2 2.0 3.1: elements", options[i].name);
        FACT_STATUS("RpcMgmtEpEltInqBegin", situation,
                    count(RPC_C_EP_MATCH_BY_IF, interface_of(1, 1, 1), options[i].option, NULL));
    }
    FACT_STATUS("RpcMgmtEpEltInqBegin", "RPC_C_VERS_UPTO of 2.0 among these: elements",
                count(RPC_C_EP_MATCH_BY_IF, interface_of(1, 2, 0), RPC_C_VERS_UPTO, NULL));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "an interface nobody registered: elements",
                count(RPC_C_EP_MATCH_BY_IF, interface_of(2, 1, 0), RPC_C_VERS_ALL, NULL));
    for (i = 0; i < 5; i++) {
        spec = interface_of(1, offered[i][0], offered[i][1]);
        RpcEpUnregister(&spec, &vector, NULL);
    }
    FACT_STATUS("RpcMgmtEpEltInqBegin", "after all are unregistered: elements",
                count(RPC_C_EP_MATCH_BY_IF, interface_of(1, 1, 1), RPC_C_VERS_ALL, NULL));
    RpcBindingFree(&vector.BindingH[0]);
}

/// M2: interface, bindings and objects multiply.
static void objects(void) {
    struct {
        ULONG count;
        RPC_BINDING_HANDLE handles[2];
    } two = {2, {NULL, NULL}};
    struct {
        ULONG count;
        UUID* uuids[2];
    } both = {2, {&first_object, &second_object}};
    RPC_SERVER_INTERFACE spec = interface_of(3, 1, 0);
    memcpy(first_object.Data4, this_run.Data4, 8);
    memcpy(second_object.Data4, this_run.Data4, 8);
    RpcBindingFromStringBindingA((RPC_CSTR) "ncalrpc:[map-objects]", &two.handles[0]);
    RpcBindingFromStringBindingA((RPC_CSTR) "ncacn_ip_tcp:127.0.0.1[40002]", &two.handles[1]);
    FACT_STATUS("RpcEpRegisterNoReplaceA", "two bindings and two objects",
                RpcEpRegisterNoReplaceA(&spec, (RPC_BINDING_VECTOR*)&two, (UUID_VECTOR*)&both, NULL));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "two bindings and two objects: elements",
                count(RPC_C_EP_MATCH_BY_IF, spec, RPC_C_VERS_ALL, NULL));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "RPC_C_EP_MATCH_BY_OBJ: elements",
                count(RPC_C_EP_MATCH_BY_OBJ, spec, RPC_C_VERS_ALL, &first_object));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "RPC_C_EP_MATCH_BY_BOTH: elements",
                count(RPC_C_EP_MATCH_BY_BOTH, spec, RPC_C_VERS_EXACT, &second_object));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "RPC_C_EP_MATCH_BY_BOTH, another interface: elements",
                count(RPC_C_EP_MATCH_BY_BOTH, interface_of(4, 1, 0), RPC_C_VERS_EXACT, &second_object));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "RPC_C_EP_ALL_ELTS: at least these",
                count(RPC_C_EP_ALL_ELTS, spec, RPC_C_VERS_ALL, NULL) >= 4);
    FACT_STATUS("RpcMgmtEpEltInqBegin", "RPC_C_EP_ALL_ELTS ignores the version option",
                count(RPC_C_EP_ALL_ELTS, spec, 77, NULL) >= 4);
    FACT_STATUS("RpcEpUnregister", "two bindings and two objects",
                RpcEpUnregister(&spec, (RPC_BINDING_VECTOR*)&two, (UUID_VECTOR*)&both));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "two bindings and two objects unregistered: elements",
                count(RPC_C_EP_MATCH_BY_IF, spec, RPC_C_VERS_ALL, NULL));
    RpcBindingFree(&two.handles[0]);
    RpcBindingFree(&two.handles[1]);
}

static void text_of(RPC_BINDING_HANDLE binding) {
    RPC_CSTR text = NULL;
    if (RpcBindingToStringBindingA(binding, &text)) return;
    FACT_TEXT("RpcMgmtEpEltInqNextA", "the binding", text);
    RpcStringFreeA(&text);
}

/// M6: what comes back of one element.
static void elements(const char* note, const char* name) {
    RPC_SERVER_INTERFACE spec = interface_of(5, 4, 3);
    RPC_BINDING_VECTOR vector = one("ncalrpc:[map-element]");
    RPC_IF_ID id = id_of(&spec), found;
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RPC_BINDING_HANDLE binding = NULL;
    RPC_CSTR annotation = NULL;
    RPC_WSTR wide = NULL;
    UUID object = {1, 2, 3, {4}};
    char situation[80];
    int i;
    memset(&found, 0, sizeof found);
    RpcEpRegisterA(&spec, &vector, NULL, (RPC_CSTR)note);
    if (!RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_ALL, NULL, &inquiry) &&
        !RpcMgmtEpEltInqNextA(inquiry, &found, &binding, &object, &annotation)) {
        snprintf(situation, sizeof situation, "%s: the annotation", name);
        FACT_TEXT("RpcMgmtEpEltInqNextA", situation, annotation);
        RpcStringFreeA(&annotation);
        if (note) {
            FACT_NUMBER("RpcMgmtEpEltInqNextA", "the interface's uuid", !memcmp(&found.Uuid, &id.Uuid, sizeof id.Uuid));
            FACT_NUMBER("RpcMgmtEpEltInqNextA", "its major version", found.VersMajor);
            FACT_NUMBER("RpcMgmtEpEltInqNextA", "its minor version", found.VersMinor);
            FACT_NUMBER("RpcMgmtEpEltInqNextA", "no object was registered: the nil one",
                        UuidIsNil(&object, &(RPC_STATUS){0}));
            text_of(binding);
            FACT_NUMBER("RpcBindingFree", "the binding of an element", RpcBindingFree(&binding));
        } else {
            RpcBindingFree(&binding);
        }
        snprintf(situation, sizeof situation, "%s: after the last element", name);
        FACT_NUMBER("RpcMgmtEpEltInqNextA", situation, RpcMgmtEpEltInqNextA(inquiry, &found, NULL, NULL, NULL));
        snprintf(situation, sizeof situation, "%s: after the last element", name);
        FACT_NUMBER("RpcMgmtEpEltInqNextW", situation, RpcMgmtEpEltInqNextW(inquiry, &found, NULL, NULL, &wide));
        snprintf(situation, sizeof situation, "%s: an inquiry", name);
        FACT_NUMBER("RpcMgmtEpEltInqDone", situation, RpcMgmtEpEltInqDone(&inquiry));
        snprintf(situation, sizeof situation, "%s: the handle afterwards is NULL", name);
        FACT_NUMBER("RpcMgmtEpEltInqDone", situation, inquiry == NULL);
    }
    if (note && !RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_ALL, NULL, &inquiry)) {
        FACT_NUMBER("RpcMgmtEpEltInqNextW", "an element", RpcMgmtEpEltInqNextW(inquiry, &found, NULL, NULL, &wide));
        for (i = 0; wide && note[i] && wide[i] == (unsigned char)note[i]; ++i) {
        }
        FACT_NUMBER("RpcMgmtEpEltInqNextW", "the annotation is the same", wide && wide[i] == 0 && note[i] == 0);
        FACT_NUMBER("RpcStringFreeW", "the annotation of an element", RpcStringFreeW(&wide));
        RpcMgmtEpEltInqDone(&inquiry);
    }
    RpcEpUnregister(&spec, &vector, NULL);
    RpcBindingFree(&vector.BindingH[0]);
}

/// M5
static void refusals(void) {
    RPC_SERVER_INTERFACE spec = interface_of(6, 1, 0);
    RPC_BINDING_VECTOR vector = one("ncalrpc:[map-refused]"), partial = one("ncalrpc:");
    RPC_BINDING_VECTOR with_object = one("000000aa-0000-0000-0000-000000000000@ncalrpc:[epmapper]"), none = {1, {NULL}};
    RPC_IF_ID id = id_of(&spec);
    RPC_EP_INQ_HANDLE inquiry = NULL;
    FACT_STATUS("RpcMgmtEpEltInqBegin", "an inquiry type there is none of",
                RpcMgmtEpEltInqBegin(NULL, 4, &id, RPC_C_VERS_ALL, NULL, &inquiry));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "a version option there is none of",
                RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_MATCH_BY_IF, &id, 6, NULL, &inquiry));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "no version option",
                RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_MATCH_BY_IF, &id, 0, NULL, &inquiry));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "no interface to match",
                RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_MATCH_BY_IF, NULL, RPC_C_VERS_ALL, NULL, &inquiry));
    FACT_STATUS("RpcMgmtEpEltInqBegin", "a mapper's binding with an object",
                RpcMgmtEpEltInqBegin(with_object.BindingH[0], RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry));
    FACT_STATUS("RpcMgmtEpUnregister", "an element", RpcMgmtEpUnregister(NULL, &id, vector.BindingH[0], NULL));
    FACT_STATUS("RpcMgmtEpUnregister", "a mapper's binding with an object",
                RpcMgmtEpUnregister(with_object.BindingH[0], &id, vector.BindingH[0], NULL));
#ifndef _WIN32  // Wine reads through these
    FACT_STATUS("RpcEpRegisterA", "no vector", RpcEpRegisterA(&spec, NULL, NULL, NULL));
    FACT_STATUS("RpcEpRegisterW", "no vector", RpcEpRegisterW(&spec, NULL, NULL, NULL));
    FACT_STATUS("RpcEpRegisterNoReplaceW", "no vector", RpcEpRegisterNoReplaceW(&spec, NULL, NULL, NULL));
    FACT_STATUS("RpcEpUnregister", "no vector", RpcEpUnregister(&spec, NULL, NULL));
    FACT_STATUS("RpcEpRegisterA", "a vector of no handle", RpcEpRegisterA(&spec, &none, NULL, NULL));
    FACT_STATUS("RpcEpResolveBinding", "no handle", RpcEpResolveBinding(NULL, &spec));
    FACT_STATUS("RpcEpRegisterA", "a binding without an endpoint", RpcEpRegisterA(&spec, &partial, NULL, NULL));
    none = vector;
    RpcBindingFree(&vector.BindingH[0]);
    FACT_STATUS("RpcEpRegisterA", "a handle that was freed", RpcEpRegisterA(&spec, &none, NULL, NULL));
    FACT_STATUS("RpcEpRegisterNoReplaceA", "a handle that was freed",
                RpcEpRegisterNoReplaceA(&spec, &none, NULL, NULL));
    FACT_STATUS("RpcEpUnregister", "a handle that was freed", RpcEpUnregister(&spec, &none, NULL));
    FACT_STATUS("RpcEpResolveBinding", "a handle that was freed", RpcEpResolveBinding(none.BindingH[0], &spec));
#else
    (void)none;
#endif
    RpcBindingFree(&partial.BindingH[0]);
    RpcBindingFree(&with_object.BindingH[0]);
}

static void wide_names(void) {
    RPC_SERVER_INTERFACE spec = interface_of(7, 1, 0);
    RPC_BINDING_VECTOR vector = one("ncalrpc:[map-wide]");
    WCHAR note[] = {'n', 'o', 't', 'e', 0};
    FACT_STATUS("RpcEpRegisterNoReplaceW", "an endpoint",
                RpcEpRegisterNoReplaceW(&spec, &vector, NULL, (RPC_WSTR)note));
    FACT_STATUS("RpcEpRegisterNoReplaceW", "the same again",
                RpcEpRegisterNoReplaceW(&spec, &vector, NULL, (RPC_WSTR)note));
    FACT_STATUS("RpcEpUnregister", "an endpoint of the W function", RpcEpUnregister(&spec, &vector, NULL));
    FACT_STATUS("RpcEpUnregister", "what is not registered any more", RpcEpUnregister(&spec, &vector, NULL));
    RpcBindingFree(&vector.BindingH[0]);
}

/// A server that ends without taking anything away.
static int child(const char* run) {
    RPC_SERVER_INTERFACE spec;
    RPC_BINDING_VECTOR vector = one("ncalrpc:[map-child]");
    HANDLE ready = OpenEventA(EVENT_MODIFY_STATE, FALSE, run);
    UuidFromStringA((RPC_CSTR)run, &this_run);
    spec = interface_of(8, 1, 0);
    if (RpcEpRegisterA(&spec, &vector, NULL, NULL) == RPC_S_OK) SetEvent(ready);
    Sleep(INFINITE);
    return 1;
}

/// M4
static void ended(const char* program) {
    RPC_SERVER_INTERFACE spec = interface_of(8, 1, 0);
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION information;
    RPC_CSTR run = NULL;
    HANDLE ready;
    char line[1200];
    UuidToStringA(&this_run, &run);
    ready = CreateEventA(NULL, TRUE, FALSE, (const char*)run);
    snprintf(line, sizeof line, "\"%s\" %s", program, (const char*)run);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information)) return;
    WaitForSingleObject(ready, 60000);
    FACT_STATUS("RpcEpRegisterA", "by another process: elements",
                count(RPC_C_EP_MATCH_BY_IF, spec, RPC_C_VERS_ALL, NULL));
    TerminateProcess(information.hProcess, 0);
    WaitForSingleObject(information.hProcess, 60000);
    FACT_STATUS("RpcEpRegisterA", "by a process that has ended: elements",
                count(RPC_C_EP_MATCH_BY_IF, spec, RPC_C_VERS_ALL, NULL));
    CloseHandle(information.hProcess);
    CloseHandle(information.hThread);
    CloseHandle(ready);
    RpcStringFreeA(&run);
}

int main(int argc, char** argv) {
    if (argc > 1) return child(argv[1]);
    UuidCreate(&this_run);
    wide_names();
    versions();
    objects();
    elements("a note", "with a note");
    elements(NULL, "without a note");
    refusals();
    ended(argv[0]);
    return 0;
}
