// SPDX-License-Identifier: LGPL-2.1-or-later
// Access rights of a handle: a mask fixed when the handle is made and checked by each function that uses it. Rights are
// those the caller asked for, generic ones translated by kind; an object's owner gets whatever he asks for, and nobody
// else can open it. Reference: learn.microsoft.com, Synchronization Object Security and Access Rights; ACCESS_MASK.
#pragma once

#include <cstdint>

#include "handleapi/object.hpp"

namespace handleapi {

/// ACCESS_MASK.
using AccessMask = uint32_t;

constexpr AccessMask kSynchronize = 0x00100000;
constexpr AccessMask kAllStandardRights = 0x001F0000;
/// Every right that a handle can carry; kinds know fewer.
constexpr AccessMask kEveryRight = kAllStandardRights | 0xFFFF;

/// All rights of one kind of object (EVENT_ALL_ACCESS, ...).
AccessMask all_access(ObjectType type) noexcept;
/// The rights that asking for `wanted` gives: generic rights and MAXIMUM_ALLOWED translated, bits without meaning gone.
AccessMask granted_access(ObjectType type, AccessMask wanted) noexcept;

}  // namespace handleapi
