// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The numbers of NDR20 format strings as written by the compiler: format characters, pointer, parameter, procedure and
// correlation bits, and their names for the comments in stubs. Constants only.
// Reference: Microsoft "RPC NDR Format Strings"; codes missing there were observed in compiler output.
#pragma once

#include <cstdint>
#include <string_view>

namespace midl {

enum class Fc : std::uint8_t {
    zero = 0x00,
    byte = 0x01,
    char_ = 0x02,
    small = 0x03,
    usmall = 0x04,
    wchar = 0x05,
    short_ = 0x06,
    ushort_ = 0x07,
    long_ = 0x08,
    ulong_ = 0x09,
    float_ = 0x0a,
    hyper = 0x0b,
    double_ = 0x0c,
    enum16 = 0x0d,
    enum32 = 0x0e,
    ignore = 0x0f,
    error_status = 0x10,
    rp = 0x11,
    up = 0x12,
    fp = 0x14,
    struct_ = 0x15,
    cstruct = 0x17,
    cvstruct = 0x19,
    bogus_struct = 0x1a,
    carray = 0x1b,
    cvarray = 0x1c,
    smfarray = 0x1d,
    lgfarray = 0x1e,
    smvarray = 0x1f,
    lgvarray = 0x20,
    bogus_array = 0x21,
    c_cstring = 0x22,
    c_wstring = 0x25,
    cstring = 0x26,
    wstring = 0x29,
    encapsulated_union = 0x2a,
    non_encapsulated_union = 0x2b,
    byte_count_pointer = 0x2c,
    transmit_as = 0x2d,
    represent_as = 0x2e,
    bind_context = 0x30,
    bind_generic = 0x31,
    bind_primitive = 0x32,
    auto_handle = 0x33,
    callback_handle = 0x34,
    pointer = 0x36,
    alignm2 = 0x37,
    alignm4 = 0x38,
    alignm8 = 0x39,
    structpad1 = 0x3d,
    c_sstring = 0x24,
    sstring = 0x28,
    string_sized = 0x44,
    embedded_complex = 0x4c,
    dereference = 0x54,
    div_2 = 0x55,
    mult_2 = 0x56,
    add_1 = 0x57,
    sub_1 = 0x58,
    callback = 0x59,
    end = 0x5b,
    pad = 0x5c,
    user_marshal = 0xb4,
    pipe = 0xb5,
    range = 0xb7,
    int3264 = 0xb8,
    uint3264 = 0xb9,
};

// "FC_LONG".
std::string_view token_name(Fc code);

namespace pointer_bit {
inline constexpr std::uint8_t kAllocateAllNodes = 0x01, kDontFree = 0x02, kAllocedOnStack = 0x04, kSimple = 0x08,
                              kDereference = 0x10;
}

namespace parameter_bit {
inline constexpr std::uint16_t kMustSize = 0x0001, kMustFree = 0x0002, kPipe = 0x0004, kIn = 0x0008, kOut = 0x0010,
                               kReturn = 0x0020, kBaseType = 0x0040, kByValue = 0x0080, kSimpleRef = 0x0100,
                               kPartialIgnore = 0x0800, kForceAllocate = 0x1000;
inline constexpr unsigned kServerAllocShift = 13;  // in units of 8 bytes, 7 at most
}  // namespace parameter_bit

// First flag byte of the procedure header.
namespace procedure_bit {
inline constexpr std::uint8_t kFullPointers = 0x01, kStubMemory = 0x02, kHasRpcFlags = 0x08, kEncodes = 0x10,
                              kDecodes = 0x20, kKeepsStatus = 0x20, kNewInit = 0x40;
}

// INTERPRETER_OPT_FLAGS.
namespace interpreter_bit {
inline constexpr std::uint8_t kServerMustSize = 0x01, kClientMustSize = 0x02, kHasReturn = 0x04, kHasPipes = 0x08,
                              kHasExtensions = 0x40, kHasAsyncHandle = 0x80;
}

// INTERPRETER_OPT_FLAGS2.
namespace extension_bit {
inline constexpr std::uint8_t kNewCorrelation = 0x01, kClientChecks = 0x02, kServerChecks = 0x04, kNotify = 0x08,
                              kNotifyWithFlag = 0x10, kRanges = 0x40, kLargeByValue = 0x80;
}

namespace correlation_bit {
inline constexpr std::uint8_t kPointer = 0x10, kTopLevel = 0x20, kConstant = 0x40;     // with the value type
inline constexpr std::uint16_t kEarly = 0x0001, kDontCheck = 0x0008, kRange = 0x0010;  // robust flags
}  // namespace correlation_bit

// Flags of FC_TRANSMIT_AS and FC_REPRESENT_AS; the low nibble is the alignment on the wire less 1.
namespace transmit_bit {
inline constexpr std::uint8_t kIsArray = 0x10, kAlign4 = 0x20, kAlign8 = 0x40;
}

// Of FC_USER_MARSHAL, with the same low nibble.
namespace user_marshal_bit {
inline constexpr std::uint8_t kReference = 0x40, kUnique = 0x80, kPointer = 0xc0;
}

namespace context_bit {
inline constexpr std::uint8_t kViaPointer = 0x80, kIn = 0x40, kOut = 0x20, kReturn = 0x10, kStrict = 0x08,
                              kNoSerialize = 0x04, kSerialize = 0x02, kCannotBeNull = 0x01;
}

// RPC_MESSAGE.RpcFlags bits an operation attribute asks for.
namespace rpc_flag {
inline constexpr std::uint32_t kIdempotent = 0x0001, kBroadcast = 0x0002, kMaybe = 0x0004, kMessage = 0x01000000;
}

}  // namespace midl
