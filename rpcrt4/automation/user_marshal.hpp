// SPDX-License-Identifier: LGPL-2.1-or-later
// The routines that stubs call for automation's types: where in the message they are, and what they walk. They throw
// RpcError; rpc_s_invalid_arg when `flags` does not begin a USER_MARSHAL_CB. Microsoft "The type_UserSize Function".
#pragma once

#include <cstdint>

#include <oaidl.h>

namespace rpcrt4::automation {

ULONG bstr_size(ULONG offset, const BSTR* string);
uint8_t* bstr_marshal(const ULONG* flags, uint8_t* buffer, const BSTR* string);
uint8_t* bstr_unmarshal(const ULONG* flags, uint8_t* buffer, BSTR* string);

ULONG variant_size(ULONG offset, const VARIANT* value);
uint8_t* variant_marshal(const ULONG* flags, uint8_t* buffer, const VARIANT* value);
uint8_t* variant_unmarshal(const ULONG* flags, uint8_t* buffer, VARIANT* value);

ULONG array_size(ULONG offset, SAFEARRAY* const* array);
uint8_t* array_marshal(const ULONG* flags, uint8_t* buffer, SAFEARRAY* const* array);
uint8_t* array_unmarshal(const ULONG* flags, uint8_t* buffer, SAFEARRAY** array);

}  // namespace rpcrt4::automation
