// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the protocol sequences of a server, of which each of sixteen functions opens endpoints: what it opens and
// what it refuses. The sequences there are.
#include "rpc_facts.h"

/// What the functions take; those that have no policy, or no endpoint, do not look at it.
typedef struct {
    const char* sequence;
    const char* endpoint;
    RPC_SERVER_INTERFACE* spec;
    void* descriptor;
    RPC_POLICY* policy;
} Request;
typedef RPC_STATUS (*Use)(const Request* request);

static RPC_WSTR wide(WCHAR* to, const char* from) {
    if (!from) return NULL;
    fact_widen(to, from);
    return (RPC_WSTR)to;
}
static WCHAR sequence_room[60], endpoint_room[60];
#define SEQUENCE_A ((RPC_CSTR)r->sequence)
#define SEQUENCE_W wide(sequence_room, r->sequence)
#define ENDPOINT_A ((RPC_CSTR)r->endpoint)
#define ENDPOINT_W wide(endpoint_room, r->endpoint)
#define CALLS RPC_C_PROTSEQ_MAX_REQS_DEFAULT
#define USE(function, name, ...) \
    static RPC_STATUS function(const Request* r) { return name(__VA_ARGS__); }

USE(dynamic_a, RpcServerUseProtseqA, SEQUENCE_A, CALLS, r->descriptor)
USE(dynamic_w, RpcServerUseProtseqW, SEQUENCE_W, CALLS, r->descriptor)
USE(dynamic_ex_a, RpcServerUseProtseqExA, SEQUENCE_A, CALLS, r->descriptor, r->policy)
USE(dynamic_ex_w, RpcServerUseProtseqExW, SEQUENCE_W, CALLS, r->descriptor, r->policy)
USE(known_a, RpcServerUseProtseqEpA, SEQUENCE_A, CALLS, ENDPOINT_A, r->descriptor)
USE(known_w, RpcServerUseProtseqEpW, SEQUENCE_W, CALLS, ENDPOINT_W, r->descriptor)
USE(known_ex_a, RpcServerUseProtseqEpExA, SEQUENCE_A, CALLS, ENDPOINT_A, r->descriptor, r->policy)
USE(known_ex_w, RpcServerUseProtseqEpExW, SEQUENCE_W, CALLS, ENDPOINT_W, r->descriptor, r->policy)
USE(of_if_a, RpcServerUseProtseqIfA, SEQUENCE_A, CALLS, r->spec, r->descriptor)
USE(of_if_w, RpcServerUseProtseqIfW, SEQUENCE_W, CALLS, r->spec, r->descriptor)
USE(of_if_ex_a, RpcServerUseProtseqIfExA, SEQUENCE_A, CALLS, r->spec, r->descriptor, r->policy)
USE(of_if_ex_w, RpcServerUseProtseqIfExW, SEQUENCE_W, CALLS, r->spec, r->descriptor, r->policy)
USE(all, RpcServerUseAllProtseqs, CALLS, r->descriptor)
USE(all_ex, RpcServerUseAllProtseqsEx, CALLS, r->descriptor, r->policy)
USE(all_if, RpcServerUseAllProtseqsIf, CALLS, r->spec, r->descriptor)
USE(all_if_ex, RpcServerUseAllProtseqsIfEx, CALLS, r->spec, r->descriptor, r->policy)

typedef struct {
    const char* name;
    Use use;
    int has_policy;
} Function;
static const Function dynamic[] = {
    {"RpcServerUseProtseqA", dynamic_a, 0},
    {"RpcServerUseProtseqW", dynamic_w, 0},
    {"RpcServerUseProtseqExA", dynamic_ex_a, 1},
    {"RpcServerUseProtseqExW", dynamic_ex_w, 1},
};
static const Function known[] = {
    {"RpcServerUseProtseqEpA", known_a, 0},
    {"RpcServerUseProtseqEpW", known_w, 0},
    {"RpcServerUseProtseqEpExA", known_ex_a, 1},
    {"RpcServerUseProtseqEpExW", known_ex_w, 1},
};
static const Function of_interface[] = {
    {"RpcServerUseProtseqIfA", of_if_a, 0},
    {"RpcServerUseProtseqIfW", of_if_w, 0},
    {"RpcServerUseProtseqIfExA", of_if_ex_a, 1},
    {"RpcServerUseProtseqIfExW", of_if_ex_w, 1},
};
static const Function everything[] = {{"RpcServerUseAllProtseqs", all, 0}, {"RpcServerUseAllProtseqsEx", all_ex, 1}};
static const Function all_of_interface[] = {
    {"RpcServerUseAllProtseqsIf", all_if, 0},
    {"RpcServerUseAllProtseqsIfEx", all_if_ex, 1},
};

