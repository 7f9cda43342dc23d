// SPDX-License-Identifier: LGPL-2.1-or-later
// The format characters (FC_*) and flag bits of NDR 2.0 format strings, as the Windows "RPC NDR Engine" pages number
// them. Nothing here is part of the C ABI; generated stubs carry the numbers themselves.
#pragma once

#include <cstdint>

namespace rpcrt4::ndr {

namespace fc {
constexpr uint8_t kZero = 0x00, kByte = 0x01, kChar = 0x02, kSmall = 0x03, kUsmall = 0x04, kWchar = 0x05, kShort = 0x06,
                  kUshort = 0x07, kLong = 0x08, kUlong = 0x09, kFloat = 0x0a, kHyper = 0x0b, kDouble = 0x0c,
                  kEnum16 = 0x0d, kEnum32 = 0x0e, kIgnore = 0x0f, kErrorStatus = 0x10;
constexpr uint8_t kRefPointer = 0x11, kUniquePointer = 0x12, kObjectPointer = 0x13, kFullPointer = 0x14;
constexpr uint8_t kStruct = 0x15, kPointerStruct = 0x16, kConformantStruct = 0x17, kConformantPointerStruct = 0x18,
                  kConformantVaryingStruct = 0x19, kBogusStruct = 0x1a;
constexpr uint8_t kConformantArray = 0x1b, kConformantVaryingArray = 0x1c, kSmallFixedArray = 0x1d,
                  kLargeFixedArray = 0x1e, kSmallVaryingArray = 0x1f, kLargeVaryingArray = 0x20, kBogusArray = 0x21;
constexpr uint8_t kConformantCharString = 0x22, kConformantByteString = 0x23, kConformantStructString = 0x24,
                  kConformantWideString = 0x25, kCharString = 0x26, kByteString = 0x27, kStructString = 0x28,
                  kWideString = 0x29;
constexpr uint8_t kEncapsulatedUnion = 0x2a, kNonEncapsulatedUnion = 0x2b;
constexpr uint8_t kByteCountPointer = 0x2c, kTransmitAs = 0x2d, kRepresentAs = 0x2e, kInterfacePointer = 0x2f;
constexpr uint8_t kBindContext = 0x30, kBindGeneric = 0x31, kBindPrimitive = 0x32, kAutoHandle = 0x33,
                  kCallbackHandle = 0x34;
constexpr uint8_t kPointer = 0x36, kAlignMemory2 = 0x37, kAlignMemory4 = 0x38, kAlignMemory8 = 0x39;
constexpr uint8_t kStructPad1 = 0x3d, kStructPad7 = 0x43, kStringSized = 0x44;
constexpr uint8_t kPointerLayout = 0x4b, kEmbeddedComplex = 0x4c;
constexpr uint8_t kInParameter = 0x4d, kInParameterBaseType = 0x4e, kInParameterNoFree = 0x4f, kInOutParameter = 0x50,
                  kOutParameter = 0x51, kReturnParameter = 0x52, kReturnParameterBaseType = 0x53;
constexpr uint8_t kDereference = 0x54, kDivide2 = 0x55, kMultiply2 = 0x56, kAdd1 = 0x57, kSubtract1 = 0x58,
                  kCallback = 0x59;
constexpr uint8_t kConstantIid = 0x5a, kEnd = 0x5b, kPad = 0x5c;
constexpr uint8_t kHardStruct = 0xb1, kUserMarshal = 0xb4, kPipe = 0xb5;
constexpr uint8_t kRange = 0xb7, kInt3264 = 0xb8, kUint3264 = 0xb9;
}  // namespace fc

/// Second byte of a pointer descriptor.
namespace pointer_flag {
constexpr uint8_t kAllocateAllNodes = 0x01, kDontFree = 0x02, kOnStack = 0x04, kSimple = 0x08, kDereference = 0x10;
}

/// Second byte of a user-marshal descriptor; the low nibble is the wire alignment less one.
namespace user_marshal_flag {
constexpr uint8_t kUnique = 0x80, kRef = 0x40, kAlignment = 0x0f;
}

/// Second byte of a transmit-as or represent-as descriptor, likewise.
namespace transmit_flag {
constexpr uint8_t kPresentedIsArray = 0x10, kAlignment = 0x0f;
}

/// High nibble of a correlation descriptor's first byte.
namespace correlation_source {
constexpr uint8_t kNormal = 0x00, kPointer = 0x10, kTopLevel = 0x20, kConstant = 0x40, kTopLevelMultidimensional = 0x80;
}

/// First byte of the robust part of a correlation descriptor.
namespace correlation_flag {
constexpr uint8_t kEarly = 0x01, kSplit = 0x02, kIidIs = 0x04, kDontCheck = 0x08, kRange = 0x10;
}

}  // namespace rpcrt4::ndr
