// SPDX-License-Identifier: LGPL-2.1-or-later
// services BINDING SERVICE LEVEL PRINCIPAL USER DOMAIN PASSWORD {srvs | samr | lsat | user}...
// Calls what Windows servers serve, authenticated: SERVICE is "none" or a number (RPC_C_AUTHN_*), as is LEVEL; "-" is
// no principal, and no user (then the process's own credentials). A line for each call asked for: its name and what the
// server says, or "status", what it answered, "exception", what the runtime raised, or "error", why it was not asked.
// Exits with 0 when all is well.
#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsat.h"
#include "samr.h"
#include "server_info.h"

enum { MAXIMUM_ALLOWED_ACCESS = 0x02000000 };

static handle_t server;
static WCHAR any_name[] = L"server";
static WCHAR who[64];

void* __RPC_USER midl_user_allocate(size_t size) { return calloc(1, size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

// Both interfaces that name a server mean the one binding there is.
handle_t __RPC_USER SRVSVC_HANDLE_bind(SRVSVC_HANDLE name) { return (void)name, server; }
void __RPC_USER SRVSVC_HANDLE_unbind(SRVSVC_HANDLE name, handle_t bound) { (void)name, (void)bound; }
handle_t __RPC_USER PSAMPR_SERVER_NAME_bind(PSAMPR_SERVER_NAME name) { return (void)name, server; }
void __RPC_USER PSAMPR_SERVER_NAME_unbind(PSAMPR_SERVER_NAME name, handle_t bound) { (void)name, (void)bound; }

static void show(const WCHAR* text, size_t length) {
    for (size_t i = 0; i < length; ++i) putchar(text[i] < 0x80 ? (int)text[i] : '?');
}

static void show_counted(const RPC_UNICODE_STRING* text) { show(text->Buffer, text->Length / sizeof(WCHAR)); }

static int failed_with(LONG status) {
    if (status == 0) return 0;
    printf(" status %08x", (unsigned)status);
    return 1;
}

static int ask_srvs(void) {
    SERVER_INFO info = {NULL};
    if (failed_with((LONG)NetrServerGetInfo(any_name, 100, &info))) return 1;
    printf(" platform %u name ", (unsigned)info.ServerInfo100->sv100_platform_id);
    const WCHAR* const name = info.ServerInfo100->sv100_name;
    size_t length = 0;
    while (name[length]) ++length;
    show(name, length);
    return 0;
}

static int enumerate_domains(SAMPR_HANDLE sam) {
    ULONG context = 0, count = 0;
    PSAMPR_ENUMERATION_BUFFER domains = NULL;
    if (failed_with(SamrEnumerateDomainsInSamServer(sam, &context, &domains, 0xffff, &count))) return 1;
    printf(" domains");
    for (unsigned i = 0; i < domains->EntriesRead; ++i) {
        putchar(' ');
        show_counted(&domains->Buffer[i].Name);
    }
    return 0;
}

static int ask_samr(void) {
    SAMPR_REVISION_INFO ours = {.V1 = {.Revision = 3}}, theirs;
    ULONG version = 0;
    SAMPR_HANDLE sam = NULL;
    if (failed_with(SamrConnect5(any_name, MAXIMUM_ALLOWED_ACCESS, 1, &ours, &version, &theirs, &sam))) return 1;
    const int failed = enumerate_domains(sam);
    return failed_with(SamrCloseHandle(&sam)) || failed;
}

static int look_up(LSAPR_HANDLE policy) {
    RPC_UNICODE_STRING name = {.Buffer = who};
    PLSAPR_REFERENCED_DOMAIN_LIST domains = NULL;
    LSAPR_TRANSLATED_SIDS sids = {0};
    ULONG mapped = 0;
    while (who[name.Length / sizeof(WCHAR)]) name.Length += sizeof(WCHAR);
    name.MaximumLength = name.Length;
    if (failed_with(LsarLookupNames(policy, 1, &name, &domains, &sids, LsapLookupWksta, &mapped))) return 1;
    printf(" use %u of ", (unsigned)sids.Sids[0].Use);
    show_counted(&domains->Domains[sids.Sids[0].DomainIndex].Name);
    return 0;
}

static int ask_lsat(void) {
    LSAPR_OBJECT_ATTRIBUTES attributes = {.Length = 24};
    LSAPR_HANDLE policy = NULL;
    if (failed_with(LsarOpenPolicy2(server, any_name, &attributes, MAXIMUM_ALLOWED_ACCESS, &policy))) return 1;
    const int failed = look_up(policy);
    return failed_with(LsarClose(&policy)) || failed;
}

static int ask_user(void) {
    PRPC_UNICODE_STRING user = NULL, domain = NULL;
    if (failed_with(LsarGetUserName(server, any_name, &user, &domain))) return 1;
    putchar(' ');
    show_counted(user);
    return 0;
}

static const struct {
    const char* name;
    int (*ask)(void);
} questions[] = {{"srvs", ask_srvs}, {"samr", ask_samr}, {"lsat", ask_lsat}, {"user", ask_user}};

static char* given(char* argument) { return strcmp(argument, "-") == 0 ? NULL : argument; }

static RPC_STATUS authenticate(char** argv) {
    if (strcmp(argv[2], "none") == 0) return RPC_S_OK;
    SEC_WINNT_AUTH_IDENTITY_A account = {.User = (unsigned char*)given(argv[5]),
                                         .Domain = (unsigned char*)given(argv[6]),
                                         .Password = (unsigned char*)given(argv[7]),
                                         .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI};
    if (account.User) account.UserLength = (ULONG)strlen(argv[5]);
    if (account.Domain) account.DomainLength = (ULONG)strlen(argv[6]);
    if (account.Password) account.PasswordLength = (ULONG)strlen(argv[7]);
    return RpcBindingSetAuthInfoA(server, (RPC_CSTR)given(argv[4]), (ULONG)atoi(argv[3]), (ULONG)atoi(argv[2]),
                                  account.User ? &account : NULL, RPC_C_AUTHZ_NONE);
}

// A binding for each: the endpoint that is found for an interface would be taken for all.
static int ask(char** argv, const char* name) {
    volatile int failed = 1;
    printf("%s", name);
    RPC_STATUS status = RpcBindingFromStringBindingA((RPC_CSTR)argv[1], &server);
    if (status == RPC_S_OK) status = authenticate(argv);
    if (status != RPC_S_OK) {
        printf(" error %d\n", (int)status);
        return 1;
    }
    RpcTryExcept {
        for (size_t i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
            if (strcmp(questions[i].name, name) == 0) failed = questions[i].ask();
        }
    }
    RpcExcept(1) { printf(" exception %u", (unsigned)RpcExceptionCode()); }
    RpcEndExcept;
    printf("\n");
    fflush(stdout);
    RpcBindingFree(&server);
    return failed;
}

int main(int argc, char** argv) {
    int failed = 0;
    if (argc < 9) return 2;
    const char* const name = given(argv[5]) ? argv[5] : "Administrator";
    for (size_t i = 0; i + 1 < sizeof who / sizeof who[0] && name[i]; ++i) who[i] = (WCHAR)name[i];
    for (int i = 8; i < argc; ++i) failed |= ask(argv, argv[i]);
    return failed;
}
