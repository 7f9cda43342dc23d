// SPDX-License-Identifier: LGPL-2.1-or-later
// inquirer HOST UUID OBJECT: every documented client function of the endpoint map against the mapper of a host over
// TCP. There, UUID is registered in versions 1.0 to 1.249 at port 4711 and locally, for OBJECT in version 2.0 at port
// 4712, and in version 3.0 at port 4715 of an IPv6 address. Prints a line per fact, "fact: ok" or "fact: FAILED"; exits
// with 0 when all are good.
#include <windows.h>

#include <rpc.h>
#include <rpcdcep.h>
#include <stdio.h>
#include <string.h>

static RPC_BINDING_HANDLE host;
static UUID interface_id, object;
static const char* host_name;
static int failures;

static void fact(const char* name, int good) {
    printf("%s: %s\n", name, good ? "ok" : "FAILED");
    failures += !good;
}

static RPC_BINDING_HANDLE bind_to(const char* text) {
    RPC_BINDING_HANDLE handle = NULL;
    if (RpcBindingFromStringBindingA((RPC_CSTR)text, &handle) != RPC_S_OK) return NULL;
    return handle;
}

// How many elements an inquiry finds; -1 when it fails.
static int count(ULONG type, ULONG versions, USHORT major, USHORT minor, UUID* of_object) {
    RPC_IF_ID id = {interface_id, major, minor}, found;
    RPC_EP_INQ_HANDLE inquiry = NULL;
    int elements = 0;
    if (RpcMgmtEpEltInqBegin(host, type, &id, versions, of_object, &inquiry) != RPC_S_OK) return -1;
    RPC_STATUS status;
    while ((status = RpcMgmtEpEltInqNextA(inquiry, &found, NULL, NULL, NULL)) == RPC_S_OK) ++elements;
    const int over = status == RPC_X_NO_MORE_ENTRIES &&
                     RpcMgmtEpEltInqNextA(inquiry, &found, NULL, NULL, NULL) == RPC_X_NO_MORE_ENTRIES;
    const int done = RpcMgmtEpEltInqDone(&inquiry) == RPC_S_OK && inquiry == NULL;
    return over && done ? elements : -1;
}

static void inquiries(void) {
    const ULONG by_interface = RPC_C_EP_MATCH_BY_IF;
    fact("all elements", count(RPC_C_EP_ALL_ELTS, 0, 0, 0, NULL) >= 502);
    fact("all versions", count(by_interface, RPC_C_VERS_ALL, 9, 9, NULL) == 502);
    fact("compatible versions", count(by_interface, RPC_C_VERS_COMPATIBLE, 1, 200, NULL) == 100);
    fact("one version", count(by_interface, RPC_C_VERS_EXACT, 1, 200, NULL) == 2);
    fact("a version that is not there", count(by_interface, RPC_C_VERS_EXACT, 1, 250, NULL) == 0);
    fact("one major version", count(by_interface, RPC_C_VERS_MAJOR_ONLY, 1, 99, NULL) == 500);
    fact("versions up to one", count(by_interface, RPC_C_VERS_UPTO, 1, 9, NULL) == 20);
    fact("one object", count(RPC_C_EP_MATCH_BY_OBJ, 0, 0, 0, &object) == 1);
    fact("both", count(RPC_C_EP_MATCH_BY_BOTH, RPC_C_VERS_EXACT, 2, 0, &object) == 1);
    fact("both, of another version", count(RPC_C_EP_MATCH_BY_BOTH, RPC_C_VERS_EXACT, 1, 0, &object) == 0);
}

// What an element says of itself, in both character sets.
static void elements(void) {
    RPC_IF_ID id = {interface_id, 2, 0}, found;
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RPC_BINDING_HANDLE binding = NULL;
    RPC_CSTR annotation = NULL, text = NULL;
    RPC_WSTR wide = NULL;
    UUID its_object;
    memset(&its_object, 0, sizeof its_object);
    RPC_STATUS status = RpcMgmtEpEltInqBegin(host, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_EXACT, NULL, &inquiry);
    if (status == RPC_S_OK) status = RpcMgmtEpEltInqNextA(inquiry, &found, &binding, &its_object, &annotation);
    fact("an element is found", status == RPC_S_OK);
    if (status != RPC_S_OK) return;
    fact("its interface", memcmp(&found, &id, sizeof id) == 0);
    fact("its object", memcmp(&its_object, &object, sizeof object) == 0);
    fact("its annotation", strcmp((char*)annotation, "a registrar") == 0);
    fact("its binding", RpcBindingToStringBindingA(binding, &text) == RPC_S_OK &&
                            strcmp((char*)text, "ncacn_ip_tcp:127.0.0.1[4712]") == 0);
    fact("the binding is freed", RpcBindingFree(&binding) == RPC_S_OK && binding == NULL);
    RpcStringFreeA(&annotation);
    RpcStringFreeA(&text);
    RpcMgmtEpEltInqDone(&inquiry);
    status = RpcMgmtEpEltInqBegin(host, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_EXACT, NULL, &inquiry);
    if (status == RPC_S_OK) status = RpcMgmtEpEltInqNextW(inquiry, &found, NULL, NULL, &wide);
    fact("its annotation in UTF-16", status == RPC_S_OK && wide && wide[0] == 'a' && wide[11] == 0);
    RpcStringFreeW(&wide);
    RPC_EP_INQ_HANDLE again = inquiry;
    fact("an inquiry ends in the middle", RpcMgmtEpEltInqDone(&inquiry) == RPC_S_OK);
    fact("and once", RpcMgmtEpEltInqDone(&again) == RPC_S_INVALID_ARG);
}