static RPC_POLICY policy = {sizeof policy, 0, 0};
static unsigned char no_descriptor[20] = {9};  // of a revision there is none of

/// How many of this server's bindings begin so.
static int endpoints(const char* beginning) {
    RPC_BINDING_VECTOR* bindings = NULL;
    int count = 0;
    ULONG i;
    if (RpcServerInqBindings(&bindings) != RPC_S_OK) return 0;
    for (i = 0; i < bindings->Count; i++) {
        count += !strncmp(fact_string(bindings->BindingH[i]), beginning, strlen(beginning));
    }
    RpcBindingVectorFree(&bindings);
    return count;
}
static int is_there(const char* sequence, const char* endpoint) {
    char beginning[100];
    snprintf(beginning, sizeof beginning, "%s:[%s]", sequence, endpoint);
    return endpoints(beginning);
}

/// An endpoint of its own for each function and run.
static const char* own(const char* function) {
    static char name[80];
    snprintf(name, sizeof name, "%s-%u", function, (unsigned)GetCurrentProcessId());
    return name;
}

static void with_policy(const Function* to, Request request) {
    RPC_POLICY cut = {4, 0, 0};
    request.policy = &cut;
    if (to->has_policy) FACT_CALL(to->name, "a policy that is cut", to->use(&request));
}

static void sequences(const Function* to, Request request) {
    request.sequence = "ncacn_pigeon";
    FACT_CALL(to->name, "a sequence there is none of", to->use(&request));
    request.sequence = "ncacn_spx";
    FACT_CALL(to->name, "a sequence that was dropped", to->use(&request));
    request.sequence = "";
    FACT_CALL(to->name, "an empty sequence", to->use(&request));
    request.sequence = NULL;
    FACT_CALL(to->name, "NULL for the sequence", to->use(&request));
}

static void use_dynamic(const Function* to) {
    Request request = {"ncalrpc", NULL, NULL, NULL, &policy};
    FACT_CALL(to->name, "over ncalrpc", to->use(&request));
    FACT_NUMBER(to->name, "over ncalrpc: there is an endpoint", endpoints("ncalrpc:[") > 0);
    request.policy = NULL;
    if (to->has_policy) FACT_CALL(to->name, "no policy", to->use(&request));
    with_policy(to, request);
    request.descriptor = no_descriptor;
    FACT_CALL(to->name, "over ncalrpc, no security descriptor", to->use(&request));
    request.sequence = "ncacn_ip_tcp";
    FACT_CALL(to->name, "over ncacn_ip_tcp, no security descriptor", to->use(&request));
    FACT_NUMBER(to->name, "over ncacn_ip_tcp: there is an endpoint", endpoints("ncacn_ip_tcp:") > 0);
    request.descriptor = NULL;
    sequences(to, request);
}

static void use_known(const Function* to) {
    Request request = {"ncalrpc", own(to->name), NULL, NULL, &policy};
    FACT_CALL(to->name, "an endpoint", to->use(&request));
    FACT_NUMBER(to->name, "an endpoint: it is there", is_there("ncalrpc", request.endpoint));
    FACT_CALL(to->name, "an endpoint that is in use", to->use(&request));
    request.descriptor = no_descriptor;
    request.endpoint = "facts-not-made";
    FACT_CALL(to->name, "no security descriptor", to->use(&request));
    request.descriptor = NULL;
    with_policy(to, request);
    FACT_NUMBER(to->name, "what was refused is not there", !is_there("ncalrpc", request.endpoint));
    sequences(to, request);
    request.sequence = "ncacn_ip_tcp";
    request.endpoint = "coffee";
    FACT_CALL(to->name, "over ncacn_ip_tcp, no port", to->use(&request));
    request.endpoint = "65536";
    FACT_CALL(to->name, "over ncacn_ip_tcp, a port too large", to->use(&request));
    request.endpoint = "";
    FACT_CALL(to->name, "an empty endpoint", to->use(&request));
    request.endpoint = NULL;
    FACT_CALL(to->name, "NULL for the endpoint", to->use(&request));
}

