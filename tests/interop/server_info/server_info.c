// SPDX-License-Identifier: LGPL-2.1-or-later
// server_info HOST LEVEL...: what a server says about itself, a line for each level: the name of every member after the
// prefix, and its value. What goes wrong is said instead. The endpoint is the business of the host's mapper.
#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>

#include "server_info.h"

static const char* host;

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

handle_t __RPC_USER SRVSVC_HANDLE_bind(SRVSVC_HANDLE name) {
    RPC_CSTR text = NULL;
    handle_t bound = NULL;
    (void)name;
    if (RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncacn_ip_tcp", (RPC_CSTR)host, NULL, NULL, &text) == RPC_S_OK) {
        if (RpcBindingFromStringBindingA(text, &bound) != RPC_S_OK) bound = NULL;
        RpcStringFreeA(&text);
    }
    return bound;
}

void __RPC_USER SRVSVC_HANDLE_unbind(SRVSVC_HANDLE name, handle_t bound) {
    (void)name;
    RpcBindingFree(&bound);
}

static void text(const char* name, wchar_t* value) {
    const wchar_t* at = value;
    printf(" %s=", name);
    for (; at && *at; ++at) putchar(*at < 0x80 ? (int)*at : '?');
    if (value) midl_user_free(value);
}

static void show_100(SERVER_INFO_100* info) {
    printf(" platform_id=%u", (unsigned)info->sv100_platform_id);
    text("server_name", info->sv100_name);
}

static void show_101(SERVER_INFO_101* info) {
    printf(" platform_id=%u", (unsigned)info->sv101_platform_id);
    text("server_name", info->sv101_name);
    printf(" version_major=%u version_minor=%u server_type=%u", (unsigned)info->sv101_version_major,
           (unsigned)info->sv101_version_minor, (unsigned)info->sv101_type);
    text("comment", info->sv101_comment);
}

static void show_102(SERVER_INFO_102* info) {
    printf(" platform_id=%u", (unsigned)info->sv102_platform_id);
    text("server_name", info->sv102_name);
    printf(" version_major=%u version_minor=%u server_type=%u", (unsigned)info->sv102_version_major,
           (unsigned)info->sv102_version_minor, (unsigned)info->sv102_type);
    text("comment", info->sv102_comment);
    printf(" users=%u disc=%d hidden=%d announce=%u anndelta=%u licenses=%u", (unsigned)info->sv102_users,
           (int)info->sv102_disc, info->sv102_hidden, (unsigned)info->sv102_announce, (unsigned)info->sv102_anndelta,
           (unsigned)info->sv102_licenses);
    text("userpath", info->sv102_userpath);
}

static void show(DWORD level, SERVER_INFO* info) {
    void* const structure = info->ServerInfo100;
    if (!structure) return;
    if (level == 100) show_100(info->ServerInfo100);
    if (level == 101) show_101(info->ServerInfo101);
    if (level == 102) show_102(info->ServerInfo102);
    midl_user_free(structure);
}

static int ask(DWORD level) {
    SERVER_INFO info = {NULL};
    volatile int failed = 1;
    printf("%u:", (unsigned)level);
    RpcTryExcept {
        wchar_t name[64] = {0};
        for (int i = 0; i < 63 && host[i]; ++i) name[i] = (wchar_t)host[i];
        const NET_API_STATUS status = NetrServerGetInfo(name, level, &info);
        if (status != 0) printf(" status %u", (unsigned)status);
        failed = status != 0;
        show(level, &info);
    }
    RpcExcept(1) { printf(" exception %u", (unsigned)RpcExceptionCode()); }
    RpcEndExcept;
    printf("\n");
    return failed;
}

int main(int argc, char** argv) {
    int failed = 0;
    if (argc < 3) return 2;
    host = argv[1];
    for (int i = 2; i < argc; ++i) failed |= ask((DWORD)atoi(argv[i]));
    return failed;
}
