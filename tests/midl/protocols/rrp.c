// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-RRP]: sizes behind pointers that may be null, many values into one buffer.
#include "rrp.h"

#include "protocol.h"

static char machine_object, key_object;

BINDS(PREGISTRY_SERVER_NAME)
void __RPC_USER RPC_HKEY_rundown(RPC_HKEY key) { SAME(key != NULL, 1); }

// ---- keys

static void server_name(PREGISTRY_SERVER_NAME* server) { MAYBE(*server, variant, L'\\'); }

error_status_t s_OpenLocalMachine(PREGISTRY_SERVER_NAME server, REGSAM access, PRPC_HKEY key) {
    COMPARE(server_name(&server));
    SAME(access, 0x02000000);
    *key = &machine_object;
    return 0;
}

error_status_t s_BaseRegCloseKey(PRPC_HKEY key) {
    SAME(*key == &machine_object || *key == &key_object, 1);
    *key = NULL;
    return 0;
}

static RPC_HKEY open_machine(void) {
    PREGISTRY_SERVER_NAME server;
    RPC_HKEY key = NULL;
    FILL(server_name(&server));
    SAME(c_OpenLocalMachine(server, 0x02000000, &key), 0);
    SAME(key != NULL, 1);
    return key;
}

static void close_key(RPC_HKEY key) {
    SAME(c_BaseRegCloseKey(&key), 0);
    SAME(key != NULL, 0);
}

static void security(PRPC_SECURITY_ATTRIBUTES* it) {
    if (!POINTER(*it, variant)) return;
    VALUE((*it)->nLength, 12);
    // Variant 2 sends 5 of the 9 bytes it has.
    BYTES((*it)->RpcSecurityDescriptor.lpSecurityDescriptor, variant == 2 ? 5 : -1, 1);
    VALUE((*it)->RpcSecurityDescriptor.cbInSecurityDescriptor, variant == 2 ? 9 : 0);
    VALUE((*it)->RpcSecurityDescriptor.cbOutSecurityDescriptor, variant == 2 ? 5 : 0);
    VALUE((*it)->bInheritHandle, 1);
}

static void create_in(RRP_UNICODE_STRING* name, RRP_UNICODE_STRING* class, PRPC_SECURITY_ATTRIBUTES* attributes,
                      LPDWORD* disposition) {
    STRING_OF(*name, L"Software\\\xD83D\xDE00", -1);
    STRING_OF(*class, variant ? L"" : NULL, variant ? -1 : 0);
    security(attributes);
    MAYBE(*disposition, variant, 0);
}

error_status_t s_BaseRegCreateKey(RPC_HKEY parent, PRRP_UNICODE_STRING name, PRRP_UNICODE_STRING class, DWORD options,
                                  REGSAM access, PRPC_SECURITY_ATTRIBUTES attributes, PRPC_HKEY key,
                                  LPDWORD disposition) {
    SAME(parent == &machine_object, 1);
    COMPARE(create_in(name, class, &attributes, &disposition));
    SAME(options, 1);
    SAME(access, 0xf003f);
    *key = &key_object;
    if (disposition) *disposition = 2;
    return 0;
}

static void create(handle_t h) {
    RPC_HKEY parent = open_machine(), key = NULL;
    RRP_UNICODE_STRING name, class;
    PRPC_SECURITY_ATTRIBUTES attributes;
    LPDWORD disposition;
    (void)h;
    FILL(create_in(&name, &class, &attributes, &disposition));
    if (attributes && attributes->RpcSecurityDescriptor.lpSecurityDescriptor) {
        LPBYTE nine;
        FILL(BYTES(nine, 9, 1));
        attributes->RpcSecurityDescriptor.lpSecurityDescriptor = nine;
    }
    SAME(c_BaseRegCreateKey(parent, &name, &class, 1, 0xf003f, attributes, &key, disposition), 0);
    if (disposition) SAME(*disposition, 2);
    close_key(key);
    close_key(parent);
}

// ---- values

// Variant 0 passes no pointers at all; the others have room for 40 bytes, of which 0 or 10 are sent and 33 come back.
static void data(LPDWORD* type, LPBYTE* bytes, LPDWORD* room, LPDWORD* length, int is_out) {
    MAYBE(*type, variant, is_out ? 3 : 0);
    MAYBE(*room, variant, 40);
    MAYBE(*length, variant, is_out ? 33 : variant == 2 ? 10 : 0);
    if (ARRAY(*bytes, variant ? 40 : -1)) PATTERN(*bytes, **length, is_out + 4);
}

static void data_out(LPDWORD type, LPBYTE bytes, LPDWORD length) {
    if (!type) return;
    VALUE(*type, 3);
    VALUE(*length, 33);
    PATTERN(bytes, 33, 5);
}

static void value_name_in(PRRP_UNICODE_STRING name) { STRING_OF(*name, variant ? L"Value" : NULL, variant ? -1 : 0); }
static void value_name_out(PRPC_UNICODE_STRING name) { STRING_OF(*name, L"\x03B1\x03B2", -1); }