/// An interface whose IDL file has these endpoints.
static RPC_PROTSEQ_ENDPOINT places[2];
static RPC_SERVER_INTERFACE spec = {.Length = sizeof spec, .RpcProtseqEndpointCount = 2, .RpcProtseqEndpoint = places};
static void place(int which, const char* sequence, const char* endpoint) {
    places[which].RpcProtocolSequence = (unsigned char*)sequence;
    places[which].Endpoint = (unsigned char*)endpoint;
}

static void use_of_interface(const Function* to) {
    Request request = {"ncalrpc", NULL, &spec, NULL, &policy};
    place(0, "ncacn_spx", "1");
    place(1, "ncalrpc", own(to->name));
    FACT_CALL(to->name, "an endpoint of the interface", to->use(&request));
    FACT_NUMBER(to->name, "an endpoint of the interface: it is there", is_there("ncalrpc", own(to->name)));
    FACT_CALL(to->name, "an endpoint that is in use", to->use(&request));
    request.sequence = "ncacn_ip_tcp";
    FACT_CALL(to->name, "a sequence that the interface has not", to->use(&request));
    sequences(to, request);
    place(0, "ncacn_ip_tcp", "coffee");
    request.sequence = "ncacn_ip_tcp";
    FACT_CALL(to->name, "an endpoint without form", to->use(&request));
    place(1, "ncalrpc", "facts-not-made");
    request.sequence = "ncalrpc";
    with_policy(to, request);
    request.descriptor = no_descriptor;
    FACT_CALL(to->name, "no security descriptor", to->use(&request));
    FACT_NUMBER(to->name, "what was refused is not there", !is_there("ncalrpc", "facts-not-made"));
    request.descriptor = NULL;
    request.spec = NULL;
    FACT_CALL(to->name, "NULL for the interface", to->use(&request));
}

static void use_everything(const Function* to) {
    Request request = {NULL, NULL, NULL, NULL, &policy};
    FACT_CALL(to->name, "all sequences", to->use(&request));
    FACT_NUMBER(to->name, "ncacn_ip_tcp is there", endpoints("ncacn_ip_tcp:") > 0);
    FACT_NUMBER(to->name, "ncalrpc is there", endpoints("ncalrpc:[") > 0);
    with_policy(to, request);
    request.descriptor = no_descriptor;
    FACT_CALL(to->name, "no security descriptor", to->use(&request));
}

static void use_all_of_interface(const Function* to) {
    Request request = {NULL, NULL, &spec, NULL, &policy};
    place(0, "ncacn_spx", "1");
    place(1, "ncalrpc", own(to->name));
    FACT_CALL(to->name, "a sequence that was dropped, and another", to->use(&request));
    FACT_NUMBER(to->name, "the other's endpoint is there", is_there("ncalrpc", own(to->name)));
    FACT_CALL(to->name, "an endpoint that is in use", to->use(&request));
    place(1, "ncalrpc", "facts-not-made");
    with_policy(to, request);
    request.descriptor = no_descriptor;
    FACT_CALL(to->name, "no security descriptor", to->use(&request));
    request.descriptor = NULL;
    place(0, "ncacn_pigeon", "1");
    FACT_CALL(to->name, "a sequence there is none of", to->use(&request));
    place(0, "ncacn_ip_tcp", "coffee");
    FACT_CALL(to->name, "an endpoint without form", to->use(&request));
    FACT_NUMBER(to->name, "what was refused is not there", !is_there("ncalrpc", "facts-not-made"));
    spec.RpcProtseqEndpointCount = 0;
    FACT_CALL(to->name, "an interface without endpoints", to->use(&request));
    spec.RpcProtseqEndpointCount = 1;
    place(0, "ncacn_spx", "1");
    FACT_CALL(to->name, "a sequence that was dropped, alone", to->use(&request));
    spec.RpcProtseqEndpointCount = 2;
    request.spec = NULL;
    FACT_CALL(to->name, "NULL for the interface", to->use(&request));
}

