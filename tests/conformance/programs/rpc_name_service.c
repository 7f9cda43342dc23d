// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the name service, which Windows gave up and which is not here: what is looked at before that is said, and
// what needs no service. On Windows the functions are in another library, which is not linked.
#include "rpc_facts.h"

#ifdef _WIN32
int main(void) {
    FACT_NUMBER("the name service", "it is asked", 0);
    return 0;
}
#else
#include <rpcnsi.h>

enum { DCE = RPC_C_NS_SYNTAX_DCE, NONE = 99 };
static RPC_SERVER_INTERFACE spec = {.Length = sizeof spec};
static RPC_BINDING_VECTOR bindings = {0, {NULL}};
static UUID_VECTOR objects = {0, {NULL}};
static RPC_NS_HANDLE context;

static RPC_CSTR name(const char* text) { return (RPC_CSTR)text; }
static RPC_WSTR wide(const char* text) {
    static WCHAR room[60];
    if (!text) return NULL;
    fact_widen(room, text);
    return (RPC_WSTR)room;
}

/// A function of an entry: a name that could be looked for, none, an empty one, a syntax there is none of.
#define ENTRY(function, convert, ...)                                                          \
    do {                                                                                       \
        FACT_NUMBER(#function, "a name", function(DCE, convert("/.:/entry"), ##__VA_ARGS__));  \
        FACT_NUMBER(#function, "no name", function(DCE, convert(NULL), ##__VA_ARGS__));        \
        FACT_NUMBER(#function, "an empty name", function(DCE, convert(""), ##__VA_ARGS__));    \
        FACT_NUMBER(#function, "a syntax there is none of",                                    \
                  function(NONE, convert("/.:/entry"), ##__VA_ARGS__));                        \
    } while (0)
#define BOTH(function, ...)                      \
    ENTRY(function##A, name, ##__VA_ARGS__);     \
    ENTRY(function##W, wide, ##__VA_ARGS__)

static void entries(void) {
    BOTH(RpcNsBindingExport, &spec, &bindings, NULL);
    BOTH(RpcNsBindingUnexport, &spec, NULL);
    BOTH(RpcNsBindingExportPnP, &spec, NULL);
    BOTH(RpcNsBindingUnexportPnP, &spec, NULL);
    BOTH(RpcNsBindingImportBegin, &spec, NULL, &context);
    BOTH(RpcNsBindingLookupBegin, &spec, NULL, 0, &context);
    BOTH(RpcNsEntryObjectInqBegin, &context);
    BOTH(RpcNsMgmtEntryCreate);
    BOTH(RpcNsMgmtEntryDelete);
    BOTH(RpcNsGroupDelete);
    BOTH(RpcNsProfileDelete);
}

static void nothing_to_export(void) {
    FACT_CALL("RpcNsBindingExportA", "no interface and no objects",
              RpcNsBindingExportA(DCE, name("/.:/entry"), NULL, &bindings, NULL));
    FACT_CALL("RpcNsBindingExportA", "an interface, no bindings and no objects",
              RpcNsBindingExportA(DCE, name("/.:/entry"), &spec, NULL, NULL));
    FACT_CALL("RpcNsBindingExportA", "objects alone",
              RpcNsBindingExportA(DCE, name("/.:/entry"), NULL, NULL, &objects));
    FACT_CALL("RpcNsBindingExportW", "no interface and no objects",
              RpcNsBindingExportW(DCE, wide("/.:/entry"), NULL, &bindings, NULL));
}

static void done(void) {
    int something = 0;
    context = &something;
    FACT_CALL("RpcNsBindingImportDone", "a context", RpcNsBindingImportDone(&context));
    FACT_NUMBER("RpcNsBindingImportDone", "a context: NULL is returned", context == NULL);
    FACT_CALL("RpcNsBindingImportDone", "no place", RpcNsBindingImportDone(NULL));
    FACT_CALL("RpcNsBindingLookupDone", "no place", RpcNsBindingLookupDone(NULL));
    FACT_CALL("RpcNsEntryObjectInqDone", "no place", RpcNsEntryObjectInqDone(NULL));
    FACT_CALL("RpcNsGroupMbrInqDone", "no place", RpcNsGroupMbrInqDone(NULL));
    FACT_CALL("RpcNsProfileEltInqDone", "no place", RpcNsProfileEltInqDone(NULL));
}

/// Of a vector, whoever made it.
static void selecting(void) {
    struct {
        ULONG count;
        RPC_BINDING_HANDLE handles[2];
    } several = {2, {NULL, NULL}};
    RPC_BINDING_VECTOR* vector = (RPC_BINDING_VECTOR*)&several;
    RPC_BINDING_HANDLE of_vector = fact_binding("ncalrpc:[x]"), chosen = NULL;
    several.handles[1] = of_vector;
    FACT_CALL("RpcNsBindingSelect", "a vector of one handle", RpcNsBindingSelect(vector, &chosen));
    FACT_NUMBER("RpcNsBindingSelect", "it is the handle", chosen == of_vector);
    FACT_NUMBER("RpcNsBindingSelect", "the vector has it no longer", several.handles[1] == NULL);
    FACT_CALL("RpcNsBindingSelect", "no handle is left", RpcNsBindingSelect(vector, &chosen));
    FACT_NUMBER("RpcNsBindingSelect", "no handle is left: NULL is returned", chosen == NULL);
    FACT_CALL("RpcNsBindingSelect", "no vector", RpcNsBindingSelect(NULL, &chosen));
    FACT_CALL("RpcNsBindingSelect", "no place", RpcNsBindingSelect(vector, NULL));
    RpcBindingFree(&of_vector);
}

static void expiration(void) {
    ULONG age = 0;
    FACT_CALL("RpcNsMgmtInqExpAge", "the default", RpcNsMgmtInqExpAge(&age));
    FACT_NUMBER("RpcNsMgmtInqExpAge", "the default, in seconds", age);
    FACT_CALL("RpcNsMgmtInqExpAge", "no place", RpcNsMgmtInqExpAge(NULL));
    FACT_CALL("RpcNsMgmtSetExpAge", "a minute", RpcNsMgmtSetExpAge(60));
    RpcNsMgmtInqExpAge(&age);
    FACT_NUMBER("RpcNsMgmtSetExpAge", "a minute, in seconds", age);
    FACT_CALL("RpcNsMgmtSetExpAge", "RPC_C_NS_DEFAULT_EXP_AGE", RpcNsMgmtSetExpAge((ULONG)RPC_C_NS_DEFAULT_EXP_AGE));
    RpcNsMgmtInqExpAge(&age);
    FACT_NUMBER("RpcNsMgmtSetExpAge", "RPC_C_NS_DEFAULT_EXP_AGE, in seconds", age);
}

int main(void) {
    FACT_NUMBER("the name service", "it is asked", 1);
    entries();
    nothing_to_export();
    done();
    selecting();
    expiration();
    return 0;
}
#endif