// Addresses of IPv6 have no place in a tower: the host that was asked is meant.
static void without_address(void) {
    RPC_IF_ID id = {interface_id, 3, 0}, found;
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RPC_BINDING_HANDLE binding = NULL;
    RPC_CSTR text = NULL;
    char expected[100];
    snprintf(expected, sizeof expected, "ncacn_ip_tcp:%s[4715]", host_name);
    fact("an element at an IPv6 address is at the host that was asked",
         RpcMgmtEpEltInqBegin(host, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_EXACT, NULL, &inquiry) == RPC_S_OK &&
             RpcMgmtEpEltInqNextA(inquiry, &found, &binding, NULL, NULL) == RPC_S_OK &&
             RpcBindingToStringBindingA(binding, &text) == RPC_S_OK && strcmp((char*)text, expected) == 0);
    if (text) RpcStringFreeA(&text);
    if (binding) RpcBindingFree(&binding);
    RpcMgmtEpEltInqDone(&inquiry);
}

// The endpoint a partially bound handle gets, or minus the status.
static int port_of(USHORT major, USHORT minor, const UUID* of_object) {
    const RPC_SYNTAX_IDENTIFIER ndr = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 8, 0, 0x2b, 0x10, 0x48, 0x60}},
                                       {2, 0}};
    RPC_CLIENT_INTERFACE spec = {.Length = sizeof spec};
    RPC_CSTR text = NULL, endpoint = NULL;
    char name[100];
    int port = 0;
    spec.InterfaceId.SyntaxGUID = interface_id;
    spec.InterfaceId.SyntaxVersion.MajorVersion = major;
    spec.InterfaceId.SyntaxVersion.MinorVersion = minor;
    spec.TransferSyntax = ndr;
    snprintf(name, sizeof name, "ncacn_ip_tcp:%s", host_name);
    RPC_BINDING_HANDLE handle = bind_to(name);
    if (of_object) RpcBindingSetObject(handle, (UUID*)of_object);
    const RPC_STATUS status = RpcEpResolveBinding(handle, &spec);
    if (status == RPC_S_OK && RpcBindingToStringBindingA(handle, &text) == RPC_S_OK &&
        RpcStringBindingParseA(text, NULL, NULL, NULL, &endpoint, NULL) == RPC_S_OK) {
        sscanf((char*)endpoint, "%d", &port);
        RpcStringFreeA(&endpoint);
        RpcStringFreeA(&text);
    }
    RpcBindingFree(&handle);
    return status == RPC_S_OK ? port : -(int)status;
}

static void resolving(void) {
    fact("a handle is resolved", port_of(1, 3, NULL) == 4711);
    fact("for an older version", port_of(1, 249, NULL) == 4711);
    fact("not for a newer one", port_of(1, 250, NULL) == -EPT_S_NOT_REGISTERED);
    fact("for an object", port_of(2, 0, &object) == 4712);
    fact("not without it", port_of(2, 0, NULL) == -EPT_S_NOT_REGISTERED);
    fact("for another object, what is for none", port_of(1, 0, &object) == 4711);
}

static void refusals(void) {
    RPC_IF_ID id = {interface_id, 2, 0};
    char text[200];
    snprintf(text, sizeof text, "ncacn_ip_tcp:%s[4712]", host_name);
    RPC_BINDING_HANDLE element = bind_to(text);
    fact("nobody unregisters for others", RpcMgmtEpUnregister(host, &id, element, &object) == EPT_S_CANT_PERFORM_OP &&
                                              count(RPC_C_EP_MATCH_BY_OBJ, 0, 0, 0, &object) == 1);
    RpcBindingFree(&element);
    RPC_BINDING_HANDLE with_object = NULL;
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RpcBindingCopy(host, &with_object);
    RpcBindingSetObject(with_object, &object);
    fact("a handle with an object is no host", RpcMgmtEpEltInqBegin(with_object, RPC_C_EP_ALL_ELTS, NULL, 0, NULL,
                                                                    &inquiry) == EPT_S_CANT_PERFORM_OP);
    RpcBindingFree(&with_object);
    fact("there are no other inquiries", RpcMgmtEpEltInqBegin(host, 4, &id, 1, NULL, &inquiry) == RPC_S_INVALID_ARG &&
                                             RpcMgmtEpEltInqBegin(host, RPC_C_EP_MATCH_BY_IF, &id, 6, NULL,
                                                                  &inquiry) == RPC_S_INVALID_VERS_OPTION);
}

int main(int argc, char** argv) {
    char text[200];
    if (argc != 4) return 2;
    host_name = argv[1];
    if (UuidFromStringA((RPC_CSTR)argv[2], &interface_id) != RPC_S_OK) return 2;
    if (UuidFromStringA((RPC_CSTR)argv[3], &object) != RPC_S_OK) return 2;
    // Any server of the host may be named: where it listens does not count.
    snprintf(text, sizeof text, "ncacn_ip_tcp:%s[4713]", host_name);
    host = bind_to(text);
    if (!host) return 1;
    inquiries();
    elements();
    without_address();
    resolving();
    refusals();
    RpcBindingFree(&host);
    return failures != 0;
}
