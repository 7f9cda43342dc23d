// SPDX-License-Identifier: LGPL-2.1-or-later
// VARIANT: a value that knows its type. One with VT_BYREF points to a value of somebody else's. Records (VT_RECORD) are
// refused as DISP_E_BADVARTYPE where they are more than null. Any thread, one at a time for one VARIANT.
// Microsoft "Variant Manipulation Functions".
#pragma once

#include <oaidl.h>

namespace rpcrt4::automation {

/// VT_EMPTY, after giving up what it owns. DISP_E_BADVARTYPE, DISP_E_ARRAYISLOCKED: as it was.
HRESULT clear(VARIANT& value) noexcept;
/// A copy over memory that holds no value; VT_EMPTY when it fails.
HRESULT copy_value(const VARIANT& from, VARIANT& to) noexcept;
/// VariantCopy: the destination is cleared first. It may be the source.
HRESULT copy(const VARIANT& from, VARIANT& to) noexcept;
/// VariantCopyInd: what a reference refers to is copied.
HRESULT copy_indirect(const VARIANT& from, VARIANT& to) noexcept;

}  // namespace rpcrt4::automation
