// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <wtypes.h> and <oaidl.h> that stubs call for automation's types.
#include "handleapi/boundary.hpp"
#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/safe_array.hpp"
#include "rpcrt4/automation/user_marshal.hpp"
#include "rpcrt4/automation/wire_in.hpp"

#include <oaidl.h>

using handleapi::raising;
using namespace rpcrt4;

extern "C" {

ULONG __RPC_USER BSTR_UserSize(ULONG*, ULONG offset, BSTR* string) {
    return raising([&] { return automation::bstr_size(offset, string); });
}
unsigned char* __RPC_USER BSTR_UserMarshal(ULONG* flags, unsigned char* buffer, BSTR* string) {
    return raising([&] { return automation::bstr_marshal(flags, buffer, string); });
}
unsigned char* __RPC_USER BSTR_UserUnmarshal(ULONG* flags, unsigned char* buffer, BSTR* string) {
    return raising([&] { return automation::bstr_unmarshal(flags, buffer, string); });
}
void __RPC_USER BSTR_UserFree(ULONG*, BSTR* string) {
    if (!string) return;
    automation::free_bstr(*string);
    *string = nullptr;
}

ULONG __RPC_USER VARIANT_UserSize(ULONG*, ULONG offset, VARIANT* value) {
    return raising([&] { return automation::variant_size(offset, value); });
}
unsigned char* __RPC_USER VARIANT_UserMarshal(ULONG* flags, unsigned char* buffer, VARIANT* value) {
    return raising([&] { return automation::variant_marshal(flags, buffer, value); });
}
unsigned char* __RPC_USER VARIANT_UserUnmarshal(ULONG* flags, unsigned char* buffer, VARIANT* value) {
    return raising([&] { return automation::variant_unmarshal(flags, buffer, value); });
}
void __RPC_USER VARIANT_UserFree(ULONG*, VARIANT* value) {
    if (value) automation::free_unmarshalled(*value);
}

ULONG __RPC_USER LPSAFEARRAY_UserSize(ULONG*, ULONG offset, LPSAFEARRAY* array) {
    return raising([&] { return automation::array_size(offset, array); });
}
unsigned char* __RPC_USER LPSAFEARRAY_UserMarshal(ULONG* flags, unsigned char* buffer, LPSAFEARRAY* array) {
    return raising([&] { return automation::array_marshal(flags, buffer, array); });
}
unsigned char* __RPC_USER LPSAFEARRAY_UserUnmarshal(ULONG* flags, unsigned char* buffer, LPSAFEARRAY* array) {
    return raising([&] { return automation::array_unmarshal(flags, buffer, array); });
}
void __RPC_USER LPSAFEARRAY_UserFree(ULONG*, LPSAFEARRAY* array) {
    if (array && automation::destroy_array(*array) == 0) *array = nullptr;
}

}  // extern "C"