/// How often the vector has the sequence.
static int named(const RPC_PROTSEQ_VECTORA* vector, const char* sequence) {
    int count = 0;
    unsigned i;
    for (i = 0; vector && i < vector->Count; i++) count += !strcmp((const char*)vector->Protseq[i], sequence);
    return count;
}
static int named_wide(const RPC_PROTSEQ_VECTORW* vector, const char* sequence) {
    char name[60];
    int count = 0;
    unsigned i;
    for (i = 0; vector && i < vector->Count; i++) {
        fact_narrow(name, (const WCHAR*)vector->Protseq[i]);
        count += !strcmp(name, sequence);
    }
    return count;
}

static void vectors(void) {
    RPC_PROTSEQ_VECTORA* vector = NULL;
    RPC_PROTSEQ_VECTORW* wide_vector = NULL;
    FACT_CALL("RpcNetworkInqProtseqsA", "a vector", RpcNetworkInqProtseqsA(&vector));
    FACT_NUMBER("RpcNetworkInqProtseqsA", "ncacn_np is there once", named(vector, "ncacn_np"));
    FACT_NUMBER("RpcNetworkInqProtseqsA", "ncacn_pigeon is not there", !named(vector, "ncacn_pigeon"));
    FACT_CALL("RpcNetworkInqProtseqsW", "a vector", RpcNetworkInqProtseqsW(&wide_vector));
    FACT_NUMBER("RpcNetworkInqProtseqsW", "ncacn_ip_tcp is there once", named_wide(wide_vector, "ncacn_ip_tcp"));
    FACT_NUMBER("RpcNetworkInqProtseqsW", "ncalrpc is there once", named_wide(wide_vector, "ncalrpc"));
    FACT_NUMBER("RpcNetworkInqProtseqsW", "as many as RpcNetworkInqProtseqsA gives",
                vector && wide_vector && vector->Count == wide_vector->Count);
    FACT_CALL("RpcProtseqVectorFreeA", "a vector", RpcProtseqVectorFreeA(&vector));
    FACT_CALL("RpcProtseqVectorFreeW", "a vector", RpcProtseqVectorFreeW(&wide_vector));
    FACT_NUMBER("RpcProtseqVectorFreeW", "the pointer is null afterwards", wide_vector == NULL);
    FACT_CALL("RpcProtseqVectorFreeW", "a null vector", RpcProtseqVectorFreeW(&wide_vector));
    FACT_CALL("RpcNetworkInqProtseqsA", "no place for the vector", RpcNetworkInqProtseqsA(NULL));
    FACT_CALL("RpcNetworkInqProtseqsW", "no place for the vector", RpcNetworkInqProtseqsW(NULL));
    FACT_CALL("RpcProtseqVectorFreeA", "NULL", RpcProtseqVectorFreeA(NULL));
    FACT_CALL("RpcProtseqVectorFreeW", "NULL", RpcProtseqVectorFreeW(NULL));
}

static RPC_STATUS valid_a(const Request* r) { return RpcNetworkIsProtseqValidA(SEQUENCE_A); }
static RPC_STATUS valid_w(const Request* r) { return RpcNetworkIsProtseqValidW(SEQUENCE_W); }
static void valid(void) {
    static const Function functions[] = {{"RpcNetworkIsProtseqValidA", valid_a, 0},
                                         {"RpcNetworkIsProtseqValidW", valid_w, 0}};
    int i;
    for (i = 0; i < 2; i++) {
        Request request = {"ncacn_ip_tcp", NULL, NULL, NULL, NULL};
        FACT_CALL(functions[i].name, "one that is there", functions[i].use(&request));
        sequences(&functions[i], request);
    }
}

#define COUNT(functions) (sizeof(functions) / sizeof *(functions))
static void each(const Function* functions, size_t count, void (*facts)(const Function*)) {
    size_t i;
    for (i = 0; i < count; i++) facts(&functions[i]);
}

int main(void) {
    const int wine = under_wine();  // which has but the first two of these, and none of the interface's
    each(known, COUNT(known), use_known);
    each(dynamic, wine ? 2 : COUNT(dynamic), use_dynamic);
    if (!wine) {
        each(of_interface, COUNT(of_interface), use_of_interface);
        each(all_of_interface, COUNT(all_of_interface), use_all_of_interface);
        each(everything, COUNT(everything), use_everything);
    }
    vectors();
    valid();
    return 0;
}
