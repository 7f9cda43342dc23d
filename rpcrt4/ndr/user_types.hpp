// SPDX-License-Identifier: LGPL-2.1-or-later
// Types whose wire form the program makes itself: user_marshal and wire_marshal (routines that write and read bytes),
// transmit_as and represent_as (routines that turn one type into another). Calls to those routines, with what they are
// promised: USER_MARSHAL_CB behind the flags word, pPresentedType and pTransmitType of the stub message.
// What a routine raises leaves as RpcError. Thread: the one that walks. Basis: "The type_UserSize function" and its
// siblings, "transmit_as" (Windows RPC, MIDL).
#pragma once

#include <cstddef>
#include <cstdint>

#include "handleapi/base/status.hpp"
#include "rpcrt4/ndr/type.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {

/// What a pointer to user-marshalled data has for a referent id.
constexpr uint32_t kUserMarshalMarker = 0x72657355;

/// Bytes of the message once `object`, which begins at byte `start`, is in it.
size_t user_size(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, size_t start, const uint8_t* object);
/// Writes between `at` and `end`; returns where the routine stopped. Throws rpc_x_invalid_buffer when that is outside.
uint8_t* user_marshal(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, uint8_t* at, uint8_t* end,
                      const uint8_t* object);
/// Reads between `at` and `end`; where the routine stopped is for the caller to check, who then has an object to free.
uint8_t* user_unmarshal(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, uint8_t* at, uint8_t* end,
                        uint8_t* object);
void user_release(MIDL_STUB_MESSAGE& stub, const UserMarshalNode& node, void* object) noexcept;

/// NdrGetUserMarshalInfo: what a routine may ask about the call it works for.
base::Status user_marshal_info(const ULONG* flags, ULONG level, NDR_USER_MARSHAL_INFO* info) noexcept;

/// The transmitted object the program makes of a presented one; given back to it at the end.
class Transmitted {
 public:
    Transmitted(MIDL_STUB_MESSAGE& stub, const TransmittedNode& node, const uint8_t* presented);
    Transmitted(const Transmitted&) = delete;
    Transmitted& operator=(const Transmitted&) = delete;
    ~Transmitted();
    const uint8_t* object() const noexcept { return object_; }

 private:
    MIDL_STUB_MESSAGE& stub_;
    const TransmittedNode& node_;
    uint8_t* object_;
};

void present(MIDL_STUB_MESSAGE& stub, const TransmittedNode& node, void* transmitted, uint8_t* presented);
/// Frees what hangs below a presented object.
void free_presented(MIDL_STUB_MESSAGE& stub, const TransmittedNode& node, void* presented) noexcept;

/// What CoMarshalInterface and CoUnmarshalInterface say where COM was not started. It cannot be, here.
[[noreturn]] void fail_without_com();
/// IUnknown::Release; null is nothing.
void release_object(void* object) noexcept;

}  // namespace rpcrt4::ndr