error_status_t s_BaseRegEnumValue(RPC_HKEY key, DWORD index, PRRP_UNICODE_STRING name, PRPC_UNICODE_STRING name_out,
                                  LPDWORD type, LPBYTE bytes, LPDWORD room, LPDWORD length) {
    SAME(key == &machine_object, 1);
    SAME(index, 6);
    COMPARE(value_name_in(name));
    COMPARE(data(&type, &bytes, &room, &length, 0));
    FILL(value_name_out(name_out));
    FILL(data_out(type, bytes, length));
    return 0;
}

static void enum_value(handle_t h) {
    RPC_HKEY key = open_machine();
    RRP_UNICODE_STRING name;
    RPC_UNICODE_STRING name_out = {0, 0, NULL};
    LPDWORD type, room, length;
    LPBYTE bytes;
    (void)h;
    FILL(value_name_in(&name));
    FILL(data(&type, &bytes, &room, &length, 0));
    SAME(c_BaseRegEnumValue(key, 6, &name, &name_out, type, bytes, room, length), 0);
    COMPARE(value_name_out(&name_out));
    COMPARE(data_out(type, bytes, length));
    close_key(key);
}

error_status_t s_BaseRegQueryValue(RPC_HKEY key, PRRP_UNICODE_STRING name, LPDWORD type, LPBYTE bytes, LPDWORD room,
                                   LPDWORD length) {
    SAME(key == &machine_object, 1);
    COMPARE(value_name_in(name));
    COMPARE(data(&type, &bytes, &room, &length, 0));
    FILL(data_out(type, bytes, length));
    return variant ? 0 : 87;
}

static void query_value(handle_t h) {
    RPC_HKEY key = open_machine();
    RRP_UNICODE_STRING name;
    LPDWORD type, room, length;
    LPBYTE bytes;
    (void)h;
    FILL(value_name_in(&name));
    FILL(data(&type, &bytes, &room, &length, 0));
    SAME(c_BaseRegQueryValue(key, &name, type, bytes, room, length), variant ? 0 : 87);
    COMPARE(data_out(type, bytes, length));
    close_key(key);
}

static void set_in(PRRP_UNICODE_STRING name, LPBYTE* bytes, DWORD* size) {
    STRING_OF(*name, variant ? L"Value" : L"", -1);
    VALUE(*size, variant == 2 ? 70000 : variant * 3);
    BYTES(*bytes, variant == 2 ? 70000 : variant * 3, 1);
}

error_status_t s_BaseRegSetValue(RPC_HKEY key, PRRP_UNICODE_STRING name, DWORD type, LPBYTE bytes, DWORD size) {
    SAME(key == &machine_object, 1);
    COMPARE(set_in(name, &bytes, &size));
    SAME(type, 0xffffffff);
    return 0;
}

static void set_value(handle_t h) {
    RPC_HKEY key = open_machine();
    RRP_UNICODE_STRING name;
    LPBYTE bytes;
    DWORD size;
    (void)h;
    FILL(set_in(&name, &bytes, &size));
    SAME(c_BaseRegSetValue(key, &name, 0xffffffff, bytes, size), 0);
    close_key(key);
}

// One value is without data, the last has no name.
static void many_in(PRVALENT list, DWORD count, unsigned char** buffer, DWORD* total) {
    for (DWORD i = 0; i < count; ++i) {
        if (POINTER(list[i].ve_valuename, i < 2)) STRING_OF(*list[i].ve_valuename, i ? L"\xD83D\xDE00" : L"first", -1);
        VALUE(list[i].ve_valuelen, 0);
        MAYBE(list[i].ve_valueptr, i != 1, 0xfedcba98);
        VALUE(list[i].ve_type, 0);
    }
    VALUE(*total, variant ? 24 : 0);
    BYTES(*buffer, variant ? 24 : -1, 7);
}

static void many_out(PRVALENT list, DWORD count, unsigned char* buffer, DWORD* total) {
    for (DWORD i = 0; i < count; ++i) {
        VALUE(list[i].ve_valuelen, 8 * i);
        if (list[i].ve_valueptr) VALUE(*list[i].ve_valueptr, i);
        VALUE(list[i].ve_type, 4);
    }
    if (buffer) PATTERN(buffer, 24, 9);
    VALUE(*total, variant ? 24 : 0);
}

error_status_t s_BaseRegQueryMultipleValues(RPC_HKEY key, PRVALENT list, DWORD count, unsigned char* buffer,
                                            LPDWORD total) {
    SAME(key == &machine_object, 1);
    SAME(count, variant * 3);
    COMPARE(many_in(list, count, &buffer, total));
    FILL(many_out(list, count, buffer, total));
    return 0;
}

static void query_many(handle_t h) {
    RPC_HKEY key = open_machine();
    PRVALENT list;
    DWORD count = (DWORD)variant * 3, total;
    unsigned char* buffer;
    (void)h;
    FILL(ARRAY(list, (LONG)count));
    FILL(many_in(list, count, &buffer, &total));
    SAME(c_BaseRegQueryMultipleValues(key, list, count, buffer, &total), 0);
    COMPARE(many_out(list, count, buffer, &total));
    close_key(key);
}

const Case cases[] = {
    {"BaseRegCreateKey", create, 3},
    {"BaseRegEnumValue", enum_value, 3},
    {"BaseRegQueryValue", query_value, 3},
    {"BaseRegSetValue", set_value, 3},
    {"BaseRegQueryMultipleValues", query_many, 2},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(winreg_v1_0_s_ifspec)
