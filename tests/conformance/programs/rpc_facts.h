// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts of functions that Wine does not all have: what raises there, where a function is not implemented, is no fact,
// and counts as not applicable.
#ifndef RPC_FACTS_H
#define RPC_FACTS_H

#include "facts.h"

#include <rpc.h>

#ifdef _WIN32  // what mingw-w64 links, but does not declare
RPCRTAPI RPC_STATUS RPC_ENTRY RpcImpersonateClientContainer(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcRevertContainerImpersonation(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerCompleteSecurityCallback(RPC_BINDING_HANDLE binding, RPC_STATUS status);
#endif

#define FUNCTION_NOT_IMPLEMENTED 0x80000100 /* by Wine's loader; nothing else raises it */

/// A call that returns an RPC_STATUS or another number.
#define FACT_STATUS(function, situation, call)                       \
    do {                                                             \
        RpcTryExcept {                                               \
            const int fact_status = (int)(call);                     \
            FACT_NUMBER(function, situation, fact_status);           \
        }                                                            \
        RpcExcept(RpcExceptionCode() == FUNCTION_NOT_IMPLEMENTED) {} \
        RpcEndExcept                                                 \
    } while (0)

/// What a remote call comes to: a number, or the exception it raises.
#define FACT_CALL(function, situation, call)                                               \
    do {                                                                                   \
        int fact_value = 0;                                                                \
        unsigned fact_code = 0;                                                            \
        RpcTryExcept { fact_value = (int)(call); }                                         \
        RpcExcept(1) { fact_code = (unsigned)RpcExceptionCode(); }                         \
        RpcEndExcept if (fact_code == 0) { FACT_NUMBER(function, situation, fact_value); } \
        else if (fact_code != FUNCTION_NOT_IMPLEMENTED) {                                  \
            printf("%s: %s: raises %u\n", function, situation, fact_code);                 \
            fflush(stdout);                                                                \
        }                                                                                  \
    } while (0)

/// The first bytes of a buffer, in quotes.
static inline void fact_bytes(const char* function, const char* situation, const void* bytes, unsigned count) {
    unsigned i;
    printf("%s: %s: \"", function, situation);
    for (i = 0; i < count; i++) {
        printf("%s%02x", i ? " " : "", ((const unsigned char*)bytes)[i]);
    }
    printf("\"\n");
    fflush(stdout);
}

/// UTF-16 of ASCII and back; `to` is large enough.
static inline void fact_widen(WCHAR* to, const char* from) {
    while ((*to++ = (WCHAR)(unsigned char)*from++) != 0) {}
}
static inline void fact_narrow(char* to, const WCHAR* from) {
    while ((*to++ = (char)*from++) != 0) {}
}

/// A binding handle of a string binding; a null one where there is none.
static inline RPC_BINDING_HANDLE fact_binding(const char* text) {
    char copy[200];
    RPC_BINDING_HANDLE handle = NULL;
    snprintf(copy, sizeof copy, "%s", text);
    return RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle) == RPC_S_OK ? handle : NULL;
}

/// The same of an endpoint of ncalrpc.
static inline RPC_BINDING_HANDLE fact_local_binding(const char* endpoint) {
    RPC_CSTR text = NULL;
    RPC_BINDING_HANDLE handle = NULL;
    RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncalrpc", NULL, (RPC_CSTR)endpoint, NULL, &text);
    RpcBindingFromStringBindingA(text, &handle);
    RpcStringFreeA(&text);
    return handle;
}

/// A fast binding handle, to an endpoint of ncalrpc, that is not bound; a null one where there are none.
static inline RPC_BINDING_HANDLE fact_fast_binding(const char* endpoint) {
    char copy[60];
    RPC_BINDING_HANDLE made = NULL;
    RPC_BINDING_HANDLE_TEMPLATE_V1 target;
    snprintf(copy, sizeof copy, "%s", endpoint);
    memset(&target, 0, sizeof target);
    target.Version = 1;
    target.ProtocolSequence = 3;  // RPC_PROTSEQ_LRPC, which mingw-w64 does not have
    target.StringEndpoint = (void*)copy;
    RpcTryExcept { RpcBindingCreateA(&target, NULL, NULL, &made); }
    RpcExcept(1) {}
    RpcEndExcept return made;
}

/// The string binding of a handle, until the next call.
static inline const char* fact_string(RPC_BINDING_HANDLE handle) {
    static char kept[200];
    RPC_CSTR text = NULL;
    if (RpcBindingToStringBindingA(handle, &text) != RPC_S_OK) return "(failed)";
    snprintf(kept, sizeof kept, "%s", (const char*)text);
    RpcStringFreeA(&text);
    return kept;
}

/// An endpoint of ncalrpc that no other run of the program has, until the next call.
static inline char* fact_endpoint(const char* name) {
    static char kept[60];
    snprintf(kept, sizeof kept, "%s-%u", name, (unsigned)GetCurrentProcessId());
    return kept;
}

/// To this process's own endpoint of ncalrpc, which it opens.
static inline RPC_BINDING_HANDLE fact_own_endpoint(const char* name) {
    char text[80];
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR)fact_endpoint(name), NULL);
    snprintf(text, sizeof text, "ncalrpc:[%s]", fact_endpoint(name));
    return fact_binding(text);
}

/// I4: to this process's own port, of its bindings.
static inline RPC_BINDING_HANDLE fact_own_port(void) {
    RPC_BINDING_VECTOR* bindings = NULL;
    RPC_BINDING_HANDLE found = NULL;
    char text[80];
    if (RpcServerInqBindings(&bindings) != RPC_S_OK) return NULL;
    for (ULONG i = 0; i < bindings->Count && !found; ++i) {
        const char* of = fact_string(bindings->BindingH[i]);
        if (strncmp(of, "ncacn_ip_tcp:", 13) || !strchr(of, '[')) continue;
        snprintf(text, sizeof text, "ncacn_ip_tcp:127.0.0.1%s", strchr(of, '['));
        found = fact_binding(text);
    }
    RpcBindingVectorFree(&bindings);
    return found;
}

/// A handle of its own, for what the server decides on once for a connection.
static inline RPC_BINDING_HANDLE fact_another(RPC_BINDING_HANDLE of) {
    RPC_BINDING_HANDLE copy = NULL;
    RpcBindingCopy(of, &copy);
    RpcBindingSetOption(copy, RPC_C_OPT_UNIQUE_BINDING, 1);
    return copy;
}

#endif
