// SPDX-License-Identifier: LGPL-2.1-or-later
// Automation's types on the wire, outward: NDR 2.0 of the structures of [MS-OAUT] 2.2.23 (BSTR), 2.2.29 (VARIANT) and
// 2.2.30 (SAFEARRAY), little-endian. Measuring and writing are one walk, so that they agree. Failures are thrown
// (RpcError): objects and records, of which only null ones travel, as fail_without_com() says and DISP_E_BADVARTYPE.
#pragma once

#include <cstddef>
#include <cstdint>

#include <oaidl.h>

namespace rpcrt4::automation {

class WireOut {
 public:
    /// Counts from `offset` on.
    explicit WireOut(size_t offset) noexcept : at_(offset) {}
    /// Writes from `begin` on, whose place in memory is aligned as its place in the message, and not beyond `end`.
    WireOut(uint8_t* begin, const uint8_t* end) noexcept;

    void bstr(const WCHAR* string);
    void variant(const VARIANT& value);
    /// Behind the pointer the engine writes: the one that a null array makes null.
    void array(const SAFEARRAY* array);

    size_t offset() const noexcept { return at_; }
    uint8_t* position() const noexcept { return base_ + at_; }

 private:
    void value(VARTYPE type, const void* place);
    void referred(VARTYPE type, const void* place);
    void elements(const SAFEARRAY& array, VARTYPE kind, uint32_t count);
    void bytes(const void* data, size_t size);
    void align(size_t alignment);
    void scalar(const void* data, size_t size);
    void u16(uint16_t value) { scalar(&value, sizeof value); }
    void u32(uint32_t value) { scalar(&value, sizeof value); }
    /// The referent of a pointer; null is zero.
    void pointer(const void* target);

    uint8_t* base_ = nullptr;  ///< address of offset 0; null: only counts
    size_t at_;
    size_t end_ = SIZE_MAX;
    int depth_ = 0;
};

/// How deep variants and arrays may be nested.
constexpr int kMostNested = 32;
/// The discriminant of the union in a VARIANT of a type.
constexpr uint32_t tag_of(VARTYPE type) noexcept {
    return (type & VT_ARRAY) != 0 ? static_cast<uint32_t>(type & ~VT_TYPEMASK) : type;
}

}  // namespace rpcrt4::automation
